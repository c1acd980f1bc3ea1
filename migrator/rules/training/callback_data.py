"""Callbacks get no `self.validation_data` any more.

## What it does

Names the places that read it.

## Why

Keras up to 2.3 gave callbacks the validation data. TensorFlow 2.2 and later, and Keras 2.15, set it to None; callbacks
of Keras 3 have no such attribute (AttributeError).

## Left alone

```python
import keras

class Scores(keras.callbacks.Callback):
    def __init__(self, data):
        super().__init__()
        self.validation_data = data

    def on_epoch_end(self, epoch, logs=None):
        print(self.model.predict(self.validation_data[0]))
```

## Fix safety

No edit: give the data to the constructor of the callback, and keep it there.

## References

Keras 2.3 `engine/training_arrays.py`; Keras 3 `callbacks/callback.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.models import defines
from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "callbacks of Keras 3 have no `validation_data`: give the data to the callback's constructor"


def check(module: Module) -> Iterator[Proposal]:
    """Reads of the attribute in classes of callbacks."""
    seen: set[ast.AST] = set()
    for info in module.facts.classes:
        if info.kind != "callback" or any(defines(i, "validation_data") for i in info.lineage()):
            continue
        for node in ast.walk(info.node):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "validation_data"
                and isinstance(node.ctx, ast.Load)
                and isinstance(node.value, ast.Name)
                and node.value.id == "self"
                and node not in seen
            ):
                seen.add(node)
                yield Proposal(node, _MESSAGE, Applicability.REVIEW)


RULE = Rule("KER427", "callback-data", "3.0.0", "review", check, (b"validation_data",))
