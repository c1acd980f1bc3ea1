"""The state of the abstract interpreter: frames, heap, and the recording of facts. Knows no syntax and no Keras."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from migrator.analysis.facts import LayerUse, ModuleFacts, UseKind
from migrator.analysis.values import (
    ClassInfo,
    Const,
    DictRecord,
    Frame,
    FunctionValue,
    InstanceValue,
    LayerValue,
    ListRecord,
    ModelRecord,
    Opaque,
    PartialValue,
    Record,
    Ref,
    Snapshot,
    Tri,
    TupleValue,
    Value,
    alternatives,
    join,
    join_optional,
    same,
)


@dataclass(slots=True)
class Arguments:
    """The arguments of a call, evaluated."""

    node: ast.Call
    positional: list[Value] = field(default_factory=list)
    positional_nodes: list[ast.expr] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    keyword_nodes: dict[str, ast.expr] = field(default_factory=dict)
    unpacked: set[str] = field(default_factory=set)
    """Keywords that come out of a `**` mapping, or were given to `functools.partial`."""
    open_positional: bool = False
    """`*args` of unknown length."""
    open_keywords: bool = False
    """`**kwargs` with unknown keys."""

    def get(self, name: str, position: int | None = None) -> Value | None:
        """The argument by keyword, or by position."""
        if name in self.keywords:
            return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def get_node(self, name: str, position: int | None = None) -> ast.expr | None:
        """The expression of `get`'s argument."""
        if name in self.keyword_nodes:
            return self.keyword_nodes[name]
        if position is not None and position < len(self.positional_nodes):
            return self.positional_nodes[position]
        return None

    def values(self) -> list[Value]:
        """All arguments."""
        return [*self.positional, *self.keywords.values()]


class Machine:
    """What the parts of the interpreter share. `evaluate` and `call` are the interpreter's."""

    def __init__(self, module: ast.Module, facts: ModuleFacts) -> None:
        self.facts = facts
        self.recording = True
        self.module = Frame(module)
        self.frame = self.module
        self.heap: dict[Ref, Record] = {}
        self.path: tuple[ast.AST, ...] = ()
        """The calls that are being followed, outermost first: the context of what is recorded."""
        self.escaped: dict[FunctionValue, None] = {}
        """Functions that code out of view may call, with arguments that are not known."""
        self.instantiated: set[ClassInfo] = set()
        """Classes of the file of which it makes instances."""
        self.module_marker = Opaque("the module")
        self.stored_attributes: frozenset[str] = frozenset()
        self.reads: dict[tuple[int, object], tuple[Value, Opaque]] = {}
        self.refs: dict[tuple[ast.AST, tuple[ast.AST, ...], str], Ref] = {}

    # What the interpreter provides.

    def evaluate(self, node: ast.expr) -> Value:
        """The value of an expression at the present point."""
        raise NotImplementedError

    def call(self, function: FunctionValue, arguments: Arguments, receiver: Value | None = None) -> Value:
        """The value of a call of a function of the file."""
        raise NotImplementedError

    def call_property(self, function: FunctionValue, receiver: Value, node: ast.Attribute) -> Value:
        """The value of reading a property of an object of the file."""
        raise NotImplementedError

    def bind_target(self, target: ast.expr, value: Value, source: ast.expr | None) -> None:
        """Assign a value to a target: a name, an attribute, an item, or several at once."""
        raise NotImplementedError

    def define(self, function: FunctionValue) -> None:
        """A function of the file comes into being."""
        raise NotImplementedError

    def turn(self, element: Value) -> Value:
        """The loop variable of one turn: some item, the same throughout the turn."""
        if isinstance(element, Opaque):
            return replace(element, stable=True)
        if isinstance(element, TupleValue):
            return TupleValue(tuple(self.turn(item) for item in element.items), element.nodes)
        return element

    def peek(self, node: ast.expr) -> Value:
        """The value of a name or dotted name here, recording nothing."""
        recording, self.recording = self.recording, False
        value = self.evaluate(node)
        self.recording = recording
        return value

    def name_of(self, value: Value) -> str | None:
        """A name of the running frame that stands for exactly this value; one that speaks of a batch first."""
        found = [n for n, v in self.frame.names.items() if v is value]
        if not found and isinstance(self.frame.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            shadowed = self.frame.names.keys()
            found = [
                n for n, v in self.module.names.items() if v is value and n not in shadowed and self.module.running
            ]
        return min(found, key=lambda n: ("batch" not in n.lower(), found.index(n)), default=None)

    def escape_callbacks(self, value: Value) -> None:
        """Functions among the arguments of a training call will be called by it."""
        for member in alternatives(value):
            if isinstance(member, (FunctionValue, PartialValue)):
                self.escape(member)

    # Heap.

    def allocate(self, node: ast.AST, record: Record) -> Ref:
        """A new object made at `node` in the present context; an older one of that place and context is forgotten."""
        kind: Literal["model", "list", "dict"] = "dict"
        if isinstance(record, ModelRecord):
            kind = "model"
        elif isinstance(record, ListRecord):
            kind = "list"
        key = (node, self.path, kind)
        ref = self.refs.get(key)
        if ref is None:
            ref = self.refs[key] = Ref(node, kind)
        self.heap[ref] = record
        return ref

    def model(self, value: Value) -> ModelRecord | None:
        """The record of a model."""
        if isinstance(value, InstanceValue) and value.info.sequential:
            value = self.instance_model(value.info)
        record = self.heap.get(value) if isinstance(value, Ref) else None
        return record if isinstance(record, ModelRecord) else None

    def instance_model(self, info: ClassInfo) -> Ref:
        """The model that the instances of a Sequential subclass are: one for the class, like its attributes."""
        ref = self.refs.setdefault((info.node, (), "model"), Ref(info.node, "model"))
        if ref not in self.heap:
            self.heap[ref] = ModelRecord("sequential")
        return ref

    def list(self, value: Value) -> ListRecord | None:
        """The record of a list."""
        record = self.heap.get(value) if isinstance(value, Ref) else None
        return record if isinstance(record, ListRecord) else None

    def dict(self, value: Value) -> DictRecord | None:
        """The record of a dict."""
        record = self.heap.get(value) if isinstance(value, Ref) else None
        return record if isinstance(record, DictRecord) else None

    def update(self, value: Value, record: Record, *, strong: bool = True) -> None:
        """Replace an object's record; a weak update joins with what was there."""
        if isinstance(value, InstanceValue):
            value = self.instance_model(value.info)
        assert isinstance(value, Ref)
        old = self.heap.get(value)
        self.heap[value] = record if strong or old is None else join_records(old, record)

    # Control flow.

    def snapshot(self) -> Snapshot:
        """The present state, to come back to."""
        return dict(self.frame.names), dict(self.heap)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a state. Objects made since then stay known: attributes of instances may hold them."""
        self.frame.names = dict(snapshot[0])
        self.heap = {**self.heap, **snapshot[1]}

    def merge(self, snapshots: Sequence[Snapshot]) -> None:
        """Go on from where several paths meet."""
        self.restore(snapshots[0])
        names, heap = self.frame.names, self.heap
        for other_names, other_heap in snapshots[1:]:
            for name, value in other_names.items():
                names[name] = join(names[name], value) if name in names else value
            for ref, record in other_heap.items():
                mine = heap.get(ref)
                heap[ref] = record if mine is None or mine is record else join_records(mine, record)

    # Names.

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in the running frame."""
        frame = self.frame
        if name in frame.globals:
            frame = frame.globals[name]
            old = frame.names.get(name)
            value = value if old is None else join(old, value)
        frame.names[name] = value
        ever = frame.ever.get(name)
        frame.ever[name] = value if ever is None else join(ever, value)

    def lookup(self, name: str) -> Value | None:
        """What a name stands for here; None for a name that the module does not bind."""
        frame: Frame | None = self.frame
        first = True
        while frame is not None:
            if first or not isinstance(frame.node, ast.ClassDef):
                value = (frame.names if frame.running else frame.ever).get(name)
                if value is not None:
                    return value
            first = False
            frame = frame.parent
        return None

    def read(self, base: Value, key: object, why: str, kind: str | None = None) -> Opaque:
        """`base.key` or `base[key]` of something opaque: the same object each time it is read from the same base."""
        memo = self.reads.get((id(base), key))
        if memo is not None:
            return memo[1]
        stable = not (isinstance(key, str) and key in self.stored_attributes)
        value = Opaque(why, stable=stable) if kind is None else Opaque(why, kind=kind, stable=stable)  # type: ignore[arg-type]
        self.reads[(id(base), key)] = (base, value)  # the base is held so that its id stays its own
        return value

    # Facts.

    def use_layer(self, value: Value, kind: UseKind, site: ast.AST, **details: object) -> None:
        """Record how the layers that `value` may be are used."""
        if not self.recording:
            return
        for layer in alternatives(value):
            if isinstance(layer, LayerValue) and isinstance(layer.node, ast.Call):
                use = LayerUse(kind, site, portable=self.is_portable(layer), **details)  # type: ignore[arg-type]
                self.facts.add_use(layer.node, use)

    def is_portable(self, layer: LayerValue) -> bool:
        """Whether the names in a layer's shape arguments still stand for what they stood for when it was made."""
        return all(
            (here := self.lookup(name)) is not None and (here is then or same(here, then) or here == then)
            for name, then in layer.shape_names
        )

    def escape(self, value: Value) -> None:
        """`value` is handed to code that is not in view: functions may be called, models and lists changed."""
        for member in alternatives(value):
            if isinstance(member, FunctionValue):
                self.escaped.setdefault(member)
            elif isinstance(member, PartialValue):
                self.escape(member.function)
            elif isinstance(member, TupleValue):
                for item in member.items:
                    self.escape(item)
            elif isinstance(member, LayerValue):
                self.use_layer(member, "unknown", member.node)
            elif isinstance(member, Ref):
                self._escape_record(member)

    def _escape_record(self, ref: Ref) -> None:
        record = self.heap.get(ref)
        if isinstance(record, ModelRecord):
            self.heap[ref] = record.escaped()
        elif isinstance(record, ListRecord):
            for value in record.values():
                if not isinstance(value, Ref):  # a list that holds itself must not recurse
                    self.escape(value)
        elif isinstance(record, DictRecord):
            for _, value in record.entries:
                if not isinstance(value, Ref):
                    self.escape(value)


def join_records(a: Record, b: Record) -> Record:
    """The record of an object that was changed on one of two paths."""
    if isinstance(a, ModelRecord) and isinstance(b, ModelRecord):
        return a.joined(b)
    if isinstance(a, ListRecord) and isinstance(b, ListRecord):
        return a.joined(b)
    if isinstance(a, DictRecord) and isinstance(b, DictRecord):
        return a.joined(b)
    raise TypeError("records of one object are of one kind")


def some_time(settled: Record, eventual: Record) -> Record:
    """An object when some functions may have run: a model to which they add layers is still empty, or has them."""
    if isinstance(settled, ModelRecord) and isinstance(eventual, ModelRecord) and settled.empty and not eventual.empty:
        return replace(eventual, empty=None)
    return join_records(settled, eventual)


def chosen_by_argument(m: Machine, test: ast.expr) -> Tri:
    """The outcome of a test of an argument that this call gives a constant: `if train:`, `if mode == "train":`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = chosen_by_argument(m, test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.Name):
        value = _given(m, test)
        return bool(value.value) if value is not None else None
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.comparators[0], ast.Constant):
        value = _given(m, test.left)
        if value is None:
            return None
        equal = type(value.value) is type(test.comparators[0].value) and value.value == test.comparators[0].value
        if isinstance(test.ops[0], (ast.Eq, ast.Is)):
            return equal
        if isinstance(test.ops[0], (ast.NotEq, ast.IsNot)):
            return not equal
    return None


def _given(m: Machine, node: ast.expr) -> Const | None:
    """The constant argument that a name stands for, if it has not been bound anew."""
    if not isinstance(node, ast.Name):
        return None
    value = m.frame.given.get(node.id)
    return value if isinstance(value, Const) and m.frame.names.get(node.id) is value else None


def attribute_of(info: ClassInfo, name: str) -> Value | None:
    """The join of all that the file assigns to an attribute of a class's instances."""
    result: Value | None = None
    for ancestor in info.lineage():
        now, before = ancestor.attributes.get(name, {}), ancestor.previous.get(name, {})
        for site in {**before, **now}:
            value = now.get(site, before.get(site))
            assert value is not None
            result = value if result is None else join(result, value)
    return result


def elements(machine: Machine, value: Value) -> list[Value] | None:
    """The items of a list or tuple whose items are all known."""
    if isinstance(value, TupleValue):
        return list(value.items)
    record = machine.list(value)
    if record is not None and record.items is not None:
        return [item.value for item in record.items]
    return None


def element_of(machine: Machine, value: Value) -> Value:
    """Any one item of an iterable."""
    results: list[Value] = []
    for member in alternatives(value):
        known = elements(machine, member)
        record = machine.list(member)
        if known:
            results += known
        elif record is not None and record.values():
            results += record.values()
        elif isinstance(member, Opaque) and member.kind in {"array", "dataset", "foreign"}:
            results.append(
                Opaque(
                    "an item of " + (member.why or "an iterable"), "array" if member.kind != "foreign" else "foreign"
                )
            )
        else:
            results.append(Opaque("an item of an iterable"))
    result: Value | None = None
    for value in results:
        result = value if result is None else join_optional(result, value)
    return result if result is not None else Opaque("an item")


def union_of(values: Iterable[Value]) -> Value:
    """The join of at least one value."""
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value)
    return result if result is not None else Opaque("nothing")
