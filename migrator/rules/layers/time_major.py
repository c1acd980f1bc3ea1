"""`time_major=` of recurrent layers is gone.

## What it does

Removes `time_major=False`, which said the default. `time_major=True` is reported.

## Why

Keras 3 layers refuse the argument, and all take the batch as first dimension.

## Example

```python before
from keras.layers import LSTM, Bidirectional

layers = [LSTM(4, time_major=False, return_sequences=True), Bidirectional(LSTM(4, time_major=False))]
```

```python after
from keras.layers import LSTM, Bidirectional

layers = [LSTM(4, return_sequences=True), Bidirectional(LSTM(4))]
```

## Left alone

```python
from keras.layers import LSTM

options = dict(time_major=False)
layer = LSTM(4)
```

## Fix safety

Safe. Where time comes first, a person has to put transposes around the layer, and behind them the arrays keep their
order: `Permute` does not move the batch, so that takes `keras.ops.transpose` or another order of the data.

## References

Keras 2.15 `layers/rnn/base_rnn.py`; Keras 3 `layers/rnn/rnn.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.rules.layer_calls import constant, layer_calls, removal
from migrator.rules.registry import Proposal, Rule

_GONE = "Keras 3 layers take no `time_major`: the batch is the first dimension, as is the default"


def check(module: Module) -> Iterator[Proposal]:
    """Recurrent layers that are told which dimension is time."""
    for layer in layer_calls(module):
        if layer.classes & RECURRENT_LAYERS:
            yield from removal(
                layer,
                "time_major",
                _GONE,
                unless=None
                if (keyword := layer.keyword("time_major")) is None or constant(module, keyword.value) is False
                else "where time comes first, transpose in front of and behind the layer",
            )


RULE = Rule("KER210", "time-major", "3.0.0", "safe or review", check, (b"time_major",))
