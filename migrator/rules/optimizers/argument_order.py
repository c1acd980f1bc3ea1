"""Positional arguments of optimizers whose place has another meaning in Keras 3.

## What it does

Names calls with more positional arguments than standalone Keras and TensorFlow's Keras had in common.

## Why

Up to Keras 2.3 `SGD(0.1, 0.9, 1e-6)` meant `decay=1e-6`, and `RMSprop(0.001, 0.9, 1e-8)` meant `epsilon=1e-8`. In
TensorFlow's Keras and in Keras 3 the third argument of SGD is `nesterov`, that of RMSprop `momentum`. No error says so.
Behind the arguments that both had, Keras 3 has others than TensorFlow's Keras.

## Found

```python
from keras.optimizers import SGD

optimizer = SGD(0.1, 0.9, 1e-6)          # review
```

## Left alone

```python
from keras.optimizers import SGD, Adam

optimizers = [SGD(0.1, 0.9), SGD(0.1, 0.9, True), Adam(0.001, 0.9, 0.999, 1e-8)]
```

```python
import tensorflow as tf

optimizer = tf.keras.optimizers.RMSprop(0.001, 0.9, 0.5)
```

## Fix safety

No edit: which Keras the program was written for decides.

## References

Keras 2.3.1 `optimizers.py`; Keras 2.10 `optimizers/optimizer_v2/`; Keras 3 `optimizers/`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.findings import Applicability
from migrator.keras_api.optimizers import EARLY_POSITIONS, LOWERCASE_NAMES, POSITIONS
from migrator.rules.learning_rates import is_standalone
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of optimizers with many positional arguments."""
    for call in module.calls:
        symbol = module.facts.sole_symbol(call) or ""
        name = symbol.rsplit(".", 1)[-1]
        name = LOWERCASE_NAMES.get(name, name)
        if not symbol.startswith("keras.optimizers.") or name not in POSITIONS:
            continue
        now, before = POSITIONS[name], EARLY_POSITIONS[name]
        shared = next((i for i, pair in enumerate(zip(now, before, strict=False)) if pair[0] != pair[1]), len(now))
        if len(call.args) > len(now):
            message = f"Keras 3 has other arguments behind the {len(now)} that {name} began with: pass them by name"
            yield Proposal(call.args[len(now)], message, Applicability.REVIEW)
        elif len(call.args) > shared and is_standalone(module) and not _is_flag(module, call.args[shared]):
            message = (
                f"argument {shared + 1} of {name} is `{now[shared]}` in Keras 3; up to Keras 2.3 it was "
                f"`{before[shared] if shared < len(before) else 'another'}`: pass it by name"
            )
            yield Proposal(call.args[shared], message, Applicability.REVIEW)


def _is_flag(module: Module, node: ast.expr) -> bool:
    """Whether an argument is True or False: such a one was never a decay or an epsilon."""
    values = module.facts.arguments.get(node, [])
    return bool(values) and all(isinstance(v, Const) and isinstance(v.value, bool) for v in values)


RULE = Rule("KER613", "optimizer-argument-order", "3.0.0", "review", check)
