"""Functions of TensorFlow take no symbolic tensors in Keras 3.

## What it does

Puts the function of `keras.ops` in the place of one of TensorFlow that is given a symbolic tensor: an `Input`, the
output of a layer that is called on one. `keras.ops` takes both kinds of tensors.

## Why

`ValueError: A KerasTensor cannot be used as input to a TensorFlow function`. Keras 2 made a layer of the call.

## Example

```python before
import tensorflow as tf
from tensorflow.keras import layers

inputs = tf.keras.Input((5, 3))
hidden = layers.GRU(4, return_sequences=True)(inputs)
pooled = tf.concat([tf.reduce_mean(hidden, axis=1), tf.reduce_max(hidden, axis=1)], axis=-1)
scores = tf.nn.softmax(tf.reshape(pooled, (-1, 8)))
```

```python after
import tensorflow as tf
from tensorflow.keras import layers

inputs = tf.keras.Input((5, 3))
hidden = layers.GRU(4, return_sequences=True)(inputs)
pooled = tf.keras.ops.concatenate([tf.keras.ops.mean(hidden, axis=1), tf.keras.ops.max(hidden, axis=1)], axis=-1)
scores = tf.keras.ops.softmax(tf.keras.ops.reshape(pooled, (-1, 8)))
```

```python before
import keras
import tensorflow as tf

queries, keys = keras.Input((5, 3)), keras.Input((5, 3))
scores = tf.matmul(queries, keys, transpose_b=True)
best = tf.argmax(scores, axis=-1)
```

```python after
import keras
import tensorflow as tf

queries, keys = keras.Input((5, 3)), keras.Input((5, 3))
scores = keras.ops.matmul(queries, keras.ops.swapaxes(keys, -1, -2))
best = keras.ops.cast(keras.ops.argmax(scores, axis=-1), "int64")
```

## Left alone

```python
import tensorflow as tf
from tensorflow.keras import layers

class Mean(layers.Layer):
    def call(self, inputs):
        return tf.reduce_mean(inputs, axis=1)

outputs = Mean()(tf.keras.Input((5, 3)))
```

```python
import tensorflow as tf

def loss(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred))

print(loss(tf.ones((2, 2)), tf.zeros((2, 2))))
```

## Fix safety

Safe: the functions give the same numbers, which a run of each has shown. What `keras.ops` does not have, or not with
these arguments, is reported: such a call belongs in a `Lambda` layer, or in the `call` of a layer of one's own.

## References

Keras 3 `backend/common/keras_tensor.py` (`__tf_tensor__`), `keras.ops`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.rows import Row, read_rows
from migrator.keras_api.tensorflow_functions import HOMES, TAKE_SYMBOLIC, replacements
from migrator.rules.guards import is_guarded
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import Irreplaceable, arguments, replace_call, spell_root

_TRANSPOSED = read_rows(
    "matmul(a, b, transpose_a=..., transpose_b=...) -> ops.matmul(a, ops.swapaxes(b, -1, -2))",
)["matmul"]


def check(module: Module) -> Iterator[Proposal]:
    """Calls of functions of TensorFlow with symbolic tensors."""
    for call in module.calls:
        if call not in module.facts.symbolic_calls or is_guarded(module, call):
            continue
        path = module.facts.sole_symbol(call)
        if path is None or not path.startswith("tensorflow."):
            continue
        home, _, function = path.removeprefix("tensorflow.").rpartition(".")
        if function not in TAKE_SYMBOLIC and not function[:1].isupper():
            yield _propose(module, call, function, home)


def _propose(module: Module, call: ast.Call, function: str, home: str) -> Proposal:
    written = ast.unparse(call.func)
    message = f"`{written}` takes no symbolic tensor in Keras 3"
    known = (home, function) == ("image", "resize") or (home in HOMES and function != "resize")
    try:
        operations = _operations(module, call, function) if known else None
    except Irreplaceable as reason:
        advice = f"call it in a `Lambda` layer or in the `call` of a layer, or use `keras.ops`: {reason}"
        return Proposal(call.func, f"{message}; {advice}", Applicability.REVIEW)
    if operations is None:
        advice = "call it in a `Lambda` layer or in the `call` of a layer"
        if function == "shape":
            advice = "compute with the shape in a `Lambda` layer or in the `call` of a layer"
        return Proposal(call.func, f"{message}; {advice}", Applicability.REVIEW)
    return Proposal(call.func, f"{message}; `keras.ops` does", Applicability.SAFE, operations)


def _operations(module: Module, call: ast.Call, function: str) -> tuple[Operation, ...] | None:
    """What puts a function of `keras.ops` in the place of a call; None where there is none. Raises `Irreplaceable`."""
    if function == "einsum":
        if call.keywords:
            raise Irreplaceable("`ops.einsum` has no such arguments")
        ops = spell_root(module, "ops", call)
        return (*ops.operations, ReplaceExpression(call.func, f"{ops.text}.einsum"))
    row = replacements().get(function)
    if row is None:
        return None
    return replace_call(module, call, _row_for(call, function, row))


def _row_for(call: ast.Call, function: str, row: Row) -> Row:
    """The row for the arguments that a call has. Raises `Irreplaceable`."""
    if function == "matmul" and any(k.arg not in row.names for k in call.keywords):
        given = arguments(call, _TRANSPOSED).values
        if "transpose_a" in given or not _is_true(given.get("transpose_b")):
            raise Irreplaceable("`ops.matmul` transposes nothing")
        return _TRANSPOSED
    if function == "split":
        sizes = arguments(call, row).values["num_or_size_splits"]
        if not (isinstance(sizes, ast.Constant) and isinstance(sizes.value, int)):
            raise Irreplaceable("`ops.split` takes the indices to split at, not the sizes")
    if function == "resize":
        method = arguments(call, row).values.get("method")
        if method is not None and not (isinstance(method, ast.Constant) and isinstance(method.value, str)):
            raise Irreplaceable("`ops.image.resize` takes the name of the method")
    return row


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


RULE = Rule("KER805", "tf-op-on-keras-tensor", "3.0.0", "safe or review", check, (b"tensorflow",))
