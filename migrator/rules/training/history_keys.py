"""`history.history['acc']` is under the name that `compile` was given: `'accuracy'`.

## What it does

Renames the keys that are read from what `fit` returns, and from the logs that callbacks get, to those that Keras 3
reports: `acc` and `accuracy`, `mean_squared_error` and `mse`, `auc` and `AUC`, with `val_` in front or not.

## Why

Keras up to 2.2 reported `acc` for `metrics=['accuracy']`, and `mean_squared_error` for `metrics=['mse']`. Keras 2.3 and
later, and Keras 3, report the name as it was given to `compile`: `history.history['acc']` is a KeyError,
`logs.get('acc')` is None. Of a class name in a string, such as `metrics=['AUC']`, Keras 2 made `auc`; Keras 3 keeps
`AUC`.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mse"])
history = model.fit(x, y, validation_data=(x, y))
print(history.history['acc'], history.history["val_acc"][-1], history.history["mean_squared_error"])
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mse"])
history = model.fit(x, y, validation_data=(x, y))
print(history.history['accuracy'], history.history["val_accuracy"][-1], history.history["mse"])
```

```python before
import tensorflow as tf

class StopAt99(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs={}):
        if logs.get("acc") > 0.99:
            self.model.stop_training = True

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, callbacks=[StopAt99()])
```

```python after
import tensorflow as tf

class StopAt99(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs={}):
        if logs.get("accuracy") > 0.99:
            self.model.stop_training = True

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, callbacks=[StopAt99()])
```

```python before unsafe
from keras.models import Sequential
from networks import build, train

def curves(history):
    return history.history["acc"], history.history["val_acc"]

model = build()
model.compile("sgd", "mse", metrics=["accuracy"])
curves(train(model))
```

```python after
from keras.models import Sequential
from networks import build, train

def curves(history):
    return history.history["accuracy"], history.history["val_accuracy"]

model = build()
model.compile("sgd", "mse", metrics=["accuracy"])
curves(train(model))
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["acc"])
history = model.fit(x, y)
print(history.history["acc"], history.history["loss"])
```

```python
from keras.models import Sequential
from keras.layers import Dense, Input

sensors = {"acc": [1, 2, 3]}
model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", metrics=["accuracy"])
print(model.fit(x, y).history["loss"], sensors["acc"])
```

## Fix safety

Safe where the `compile` of every model that the logs may be of is in view, with the name of each metric, and the models
have one output. Unsafe where that is not in view and the calls of `compile` that are spell one name that the key may
mean, and for keys that begin with the name of an output.

## References

Keras 2.2 and 2.3 `engine/training.py`; Keras 2.15 `engine/compile_utils.py`; Keras 3 `trainers/compile_utils.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.metric_keys import key_change, requoted
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Keys of logs that are read."""
    for node, receivers in module.facts.subscripts.items():
        yield from _read(module, node.slice, receivers)
    for attribute in module.attributes:
        call = module.parents.get(attribute)
        receivers = module.facts.receivers.get(attribute, [])
        if attribute.attr == "get" and isinstance(call, ast.Call) and call.func is attribute and call.args:
            if any(r.kind == "logs" for r in receivers):
                yield from _read(module, call.args[0], receivers)
        elif attribute.attr == "history" and any(r.kind == "unknown" for r in receivers) and module.imports_keras:
            subscript = module.parents.get(attribute)
            if isinstance(subscript, ast.Subscript) and subscript not in module.facts.subscripts:
                yield from _read(module, subscript.slice, receivers)


def _read(module: Module, key: ast.expr, receivers: list[Receiver]) -> Iterator[Proposal]:
    """What to do about one key."""
    records = [r.record if r.kind == "logs" else None for r in receivers]
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        change = key_change(module, key.value, records)
        if change is not None:
            operations = (ReplaceExpression(key, requoted(module, key, change.new)),) if change.new else ()
            yield Proposal(key, change.message, change.applicability, operations)
        return
    for value in module.facts.arguments.get(key, []):
        if isinstance(value, Const) and isinstance(value.value, str):
            change = key_change(module, value.value, records)
            if change is not None:
                yield Proposal(key, change.message, Applicability.REVIEW)


RULE = Rule("KER409", "history-keys", "3.0.0", "safe, unsafe or review", check)
