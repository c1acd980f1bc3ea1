"""`output_shape=` of `Lambda` is a tuple in Keras 3.

## What it does

Writes a list or a number as a tuple: `output_shape=[3]` becomes `output_shape=(3,)`. Lambdas that look integers up
(`tf.one_hot`, `tf.gather`) and say no shape are reported.

## Why

Keras 2 on TensorFlow inferred the shape and hardly looked at the argument. Keras 3 puts the batch in front of it
(TypeError for a list or a number). Without the argument Keras 3 runs the function on floats to infer the shape:
`tf.one_hot` and `tf.gather` fail there on an integer input.

## Example

```python before
from keras.layers import Lambda

first = Lambda(lambda t: t[:, :2], output_shape=[2])
second = Lambda(lambda t: t[:, :2], 2)
```

```python after
from keras.layers import Lambda

first = Lambda(lambda t: t[:, :2], output_shape=(2,))
second = Lambda(lambda t: t[:, :2], (2,))
```

## Left alone

```python
import tensorflow as tf
from keras.layers import Lambda

first = Lambda(lambda t: tf.reduce_mean(t, axis=1))
second = Lambda(lambda t: tf.one_hot(tf.cast(t, "int32"), 5))
third = Lambda(lambda t: tf.one_hot(t, 5), output_shape=(4, 5))
```

## Fix safety

Safe: the shape that was written.

## References

Keras 2.15 `layers/core/lambda_layer.py`; Keras 3 `layers/core/lambda_layer.py` (`compute_output_shape`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, constant, layer_calls
from migrator.rules.registry import Proposal, Rule

_LOOKUPS = {"tensorflow.one_hot": 0, "tensorflow.gather": 1, "tensorflow.nn.embedding_lookup": 1}
"""Functions that want integers, and the position of these."""


def check(module: Module) -> Iterator[Proposal]:
    """Lambda layers whose shape Keras 3 does not take, or cannot infer."""
    for layer in layer_calls(module):
        if layer.classes != {"Lambda"} or not layer.whole or layer.is_starred():
            continue
        keyword = layer.keyword("output_shape")
        positional = layer.positional
        shape = keyword.value if keyword is not None else positional[1] if len(positional) > 1 else None
        if shape is not None:
            yield from _shape(module, layer, shape)
        elif not layer.open and "output_shape" not in layer.unpacked:
            yield from _lookup(module, layer)


def _shape(module: Module, layer: LayerCall, shape: ast.expr) -> Iterator[Proposal]:
    text = module.source.segment(shape)
    if isinstance(shape, ast.List):
        inner = text[1:-1].rstrip().rstrip(",")
        text = f"({inner},)" if len(shape.elts) == 1 else f"({inner})"
    elif type(constant(module, shape)) is int:
        text = f"({text},)"
    else:
        return
    message = "Keras 3 wants a tuple as `output_shape` of `Lambda`"
    if layer.certain:
        yield Proposal(shape, message, Applicability.SAFE, (ReplaceExpression(shape, text),))
    else:
        yield Proposal(shape, message, Applicability.REVIEW)


def _lookup(module: Module, layer: LayerCall) -> Iterator[Proposal]:
    """A lambda that hands its own argument on to a function that wants integers."""
    function = layer.positional[0] if layer.positional else None
    if not isinstance(function, ast.Lambda) or len(function.args.args) != 1:
        return
    argument = function.args.args[0].arg
    for call in ast.walk(function.body):
        position = _LOOKUPS.get(module.facts.sole_symbol(call) or "") if isinstance(call, ast.Call) else None
        if position is None or not isinstance(call, ast.Call):
            continue
        named = {"indices", "ids"}
        given = [*call.args[position : position + 1], *(k.value for k in call.keywords if k.arg in named)]
        if any(isinstance(value, ast.Name) and value.id == argument for value in given):
            yield Proposal(
                layer.call,
                "Keras 3 infers the shape of a `Lambda` from a run on floats, which integers are looked up by in this "
                "one; give it `output_shape`",
                Applicability.REVIEW,
            )
            return


RULE = Rule("KER857", "lambda-output-shape", "3.0.0", "safe or review", check, (b"Lambda",))
