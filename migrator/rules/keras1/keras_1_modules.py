"""`keras.objectives`, `keras.initializations` and `keras.utils.visualize_util` have other names.

## What it does

Rewrites what is imported from these modules of Keras 1, and dotted names through them: to `keras.losses`,
`keras.initializers.get` and `keras.utils.plot_model`. Other names of `keras.initializations` are reported.

## Why

Keras 2 renamed the modules; Keras 3 has nothing under the old names (ModuleNotFoundError). The initializations of
Keras 1 are functions that take a shape and return a variable, and the initializers of today are not.

## Example

```python before
from keras import objectives, initializations
from keras.utils.visualize_util import plot

class Scale:
    def __init__(self, init):
        self.init = initializations.get(init)

loss = objectives.mean_squared_error(a, b)
plot(model, to_file="model.png")
```

```python after
from keras import initializers, losses
from keras.utils import plot_model as plot

class Scale:
    def __init__(self, init):
        self.init = initializers.get(init)

loss = losses.mean_squared_error(a, b)
plot(model, to_file="model.png")
```

```python before
from keras.objectives import binary_crossentropy, mse
```

```python after
from keras.losses import binary_crossentropy, mean_squared_error as mse
```

## Left alone

```python
from keras import losses, initializers
```

```python
from mylib import objectives
```

## Fix safety

Safe: the same functions by their new names; `plot_model` takes the arguments of `plot`.

## References

Keras 2.0 `legacy`; Keras 1.2 `objectives.py`, `initializations.py`, `utils/visualize_util.py`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER907", "k1-modules", "3.0.0", "safe, review", partial(moved_names, code="KER907"), (b"keras",))
