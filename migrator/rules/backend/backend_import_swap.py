"""Functions of `keras.backend` that only `tf.keras.backend` still has: `K.rnn`, `K.ctc_batch_cost`, `K.foldl`.

## What it does

Takes the function from `tf.keras.backend`, where TensorFlow keeps it for Keras 3, too.

## Why

`keras.ops` has no equal of these functions, or one that takes and gives other things (`ops.ctc_decode`).

## Example

```python before
from keras import backend as K
from keras.layers import Lambda

def ctc(args):
    y_pred, labels, input_length, label_length = args
    return K.ctc_batch_cost(labels, y_pred, input_length, label_length)

loss = Lambda(ctc, output_shape=(1,), name="ctc")
```

```python after
from keras import backend as K
import tensorflow as tf
from keras.layers import Lambda

def ctc(args):
    y_pred, labels, input_length, label_length = args
    return tf.keras.backend.ctc_batch_cost(labels, y_pred, input_length, label_length)

loss = Lambda(ctc, output_shape=(1,), name="ctc")
```

## Left alone

```python
from tensorflow.keras import backend as K

def decode(y_pred, lengths):
    return K.ctc_decode(y_pred, lengths, greedy=True)
```

## Fix safety

Safe where the code runs on tensors of TensorFlow: in the `call` of a layer, in a `Lambda`, in a loss. Unsafe elsewhere:
these functions take no symbolic tensors. They need the TensorFlow backend.

## References

Keras 3 `legacy/backend.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.backend_functions import TENSORFLOW_ONLY
from migrator.rules.guards import is_guarded
from migrator.rules.keras_backend import BackendUse, backend_uses, runs_on_tensors, works_in_tensorflow
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import Irreplaceable, spell_root


def check(module: Module) -> Iterator[Proposal]:
    """Uses of these functions where they are not there, or not given what they take."""
    for use in backend_uses(module):
        if (
            use.function in TENSORFLOW_ONLY
            and not works_in_tensorflow(module, use)
            and not is_guarded(module, use.node)
        ):
            yield _propose(module, use)


def _propose(module: Module, use: BackendUse) -> Proposal:
    written = ast.unparse(use.node)
    message = f"only `tf.keras.backend.{use.function}` is left of `{written}` in Keras 3"
    if use.call in module.facts.symbolic_calls:
        advice = "it takes no symbolic tensor: call it in a `Lambda` layer"
        return Proposal(use.node, f"{message}; {advice}", Applicability.REVIEW)
    if module.backend in {"jax", "torch"} or not use.sure:
        return Proposal(use.node, f"{message}; it needs tensors of TensorFlow", Applicability.REVIEW)
    try:
        tensorflow = spell_root(module, "tf", use.node)
    except Irreplaceable as reason:
        return Proposal(use.node, f"{message}; {reason}", Applicability.REVIEW)
    change = ReplaceExpression(use.node, f"{tensorflow.text}.keras.backend.{use.function}")
    operations = (*tensorflow.operations, change)
    if runs_on_tensors(module, use.node):
        return Proposal(use.node, message, Applicability.SAFE, operations)
    return Proposal(use.node, f"{message}; it takes no symbolic tensors", Applicability.UNSAFE, operations)


RULE = Rule("KER802", "backend-import-swap", "3.0.0", "safe, unsafe or review", check, (b"backend",))
