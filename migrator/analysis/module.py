"""One parsed module as rules see it: its tree, its text, its facts, and where each node stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TypeVar, cast

from migrator.analysis import symbols
from migrator.analysis.facts import ModuleFacts
from migrator.analysis.interpreter import Finder, Unit, analyse
from migrator.analysis.nodes import nodes_of, with_parents
from migrator.edits.source import Source
from migrator.keras_api.versions import NEWEST, Version
from migrator.sources.saved import Sharer

Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
T = TypeVar("T")
N = TypeVar("N", bound=ast.AST)
_ANNOTATION = re.compile(r"[\w.]+(?:(?:\[|\]|, ?| ?\| ?)[\w.]*)*")
"""A string that may be an annotation, or a name in `__all__`."""
_SCOPES = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Binding:
    """A name that an import statement binds: `name` stands for `canonical`, as written `path`; it says `module`."""

    name: str
    canonical: str
    path: str
    module: str
    statement: ast.Import | ast.ImportFrom
    scope: Scope


def per_module(function: Callable[[Module], T]) -> Callable[[Module], T]:
    """Work something out once for each module, however many rules ask for it."""

    @wraps(function)
    def remembered(module: Module) -> T:
        if function not in module.memo:
            module.memo[function] = function(module)
        return cast("T", module.memo[function])

    return remembered


def per_program(function: Callable[[Program], T]) -> Callable[[Program], T]:
    """Work something out once for each program, however many rules ask for it of however many modules."""

    @wraps(function)
    def remembered(program: Program) -> T:
        if function not in program.memo:
            program.memo[function] = function(program)
        return cast("T", program.memo[function])

    return remembered


@dataclass(eq=False)
class Program:
    """The modules that were understood together."""

    modules: tuple[Module, ...]
    memo: dict[object, object] = field(default_factory=dict)
    """What has been worked out for this program, by the function that did: see `per_program`."""


@dataclass(eq=False)
class Module:
    """A cell's code, and once its program is understood, what is known of it. The rest is computed on demand."""

    source: Source
    tree: ast.Module
    path: str = "<string>"
    """As reports name it."""
    place: str = ""
    """Where importing modules find it."""
    backend: str | None = None
    """The Keras backend that the project's settings or the environment select, if any."""
    target: Version = NEWEST
    """The lowest minor version of Keras 3 that the migrated program has to run on: what it is given exists there."""
    latest: Version = NEWEST
    """The highest: what is gone there is broken."""
    facts: ModuleFacts = field(default_factory=ModuleFacts)
    """What the analysis found out: see `understand`."""
    program: Program = field(init=False, repr=False)
    """The modules that were understood together, this one among them."""
    given: bool = True
    """Whether the run may write it; not a module that is only read because others import it, and has no text here."""
    sharers: tuple[Sharer, ...] = ()
    """The other files of the run that name the same files of weights or of models."""
    read_before: frozenset[str] = frozenset()
    """The names that the code read before it was edited; empty where it was not."""
    original: Callable[[int, int], str] | None = None
    """What stood in the place of a stretch of the text before it was edited; None where it was not."""
    nodes: list[ast.AST] = field(init=False)
    """All of the tree, each in front of those below it; without contexts and operators, which have no place."""
    parents: dict[ast.AST, ast.AST] = field(init=False, repr=False)
    """The parent of each node."""
    memo: dict[object, object] = field(default_factory=dict)
    """What has been worked out for this module, by the function that did: see `per_module`."""

    def __post_init__(self) -> None:
        self.nodes, self.parents = with_parents(self.tree)
        self.program = Program((self,))

    @classmethod
    def parse(cls, text: str, path: str = "<string>", place: str = "") -> Module:
        """Parse a module. Raises what `ast.parse` raises."""
        return cls(Source(text), ast.parse(text), path, place)

    def again(self) -> Module:
        """The same code, of which nothing is known yet."""
        new = Module(self.source, self.tree, self.path, self.place, self.backend, self.target, self.latest)
        new.sharers = self.sharers
        new.read_before, new.original = self.read_before, self.original
        return new

    def text_before(self, node: ast.expr | ast.stmt) -> str:
        """What stood in the place of a node before the text was edited."""
        return self.source.segment(node) if self.original is None else self.original(*self.source.span(node))

    def of_kind(self, kind: type[N]) -> list[N]:
        """The nodes of one kind, in the order of `nodes`."""
        return cast("list[N]", self._by_kind.get(kind, []))

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in self.nodes:
            kind = node.__class__
            if kind in found:
                found[kind].append(node)
            else:
                found[kind] = [node]
        return found

    def owns(self, node: ast.AST) -> bool:
        """Whether a node is part of this module's code."""
        return node in self.parents

    @cached_property
    def calls(self) -> list[ast.Call]:
        """All calls, in the order of the text."""
        return sorted(self.of_kind(ast.Call), key=lambda n: (n.lineno, n.col_offset))

    @cached_property
    def attributes(self) -> list[ast.Attribute]:
        """All attribute reads, in the order of the text."""
        found = [n for n in self.of_kind(ast.Attribute) if isinstance(n.ctx, ast.Load)]
        return sorted(found, key=lambda n: (n.end_lineno or 0, n.end_col_offset or 0))

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, innermost first."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds a node, or the node itself."""
        if isinstance(node, ast.stmt):
            return node
        return next(a for a in self.ancestors(node) if isinstance(a, ast.stmt))

    def scope(self, node: ast.AST) -> Scope:
        """The function, class or module whose names a node sees first."""
        return next((a for a in self.ancestors(node) if isinstance(a, _SCOPES)), self.tree)

    def is_statement(self, call: ast.AST) -> bool:
        """Whether an expression is a statement of its own."""
        return isinstance(self.parents.get(call), ast.Expr)

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement has its lines to itself."""
        start, end = self.source.span(statement)
        return self.source.begins_line(start) and self.source.ends_line(end)

    @cached_property
    def bindings(self) -> list[Binding]:
        """What the module's import statements bind, outside Keras too. Star imports bind nothing here."""
        found: list[Binding] = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    path = alias.name if alias.asname else alias.name.split(".", 1)[0]
                    name = alias.asname or path
                    found.append(Binding(name, symbols.canonical(path), path, alias.name, node, self.scope(node)))
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                for alias in node.names:
                    if alias.name != "*":
                        path = f"{module}.{alias.name}"
                        name = alias.asname or alias.name
                        found.append(Binding(name, symbols.canonical(path), path, module, node, self.scope(node)))
        return sorted(found, key=lambda b: b.statement.lineno)

    @cached_property
    def imported(self) -> dict[str, list[Binding]]:
        """The bindings of each name that import statements bind."""
        found: dict[str, list[Binding]] = {}
        for binding in self.bindings:
            found.setdefault(binding.name, []).append(binding)
        return found

    @cached_property
    def stars(self) -> list[ast.ImportFrom]:
        """The star imports of Keras modules."""
        return [
            n for n in self.of_kind(ast.ImportFrom) if n.names[0].name == "*" and symbols.keras_root(n.module or "")
        ]

    @cached_property
    def keeps_keras_2(self) -> bool:
        """Whether the module asks TensorFlow for Keras 2 (`TF_USE_LEGACY_KERAS`) and has Keras from there only."""
        return "TF_USE_LEGACY_KERAS" in self.strings and not any(
            symbols.keras_root(b.module) == "keras" for b in self.bindings
        )

    @cached_property
    def imports_keras(self) -> bool:
        """Whether the module imports Keras, under any root."""
        return (
            bool(self.stars)
            or any(
                symbols.keras_root(b.module)
                or symbols.keras_root(f"{b.module}.{b.name}")
                or b.canonical.startswith("keras")
                for b in self.bindings
            )
            or any(b.canonical == "tensorflow" and self.mentions_attribute(b.name, "keras") for b in self.bindings)
        )

    @cached_property
    def imports_tensorflow(self) -> bool:
        """Whether the module imports TensorFlow, or something of it."""
        return any(b.module.split(".")[0] == "tensorflow" for b in self.bindings)

    def mentions_attribute(self, name: str, attribute: str) -> bool:
        """Whether `name.attribute` is read anywhere."""
        return any(
            a.attr == attribute and isinstance(a.value, ast.Name) and a.value.id == name for a in self.attributes
        )

    @cached_property
    def stores(self) -> dict[str, list[ast.Name]]:
        """For each name, the places where an assignment, a loop or the like binds it."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.of_kind(ast.Name):
            if not isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def assigned(self) -> dict[str, ast.expr]:
        """For each name, the expression that a plain assignment first gives it."""
        found: dict[str, ast.expr] = {}
        for node in self.of_kind(ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, node.value)
        return found

    @cached_property
    def definitions(self) -> dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
        """The functions, methods and classes of the module, by name."""
        found: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]] = {}
        for node in self.nodes:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found.setdefault(node.name, []).append(node)
        return found

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of all parameters."""
        return frozenset(n.arg for n in self.of_kind(ast.arg))

    @cached_property
    def strings(self) -> frozenset[str]:
        """All string constants."""
        return frozenset(n.value for n in self.of_kind(ast.Constant) if isinstance(n.value, str))

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every identifier that the module reads or binds as a name, methods and attributes not counted."""
        found: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                if not isinstance(self.parents.get(node), ast.ClassDef):
                    found.add(node.name)
            elif isinstance(node, ast.alias):
                found.add(node.asname or node.name.split(".", 1)[0])
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                found.update(node.names)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                found.add(node.name)
        return frozenset(found)

    @cached_property
    def names_around(self) -> frozenset[str]:
        """The identifiers of the modules that import all names of this one: a new name here would be theirs, too."""
        nodes = (node for tree in self.facts.star_importers for node in nodes_of(tree))
        names = (getattr(n, "id", None) or getattr(n, "asname", None) or getattr(n, "name", None) for n in nodes)
        return frozenset(name for name in names if isinstance(name, str))

    def is_used(self, name: str) -> bool:
        """Whether anything may use what an import binds: code, annotations, `__all__`, other modules of the program."""
        return name in self._names_in_use or name in self.facts.taken or name in self.names_around

    @cached_property
    def shared(self) -> frozenset[str]:
        """The names that functions declare `global` or `nonlocal`."""
        of_module = (name for n in self.of_kind(ast.Global) for name in n.names)
        return frozenset(of_module).union(name for n in self.of_kind(ast.Nonlocal) for name in n.names)

    @cached_property
    def _names_in_use(self) -> frozenset[str]:
        read = {n.id for n in self.of_kind(ast.Name)}
        words = {word for text in self.strings if _ANNOTATION.fullmatch(text) for word in re.findall(r"\w+", text)}
        return frozenset(read | self.shared | words)

    def free_name(self, *candidates: str) -> str:
        """The first candidate that the module does not use; numbered if it uses them all."""
        for name in candidates:
            if name not in self.identifiers | self.names_around:
                return name
        number = 2
        while f"{candidates[0]}_{number}" in self.identifiers | self.names_around:
            number += 1
        return f"{candidates[0]}_{number}"


def understand(modules: Sequence[Module], finder: Finder | None = None, callers: Sequence[Unit] = ()) -> None:
    """Analyse the modules of a program together and give each its facts. Imported modules come first, if possible.

    `callers` call functions of the program and are not part of it.
    """
    found = analyse([*(Unit(m.place, m.path, m.tree, m.nodes) for m in modules), *callers], finder)
    for module in modules:
        module.facts = found[module.place].facts
    places = {module.place for module in modules}
    beside = [
        Module(Source(""), info.tree, info.path, place, facts=info.facts, given=False)
        for place, info in found.items()
        if place not in places
    ]
    program = Program((*modules, *beside))
    for module in program.modules:
        module.program = program
