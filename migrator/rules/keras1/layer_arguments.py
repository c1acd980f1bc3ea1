"""Keras 1's arguments of `Dense`, convolutions, pooling, `Embedding`, `Dropout` and others get Keras 3's names.

## What it does

Renames `output_dim`, `init`, `W_regularizer`, `b_regularizer`, `W_constraint`, `b_constraint`, `bias`, `nb_filter`,
`filter_length`, `border_mode`, `subsample`, `subsample_length`, `atrous_rate`, `pool_length`, `stride`, `p`, `sigma`,
`length`, `beta_init` and `gamma_init`, on the layers that had them. `dim_ordering='th'` becomes
`data_format='channels_first'`. The sides of a kernel become one argument: `Convolution2D(32, 3, 5)` is a kernel of
`(3, 5)`.

## Why

Keras 2.0 - 2.3 translated these names, with a warning; Keras 2.4 and later, Keras 3 among them, refuse them. They read
`Convolution2D(32, 3, 5)` as a kernel of `(3, 3)` with strides of `(5, 5)`: silently.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Dropout

model = Sequential()
model.add(Dense(output_dim=64, input_dim=20, init="uniform", W_regularizer="l2"))
model.add(Dropout(p=0.5))
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Dropout

model = Sequential()
model.add(Dense(units=64, input_dim=20, kernel_initializer="uniform", kernel_regularizer="l2"))
model.add(Dropout(rate=0.5))
```

```python before
from keras.layers import Convolution2D, MaxPooling2D

first = Convolution2D(32, 3, 5, border_mode="same", subsample=(2, 2), dim_ordering="tf")
second = Convolution2D(nb_filter=32, nb_row=3, nb_col=5)
pool = MaxPooling2D((2, 2), border_mode="same", dim_ordering='th')
```

```python after
from keras.layers import Convolution2D, MaxPooling2D

first = Convolution2D(32, (3, 5), padding="same", strides=(2, 2), data_format="channels_last")
second = Convolution2D(filters=32, kernel_size=(3, 5))
pool = MaxPooling2D((2, 2), padding="same", data_format='channels_first')
```

```python before
from keras.layers import Convolution1D, MaxPooling1D, TimeDistributed, Dense

layers = [
    Convolution1D(nb_filter=8, filter_length=3, border_mode="same", subsample_length=1, bias=False),
    MaxPooling1D(pool_length=2, stride=1),
    TimeDistributed(Dense(output_dim=4)),
]
```

```python after
from keras.layers import Convolution1D, MaxPooling1D, TimeDistributed, Dense

layers = [
    Convolution1D(filters=8, kernel_size=3, padding="same", strides=1, use_bias=False),
    MaxPooling1D(pool_size=2, strides=1),
    TimeDistributed(Dense(units=4)),
]
```

```python before unsafe
from keras.layers import Convolution2D

layer = Convolution2D(32, 3, 3, activation="relu")
```

```python after
from keras.layers import Convolution2D

layer = Convolution2D(32, (3, 3), activation="relu")
```

## Left alone

```python
from tensorflow.keras.layers import Conv2D, Embedding

layers = [Conv2D(32, 3, 3, activation="relu"), Embedding(input_dim=10, output_dim=4)]
```

```python
from keras.layers import Conv2D

layer = Conv2D(32, 3, 3, padding="same")
```

## Fix safety

Safe: the same argument under its later name. A kernel given side by side is safe where the file has other arguments
of Keras 1, which only Keras 2.3 and older took. Without them, in a file that imports the package `keras`, the edit is
unsafe: a program written for Keras 2.4 or later got strides. What arrives through `**` is left to a person.

## References

Keras 2.2.4 `legacy/interfaces.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.keras1_arguments import proposals
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Layers other than recurrent ones with arguments of Keras 1."""
    yield from proposals(module, recurrent=False)


RULE = Rule("KER902", "keras1-layer-arguments", "3.0.0", "safe, unsafe or review", check)
