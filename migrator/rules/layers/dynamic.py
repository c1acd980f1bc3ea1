"""`dynamic=` of layers and models is gone.

## What it does

Removes `dynamic=False`; with `--unsafe-fixes` `dynamic=True` as well.

## Why

Keras 3 layers refuse the argument. In Keras 2 `dynamic=True` made a model run eagerly.

## Example

```python before
from keras.layers import Layer


class Scale(Layer):
    def __init__(self, factor, **kwargs):
        super().__init__(dynamic=False, **kwargs)
        self.factor = factor
```

```python after
from keras.layers import Layer


class Scale(Layer):
    def __init__(self, factor, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
```

```python before unsafe
from keras.layers import Layer


class Scale(Layer):
    def __init__(self, factor):
        super(Scale, self).__init__(name="scale", dynamic=True)
        self.factor = factor
```

```python after
from keras.layers import Layer


class Scale(Layer):
    def __init__(self, factor):
        super(Scale, self).__init__(name="scale")
        self.factor = factor
```

## Left alone

```python
class Scale:
    def __init__(self):
        super().__init__(dynamic=True)
```

## Fix safety

Safe where the argument is `False`. Unsafe where it is `True`: a `call` that needs Python values of tensors works only
in a model that is compiled with `run_eagerly=True`.

## References

Keras 2.15 `engine/base_layer.py` (`Layer.__init__`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.layer_calls import constant, layer_calls, removal
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Layers that say whether they run eagerly."""
    for layer in layer_calls(module):
        keyword = layer.keyword("dynamic")
        value = constant(module, keyword.value) if keyword is not None else False
        if value is False:
            yield from removal(layer, "dynamic", "Keras 3 layers take no `dynamic`")
        else:
            advice = "Keras 3 layers take no `dynamic`; compile the model with `run_eagerly=True` if the layer needs it"
            yield from removal(layer, "dynamic", advice, applicability=Applicability.UNSAFE)


RULE = Rule("KER221", "dynamic-layer", "3.0.0", "safe, unsafe or review", check, (b"dynamic",))
