"""How to write a model's batch size at a call. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast

from migrator.analysis.facts import RunCall
from migrator.analysis.module import Module


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
