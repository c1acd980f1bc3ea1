"""Sizes of layers are whole numbers: `Dense(n / 2)` is `Dense(n // 2)`.

## What it does

Writes a division that gives the size of a layer as a whole number: with `//` where both operands are known to be
whole, else as `int(...)` for the layers of which Keras 2 took the whole part. Elsewhere `//` is an unsafe edit.

## Why

`Dense` and the convolutions of Keras 2 took a float as their number of units or filters and cut it off; Keras 3 raises.
Other layers have always raised: there the division is one of Python 2, which cut it off itself.

## Example

```python before
from keras.layers import Conv1D, Dense

units = 64
layers = [Dense(units / 2, activation="relu"), Conv1D(filters=units / 4, kernel_size=3)]


def head(size):
    return Dense(size / 2)
```

```python after
from keras.layers import Conv1D, Dense

units = 64
layers = [Dense(units // 2, activation="relu"), Conv1D(filters=units // 4, kernel_size=3)]


def head(size):
    return Dense(int(size / 2))
```

```python before unsafe
from keras.layers import LSTM, RepeatVector


def layers(size, steps):
    return [LSTM(size / 2), RepeatVector(steps / 2)]
```

```python after
from keras.layers import LSTM, RepeatVector


def layers(size, steps):
    return [LSTM(size // 2), RepeatVector(steps // 2)]
```

## Left alone

```python
from keras.layers import Dense, Dropout

layers = [Dense(64 // 2), Dropout(1 / 2), Dense(int(64 / 3))]
```

## Fix safety

Safe where Keras 2 did the same: it wrote `int(units)`. Unsafe for the others, whose operands are not known.

## References

Keras 2.15 `layers/core/dense.py`, `layers/convolutional/base_conv.py`; Keras 3 `layers/core/dense.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, ReplaceExpression, WrapExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, constant, layer_calls
from migrator.rules.registry import Proposal, Rule

_CUT_OFF = {
    "Dense": ("units", "output_dim"),
    **dict.fromkeys(
        "Conv1D Conv2D Conv3D Convolution1D Convolution2D Convolution3D Conv2DTranspose SeparableConv2D".split(),
        ("filters", "nb_filter"),
    ),
}
"""Layers that took the whole part of their size in Keras 2.15, and the argument."""

_WHOLE = {
    **dict.fromkeys("LSTM GRU SimpleRNN LSTMCell GRUCell SimpleRNNCell CuDNNLSTM CuDNNGRU".split(), ("units",)),
    "RepeatVector": ("n",),
    "Embedding": ("input_dim",),
    **dict.fromkeys("MaxPooling1D AveragePooling1D".split(), ("pool_size",)),
}
"""Layers that never took a float, and the argument."""


def check(module: Module) -> Iterator[Proposal]:
    """Layers whose size is the result of a division."""
    for layer in layer_calls(module):
        for table in (_CUT_OFF, _WHOLE):
            names = table.get(layer.name, ()) if len(layer.classes) == 1 else ()
            size = _size(layer, names) if names else None
            if isinstance(size, ast.BinOp) and isinstance(size.op, ast.Div):
                yield _whole(module, layer, size, cut_off=table is _CUT_OFF)


def _size(layer: LayerCall, names: tuple[str, ...]) -> ast.expr | None:
    keyword = next((k for k in layer.call.keywords if k.arg in names), None)
    if keyword is not None:
        return keyword.value
    return layer.positional[0] if layer.positional and layer.whole else None


def _whole(module: Module, layer: LayerCall, size: ast.BinOp, *, cut_off: bool) -> Proposal:
    floor = _floor_division(module, size)
    message = f"Keras 3 wants a whole number as the size of `{layer.name}`"
    if not layer.certain:
        return Proposal(size, message, Applicability.REVIEW)
    if _is_whole(module, size.left) and _is_whole(module, size.right):
        return Proposal(size, message, Applicability.SAFE, floor)
    if cut_off:
        return Proposal(size, message, Applicability.SAFE, (WrapExpression(size, "int(", ")"),))
    return Proposal(size, f"{message}; Python 2 divided so", Applicability.UNSAFE, floor)


def _floor_division(module: Module, size: ast.BinOp) -> tuple[Operation, ...]:
    source = module.source
    left, right = source.span(size.left)[1], source.span(size.right)[0]
    between = source.text[left:right].replace("/", "//", 1)
    start, end = source.span(size)
    return (ReplaceExpression(size, source.text[start:left] + between + source.text[right:end]),)


def _is_whole(module: Module, value: ast.expr) -> bool:
    """Whether an operand is a whole number that is not negative, in every context."""
    known = value.value if isinstance(value, ast.Constant) else _assigned(module, value)
    return type(known) is int and known >= 0


def _assigned(module: Module, value: ast.expr) -> object:
    """The constant that a name of the module stands for, if it is bound once."""
    if not isinstance(value, ast.Name) or len(module.stores.get(value.id, ())) != 1 or value.id in module.parameters:
        return constant(module, value)
    bound = module.assigned.get(value.id)
    return bound.value if isinstance(bound, ast.Constant) else None


RULE = Rule("KER911", "float-sizes", "3.0.0", "safe, unsafe or review", check, (b"/",))
