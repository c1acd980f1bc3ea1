"""`K.set_value(optimizer.lr, x)` and `K.get_value(optimizer.lr)` have no counterpart in Keras 3.

## What it does

Assigns to the variable that holds the learning rate, or reads its value.

## Why

`keras.backend` of Keras 3 has neither function. `tf.keras.backend` has them, but `set_value` fails on the variables of
Keras 3.

## Example

```python before
from keras import backend as K
from keras.callbacks import Callback

class Halve(Callback):
    def on_epoch_end(self, epoch, logs=None):
        rate = K.get_value(self.model.optimizer.lr)
        K.set_value(self.model.optimizer.lr, rate * 0.5)
```

```python after
from keras import backend as K
from keras.callbacks import Callback

class Halve(Callback):
    def on_epoch_end(self, epoch, logs=None):
        rate = self.model.optimizer.learning_rate.numpy()
        self.model.optimizer.learning_rate.assign(rate * 0.5)
```

```python before
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(0.001)
tf.keras.backend.set_value(optimizer.learning_rate, 0.01)
```

```python after
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(0.001)
optimizer.learning_rate.assign(0.01)
```

## Left alone

```python
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(0.001)
optimizer.learning_rate.assign(0.01)
```

## Fix safety

Safe where the object is an optimizer of Keras in every context that the analysis saw: `assign` and `numpy` of the
variable do what the functions did in Keras 2, and are there in Keras 2, too. Unsafe where the object is not in view and
is called an optimizer.

## References

Keras 2.15 `backend.py` (`set_value`, `get_value`); Keras 3 `backend/common/variables.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.learning_rates import backend_access, owner
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Functions of the backend on the learning rate of an optimizer."""
    for call in module.calls:
        access = backend_access(module, call)
        if access is None:
            continue
        function, variable = access
        found = owner(module, variable.value, module.facts.receivers.get(variable, []))
        if found is None or is_guarded(module, call, {"lr"}, "learning_rate"):
            continue
        applicability, why = found
        text = _text(module, call, function, variable)
        message = f"Keras 3 has no `K.{function}`; use the variable itself"
        operations = () if text is None or applicability is Applicability.REVIEW else (ReplaceExpression(call, text),)
        yield Proposal(
            call,
            f"{message}; {why}" if why else message,
            applicability if operations else Applicability.REVIEW,
            operations,
        )


def _text(module: Module, call: ast.Call, function: str, variable: ast.Attribute) -> str | None:
    rate = f"{module.source.segment(variable.value)}.learning_rate"
    if function != "set_value":
        return f"{rate}.numpy()" if len(call.args) == 1 and not call.keywords else None
    given = [*call.args[1:], *(k.value for k in call.keywords if k.arg == "value")]
    if len(given) != 1 or isinstance(given[0], ast.Starred):
        return None
    return f"{rate}.assign({module.source.segment(given[0])})"


RULE = Rule("KER604", "backend-learning-rate", "3.0.0", "safe or unsafe or review", check, (b"_value", b"eval"))
