"""Keywords that a call gets out of a dict (`Adam(**options)`), and their renaming there. Shared by rules."""

from __future__ import annotations

import ast

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, RenameArgument, ReplaceExpression
from migrator.rules.metric_keys import requoted


def renamed_entry(module: Module, call: ast.Call, name: str, new: str) -> Operation | None:
    """The renaming of a keyword in a dict that a call unpacks; None where that is not in view, or serves others too."""
    for keyword in call.keywords:
        entries = _sole_dict(module, keyword.value) if keyword.arg is None else None
        if isinstance(entries, ast.Dict):
            keys = [k for k in entries.keys if isinstance(k, ast.Constant) and k.value in {name, new}]
            if len(keys) == 1 and keys[0].value == name and None not in entries.keys:
                return ReplaceExpression(keys[0], requoted(module, keys[0], new))
        elif isinstance(entries, ast.Call):
            given = [k for k in entries.keywords if k.arg in {None, name, new}]
            if len(given) == 1 and given[0].arg == name and not entries.args:
                return RenameArgument(entries, given[0], new)
    return None


def _sole_dict(module: Module, node: ast.expr) -> ast.expr | None:
    """The display or call of `dict` that an expression is, or that is assigned to a name for this one use."""
    if isinstance(node, ast.Name):
        if not _is_read_once(module, node.id):
            return None
        node = module.assigned[node.id]
    is_dict = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict"
    return node if isinstance(node, ast.Dict) or (is_dict and "dict" not in module.stores) else None


def _is_read_once(module: Module, name: str) -> bool:
    """Whether a name is bound once, by an assignment, and read once, by nothing out of view."""
    found = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == name]
    shared = name in module.facts.taken | module.names_around or name in module.parameters
    return len(found) == 2 and len(module.stores.get(name, ())) == 1 and name in module.assigned and not shared
