"""`AtrousConvolution2D` and `Deconvolution2D` are `Conv2D` and `Conv2DTranspose`.

## What it does

Writes the later name of a layer class of Keras 1: `AtrousConvolution1D` and `AtrousConvolution2D`, convolutions with a
dilation, and `Deconvolution2D` and `Deconvolution3D`.

## Why

Keras 2.4 and later, Keras 3 among them, do not have the older names. They do have `Convolution2D` and the like.

## Example

```python before
from keras.layers import AtrousConvolution2D, Deconvolution2D

first = AtrousConvolution2D(8, 3, 3, atrous_rate=(2, 2), border_mode="same")
second = Deconvolution2D(8, 3, 3, output_shape=(None, 14, 14, 8), border_mode="same")
```

```python after
from keras.layers import Conv2D, Conv2DTranspose

first = Conv2D(8, (3, 3), dilation_rate=(2, 2), padding="same")
second = Conv2DTranspose(8, (3, 3), padding="same")
```

## Left alone

```python
from keras.layers import Convolution2D, SeparableConvolution2D

layers = [Convolution2D(8, (3, 3)), SeparableConvolution2D(8, (3, 3))]
```

## Fix safety

Safe: the same layer under its later name.

## References

Keras 2.2.4 `legacy/layers.py`, `layers/convolutional.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.registry import Proposal, Rule
from migrator.rules.renamed_symbols import renamed

_NAMES = {
    "keras.layers.AtrousConvolution1D": "keras.layers.Conv1D",
    "keras.layers.AtrousConvolution2D": "keras.layers.Conv2D",
    "keras.layers.Deconvolution2D": "keras.layers.Conv2DTranspose",
    "keras.layers.Deconvolution3D": "keras.layers.Conv3DTranspose",
}


def check(module: Module) -> Iterator[Proposal]:
    """Classes that are named as in Keras 1."""
    yield from renamed(module, _NAMES, "Keras 3 has no `{}`: it is `{}`")


RULE = Rule("KER912", "keras1-layer-classes", "3.0.0", "safe or review", check, (b"AtrousConv", b"Deconv"))
