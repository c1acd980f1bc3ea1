"""Layers are imported from `keras.layers`, not from its former sub-modules.

## What it does

Rewrites imports from `keras.layers.core`, `.recurrent`, `.embeddings`, `.wrappers`, `.normalization`,
`.advanced_activations`, `.convolutional`, `.pooling`, `.merge`, `.noise` and all other sub-modules that a release of
Keras 1 or 2 had, and dotted names through them, to where each name lives now. The file keeps its root: `keras` or
`tensorflow.keras`. An import of such a module itself goes once nothing uses it any more.

## Why

Keras 3 has no sub-modules of `keras.layers` (ModuleNotFoundError); those of Keras 2 went away between 2.4 and 2.13.

## Example

```python before
from keras.layers.core import Dense, Dropout as Drop, Activation
from keras.layers.recurrent import LSTM
```

```python after
from keras.layers import Dense, Dropout as Drop, Activation
from keras.layers import LSTM
```

```python before
from keras.layers.merge import (
    concatenate,  # branches
    Add,
)
import keras.layers.wrappers as wrappers

both = concatenate([a, b])
rnn = wrappers.Bidirectional(layer)
```

```python after
from keras.layers import (
    concatenate,  # branches
    Add,
)
from keras.layers import Bidirectional

both = concatenate([a, b])
rnn = Bidirectional(layer)
```

```python before
import keras
import keras.layers.recurrent

layer = keras.layers.recurrent.LSTM(4)
```

```python after
import keras
import keras.layers

layer = keras.layers.LSTM(4)
```

```python before
from keras.layers.recurrent import *

layer = GRU(4, return_sequences=True)
```

```python after
from keras.layers import GRU

layer = GRU(4, return_sequences=True)
```

## Left alone

```python
from keras.layers import Dense, LSTM
```

```python
try:
    from keras.layers.merge import concatenate
except ImportError:
    from keras.layers import concatenate
```

```python
from .layers.core import Dense
from mylib.layers.recurrent import LSTM
```

Names that Keras 3 has nothing for (`MaxoutDense`, `Highway`, `Recurrent`) are reported.

## Fix safety

Safe: the same class or function by its public name; which name that is was followed to its definition in every
release. Unsafe for classes that were other code than the public ones (`rnn.gru_v1`, `legacy_rnn`). What an old
release did by default (`reset_after=False` of `GRU` up to 2.3) is a matter of its own.

## References

The modules of `keras` 1.0 to 2.15; <https://keras.io/api/layers/>.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER101", "legacy-layer-module", "3.0.0", "safe, unsafe, review", partial(moved_names, code="KER101"), (b"keras",)
)
