"""`steps_per_epoch=len(x) / 32` needs a whole number.

## What it does

Puts `math.ceil(...)`, or `int(np.ceil(...))` where the file has NumPy and not `math`, around a quotient that is given
as `steps_per_epoch=`, `validation_steps=` or `steps=`, and `int(...)` around `np.ceil(...)` and the like.

## Why

Keras 3 raises a TypeError ("'float' object cannot be interpreted as an integer"). Keras 2 drew batches as long as their
number was less than the steps, which is as often as the number rounded up.

## Example

```python before
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(batches, steps_per_epoch=len(x) / 32, validation_data=z, validation_steps=np.ceil(n / 32))
```

```python after
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(batches, steps_per_epoch=int(np.ceil(len(x) / 32)), validation_data=z, validation_steps=int(np.ceil(n / 32)))
```

```python before
import math
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
steps = 1000 / 24
model.fit_generator(batches, steps)
```

```python after
import math
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
steps = 1000 / 24
model.fit(batches, steps_per_epoch=math.ceil(steps))
```

## Left alone

```python
import math
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(batches, steps_per_epoch=len(x) // 32, validation_data=others, validation_steps=math.ceil(len(z) / 32))
```

## Fix safety

Safe where the receiver is a model in every context that was seen, and the argument is a quotient or a name that is
given one and nothing else; unsafe where the model is not in view and its name says that it is one.

## References

Keras 2.2 `engine/training_generator.py`; Keras 2.15 `engine/data_adapter.py`; Keras 3 `trainers/epoch_iterator.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, WrapExpression
from migrator.findings import Applicability
from migrator.keras_api.training import GENERATOR_METHODS, RUN_ARGUMENTS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_STEPS = frozenset({"steps_per_epoch", "validation_steps", "steps"})
_ROUNDING = frozenset({"numpy.ceil", "numpy.floor", "numpy.round", "numpy.around", "numpy.rint"})
"""Functions that give whole numbers, or not, as floats."""


def check(module: Module) -> Iterator[Proposal]:
    """Numbers of steps that are floats."""
    for node, call, verdict in method_calls(module, RUN_ARGUMENTS.keys() | GENERATOR_METHODS.keys()):
        given = [k.value for k in call.keywords if k.arg in _STEPS]
        if node.attr in GENERATOR_METHODS and len(call.args) > 1:
            given.append(call.args[1])
        for expression in given:
            operations = _rounded(module, expression)
            if operations:
                message = "Keras 3 takes whole numbers of steps only; Keras 2 rounded them up"
                applicability = verdict.applicability
                edits = operations if applicability is not Applicability.REVIEW else ()
                yield Proposal(expression, verdict.about(message), applicability, edits, verdict.proof)


def _rounded(module: Module, expression: ast.expr) -> tuple[Operation, ...]:
    """What makes a whole number of a float; nothing where it is not known to be one."""
    source = expression
    if isinstance(source, ast.Name) and len(module.stores.get(source.id, [])) == 1:
        source = module.assigned.get(source.id, source)
    if isinstance(source, ast.Call) and _path(module, source.func) in _ROUNDING:
        return (WrapExpression(expression, "int(", ")"),)
    if not isinstance(source, ast.BinOp) or not isinstance(source.op, (ast.Div, ast.FloorDiv)):
        return ()
    if isinstance(source.op, ast.FloorDiv):  # of a float, a float
        floats = [n for n in _operands(source) if isinstance(n, ast.Constant) and isinstance(n.value, float)]
        return (WrapExpression(expression, "int(", ")"),) if floats else ()
    bound = {b.canonical: b.name for b in module.bindings if isinstance(b.scope, ast.Module)}
    if "math" not in bound and "math.ceil" not in bound and "numpy" in bound:
        return (WrapExpression(expression, f"int({bound['numpy']}.ceil(", "))"),)
    ceil = spell(module, "math.ceil", expression)
    return (WrapExpression(expression, f"{ceil.text}(", ")"), *ceil.operations) if ceil is not None else ()


def _operands(node: ast.expr) -> Iterator[ast.expr]:
    """What an arithmetic expression is computed of."""
    if isinstance(node, ast.BinOp):
        yield from _operands(node.left)
        yield from _operands(node.right)
    else:
        yield node


def _path(module: Module, function: ast.expr) -> str:
    """The dotted name of a function of a package, by the imports of the file."""
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return ""
    bound = {b.name: b.canonical for b in module.bindings}
    return f"{bound.get(function.value.id, '')}.{function.attr}"


RULE = Rule("KER424", "float-steps", "3.0.0", "safe, unsafe or review", check, (b"steps", b"_generator"))
