"""self.model of a callback cannot be assigned any more: Keras sets it.

## What it does

- `self.model = None` in a class of callbacks goes.
- `self.model = model` in `set_model`, which Keras calls, becomes a call of the method that the class inherits.
- Elsewhere what is assigned is lost in Keras 2 as well, once training begins: reported, and taken out of `__init__`
  with `--unsafe-fixes`.

## Why

`model` of callbacks is a property without a setter in Keras 3 (AttributeError).

## Example

```python before
from keras.callbacks import Callback

class Patience(Callback):
    def __init__(self, limit):
        super().__init__()
        self.limit = limit
        self.model = None

    def set_model(self, model):
        self.model = model
```

```python after
from keras.callbacks import Callback

class Patience(Callback):
    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def set_model(self, model):
        super().set_model(model)
```

```python before unsafe
import keras

class Report(keras.callbacks.Callback):
    def __init__(self, model, data):
        self.model = model
        self.data = data
```

```python after
import keras

class Report(keras.callbacks.Callback):
    def __init__(self, model, data):
        self.data = data
```

## Left alone

```python
from keras.callbacks import Callback

class Stop(Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True
```

```python
class Trainer:
    def __init__(self, model):
        self.model = model
```

## Fix safety

Safe for None, the value that the attribute has anyway, and in `set_model`. Unsafe in `__init__`: the edit is right if
nothing asks for the model before training begins, or if it is the model that is trained.

## References

Keras 2.15 `callbacks.py`; Keras 3 `callbacks/callback.py` (`model`, `set_model`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RemoveStatement, ReplaceStatement
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "`model` of a callback is set by Keras 3 alone"


def check(module: Module) -> Iterator[Proposal]:
    """Assignments to the attribute in classes of callbacks."""
    seen: set[ast.AST] = set()
    for info in module.facts.classes:
        if info.kind != "callback" or any("model" in i.methods for i in info.lineage()):
            continue
        for node in ast.walk(info.node):
            if isinstance(node, ast.Attribute) and _is_own_model(node) and node not in seen and module.owns(node):
                seen.add(node)
                yield _propose(module, node)


def _is_own_model(node: ast.Attribute) -> bool:
    stored = isinstance(node.ctx, ast.Store) and node.attr == "model"
    return stored and isinstance(node.value, ast.Name) and node.value.id == "self"


def _propose(module: Module, node: ast.Attribute) -> Proposal:
    statement = module.parents[node]
    method = module.scope(node)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return Proposal(node, f"{_MESSAGE}: give this another name", Applicability.REVIEW)
    if isinstance(statement.value, ast.Constant) and statement.value.value is None:
        return Proposal(node, _MESSAGE, Applicability.SAFE, (RemoveStatement(statement),))
    name = getattr(method, "name", "")
    if name == "set_model" and isinstance(method, ast.FunctionDef) and len(method.args.args) == 2:
        given = method.args.args[1].arg
        if isinstance(statement.value, ast.Name) and statement.value.id == given and not _calls_super(method):
            change = ReplaceStatement(statement, (f"super().set_model({given})",))
            return Proposal(node, _MESSAGE, Applicability.SAFE, (change,))
    if name == "__init__":
        message = f"{_MESSAGE}; the edit is right if nothing asks for it before training, or it is the trained model"
        return Proposal(node, message, Applicability.UNSAFE, (RemoveStatement(statement),))
    return Proposal(node, f"{_MESSAGE}: give this another name", Applicability.REVIEW)


def _calls_super(method: ast.FunctionDef) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr == "set_model" for n in ast.walk(method))


RULE = Rule("KER655", "callback-model", "3.0.0", "safe, unsafe or review", check, (b"model",))
