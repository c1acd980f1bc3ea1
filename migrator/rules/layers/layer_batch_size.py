"""`batch_size=` with a shape on the first layer becomes a leading `Input(batch_shape=...)`.

## What it does

`LSTM(4, batch_size=b, input_shape=(t, f))` as first layer becomes `Input(batch_shape=(b, t, f))` in front of
`LSTM(4)`; `input_dim=` and `input_length=` beside `batch_size=` likewise. A shape in a variable is unpacked.

## Why

No layer of Keras 3 takes `batch_size`: `ValueError: Unrecognized keyword arguments`. Keras 2 put it in front of the
input shape.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM

model = Sequential([LSTM(4, batch_size=2, input_shape=(5, 3), stateful=True)])
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
```

```python before
import keras

shape = (5, 3)
model = keras.Sequential()
model.add(keras.layers.GRU(4, input_shape=shape, batch_size=2, stateful=True))
```

```python after
import keras

shape = (5, 3)
model = keras.Sequential()
model.add(keras.Input(batch_shape=(2, *shape)))
model.add(keras.layers.GRU(4, stateful=True))
```

## Left alone

```python
import keras

model = keras.Sequential([keras.layers.LSTM(4, input_shape=(5, 3))])
```

```python
import keras

inputs = keras.Input(shape=(5, 3), batch_size=2)
```

## Fix safety

Safe where the layer is the first of a Sequential on every path in view.

## References

Keras 2.15 `engine/base_layer.py` (`Layer.__init__`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.first_layer import decisions
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """First layers that are told their batch size."""
    for decision in decisions(module):
        if decision.shape.form != "batch_size":
            continue
        if decision.placement == "first":
            yield Proposal(
                decision.keyword,
                "Keras 3 layers take no `batch_size`; `Input(batch_shape=...)` in front of the layer says it",
                decision.applicability,
                decision.operations,
                decision.proof,
            )
        elif decision.placement == "review":
            yield Proposal(
                decision.keyword,
                f"Keras 3 layers take no `batch_size`, and {decision.reason}: "
                f"put `Input({decision.shape.argument})` in front of the first layer",
                Applicability.REVIEW,
            )


RULE = Rule("KER204", "layer-batch-size", "3.0.0", "safe", check, (b"batch_size",))
