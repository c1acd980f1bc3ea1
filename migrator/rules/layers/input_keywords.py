"""`Input(batch_input_shape=...)` and `InputLayer(batch_input_shape=...)` become `batch_shape=`.

## What it does

Renames the keyword. On `InputLayer`, `input_shape=` is renamed to `shape=` along with it where both are given.

## Why

`keras.Input` of Keras 3 takes no `batch_input_shape` (TypeError). `InputLayer` still takes it; the rename spares the
reader two spellings of one thing.

## Example

```python before
from keras.layers import Input

inputs = Input(batch_input_shape=(2, 5, 3))
```

```python after
from keras.layers import Input

inputs = Input(batch_shape=(2, 5, 3))
```

```python before
from keras.models import Sequential
from keras.layers import InputLayer, LSTM

model = Sequential([InputLayer(batch_input_shape=(2, 5, 3)), LSTM(4, stateful=True)])
```

```python after
from keras.models import Sequential
from keras.layers import InputLayer, LSTM

model = Sequential([InputLayer(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
```

## Left alone

```python
from keras.layers import Input

inputs = Input(batch_shape=(2, 5, 3))
```

```python
from keras.layers import InputLayer

first = InputLayer(input_shape=(5, 3))
```

## Fix safety

Safe: the same argument under the name that Keras 3 gives it.

## References

Keras 2.15 `engine/input_layer.py`; Keras 3 `layers/core/input_layer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Input calls with Keras 2's keyword."""
    for call in module.calls:
        keyword = next((k for k in call.keywords if k.arg == "batch_input_shape"), None)
        if keyword is not None and _is_input(module, call):
            yield Proposal(
                keyword,
                "Keras 3 calls this argument `batch_shape`",
                Applicability.SAFE,
                (RenameArgument(call, keyword, "batch_shape"),),
            )


def _is_input(module: Module, call: ast.Call) -> bool:
    if call in module.facts.inputs:
        return True
    fact = module.facts.layers.get(call)
    return fact is not None and fact.short_classes == {"InputLayer"}


RULE = Rule("KER208", "input-keywords", "3.0.0", "safe", check, (b"batch_input_shape",))
