"""Arguments of callbacks that are gone: write_grads= of TensorBoard, epsilon= of ReduceLROnPlateau, count_mode=.

## What it does

Takes `write_grads=`, `batch_size=` and `embeddings_layer_names=` out of `TensorBoard(...)`, `count_mode=` and
`stateful_metrics=` out of `ProgbarLogger(...)`, and writes `epsilon=` of `ReduceLROnPlateau` as `min_delta=`.

## Why

The first two raise a TypeError. `ReduceLROnPlateau` of Keras 3 takes any keyword and ignores `epsilon`: the rate is
reduced by the default `min_delta` then.

## Example

```python before
from keras.callbacks import ReduceLROnPlateau, TensorBoard

callbacks = [
    TensorBoard(log_dir="logs", histogram_freq=0, batch_size=32, write_grads=False),
    ReduceLROnPlateau(monitor="loss", patience=2, epsilon=0.01),
]
```

```python after
from keras.callbacks import ReduceLROnPlateau, TensorBoard

callbacks = [
    TensorBoard(log_dir="logs", histogram_freq=0),
    ReduceLROnPlateau(monitor="loss", patience=2, min_delta=0.01),
]
```

```python before
import tensorflow as tf

bar = tf.keras.callbacks.ProgbarLogger(count_mode="steps")
```

```python after
import tensorflow as tf

bar = tf.keras.callbacks.ProgbarLogger()
```

## Left alone

```python
from keras.callbacks import ReduceLROnPlateau, TensorBoard

callbacks = [TensorBoard("logs", write_graph=True, embeddings_freq=0), ReduceLROnPlateau("loss", min_delta=0.01)]
```

```python
from my_project.callbacks import TensorBoard

board = TensorBoard("logs", batch_size=32)
```

A keyword beside `min_delta=`, and `embeddings_layer_names=` that names layers, are left to a person.

## Fix safety

Safe: what is taken out changed what is logged or shown, not what is trained; gradients and embeddings are logged no
more. The new name is the one that Keras 2 had for `epsilon` since 2.1.4.

## References

Keras 2.3 `callbacks/tensorboard_v2.py`, `callbacks/callbacks.py`; Keras 2.15 `callbacks.py`; Keras 3 `callbacks/`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RemoveArgument, RenameArgument
from migrator.findings import Applicability
from migrator.rules.guards import is_under_version_test
from migrator.rules.registry import Proposal, Rule

_GONE = {
    "keras.callbacks.TensorBoard": frozenset({"write_grads", "batch_size", "embeddings_layer_names"}),
    "keras.callbacks.ProgbarLogger": frozenset({"count_mode", "stateful_metrics"}),
}


def check(module: Module) -> Iterator[Proposal]:
    """Such arguments of Keras' callbacks."""
    for call in module.calls:
        symbol = module.facts.sole_symbol(call)
        if symbol is None or not symbol.startswith("keras.callbacks.") or is_under_version_test(module, call):
            continue
        name = symbol.rpartition(".")[2]
        for keyword in call.keywords:
            if keyword.arg in _GONE.get(symbol, ()):
                yield _removal(call, keyword, name)
            elif keyword.arg == "epsilon" and name == "ReduceLROnPlateau":
                yield _renaming(call, keyword)


def _removal(call: ast.Call, keyword: ast.keyword, name: str) -> Proposal:
    message = f"`{name}` of Keras 3 takes no `{keyword.arg}`"
    if keyword.arg == "embeddings_layer_names" and not _is_empty(keyword.value):
        return Proposal(keyword, f"{message}: the embeddings of all layers are logged", Applicability.REVIEW)
    return Proposal(keyword, message, Applicability.SAFE, (RemoveArgument(call, keyword),))


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _renaming(call: ast.Call, keyword: ast.keyword) -> Proposal:
    message = "`ReduceLROnPlateau` of Keras 3 calls this argument `min_delta`, and ignores `epsilon`"
    if any(k.arg == "min_delta" for k in call.keywords):
        return Proposal(keyword, message, Applicability.REVIEW)
    return Proposal(keyword, message, Applicability.SAFE, (RenameArgument(call, keyword, "min_delta"),))


RULE = Rule(
    "KER651",
    "callback-keywords",
    "3.0.0",
    "safe or review",
    check,
    (b"TensorBoard", b"ProgbarLogger", b"ReduceLROnPlateau"),
)
