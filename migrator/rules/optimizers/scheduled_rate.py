"""A learning rate that is a schedule cannot be set: not by `ReduceLROnPlateau`, not by `LearningRateScheduler`.

## What it does

Names `ReduceLROnPlateau` and `LearningRateScheduler` that are given to the training of a model whose optimizer has a
schedule for its learning rate.

## Why

Keras 3 raises a TypeError ("its learning rate is not settable") when the callback sets the rate:
`LearningRateScheduler` in the first epoch, `ReduceLROnPlateau` when there is no progress, which may be hours later.
Keras 2 let them set a number that the schedule wrote over at the next step.

## Found

```python
from keras.callbacks import LearningRateScheduler, ReduceLROnPlateau
from keras.models import Sequential
from keras.layers import Dense, Input
from keras.optimizers import SGD
from keras.optimizers.schedules import ExponentialDecay

model = Sequential([Input((3,)), Dense(1)])
model.compile(SGD(ExponentialDecay(0.1, 100, 0.9)), "mse")
plateau = ReduceLROnPlateau("loss", patience=3)  # review
steps = LearningRateScheduler(lambda epoch: 0.1)  # review
model.fit(x, y, callbacks=[plateau, steps])
```

## Left alone

```python
from keras.callbacks import EarlyStopping, ReduceLROnPlateau
from keras.models import Sequential
from keras.layers import Dense, Input
from keras.optimizers import SGD
from keras.optimizers.schedules import ExponentialDecay

model = Sequential([Input((3,)), Dense(1)])
model.compile(SGD(ExponentialDecay(0.1, 100, 0.9)), "mse")
model.fit(x, y, callbacks=[EarlyStopping("loss")])
model.compile(SGD(0.1), "mse")
model.fit(x, y, callbacks=[ReduceLROnPlateau("loss", patience=3)])
```

## Fix safety

No edit: choose one of the two. The callback alone did nothing that lasted in Keras 2; without it the rate is the
schedule's, as it was.

## References

Keras 2.15 `callbacks.py`, `optimizers/optimizer.py` (`_update_step_xla` reads the schedule at each step); Keras 3
`optimizers/base_optimizer.py` (`learning_rate`), `callbacks/reduce_lr_on_plateau.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.learning_rates import RATE_CALLBACKS
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Callbacks that set the rate of an optimizer that has a schedule."""
    for call, facts in module.facts.callbacks.items():
        symbol = module.facts.sole_symbol(call)
        trained = [record for fact in facts for record in fact.models if record is not None]
        if symbol in RATE_CALLBACKS and any(r.compiled is not None and r.compiled.scheduled for r in trained):
            name = symbol.rpartition(".")[2]
            message = (
                f"the optimizer of the model has a schedule for its rate, which `{name}` cannot set in Keras 3 "
                "(TypeError): keep one of the two"
            )
            yield Proposal(call, message, Applicability.REVIEW)


RULE = Rule("KER615", "scheduled-rate", "3.0.0", "review", check, (b"ReduceLROnPlateau", b"LearningRateScheduler"))
