"""Keys of params and logs that callbacks of Keras 3 do not get: params['metrics'], logs['size'].

## What it does

Names reads of `self.params['metrics']`, `['samples']`, `['nb_epoch']` and the like, and of `logs['batch']` and
`logs['size']`, in classes of callbacks.

## Why

`params` holds `verbose`, `epochs` and `steps`; `logs` holds the loss and the metrics. The subscript raises a KeyError,
and `get` gives None.

    self.params["metrics"]          # named: use the keys of `logs`
    logs.get("size")                # named

## Left alone

```python
from keras.callbacks import Callback

class Report(Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(epoch, self.params["epochs"], logs["loss"])
```

```python
class Job:
    def __init__(self, params):
        self.params = params
        self.size = params["samples"]
```

## Fix safety

Review: what takes the place of a key depends on what it is for.

## References

Keras 2.1 `engine/training.py` (`callback_metrics`, `samples`); Keras 3 `callbacks/callback_list.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_PARAMS = {
    "metrics": "the names of the metrics are the keys of `logs`",
    "samples": "count the samples of the data",
    "nb_sample": "count the samples of the data",
    "nb_epoch": "it is `epochs`",
    "batch_size": "give it to the callback's constructor",
    "do_validation": "look for keys of `logs` that begin with `val_`",
}
_LOGS = {
    "batch": "the number of the batch is the first argument",
    "size": "count the samples in the data",
}


def check(module: Module) -> Iterator[Proposal]:
    """Such keys, read in classes of callbacks."""
    seen: set[ast.AST] = set()
    for info in module.facts.classes:
        if info.kind != "callback":
            continue
        for node in ast.walk(info.node):
            found = _read(node)
            if found is None or node in seen or not isinstance(node, ast.expr) or not module.owns(node):
                continue
            seen.add(node)
            holder, key = found
            advice = _advice(holder, key)
            if advice is not None:
                what = "params" if isinstance(holder, ast.Attribute) else "logs"
                message = f"`{what}` of a callback has no `{key}` in Keras 3: {advice}"
                yield Proposal(node, message, Applicability.REVIEW)


def _read(node: ast.AST) -> tuple[ast.expr, str] | None:
    """What stands before a constant key, and the key: of a subscript, or of `get`."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        holder, key = node.value, node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        holder, key = node.func.value, node.args[0]
    else:
        return None
    return (holder, key.value) if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def _advice(holder: ast.expr, key: str) -> str | None:
    if isinstance(holder, ast.Name):
        return _LOGS.get(key) if holder.id == "logs" else None
    is_params = isinstance(holder, ast.Attribute) and holder.attr == "params"
    own = isinstance(holder, ast.Attribute) and isinstance(holder.value, ast.Name) and holder.value.id == "self"
    return _PARAMS.get(key) if is_params and own else None


RULE = Rule("KER656", "callback-fields", "3.0.0", "review", check, (b"params", b"logs"))
