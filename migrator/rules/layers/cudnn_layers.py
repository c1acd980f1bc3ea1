"""`CuDNNLSTM` and `CuDNNGRU` are `LSTM` and `GRU`.

## What it does

Writes the layers of the GPU's library as the plain ones, which compute the same with their default arguments and use
that library by themselves.

## Why

Keras 2.4 and later, and TensorFlow 2, have the two classes only in their first API; Keras 3 has none.

## Example

```python before
from keras.layers import CuDNNLSTM, Dense

layers = [CuDNNLSTM(8, return_sequences=True), CuDNNLSTM(4), Dense(1)]
```

```python after
from keras.layers import LSTM, Dense

layers = [LSTM(8, return_sequences=True), LSTM(4), Dense(1)]
```

```python before
import tensorflow as tf
from tensorflow.keras.layers import Bidirectional, CuDNNGRU as FastGRU

layers = [tf.compat.v1.keras.layers.CuDNNLSTM(4), Bidirectional(FastGRU(4))]
```

```python after
import tensorflow as tf
from tensorflow.keras.layers import Bidirectional, GRU as FastGRU

layers = [tf.compat.v1.keras.layers.LSTM(4), Bidirectional(FastGRU(4))]
```

## Left alone

```python
from keras.layers import GRU, LSTM

layers = [LSTM(8, return_sequences=True), GRU(4)]
```

## Fix safety

Safe: both compute an LSTM with sigmoid gates, or a GRU that resets after the product, as is the default of `GRU` in
Keras 3. Weights that were saved from a `CuDNN` layer have two biases; `LSTM` has their sum, `GRU` both as two rows.

## References

Keras 2.3 `layers/cudnn_recurrent.py`, `engine/saving.py` (`_convert_rnn_weights`); Keras 3 `layers/rnn/lstm.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.registry import Proposal, Rule
from migrator.rules.renamed_symbols import renamed

_NAMES = {"keras.layers.CuDNNLSTM": "keras.layers.LSTM", "keras.layers.CuDNNGRU": "keras.layers.GRU"}


def check(module: Module) -> Iterator[Proposal]:
    """Layers of the GPU's library."""
    yield from renamed(module, _NAMES, "Keras 3 has no `{}`: `{}` computes the same, and uses the GPU's library itself")


RULE = Rule("KER213", "cudnn-layers", "3.0.0", "safe or review", check, (b"CuDNN",))
