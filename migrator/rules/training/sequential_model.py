"""`Sequential` has no `model` inside any more: it is the model.

## What it does

Removes `.model` behind a Sequential.

## Why

In Keras 1 and up to 2.1 a Sequential held a functional model of its layers as `model`; in Keras 2.2 the attribute gave
the Sequential itself, with a warning. In Keras 3 it is an AttributeError.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

network = Sequential([Input((3,)), Dense(1)])
network.model.summary()
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

network = Sequential([Input((3,)), Dense(1)])
network.summary()
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

class Trainer:
    def __init__(self):
        self.model = Sequential([Input((3,)), Dense(1)])

Trainer().model.summary()
```

## Fix safety

Safe where the receiver is a Sequential in every context that was seen and the program sets no attribute `model` of such
an object.

## References

Keras 2.1 and 2.2 `models.py`, `engine/sequential.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Reads of `model` of a Sequential."""
    for node in module.attributes:
        if node.attr != "model" or is_guarded(module, node, {"model"}, "model"):
            continue
        verdict = judge(module, node, {"model"})
        if verdict is None or not verdict.safe or {r.flavour for r in verdict.receivers} != {"sequential"}:
            continue
        operation = ReplaceExpression(node, module.source.segment(node.value))
        message = "a Sequential of Keras 3 has no `model`: it is the model itself"
        yield Proposal(node, message, Applicability.SAFE, (operation,), verdict.proof)


RULE = Rule("KER422", "sequential-model", "3.0.0", "safe", check, (b".model",))
