"""The closing words of a run: what was read, changed and left, per rule, and the coverage line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.findings import Applicability, Coverage, FileResult
from migrator.report.output import Output


@dataclass(slots=True)
class Tally:
    """The running totals of a run. Holds numbers, no results."""

    files: int = 0
    changed: int = 0
    problems: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    edits: Counter[str] = field(default_factory=Counter)
    """Findings whose edit is part of the migrated text, per rule code."""
    left: Counter[str] = field(default_factory=Counter)
    """Findings that a person has to look at, per rule code."""
    slugs: dict[str, str] = field(default_factory=dict)
    unsafe: int = 0
    """How many of those that are left have an edit that only `--unsafe-fixes` makes."""

    def add(self, result: FileResult) -> None:
        """Count one file."""
        self.coverage += result.coverage
        if result.problem is not None:
            self.problems += 1
        else:
            self.files += 1
        self.changed += result.changed
        for finding in result.findings:
            (self.edits if finding.applied else self.left)[finding.code] += 1
            self.slugs[finding.code] = finding.slug
            self.unsafe += not finding.applied and finding.applicability is Applicability.UNSAFE

    @property
    def found(self) -> bool:
        """Whether there is anything to do: a file that would change, or a finding for a person."""
        return bool(self.changed or self.left)


def closing(tally: Tally, output: Output, *, written: bool) -> None:
    """Write the summary of a run: a table where `output` is for a person, else the same as plain lines."""
    if tally.files + tally.problems == 0:
        return
    if output.fancy and tally.slugs:
        _draw(tally, output)
    else:
        for line in _rules(tally):
            output.line(line)
    for line in _totals(tally, written=written):
        output.line(line)


def _rules(tally: Tally) -> Iterator[str]:
    for code, slug in sorted(tally.slugs.items()):
        yield f"{code} {slug}: {_count(tally.edits[code], 'edit')}, {tally.left[code]} left for review"


def _totals(tally: Tally, *, written: bool) -> Iterator[str]:
    problems = f", {tally.problems} with problems" if tally.problems else ""
    verb = "changed" if written else "would change"
    yield f"{_count(tally.files, 'file')} read, {tally.changed} {verb}{problems}."
    if tally.unsafe:
        yield f"{tally.unsafe} more with --unsafe-fixes (read keras-migrate --explain CODE first)."
    c = tally.coverage
    yield f"Keras uses: {c.seen} seen, {c.understood} understood, {c.changed} changed, {c.left} left for review."


def _draw(tally: Tally, output: Output) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
    table.add_column("Rule", "Total", style="bold")
    table.add_column("", style="dim")
    table.add_column("Edits", str(tally.edits.total()), justify="right", style="green")
    table.add_column("Left for review", str(tally.left.total()), justify="right", style="yellow")
    for code, slug in sorted(tally.slugs.items()):
        table.add_row(code, slug, str(tally.edits[code]), str(tally.left[code]))
    output.draw(table)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
