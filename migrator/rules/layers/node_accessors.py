"""`layer.get_output_at(0)` is `layer.output`; `inbound_nodes` has an underscore.

## What it does

`get_input_at(0)`, `get_output_at(0)`, `get_input_shape_at(0)` and `get_output_shape_at(0)` become `input`, `output` and
their `shape`. `inbound_nodes` and `outbound_nodes` become `_inbound_nodes` and `_outbound_nodes`.

## Why

Layers of Keras 3 have none of these (AttributeError). `input` and `output` are those of the first call, as those at
index 0 were.

## Example

```python before
from keras import layers

dense = layers.Dense(3)
dense(layers.Input((4,)))
print(dense.get_output_at(0), dense.get_input_shape_at(0))
```

```python after
from keras import layers

dense = layers.Dense(3)
dense(layers.Input((4,)))
print(dense.output, dense.input.shape)
```

```python before unsafe
from keras import layers

dense = layers.Dense(3)
dense(layers.Input((4,)))
print(len(dense.inbound_nodes))
```

```python after
from keras import layers

dense = layers.Dense(3)
dense(layers.Input((4,)))
print(len(dense._inbound_nodes))
```

## Left alone

```python
from keras import layers

dense = layers.Dense(3)
dense(layers.Input((4,)))
print(dense.output)
```

## Fix safety

Safe at index 0 of layers in view that Keras defines. Another index is left for review: `layer._inbound_nodes[i]` has
`input_tensors` and `output_tensors`. The nodes' names are unsafe: they are private, and the nodes have no
`inbound_layers` any more but an `operation`.

## References

Keras 2.15 `engine/base_layer.py`, `engine/node.py`; Keras 3 `ops/operation.py`, `ops/node.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RenameAttribute, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import Verdict, judge
from migrator.rules.registry import Proposal, Rule

_ACCESSORS = {
    "get_input_at": "input",
    "get_output_at": "output",
    "get_input_shape_at": "input.shape",
    "get_output_shape_at": "output.shape",
}
_NODES = frozenset({"inbound_nodes", "outbound_nodes"})
_MASKS = frozenset({"get_input_mask_at", "get_output_mask_at", "input_mask", "output_mask"})


def check(module: Module) -> Iterator[Proposal]:
    """Uses of the accessors and attributes."""
    for node in module.attributes:
        if node.attr not in _ACCESSORS.keys() | _NODES | _MASKS or is_guarded(module, node, {node.attr}, "nodes"):
            continue
        verdict = judge(module, node, {"layer", "model"})
        if verdict is None:
            continue
        if node.attr in _NODES:
            message = f"`{node.attr}` is `_{node.attr}` in Keras 3, and its nodes have other attributes"
            grade = Applicability.REVIEW if verdict.applicability is Applicability.REVIEW else Applicability.UNSAFE
            operations = (RenameAttribute(node, f"_{node.attr}"),) if grade is Applicability.UNSAFE else ()
            yield Proposal(node, verdict.about(message), grade, operations)
        elif node.attr in _MASKS:
            message = f"layers of Keras 3 have no `{node.attr}`: masks are computed by `compute_mask`"
            yield Proposal(node, verdict.about(message), Applicability.REVIEW)
        else:
            yield _accessor(module, node, verdict)


def _accessor(module: Module, node: ast.Attribute, verdict: Verdict) -> Proposal:
    """What to do about a method that reads the tensors of one call of a layer."""
    tensors = _ACCESSORS[node.attr]
    message = f"layers of Keras 3 have no `{node.attr}`; `{tensors}` is that of the first call"
    call = module.parents.get(node)
    if not isinstance(call, ast.Call) or call.func is not node or not _is_first(call):
        advice = "those of others are in `_inbound_nodes`"
        return Proposal(node, verdict.about(f"{message}, {advice}"), Applicability.REVIEW)
    if not verdict.safe or any(r.kind != "layer" for r in verdict.receivers):
        return Proposal(node, verdict.about(message), Applicability.REVIEW)
    known = all(r.layer_class is not None for r in verdict.receivers)
    listed = "shape" in tensors and (not known or "mask" in module.source.text.lower())
    grade = Applicability.UNSAFE if listed or not known else Applicability.SAFE
    text = f"{module.source.segment(node.value)}.{tensors}"
    return Proposal(node, message, grade, (ReplaceExpression(call, text),), verdict.proof)


def _is_first(call: ast.Call) -> bool:
    """Whether a call asks for index 0."""
    values = [*call.args, *(k.value for k in call.keywords if k.arg == "node_index")]
    return len(values) == 1 and isinstance(values[0], ast.Constant) and values[0].value == 0


RULE = Rule("KER416", "node-accessors", "3.0.0", "safe, unsafe or review", check, (b"_at", b"bound_nodes", b"put_mask"))
