"""`evaluate` and `predict` on a stateful model get the model's batch size.

## What it does

Adds `batch_size=` to `evaluate` and `predict` calls on models that the file shows to be stateful, unless the input
provably has exactly that many samples. (`evaluate` on a batch of one needs it even then: Keras 3.15 raises without it.)

## Why

The default batch size is 32 in Keras 2.15 and Keras 3, whatever the model's static batch is; with another one the call
fails, or (Keras 3.0 to 3.11) broadcasts one sample over the whole batch without a word.

## Example

```python before
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Input

X = np.zeros((8, 5, 3))
model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
model.predict(X)
```

```python after
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Input

X = np.zeros((8, 5, 3))
model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
model.predict(X, batch_size=2)
```

## Left alone

```python
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Input

X = np.zeros((8, 5, 3))
model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
model.predict(X[:2])
```

## Fix safety

Safe: where the call worked without it, every batch had the model's size already, and datasets and generators, which
are left alone where they are recognised, ignore the argument.

## References

Keras 2.15 `engine/training.py` and `engine/data_adapter.py`; Keras 3 `trainers/data_adapters/array_data_adapter.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import RunCall
from migrator.analysis.module import Module
from migrator.analysis.values import Const, same
from migrator.edits.operations import AddArguments
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.running import aliased_runs, spelled_batch


def check(module: Module) -> Iterator[Proposal]:
    """`evaluate` and `predict` calls on stateful models."""
    for call, runs in module.facts.runs.items():
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in {"evaluate", "predict"}:
            for method in ("evaluate", "predict"):
                message = f"this model is stateful: `{method}`, here under another name, needs the model's batch size"
                yield from aliased_runs(call, runs, method, message)
            continue
        answers = {run.model.stateful for run in runs}
        if answers == {None} and module.facts.program_is_stateful:
            yield from _not_in_view(call, runs)
        if answers != {True} or call in module.facts.doubtful_runs:
            stateful = [run for run in runs if run.model.stateful]
            exact = _is_exact(call.func.attr, stateful)
            doubt = True in answers or any(run.maybe_stateful for run in runs)
            if doubt and not exact and not any(run.has_batch for run in runs):
                message = f"this model is stateful on some paths: then `{call.func.attr}` needs the model's batch size"
                yield Proposal(call, message, Applicability.REVIEW)
            continue
        yield from _contradictions(call, runs)
        if any(run.has_batch or run.data in {"dataset", "generator", "sequence"} for run in runs):
            continue
        if _is_exact(call.func.attr, runs) or all(_dynamic(run) for run in runs):
            continue
        message = f"this model is stateful: `{call.func.attr}` needs the model's batch size"
        if any(run.open_arguments for run in runs):
            yield Proposal(call, f"{message}; see whether the unpacked arguments say so", Applicability.REVIEW)
            continue
        batch = spelled_batch(module, call, runs)
        if batch is None:
            yield Proposal(call, f"{message}, which is not in view", Applicability.REVIEW)
            continue
        proof = tuple(dict.fromkeys(p for run in runs for p in run.model.proof))
        yield Proposal(call, message, Applicability.SAFE, (AddArguments(call, (("batch_size", batch),)),), proof)


def _not_in_view(call: ast.Call, runs: list[RunCall]) -> Iterator[Proposal]:
    """A model whose layers the source does not show, in a program that has stateful ones."""
    assert isinstance(call.func, ast.Attribute)
    if any(run.has_batch or run.data in {"dataset", "generator", "sequence"} or run.maybe_stateful for run in runs):
        return
    why = next((f" ({run.model.why})" for run in runs if run.model.why), "")
    message = f"whether this model is stateful is not in view{why}: if it is, `{call.func.attr}` needs its batch size"
    yield Proposal(call, message, Applicability.REVIEW)


def _is_exact(method: str, runs: list[RunCall]) -> bool:
    """Whether the input is one batch as it is. `evaluate` on a batch of one raises in Keras 3.15 all the same."""
    several = all(
        isinstance(run.batch, Const) and isinstance(run.batch.value, int) and run.batch.value > 1 for run in runs
    )
    return bool(runs) and (method == "predict" or several) and all(same(run.length, run.batch) for run in runs)


def _dynamic(run: RunCall) -> bool:
    return isinstance(run.batch, Const) and run.batch.value is None


def _contradictions(call: ast.Call, runs: list[RunCall]) -> Iterator[Proposal]:
    for run in runs[:1]:
        given, batch = run.given_batch, run.batch
        if (
            isinstance(given, Const)
            and isinstance(batch, Const)
            and type(batch.value) is int
            and not same(given, batch)
        ):
            yield Proposal(
                call,
                f"`batch_size={given.value}` contradicts the model's static batch size {batch.value}: Keras 3 raises, "
                "or (3.0 to 3.11) broadcasts a batch of one",
                Applicability.REVIEW,
            )


RULE = Rule("KER315", "stateful-predict", "3.0.0", "safe or review", check, (b"evaluate", b"predict"))
