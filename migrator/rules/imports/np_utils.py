"""`keras.utils.np_utils` is gone: `to_categorical` and `normalize` are in `keras.utils`.

## What it does

Rewrites imports from `keras.utils.np_utils` and what is read from that module. The import of the module itself goes
once nothing uses it any more.

## Why

Keras 3 has no `np_utils` (ImportError); Keras 2 took it out of reach in 2.13.

## Example

```python before
from keras.utils import np_utils

y_train = np_utils.to_categorical(y_train, 10)
y_test = np_utils.to_categorical(y_test, 10)
```

```python after
from keras.utils import to_categorical

y_train = to_categorical(y_train, 10)
y_test = to_categorical(y_test, 10)
```

```python before
from keras.utils.np_utils import to_categorical as one_hot
```

```python after
from keras.utils import to_categorical as one_hot
```

```python before
import keras.utils.np_utils as U
from keras import utils

y = U.to_categorical(y)
```

```python after
from keras import utils

y = utils.to_categorical(y)
```

## Left alone

```python
from keras.utils import to_categorical
```

```python
from mylib import np_utils

y = np_utils.to_categorical(y)
```

`probas_to_classes` and other functions that Keras 3 has nothing for are reported.

## Fix safety

Safe: the same function by its public name.

## References

Keras 2.12 `utils/np_utils.py`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER103", "np-utils", "3.0.0", "safe, review", partial(moved_names, code="KER103"), (b"keras",))
