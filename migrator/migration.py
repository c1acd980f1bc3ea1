"""The pipeline: find -> read -> analyse -> check -> edit -> write.

    bytes --(prefilter)--> text -> cells -> Module (ast, facts) -> proposals of the rules
          -> those that the settings admit -> splices of the text -> parse again -> findings, text -> file

A file is migrated in rounds until nothing more is to be done: edits that would touch the same text wait for the next
round. One file's trouble never reaches another: it becomes the `problem` of that file's result.
"""

from __future__ import annotations

import ast
import os
import re
import stat
import sys
import tempfile
import warnings
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, claimed
from migrator.edits.realise import realise
from migrator.edits.source import Source, Splice, splice
from migrator.findings import Applicability, Coverage, FileResult, Finding, Problem, Range, TextEdit
from migrator.rules.registry import Proposal, Rule, all_rules
from migrator.settings import Settings
from migrator.sources.discovery import Unreachable, discover
from migrator.sources.document import Document, mentions_keras
from migrator.sources.text import UnreadableText, decode

MAX_ROUNDS = 10
_DEPTH = 20_000
"""Frames that the analysis of a deeply nested expression may take; the interpreter's default suits no long sum."""

_TOO_DEEP = "the code is nested too deeply to be understood"


class Unmigratable(Exception):
    """A source that cannot be understood, or a result that must not be written; the message is for a person."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def migrate_paths(paths: Sequence[Path], settings: Settings, *, write: bool) -> Iterator[FileResult]:
    """Migrate files and everything below folders, in the order of their paths. Nothing is written unless `write`."""
    told: set[tuple[str, str]] = set()
    for found in discover(paths, exclude=settings.exclude, root=settings.root):
        if isinstance(found, Unreachable):
            yield FileResult(str(found.path), problem=Problem(str(found.path), found.reason))
        else:
            yield _without_repetition(migrate_file(found, settings, write=write), told)


def _without_repetition(result: FileResult, told: set[tuple[str, str]]) -> FileResult:
    """The result without what earlier files said for the whole project; `told` remembers it."""
    if not result.findings:
        return result
    once = {rule.code for rule in all_rules() if rule.once}
    fresh = tuple(f for f in result.findings if (f.code, f.message) not in told)
    told |= {(f.code, f.message) for f in fresh if f.code in once}
    return result if len(fresh) == len(result.findings) else replace(result, findings=fresh)


def migrate_file(path: Path, settings: Settings, *, write: bool) -> FileResult:
    """Migrate one file; write it back in place, atomically, if `write` and if anything changed."""
    name = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        return FileResult(name, problem=Problem(name, f"cannot be read: {error.strerror or error}"))
    if not mentions_keras(data):
        return FileResult(name)
    try:
        text = decode(data)
        result = migrate_text(text.text, name, settings=settings)
        if write and result.changed:
            write_atomically(path, text.encode(result.after))
    except UnreadableText as error:
        return FileResult(name, problem=Problem(name, str(error)))
    except OSError as error:
        problem = Problem(name, f"cannot be written: {error.strerror or error}; nothing was changed")
        kept = tuple(replace(finding, applied=False) for finding in result.findings)
        return replace(result, after=result.before, findings=kept, problem=problem)
    return result


def migrate_text(
    source: str, path: str = "<stdin>", *, unsafe: bool = False, settings: Settings | None = None
) -> FileResult:
    """Migrate a Python source. What cannot be parsed comes back unchanged, with a problem."""
    settings = settings or Settings()
    settings = replace(settings, unsafe_fixes=settings.unsafe_fixes or unsafe)
    document = Document.python(path, source)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        migrations = [_migrate_cell(cell.source, settings) for cell in document.cells]
        after = document.with_sources(tuple(m.text for m in migrations))
    except Unmigratable as error:
        return FileResult(path, source, source, problem=Problem(path, str(error), error.line))
    except RecursionError:
        return FileResult(path, source, source, problem=Problem(path, f"{_TOO_DEEP}; nothing was changed"))
    except Exception as error:  # noqa: BLE001  # a defect of ours in one file must not stop the others
        message = f"internal error ({type(error).__name__}: {error}); nothing was changed: please report this"
        return FileResult(path, source, source, problem=Problem(path, message))
    finally:
        sys.setrecursionlimit(limit)
    findings = tuple(f for m in migrations for f in m.findings)
    coverage = sum((m.coverage for m in migrations), Coverage())
    return FileResult(path, source, after, findings, coverage)


@dataclass
class _Cell:
    """The state of one cell's migration. `splices` of each round lead back to the original text."""

    text: str
    findings: list[Finding] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)
    rounds: list[list[Splice]] = field(default_factory=list)

    def original(self, offset: int) -> int:
        """The offset in the original text of an offset in the present one."""
        for splices in reversed(self.rounds):
            shift = 0
            for item in sorted(splices):
                start = item.start + shift
                if offset < start:
                    break
                if offset < start + len(item.text):
                    offset = start
                    break
                shift += len(item.text) - (item.end - item.start)
            offset -= shift
        return max(offset, 0)


def _migrate_cell(text: str, settings: Settings) -> _Cell:
    cell = _Cell(text)
    rules = [r for r in all_rules() if settings.selects(r.code) and _concerns(r, text)]
    original = Source(text)
    for number in range(MAX_ROUNDS):
        module = parse(cell.text, settings.backend) if number == 0 else _parse_again(cell.text, settings.backend)
        proposals = list(_proposals(module, rules))
        admitted = [(r, p) for r, p in proposals if _admitted(p, settings)]
        chosen = _without_conflicts(module.source, admitted)
        if number == 0:
            done = {id(p) for _, p in chosen}
            cell.findings = [_finding(module, r, p, id(p) in done, settings) for r, p in proposals]
            cell.coverage = _coverage(module, proposals, len(admitted))
        else:
            _note_late(cell, original, module, chosen)
        if not chosen or not settings.rewrite:
            break
        splices = realise(module.source, [o for _, p in chosen for o in p.operations], module.tree)
        cell.text = splice(cell.text, splices)
        cell.rounds.append(splices)
    else:
        _parse_again(cell.text, settings.backend)
    return cell


def _concerns(rule: Rule, text: str) -> bool:
    return not rule.markers or any(marker.decode() in text for marker in rule.markers)


def parse(text: str, backend: str | None = None) -> Module:
    """The module of a source. Raises `Unmigratable` with a line for a person where it is not Python 3."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Module.parse(text, backend)
    except SyntaxError as error:
        raise Unmigratable(_explain(text, error), error.lineno) from error
    except (RecursionError, MemoryError) as error:
        raise Unmigratable(f"{_TOO_DEEP}; leave the file out with `exclude`") from error
    except ValueError as error:  # a NUL byte
        raise Unmigratable(f"not Python source: {error}") from error


_PYTHON_2 = re.compile(
    r"^\s*(?:print\s+[^(\s=]|print\s*$|exec\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,)", re.MULTILINE
)


def _explain(text: str, error: SyntaxError) -> str:
    line = text.splitlines()[error.lineno - 1] if error.lineno and error.lineno <= len(text.splitlines()) else ""
    message = error.msg or "invalid syntax"
    if "Missing parentheses in call" in message or _PYTHON_2.search(line):
        return f"Python 2 source ({message}): convert it first, for example with 2to3"
    return f"syntax error: {message}"


def _parse_again(text: str, backend: str | None) -> Module:
    """The module of a migrated text: every text that may be written passes here."""
    try:
        return parse(text, backend)
    except Unmigratable as error:
        message = f"the migrated text would not parse ({error}); nothing was changed: please report this"
        raise Unmigratable(message) from error


def _proposals(module: Module, rules: Sequence[Rule]) -> Iterator[tuple[Rule, Proposal]]:
    if module.keeps_keras_2:
        return
    found = [(rule, proposal) for rule in rules for proposal in rule.check(module)]
    distinct = {(rule.code, module.source.span(p.node), p.message): (rule, p) for rule, p in reversed(found)}
    yield from sorted(distinct.values(), key=lambda pair: (module.source.span(pair[1].node), pair[0].code))


def _admitted(proposal: Proposal, settings: Settings) -> bool:
    if not proposal.operations:
        return False
    return proposal.applicability is Applicability.SAFE or (
        proposal.applicability is Applicability.UNSAFE and settings.unsafe_fixes
    )


def _without_conflicts(source: Source, admitted: list[tuple[Rule, Proposal]]) -> list[tuple[Rule, Proposal]]:
    """Those that can be done together: no two rewrite the same text, unless they ask for the same thing."""
    chosen: list[tuple[Rule, Proposal]] = []
    taken = _Claims()
    for rule, proposal in admitted:
        claims = {_span(source, node): o for o in proposal.operations if (node := claimed(o)) is not None}
        if not any(taken.clash(span, o) for span, o in claims.items()):
            for span, operation in claims.items():
                taken.add(span, operation)
            chosen.append((rule, proposal))
    return chosen


class _Claims:
    """Stretches of text that are spoken for, none inside another, in order."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self.operations: dict[tuple[int, int], Operation] = {}

    def clash(self, span: tuple[int, int], operation: Operation) -> bool:
        """Whether another operation has claimed part of a stretch."""
        at = bisect_left(self.spans, span)
        near = self.spans[max(at - 1, 0) : bisect_left(self.spans, (span[1], 0))]
        return any(
            span[0] < end and start < span[1] and operation != self.operations[start, end] for start, end in near
        )

    def add(self, span: tuple[int, int], operation: Operation) -> None:
        if span not in self.operations:
            insort(self.spans, span)
            self.operations[span] = operation


def _span(source: Source, node: ast.AST) -> tuple[int, int]:
    assert isinstance(node, (ast.expr, ast.stmt, ast.keyword))
    return source.span(node)


def _range(source: Source, start: int, end: int) -> Range:
    return Range(*source.position(start), *source.position(end))


def _finding(module: Module, rule: Rule, proposal: Proposal, applied: bool, settings: Settings) -> Finding:
    source = module.source
    edits: tuple[TextEdit, ...] = ()
    if settings.with_edits and proposal.operations:
        splices = realise(source, proposal.operations, module.tree)
        edits = tuple(TextEdit(_range(source, s.start, s.end), s.text) for s in sorted(splices))
    return Finding(
        rule.code,
        rule.slug,
        proposal.message,
        _range(source, *source.span(proposal.node)),
        proposal.applicability,
        edits,
        applied,
        proposal.proof,
    )


def _note_late(cell: _Cell, original: Source, module: Module, chosen: list[tuple[Rule, Proposal]]) -> None:
    """Edits of a later round: those that had to wait are now applied; new ones are findings of their own."""
    for rule, proposal in chosen:
        waiting = next(
            (
                i
                for i, f in enumerate(cell.findings)
                if f.code == rule.code and not f.applied and f.applicability is proposal.applicability
            ),
            None,
        )
        if waiting is not None:
            cell.findings[waiting] = replace(cell.findings[waiting], applied=True)
            continue
        start, end = (cell.original(offset) for offset in module.source.span(proposal.node))
        place = _range(original, start, max(start, end))
        cell.findings.append(
            Finding(rule.code, rule.slug, proposal.message, place, proposal.applicability, (), True, proposal.proof)
        )


def _coverage(module: Module, proposals: list[tuple[Rule, Proposal]], changed: int) -> Coverage:
    """Keras uses of a cell: its Keras calls, and the places that findings name beside them."""
    known = {(c.lineno, c.col_offset) for c in module.facts.keras_calls}
    named = {(p.node.lineno, p.node.col_offset) for _, p in proposals}
    unknown = {
        (n.lineno, n.col_offset)
        for n, receivers in module.facts.receivers.items()
        if any(r.kind == "unknown" for r in receivers) and (n.lineno, n.col_offset) in named
    }
    return Coverage(
        seen=len(known | named),
        understood=len((known | named) - unknown),
        changed=changed,
        left=len(proposals) - changed,
    )


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's bytes: a temporary file beside it, its mode kept, a symbolic link's target written.

    Raises OSError; the file is then as it was.
    """
    target = Path(os.path.realpath(path))
    mode = target.stat().st_mode
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(13, "the file is read-only")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, stat.S_IMODE(mode))
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
