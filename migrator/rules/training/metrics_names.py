"""`model.metrics_names` no longer names the metrics.

## What it does

Writes out the names that `compile` gave the metrics, where it is in view: `model.metrics_names[1]` becomes
`"accuracy"`, the whole list `["loss", "accuracy"]`.

## Why

In Keras 3 the list is `["loss", "compile_metrics"]`, whatever was compiled: a name that is read is wrong, and
`zip(model.metrics_names, model.evaluate(...))` drops values without a word.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mae"])
scores = model.evaluate(x, y)
print("%s: %.2f" % (model.metrics_names[1], scores[1]))
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mae"])
scores = model.evaluate(x, y)
print("%s: %.2f" % ("accuracy", scores[1]))
```

```python before unsafe
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mae"])
for name, value in zip(model.metrics_names, model.evaluate(x, y)):
    print(name, value)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", "mae"])
for name, value in zip(["loss", "accuracy", "mae"], model.evaluate(x, y)):
    print(name, value)
```

## Left alone

```python
import keras

class Report:
    metrics_names = ["loss", "speed"]

print(Report().metrics_names[1])
```

## Fix safety

Safe for one name, where the model is in view in every context that was seen, has one output, and `compile` names each
metric. Unsafe for the list: before a model has run, Keras 2.3 to 2.15 give an empty one. Otherwise it is left for
review: `model.evaluate(..., return_dict=True)` gives names and values together.

## References

Keras 2.15 `engine/training.py`; Keras 3 `trainers/trainer.py` (`metrics_names`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "`metrics_names` of Keras 3 is `['loss', 'compile_metrics']`, whatever was compiled"


def check(module: Module) -> Iterator[Proposal]:
    """Reads of `metrics_names`."""
    for node in module.attributes:
        verdict = judge(module, node) if node.attr == "metrics_names" else None
        parent = module.parents.get(node)
        index = _index(parent, node)
        if verdict is None or index == 0:  # the loss, in both
            continue
        names = _names(verdict.receivers) if verdict.safe else None
        if names is None:
            advice = "`evaluate(..., return_dict=True)` gives names and values together"
            yield Proposal(node, verdict.about(f"{_MESSAGE}: {advice}"), Applicability.REVIEW)
            continue
        if index is not None and -len(names) <= index < len(names):
            assert isinstance(parent, ast.Subscript)
            operation = ReplaceExpression(parent, _quoted(names[index]))
            yield Proposal(node, _MESSAGE, Applicability.SAFE, (operation,), verdict.proof)
        else:
            operation = ReplaceExpression(node, f"[{', '.join(_quoted(name) for name in names)}]")
            yield Proposal(node, _MESSAGE, Applicability.UNSAFE, (operation,), verdict.proof)


def _names(receivers: Sequence[Receiver]) -> list[str] | None:
    """The names of the loss and the metrics, on which all contexts agree."""
    found: set[tuple[str, ...]] = set()
    for receiver in receivers:
        record = receiver.record
        compiled = record.compiled if record is not None else None
        one = record is not None and (record.flavour == "sequential" or record.outputs == 1)
        if not one or compiled is None or compiled.metrics is None or compiled.weighted:
            return None
        names = [name for name in compiled.metrics if name is not None and not name[:1].isupper()]
        if len(names) < len(compiled.metrics):
            return None
        found.add(("loss", *names))
    return list(found.pop()) if len(found) == 1 else None


def _index(parent: ast.AST | None, node: ast.expr) -> int | None:
    """The constant index under which an item of the list is read."""
    if isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load):
        index = parent.slice
        if isinstance(index, ast.Constant) and type(index.value) is int:
            return index.value
        if (
            isinstance(index, ast.UnaryOp)
            and isinstance(index.op, ast.USub)
            and isinstance(index.operand, ast.Constant)
        ):
            return -index.operand.value if type(index.operand.value) is int else None
    return None


def _quoted(name: str) -> str:
    return f'"{name}"'


RULE = Rule("KER408", "metrics-names", "3.0.0", "safe, unsafe or review", check, (b"metrics_names",))
