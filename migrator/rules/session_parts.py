"""Sessions and graphs of TensorFlow 1, their parts, and the names that hold them in a module.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.analysis.module import Module, Scope
from migrator.edits.operations import Operation
from migrator.keras_api.sessions import KINDS, ONLY_IN_1, Kind
from migrator.rules.guards import is_one_of_several_imports, is_under_version_test

_ROOTS = ("tensorflow.compat.v1.", "tensorflow.compat.v2.", "tensorflow.", "keras.backend.tf.")
SET_SESSION, GET_SESSION = "keras.backend.set_session", "keras.backend.get_session"

Place = tuple[str, ast.AST]
"""A name and the scope that it belongs to, or `self.name` and the class."""


class Stays(Exception):
    """Why a session is left to a person."""


@dataclass(eq=False)
class Block:
    """What belongs to one session: statements that go, that others stand for, and `with` statements of which the
    body stays."""

    calls: list[ast.Call] = field(default_factory=list)
    """All calls that make or set something of it."""
    nodes: list[ast.expr] = field(default_factory=list)
    """The names that Keras 3 or TensorFlow 2 does not have, in the order in which they were met."""
    removed: set[ast.stmt] = field(default_factory=set)
    lines: dict[ast.stmt, list[str]] = field(default_factory=dict)
    """What stands for a statement."""
    replaced: list[tuple[ast.Call, str]] = field(default_factory=list)
    """Calls that become other calls."""
    unwrapped: set[ast.With] = field(default_factory=set)
    added: list[Operation] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    """What the edit depends on."""
    why: str = ""
    """Why it cannot be taken out."""
    has_session: bool = False
    grows: bool = False


def tensorflow_name(symbol: str | None) -> str | None:
    """The name of a symbol in TensorFlow 1: `tensorflow.compat.v1.Session` and `tensorflow.Session` are `Session`."""
    root = next((r for r in _ROOTS if symbol is not None and symbol.startswith(r)), None)
    return symbol[len(root) :] if root is not None and symbol is not None else None


def is_gone(symbol: str | None) -> bool:
    """Whether a symbol of TensorFlow or of the backend is not there any more, as the file writes it."""
    if symbol in {SET_SESSION, GET_SESSION}:
        return True
    return tensorflow_name(symbol) in ONLY_IN_1 and not (symbol or "").startswith("tensorflow.compat.v1.")


class SessionNames:
    """The variables of a module that hold sessions and their parts, and the calls that make these."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.stores: dict[Place, list[ast.expr]] = {}
        self.reads: dict[Place, list[ast.expr]] = {}
        self.shared = {
            (name, module.scope(node)) for node in module.nodes if isinstance(node, ast.Global) for name in node.names
        }
        self.bound = self._bound()
        for node in module.nodes:
            place = self.place(node)
            if place is not None and isinstance(node, (ast.Name, ast.Attribute)):
                into = self.reads if isinstance(node.ctx, ast.Load) else self.stores
                into.setdefault(place, []).append(node)

    def _bound(self) -> dict[Scope, set[str]]:
        found: dict[Scope, set[str]] = {}
        for node in self.module.nodes:
            scope = self.module.scope(node)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                found.setdefault(scope, set()).add(node.id)
            elif isinstance(node, ast.arg):
                found.setdefault(scope, set()).add(node.arg)
        return found

    def place(self, node: ast.AST) -> Place | None:
        """The variable that a name, or `self.name`, stands for."""
        module = self.module
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}:
                owner = next((a for a in module.ancestors(node) if isinstance(a, ast.ClassDef)), None)
                return (f"self.{node.attr}", owner) if owner is not None else None
            return None
        if not isinstance(node, ast.Name):
            return None
        scope: Scope = module.scope(node)
        while not isinstance(scope, ast.Module):
            if (node.id, scope) in self.shared:
                return node.id, module.tree
            if node.id in self.bound.get(scope, ()):
                return node.id, scope
            scope = module.scope(scope)
        return node.id, module.tree

    def seeds(self) -> Iterator[ast.Call]:
        """The calls that make a session or a part of one, that set one, and the `with` statements of graphs."""
        for call in self.module.calls:
            symbol = self.module.facts.sole_symbol(call)
            if symbol is None or is_under_version_test(self.module, call):
                continue
            if is_one_of_several_imports(self.module, call):
                continue
            if (is_gone(symbol) and (symbol == SET_SESSION or self.kind(call) is not None)) or (
                tensorflow_name(symbol) in {"Graph", "get_default_graph"} and self.is_used_around_keras(call)
            ):
                yield call

    def is_used_around_keras(self, call: ast.Call) -> bool:
        """Whether a graph is the default one while Keras makes or runs something."""
        return any(self._runs_keras(statement) for statement in self._withs(call))

    def _withs(self, call: ast.Call) -> Iterator[ast.With]:
        places = [p for p in (self.target(call),) if p is not None]
        nodes = [call, *(n for place in places for n in self.reads.get(place, []))]
        for node in nodes:
            around = self.module.parents.get(node)
            entered = self.module.parents.get(around) if isinstance(around, ast.Attribute) else None
            item = self.module.parents.get(entered) if isinstance(entered, ast.Call) else None
            if isinstance(item, ast.withitem):
                statement = self.module.parents[item]
                if isinstance(statement, ast.With):
                    yield statement

    def _runs_keras(self, statement: ast.With) -> bool:
        facts = self.module.facts
        return any(
            node in facts.keras_calls or (isinstance(node, ast.Attribute) and node in facts.receivers)
            for inner in statement.body
            for node in ast.walk(inner)
        )

    def kind(self, node: ast.expr, seen: frozenset[Place] = frozenset()) -> Kind | None:
        """What an expression gives, if it is a session or a part of one in every case."""
        if isinstance(node, ast.Call):
            symbol = self.module.facts.sole_symbol(node)
            if symbol == GET_SESSION:
                return "session"
            name = tensorflow_name(symbol)
            if name is None and self.factory(node) is not None:
                return "session"
            return KINDS.get(name or "")
        if isinstance(node, ast.Attribute) and node.attr == "graph" and self.kind(node.value, seen) == "session":
            return "graph"
        place = self.place(node)
        if place is None or place in seen:
            return None
        values = [self.value(store) for store in self.stores.get(place, [])]
        kinds = {self.kind(v, seen | {place}) if v is not None else None for v in values}
        return kinds.pop() if len(kinds) == 1 else None

    def factory(self, call: ast.Call) -> ast.FunctionDef | None:
        """The function of this module that a call calls, if all that it does is to make a session."""
        if not isinstance(call.func, ast.Name):
            return None
        found = self.module.definitions.get(call.func.id, [])
        if len(found) != 1 or not isinstance(found[0], ast.FunctionDef) or found[0] not in self.module.tree.body:
            return None
        function = found[0]
        returns = [n for n in ast.walk(function) if isinstance(n, ast.Return)]
        made = [r.value for r in returns if isinstance(r.value, (ast.Call, ast.Name))]
        if not returns or len(made) != len(returns) or function.decorator_list:
            return None
        symbols = [self.module.facts.sole_symbol(v) for v in made if isinstance(v, ast.Call)]
        direct = all(tensorflow_name(s) in {"Session", "InteractiveSession"} for s in symbols)
        return function if direct and all(isinstance(v, ast.Call) or self.kind(v) == "session" for v in made) else None

    def value(self, store: ast.expr) -> ast.expr | None:
        """What a plain assignment or a `with ... as` gives a name."""
        parent = self.module.parents.get(store)
        if isinstance(parent, ast.Assign) and parent.targets == [store]:
            return parent.value
        if isinstance(parent, ast.withitem):
            return parent.context_expr
        return None

    def target(self, node: ast.expr) -> Place | None:
        """The variable that is given what an expression makes."""
        parent = self.module.parents.get(node)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            return self.place(parent.targets[0])
        if isinstance(parent, ast.withitem) and parent.optional_vars is not None:
            return self.place(parent.optional_vars)
        return None
