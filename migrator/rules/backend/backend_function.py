"""Functions of `keras.backend` are in `keras.ops`, `keras.random` and `keras.utils` now, some under other names.

## What it does

Puts the function of Keras 3 in the place of the one of Keras 2, with the arguments that have another name, place or
default there: `K.concatenate` joins along the last axis, `ops.concatenate` along the first. Where a function of that
name computes something else in Keras 3, what computes the same is written out: `K.repeat` is not `ops.repeat`,
`K.hard_sigmoid` not `ops.hard_sigmoid`, and `K.sqrt` takes negative numbers for zero. A function that is handed on, not
called, is replaced where it has the same parameters.

What `keras.backend` still has (`K.epsilon()`, `K.floatx()`, `K.image_data_format()`, `K.clear_session()`) stays. So do
the functions of `tf.keras.backend`, which Keras 3 keeps for tensors of TensorFlow; on symbolic tensors (`Input`, the
outputs of layers) they raise, and are replaced.

## Why

`AttributeError: module 'keras.backend' has no attribute 'mean'`.

## Example

```python before
from keras import backend as K

def rmse(y_true, y_pred):
    return K.sqrt(K.mean(K.square(y_pred - y_true), axis=-1))
```

```python after
from keras import backend as K, ops

def rmse(y_true, y_pred):
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true), axis=-1))
```

Defaults that differ are written out.

```python before
import keras
import keras.backend as K

def join(a, b):
    return K.expand_dims(K.concatenate([a, b]))
```

```python after
import keras
import keras.backend as K
from keras import ops

def join(a, b):
    return ops.expand_dims(ops.concatenate([a, b], axis=-1), axis=-1)
```

What is only computed with need not be a variable.

```python before
import keras
from keras import backend as K, ops

class Net(keras.layers.Layer):
    def start(self, x):
        reducer = K.zeros((3, 4))
        self.count = K.zeros((1,))
        return ops.dot(x, reducer)
```

```python after
import keras
from keras import backend as K, ops

class Net(keras.layers.Layer):
    def start(self, x):
        reducer = ops.zeros((3, 4))
        self.count = keras.Variable(ops.zeros((1,)))
        return ops.dot(x, reducer)
```

Names of arguments follow.

```python before
from keras import backend as K
import keras

flipped = keras.layers.Lambda(lambda x: K.reverse(K.clip(x, min_value=0, max_value=1), axes=1))
```

```python after
from keras import backend as K, ops
import keras

flipped = keras.layers.Lambda(lambda x: ops.flip(ops.clip(x, x_min=0, x_max=1), axis=1))
```

Other functions of the same name are not taken.

```python before
import keras

def spread(x, n):
    return keras.backend.repeat(x, n) + keras.backend.hard_sigmoid(x)
```

```python after
import keras

def spread(x, n):
    return keras.ops.repeat(keras.ops.expand_dims(x, 1), n, axis=1) + keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)
```

Variables of Keras are variables of Keras again.

```python before
import keras
from keras import backend as K

weight = K.variable(0.0)
K.set_value(weight, 0.5)
print(K.get_value(weight))
```

```python after
import keras
from keras import backend as K, ops

weight = keras.Variable(0.0, dtype=K.floatx())
weight.assign(0.5)
print(ops.convert_to_numpy(weight))
```

Functions that are imported by name go with their import.

```python before
from keras.backend import mean, square, epsilon

def loss(y_true, y_pred):
    return mean(square(y_pred - y_true)) + epsilon()
```

```python after
from keras.backend import epsilon
from keras import ops

def loss(y_true, y_pred):
    return ops.mean(ops.square(y_pred - y_true)) + epsilon()
```

`tf.keras.backend` is left where it works, and replaced where it is given a symbolic tensor.

```python before
import tensorflow as tf
from tensorflow.keras import backend as K

inputs = tf.keras.Input((5, 3))
pooled = K.mean(inputs, axis=1)
```

```python after
import tensorflow as tf
from tensorflow.keras import backend as K, ops

inputs = tf.keras.Input((5, 3))
pooled = ops.mean(inputs, axis=1)
```

## Left alone

```python
from keras import backend as K

K.clear_session()
smooth = K.epsilon()
channels_first = K.image_data_format() == "channels_first"
```

```python
from tensorflow.keras import backend as K

def rmse(y_true, y_pred):
    return K.sqrt(K.mean(K.square(y_pred - y_true), axis=-1))
```

```python
import numpy as K

total = K.sum(K.square([1, 2]), axis=-1)
```

## Fix safety

Safe where the replacement gives the same numbers for all floating point arguments; each was run against Keras 2. Three
things are known to differ all the same, as they do in Keras' own losses: the mean of integers is not cut to an integer
any more, `binary_crossentropy` of a probability below 1e-6 was bounded a little closer, and random numbers are other
numbers. Unsafe where the code does not show what the replacement depends on: the message says what that is.

## References

Keras 2.15 `backend.py`; Keras 3 `keras.ops`, `keras.random`, `legacy/backend.py` (what `tf.keras.backend` has).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, RemoveImport, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.backend_functions import CONSTANTS, ELSEWHERE, GONE, STILL_THERE, replacements
from migrator.keras_api.rows import Row
from migrator.rules.backend_choices import choose
from migrator.rules.guards import is_guarded
from migrator.rules.keras_backend import BackendUse, backend_uses, roots, variable_kind, works_in_tensorflow
from migrator.rules.learning_rates import backend_access, owner
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import Irreplaceable, replace_call, replace_reference


def check(module: Module) -> Iterator[Proposal]:
    """Functions that `keras.backend` has no more, or not for what they are given."""
    for use in backend_uses(module):
        if use.function in STILL_THERE | ELSEWHERE or is_guarded(module, use.node):
            continue
        if not works_in_tensorflow(module, use):
            proposal = _propose(module, use)
            if proposal is not None:
                yield proposal
    yield from _unused_imports(module)


def _unused_imports(module: Module) -> Iterator[Proposal]:
    """Functions that the module imports by name and does not use: the import alone raises."""
    for binding in module.bindings:
        parent, _, function = binding.canonical.rpartition(".")
        if parent != "keras.backend" or not isinstance(binding.statement, ast.ImportFrom) or function in STILL_THERE:
            continue
        there = binding.module.startswith("tensorflow") and function not in GONE
        if there or module.is_used(binding.name) or is_guarded(module, binding.statement):
            continue
        for alias in binding.statement.names:
            if (alias.asname or alias.name) == binding.name:
                message = f"Keras 3 has no `{function}` in `keras.backend` to import, and nothing here uses it"
                operation = RemoveImport(binding.statement, alias)
                yield Proposal(alias, message, Applicability.SAFE, (operation,))


def _propose(module: Module, use: BackendUse) -> Proposal | None:
    row = replacements().get(use.function)
    if use.function in CONSTANTS and isinstance(use.node, ast.Attribute):
        text = f"{module.source.segment(use.node.value)}.{CONSTANTS[use.function]}()"
        message = _gone(module, use, f"`{text}` gives the same")
        return Proposal(use.node, message, Applicability.SAFE, (ReplaceExpression(use.node, text),))
    if row is None:
        return Proposal(use.node, _gone(module, use, _ADVICE.get(use.function, "")), Applicability.REVIEW)
    shown = _shown(row)
    if not use.sure:
        return Proposal(use.node, _gone(module, use, f"where it is Keras', write `{shown}`"), Applicability.REVIEW)
    if use.call is None:
        return _hand_on(module, use, row)
    if use.function in _OF_VARIABLES and _is_of_another_rule(module, use.call):
        return None
    try:
        choice = choose(module, use.call, use.function)
        operations = replace_call(module, use.call, choice.row)
    except Irreplaceable as reason:
        return Proposal(
            use.node, _gone(module, use, f"`{shown}` computes the same, but {reason}"), Applicability.REVIEW
        )
    shown = _shown(choice.row)
    if choice.depends:
        return Proposal(
            use.node, _gone(module, use, f"`{shown}` does if {choice.depends}"), Applicability.UNSAFE, operations
        )
    return Proposal(use.node, _gone(module, use, f"`{shown}` computes the same"), Applicability.SAFE, operations)


def _hand_on(module: Module, use: BackendUse, row: Row) -> Proposal:
    operations: tuple[Operation, ...] | None = None
    try:
        operations = replace_reference(module, use.node, row)
    except Irreplaceable:
        operations = None
    if operations is None:
        advice = f"hand on a function that computes `{_shown(row)}`"
        return Proposal(use.node, _gone(module, use, advice), Applicability.REVIEW)
    return Proposal(use.node, _gone(module, use, f"`{_shown(row)}` is the same"), Applicability.SAFE, operations)


def _gone(module: Module, use: BackendUse, rest: str) -> str:
    written = ast.unparse(use.node)
    text = f"Keras 3 has no `{written}`"
    if use.function not in GONE and roots(module, use.node) == {"tensorflow"}:
        text = f"`{written}` takes no symbolic tensors and no variables of Keras 3"
    return f"{text}; {rest}" if rest else text


def _shown(row: Row) -> str:
    """The replacement for a person."""
    if not row.same_call:
        return ast.unparse(row.target)
    parameters = [*row.names.values(), *(f"{name}={value}" for name, value in row.added)]
    return f"{ast.unparse(row.target)}({', '.join(parameters)})"


_OF_VARIABLES = frozenset({"eval", "get_value", "set_value"})

_ADVICE = {
    "gradients": "compute the gradients under `tf.GradientTape()`",
    "print_tensor": "call `tf.print(...)` beside the tensor",
    "reset_uids": "`keras.utils.clear_session()` starts the numbers in layer names again",
    "normalize_batch_in_training": "compute it with `ops.moments` and `ops.batch_normalization`",
}


def _is_of_another_rule(module: Module, call: ast.Call) -> bool:
    """Whether a variable that is read or set is one that other rules see to: a state, a weight, a learning rate."""
    access = backend_access(module, call)
    if access is not None:
        rate = access[1]
        return owner(module, rate.value, module.facts.receivers.get(rate, [])) is not None
    kind = variable_kind(module, call.args[0]) if call.args else None
    return kind == "state" or (kind == "weight" and module.facts.sole_symbol(call) != "keras.backend.set_value")


RULE = Rule("KER801", "backend-function", "3.0.0", "safe or unsafe or review", check, (b"backend",))
