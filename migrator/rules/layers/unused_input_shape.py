"""A static input shape that Keras 2 ignored goes: not first, called on a tensor, or inside a wrapper.

## What it does

Removes `batch_input_shape=` (or `batch_size=` with a shape) from a layer that is not the first of its Sequential, that
is called on a tensor, or that sits inside `Bidirectional` or `TimeDistributed`. `input_shape=` alone stays: Keras 3
takes it.

## Why

Keras 2 did not look at it there; Keras 3 raises on it everywhere.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential()
model.add(Input(batch_shape=(2, 5, 3)))
model.add(LSTM(4, batch_input_shape=(2, 5, 3), return_sequences=True, stateful=True))
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential()
model.add(Input(batch_shape=(2, 5, 3)))
model.add(LSTM(4, return_sequences=True, stateful=True))
```

```python before
from keras.models import Model
from keras.layers import LSTM, Input

inputs = Input(batch_shape=(2, 5, 3))
model = Model(inputs, LSTM(4, batch_input_shape=(2, 5, 3), stateful=True)(inputs))
```

```python after
from keras.models import Model
from keras.layers import LSTM, Input

inputs = Input(batch_shape=(2, 5, 3))
model = Model(inputs, LSTM(4, stateful=True)(inputs))
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, input_shape=(5, 3), stateful=True)])
```

```python
from keras.layers import LSTM

config = dict(batch_input_shape=(2, 5, 3))
```

## Fix safety

Safe where every use of the layer in view is of this kind. Inside a wrapper that is the first layer, Keras 2 left the
model without a shape until it saw data, and so does the migrated program; the JAX and torch backends want an
`Input(batch_shape=...)` there.

## References

Keras 2.15 `engine/sequential.py` (`add`), `engine/base_layer.py` (`__call__`), `layers/rnn/bidirectional.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.first_layer import decisions
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Layers on which Keras 2 ignored the keyword."""
    for decision in decisions(module):
        if decision.placement == "unused" and decision.shape.form in {"batch_input_shape", "batch_size"}:
            yield Proposal(
                decision.keyword,
                f"Keras 3 layers take no `{decision.keyword.arg}`; Keras 2 ignored it here ({decision.reason})",
                decision.applicability,
                decision.operations,
                decision.proof,
            )


RULE = Rule("KER203", "unused-input-shape", "3.0.0", "safe", check, (b"batch_input_shape", b"batch_size"))
