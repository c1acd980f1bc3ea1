"""`keras.experimental`, `keras.optimizers.experimental` and the like are gone: the names are in their packages.

## What it does

Rewrites imports from `keras.experimental`, `keras.optimizers.experimental`, `keras.callbacks.experimental` and
`keras.mixed_precision.experimental`, and dotted names through them.

## Why

Keras 3 has no such modules (ModuleNotFoundError, AttributeError).

## Example

```python before
import tensorflow as tf

rate = tf.keras.experimental.CosineDecay(0.1, 1000)
optimizer = tf.keras.optimizers.experimental.Adam(rate)
```

```python after
import tensorflow as tf

rate = tf.keras.optimizers.schedules.CosineDecay(0.1, 1000)
optimizer = tf.keras.optimizers.Adam(rate)
```

```python before
from tensorflow.keras.mixed_precision import experimental

experimental.set_policy("mixed_float16")
```

```python after
from tensorflow.keras import mixed_precision

mixed_precision.set_global_policy("mixed_float16")
```

## Left alone

```python
import keras

rate = keras.optimizers.schedules.CosineDecay(0.1, 1000)
```

Names that Keras 3 has nothing for (`PeepholeLSTMCell`, `LinearModel`, `WideDeepModel`) are reported.

## Fix safety

Safe: the same class or function by its public name.

## References

Keras 2.15 `keras.experimental`, `keras.optimizers.experimental`; TensorFlow 2.3 `mixed_precision/experimental`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER107", "experimental-namespaces", "3.0.0", "safe, review", partial(moved_names, code="KER107"), (b"keras",)
)
