"""`AveragePooling1D()` and its siblings need a `pool_size` in Keras 3.

## What it does

Adds Keras 2's default, `pool_size=2`.

## Why

Keras 3 has no default for the average poolings (TypeError); those that take the maximum have one.

## Example

```python before
from keras.layers import AveragePooling1D, AveragePooling2D

layers = [AveragePooling1D(), AveragePooling2D(padding="same")]
```

```python after
from keras.layers import AveragePooling1D, AveragePooling2D

layers = [AveragePooling1D(pool_size=2), AveragePooling2D(padding="same", pool_size=2)]
```

## Left alone

```python
from keras.layers import AveragePooling2D, MaxPooling2D

layers = [AveragePooling2D((2, 2)), MaxPooling2D(), AveragePooling2D(pool_size=3)]
```

## Fix safety

Safe: the default of Keras 2, which is 2 along each dimension.

## References

Keras 2.15 `layers/pooling/average_pooling1d.py`; Keras 3 `layers/pooling/average_pooling1d.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import AddArguments
from migrator.findings import Applicability
from migrator.rules.layer_calls import layer_calls
from migrator.rules.registry import Proposal, Rule

_CLASSES = frozenset(f"{name}{n}D" for name in ("AveragePooling", "AvgPool") for n in (1, 2, 3))
_MESSAGE = "Keras 3 has no default `pool_size` for average pooling; Keras 2's was 2"


def check(module: Module) -> Iterator[Proposal]:
    """Average poolings that are told no size."""
    for layer in layer_calls(module):
        given = layer.positional or layer.keyword("pool_size") or layer.keyword("pool_length")
        if not layer.classes <= _CLASSES or given or "pool_size" in layer.unpacked or layer.kind != "make":
            continue
        if layer.open or not layer.whole or not layer.certain:
            yield Proposal(layer.call, f"{_MESSAGE}; see whether one arrives here", Applicability.REVIEW)
        else:
            edit = AddArguments(layer.call, (("pool_size", "2"),))
            yield Proposal(layer.call, _MESSAGE, Applicability.SAFE, (edit,))


RULE = Rule("KER854", "average-pool-size", "3.0.0", "safe or review", check, (b"AveragePooling", b"AvgPool"))
