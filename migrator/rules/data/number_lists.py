"""Lists of numbers are no data any more: `model.predict([[0.5]])` becomes `model.predict(np.array([[0.5]]))`.

## What it does

Puts `np.array(...)` around lists of numbers, and lists of such lists, that `fit`, `evaluate` and `predict` are given as
inputs or targets.

## Why

Keras 3 raises a ValueError ("Unrecognized data type"). Keras 2 made arrays of them. A list of arrays is the inputs of a
model, as before.

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
```

## Fix safety

Safe where the receiver is a model in every context that was seen and the list is written out, or known item by item.

## References

Keras 2.15 `engine/data_adapter.py` (`ListsOfScalarsDataAdapter`); Keras 3 `trainers/data_adapters/__init__.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import WrapExpression
from migrator.findings import Applicability
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_DATA = {"fit": ("x", "y"), "evaluate": ("x", "y"), "predict": ("x",)}


def check(module: Module) -> Iterator[Proposal]:
    """Lists of numbers among the data of runs."""
    for node, call, verdict in method_calls(module, _DATA.keys(), {"model"}):
        names = _DATA[node.attr]
        given = [*call.args[: len(names)], *(k.value for k in call.keywords if k.arg in names)]
        for expression in given:
            if not _is_numbers(module, expression):
                continue
            message = "Keras 3 takes arrays, not lists of numbers"
            array = spell(module, "numpy.array", expression)
            if array is None or verdict.applicability is Applicability.REVIEW:
                yield Proposal(expression, verdict.about(message), Applicability.REVIEW)
                continue
            wrapped = WrapExpression(expression, f"{array.text}(", ")")
            operations = (wrapped, *array.operations)
            yield Proposal(expression, verdict.about(message), verdict.applicability, operations, verdict.proof)


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


RULE = Rule("KER413", "number-lists", "3.0.0", "safe, unsafe or review", check, (b"fit(", b"evaluate(", b"predict("))
