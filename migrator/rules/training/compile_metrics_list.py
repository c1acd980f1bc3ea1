"""`compile(metrics='accuracy')` needs a list.

## What it does

Puts a metric that is given alone, to `metrics=` or `weighted_metrics=`, between brackets.

## Why

Keras 3 raises a ValueError ("Expected `metrics` argument to be a list, tuple, or dict"); Keras 2.2 and later took one.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics="accuracy")
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
```

```python before
import keras

def closeness(y_true, y_pred):
    return keras.losses.mean_squared_error(y_true, y_pred)

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
model.compile(loss="mse", optimizer="sgd", metrics=closeness)
```

```python after
import keras

def closeness(y_true, y_pred):
    return keras.losses.mean_squared_error(y_true, y_pred)

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
model.compile(loss="mse", optimizer="sgd", metrics=[closeness])
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

METRICS = ["accuracy"]
model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=METRICS)
```

```python
from keras.models import Sequential
from keras.layers import Dense, Input
from settings import metrics

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=metrics)
```

## Fix safety

Safe where the receiver is a model and the argument one metric in every context that was seen.

## References

Keras 2.15 `engine/compile_utils.py`; Keras 3 `trainers/compile_utils.py` (`CompileMetrics`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const, FunctionValue, Opaque, Symbol, Value
from migrator.edits.operations import WrapExpression
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `compile` with one metric."""
    for _, call, verdict in method_calls(module, {"compile"}):
        for keyword in call.keywords:
            values = module.facts.arguments.get(keyword.value, [])
            if keyword.arg in {"metrics", "weighted_metrics"} and values and all(_is_one(v) for v in values):
                message = f"`{keyword.arg}` of Keras 3 is a list, tuple or dict, not one metric"
                listed = WrapExpression(keyword.value, "[", "]")
                yield Proposal(keyword, verdict.about(message), verdict.applicability, (listed,), verdict.proof)


def _is_one(value: Value) -> bool:
    """Whether a value is one metric: a name, a function, an object."""
    if isinstance(value, Const):
        return isinstance(value.value, str)
    if isinstance(value, Symbol):
        return value.path.startswith(("keras.metrics.", "keras.losses."))
    return isinstance(value, FunctionValue) or (isinstance(value, Opaque) and value.kind == "metric")


RULE = Rule("KER423", "compile-metrics-list", "3.0.0", "safe, unsafe or review", check, (b"metrics",))
