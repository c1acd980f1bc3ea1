"""`implementation=`, which chose how a recurrent layer is computed, goes where Keras 3 refuses it.

## What it does

Removes the argument from all layers but `LSTM` and the cells of LSTM and GRU, which take it in every Keras 3.

## Why

In Keras 2 every layer took the argument; it chose among ways to compute the same. `GRU` refuses it in Keras 3.0 - 3.3,
`SimpleRNN`, `RNN`, `ConvLSTM2D` and the other layers in every Keras 3.

## Example

```python before
from keras.layers import GRU, SimpleRNN

layers = [SimpleRNN(4, implementation=1), GRU(4, implementation=2, return_sequences=True)]
```

```python after
from keras.layers import GRU, SimpleRNN

layers = [SimpleRNN(4), GRU(4, return_sequences=True)]
```

## Left alone

```python
from keras.layers import LSTM

layer = LSTM(4, implementation=2)
```

## Fix safety

Safe: the numbers are the same up to rounding.

## References

Keras 2.15 `layers/rnn/gru.py`, `engine/base_layer.py` (`Layer.__init__`); Keras 3 `layers/rnn/gru.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.layer_calls import layer_calls, removal
from migrator.rules.registry import Proposal, Rule

_STILL_TAKE_IT = frozenset({"LSTM", "LSTMCell", "GRUCell"})
_HAD_IT_AS_A_CHOICE = frozenset({"LocallyConnected1D", "LocallyConnected2D"})


def check(module: Module) -> Iterator[Proposal]:
    """Layers that are told how to compute."""
    for layer in layer_calls(module):
        if not layer.classes & (_STILL_TAKE_IT | _HAD_IT_AS_A_CHOICE):
            versions = "Keras 3.0 - 3.3 refuse" if layer.classes == {"GRU"} else "Keras 3 refuses"
            yield from removal(
                layer, "implementation", f"{versions} `implementation` on `{layer.name}`; it says nothing of the result"
            )


RULE = Rule("KER211", "rnn-implementation", "3.0.0", "safe or review", check, (b"implementation",))
