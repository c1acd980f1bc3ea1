"""RMSprop of Keras up to 2.10 added `epsilon` behind the square root; Keras 3 adds it below.

## What it does

Names the calls of `RMSprop` without momentum that were written for Keras 2.10 or older: those of `optimizers.legacy`,
and those with `lr=` or `decay=`. With `--unsafe-fixes` they get the square of their epsilon.

## Why

Up to Keras 2.10 a step was `rate * g / (sqrt(v) + epsilon)`; since 2.11 and in Keras 3 it is
`rate * g / sqrt(v + epsilon)`. With the default of 1e-7, gradients below 3e-4 meet a denominator that is clearly
larger, and all weights differ in the fourth digit after a few steps. With its square, 1e-14, steps are those of old to
the accuracy of float32.

## Example

```python before unsafe
from keras.optimizers import RMSprop

optimizer = RMSprop(lr=0.01)
other = RMSprop(lr=0.01, rho=0.9, epsilon=1e-08)
```

```python after
from keras.optimizers import RMSprop

optimizer = RMSprop(learning_rate=0.01, epsilon=1e-14)
other = RMSprop(learning_rate=0.01, rho=0.9, epsilon=1e-16)
```

```python before unsafe
import tensorflow as tf

optimizer = tf.keras.optimizers.legacy.RMSprop(0.01)
```

```python after
import tensorflow as tf

optimizer = tf.keras.optimizers.RMSprop(0.01, epsilon=1e-14)
```

## Left alone

```python
from keras.optimizers import Adam, RMSprop

optimizers = [RMSprop(learning_rate=0.01), RMSprop(), RMSprop(0.01, momentum=0.9), Adam()]
```

## Fix safety

Unsafe: a program that trains anew may as well train with the steps of Keras 3, and one with `lr=` may have been run
last with Keras 2.11 to 2.15, which ignored that. An `epsilon` that is no number in the call is left for review.

## References

Keras 2.2.4 `optimizers.py` (RMSprop); Keras 2.10 `optimizers/optimizer_v2/rmsprop.py`; Keras 3 `optimizers/rmsprop.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import AddArguments, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_CLASSES = frozenset({"keras.optimizers.RMSprop", "keras.optimizers.rmsprop", "keras.optimizers.legacy.RMSprop"})
_OLD = frozenset({"lr", "decay"})
_DEFAULT = 1e-7
_SMALL = 1e-12
"""Nobody chose an epsilon below this one: it is a square."""
_BEFORE_MOMENTUM = 2
"""RMSprop(learning_rate, rho, momentum, ...)."""


def check(module: Module) -> Iterator[Proposal]:
    """Calls of RMSprop that show their age."""
    legacy = {n.name for b in module.bindings if ".legacy" in b.path for n in b.statement.names}
    for call in module.calls:
        if module.facts.sole_symbol(call) not in _CLASSES or len(call.args) > _BEFORE_MOMENTUM:
            continue
        given = {k.arg for k in call.keywords}
        if None in given or "momentum" in given or any(isinstance(a, ast.Starred) for a in call.args):
            continue
        named = ast.unparse(call.func)
        if given & _OLD or ".legacy." in named or named in legacy:
            yield from _judge(call)


def _judge(call: ast.Call) -> Iterator[Proposal]:
    epsilon = next((k.value for k in call.keywords if k.arg == "epsilon"), None)
    if epsilon is None:
        yield Proposal(call, _MESSAGE, Applicability.UNSAFE, (AddArguments(call, (("epsilon", _square(_DEFAULT)),)),))
    elif not isinstance(epsilon, ast.Constant) or not isinstance(epsilon.value, float | None):
        yield Proposal(call, f"{_MESSAGE}: give it the square of its epsilon", Applicability.REVIEW)
    elif epsilon.value is None or epsilon.value > _SMALL:
        operation = ReplaceExpression(epsilon, _square(epsilon.value or _DEFAULT))
        yield Proposal(call, _MESSAGE, Applicability.UNSAFE, (operation,))


def _square(epsilon: float) -> str:
    return f"{epsilon**2:.4g}"


_MESSAGE = "RMSprop up to Keras 2.10 added `epsilon` behind the square root, Keras 3 adds it below: other numbers"

RULE = Rule("KER614", "rmsprop-epsilon", "3.0.0", "unsafe or review", check, (b"prop",))
