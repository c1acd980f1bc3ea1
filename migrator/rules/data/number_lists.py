"""Lists of numbers are no data any more: `model.predict([[0.5]])` becomes `model.predict(np.array([[0.5]]))`.

## What it does

Puts `np.array(...)` around lists of numbers, and lists of such lists, that `fit`, `evaluate`, `predict` and their kin
for one batch are given as inputs, targets or validation data: written out, made by `tolist()`, or by `list(...)` of an
array. The same around the numbers that a model or layer is called on.

## Why

Keras 3 raises a ValueError ("Unrecognized data type", "Only input tensors may be passed as positional arguments").
Keras 2 made arrays of them: `fit`, `evaluate` and `predict` in all versions, layers such as `ReLU`, too, the others up
to 2.3. A list of arrays is the inputs of a model, as before: `list(x)` of a whole array is as many inputs as it has
rows, and `fit` raises.

## Example

```python before
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((1,)), Dense(1)])
model.compile("sgd", "mse")
xs = [1.0, 2.0, 3.0]
model.fit(xs, [2.0, 4.0, 6.0], epochs=5)
print(model.predict([[10.0]]))
```

```python after
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((1,)), Dense(1)])
model.compile("sgd", "mse")
xs = [1.0, 2.0, 3.0]
model.fit(np.array(xs), np.array([2.0, 4.0, 6.0]), epochs=5)
print(model.predict(np.array([[10.0]])))
```

```python before
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input, LeakyReLU

x = np.random.rand(8, 3)
y = x.sum(axis=1)
model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x.tolist(), y.tolist(), validation_data=([[0.1, 0.2, 0.3]], [0.6]))
print(LeakyReLU()([-3.0, 0.0, 2.0]))
```

```python after
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input, LeakyReLU

x = np.random.rand(8, 3)
y = x.sum(axis=1)
model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(np.array(x.tolist()), np.array(y.tolist()), validation_data=(np.array([[0.1, 0.2, 0.3]]), np.array([0.6])))
print(LeakyReLU()(np.array([-3.0, 0.0, 2.0])))
```

```python before unsafe
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

x = np.random.rand(8, 3)
model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, list(x.sum(axis=1)))
print(model.predict([[width, height, depth]]), model([[1.0, 2.0, 3.0]]))
```

```python after
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

x = np.random.rand(8, 3)
model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, np.array(list(x.sum(axis=1))))
print(model.predict(np.array([[width, height, depth]])), model(np.array([[1.0, 2.0, 3.0]])))
```

## Left alone

```python
import numpy as np
from keras.models import Model
from keras.layers import Dense, Input, add

first, second = Input((3,)), Input((3,))
model = Model([first, second], Dense(1)(add([first, second])))
model.compile("sgd", "mse")
model.fit([np.ones((4, 3)), np.zeros((4, 3))], [np.ones(4)])
model.predict([a, b])
model.predict(list(pair_of_arrays))
```

```python
from keras.layers import CategoryEncoding, Dense, Input

encoded = CategoryEncoding(4)([1, 2, 3])
outputs = [Dense(2)(x) for x in [Input((3,)), Input((4,))]]
```

## Fix safety

Safe where the receiver is a model in every context that was seen and the list is written out, or known item by item, or
comes from `tolist()`; and for the layers that took numbers in Keras 2. Unsafe where a list of lists has items that are
not known, for `list(...)` of an array, and where a model is called on numbers. For a model of one input, `list(...)` of
what is not known is left for review.

## References

Keras 2.15 `engine/data_adapter.py` (`ListsOfScalarsDataAdapter`); Keras 3 `trainers/data_adapters/__init__.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.analysis.values import Opaque
from migrator.edits.operations import WrapExpression
from migrator.findings import Applicability
from migrator.rules.receivers import Verdict, method_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_DATA = {
    "fit": ("x", "y"),
    "evaluate": ("x", "y"),
    "predict": ("x",),
    "train_on_batch": ("x", "y"),
    "test_on_batch": ("x", "y"),
    "predict_on_batch": ("x",),
}
_MESSAGE = "Keras 3 takes arrays, not lists of numbers"
_ROWS = "a list is one input or target for each of its items; Keras 3 takes one array"


def check(module: Module) -> Iterator[Proposal]:
    """Lists of numbers among the data of runs, and in calls of models and layers."""
    for node, call, verdict in method_calls(module, _DATA.keys(), {"model"}):
        for name, expression in _data(call, _DATA[node.attr]):
            found = _numbers(module, name, expression, verdict)
            if found is not None:
                message, grade = found
                yield _wrapped(module, expression, verdict.about(message), grade, verdict.proof)
    for call, receivers in module.facts.applied.items():
        if module.owns(call) and call.args and isinstance(call.args[0], ast.List) and _is_table(call.args[0]):
            grades = {_applied(receiver, call.args[0]) for receiver in receivers}
            if None not in grades:
                message = "Keras 3 calls models and layers on arrays, not on lists of numbers"
                yield _wrapped(module, call.args[0], message, next(g for g in _RANKS if g in grades), ())


_RANKS = (Applicability.REVIEW, Applicability.UNSAFE, Applicability.SAFE)


def _data(call: ast.Call, names: tuple[str, ...]) -> Iterator[tuple[str, ast.expr]]:
    """The inputs and targets of a run, those of its validation among them, by name."""
    given = [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
    for name, value in given:
        if name in names:
            yield name, value
        elif name == "validation_data" and isinstance(value, (ast.Tuple, ast.List)):
            yield from zip(names, value.elts, strict=False)


def _numbers(module: Module, name: str, expression: ast.expr, verdict: Verdict) -> tuple[str, Applicability] | None:
    """What to say of a list of numbers, and how sure that is; None of anything else."""
    if _is_numbers(module, expression):
        return _MESSAGE, verdict.applicability
    if not isinstance(expression, (ast.Call, ast.List)):
        return None
    method = expression.func if isinstance(expression, ast.Call) else None
    if isinstance(method, ast.Attribute) and method.attr == "tolist":
        kinds = {r.kind for r in module.facts.receivers.get(method, ())}
        resolved = kinds == {"foreign"} or not verdict.safe
        return _MESSAGE, verdict.applicability if resolved else Applicability.UNSAFE
    if not verdict.safe or not all(_is_one(name, receiver) for receiver in verdict.receivers):
        return None
    if isinstance(expression, ast.List):
        rows = bool(expression.elts) and all(isinstance(e, (ast.List, ast.Tuple)) and e.elts for e in expression.elts)
        return (_MESSAGE, Applicability.UNSAFE) if rows else None
    if ast.unparse(expression.func) == "list" and "list" not in module.stores and len(expression.args) == 1:
        values = module.facts.arguments.get(expression.args[0], ())
        arrays = bool(values) and all(isinstance(v, Opaque) and v.kind == "array" for v in values)
        return _ROWS, Applicability.UNSAFE if arrays else Applicability.REVIEW
    return None


def _is_one(name: str, receiver: Receiver) -> bool:
    """Whether a model has one input, or one target: what it is given for it is no list of several."""
    record = receiver.record
    return record is not None and (record.flavour == "sequential" or (name == "y" and record.outputs == 1))


_TOOK_NUMBERS = frozenset("Activation AlphaDropout Dropout ELU GaussianDropout GaussianNoise LeakyReLU ReLU".split())
"""Layers that computed a tensor of a list of numbers (Keras 2.15)."""

_TAKE_LISTS = frozenset(
    """CategoryEncoding CenterCrop Discretization HashedCrossing Hashing IntegerLookup Normalization Rescaling Resizing
    StringLookup TextVectorization""".split()
)
"""Layers that are called on lists in Keras 3, too, or (Normalization) in neither."""


def _applied(receiver: Receiver, given: ast.expr) -> Applicability | None:
    """How far what a model or layer is called on may be made an array of; None where it may stay."""
    if receiver.kind == "model":
        return Applicability.UNSAFE
    name = receiver.layer_class or ""
    if name in _TAKE_LISTS or name.startswith("Random"):
        return None
    whole = any(isinstance(n, ast.Constant) and not isinstance(n.value, float) for n in ast.walk(given))
    if name in _TOOK_NUMBERS:
        return Applicability.UNSAFE if whole else Applicability.SAFE
    return Applicability.REVIEW


def _wrapped(
    module: Module, expression: ast.expr, message: str, grade: Applicability, proof: tuple[str, ...]
) -> Proposal:
    """The list, made an array of."""
    array = spell(module, "numpy.array", expression)
    if array is None or grade is Applicability.REVIEW:
        return Proposal(expression, message, Applicability.REVIEW)
    wrapped = WrapExpression(expression, f"{array.text}(", ")")
    return Proposal(expression, message, grade, (wrapped, *array.operations), proof)


def _is_numbers(module: Module, expression: ast.expr) -> bool:
    """Whether an expression is a list of numbers, or of such lists: written here, or given once to the name here."""
    if isinstance(expression, ast.Name):
        stores = module.stores.get(expression.id, [])
        value = module.assigned.get(expression.id)
        single = len(stores) == 1 and value is not None and not _grows(module, expression.id)
        return single and value is not None and isinstance(value, ast.List) and _is_table(value)
    return isinstance(expression, ast.List) and _is_table(expression)


def _is_table(node: ast.expr) -> bool:
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(_is_table(e) for e in node.elts)
    if isinstance(node, ast.UnaryOp):
        return _is_table(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _grows(module: Module, name: str) -> bool:
    """Whether something else may be put into the list of a name."""
    methods = {"append", "extend", "insert"}
    return any(isinstance(a.value, ast.Name) and a.value.id == name and a.attr in methods for a in module.attributes)


RULE = Rule("KER413", "number-lists", "3.0.0", "safe, unsafe or review", check)
