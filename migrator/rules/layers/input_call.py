"""`Input(5)` and `Input((5,), 2, "name")`: a shape is a tuple, a name is a keyword.

## What it does

Writes a whole number given as shape as a tuple. Gives names to positional arguments from the third on, and takes out
`type_spec=None`.

## Why

Keras 2 read `Input(5)` as `Input((5,))`; Keras 3 raises. The third positional argument was the name and is the dtype.

## Example

```python before
from keras.layers import Input

first = Input(5)
second = Input(shape=5, name="second")
third = Input((5, 3), 2, "third")
```

```python after
from keras.layers import Input

first = Input((5,))
second = Input(shape=(5,), name="second")
third = Input((5, 3), 2, name="third")
```

```python before
import keras

features = 5
inputs = keras.Input(features)
```

```python after
import keras

features = 5
inputs = keras.Input((features,))
```

## Left alone

```python
import keras


def inputs(shape):
    return keras.Input(shape), keras.Input((5,), 2), keras.Input([5, 3])
```

## Fix safety

Safe: the code in view proves that the shape is a whole number.

## References

Keras 2.15 `engine/input_layer.py`; Keras 3 `layers/core/input_layer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RemoveArgument, RenameArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.positions import INPUT_POSITIONS
from migrator.rules.layer_calls import constant
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Input calls in forms that Keras 3 does not take."""
    for call in module.calls:
        if call in module.facts.inputs and module.facts.sole_symbol(call) is not None:
            yield from _shape(module, call)
            yield from _positions(call)
            yield from _type_spec(call)


def _shape(module: Module, call: ast.Call) -> Iterator[Proposal]:
    keyword = next((k for k in call.keywords if k.arg == "shape"), None)
    shape = keyword.value if keyword is not None else next(iter(call.args), None)
    if shape is None or type(constant(module, shape)) is not int:
        return
    text = module.source.segment(shape)
    edit = ReplaceExpression(shape, f"({text},)")
    yield Proposal(shape, "Keras 3 wants a tuple as the shape of an input", Applicability.SAFE, (edit,))


def _positions(call: ast.Call) -> Iterator[Proposal]:
    first, order = INPUT_POSITIONS
    moved = list(zip(call.args[first:], order[first:], strict=False))
    if not moved or any(isinstance(a, ast.Starred) for a in call.args):
        return
    names = ", ".join(f"`{name}`" for _, name in moved)
    edits = tuple(RenameArgument(call, argument, name) for argument, name in moved)
    yield Proposal(moved[0][0], f"Keras 3's `Input` takes {names} by name", Applicability.SAFE, edits)


def _type_spec(call: ast.Call) -> Iterator[Proposal]:
    keyword = next((k for k in call.keywords if k.arg == "type_spec"), None)
    if keyword is None:
        return
    if isinstance(keyword.value, ast.Constant) and keyword.value.value is None:
        edit = RemoveArgument(call, keyword)
        yield Proposal(keyword, "Keras 3's `Input` takes no `type_spec`", Applicability.SAFE, (edit,))
    else:
        advice = "Keras 3's `Input` takes no `type_spec`; say `shape`, `batch_size` and `dtype`"
        yield Proposal(keyword, advice, Applicability.REVIEW)


RULE = Rule("KER209", "input-call", "3.0.0", "safe or review", check, (b"Input",))
