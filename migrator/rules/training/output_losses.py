"""The losses of single outputs are not reported by Keras 3.0 to 3.4.

## What it does

Of models with several outputs, names the places that read the loss of one output from the logs of a training
(`history.history["price_loss"]`), that go through all keys of the logs, or that take apart what `evaluate`,
`train_on_batch` and `test_on_batch` give.

## Why

Keras 2, and Keras 3.5 and later, report the whole loss and that of each output. Keras 3.0 to 3.4 report the whole loss
alone: the key is a KeyError, and without metrics `evaluate` gives one number, which cannot be unpacked.

## Left alone

```python
from keras.models import Model, Sequential
from keras.layers import Dense, Input

inputs = Input((3,))
model = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
model.compile("sgd", "mse")
history = model.fit(x, [y, z])
print(history.history["loss"], history.history["val_loss"])
model.evaluate(x, [y, z])
single = Sequential([Input((3,)), Dense(1)])
single.compile("sgd", "mse", metrics=["mae"])
loss, error = single.evaluate(x, y)
```

## Fix safety

No edit: require `keras>=3.5`, or give the loss of each output as a metric of it.

## References

Keras 2.15 `engine/compile_utils.py` (`LossesContainer`); Keras 3.4 and 3.5 `trainers/compile_utils.py` (`CompileLoss`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.training_logs import goes_through_keys, histories, is_loss_of_an_output, places

_MESSAGE = (
    "Keras 3.0 to 3.4 report the whole loss, not that of each output: require `keras>=3.5`, or give it as a metric"
)
_METHODS = frozenset({"evaluate", "train_on_batch", "test_on_batch"})


def check(module: Module) -> Iterator[Proposal]:
    """Uses of the losses of single outputs."""
    for _, call, verdict in method_calls(module, _METHODS, {"model"}):
        if verdict.safe and all(_several(r) for r in verdict.receivers) and not module.is_statement(call):
            yield Proposal(call, _MESSAGE, Applicability.REVIEW, (), verdict.proof)
    for logs, receivers in histories(module):
        for node in places(module, logs) if all(_several(r) for r in receivers) else ():
            parent = module.parents.get(node)
            key = parent.slice if isinstance(parent, ast.Subscript) and parent.value is node else None
            if goes_through_keys(module, node) or (isinstance(key, ast.Constant) and is_loss_of_an_output(key.value)):
                yield Proposal(node, _MESSAGE, Applicability.REVIEW)


def _several(receiver: Receiver) -> bool:
    """Whether it is a model of several outputs, or of the training of one."""
    return receiver.record is not None and (receiver.record.outputs or 1) > 1


RULE = Rule("KER430", "output-losses", "3.0.0", "review", check, (b"fit", b"evaluate", b"_on_batch"), until="3.5.0")
