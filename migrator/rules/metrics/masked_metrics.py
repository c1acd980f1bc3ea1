"""Metrics of masked sequences count the padded steps in Keras 3.0 to 3.11.

## What it does

Names the calls of `compile` that give metrics to a model which masks (`Masking`, `Embedding(mask_zero=True)`) and whose
output still has the steps of the sequence: a Sequential, or a functional model whose layers are all in view. Code out
of view that had the model in hand, as to set its weights, is taken to have added no layer.

## Why

Keras 2, and Keras 3.12 and later, leave masked steps out of the metrics, as out of the loss. Keras 3.0 to 3.11 compute
the metrics over all steps, without a word; the loss is right.

## Left alone

```python
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input, Masking

last = Sequential([Input((5, 3)), Masking(), LSTM(4), Dense(1)])
last.compile("sgd", "mse", metrics=["mae"])

plain = Sequential([Input((5, 3)), Masking(), LSTM(4, return_sequences=True), Dense(1)])
plain.compile("sgd", "mse")
```

```python
from keras.models import Model
from keras.layers import LSTM, Dense, Embedding, Input

words = Input((9,))
encoded = LSTM(4)(Embedding(50, 8, mask_zero=True)(words))
model = Model(words, Dense(1)(encoded))
model.compile("sgd", "mse", metrics=["mae"])
```

## Fix safety

No edit: require `keras>=3.12`, or weigh the steps with `sample_weight` and give the metrics as `weighted_metrics=`.

## References

Keras 3.12 `trainers/trainer.py` (`compute_metrics`), `trainers/compile_utils.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.analysis.values import Const, LayerValue, ModelRecord, Value
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.keras_api.training import COMPILE_ARGUMENTS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule

_MESSAGE = (
    "Keras 3.0 to 3.11 count masked steps in these metrics, without a word: require `keras>=3.12`, or weigh the steps"
)
_FLATTENING = frozenset({"Flatten", "GlobalAveragePooling1D", "GlobalMaxPooling1D", "Lambda", "Reshape"})


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `compile` with metrics on models that mask."""
    position = COMPILE_ARGUMENTS.index("metrics")
    for _, call, verdict in method_calls(module, {"compile"}, {"model"}):
        given = next((k.value for k in call.keywords if k.arg == "metrics"), None)
        given = given or next(iter(call.args[position : position + 1]), None)
        if given is None or (isinstance(given, (ast.List, ast.Constant)) and not getattr(given, "elts", None)):
            continue
        if verdict.safe and any(_keeps_masked_steps(r) for r in verdict.receivers):
            yield Proposal(call, _MESSAGE, Applicability.REVIEW, (), verdict.proof)


def _keeps_masked_steps(receiver: Receiver) -> bool:
    """Whether a model masks, and its output has a mask."""
    masks = False
    for layer in _layers(receiver.record):
        if not isinstance(layer, LayerValue) or layer.short_class is None:
            return False
        name = layer.short_class
        if name == "Masking" or (name == "Embedding" and _says(layer, "mask_zero")):
            masks = True
        elif name in _FLATTENING or (name in RECURRENT_LAYERS and not _says(layer, "return_sequences")):
            return False
        elif name == "Bidirectional":
            inner = layer.wraps[0] if len(layer.wraps) == 1 else None
            if not isinstance(inner, LayerValue) or not _says(inner, "return_sequences"):
                return False
    return masks


def _layers(record: ModelRecord | None) -> Collection[Value]:
    """The layers of a model, as far as they are in view; none where they are not."""
    if record is None:
        return ()
    if record.flavour == "functional":
        return record.members or ()
    return record.layers or record.shown or () if record.flavour == "sequential" else ()


def _says(layer: LayerValue, keyword: str) -> bool:
    """Whether a layer is given True under a keyword."""
    node = layer.node
    if not isinstance(node, ast.Call) or layer.facts is None:
        return False
    given = next((k.value for k in node.keywords if k.arg == keyword), None)
    values = layer.facts.arguments.get(given, []) if given is not None else []
    return any(isinstance(v, Const) and v.value is True for v in values)


RULE = Rule("KER312", "masked-metrics", "3.0.0", "review", check, (b"Masking", b"mask_zero"), until="3.12.0")
