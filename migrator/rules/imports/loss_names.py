"""`keras.losses.mse` is `mean_squared_error`, and `tf.keras.losses.mean_squared_error` is `mse`.

## What it does

Gives functions of `keras.losses` and `keras.metrics` the name that Keras 3 has under the root that the file uses: the
full name in `keras`, the short one in `tensorflow.keras`. Strings (`loss="mse"`) are right under both.

## Why

`keras.losses` of Keras 3 has no `mse`, `mae`, `mape`, `msle` and `kld` (since 3.0), and `tensorflow.keras.losses` has
no `mean_squared_error` and the like (since 3.3): ImportError, AttributeError.

## Example

```python before
from keras.losses import mse, binary_crossentropy

loss = mse(a, b) + binary_crossentropy(a, b)
```

```python after
from keras.losses import mean_squared_error as mse, binary_crossentropy

loss = mse(a, b) + binary_crossentropy(a, b)
```

```python before
import tensorflow as tf

loss = tf.keras.losses.mean_squared_error(a, b)
error = tf.keras.metrics.mean_absolute_error(a, b)
```

```python after
import tensorflow as tf

loss = tf.keras.losses.mse(a, b)
error = tf.keras.metrics.mae(a, b)
```

```python before
from keras import losses

model.compile("adam", losses.MSE)
```

```python after
from keras import losses

model.compile("adam", losses.mean_squared_error)
```

## Left alone

```python
from keras.losses import mean_squared_error
```

```python
from tensorflow.keras.losses import mse
```

```python
from sklearn.metrics import mean_squared_error
```

## Fix safety

Safe: names of one function.

## References

The public modules `keras.losses` and `keras.metrics` of Keras 3.15, and those of `keras._tf_keras.keras`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER112", "losses-namespace-asymmetry", "3.0.0", "safe", partial(moved_names, code="KER112"), (b"keras",))
