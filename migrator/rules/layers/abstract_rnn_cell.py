"""`AbstractRNNCell` is `Layer`.

## What it does

Writes `keras.layers.Layer` as base of a cell.

## Why

Keras 3 has no `AbstractRNNCell`; `RNN` takes any layer that has a `state_size` and whose `call` takes states.

## Example

```python before
import keras


class Minimal(keras.layers.AbstractRNNCell):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    @property
    def state_size(self):
        return self.units
```

```python after
import keras


class Minimal(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    @property
    def state_size(self):
        return self.units
```

## Left alone

```python
from keras.layers import Layer


class AbstractRNNCell(Layer):
    pass


class Minimal(AbstractRNNCell):
    pass
```

## Fix safety

Safe: what the base class had besides, `get_initial_state`, gave zeros, and `RNN` of Keras 3 makes those itself.

## References

Keras 2.15 `layers/rnn/abstract_rnn_cell.py`; Keras 3 `layers/rnn/rnn.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.registry import Proposal, Rule
from migrator.rules.renamed_symbols import renamed

_NAMES = {"keras.layers.AbstractRNNCell": "keras.layers.Layer"}


def check(module: Module) -> Iterator[Proposal]:
    """Cells that inherit from the class."""
    yield from renamed(module, _NAMES, "Keras 3 has no `{}`: a cell is a `{}`")


RULE = Rule("KER219", "abstract-rnn-cell", "3.0.0", "safe or review", check, (b"AbstractRNNCell",))
