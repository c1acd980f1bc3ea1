"""Keras 3.0 and 3.1 report the mean of the batches' losses, not of the samples' losses.

## What it does

Names a training or evaluation of which the loss is used, if its last batch may be smaller than the others and the
program has to run on one of these versions. Said of the first place of a project.

## Why

Keras 2, and Keras 3 since 3.2, count each batch by its samples. In between, a small last batch counted as much as a
full one: five samples in batches of two gave `loss` 5.51 where all other versions say 4.47. What is trained is the
same; what `EarlyStopping` and `ModelCheckpoint` decide by `val_loss` may not be.

## Found

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
losses = model.fit(x, y, batch_size=16, epochs=3).history["loss"]     # review
```

## Left alone

```python
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, epochs=3)
losses = model.fit(np.zeros((64, 3)), np.zeros((64, 1)), batch_size=16).history["loss"]
print(model.evaluate(np.zeros((20, 3)), np.zeros((20, 1))))
```

## Fix safety

No edit: a later version of Keras, or a batch size that divides the number of samples.

## References

Keras 2.15 `engine/training.py`; Keras 3.1 and 3.2 `backend/tensorflow/trainer.py` (`_loss_tracker.update_state`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.running import VALIDATION_ARGUMENTS, has_even_batches, is_looked_at


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `fit` and `evaluate` whose loss is used and may be that of batches of several sizes."""
    for call, runs in module.facts.runs.items():
        if all(run.method == "predict" for run in runs) or not is_looked_at(module, call):
            continue
        if not all(has_even_batches(run) for run in runs) or any(k.arg in VALIDATION_ARGUMENTS for k in call.keywords):
            message = (
                "Keras before 3.2 reports the mean of the batches' losses: with a smaller last batch `loss` and "
                "`val_loss` are other numbers than in Keras 2, and in 3.2 and later"
            )
            yield Proposal(call, message, Applicability.REVIEW)


RULE = Rule("KER223", "loss-of-batches", "3.0.0", "review", check, (b"fit", b"evaluate"), until="3.2.0", once=True)
