"""`compile(optimizer, loss, metrics)` needs `metrics=`: in Keras 3 the third argument is `loss_weights`.

## What it does

Gives positional arguments from the third on the names that they stood for.

## Why

Keras 3 has `loss_weights` before `metrics`: it takes the metrics for weights of the loss and raises when the model is
trained ("dtype='string' is not a valid dtype").

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", ["mae"])
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
```

```python before
import tensorflow as tf

inputs = tf.keras.Input((3,))
model = tf.keras.Model(inputs, [tf.keras.layers.Dense(1)(inputs), tf.keras.layers.Dense(1)(inputs)])
model.compile("sgd", "mse", None, [1.0, 0.5])
```

```python after
import tensorflow as tf

inputs = tf.keras.Input((3,))
model = tf.keras.Model(inputs, [tf.keras.layers.Dense(1)(inputs), tf.keras.layers.Dense(1)(inputs)])
model.compile("sgd", "mse", metrics=None, loss_weights=[1.0, 0.5])
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
```

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", None)
```

```python
import re
import keras

pattern = re.compile("a", 0, 1)
```

## Fix safety

Safe where the receiver is a model in every context that was seen; unsafe where it is not in view and its name says
`model`. A fifth positional argument is left for review: it was `sample_weight_mode` up to Keras 2.3 and
`weighted_metrics` later.

## References

Keras 2.15 `engine/training.py`; Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.keras_api.training import COMPILE_ARGUMENTS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule

_FIRST = COMPILE_ARGUMENTS.index("metrics")
_LAST = COMPILE_ARGUMENTS.index("loss_weights")


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `compile` with three positional arguments or more."""
    for _, call, verdict in method_calls(module, {"compile"}):
        if len(call.args) <= _FIRST or (len(call.args) == _FIRST + 1 and _is_none(module, call.args[_FIRST])):
            continue
        message = "the third positional argument of `compile` is `loss_weights` in Keras 3: `metrics` needs its name"
        starred = any(isinstance(a, ast.Starred) for a in call.args)
        if starred or len(call.args) > _LAST + 1 or verdict.applicability is Applicability.REVIEW:
            yield Proposal(call.args[_FIRST], verdict.about(message), Applicability.REVIEW)
            continue
        named = tuple(
            RenameArgument(call, argument, name)
            for argument, name in zip(call.args[_FIRST:], COMPILE_ARGUMENTS[_FIRST:], strict=False)
        )
        yield Proposal(call.args[_FIRST], verdict.about(message), verdict.applicability, named, verdict.proof)


def _is_none(module: Module, argument: ast.expr) -> bool:
    """Whether an argument is None, which means the same in either place."""
    values = module.facts.arguments.get(argument, [])
    return bool(values) and all(isinstance(v, Const) and v.value is None for v in values)


RULE = Rule("KER405", "compile-order", "3.0.0", "safe, unsafe or review", check, (b"compile",))
