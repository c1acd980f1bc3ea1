"""`to_categorical` gives numbers of float64 in Keras 3.

## What it does

Names the calls of `to_categorical` whose result goes where its type shows: into a function of TensorFlow or of
`keras.backend`, into a file, or out of `dtype`, `nbytes` and the like. With `--unsafe-fixes` they get
`.astype("float32")`.

## Why

Keras 2 gave float32. Models convert what they are trained with, so that nothing changes for them; a loop of your own
meets float64 beside the float32 of the model (InvalidArgumentError), files and arrays are twice as large.

## Example

```python before unsafe
import tensorflow as tf
from tensorflow.keras.utils import to_categorical

targets = to_categorical(labels, 10)
loss = tf.reduce_mean(tf.square(targets - model(images)))
data = tf.data.Dataset.from_tensor_slices((images, targets))
```

```python after
import tensorflow as tf
from tensorflow.keras.utils import to_categorical

targets = to_categorical(labels, 10).astype("float32")
loss = tf.reduce_mean(tf.square(targets - model(images)))
data = tf.data.Dataset.from_tensor_slices((images, targets))
```

```python before unsafe
import numpy as np
from keras.utils import to_categorical

np.save("targets.npy", to_categorical(labels))
```

```python after
import numpy as np
from keras.utils import to_categorical

np.save("targets.npy", to_categorical(labels).astype("float32"))
```

## Left alone

```python
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input
from keras.utils import to_categorical

model = Sequential([Input((3,)), Dense(4, activation="softmax")])
model.compile("sgd", "categorical_crossentropy")
targets = to_categorical(labels, 4)
model.fit(x, targets)
print(targets.shape, np.argmax(targets, axis=1))
states = to_categorical(labels, 4).astype("int32")
```

## Fix safety

Unsafe: the numbers are 0 and 1 in both, and a program may as well do with the larger type.

## References

Keras 2.15 `utils/np_utils.py`; Keras 3 `utils/numerical_utils.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import WrapExpression
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import resolve

_FUNCTIONS = frozenset({"keras.utils.to_categorical", "keras.utils.np_utils.to_categorical"})
_DTYPE_POSITION = 2
_TYPED = ("tensorflow.", "keras.backend.", "keras.losses.", "keras.metrics.", "numpy.save")
_ASKING = frozenset({"dtype", "nbytes", "itemsize", "tobytes", "tofile", "view"})


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the function without a type."""
    for call in module.calls:
        if module.facts.sole_symbol(call) not in _FUNCTIONS or len(call.args) > _DTYPE_POSITION:
            continue
        if any(k.arg in {"dtype", None} for k in call.keywords):
            continue
        if any(_shows(module, place) for place in _places(module, call)):
            operation = WrapExpression(call, "", '.astype("float32")')
            yield Proposal(call, _MESSAGE, Applicability.UNSAFE, (operation,))


def _places(module: Module, call: ast.Call) -> Iterator[ast.expr]:
    """The call, and where the name that it is given to is read."""
    yield call
    parent = module.parents.get(call)
    names = [t.id for t in parent.targets if isinstance(t, ast.Name)] if isinstance(parent, ast.Assign) else []
    scope = module.scope(call)
    for node in module.nodes:
        if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
            if module.scope(node) is scope or isinstance(scope, ast.Module):
                yield node


def _shows(module: Module, node: ast.expr) -> bool:
    """Whether the type of an expression matters where it stands: slices, tuples and arithmetic pass it on."""
    child: ast.AST = node
    for parent in module.ancestors(node):
        if isinstance(parent, ast.Attribute):
            return parent.attr in _ASKING
        if isinstance(parent, ast.keyword):
            continue
        if isinstance(parent, ast.Call):
            called = module.facts.callees.get(parent) or {resolve(module, parent.func) or ""}
            return child is not parent.func and any(symbol.startswith(_TYPED) for symbol in called)
        if isinstance(parent, ast.Subscript) and parent.value is not child:
            return False
        if not isinstance(parent, (ast.Subscript, ast.Tuple, ast.List, ast.BinOp, ast.UnaryOp)):
            return False
        child = parent
    return False


_MESSAGE = "`to_categorical` of Keras 3 gives float64, that of Keras 2 gave float32, and here the type shows"

RULE = Rule("KER706", "categorical-dtype", "3.0.0", "unsafe", check, (b"to_categorical",))
