"""A generator of validation data begins anew with its first batches in every epoch of Keras 3.

## What it does

Names the calls of `fit` and `fit_generator` for more than one epoch whose `validation_data` is a generator of the
program.

## Why

Keras 2 went on drawing from the generator where the last epoch had stopped, and lost the batches that it had made
ready. Keras 3 draws two batches to see their shapes, begins each validation with these two, and goes on from there:
with `validation_steps=2` it validates on the same two batches in all epochs. The metrics of the validation are others,
and nothing says so. Training itself draws the same batches in both.

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

def batches():
    while True:
        yield load()

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(batches(), steps_per_epoch=10, epochs=5, validation_data=(x, y))
model.fit(batches(), steps_per_epoch=10, validation_data=batches(), validation_steps=2)
```

## Fix safety

No edit: which batches Keras 2 drew depended on how many it had made ready. Give arrays (`next(generator)`, where one
batch will do), or a `Sequence`, which both read from its beginning.

## References

Keras 2.15 `engine/data_adapter.py` (`GeneratorDataAdapter`); Keras 3 `trainers/data_adapters/data_adapter_utils.py`
(`peek_and_restore`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Opaque
from migrator.findings import Applicability
from migrator.keras_api.training import FIT_ARGUMENTS, GENERATOR_METHODS
from migrator.rules.layer_calls import constant
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule

_ARGUMENTS = {"fit": FIT_ARGUMENTS, "fit_generator": GENERATOR_METHODS["fit_generator"].older}


def check(module: Module) -> Iterator[Proposal]:
    """Validation data that generators of the program give."""
    for node, call, verdict in method_calls(module, _ARGUMENTS.keys(), {"model"}):
        data = _given(call, node.attr, "validation_data")
        epochs = _given(call, node.attr, "epochs") or _given(call, node.attr, "nb_epoch")
        if data is None or epochs is None or constant(module, epochs) == 1:
            continue
        values = module.facts.arguments.get(data, [])
        if values and all(isinstance(v, Opaque) and v.kind == "generator" and v.function is not None for v in values):
            yield Proposal(data, verdict.about(_MESSAGE), Applicability.REVIEW, (), verdict.proof)


def _given(call: ast.Call, method: str, name: str) -> ast.expr | None:
    """An argument of a call."""
    found = next((k.value for k in call.keywords if k.arg == name), None)
    names = _ARGUMENTS[method]
    if found is not None or name not in names or any(isinstance(a, ast.Starred) for a in call.args):
        return found
    return next(iter(call.args[names.index(name) :]), None)


_MESSAGE = (
    "Keras 3 validates on the first batches of a generator again in every epoch, Keras 2 went on: give arrays, or a "
    "`Sequence`"
)

RULE = Rule("KER428", "validation-generator", "3.0.0", "review", check, (b"validation_data",))
