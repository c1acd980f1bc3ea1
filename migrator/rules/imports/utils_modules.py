"""`keras.utils` has no sub-modules: what they held is in `keras.utils`, if it is public.

## What it does

Rewrites imports from `keras.utils.vis_utils`, `.data_utils`, `.generic_utils`, `.layer_utils`, `.conv_utils`,
`.io_utils` and the other former modules of `keras.utils`, and dotted names through them, to where each name lives
now.

## Why

Keras 3 has no sub-modules of `keras.utils` (ModuleNotFoundError); Keras 2 took them out of reach in 2.13.

## Example

```python before
from keras.utils.vis_utils import plot_model
from keras.utils.generic_utils import get_custom_objects, CustomObjectScope, Progbar
```

```python after
from keras.utils import plot_model
from keras.utils import get_custom_objects, CustomObjectScope, Progbar
```

```python before
from tensorflow.keras.utils import data_utils

path = data_utils.get_file("x.csv", origin)
```

```python after
from tensorflow.keras.utils import get_file

path = get_file("x.csv", origin)
```

## Left alone

```python
from keras.utils import plot_model, Sequence
```

Names that Keras 3 has nothing for (`HDF5Matrix`, `conv_output_length`, `count_params`, `print_summary`) are reported.

## Fix safety

Safe: the same function or class by its public name.

## References

The modules of `keras/utils` of Keras 1.0 to 2.15.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER104", "utils-private-modules", "3.0.0", "safe, review", partial(moved_names, code="KER104"), (b"keras",)
)
