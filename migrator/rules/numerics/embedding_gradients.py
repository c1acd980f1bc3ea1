"""Adam, RMSprop and others train an `Embedding` with other numbers in Keras 3 on TensorFlow.

## What it does

Names the `Embedding` layers of programs that train with another optimizer than SGD or Lion. With `--unsafe-fixes` they
get `embeddings_regularizer=L2(0.0)`, with which Keras 3 trains as Keras 2 did.

## Why

The gradient of an embedding is a list of rows, in which the row of an index that occurs twice in a batch stands twice.
Keras 2 added such rows up before it squared them. Keras 3 (seen in 3.15, on TensorFlow) squares each and adds up then:
the weights of Adam, RMSprop, Adamax, Adadelta, Adagrad and Ftrl are others from the second batch on, without a word.
With `centered=True`, RMSprop raises InvalidArgumentError. A regularizer, of the weight 0, makes the gradient an array
with one row for each index: the numbers are those of Keras 2, to the accuracy of float32.

## Example

```python before unsafe
from keras.models import Sequential
from keras.layers import LSTM, Dense, Embedding, Input

model = Sequential([Input((20,)), Embedding(1000, 32), LSTM(16), Dense(1)])
model.compile("adam", "mse")
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Dense, Embedding, Input
from keras.regularizers import L2

model = Sequential([Input((20,)), Embedding(1000, 32, embeddings_regularizer=L2(0.0)), LSTM(16), Dense(1)])
model.compile("adam", "mse")
```

```python before unsafe
import tensorflow as tf

words = tf.keras.layers.Embedding(1000, 32, mask_zero=True)
optimizer = tf.keras.optimizers.RMSprop(0.01)
```

```python after
import tensorflow as tf

words = tf.keras.layers.Embedding(1000, 32, mask_zero=True, embeddings_regularizer=tf.keras.regularizers.L2(0.0))
optimizer = tf.keras.optimizers.RMSprop(0.01)
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Embedding, Flatten, Input

model = Sequential([Input((20,)), Embedding(1000, 32), Flatten(), Dense(1)])
model.compile("sgd", "mse")
```

```python
from keras.layers import Embedding
from keras.optimizers import Adam
from keras.regularizers import l2

fixed = Embedding(1000, 32, trainable=False)
small = Embedding(1000, 32, embeddings_regularizer=l2(1e-4))
optimizer = Adam(0.01)
```

## Fix safety

Unsafe: a model that is trained anew learns either way, and the gradient of a large vocabulary takes the room of all its
rows. What was trained under Keras 2 gives the same predictions without it. A loop of the program's own on a
`GradientTape` gets the numbers of Keras 2 only if it adds `sum(model.losses)` to its loss, too: where no losses are
asked for, that is reported, and nothing is edited.

## References

Keras 2.15 `optimizers/optimizer.py` (`_deduplicate_sparse_grad`); Keras 3 `backend/tensorflow/sparse.py`
(`elementwise_unary`), `optimizers/adam.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import Const
from migrator.edits.operations import AddArguments
from migrator.findings import Applicability
from migrator.keras_api.optimizers import LOWERCASE_NAMES, OPTIMIZERS
from migrator.rules.layer_calls import LayerCall, constant, layer_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_SAME = frozenset({"sgd", "lion"})
_SETTLED = frozenset({"embeddings_regularizer", "W_regularizer"})
_POSITION = 3
"""Embedding(input_dim, output_dim, embeddings_initializer, embeddings_regularizer)."""


def check(module: Module) -> Iterator[Proposal]:
    """Embeddings that are trained."""
    if module.backend in {"jax", "torch"}:
        return
    for layer in layer_calls(module):
        if layer.classes == {"Embedding"} and layer.kind == "make" and layer.certain and _is_trained(module, layer):
            if _loses_losses(module.program):
                yield Proposal(layer.call, f"{_MESSAGE}{_BY_HAND}", Applicability.REVIEW)
                continue
            spelling = spell(module, "keras.regularizers.L2", layer.call)
            if layer.open or layer.is_starred() or spelling is None:
                yield Proposal(layer.call, _MESSAGE, Applicability.REVIEW)
                continue
            add = AddArguments(layer.call, (("embeddings_regularizer", f"{spelling.text}(0.0)"),))
            yield Proposal(layer.call, _MESSAGE, Applicability.UNSAFE, (add, *spelling.operations))


def _is_trained(module: Module, layer: LayerCall) -> bool:
    """Whether the weights of an embedding change, without a regularizer, by an optimizer that tells the difference."""
    given = {k.arg for k in layer.call.keywords} | layer.unpacked
    if given & _SETTLED or len(layer.positional) > _POSITION:
        return False
    trainable = layer.keyword("trainable")
    if trainable is not None and constant(module, trainable.value) is False:
        return False
    return not _optimizers(module.program) <= _SAME


@per_program
def _loses_losses(program: Program) -> bool:
    """Whether a program trains on a tape and never asks a model for its losses."""
    tapes = any(_TAPE in paths for module in program.modules for paths in module.facts.symbols.values())
    return tapes and not any(
        isinstance(node, ast.Attribute) and node.attr == "losses" for module in program.modules for node in module.nodes
    )


@per_program
def _optimizers(program: Program) -> frozenset[str]:
    """The optimizers that a program names, in lower case; "" for one that is not known."""
    found: set[str] = set()
    for module in program.modules:
        for paths in module.facts.symbols.values():
            found |= {_name(path) for path in paths if path.startswith("keras.optimizers.")} & _KNOWN
        for call in module.calls:
            if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
                for argument in (*call.args[:1], *(k.value for k in call.keywords if k.arg == "optimizer")):
                    values = module.facts.arguments.get(argument, [])
                    found |= {v.value.lower() for v in values if isinstance(v, Const) and isinstance(v.value, str)}
                    if any(not isinstance(v, Const) and getattr(v, "kind", None) != "optimizer" for v in values):
                        found.add("")
    return frozenset(found)


def _name(path: str) -> str:
    return path.rpartition(".")[2].lower()


_KNOWN = {name.lower() for name in OPTIMIZERS} | LOWERCASE_NAMES.keys()

_MESSAGE = (
    "Keras 3 on TensorFlow trains an Embedding with other numbers where an index occurs twice in a batch: it squares "
    "the rows of a gradient before it adds them up"
)

_BY_HAND = (
    "; for the numbers of Keras 2 give it embeddings_regularizer=L2(0.0), and add sum(model.losses) to the loss where "
    "the gradient is taken"
)
_TAPE = "tensorflow.GradientTape"

RULE = Rule("KER222", "embedding-gradients", "3.0.0", "unsafe or review", check, (b"Embedding",))
