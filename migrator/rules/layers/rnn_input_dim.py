"""`input_dim=` and `input_length=` on a recurrent layer become a leading `Input(shape=...)`.

## What it does

`LSTM(4, input_dim=3, input_length=5)` as first layer becomes `Input(shape=(5, 3))` in front of `LSTM(4)`; without
`input_length` the steps are `None`. Elsewhere the keywords go.

## Why

`input_length` is refused by every Keras 3. `input_dim=3` is taken as the shape `(3,)`, and the layer then raises
because it wants three dimensions.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM

model = Sequential()
model.add(LSTM(4, input_dim=3, input_length=5))
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential()
model.add(Input(shape=(5, 3)))
model.add(LSTM(4))
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense

model = Sequential([Dense(4, input_dim=3)])
```

## Fix safety

Safe where the layer is the first of a Sequential on every path in view.

## References

Keras 2.15 `layers/rnn/base_rnn.py` (`RNN.__init__`); Keras 3 `layers/layer.py` (`Layer.__init__`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.first_layer import decisions
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Recurrent layers with Keras 1's shape keywords."""
    for decision in decisions(module):
        if decision.shape.form != "input_dim" or decision.placement == "guarded":
            continue
        advice = (
            f"{decision.reason}: put `Input({decision.shape.argument})` in front of the first layer"
            if decision.placement == "review"
            else "`Input(shape=...)` in front of the layer says it"
            if decision.placement == "first"
            else f"Keras 2 ignored it here ({decision.reason})"
        )
        yield Proposal(
            decision.keyword,
            f"Keras 3 reads `{decision.keyword.arg}` of a recurrent layer differently or not at all; {advice}",
            Applicability.REVIEW if decision.placement == "review" else decision.applicability,
            decision.operations,
            decision.proof,
        )


RULE = Rule("KER205", "rnn-input-dim", "3.0.0", "safe", check, (b"input_dim", b"input_length"))
