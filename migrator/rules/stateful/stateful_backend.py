"""Stateful layers lose their state, or cannot be trained, on some Keras 3 backends.

## What it does

Where the file, the project's settings or the environment select the JAX or torch backend (or one that Keras 3 no longer
has) and the file makes stateful layers, says so once.

## Why

On JAX, `fit`, `evaluate` and `predict` never carry the state from one batch to the next, in every Keras 3 from 3.0.5 to
3.15.1, and no message says so. On torch, training a stateful LSTM or GRU raises an in-place modification error up to
3.8, in 3.14 (LSTM) and in 3.15 (LSTM and GRU); 3.9 to 3.13 work, and so does `use_cudnn=False` from 3.9 on.

## Left alone

```python
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras

layer = keras.layers.LSTM(4, stateful=True)
```

```python
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras

layer = keras.layers.LSTM(4)
```

## Fix safety

No edit: choosing a backend is not the tool's to do.

## References

Keras 3 `layers/layer.py` (`stateless_call`), `layers/rnn/rnn.py`, `backend/torch/rnn.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_SAYS = {
    "jax": "on the JAX backend `stateful=True` has no effect in fit, evaluate and predict (Keras 3.0.5 to 3.15.1): "
    "every batch starts from zeros, without a message; select the TensorFlow backend",
    "torch": "on the torch backend training a stateful LSTM or GRU raises an in-place error (Keras up to 3.8, 3.14 and "
    "3.15): select the TensorFlow backend, Keras 3.9 to 3.13, or pass `use_cudnn=False`",
    "theano": "Keras 3 has no Theano backend: select tensorflow",
    "cntk": "Keras 3 has no CNTK backend: select tensorflow",
}


def check(module: Module) -> Iterator[Proposal]:
    """The place that selects the backend, or the first stateful layer where that is outside the file."""
    stateful = [f.node for f in module.facts.layers.values() if any(v.stateful is not False for v in f.values)]
    if not stateful:
        return
    chosen = _selected(module)
    if chosen is not None:
        node, backend = chosen
    elif module.backend is not None:
        node, backend = min(stateful, key=lambda n: n.lineno), module.backend
    else:
        return
    if backend in _SAYS:
        yield Proposal(node, _SAYS[backend], Applicability.REVIEW)


def _selected(module: Module) -> tuple[ast.expr, str] | None:
    """The string that the file gives to `KERAS_BACKEND`."""
    for node in module.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            key, value = node.targets[0].slice, node.value
        elif isinstance(node, ast.Call) and len(node.args) == 2 and _name(node.func) in {"setdefault", "putenv"}:
            key, value = node.args
        else:
            continue
        if isinstance(key, ast.Constant) and key.value == "KERAS_BACKEND":
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value, value.value
    return None


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


RULE = Rule("KER308", "stateful-backend", "3.0.0", "review", check, (b"stateful",), once=True)
