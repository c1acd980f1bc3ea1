"""`history.history['lr']` is `history.history['learning_rate']`.

## What it does

Renames the key that is read from what `fit` returns, and from the logs that callbacks get, or looked for in them. Where
a program goes through all keys of a training with such a callback (`sorted(history.history)`, a `DataFrame` of them),
it says that one of them has another name.

## Why

In Keras 2, `LearningRateScheduler` and `ReduceLROnPlateau` put the rate into the logs as `lr`; in Keras 3 as
`learning_rate`.

## Example

```python before
from keras.callbacks import ReduceLROnPlateau
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
history = model.fit(x, y, callbacks=[ReduceLROnPlateau("loss")])
rates = history.history['lr']
last = history.history.get("lr", [None])[-1]
falls = 'lr' in history.history
```

```python after
from keras.callbacks import ReduceLROnPlateau
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
history = model.fit(x, y, callbacks=[ReduceLROnPlateau("loss")])
rates = history.history['learning_rate']
last = history.history.get("learning_rate", [None])[-1]
falls = 'learning_rate' in history.history
```

## Found

```python
import pandas as pd
from keras.callbacks import LearningRateScheduler
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
history = model.fit(x, y, callbacks=[LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))])
table = pd.DataFrame(history.history)  # review
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

settings = {"lr": 0.1}
model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, epochs=int(settings["lr"] * 10))
print("lr" in settings)
```

```python
from keras.callbacks import EarlyStopping
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
history = model.fit(x, y, callbacks=[EarlyStopping("loss")])
print(sorted(history.history))
```

## Fix safety

Safe where what is read is the logs of a training in every context that was seen and nothing in the program puts an `lr`
into a dict; with such a place, which may be a callback that reports the rate itself, the key is left for review, as are
the places that go through all keys.

## References

Keras 2.15 `callbacks.py`; Keras 3 `callbacks/learning_rate_scheduler.py`, `callbacks/reduce_lr_on_plateau.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import ModelRecord
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.learning_rates import RATE_CALLBACKS
from migrator.rules.metric_keys import requoted
from migrator.rules.registry import Proposal, Rule
from migrator.rules.training_logs import goes_through_keys, histories, places

_MESSAGE = "Keras 3 reports the learning rate as `learning_rate`"


def check(module: Module) -> Iterator[Proposal]:
    """Keys of logs that are read."""
    for node, receivers in module.facts.subscripts.items():
        yield from _read(module, node.slice, receivers)
    for attribute in module.attributes:
        call = module.parents.get(attribute)
        if attribute.attr == "get" and isinstance(call, ast.Call) and call.func is attribute and call.args:
            yield from _read(module, call.args[0], module.facts.receivers.get(attribute, []))
    for logs, receivers in histories(module):
        for place in places(module, logs):
            yield from _looked_for(module, place)
            if goes_through_keys(module, place) and any(_reports_rate(module, r.record) for r in receivers):
                message = f"{_MESSAGE}, not as `lr`: what is done with all keys of these logs does it with that one"
                yield Proposal(place, message, Applicability.REVIEW)


def _read(module: Module, key: ast.expr, receivers: list[Receiver]) -> Iterator[Proposal]:
    kinds = {r.kind for r in receivers}
    if isinstance(key, ast.Constant) and key.value == "lr" and "logs" in kinds:
        yield _renamed(module, key, surely=kinds == {"logs"})


def _looked_for(module: Module, logs: ast.expr) -> Iterator[Proposal]:
    """`"lr" in logs`."""
    test = module.parents.get(logs)
    if isinstance(test, ast.Compare) and test.comparators == [logs] and isinstance(test.ops[0], (ast.In, ast.NotIn)):
        if isinstance(test.left, ast.Constant) and test.left.value == "lr":
            yield _renamed(module, test.left, surely=True)


def _renamed(module: Module, key: ast.Constant, *, surely: bool) -> Proposal:
    if _puts_it_itself(module.program):
        doubt = "the program puts an `lr` into a dict itself: if that is the logs, the key is right"
        return Proposal(key, f"{_MESSAGE}; {doubt}", Applicability.REVIEW)
    applicability = Applicability.SAFE if surely else Applicability.UNSAFE
    return Proposal(key, _MESSAGE, applicability, (ReplaceExpression(key, requoted(module, key, "learning_rate")),))


def _reports_rate(module: Module, record: ModelRecord | None) -> bool:
    """Whether a training, of a model of which this is known, had one of Keras' callbacks that set the rate."""
    if record is None:
        return False
    return any(
        record in fact.models
        for part in module.program.modules
        for call, facts in part.facts.callbacks.items()
        if part.facts.sole_symbol(call) in RATE_CALLBACKS
        for fact in facts
    )


@per_program
def _puts_it_itself(program: Program) -> bool:
    """Whether the program stores something under the key, in a dict that may be the logs."""
    return any(_stores(node) for part in program.modules for node in part.nodes)


def _stores(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "lr"
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "setdefault"}
    ):
        inside = (part for argument in [*node.args, *(k.value for k in node.keywords)] for part in ast.walk(argument))
        names = {k.arg for k in node.keywords}
        return "lr" in names or any(isinstance(part, ast.Constant) and part.value == "lr" for part in inside)
    return False


RULE = Rule("KER410", "history-lr-key", "3.0.0", "safe, unsafe or review", check, (b"history", b"'lr'", b'"lr"'))
