"""`SGD(decay=...)` is an `InverseTimeDecay` schedule in Keras 3.

## What it does

Puts the schedule that Keras 2 computed, `rate / (1 + decay * step)`, in the place of the learning rate. A `decay` of
zero goes.

## Why

Keras 3 warns that `decay` is ignored, and trains with the rate that never falls: other numbers. (Keras 2.11 - 2.15
raised ValueError, and had it on `optimizers.legacy`.) Keras 2 counted batches, not epochs, and so does
`decay_steps=1`.

## Example

```python before
from keras.optimizers import SGD

sgd = SGD(learning_rate=0.1, decay=1e-6, momentum=0.9, nesterov=True)
```

```python after
from keras.optimizers import SGD
from keras.optimizers.schedules import InverseTimeDecay

sgd = SGD(learning_rate=InverseTimeDecay(0.1, decay_steps=1, decay_rate=1e-6), momentum=0.9, nesterov=True)
```

```python before
from tensorflow.keras.optimizers import Adam, schedules

def build(rate, epochs):
    return Adam(lr=rate, decay=rate / epochs)
```

```python after
from tensorflow.keras.optimizers import Adam, schedules

def build(rate, epochs):
    return Adam(learning_rate=schedules.InverseTimeDecay(rate, decay_steps=1, decay_rate=rate / epochs))
```

```python before
from keras import optimizers

first = optimizers.Adam(decay=0.01)
second = optimizers.RMSprop(1, decay=0.01)
third = optimizers.Adagrad(learning_rate=0.01, epsilon=1e-8, decay=0.0)
```

```python after
from keras import optimizers

first = optimizers.Adam(learning_rate=optimizers.schedules.InverseTimeDecay(0.001, decay_steps=1, decay_rate=0.01))
second = optimizers.RMSprop(optimizers.schedules.InverseTimeDecay(1.0, decay_steps=1, decay_rate=0.01))
third = optimizers.Adagrad(learning_rate=0.01, epsilon=1e-8)
```

```python before unsafe
import keras
from plugins import Progress

optimizer = keras.optimizers.SGD(0.1, decay=0.01)
model.fit(x, y, callbacks=[Progress()])
```

```python after
import keras
from plugins import Progress

optimizer = keras.optimizers.SGD(keras.optimizers.schedules.InverseTimeDecay(0.1, decay_steps=1, decay_rate=0.01))
model.fit(x, y, callbacks=[Progress()])
```

## Left alone

```python
import keras

optimizer = keras.optimizers.AdamW(0.001, weight_decay=0.01)
```

```python
import keras

def ExponentialSGD(decay):
    return decay

ExponentialSGD(decay=0.1)
```

## Fix safety

Safe where the program neither reads nor sets the rate: in Keras 2 `optimizer.lr` was the rate before the decay, and a
rate that is a schedule cannot be set in Keras 3 (TypeError, from `LearningRateScheduler` and `ReduceLROnPlateau`, too).
Where it does, a person decides, as where no rate is given and its default changed between versions. Unsafe where a
callback is not in view: it may set the rate.

## References

Keras 2.2.4 `optimizers.py`; Keras 2.10 `optimizers/optimizer_v2/optimizer_v2.py` (`_decayed_lr`); Keras 3
`optimizers/base_optimizer.py`, `optimizers/schedules/learning_rate_schedule.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import Operation, RemoveArgument, RenameArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.optimizers import EARLY_RATES, LOWERCASE_NAMES, STABLE_RATES
from migrator.rules.learning_rates import as_float, is_standalone, unseen_callback, use_of_rate
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_CLASSES = {f"keras.optimizers.{name}" for name in STABLE_RATES | EARLY_RATES | LOWERCASE_NAMES}
_SCHEDULE = "keras.optimizers.schedules.InverseTimeDecay"
_MESSAGE = "Keras 3 ignores `decay` and trains with a rate that does not fall"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of optimizers with a decay."""
    for call in module.calls:
        known = module.facts.callees.get(call, set())
        if not known & _CLASSES:
            continue
        keyword = next((k for k in call.keywords if k.arg == "decay"), None)
        if keyword is not None:
            yield _judge(module, call, keyword, known)
        elif "decay" in module.facts.unpacked.get(call, ()):
            yield Proposal(call, f"{_MESSAGE}; here it arrives through `**`", Applicability.REVIEW)


def _judge(module: Module, call: ast.Call, decay: ast.keyword, known: set[str]) -> Proposal:
    values = module.facts.arguments.get(decay.value, [])
    if known <= _CLASSES and values and all(isinstance(v, Const) and not v.value for v in values):
        return Proposal(decay, "Keras 3 takes no `decay`", Applicability.SAFE, (RemoveArgument(call, decay),))
    rate = next((k for k in call.keywords if k.arg in {"learning_rate", "lr"}), None)
    last = max((decay, rate or decay), key=lambda k: (k.lineno, k.col_offset))  # behind what is said of `lr` itself
    obstacle = _obstacle(module, call, rate, known)
    if obstacle is not None:
        return Proposal(last, f"{_MESSAGE}; {obstacle}", Applicability.REVIEW)
    operations = _operations(module, call, decay, rate, known)
    if operations is None:
        message = f"{_MESSAGE}; the default rate that it falls from differs between versions: give one"
        return Proposal(last, message, Applicability.REVIEW)
    message = f"{_MESSAGE}; `InverseTimeDecay` computes what Keras 2 did"
    unseen = unseen_callback(module.program)
    if unseen is not None:
        message = f"{message}, unless {unseen} sets the rate"
    return Proposal(last, message, Applicability.SAFE if unseen is None else Applicability.UNSAFE, operations)


def _obstacle(module: Module, call: ast.Call, rate: ast.keyword | None, known: set[str]) -> str | None:
    """Why the schedule would not do the same; None where it does."""
    if not known <= _CLASSES or "keras.optimizers.Nadam" in known:
        return "this optimizer had no `decay` of its own in every version"
    if any(isinstance(a, ast.Starred) for a in call.args[:1]) or any(k.arg is None for k in call.keywords):
        return "the rate that it falls from may arrive through `*` or `**`"
    expression = rate.value if rate is not None else call.args[0] if call.args else None
    if isinstance(expression, ast.Call) and (module.facts.sole_symbol(expression) or "").startswith(
        "keras.optimizers."
    ):
        return "the rate is a schedule already"
    use = use_of_rate(module.program)
    return f"`InverseTimeDecay` does the same, but {use}, and the rate of a schedule cannot be set" if use else None


def _operations(
    module: Module, call: ast.Call, decay: ast.keyword, rate: ast.keyword | None, known: set[str]
) -> tuple[Operation, ...] | None:
    """The edits that put the schedule in; None where the rate that it begins with is not known."""
    schedule = spell(module, _SCHEDULE, call)
    if schedule is None:
        return None
    expression = rate.value if rate is not None else call.args[0] if call.args else None
    begin = as_float(module, expression) if expression is not None else _default_rate(module, known)
    if begin is None:
        return None
    text = f"{schedule.text}({begin}, decay_steps=1, decay_rate={module.source.segment(decay.value)})"
    if expression is None:
        edits: tuple[Operation, ...] = (
            RenameArgument(call, decay, "learning_rate"),
            ReplaceExpression(decay.value, text),
        )
    else:
        edits = (ReplaceExpression(expression, text), RemoveArgument(call, decay))
        if rate is not None and rate.arg == "lr":
            edits = (RenameArgument(call, rate, "learning_rate"), *edits)
    return (*schedule.operations, *edits)


def _default_rate(module: Module, known: set[str]) -> str | None:
    names = {LOWERCASE_NAMES.get(name, name) for name in (path.rsplit(".", 1)[-1] for path in known)}
    rates = {STABLE_RATES.get(name) or (None if is_standalone(module) else "0.001") for name in names}
    return next(iter(rates)) if len(rates) == 1 else None


RULE = Rule("KER602", "optimizer-decay", "3.0.0", "safe or unsafe or review", check, (b"decay",))
