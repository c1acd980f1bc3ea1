"""`to_categorical(y=labels, dtype="int32")` is `to_categorical(x=labels).astype("int32")`.

## What it does

Renames the keyword `y` to `x`, and puts `.astype(...)` in the place of `dtype=`.

## Why

Keras 3 refuses both (TypeError). What it returns is of float64.

## Example

```python before
from keras.utils import to_categorical

targets = to_categorical(y=labels, num_classes=4)
states = to_categorical(labels, 4, dtype="int32")
```

```python after
from keras.utils import to_categorical

targets = to_categorical(x=labels, num_classes=4)
states = to_categorical(labels, 4).astype("int32")
```

```python before
import numpy as np
import tensorflow as tf

states = tf.keras.utils.to_categorical(labels, 4, np.uint8)
```

```python after
import numpy as np
import tensorflow as tf

states = tf.keras.utils.to_categorical(labels, 4).astype(np.uint8)
```

## Left alone

```python
from keras.utils import to_categorical

targets = to_categorical(labels, num_classes=4)
```

## Fix safety

Safe: `to_categorical` returns a NumPy array in both versions, but for a tensor of the backend, which Keras 3 gives back
as a tensor: where what it is given may be one, the edit is unsafe.

## References

Keras 2.15 `utils/np_utils.py`; Keras 3 `utils/numerical_utils.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import TensorValue
from migrator.edits.operations import RemoveArgument, RenameArgument, WrapExpression
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_FUNCTIONS = frozenset({"keras.utils.to_categorical", "keras.utils.np_utils.to_categorical"})
_DTYPE_POSITION = 2


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the function with arguments that are gone."""
    for call in module.calls:
        if module.facts.callees.get(call, set()).isdisjoint(_FUNCTIONS):
            continue
        sure = module.facts.sole_symbol(call) is not None
        for keyword in call.keywords:
            if keyword.arg == "y":
                edits = (RenameArgument(call, keyword, "x"),) if sure else ()
                grade = Applicability.SAFE if sure else Applicability.REVIEW
                yield Proposal(keyword, "Keras 3 calls this argument of `to_categorical` `x`", grade, edits)
        yield from _dtype(module, call, sure)


def _dtype(module: Module, call: ast.Call, sure: bool) -> Iterator[Proposal]:
    """The type of the result, as an argument of the function."""
    given = next((k for k in call.keywords if k.arg == "dtype"), None)
    if given is None and (len(call.args) <= _DTYPE_POSITION or any(isinstance(a, ast.Starred) for a in call.args)):
        return
    argument = given if given is not None else call.args[_DTYPE_POSITION]
    message = "`to_categorical` of Keras 3 takes no `dtype`"
    if not sure:
        yield Proposal(argument, message, Applicability.REVIEW)
        return
    text = module.source.segment(argument.value if isinstance(argument, ast.keyword) else argument)
    operations = (RemoveArgument(call, argument), WrapExpression(call, "", f".astype({text})"))
    if _may_be_tensor(module, call):
        message = f"{message}; of a tensor it gives a tensor, which has no `astype`"
        yield Proposal(argument, message, Applicability.UNSAFE, operations)
    else:
        yield Proposal(argument, message, Applicability.SAFE, operations)


def _may_be_tensor(module: Module, call: ast.Call) -> bool:
    """Whether the labels may be a tensor of the backend."""
    labels = next((k.value for k in call.keywords if k.arg in {"y", "x"}), None) or next(iter(call.args), None)
    if labels is None:
        return True
    called = (module.facts.callees.get(n, set()) for n in ast.walk(labels) if isinstance(n, ast.Call))
    made = any(symbol.startswith("tensorflow.") for symbols in called for symbol in symbols)
    return made or any(isinstance(v, TensorValue) for v in module.facts.arguments.get(labels, []))


RULE = Rule("KER705", "categorical-arguments", "3.0.0", "safe, unsafe or review", check, (b"to_categorical",))
