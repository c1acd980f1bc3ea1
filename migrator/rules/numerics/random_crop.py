"""Outside of training `RandomCrop` of Keras 3.8 gives the picture as it is; that of Keras 2 resized and cropped it.

## What it does

Names `RandomCrop` layers, but for those that are called with `training=True` or stand in front of a layer that gives
pictures their size.

## Why

In `predict` and `evaluate` the layer of Keras 2, and of Keras 3 up to 3.7, gave pictures of its size: cropped in the
middle to its proportions, and resized. Since Keras 3.8 they keep their size: the layers behind it fail for the shape,
or compute other numbers of it. `Resizing(height, width, crop_to_aspect_ratio=True)` behind it does what Keras 2 did,
and nothing in training.

## Found

```python
from keras import Sequential
from keras.layers import GlobalAveragePooling2D, Input, RandomCrop, Rescaling

model = Sequential([Input((32, 32, 3)), Rescaling(1 / 255), RandomCrop(24, 24), GlobalAveragePooling2D()])     # review
```

## Left alone

```python
from keras import Sequential, layers

model = Sequential(
    [layers.Input((32, 40, 3)), layers.RandomCrop(24, 24), layers.Resizing(24, 24, crop_to_aspect_ratio=True)]
)
```

```python
import keras

def augmented(image, label):
    return keras.layers.RandomCrop(24, 24)(image, training=True), label
```

## Fix safety

No edit: what the layers behind it make of the pictures decides whether the size is wanted.

## References

Keras 2.15 `layers/preprocessing/image_preprocessing.py` (`RandomCrop`); Keras 3
`layers/preprocessing/image_preprocessing/random_crop.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, constant, layer_calls
from migrator.rules.registry import Proposal, Rule

_SIZED = frozenset({"Resizing", "CenterCrop"})


def check(module: Module) -> Iterator[Proposal]:
    """Layers that crop."""
    layers = {layer.call: layer for layer in layer_calls(module)}
    for call, layer in layers.items():
        if layer.classes == {"RandomCrop"} and layer.kind == "make" and not _is_settled(module, call, layers):
            message = (
                "outside of training `RandomCrop` gives the picture as it is since Keras 3.8, where Keras 2 "
                "cropped and resized it: put `Resizing(height, width, crop_to_aspect_ratio=True)` behind it"
            )
            yield Proposal(call, message, Applicability.REVIEW)


def _is_settled(module: Module, call: ast.Call, layers: dict[ast.Call, LayerCall]) -> bool:
    """Whether the layer is used in training alone, or what comes next gives the pictures their size."""
    parent = module.parents.get(call)
    if isinstance(parent, ast.Call) and parent.func is call:
        given = next((k.value for k in parent.keywords if k.arg == "training"), None)
        return given is not None and constant(module, given) is True
    if isinstance(parent, (ast.List, ast.Tuple)):
        after = parent.elts[parent.elts.index(call) + 1 :][:1]
        return any(isinstance(e, ast.Call) and e in layers and layers[e].classes <= _SIZED for e in after)
    return False


RULE = Rule("KER225", "random-crop", "3.8.0", "review", check, (b"RandomCrop",))
