"""The nodes of a tree, in less than half the time of `ast.walk`, and their parents."""

from __future__ import annotations

import ast

_PLAIN = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "lineno", "kind", "type_comment"})
"""Fields without nodes of their own: a context or an operator is one object for a whole tree, and has no place."""

_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _PLAIN)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def nodes_of(tree: ast.AST) -> list[ast.AST]:
    """A node and all below it, in the order of `ast.walk`, but for contexts and operators."""
    return with_parents(tree)[0]


def with_parents(tree: ast.AST) -> tuple[list[ast.AST], dict[ast.AST, ast.AST]]:
    """The same nodes, and the parent of each but the first."""
    parents: dict[ast.AST, ast.AST] = {}
    found = [tree]
    append, fields, kind = found.append, _FIELDS, ast.AST
    for node in found:  # it grows
        for name in fields[node.__class__]:
            value = getattr(node, name, None)
            if value.__class__ is list:
                for item in value:
                    if isinstance(item, kind):
                        append(item)
                        parents[item] = node
            elif isinstance(value, kind):
                append(value)
                parents[value] = node
    return found, parents
