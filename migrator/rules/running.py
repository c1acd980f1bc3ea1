"""Calls that run models: how to write a model's batch size there, those whose model is not in view, and whether batches
are of one size.

Shared by rules.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import RunCall
from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.findings import Applicability
from migrator.rules.registry import Proposal


def spelled_batch(module: Module, call: ast.Call, runs: list[RunCall]) -> str | None:
    """The batch size of the receiver's model: an expression on which all contexts agree, else the model's own input.

    `model.inputs[0].shape[0]` is right in Keras 2 and 3 for Sequential and functional models, not for subclassed ones.
    """
    spellings = {run.spelling for run in runs}
    if len(spellings) == 1 and None not in spellings:
        return spellings.pop()
    if any(run.model.flavour not in {"sequential", "functional"} or not run.has_input for run in runs):
        return None
    assert isinstance(call.func, ast.Attribute)
    receiver = call.func.value
    if not all(isinstance(n, (ast.Name, ast.Attribute, ast.expr_context)) for n in ast.walk(receiver)):
        return None
    return f"{module.source.segment(receiver)}.inputs[0].shape[0]"


def aliased_runs(call: ast.Call, runs: list[RunCall], method: str, message: str) -> Iterator[Proposal]:
    """A call of a method under another name (`train = model.fit`) that lacks what it needs: for a person to see to."""
    own = [run for run in runs if run.method == method and run.model.stateful]
    complete = all(run.has_batch and (run.has_shuffle or method != "fit") for run in own)
    if own and not complete and not any(run.data in {"dataset", "generator"} for run in own):
        yield Proposal(call, message, Applicability.REVIEW)


_TRAINING = frozenset({"epochs", "callbacks", "validation_data", "validation_split", "steps_per_epoch", "verbose"})
"""Keywords of `fit` that hardly any other library's `fit` has."""


def unknown_runs(module: Module, methods: frozenset[str]) -> Iterator[tuple[ast.Call, str]]:
    """Calls, in a program with stateful layers, on what may well be a model and is not in view; and why it is not."""
    if not module.facts.program_is_stateful:
        return
    for node in module.attributes:
        call = module.parents.get(node)
        if node.attr not in methods or not isinstance(call, ast.Call) or call.func is not node:
            continue
        receivers = module.facts.receivers.get(node, [])
        if call in module.facts.runs or not receivers or any(r.kind != "unknown" for r in receivers):
            continue
        name = ast.unparse(node.value)
        if is_model_name(name) or _TRAINING & {k.arg for k in call.keywords}:
            why = next((r.why for r in receivers if r.why), "it comes from out of view")
            yield call, f"what `{name}` is, is not in view ({why})"


def is_model_name(expression: str) -> bool:
    """Whether the last part of a dotted expression is what people call a model: `model`, `self.net`, `net2`."""
    last = expression.rsplit(".", 1)[-1].lower()
    return "model" in last or last.rstrip("0123456789_") in {"net", "network", "rnn", "lstm", "gru"}


_BATCH = 32
"""The batch size of `fit` and `evaluate` where none is given."""

VALIDATION_ARGUMENTS = frozenset({"validation_data", "validation_split"})


def is_looked_at(module: Module, call: ast.Call) -> bool:
    """Whether the program looks at what a run reports."""
    return not module.is_statement(call) or any(k.arg == "callbacks" for k in call.keywords)


def has_even_batches(run: RunCall) -> bool:
    """Whether all batches are known to be of one size."""
    if run.model.stateful and isinstance(run.batch, Const):
        return True
    batch = run.given_batch if run.has_batch else Const(_BATCH)
    if run.open_arguments or not isinstance(batch, Const) or not isinstance(run.length, Const):
        return False
    size = _BATCH if batch.value is None else batch.value
    samples = run.length.value
    return isinstance(size, int) and isinstance(samples, int) and (samples <= size or samples % size == 0)
