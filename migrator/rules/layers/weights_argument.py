"""`weights=` of layers is gone, except on `Embedding`: initial weights are initializers.

## What it does

Writes a list of the right length as initializers: `Dense(4, weights=[w, b])` becomes `Dense(4,
kernel_initializer=keras.initializers.Constant(w), bias_initializer=keras.initializers.Constant(b))`. Other values, and
layers whose weights are not known by name, are reported.

## Why

Keras 3 layers refuse the argument. `Embedding` takes it again since Keras 3.1.

## Example

```python before
from keras.initializers import Constant
from keras.layers import Dense


def head(x, w, b):
    return Dense(1, weights=[w, b], trainable=False)(x)
```

```python after
from keras.initializers import Constant
from keras.layers import Dense


def head(x, w, b):
    return Dense(1, trainable=False, kernel_initializer=Constant(w), bias_initializer=Constant(b))(x)
```

```python before
from tensorflow import keras


def recurrent(w, u, b):
    return keras.layers.LSTM(
        4,
        weights=[w, u, b],
        return_sequences=True,
    )
```

```python after
from tensorflow import keras


def recurrent(w, u, b):
    return keras.layers.LSTM(
        4,
        return_sequences=True,
        kernel_initializer=keras.initializers.Constant(w),
        recurrent_initializer=keras.initializers.Constant(u),
        bias_initializer=keras.initializers.Constant(b),
        unit_forget_bias=False,
    )
```

## Left alone

```python
from keras.layers import Bidirectional, Embedding, LSTM


def layers(matrix):
    return Embedding(10, 4, weights=[matrix], trainable=False), Bidirectional(LSTM(4), weights=None)
```

## Fix safety

Safe: the layer begins with these arrays. A bias of an LSTM is taken whole: `unit_forget_bias` would write into it.

## References

Keras 2.15 `engine/base_layer.py` (`_initial_weights`); Keras 3 `initializers/constant_initializers.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import AddArguments, Operation, RemoveArgument
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, constant, layer_calls, removal
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_PLAIN = ("kernel_initializer", "bias_initializer")
_GATED = ("kernel_initializer", "recurrent_initializer", "bias_initializer")
_WEIGHTS = {
    **dict.fromkeys("Dense Conv1D Conv2D Conv3D Convolution1D Convolution2D Convolution3D".split(), _PLAIN),
    **dict.fromkeys("LSTM GRU SimpleRNN".split(), _GATED),
}
"""The initializers of a layer in the order of its weights; without a bias the last is missing."""

_MESSAGE = "Keras 3 layers take no `weights`"
_ADVICE = "call `set_weights` on the layer once it is built"


def check(module: Module) -> Iterator[Proposal]:
    """Layers that are given their first weights."""
    for layer in layer_calls(module):
        if layer.kind == "super" or layer.classes & {"Embedding", "Bidirectional", "Model"}:
            continue
        keyword = layer.keyword("weights")
        if keyword is not None and constant(module, keyword.value) is None:
            yield from removal(layer, "weights", _MESSAGE)
            continue
        edits = _initializers(module, layer, keyword) if keyword is not None else None
        if edits is not None and keyword is not None:
            message = f"{_MESSAGE}; what a layer begins with is given by its initializers"
            yield Proposal(keyword, message, Applicability.SAFE, edits)
        else:
            yield from removal(layer, "weights", _MESSAGE, unless=_ADVICE)


def _initializers(module: Module, layer: LayerCall, keyword: ast.keyword) -> tuple[Operation, ...] | None:
    """The operations that give the arrays as initializers; None where they are not known one by one."""
    names = _WEIGHTS.get(layer.name) if len(layer.classes) == 1 else None
    arrays = keyword.value.elts if isinstance(keyword.value, (ast.List, ast.Tuple)) else []
    if names is None or not layer.certain or layer.open or layer.unpacked or len(layer.positional) > 1:
        return None
    if any(isinstance(array, ast.Starred) for array in arrays) or not _fit(module, layer, names, arrays):
        return None
    if any(layer.keyword(name) is not None for name in (*names, "init", "inner_init")):
        return None
    spelling = spell(module, "keras.initializers.Constant", layer.call)
    if spelling is None:
        return None
    one_line, segment = module.source.one_line, module.source.segment
    added = [(name, f"{spelling.text}({one_line(segment(array))})") for name, array in zip(names, arrays, strict=False)]
    operations: list[Operation] = [RemoveArgument(layer.call, keyword), *spelling.operations]
    if layer.name == "LSTM" and len(arrays) == len(names):
        given = layer.keyword("unit_forget_bias")
        operations += [RemoveArgument(layer.call, given)] if given is not None else []
        added.append(("unit_forget_bias", "False"))
    return (*operations, AddArguments(layer.call, tuple(added)))


def _fit(module: Module, layer: LayerCall, names: tuple[str, ...], arrays: list[ast.expr]) -> bool:
    """Whether there is an array for each weight of the layer."""
    keyword = layer.keyword("use_bias") or layer.keyword("bias")
    bias = constant(module, keyword.value) if keyword is not None else True
    return (bias is True and len(arrays) == len(names)) or (bias is False and len(arrays) == len(names) - 1)


RULE = Rule("KER212", "weights-argument", "3.0.0", "safe or review", check, (b"weights",))
