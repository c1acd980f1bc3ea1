"""Keras layers and models: how they are made, what their methods do to them, what they are at a given point."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrator.analysis import training
from migrator.analysis.data import ARRAY_LIBRARIES, FOREIGN_LIBRARIES, data_kind, data_length, merge_tensors
from migrator.analysis.facts import LayerFact, Receiver, ReceiverKind, RunCall, UseKind
from migrator.analysis.machine import Arguments, Machine, attribute_of, elements
from migrator.analysis.values import (
    BoundMethod,
    ClassInfo,
    ClassValue,
    Const,
    FunctionValue,
    InstanceValue,
    Item,
    LayerValue,
    ListRecord,
    ModelRecord,
    Opaque,
    Ref,
    Spot,
    SuperValue,
    Symbol,
    TensorValue,
    Tri,
    TupleValue,
    Value,
    alternatives,
    either,
    join_all,
    join_optional,
    same,
)
from migrator.keras_api.names import CONFIG_METHODS, RECURRENT_LAYERS, WATCHED_ATTRIBUTES
from migrator.keras_api.training import GENERATOR_METHODS, RUN_ARGUMENTS

SHAPE_KEYWORDS = frozenset(
    {"batch_input_shape", "batch_shape", "input_shape", "batch_size", "input_dim", "input_length"}
)
RUN_METHODS = {"fit": (2, None), "evaluate": (2, None), "predict": (1, None)}
"""Methods that run a model over data, with the position of `batch_size` (Keras 2.15 `engine/training.py`)."""

WRAPPERS = frozenset({"Bidirectional", "TimeDistributed", "SpectralNormalization"})

STEPS = frozenset({"steps_per_epoch", "steps"})
"""Arguments that say how many batches to draw from data that need not end."""

_SHUFFLE_POSITION = 8  # fit(x, y, batch_size, epochs, verbose, callbacks, validation_split, validation_data, shuffle)


# Layers.


def make_layer(
    m: Machine,
    classes: frozenset[str],
    arguments: Arguments,
    *,
    custom: bool = False,
    held: Sequence[Value] = (),
) -> LayerValue:
    """The layer that a call of a layer class makes. `held` are the layers that an object of the project's class has."""
    node = arguments.node
    short = {c.rsplit(".", 1)[-1] for c in classes}
    wrapped: list[Value] = []
    if short & WRAPPERS or custom:
        wrapped = [v for v in arguments.values() if any(_is_part(m, a) for a in alternatives(v))]
        for inner in wrapped:
            m.use_layer(inner, "inner", node)
    stateful: Tri = False
    if short & RECURRENT_LAYERS or custom:
        stateful = _stateful_argument(m, arguments)
        if (custom and "stateful" not in arguments.keywords) or "stateful" in m.stored_attributes:
            stateful = None  # a class of the project may say so itself, or the program later
    elif "Bidirectional" in short and wrapped:
        stateful = _joint(stateful_of(m, a) for v in wrapped for a in alternatives(v))
    elif any(stateful_of(m, a) is not False for v in (*wrapped, *held) for a in alternatives(v) if _is_part(m, a)):
        stateful = None  # what is inside keeps its state, and Keras does not count it as a layer of the model
    batch, batch_node = static_batch(m, arguments)
    inside = (*wrapped, *held)
    names = _shape_names(m, arguments)
    layer = LayerValue(node, classes, stateful, inside, names, batch, batch_node, m.spot(node), m.facts)
    if m.records(m.facts.layers, node):
        fact = m.facts.layers.get(node)
        if fact is None:
            fact = m.facts.layers[node] = LayerFact(node)
        fact.values.add(layer)
        fact.unpacked |= arguments.unpacked
        fact.activations |= set(_activations(arguments))
        cells = alternatives(arguments.get("cell", 0) or Const(None))
        fact.stacked = fact.stacked or ("RNN" in short and any(_is_stack(m, cell) for cell in cells))
        fact.open_keywords = fact.open_keywords or arguments.open_keywords
    return layer


def held_layers(m: Machine, instance: InstanceValue) -> list[Value]:
    """The layers and models among the attributes of an object, and in the containers there."""
    names = {name for info in instance.info.lineage() for name in (*info.attributes, *info.previous)}
    found: list[Value] = []
    for name in sorted(names):
        for value in alternatives(attribute_of(instance, name) or Const(None)):
            record, entries = m.list(value), m.dict(value)
            inside = record.values() if record is not None else elements(m, value) or [value]
            inside = inside if entries is None else entries.values()
            found += [v for part in inside for v in alternatives(part) if _is_part(m, v)]
    return list(dict.fromkeys(found))


def _is_part(m: Machine, value: Value) -> bool:
    """Whether a value is a layer or a model, which is one."""
    return isinstance(value, LayerValue) or is_model(m, value) is True


def _activations(arguments: Arguments) -> Iterator[tuple[str, str]]:
    """The activation arguments by name, and the functions that they name."""
    for keyword, position in (("activation", 1), ("recurrent_activation", 2)):
        for value in alternatives(arguments.get(keyword, position) or Const(None)):
            if isinstance(value, Const) and isinstance(value.value, str):
                yield keyword, value.value
            elif isinstance(value, Symbol):
                yield keyword, value.path.rsplit(".", 1)[-1]


def _is_stack(m: Machine, cell: Value) -> bool:
    """Whether an RNN that is given this runs several cells as one."""
    if isinstance(cell, LayerValue):
        return "keras.layers.StackedRNNCells" in cell.classes
    return isinstance(cell, TupleValue) or m.list(cell) is not None


def _stateful_argument(m: Machine, arguments: Arguments) -> Tri:
    value = arguments.get("stateful")
    if value is None:
        return None if arguments.open_keywords else False
    if isinstance(value, Const):
        return bool(value.value)
    return None


def _shape_names(m: Machine, arguments: Arguments) -> tuple[tuple[str, Value], ...]:
    names: dict[str, Value] = {}
    for keyword, expression in arguments.keyword_nodes.items():
        if keyword in SHAPE_KEYWORDS:
            for node in ast.walk(expression):
                if isinstance(node, ast.Name) and (value := m.lookup(node.id)) is not None:
                    names[node.id] = value
    return tuple(names.items())


def static_batch(m: Machine, arguments: Arguments) -> tuple[Value | None, ast.expr | None]:
    """The batch dimension of the shape arguments of a layer or `Input`, and the expression that says it."""
    for keyword in ("batch_input_shape", "batch_shape"):
        if keyword in arguments.keywords:
            return _first_item(m, arguments.keywords[keyword], arguments.keyword_nodes.get(keyword))
    if "batch_size" in arguments.keywords:
        return arguments.keywords["batch_size"], arguments.keyword_nodes.get("batch_size")
    return None, None


def _first_item(m: Machine, shape: Value, node: ast.expr | None) -> tuple[Value | None, ast.expr | None]:
    items = list(shape.items) if isinstance(shape, TupleValue) else elements(m, shape)
    if not items:
        return Opaque("the batch size of a shape that is not known"), None
    if isinstance(shape, TupleValue) and shape.nodes:
        return items[0], shape.nodes[0]
    if isinstance(node, ast.List) and node.elts:
        return items[0], node.elts[0]
    return items[0], None


def layer_attribute(m: Machine, layer: LayerValue, node: ast.Attribute) -> Value:
    """An attribute of a layer object: wrapped layers are followed, the rest are methods."""
    if node.attr in {"layer", "forward_layer", "backward_layer"} and layer.wraps:
        return layer.wraps[0]
    return _end(node) or BoundMethod(layer, node.attr, node)


def _end(node: ast.Attribute) -> Value | None:
    """The symbolic tensors that a layer or model begins or ends with, where an attribute is these."""
    if node.attr in {"input", "output", "inputs", "outputs"}:
        return TensorValue(complete=False)
    return None


# Making models.


def make_input(m: Machine, arguments: Arguments) -> Value:
    """The tensor that `keras.Input(...)` gives."""
    batch, node = static_batch(m, arguments)
    if batch is None and len(arguments.positional) > 1:
        batch, node = arguments.positional[1], arguments.positional_nodes[1]
    if m.recording:
        m.facts.inputs.add(arguments.node)
    return TensorValue(frozenset(), batch if batch is not None else Const(None), node)


def make_sequential(m: Machine, arguments: Arguments) -> Value:
    """The model that `Sequential(...)` gives."""
    model = m.allocate(arguments.node, ModelRecord("sequential"))
    fill_sequential(m, model, arguments)
    return model


def fill_sequential(m: Machine, model: Value, arguments: Arguments) -> None:
    """Add the layers that a Sequential is given when it is made."""
    node = arguments.node
    layers = arguments.get("layers", 0)
    if layers is None or (isinstance(layers, Const) and layers.value is None):
        return
    expression = arguments.get_node("layers", 0)
    record = m.list(layers)
    if expression is not None and not (elements(m, layers) or (record is not None and record.head)):
        m.place(None, "maybe-first", node, expression)
    if record is not None and (record.items is not None or record.head):
        for item in record.items if record.items is not None else record.head:
            _add_layer(m, model, item.value, item.site, None, _container(layers, item), expression)
        if record.element is not None:
            _add_layer(m, model, record.element, node, None, None)
    elif isinstance(layers, TupleValue):
        holder = expression if isinstance(expression, ast.Tuple) else None
        for value, site in zip(layers.items, layers.nodes, strict=False):
            _add_layer(m, model, value, site, None, holder, expression)
    else:
        m.update(model, ModelRecord("sequential", empty=None, stateful=None, nested=None, layers=None, has_input=None))
        if record is not None and record.element is not None:
            m.use_layer(record.element, "maybe-first", node)


def fill_model(m: Machine, instance: InstanceValue, arguments: Arguments) -> None:
    """What the constructor of `Model` or `Sequential` makes of an instance of a subclass."""
    if instance.info.sequential:
        fill_sequential(m, instance, arguments)
        return
    model = make_functional(m, arguments)
    record = m.model(model)
    if record is not None and (record.batch is not None or record.stateful is not None):  # it was given tensors
        m.update(instance, record)


def _container(layers: Value, item: Item) -> ast.List | None:
    origin = layers.node if isinstance(layers, Ref) else None
    return origin if isinstance(origin, ast.List) and item.site in origin.elts else None


def make_functional(m: Machine, arguments: Arguments) -> Value:
    """The model that `Model(inputs, outputs)` gives."""
    node = arguments.node
    inputs = arguments.get("inputs", 0) or arguments.get("input")
    outputs = arguments.get("outputs", 1) or arguments.get("output")
    ends = gather_tensors(m, outputs)
    starts = gather_tensors(m, inputs)
    if not ends:
        return m.allocate(node, ModelRecord("functional", False, None, None, None, has_input=True))
    tensor = merge_tensors(ends)
    stateful: Tri = False
    nested: Tri = False
    causes: list[tuple[bool, Spot]] = []
    expression = False
    sources = tensor.sources.difference(*(start.sources for start in starts))
    for source in sources:
        nested = either(nested, is_model(m, source))
        if m.model(source) is not None:
            continue
        own = stateful_of(m, source)
        stateful = either(stateful, own)
        if own is not False:
            where = _where(m, source)
            causes += [(own is None, where)] if where is not None else []
            expression = expression or (isinstance(source, LayerValue) and source.stateful is None)
    if not tensor.complete:
        stateful, nested = either(stateful, None), either(nested, None)
    begin = starts[0] if starts else tensor
    record = ModelRecord(
        "functional",
        False,
        stateful,
        nested,
        None,
        begin.batch,
        begin.batch_node,
        min(causes)[1] if causes else None,
        _batch_spot(m, begin.batch),
        has_input=True,
        maybe_stateful=expression,
        parts=frozenset((source, True) for source in sources if m.model(source) is not None),
        outputs=_count(m, outputs),
        end=ends[0].maker if len(ends) == 1 else None,
        members=sources if tensor.complete else None,
    )
    return m.allocate(node, record)


def _count(m: Machine, outputs: Value | None) -> int | None:
    """How many outputs these are."""
    if isinstance(outputs, TensorValue):
        return 1
    items = elements(m, outputs) if outputs is not None else None
    return len(items) if items is not None and all(isinstance(i, TensorValue) for i in items) else None


def _where(m: Machine, source: Value) -> Spot | None:
    """Where a layer is made."""
    return source.spot if isinstance(source, LayerValue) else None


def _batch_spot(m: Machine, batch: Value | None, site: ast.AST | None = None) -> Spot | None:
    """Where a batch size is said: at its literal, or where the layer or input that has it is added."""
    if isinstance(batch, Const) and batch.origin is not None:
        return batch.origin.spot
    return m.spot(site)


_NESTING = 4
"""How deep containers are searched for tensors: a list may hold itself."""


def gather_tensors(m: Machine, value: Value | None, depth: int = 0) -> list[TensorValue]:
    """All symbolic tensors in a value, through lists, tuples and dicts."""
    if value is None or depth > _NESTING or isinstance(value, (Opaque, Const, Symbol)):
        return []
    found: list[TensorValue] = []
    members = alternatives(value)
    either_one = [member for member in members if isinstance(member, TensorValue)]
    if len(either_one) > 1:  # one of them, by the path that the program took
        found.append(_one_of(either_one))
    for member in members:
        if isinstance(member, TensorValue):
            found += [member] if len(either_one) == 1 else []
        elif isinstance(member, TupleValue):
            found += [t for item in member.items for t in gather_tensors(m, item, depth + 1)]
        elif (items := m.list(member)) is not None:
            found += [t for item in items.values() for t in gather_tensors(m, item, depth + 1)]
        elif (entries := m.dict(member)) is not None:
            found += [t for _, item in entries.entries for t in gather_tensors(m, item, depth + 1)]
    return found


def _one_of(tensors: list[TensorValue]) -> TensorValue:
    """What is known of a tensor that is one of several."""
    return TensorValue(
        frozenset.intersection(*(t.sources for t in tensors)),
        join_all(t.batch for t in tensors if t.batch is not None),
        tensors[0].batch_node,
        complete=False,
        symbolic=all(t.symbolic for t in tensors),
    )


def loaded_model(m: Machine, node: ast.AST) -> Value:
    """A model whose layers the source does not show."""
    return m.allocate(node, ModelRecord("loaded", False, None, None, None, has_input=True, origin=_origin(m, node)))


def _origin(m: Machine, node: ast.AST) -> str:
    text = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    return f"`{text}(...)` at {m.spot(node)}" if text else ""


def copied_model(m: Machine, arguments: Arguments) -> Value:
    """A model made like another, of the model itself or of its configuration: stateful, and of the batch size, as that.

    Source: Keras 2.15 and Keras 3, `models/cloning.py`. With other inputs or another way to make layers it may differ.
    """
    given = arguments.positional[0] if arguments.positional else next(iter(arguments.keywords.values()), None)
    members = alternatives(given) if given is not None else ()
    sources = [v.source if isinstance(v, Opaque) and v.kind == "config" and v not in m.tampered else v for v in members]
    records = [present(m, source) for source in sources if source is not None]
    plain = len(arguments.positional) + len(arguments.keywords) == 1 and not arguments.open_keywords
    if not records or not plain or any(r is None or r.flavour in {"loaded", "unknown"} for r in records):
        return loaded_model(m, arguments.node)
    joined = records[0]
    for record in records[1:]:
        joined = joined.joined(record) if joined is not None and record is not None else None
    assert joined is not None
    return m.allocate(arguments.node, joined.but(parts=frozenset()))


def application(m: Machine, arguments: Arguments) -> Value:
    """A model of `keras.applications`: functional, with one input and one output and no state."""
    given = arguments.get("input_tensor")
    known = given is None or (isinstance(given, Const) and given.value is None)
    begin = gather_tensors(m, given)
    batch: Value | None = begin[0].batch if begin else Const(None) if known else None
    node = arguments.node
    record = ModelRecord(
        "functional", False, nested=None, layers=None, batch=batch, has_input=True, origin=_origin(m, node), outputs=1
    )
    return m.allocate(node, record)


def unknown_model(m: Machine, node: ast.AST) -> Value:
    """An object that is a Keras model, and no more is known of it."""
    origin = f"a callback's model, at {m.spot(node)}"
    return m.allocate(node, ModelRecord("unknown", None, None, None, None, has_input=None, origin=origin))


def apply(m: Machine, function: Value, arguments: Arguments) -> Value:
    """A layer or model called on a tensor."""
    tensors = [t for v in arguments.values() for t in gather_tensors(m, v)]
    for layer in alternatives(function):
        m.use_layer(layer, "applied", arguments.node)
    if not tensors:
        return TensorValue(frozenset({function}), None, None, complete=False, symbolic=False, maker=function)
    merged = merge_tensors(tensors)
    if merged.complete:
        _note_batch(m, function, merged.batch)
    return replace(merged, sources=merged.sources | {function}, maker=function)


def _note_batch(m: Machine, layer: Value, batch: Value | None) -> None:
    """Record that a layer is called on what has no batch size."""
    if isinstance(layer, LayerValue) and layer.facts is not None and isinstance(batch, Const) and batch.value is None:
        fact = layer.facts.layers.get(layer.node) if isinstance(layer.node, ast.Call) else None
        if fact is not None and m.recording:
            fact.unsized = True


# What an object is.

_NOT_KERAS = sys.stdlib_module_names | ARRAY_LIBRARIES | FOREIGN_LIBRARIES
"""Packages in which no name is a Keras object."""


def is_model(m: Machine, value: Value) -> Tri:
    """Whether a value is a Keras model."""
    if m.model(value) is not None:
        return True
    if isinstance(value, InstanceValue):
        return True if value.info.kind == "model" else None if value.info.kind == "unknown" else False
    if isinstance(value, LayerValue):
        inside = any(is_model(m, a) is not False for v in value.wraps for a in alternatives(v) if _is_part(m, a))
        return False if value.classes and not inside else None
    return True if isinstance(value, Opaque) and value.kind == "model" else None


def stateful_of(m: Machine, value: Value) -> Tri:
    """Whether a layer or model is stateful."""
    if isinstance(value, LayerValue):
        return value.stateful
    record = present(m, value)
    return record.stateful if record is not None else None


def present(m: Machine, value: Value, around: tuple[Value, ...] = ()) -> ModelRecord | None:
    """The record of a model, with what the models among its layers are by now."""
    record = m.model(value)
    if record is None or not record.parts:
        return record
    stateful, maybe, at = record.stateful, record.maybe_stateful, record.stateful_at
    places: list[Spot] = []
    for part, surely in record.parts:
        if part == value or part in around:  # it adds nothing to itself
            continue
        inner = present(m, part, (*around, value))
        answer = inner.stateful if inner is not None else None
        maybe = maybe or (inner is not None and inner.maybe_stateful) or bool(answer and not surely)
        places += [inner.stateful_at] if inner is not None and inner.stateful_at is not None else []
        stateful = either(stateful, answer if surely or not answer else None)
    return record.but(stateful=stateful, maybe_stateful=maybe, stateful_at=at or min(places, default=None))


def describe(m: Machine, value: Value, method: str) -> list[Receiver]:
    """What the receiver of `method` is, one answer for each alternative."""
    if method in m.stored_attributes and method not in WATCHED_ATTRIBUTES:
        return [Receiver("unknown", why=f"the program sets an attribute `{method}` somewhere")]
    members = alternatives(value)
    real = [v for v in members if not is_placeholder(m, v)] or list(members)
    return [_describe_one(m, member, method) for member in real]


def is_placeholder(m: Machine, value: Value) -> bool:
    """Whether a value has no methods of a model, so that it is something else by the time one is called."""
    return isinstance(value, (Const, TupleValue)) or m.list(value) is not None or m.dict(value) is not None


def _describe_one(m: Machine, value: Value, method: str) -> Receiver:
    if isinstance(value, InstanceValue) and (own := _own_attribute(m, value, method)) is not None:
        return own
    record = present(m, value)
    if record is not None and not (isinstance(value, InstanceValue) and value.info.method(method)):
        return model_receiver(record)
    if isinstance(value, LayerValue):
        return Receiver("layer", stateful=value.stateful, layer_class=value.short_class, layer=value)
    if isinstance(value, TensorValue):
        return Receiver("tensor", "symbolic" if value.symbolic else "")
    if isinstance(value, SuperValue):
        return _describe_super(value, method)
    if isinstance(value, InstanceValue):
        return _describe_instance(value, method)
    if isinstance(value, Opaque):
        if value.kind == "metric":
            return Receiver("metric")
        if value.kind == "model":
            heir = next((i for i in m.classes if i.kind == "model" and method in i.methods), None)
            if heir is not None:
                return Receiver("unknown", why=f"`{heir.node.name}` defines `{method}` itself")
            return Receiver("model", "unknown", None, None, why=value.reason)
        if value.kind in {"optimizer", "callback", "history", "logs"}:
            record = value.trained or (m.model(value.source) if value.source is not None else None)
            return Receiver(value.kind, why=value.reason, record=record)
        if value.kind == "shape":
            return Receiver("shape")
        if value.kind is not None:
            return Receiver("foreign", why=value.reason)
        return Receiver("unknown", why=value.reason)
    if isinstance(value, Symbol) and value.path.split(".", 1)[0] in _NOT_KERAS:
        return Receiver("foreign", why=value.path)
    if isinstance(value, (Symbol, FunctionValue, ClassValue)):
        return Receiver("unknown", why=getattr(value, "path", "a function or class"))
    return Receiver("foreign" if isinstance(value, (Const, TupleValue)) else "unknown")


def _own_attribute(m: Machine, value: InstanceValue, method: str) -> Receiver | None:
    """An object that has something of its own under the name of a method, or may have it from out of view."""
    info = value.info
    if info.method(method) is None and attribute_of(value, method) is not None:
        return Receiver("instance", own_method=True, why=info.node.name)
    if info.method(method) is None and info.open and info.kind in {"model", "layer", "metric"}:
        return Receiver("unknown", why=f"a base or decorator of `{info.node.name}` is not in view")
    return None


def _describe_instance(value: InstanceValue, method: str) -> Receiver:
    own = value.info.method(method) is not None
    if value.info.kind == "metric":
        owner = value.info.owner_of(method)
        keeps = owner is not None and (owner.kind != "metric" or defines(owner, "reset_state"))
        return Receiver("instance" if keeps else "metric", own_method=keeps, why=value.info.node.name)
    if not own and value.info.method("__getattr__") is not None:
        return Receiver("unknown", why=f"`{value.info.node.name}` hands attributes on in `__getattr__`")
    if own or value.info.kind == "plain":
        return Receiver("instance", own_method=own, why=value.info.node.name)
    if value.info.kind == "model":
        return Receiver("model", "subclassed", _holds_stateful(value.info), None, why=value.info.node.name)
    if value.info.kind == "layer":
        return Receiver("layer", why=value.info.node.name)
    return Receiver("unknown" if value.info.kind == "unknown" else "instance", why=value.info.node.name)


def defines(info: ClassInfo, name: str) -> bool:
    """Whether a class body binds a name, as a method or otherwise."""
    return name in info.methods or name in info.attributes or name in info.previous


def _holds_stateful(info: ClassInfo) -> Tri:
    """Whether an attribute of a model class is a stateful layer."""
    for ancestor in info.lineage():
        for sites in (ancestor.attributes, ancestor.previous):
            for values in sites.values():
                if any(isinstance(a, LayerValue) and a.stateful for v in values.values() for a in alternatives(v)):
                    return True
    return None


def _describe_super(value: SuperValue, method: str) -> Receiver:
    methods = value.methods(method)
    if None not in methods:
        return Receiver("instance", own_method=True)
    if len(methods) > 1:
        return Receiver("unknown", why=f"another class may stand behind `{value.info.node.name}`")
    kinds: dict[str, ReceiverKind] = {"model": "super-model", "metric": "super-metric", "layer": "layer"}
    if value.info.kind not in kinds and value.bound.info.kind in kinds:
        return Receiver(kinds[value.bound.info.kind])  # a mixin of such a class
    return Receiver(kinds.get(value.info.kind, "unknown" if value.info.kind == "unknown" else "instance"))


def model_receiver(record: ModelRecord) -> Receiver:
    """The receiver that a model's record describes, with the places that prove it."""
    proof = []
    if record.stateful_at is not None and record.stateful:
        proof.append(f"stateful because of {record.stateful_at}")
    if record.batch_at is not None and isinstance(record.batch, Const):
        proof.append(f"batch size {record.batch.value} from {record.batch_at}")
    elif record.batch_at is not None:
        proof.append(f"batch size from {record.batch_at}")
    if record.nested is False:
        proof.append("every layer is in view and none is a model")
    return Receiver(
        "model", record.flavour, record.stateful, record.nested, why=record.origin, proof=tuple(proof), record=record
    )


# Methods of models.


def model_attribute(m: Machine, model: Ref, node: ast.Attribute) -> Value:
    """An attribute of a model object."""
    record = m.model(model)
    assert record is not None
    if node.attr == "layers":
        if record.layers is not None and record.flavour == "sequential":
            return m.allocate(node, ListRecord(tuple(Item(v, node) for v in record.layers)))
        member: Value = LayerValue(node, frozenset(), None)
        if record.nested:
            member = Opaque("a layer of a model whose layers are not all known")
        return m.allocate(node, ListRecord(None, member))
    if node.attr == "metrics":
        return m.allocate(node, ListRecord(None, Opaque("a metric of a model", "metric")))
    if node.attr == "optimizer":
        return Opaque("a model's optimizer", "optimizer")
    if node.attr == "history":
        return Opaque("a model's history", "history", source=model)
    return _end(node) or BoundMethod(model, node.attr, node)


def call_model_method(m: Machine, model: Value, name: str, arguments: Arguments) -> Value:
    """The effect and the value of a method call on a model."""
    node = arguments.node
    record = m.model(model)
    if name == "add" and record is not None and record.flavour == "sequential":
        layer = arguments.get("layer", 0)
        bound = arguments.positional_nodes[:1] == node.args[:1]  # not `Sequential.add(model, layer)`
        receiver = node.func.value if isinstance(node.func, ast.Attribute) and bound else None
        _add_layer(m, model, layer if layer is not None else Opaque("no layer"), node, receiver, None)
        return Const(None)
    if name == "pop" and record is not None:
        m.update(model, _without_last(m, record))
        return Opaque("a popped layer")
    if name == "compile" and record is not None:
        m.update(model, record.but(compiled=training.compiled(m, arguments)))
    if name in RUN_METHODS:
        _record_run(m, model, name, arguments)
        if name == "fit":
            return Opaque("`fit(...)`", "history", source=model, trained=record)
        return Opaque(f"`{name}(...)`", "array" if name == "predict" else None, None)
    if name in GENERATOR_METHODS:
        training.give_callbacks(m, model, record, arguments, GENERATOR_METHODS[name].parameters.index("callbacks"))
        training.draw_from(m, arguments, name)
        if name == "fit_generator":
            return Opaque("`fit(...)`", "history", source=model, trained=record)
        return Opaque(f"`{name}(...)`", "array" if name == "predict_generator" else None)
    if name == "get_layer":
        if record is None or not record.nested:
            return LayerValue(node, frozenset(), None)
        return Opaque("a layer of a model whose layers are not all known")
    if name in CONFIG_METHODS and (whole := present(m, model)) is not None:
        return Opaque(f"`{name}(...)`", "config", source=m.allocate(node, whole.but(parts=frozenset())))
    if name in {"predict_on_batch", "get_weights"}:
        return Opaque(f"`{name}(...)`", "array")
    for value in arguments.values():
        m.escape(value)
    return Opaque(f"`{name}(...)`")


def _add_layer(
    m: Machine,
    model: Value,
    layer: Value,
    site: ast.AST,
    receiver: ast.expr | None,
    container: ast.List | ast.Tuple | None,
    argument: ast.expr | None = None,
) -> None:
    members = alternatives(layer)
    inputs = [v for v in members if gather_tensors(m, v) or _is_input_layer(v)]
    if inputs and len(inputs) < len(members):  # an input on one path, a layer on another
        changes = []
        for member in members:
            m.begin()
            _add_layer(m, model, member, site, receiver, container, argument)
            changes.append(m.rewind())
        m.meet(changes)
        return
    record = m.model(model)
    assert record is not None
    tensors = gather_tensors(m, layer)
    kind: UseKind = "first" if record.empty else "maybe-first" if record.empty is None else "later"
    m.place(layer if not _is_input_layer(layer) else None, kind, site, argument)
    if tensors or _is_input_layer(layer):
        batch, node = (tensors[0].batch, tensors[0].batch_node) if tensors else _layer_batch(layer)
        m.update(
            model,
            record.but(
                empty=False,
                has_input=True,
                batch=batch,
                batch_node=node,
                batch_at=_batch_spot(m, batch, site),
            ),
        )
        return
    m.use_layer(layer, kind, site, receiver=receiver, container=container, argument=argument)
    if record.has_input:
        _note_batch(m, layer, record.batch)
    m.update(model, _with_layer(m, record, layer, site))


def _without_last(m: Machine, record: ModelRecord) -> ModelRecord:
    """A Sequential after `pop()`. Popping the only layer takes the input along in Keras 2 and leaves it in Keras 3."""
    if not record.layers or len(record.layers) < 2:
        return ModelRecord("unknown", None, None, None, None, has_input=None)
    kept = record.layers[:-1]
    stateful: Tri = False
    nested: Tri = False
    parts: frozenset[tuple[Value, bool]] = frozenset()
    for layer in kept:
        own, models = _contribution(m, layer)
        stateful, parts = either(stateful, own), parts | models
        nested = either(nested, _joint(is_model(m, v) for v in alternatives(layer)))
    return record.but(layers=kept, stateful=stateful, nested=nested, parts=parts)


def _contribution(m: Machine, layer: Value) -> tuple[Tri, frozenset[tuple[Value, bool]]]:
    """What a layer brings: whether it is stateful, and the models that it is or may be."""
    members = alternatives(layer)
    models = [v for v in members if m.model(v) is not None]
    answers = [stateful_of(m, v) for v in members if v not in models]
    own = _joint(answers) if not models else False if all(a is False for a in answers) else None
    return own, frozenset((v, len(members) == 1) for v in models)


def _is_input_layer(layer: Value) -> bool:
    return isinstance(layer, LayerValue) and layer.short_class == "InputLayer"


def _layer_batch(layer: Value) -> tuple[Value | None, ast.expr | None]:
    return (layer.batch, layer.batch_node) if isinstance(layer, LayerValue) else (None, None)


def _with_layer(m: Machine, record: ModelRecord, layer: Value, site: ast.AST) -> ModelRecord:
    members = alternatives(layer)
    stateful, parts = _contribution(m, layer)
    nested = _joint(is_model(m, v) for v in members)
    update = record.but(
        empty=False,
        stateful=either(record.stateful, stateful),
        nested=either(record.nested, nested),
        layers=(*record.layers, layer) if record.layers is not None else None,
        shown=(*record.shown, layer) if record.shown is not None else None,
        parts=record.parts | parts,
    )
    if stateful is not False and record.stateful_at is None:
        update = update.but(stateful_at=_where(m, members[0]) or m.spot(site))
    flags = {stateful_of(m, v) for v in members}
    if (None in flags and any(isinstance(v, LayerValue) for v in members)) or (len(flags) > 1 and True in flags):
        update = update.but(maybe_stateful=True)
    if record.empty is not False:
        inner = [m.model(v) or v for v in members]
        batches = [v.batch for v in inner if isinstance(v, (LayerValue, ModelRecord)) and v.batch is not None]
        nodes = [v.batch_node for v in inner if isinstance(v, (LayerValue, ModelRecord))]
        if batches:
            batch = join_all(batches)
            if record.empty is None:  # the layer may come behind others: what they brought counts as well
                batch = join_optional(record.batch, batch)
            # A model in front brings its batch size, but in Keras 3 the whole has no `inputs` of its own until it runs.
            has_input = True if (record.empty and nested is False) or record.has_input else None
            update = update.but(
                batch=batch,
                batch_node=nodes[0],
                batch_at=_batch_spot(m, batch, site),
                has_input=has_input,
            )
    return update


def _joint(answers: object) -> Tri:
    known = list(answers)  # type: ignore[call-overload]
    return known[0] if known and all(a is known[0] for a in known) else None


# Running models.


def _record_run(m: Machine, model: Value, name: str, arguments: Arguments) -> None:
    training.give_callbacks(m, model, m.model(model), arguments, RUN_ARGUMENTS[name].index("callbacks"))
    training.draw_from(m, arguments, name)
    if not m.records(m.facts.runs, arguments.node):
        return
    record = present(m, model)
    receiver = describe(m, model, name)[0]
    data = arguments.get("x", 0)
    batch_position = RUN_METHODS[name][0]
    targets = arguments.get("y", 1) if name != "predict" else None
    has_targets = targets is not None and not (isinstance(targets, Const) and targets.value is None)
    given_batch = arguments.get("batch_size", batch_position)
    given_shuffle = arguments.get("shuffle", _SHUFFLE_POSITION) if name == "fit" else None
    batch = record.batch if record is not None else None
    kind = "array" if has_targets else data_kind(m, data)
    if kind is None and arguments.keywords.keys() & STEPS:
        kind = "generator"  # arrays have an end of their own
    run = RunCall(
        method=name,
        model=receiver,
        data=kind,
        has_targets=has_targets,
        length=data_length(m, data),
        batch=batch,
        spelling=spell_batch(m, record, arguments.node) if record is not None else None,
        given_batch=given_batch,
        given_shuffle=given_shuffle,
        open_arguments=arguments.open_positional or arguments.open_keywords,
        has_batch=given_batch is not None,
        has_shuffle=given_shuffle is not None,
        maybe_stateful=record.maybe_stateful if record is not None else False,
        has_input=record is not None and record.ready is True,
    )
    m.facts.runs.setdefault(arguments.node, []).append(run)


def spell_batch(m: Machine, record: ModelRecord, node: ast.Call) -> str | None:
    """How to write a model's batch size at this place: the literal of the shape, or a name that still means it."""
    batch, said = record.batch, record.batch_node
    if isinstance(batch, Const) and isinstance(said, ast.Constant) and type(batch.value) is int:
        return str(batch.value)
    if isinstance(said, (ast.Name, ast.Attribute)) and same(m.peek(said), batch):
        if all(m.is_bound(n.id) for n in ast.walk(said) if isinstance(n, ast.Name)):
            return ast.unparse(said)
    origin = batch.origin if isinstance(batch, Const) else None
    if origin is not None and origin.name is not None:
        if _const_at(m, origin.name, batch):
            return origin.name
        module = m.module_name_of(origin.frame)
        if module is not None and same(m.peek(ast.Attribute(ast.Name(module), origin.name)), batch):
            return f"{module}.{origin.name}"
    if isinstance(batch, Opaque):
        found = m.name_of(batch)
        if found is not None:
            return found
    if origin is not None and origin.name is None and origin.frame is m.frame.node and isinstance(batch, Const):
        return str(batch.value) if type(batch.value) is int else None
    return None


def _const_at(m: Machine, name: str, batch: Value | None) -> bool:
    here = m.lookup(name) if m.is_bound(name) else None
    return isinstance(here, Const) and same(here, batch)
