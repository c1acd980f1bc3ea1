"""Names of other modules that only Keras 1 and 2 had are where Keras 3 has them.

## What it does

Rewrites imports from `keras.optimizers.adam_v2`, `keras.optimizer_v2`, `keras.callbacks.callbacks`,
`keras.metrics.metrics`, `keras.models.cloning`, `keras.saving.save`, `keras.legacy` and all other modules that a
release of Keras 1 or 2 had, and dotted names through them, to the public names of Keras 3.

## Why

Keras 3 has no such modules (ModuleNotFoundError, ImportError, AttributeError).

## Example

```python before
from keras.optimizers import adam_v2, gradient_descent_v2

first = adam_v2.Adam(learning_rate=0.01)
second = gradient_descent_v2.SGD(learning_rate=0.01)
```

```python after
from keras.optimizers import Adam, SGD

first = Adam(learning_rate=0.01)
second = SGD(learning_rate=0.01)
```

```python before
from keras.optimizers.optimizer_v2.rmsprop import RMSprop
from keras.callbacks.callbacks import EarlyStopping
```

```python after
from keras.optimizers import RMSprop
from keras.callbacks import EarlyStopping
```

```python before
from keras.optimizers import adam

optimizer = adam()
```

```python after
from keras.optimizers import Adam as adam

optimizer = adam()
```

## Left alone

```python
from keras.optimizers import Adam
from keras.callbacks import EarlyStopping
```

```python
from mylib.optimizers import adam_v2
```

Names that Keras 3 has nothing for (`keras.legacy.interfaces`) are reported.

## Fix safety

Safe: the same class or function by its public name. Unsafe for those that were other code than the public ones
(`optimizer_v1`, `initializers_v1`, `saving.legacy`).

## References

The modules of `keras` 1.0 to 2.15.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER120", "former-module", "3.0.0", "safe, unsafe, review", partial(moved_names, code="KER120"), (b"keras",)
)
