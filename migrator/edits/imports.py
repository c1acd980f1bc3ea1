"""Import statements to splices: names that come, go, get another name or move to another module."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from migrator.edits.operations import ImportName, InsertImport, RemoveImport, ReplaceImport
from migrator.edits.source import Source, Splice, comments

ImportOperation = ImportName | InsertImport | RemoveImport | ReplaceImport
ImportStatement = ast.Import | ast.ImportFrom

_MODULE = re.compile(r"from[\s\\]*([.\w](?:[\s\\]*\.[\s\\]*\w|\w)*)[\s\\]*import\b")
_PRAGMA = re.compile(r"#\s*(?:noqa|type:|pylint|pragma|isort|ruff|flake8|nosec|mypy|pyright|pytype)")


@dataclass(slots=True)
class _Change:
    """What is asked of one statement."""

    gone: set[ast.alias] = field(default_factory=set)
    moved: dict[ast.alias, ReplaceImport] = field(default_factory=dict)
    renamed: dict[ast.alias, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """Statements that follow it."""


def realise_imports(
    source: Source, operations: Iterable[ImportOperation], tree: ast.Module
) -> tuple[list[Splice], list[ast.stmt]]:
    """The splices that carry out the operations, and the statements of which nothing is left."""
    changes: dict[ast.stmt, _Change] = {}
    top: list[Splice] = []
    for operation in operations:
        if isinstance(operation, InsertImport):
            if operation.after is None:
                at = top_of_code(source, tree)
                top.append(Splice(at, at, operation.line + source.newline))
            else:
                changes.setdefault(operation.after, _Change()).lines.append(operation.line)
            continue
        change = changes.setdefault(operation.statement, _Change())
        if isinstance(operation, ImportName):
            change.added.append(_named(operation.name, operation.alias))
        elif isinstance(operation, RemoveImport):
            change.gone.add(operation.alias)
        elif operation.module is None:
            change.renamed[operation.alias] = _named(operation.name, operation.asname)
        else:
            change.moved[operation.alias] = operation
    emptied = []
    splices = top
    for statement, change in changes.items():
        done = _change(source, statement, change)
        splices += done
        if not done:
            emptied.append(statement)
    return splices, emptied


def _named(name: str, alias: str | None) -> str:
    return name if alias is None else f"{name} as {alias}"


def _change(source: Source, statement: ast.stmt, change: _Change) -> list[Splice]:
    """The splices of one statement; none where nothing is left of it."""
    splices: list[Splice] = []
    names = list(statement.names) if isinstance(statement, (ast.Import, ast.ImportFrom)) else []
    home = _new_home(statement, change)
    if home is not None:
        assert isinstance(statement, ast.ImportFrom)
        splices.append(_rename_module(source, statement, home))
        staying = [alias for alias, move in change.moved.items() if move.module == home]
        for alias in staying:
            move = change.moved.pop(alias)
            if _named(move.name, move.asname) != _named(alias.name, alias.asname):
                change.renamed[alias] = _named(move.name, move.asname)
    by_module: dict[str, list[str]] = {}
    for move in change.moved.values():
        by_module.setdefault(str(move.module), []).append(_named(move.name, move.asname))
    change.lines += [f"from {module} import {', '.join(moved)}" for module, moved in by_module.items()]
    gone = [alias for alias in names if alias in change.gone or alias in change.moved]
    if gone and change.added:  # what comes takes the place of what goes
        change.renamed[gone.pop(0)] = ", ".join(change.added)
        change.added = []
    if names and len(gone) == len(names):
        return _replace_whole(source, statement, change.lines)
    splices += [Splice(*source.span(alias), text) for alias, text in change.renamed.items()]
    splices += _remove_names(source, names, gone)
    if change.added:
        assert isinstance(statement, ast.ImportFrom)
        splices += _add_names(source, statement, change.added)
    return splices + _follow(source, statement, change.lines)


def _new_home(statement: ast.stmt, change: _Change) -> str | None:
    """The module to which an import moves as a whole, or where most of its names go if all go."""
    if not isinstance(statement, ast.ImportFrom) or change.added or not change.moved or change.renamed:
        return None
    if any(alias not in change.moved and alias not in change.gone for alias in statement.names):
        return None
    return Counter(str(move.module) for move in change.moved.values()).most_common(1)[0][0]


def _rename_module(source: Source, statement: ast.ImportFrom, module: str) -> Splice:
    found = _MODULE.match(source.text, source.span(statement)[0])
    assert found is not None
    return Splice(*found.span(1), module)


def _replace_whole(source: Source, statement: ast.stmt, lines: Sequence[str]) -> list[Splice]:
    if not lines:
        return []
    start, end = source.span(statement)
    if not source.begins_line(start):
        return [Splice(start, end, "; ".join(lines))]
    indentation = source.indentation(start)
    kept = lasting_comments(source.text[start:end])
    first = (source.newline + indentation).join([*kept, lines[0]])
    return [Splice(start, end, first), *_follow(source, statement, lines[1:])]


def _follow(source: Source, statement: ast.stmt, lines: Sequence[str]) -> list[Splice]:
    """Import statements behind another statement: on lines of their own, or where it has none, on its own."""
    if not lines:
        return []
    start, end = source.span(statement)
    if not source.begins_line(start):
        return [Splice(end, end, "".join(f"; {line}" for line in lines))]
    at = source.line_end(end)
    indentation = source.indentation(start)
    return [Splice(at, at, "".join(source.newline + indentation + line for line in lines))]


def top_of_code(source: Source, tree: ast.Module) -> int:
    """Where code may begin: behind the comments at the top and the docstring."""
    if not tree.body:
        return len(source.text)
    first = tree.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        end = source.line_end(source.span(first)[1])
        return min(end + len(source.newline), len(source.text))
    return source.line_start(source.span(first)[0])


def lasting_comments(text: str) -> list[str]:
    """The comments in the text of a statement that outlive it: not those that tell a tool what to do with it."""
    return [c for c in comments(text) if not _PRAGMA.match(c)] if "#" in text else []


# Names within a statement.


def _add_names(source: Source, statement: ast.ImportFrom, names: Sequence[str]) -> list[Splice]:
    last = statement.names[-1]
    start, end = source.span(last)
    first_line = statement.names[0].lineno
    alone = source.begins_line(start) and last.lineno != statement.lineno
    if not alone or (first_line != last.lineno and statement.names[-2].lineno == last.lineno):
        return [Splice(end, end, "".join(f", {name}" for name in names))]
    line = source.newline + source.indentation(start)
    stop = source.line_end(end)
    rest = source.text[end:stop].lstrip()
    if rest.startswith(","):
        return [Splice(stop, stop, "".join(f"{line}{name}," for name in names))]
    added = (",").join(f"{line}{name}" for name in names)
    if rest.startswith("#"):
        return [Splice(end, end, ","), Splice(stop, stop, added)]
    return [Splice(end, end, "," + added)]


def _remove_names(source: Source, names: Sequence[ast.alias], gone: Sequence[ast.alias]) -> list[Splice]:
    splices = []
    index = 0
    while index < len(names):
        stop = index
        while stop < len(names) and names[stop] in gone:
            stop += 1
        if stop > index:
            before = names[index - 1] if index else None
            after = names[stop] if stop < len(names) else None
            splices.append(_remove_run(source, before, names[index], names[stop - 1], after))
        index = stop + 1
    return splices


def _remove_run(
    source: Source, before: ast.alias | None, first: ast.alias, last: ast.alias, after: ast.alias | None
) -> Splice:
    """Take names that stand next to each other out of a list, between those that stay."""
    start, end = source.span(first)[0], source.span(last)[1]
    comma = re.compile(r"\s*,").match(source.text, end)
    behind = comma.end() if comma else end
    if source.begins_line(start) and source.ends_line(behind):
        return _remove_lines(source, start, behind, before if after is None else None)
    if after is None:
        assert before is not None
        start = source.span(before)[1]
    elif before is not None and source.ends_line(behind):
        start, end = source.text.index(",", source.span(before)[1]) + 1, behind
    else:
        end = source.span(after)[0]
    kept = lasting_comments(source.text[start:end])
    if not kept:
        return Splice(start, end, "")
    anchor = source.span(first if after is None else after)[0]
    line = source.newline + source.indentation(anchor)
    opening = "" if after is not None and end > behind else "  "
    ending = "" if source.text[end : source.line_end(end)].strip() == "" else line
    return Splice(start, end, opening + line.join(kept) + ending)


def _remove_lines(source: Source, start: int, behind: int, bare: ast.alias | None) -> Splice:
    """Take whole lines of names away; comments stay. `bare`: the name before, where no comma may follow it."""
    stop = source.line_end(behind)
    top = source.line_start(start)
    indentation = source.indentation(start)
    kept = lasting_comments(source.text[start:stop])
    text = "".join(f"{indentation}{comment}{source.newline}" for comment in kept)
    if bare is not None and source.text[behind - 1] != ",":
        comma = source.text.index(",", source.span(bare)[1])
        text = source.text[comma + 1 : top] + text
        top = comma
    return Splice(top, stop + len(source.newline), text)
