"""The logs of trainings: where a program has them in hand, and where it goes through all their keys.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module

VIEWS = frozenset({"keys", "values", "items"})
_LISTING = frozenset({"list", "tuple", "set", "sorted", "pandas.DataFrame"})


def histories(module: Module) -> Iterator[tuple[ast.Attribute, list[Receiver]]]:
    """The reads of `history.history`, with the histories that stand in front."""
    for node in module.attributes:
        receivers = module.facts.receivers.get(node, []) if node.attr == "history" else []
        if receivers and all(r.kind == "history" for r in receivers):
            yield node, receivers


def places(module: Module, logs: ast.expr) -> Iterator[ast.expr]:
    """The expression, and where the one name that it is given to is read."""
    yield logs
    parent = module.parents.get(logs)
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        return
    name = parent.targets[0].id
    if len(module.stores[name]) == 1:
        yield from (n for n in module.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load))


def goes_through_keys(module: Module, node: ast.expr) -> bool:
    """Whether all keys of the logs that an expression stands for are taken, whatever they are, and not only printed."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Attribute) and parent.attr in VIEWS - {"values"}:
        call = module.parents.get(parent)
        around = module.parents.get(call) if isinstance(call, ast.Call) and call.func is parent else None
        return around is not None and not (isinstance(around, ast.Call) and _name(module, around.func) == "print")
    if isinstance(parent, (ast.For, ast.comprehension)):
        return parent.iter is node
    if isinstance(parent, ast.Call) and node in parent.args:
        return _name(module, parent.func) in _LISTING
    return False


def _name(module: Module, function: ast.expr) -> str:
    """What is called, by its path where an import says it."""
    text = ast.unparse(function)
    first, _, rest = text.partition(".")
    binding = next((b for b in module.bindings if b.name == first), None)
    if binding is None:
        return text
    return f"{binding.path}.{rest}" if rest else binding.path


def is_loss_of_an_output(key: object) -> bool:
    """Whether a key is that of the loss of one of several outputs, as far as the word says."""
    return isinstance(key, str) and key.endswith("_loss") and key.isidentifier() and key != "val_loss"
