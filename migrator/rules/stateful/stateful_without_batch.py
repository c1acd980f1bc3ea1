"""A stateful layer needs the batch size: `LSTM(4, stateful=True, input_shape=(5, 3))` cannot be built.

## What it does

Names stateful recurrent layers whose input says no batch size.

## Why

The layer raises when it is built ("the batch size must be static"). So did Keras 2 on TensorFlow ("If a RNN is
stateful, it needs to know its batch size"): the program is unfinished, or it is written for another backend.

## Found

```python
from keras.models import Sequential
from keras.layers import LSTM, Dense

model = Sequential([LSTM(4, stateful=True, input_shape=(5, 3)), Dense(1)])  # review
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True), Dense(1)])
plain = Sequential([Input((5, 3)), LSTM(4), Dense(1)])
```

A model without an input is built by its first batch, which has a size:

```python
from keras.models import Sequential
from keras.layers import LSTM, Dense

model = Sequential([LSTM(4, stateful=True), Dense(1)])
```

## Fix safety

No edit: only its author knows the size. `Input(batch_shape=(size, ...))` in front of the layers says it.

## References

Keras 2.15 `layers/rnn/base_rnn.py` (`reset_states`); Keras 3 `layers/rnn/rnn.py` (`build`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import LayerFact
from migrator.analysis.models import SHAPE_KEYWORDS
from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.rules.registry import Proposal, Rule

_CLASSES = RECURRENT_LAYERS | {"Bidirectional"}
_WITHOUT_BATCH = frozenset({"input_shape", "input_dim", "input_length"})
_MESSAGE = (
    "a stateful layer needs the batch size of its input, and this has none (Keras 2 raised, too): put "
    "`Input(batch_shape=(size, ...))` in front"
)


def check(module: Module) -> Iterator[Proposal]:
    """Stateful layers without a batch size."""
    for call, fact in module.facts.layers.items():
        if fact.short_classes and fact.short_classes <= _CLASSES and all(v.stateful for v in fact.values):
            if fact.unsized or _is_first_without(call, fact):
                yield Proposal(call, _MESSAGE, Applicability.REVIEW)


def _is_first_without(call: ast.Call, fact: LayerFact) -> bool:
    """Whether the layer is the first of a Sequential, and says its own shape without a batch size."""
    said = {k.arg for k in call.keywords} & SHAPE_KEYWORDS
    first = bool(fact.uses) and all(use.kind == "first" for use in fact.uses)
    return first and bool(said) and said <= _WITHOUT_BATCH and not fact.unpacked and not fact.open_keywords


RULE = Rule("KER316", "stateful-without-batch", "3.0.0", "review", check, (b"stateful",))
