"""`compile` takes no optimizers of `tf.train`, and `TFOptimizer` is gone.

## What it does

Names the argument of `compile` that is an optimizer of `tf.compat.v1.train`, and calls of `TFOptimizer`.

## Why

Keras 2 wrapped such optimizers. Keras 3 raises `ValueError: Could not interpret optimizer identifier`.

## Found

```python
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer=tf.compat.v1.train.AdamOptimizer(1e-3), loss="mse")   # review
```

## Left alone

```python
import tensorflow as tf

step = tf.compat.v1.train.AdamOptimizer(1e-3).minimize(loss)
```

## Fix safety

No edit: the optimizers of Keras have other defaults (`epsilon` of Adam is 1e-7, that of `AdamOptimizer` 1e-8).

## References

Keras 2.15 `optimizers/__init__.py` (`get`); Keras 3 `optimizers/__init__.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Opaque
from migrator.findings import Applicability
from migrator.keras_api.optimizers import TF_TRAIN_OPTIMIZERS
from migrator.rules.registry import Proposal, Rule

_MADE = re.compile(r"`tensorflow\.(?:compat\.v1\.)?train\.(\w+)\(\.\.\.\)`")
_COUNTERPARTS = {"GradientDescentOptimizer": "SGD", "MomentumOptimizer": "SGD", "RMSPropOptimizer": "RMSprop"}


def check(module: Module) -> Iterator[Proposal]:
    """Optimizers of TensorFlow that Keras is given."""
    for call in module.calls:
        if module.facts.sole_symbol(call) == "keras.optimizers.TFOptimizer":
            message = "Keras 3 has no `TFOptimizer`: use the optimizer of Keras that does the same"
            yield Proposal(call, message, Applicability.REVIEW)
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "compile":
            continue
        for argument in [*call.args[:1], *(k.value for k in call.keywords if k.arg == "optimizer")]:
            for value in module.facts.arguments.get(argument, []):
                made = _MADE.fullmatch(value.why) if isinstance(value, Opaque) else None
                if made is not None and made[1] in TF_TRAIN_OPTIMIZERS:
                    keras = _COUNTERPARTS.get(made[1], made[1].removesuffix("Optimizer"))
                    message = f"Keras 3 takes no `tf.train.{made[1]}`: use `keras.optimizers.{keras}`"
                    yield Proposal(argument, message, Applicability.REVIEW)


RULE = Rule("KER609", "tf-train-optimizers", "3.0.0", "review", check, (b"Optimizer",))
