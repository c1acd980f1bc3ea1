"""Sessions and graphs of TensorFlow 1 that only serve Keras: what makes them, hands them on, and runs in them.

A name that holds a session, its options or a graph is followed through all its uses. Where each of them only prepares
Keras or runs Keras, the whole goes; where one does more, all of it is left to a person. Shared by rules.
"""

from __future__ import annotations

import ast

from migrator.analysis.module import Module, per_module
from migrator.keras_api.sessions import KINDS, PARTS, Kind
from migrator.rules.early import is_early
from migrator.rules.session_options import add_condition, set_option
from migrator.rules.session_parts import (
    GET_SESSION,
    SET_SESSION,
    Block,
    Place,
    SessionNames,
    Stays,
    is_gone,
    tensorflow_name,
)


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


class _Follower(SessionNames):
    """Follows sessions through one module."""

    def __init__(self, module: Module) -> None:
        super().__init__(module)
        self.seen: set[ast.expr] = set()
        self.block = Block()
        self.done: set[Place] = set()

    def follow(self, seed: ast.Call) -> Block:
        """All that belongs to the session of a call."""
        self.block, self.done = Block(), set()
        if self.module.facts.sole_symbol(seed) == SET_SESSION:
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
            tensorflow_name(symbol) in {"Graph", "get_default_graph"} and self.is_used_around_keras(call)
        ):
            self.block.nodes.append(call.func)
        self.block.has_session |= symbol in {SET_SESSION, GET_SESSION} or KINDS.get(tensorflow_name(symbol) or "") in {
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
        kinds = {v: self.kind(v) for s in self.stores.get(place, []) if (v := self.value(s)) is not None}
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
        if isinstance(call, ast.Call) and self.module.facts.sole_symbol(call) == SET_SESSION:
            self._set(call)
            return
        raise Stays(f"`{ast.unparse(keyword.value)}` is handed on")

    def _argument(self, call: ast.Call, kind: Kind) -> None:
        if kind == "session" and self.module.facts.sole_symbol(call) == SET_SESSION:
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
            add_condition(self.block, "nothing depends on the weights that a second initialization draws")
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
        calls = [c for c in self.module.calls if isinstance(c.func, ast.Name) and self.factory(c) is function]
        named = [n for n in self.module.nodes if isinstance(n, ast.Name) and n.id == getattr(function, "name", None)]
        if not calls or len(named) != len(calls) or getattr(function, "name", "") in self.module.facts.taken:
            raise Stays("a function returns it to callers that are not in view")
        self._remove(statement)
        for call in calls:
            self.seen.add(call)
            parent = self.module.parents[call]
            if not isinstance(parent, ast.Call) or self.module.facts.sole_symbol(parent) != SET_SESSION:
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
        if self.factory(call) is not None:
            function = self.factory(call)
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
                set_option(self.module, self.block, path, keyword.value, self.module.statement(call))
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
        set_option(self.module, self.block, path, parent.value, parent)

    def _remove(self, node: ast.expr | ast.stmt) -> None:
        self.block.removed.add(self.module.statement(node))
