"""`x.get_shape().as_list()` of a symbolic tensor is `list(x.shape)`.

## What it does

`get_shape()` becomes `shape`, `as_list()` a list of it; `.value` behind a dimension goes, `_keras_shape` is `shape`. So
do `as_list()` and `.value` of the shape that `build` and `compute_output_shape` of a layer get.

## Why

The symbolic tensors of Keras 3 are no tensors of TensorFlow: they have no `get_shape` (AttributeError), and their
`shape` is a tuple of numbers and None. Inside `call()` of a layer, tensors on the TensorFlow backend have both, as
before.

## Example

```python before
from keras.layers import Dense, Input

x = Dense(4)(Input((5, 3)))
sizes = x.get_shape().as_list()
steps = x.get_shape()[1]
width = x.shape.as_list()[-1]
```

```python after
from keras.layers import Dense, Input

x = Dense(4)(Input((5, 3)))
sizes = list(x.shape)
steps = x.shape[1]
width = list(x.shape)[-1]
```

```python before
import keras

x = keras.layers.Dense(4)(keras.Input((5, 3)))
channels = x.get_shape()[-1].value
rank = x.get_shape().ndims
first = x._keras_shape[1]
```

```python after
import keras

x = keras.layers.Dense(4)(keras.Input((5, 3)))
channels = x.shape[-1]
rank = len(x.shape)
first = x.shape[1]
```

```python before
from tensorflow.keras import layers

class Scale(layers.Layer):
    def build(self, input_shape):
        width = input_shape.as_list()[-1]
        steps = input_shape[1].value
        self.scale = self.add_weight(name="scale", shape=(steps, width))
```

```python after
from tensorflow.keras import layers

class Scale(layers.Layer):
    def build(self, input_shape):
        width = list(input_shape)[-1]
        steps = input_shape[1]
        self.scale = self.add_weight(name="scale", shape=(steps, width))
```

## Left alone

```python
import keras
import tensorflow as tf

class Scale(keras.layers.Layer):
    def call(self, inputs):
        return inputs * inputs.get_shape().as_list()[-1]

print(tf.zeros((2, 3)).get_shape().as_list())
```

## Fix safety

Safe where the tensor is symbolic in some context that was seen and a tensor in all of them: the new spelling is right
for tensors of TensorFlow 2 as well.

## References

Keras 3 `backend/common/keras_tensor.py`; TensorFlow `python/framework/tensor_shape.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.edits.operations import Operation, RenameAttribute, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_GIVEN_SHAPES = frozenset({"build", "compute_output_shape"})
"""Methods of layers whose first argument is a shape, a `TensorShape` in tf.keras."""

_MESSAGE = "symbolic tensors of Keras 3 have no `{}`; their `shape` is a tuple"


def check(module: Module) -> Iterator[Proposal]:
    """Uses of the methods on symbolic tensors and their shapes."""
    for node in module.attributes:
        receivers = module.facts.receivers.get(node, [])
        if node.attr == "as_list" and any(r.kind == "shape" for r in receivers):
            yield from _as_list(module, node, receivers)
        elif node.attr == "get_shape" and _has_symbolic(receivers):
            yield from _get_shape(module, node, receivers)
        elif node.attr == "_keras_shape" and any(r.kind == "tensor" for r in receivers):
            grade = _grade(receivers, "tensor")
            yield Proposal(node, _MESSAGE.format("_keras_shape"), grade, (RenameAttribute(node, "shape"),))
    for info in {info.node: info for info in module.facts.classes}.values():
        if info.kind in {"layer", "model"} and module.owns(info.node):
            for name in sorted(_GIVEN_SHAPES & info.methods.keys()):
                yield from _given_shape(module, info.methods[name].node)


def _given_shape(module: Module, method: ast.AST) -> Iterator[Proposal]:
    """Uses of the shape that Keras gives a method, as of a `TensorShape`."""
    if not isinstance(method, ast.FunctionDef) or len(method.args.args) < 2:
        return
    name = method.args.args[1].arg
    nodes = list(ast.walk(method))
    if any(isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in nodes):
        return
    for node in nodes:
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        holder, around = node.value, module.parents[node]
        is_item = isinstance(holder, ast.Subscript) and not isinstance(holder.slice, ast.Slice)
        shape = holder.value if isinstance(holder, ast.Subscript) else holder
        if not isinstance(shape, ast.Name) or shape.id != name:
            continue
        operation: Operation | None = None
        if node.attr == "as_list" and isinstance(around, ast.Call) and around.func is node and not is_item:
            operation = ReplaceExpression(around, f"list({name})")
        elif node.attr == "value" and is_item:
            operation = ReplaceExpression(node, module.source.segment(holder))
        elif node.attr in {"ndims", "rank"} and not isinstance(holder, ast.Subscript):
            operation = ReplaceExpression(node, f"len({name})")
        if operation is not None:
            message = f"the shape that Keras 3 gives to `{method.name}` is a tuple of integers and None"
            yield Proposal(node, message, Applicability.SAFE, (operation,))


def _has_symbolic(receivers: list[Receiver]) -> bool:
    return any(r.kind == "tensor" and r.flavour == "symbolic" for r in receivers)


def _grade(receivers: list[Receiver], kind: str) -> Applicability:
    return Applicability.SAFE if all(r.kind == kind for r in receivers) else Applicability.UNSAFE


def _as_list(module: Module, node: ast.Attribute, receivers: list[Receiver]) -> Iterator[Proposal]:
    call = module.parents.get(node)
    if not isinstance(call, ast.Call) or call.func is not node or call.args or call.keywords:
        return
    shape = node.value
    text = module.source.segment(shape)
    if isinstance(shape, ast.Call) and isinstance(shape.func, ast.Attribute) and shape.func.attr == "get_shape":
        text = f"{module.source.segment(shape.func.value)}.shape"
    operation = ReplaceExpression(call, f"list({text})")
    yield Proposal(node, _MESSAGE.format("get_shape"), _grade(receivers, "shape"), (operation,))


def _get_shape(module: Module, node: ast.Attribute, receivers: list[Receiver]) -> Iterator[Proposal]:
    call = module.parents.get(node)
    if not isinstance(call, ast.Call) or call.func is not node or call.args or call.keywords:
        return
    around = module.parents.get(call)
    if isinstance(around, ast.Attribute) and around.attr == "as_list":
        return  # see `_as_list`
    shape = f"{module.source.segment(node.value)}.shape"
    operation: Operation = ReplaceExpression(call, shape)
    if isinstance(around, ast.Attribute):
        if around.attr not in {"ndims", "rank"}:
            yield Proposal(node, _MESSAGE.format("get_shape"), Applicability.REVIEW)
            return
        operation = ReplaceExpression(around, f"len({shape})")
    elif isinstance(around, ast.Subscript) and around.value is call:
        dimension = module.parents.get(around)
        if isinstance(dimension, ast.Attribute) and dimension.attr == "value":
            operation = ReplaceExpression(dimension, f"{shape}[{module.source.segment(around.slice)}]")
    yield Proposal(node, _MESSAGE.format("get_shape"), _grade(receivers, "tensor"), (operation,))


RULE = Rule(
    "KER417",
    "tensor-shapes",
    "3.0.0",
    "safe, unsafe or review",
    check,
    (b"get_shape", b"as_list", b"_keras_shape", b"def build", b"def compute_output_shape"),
)
