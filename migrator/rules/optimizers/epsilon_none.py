"""`Adam(epsilon=None)` meant the default; Keras 3 computes with it and fails.

## What it does

Removes the argument, or writes the default in its place where it is positional.

## Why

Up to Keras 2.10 `None` stood for `K.epsilon()`, 1e-7, which is the default of Keras 3. Keras 3 takes it and fails in
the first step: `ValueError: None values not supported`.

## Example

```python before
from keras import optimizers

adam = optimizers.Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=None, amsgrad=False)
```

```python after
from keras import optimizers

adam = optimizers.Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, amsgrad=False)
```

```python before
import tensorflow as tf

adam = tf.keras.optimizers.Adam(0.001, 0.9, 0.999, None)
```

```python after
import tensorflow as tf

adam = tf.keras.optimizers.Adam(0.001, 0.9, 0.999, 1e-07)
```

## Left alone

```python
from keras.optimizers import Adam

adam = Adam(epsilon=1e-8)
```

## Fix safety

Safe: the same number, where `K.set_epsilon` has not changed it. A file that calls `set_epsilon` gets no edit.

## References

Keras 2.2.4 `optimizers.py`; Keras 2.10 `optimizers/optimizer_v2/adam.py`; Keras 3 `optimizers/adam.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import Operation, RemoveArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.optimizers import POSITIONS, WITH_EPSILON
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "Keras 3 has no meaning for `epsilon=None`; it was the default, 1e-7"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of optimizers that give None."""
    classes = {f"keras.optimizers.{name}" for name in WITH_EPSILON}
    for call, known in module.facts.callees.items():
        if not known or not known <= classes or not module.owns(call):
            continue
        keyword = next((k for k in call.keywords if k.arg == "epsilon"), None)
        argument = keyword.value if keyword is not None else _positional(call, known)
        values = module.facts.arguments.get(argument, []) if argument is not None else []
        if argument is None or not any(isinstance(v, Const) and v.value is None for v in values):
            continue
        if len(values) > 1 and not all(isinstance(v, Const) and v.value is None for v in values):
            yield Proposal(argument, f"{_MESSAGE}; here it may be None", Applicability.REVIEW)
        elif "set_epsilon" in module.source.text:
            yield Proposal(argument, f"{_MESSAGE}, or what `set_epsilon` made of it", Applicability.REVIEW)
        elif keyword is not None:
            yield Proposal(keyword, _MESSAGE, Applicability.SAFE, (RemoveArgument(call, keyword),))
        else:
            operation: Operation = ReplaceExpression(argument, "1e-07")
            yield Proposal(argument, _MESSAGE, Applicability.SAFE, (operation,))


def _positional(call: ast.Call, known: set[str]) -> ast.expr | None:
    places = {POSITIONS[path.rsplit(".", 1)[-1]].index("epsilon") for path in known & _WITH_POSITIONS}
    place = next(iter(places)) if len(places) == 1 else len(call.args)
    if place >= len(call.args) or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    return call.args[place]


_WITH_POSITIONS = {f"keras.optimizers.{name}" for name in WITH_EPSILON & POSITIONS.keys()}

RULE = Rule("KER606", "epsilon-none", "3.0.0", "safe or review", check, (b"None",))
