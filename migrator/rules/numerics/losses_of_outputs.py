"""The losses of single outputs are means of batches, not of samples.

## What it does

Names a training or evaluation of a model with several outputs, in a program that looks at the loss of one of them, if
the last batch may be smaller than the others. Said of the first place of a project.

## Why

Keras 2 counts each batch by its samples. Keras 3.5 to 3.15 do so for the whole loss, and count a small last batch as
much as a full one for `price_loss` and its kin: of ten samples in batches of four, `a_loss` is 0.273 where Keras 2 says
0.317, and the whole loss is not the sum of its parts. What is trained is the same; what is reported, and what callbacks
decide by it, is not. (3.0 to 3.4 do not report these losses: KER430.)

## Found

```python
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,))
model = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
model.compile("sgd", "mse")
history = model.fit(x, [y, z], batch_size=16)  # review
print(history.history["low_loss"])
```

## Left alone

```python
import numpy as np
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,))
model = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
model.compile("sgd", "mse")
history = model.fit(np.zeros((64, 3)), [np.zeros(64), np.ones(64)], batch_size=16)
print(history.history["low_loss"])
```

```python
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,))
model = Model(inputs, [Dense(1, name="low")(inputs), Dense(1, name="high")(inputs)])
model.compile("sgd", "mse")
history = model.fit(x, [y, z], validation_data=(v, [w, w]))
print(history.history["val_loss"])
```

## Fix safety

No edit: a batch size that divides the number of samples gives the same numbers, and so does the loss of an output given
as a metric of it.

## References

Keras 2.15 `engine/compile_utils.py` (`LossesContainer`); Keras 3.15 `trainers/compile_utils.py` (`CompileLoss.call`,
which reads the size of the batch from a shape that is open when the sizes differ).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module, Program, per_program
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.running import VALIDATION_ARGUMENTS, has_even_batches, is_looked_at
from migrator.rules.training_logs import is_loss_of_an_output

_MESSAGE = (
    "Keras 3 reports the mean of the batches' losses for each output: with a smaller last batch these are other "
    "numbers than in Keras 2, though the whole loss is the same"
)


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `fit` and `evaluate` on models of several outputs, with batches that may be of several sizes."""
    for call, runs in module.facts.runs.items():
        records = [run.model.record for run in runs]
        if not all(record is not None and (record.outputs or 1) > 1 for record in records):
            continue
        takes = runs[0].method == "evaluate" or _looks_at_outputs(module.program)
        if any(run.method == "predict" for run in runs) or not is_looked_at(module, call) or not takes:
            continue
        if all(run.data == "generator" for run in runs):  # it makes batches of one size, as a rule
            continue
        if not all(has_even_batches(run) for run in runs) or any(k.arg in VALIDATION_ARGUMENTS for k in call.keywords):
            proof = tuple(dict.fromkeys(p for run in runs for p in run.model.proof))
            yield Proposal(call, _MESSAGE, Applicability.REVIEW, (), proof)


@per_program
def _looks_at_outputs(program: Program) -> bool:
    """Whether a string of the program names the loss of an output."""
    nodes = (node for part in program.modules for node in part.nodes)
    return any(isinstance(node, ast.Constant) and is_loss_of_an_output(node.value) for node in nodes)


RULE = Rule("KER224", "losses-of-outputs", "3.5.0", "review", check, (b"fit", b"evaluate"), once=True)
