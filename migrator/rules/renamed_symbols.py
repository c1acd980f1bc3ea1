"""Symbols that Keras 3 has under another name: the imports that bind them and every place that names them.

Shared by rules.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from migrator.analysis import symbols
from migrator.analysis.module import Binding, Module
from migrator.edits.operations import Operation, RemoveImport, RenameAttribute, ReplaceExpression, ReplaceImport
from migrator.findings import Applicability
from migrator.rules.guards import catches_import_error
from migrator.rules.registry import Proposal
from migrator.rules.spelling import spell


def renamed(module: Module, names: Mapping[str, str], message: str) -> Iterator[Proposal]:
    """Proposals that write new names for symbols. `message` has a place for the old name and one for the new."""
    imported = [b for b in module.bindings if b.canonical in names and isinstance(b.statement, ast.ImportFrom)]
    for binding in imported:
        if not catches_import_error(module, binding.statement):
            yield _import(module, binding, imported, names, message)
    bound = {binding.name for binding in imported}
    for node in _named(module, names):
        if not (isinstance(node, ast.Name) and node.id in bound):
            yield _reference(module, node, names, message)


def _import(
    module: Module, binding: Binding, imported: list[Binding], names: Mapping[str, str], message: str
) -> Proposal:
    """An import of an old name, with all that the name is used for."""
    new = names[binding.canonical]
    said = message.format(_last(binding.canonical), _last(new))
    assert isinstance(binding.statement, ast.ImportFrom)
    alias = next(a for a in binding.statement.names if (a.asname or a.name) == binding.name)
    operations: tuple[Operation, ...] | None = None
    if alias.asname is not None:
        operations = (_replace(binding, alias, new, binding.name),)
    elif sum(b.name == binding.name for b in module.bindings) == 1 and not _is_bound_otherwise(module, binding.name):
        operations = _everywhere(module, binding, alias, new)
    if operations is None:
        return Proposal(alias, said, Applicability.REVIEW)
    return Proposal(alias, said, Applicability.SAFE, operations)


def _everywhere(module: Module, binding: Binding, alias: ast.alias, new: str) -> tuple[Operation, ...] | None:
    """The new name in the import, and wherever the old one stands; None where a name for it is not to be had."""
    uses = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == binding.name]
    name = _last(new)
    if module.free_name(name) == name:
        change: tuple[Operation, ...] = (_replace(binding, alias, new, name),)
        return (*change, *(ReplaceExpression(use, name) for use in uses))
    change = (RemoveImport(binding.statement, alias),)
    for use in uses:
        spelling = spell(module, new, use)
        if spelling is None:
            return None
        change = (*change, ReplaceExpression(use, spelling.text), *spelling.operations)
    return change


def _replace(binding: Binding, alias: ast.alias, new: str, bound: str) -> ReplaceImport:
    """The import of the new name in the place of the old one, bound as `bound`."""
    assert isinstance(binding.statement, ast.ImportFrom)
    root = symbols.keras_root(binding.module) or "keras"
    home = root + new.rpartition(".")[0].removeprefix("keras")
    asname = bound if bound != _last(new) else None
    return ReplaceImport(binding.statement, alias, _last(new), asname, None if home == binding.module else home)


def _is_bound_otherwise(module: Module, name: str) -> bool:
    return name in module.stores or name in module.parameters or name in module.definitions


def _named(module: Module, names: Mapping[str, str]) -> list[ast.expr]:
    """The names and dotted names that stand for one of the symbols, in the order of the text.

    A variable, or an attribute of an object, only hands it on.
    """
    found = []
    for node, paths in module.facts.symbols.items():
        if not paths.isdisjoint(names):
            last = {_last(path) for path in paths & names.keys()}
            word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if word in last and not (isinstance(node, ast.Name) and _is_bound_otherwise(module, word)):
                found.append(node)
    return sorted(found, key=lambda n: (n.lineno, n.col_offset))


def _reference(module: Module, node: ast.expr, names: Mapping[str, str], message: str) -> Proposal:
    """A place that names a symbol by a module that has it, or by a star import."""
    symbol = module.facts.sole_symbol(node)
    if symbol is None:
        symbol = next(path for path in module.facts.symbols[node] if path in names)
        said = message.format(_last(symbol), _last(names[symbol]))
        return Proposal(node, f"{said}; this may be something else", Applicability.REVIEW)
    new = names[symbol]
    said = message.format(_last(symbol), _last(new))
    if isinstance(node, ast.Attribute) and new.rpartition(".")[0] == symbol.rpartition(".")[0]:
        return Proposal(node, said, Applicability.SAFE, (RenameAttribute(node, _last(new)),))
    spelling = spell(module, new, node)
    if spelling is None:
        return Proposal(node, said, Applicability.REVIEW)
    edit = ReplaceExpression(node, spelling.text)
    return Proposal(node, said, Applicability.SAFE, (edit, *spelling.operations))


def _last(path: str) -> str:
    return path.rpartition(".")[2]
