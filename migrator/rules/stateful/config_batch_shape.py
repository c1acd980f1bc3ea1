"""`batch_input_shape` in the configuration of a layer is `batch_shape` of the input layer.

## What it does

Reports code that reads or writes the entry.

## Why

Programs change the batch size of a trained model by its configuration. In Keras 3 the shape stands with the input
layer, under the name `batch_shape`; an entry `batch_input_shape` is refused when the model is made.

## Left alone

```python
shapes = {"batch_input_shape": (1, 2, 3)}
print(shapes["batch_input_shape"])
```

## Fix safety

There is no edit. Build the model once more with the other batch size, and give it the weights:
`new.set_weights(old.get_weights())` works in Keras 2 and 3.

## References

Keras 2.15 `engine/base_layer.py` (`get_config`); Keras 3 `layers/core/input_layer.py` (`get_config`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_MESSAGE = (
    "a configuration of Keras 3 has `batch_shape`, with the input layer; make the model anew with the other batch size "
    "and give it the weights"
)


def check(module: Module) -> Iterator[Proposal]:
    """Entries of configurations."""
    if not module.imports_keras:
        return
    for node in module.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            if node.slice.value == "batch_input_shape" and "config" in ast.unparse(node.value).lower():
                yield Proposal(node, _MESSAGE, Applicability.REVIEW)


RULE = Rule("KER313", "config-batch-shape", "3.0.0", "review", check, (b"batch_input_shape",))
