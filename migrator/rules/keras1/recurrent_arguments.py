"""Keras 1's arguments of `LSTM`, `GRU`, `SimpleRNN` and `ConvLSTM2D` get Keras 3's names.

## What it does

Renames `output_dim`, `init`, `inner_init`, `inner_activation`, `W_regularizer`, `U_regularizer`, `b_regularizer`,
`dropout_W` and `dropout_U`; of `ConvLSTM2D` also `nb_filter`, `nb_row` and `nb_col`, `border_mode`, `subsample` and
`dim_ordering`. `consume_less` goes, `forget_bias_init` becomes `unit_forget_bias` where it says something.

## Why

Keras 2.0 - 2.3 translated these names, with a warning; Keras 2.4 and later, Keras 3 among them, refuse them.

## Example

```python before
from keras.layers import LSTM

layer = LSTM(output_dim=32, init="uniform", inner_activation="sigmoid", dropout_W=0.2, consume_less="gpu")
```

```python after
from keras.layers import LSTM

layer = LSTM(units=32, kernel_initializer="uniform", recurrent_activation="sigmoid", dropout=0.2)
```

```python before
from keras.layers import GRU, Bidirectional

layer = Bidirectional(GRU(32, inner_init="orthogonal", W_regularizer="l2"))
```

```python after
from keras.layers import GRU, Bidirectional

layer = Bidirectional(GRU(32, recurrent_initializer="orthogonal", kernel_regularizer="l2"))
```

```python before
from functools import partial
from keras.layers import GRU, LSTM

recurrent = partial(LSTM, dropout_U=0.1, return_sequences=True)
layers = [recurrent(output_dim=8), recurrent(output_dim=4)]
```

```python after
from functools import partial
from keras.layers import GRU, LSTM

recurrent = partial(LSTM, recurrent_dropout=0.1, return_sequences=True)
layers = [recurrent(units=8), recurrent(units=4)]
```

```python before
from keras.layers import LSTM


class Encoder(LSTM):
    def __init__(self, size, **kwargs):
        super(Encoder, self).__init__(output_dim=size, forget_bias_init="zero", **kwargs)
```

```python after
from keras.layers import LSTM


class Encoder(LSTM):
    def __init__(self, size, **kwargs):
        super(Encoder, self).__init__(units=size, unit_forget_bias=False, **kwargs)
```

```python before
from keras.layers import ConvLSTM2D

layer = ConvLSTM2D(nb_filter=8, nb_row=3, nb_col=3, border_mode="same", inner_activation="sigmoid")
```

```python after
from keras.layers import ConvLSTM2D

layer = ConvLSTM2D(filters=8, kernel_size=(3, 3), padding="same", recurrent_activation="sigmoid")
```

## Left alone

```python
from keras.layers import LSTM

layer = LSTM(32, kernel_initializer="uniform", dropout=0.2)
```

```python
class LSTM:
    def __init__(self, output_dim, init="uniform"):
        self.output_dim, self.init = output_dim, init


layer = LSTM(output_dim=32, init="normal")
```

## Fix safety

Safe: the same argument under its later name. An argument that arrives through `**` or as a function (initializers were
called with other arguments) is left to a person.

## References

Keras 2.2.4 `legacy/interfaces.py` (`legacy_recurrent_support`, `legacy_convlstm2d_support`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.keras1_arguments import proposals
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Recurrent layers with arguments of Keras 1."""
    yield from proposals(module, recurrent=True)


RULE = Rule(
    "KER901",
    "keras1-recurrent-arguments",
    "3.0.0",
    "safe or review",
    check,
    (
        *(b"output_dim", b"init", b"inner_activation", b"_regularizer", b"dropout_", b"consume_less"),
        *(b"ConvLSTM2D", b"nb_filter", b"border_mode", b"dim_ordering", b"uniform", b"normal"),
    ),
)
