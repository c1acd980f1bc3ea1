"""A stateful `RNN` over stacked cells does not run on Keras 3.

## What it does

Names `RNN([cell, cell], stateful=True)` and `RNN(StackedRNNCells(...), stateful=True)`.

## Why

Keras 3 keeps the states of stacked cells as nested lists, and its `reset_state`, which the layer also calls for itself,
treats each as a variable: `AttributeError: 'list' object has no attribute 'assign'`, in every 3.x to 3.15.1.

## Left alone

```python
import keras

layer = keras.layers.RNN(keras.layers.LSTMCell(4), stateful=True)
```

```python
import keras

layer = keras.layers.RNN([keras.layers.LSTMCell(4), keras.layers.LSTMCell(4)])
```

## Fix safety

No edit: stack stateful `LSTM` or `GRU` layers instead, or assign the states one by one.

## References

Keras 3 `layers/rnn/rnn.py` (`reset_state`), `layers/rnn/stacked_rnn_cells.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """RNN layers over several cells that may be stateful."""
    for call in module.calls:
        fact = module.facts.layers.get(call)
        if fact is None or fact.short_classes != {"RNN"} or all(v.stateful is False for v in fact.values):
            continue
        if fact.stacked:
            yield Proposal(
                call,
                "a stateful RNN over stacked cells fails in every Keras 3 (its states cannot be reset): use one "
                "stateful recurrent layer for each cell",
                Applicability.REVIEW,
            )


RULE = Rule("KER310", "stacked-cells", "3.0.0", "review", check, (b"RNN",))
