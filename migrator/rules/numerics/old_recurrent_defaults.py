"""LSTM and GRU had other defaults in Keras 2.3 and older: trained weights give other numbers.

## What it does

Says it once, of the first `LSTM` or `GRU` without these arguments in a program that loads trained weights and shows
that it was written for such a Keras: it has arguments or functions that Keras 2.4 and later refuse, or reads
`history['acc']`.

## Why

The gates' `recurrent_activation` was 'hard_sigmoid' up to Keras 2.2.5 and is 'sigmoid' since; `GRU` had
`reset_after=False` up to 2.3.1. With weights that were trained so, the same call computes other numbers, silently.

## Left alone

```python
from keras.layers import LSTM
from keras.models import Sequential

model = Sequential([LSTM(4, input_shape=(5, 3))])
model.load_weights("trained.h5")
```

## Fix safety

There is no edit: only you know which Keras trained the weights. `recurrent_activation='hard_sigmoid'`, of which KER214
makes Keras 2's function, and `reset_after=False` bring the old defaults back. A model that is trained anew needs
neither.

## References

Keras 2.2.4 and 2.3.1 `layers/recurrent.py`; Keras 3 `layers/rnn/lstm.py`, `layers/rnn/gru.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api.names import MODEL_LOADERS
from migrator.rules.keras1_arguments import is_keras_1
from migrator.rules.layer_calls import LayerCall, layer_calls
from migrator.rules.registry import Proposal, Rule

_OLD_SYMBOLS = frozenset(
    {
        "keras.backend.image_dim_ordering",
        "keras.backend.set_image_dim_ordering",
        *(f"keras.layers.{name}" for name in ("merge", "Merge", "TimeDistributedDense", "CuDNNLSTM", "CuDNNGRU")),
    }
)
"""What only Keras 2.3 and older had."""

_OLD_LOGS = frozenset({"acc", "val_acc"})

_MESSAGE = (
    "weights that were trained with Keras 2.2.5 or older had 'hard_sigmoid' as `recurrent_activation` of LSTM and GRU, "
    "and those of a GRU from 2.3.1 or older had `reset_after=False`: pass these where they are loaded"
)


def check(module: Module) -> Iterator[Proposal]:
    """The first layer whose defaults were others when its weights were trained."""
    layer = next((layer for layer in layer_calls(module) if _has_old_defaults(layer)), None)
    if layer is not None and _loads_weights(module) and _is_old(module):
        yield Proposal(layer.call, _MESSAGE, Applicability.REVIEW)


def _has_old_defaults(layer: LayerCall) -> bool:
    named = layer.classes & {"LSTM", "GRU"} and len(layer.positional) < 3
    gate = layer.keyword("recurrent_activation") or layer.keyword("inner_activation")
    reset = layer.keyword("reset_after") is None and layer.name == "GRU"
    return bool(named) and layer.kind == "make" and (gate is None or reset)


def _loads_weights(module: Module) -> bool:
    loaded = any(not symbols.isdisjoint(MODEL_LOADERS) for symbols in module.facts.callees.values())
    return loaded or any(
        isinstance(call.func, ast.Attribute) and call.func.attr == "load_weights" for call in module.calls
    )


def _is_old(module: Module) -> bool:
    """Whether a module of the package `keras` shows that it was written for Keras 2.3 or older."""
    if not any(binding.module.split(".", 1)[0] == "keras" for binding in module.bindings):
        return False
    if is_keras_1(module) or any(not found.isdisjoint(_OLD_SYMBOLS) for found in module.facts.callees.values()):
        return True
    if any(k.arg == "nb_epoch" for call in module.calls for k in call.keywords):
        return True
    return any(
        isinstance(node.slice, ast.Constant) and node.slice.value in _OLD_LOGS
        for node, receivers in module.facts.subscripts.items()
        if any(receiver.kind == "logs" for receiver in receivers)
    )


RULE = Rule("KER216", "old-recurrent-defaults", "3.0.0", "review", check, (b"LSTM", b"GRU"), once=True)
