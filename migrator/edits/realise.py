"""Operations to splices: which stretches of text change, and to what."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from migrator.edits.imports import ImportOperation, realise_imports, top_of_code
from migrator.edits.operations import (
    AddArguments,
    AddParameter,
    DefineHelper,
    InsertElement,
    InsertStatements,
    Operation,
    RemoveArgument,
    RemoveStatement,
    RenameArgument,
    RenameAttribute,
    RenameFunction,
    ReplaceExpression,
    ReplaceStatement,
    UnwrapStatement,
    WrapExpression,
)
from migrator.edits.removal import remove_statements, unwrap_statement
from migrator.edits.source import Source, Splice, comments

ExpressionOperation = (
    RemoveArgument
    | AddArguments
    | RenameArgument
    | ReplaceExpression
    | WrapExpression
    | RenameAttribute
    | InsertElement
)


def realise(source: Source, operations: Iterable[Operation], tree: ast.Module) -> list[Splice]:
    """The splices that carry out the operations. The same operation asked for twice is done once.

    The operations must not claim the same text (`operations.claimed`).
    """
    unique = list(dict.fromkeys(operations))
    splices, gone = realise_imports(source, [o for o in unique if isinstance(o, ImportOperation)], tree)
    gone += [o.statement for o in unique if isinstance(o, RemoveStatement)]
    preceded = [o.before for o in unique if isinstance(o, InsertStatements)]
    splices += remove_statements(source, gone, preceded, tree)
    splices += _define_helpers(source, [o for o in unique if isinstance(o, DefineHelper)], tree)
    expressions: list[ExpressionOperation] = []
    for operation in unique:
        if isinstance(operation, InsertStatements):
            splices += _insert_statements(source, operation, tree)
        elif isinstance(operation, ReplaceStatement):
            splices += _replace_statement(source, operation)
        elif isinstance(operation, RenameFunction):
            splices.append(_rename_function(source, operation))
        elif isinstance(operation, AddParameter):
            splices.append(_add_parameter(source, operation))
        elif isinstance(operation, ExpressionOperation):
            expressions.append(operation)
    for operation in unique:
        if isinstance(operation, UnwrapStatement):
            splices += unwrap_statement(source, operation.statement, splices)
    moved = [o.comment for o in unique if isinstance(o, (InsertStatements, InsertElement)) and o.comment]
    return splices + _rewrite_expressions(source, expressions, moved, tree)


# Expressions: LibCST rewrites the outermost expression that changes.


def _rewrite_expressions(
    source: Source, operations: Sequence[ExpressionOperation], moved: Sequence[str], tree: ast.Module
) -> list[Splice]:
    targeted = [(source.span(_node(o)), o) for o in operations]
    targeted.sort(key=lambda pair: (pair[0][0], -pair[0][1]))
    groups: list[tuple[tuple[int, int], list[ExpressionOperation]]] = []
    for span, operation in targeted:
        if groups and span[1] <= groups[-1][0][1]:
            groups[-1][1].append(operation)
        else:
            groups.append((span, [operation]))
    splices = []
    for (start, end), members in groups:
        only = members[0]
        if len(members) == 1 and isinstance(only, ReplaceExpression):
            splices.append(Splice(start, end, only.text))
        elif len(members) == 1 and isinstance(only, RenameAttribute):
            splices.append(Splice(end - len(only.node.attr), end, only.name))
        else:
            from migrator.edits.fragment import rewrite  # LibCST is slow to import: only who rewrites pays

            text = rewrite(source, start, end, members)
            splices.append(Splice(start, end, text))
            splices += _keep_comments(source, start, end, _lost(source.text[start:end], text, moved), tree)
    return splices


def _lost(before: str, after: str, moved: Sequence[str]) -> list[str]:
    """The comments of a text that are neither in its rewriting nor moved elsewhere."""
    if "#" not in before:
        return []
    left = [*comments(after), *moved]
    lost = []
    for comment in comments(before):
        if comment in left:
            left.remove(comment)
        else:
            lost.append(comment)
    return lost


def _keep_comments(source: Source, start: int, end: int, lost: Sequence[str], tree: ast.Module) -> list[Splice]:
    """A comment whose argument went stays: behind the line where the call ends, or on a line above the statement."""
    if not lost:
        return []
    stop = source.line_end(end)
    if len(lost) == 1 and not source.text[end:stop].strip(" \t)]},"):
        return [Splice(stop, stop, "  " + lost[0])]
    holders = [n for n in ast.walk(tree) if isinstance(n, ast.stmt) and _holds(source, n, start)]
    innermost = max(holders, key=lambda n: source.span(n)[0])
    top = source.line_start(source.span(innermost)[0])
    indentation = source.indentation(top)
    return [Splice(top, top, "".join(f"{indentation}{comment}{source.newline}" for comment in lost))]


def _holds(source: Source, statement: ast.stmt, offset: int) -> bool:
    start, end = source.span(statement)
    return start <= offset < end


def _node(operation: ExpressionOperation) -> ast.expr:
    if isinstance(operation, (RemoveArgument, AddArguments, RenameArgument)):
        return operation.call
    if isinstance(operation, InsertElement):
        return operation.container
    return operation.node


# Statements: whole lines.


def _indented(lines: Sequence[str], indentation: str, unit: str) -> list[str]:
    out = []
    for line in lines:
        body = line.lstrip(" ")
        out.append(indentation + unit * ((len(line) - len(body)) // 4) + body if body else "")
    return out


def _insert_statements(source: Source, operation: InsertStatements, tree: ast.Module) -> list[Splice]:
    start, _ = source.span(operation.before)
    lines = list(operation.lines)
    if source.begins_line(start):
        if operation.comment:
            lines[-1] += "  " + operation.comment
        text = source.newline.join(_indented(lines, source.indentation(start), source.unit_at(start))) + source.newline
        at = source.line_start(start)
        return [Splice(at, at, text)]
    if len(lines) == 1:
        return [Splice(start, start, lines[0] + "; ")]
    return _break_line(source, operation.before, lines, tree)


def _break_line(source: Source, statement: ast.stmt, lines: Sequence[str], tree: ast.Module) -> list[Splice]:
    """Give the statements that share a line lines of their own, with `lines` in front of one of them."""
    holder, suite = _suite_of(tree, statement)
    row = _row(source, suite, statement)
    outer = holder if isinstance(holder, ast.stmt) else row[0]
    indentation = source.indentation(source.span(outer)[0])
    unit = source.unit_at(source.span(outer)[0])
    inline_suite = holder is not None and not source.begins_line(source.span(suite[0])[0])
    if holder is not None and not inline_suite:
        indentation = source.indentation(source.span(row[0])[0])
    elif inline_suite:
        indentation += unit
    splices = []
    previous_end: int | None = None
    for member in row:
        start, end = source.span(member)
        prefix = _indented(lines, indentation, unit) if member is statement else []
        opening = source.newline.join([*prefix, indentation])
        if previous_end is not None:
            splices.append(Splice(previous_end, start, source.newline + opening))
        elif inline_suite:
            colon = len(source.text[:start].rstrip(" \t\f\r\n\\"))
            splices.append(Splice(colon, start, source.newline + opening))
        previous_end = end
    return splices


def _row(source: Source, suite: list[ast.stmt], statement: ast.stmt) -> list[ast.stmt]:
    """The statements of a suite that share a logical line with one of them."""
    first = last = suite.index(statement)
    while first and not source.begins_line(source.span(suite[first])[0]):
        first -= 1
    while last + 1 < len(suite) and not source.begins_line(source.span(suite[last + 1])[0]):
        last += 1
    return suite[first : last + 1]


def _suite_of(tree: ast.Module, statement: ast.stmt) -> tuple[ast.AST | None, list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            suite = getattr(node, name, None)
            if isinstance(suite, list) and statement in suite:
                return (None if node is tree else node), suite
    raise ValueError("the statement is not in this module")


def _replace_statement(source: Source, operation: ReplaceStatement) -> list[Splice]:
    start, end = source.span(operation.statement)
    if not (source.begins_line(start) and source.ends_line(end)):
        return [Splice(start, end, "; ".join(operation.lines))]
    lines = _indented(operation.lines, source.indentation(start), source.unit_at(start))
    kept = comments(source.text[start:end]) if "#" in source.text[start:end] else []
    if kept:
        start = source.line_start(start)
        lines = [source.indentation(start) + comment for comment in kept] + lines
        lines[0] = lines[0].lstrip()
        start += len(source.indentation(start))
    first = lines[0].lstrip(" \t\f")
    if len(lines) == 1:
        return [Splice(start, end, first)]
    stop = source.line_end(end)
    rest = "".join(source.newline + line for line in lines[1:])
    return [Splice(start, stop, first + source.text[end:stop] + rest)]


def _rename_function(source: Source, operation: RenameFunction) -> Splice:
    start = source.span(operation.node)[0]
    at = source.text.index(operation.node.name, source.text.index("def", start) + 3)
    return Splice(at, at + len(operation.node.name), operation.name)


def _add_parameter(source: Source, operation: AddParameter) -> Splice:
    given = operation.node.args
    defaults = [d for d in (*given.defaults, *given.kw_defaults) if d is not None]
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, *([given.vararg] if given.vararg else [])]
    start = max(source.span(node)[0] for node in parameters)
    at = max([source.span(node)[1] for node in parameters] + [source.span(node)[1] for node in defaults])
    while source.text.count("(", start, at) > source.text.count(")", start, at):  # a default between parentheses
        at = source.text.index(")", at) + 1
    return Splice(at, at, f", {operation.text}")


# Helpers.


def _define_helpers(source: Source, operations: Sequence[DefineHelper], tree: ast.Module) -> list[Splice]:
    if not operations:
        return []
    newline = source.newline
    after = operations[0].after
    body = (newline * 3).join(newline.join(_indented(o.lines, "", source.indent_unit)) for o in operations)
    if after is None:
        at = top_of_code(source, tree)
        blank = _blank_lines(source, at)
        lead = newline * 2 if source.text[:at].strip() else ""
        return [Splice(at, at, lead + body + newline * (3 - min(blank, 2)))]
    at = source.line_end(source.span(after)[1])
    if not source.text[at:].strip():
        return [Splice(at, at, newline * 3 + body)]
    at += len(newline)
    blank = _blank_lines(source, at)
    return [Splice(at, at, newline * 2 + body + newline + newline * (2 - min(blank, 2)))]


def _blank_lines(source: Source, at: int) -> int:
    """How many blank lines begin at an offset that begins a line."""
    count = 0
    while at < len(source.text) and not source.text[at : source.line_end(at)].strip():
        count += 1
        at = source.line_end(at) + len(source.newline)
    return count
