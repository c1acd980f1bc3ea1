"""`Sequential(layers, "name")` and `Model(inputs, outputs, "name")` need `name=`.

## What it does

Gives the argument its name.

## Why

Keras 3 takes the second argument of `Sequential` for `trainable` (ValueError), and `Model` takes no third one
(TypeError).

## Example

```python before
from keras import layers, models

encoder = models.Sequential([layers.Dense(2)], "encoder")
inputs = layers.Input((3,))
model = models.Model(inputs, encoder(inputs), "whole")
```

```python after
from keras import layers, models

encoder = models.Sequential([layers.Dense(2)], name="encoder")
inputs = layers.Input((3,))
model = models.Model(inputs, encoder(inputs), name="whole")
```

## Left alone

```python
from keras import layers, models

encoder = models.Sequential([layers.Dense(2)], name="encoder")
frozen = models.Sequential([layers.Dense(2)], False)
```

## Fix safety

Safe where the called name is Keras' in every context that was seen, and the argument a string.

## References

Keras 2.15 `engine/sequential.py`, `engine/functional.py`; Keras 3 `models/sequential.py`, `models/model.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_POSITION = {"keras.Sequential": 1, "keras.Model": 2}


def check(module: Module) -> Iterator[Proposal]:
    """Calls that make models and give them a name by position."""
    for call in module.calls:
        symbols = module.facts.callees.get(call, set())
        known = symbols & _POSITION.keys()
        if len(known) != 1:
            continue
        symbol = next(iter(known))
        position = _POSITION[symbol]
        if len(call.args) != position + 1 or any(isinstance(a, ast.Starred) for a in call.args):
            continue
        argument = call.args[position]
        values = module.facts.arguments.get(argument, [])
        if any(isinstance(v, Const) and not isinstance(v.value, str) for v in values):
            continue
        strings = bool(values) and all(isinstance(v, Const) for v in values)
        safe = strings and symbols == known
        yield Proposal(
            argument,
            f"`{symbol.rsplit('.', 1)[-1]}` of Keras 3 takes its name as `name=` only",
            Applicability.SAFE if safe else Applicability.UNSAFE,
            (RenameArgument(call, argument, "name"),),
        )


RULE = Rule("KER421", "positional-name", "3.0.0", "safe or unsafe", check, (b"Sequential", b"Model"))
