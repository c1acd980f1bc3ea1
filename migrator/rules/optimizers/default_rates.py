"""Optimizers without a learning rate: the default is another one in Keras 3, or the optimizer computes otherwise.

## What it does

Gives `Lion()` the rate that it began with in Keras 2, names calls without a rate, and strings in `compile`, of
optimizers whose default changed when standalone Keras became part of TensorFlow, and names every Nadam.

## Why

Adagrad began with 0.01, Adadelta with 1.0, Adamax and Nadam with 0.002 up to Keras 2.3; in `tf.keras`, in Keras 2.4 and
later, and in Keras 3 all begin with 0.001. Lion began with 0.0001 in Keras 2 and begins with 0.001 in Keras 3. Nadam
of Keras 3 computes other updates than that of Keras 2. Nothing says so at run time.

## Example

```python before
import keras

optimizer = keras.optimizers.Lion(weight_decay=0.01)
```

```python after
import keras

optimizer = keras.optimizers.Lion(weight_decay=0.01, learning_rate=0.0001)
```

## Left alone

```python
from keras.optimizers import Adam, Adadelta, SGD

optimizers = [SGD(), Adam(), Adadelta(1.0)]
```

```python
import tensorflow as tf

optimizer = tf.keras.optimizers.Adadelta()
```

## Fix safety

Safe for Lion, whose default Keras 2 never changed. For the others the version that the program was written for decides:
no edit.

## References

Keras 2.3.1 `optimizers.py`; Keras 2.15 `optimizers/`; Keras 3 `optimizers/`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import AddArguments
from migrator.findings import Applicability
from migrator.keras_api.optimizers import EARLY_RATES, LOWERCASE_NAMES
from migrator.rules.learning_rates import is_standalone
from migrator.rules.registry import Proposal, Rule

_NADAM = "Nadam of Keras 3 computes other updates than that of Keras 2: expect other numbers"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of optimizers, and their names in `compile`."""
    for call in module.calls:
        symbol = module.facts.sole_symbol(call) or ""
        name = symbol.rsplit(".", 1)[-1]
        if symbol.startswith("keras.optimizers."):
            yield from _of_call(module, call, LOWERCASE_NAMES.get(name, name))
        elif isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            yield from _of_strings(module, call)


def _of_call(module: Module, call: ast.Call, name: str) -> Iterator[Proposal]:
    if name == "Nadam":
        yield Proposal(call, _NADAM, Applicability.REVIEW)
    if call.args or any(k.arg in {"learning_rate", "lr", None} for k in call.keywords):
        return
    if name == "Lion":
        message = "Lion begins with the rate 0.001 in Keras 3, with 0.0001 in Keras 2"
        yield Proposal(call, message, Applicability.SAFE, (AddArguments(call, (("learning_rate", "0.0001"),)),))
    elif name in EARLY_RATES and is_standalone(module):
        yield Proposal(call, _early(name), Applicability.REVIEW)


def _of_strings(module: Module, call: ast.Call) -> Iterator[Proposal]:
    for argument in [*call.args[:1], *(k.value for k in call.keywords if k.arg == "optimizer")]:
        values = module.facts.arguments.get(argument, [])
        names = {v.value for v in values if isinstance(v, Const) and isinstance(v.value, str)}
        for name in sorted(names):
            known = LOWERCASE_NAMES.get(name.lower(), "")
            if known == "Nadam":
                yield Proposal(argument, _NADAM, Applicability.REVIEW)
            if known in EARLY_RATES and is_standalone(module):
                yield Proposal(argument, _early(known), Applicability.REVIEW)


def _early(name: str) -> str:
    return (
        f"{name} begins with the rate 0.001 in Keras 3; it began with {EARLY_RATES[name]} up to Keras 2.3: give it the "
        "rate if the program was written for that"
    )


RULE = Rule(
    "KER611",
    "default-rates",
    "3.0.0",
    "safe or review",
    check,
    (b"Lion", b"dagrad", b"dadelta", b"damax", b"adam"),
)
