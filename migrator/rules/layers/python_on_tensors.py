"""`if tf.reduce_sum(x) > 0:` in the `call` of a layer: Python's own statements cannot ask tensors in Keras 3.

## What it does

Names `if`, `while`, `assert` and conditional expressions whose test is computed from tensors, and `for` loops over
`tf.range`, where Keras runs them on tensors: in the `call` of layers and models, in losses and metrics.

## Why

Keras 2 sent such code through AutoGraph, which makes operations of the statements. Keras 3 does not:
OperatorNotAllowedInGraphError when the layer is called first, or in the first batch.

## Left alone

```python
import keras
import tensorflow as tf

class Scale(keras.layers.Layer):
    def call(self, x, training=False):
        if training and len(x.shape) == 3:
            x = tf.cond(tf.reduce_sum(x) > 0, lambda: 2 * x, lambda: x)
        return x

@tf.function
def loss(y_true, y_pred):
    if tf.reduce_sum(y_true) > 0:
        return tf.reduce_mean(y_pred)
    return tf.reduce_mean(y_true)
```

## Fix safety

No edit. Choose between values with `keras.ops.where` or `keras.ops.cond`, loop with `keras.ops.fori_loop` or
`keras.ops.scan`; on the TensorFlow backend, `@tf.function` on the method or loss brings AutoGraph back.

## References

Keras 2.15 `engine/base_layer.py` (`__call__`, `autograph.tf_convert`); Keras 3 `utils/traceback_utils.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.keras_backend import names_function, runs_on_tensors
from migrator.rules.registry import Proposal, Rule

_VALUES = (
    "reduce_sum reduce_mean reduce_max reduce_min reduce_any reduce_all reduce_prod sum mean max min any all prod "
    "greater greater_equal less less_equal equal not_equal logical_and logical_or logical_not norm argmax argmin "
    "count_nonzero"
).split()
"""Functions that give tensors of which nothing is known before the model runs."""


def check(module: Module) -> Iterator[Proposal]:
    """Statements and expressions that ask a tensor what to do."""
    for node in module.nodes:
        if isinstance(node, (ast.If, ast.While, ast.IfExp, ast.Assert)):
            asked, what = node.test, "asks a tensor"
        elif isinstance(node, ast.For):
            asked, what = node.iter, "runs over a tensor"
        else:
            continue
        wanted = ("range",) if isinstance(node, ast.For) else _VALUES
        call = next(
            (c for c in ast.walk(asked) if isinstance(c, ast.Call) and names_function(module, c, *wanted)), None
        )
        if call is None or _has_autograph(module, node) or _is_elsewhere(module, node):
            continue
        if runs_on_tensors(module, node):
            message = f"this {what} in code that Keras runs on tensors, and Keras 3 sends it through no AutoGraph: use"
            yield Proposal(asked, f"{message} `keras.ops.cond`, `where` or `fori_loop`", Applicability.REVIEW)


def _is_elsewhere(module: Module, node: ast.AST) -> bool:
    """Whether the class around the node is known to be none of Keras'."""
    classes = {info.node: info.kind for info in module.facts.classes}
    around = next((c for c in module.ancestors(node) if isinstance(c, ast.ClassDef)), None)
    return around is not None and classes.get(around) == "plain"


def _has_autograph(module: Module, node: ast.AST) -> bool:
    """Whether a function around the node is a `tf.function`."""
    functions = (f for f in module.ancestors(node) if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef)))
    decorators = [d.func if isinstance(d, ast.Call) else d for f in functions for d in f.decorator_list]
    return any("tensorflow.function" in module.facts.symbols.get(d, ()) for d in decorators)


RULE = Rule("KER806", "python-on-tensors", "3.0.0", "review", check, (b"tensorflow", b"keras"))
