"""The state of the abstract interpreter: frames, heap, and the recording of facts. Knows no syntax and no Keras."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from migrator.analysis.facts import CallbackFact, LayerUse, ModuleFacts, UseKind
from migrator.analysis.nodes import nodes_of
from migrator.analysis.values import (
    BoundMethod,
    Change,
    ClassInfo,
    ClassKind,
    ClassValue,
    Const,
    DictRecord,
    Frame,
    FunctionValue,
    InstanceValue,
    LayerValue,
    ListRecord,
    ModelRecord,
    ModuleInfo,
    ModuleValue,
    Opaque,
    PartialValue,
    Path,
    Record,
    Ref,
    Spot,
    Store,
    Symbol,
    TensorValue,
    Tri,
    TupleValue,
    Turn,
    Value,
    alternatives,
    join,
    join_all,
    same,
    turns_of,
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

    def __init__(self) -> None:
        self.recording = True
        self.frame: Frame = ModuleInfo("", ast.Module([], []), ModuleFacts()).frame
        self.heap: Store[Ref, Record] = Store()
        self.path: Path = ()
        """The context of what is recorded."""
        self.fresh: set[ast.AST] | None = None
        """Where not None: only places that had no facts yet get any, and these are they."""
        self.escaped: dict[FunctionValue, None] = {}
        """Functions that code out of view may call, with arguments that are not known."""
        self.classes: list[ClassInfo] = []
        """The classes of the project."""
        self.shared_fixtures: dict[ast.AST, Value] = {}
        """What fixtures of pytest give that are not made anew for each test."""
        self.instantiated: set[ClassInfo] = set()
        """Classes of the project of which it makes instances."""
        self.leaked: set[ClassInfo] = set()
        """Classes of callbacks that code out of view may give another model."""
        self.stored_attributes: set[str] = set()
        self.handed_out: dict[ClassInfo, None] = {}
        """Classes whose methods code out of view may call."""
        self.gone: set[InstanceValue] = set()
        """Objects that code out of view has: what becomes an attribute of one gets out of view, too."""
        self.others: set[ast.expr] = set()
        """Names that stood for something else than a Keras symbol in some context."""
        self.not_logs: set[ast.expr] = set()
        """The same of `.get` of something else than the logs of a training."""
        self.tampered: set[Value] = set()
        """Configurations of models, and partial functions, that the program may have changed."""
        self.callback_facts: dict[Opaque, CallbackFact] = {}
        """Keras' own callbacks, and what is found out about them."""
        self.hooks: set[FunctionValue] = set()
        """Functions that a `LambdaCallback` calls with the logs."""
        self.reads: dict[int, tuple[Value, dict[object, Opaque]]] = {}
        self.local_names: dict[ast.AST, frozenset[str]] = {}
        self.constants: dict[ast.AST, Const] = {}
        """What literals stand for."""
        self.loops = 0
        """The loops of which a turn is running, in all functions that are being followed."""
        self.clock = 0
        self.births: dict[Ref, int] = {}
        """For each object the number of objects that had been made before it."""
        self.models_made = 0
        self.refs: dict[tuple[ast.AST, Path, str], Ref] = {}
        self.turns: dict[tuple[ast.AST, int], Turn] = {}
        self.implicit_calls: dict[tuple[ast.AST, str], ast.Call] = {}
        self.named_attributes: dict[tuple[ast.AST, str], ast.Attribute] = {}
        """Attributes that are read by a name that is a string, by the call that does."""
        self.swallowing: set[Value] = set()
        """Contexts that may end their block at any of its statements."""
        self.named: tuple[Frame, dict[str, Value]] | None = None
        """Within a comprehension: what `:=` binds in the frame that runs it."""
        self.born: list[Opaque] | None = None
        """Within a comprehension: the unknown values that came up in it."""

    @property
    def module(self) -> Frame:
        """The names of the module whose code is running."""
        return self.frame.module.frame

    @property
    def facts(self) -> ModuleFacts:
        """The facts of the module whose code is running."""
        return self.frame.module.facts

    def spot(self, node: ast.AST | None) -> Spot | None:
        """Where a node of the running code stands, for a person."""
        line = getattr(node, "lineno", None)
        return self.frame.module.spot(line) if line is not None else None

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

    def attribute(self, base: Value, node: ast.Attribute) -> Value:
        """The value of an attribute of a value; of the node only the name counts."""
        raise NotImplementedError

    def bind_target(self, target: ast.expr, value: Value, source: ast.expr | None) -> None:
        """Assign a value to a target: a name, an attribute, an item, or several at once."""
        raise NotImplementedError

    def define(self, function: FunctionValue) -> None:
        """A function of the file comes into being."""
        raise NotImplementedError

    def define_class(self, node: ast.ClassDef, kind: ClassKind, bases: tuple[Value, ...]) -> ClassInfo:
        """A class of the project comes into being."""
        raise NotImplementedError

    def one_branch(self, taken: list[ast.stmt], ruled_out: list[ast.stmt]) -> bool:
        """Run the branch that a constant argument of this call chooses."""
        raise NotImplementedError

    def block(self, statements: Sequence[ast.stmt]) -> bool:
        """Run statements in order. False if control never reaches their end."""
        raise NotImplementedError

    def import_module(self, name: str, level: int) -> ModuleInfo | None:
        """The module of the project that an import names, having run; None for modules out of view."""
        raise NotImplementedError

    def submodule(self, package: ModuleInfo, name: str) -> ModuleInfo | None:
        """The module of the project of that name below a package, having run."""
        raise NotImplementedError

    def turn(self, element: Value) -> Value:
        """The loop variable of one turn: some item, the same throughout the turn."""
        if isinstance(element, Opaque):
            one = element.copy()
            one.stable = True
            if self.born is not None:
                self.born.append(one)
            return one
        if isinstance(element, TupleValue):
            return TupleValue(tuple(self.turn(item) for item in element.items), element.nodes)
        return element

    def implicit_call(self, key: ast.AST, name: str, node: ast.expr) -> ast.Call:
        """The call of a method that the code does not write: one for each key, in all runs."""
        call = self.implicit_calls.get((key, name))
        if call is None:
            call = self.implicit_calls[key, name] = ast.copy_location(ast.Call(node, [], []), node)
        return call

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
            shadowed = self.frame.names.keys() | self.locals_of(self.frame.node)
            found = [
                n for n, v in self.module.names.items() if v is value and n not in shadowed and self.module.running
            ]
        return min(found, key=lambda n: ("batch" not in n.lower(), found.index(n)), default=None)

    def locals_of(self, function: ast.AST) -> frozenset[str]:
        """The names that a function binds anywhere: before it does, they stand for nothing."""
        if function not in self.local_names:
            nodes = nodes_of(function)
            outer = {n for node in nodes if isinstance(node, (ast.Global, ast.Nonlocal)) for n in node.names}
            stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
            self.local_names[function] = frozenset(stored - outer)
        return self.local_names[function]

    def is_bound(self, name: str) -> bool:
        """Whether a name stands for something at this place: not one that the function binds only later."""
        frame = self.frame
        inside = isinstance(frame.node, (ast.FunctionDef, ast.AsyncFunctionDef))
        return name in frame.names or not inside or name not in self.locals_of(frame.node)

    def module_name_of(self, tree: ast.AST) -> str | None:
        """A name by which the running code has the module of a tree."""
        for name, value in (*self.frame.names.items(), *self.module.names.items()):
            if isinstance(value, ModuleValue) and value.info.tree is tree and self.lookup(name) is value:
                return name
        return None

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
            self.models_made += 1
        elif isinstance(record, ListRecord):
            kind = "list"
        ref = self._ref((node, self.path, kind), node, kind)
        self.heap[ref] = record
        self._born(ref)
        return ref

    def make_sequential(self, instance: InstanceValue) -> None:
        """An instance of a subclass of Sequential comes into being: it has no layers yet."""
        ref = self.instance_model(instance)
        self.heap[ref] = ModelRecord("sequential")
        self.models_made += 1
        self._born(ref)

    def _born(self, ref: Ref) -> None:
        self.clock += 1
        self.births[ref] = self.clock

    def _ref(self, key: tuple[ast.AST, Path, str], node: ast.AST, kind: Literal["model", "list", "dict"]) -> Ref:
        ref = self.refs.get(key)
        if ref is None:
            ref = self.refs[key] = Ref(node, kind, key[1], turns_of(key[1]))
        return ref

    def later_turn(self, loop: ast.AST, number: int) -> Path:
        """The path through a turn of a loop that stands for many."""
        turn = self.turns.setdefault((loop, number), Turn(loop, number))
        return (*self.path, turn)

    def is_one(self, ref: Ref) -> bool:
        """Whether a reference stands for one object here, and not for any of those that the turns of a loop made."""
        return not ref.turns or all(turn in self.path for turn in ref.turns)

    def model(self, value: Value) -> ModelRecord | None:
        """The record of a model."""
        if isinstance(value, InstanceValue) and value.info.kind == "model":
            value = self.instance_model(value)
        record = self.heap.get(value) if isinstance(value, Ref) else None
        return record if isinstance(record, ModelRecord) else None

    def instance_model(self, instance: InstanceValue) -> Ref:
        """The model that an instance of a model class is as a Keras model: see `ModelRecord`.

        Of an instance that is not told apart from others it is the join of them all.
        """
        node, path = instance.made or (instance.info.node, ())
        ref = self._ref((instance.info.node, (node, *path), "model"), node, "model")
        if ref not in self.heap:
            self.models_made += 1
            if instance.info.sequential:
                self.heap[ref] = ModelRecord("sequential")
            elif instance.made is None:
                others = [self.heap.get(r) for (n, _, _), r in self.refs.items() if n is instance.info.node]
                for record in others:
                    if isinstance(record, ModelRecord):
                        mine = self.heap.get(ref)
                        self.heap[ref] = record if mine is None else join_records(mine, record)
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
        """Replace an object's record; a weak update joins with what was there, and so does one of any of several."""
        if isinstance(value, InstanceValue):
            value = self.instance_model(value)
        assert isinstance(value, Ref)
        old = self.heap.get(value)
        if old is not None and not (strong and self.is_one(value)):
            record = join_records(old, record)
        self.heap[value] = record

    # Control flow. A branch runs between `begin` and `rewind`; `meet` goes on from where several paths come together.

    def begin(self) -> None:
        """From here on, note what changes, to come back to here."""
        self.frame.names.begin()
        self.heap.begin()

    def rewind(self) -> Change:
        """What has changed since `begin`, and the state as it was then.

        Objects made since then stay known: attributes of instances may hold them.
        """
        return self.frame.names.rewind(), self.heap.rewind(keep_new=True)

    def apply(self, change: Change) -> None:
        """Make changes again."""
        for name, value in change[0].items():
            self.frame.names[name] = value
        self.change_objects(change[1])

    def change_objects(self, records: Mapping[Ref, Record]) -> None:
        """Give objects other records."""
        for ref, record in records.items():
            if self.heap.get(ref) is not record:
                self.heap[ref] = record

    def meet(self, changes: Sequence[Change]) -> None:
        """Go on from where paths meet that began here and changed this on their way."""
        if len(changes) == 1:
            self.apply(changes[0])
            return
        names = self.frame.names
        for name in dict.fromkeys(n for change, _ in changes for n in change):
            here = names.get(name)
            values = [v for change, _ in changes if (v := change.get(name, here)) is not None]
            names[name] = union_of(values)
        self.meet_objects([heap for _, heap in changes])

    def meet_objects(self, heaps: Sequence[Mapping[Ref, Record]]) -> None:
        """Join what has become of each object on several paths."""
        if len(heaps) == 1:
            self.change_objects(heaps[0])
            return
        for ref in dict.fromkeys(r for heap in heaps for r in heap):
            here = self.heap.get(ref)
            records = [r for heap in heaps if (r := heap.get(ref, here)) is not None]
            joined = records[0]
            for record in records[1:]:
                joined = joined if record is joined else join_records(joined, record)
            if joined is not here:
                self.heap[ref] = joined

    def branches(self, blocks: Sequence[Callable[[], bool]]) -> bool:
        """Run alternatives from the same state and join where they meet. False if none reaches its end."""
        ends: list[Change] = []
        for block in blocks:
            self.begin()
            reaches_end = block()
            change = self.rewind()
            if reaches_end:
                ends.append(change)
        if ends:
            self.meet(ends)
        return bool(ends)

    # Names.

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in the running frame."""
        frame = self.frame
        if name in frame.globals:
            self.bind_outside(frame.globals[name], name, value)
            return
        frame.names[name] = value
        if frame.is_seen:
            ever = frame.ever.get(name)
            frame.ever[name] = value if ever is None else join(ever, value)

    def bind_outside(self, frame: Frame, name: str, value: Value) -> None:
        """Bind a name of another frame than the running one: what it stood for may still hold."""
        for names in (frame.names, frame.ever):
            old = names.get(name)
            names[name] = value if old is None else join(old, value)

    def lookup(self, name: str) -> Value | None:
        """What a name stands for here; None for a name that the module does not bind."""
        frame: Frame | None = self.frame
        while frame is not None:
            value = (frame.names if frame.running else frame.ever).get(name)
            if value is not None and (frame is self.frame or not isinstance(frame.node, ast.ClassDef)):
                return join(value, frame.outside[name]) if frame.outside and name in frame.outside else value
            frame = frame.parent
        return None

    def read(self, base: Value, key: object, why: str | ast.expr, kind: str | None = None) -> Opaque:
        """`base.key` or `base[key]` of something opaque: the same object each time it is read from the same base."""
        _, known = self.reads.setdefault(id(base), (base, {}))  # the base is held so that its id stays its own
        if key in known:
            return known[key]
        stable = not (isinstance(key, str) and key in self.stored_attributes)
        value = Opaque("", kind, stable=stable)  # type: ignore[arg-type]
        if isinstance(why, str):
            value.why = why
        else:
            value.expression = why
        value.parent = base
        known[key] = value
        return value

    # Facts.

    def records(self, table: Container[ast.AST], node: ast.AST) -> bool:
        """Whether facts of a place are recorded in this run. `table` holds the places that have some."""
        if not self.recording:
            return False
        if self.fresh is not None and node not in self.fresh:
            if node in table:
                return False
            self.fresh.add(node)
        return True

    def use_layer(self, value: Value, kind: UseKind, site: ast.AST, **details: object) -> None:
        """Record how the layers that `value` may be are used."""
        for layer in alternatives(value):
            if not isinstance(layer, LayerValue) or not isinstance(layer.node, ast.Call) or layer.facts is None:
                continue
            if self.records(layer.facts.layers, layer.node):
                portable = self.is_portable(layer)
                use = LayerUse(kind, site, portable=portable, spot=self.spot(site), **details)  # type: ignore[arg-type]
                layer.facts.add_use(layer.node, use)
                if kind in {"first", "maybe-first"}:
                    for place in (site, details.get("argument")):
                        if isinstance(place, ast.AST):
                            self.facts.arrivals.setdefault(place, {})[layer.node] = layer.facts

    def place(self, value: Value | None, kind: UseKind, site: ast.AST, argument: ast.expr | None) -> None:
        """Record that something is added to a model at a place, and there, if it comes first, through an argument."""
        made = (isinstance(v, LayerValue) and isinstance(v.node, ast.Call) for v in alternatives(value or Const(None)))
        if kind != "later" and not all(made):
            kind = "unknown"
        for place in (site, argument if kind != "later" else None):
            if place is not None and self.records(self.facts.placements, place):
                self.facts.placements.setdefault(place, set()).add(kind)

    def is_portable(self, layer: LayerValue) -> bool:
        """Whether the names in a layer's shape arguments still stand for what they stood for when it was made."""
        return all(
            (here := self.lookup(name)) is not None and (here is then or same(here, then) or here == then)
            for name, then in layer.shape_names
        )

    def forget(self, base: Value) -> None:
        """Code may have changed an object: what is read from it from now on is not what was read before."""
        self.reads.pop(id(base), None)
        if isinstance(base, Opaque) and base.parent is not None and _is_attribute(base.expression, "__dict__"):
            self.forget(base.parent)

    def escape(self, value: Value) -> None:
        """`value` is handed to code that is not in view: functions may be called, models and lists changed."""
        if not isinstance(value, (Const, Symbol, TensorValue)):  # nothing can be done to these
            self._escape(value, set())

    def _escape(self, value: Value, seen: set[int]) -> None:
        for member in alternatives(value):
            if id(member) in seen:
                continue
            seen.add(id(member))
            if isinstance(member, FunctionValue):
                self.escaped.setdefault(member)
            elif isinstance(member, PartialValue):
                self._escape(member.function, seen)
            elif isinstance(member, BoundMethod):
                self._escape(member.receiver, seen)
                if member.function is not None:
                    self.escaped.setdefault(member.function)
            elif isinstance(member, TupleValue):
                for item in member.items:
                    self._escape(item, seen)
            elif isinstance(member, LayerValue):
                self.use_layer(member, "unknown", member.node)
            elif isinstance(member, Ref):
                self._escape_record(member, seen)
            elif isinstance(member, ClassValue):
                self.handed_out.setdefault(member.info)
            elif isinstance(member, InstanceValue):
                self._escape_instance(member, seen)
            elif isinstance(member, Opaque):
                if member.kind == "config":
                    self.tampered.add(member)
                self.forget(member)

    def _escape_instance(self, instance: InstanceValue, seen: set[int]) -> None:
        if instance.info.kind == "callback":
            self.leaked.add(instance.info)
            return
        if instance in self.gone:
            return
        self.gone.add(instance)
        self.handed_out.setdefault(instance.info)
        for info in instance.info.lineage():
            for name in info.attributes.keys() | info.previous.keys():
                value = attribute_of(instance, name)
                if value is not None:
                    self._escape(value, seen)

    def _escape_record(self, ref: Ref, seen: set[int]) -> None:
        record = self.heap.get(ref)
        if isinstance(record, ModelRecord):
            if (escaped := record.escaped()) is not record:
                self.heap[ref] = escaped
            for part, _ in record.parts:
                self._escape(part, seen)
        elif isinstance(record, ListRecord):
            for value in record.values():
                self._escape(value, seen)
        elif isinstance(record, DictRecord):
            for _, value in record.entries:
                self._escape(value, seen)
            if record.rest is not None:
                self._escape(record.rest, seen)


def _is_attribute(node: ast.expr | None, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name


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
        return eventual.but(empty=None)
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


def attribute_of(instance: InstanceValue, name: str) -> Value | None:
    """The join of all that the project assigns to an attribute of an instance, or (not told apart) of any instance."""
    return instance.info.attribute(name, instance.made)


def elements(machine: Machine, value: Value) -> list[Value] | None:
    """The items of a list or tuple whose items are all known."""
    if isinstance(value, TupleValue):
        return None if value.open else list(value.items)
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
        elif isinstance(member, TupleValue):
            results += [*member.items, Opaque("an item of a tuple")]
        elif isinstance(member, Opaque) and member.element is not None:
            results.append(member.element)
        elif isinstance(member, TensorValue):
            results.append(member)  # a layer that returns its states as well, or a slice
        elif isinstance(member, Opaque) and member.kind in {"array", "dataset", "foreign"}:
            results.append(
                Opaque(
                    "an item of " + (member.why or "an iterable"), "array" if member.kind != "foreign" else "foreign"
                )
            )
        else:
            results.append(Opaque("an item of an iterable"))
    result = join_all(results)
    return one_of(result) if result is not None else Opaque("an item")


def one_of(value: Value) -> Value:
    """One of several values, read from where they are: another read need not give the same."""
    if isinstance(value, TupleValue):
        return TupleValue(tuple(one_of(item) for item in value.items), value.nodes, value.open)
    return value.copy() if isinstance(value, Opaque) and not value.stable else value


def union_of(values: Iterable[Value]) -> Value:
    """The join of at least one value."""
    result = join_all(values)
    return result if result is not None else Opaque("nothing")
