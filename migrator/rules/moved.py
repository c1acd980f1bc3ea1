"""Names of Keras 2 modules that Keras 3 does not have, and where each of them lives now.

One engine for the rules on imports, over the tables of `keras_api`. Shared by rules; proposes for them.
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrator.analysis.module import Module, per_module
from migrator.edits.operations import InsertImport, Operation, RemoveImport, ReplaceExpression, ReplaceImport
from migrator.findings import Applicability
from migrator.keras_api.advice import advice_on
from migrator.keras_api.tables import is_module
from migrator.rules.guards import has_import_alternative, is_under_version_test
from migrator.rules.homes import (
    Home,
    around,
    equals,
    family,
    home_of,
    is_former,
    is_here,
    is_known,
    is_older,
    is_reached,
    is_stub,
)
from migrator.rules.keras_paths import (
    DottedName,
    ImportedName,
    KerasPath,
    dotted_names,
    free_names,
    imported_names,
    keras_path,
)
from migrator.rules.registry import Proposal
from migrator.rules.spelling import Spelling, spell

_NAMES_STAND_ALONE = frozenset({"keras.layers", "keras.utils", "keras.preprocessing"})
"""Modules whose functions are imported by name; those of others are read from their module."""

_SESSIONS = frozenset({"keras.backend.get_session", "keras.backend.set_session"})
"""Functions whose uses another rule takes out."""

_CUSTOMARY = {
    "keras.Input": "keras.layers.Input",
    "keras.Model": "keras.models.Model",
    "keras.Sequential": "keras.models.Sequential",
}
"""Where scripts import a symbol from that `keras` itself has, too."""


def moved_names(module: Module, code: str) -> Iterator[Proposal]:
    """What is to be done about imports of paths of one rule that Keras 3 does not have, and about dotted names."""
    groups: dict[ast.AST, list[ImportedName]] = {}
    for name in imported_names(module):
        if family(name.path) == code and not _works(name) and not _is_left_alone(module, name):
            groups.setdefault(name.statement, []).append(name)
    for names in groups.values():
        yield from _imports(module, names)
    for dotted, moved in _dotted(module).get(code, ()):
        if isinstance(moved, Moved):
            yield _rewrite(module, dotted, moved)
        else:
            yield _gone(*moved)


def _is_left_alone(module: Module, name: ImportedName) -> bool:
    if is_under_version_test(module, name.statement):
        return True
    return not is_stub(name.path) and has_import_alternative(module, name.statement, name.bound, works)


def works(module: Module, statement: ast.stmt) -> bool:
    """Whether Keras 3 has all that a statement imports from Keras."""
    return all(_works(n) for n in imported_names(module) if n.statement is statement)


def _works(name: ImportedName) -> bool:
    """Whether Keras 3 has what an import asks for: `from tensorflow.compat.v1 import keras` takes an attribute."""
    return is_here(name.path) or (name.path.is_attribute and name.path.symbol == "keras" and not name.is_bare)


# Imports.


def _imports(module: Module, names: Sequence[ImportedName]) -> Iterator[Proposal]:
    """What is to be done about names of one statement."""
    moving: list[tuple[ImportedName, Home]] = []
    for name in names:
        is_former_module = is_former(name.path)
        home = home_of(name.path)
        if (
            home is not None
            and home.symbol != name.path.symbol
            and is_former_module
            and _is_read_as_module(module, name)
        ):
            home = None
        if name.alias.name == "*":
            yield from star_import(module, name)
        elif name.is_bare:
            yield _bare_import(module, name)
        elif is_former_module and is_unused(module, name):
            continue  # it goes as a whole
        elif home is not None:
            moving.append((name, home))
        elif name.path.symbol in _SESSIONS and not is_unused(module, name):
            continue  # its uses are spoken of
        elif not is_former_module or _is_read_whole(module, name):
            yield _gone(name.alias, name.path)
    if moving:
        moving = _together(moving)
        older = any(is_older(name.path) for name, _ in moving)
        applicability = Applicability.UNSAFE if older else Applicability.SAFE
        operations = tuple(_replace(name, home) for name, home in moving)
        yield Proposal(moving[0][0].alias, _message(moving), applicability, operations)


def is_unused(module: Module, name: ImportedName) -> bool:
    """Whether nothing can use what an import binds."""
    return is_unread(module, name.bound)


def is_unread(module: Module, name: str) -> bool:
    """Whether nothing can use a name that an import binds. Of a package, code out of view may."""
    return not module.is_used(name) and os.path.basename(module.path) != "__init__.py"


def _is_read_as_module(module: Module, name: ImportedName) -> bool:
    """Whether names are taken from what an import binds, which may be a module or, in another release, a class.

    `keras.optimizers.adam` is `Adam` up to 2.3, and a module of 2.10.
    """
    paths = [keras_path(module, d.steps[1][1]) for d in _reads(module, name) if len(d.steps) > 1]
    return any(path is not None and home_of(path) is not None for path in paths)


def _reads(module: Module, name: ImportedName) -> Iterator[DottedName]:
    """The dotted names that begin with what an import binds."""
    for dotted in dotted_names(module):
        first, full = dotted.steps[0]
        if isinstance(first, ast.Name) and first.id == name.bound and full == name.path.full:
            yield dotted


def _is_read_whole(module: Module, name: ImportedName) -> bool:
    """Whether a module is used other than by its names, or where dotted names do not show it."""
    reads = list(_reads(module, name))
    return not reads or any(len(dotted.steps) == 1 for dotted in reads)


def _together(moving: Sequence[tuple[ImportedName, Home]]) -> list[tuple[ImportedName, Home]]:
    """The same names with homes in as few modules as possible."""
    chosen = [(name, Home(_CUSTOMARY.get(home.symbol, home.symbol), home.root)) for name, home in moving]
    if len({home.module for _, home in chosen}) == 1:
        return chosen
    choices = [equals(home, name.path.latest) for name, home in moving]
    counts = Counter(module for homes in choices for module in {h.module for h in homes})
    common = next((module for module, count in counts.most_common() if count == len(moving)), None)
    if common is None:
        return chosen
    names = (name for name, _ in moving)
    return [(n, next(h for h in homes if h.module == common)) for n, homes in zip(names, choices, strict=True)]


def _replace(name: ImportedName, home: Home) -> ReplaceImport:
    if isinstance(name.statement, ast.Import):
        return ReplaceImport(name.statement, name.alias, home.full, name.alias.asname)
    asname = name.bound if home.name != name.bound else None
    module = home.module if home.module != name.statement.module else None
    return ReplaceImport(name.statement, name.alias, home.name, asname, module)


def _message(moving: Sequence[tuple[ImportedName, Home]]) -> str:
    name, home = moving[0]
    old = name.path.full
    if len(moving) == 1:
        return f"Keras 3 has `{home.full}` in the place of `{old}`"
    homes = list(dict.fromkeys(home.module for _, home in moving))
    return f"Keras 3 has no `{old.rpartition('.')[0]}`: its names are in {_listed(homes)}"


def _listed(items: Sequence[str]) -> str:
    quoted = [f"`{item}`" for item in items]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _bare_import(module: Module, name: ImportedName) -> Proposal:
    """`import keras.layers.core` binds `keras`: the nearest module around it that Keras 3 has does as well."""
    path = KerasPath(name.path.home, name.path.symbol)
    while not is_here(path) and path.symbol != "keras":
        path = path.parent
    full = path.full
    others = {b.module for b in module.bindings if b.statement is not name.statement and b.scope is module.tree}
    first = next(n for n in imported_names(module) if n.statement is name.statement)
    twice = len(name.statement.names) > 1 and (full in others or first is not name)
    operation: Operation = (
        RemoveImport(name.statement, name.alias) if twice else ReplaceImport(name.statement, name.alias, full)
    )
    return Proposal(name.alias, f"Keras 3 has no module `{name.path.full}`", Applicability.SAFE, (operation,))


def star_import(module: Module, name: ImportedName) -> Iterator[Proposal]:
    """`from keras.layers.core import *` becomes an import of those of its names that the file uses."""
    parent = name.path.parent
    if is_here(parent):
        return
    wanted = free_names(module)
    homes = [(name, home) for word in wanted if (home := home_of(parent.member(word))) is not None]
    unknown = [word for word in wanted if home_of(parent.member(word)) is None]
    message = f"Keras 3 has no `{parent.full}`"
    if unknown and not _has_other_stars(module, name):
        yield Proposal(name.alias, f"{message}: {_listed(unknown)} may be from there", Applicability.REVIEW)
        return
    by_module: dict[str, list[str]] = {}
    for _, home in _together(homes) if homes else []:
        by_module.setdefault(home.module, []).append(home.name)
    lines = [f"from {where} import {', '.join(names)}" for where, names in by_module.items()]
    operations: tuple[Operation, ...] = (
        RemoveImport(name.statement, name.alias),
        *(InsertImport(name.statement, line) for line in lines),
    )
    where = (
        f": what the file uses of it is in {_listed(list(by_module))}" if lines else ", and the file uses none of it"
    )
    yield Proposal(name.alias, message + where, Applicability.SAFE, operations)


def _has_other_stars(module: Module, name: ImportedName) -> bool:
    return any(
        isinstance(n, ast.ImportFrom) and n.names[0].name == "*" and n is not name.statement for n in module.nodes
    )


# Dotted names.


@dataclass(frozen=True, slots=True)
class Moved:
    """A dotted name up to a step that has a home elsewhere."""

    step: int
    path: KerasPath
    home: Home


Gone = tuple[ast.expr, KerasPath]
"""A dotted name that Keras 3 has nothing for."""


@per_module
def _dotted(module: Module) -> dict[str, list[tuple[DottedName, Moved | Gone]]]:
    """The dotted names that Keras 3 does not have, by the rule that is about them."""
    found: dict[str, list[tuple[DottedName, Moved | Gone]]] = {}
    for dotted in dotted_names(module):
        moved = _moved(module, dotted)
        if moved is not None:
            path, node = (moved.path, dotted.steps[0][0]) if isinstance(moved, Moved) else (moved[1], moved[0])
            if not is_under_version_test(module, node):
                found.setdefault(family(path), []).append((dotted, moved))
    return found


def _moved(module: Module, dotted: DottedName) -> Moved | Gone | None:
    """What has become of one dotted name: the longest part of it that has a home is written as that."""
    found: Moved | None = None
    lost: Gone | None = None
    for number, (node, full) in enumerate(dotted.steps):
        path = keras_path(module, full)
        if path is None or is_reached(path):
            continue
        home = home_of(path)
        if home is not None and number > 0:
            found = Moved(number, path, home)
        elif home is not None and (home.symbol == path.symbol or not is_module(path.symbol) or len(dotted.steps) == 1):
            return None  # the import that binds it is mended
        elif is_former(path):
            lost = (node, path) if len(dotted.steps) > 1 else None  # of an import alone, the import tells
        else:
            if number > 0 and (lost is not None or is_known(path)):
                lost = (node, path)
            break
    return found if found is not None else lost


def _rewrite(module: Module, dotted: DottedName, moved: Moved) -> Proposal:
    """Write the symbol by the part of the dotted name that leads to it, else as the file would."""
    node, home = dotted.steps[moved.step][0], moved.home
    message = f"Keras 3 has `{home.full}` in the place of `{moved.path.full}`"
    applicability = Applicability.UNSAFE if is_older(moved.path) else Applicability.SAFE
    for before, full in reversed(dotted.steps[: moved.step]):
        if home.full.startswith(full + "."):
            text = module.source.segment(before) + home.full[len(full) :]
            return Proposal(node, message, applicability, (ReplaceExpression(node, text),))
    spelling = _spell(module, home, node)
    if spelling is None:
        return Proposal(node, message, Applicability.REVIEW)
    operations = (ReplaceExpression(node, spelling.text), *spelling.operations)
    return Proposal(node, message, applicability, operations)


def _spell(module: Module, home: Home, node: ast.expr) -> Spelling | None:
    """A symbol as the file would write it; a function by its module where its name says little alone."""
    spelling = spell(module, home.symbol, node, home.root)
    parent = home.symbol.rpartition(".")[0]
    if spelling is None or not spelling.operations or home.name[0].isupper() or around(parent, _NAMES_STAND_ALONE):
        return spelling
    holder = spell(module, parent, node, home.root)
    return Spelling(f"{holder.text}.{home.name}", holder.operations) if holder is not None else spelling


def _gone(node: ast.expr | ast.alias, path: KerasPath) -> Proposal:
    if is_former(path):
        message = f"Keras 3 has no module `{path.full}`: import what is used of it by name"
        return Proposal(node, message, Applicability.REVIEW)
    advice = advice_on(path.symbol)
    message = f"Keras 3 has nothing in the place of `{path.full}`" + (f": {advice}" if advice is not None else "")
    return Proposal(node, message, Applicability.REVIEW)
