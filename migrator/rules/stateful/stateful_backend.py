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
        yield Proposal(chosen[0], _SAYS[chosen[1]], Applicability.REVIEW)
    elif module.backend in _SAYS and not _names_backend(module):
        node = min(stateful, key=lambda n: n.lineno)
        yield Proposal(node, _SAYS[module.backend], Applicability.REVIEW)


def _names_backend(module: Module) -> bool:
    """Whether the file selects a backend itself, so that the environment's does not count."""
    return "KERAS_BACKEND" in module.strings


def _selected(module: Module) -> tuple[ast.expr, str] | None:
    """The string that the file gives to `KERAS_BACKEND`, or to `keras.config.set_backend`."""
    if not module.strings & _SAYS.keys():
        return None
    for statement in module.nodes:
        if not isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr)):
            continue
        nodes = list(ast.walk(statement))
        if any(_asks_for_backend(n) for n in nodes):
            for node in nodes:
                if isinstance(node, ast.Constant) and node.value in _SAYS:
                    return node, str(node.value)
    return None


def _asks_for_backend(node: ast.AST) -> bool:
    return (
        (isinstance(node, ast.Constant) and node.value == "KERAS_BACKEND")
        or (isinstance(node, ast.keyword) and node.arg == "KERAS_BACKEND")
        or (isinstance(node, ast.Attribute) and node.attr == "set_backend")
    )


RULE = Rule("KER308", "stateful-backend", "3.0.0", "review", check, (b"stateful",), once=True)
