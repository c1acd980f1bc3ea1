"""Keras 1's `nb_epoch=` of `fit` is `epochs=`.

## What it does

Renames the argument. `show_accuracy=` of Keras 0.3 goes: metrics are given to `compile`.

## Why

Keras 2 renamed it and took the old name with a warning up to Keras 2.3; Keras 3 raises a TypeError.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile(loss="mse", optimizer="sgd")
model.fit(x, y, batch_size=4, nb_epoch=20, verbose=2)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile(loss="mse", optimizer="sgd")
model.fit(x, y, batch_size=4, epochs=20, verbose=2)
```

```python before unsafe
from keras.layers import Dense
from networks import build

model = build()
model.fit(x, y, nb_epoch=20, show_accuracy=True)
```

```python after
from keras.layers import Dense
from networks import build

model = build()
model.fit(x, y, epochs=20)
```

## Left alone

```python
import keras

class Trainer:
    def fit(self, x, nb_epoch=1):
        return nb_epoch

Trainer().fit(None, nb_epoch=20)
```

## Fix safety

Safe where the receiver is a model in every context that was seen. Unsafe where it is not in view and its name says that
it is one, and for `show_accuracy=`: see that `compile` has `metrics=["accuracy"]` if it was True.

## References

Keras 2.2 `engine/training.py`; the release notes of Keras 2.0; Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RemoveArgument, RenameArgument
from migrator.findings import Applicability
from migrator.keras_api.training import RUN_ARGUMENTS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `fit`, and of methods that took `show_accuracy`, with such arguments."""
    for node, call, verdict in method_calls(module, {*RUN_ARGUMENTS, "train_on_batch", "test_on_batch"}):
        for keyword in call.keywords:
            if keyword.arg == "nb_epoch" and node.attr == "fit":
                message = "Keras 2 and 3 call this argument `epochs`"
                renamed = RenameArgument(call, keyword, "epochs")
                yield Proposal(keyword, verdict.about(message), verdict.applicability, (renamed,), verdict.proof)
            elif keyword.arg == "show_accuracy":
                message = '`show_accuracy` is gone: `compile` takes `metrics=["accuracy"]`'
                applicability = Applicability.UNSAFE if verdict.safe else verdict.applicability
                removed = RemoveArgument(call, keyword)
                yield Proposal(keyword, verdict.about(message), applicability, (removed,), verdict.proof)


RULE = Rule("KER903", "k1-nb-epoch", "3.0.0", "safe, unsafe or review", check, (b"nb_epoch", b"show_accuracy"))
