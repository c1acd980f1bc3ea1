"""`layer.output_shape` is `layer.output.shape`, `layer.input_shape` `layer.input.shape`.

## What it does

Reads the shape of the layer's tensor. Layers that take several tensors have a list of them as `input`.

## Why

Layers of Keras 3 have neither attribute (AttributeError). Models still have both.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((4,)), Dense(3), Dense(1)])
print(model.layers[0].output_shape, model.layers[-1].input_shape[1])
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((4,)), Dense(3), Dense(1)])
print(model.layers[0].output.shape, model.layers[-1].input.shape[1])
```

```python before
from keras import layers

merged = layers.Concatenate()
merged([layers.Input((3,)), layers.Input((4,))])
print(merged.input_shape)
```

```python after
from keras import layers

merged = layers.Concatenate()
merged([layers.Input((3,)), layers.Input((4,))])
print([tensor.shape for tensor in merged.input])
```

```python before unsafe
from keras.models import load_model

model = load_model("letters.keras")
for layer in model.layers:
    print(layer.name, layer.output_shape)
```

```python after
from keras.models import load_model

model = load_model("letters.keras")
for layer in model.layers:
    print(layer.name, layer.output.shape)
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((4,)), Dense(3)])
print(model.input_shape, model.output_shape)
```

## Fix safety

Safe for layers of Keras whose class is in view, with one output. Unsafe where the class is not in view: the layer may
be an `InputLayer`, whose shape was a list of one, or have several outputs. `input_shape` is unsafe as well where the
program masks: behind a mask, `layer.input` of Keras 3 is a list of the tensor and its mask for layers that take masks.

## References

Keras 2.15 `engine/base_layer.py`; Keras 3 `ops/operation.py` (`input`, `output`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.edits.operations import Operation, RenameAttribute, ReplaceExpression, WrapExpression
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule
from migrator.rules.running import is_model_name

_SHAPES = {"input_shape": "input", "output_shape": "output"}
_MERGES = frozenset({"Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"})
_ONE_TO_ONE = frozenset(
    """Activation ActivityRegularization AlphaDropout AveragePooling1D AveragePooling2D AveragePooling3D
    BatchNormalization Bidirectional Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM2D
    Cropping1D Cropping2D Cropping3D Dense DepthwiseConv2D Dropout ELU Embedding Flatten GRU GaussianDropout
    GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D
    GlobalMaxPooling2D GlobalMaxPooling3D LSTM LayerNormalization LeakyReLU Masking MaxPooling1D MaxPooling2D
    MaxPooling3D PReLU Permute ReLU RepeatVector Reshape SeparableConv1D SeparableConv2D SimpleRNN Softmax
    SpatialDropout1D SpatialDropout2D SpatialDropout3D TimeDistributed UpSampling1D UpSampling2D UpSampling3D
    ZeroPadding1D ZeroPadding2D ZeroPadding3D""".split()
)
"""Layers of one input and, without `return_state`, one output."""


def check(module: Module) -> Iterator[Proposal]:
    """Reads of the two attributes."""
    for node in module.attributes:
        if node.attr not in _SHAPES or is_guarded(module, node, {node.attr}, _SHAPES[node.attr]):
            continue
        verdict = judge(module, node, {"layer"})
        if verdict is None or (not verdict.safe and is_model_name(module.source.segment(node.value))):
            continue  # models have both
        tensor = _SHAPES[node.attr]
        message = f"layers of Keras 3 have no `{node.attr}`, only `{tensor}.shape`"
        if verdict.applicability is Applicability.REVIEW:
            yield Proposal(node, verdict.about(f"{message}; models have both"), Applicability.REVIEW)
            continue
        classes = {r.layer_class or "" for r in verdict.receivers}
        several = node.attr == "input_shape" and classes <= _MERGES
        known = several or (classes <= _ONE_TO_ONE and not any(_returns_state(r) for r in verdict.receivers))
        if node.attr == "input_shape" and not several:
            known = known and "mask" not in module.source.text.lower()
        if several and not _is_simple(node.value):
            yield Proposal(node, message, Applicability.REVIEW)
            continue
        operations: tuple[Operation, ...] = (RenameAttribute(node, tensor), WrapExpression(node, "", ".shape"))
        if several:
            text = f"[tensor.shape for tensor in {module.source.segment(node.value)}.input]"
            operations = (ReplaceExpression(node, text),)
        applicability = verdict.applicability if known else Applicability.UNSAFE
        doubt = "" if known else "; the layer may have several, or a list of one"
        yield Proposal(node, verdict.about(message + doubt), applicability, operations, verdict.proof)


def _returns_state(receiver: Receiver) -> bool:
    """Whether a layer may return its states beside its output."""
    node = receiver.layer.node if receiver.layer is not None else None
    if not isinstance(node, ast.Call):
        return True
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    return any(k.arg in {"return_state", None} for call in calls for k in call.keywords)


def _is_simple(node: ast.expr) -> bool:
    kinds = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.UnaryOp, ast.USub, ast.expr_context)
    return all(isinstance(n, kinds) for n in ast.walk(node))


RULE = Rule("KER415", "layer-shapes", "3.0.0", "safe, unsafe or review", check, (b"put_shape",))
