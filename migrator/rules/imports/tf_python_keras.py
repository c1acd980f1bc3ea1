"""`tensorflow.python.keras` and `tensorflow.contrib.keras` become `tensorflow.keras`.

## What it does

Rewrites imports from these private copies of Keras 2, and dotted names through them, to the public names of
`tensorflow.keras`.

## Why

`tensorflow.python.keras` is a copy of an old Keras 2 that TensorFlow keeps for itself, with most layers taken out:
imports fail, and what is left does not work with the models and layers of Keras 3. `tensorflow.contrib` is gone.

## Example

```python before
from tensorflow.python.keras.models import Sequential
from tensorflow.python.keras.layers import Dense, LSTM
from tensorflow.python.keras.utils.np_utils import to_categorical
```

```python after
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, LSTM
from tensorflow.keras.utils import to_categorical
```

```python before
import tensorflow as tf
from tensorflow.python import keras

model = keras.Sequential([tf.contrib.keras.layers.Dense(3)])
```

```python after
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([tf.keras.layers.Dense(3)])
```

## Left alone

```python
from tensorflow.keras.layers import LSTM
```

```python
from tensorflow.python.framework import ops
```

Private names that Keras 3 has nothing for are reported.

## Fix safety

Safe: `tensorflow.keras` was made of these modules as long as they were in use (TensorFlow 1.4 to 2.5), and the names
are the public ones of the same things.

## References

`tensorflow/python/keras` of TensorFlow 2.5; `tensorflow/contrib/keras` of TensorFlow 1.15.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER105", "tf-python-keras", "3.0.0", "safe, review", partial(moved_names, code="KER105"), (b"keras",))
