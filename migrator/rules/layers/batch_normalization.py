"""`BatchNormalization`: `fused=`, `virtual_batch_size=` and `adjustment=` are gone, `axis=` is one number.

## What it does

Removes `fused=`, `virtual_batch_size=None` and `adjustment=None`, and writes `axis=[3]` as `axis=3`. Other values are
reported, and so is `renorm=True`, which Keras 3 refused before 3.15; `renorm=False` goes.

## Why

Keras 3 refuses the first three arguments, takes an integer as `axis` only, and had no `renorm` until 3.15.

## Example

```python before
from keras.layers import BatchNormalization

layers = [BatchNormalization(axis=[3], fused=True), BatchNormalization(virtual_batch_size=None, momentum=0.9)]
```

```python after
from keras.layers import BatchNormalization

layers = [BatchNormalization(axis=3), BatchNormalization(momentum=0.9)]
```

```python before
from keras.layers import BatchNormalization

layer = BatchNormalization(renorm=False, epsilon=1e-5)
```

```python after
from keras.layers import BatchNormalization

layer = BatchNormalization(epsilon=1e-5)
```

## Left alone

```python
from keras.layers import BatchNormalization, LayerNormalization

layers = [BatchNormalization(axis=3), LayerNormalization(axis=[1, 2])]
```

## Fix safety

Safe: `fused` chose among ways to compute the same, and the other values said nothing.

## References

Keras 2.15 `layers/normalization/batch_normalization.py`; Keras 3 `layers/normalization/batch_normalization.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, constant, layer_calls, removal
from migrator.rules.registry import Proposal, Rule

_GONE = "Keras 3's `BatchNormalization` takes no `{}`"
_SPLIT = "split the batch yourself: nothing in Keras 3 does it"


def check(module: Module) -> Iterator[Proposal]:
    """Batch normalizations with arguments that Keras 3 lacks."""
    for layer in layer_calls(module):
        if layer.classes != {"BatchNormalization"}:
            continue
        yield from removal(layer, "fused", _GONE.format("fused"))
        for name in ("virtual_batch_size", "adjustment"):
            said = _is(module, layer, name, None)
            yield from removal(layer, name, _GONE.format(name), unless=None if said else _SPLIT)
        advice = "it is back in Keras 3.15"
        unless = None if _is(module, layer, "renorm", False) else advice
        yield from removal(layer, "renorm", "Keras 3.0 - 3.14 have no `renorm` on `BatchNormalization`", unless=unless)
        yield from _axis(layer)


def _is(module: Module, layer: LayerCall, name: str, value: object) -> bool:
    """Whether an argument is a value, or not given here."""
    keyword = layer.keyword(name)
    return keyword is None or constant(module, keyword.value) is value


def _axis(layer: LayerCall) -> Iterator[Proposal]:
    keyword = layer.keyword("axis")
    axis = keyword.value if keyword is not None else next(iter(layer.positional if layer.whole else []), None)
    if not isinstance(axis, (ast.List, ast.Tuple)):
        return
    message = "Keras 3's `BatchNormalization` takes one number as `axis`"
    if len(axis.elts) == 1 and layer.certain and not isinstance(axis.elts[0], ast.Starred):
        edit = ReplaceExpression(axis, ast.unparse(axis.elts[0]))
        yield Proposal(axis, message, Applicability.SAFE, (edit,))
    else:
        yield Proposal(axis, f"{message}; there is no normalization over several", Applicability.REVIEW)


RULE = Rule("KER853", "batch-normalization-arguments", "3.0.0", "safe or review", check, (b"BatchNorm",))
