"""`self.trainable_weights = [...]` in a layer: Keras 3 keeps these lists itself.

## What it does

Names assignments to `trainable_weights`, `non_trainable_weights`, `weights`, `trainable_variables`,
`non_trainable_variables` and `variables` of the program's own layers and models, uses of the private lists
`_trainable_weights` and `_non_trainable_weights`, and methods that are called `get_output_shape_for`.

## Why

Layers of Keras 1 said which weights they have by such assignments. In Keras 3 the lists are properties without a
setter and the private ones have other names: AttributeError when the layer is built. `get_output_shape_for` has been
`compute_output_shape` since Keras 2, and nothing calls the old method.

## Left alone

```python
import keras

class Scale(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(name="w", shape=(3,))
        print(self.trainable_weights)

class Own:
    def __init__(self):
        self.weights = [1, 2]
```

## Fix safety

No edit: weights that `add_weight` makes, and layers and `keras.Variable` objects that are attributes, are tracked
without it. Where a list left some of them out on purpose, say `trainable=False` for those.

## References

Keras 3 `layers/layer.py` (`trainable_weights`, `_tracker`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_LISTS = frozenset(
    "trainable_weights non_trainable_weights weights trainable_variables non_trainable_variables variables".split()
)
_PRIVATE = frozenset({"_trainable_weights", "_non_trainable_weights"})
_BASES = frozenset({"Layer", "Recurrent", "RNN", "Wrapper", "LSTM", "GRU", "SimpleRNN", "MaskedLayer"})


def check(module: Module) -> Iterator[Proposal]:
    """What the program's own layers and models do to their lists of weights."""
    for info in {info.node: info for info in module.facts.classes}.values():
        if info.kind in {"layer", "model"} or (info.kind == "unknown" and _is_layer_by_name(module, info.node)):
            yield from _of_class(info.node)


def _is_layer_by_name(module: Module, node: ast.ClassDef) -> bool:
    """Whether a class derives from something called as a layer of Keras 1, in a file that imports Keras."""
    return module.imports_keras and any(ast.unparse(base).rsplit(".", 1)[-1] in _BASES for base in node.bases)


def _of_class(definition: ast.ClassDef) -> Iterator[Proposal]:
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef) and node.name == "get_output_shape_for":
            message = "nothing has called `get_output_shape_for` since Keras 2: it is `compute_output_shape`"
            yield Proposal(node, message, Applicability.REVIEW)
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name) or node.value.id != "self":
            continue
        if node.attr in _LISTS and isinstance(node.ctx, ast.Store):
            message = (
                f"`{node.attr}` of Keras 3 cannot be set: weights of `add_weight` and layers that are attributes are"
            )
            yield Proposal(node, f"{message} in it without that", Applicability.REVIEW)
        elif node.attr in _PRIVATE:
            message = f"Keras 3 has no `{node.attr}`: weights of `add_weight` are tracked without it"
            yield Proposal(node, message, Applicability.REVIEW)


RULE = Rule("KER813", "own-weight-lists", "3.0.0", "review", check, (b"weights", b"variables", b"get_output_shape_for"))
