"""The abstract interpreter: runs a module over `ast` with values that are known or not, and records facts.

It follows calls of the file's own functions with their arguments, follows branches apart and joins them, and turns
loops twice. Functions that nobody in the file calls run with arguments that are not known.

Limits: `MAX_DEPTH` calls deep, `MAX_CALLS` followed calls a module (later ones run once with unknown arguments),
`MAX_ITEMS` items of a list, `MAX_ALTERNATIVES` alternatives of a value; beyond each the answer is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from migrator.analysis import symbols
from migrator.analysis.calls import is_layer_class, record_receiver
from migrator.analysis.data import FIRST_TURN
from migrator.analysis.expressions import EXPRESSIONS
from migrator.analysis.facts import ModuleFacts
from migrator.analysis.machine import (
    Arguments,
    Machine,
    chosen_by_argument,
    element_of,
    elements,
    join_records,
    some_time,
    union_of,
)
from migrator.analysis.values import (
    ClassInfo,
    ClassKind,
    ClassValue,
    Const,
    DictRecord,
    Frame,
    FunctionValue,
    InstanceValue,
    Item,
    ListRecord,
    Opaque,
    Origin,
    Record,
    Ref,
    Snapshot,
    Symbol,
    TupleValue,
    Value,
    alternatives,
    join,
)
from migrator.keras_api.names import METRICS, RECURRENT_LAYERS, SEQUENCE_CLASSES

MAX_DEPTH = 8
MAX_CALLS = 400

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def analyse(tree: ast.Module, nodes: Sequence[ast.AST]) -> ModuleFacts:
    """The facts of one module, of which `nodes` are all nodes. Linear in its size times the calls that are followed."""
    facts = ModuleFacts()
    stored = frozenset(
        n.attr
        for n in nodes
        if isinstance(n, ast.Attribute)
        and isinstance(n.ctx, ast.Store)
        and not (isinstance(n.value, ast.Name) and n.value.id == "self")
    )
    final = Interpreter(tree, facts, stored)
    if any(isinstance(n, ast.ClassDef) for n in nodes):
        # A first run learns what methods assign to `self`, so that methods above them know it in the second.
        rehearsal = Interpreter(tree, ModuleFacts(), stored)
        rehearsal.recording = False
        rehearsal.run()
        final.previous = {info.node: info for info in rehearsal.classes}
        final.heap, final.refs = dict(rehearsal.heap), rehearsal.refs
        final.eventual = rehearsal.eventual
    final.run()
    return facts


class Interpreter(Machine):
    """One run over one module."""

    def __init__(
        self,
        tree: ast.Module,
        facts: ModuleFacts,
        stored_attributes: frozenset[str],
    ) -> None:
        super().__init__(tree, facts)
        self.tree = tree
        self.stored_attributes = stored_attributes
        self.previous: dict[ast.ClassDef, ClassInfo] = {}
        """The classes as an earlier run came to know them."""
        self.classes: list[ClassInfo] = []
        self.functions: list[FunctionValue] = []
        """Functions in the order of their definitions; methods with their owner."""
        self.called: set[Function] = set()
        self.active: list[Function] = []
        self.calls = 0
        self.generators: dict[ast.AST, bool] = {}
        self.entered: set[ast.stmt] = set()
        self.skipped: dict[ast.stmt, FunctionValue | None] = {}
        """The first statements of branches that a constant argument ruled out in every call so far."""
        self.settled: dict[Ref, Record] = {}
        """The heap when the module and all constructors have run."""
        self.eventual: dict[Ref, Record] = {}
        """What functions that run later, in an order that is not known, may have made of each object."""

    def run(self) -> None:
        """Run the module, then every function that nothing in it called."""
        self.block(self.tree.body)
        self.module.running = False
        self.settled = self.heap
        done = 0
        ran: set[tuple[int, Function, ClassInfo | None]] = set()
        while True:
            fresh = self.functions[done:]
            done = len(self.functions)
            pending = [(f, f.owner) for f in self.escaped]
            pending += [(f, f.owner) for f in fresh if f.node not in self.called]
            pending += [(f, f.owner) for f in self.functions if any(f is g for g in self.skipped.values())]
            pending += self._inherited()
            pending = [(f, c) for f, c in pending if (id(f.frame), f.node, c) not in ran]
            if not pending:
                break
            for function, owner in sorted(pending, key=lambda p: getattr(p[0].node, "name", "") != "__init__"):
                if (id(function.frame), function.node, owner) not in ran:
                    ran.add((id(function.frame), function.node, owner))
                    self._run_later(function, owner)
        if self.recording:
            self.facts.classes = self.classes

    def _inherited(self) -> list[tuple[FunctionValue, ClassInfo | None]]:
        """The methods that classes which the file never instantiates inherit from classes of the file."""
        found: list[tuple[FunctionValue, ClassInfo | None]] = []
        for info in self.classes:
            names = {n for ancestor in info.lineage()[1:] for n in ancestor.methods} - info.methods.keys()
            if names and info not in self.instantiated:
                found += [(f, info) for name in sorted(names) if (f := info.method(name)) is not None]
        return found

    def _run_later(self, function: FunctionValue, owner: ClassInfo | None) -> None:
        """Run a function some time after the module: other functions may have run before it, or not."""
        if getattr(function.node, "name", "") == "__init__":
            self.heap = dict(self.settled)
            self._run_alone(function, owner)
            self.settled = self.heap
            return
        self.heap = dict(self.settled)
        for ref, record in self.eventual.items():
            mine = self.settled.get(ref)
            self.heap[ref] = record if mine is None else some_time(mine, record)
        before = dict(self.heap)
        reached = self.facts.copy() if any(function is f for f in self.skipped.values()) else None
        self._run_alone(function, owner)
        if reached is not None:  # only the branches that no call in view takes were still to be seen
            self.facts.prefer(reached)
        for ref, record in self.heap.items():
            if record is not before.get(ref):
                mine = self.eventual.get(ref)
                self.eventual[ref] = record if mine is None else join_records(mine, record)

    # Expressions.

    def evaluate(self, node: ast.expr) -> Value:
        handler = EXPRESSIONS.get(type(node))
        if handler is None:
            return Opaque(type(node).__name__)
        value = handler(self, node)
        if isinstance(node, ast.Attribute) and node.attr == "reset_states" and isinstance(node.ctx, ast.Load):
            record_receiver(self, node)
        return value

    # Statements.

    def block(self, statements: Sequence[ast.stmt]) -> bool:
        """Run statements in order. False if control never reaches their end."""
        for statement in statements:
            handler = STATEMENTS.get(type(statement))
            if handler is not None and handler(self, statement) is False:
                return False
        return True

    def one_branch(self, taken: list[ast.stmt], ruled_out: list[ast.stmt]) -> bool:
        """Run the branch that a constant argument of this call chooses; the other must be run in some other call."""
        if taken:
            self.entered.add(taken[0])
            self.skipped.pop(taken[0], None)
        if ruled_out and ruled_out[0] not in self.entered:
            self.skipped[ruled_out[0]] = next((f for f in self.functions if f.node is self.frame.node), None)
        return self.block(taken)

    def branches(self, blocks: Sequence[Callable[[], bool]]) -> bool:
        """Run alternatives from the same state and join where they meet."""
        before = self.snapshot()
        ends: list[Snapshot] = []
        for block in blocks:
            self.restore(before)
            if block():
                ends.append(self.snapshot())
        if not ends:
            return False
        self.merge(ends)
        return True

    def bind_target(self, target: ast.expr, value: Value, source: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, self._named(target, value, source))
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target, value)
        elif isinstance(target, ast.Starred):
            self.bind_target(target.value, Opaque("the rest of an unpacking"), None)
        elif isinstance(target, ast.Attribute):
            self._set_attribute(target, value)
        elif isinstance(target, ast.Subscript):
            self._set_item(target, value)

    def _named(self, target: ast.Name, value: Value, source: ast.expr | None) -> Value:
        """A constant that is bound to a name carries the name from then on; an alias keeps the first."""
        if isinstance(value, Const) and not isinstance(source, (ast.Name, ast.Attribute)):
            return Const(value.value, Origin(target.id, self.frame.node, target.lineno))
        return value

    def _unpack(self, target: ast.Tuple | ast.List, value: Value) -> None:
        for member in alternatives(value)[:1]:
            items = elements(self, member)
            exact = items is not None and len(items) == len(target.elts)
            if exact and not any(isinstance(e, ast.Starred) for e in target.elts):
                assert items is not None
                nodes = member.nodes if isinstance(member, TupleValue) and len(member.nodes) == len(items) else None
                for i, (part, item) in enumerate(zip(target.elts, items, strict=True)):
                    self.bind_target(part, item, nodes[i] if nodes else None)
                return
        for part in target.elts:
            item = element_of(self, value)
            self.bind_target(part, replace(item, stable=True) if isinstance(item, Opaque) else item, None)

    def _set_attribute(self, target: ast.Attribute, value: Value) -> None:
        for base in alternatives(self.evaluate(target.value)):
            if isinstance(base, (InstanceValue, ClassValue)):
                base.info.assign(target.attr, (target, self.path), value)

    def _set_item(self, target: ast.Subscript, value: Value) -> None:
        base, index = self.evaluate(target.value), self.evaluate(target.slice)
        entries = self.dict(base)
        if entries is not None and isinstance(index, Const):
            kept = tuple(e for e in entries.entries if e[0] != index.value)
            self.update(base, DictRecord((*kept, (index.value, value)), entries.rest))
        elif entries is not None:
            rest = value if entries.rest is None else join(entries.rest, value)
            self.update(base, DictRecord(entries.entries, rest))
        record = self.list(base)
        if record is not None:
            self.update(base, ListRecord(None, union_of([*record.values(), value])))

    # Functions.

    def define(self, function: FunctionValue) -> None:
        self.functions.append(function)

    def call_property(self, function: FunctionValue, receiver: Value, node: ast.Attribute) -> Value:
        call = ast.copy_location(ast.Call(node, [], []), node)
        return self.call(function, Arguments(call), receiver)

    def call(self, function: FunctionValue, arguments: Arguments, receiver: Value | None = None) -> Value:
        node = function.node
        if node in self.active or len(self.active) >= MAX_DEPTH or self.calls >= MAX_CALLS:
            self.escape(function)
            for value in arguments.values():
                self.escape(value)
            return Opaque("a call that is too deep to follow")
        self.calls += 1
        self.called.add(node)
        frame = Frame(node, function.frame, owner=function.owner)
        self._bind_parameters(frame, function, arguments, receiver)
        return self._run_frame(frame, arguments.node)

    def _run_frame(self, frame: Frame, site: ast.AST) -> Value:
        outer_frame, outer_path = self.frame, self.path
        self.frame, self.path = frame, (*self.path, site)
        node = frame.node
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        self.active.append(node)
        if isinstance(node, ast.Lambda):
            result = self.evaluate(node.body)
        else:
            if self.block(node.body):
                frame.returns.append(Const(None))
                frame.return_heaps.append(self.heap)
            self._join_heaps(frame.return_heaps)
            result = union_of(frame.returns) if frame.returns else Const(None)
            if any(_last_name(d) not in _TRANSPARENT for d in node.decorator_list):
                result = Opaque(f"what the decorators of `{node.name}` make of it")
            if self._is_generator(node):
                result = Opaque(f"the generator `{node.name}`", "generator")
        self.active.pop()
        frame.running = False
        self.frame, self.path = outer_frame, outer_path
        return result

    def _is_generator(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        if node not in self.generators:
            self.generators[node] = is_generator(node)
        return self.generators[node]

    def _join_heaps(self, heaps: list[dict[Ref, Record]]) -> None:
        """Go on with what may have become of each object on the paths that left a function."""
        if len(heaps) < 2:
            self.heap = heaps[0] if heaps else self.heap
            return
        joined = dict(heaps[0])
        for heap in heaps[1:]:
            for ref, record in heap.items():
                mine = joined.get(ref)
                joined[ref] = record if mine is None or mine is record else join_records(mine, record)
        self.heap = joined

    def _run_alone(self, function: FunctionValue, owner: ClassInfo | None) -> None:
        """Run a function that code out of view may call: nothing is known of its arguments."""
        node = function.node
        frame = Frame(node, function.frame, owner=function.owner)
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        for name in names:
            frame.names[name] = Opaque(f"the parameter `{name}`")
        for star in (node.args.vararg, node.args.kwarg):
            if star is not None:
                frame.names[star.arg] = Opaque(f"the parameter `{star.arg}`")
        if owner is not None and names and not isinstance(node, ast.Lambda) and not _is_static(node):
            frame.names[names[0]] = ClassValue(owner) if _is_classmethod(node) else InstanceValue(owner)
        frame.ever = dict(frame.names)
        self.called.add(node)
        self._run_frame(frame, node)

    def _bind_parameters(
        self, frame: Frame, function: FunctionValue, arguments: Arguments, receiver: Value | None
    ) -> None:
        spec = function.node.args
        positional = [*spec.posonlyargs, *spec.args]
        given = list(arguments.positional)
        node = function.node
        if receiver is not None and not isinstance(node, ast.Lambda) and not _is_static(node):
            cls = isinstance(receiver, InstanceValue) and _is_classmethod(node)
            given.insert(0, ClassValue(receiver.info) if cls and isinstance(receiver, InstanceValue) else receiver)
        elif function.owner is not None and not isinstance(node, ast.Lambda) and _is_classmethod(node):
            given.insert(0, ClassValue(function.owner))
        defaults = dict(
            zip([a.arg for a in positional][len(positional) - len(spec.defaults) :], spec.defaults, strict=True)
        )
        defaults |= {a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if d is not None}
        taken = set()
        for i, parameter in enumerate((*positional, *spec.kwonlyargs)):
            name = parameter.arg
            if i < len(given) and i < len(positional):
                value = given[i]
            elif name in arguments.keywords:
                value = arguments.keywords[name]
            elif name in defaults and not arguments.open_keywords and not arguments.open_positional:
                value = self._default(function, defaults[name])
            else:
                value = Opaque(f"the parameter `{name}`")
            taken.add(name)
            frame.names[name] = value
            frame.given[name] = value
        if spec.vararg is not None:
            frame.names[spec.vararg.arg] = (
                Opaque("*args") if arguments.open_positional else TupleValue(tuple(given[len(positional) :]))
            )
        if spec.kwarg is not None:
            rest = tuple((k, v) for k, v in arguments.keywords.items() if k not in taken)
            unknown = Opaque("**kwargs") if arguments.open_keywords else None
            frame.names[spec.kwarg.arg] = self.allocate(function.node, DictRecord(rest, unknown))
        frame.ever = dict(frame.names)

    def _default(self, function: FunctionValue, node: ast.expr) -> Value:
        if isinstance(node, ast.Constant):
            return Const(node.value, Origin(None, function.node, node.lineno))
        return self.peek_in(function.frame, node)

    def peek_in(self, frame: Frame, node: ast.expr) -> Value:
        """The value of an expression in another frame, recording nothing."""
        outer, self.frame = self.frame, frame
        value = self.peek(node)
        self.frame = outer
        return value


# Statements. Each returns False if control does not go on behind it.


def _expression(m: Interpreter, node: ast.Expr) -> bool:
    m.evaluate(node.value)
    return True


def _assign(m: Interpreter, node: ast.Assign) -> bool:
    value = m.evaluate(node.value)
    for target in node.targets:
        m.bind_target(target, value, node.value)
    return True


def _annotated(m: Interpreter, node: ast.AnnAssign) -> bool:
    if node.value is not None:
        m.bind_target(node.target, m.evaluate(node.value), node.value)
    elif isinstance(m.frame.node, ast.ClassDef) and isinstance(node.target, ast.Name):
        pass  # a dataclass field without a default
    return True


def _augmented(m: Interpreter, node: ast.AugAssign) -> bool:
    load = ast.copy_location(ast.BinOp(_as_load(node.target), node.op, node.value), node)
    before = m.evaluate(_as_load(node.target))
    if isinstance(node.op, ast.Add) and (record := m.list(before)) is not None:
        added = m.evaluate(node.value)
        items = elements(m, added)
        if items is not None and record.items is not None:
            m.update(before, ListRecord((*record.items, *(Item(v, node) for v in items))))
        else:
            m.update(before, ListRecord(None, union_of([*record.values(), element_of(m, added)])))
        return True
    m.bind_target(node.target, m.evaluate(load), None)
    return True


def _as_load(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Name):
        return ast.copy_location(ast.Name(node.id, ast.Load()), node)
    if isinstance(node, ast.Attribute):
        return ast.copy_location(ast.Attribute(node.value, node.attr, ast.Load()), node)
    if isinstance(node, ast.Subscript):
        return ast.copy_location(ast.Subscript(node.value, node.slice, ast.Load()), node)
    return node


def _if(m: Interpreter, node: ast.If) -> bool:
    test = m.evaluate(node.test)
    chosen = chosen_by_argument(m, node.test)
    if chosen is not None:
        return m.one_branch(node.body, node.orelse) if chosen else m.one_branch(node.orelse, node.body)
    if isinstance(node.test, ast.Compare) and isinstance(test, Const):  # a loop index: only one branch runs this turn
        return m.block(node.body if test.value else node.orelse)
    if isinstance(test, Opaque) and test.nonzero:
        return m.block(node.body)
    return m.branches([lambda: m.block(node.body), lambda: m.block(node.orelse)])


def _for(m: Interpreter, node: ast.For | ast.AsyncFor) -> bool:
    iterable = m.evaluate(node.iter)
    element = element_of(m, iterable)
    # Two turns from the state before and from the state after the first: what holds in both holds in every turn.
    m.frame.exits.append([])
    m.bind_target(node.target, m.turn(element), None)
    ends: list[Snapshot] = [] if _surely_turns(m, node.iter, iterable) else [m.snapshot()]
    if m.block(node.body):
        ends.append(m.snapshot())
    ends += m.frame.exits[-1]
    if not ends:
        m.frame.exits.pop()
        return False
    m.merge(ends)
    m.bind_target(node.target, m.turn(_later_turn(element)), None)
    if m.block(node.body):
        ends.append(m.snapshot())
    ends += m.frame.exits.pop()
    m.merge(ends)
    m.block(node.orelse)
    return True


def _surely_turns(m: Interpreter, node: ast.expr, iterable: Value) -> bool:
    """Whether a loop runs at least once: over a constant range, or over items that are written out."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range" and node.args:
        count = m.peek(node.args[-1] if len(node.args) == 1 else node.args[1])
        start = m.peek(node.args[0]) if len(node.args) > 1 else Const(0)
        if isinstance(count, Const) and isinstance(start, Const):
            return type(count.value) is int and type(start.value) is int and count.value > start.value
        return False
    return bool(elements(m, iterable))


def _later_turn(element: Value) -> Value:
    if isinstance(element, Opaque) and element.why == FIRST_TURN:
        return Opaque("a later loop index", nonzero=True)
    if isinstance(element, TupleValue):
        return TupleValue(tuple(_later_turn(item) for item in element.items), element.nodes)
    return element


def _while(m: Interpreter, node: ast.While) -> bool:
    m.evaluate(node.test)
    m.frame.exits.append([])
    ends: list[Snapshot] = [m.snapshot()]
    for _ in range(2):
        if m.block(node.body):
            m.evaluate(node.test)
            ends.append(m.snapshot())
        ends += m.frame.exits[-1]
        m.frame.exits[-1] = []
        m.merge(ends)
    m.frame.exits.pop()
    m.block(node.orelse)
    return True


def _leave_loop(m: Interpreter, node: ast.stmt) -> bool:
    del node
    if m.frame.exits:
        m.frame.exits[-1].append(m.snapshot())
    return False


def _with(m: Interpreter, node: ast.With | ast.AsyncWith) -> bool:
    for item in node.items:
        value = m.evaluate(item.context_expr)
        if item.optional_vars is not None:
            m.bind_target(item.optional_vars, value if isinstance(value, Opaque) else Opaque("a context"), None)
    return m.block(node.body)


def _try(m: Interpreter, node: ast.Try) -> bool:
    states = [m.snapshot()]
    falls = True
    for statement in node.body:
        falls = m.block([statement])
        states.append(m.snapshot())
        if not falls:
            break
    ends: list[Snapshot] = []
    if falls and m.block(node.orelse):
        ends.append(m.snapshot())
    for handler in node.handlers:
        m.merge(states)  # an exception may leave the body behind any of its statements
        if handler.name is not None:
            m.bind(handler.name, Opaque("an exception"))
        if handler.type is not None:
            m.evaluate(handler.type)
        if m.block(handler.body):
            ends.append(m.snapshot())
    if ends:
        m.merge(ends)
    reaches_end = m.block(node.finalbody)
    return bool(ends) and reaches_end


def _match(m: Interpreter, node: ast.Match) -> bool:
    m.evaluate(node.subject)
    blocks: list[Callable[[], bool]] = [lambda body=case.body: m.block(body) for case in node.cases]  # type: ignore[misc]
    return m.branches([*blocks, lambda: True])


def _return(m: Interpreter, node: ast.Return) -> bool:
    m.frame.returns.append(m.evaluate(node.value) if node.value is not None else Const(None))
    m.frame.return_heaps.append(m.heap)  # no copy: on this path nothing runs any more
    return False


def _raise(m: Interpreter, node: ast.Raise) -> bool:
    if node.exc is not None:
        m.evaluate(node.exc)
    return False


def _global(m: Interpreter, node: ast.Global) -> bool:
    m.frame.globals.update(dict.fromkeys(node.names, m.module))
    return True


def _nonlocal(m: Interpreter, node: ast.Nonlocal) -> bool:
    for name in node.names:
        frame = m.frame.parent
        while frame is not None and name not in frame.ever:
            frame = frame.parent
        if frame is not None:
            m.frame.globals[name] = frame
    return True


def _assert(m: Interpreter, node: ast.Assert) -> bool:
    m.evaluate(node.test)
    return True


def _delete(m: Interpreter, node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            m.frame.names.pop(target.id, None)
    return True


def _import(m: Interpreter, node: ast.Import) -> bool:
    for alias in node.names:
        if alias.asname is not None:
            m.bind(alias.asname, Symbol(symbols.canonical(alias.name)))
        else:
            root = alias.name.split(".", 1)[0]
            m.bind(root, Symbol(symbols.canonical(root)))
    return True


def _import_from(m: Interpreter, node: ast.ImportFrom) -> bool:
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*":
            m.frame.stars.append(symbols.canonical(module))
        else:
            path = f"{module}.{alias.name}" if not module.endswith(".") else module + alias.name
            m.bind(alias.asname or alias.name, Symbol(symbols.canonical(path)))
    return True


def _function(m: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    defaults = [d for d in (*node.args.defaults, *node.args.kw_defaults) if d is not None]
    for expression in (*node.decorator_list, *defaults):
        m.evaluate(expression)
    is_method = isinstance(m.frame.node, ast.ClassDef)
    owner = next((c for c in reversed(m.classes) if c.node is m.frame.node), None) if is_method else m.frame.owner
    function = FunctionValue(node, m.frame, owner)
    m.define(function)
    if is_method and owner is not None:
        owner.methods[node.name] = function
        if any(_last_name(d) in {"property", "cached_property"} for d in node.decorator_list):
            owner.properties.add(node.name)
    else:
        if any(_last_name(d) not in _TRANSPARENT for d in node.decorator_list):
            m.escape(function)
        m.bind(node.name, function)
    return True


_TRANSPARENT = frozenset({"function", "staticmethod", "classmethod", "property", "cached_property", "wraps"})


def _last_name(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""


def _is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(_last_name(d) == "staticmethod" for d in node.decorator_list)


def _is_classmethod(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(_last_name(d) == "classmethod" for d in node.decorator_list)


def is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function yields: not counting functions inside it."""
    stack: list[ast.AST] = list(node.body)
    while stack:
        child = stack.pop()
        if isinstance(child, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack += ast.iter_child_nodes(child)
    return False


def _class(m: Interpreter, node: ast.ClassDef) -> bool:
    bases = tuple(m.evaluate(base.value if isinstance(base, ast.Starred) else base) for base in node.bases)
    info = ClassInfo(node, _kind_of(bases), bases)
    info.recurrent = any(_is_recurrent(b) for b in bases)
    info.sequential = any(_is_sequential(b) for b in bases)
    if node in m.previous:
        info.previous = m.previous[node].attributes
    m.classes.append(info)
    outer, m.frame = m.frame, Frame(node, m.frame)
    m.block(node.body)
    for name, value in m.frame.names.items():
        if name not in info.methods:
            info.assign(name, (node, ()), value)
    m.frame.running = False
    m.frame = outer
    m.bind(node.name, ClassValue(info))
    return True


def _kind_of(bases: tuple[Value, ...]) -> ClassKind:
    kinds = [_base_kind(b) for b in bases]
    for kind in kinds:
        if kind not in {"plain", "unknown"}:
            return kind
    return "unknown" if "unknown" in kinds else "plain"


def _base_kind(base: Value) -> ClassKind:
    if isinstance(base, ClassValue):
        return base.info.kind
    if isinstance(base, Symbol):
        path = base.path
        if path in {"keras.Model", "keras.Sequential"}:
            return "model"
        if path in {"keras.layers.Layer", "keras.layers.Wrapper", "keras.Layer"} or is_layer_class(path):
            return "layer"
        if path.startswith("keras.callbacks."):
            return "callback"
        if path.startswith("keras.metrics.") and path.rsplit(".", 1)[-1] in METRICS:
            return "metric"
        if path in SEQUENCE_CLASSES:
            return "sequence"
        if path.startswith("builtins.") or path.split(".", 1)[0] in {"abc", "typing", "enum", "torch", "threading"}:
            return "plain"
    return "unknown"


def _is_recurrent(base: Value) -> bool:
    if isinstance(base, ClassValue):
        return base.info.recurrent
    return isinstance(base, Symbol) and base.path.rsplit(".", 1)[-1] in RECURRENT_LAYERS


def _is_sequential(base: Value) -> bool:
    if isinstance(base, ClassValue):
        return base.info.sequential
    return isinstance(base, Symbol) and base.path == "keras.Sequential"


STATEMENTS: dict[type[ast.stmt], Callable[[Interpreter, Any], bool]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Break: _leave_loop,
    ast.Continue: _leave_loop,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
"""What each kind of statement does; each takes nodes of its type. `pass` does nothing."""
