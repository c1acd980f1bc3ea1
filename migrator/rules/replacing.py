"""Carries out the rows of `keras_api`: the operations that put a call of Keras 3 in the place of an older one.

Shared by rules; decides nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.analysis import symbols
from migrator.analysis.module import Module
from migrator.edits.operations import (
    AddArguments,
    ImportName,
    InsertImport,
    Operation,
    RemoveArgument,
    RenameArgument,
    ReplaceExpression,
)
from migrator.keras_api.rows import Row
from migrator.rules.spelling import Spelling, spell

_ROOTS = {"ops": "keras.ops", "keras": "keras", "tf": "tensorflow", "K": "keras.backend"}
"""The names at which replacements begin."""

_ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.Set, ast.ListComp)


_DROPPED = frozenset({"name", "pool_mode", "transpose_b"})
"""Parameters that say nothing of the result, or that the choice of the row has answered."""


class Irreplaceable(Exception):
    """A call that its row does not say enough about; the message is for a person and completes a sentence."""


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call by parameter: expressions, and the keywords among them."""

    values: Mapping[str, ast.expr]
    keywords: Mapping[str, ast.keyword]


def replace_call(module: Module, call: ast.Call, row: Row) -> tuple[Operation, ...]:
    """The operations that put the replacement of `row` in the place of a call. Raises `Irreplaceable`."""
    if not row.same_call:
        return _replace_whole(module, call, row)
    target = spell_target(module, row.target, call)
    change = ReplaceExpression(call.func, target.text)
    if row.renames_only and all(k.arg is None or k.arg in row.names for k in call.keywords):
        return (*target.operations, change)
    given = arguments(call, row)
    operations: list[Operation] = [*target.operations, change]
    for parameter in row.parameters:
        if parameter.name not in row.names:
            operations += _drop(call, given, parameter.name)
            continue
        keyword, new = given.keywords.get(parameter.name), row.names[parameter.name]
        if keyword is not None and keyword.arg != new:
            operations.append(RenameArgument(call, keyword, new))
    missing = [p for p in row.parameters if p.default is not None and p.name not in given.values]
    filled = [_spelled_default(module, row.names[p.name], p.default or "", call) for p in missing]
    added = [*row.added, *((name, spelling.text) for name, spelling in filled)]
    for _, spelling in filled:
        operations += spelling.operations
    if added:
        operations.append(AddArguments(call, tuple(added)))
    return tuple(operations)


def replace_reference(module: Module, node: ast.expr, row: Row) -> tuple[Operation, ...] | None:
    """The operations that name the replacement where a function is handed on; None where that is not enough."""
    if not row.renames_only:
        return None
    target = spell_target(module, row.target, node)
    return (*target.operations, ReplaceExpression(node, target.text))


def arguments(call: ast.Call, row: Row) -> Given:
    """The arguments of a call by parameter of its row. Raises `Irreplaceable`."""
    names = [p.name for p in row.parameters]
    if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        raise Irreplaceable("its arguments are unpacked")
    if len(call.args) > len(names):
        raise Irreplaceable(f"it has more arguments than `{', '.join(names)}`")
    values: dict[str, ast.expr] = dict(zip(names, call.args, strict=False))
    keywords: dict[str, ast.keyword] = {}
    for keyword in call.keywords:
        name = keyword.arg or ""
        if name not in names or name in values:
            raise Irreplaceable(f"its argument `{name}` has no counterpart")
        keywords[name] = keyword
        values[name] = keyword.value
    lacking = [p.name for p in row.parameters if p.required and p.name not in values]
    if lacking:
        raise Irreplaceable(f"it says nothing of `{lacking[0]}`")
    return Given(values, keywords)


def spell_target(module: Module, target: ast.expr, at: ast.AST) -> Spelling:
    """A dotted name of a row (`ops.mean`, `keras.random.normal`) as the file would write it. Raises `Irreplaceable`."""
    root = target
    while isinstance(root, ast.Attribute):
        root = root.value
    assert isinstance(root, ast.Name)
    spelled = spell_root(module, root.id, at)
    return Spelling(spelled.text + ast.unparse(target)[len(root.id) :], spelled.operations)


def spell_root(module: Module, root: str, at: ast.AST) -> Spelling:
    """`ops`, `keras`, `tf` or `K` as the file would write it. Raises `Irreplaceable`."""
    spelled = spell(module, _ROOTS[root], at)
    if root == "ops" and (spelled is None or "." in spelled.text):
        spelled = _beside_backend(module, at) or spelled
    if spelled is None:
        raise Irreplaceable(f"there is no place to import `{_ROOTS[root]}`")
    return spelled


def _beside_backend(module: Module, at: ast.AST) -> Spelling | None:
    """`ops`, imported where the file imports the backend under a name of its own, if this is by that name."""
    name = at.func if isinstance(at, ast.Call) else at
    while isinstance(name, ast.Attribute):
        name = name.value
    if not isinstance(name, ast.Name) or "ops" in module.identifiers | module.names_around:
        return None
    bindings = [b for b in module.bindings if b.name == name.id]
    if not bindings or any(b.canonical != "keras.backend" for b in bindings):
        return None
    operations: list[Operation] = []
    for binding in bindings:
        root = symbols.keras_root(binding.module)
        if isinstance(binding.statement, ast.ImportFrom) and binding.module == root:
            operations.append(ImportName(binding.statement, "ops"))
        else:
            operations.append(InsertImport(binding.statement, f"from {root} import ops"))
    return Spelling("ops", tuple(operations))


def sole_argument(call: ast.Call) -> ast.expr | None:
    """The argument of a call that has one, positional or not."""
    given = [*call.args, *(k.value for k in call.keywords)]
    unpacked = any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)
    return given[0] if len(given) == 1 and not unpacked else None


def is_simple(node: ast.expr) -> bool:
    """Whether an expression may be written twice: a name, a constant, an attribute or an item of such."""
    if isinstance(node, ast.Subscript):
        return is_simple(node.value) and is_simple(node.slice)
    return isinstance(node, (ast.Name, ast.Constant)) or (isinstance(node, ast.Attribute) and is_simple(node.value))


def _drop(call: ast.Call, given: Given, name: str) -> list[Operation]:
    """Take out an argument that the replacement lacks: only a name says nothing of the result."""
    value = given.values.get(name)
    if value is None:
        return []
    nothing = isinstance(value, ast.Constant) and value.value is None
    if name not in given.keywords or not (name in _DROPPED or nothing):
        raise Irreplaceable(f"its argument `{name}` has no counterpart")
    return [RemoveArgument(call, given.keywords[name])]


def _spelled_default(module: Module, name: str, default: str, at: ast.AST) -> tuple[str, Spelling]:
    if not default.startswith("K."):
        return name, Spelling(default)
    backend = spell_root(module, "K", at)
    return name, Spelling(backend.text + default[1:], backend.operations)


# Expressions in the place of a call.


def _replace_whole(module: Module, call: ast.Call, row: Row) -> tuple[Operation, ...]:
    given = arguments(call, row)
    known = {p.name for p in row.parameters}
    used = [n.id for n in ast.walk(row.target) if isinstance(n, ast.Name)]
    for name, value in given.values.items():
        nothing = isinstance(value, ast.Constant) and value.value is None
        if name not in used and not nothing and name not in _DROPPED:
            raise Irreplaceable(f"its argument `{name}` has no counterpart")
        if used.count(name) > 1 and not is_simple(value):
            raise Irreplaceable(f"`{name}` would be computed twice")
    texts: dict[str, str] = {}
    operations: list[Operation] = []
    bare = _bare_places(row.target)
    for name in dict.fromkeys(used):
        if name in given.values:
            texts[name] = _text(module, given.values[name], bare=name in bare)
        elif name in _ROOTS and name not in known:
            spelled = spell_root(module, name, call)
            texts[name] = spelled.text
            operations += spelled.operations
    absent = {p.name for p in row.parameters if p.name not in given.values}
    for parameter in row.parameters:
        if parameter.name in absent and parameter.default is not None:
            filled = _spelled_default(module, parameter.name, parameter.default, call)[1]
            texts[parameter.name] = filled.text
            operations += filled.operations
            absent.remove(parameter.name)
    text = _substituted(ast.unparse(row.expression(absent)).replace("'", '"'), texts)
    if isinstance(row.target, (ast.BinOp, ast.Compare, ast.IfExp)):
        text = f"({text})"
    return (*operations, ReplaceExpression(call, text))


def _bare_places(target: ast.expr) -> set[str]:
    """The parameters that stand only between commas, where any expression may: not before a dot, beside no operator."""
    places = [n for n in ast.walk(target) if isinstance(n, (ast.Call, ast.Tuple, ast.List, ast.keyword))]
    free = [
        id(child)
        for place in places
        for child in (
            [place.value]
            if isinstance(place, ast.keyword)
            else place.args
            if isinstance(place, ast.Call)
            else place.elts
        )
    ]
    names = [n for n in ast.walk(target) if isinstance(n, ast.Name)]
    return {n.id for n in names} - {n.id for n in names if id(n) not in free}


def _text(module: Module, node: ast.expr, *, bare: bool) -> str:
    """An argument's own text, between parentheses where its new place asks for them."""
    text = module.source.segment(node)
    if isinstance(node, ast.GeneratorExp) or (
        isinstance(node, (ast.Tuple, ast.NamedExpr)) and not text.startswith("(")
    ):
        return f"({text})"
    dotted_number = isinstance(node, ast.Constant) and not isinstance(node.value, str)
    return text if bare or (isinstance(node, _ATOMS) and not dotted_number) else f"({text})"


def _substituted(template: str, texts: Mapping[str, str]) -> str:
    """The template with each name replaced that has a text; attributes and keywords stay."""
    tree = ast.parse(template, mode="eval")
    lines = template.encode()
    places = sorted(
        (n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in texts), key=lambda n: -n.col_offset
    )
    for node in places:
        lines = lines[: node.col_offset] + texts[node.id].encode() + lines[node.end_col_offset :]
    return lines.decode()
