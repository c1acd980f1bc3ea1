"""Batches are tuples: `yield [x, y]` and `yield [a, b], y` become `yield (x, y)` and `yield (a, b), y`.

## What it does

Makes tuples of the lists in what a generator yields from which a model is trained, evaluated or predicts, and of the
lists inside what a `Sequence` gives. A name that stands for a list is wrapped: `tuple(inputs)`. A generator that is
only predicted from and yields an array alone yields a tuple of it.

## Why

Keras 3 raises: "the generator must return a tuple, either (input,) or (inputs, targets) or (inputs, targets,
sample_weights)", and for lists inside the tuple a TypeError about `output_signature`.

## Example

```python before
from keras.models import Model
from keras.layers import Dense, Input, concatenate

def batches():
    while True:
        a, b, y = load()
        yield [a, b], y

def single():
    while True:
        x, y = load_both()
        yield [x, y]

first, second = Input((3,)), Input((2,))
model = Model([first, second], Dense(1)(concatenate([first, second])))
model.compile("sgd", "mse")
model.fit(batches(), steps_per_epoch=10, validation_data=single(), validation_steps=2)
```

```python after
from keras.models import Model
from keras.layers import Dense, Input, concatenate

def batches():
    while True:
        a, b, y = load()
        yield (a, b), y

def single():
    while True:
        x, y = load_both()
        yield (x, y)

first, second = Input((3,)), Input((2,))
model = Model([first, second], Dense(1)(concatenate([first, second])))
model.compile("sgd", "mse")
model.fit(batches(), steps_per_epoch=10, validation_data=single(), validation_steps=2)
```

```python before
import numpy as np
import tensorflow as tf

class Pairs(tf.keras.utils.Sequence):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        inputs = [np.ones((2, 3)), np.ones((2, 3))]
        return inputs, np.zeros((2, 1))
```

```python after
import numpy as np
import tensorflow as tf

class Pairs(tf.keras.utils.Sequence):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        inputs = [np.ones((2, 3)), np.ones((2, 3))]
        return tuple(inputs), np.zeros((2, 1))
```

```python before
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

def windows(data):
    for i in range(10):
        yield np.array(data[i : i + 1])

model = Sequential([Input((3,)), Dense(1)])
model.predict(windows(data), steps=10)
```

```python after
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

def windows(data):
    for i in range(10):
        yield (np.array(data[i : i + 1]),)

model = Sequential([Input((3,)), Dense(1)])
model.predict(windows(data), steps=10)
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

def batches():
    while True:
        yield load()

def pairs():
    yield [1, 2]

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(batches(), steps_per_epoch=10)
list(pairs())
```

## Fix safety

Safe where the function is in view with a model that draws from it, and the file takes nothing else out of generators by
`next`: there, the edit is unsafe. What a generator yields for `predict` as a list of two is left for review: Keras up
to 2.3 took it for two inputs, later versions for inputs and targets.

## References

Keras 2.15 `engine/data_adapter.py`; Keras 3 `trainers/data_adapters/generator_data_adapter.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Opaque, Ref
from migrator.edits.operations import Operation, ReplaceExpression, WrapExpression
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "Keras 3 takes batches as tuples, not lists"
_PREDICTING = frozenset({"predict", "predict_generator"})


def check(module: Module) -> Iterator[Proposal]:
    """What generators yield that models draw from, and what sequences give."""
    for function, methods in module.facts.fed.items():
        for node in _own(function):
            if isinstance(node, ast.Yield) and node.value is not None:
                yield from _batch(module, node.value, methods)
    for info in {info.node: info for info in module.facts.classes if info.kind == "sequence"}.values():
        method = info.methods.get("__getitem__")
        for node in _own(method.node) if method is not None else ():
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                yield from _parts(module, node.value, Applicability.SAFE)


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions inside it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            yield child
            yield from _own(child)


def _batch(module: Module, value: ast.expr, methods: set[str]) -> Iterator[Proposal]:
    """What to do about one batch that a generator yields."""
    taken = any(isinstance(c.func, ast.Name) and c.func.id == "next" for c in module.calls)
    grade = Applicability.UNSAFE if taken else Applicability.SAFE
    predicting = bool(methods & _PREDICTING)
    if isinstance(value, ast.Tuple):
        yield from _parts(module, value, grade)
    elif isinstance(value, ast.List):
        if predicting and len(value.elts) != 1:
            message = f"{_MESSAGE}; whether this is a list of inputs, or inputs and targets, is not in view"
            yield Proposal(value, message, Applicability.REVIEW)
        else:
            yield Proposal(value, _MESSAGE, grade, tuple(_as_tuple(module, value)))
    elif methods <= _PREDICTING:
        values = module.facts.arguments.get(value, [])
        if values and all(isinstance(v, Opaque) and v.kind == "array" for v in values):
            yield Proposal(value, _MESSAGE, grade, (WrapExpression(value, "(", ",)"),))


def _parts(module: Module, batch: ast.Tuple, grade: Applicability) -> Iterator[Proposal]:
    """Inputs, targets and weights that are lists."""
    for part in batch.elts:
        if isinstance(part, ast.List) and part.elts and not any(isinstance(e, ast.Constant) for e in part.elts):
            yield Proposal(part, _MESSAGE, grade, tuple(_as_tuple(module, part)))
        elif isinstance(part, (ast.Name, ast.Attribute)):
            values = module.facts.arguments.get(part, [])
            if values and all(isinstance(v, Ref) and v.kind == "list" for v in values):
                yield Proposal(part, _MESSAGE, grade, (WrapExpression(part, "tuple(", ")"),))


def _as_tuple(module: Module, node: ast.List) -> Iterator[Operation]:
    """A list written as a tuple."""
    inner = module.source.segment(node)[1:-1]
    comma = "," if len(node.elts) == 1 and not inner.rstrip().endswith(",") else ""
    yield ReplaceExpression(node, f"({inner}{comma})")


RULE = Rule("KER411", "batches-of-lists", "3.0.0", "safe, unsafe or review", check, (b"yield", b"__getitem__"))
