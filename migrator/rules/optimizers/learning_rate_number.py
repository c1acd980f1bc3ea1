"""The learning rate of a Keras 3 optimizer is a float, not an integer.

## What it does

Writes an integer literal as a float, and wraps a name that stands for an integer in `float(...)`.

## Why

Keras 2 took any number. Keras 3 raises `ValueError: Argument learning_rate should be float, or an instance of
LearningRateSchedule, or a callable`.

## Example

```python before
from keras.optimizers import Adadelta

optimizer = Adadelta(learning_rate=1)
```

```python after
from keras.optimizers import Adadelta

optimizer = Adadelta(learning_rate=1.0)
```

```python before
import keras

RATE = 1

def build(rate=RATE):
    return keras.optimizers.SGD(rate, momentum=0.9)

build()
```

```python after
import keras

RATE = 1

def build(rate=RATE):
    return keras.optimizers.SGD(float(rate), momentum=0.9)

build()
```

## Left alone

```python
import keras

optimizer = keras.optimizers.SGD(1.0)
other = keras.optimizers.Adam(learning_rate=1e-3)
third = keras.optimizers.SGD(args.rate)
```

## Fix safety

Safe: the same number. A name that is an integer in some calls and something unknown in others is left to a person.

## References

Keras 3 `optimizers/base_optimizer.py` (`__init__`, all versions from 3.0.0).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.optimizers import LOWERCASE_NAMES, OPTIMIZERS
from migrator.rules.learning_rates import as_float, is_integer, is_number
from migrator.rules.registry import Proposal, Rule

_CLASSES = {f"keras.optimizers.{name}" for name in OPTIMIZERS | LOWERCASE_NAMES.keys()}
_MESSAGE = "Keras 3 takes a float as the learning rate"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of optimizers whose rate is an integer."""
    for call, known in module.facts.callees.items():
        if not known or not known <= _CLASSES or not module.owns(call):
            continue
        rate = next((k.value for k in call.keywords if k.arg in {"learning_rate", "lr"}), None)
        if rate is None and call.args:
            rate = call.args[0]
        values = module.facts.arguments.get(rate, []) if rate is not None else []
        if rate is None or isinstance(rate, ast.Starred) or not any(is_integer(value) for value in values):
            continue
        if all(is_number(value) for value in values):
            yield Proposal(rate, _MESSAGE, Applicability.SAFE, (ReplaceExpression(rate, as_float(module, rate)),))
        else:
            yield Proposal(rate, f"{_MESSAGE}; in some calls this is an integer", Applicability.REVIEW)


RULE = Rule("KER612", "learning-rate-number", "3.0.0", "safe or review", check)
