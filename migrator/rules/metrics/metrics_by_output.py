"""One list of metrics for a model of several outputs becomes a list for each output.

## What it does

`metrics=["mae"]` on a model of two outputs becomes `metrics=[["mae"], ["mae"]]`.

## Why

Keras 2 computed each metric of a flat list for every output. Keras 3 takes the list item by item, one for each output:
it raises where their numbers differ, and where they do not it silently computes `metrics=["mae", "mse"]` as the one
metric of the first output and the other of the second.

## Example

```python before
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,))
model = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
model.compile("sgd", "mse", metrics=["mae", "mse"])
```

```python after
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,))
model = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
model.compile("sgd", "mse", metrics=[["mae", "mse"], ["mae", "mse"]])
```

## Left alone

```python
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,))
model = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
model.compile("sgd", "mse", metrics={"low": "mae", "high": "mse"})
model.compile("sgd", "mse", metrics=[["mae"], ["mse"]])
model.compile("sgd", "mse", metrics=[])
```

## Fix safety

Safe where the model and its number of outputs are in view in every context that was seen, and the list holds strings
only; unsafe where it holds names, which may stand for metric objects. Those are left for review: each output needs its
own.

## References

Keras 2.15 `engine/compile_utils.py`; Keras 3 `trainers/compile_utils.py` (`CompileMetrics`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.training import COMPILE_ARGUMENTS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule

_POSITION = COMPILE_ARGUMENTS.index("metrics")


def check(module: Module) -> Iterator[Proposal]:
    """Flat lists of metrics of models with several outputs."""
    for _, call, verdict in method_calls(module, {"compile"}, {"model"}):
        given = next((k.value for k in call.keywords if k.arg == "metrics"), None)
        if given is None and len(call.args) > _POSITION:
            given = call.args[_POSITION]
        counts = {r.record.outputs if r.record is not None else None for r in verdict.receivers}
        number = counts.pop() if len(counts) == 1 else None
        if given is None or number is None or number < 2 or not isinstance(given, (ast.List, ast.Tuple)):
            continue
        items = given.elts
        if not items or any(isinstance(i, (ast.List, ast.Tuple, ast.Dict, ast.Starred)) for i in items):
            continue
        message = f"Keras 3 takes one item of `metrics` for each output, and this model has {number}"
        if any(isinstance(i, ast.Call) for i in items):
            yield Proposal(given, f"{message}: each output needs metric objects of its own", Applicability.REVIEW)
            continue
        if not all(isinstance(i, (ast.Constant, ast.Name, ast.Attribute)) for i in items) or not verdict.safe:
            yield Proposal(given, verdict.about(message), Applicability.REVIEW)
            continue
        inner = f"[{', '.join(module.source.segment(i) for i in items)}]"
        named = all(isinstance(i, ast.Constant) for i in items)
        text = f"[{', '.join([inner] * number)}]"
        grade = Applicability.SAFE if named else Applicability.UNSAFE
        yield Proposal(given, message, grade, (ReplaceExpression(given, text),), verdict.proof)


RULE = Rule("KER412", "metrics-by-output", "3.0.0", "safe, unsafe or review", check, (b"compile",))
