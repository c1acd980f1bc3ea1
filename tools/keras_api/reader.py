"""Reads a Keras package without running it: what its modules bind, and what a name stands for in the end.

Where the code asks for the backend, it is TensorFlow. Names that other packages own are foreign, and stay unresolved.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Thing:
    """What a name stands for: a `module`, `class`, `function` or `value` of the package, or something `foreign`."""

    kind: str
    module: str
    name: str
    node: ast.AST | None = None

    @property
    def key(self) -> str:
        """One text for one thing."""
        return f"{self.module}:{self.name}"


@dataclass(frozen=True)
class _Import:
    module: str
    name: str | None = None


@dataclass
class _Module:
    path: str
    is_package: bool
    tree: ast.Module
    names: dict[str, ast.AST | _Import] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


class Package:
    """The modules of the package `name` in a folder."""

    def __init__(self, folder: Path, name: str = "keras") -> None:
        self.name = name
        self.folder = folder
        self._modules: dict[str, _Module | None] = {}
        self._things: dict[tuple[str, str], Thing | None] = {}

    @cached_property
    def files(self) -> dict[str, Path]:
        """The file of each module, by dotted path. Tests are left out."""
        found = {}
        for file in sorted((self.folder / self.name).rglob("*.py")):
            name = file.relative_to(self.folder).as_posix()
            if not name.endswith("_test.py") and "/tests/" not in name:
                found[name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")] = file
        return found

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every module and every folder of modules."""
        parts = [path.split(".") for path in self.files]
        return frozenset(".".join(p[:length]) for p in parts for length in range(1, len(p) + 1))

    def module(self, path: str) -> _Module | None:
        """A module of the package; None where there is none or it is not Python 3."""
        if path not in self._modules:
            file = self.files.get(path)
            module = None
            if file is not None:
                try:
                    module = _Module(path, file.name == "__init__.py", ast.parse(file.read_text("utf-8")))
                except (SyntaxError, UnicodeDecodeError):
                    module = None
                else:
                    _bind(module, module.tree.body)
            self._modules[path] = module
        return self._modules[path]

    def names(self, path: str) -> set[str]:
        """Every name that a module binds, star imports followed; submodules that it does not import not counted."""
        module = self.module(path)
        if module is None:
            return set()
        found = set(module.names)
        for star in module.stars:
            found |= {name for name in self.names(star) if not name.startswith("_")} if star != path else set()
        return found

    def resolve(self, path: str, name: str) -> Thing | None:
        """What `name` in module `path` stands for; None where the module has no such name."""
        key = (path, name)
        if key not in self._things:
            self._things[key] = None  # an import in a circle
            self._things[key] = self._resolve(path, name)
        return self._things[key]

    def _resolve(self, path: str, name: str) -> Thing | None:
        module = self.module(path)
        if module is None:
            return None
        bound = module.names.get(name)
        if bound is None:
            for star in reversed(module.stars):
                if not name.startswith("_") and (found := self.resolve(star, name)) is not None:
                    return found
            return self.as_module(f"{path}.{name}") if module.is_package else None
        if isinstance(bound, _Import):
            return self._imported(bound)
        if isinstance(bound, ast.ClassDef):
            return Thing("class", path, name, bound)
        if isinstance(bound, Function):
            return Thing("function", path, name, bound)
        assert isinstance(bound, ast.expr)
        return self.value(path, bound) or Thing("value", path, name, bound)

    def _imported(self, bound: _Import) -> Thing | None:
        if bound.module.split(".")[0] != self.name:
            return Thing("foreign", bound.module, bound.name or "")
        if bound.name is None:
            return self.as_module(bound.module)
        return self.resolve(bound.module, bound.name) or self.as_module(f"{bound.module}.{bound.name}")

    def as_module(self, path: str) -> Thing | None:
        """The module `path` as a thing, if the package has it (a folder without a file of its own counts)."""
        return Thing("module", path, "") if path in self.paths else None

    def value(self, path: str, expression: ast.expr) -> Thing | None:
        """What an expression in module `path` stands for, where it is a name or a dotted path."""
        if isinstance(expression, ast.Name):
            return self.resolve(path, expression.id)
        if isinstance(expression, ast.Attribute):
            return self._attribute(self.value(path, expression.value), expression.attr)
        return None

    def value_of_import(self, node: ast.ImportFrom, name: str, expression: ast.expr) -> Thing | None:
        """What an expression that starts with `name` stands for where `node` has imported that name."""
        if isinstance(expression, ast.Attribute):
            return self._attribute(self.value_of_import(node, name, expression.value), expression.attr)
        source = next(a.name for a in node.names if (a.asname or a.name) == name)
        return self._imported(_Import(node.module or "", source))

    def _attribute(self, owner: Thing | None, name: str) -> Thing | None:
        if owner is None:
            return None
        if owner.kind == "module":
            return self.resolve(owner.module, name) or self.as_module(f"{owner.module}.{name}")
        if owner.kind == "foreign":
            return Thing("foreign", ".".join(filter(None, (owner.module, owner.name))), name)
        return None


def _bind(module: _Module, body: list[ast.stmt]) -> None:
    for node in body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            module.names[node.name] = node
        elif isinstance(node, ast.Import):
            for alias in node.names:
                path = alias.name if alias.asname else alias.name.split(".")[0]
                module.names[alias.asname or path] = _Import(path)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(module, node)
            for alias in node.names:
                if alias.name == "*":
                    module.stars.append(source)
                else:
                    module.names[alias.asname or alias.name] = _Import(source, alias.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and node.value is not None:
                    module.names[target.id] = node.value
        else:
            for part in taken_branches(node):
                _bind(module, part)


def taken_branches(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a compound statement that run: of a test of the backend, the one for TensorFlow."""
    if isinstance(node, ast.If):
        if _asks_backend(node.test):
            return [node.body if "tensorflow" in _strings(node.test) else node.orelse]
        return [node.orelse, node.body]
    if isinstance(node, ast.Try):
        return [*(h.body for h in node.handlers), node.body, node.orelse, node.finalbody]
    if isinstance(node, (ast.With, ast.For, ast.While)):
        return [node.body]
    return []


def _asks_backend(test: ast.expr) -> bool:
    parts = list(ast.walk(test))
    names = {n.attr for n in parts if isinstance(n, ast.Attribute)} | {n.id for n in parts if isinstance(n, ast.Name)}
    known = {"tensorflow", "jax", "torch", "numpy", "openvino", "theano", "cntk"}
    return bool(names & {"backend", "_BACKEND", "_backend"}) and bool(_strings(test) & known)


def _strings(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def _absolute(module: _Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.path.split(".")
    parts = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join([*parts, *([node.module] if node.module else [])])
