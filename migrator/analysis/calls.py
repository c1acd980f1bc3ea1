"""The value and the effects of a call, by what is called."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from migrator.analysis import models, symbols, training
from migrator.analysis.data import (
    ARRAY_LIBRARIES,
    FOREIGN_LIBRARIES,
    array_method,
    library_result,
    merge_tensors,
)
from migrator.analysis.facts import Application, Receiver
from migrator.analysis.machine import Arguments, Machine, element_of, elements, union_of
from migrator.analysis.values import (
    BoundMethod,
    ClassValue,
    Const,
    DictRecord,
    Frame,
    FunctionValue,
    InstanceValue,
    Item,
    LayerValue,
    ListRecord,
    ModuleValue,
    Opaque,
    PartialValue,
    Ref,
    SuperValue,
    Symbol,
    TensorValue,
    TupleValue,
    Union,
    Value,
    alternatives,
    join_all,
    same,
)
from migrator.keras_api.names import (
    CONFIG_LOADERS,
    DATASET_MAKERS,
    METRICS,
    MODEL_LOADERS,
    NOT_TENSORS,
    SEQUENCE_CLASSES,
    WATCHED_ATTRIBUTES,
    WATCHED_METHODS,
)
from migrator.keras_api.optimizers import LOWERCASE_NAMES, TF_TRAIN_OPTIMIZERS


def evaluate_call(m: Machine, node: ast.Call) -> Value:
    """The value of a call."""
    function = m.evaluate(node.func)
    arguments = evaluate_arguments(m, node)
    members = alternatives(function)
    if m.recording:
        _record_call(m, node, members, arguments)
    layers = [f for f in members if isinstance(f, Symbol) and is_layer_class(f.path)]
    if layers and len(layers) == len(members):
        _seen(m, node)
        return models.make_layer(m, frozenset(f.path for f in layers), arguments)
    if len(members) == 1:
        value = call_value(m, function, arguments)
    else:  # one of them is called, and has its effects
        values: list[Value] = []
        changes = []
        for member in members:
            m.begin()
            values.append(call_value(m, member, arguments))
            changes.append(m.rewind())
        m.meet(changes)
        value = union_of(values)
    if m.recording and layers and node in m.facts.layers:
        m.facts.layers[node].opaque_callee = True
    if m.recording and isinstance(node.func, ast.Attribute) and node.func.attr in models.RUN_METHODS:
        if not all(_is_model_method(m, f) for f in members):
            m.facts.doubtful_runs.add(node)
    return value


def _record_call(m: Machine, node: ast.Call, members: tuple[Value, ...], arguments: Arguments) -> None:
    """Record which Keras symbols a call calls, and its arguments where it calls one or a watched method."""
    if len(arguments.positional) > 1:
        _record_application(m, node, members, arguments)
    called, table = {member.path for member in members if isinstance(member, Symbol)}, m.facts.callees
    paths = symbol_paths(members) if called else called
    if paths and m.records(table, node):
        table.setdefault(node, set()).update(paths)
    elif node in table and m.fresh is None:
        table[node].add("")
    if called and not called.isdisjoint(_BY_NAME):
        _record_named(m, node, arguments)
    if "operator.methodcaller" in called:
        name = arguments.get("", 0)
        if isinstance(name, Const) and name.value in WATCHED_METHODS:
            m.facts.method_callers[node] = str(name.value)
    watched = isinstance(node.func, ast.Attribute) and node.func.attr in WATCHED_METHODS
    if not watched and "builtins.list" not in called and node not in table:
        return
    if node not in m.facts.symbolic_calls:
        if any(t.symbolic for value in arguments.values() for t in models.gather_tensors(m, value)):
            m.facts.symbolic_calls.add(node)
    if arguments.unpacked and node in table:
        m.facts.unpacked.setdefault(node, set()).update(arguments.unpacked)
    known = m.facts.arguments
    for expression, value in zip(arguments.positional_nodes, arguments.positional, strict=True):
        known.setdefault(expression, []).append(value)
    for keyword, expression in arguments.keyword_nodes.items():
        known.setdefault(expression, []).append(arguments.keywords[keyword])


def _record_application(m: Machine, node: ast.Call, members: tuple[Value, ...], arguments: Arguments) -> None:
    """Record which layers and models a call calls, with more than one positional argument."""
    table = m.facts.applications
    found = [_application(m, member, arguments) for member in members]
    kinds = {application.kind for application in found}
    says_training = any(isinstance(a, ast.Name) and a.id == "training" for a in arguments.positional_nodes)
    wanted = kinds - {"unknown", "other"} or (says_training and "unknown" in kinds) or node in table
    if wanted and m.records(table, node):
        known = table.setdefault(node, [])
        known += [application for application in found if application not in known]


def _application(m: Machine, called: Value, arguments: Arguments) -> Application:
    positional = tuple(arguments.positional)
    if isinstance(called, LayerValue):
        return Application("layer" if called.classes else "unknown", called, positional)
    if isinstance(called, InstanceValue) and called.info.kind in {"layer", "model"}:
        return Application("instance", called, positional)
    if m.model(called) is not None:
        return Application("model", called, positional)
    unknown = isinstance(called, Opaque) and called.kind is None
    return Application("unknown" if unknown else "other", called, positional)


_BY_NAME = frozenset({"builtins.hasattr", "builtins.getattr", "builtins.setattr"})


def _record_named(m: Machine, node: ast.Call, arguments: Arguments) -> None:
    """Record what the object is of which an attribute is asked for by a constant name."""
    name = arguments.positional[1] if len(arguments.positional) > 1 else None
    if not isinstance(name, Const) or name.value not in WATCHED_METHODS | WATCHED_ATTRIBUTES:
        return
    if m.records(m.facts.named, node):
        known = m.facts.named.setdefault(node, [])
        known += [r for r in models.describe(m, arguments.positional[0], str(name.value)) if r not in known]


def symbol_paths(members: Sequence[Value]) -> set[str]:
    """The paths of the Keras or TensorFlow symbols among some values, and an empty one for all others; or nothing."""
    found = {v.path for v in members if isinstance(v, Symbol) and v.is_watched}
    if found and not all(isinstance(v, Symbol) and v.path in found for v in members):
        found.add("")
    return found


def record_symbol(m: Machine, node: ast.expr, value: Value) -> None:
    """Record which Keras symbols a name or dotted name stands for."""
    if not m.recording:
        return
    paths: set[str] | None = None
    if isinstance(value, Symbol):
        paths = {value.path} if value.is_watched else set()
    elif isinstance(value, Union) and any(isinstance(member, Symbol) for member in value.members):
        paths = symbol_paths(value.members)
    if paths is None:
        if m.fresh is None and node not in m.others:
            _no_symbol(m, node)
        return
    table = m.facts.symbols
    if not paths:
        if m.fresh is None:
            _no_symbol(m, node)
    elif m.records(table, node):
        if node in m.others:
            paths.add("")
        table.setdefault(node, set()).update(paths)


def _no_symbol(m: Machine, node: ast.expr) -> None:
    m.others.add(node)
    if node in m.facts.symbols:
        m.facts.symbols[node].add("")


def _is_model_method(m: Machine, function: Value) -> bool:
    if not isinstance(function, BoundMethod):
        return False
    return models.is_model(m, function.receiver) is True or models.is_placeholder(m, function.receiver)


def evaluate_arguments(m: Machine, node: ast.Call) -> Arguments:
    """Evaluate the arguments of a call in order, unpacking what is known."""
    arguments = Arguments(node)
    for expression in node.args:
        if isinstance(expression, ast.Starred):
            items = elements(m, m.evaluate(expression.value))
            if items is None:
                arguments.open_positional = True
            else:
                arguments.positional += items
                arguments.positional_nodes += [expression] * len(items)
        else:
            arguments.positional.append(m.evaluate(expression))
            arguments.positional_nodes.append(expression)
    for keyword in node.keywords:
        value = m.evaluate(keyword.value)
        if keyword.arg is not None:
            arguments.keywords[keyword.arg] = value
            arguments.keyword_nodes[keyword.arg] = keyword.value
            continue
        record = m.dict(value)
        if record is None or record.rest is not None:
            arguments.open_keywords = True
        for key, entry in record.entries if record is not None else ():
            if isinstance(key, str):
                rest = record.rest if record is not None else None
                arguments.keywords[key] = entry if rest is None else union_of([entry, rest])
                arguments.unpacked.add(key)
    return arguments


def record_receiver(m: Machine, node: ast.Attribute, value: Value) -> None:
    """Record what the object before a watched method or attribute is."""
    if node.attr not in WATCHED_METHODS and node.attr not in WATCHED_ATTRIBUTES:
        _record_get(m, node, value)
        return
    if m.records(m.facts.receivers, node):
        m.facts.add_receivers(node, models.describe(m, value, node.attr))


def _record_get(m: Machine, node: ast.Attribute, value: Value) -> None:
    """Record what `.get` is called on where that is the logs of a training, and all else that it is then."""
    if node.attr != "get" or not m.recording:
        return
    logs = any(isinstance(v, Opaque) and v.kind == "logs" for v in alternatives(value))
    if not logs and node not in m.facts.receivers:
        m.not_logs.add(node)
    elif m.records(m.facts.receivers, node):
        m.facts.add_receivers(node, models.describe(m, value, "get"))
        if node in m.not_logs:
            m.facts.add_receivers(node, [Receiver("unknown", why="it is something else in other contexts")])


@cache
def is_layer_class(path: str) -> bool:
    """Whether a canonical path names a layer class: every capitalised name of `keras.layers` but these."""
    parent, _, name = path.rpartition(".")
    return parent == "keras.layers" and name[:1].isupper() and name not in {"Input", "InputSpec", "Layer", "Wrapper"}


def call_value(m: Machine, function: Value, arguments: Arguments) -> Value:
    """The value of calling one thing."""
    if isinstance(function, Symbol):
        return call_symbol(m, function, arguments)
    if isinstance(function, BoundMethod):
        return _call_method(m, function, arguments)
    if isinstance(function, FunctionValue):
        return m.call(function, arguments)
    if isinstance(function, ClassValue):
        return _instantiate(m, function, arguments)
    if isinstance(function, LayerValue) or m.model(function) is not None:
        _seen(m, arguments.node)
        _record_applied(m, function, arguments)
        return models.apply(m, function, arguments)
    if isinstance(function, InstanceValue):
        return _call_instance(m, function, arguments)
    if isinstance(function, PartialValue):
        return _call_partial(m, function, arguments)
    return _call_unknown(m, function, arguments)


def _seen(m: Machine, node: ast.Call) -> None:
    if m.recording:
        m.facts.keras_calls.add(node)


def _record_applied(m: Machine, function: Value, arguments: Arguments) -> None:
    """Record which layer or model is called on a list, and what it is given."""
    first = arguments.positional[0] if arguments.positional else None
    if first is None or m.list(first) is None or not m.records(m.facts.applied, arguments.node):
        return
    known = m.facts.applied.setdefault(arguments.node, [])
    known += [r for r in models.describe(m, function, "__call__") if r not in known]


def _call_partial(m: Machine, function: PartialValue, arguments: Arguments) -> Value:
    if function in m.tampered:
        function = replace(function, keywords=())
        arguments = replace(arguments, open_keywords=True)
    merged = Arguments(
        arguments.node,
        [*function.positional, *arguments.positional],
        [arguments.node] * len(function.positional) + arguments.positional_nodes,
        {**dict(function.keywords), **arguments.keywords},
        arguments.keyword_nodes,
        arguments.unpacked | {name for name, _ in function.keywords},
        arguments.open_positional,
        arguments.open_keywords,
    )
    return call_value(m, function.function, merged)


def _call_unknown(m: Machine, function: Value, arguments: Arguments) -> Value:
    """A call of something out of view: it may do anything to its arguments, and to what it was read from."""
    for value in arguments.values():
        m.escape(value)
    if isinstance(function, Opaque) and function.parent is not None:
        m.forget(function.parent)
        names, method = function.parent, function.expression
        looks = isinstance(method, ast.Attribute) and method.attr in {"get", "keys", "values", "items", "copy"}
        if isinstance(names, Opaque) and names.kind is None and names.source is not None and not looks:
            set_by_name(m, names.source, names, Opaque("what the names of the program are given"))
    if {"batch_input_shape", "input_shape"} & arguments.keywords.keys() and isinstance(function, Opaque):
        layer = models.make_layer(m, frozenset(), arguments, custom=True)
        if m.recording and isinstance(arguments.node, ast.Call):
            m.facts.layers[arguments.node].opaque_callee = True
        return layer
    if isinstance(function, Opaque) and function.kind == "foreign":
        return Opaque(function.why, "foreign")
    method = arguments.node.func
    if isinstance(method, ast.Attribute) and method.attr == "reshape" and arguments.positional:
        return array_method(m, Opaque("`reshape(...)`", "array"), "reshape", arguments)
    tensors = [t for v in arguments.values() for t in models.gather_tensors(m, v)]
    if tensors:
        merged = merge_tensors(tensors)
        return TensorValue(merged.sources, merged.batch, merged.batch_node, complete=False, symbolic=False)
    return Opaque(expression=arguments.node.func)


# Symbols.


def call_symbol(m: Machine, function: Symbol, arguments: Arguments) -> Value:
    """A call of an imported name."""
    path = function.path
    root = path.split(".", 1)[0]
    if root == "keras":
        _seen(m, arguments.node)
        return _call_keras(m, path, arguments)
    if root == "builtins":
        return _call_builtin(m, path[9:], arguments)
    if path == "functools.partial" and arguments.positional:
        return PartialValue(arguments.positional[0], tuple(arguments.positional[1:]), tuple(arguments.keywords.items()))
    if root == "tensorflow":
        return _call_tensorflow(m, path, arguments)
    if root in ARRAY_LIBRARIES:
        return library_result(m, path, arguments)
    if root in FOREIGN_LIBRARIES:
        for value in arguments.values():
            m.escape(value)
        return Opaque(f"`{path}(...)`", "foreign")
    if path == "importlib.import_module" and (module := _imported_by_name(m, arguments)) is not None:
        return module
    if path == "contextlib.nullcontext" and arguments.positional:
        return Opaque("a context", element=arguments.positional[0])
    if path in {"copy.copy", "copy.deepcopy"} and arguments.positional:
        original = arguments.positional[0]
        return original if m.model(original) is None else models.copied_model(m, arguments)
    if path.startswith("random.") or path == "numpy.random.shuffle":
        for value in arguments.positional:  # shuffled, perhaps
            if (record := m.list(value)) is not None:
                m.update(value, ListRecord(None, join_all(record.values())))
    if root in {"os", "sys", "time", "json", "math", "random", "matplotlib", "logging", "pickle", "copy"}:
        return Opaque(f"`{path}(...)`")
    return _call_unknown(m, function, arguments)


_OPTIMIZER_MAKERS = LOWERCASE_NAMES.keys() | {"get", "deserialize"}


def _imported_by_name(m: Machine, arguments: Arguments) -> Value | None:
    """What `importlib.import_module(name)` gives where the name is constant."""
    name = arguments.get("name", 0)
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return None
    bare = name.value.lstrip(".")
    level = len(name.value) - len(bare)
    module = m.import_module(bare, level)
    if module is not None:
        return ModuleValue(module)
    return Symbol(symbols.canonical(bare)) if not level else None


def _call_keras(m: Machine, path: str, arguments: Arguments) -> Value:
    owner, _, name = path.rpartition(".")
    first = arguments.positional[0] if arguments.positional else None
    if owner in {"keras.Sequential", "keras.Model"} and first is not None and models.is_model(m, first):
        rest = replace(arguments, positional=arguments.positional[1:], positional_nodes=arguments.positional_nodes[1:])
        if name == "__init__" and isinstance(first, InstanceValue):
            models.fill_model(m, first, rest)
            return Const(None)
        return models.call_model_method(m, first, name, rest)
    if is_layer_class(path):
        return models.make_layer(m, frozenset({path}), arguments)
    if path == "keras.layers.Input":
        return models.make_input(m, arguments)
    if path == "keras.Sequential":
        return models.make_sequential(m, arguments)
    if path == "keras.Model":
        return models.make_functional(m, arguments)
    if path in {"keras.models.clone_model", *CONFIG_LOADERS}:
        return models.copied_model(m, arguments)
    if name == "multi_gpu_model" and (model := arguments.get("model", 0)) is not None:
        return model  # the same layers behind another input
    if path in MODEL_LOADERS:
        return models.loaded_model(m, arguments.node)
    if path.startswith("keras.applications.") and name[:1].isupper():
        return models.application(m, arguments)
    if path.startswith("keras.metrics.") and name in METRICS:
        return Opaque(f"`{name}(...)`", "metric")
    if path.startswith("keras.callbacks."):
        if name == "History":
            return Opaque(f"`{name}(...)`", "history")
        return training.make_callback(m, arguments)
    if path.startswith(training.SCHEDULES):
        return Opaque(f"`{name}(...)`", "schedule")
    if path.startswith("keras.optimizers.") and (name in _OPTIMIZER_MAKERS or name[:1].isupper()):
        rate = arguments.get("learning_rate", 0) or arguments.get("lr")
        return Opaque(f"`{name}(...)`", "optimizer", rate=rate)
    if path in DATASET_MAKERS:
        return Opaque(f"`{name}(...)`", "dataset")
    if path in SEQUENCE_CLASSES:
        return Opaque(f"`{name}(...)`", "sequence")
    if path.startswith("keras.preprocessing.image") and name == "ImageDataGenerator":
        return Opaque(f"`{name}(...)`", "generator")
    tensors = [t for v in arguments.values() for t in models.gather_tensors(m, v)]
    if tensors and not path.startswith("keras.utils.") and path not in NOT_TENSORS:
        return merge_tensors(tensors)
    if path.startswith(("keras.utils.to_categorical", "keras.preprocessing.sequence.", "keras.utils.pad_sequences")):
        return Opaque(f"`{name}(...)`", "array")
    return Opaque(f"`{name}(...)`")


def _call_tensorflow(m: Machine, path: str, arguments: Arguments) -> Value:
    if path.startswith("tensorflow.data."):
        return Opaque(f"`{path}(...)`", "dataset")
    if path == "tensorflow.function" and arguments.positional:
        return arguments.positional[0]
    tensors = [t for v in arguments.values() for t in models.gather_tensors(m, v)]
    if tensors:
        return merge_tensors(tensors)
    name = path.rsplit(".", 1)[-1]
    if name in TF_TRAIN_OPTIMIZERS:
        return Opaque(f"`{path}(...)`", "foreign")
    if name in {"zeros", "ones", "expand_dims", "reshape"}:
        return library_result(m, f"numpy.{name}", arguments)
    return Opaque(f"`{path}(...)`", "array" if name in {"convert_to_tensor", "constant", "cast", "stack"} else None)


def _call_builtin(m: Machine, name: str, arguments: Arguments) -> Value:
    first = arguments.positional[0] if arguments.positional else None
    if name == "super":
        return _super(m, arguments)
    if name == "object.__new__":
        return _new_object(m, arguments)
    if name == "range":
        start = first if len(arguments.positional) > 1 else Const(0)
        from_zero = isinstance(start, Const) and start.value == 0
        index = Opaque("a loop index", nonzero=False if from_zero else None)
        return m.allocate(arguments.node, ListRecord(None, index))
    if name == "enumerate" and first is not None:
        start = arguments.get("start", 1) or Const(0)
        index = Opaque("a loop index", nonzero=False if same(start, Const(0)) else None)
        return m.allocate(arguments.node, ListRecord(None, TupleValue((index, element_of(m, first)))))
    if name == "zip":
        return m.allocate(
            arguments.node, ListRecord(None, TupleValue(tuple(element_of(m, v) for v in arguments.positional)))
        )
    if name in {"list", "tuple", "sorted", "reversed"} and first is not None:
        known = elements(m, first)
        if known is not None and name != "sorted":
            return m.allocate(arguments.node, ListRecord(tuple(Item(v, arguments.node) for v in known)))
        element = element_of(m, first)
        if isinstance(element, Opaque) and element.nonzero is not None:
            element = Opaque(element.why)  # the first of them need not be the first any more
        return m.allocate(arguments.node, ListRecord(None, element))
    if name == "list":
        return m.allocate(arguments.node, ListRecord())
    if name == "dict":
        return m.allocate(arguments.node, DictRecord(tuple(arguments.keywords.items()), _other_entries(m, first)))
    if name == "len" and first is not None:
        known = elements(m, first)
        return Const(len(known)) if known is not None else m.read(first, "len()", "`len(...)`", "number")
    if name in {"int", "abs", "round"} and isinstance(first, Const) and type(first.value) is int:
        return first
    if name in {"next", "max", "min"} and first is not None:
        for value in arguments.keywords.values():  # a key function
            m.escape(value)
        many = len(arguments.positional) > 1 and name != "next"
        return union_of(arguments.positional) if many else element_of(m, first)
    if name == "iter" and first is not None:
        return first
    if name == "type" and isinstance(first, InstanceValue) and len(arguments.positional) == 1:
        return ClassValue(first.info)
    if name in {"globals", "locals", "vars"}:
        return Opaque("the names of the program", source=first or ModuleValue(m.frame.module))
    if name == "getattr" and first is not None:
        found = _attribute_by_name(m, first, arguments)
        if found is not None:
            return found
    if name == "setattr" and len(arguments.positional) == 3:
        set_by_name(m, *arguments.positional)
    if name in {"map", "filter", "sorted", "sum", "any", "all", "getattr", "vars", "property"}:
        for value in arguments.values():
            if name in {"map", "filter"} or isinstance(value, (FunctionValue, BoundMethod)):
                m.escape(value)
    return Opaque(f"`{name}(...)`", "number" if name in {"int", "float", "abs", "round"} else None)


def _attribute_by_name(m: Machine, base: Value, arguments: Arguments) -> Value | None:
    """What `getattr(base, name)` gives where the name is constant; None where that is not known."""
    name = arguments.get("", 1)
    if not isinstance(name, Const) or not isinstance(name.value, str):
        reach_by_name(m, base)
        return None
    node = m.named_attributes.get((arguments.node, name.value))
    if node is None:
        node = ast.Attribute(arguments.node.args[0], name.value, ast.Load())
        node = m.named_attributes[arguments.node, name.value] = ast.copy_location(node, arguments.node)
    default = arguments.get("", 2)
    if default is None:
        return m.attribute(base, node)
    if all(isinstance(v, (InstanceValue, ModuleValue)) for v in alternatives(base)):
        return union_of([m.attribute(base, node), default])
    return None


def reach_by_name(m: Machine, base: Value | None) -> None:
    """Attributes are read by names that are not known: any function of the object, or of the module, may be called."""
    for member in alternatives(base) if base is not None else ():
        if isinstance(member, ModuleValue):
            for value in member.info.frame.names.values():
                if isinstance(value, (FunctionValue, ClassValue)):
                    m.escape(value)
        elif isinstance(member, (InstanceValue, ClassValue)):
            m.handed_out.setdefault(member.info)


def set_by_name(m: Machine, base: Value, name: Value, value: Value) -> None:
    """`setattr(base, name, value)`: without a constant name, any attribute may have any value now."""
    m.escape(value)
    m.forget(base)
    for member in alternatives(base):
        if isinstance(member, ModuleValue):
            for attribute in [name.value] if isinstance(name, Const) else _settings(member.info.frame):
                m.bind_outside(member.info.frame, str(attribute), value)
        if isinstance(member, (InstanceValue, ClassValue)):
            given = value if isinstance(name, Const) else Opaque("an attribute that `setattr` may have set")
            known = [name.value] if isinstance(name, Const) else [*member.info.attributes, *member.info.previous]
            for attribute in known:
                member.info.assign(str(attribute), (member.info.node, ("setattr", attribute)), given)  # type: ignore[arg-type]


def _settings(frame: Frame) -> list[str]:
    """The names of a module that are no functions, classes or modules."""
    return [n for n, v in frame.names.items() if not isinstance(v, (Symbol, FunctionValue, ClassValue, ModuleValue))]


def _other_entries(m: Machine, given: Value | None) -> Value | None:
    """The values that `dict(given)` has under keys that are not known: of pairs the second items."""
    if given is None:
        return None
    if (record := m.dict(given)) is not None:
        return union_of([v for _, v in record.entries] + ([record.rest] if record.rest is not None else []))
    pairs = [elements(m, pair) for pair in alternatives(element_of(m, given))]
    values = [pair[1] for pair in pairs if pair is not None and len(pair) == 2]
    return union_of(values) if values and len(values) == len(pairs) else Opaque("dict()")


def _super(m: Machine, arguments: Arguments) -> Value:
    """`super()`, or `super(Class, self)`, in a method."""
    owner, function = m.frame.owner, m.frame.function
    if owner is None:
        return Opaque("super() outside a class")
    named = arguments.get("", 0)
    if isinstance(named, ClassValue):
        owner = named.info
    spec = function.node.args if function is not None else None
    names = [a.arg for a in (*spec.posonlyargs, *spec.args)] if spec is not None else []
    instance = arguments.get("", 1) or (m.frame.names.get(names[0]) if names else None)
    if isinstance(instance, ClassValue):  # in a class method
        instance = InstanceValue(instance.info)
    return SuperValue(owner, instance if isinstance(instance, InstanceValue) else None)


# Classes and instances of the project.


def _instantiate(m: Machine, function: ClassValue, arguments: Arguments) -> Value:
    info = function.info
    m.instantiated.add(info)
    maker = info.method("__new__")
    if maker is None:
        return _construct(m, InstanceValue(info, (arguments.node, m.path)), arguments)
    given = replace(
        arguments,
        positional=[function, *arguments.positional],
        positional_nodes=[arguments.node, *arguments.positional_nodes],
    )
    made = []
    for value in alternatives(m.call(maker, given)):
        mine = isinstance(value, InstanceValue) and info in value.info.lineage()
        made.append(_construct(m, value, arguments) if isinstance(value, InstanceValue) and mine else value)
    return union_of(made)


def _construct(m: Machine, instance: InstanceValue, arguments: Arguments) -> Value:
    """Initialise a new instance: what the call of its class gives."""
    info = instance.info
    constructor = info.method("__init__")
    if info.kind == "layer":
        _seen(m, arguments.node)
        if constructor is not None:
            m.call(constructor, arguments, instance)
        held = models.held_layers(m, instance)
        own = frozenset({f".{info.node.name}"})
        layer = models.make_layer(m, own, arguments, custom=info.recurrent, held=held)
        return replace(layer, info=info)
    if info.kind == "metric":
        return InstanceValue(info)
    if info.kind == "model":
        _seen(m, arguments.node)
    if info.sequential:
        m.make_sequential(instance)
    if constructor is not None:
        m.call(constructor, arguments, instance)
    elif info.kind == "model":
        models.fill_model(m, instance, arguments)
    elif info.fields is not None and info.method("__new__") is None:
        _bind_fields(m, instance, arguments)
    if info.kind == "unknown":
        for value in arguments.values():
            m.escape(value)
    return instance


def _bind_fields(m: Machine, instance: InstanceValue, arguments: Arguments) -> None:
    """A dataclass or named tuple: its arguments, or the defaults in its class, become attributes."""
    info = instance.info
    place = (arguments.node, m.path)
    for position, name in enumerate(info.fields or ()):
        value = arguments.get(name, position)
        if value is None:
            defaults = [v for i in info.lineage() for (p, _), v in i.attributes.get(name, {}).items() if p[0] is i.node]
            value = defaults[0] if defaults else None
        if value is None or arguments.open_positional or arguments.open_keywords:
            value = Opaque(f"the field `{name}`")
        info.assign(name, place, value, instance.made)


def _call_instance(m: Machine, function: InstanceValue, arguments: Arguments) -> Value:
    if function.info.kind in {"layer", "model"}:
        return models.apply(m, function, arguments)
    method = function.info.method("__call__")
    if method is not None:
        return m.call(method, arguments, function)
    return _call_unknown(m, function, arguments)


def _call_method(m: Machine, function: BoundMethod, arguments: Arguments) -> Value:
    receiver, name = function.receiver, function.name
    if function.function is not None:
        bound = receiver.bound if isinstance(receiver, SuperValue) else receiver
        return m.call(function.function, arguments, bound)
    if m.model(receiver) is not None:
        _seen(m, arguments.node)
        return models.call_model_method(m, receiver, name, arguments)
    if models.is_model(m, receiver):
        _seen(m, arguments.node)
        return models.call_model_method(m, receiver, name, arguments)
    if isinstance(receiver, (LayerValue, TensorValue)) or (isinstance(receiver, Opaque) and receiver.kind == "metric"):
        _seen(m, arguments.node)
        same = isinstance(receiver, TensorValue) and name not in {"get_shape", "numpy", "eval"}
        shape = isinstance(receiver, TensorValue) and receiver.symbolic and name == "get_shape"
        return receiver if same else Opaque(f"`{name}(...)`", "shape" if shape else None)
    if isinstance(receiver, Ref):
        return _call_container_method(m, receiver, name, arguments)
    if isinstance(receiver, Opaque) and receiver.kind == "array":
        return array_method(m, receiver, name, arguments)
    if isinstance(receiver, Opaque) and receiver.kind == "dataset":
        return receiver if name != "as_numpy_iterator" else Opaque(receiver.why, "generator")
    if isinstance(receiver, Opaque) and receiver.kind == "generator" and name.startswith("flow"):
        return Opaque(receiver.why, "sequence")
    if isinstance(receiver, SuperValue):
        if name == "__new__":
            return _new_object(m, arguments)
        if receiver.bound.info.kind == "model" and name == "__init__":
            models.fill_model(m, receiver.bound, arguments)
        elif receiver.bound.info.kind == "model":
            _seen(m, arguments.node)
            return models.call_model_method(m, receiver.bound, name, arguments)
        if receiver.info.open or receiver.info.kind in {"plain", "unknown"}:
            for value in arguments.values():
                m.escape(value)
        return Opaque(f"`super().{name}(...)`")
    return _call_unknown(m, receiver, arguments)


def _new_object(m: Machine, arguments: Arguments) -> Value:
    """What `object.__new__(cls)` gives."""
    made = arguments.positional[0] if arguments.positional else None
    if not isinstance(made, ClassValue):
        return Opaque("`__new__(...)`")
    instance = InstanceValue(made.info, (arguments.node, m.path))
    for name in made.info.fields or ():
        made.info.assign(name, (arguments.node, m.path), Opaque(f"the field `{name}`"), instance.made)
    return instance


def _call_container_method(m: Machine, receiver: Ref, name: str, arguments: Arguments) -> Value:
    record = m.list(receiver)
    if record is not None:
        return _call_list_method(m, receiver, record, name, arguments)
    entries = m.dict(receiver)
    if entries is not None and name == "get" and arguments.positional and isinstance(arguments.positional[0], Const):
        default = arguments.positional[1] if len(arguments.positional) > 1 else Const(None)
        found = entries.get(arguments.positional[0].value)
        values = [found if found is not None else default, *([entries.rest] if entries.rest is not None else [])]
        return union_of(values)
    if entries is not None and name in {"get", "pop"}:
        values = entries.values()
        if name == "pop":
            m.update(receiver, DictRecord((), union_of([*values, Opaque("changed entries")])))
        return union_of([*values, *arguments.positional[1:]]) if values else Opaque("an entry")
    if entries is not None and name in {"values", "items"}:
        values = entries.values()
        joined = union_of(values)
        item: Value = joined if name == "values" else TupleValue((Opaque("a key"), joined))
        return m.allocate(arguments.node, ListRecord(None, item))
    if entries is not None and name not in {"keys", "copy"}:
        kept = union_of([v for _, v in entries.entries] + [Opaque("changed entries")])
        m.update(receiver, DictRecord((), kept))
    return Opaque(f"`{name}(...)`")


def _call_list_method(m: Machine, receiver: Ref, record: ListRecord, name: str, arguments: Arguments) -> Value:
    first = arguments.positional[0] if arguments.positional else None
    if name == "append" and first is not None:
        if record.items is not None and len(record.items) < 64:
            m.update(receiver, ListRecord((*record.items, Item(first, arguments.node))))
        else:
            m.update(receiver, record.followed_by(first))
    elif name == "extend" and first is not None:
        added = elements(m, first)
        if record.items is not None and added is not None:
            items = tuple(Item(v, arguments.node) for v in added)
            m.update(receiver, ListRecord((*record.items, *items)))
        else:
            m.update(receiver, record.followed_by(element_of(m, first)))
    elif name == "pop":
        m.update(receiver, ListRecord(None, union_of(record.values())))
        return union_of(record.values())
    elif name in {"insert", "remove", "clear", "reverse", "sort"}:
        m.update(receiver, ListRecord(None, union_of([*record.values(), *arguments.positional[-1:]])))
    return Const(None)
