"""`keras.optimizers.legacy` is gone: the optimizers are in `keras.optimizers`.

## What it does

Rewrites imports from `keras.optimizers.legacy`, and dotted names through it.

## Why

Keras 3 has the names, and raises ImportError when one of them is called.

## Example

```python before
import tensorflow as tf

optimizer = tf.keras.optimizers.legacy.Adam(0.01)
```

```python after
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(0.01)
```

```python before unsafe
from keras.optimizers.legacy import RMSprop

optimizer = RMSprop(0.001, momentum=0.9)
```

```python after
from keras.optimizers import RMSprop

optimizer = RMSprop(0.001, momentum=0.9)
```

```python before
from tensorflow.keras.optimizers.legacy import SGD
from keras.optimizers import legacy

optimizers = [SGD(0.1), legacy.Adam(0.01)]
```

```python after
from tensorflow.keras.optimizers import SGD
from keras.optimizers import Adam

optimizers = [SGD(0.1), Adam(0.01)]
```

## Left alone

```python
from keras.optimizers import Adam

optimizer = Adam(0.01)
```

## Fix safety

Safe: the same updates, to the accuracy of float32 (SGD, Adam, Adagrad, Adadelta, Adamax, Ftrl). Unsafe for RMSprop,
which without momentum added `epsilon` elsewhere (KER614 has the value that makes up for it), and for Nadam, whose
updates in Keras 3 are others.

## References

Keras 2.15 `optimizers/legacy/`, `optimizers/optimizer.py`; Keras 3 `optimizers/__init__.py` (`LegacyOptimizerWarning`).
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER605",
    "legacy-optimizers",
    "3.0.0",
    "safe, unsafe or review",
    partial(moved_names, code="KER605"),
    (b"legacy",),
)
