"""Positional arguments that Keras 3 would take for others get their names.

## What it does

Writes `Embedding(10, 4, "uniform", None, None, None, True)` with the names of Keras 2's order from the first argument
on that Keras 3 has in another place: of `LSTM` and `GRU` what follows `recurrent_dropout`, of `ConvLSTM2D` what follows
`bias_constraint`, of `Embedding` what follows `embeddings_regularizer`, of `Conv3DTranspose` what follows `padding`, of
`MultiHeadAttention` what follows `attention_axes`, of `dot` what follows `axes`.

## Why

Keras 3 put new parameters in between, or took some out. The call runs with other arguments, or fails.

## Example

```python before
from keras.layers import Embedding, Conv3DTranspose

first = Embedding(10, 4, "uniform", None, None, None, True)
second = Conv3DTranspose(4, 3, 2, "same", None, "channels_last", activation="relu")
```

```python after
from keras.layers import Embedding, Conv3DTranspose

first = Embedding(10, 4, "uniform", None, activity_regularizer=None, embeddings_constraint=None, mask_zero=True)
second = Conv3DTranspose(4, 3, 2, "same", output_padding=None, data_format="channels_last", activation="relu")
```

```python before
from keras.layers import Layer, dot


class Pair(Layer):
    def __init__(self, name):
        super().__init__(True, name)

    def call(self, inputs):
        return dot(inputs, 1, True)
```

```python after
from keras.layers import Layer, dot


class Pair(Layer):
    def __init__(self, name):
        super().__init__(trainable=True, name=name)

    def call(self, inputs):
        return dot(inputs, 1, normalize=True)
```

## Left alone

```python
from keras.layers import Embedding, LSTM

layers = [Embedding(10, 4, "uniform", None), LSTM(4, "tanh", "sigmoid", True)]
```

## Fix safety

Safe: the names of the same parameters in Keras 2.15. Arguments out of a `*` are left to a person.

## References

The signatures of Keras 2.15 and Keras 3 (`keras_api/positions.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrator.analysis.module import Module
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.keras_api.positions import FUNCTION_POSITIONS, POSITIONS
from migrator.rules.layer_calls import layer_calls
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls with so many positional arguments that Keras 3 mistakes some."""
    for layer in layer_calls(module):
        rows = {POSITIONS.get(name) for name in layer.classes}
        row = rows.pop() if len(rows) == 1 else None
        if row is not None:
            sure = layer.certain and layer.whole
            yield from _named(layer.call, layer.positional, row, f"`{layer.name}`", sure=sure)
    for call in module.calls:
        symbol = module.facts.sole_symbol(call)
        if symbol in FUNCTION_POSITIONS:
            name = symbol.rsplit(".", 1)[-1]
            yield from _named(call, call.args, FUNCTION_POSITIONS[symbol], f"`{name}`", sure=True)


def _named(
    call: ast.Call, given: Sequence[ast.expr], row: tuple[int, tuple[str, ...]], what: str, *, sure: bool
) -> Iterator[Proposal]:
    first, order = row
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    moved = list(zip(given[first:], order[first:], strict=False))
    if len(given) > len(order) or all(isinstance(argument, ast.Starred) for argument, _ in moved):
        return
    names = ", ".join(f"`{name}`" for _, name in moved)
    message = f"Keras 3's {what} takes other arguments at this place: {names} {'are' if len(moved) > 1 else 'is'} named"
    if starred or not sure:
        yield Proposal(moved[0][0], f"{message}; not known which arrive here", Applicability.REVIEW)
    else:
        edits = tuple(RenameArgument(call, argument, name) for argument, name in moved)
        yield Proposal(moved[0][0], message, Applicability.SAFE, edits)


RULE = Rule(
    "KER217",
    "positional-arguments",
    "3.0.0",
    "safe or review",
    check,
    (
        *(b"LSTM", b"GRU", b"RNN", b"Conv3DTranspose", b"Convolution3DTranspose", b"Embedding", b"EinsumDense"),
        *(b"MultiHeadAttention", b"RandomContrast", b"StringLookup", b"InputLayer", b"Identity", b"dot", b"Layer"),
    ),
)
