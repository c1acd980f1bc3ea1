"""Keras 3 takes only tensors without a name when a layer or model is called: `layer(x, training)`.

## What it does

Gives the argument, and those behind it, the names that the `call` of the layer or model has for them.

## Why

Keras 3 raises `ValueError: Only input tensors may be passed as positional arguments` when the layer is called, which
is in the first batch where the call stands in the `call` of another. Tensors, arrays and None may stay without a name.

## Example

```python before
import keras

class Scale(keras.layers.Layer):
    def call(self, x, factor, mask=None):
        return x * factor

inputs = keras.Input((3,))
model = keras.Model(inputs, Scale()(inputs, 2.0, None))
```

```python after
import keras

class Scale(keras.layers.Layer):
    def call(self, x, factor, mask=None):
        return x * factor

inputs = keras.Input((3,))
model = keras.Model(inputs, Scale()(inputs, factor=2.0, mask=None))
```

```python before
from tensorflow.keras import Model, layers

class Encoder(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(4)
        self.dropout = layers.Dropout(0.1)

    def call(self, x, training, mask):
        return self.dropout(self.dense(x), training)

class Translator(Model):
    def __init__(self):
        super().__init__()
        self.encoders = [Encoder() for _ in range(2)]

    def call(self, x, training=False):
        for encoder in self.encoders:
            x = encoder(x, training, None)
        return x
```

```python after
from tensorflow.keras import Model, layers

class Encoder(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(4)
        self.dropout = layers.Dropout(0.1)

    def call(self, x, training, mask):
        return self.dropout(self.dense(x), training=training)

class Translator(Model):
    def __init__(self):
        super().__init__()
        self.encoders = [Encoder() for _ in range(2)]

    def call(self, x, training=False):
        for encoder in self.encoders:
            x = encoder(x, training=training, mask=None)
        return x
```

## Found

```python
import keras

class Block(keras.layers.Layer):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, x, training=None):
        return self.inner(x, training)      # review
```

## Left alone

```python
import keras
from keras import layers

class Mix(layers.Layer):
    def call(self, a, b, mask=None):
        return self.mixed(a, b) + self.offset(a, True)

    def mixed(self, a, training):
        return a + training

    def offset(self, a, double):
        return 2.0 if double else 1.0

a, b = keras.Input((3,)), keras.Input((3,))
mixed = Mix()(a, b, None)
dropped = layers.Dropout(0.1)(mixed, training=True)
```

## Fix safety

Safe where each context calls a layer or model of which the names are in view: those of its class in the program, or
those that Keras 2.15 has. What may be something else, or takes its arguments by `*`, is left to a person, and so is a
call of what is not in view with an argument `training`.

## References

Keras 2.15 `engine/base_layer.py`; Keras 3 `layers/layer.py` (`Layer.__call__`), `models/functional.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Application
from migrator.analysis.module import Module
from migrator.analysis.values import ClassInfo, Const, InstanceValue, LayerValue, Opaque, Symbol, TupleValue, Value
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.keras_api.tables import method
from migrator.keras_api.versions import KERAS_2
from migrator.rules.guards import is_under_version_test
from migrator.rules.registry import Proposal, Rule

_MODEL = ("training", "mask")
"""What the `call` of a model of layers takes behind its input."""

_OF_ITS_OWN = RECURRENT_LAYERS | {"Bidirectional"}
"""Layers that take states behind their input, before `call` gets to see them."""

_MESSAGE = "Keras 3 takes only tensors without a name where a layer or model is called"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of layers and models with positional arguments that are no tensors."""
    for call, found in module.facts.applications.items():
        if not any(isinstance(a, ast.Starred) for a in call.args) and not is_under_version_test(module, call):
            yield from _judged(module, call, found)


def _judged(module: Module, call: ast.Call, found: list[Application]) -> Iterator[Proposal]:
    kinds = {application.kind for application in found}
    if kinds == {"unknown"}:
        given = next((a for a in call.args[1:] if isinstance(a, ast.Name) and a.id == "training"), None)
        if given is not None and _is_in_call(module, call):
            message = f"{_MESSAGE}: if `{ast.unparse(call.func)}` is one, write `training=training`"
            yield Proposal(given, message, Applicability.REVIEW)
        return
    known = [a for a in found if a.kind not in {"unknown", "other"}]
    names = {_names(application) for application in known}
    row = next(iter(names)) if len(names) == 1 else None
    first = _first(call, known, row)
    if first is None:
        return
    argument = call.args[first]
    if row is None or len(call.args) - 1 > len(row) or kinds & {"unknown", "other"}:
        yield Proposal(argument, f"{_MESSAGE}: name `{ast.unparse(argument)}`", Applicability.REVIEW)
        return
    named = list(zip(call.args[first:], row[first - 1 :], strict=False))
    message = f"{_MESSAGE}: `{ast.unparse(argument)}` is its `{row[first - 1]}`"
    yield Proposal(
        argument, message, Applicability.SAFE, tuple(RenameArgument(call, node, name) for node, name in named)
    )


def _first(call: ast.Call, found: list[Application], row: tuple[str, ...] | None) -> int | None:
    """The position of the first argument that is no tensor."""
    for position, node in enumerate(call.args[1:], 1):
        values = [a.arguments[position] for a in found if position < len(a.arguments)]
        if all(isinstance(value, Const) and value.value is None for value in values):
            continue
        is_training = row is not None and position <= len(row) and row[position - 1] == "training"
        if is_training or _is_list_of_constants(node) or any(_is_no_tensor(value) for value in values):
            return position
    return None


def _is_no_tensor(value: Value) -> bool:
    if isinstance(value, Const):
        return value.value is not None
    if isinstance(value, TupleValue):
        return any(_is_no_tensor(item) for item in value.items)
    return isinstance(value, Opaque) and value.kind == "shape"


def _is_list_of_constants(node: ast.expr) -> bool:
    return isinstance(node, ast.List) and any(isinstance(e, ast.Constant) and e.value is not None for e in node.elts)


def _names(application: Application) -> tuple[str, ...] | None:
    """What the arguments behind the first are called; None where that is not in view."""
    called = application.called
    if isinstance(called, InstanceValue):
        return _of_class(called.info)
    if isinstance(called, LayerValue) and called.info is not None:
        return _of_class(called.info)
    if isinstance(called, LayerValue):
        rows = {_of_keras(path) for path in called.classes}
        return rows.pop() if len(rows) == 1 else None
    return _MODEL


def _of_keras(path: str) -> tuple[str, ...] | None:
    """The names that a layer class of Keras 2.15 has."""
    found = method(path, "call", KERAS_2) if path.rpartition(".")[2] not in _OF_ITS_OWN else None
    return found.positional[1:] if found is not None else None


def _of_class(info: ClassInfo) -> tuple[str, ...] | None:
    """The names that a class of the project has, or the class of Keras from which it has its `call`."""
    if info.method("__call__") is not None:
        return None
    function = info.method("call")
    if function is not None:
        node = function.node
        if (
            isinstance(node, ast.Lambda)
            or node.args.posonlyargs
            or not all(_is_tracing(d) for d in node.decorator_list)
        ):
            return None
        return tuple(a.arg for a in node.args.args)[2:]
    if info.open:
        return None
    if info.kind == "model":
        return _MODEL
    bases = {base.path for line in info.lineage() for base in line.bases if isinstance(base, Symbol) and base.is_keras}
    return _of_keras(bases.pop()) if len(bases) == 1 else None


def _is_tracing(decorator: ast.expr) -> bool:
    """`@tf.function`, which leaves the names as they are."""
    inner = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(inner) in {"tf.function", "tensorflow.function"}


def _is_in_call(module: Module, node: ast.AST) -> bool:
    """Whether a node stands in the method `call` of a layer or model, and `training` is one of its parameters."""
    function = module.scope(node)
    if not isinstance(function, ast.FunctionDef) or function.name != "call":
        return False
    owner = module.parents.get(function)
    kinds = {info.kind for info in module.facts.classes if info.node is owner}
    return bool(kinds & {"layer", "model"}) and any(a.arg == "training" for a in function.args.args)


RULE = Rule("KER809", "non-tensor-positional", "3.0.0", "safe or review", check, (b"keras",))
