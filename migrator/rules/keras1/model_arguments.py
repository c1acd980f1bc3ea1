"""Keras 1's `Model(input=..., output=...)` is `Model(inputs=..., outputs=...)`.

## What it does

Renames the arguments of `Model`, also where a subclass gives them to its constructor.

## Why

Keras 2.0 to 2.2 took the old names with a warning. Keras 3 raises a ValueError ("Unrecognized keyword arguments passed
to Model").

## Example

```python before
from keras.layers import Dense, Input
from keras.models import Model

inputs = Input((3,))
hidden = Dense(4)(inputs)
model = Model(input=inputs, output=[Dense(1)(hidden), hidden])
```

```python after
from keras.layers import Dense, Input
from keras.models import Model

inputs = Input((3,))
hidden = Dense(4)(inputs)
model = Model(inputs=inputs, outputs=[Dense(1)(hidden), hidden])
```

```python before
import keras

class Net(keras.Model):
    def __init__(self, width):
        start = keras.Input((width,))
        super(Net, self).__init__(input=start, output=keras.layers.Dense(1)(start))
```

```python after
import keras

class Net(keras.Model):
    def __init__(self, width):
        start = keras.Input((width,))
        super(Net, self).__init__(inputs=start, outputs=keras.layers.Dense(1)(start))
```

## Left alone

```python
from keras.models import Sequential

def Model(input, output):
    return Sequential()

Model(input=1, output=2)
```

## Fix safety

Safe where the called name is Keras' `Model` in every context that was seen; unsafe where it may be another thing.

## References

Keras 2.2 `legacy/interfaces.py`; Keras 3 `models/model.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Symbol
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_NAMES = {"input": "inputs", "output": "outputs"}


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `Model`, and of its constructor in subclasses, with such arguments."""
    constructors = set(_constructors(module))
    for call in module.calls:
        symbols = {"keras.Model"} if call in constructors else module.facts.callees.get(call, set())
        if "keras.Model" not in symbols:
            continue
        for keyword in call.keywords:
            new = _NAMES.get(keyword.arg or "")
            if new is not None:
                safe = symbols == {"keras.Model"}
                yield Proposal(
                    keyword,
                    f"`Model` of Keras 2 and 3 calls this argument `{new}`",
                    Applicability.SAFE if safe else Applicability.UNSAFE,
                    (RenameArgument(call, keyword, new),),
                )


def _constructors(module: Module) -> Iterator[ast.Call]:
    """Calls of `super().__init__` in classes whose base is `Model` itself."""
    for info in module.facts.classes:
        if info.kind != "model" or not any(isinstance(b, Symbol) and b.path == "keras.Model" for b in info.bases):
            continue
        for node in ast.walk(info.node):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "__init__"
                and isinstance(node.func.value, ast.Call)
                and isinstance(node.func.value.func, ast.Name)
                and node.func.value.func.id == "super"
            ):
                yield node


RULE = Rule(
    "KER904",
    "k1-model-input-output",
    "3.0.0",
    "safe or unsafe",
    check,
    (b"input=", b"output=", b"input =", b"output ="),
)
