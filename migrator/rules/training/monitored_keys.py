"""`EarlyStopping(monitor='val_acc')` watches the name that `compile` was given: `'val_accuracy'`.

## What it does

Renames the metric that `EarlyStopping`, `ModelCheckpoint` and `ReduceLROnPlateau` monitor, and those in the template of
a checkpoint's file name, to what Keras 3 reports: see KER409 for the names.

## Why

Keras up to 2.2 reported `acc` for `metrics=['accuracy']`. Keras 3 does not: it raises a ValueError ("isn't able to
automatically determine whether that metric should be maximized or minimized"), or with `mode='max'` warns and neither
stops nor saves nor reduces anything. A file name with `{val_acc:.2f}` is a KeyError.

## Example

```python before
from keras.callbacks import EarlyStopping, ModelCheckpoint
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
path = "best-{epoch:02d}-{val_acc:.2f}.weights.h5"
callbacks = [
    EarlyStopping(monitor='val_acc', patience=3),
    ModelCheckpoint(path, 'val_acc', save_best_only=True, save_weights_only=True),
]
model.fit(x, y, validation_data=(x, y), callbacks=callbacks)
```

```python after
from keras.callbacks import EarlyStopping, ModelCheckpoint
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
path = "best-{epoch:02d}-{val_accuracy:.2f}.weights.h5"
callbacks = [
    EarlyStopping(monitor='val_accuracy', patience=3),
    ModelCheckpoint(path, 'val_accuracy', save_best_only=True, save_weights_only=True),
]
model.fit(x, y, validation_data=(x, y), callbacks=callbacks)
```

```python before unsafe
import tensorflow as tf
from networks import train

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
train(model, tf.keras.callbacks.ReduceLROnPlateau("val_mean_absolute_error", patience=2))
```

```python after
import tensorflow as tf
from networks import train

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
train(model, tf.keras.callbacks.ReduceLROnPlateau("val_mae", patience=2))
```

## Left alone

```python
from keras.callbacks import EarlyStopping
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["acc"])
model.fit(x, y, validation_data=(x, y), callbacks=[EarlyStopping("val_acc"), EarlyStopping(monitor="val_loss")])
```

## Fix safety

Safe where every model whose training the callback is given to is in view with its `compile` and the name of each
metric, and the string stands in the call or is given to a name that nothing else reads. Unsafe where that is not in
view and the calls of `compile` that are spell one name that it may mean.

## References

Keras 2.2 and 2.15 `callbacks.py`; Keras 3 `callbacks/monitor_callback.py`, `callbacks/model_checkpoint.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import ModelRecord
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.training import MONITOR_POSITIONS
from migrator.rules.metric_keys import key_change, requoted
from migrator.rules.registry import Proposal, Rule

_FIELD = re.compile(r"\{(\w+)(?=[:}!])")


def check(module: Module) -> Iterator[Proposal]:
    """Strings that name metrics in calls of callbacks."""
    for call in module.calls:
        symbol = module.facts.sole_symbol(call)
        name = symbol.removeprefix("keras.callbacks.") if symbol else None
        if name not in MONITOR_POSITIONS:
            continue
        records = [r for fact in module.facts.callbacks.get(call, []) for r in fact.models or [None]]
        monitor = _string(module, call, "monitor", MONITOR_POSITIONS[name])
        if monitor is not None:
            yield from _monitored(module, monitor, records)
        path = _string(module, call, "filepath", 0) if name == "ModelCheckpoint" else None
        if path is not None:
            yield from _template(module, path, records)


def _string(module: Module, call: ast.Call, name: str, position: int) -> ast.Constant | None:
    """The literal of a string argument: in the call, or what a name is given once in the file."""
    found = next((k.value for k in call.keywords if k.arg == name), None)
    if found is None and position < len(call.args):
        found = call.args[position]
    if isinstance(found, ast.Name) and len(module.stores.get(found.id, [])) == 1:
        found = module.assigned.get(found.id)
    return found if isinstance(found, ast.Constant) and isinstance(found.value, str) else None


def _monitored(module: Module, node: ast.Constant, records: list[ModelRecord | None]) -> Iterator[Proposal]:
    change = key_change(module, str(node.value), records)
    if change is not None:
        operations = (ReplaceExpression(node, requoted(module, node, change.new)),) if change.new else ()
        yield Proposal(node, change.message, _shared(module, node, change.applicability), operations)


def _shared(module: Module, node: ast.Constant, applicability: Applicability) -> Applicability:
    """What a string for which a name stands may be changed for: the name may be read elsewhere."""
    parent = module.parents.get(node)
    if not isinstance(parent, ast.Assign) or applicability is not Applicability.SAFE:
        return applicability
    names = {t.id for t in parent.targets if isinstance(t, ast.Name)}
    reads = [n for n in module.nodes if isinstance(n, ast.Name) and n.id in names and isinstance(n.ctx, ast.Load)]
    return applicability if len(reads) == 1 else Applicability.UNSAFE


def _template(module: Module, node: ast.Constant, records: list[ModelRecord | None]) -> Iterator[Proposal]:
    text = str(node.value)
    changes = {name: key_change(module, name, records) for name in _FIELD.findall(text) if name != "epoch"}
    found = {name: change for name, change in changes.items() if change is not None}
    if not found:
        return
    new = text
    for name, change in found.items():
        new = re.sub(rf"\{{{name}(?=[:}}!])", f"{{{change.new or name}", new)
    message = "; ".join(change.message for change in found.values())
    grades = {change.applicability for change in found.values()}
    ranks = (Applicability.REVIEW, Applicability.UNSAFE, Applicability.SAFE)
    applicability = next(rank for rank in ranks if rank in grades)
    simple = module.source.segment(node)[1:-1] == text
    operations = (ReplaceExpression(node, requoted(module, node, new)),) if simple and new != text else ()
    grade = _shared(module, node, applicability) if operations else Applicability.REVIEW
    yield Proposal(node, message, grade, operations)


RULE = Rule("KER425", "monitored-keys", "3.0.0", "safe, unsafe or review", check, (b"callbacks",))
