"""Arguments and values of layers that Keras 3 has nothing for: `robust_masking=`, `sparse=`, `'causal'` and others.

## What it does

Removes `robust_masking=False` of `Softmax`, `softmax_robust_masking=False` of `MultiHeadAttention` and `sparse=False`
of `Embedding`, and reports their other values, `padding='causal'` of `SeparableConv1D`, and the interpolations
'gaussian' and 'mitchellcubic' of `UpSampling2D` and `Resizing`.

## Why

Keras 3 raises on all of them.

## Example

```python before
from keras.layers import Embedding, Softmax

layers = [Softmax(axis=-1, robust_masking=False), Embedding(10, 4, sparse=False)]
```

```python after
from keras.layers import Embedding, Softmax

layers = [Softmax(axis=-1), Embedding(10, 4)]
```

## Left alone

```python
from keras.layers import Conv1D, UpSampling2D

layers = [Conv1D(4, 3, padding="causal"), UpSampling2D(2, interpolation="bicubic")]
```

## Fix safety

Safe: what is removed said nothing.

## References

Keras 2.15 and Keras 3 `layers/activation/softmax.py`, `layers/core/embedding.py`, `layers/convolutional/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, constant, layer_calls, removal
from migrator.rules.registry import Proposal, Rule

_GONE = {
    "Softmax": ("robust_masking", "give it a mask that leaves something in every row"),
    "MultiHeadAttention": ("softmax_robust_masking", "give it a mask that leaves something in every row"),
    "Embedding": ("sparse", "the layer returns dense tensors"),
}
"""Arguments that are gone, where False was the default, and what to do where they are true."""

_SCALING = ("interpolation", frozenset({"gaussian", "mitchellcubic"}), "choose another interpolation")
_VALUES = {
    "SeparableConv1D": ("padding", frozenset({"causal"}), "put `ZeroPadding1D((kernel_size - 1, 0))` in front"),
    "SeparableConvolution1D": ("padding", frozenset({"causal"}), "put `ZeroPadding1D((kernel_size - 1, 0))` in front"),
    "UpSampling2D": _SCALING,
    "Resizing": _SCALING,
}
"""Values that are gone, and what to do instead."""


def check(module: Module) -> Iterator[Proposal]:
    """Layers with such an argument."""
    for layer in layer_calls(module):
        if len(layer.classes) != 1:
            continue
        if layer.name in _GONE:
            name, advice = _GONE[layer.name]
            keyword = layer.keyword(name)
            harmless = keyword is None or constant(module, keyword.value) is False
            message = f"Keras 3's `{layer.name}` takes no `{name}`"
            yield from removal(layer, name, message, unless=None if harmless else advice)
        elif layer.name in _VALUES:
            yield from _value(module, layer)


def _value(module: Module, layer: LayerCall) -> Iterator[Proposal]:
    name, values, advice = _VALUES[layer.name]
    keyword = layer.keyword(name)
    value = constant(module, keyword.value) if keyword is not None else None
    if keyword is not None and isinstance(value, str) and value.lower() in values:
        message = f"Keras 3's `{layer.name}` knows no `{name}` '{value}'; {advice}"
        yield Proposal(keyword, message, Applicability.REVIEW)


RULE = Rule(
    "KER858",
    "refused-arguments",
    "3.0.0",
    "safe or review",
    check,
    (b"robust_masking", b"sparse", b"causal", b"gaussian", b"mitchellcubic"),
)
