"""`EarlyStopping(monitor='val_acc')` watches the name that `compile` was given: `'val_accuracy'`.

## What it does

Renames the metric that `EarlyStopping`, `ModelCheckpoint` and `ReduceLROnPlateau` monitor, and those in the template of
a checkpoint's file name, to what Keras 3 reports: see KER409 for the names. Where Keras 3 cannot tell by itself whether
the monitored number is to rise or to fall, it writes the `mode=` that Keras 2 took.

## Why

Keras up to 2.2 reported `acc` for `metrics=['accuracy']`. Keras 3 does not: it raises a ValueError ("isn't able to
automatically determine whether that metric should be maximized or minimized"), or with `mode='max'` warns and neither
stops nor saves nor reduces anything. A file name with `{val_acc:.2f}` is a KeyError.

Keras 2 took the direction from the name that is monitored, and an unknown name for one that falls. Keras 3 asks the
metric, and raises the same ValueError where there is none of this name, where it is a function of the program, and for
what one of several outputs reports: `EarlyStopping` in all versions, the other two since 3.10. Of `'AUC'`,
`'Precision'` and the like it takes the highest where Keras 2 took the lowest, without a word.
`ModelCheckpoint(save_best_only=True)` on a name that is not reported saved nothing; since Keras 3.10 it saves after
every epoch.

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

```python before
from keras.callbacks import EarlyStopping
from keras.models import Model, Sequential
from keras.layers import Dense, Input

def worst(y_true, y_pred):
    return y_pred

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", metrics=[worst])
model.fit(x, y, validation_data=(x, y), callbacks=[EarlyStopping('val_worst', patience=2)])

inputs = Input((3,))
pair = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
pair.compile("sgd", "mse")
pair.fit(x, [y, y], callbacks=[EarlyStopping(monitor="low_loss", mode="auto")])
```

```python after
from keras.callbacks import EarlyStopping
from keras.models import Model, Sequential
from keras.layers import Dense, Input

def worst(y_true, y_pred):
    return y_pred

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", metrics=[worst])
model.fit(x, y, validation_data=(x, y), callbacks=[EarlyStopping('val_worst', patience=2, mode="min")])

inputs = Input((3,))
pair = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
pair.compile("sgd", "mse")
pair.fit(x, [y, y], callbacks=[EarlyStopping(monitor="low_loss", mode="min")])
```

```python before unsafe
from keras.callbacks import EarlyStopping, ReduceLROnPlateau
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1, activation="sigmoid")])
model.compile("sgd", "mse", metrics=["Precision"])
callbacks = [EarlyStopping(monitor="val_acc"), ReduceLROnPlateau("val_Precision", patience=2)]
model.fit(x, y, validation_data=(x, y), callbacks=callbacks)
```

```python after
from keras.callbacks import EarlyStopping, ReduceLROnPlateau
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1, activation="sigmoid")])
model.compile("sgd", "mse", metrics=["Precision"])
callbacks = [EarlyStopping(monitor="val_acc", mode="max"), ReduceLROnPlateau("val_Precision", patience=2, mode="min")]
model.fit(x, y, validation_data=(x, y), callbacks=callbacks)
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

```python
from keras.callbacks import EarlyStopping, ModelCheckpoint
from keras.models import Sequential
from keras.layers import Dense, Input

def worst(y_true, y_pred):
    return y_pred

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", metrics=[worst, "AUC"])
callbacks = [EarlyStopping("worst", mode="max"), ModelCheckpoint("best.keras", "val_AUC", mode="max")]
model.fit(x, y, validation_data=(x, y), callbacks=[*callbacks, EarlyStopping("val_missing", mode="min")])
```

## Fix safety

Safe where every model whose training the callback is given to is in view with its `compile` and the name of each
metric, and the string stands in the call or is given to a name that nothing else reads. Unsafe where that is not in
view and the calls of `compile` that are spell one name that it may mean. A `mode=` is safe where Keras 3 cannot tell
the direction of a metric that is compiled; unsafe where none is, or where Keras 3 would tell another: what Keras 2 did
need not be what was meant. A checkpoint that keeps the best by a name that is not reported is left for review.

## References

Keras 2.2 and 2.15 `callbacks.py`; Keras 3 `callbacks/monitor_callback.py`, `callbacks/model_checkpoint.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import ModelRecord
from migrator.edits.operations import AddArguments, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.training import MODE_POSITIONS, MONITOR_POSITIONS, RISING_METRICS, mode_of_keras_2
from migrator.rules.metric_keys import OWN_KEYS, key_change, metric_names, requoted, several_outputs
from migrator.rules.registry import Proposal, Rule

_ASK_THE_METRIC = (3, 10)
"""Since then `ModelCheckpoint` and `ReduceLROnPlateau` ask the metric, too (seen in 3.9.2 and 3.10.0)."""
_REPORTING = frozenset({"train_step", "test_step", "metrics", "compute_metrics", "get_metrics_result"})
"""What models of the program's own may define, so that more is reported than `compile` was given."""

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
            changes = list(_monitored(module, monitor, records))
            yield from changes or _without_direction(module, call, name, str(monitor.value), records)
        path = _string(module, call, "filepath", 0) if name == "ModelCheckpoint" else None
        if path is not None:
            yield from _template(module, path, records)


def _string(module: Module, call: ast.Call, name: str, position: int) -> ast.Constant | None:
    """The literal of a string argument: in the call, or what a name is given once in the file."""
    found = _argument(call, name, position)
    if isinstance(found, ast.Name) and len(module.stores.get(found.id, [])) == 1:
        found = module.assigned.get(found.id)
    return found if isinstance(found, ast.Constant) and isinstance(found.value, str) else None


def _monitored(module: Module, node: ast.Constant, records: list[ModelRecord | None]) -> Iterator[Proposal]:
    change = key_change(module, str(node.value), records)
    if change is not None:
        operations = (ReplaceExpression(node, requoted(module, node, change.new)),) if change.new else ()
        yield Proposal(node, change.message, _shared(module, node, change.applicability), operations)


def _without_direction(
    module: Module, call: ast.Call, name: str, key: str, records: list[ModelRecord | None]
) -> Iterator[Proposal]:
    """A monitored key whose direction Keras 3 does not know, or takes for another than Keras 2."""
    mode = _argument(call, "mode", MODE_POSITIONS[name])
    automatic = mode is None or (isinstance(mode, ast.Constant) and mode.value == "auto")
    bare = key.removeprefix("val_")
    if bare == "loss" or not records or any(k.arg is None for k in call.keywords):
        return
    asks = name == "EarlyStopping" or module.latest >= _ASK_THE_METRIC
    found = {_meaning(record, bare) for record in records}
    meaning = found.pop() if len(found) == 1 else None
    if meaning == "missing" and _reports_itself(module.program):
        return
    took, sure = mode_of_keras_2(name, key)
    if meaning == "missing" and name == "ModelCheckpoint" and _is_true(_argument(call, "save_best_only", 3)):
        if asks and not _is_put_in(module, key):
            message = (
                f"no metric is compiled that is reported as `{key}`: Keras 2 saved nothing, Keras 3.10 and later "
                "raise, or with a `mode=` save after every epoch"
            )
            yield Proposal(call, message, Applicability.REVIEW)
        return
    messages = {
        "missing": (
            asks,
            f"no metric is compiled that is reported as `{key}`: Keras 3 raises, Keras 2 warned and went on",
        ),
        "function": (asks, f"Keras 3 does not know whether `{key}` is to rise or to fall, and raises"),
        "rising": (took == "min", f"Keras 3 takes the highest `{key}` for the best, Keras 2 took the lowest"),
    }
    matters, message = messages.get(meaning or "", (False, ""))
    if not automatic or not matters:
        return
    text = f'"{took}"'
    operation = AddArguments(call, (("mode", text),)) if mode is None else ReplaceExpression(mode, text)
    safe = meaning == "function" and sure
    yield Proposal(call, message, Applicability.SAFE if safe else Applicability.UNSAFE, (operation,))


def _meaning(record: ModelRecord | None, bare: str) -> str | None:
    """What a key without `val_` is for a model: not reported (`missing`), a `function`, `rising`, or nothing of these.

    What one output of several reports has no direction either, as a function has none.
    """
    if record is not None and (record.outputs or 1) > 1:
        return "function"
    names = metric_names(record)
    if record is None or record.compiled is None or names is None or several_outputs(record):
        return None
    if bare in record.compiled.functions:
        return "function"
    if bare not in names:
        return "missing" if bare not in OWN_KEYS else None
    return "rising" if bare in RISING_METRICS else None


@per_program
def _reports_itself(program: Program) -> bool:
    """Whether a class of the program has a say in what a model reports."""
    classes = (info for part in program.modules for info in part.facts.classes)
    return any(_REPORTING & (info.methods.keys() | info.properties) for info in classes if info.kind == "model")


def _is_put_in(module: Module, key: str) -> bool:
    """Whether the program stores something under the key in a dict, which may be the logs."""
    trees = [part.tree for part in module.program.modules] or [module.tree]
    stores = (
        n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)
    )
    return any(isinstance(n.slice, ast.Constant) and n.slice.value == key for n in stores)


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    found = next((k.value for k in call.keywords if k.arg == name), None)
    return found or next(iter(call.args[position : position + 1]), None)


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
