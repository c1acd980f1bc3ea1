"""`batch_input_shape=` on a layer that is first in some turns only becomes a guarded `Input`.

## What it does

Puts `if not model.layers: model.add(Input(batch_shape=...))` in front of an `add` that may or may not be the first
one, as in a loop that gives every layer the keyword.

## Why

Keras 2 read the keyword on the first layer of a Sequential and ignored it on the others. An empty `model.layers` is
just that test: the list does not show an `Input`, in Keras 2 or 3.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM

model = Sequential()
for i in range(3):
    model.add(LSTM(4, batch_input_shape=(2, 5, 3), return_sequences=True, stateful=True))
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential()
for i in range(3):
    if not model.layers:
        model.add(Input(batch_shape=(2, 5, 3)))
    model.add(LSTM(4, return_sequences=True, stateful=True))
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential()
model.add(Input(batch_shape=(2, 5, 3)))
for i in range(3):
    model.add(LSTM(4, return_sequences=True, stateful=True))
```

## Fix safety

Safe: the guard decides at run time what Keras 2 decided at run time.

## References

Keras 2.15 `engine/sequential.py` (`add`); Keras 3 `models/sequential.py` (`add`, `layers`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.first_layer import decisions
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Layers that are first on some paths only."""
    for decision in decisions(module):
        if decision.placement == "guarded":
            yield Proposal(
                decision.keyword,
                f"Keras 3 layers take no `{decision.keyword.arg}`; "
                "an `Input` goes in front while the model has no layers",
                decision.applicability,
                decision.operations,
                decision.proof,
            )


RULE = Rule(
    "KER202",
    "batch-input-shape-in-loop",
    "3.0.0",
    "safe",
    check,
    (b"batch_input_shape", b"batch_size", b"input_dim", b"input_length", b"input_shape"),
)
