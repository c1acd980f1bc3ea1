"""`fit` on a stateful model gets the model's batch size and `shuffle=False`.

## What it does

Adds what is missing of `batch_size=` and `shuffle=False` to `fit` calls on models that the file shows to be stateful.
The batch size is the literal of the input shape, a name that still means it, or `model.inputs[0].shape[0]`. Values that
contradict are reported, never overwritten.

## Why

Neither Keras 2.15 nor Keras 3 takes the batch size from the model: the default is 32, and any other static batch fails.
(tf.keras up to 2.1 did take it.) Samples are shuffled by default, and a state that is carried between shuffled samples
means nothing.

## Example

```python before
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Input

X, y = np.zeros((8, 5, 3)), np.zeros((8, 4))
model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
model.fit(X, y, epochs=3)
```

```python after
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Input

X, y = np.zeros((8, 5, 3)), np.zeros((8, 4))
model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
model.fit(X, y, epochs=3, batch_size=2, shuffle=False)
```

## Left alone

```python
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Input

X, y = np.zeros((8, 5, 3)), np.zeros((8, 4))
model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4)])
model.fit(X, y, epochs=3)
```

## Fix safety

Safe where the model is stateful on every path in view. `shuffle=False` is the one intended difference: Keras 2 shuffled
there, and its result depended on chance. Use `--ignore KER314` to keep it. Datasets and generators are left alone, and
a `Sequence`, whose batches Keras shuffles by default, gets `shuffle=False` only.

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
from migrator.rules.running import aliased_runs, spelled_batch, unknown_runs


def check(module: Module) -> Iterator[Proposal]:
    """`fit` calls on stateful models."""
    for call, runs in module.facts.runs.items():
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "fit":
            yield from aliased_runs(call, runs, "fit", f"{_STATEFUL}, which this call of it under another name lacks")
            continue
        answers = {run.model.stateful for run in runs}
        if answers == {True} and call not in module.facts.doubtful_runs:
            yield from _stateful(module, call, runs)
        elif True in answers or (None in answers and any(r.maybe_stateful for r in runs)):
            yield from _perhaps(call, runs)
        elif None in answers and module.facts.program_is_stateful:
            yield from _not_in_view(call, runs)
    for call, reason in unknown_runs(module, frozenset({"fit"})):
        if not {"batch_size", "shuffle"} <= {k.arg for k in call.keywords}:
            yield Proposal(call, f"{reason}: {_IF_IT_IS}", Applicability.REVIEW)


def _not_in_view(call: ast.Call, runs: list[RunCall]) -> Iterator[Proposal]:
    """A model whose layers the source does not show, in a program that has stateful ones."""
    if all(run.has_batch and run.has_shuffle for run in runs) or any(
        run.data in {"dataset", "generator"} for run in runs
    ):
        return
    why = next((f" ({run.model.why})" for run in runs if run.model.why), "")
    yield Proposal(call, f"whether this model is stateful is not in view{why}: {_IF_IT_IS}", Applicability.REVIEW)


_IF_IT_IS = "if it is a stateful model, `fit` needs the model's batch size and `shuffle=False`"


def _stateful(module: Module, call: ast.Call, runs: list[RunCall]) -> Iterator[Proposal]:
    contradictions = list(_contradictions(runs))
    for message in contradictions:
        yield Proposal(call, message, Applicability.REVIEW)
    if any(run.open_arguments for run in runs) and not all(run.has_batch and run.has_shuffle for run in runs):
        yield Proposal(call, f"{_STATEFUL}; see whether the unpacked arguments say so", Applicability.REVIEW)
        return
    kinds = {run.data for run in runs}
    if kinds & {"dataset", "generator"}:
        return
    if None in kinds and not any(run.has_batch for run in runs):
        yield Proposal(call, f"{_STATEFUL}, unless its input is a dataset or generator", Applicability.REVIEW)
        return
    missing: list[tuple[str, str]] = []
    if "sequence" not in kinds and not any(run.has_batch for run in runs) and any(_static(run) for run in runs):
        batch = spelled_batch(module, call, runs)
        if batch is None:
            yield Proposal(call, f"{_STATEFUL}; the batch size of this model is not in view", Applicability.REVIEW)
            return
        missing.append(("batch_size", batch))
    if not any(run.has_shuffle for run in runs):
        if any(run.model.flavour == "subclassed" for run in runs):
            yield Proposal(call, _STATEFUL, Applicability.REVIEW)
            return
        missing.append(("shuffle", "False"))
    if missing:
        proof = tuple(dict.fromkeys(p for run in runs for p in run.model.proof))
        yield Proposal(call, _STATEFUL, Applicability.SAFE, (AddArguments(call, tuple(missing)),), proof)


_STATEFUL = "this model is stateful: `fit` needs the model's batch size and `shuffle=False`"


def _static(run: RunCall) -> bool:
    """Whether the model has a batch size to pass: not one of None."""
    return not (isinstance(run.batch, Const) and run.batch.value is None)


def _contradictions(runs: list[RunCall]) -> Iterator[str]:
    seen = set()
    for run in runs:
        given, batch = run.given_batch, run.batch
        if (
            isinstance(given, Const)
            and isinstance(batch, Const)
            and type(batch.value) is int
            and not same(given, batch)
        ):
            seen.add(
                f"`batch_size={given.value}` contradicts the model's static batch size {batch.value}: Keras 3 raises "
                f'"Expected batch size: {batch.value} - Received batch size: {given.value}" or a shape error'
            )
        shuffle = run.given_shuffle
        if isinstance(shuffle, Const) and shuffle.value is True:
            seen.add(
                "`shuffle=True` on a stateful model carries the state between unrelated samples; pass `shuffle=False`"
            )
        elif isinstance(shuffle, Const) and shuffle.value == "batch":
            seen.add(
                "`shuffle='batch'` changed: Keras 2 permuted whole batches, Keras 3 permutes the samples inside each "
                "batch; pass `shuffle=False` on a stateful model"
            )
    yield from sorted(seen)


def _perhaps(call: ast.Call, runs: list[RunCall]) -> Iterator[Proposal]:
    if all(run.has_batch and run.has_shuffle for run in runs) or any(
        run.data in {"dataset", "generator"} for run in runs
    ):
        return
    yield Proposal(
        call,
        "this model may be stateful (its `stateful=` is not a constant, or differs by path): when it is, `fit` needs "
        "the model's batch size and `shuffle=False`",
        Applicability.REVIEW,
    )


RULE = Rule("KER314", "stateful-fit", "3.0.0", "safe or review", check, (b"fit",))
