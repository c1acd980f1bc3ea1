"""`input_shape=` on `SpatialDropout1D` and other layers that refuse it becomes a leading `Input(shape=...)`.

## What it does

`SpatialDropout1D(0.2, input_shape=s)` as first layer becomes `Input(shape=s)` in front of `SpatialDropout1D(0.2)`;
elsewhere the argument goes. The same for `SpatialDropout2D`, `SpatialDropout3D`, `Discretization`, `IntegerLookup` and
`StringLookup`.

## Why

These layers of Keras 3 take no `input_shape` (TypeError). All others take it, with a warning.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, SpatialDropout1D

model = Sequential()
model.add(SpatialDropout1D(0.2, input_shape=(5, 3)))
model.add(Dense(1))
```

```python after
from keras.models import Sequential
from keras.layers import Dense, SpatialDropout1D, Input

model = Sequential()
model.add(Input(shape=(5, 3)))
model.add(SpatialDropout1D(0.2))
model.add(Dense(1))
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Dropout

model = Sequential([Dropout(0.2, input_shape=(5,)), Dense(1)])
```

## Fix safety

Safe where the layer is the first of a Sequential on every path in view, or never is.

## References

Keras 3 `layers/regularization/spatial_dropout.py`, `layers/preprocessing/discretization.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.first_layer import decisions
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Layers that are told a shape which they do not take."""
    for decision in decisions(module):
        if decision.shape.form != "input_shape" or decision.placement == "guarded":
            continue
        name = decision.keyword.arg
        advice = (
            f"{decision.reason}: put `Input({decision.shape.argument})` in front of the first layer"
            if decision.placement == "review"
            else "`Input(shape=...)` in front of the layer says it"
            if decision.placement == "first"
            else f"Keras 2 ignored it here ({decision.reason})"
        )
        yield Proposal(
            decision.keyword,
            f"this layer of Keras 3 takes no `{name}`; {advice}",
            Applicability.REVIEW if decision.placement == "review" else decision.applicability,
            decision.operations,
            decision.proof,
        )


RULE = Rule(
    "KER206",
    "refused-input-shape",
    "3.0.0",
    "safe or review",
    check,
    (b"SpatialDropout", b"Discretization", b"IntegerLookup", b"StringLookup"),
)
