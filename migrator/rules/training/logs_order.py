"""Logs are in the order of their names: `list(history.history.values())[0]` need not be the loss.

## What it does

Names the places that take an item out of the logs of a training, or out of what `evaluate(..., return_dict=True)`
gives, by its position.

## Why

Keras 2 gave the loss first, and then the metrics in the order of `compile`. Keras 3 sorts the keys: `accuracy` comes
before `loss`. The program goes on with another number, without a word.

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
logs = model.fit(x, y).history
print(logs["loss"], list(logs["mae"])[0], sorted(logs.keys())[0], len(list(logs)))
scores = model.evaluate(x, y, return_dict=True)
for name, value in scores.items():
    print(name, value)
loss, error = model.evaluate(x, y)
```

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
print(list(model.fit(x, y).history.values())[0])
```

## Fix safety

No edit: ask by name. The list that `evaluate` gives without `return_dict` has the order of Keras 2.

## References

Keras 2.15 `engine/training.py`; Keras 3 `trainers/trainer.py` (`_pythonify_logs`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import ModelRecord
from migrator.findings import Applicability
from migrator.rules.layer_calls import constant
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.training_logs import VIEWS, histories, places

_METHODS = frozenset({"evaluate", "train_on_batch", "test_on_batch"})
_MESSAGE = "Keras 3 sorts the keys of logs, those of Keras 2 began with the loss: ask by name, not by position"


def check(module: Module) -> Iterator[Proposal]:
    """Positions of logs."""
    for logs in _logs(module):
        for node in places(module, logs):
            if _is_by_position(module, node):
                yield Proposal(node, _MESSAGE, Applicability.REVIEW)


def _logs(module: Module) -> Iterator[ast.expr]:
    """The expressions that are the logs of models with metrics."""
    for node, receivers in histories(module):
        if all(_has_metrics(r.record) for r in receivers):
            yield node
    for _, call, verdict in method_calls(module, _METHODS, {"model"}):
        asked = next((k.value for k in call.keywords if k.arg == "return_dict"), None)
        if asked is not None and constant(module, asked) is True and verdict.safe:
            if all(_has_metrics(r.record) for r in verdict.receivers):
                yield call


def _has_metrics(record: ModelRecord | None) -> bool:
    """Whether the logs of a model may hold more than the loss."""
    return record is None or record.compiled is None or record.compiled.metrics != () or record.compiled.weighted


def _is_by_position(module: Module, node: ast.expr) -> bool:
    """Whether items are told apart by their places in logs, or in what `keys`, `values` or `items` give of them."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Attribute) and parent.attr in VIEWS:
        call = module.parents.get(parent)
        if not isinstance(call, ast.Call) or call.func is not parent:
            return False
        node, parent = call, module.parents.get(call)
    if isinstance(parent, ast.Assign) and parent.value is node:
        return isinstance(parent.targets[0], (ast.Tuple, ast.List))
    if not isinstance(parent, ast.Call) or not isinstance(parent.func, ast.Name) or node not in parent.args:
        return False
    around = module.parents.get(parent)
    if parent.func.id in {"list", "tuple"}:
        if isinstance(around, ast.Assign):
            return isinstance(around.targets[0], (ast.Tuple, ast.List))
        return isinstance(around, ast.Subscript) and around.value is parent
    called = around.func if isinstance(around, ast.Call) else None
    return parent.func.id == "iter" and isinstance(called, ast.Name) and called.id == "next"


RULE = Rule("KER429", "logs-order", "3.0.0", "review", check, (b"history", b"return_dict"))
