"""`optimizer.lr` is `optimizer.learning_rate` in Keras 3.

## What it does

Renames the attribute of objects that are optimizers, read or set, and the name in `hasattr(optimizer, "lr")` and its
kind.

## Why

Reading `lr` raises AttributeError in Keras 3. Setting it makes a new attribute that nothing reads: the program goes on
with the old rate, without a word.

## Example

```python before
import keras

class Halve(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if not hasattr(self.model.optimizer, "lr"):
            raise ValueError("no rate")
        self.model.optimizer.lr = 0.5 * self.model.optimizer.lr
```

```python after
import keras

class Halve(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if not hasattr(self.model.optimizer, "learning_rate"):
            raise ValueError("no rate")
        self.model.optimizer.learning_rate = 0.5 * self.model.optimizer.learning_rate
```

```python before
from keras.models import Sequential
from keras.layers import Dense

model = Sequential([Dense(1)])
model.compile("sgd", "mse")
print("rate %.4f" % float(model.optimizer.lr))
model.optimizer.lr.assign(0.5)
```

```python after
from keras.models import Sequential
from keras.layers import Dense

model = Sequential([Dense(1)])
model.compile("sgd", "mse")
print("rate %.4f" % float(model.optimizer.learning_rate))
model.optimizer.learning_rate.assign(0.5)
```

```python before unsafe
import keras

def slow_down(model):
    model.optimizer.lr = 0.001
```

```python after
import keras

def slow_down(model):
    model.optimizer.learning_rate = 0.001
```

## Left alone

```python
import argparse
import keras

args = argparse.ArgumentParser().parse_args()
optimizer = keras.optimizers.Adam(args.lr)
optimizer.learning_rate = args.lr
```

```python
import keras

class Trainer:
    def __init__(self, lr):
        self.lr = lr
        self.optimizer = keras.optimizers.Adam(self.lr)
```

```python
import keras

optimizer = keras.optimizers.SGD()
if hasattr(optimizer, "lr"):
    optimizer.lr = 0.1
else:
    optimizer.learning_rate = 0.1
```

## Fix safety

Safe where the object is an optimizer of Keras in every context that the analysis saw; Keras 2 has the name as well.
Where versions before 3.5 are asked for, `float(...)` gets `.numpy()` along with it: their variables have no
`__float__`. Unsafe where the object is not in view and is called an optimizer.

## References

Keras 2.15 `optimizers/optimizer.py` (`lr`); Keras 3 `optimizers/base_optimizer.py` (`learning_rate`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, RenameAttribute, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.learning_rates import backend_access, owner, rate_attributes
from migrator.rules.registry import Proposal, Rule

_FIRST_WITH_FLOAT = (3, 5)
_READ = "Keras 3 optimizers have no `lr`; the attribute is `learning_rate`"
_SET = "In Keras 3 this sets an attribute that nothing reads; the learning rate is `learning_rate`"


def check(module: Module) -> Iterator[Proposal]:
    """The attribute, and its name as a string."""
    claimed = {access[1] for call in module.calls if (access := backend_access(module, call)) is not None}
    for node, receivers in rate_attributes(module, "lr"):
        found = owner(module, node.value, receivers)
        if found is not None and node not in claimed and not is_guarded(module, node, {"lr"}, "learning_rate"):
            message = _READ if isinstance(node.ctx, ast.Load) else _SET
            yield _proposal(node, message, *found, _rename(module, node))
    for call, receivers in module.facts.named.items():
        name = call.args[1]
        if not isinstance(name, ast.Constant) or name.value != "lr" or not module.owns(call):
            continue
        found = owner(module, call.args[0], receivers)
        if found is not None and not is_guarded(module, call, {"lr"}, "learning_rate"):
            quote = module.source.segment(name)[-1]
            yield _proposal(name, _READ, *found, ReplaceExpression(name, f"{quote}learning_rate{quote}"))


def _proposal(node: ast.expr, message: str, applicability: Applicability, why: str, operation: Operation) -> Proposal:
    if why:
        message = f"{message}; {why}"
    operations = () if applicability is Applicability.REVIEW else (operation,)
    return Proposal(node, message, applicability, operations)


def _rename(module: Module, node: ast.Attribute) -> Operation:
    parent = module.parents[node]
    is_float = isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "float"
    if is_float and module.target < _FIRST_WITH_FLOAT:
        return ReplaceExpression(node, f"{module.source.segment(node.value)}.learning_rate.numpy()")
    return RenameAttribute(node, "learning_rate")


RULE = Rule("KER603", "lr-attribute", "3.0.0", "safe or unsafe or review", check, (b"lr",))
