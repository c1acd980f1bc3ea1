"""A `tf.Variable` that a layer or model keeps is neither trained nor saved in Keras 3.

## What it does

Names assignments of `tf.Variable(...)` to attributes of the program's own layers and models.

## Why

Keras 2 tracked variables of TensorFlow that a layer had as attributes. Keras 3 tracks its own only: the program runs,
and the variable is in no `trainable_variables`, in no weights and in no file.

## Left alone

```python
import keras
import tensorflow as tf

class Scale(keras.layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")

class Counter:
    def __init__(self):
        self.count = tf.Variable(0)

step = tf.Variable(0)
```

## Fix safety

No edit: `self.add_weight(name=..., shape=..., initializer=..., trainable=...)` makes a variable that is tracked, and so
does `keras.Variable(value)`.

## References

Keras 2.15 `engine/base_layer.py` (`__setattr__`); Keras 3 `layers/layer.py` (`_tracker`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_MESSAGE = (
    "Keras 3 does not track a `tf.Variable` that a layer or model keeps: it is neither trained nor saved, without a "
    "word; make it with `self.add_weight(...)` or `keras.Variable(...)`"
)


def check(module: Module) -> Iterator[Proposal]:
    """What the program's own layers and models put into their attributes."""
    for info in {info.node: info for info in module.facts.classes if info.kind in {"layer", "model"}}.values():
        for node in ast.walk(info.node):
            if not isinstance(node, (ast.Assign, ast.AnnAssign)) or not isinstance(node.value, ast.Call):
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_is_attribute_of_self(t) for t in targets):
                if module.facts.sole_symbol(node.value) == "tensorflow.Variable":
                    yield Proposal(node.value, _MESSAGE, Applicability.REVIEW)


def _is_attribute_of_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


RULE = Rule("KER810", "untracked-variables", "3.0.0", "review", check, (b"Variable",))
