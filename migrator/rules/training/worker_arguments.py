"""`fit`, `evaluate` and `predict` take no `workers=`, `use_multiprocessing=` and `max_queue_size=` any more.

## What it does

Removes the arguments from the calls.

## Why

In Keras 3 they raise a TypeError. What fetches batches in threads or processes is a `PyDataset`
(`keras.utils.Sequence`), and its constructor takes them: `super().__init__(workers=4, use_multiprocessing=True)`.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(
    batches,
    epochs=3,
    workers=4,
    use_multiprocessing=True,
)
model.evaluate(x, y, verbose=0, max_queue_size=4)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(
    batches,
    epochs=3,
)
model.evaluate(x, y, verbose=0)
```

```python before unsafe
import tensorflow as tf

def train(model, batches):
    return model.fit(batches, epochs=3, workers=4)
```

```python after
import tensorflow as tf

def train(model, batches):
    return model.fit(batches, epochs=3)
```

## Left alone

```python
from keras.utils import Sequence

class Batches(Sequence):
    def __init__(self):
        super().__init__(workers=4, use_multiprocessing=True)
```

```python
import keras
from sklearn.ensemble import RandomForestClassifier

model = RandomForestClassifier()
model.fit(x, y, workers=4)
```

## Fix safety

Safe where the receiver is a model in every context that was seen: threads and processes only made batches ready
earlier, so that the numbers are the same, perhaps later. Unsafe where it is not in view and its name says `model`.

## References

Keras 2.15 `engine/training.py`; Keras 3 `trainers/data_adapters/py_dataset_adapter.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RemoveArgument
from migrator.keras_api.training import RUN_ARGUMENTS, WORKER_ARGUMENTS
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `fit`, `evaluate` and `predict` with such arguments."""
    for node, call, verdict in method_calls(module, RUN_ARGUMENTS.keys()):
        for keyword in call.keywords:
            if keyword.arg in WORKER_ARGUMENTS and not is_guarded(module, node):
                message = f"`{node.attr}` of Keras 3 takes no `{keyword.arg}`; a `PyDataset` does, in its constructor"
                removal = RemoveArgument(call, keyword)
                yield Proposal(keyword, verdict.about(message), verdict.applicability, (removal,), verdict.proof)


RULE = Rule(
    "KER404",
    "worker-arguments",
    "3.0.0",
    "safe, unsafe or review",
    check,
    (b"workers", b"use_multiprocessing", b"max_queue_size", b"nb_worker", b"pickle_safe", b"max_q_size"),
)
