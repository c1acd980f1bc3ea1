"""Optimizers and their learning rates: whose a rate is, and which Keras the optimizer is of.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrator.analysis import symbols
from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.findings import Applicability

RATE_NAMES = frozenset({"lr", "learning_rate"})

_BACKEND_ACCESS = frozenset({"keras.backend.get_value", "keras.backend.set_value", "keras.backend.eval"})


def owner(module: Module, base: ast.expr, receivers: Sequence[Receiver]) -> tuple[Applicability, str] | None:
    """How sure it is that an object is an optimizer, and why it is not sure; None where nothing says that it is one."""
    kinds = {receiver.kind for receiver in receivers}
    if kinds == {"optimizer"}:
        return Applicability.SAFE, ""
    name = ast.unparse(base)
    if "optimizer" in kinds:
        return Applicability.REVIEW, f"on some paths `{name}` is something else than an optimizer"
    if kinds == {"unknown"} and module.imports_keras and _is_optimizer_name(name):
        why = next((receiver.why for receiver in receivers if receiver.why), "it comes from out of view")
        return Applicability.UNSAFE, f"what `{name}` is, is not in view ({why})"
    return None


def _is_optimizer_name(expression: str) -> bool:
    """Whether the last part of a dotted expression is what people call an optimizer; `opt` is as often the options."""
    last = expression.rsplit(".", 1)[-1].lower()
    return "optimizer" in last and "optimizers" not in last


def backend_access(module: Module, call: ast.Call) -> tuple[str, ast.Attribute] | None:
    """For `K.set_value(optimizer.lr, x)` and the like: the function of the backend, and the attribute."""
    symbol = module.facts.sole_symbol(call)
    if symbol not in _BACKEND_ACCESS or not call.args:
        return None
    variable = call.args[0]
    if not isinstance(variable, ast.Attribute) or variable.attr not in RATE_NAMES:
        return None
    return symbol.rsplit(".", 1)[-1], variable


def rate_attributes(module: Module, *names: str) -> Iterator[tuple[ast.Attribute, list[Receiver]]]:
    """The attributes of these names that the module reads or sets, and what is known of the objects."""
    for node, receivers in module.facts.receivers.items():
        if node.attr in names and module.owns(node):
            yield node, receivers


def is_standalone(module: Module) -> bool:
    """Whether the file has Keras from the package `keras`, which was another Keras than TensorFlow's up to 2.3."""
    return any(symbols.keras_root(b.module) == "keras" for b in module.bindings) or any(
        symbols.keras_root(s.module or "") == "keras" for s in module.stars
    )
