"""`history.history['lr']` is `history.history['learning_rate']`.

## What it does

Renames the key that is read from what `fit` returns, and from the logs that callbacks get.

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
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

settings = {"lr": 0.1}
model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, epochs=int(settings["lr"] * 10))
```

## Fix safety

Safe where what is read is the logs of a training in every context that was seen and nothing in the program puts an `lr`
into a dict; with such a place, which may be a callback that reports the rate itself, the key is left for review.

## References

Keras 2.15 `callbacks.py`; Keras 3 `callbacks/learning_rate_scheduler.py`, `callbacks/reduce_lr_on_plateau.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module, Program, per_program
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.metric_keys import requoted
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "Keras 3 reports the learning rate as `learning_rate`"


def check(module: Module) -> Iterator[Proposal]:
    """Keys of logs that are read."""
    for node, receivers in module.facts.subscripts.items():
        yield from _read(module, node.slice, receivers)
    for attribute in module.attributes:
        call = module.parents.get(attribute)
        if attribute.attr == "get" and isinstance(call, ast.Call) and call.func is attribute and call.args:
            yield from _read(module, call.args[0], module.facts.receivers.get(attribute, []))


def _read(module: Module, key: ast.expr, receivers: list[Receiver]) -> Iterator[Proposal]:
    kinds = {r.kind for r in receivers}
    if not isinstance(key, ast.Constant) or key.value != "lr" or "logs" not in kinds:
        return
    if _puts_it_itself(module.program):
        doubt = "the program puts an `lr` into a dict itself: if that is the logs, the key is right"
        yield Proposal(key, f"{_MESSAGE}; {doubt}", Applicability.REVIEW)
        return
    applicability = Applicability.SAFE if kinds == {"logs"} else Applicability.UNSAFE
    yield Proposal(key, _MESSAGE, applicability, (ReplaceExpression(key, requoted(module, key, "learning_rate")),))


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


RULE = Rule("KER410", "history-lr-key", "3.0.0", "safe, unsafe or review", check, (b"'lr'", b'"lr"'))
