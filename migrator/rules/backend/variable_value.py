"""`weight.value()`, `weight.read_value()`, `weight.eval()` and `K.get_value(weight)` are gone in Keras 3.

## What it does

Reads the variable in the way that Keras 3 has: `ops.convert_to_tensor(weight)` for a tensor, `weight.numpy()` for
numbers. Which variables are Keras' own is known of items of `layer.weights`, `model.trainable_weights` and the like,
and of what `add_weight` made.

## Why

Weights are variables of Keras, not of TensorFlow, in Keras 3. Their `value` is a property, no method, and `read_value`
and `eval` do not exist: `TypeError: 'ResourceVariable' object is not callable`.

## Example

```python before
from keras import backend as K

def describe(layer):
    kernel = K.get_value(layer.weights[0])
    return kernel.shape, [K.eval(w) for w in layer.trainable_weights]
```

```python after
from keras import backend as K

def describe(layer):
    kernel = layer.weights[0].numpy()
    return kernel.shape, [w.numpy() for w in layer.trainable_weights]
```

```python before
import keras

class Scale(keras.layers.Layer):
    def build(self, shape):
        self.factor = self.add_weight(name="factor", shape=(1,))

    def call(self, inputs):
        return inputs * self.factor.read_value()
```

```python after
import keras

class Scale(keras.layers.Layer):
    def build(self, shape):
        self.factor = self.add_weight(name="factor", shape=(1,))

    def call(self, inputs):
        return inputs * keras.ops.convert_to_tensor(self.factor)
```

## Left alone

```python
import keras
import tensorflow as tf

class Count(keras.callbacks.Callback):
    def __init__(self):
        self.batches = tf.Variable(0)

    def on_batch_end(self, batch, logs=None):
        self.batches.assign_add(1)
        print(self.batches.value())
```

```python
from tensorflow.keras import backend as K

def numbers(layer):
    return [K.get_value(w) for w in layer.weights]
```

## Fix safety

Safe: the same numbers of the same variable.

## References

Keras 3 `backend/common/variables.py` (`value`, `numpy`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.backend_functions import shorter
from migrator.rules.guards import is_guarded
from migrator.rules.keras_backend import backend_uses, variable_kind, works_in_tensorflow
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import Irreplaceable, replace_call, sole_argument, spell_root

_METHODS = frozenset({"value", "read_value", "eval"})


def check(module: Module) -> Iterator[Proposal]:
    """Weights that are read in Keras 2's way."""
    for use in backend_uses(module):
        if use.function not in {"get_value", "eval"} or use.call is None or works_in_tensorflow(module, use):
            continue
        variable = sole_argument(use.call)
        if variable is None or variable_kind(module, variable) != "weight" or is_guarded(module, use.node):
            continue
        operations = replace_call(module, use.call, shorter()[use.function])
        message = f"Keras 3 has no `K.{use.function}`; the variable gives its numbers itself"
        yield Proposal(use.call, message, Applicability.SAFE, operations)
    for node in module.attributes:
        call = module.parents.get(node)
        if node.attr not in _METHODS or not isinstance(call, ast.Call) or call.func is not node:
            continue
        if variable_kind(module, node.value) is not None and not is_guarded(module, node):
            yield _read(module, node, call)


def _read(module: Module, node: ast.Attribute, call: ast.Call) -> Proposal:
    message = f"variables of Keras 3 have no method `{node.attr}`"
    written = module.source.segment(node.value)
    if node.attr == "eval":
        return Proposal(node, message, Applicability.SAFE, (ReplaceExpression(call, f"{written}.numpy()"),))
    try:
        ops = spell_root(module, "ops", call)
    except Irreplaceable as reason:
        return Proposal(node, f"{message}, and {reason}", Applicability.REVIEW)
    change = ReplaceExpression(call, f"{ops.text}.convert_to_tensor({written})")
    return Proposal(node, message, Applicability.SAFE, (*ops.operations, change))


RULE = Rule("KER814", "variable-value-call", "3.0.0", "safe or review", check, (b"value", b"eval"))
