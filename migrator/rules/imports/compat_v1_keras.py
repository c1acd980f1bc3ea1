"""tf.compat.v1.keras and tf.compat.v2.keras are no modules any more; tf.layers and rnn_cell are gone.

## What it does

- Imports from `tensorflow.compat.v1.keras` and `tensorflow.compat.v2.keras` become imports from `tensorflow.keras`,
  with the names of modules that are gone as Keras 3 has them.
- Names of `tf.layers` and of `tf.nn.rnn_cell`, below `tf.compat.v1` or not, are reported in files that import Keras,
  with the layer that takes their place. So are the recurrent layers of `tf.compat.v1.keras`, whose defaults are others.

## Why

TensorFlow 2.16 and later have `tf.compat.v1.keras` as an attribute, which shows Keras 3; an import from it raises
ModuleNotFoundError. What is left of `tf.layers` raises AttributeError ("not available with Keras 3").

## Example

```python before
from tensorflow.compat.v1.keras.models import Sequential
from tensorflow.compat.v1.keras.layers import Dense, Flatten
import tensorflow.compat.v2.keras.backend as K

model = Sequential([Flatten(), Dense(3)])
K.clear_session()
```

```python after
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, Flatten
import tensorflow.keras.backend as K

model = Sequential([Flatten(), Dense(3)])
K.clear_session()
```

```python before
import tensorflow as tf

layer = tf.compat.v1.keras.layers.core.Dense(3)
```

```python after
import tensorflow as tf

layer = tf.keras.layers.Dense(3)
```

## Left alone

What the attribute has:

```python
import tensorflow as tf
from tensorflow.compat.v1 import keras

layer = tf.compat.v1.keras.layers.Dense(3)
model = keras.Sequential([layer])
```

Recurrent layers that say what they mean:

```python
import tensorflow.compat.v1 as tf

layer = tf.keras.layers.LSTM(3, recurrent_activation="sigmoid")
```

Files without Keras:

```python
import tensorflow as tf

cell = tf.compat.v1.nn.rnn_cell.LSTMCell(3)
```

## Fix safety

Safe: the same classes and functions. Unsafe for imports of `LSTM`, `GRU` and their cells: those of version 1 have
`recurrent_activation="hard_sigmoid"` by default, and `GRU` has `reset_after=False`.

## References

TensorFlow 2.16 to 2.21, `tensorflow/_api/v2/compat/v1/__init__.py`; Keras 2.15 `layers/rnn/gru_v1.py`, `lstm_v1.py`,
`legacy_tf_layers`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api.imports import OF_VERSION_1
from migrator.rules.guards import is_one_of_several_imports, is_under_version_test
from migrator.rules.moved import moved_names
from migrator.rules.registry import Proposal, Rule

_LAYERS = {
    "average_pooling1d": "AveragePooling1D",
    "average_pooling2d": "AveragePooling2D",
    "batch_normalization": "BatchNormalization",
    "conv1d": "Conv1D",
    "conv2d": "Conv2D",
    "conv2d_transpose": "Conv2DTranspose",
    "conv3d": "Conv3D",
    "dense": "Dense",
    "dropout": "Dropout",
    "flatten": "Flatten",
    "max_pooling1d": "MaxPooling1D",
    "max_pooling2d": "MaxPooling2D",
    "separable_conv2d": "SeparableConv2D",
}
_CELLS = {
    "BasicLSTMCell": "LSTMCell",
    "BasicRNNCell": "SimpleRNNCell",
    "GRUCell": "GRUCell",
    "LSTMCell": "LSTMCell",
    "MultiRNNCell": "StackedRNNCells",
}
_GROUPS = (("layers.", _LAYERS), ("nn.rnn_cell.", _CELLS), ("contrib.rnn.", _CELLS))


def check(module: Module) -> Iterator[Proposal]:
    """Imports from `tf.compat`, and names of `tf.layers` and `tf.nn.rnn_cell` beside Keras."""
    yield from moved_names(module, "KER117")
    for node, symbols in module.facts.symbols.items():
        symbol = module.facts.sole_symbol(node) if len(symbols) == 1 else None
        if symbol is None or not isinstance(node, (ast.Attribute, ast.Name)) or not isinstance(node.ctx, ast.Load):
            continue
        message = _of_tensorflow(module, symbol) or _of_version_1(module, node, symbol)
        if message is None or is_under_version_test(module, node) or is_one_of_several_imports(module, node):
            continue
        yield Proposal(node, message, Applicability.REVIEW)


def _of_tensorflow(module: Module, symbol: str) -> str | None:
    """What is to be said of a name of `tf.layers` or `tf.nn.rnn_cell`."""
    if not symbol.startswith("tensorflow.") or not module.imports_keras:
        return None
    path = symbol.removeprefix("tensorflow.").removeprefix("compat.v1.")
    for group, names in _GROUPS:
        if path.startswith(group):
            name = path[len(group) :]
            layer = names.get(name, name if name[:1].isupper() else "")
            return f"`tf.{path}` is not available with Keras 3" + (f": use `keras.layers.{layer}`" if layer else "")
    return None


def _of_version_1(module: Module, node: ast.Attribute | ast.Name, symbol: str) -> str | None:
    """What is to be said of a recurrent layer that is reached through `tf.compat.v1.keras`."""
    if symbol not in OF_VERSION_1 or not isinstance(node, ast.Attribute) or "CuDNN" in module.text_before(node):
        return None  # a layer of the GPU's library had the defaults of Keras 3
    base = node.value
    while module.facts.sole_symbol(base) != "tensorflow.compat.v1":
        if not isinstance(base, ast.Attribute):
            return None
        base = base.value
    call = module.parents.get(node)
    given = {k.arg for k in call.keywords} if isinstance(call, ast.Call) else set()
    if "recurrent_activation" in given and ("GRU" not in symbol or "reset_after" in given):
        return None
    reset = ", and `reset_after=False`" if "GRU" in symbol else ""
    return f'that of version 1 had `recurrent_activation="hard_sigmoid"` by default{reset}: pass what was meant'


RULE = Rule("KER117", "compat-v1-keras", "3.0.0", "safe, unsafe or review", check, (b"compat", b"rnn", b"layers"))
