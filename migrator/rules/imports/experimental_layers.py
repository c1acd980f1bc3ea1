"""`keras.layers.experimental` and its `preprocessing` are gone: the layers are in `keras.layers`.

## What it does

Rewrites imports from these modules, and dotted names through them, to `keras.layers`.

## Why

Keras 3 has no `keras.layers.experimental` (ModuleNotFoundError, AttributeError).

## Example

```python before
from tensorflow.keras import layers
from tensorflow.keras.layers.experimental import preprocessing

normalizer = preprocessing.Normalization(axis=-1)
hidden = layers.Dense(3)
```

```python after
from tensorflow.keras import layers

normalizer = layers.Normalization(axis=-1)
hidden = layers.Dense(3)
```

```python before
from keras.layers.experimental.preprocessing import TextVectorization, Normalization
```

```python after
from keras.layers import TextVectorization, Normalization
```

```python before
import tensorflow as tf

flip = tf.keras.layers.experimental.preprocessing.RandomFlip("horizontal")
```

```python after
import tensorflow as tf

flip = tf.keras.layers.RandomFlip("horizontal")
```

## Left alone

```python
from keras.layers import TextVectorization, Normalization
```

Names that Keras 3 has nothing for (`SyncBatchNormalization`, `PreprocessingLayer`) are reported.

## Fix safety

Safe: the same class by its public name.

## References

Keras 2.15 `layers/experimental/preprocessing`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER106", "experimental-preprocessing", "3.0.0", "safe, review", partial(moved_names, code="KER106"), (b"keras",)
)
