"""Notes in the code for what is left to a person: one comment above each statement that findings speak of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from migrator.analysis.module import Module
from migrator.edits.source import Source, Splice, splice
from migrator.rules.registry import Proposal, Rule

_PLACE = re.compile(r" at [^\s,;()]+:\d+")
"""A place in a message: the next edit of the file would make it wrong."""


def with_notes(module: Module, left: Iterable[tuple[Rule, Proposal]]) -> str:
    """The text of a module with a comment for each proposal that was not carried out.

    A comment stands above the innermost statement that has its line's start to itself; a rule that has one there gets
    no second.
    """
    splices: dict[tuple[int, str], Splice] = {}
    source = module.source
    for rule, proposal in left:
        at = _top(module, proposal.node)
        mark = f"TODO(keras-migrate {rule.code})"
        if at is None or (at, mark) in splices or any(mark in line for line in _comments_above(source, at)):
            continue
        text = f"{source.indentation(at)}# {mark}: {_PLACE.sub('', proposal.message)}{source.newline}"
        splices[at, mark] = Splice(at, at, text)
    return splice(source.text, list(splices.values()))


def _top(module: Module, node: ast.AST) -> int | None:
    """Where the line starts with which the statement around a node begins: that of its decorators, if it has some."""
    for around in (node, *module.ancestors(node)):
        if isinstance(around, ast.stmt):
            decorators = getattr(around, "decorator_list", [])
            start = module.source.span(min([around, *decorators], key=lambda n: n.lineno))[0]
            if decorators or module.source.begins_line(start):
                return module.source.line_start(start)
    return None


def _comments_above(source: Source, start: int) -> list[str]:
    """The comment lines directly above an offset at which a line starts."""
    found: list[str] = []
    while start > 0:
        start = source.line_start(start - 1)
        line = source.text[start : source.line_end(start)].strip()
        if not line.startswith("#"):
            break
        found.append(line)
    return found
