"""One cell on its way: parsed, judged by the rules and rewritten, in rounds, until nothing more is to be done.

Edits that would touch the same text wait for the next round. A result that does not parse is never handed on.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

from migrator.analysis.module import Module
from migrator.edits.operations import (
    InsertStatements,
    Operation,
    UnwrapStatement,
    changed,
    claimed,
    renamed,
    replaces,
)
from migrator.edits.realise import realise
from migrator.edits.source import Source, Splice, splice
from migrator.findings import Applicability, Coverage, Finding, Range, TextEdit
from migrator.notes import with_notes
from migrator.rules.registry import Proposal, Rule, all_rules
from migrator.settings import Settings

MAX_ROUNDS = 10

MAX_PARTS = 1_500_000
"""Commas, semicolons and lines of a script that is parsed: with each may come a few nodes, of half a kilobyte."""

TOO_DEEP = "the code is nested too deeply to be understood"


class Unmigratable(Exception):
    """A source that cannot be understood, or a result that must not be written; the message is for a person."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(eq=False)
class Rewriting:
    """The state of one cell's migration. `splices` of each round lead back to the original text."""

    text: str
    path: str = "<string>"
    place: str = ""
    findings: list[Finding] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)
    rounds: list[list[Splice]] = field(default_factory=list)
    first: Source | None = None
    """The text of the first round."""
    read_first: frozenset[str] = frozenset()
    """The names that it reads."""
    left: list[tuple[Rule, Proposal]] = field(default_factory=list)
    """What the last round found and did not do."""
    module: Module | None = None
    """The text as it is now, parsed."""

    def parse(self, settings: Settings) -> Module:
        """The module of the present text, to be understood with its program. Raises `Unmigratable`."""
        if self.module is not None and self.module.source.text == self.text:
            self.module = self.module.again()
        else:
            parse_text = _parse_again if self.rounds else parse
            self.module = parse_text(self.text, self.path, self.place)
            self.module.read_before = self.read_first
            self.module.original = self.original_text if self.rounds else None
            self.module.backend = settings.backend
            self.module.target, self.module.latest = settings.target_version, settings.latest_version
        return self.module

    def turn(self, settings: Settings) -> bool:
        """Judge the understood module and rewrite it; whether that changed the text."""
        module = self.module
        assert module is not None
        rules = [r for r in all_rules() if r.concerns(module.target, module.latest) and _concerns(r, self.text)]
        proposals = list(_proposals(module, rules, settings))
        admitted = [(r, p) for r, p in proposals if _admitted(p, settings)]
        chosen = _without_conflicts(module.source, admitted)
        if not self.rounds:
            done = {id(p) for _, p in chosen}
            self.findings = [_finding(module, r, p, id(p) in done, settings) for r, p in proposals]
            self.coverage = _coverage(module, proposals, len(admitted))
        else:
            assert self.first is not None
            _note_late(self, self.first, module, chosen)
        if not chosen or not settings.rewrite:
            self.left = proposals
            return False
        if self.first is None:
            self.first = module.source
            self.read_first = frozenset(n.id for n in module.nodes if isinstance(n, ast.Name))
        splices = realise(module.source, [o for _, p in chosen for o in p.operations], module.tree)
        self.text = splice(self.text, splices)
        self.rounds.append(splices)
        return True

    def settle(self) -> None:
        """Let the findings say what is left in the text as it is now.

        What the last round judged and did not do is left: some of it is new, for edits have shown what a name stands
        for. What an earlier round left has gone where the edit of another rule took its text, or its import, away.
        """
        if not self.rounds or self.first is None or self.module is None or self.module.source.text != self.text:
            return
        waiting = [finding for finding in self.findings if not finding.applied]
        new = []
        for rule, proposal in self.left:
            start, end = (self.original(offset) for offset in self.module.source.span(proposal.node))
            place = _range(self.first, start, max(start, end))
            known = _same(waiting, rule, proposal, place)
            if known is None:
                new.append(_told(rule, proposal, place, False))
            else:
                waiting.remove(known)
        gone = [f for f in waiting if self._is_gone(f)]
        self.findings = [f for f in self.findings if not any(f is g for g in gone)] + new
        self.coverage = replace(self.coverage, left=sum(not f.applied for f in self.findings))

    def _is_gone(self, finding: Finding) -> bool:
        """Whether the text that a finding of the first round names was taken away, or is an import that was changed."""
        assert self.first is not None
        start, end = (
            self.first.line_starts[line - 1] + column - 1
            for line, column in (
                (finding.range.line, finding.range.column),
                (finding.range.end_line, finding.range.end_column),
            )
        )
        is_import = self.first.text[self.first.line_start(start) :].lstrip().startswith(("from ", "import "))
        return any(
            self.original(splice.start, number) <= start and end <= self.original(splice.end, number)
            for number, splices in enumerate(self.rounds)
            for splice in splices
            if is_import or not splice.text
        )

    def note(self) -> None:
        """Put a comment above what is left to a person. Raises `Unmigratable`."""
        if self.left and self.module is not None and self.module.source.text == self.text:
            self.text = with_notes(self.module, self.left)
            _parse_again(self.text, self.path, self.place)

    def original_text(self, start: int, end: int) -> str:
        """What stood in the place of a stretch of the present text before it was edited."""
        assert self.first is not None
        for splices in reversed(self.rounds):
            start, end = _widened(splices, start, end)
        return self.first.text[start:end]

    def original(self, offset: int, rounds: int | None = None) -> int:
        """The offset in the original text of an offset in the present one, or in the one after so many rounds."""
        for splices in reversed(self.rounds[:rounds]):
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


def _widened(splices: Sequence[Splice], start: int, end: int) -> tuple[int, int]:
    """A stretch of a text in the text before some splices, with all of those that it touches."""
    shift, low, high = 0, None, None
    for item in sorted(splices):
        begin = item.start + shift
        if low is None and start < begin + len(item.text):
            low = min(start - shift, item.start)
        if high is None and end <= begin:
            high = end - shift
        shift += len(item.text) - (item.end - item.start)
        if high is None and end <= begin + len(item.text):
            high = item.end
    return low if low is not None else start - shift, high if high is not None else end - shift


def _concerns(rule: Rule, text: str) -> bool:
    return not rule.markers or any(marker in text for marker in _texts(rule.markers))


@cache
def _texts(markers: tuple[bytes, ...]) -> list[str]:
    return [marker.decode() for marker in markers]


def parse(text: str, path: str = "<string>", place: str = "") -> Module:
    """The module of a source. Raises `Unmigratable` with a line for a person where it is not Python 3."""
    if len(text) > MAX_PARTS and sum(map(text.count, ",;\n")) > MAX_PARTS:
        raise Unmigratable(
            f"more than {MAX_PARTS:,} items and lines: data, not code; leave the file out with `exclude`"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Module.parse(text, path, place)
    except SyntaxError as error:
        raise Unmigratable(_explain(text, error), error.lineno) from error
    except (RecursionError, MemoryError) as error:
        raise Unmigratable(f"{TOO_DEEP}; leave the file out with `exclude`") from error
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


def _parse_again(text: str, path: str, place: str) -> Module:
    """The module of a migrated text: every text that may be written passes here."""
    try:
        return parse(text, path, place)
    except Unmigratable as error:
        message = f"the migrated text would not parse ({error}); nothing was changed: please report this"
        raise Unmigratable(message) from error


def _proposals(module: Module, rules: Sequence[Rule], settings: Settings) -> Iterator[tuple[Rule, Proposal]]:
    """What the selected rules say; what another rule would say keeps fallback rules silent, selected or not."""
    if module.keeps_keras_2:
        return
    rules = [rule for rule in rules if not rule.opt_in or settings.names(rule.code)]
    if not any(rule.fallback and settings.selects(rule.code) for rule in rules):
        rules = [rule for rule in rules if settings.selects(rule.code)]
    said = [(rule, proposal) for rule in rules for proposal in rule.check(module)]
    found = [pair for pair in _without_repetition(module, said) if settings.selects(pair[0].code)]
    distinct = {(rule.code, module.source.span(p.node), p.message): (rule, p) for rule, p in reversed(found)}
    yield from sorted(distinct.values(), key=lambda pair: (module.source.span(pair[1].node), pair[0].code))


def _without_repetition(module: Module, found: list[tuple[Rule, Proposal]]) -> list[tuple[Rule, Proposal]]:
    """The proposals without those of fallback rules that speak of what another rule speaks of, or rewrites."""
    if not any(rule.fallback for rule, _ in found):
        return found
    others = [p for rule, p in found if not rule.fallback]
    rewritten = {node for p in others for o in p.operations if (node := claimed(o) or renamed(o)) is not None}
    messages: dict[ast.AST, list[str]] = {}
    for proposal in others:
        messages.setdefault(proposal.node, []).append(proposal.message)

    def is_spoken_of(proposal: Proposal) -> bool:
        nodes = {proposal.node, *proposal.about}
        around = {outer for node in nodes for outer in _within_statement(module, node)}
        mentioned = (message for node in around for message in messages.get(node, ()))
        return (
            not nodes.isdisjoint(messages)
            or not rewritten.isdisjoint(nodes | around)
            or any(proposal.topic in message for message in mentioned)
        )

    return [(rule, p) for rule, p in found if not rule.fallback or not is_spoken_of(p)]


def _within_statement(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    """The nodes around a node, up to its statement."""
    if not isinstance(node, ast.stmt):
        for outer in module.ancestors(node):
            yield outer
            if isinstance(outer, ast.stmt):
                break


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
        touched = [_span(source, node) for o in proposal.operations if (node := changed(o)) is not None]
        moves = [_span(source, o.statement) for o in proposal.operations if isinstance(o, UnwrapStatement)]
        puts = [_span(source, o.before) for o in proposal.operations if isinstance(o, InsertStatements)]
        clashes = any(taken.clash(span, o) for span, o in claims.items())
        if not (clashes or taken.covers(touched) or taken.shifts(moves, puts)):
            taken.moves += moves
            taken.puts += puts
            for span, operation in claims.items():
                taken.add(span, operation)
            for span in touched:
                insort(taken.touched, span)
            chosen.append((rule, proposal))
    return chosen


class _Claims:
    """Stretches of text that are spoken for, none inside another, in order."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self.operations: dict[tuple[int, int], Operation] = {}
        self.touched: list[tuple[int, int]] = []
        """Stretches that keep their text but for something in them or around them, in order."""
        self.moves: list[tuple[int, int]] = []
        """Statements whose lines lose a level of indentation."""
        self.puts: list[tuple[int, int]] = []
        """Statements in front of which lines are inserted."""

    def clash(self, span: tuple[int, int], operation: Operation) -> bool:
        """Whether another operation has claimed part of a stretch, or changes what this one would replace."""
        within = self.touched[bisect_left(self.touched, span) : bisect_left(self.touched, (span[1], 0))]
        if replaces(operation) and any(end <= span[1] for _, end in within):
            return True
        at = bisect_left(self.spans, span)
        near = self.spans[max(at - 1, 0) : bisect_left(self.spans, (span[1], 0))]
        return any(
            span[0] < end and start < span[1] and operation != self.operations[start, end] for start, end in near
        )

    def covers(self, touched: list[tuple[int, int]]) -> bool:
        """Whether something replaces a stretch as a whole that has one of these inside."""
        return any(
            start <= span[0] and span[1] <= end and replaces(self.operations[start, end])
            for span in touched
            for start, end in self.spans[max(bisect_left(self.spans, span) - 1, 0) :][:2]
        )

    def shifts(self, moves: list[tuple[int, int]], puts: list[tuple[int, int]]) -> bool:
        """Whether lines would be put where others lose a level of indentation."""
        pairs = [*product(moves, self.puts), *product(self.moves, puts)]
        return any(move[0] <= put[0] and put[1] <= move[1] for move, put in pairs)

    def add(self, span: tuple[int, int], operation: Operation) -> None:
        if span not in self.operations:
            insort(self.spans, span)
            self.operations[span] = operation


def _span(source: Source, node: ast.AST) -> tuple[int, int]:
    assert isinstance(node, (ast.expr, ast.stmt, ast.keyword, ast.alias))
    return source.span(node)


def _range(source: Source, start: int, end: int) -> Range:
    return Range(*source.position(start), *source.position(end))


def _finding(module: Module, rule: Rule, proposal: Proposal, applied: bool, settings: Settings) -> Finding:
    source = module.source
    edits: tuple[TextEdit, ...] = ()
    if settings.with_edits and proposal.operations:
        splices = realise(source, proposal.operations, module.tree)
        edits = tuple(TextEdit(_range(source, s.start, s.end), s.text) for s in sorted(splices))
    return _told(rule, proposal, _range(source, *source.span(proposal.node)), applied, edits)


def _told(rule: Rule, proposal: Proposal, place: Range, applied: bool, edits: tuple[TextEdit, ...] = ()) -> Finding:
    """The finding that a proposal is."""
    applicability, message = proposal.applicability, proposal.message
    return Finding(rule.code, rule.slug, message, place, applicability, edits, applied, proposal.proof, rule.once)


def _same(waiting: list[Finding], rule: Rule, proposal: Proposal, place: Range) -> Finding | None:
    """The finding of an earlier round that says the same, of the same place if there are several."""
    said = [f for f in waiting if f.code == rule.code]
    near = [f for f in said if f.range.line <= place.line <= f.range.end_line]
    alike = [f for f in said if f.message == proposal.message]
    return next((f for f in alike if f in near), None) or next(iter(near), None) or next(iter(alike), None)


def _note_late(cell: Rewriting, original: Source, module: Module, chosen: list[tuple[Rule, Proposal]]) -> None:
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
        cell.findings.append(_told(rule, proposal, place, True))


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
