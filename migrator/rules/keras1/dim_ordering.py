"""`K.set_image_dim_ordering('th')` is `K.set_image_data_format('channels_first')`.

## What it does

Renames `set_image_dim_ordering` and `image_dim_ordering` of the backend along with what they take and give: 'tf' is
'channels_last', 'th' is 'channels_first'. Uses of the value that are no comparison are reported.

## Why

Keras 2.4 and later, Keras 3 among them, do not have the functions.

## Example

```python before
from keras import backend as K

K.set_image_dim_ordering("tf")
if K.image_dim_ordering() == 'th':
    shape = (3, 32, 32)
else:
    shape = (32, 32, 3)
```

```python after
from keras import backend as K

K.set_image_data_format("channels_last")
if K.image_data_format() == 'channels_first':
    shape = (3, 32, 32)
else:
    shape = (32, 32, 3)
```

## Left alone

```python
from keras import backend as K

K.set_image_data_format("channels_last")
ordering = {"image_dim_ordering": "tf"}
```

## Fix safety

Safe: the same setting under its later name.

## References

Keras 2.2.4 `backend/common.py`; Keras 3 `backend/config.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, RenameAttribute, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.keras1 import DATA_FORMATS
from migrator.rules.registry import Proposal, Rule

_SET = "keras.backend.set_image_dim_ordering"
_GET = "keras.backend.image_dim_ordering"
_HINT = "'channels_last' for 'tf', 'channels_first' for 'th'"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the two functions."""
    for call in module.calls:
        symbols = module.facts.callees.get(call, set())
        if _SET in symbols:
            message = f"Keras 3 has `set_image_data_format` in the place of `set_image_dim_ordering`: {_HINT}"
            yield _proposal(call, message, _renamed(module, call, "set_image_data_format", _formats(module, call.args)))
        elif _GET in symbols:
            message = f"Keras 3 has `image_data_format` in the place of `image_dim_ordering`: {_HINT}"
            yield _proposal(call, message, _renamed(module, call, "image_data_format", _compared(module, call)))


def _proposal(call: ast.Call, message: str, operations: tuple[Operation, ...] | None) -> Proposal:
    if operations is None:
        return Proposal(call, message, Applicability.REVIEW)
    return Proposal(call, message, Applicability.SAFE, operations)


def _renamed(
    module: Module, call: ast.Call, name: str, values: tuple[Operation, ...] | None
) -> tuple[Operation, ...] | None:
    """The function's later name, and that of the values; None where one of them is not known."""
    if values is None or not isinstance(call.func, ast.Attribute) or module.facts.sole_symbol(call) is None:
        return None
    return (RenameAttribute(call.func, name), *values)


def _formats(module: Module, values: list[ast.expr]) -> tuple[Operation, ...] | None:
    """The operations that write orderings as formats; None where a value is no literal."""
    found: list[Operation] = []
    for value in values:
        known = DATA_FORMATS.get(value.value) if isinstance(value, ast.Constant) else None
        if known is None:
            return None
        quote = module.source.segment(value)[-1]
        found.append(ReplaceExpression(value, f"{quote}{known}{quote}"))
    return tuple(found) if found else None


def _compared(module: Module, call: ast.Call) -> tuple[Operation, ...] | None:
    """What the value of a call is compared with; None where it is put to another use."""
    parent = module.parents.get(call)
    if isinstance(parent, ast.keyword) and parent.arg in {"dim_ordering", "data_format"}:
        return ()
    if not isinstance(parent, ast.Compare) or not all(isinstance(op, (ast.Eq, ast.NotEq)) for op in parent.ops):
        return None
    return _formats(module, [side for side in (parent.left, *parent.comparators) if side is not call])


RULE = Rule("KER909", "keras1-dim-ordering", "3.0.0", "safe or review", check, (b"image_dim_ordering",))
