"""Sessions and graphs of TensorFlow 1 that only serve Keras: what makes them, hands them on, and runs in them.

A name that holds a session, its options or a graph is followed through all its uses. Where each of them only prepares
Keras or runs Keras, the whole goes; where one does more, all of it is left to a person. Shared by rules.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from migrator.analysis.module import Module, Program, Scope, per_module, per_program
from migrator.edits.operations import (
    Operation,
    RemoveImport,
    RemoveStatement,
    ReplaceExpression,
    ReplaceStatement,
    UnwrapStatement,
)
from migrator.keras_api.sessions import (
    DEVICES,
    FRACTION,
    GROWTH,
    INERT,
    KINDS,
    ONLY_IN_1,
    PARTS,
    THREADS,
    VISIBLE,
    WITHOUT_EAGER,
    Kind,
)
from migrator.rules.guards import is_one_of_several_imports, is_under_version_test
from migrator.rules.spelling import spell

_ROOTS = ("tensorflow.compat.v1.", "tensorflow.compat.v2.", "tensorflow.", "keras.backend.tf.")
_SET, _GET = "keras.backend.set_session", "keras.backend.get_session"

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


@per_module
def session_blocks(module: Module) -> list[Block]:
    """The sessions and graphs of a module that Keras 3 does not run with, in the order of the text."""
    if not module.imports_keras:
        return []
    blocks: list[Block] = []
    follower = _Follower(module)
    for node in sorted(follower.seeds(), key=lambda n: (n.lineno, n.col_offset)):
        if node in follower.seen:
            continue
        block = follower.follow(node)
        if block.nodes:
            blocks.append(block)
    return blocks


def tensorflow_name(symbol: str | None) -> str | None:
    """The name of a symbol in TensorFlow 1: `tensorflow.compat.v1.Session` and `tensorflow.Session` are `Session`."""
    root = next((r for r in _ROOTS if symbol is not None and symbol.startswith(r)), None)
    return symbol[len(root) :] if root is not None and symbol is not None else None


def is_gone(symbol: str | None) -> bool:
    """Whether a symbol of TensorFlow or of the backend is not there any more, as the file writes it."""
    if symbol in {_SET, _GET}:
        return True
    return tensorflow_name(symbol) in ONLY_IN_1 and not (symbol or "").startswith("tensorflow.compat.v1.")


class _Follower:
    """Follows sessions through one module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.seen: set[ast.expr] = set()
        self.block = Block()
        self.done: set[Place] = set()
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

    # What there is.

    def seeds(self) -> Iterator[ast.Call]:
        """The calls that make a session or a part of one, that set one, and the `with` statements of graphs."""
        for call in self.module.calls:
            symbol = self.module.facts.sole_symbol(call)
            if symbol is None or is_under_version_test(self.module, call):
                continue
            if is_one_of_several_imports(self.module, call):
                continue
            if (is_gone(symbol) and (symbol == _SET or self.kind(call) is not None)) or (
                tensorflow_name(symbol) in {"Graph", "get_default_graph"} and self._is_used_around_keras(call)
            ):
                yield call

    def _is_used_around_keras(self, call: ast.Call) -> bool:
        """Whether a graph is the default one while Keras makes or runs something."""
        return any(self._runs_keras(statement) for statement in self._withs(call))

    def _withs(self, call: ast.Call) -> Iterator[ast.With]:
        places = [p for p in (self._target(call),) if p is not None]
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
            if symbol == _GET:
                return "session"
            name = tensorflow_name(symbol)
            if name is None and self._factory(node) is not None:
                return "session"
            return KINDS.get(name or "")
        if isinstance(node, ast.Attribute) and node.attr == "graph" and self.kind(node.value, seen) == "session":
            return "graph"
        place = self.place(node)
        if place is None or place in seen:
            return None
        values = [self._value(store) for store in self.stores.get(place, [])]
        kinds = {self.kind(v, seen | {place}) if v is not None else None for v in values}
        return kinds.pop() if len(kinds) == 1 else None

    def _factory(self, call: ast.Call) -> ast.FunctionDef | None:
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

    def _value(self, store: ast.expr) -> ast.expr | None:
        """What a plain assignment or a `with ... as` gives a name."""
        parent = self.module.parents.get(store)
        if isinstance(parent, ast.Assign) and parent.targets == [store]:
            return parent.value
        if isinstance(parent, ast.withitem):
            return parent.context_expr
        return None

    def _target(self, node: ast.expr) -> Place | None:
        parent = self.module.parents.get(node)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            return self.place(parent.targets[0])
        if isinstance(parent, ast.withitem) and parent.optional_vars is not None:
            return self.place(parent.optional_vars)
        return None

    # Following one.

    def follow(self, seed: ast.Call) -> Block:
        """All that belongs to the session of a call."""
        self.block, self.done = Block(), set()
        if self.module.facts.sole_symbol(seed) == _SET:
            self._attempt(seed, self._set)
        else:
            self._attempt(seed, self._made)
        return self.block

    def _attempt(self, node: ast.Call, step: object) -> None:
        assert callable(step)
        try:
            step(node)
        except Stays as reason:
            self.block.why = self.block.why or str(reason)

    def _note(self, call: ast.Call) -> None:
        symbol = self.module.facts.sole_symbol(call)
        self.block.calls.append(call)
        if is_gone(symbol) or (
            tensorflow_name(symbol) in {"Graph", "get_default_graph"} and self._is_used_around_keras(call)
        ):
            self.block.nodes.append(call.func)
        self.block.has_session |= symbol in {_SET, _GET} or KINDS.get(tensorflow_name(symbol) or "") in {
            "session",
            "config",
            "gpu options",
        }

    def _made(self, call: ast.Call) -> None:
        """A call that gives a session or a part of one: its arguments, and where what it gives goes."""
        if call in self.seen:
            return
        self.seen.add(call)
        self._note(call)
        kind = self.kind(call)
        trouble: Stays | None = None
        for step in (self._arguments, self._goes):
            try:
                step(call, kind or "session")
            except Stays as reason:
                trouble = trouble or reason
        if trouble is not None:
            raise trouble

    def _set(self, call: ast.Call) -> None:
        """`K.set_session(session)`."""
        if call in self.seen:
            return
        self.seen.add(call)
        self._note(call)
        given = [*call.args, *(k.value for k in call.keywords)]
        if len(given) != 1 or not self.module.is_statement(call):
            raise Stays("`set_session` is used in another way than in a statement of its own")
        self._remove(call)
        (session,) = given
        if isinstance(session, ast.Name) and self.place(session) not in self.stores:
            raise Stays("what session is set is not in view")
        if self.kind(session) != "session":
            raise Stays("what is set is not known to be a session in every case")
        self._reach(session)

    def _reach(self, node: ast.expr) -> None:
        """Go to what an expression stands for."""
        if isinstance(node, ast.Call):
            self._made(node)
            return
        if isinstance(node, ast.Attribute) and node.attr == "graph":
            node = node.value
        place = self.place(node)
        if place is None:
            raise Stays(f"`{ast.unparse(node)}` is not followed")
        self._held(place)

    def _held(self, place: Place) -> None:
        """All that is assigned to a variable, and all its uses."""
        if place in self.done:
            return
        self.done.add(place)
        name = place[0]
        trouble: Stays | None = None
        kinds = {v: self.kind(v) for s in self.stores.get(place, []) if (v := self._value(s)) is not None}
        if len(set(kinds.values())) != 1 or len(kinds) != len(self.stores.get(place, [])):
            raise Stays(f"`{name}` may be another thing as well")
        (kind,) = set(kinds.values())
        if kind is None or name.rpartition(".")[2] in self.module.facts.taken:
            raise Stays(f"`{name}` is used by another module")
        if name.startswith("self.") and self._is_read_from_outside(name[5:], place[1]):
            raise Stays(f"`{name}` may be read elsewhere")
        for value in kinds:
            trouble = self._keep(trouble, self._reach, value)
        for use in self.reads.get(place, []):
            trouble = self._keep(trouble, lambda node, k=kind: self._goes(node, k), use)
        if trouble is not None:
            raise trouble

    def _keep(self, trouble: Stays | None, step: object, node: ast.expr) -> Stays | None:
        assert callable(step)
        try:
            step(node)
        except Stays as reason:
            return trouble or reason
        return trouble

    def _is_read_from_outside(self, attribute: str, owner: ast.AST) -> bool:
        inside = set(ast.walk(owner))
        return any(
            isinstance(n, ast.Attribute) and n.attr == attribute and (n not in inside or self.place(n) is None)
            for n in self.module.nodes
            if not (isinstance(n, ast.Attribute) and self.kind_of_module(n))
        )

    def kind_of_module(self, node: ast.Attribute) -> bool:
        """Whether an attribute is one of a module of Keras or TensorFlow."""
        return self.module.facts.sole_symbol(node) is not None

    def _goes(self, node: ast.expr, kind: Kind) -> None:
        """Where an expression that gives a session or a part of one stands. Raises `Stays`."""
        parent = self.module.parents[node]
        if isinstance(parent, ast.Assign) and parent.value is node and len(parent.targets) == 1:
            place = self.place(parent.targets[0])
            if place is None:
                raise Stays(f"`{ast.unparse(parent.targets[0])}` is not followed")
            self._remove(node)
            self._held(place)
        elif isinstance(parent, ast.Expr):
            self._remove(node)
        elif isinstance(parent, ast.keyword):
            self._is_part(parent, kind)
        elif isinstance(parent, ast.Attribute) and parent.value is node:
            self._attribute(parent, kind)
        elif isinstance(parent, ast.Call) and node in parent.args:
            self._argument(parent, kind)
        elif isinstance(parent, ast.withitem) and kind == "session" and parent.context_expr is node:
            self._enter(parent)
        elif isinstance(parent, ast.Return) and kind == "session":
            self._returned(parent)
        else:
            raise Stays(f"`{ast.unparse(node)}` is used for more than to prepare Keras")

    def _is_part(self, keyword: ast.keyword, kind: Kind) -> None:
        call = self.module.parents[keyword]
        whole = self.kind(call) if isinstance(call, ast.Call) else None
        if isinstance(call, ast.Call) and whole is not None and PARTS.get(whole, {}).get(keyword.arg or "") == kind:
            self._made(call)
            return
        if isinstance(call, ast.Call) and self.module.facts.sole_symbol(call) == _SET:
            self._set(call)
            return
        raise Stays(f"`{ast.unparse(keyword.value)}` is handed on")

    def _argument(self, call: ast.Call, kind: Kind) -> None:
        if kind == "session" and self.module.facts.sole_symbol(call) == _SET:
            self._set(call)
        elif kind == "initializer" and isinstance(call.func, ast.Attribute) and call.func.attr == "run":
            if self.kind(call.func.value) != "session" or len(call.args) != 1 or call.keywords:
                raise Stays("it initializes more than Keras' weights")
            self._run(call)
            self._reach(call.func.value)
        else:
            raise Stays(f"`{ast.unparse(call.func)}` gets it, too")

    def _attribute(self, node: ast.Attribute, kind: Kind) -> None:
        """What is asked of a session or a part of one."""
        module = self.module
        parent = module.parents[node]
        call = parent if isinstance(parent, ast.Call) and parent.func is node else None
        if kind in {"config", "gpu options"}:
            self._option(node, kind)
        elif kind == "session" and node.attr == "graph":
            self._goes(node, "graph")
        elif call is not None and node.attr == "as_default" and kind in {"session", "graph"}:
            item = module.parents[call]
            if not isinstance(item, ast.withitem):
                raise Stays(f"`{ast.unparse(node)}` is used outside of a `with` statement")
            self._enter(item)
        elif call is not None and kind == "initializer" and node.attr == "run" and not call.args:
            self._run(call)
        elif call is not None and kind == "session" and node.attr == "run" and len(call.args) == 1:
            if call.keywords or self.kind(call.args[0]) != "initializer":
                raise Stays(f"`{module.source.one_line(module.source.segment(call))}` runs a part of a graph")
            self._run(call)
            self._reach(call.args[0])
        elif call is not None and node.attr in {"close", "finalize"} and module.is_statement(call):
            self._remove(call)
        else:
            raise Stays(f"`{ast.unparse(node)}` has no counterpart")

    def _run(self, call: ast.Call) -> None:
        if not self.module.is_statement(call):
            raise Stays("what the initializer gives is used")
        if not is_early(self.module, self.module.statement(call)):
            self._condition("nothing depends on the weights that a second initialization draws")
        self._remove(call)

    def _enter(self, item: ast.withitem) -> None:
        statement = self.module.parents[item]
        if not isinstance(statement, ast.With) or not self.module.stands_alone(statement):
            raise Stays("a `with` statement holds it in a way that is not followed")
        self.block.unwrapped.add(statement)
        for other in statement.items:
            made = other.context_expr
            if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and made.func.attr == "as_default":
                made = made.func.value
            if self.kind(made) not in {"session", "graph"}:
                raise Stays(f"`{ast.unparse(other.context_expr)}` is entered in the same statement")
            if other is not item:
                self._reach(made)
            target = other.optional_vars
            place = self.place(target) if target is not None else None
            if target is not None and place is None:
                raise Stays(f"`{ast.unparse(target)}` is not followed")
            if place is not None:
                self._held(place)

    def _returned(self, statement: ast.Return) -> None:
        function = next(a for a in self.module.ancestors(statement) if isinstance(a, (ast.FunctionDef, ast.Lambda)))
        calls = [c for c in self.module.calls if isinstance(c.func, ast.Name) and self._factory(c) is function]
        named = [n for n in self.module.nodes if isinstance(n, ast.Name) and n.id == getattr(function, "name", None)]
        if not calls or len(named) != len(calls) or getattr(function, "name", "") in self.module.facts.taken:
            raise Stays("a function returns it to callers that are not in view")
        self._remove(statement)
        for call in calls:
            self.seen.add(call)
            parent = self.module.parents[call]
            if not isinstance(parent, ast.Call) or self.module.facts.sole_symbol(parent) != _SET:
                raise Stays("a function returns it, and what it returns is used")
            if not self.module.is_statement(parent):
                raise Stays("`set_session` is used in another way than in a statement of its own")
            if parent not in self.seen:
                self.seen.add(parent)
                self._note(parent)
            self.block.replaced.append((parent, self.module.source.segment(call)))
            self.block.removed.discard(self.module.statement(parent))

    # Options.

    def _arguments(self, call: ast.Call, kind: Kind) -> None:
        """The arguments of a call that makes something. Raises `Stays`."""
        if self._factory(call) is not None:
            function = self._factory(call)
            assert function is not None
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    self._reach(node.value)
            return
        if call.args:
            raise Stays(f"`{self.module.source.one_line(self.module.source.segment(call))}` gets more than options")
        for keyword in call.keywords:
            part = PARTS.get(kind, {}).get(keyword.arg or "")
            if part is not None and self.kind(keyword.value) == part:
                self._reach(keyword.value)
            elif kind in {"config", "gpu options"} and keyword.arg is not None:
                path = keyword.arg if kind == "config" else f"gpu_options.{keyword.arg}"
                self._set_option(path, keyword.value, self.module.statement(call))
            else:
                raise Stays(f"`{keyword.arg or '**'}` is another argument than Keras' sessions get")

    def _option(self, node: ast.Attribute, kind: Kind) -> None:
        """`config.gpu_options.allow_growth = True`."""
        parts = [node.attr]
        parent = self.module.parents[node]
        while isinstance(parent, ast.Attribute):
            parts.append(parent.attr)
            node, parent = parent, self.module.parents[parent]
        path = ".".join(parts) if kind == "config" else ".".join(["gpu_options", *parts])
        if not isinstance(parent, ast.Assign) or parent.targets != [node]:
            raise Stays(f"`{ast.unparse(node)}` is more than an option that is set")
        self.block.removed.add(parent)
        self._set_option(path, parent.value, parent)

    def _set_option(self, path: str, value: ast.expr, statement: ast.stmt) -> None:
        """What sets an option in TensorFlow 2, in the place of a statement. Raises `Stays`."""
        text = self.module.source.one_line(self.module.source.segment(value))
        constant = value.value if isinstance(value, ast.Constant) else None
        if path in INERT:
            return
        if path == GROWTH and isinstance(value, ast.Constant) and not constant:
            return
        if path in THREADS:
            self._say(statement, f"{{config}}.{THREADS[path]}({text})")
        elif path in {GROWTH, FRACTION}:
            if path == FRACTION:
                self._condition("memory that grows as it is needed may stand for the fraction of it")
            if not self.block.grows:
                self.block.grows = True
                growth = text if path == GROWTH else "True"
                gpu = self.module.free_name("gpu")
                self._say(
                    statement,
                    f'for {gpu} in {{config}}.list_physical_devices("GPU"):',
                    f"    {{config}}.experimental.set_memory_growth({gpu}, {growth})",
                )
        elif path == DEVICES and isinstance(value, ast.Dict) and _hides_gpus(value) is not None:
            if _hides_gpus(value):
                self._say(statement, '{config}.set_visible_devices([], "GPU")')
        elif path == VISIBLE and (chosen := _chosen_gpus(value, text)) is not None:
            seen = f'{{config}}.list_physical_devices("GPU"){chosen}'
            self._say(statement, f'{{config}}.set_visible_devices({seen}, "GPU")')
        else:
            raise Stays(f"see `tf.config` for what `{path}` did")

    def _say(self, statement: ast.stmt, *lines: str) -> None:
        spelling = spell(self.module, "tensorflow.config", statement)
        if spelling is None or not self.module.stands_alone(statement):
            raise Stays("there is no place for the lines that take its place")
        if not is_early(self.module, statement):
            self._condition("nothing of TensorFlow has run before")
        self.block.added += spelling.operations
        self.block.lines.setdefault(statement, []).extend(line.format(config=spelling.text) for line in lines)

    def _condition(self, text: str) -> None:
        if text not in self.block.conditions:
            self.block.conditions.append(text)

    def _remove(self, node: ast.expr | ast.stmt) -> None:
        self.block.removed.add(self.module.statement(node))


def _hides_gpus(value: ast.Dict) -> bool | None:
    """Whether `device_count=` leaves no GPU; None where it leaves some of them, or cannot be read."""
    hides = False
    for key, number in zip(value.keys, value.values, strict=True):
        if not isinstance(key, ast.Constant) or key.value not in {"CPU", "GPU"}:
            return None
        if key.value == "GPU":
            if not isinstance(number, ast.Constant) or number.value != 0:
                return None
            hides = True
    return hides


def _chosen_gpus(value: ast.expr, text: str) -> str | None:
    """The subscript of the GPUs that `visible_device_list=` names; None where that is not known."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        try:
            numbers = [int(part) for part in value.value.split(",")]
        except ValueError:
            return None
        consecutive = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        return f"[{numbers[0]} : {numbers[-1] + 1}]" if consecutive else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "str":
        if len(value.args) == 1 and text.startswith("str("):
            number = text[len("str(") : -1]
            return f"[{number} : {number} + 1]"
    return None


_SETTINGS = frozenset(
    {"set_random_seed", "set_seed", "set_verbosity", "reset_default_graph", "enable_eager_execution"} | WITHOUT_EAGER
)
"""Functions of TensorFlow that start nothing."""

_HARMLESS = frozenset(
    {"builtins", "numpy", "os", "sys", "random", "warnings", "logging", "argparse", "pandas", "matplotlib", "time"}
)


def is_early(module: Module, statement: ast.stmt) -> bool:
    """Whether nothing of TensorFlow can have run before a statement: it follows imports, constants and definitions."""
    if statement not in module.tree.body or _running_on_import(module.program) - {module}:
        return False
    before = module.tree.body[: module.tree.body.index(statement)]
    return all(_is_harmless(module, call) for earlier in before for call in _calls_now(earlier))


@per_program
def _running_on_import(program: Program) -> set[Module]:
    """The modules that call Keras when they are imported."""
    return {
        part
        for part in program.modules
        if any(isinstance(part.scope(call), ast.Module) for call in part.facts.keras_calls if part.owns(call))
    }


def _calls_now(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls that run with a statement, not those in functions that it defines."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        waiting += [
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        ]


def _is_harmless(module: Module, call: ast.Call) -> bool:
    """Whether a call starts nothing of TensorFlow."""
    symbol = module.facts.sole_symbol(call)
    if symbol is not None:
        name = tensorflow_name(symbol) or ""
        return (
            symbol in {_SET, _GET, "keras.backend.clear_session"}
            or name in KINDS
            or name.rpartition(".")[2] in _SETTINGS
        )
    head: ast.expr = call.func
    while isinstance(head, (ast.Attribute, ast.Subscript, ast.Call)):
        head = head.func if isinstance(head, ast.Call) else head.value
    return not isinstance(head, ast.Name) or _is_foreign(module, head.id, frozenset())


def _is_foreign(module: Module, name: str, seen: frozenset[str]) -> bool:
    """Whether a name of the module stands for nothing of Keras, TensorFlow or the project."""
    imported = [b for b in module.bindings if b.name == name]
    if imported:
        return all(b.module.partition(".")[0] in _HARMLESS for b in imported)
    if name in module.definitions or name in module.parameters or name in seen:
        return False
    if name not in module.stores:
        return hasattr(builtins, name)
    value = module.assigned.get(name)
    if value is None or len(module.stores[name]) != 1:
        return False
    names = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
    return all(_is_foreign(module, n, seen | {name}) for n in names)


def operations(module: Module, block: Block) -> tuple[Operation, ...]:
    """What takes a block out of the program. Raises `Stays` where statements are in each other's way."""
    bodies = {s for w in block.unwrapped for s in ast.walk(w) if isinstance(s, ast.stmt) and s is not w}
    if any(s in bodies for s in block.lines):
        raise Stays("a `with` statement that goes holds it")
    if any(around in block.unwrapped for w in block.unwrapped for around in module.ancestors(w)):
        raise Stays("`with` statements that go hold each other")
    found: list[Operation] = list(block.added)
    for statement in sorted(block.removed - block.unwrapped, key=lambda s: s.lineno):
        lines = block.lines.get(statement)
        if not any(statement in w.body and set(w.body) <= block.removed for w in block.unwrapped):
            found.append(ReplaceStatement(statement, tuple(lines)) if lines else RemoveStatement(statement))
    for around in sorted(block.unwrapped, key=lambda s: s.lineno):
        found.append(RemoveStatement(around) if set(around.body) <= block.removed else UnwrapStatement(around))
    found += [ReplaceExpression(call, text) for call, text in block.replaced]
    return (*found, *_imports_left_over(module, block))


def _imports_left_over(module: Module, block: Block) -> Iterator[Operation]:
    """The imports from TensorFlow of names that only the block used. Those from Keras go by themselves."""
    gone = {n for s in block.removed | set(block.lines) for n in ast.walk(s)}
    gone |= {n for w in block.unwrapped for item in w.items for n in ast.walk(item)}
    names = {n.id for n in gone if isinstance(n, ast.Name)}
    for binding in module.bindings:
        statement = binding.statement
        if binding.name not in names or not binding.module.startswith("tensorflow"):
            continue
        uses = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == binding.name]
        if not isinstance(statement, ast.ImportFrom) or any(n not in gone for n in uses):
            continue
        if tensorflow_name(binding.path) in KINDS and binding.name not in module.facts.taken | module.names_around:
            alias = next(a for a in statement.names if (a.asname or a.name) == binding.name)
            yield RemoveImport(statement, alias)


def listed(conditions: Sequence[str]) -> str:
    """Conditions in a sentence."""
    return " and ".join(conditions)
