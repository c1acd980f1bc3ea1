"""`predict_classes` and `predict_proba` become `predict`, and the choice of the class is written out.

## What it does

`predict_proba(x)` becomes `predict(x)`. `predict_classes(x)` becomes `predict(x).argmax(axis=-1)` where the model ends
with several units, `(predict(x) > 0.5).astype("int32")` where it ends with one, and a call of a small function that
asks which it is where the number of units is not in view. The old methods showed no progress unless they were asked to,
so that `verbose=0` is added.

## Why

Both are gone since TensorFlow 2.6 (AttributeError). What is written out is what `Sequential.predict_classes` of Keras 2
did.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential()
model.add(Input((4,)))
model.add(Dense(3, activation="softmax"))
classes = model.predict_classes(x, batch_size=8)
probabilities = model.predict_proba(x, verbose=1)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential()
model.add(Input((4,)))
model.add(Dense(3, activation="softmax"))
classes = model.predict(x, batch_size=8, verbose=0).argmax(axis=-1)
probabilities = model.predict(x, verbose=1)
```

```python before
from keras.models import Sequential
from keras.layers import Activation, Dense, Input

model = Sequential([Input((4,)), Dense(1), Activation("sigmoid")])
if model.predict_classes(x)[0] == 1:
    print("yes")
```

```python after
from keras.models import Sequential
from keras.layers import Activation, Dense, Input

model = Sequential([Input((4,)), Dense(1), Activation("sigmoid")])
if (model.predict(x, verbose=0) > 0.5).astype("int32")[0] == 1:
    print("yes")
```

```python before
from keras.models import load_model

model = load_model("letters.keras")
letters = model.predict_classes(x)
```

```python after
from keras.models import load_model


def predict_classes(model, x, batch_size=None, verbose=0):
    \"\"\"The classes that Keras 2's Sequential.predict_classes() gave.\"\"\"
    outputs = model.predict(x, batch_size=batch_size, verbose=verbose)
    if outputs.shape[-1] > 1:
        return outputs.argmax(axis=-1)
    return (outputs > 0.5).astype("int32")


model = load_model("letters.keras")
letters = predict_classes(model, x)
```

```python before unsafe
import keras
from networks import build

model = build(keras.layers.Dense)
scores = model.predict_proba(x)
```

```python after
import keras
from networks import build

model = build(keras.layers.Dense)
scores = model.predict(x, verbose=0)
```

## Left alone

```python
import keras
from sklearn.linear_model import LogisticRegression

model = LogisticRegression()
scores = model.predict_proba(x)
```

## Fix safety

Safe where the receiver is a Keras model in every context that was seen; unsafe where it is not in view and its name
says that it is one.

## References

Keras 2.4 `engine/sequential.py`; Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module, per_module
from migrator.analysis.values import Const, LayerValue, Value, alternatives
from migrator.edits.operations import AddArguments, Operation, RenameAttribute, ReplaceExpression, WrapExpression
from migrator.findings import Applicability
from migrator.rules.definitions import predict_classes_helper
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import Verdict, judge
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import Spelling

_NAMES = frozenset({"predict_classes", "predict_proba"})
_UNITS = frozenset({"Dense", "LSTM", "GRU", "SimpleRNN", "TimeDistributedDense"})
"""Layers whose first argument is the size of the last dimension of what they give."""
_KEEPS_SHAPE = frozenset(
    {"Activation", "Softmax", "ReLU", "LeakyReLU", "ELU", "PReLU", "Dropout", "BatchNormalization", "GaussianNoise"}
)
_SHOWN_BY_SKLEARN = ("KerasClassifier", "KerasRegressor")


def check(module: Module) -> Iterator[Proposal]:
    """Uses of the two methods."""
    for node in _sites(module):
        verdict = judge(module, node)
        if verdict is None or any(name in r.why for r in verdict.receivers for name in _SHOWN_BY_SKLEARN):
            continue
        message = f"Keras 3 models have no `{node.attr}`; `predict` gives the outputs"
        call = module.parents.get(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            yield Proposal(node, verdict.about(f"{message}; the method is kept for later"), Applicability.REVIEW)
            continue
        if verdict.applicability is Applicability.REVIEW:
            yield Proposal(node, verdict.about(message), Applicability.REVIEW)
            continue
        operations = _operations(module, node, call, verdict)
        if not operations:
            yield Proposal(node, verdict.about(f"{message}; see to its arguments"), Applicability.REVIEW)
            continue
        yield Proposal(node, verdict.about(message), verdict.applicability, operations, verdict.proof)


@per_module
def _sites(module: Module) -> list[ast.Attribute]:
    return [n for n in module.attributes if n.attr in _NAMES and not is_guarded(module, n, {n.attr}, "predict")]


@per_module
def _helper(module: Module) -> Spelling:
    return predict_classes_helper(module, _sites(module))


def _operations(module: Module, node: ast.Attribute, call: ast.Call, verdict: Verdict) -> tuple[Operation, ...]:
    units = {_units(r.record.layers, r.record.end) if r.record is not None else None for r in verdict.receivers}
    operations: list[Operation] = [RenameAttribute(node, "predict")]
    if not any(k.arg in {"verbose", None} for k in call.keywords) and len(call.args) < 3:
        operations.append(AddArguments(call, (("verbose", "0"),)))
    if node.attr == "predict_proba":
        return tuple(operations)
    if units and None not in units and all(n > 1 for n in units if n is not None):
        return (*operations, WrapExpression(call, "", ".argmax(axis=-1)"))
    if units == {1}:
        return (*operations, WrapExpression(call, "(", ' > 0.5).astype("int32")'))
    if len(call.args) > 3 or any(k.arg not in {"x", "batch_size", "verbose"} for k in call.keywords):
        return ()
    helper = _helper(module)
    arguments = [module.source.segment(node.value), *_arguments(module, call)]
    return (ReplaceExpression(call, f"{helper.text}({', '.join(arguments)})"), *helper.operations)


def _arguments(module: Module, call: ast.Call) -> Iterator[str]:
    """The text of the arguments of a call."""
    for argument in call.args:
        yield module.source.segment(argument)
    for keyword in call.keywords:
        value = module.source.segment(keyword.value)
        yield f"{keyword.arg}={value}" if keyword.arg is not None else f"**{value}"


def _units(layers: tuple[Value, ...] | None, end: Value | None) -> int | None:
    """The size of the last dimension of a model's output, where the code shows it."""
    for layer in reversed(layers or ()) if layers else (end,) if end is not None else ():
        members = alternatives(layer)
        if all(isinstance(m, LayerValue) and m.classes and _short(m) <= _KEEPS_SHAPE for m in members):
            continue
        found = {_units_of(m) for m in members}
        return found.pop() if len(found) == 1 else None
    return None


def _short(layer: LayerValue) -> set[str]:
    return {c.rsplit(".", 1)[-1] for c in layer.classes if c.startswith("keras.layers.")} or {""}


def _units_of(layer: Value) -> int | None:
    if not isinstance(layer, LayerValue) or not isinstance(layer.node, ast.Call) or layer.facts is None:
        return None
    if layer.short_class == "TimeDistributed" and len(layer.wraps) == 1:
        return _units_of(layer.wraps[0])
    if layer.short_class not in _UNITS:
        return None
    node = layer.node
    given = next((k.value for k in node.keywords if k.arg in {"units", "output_dim"}), None)
    if given is None and node.args and not isinstance(node.args[0], ast.Starred):
        given = node.args[0]
    values = layer.facts.arguments.get(given, []) if given is not None else []
    numbers = {v.value if isinstance(v, Const) and type(v.value) is int else None for v in values}
    return numbers.pop() if len(numbers) == 1 else None


RULE = Rule(
    "KER403", "predict-classes", "3.0.0", "safe, unsafe or review", check, (b"predict_classes", b"predict_proba")
)
