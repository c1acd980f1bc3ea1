"""The house stands as docs/architecture.md draws it: imports only go down, and in no circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator

PACKAGE = Path(migrator.__file__).parent
FLOORS = {
    "__main__": 6,
    "cli": 5,
    "arguments": 5,
    "migration": 4,
    "programs": 4,
    "workers": 4,
    "surroundings": 4,
    "cache": 4,
    "rounds": 4,
    "notes": 4,
    "cells": 4,
    "verify": 5,
    "rules": 3,
    "models": 3,
    "report": 3,
    "analysis": 2,
    "findings": 2,
    "edits": 1,
    "sources": 1,
    "keras_api": 1,
    "settings": 1,
    "pins": 1,
    "errors": 0,
    "__init__": 0,
}
MODULES = {
    ".".join(("migrator", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it, but not for type checkers only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (name for alias in node.names if (name := f"{node.module}.{alias.name}") in MODULES)


def room(module: str) -> str:
    """The first part of a module's name below the package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down_or_stay_in_the_room(module: str) -> None:
    here = room(module)
    ours = {name for name in imported(MODULES[module]) if name.split(".")[0] == "migrator" and name in MODULES}
    up = {name for name in ours if room(name) != here and FLOORS[room(name)] > FLOORS[here]}
    assert up == set()


def test_no_module_imports_itself_by_way_of_others() -> None:
    edges = {m: {n for n in imported(path) if n in MODULES and n != m} for m, path in MODULES.items()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for other in sorted(edges[module]):
                visit(other, (*trail, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())
    assert done == set(MODULES)


def test_rules_never_import_each_other() -> None:
    rules = {m for m in MODULES if m.startswith("migrator.rules.") and m.count(".") == 3}
    assert len(rules) > 10
    assert {(m, n) for m in rules for n in imported(MODULES[m]) if n in rules} == set()


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("libcst", "migrator.edits.fragment"),
        ("rich", "migrator.report"),
        ("h5py", "migrator.models"),
        ("yaml", "migrator.models"),
    ],
)
def test_a_library_is_used_in_one_room(library: str, home: str) -> None:
    users = {m for m, path in MODULES.items() if any(n.split(".")[0] == library for n in imported(path))}
    assert users
    assert {m for m in users if not m.startswith(home)} == set()


def test_no_file_is_a_drawer() -> None:
    assert {p.stem for p in MODULES.values()} & {"utils", "util", "common", "misc", "helpers"} == set()


def test_rules_and_analysis_neither_print_nor_read_files() -> None:
    for module, path in MODULES.items():
        if room(module) in {"rules", "analysis"}:
            calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
            names = {c.func.id for c in calls if isinstance(c.func, ast.Name)}
            assert names & {"print", "open", "input", "eval", "exec"} == set(), module


def test_every_module_says_what_it_owns() -> None:
    assert {m for m, path in MODULES.items() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))} == set()


def test_every_room_has_a_floor() -> None:
    assert {room(module) for module in MODULES} - FLOORS.keys() == set()


def test_libcst_waits_until_something_is_rewritten() -> None:
    for module, path in MODULES.items():
        top = ast.parse(path.read_text("utf-8")).body
        names = {alias.name for node in top if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in top if isinstance(node, ast.ImportFrom)}
        if module != "migrator.edits.fragment":
            assert not {n for n in names if n.split(".")[0] == "libcst" or n == "migrator.edits.fragment"}, module
