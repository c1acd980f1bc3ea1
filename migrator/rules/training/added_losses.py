"""`model.add_loss(tensor)`, `add_metric` and `add_update` must be written in another way.

## What it does

Names the calls that Keras 3 raises on. There is no edit: what the tensor is computed of has to move.

## Why

In Keras 3 `add_loss` takes no symbolic tensor and no function (NotImplementedError, ValueError): it is called inside
`call()` of a layer or model. `add_metric` raises always, and layers have no `add_update`: `call()` assigns to its
variables.

## Left alone

```python
import keras

class Penalty(keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(0.1 * keras.ops.sum(inputs))
        return inputs
```

```python
import keras

class Cart:
    def add_metric(self, value):
        return value

Cart().add_metric(1)
```

## Fix safety

No edit. For a loss: a small layer that calls `self.add_loss(...)` in `call()` and returns its input, put behind the
layer whose output it takes. For a metric: `metrics=` of `compile`, or a metric object that the layer makes in its
constructor and updates in `call()` with `update_state`.

## References

Keras 2.15 `engine/base_layer.py`; Keras 3 `layers/layer.py` (`add_loss`, `add_metric`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule

_ADVICE = {
    "add_loss": "`add_loss` of Keras 3 is called inside `call()` of a layer or model, on numbers: write a layer that "
    "does so behind the layer whose output this is computed of",
    "add_metric": "`add_metric` raises in Keras 3: give the metric to `compile`, or update a metric object in `call()`",
    "add_update": "Keras 3 has no `add_update`: assign to the variable in `call()`",
}


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the three methods."""
    for node, call, verdict in method_calls(module, _ADVICE.keys(), {"model", "super-model", "layer"}):
        if is_guarded(module, node, {node.attr}, "add_"):
            continue
        if node.attr == "add_loss" and not _is_symbolic(module, node, call):
            continue
        yield Proposal(node, verdict.about(_ADVICE[node.attr]), Applicability.REVIEW)


def _is_symbolic(module: Module, node: ast.Attribute, call: ast.Call) -> bool:
    """Whether a loss is added outside of `call`, or as a function."""
    if isinstance(node.value, ast.Name) and node.value.id == "self":
        return any(isinstance(a, ast.Lambda) for a in call.args)
    return call in module.facts.symbolic_calls or any(r.kind == "model" for r in module.facts.receivers.get(node, []))


RULE = Rule("KER420", "added-losses", "3.0.0", "review", check, (b"add_loss", b"add_metric", b"add_update"))
