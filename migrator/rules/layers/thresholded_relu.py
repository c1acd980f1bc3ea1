"""`ThresholdedReLU(theta=t)` of the package `keras` is `ReLU(threshold=t)`.

## What it does

Writes the layer as `ReLU` with a threshold; without an argument it was 1.

## Why

Keras 3 has no `ThresholdedReLU`; only TensorFlow's view of it, `tf.keras.layers`, has one.

## Example

```python before
from keras.layers import Dense, ReLU, ThresholdedReLU

layers = [Dense(4), ThresholdedReLU(theta=0.5), ThresholdedReLU(2.0), ThresholdedReLU(), ReLU()]
```

```python after
from keras.layers import Dense, ReLU

layers = [Dense(4), ReLU(threshold=0.5), ReLU(threshold=2.0), ReLU(threshold=1.0), ReLU()]
```

```python before
import keras

layer = keras.layers.ThresholdedReLU(theta=0.5, name="cut")
```

```python after
import keras

layer = keras.layers.ReLU(threshold=0.5, name="cut")
```

## Left alone

```python
from tensorflow.keras.layers import ThresholdedReLU

layer = ThresholdedReLU(theta=0.5)
```

## Fix safety

Safe: both give `x` where `x > theta`, and 0 elsewhere.

## References

Keras 2.15 `layers/activation/thresholded_relu.py`; Keras 3 `layers/activations/relu.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import AddArguments, Operation, RenameArgument
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, layer_calls, written_root
from migrator.rules.registry import Proposal, Rule
from migrator.rules.renamed_symbols import renamed

_NAMES = {"keras.layers.ThresholdedReLU": "keras.layers.ReLU"}
_MESSAGE = "Keras 3 has no `{}`: it is `{}` with a `threshold`"


def check(module: Module) -> Iterator[Proposal]:
    """Layers of the class that are not TensorFlow's."""
    layers = [layer for layer in layer_calls(module) if "ThresholdedReLU" in layer.classes]
    if not layers or any(written_root(module, layer.call.func) != "keras" for layer in layers):
        return
    yield from renamed(module, _NAMES, _MESSAGE)
    for layer in layers:
        edit = _threshold(layer)
        applicability = Applicability.SAFE if edit is not None else Applicability.REVIEW
        message = "the argument `theta` of `ThresholdedReLU`, by default 1, is `threshold` of `ReLU`"
        yield Proposal(layer.call, message, applicability, (edit,) if edit is not None else ())


def _threshold(layer: LayerCall) -> Operation | None:
    """The operation that gives the threshold its name; None where it is not known."""
    theta = layer.keyword("theta")
    if not layer.certain or not layer.whole or layer.kind != "make" or layer.is_starred():
        return None
    if theta is not None:
        return RenameArgument(layer.call, theta, "threshold")
    if layer.positional:
        return RenameArgument(layer.call, layer.positional[0], "threshold")
    return AddArguments(layer.call, (("threshold", "1.0"),)) if not layer.open and not layer.unpacked else None


RULE = Rule("KER852", "thresholded-relu", "3.0.0", "safe or review", check, (b"ThresholdedReLU",))
