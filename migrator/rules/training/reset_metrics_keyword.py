"""`train_on_batch` and `test_on_batch` take no `reset_metrics=` any more.

## What it does

Removes `reset_metrics=True`, which was the default, given by name or by position.

## Why

In Keras 3 it raises a TypeError, and what was given by position is taken for `return_dict` without a word. Keras 3.15
resets the metrics in each call, as Keras 2 did by default; of Keras 3.0 to 3.14 see KER311.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.train_on_batch(x, y, reset_metrics=True)
model.test_on_batch(x, y, None, True)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.train_on_batch(x, y)
model.test_on_batch(x, y, None)
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.train_on_batch(x, y, None, {0: 1.0})
```

## Fix safety

Safe where the receiver is a model in every context that was seen and the argument is the constant True. With
`reset_metrics=False` the method returned means since the last reset, which Keras 3.15 has no way to ask for: compute
them from the batches, or keep metric objects of your own.

## References

Keras 2.15 `engine/training.py`; Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import Operation, RemoveArgument, RenameArgument
from migrator.findings import Applicability
from migrator.keras_api.training import ON_BATCH_ARGUMENTS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `train_on_batch` and `test_on_batch` with the argument."""
    for node, call, verdict in method_calls(module, ON_BATCH_ARGUMENTS.keys()):
        position = ON_BATCH_ARGUMENTS[node.attr].index("reset_metrics")
        argument, value = _given(call, position)
        if argument is None or value is None:
            continue
        message = f"`{node.attr}` of Keras 3 takes no `reset_metrics`"
        values = module.facts.arguments.get(value, [])
        if not values or not all(isinstance(v, Const) and v.value is True for v in values):
            advice = "Keras 2 returned means since the last reset where it was False, Keras 3.15 does so in no case"
            yield Proposal(argument, verdict.about(f"{message}: {advice}"), Applicability.REVIEW)
            continue
        behind = call.args[position + 1 :] if argument is value else []
        operations: list[Operation] = [RemoveArgument(call, argument)]
        operations += [RenameArgument(call, a, "return_dict") for a in behind[:1]]
        yield Proposal(argument, verdict.about(message), verdict.applicability, tuple(operations), verdict.proof)


def _given(call: ast.Call, position: int) -> tuple[ast.keyword | ast.expr | None, ast.expr | None]:
    """The argument and its value."""
    for keyword in call.keywords:
        if keyword.arg == "reset_metrics":
            return keyword, keyword.value
    if any(isinstance(a, ast.Starred) for a in call.args[: position + 1]) or len(call.args) <= position:
        return None, None
    # Four of `test_on_batch` may be what a migrated program gives to Keras 3: `return_dict` is then the fourth.
    return call.args[position], call.args[position]


RULE = Rule("KER407", "reset-metrics-keyword", "3.0.0", "safe, unsafe or review", check, (b"_on_batch",))
