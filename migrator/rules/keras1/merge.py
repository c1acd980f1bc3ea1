"""`merge([a, b], mode='concat')` is `concatenate([a, b])`; `Merge(mode='sum')` is `Add()`.

## What it does

Writes the function or layer that each mode has become: 'sum' is `add`, 'mul' `multiply`, 'ave' `average`, 'max'
`maximum`, 'concat' `concatenate`, 'dot' and 'cos' `dot`. A `Merge` of models in a Sequential is reported.

## Why

Keras 2.4 and later, Keras 3 among them, have neither `merge` nor `Merge`.

## Example

```python before
from keras.layers import Input, merge

a, b = Input((3,)), Input((3,))
both = merge([a, b], mode="concat", concat_axis=-1)
total = merge([a, b], name="total")
near = merge([a, b], "cos", dot_axes=1)
```

```python after
from keras.layers import Input, concatenate, add, dot

a, b = Input((3,)), Input((3,))
both = concatenate([a, b], axis=-1)
total = add([a, b], name="total")
near = dot([a, b], axes=1, normalize=True)
```

```python before
from keras.layers import Input
from keras.layers import Merge

a, b = Input((3,)), Input((3,))
both = Merge(mode="concat", concat_axis=1)([a, b])
product = Merge(mode="mul", name="product")([a, b])
```

```python after
from keras.layers import Input
from keras.layers import Concatenate, Multiply

a, b = Input((3,)), Input((3,))
both = Concatenate(axis=1)([a, b])
product = Multiply(name="product")([a, b])
```

## Left alone

```python
from keras.layers import Input, concatenate
from keras.layers import merge as merging

a, b = Input((3,)), Input((3,))
both = [concatenate([a, b]), merging]
```

## Fix safety

Safe where the mode is written out. A mode that is a function, `output_shape` and `output_mask` are left to a person.

## References

Keras 2.2.4 `legacy/layers.py`, `layers/merge.py`; Keras 3 `layers/merging/`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import (
    AddArguments,
    Operation,
    RemoveArgument,
    RenameArgument,
    ReplaceExpression,
)
from migrator.findings import Applicability
from migrator.rules.layer_calls import constant
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_MODES = {"sum": "add", "mul": "multiply", "ave": "average", "max": "maximum", "concat": "concatenate"}
_MODES |= {"dot": "dot", "cos": "dot"}
_FUNCTIONS = frozenset({"keras.layers.merge", "keras.engine.merge", "keras.engine.topology.merge"})
_CLASSES = frozenset({"keras.layers.Merge", "keras.engine.Merge", "keras.engine.topology.Merge"})
_ORDER = ("mode", "concat_axis", "dot_axes")
_SEQUENTIAL = "build the model with the functional API: `Model([left.input, right.input], ...)`"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the function and of the class."""
    for call in module.calls:
        symbols = module.facts.callees.get(call, set())
        if symbols & _FUNCTIONS:
            yield _merged(module, call, is_class=False)
        elif symbols & _CLASSES:
            yield _merged(module, call, is_class=True)


def _merged(module: Module, call: ast.Call, *, is_class: bool) -> Proposal:
    name = "Merge" if is_class else "merge"
    message = f"Keras 3 has no `{name}`"
    given = {k.arg: k for k in call.keywords}
    positional: dict[str | None, ast.expr | ast.keyword] = dict(zip(_ORDER, call.args[1:], strict=False))
    if is_class and (call.args or "layers" in given):
        return Proposal(call, f"{message}; {_SEQUENTIAL}", Applicability.REVIEW)
    mode = _mode(module, given.get("mode") or positional.get("mode"))
    unclear = {"output_shape", "output_mask", "arguments", "node_indices", "tensor_indices", None} & given.keys()
    starred = any(isinstance(a, ast.Starred) for a in call.args)
    sure = module.facts.sole_symbol(call) is not None
    if mode not in _MODES or unclear or starred or not sure or len(call.args) > 1 + len(_ORDER):
        return Proposal(call, f"{message}: it is `add`, `concatenate`, `Lambda` ... by its mode", Applicability.REVIEW)
    new = _MODES[str(mode)]
    new = new.capitalize() if is_class else new
    spelling = spell(module, f"keras.layers.{new}", call)
    if spelling is None:
        return Proposal(call, f"{message}: this one is `{new}`", Applicability.REVIEW)
    operations = [*spelling.operations, ReplaceExpression(call.func, spelling.text)]
    operations += _arguments(call, str(mode), {**positional, **given})
    return Proposal(call, f"{message}: this one is `{new}`", Applicability.SAFE, tuple(operations))


def _mode(module: Module, argument: ast.expr | ast.keyword | None) -> object:
    """The mode that a call says; what `constant` says of it where that is not known."""
    if argument is None:
        return "sum"
    return constant(module, argument.value if isinstance(argument, ast.keyword) else argument)


def _arguments(call: ast.Call, mode: str, given: dict[str | None, ast.expr | ast.keyword]) -> Iterator[Operation]:
    """The axis under its later name; the mode and the axes of other modes go."""
    wanted = {"concat": ("concat_axis", "axis"), "dot": ("dot_axes", "axes"), "cos": ("dot_axes", "axes")}.get(mode)
    for name in _ORDER:
        argument = given.get(name)
        if argument is None:
            continue
        if wanted is not None and name == wanted[0]:
            yield RenameArgument(call, argument, wanted[1])
        else:
            yield RemoveArgument(call, argument)
    added = [("axes", "-1")] if wanted is not None and wanted[1] == "axes" and "dot_axes" not in given else []
    added += [("normalize", "True")] if mode == "cos" else []
    if added:
        yield AddArguments(call, tuple(added))


RULE = Rule("KER905", "keras1-merge", "3.0.0", "safe or review", check, (b"merge", b"Merge"))
