"""`self.add_weight("w", (3, 2))`: arguments that Keras 3 wants by name, or does not take.

## What it does

Gives the positional arguments of `add_weight` the names that they have in Keras 2, where the first of them is the name
of the weight, and takes out what only TensorFlow's variables had: `use_resource`, `synchronization`, `aggregation` of
`tf.VariableAggregation`, `partitioner`, `collections` and `getter` that are constants. `experimental_autocast` is
`autocast`.

## Why

The first parameter of Keras 3's `add_weight` is the shape, and it takes no more than three by position: the call raises
(ValueError, TypeError) when the layer is built.

## Example

```python before
import keras

class Scale(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight("w", (shape[-1],), initializer="ones", use_resource=True)
```

```python after
import keras

class Scale(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(name="w", shape=(shape[-1],), initializer="ones")
```

Those of metrics come in another order.

```python before
import keras

class Count(keras.metrics.Metric):
    def __init__(self):
        super().__init__(name="count")
        self.count = self.add_weight("count", initializer="zeros")
```

```python after
import keras

class Count(keras.metrics.Metric):
    def __init__(self):
        super().__init__(name="count")
        self.count = self.add_weight(name="count", initializer="zeros")
```

## Left alone

```python
import keras

class Scale(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1],), name="w")
        self.b = self.add_weight((shape[-1],), "zeros")

class Own:
    def add_weight(self, name, shape):
        return name, shape

    def build(self):
        self.add_weight("w", 3)
```

## Fix safety

Safe where the first argument is written as a string, in a class of the program that derives from a layer, model or
metric of Keras and has no `add_weight` of its own. `aggregation` and `synchronization` only matter where a strategy
distributes the model, and go as an unsafe edit. A first argument that may be a name or a shape is left for review.

## References

`add_weight` in Keras 2.15 `engine/base_layer.py`, `metrics/base_metric.py`; Keras 3 `layers/layer.py`,
`metrics/metric.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import ClassInfo
from migrator.edits.operations import Operation, RemoveArgument, RenameArgument
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_ORDERS = {
    "layer": ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint"),
    "metric": ("name", "shape", "aggregation", "synchronization", "initializer", "dtype"),
}
"""The parameters of Keras 2.15, in their order."""

_DISTRIBUTED = {
    "synchronization": "tensorflow.VariableSynchronization",
    "aggregation": "tensorflow.VariableAggregation",
}
_GONE = frozenset({"use_resource", "partitioner", "collections", "getter"})


def check(module: Module) -> Iterator[Proposal]:
    """The calls of `self.add_weight` in the program's own layers, models and metrics."""
    for info in {
        info.node: info for info in module.facts.classes if info.kind in {"layer", "model", "metric"}
    }.values():
        if info.method("add_weight") is None:
            for node in ast.walk(info.node):
                if isinstance(node, ast.Call) and _is_add_weight(node.func):
                    yield from _of_call(module, info, node)


def _is_add_weight(node: ast.expr) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr != "add_weight":
        return False
    holder = node.value
    is_super = isinstance(holder, ast.Call) and isinstance(holder.func, ast.Name) and holder.func.id == "super"
    return is_super or (isinstance(holder, ast.Name) and holder.id == "self")


def _of_call(module: Module, info: ClassInfo, call: ast.Call) -> Iterator[Proposal]:
    operations: list[Operation] = []
    said: list[str] = []
    applicability = Applicability.SAFE
    order = _ORDERS["metric" if info.kind == "metric" else "layer"]
    if call.args and _is_text(call.args[0]):
        taken = {keyword.arg for keyword in call.keywords} & set(order[: len(call.args)])
        if len(call.args) > len(order) or taken or any(isinstance(a, ast.Starred) for a in call.args):
            yield _review(call, "Keras 3 takes the shape first: give the arguments of `add_weight` their names")
            return
        operations += [RenameArgument(call, a, name) for a, name in zip(call.args, order, strict=False)]
        said.append("takes the name by its keyword")
    elif call.args and (len(call.args) > 1 or not isinstance(call.args[0], (ast.Tuple, ast.List))):
        if not isinstance(call.args[0], (ast.Tuple, ast.List)) or len(call.args) > 2:
            yield _review(call, "Keras 3 takes the shape first: give the arguments of `add_weight` their names")
            return
    for keyword in call.keywords:
        gone = _gone(module, keyword)
        if gone == "renamed":
            operations.append(RenameArgument(call, keyword, "autocast"))
            said.append("calls `experimental_autocast` `autocast`")
        elif gone == "kept":
            yield _review(keyword, f"`add_weight` of Keras 3 takes no `{keyword.arg}`")
        elif gone:
            operations.append(RemoveArgument(call, keyword))
            said.append(f"takes no `{keyword.arg}`")
            applicability = Applicability.UNSAFE if gone == "distributed" else applicability
    if operations:
        yield Proposal(call, f"`add_weight` of Keras 3 {' and '.join(said)}", applicability, tuple(operations))


def _gone(module: Module, keyword: ast.keyword) -> str:
    """What becomes of a keyword: `renamed`, `removed`, `distributed` (removed), `kept` for review, or nothing."""
    constant = isinstance(keyword.value, ast.Constant)
    if keyword.arg == "experimental_autocast":
        return "renamed"
    if keyword.arg in _GONE:
        return "removed" if constant else "kept"
    if keyword.arg in _DISTRIBUTED:
        symbol = module.facts.sole_symbol(keyword.value) or ""
        return "distributed" if symbol.startswith(_DISTRIBUTED[keyword.arg]) else ""
    return ""


def _is_text(node: ast.expr) -> bool:
    """Whether an expression is a string on the face of it."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _is_text(node.func.value)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _review(node: ast.Call | ast.keyword, message: str) -> Proposal:
    return Proposal(node, message, Applicability.REVIEW)


RULE = Rule("KER807", "add-weight-arguments", "3.0.0", "safe, unsafe or review", check, (b"add_weight",))
