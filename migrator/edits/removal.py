"""The removal of statements: what is left around them still parses, and loses no comment that is not theirs."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from migrator.edits.imports import lasting_comments
from migrator.edits.source import Source, Splice


def remove_statements(
    source: Source, statements: Collection[ast.stmt], preceded: Collection[ast.stmt], tree: ast.Module
) -> list[Splice]:
    """The splices that take statements away; a block that would be empty gets `pass`.

    `preceded`: statements in front of which something is inserted, so that their block is not empty.
    """
    if not statements:
        return []
    splices: list[Splice] = []
    for holder, suite in _suites(tree):
        gone = [s for s in suite if s in statements]
        if not gone:
            continue
        if len(gone) == len(suite) and holder is not tree and not any(s in preceded for s in gone):
            splices.append(Splice(*source.span(gone.pop(0)), "pass"))
        for row in _rows(source, suite):
            splices += _remove_from_row(source, row, [s for s in row if s in gone])
    return splices


def _suites(tree: ast.Module) -> list[tuple[ast.AST, list[ast.stmt]]]:
    found = []
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            suite = getattr(node, name, None)
            if isinstance(suite, list):
                found.append((node, suite))
    return found


def _rows(source: Source, suite: list[ast.stmt]) -> list[list[ast.stmt]]:
    """The statements of a suite, those that share a logical line together."""
    rows: list[list[ast.stmt]] = []
    for statement in suite:
        if rows and not source.begins_line(source.span(statement)[0]):
            rows[-1].append(statement)
        else:
            rows.append([statement])
    return rows


def _remove_from_row(source: Source, row: list[ast.stmt], gone: list[ast.stmt]) -> list[Splice]:
    splices = []
    if gone and len(gone) == len(row):
        if source.begins_line(source.span(row[0])[0]):
            return [_remove_line(source, row)]
        splices.append(Splice(*source.span(gone.pop(0)), "pass"))
    for number, statement in enumerate(row):
        if statement not in gone:
            continue
        start, end = source.span(statement)
        behind = [s for s in row[number + 1 :] if s not in gone]
        if behind:
            end = source.span(row[number + 1])[0]
        else:
            start = source.span(row[number - 1])[1]
        splices.append(Splice(start, end, ""))
    return splices


def _remove_line(source: Source, row: list[ast.stmt]) -> Splice:
    start, end = source.span(row[0])[0], source.span(row[-1])[1]
    top, stop = source.line_start(start), source.line_end(end)
    indentation = source.indentation(start)
    kept = "".join(f"{indentation}{comment}{source.newline}" for comment in lasting_comments(source.text[start:stop]))
    stop = min(stop + len(source.newline), len(source.text))
    if top == 0 and not kept:
        blank = re.compile(r"(?:[ \t\f]*(?:\r\n|\r|\n))*").match(source.text, stop)
        assert blank is not None
        stop = blank.end()
    return Splice(top, stop, kept)


def unwrap_statement(source: Source, statement: ast.With, others: Collection[Splice]) -> list[Splice]:
    """The splices that take away the line of a `with` statement and indent its body as it was.

    `others`: what else changes; lines that it takes away are left to it.
    """
    start = source.span(statement)[0]
    first, last = source.span(statement.body[0])[0], source.span(statement.body[-1])[1]
    outer = source.indentation(start)
    if not source.begins_line(first):  # `with x: body`
        kept = "".join(f"{c}{source.newline}{outer}" for c in lasting_comments(source.text[start:first]))
        return [Splice(start, first, kept)]
    inner = source.indentation(first)
    header = source.line_end(_colon(source, statement))
    below = min(header + len(source.newline), len(source.text))
    kept = "".join(f"{outer}{c}{source.newline}" for c in lasting_comments(source.text[start:header]))
    splices = [Splice(source.line_start(start), below, kept)]
    inside = _lines_in_strings(statement)
    for line in range(source.line_of(below), source.line_of(last) + 1):
        at = source.line_starts[line - 1]
        if line in inside or source.indentation(at)[: len(inner)] != inner:
            continue  # a line of a string, a blank one, a comment that stands further out
        if not any(o.start <= at < o.end for o in others):
            splices.append(Splice(at + len(outer), at + len(inner), ""))
    return splices


def _colon(source: Source, statement: ast.With) -> int:
    """The offset of the colon that ends the line of a `with` statement, or of one behind its last item."""
    item = statement.items[-1]
    end = source.span(item.optional_vars or item.context_expr)[1]
    return source.text.index(":", end)


def _lines_in_strings(statement: ast.With) -> set[int]:
    """The lines that begin inside a string."""
    strings = [n for n in ast.walk(statement) if isinstance(n, (ast.Constant, ast.JoinedStr))]
    return {
        line
        for n in strings
        if isinstance(n, ast.JoinedStr) or isinstance(n.value, (str, bytes))
        for line in range(n.lineno + 1, (n.end_lineno or n.lineno) + 1)
    }
