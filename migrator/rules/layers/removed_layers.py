"""Layers that Keras 3 has nothing for: `LocallyConnected1D`, `DenseFeatures`, `RandomHeight` and others.

## What it does

Reports where they are made, and what may take their place.

## Why

Keras 3 does not have them (ImportError, AttributeError).

## Left alone

```python
from keras.layers import Conv1D, RandomZoom

layers = [Conv1D(4, 3), RandomZoom(0.1)]
```

## Fix safety

There is no edit: nothing in Keras 3 computes the same.

## References

The public layers of Keras 2.15 and Keras 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.layer_calls import layer_calls
from migrator.rules.registry import Proposal, Rule

_LOCAL = "write it as a layer of your own, with a kernel for each place, or use a convolution"
_FEATURES = "use `keras.utils.FeatureSpace` or the preprocessing layers"
ADVICE = {
    "LocallyConnected1D": _LOCAL,
    "LocallyConnected2D": _LOCAL,
    "DenseFeatures": _FEATURES,
    "SequenceFeatures": _FEATURES,
    "RandomFourierFeatures": "write it as a layer of your own: a fixed random projection and a cosine",
    "RandomHeight": "`RandomZoom` or `RandomCrop` keep the size, which Keras 3 wants",
    "RandomWidth": "`RandomZoom` or `RandomCrop` keep the size, which Keras 3 wants",
    "MaxoutDense": "write it as a `Dense` layer of k times the units, a `Reshape` and a maximum",
    "Highway": "write it as a layer of your own: a gate, a transformation and their sum",
    "Recurrent": "write a cell, and give it to `RNN`",
}
"""What to do instead of a layer of Keras 1 or 2 that Keras 3 has nothing for."""


def check(module: Module) -> Iterator[Proposal]:
    """Calls that make such a layer."""
    for layer in layer_calls(module):
        for name in sorted(layer.classes & ADVICE.keys()):
            yield Proposal(layer.call, f"Keras 3 has no `{name}`: {ADVICE[name]}", Applicability.REVIEW)


RULE = Rule("KER856", "removed-layers", "3.0.0", "review", check, tuple(name.encode() for name in ADVICE))
