"""`keras.engine` is gone: its classes are in `keras.layers` and `keras.models`.

## What it does

Rewrites imports from `keras.engine`, `keras.engine.topology`, `.base_layer`, `.training`, `.input_layer` and the
other modules of that package, and dotted names through them, to where each name lives now.

## Why

Keras 3 has no `keras.engine` (ModuleNotFoundError); Keras 2 took it out of reach in 2.13.

## Example

```python before
from keras.engine.topology import Layer, InputSpec
from keras.engine import Layer as Base, Model
```

```python after
from keras.layers import Layer, InputSpec
from keras.layers import Layer as Base
from keras.models import Model
```

```python before
import keras

class Scale(keras.engine.base_layer.Layer):
    def call(self, x):
        return 2 * x
```

```python after
import keras

class Scale(keras.layers.Layer):
    def call(self, x):
        return 2 * x
```

```python before
from keras.engine import topology

inputs = topology.Input((3,))
```

```python after
from keras.layers import Input

inputs = Input((3,))
```

## Left alone

```python
from keras.layers import Layer
```

```python
from engine.topology import Layer
```

```python
import keras

if keras.__version__ < "2.3":
    from keras.engine.topology import Layer
else:
    from keras.layers import Layer
```

Classes that Keras 3 has nothing for (`Container`, `Network`, `Node`) are reported.

## Fix safety

Safe: the same class by its public name. Unsafe for `base_layer_v1` and `training_v1`, which were other code.

## References

`keras/engine` of Keras 1.0 to 2.12.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER102", "engine-import", "3.0.0", "safe, unsafe, review", partial(moved_names, code="KER102"), (b"keras",)
)
