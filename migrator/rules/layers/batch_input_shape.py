"""`batch_input_shape=` on the first layer of a Sequential becomes a leading `Input(batch_shape=...)`.

## What it does

Puts `Input(batch_shape=...)` in front of the first layer, with the same expression, and takes the keyword (and any
`input_shape`, `batch_size`, `input_dim` or `input_length` beside it, which Keras 2 overruled) off the layer.

## Why

No layer of Keras 3 takes `batch_input_shape`: `ValueError: Unrecognized keyword arguments passed to LSTM`. An `Input`
with the same batch shape builds the same model: a Sequential hides it, so `model.layers[i]`, layer names and the order
of the weights stay what they were.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM, Dense

model = Sequential()
model.add(LSTM(10, batch_input_shape=(1, 10, 3), stateful=True))
model.add(Dense(5))
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

model = Sequential()
model.add(Input(batch_shape=(1, 10, 3)))
model.add(LSTM(10, stateful=True))
model.add(Dense(5))
```

```python before
import tensorflow as tf

model = tf.keras.Sequential([
    tf.keras.layers.Embedding(50, 8, batch_input_shape=[4, None]),
    tf.keras.layers.GRU(16, return_sequences=True, stateful=True),
])
```

```python after
import tensorflow as tf

model = tf.keras.Sequential([
    tf.keras.Input(batch_shape=[4, None]),
    tf.keras.layers.Embedding(50, 8),
    tf.keras.layers.GRU(16, return_sequences=True, stateful=True),
])
```

## Left alone

```python
import keras

model = keras.Sequential([keras.Input(batch_shape=(4, 10, 3)), keras.layers.LSTM(8, stateful=True)])
```

```python
import tf_keras

model = tf_keras.Sequential([tf_keras.layers.LSTM(8, batch_input_shape=(4, 10, 3), stateful=True)])
```

## Fix safety

Safe where the file shows that the layer is the first of a Sequential on every path and that the names in the shape
mean the same where the `Input` goes. A layer made by something that is not known to be a layer class is an unsafe
edit; a layer whose use is not in view is left for review.

## References

Keras 2.15 `engine/base_layer.py` (`Layer.__init__`) and `engine/sequential.py` (`add`); Keras 3 `layers/layer.py`
(`Layer.__init__`) and `models/sequential.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.rules.first_layer import decisions
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """First layers, and those whose place is not known."""
    for decision in decisions(module):
        if decision.shape.form != "batch_input_shape":
            continue
        if decision.placement == "first":
            yield Proposal(
                decision.keyword,
                "Keras 3 layers take no `batch_input_shape`; `Input(batch_shape=...)` in front of the layer says it",
                decision.applicability,
                decision.operations,
                decision.proof,
            )
        elif decision.placement == "review":
            yield Proposal(
                decision.keyword,
                f"Keras 3 layers take no `batch_input_shape`, and {decision.reason}: put `Input(batch_shape=...)` "
                "in front of the first layer of the model and remove the keyword",
                Applicability.REVIEW,
            )
    yield from _unpacked(module)


def _unpacked(module: Module) -> Iterator[Proposal]:
    """Layers that get the keyword, or may get it, out of a mapping."""
    for call, fact in module.facts.layers.items():
        if any(k.arg == "batch_input_shape" for k in call.keywords):
            continue
        if "batch_input_shape" in fact.unpacked:
            yield Proposal(
                call,
                "`batch_input_shape` reaches this layer through unpacked arguments, and Keras 3 layers do not take it: "
                "put `Input(batch_shape=...)` in front of the first layer and take the key out",
                Applicability.REVIEW,
            )
        elif fact.open_keywords and fact.short_classes & RECURRENT_LAYERS:
            yield Proposal(
                call,
                "the unpacked arguments of this layer are not in view: Keras 3 layers take no `batch_input_shape` and "
                "no `batch_size`; an `Input(batch_shape=...)` in front of the first layer says it",
                Applicability.REVIEW,
            )


RULE = Rule("KER201", "batch-input-shape", "3.0.0", "safe", check, (b"batch_input_shape", b"**"))
