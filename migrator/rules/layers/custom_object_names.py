"""Functions that were registered under a name are passed themselves: Keras 3 looks few names up.

## What it does

Where `get_custom_objects()` or a `custom_object_scope` gives a name to a function, and a layer or `compile` is given
that name, the function takes its place.

## Why

Keras 3 does not look activations, losses, metrics, regularizers and constraints up among the custom objects
(ValueError). It still looks initializers and optimizers up there, and what is loaded from a file.

## Example

```python before
from keras.layers import Activation, Dense
from keras.utils import get_custom_objects


def squash(x):
    return x / (1 + abs(x))


get_custom_objects().update({"squash": Activation(squash)})
layers = [Dense(4, activation="squash"), Activation("squash")]
```

```python after
from keras.layers import Activation, Dense
from keras.utils import get_custom_objects


def squash(x):
    return x / (1 + abs(x))


get_custom_objects().update({"squash": Activation(squash)})
layers = [Dense(4, activation=squash), Activation(squash)]
```

```python before
import keras
from keras.layers import Dense


def distance(y_true, y_pred):
    return abs(y_true - y_pred)


with keras.utils.custom_object_scope({"distance": distance}):
    model = keras.Sequential([Dense(1)])
    model.compile("sgd", loss="distance", metrics=["distance", "mse"])
```

```python after
import keras
from keras.layers import Dense


def distance(y_true, y_pred):
    return abs(y_true - y_pred)


with keras.utils.custom_object_scope({"distance": distance}):
    model = keras.Sequential([Dense(1)])
    model.compile("sgd", loss=distance, metrics=[distance, "mse"])
```

## Left alone

```python
from keras.layers import Dense
from keras.utils import get_custom_objects


def ramp(shape, dtype=None):
    return shape


get_custom_objects()["ramp"] = ramp
layers = [Dense(4, kernel_initializer="ramp"), Dense(4, activation="relu")]
```

## Fix safety

Safe where the function has a name at module level, above the place. The registration stays: loading needs it.

## References

Keras 2.15 `activations.py` (`get`), `losses.py`; Keras 3 `activations/__init__.py`, `losses/__init__.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module, per_module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import layer_calls
from migrator.rules.registry import Proposal, Rule

_REGISTRIES = frozenset({"keras.utils.get_custom_objects", "keras.saving.get_custom_objects"})
_SCOPES = frozenset(
    f"keras.{package}.{name}"
    for package in ("utils", "saving")
    for name in ("custom_object_scope", "CustomObjectScope")
)
_ENDINGS = ("activation", "_regularizer", "_constraint")


def check(module: Module) -> Iterator[Proposal]:
    """Names of the program's own functions, where Keras 3 does not look them up."""
    registered = _registered(module)
    if not registered:
        return
    for layer in layer_calls(module):
        values = [k.value for k in layer.call.keywords if (k.arg or "").endswith(_ENDINGS)]
        if layer.classes == {"Activation"}:
            values += layer.positional[:1]
        if layer.classes == {"Dense"}:
            values += layer.positional[1:2]
        for value in values if layer.certain else []:
            yield from _passed(module, value, registered)
    for call in module.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            receivers = module.facts.receivers.get(call.func, [])
            if receivers and all(receiver.kind == "model" for receiver in receivers):
                for value in _losses_and_metrics(call):
                    yield from _passed(module, value, registered)


def _passed(module: Module, value: ast.expr, registered: dict[str, ast.expr]) -> Iterator[Proposal]:
    if not isinstance(value, ast.Constant) or value.value not in registered:
        return
    name = _function(module, registered[str(value.value)], value)
    message = f"Keras 3 does not look '{value.value}' up among the custom objects: pass the function"
    if name is None:
        yield Proposal(value, message, Applicability.REVIEW)
    else:
        yield Proposal(value, message, Applicability.SAFE, (ReplaceExpression(value, name),))


def _losses_and_metrics(call: ast.Call) -> list[ast.expr]:
    """The strings that may name a loss or a metric in a call of `compile`."""
    given = [*call.args[1:3], *(k.value for k in call.keywords if k.arg in {"loss", "metrics", "weighted_metrics"})]
    return [n for value in given for n in ast.walk(value) if isinstance(n, ast.Constant) and not _is_key(value, n)]


def _is_key(value: ast.expr, constant: ast.Constant) -> bool:
    """Whether a constant is the key of a dict: the name of an output."""
    return any(isinstance(n, ast.Dict) and constant in n.keys for n in ast.walk(value))


# What is registered.


@per_module
def _registered(module: Module) -> dict[str, ast.expr]:
    """The objects that the module registers, by name; the last of each counts."""
    found: dict[str, ast.expr] = {}
    for call in module.calls:
        symbols = module.facts.callees.get(call, set())
        if symbols & _SCOPES and call.args:
            found |= _entries(call.args[0])
        if symbols & _REGISTRIES:
            found |= _updated(module, call)
    return found


def _updated(module: Module, call: ast.Call) -> dict[str, ast.expr]:
    """What becomes of `get_custom_objects()`: `.update({...})`, or `[name] = value`."""
    parent = module.parents.get(call)
    if isinstance(parent, ast.Attribute) and parent.attr == "update":
        update = module.parents.get(parent)
        if isinstance(update, ast.Call) and update.args:
            return _entries(update.args[0])
        return {k.arg: k.value for k in update.keywords if k.arg} if isinstance(update, ast.Call) else {}
    if isinstance(parent, ast.Subscript) and isinstance(parent.slice, ast.Constant):
        statement = module.parents.get(parent)
        if isinstance(statement, ast.Assign) and parent in statement.targets:
            return {str(parent.slice.value): statement.value}
    return {}


def _entries(mapping: ast.expr) -> dict[str, ast.expr]:
    """The entries of a dict that is written out."""
    if isinstance(mapping, ast.Call) and isinstance(mapping.func, ast.Name) and mapping.func.id == "dict":
        return {k.arg: k.value for k in mapping.keywords if k.arg}
    if not isinstance(mapping, ast.Dict):
        return {}
    pairs = zip(mapping.keys, mapping.values, strict=True)
    return {k.value: v for k, v in pairs if isinstance(k, ast.Constant) and isinstance(k.value, str)}


def _function(module: Module, value: ast.expr, at: ast.expr) -> str | None:
    """The name of a registered function where it is sure to stand for it; an `Activation` of it does the same."""
    is_activation = isinstance(value, ast.Call) and module.facts.sole_symbol(value) == "keras.layers.Activation"
    if is_activation and isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        value = value.args[0]
    if not isinstance(value, ast.Name):
        return None
    definitions = [d for d in module.definitions.get(value.id, []) if d in module.tree.body]
    again = value.id in module.parameters or any(b.name == value.id for b in module.bindings)
    if len(module.definitions.get(value.id, [])) != 1 or not definitions or value.id in module.stores or again:
        return None
    runs_later = isinstance(module.scope(at), (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    return value.id if runs_later or definitions[0].lineno < at.lineno else None


RULE = Rule("KER704", "custom-object-names", "3.0.0", "safe or review", check, (b"custom_object", b"CustomObjectScope"))
