"""Verifications as `keras-migrate verify` shows them: a table and what there is to say, or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from migrator.report.output import Output, visible

if TYPE_CHECKING:
    from migrator.verify.causes import Cause
    from migrator.verify.comparison import Divergence
    from migrator.verify.engines import Record
    from migrator.verify.verification import Source, Verification

_HEADINGS = ("Program", "Before", "After", "Compared", "Largest difference", "Verdict")
_STYLES = {
    "equal": "bold green",
    "different": "bold red",
    "before fails": "bold yellow",
    "after fails": "bold red",
    "nothing compared": "bold yellow",
}
_MAX_NOTES = 8


class Report:
    """Collects verifications and shows them: each when it is there, and the table at the end."""

    def __init__(self, style: str, out: Output, tolerance: str) -> None:
        self._json = style == "json"
        self._out = out
        self._tolerance = tolerance
        self._all: list[Verification] = []

    def add(self, verification: Verification) -> None:
        """Take one more, and say what there is to say of it."""
        self._all.append(verification)
        if not self._json:
            for line in details(verification, self._out):
                self._out.line(line)
            self._out.flush()

    def close(self) -> None:
        """Show the table, or all of it as JSON."""
        if self._json:
            import json

            self._out.line(
                json.dumps([{**as_json(each), "tolerance": self._tolerance} for each in self._all], indent=2)
            )
            return
        rows = [_row(each) for each in self._all]
        if self._out.fancy:
            _draw(rows, self._out)
        else:
            widths = [max(len(row[i]) for row in (_HEADINGS, *rows)) for i in range(len(_HEADINGS))]
            for row in (_HEADINGS, *rows):
                self._out.line("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())
        if self._all:
            self._out.line(f"equal means: within {self._tolerance}")
            pinned = dict.fromkeys(pin for each in self._all for pin in each.pinned)
            self._out.line(f"pinned on both sides: {', '.join(pinned)}")


def _draw(rows: list[tuple[str, ...]], out: Output) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=heading in {"Program", "Verdict"})
    for row in rows:
        table.add_row(*map(Text, row[:-1]), Text(row[-1], style=_STYLES[row[-1]]))
    out.draw(table)


def _row(each: Verification) -> tuple[str, ...]:
    comparison = each.comparison
    compared = "" if comparison is None else f"{comparison.calls} calls, {comparison.arrays} arrays"
    largest = comparison.largest if comparison is not None else None
    apart = "" if largest is None else f"{largest.absolute:.1e} ({largest.relative:.1e} relative)"
    return (visible(each.name), _ran(each.before), _ran(each.after), compared, apart, each.verdict.value)


def _ran(record: Record | None) -> str:
    if record is None:
        return "not run"
    backend = "" if record.backend in {"tensorflow", "unknown"} else f" on {record.backend}"
    return f"Keras {record.version}{backend}, {record.seconds:.1f} s"


def details(each: Verification, out: Output) -> Iterator[str]:
    """What there is to say of a verification, line by line."""
    verdict = each.verdict.value
    yield f"{out.paint(visible(each.name), 'bold')}: {out.paint(verdict, _STYLES[verdict])}"
    if each.failure is not None:
        yield f"  {visible(_short(each.failure.message))}"
        yield from _source("at", each.failure.source)
        for line in each.failure.tail:
            yield f"    | {visible(line)}"
    divergence = each.comparison.divergence if each.comparison is not None else None
    if divergence is not None:
        yield from _divergence(divergence, each)
    for line in each.orders:
        yield f"  order of the samples: {line}"
    for line in each.graphs:
        yield f"  functions of tf.function: {visible(line)}"
    if each.comparison is not None:
        for what, count in each.comparison.not_compared.items():
            yield f"  not compared: {visible(what)}{f' ({count} times)' if count > 1 else ''}"
    for note in each.notes[:_MAX_NOTES]:
        yield f"  {visible(note)}"
    if len(each.notes) > _MAX_NOTES:
        yield f"  and {len(each.notes) - _MAX_NOTES} more such lines"
    for problem in each.problems:
        yield f"  not migrated: {visible(problem)}"
    if verdict not in {"equal", "before fails"}:
        yield from _left(each)
    if each.kept is not None:
        yield f"  kept in {visible(str(each.kept))}"


def _short(message: str) -> str:
    """The first line of an exception, and of a long one the last, which says what happened inside of a graph."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return " ... ".join(dict.fromkeys([*lines[:1], *lines[-1:]]))


def _divergence(divergence: Divergence, each: Verification) -> Iterator[str]:
    earlier = "before that, " if each.failure is not None else ""
    yield f"  {earlier}first difference: {divergence.call}, {divergence.what}: {visible(divergence.said)}"
    gap = divergence.gap
    if gap is not None:
        values = f"{gap.before:.7g} and {gap.after:.7g}"
        yield f"    {values}; at most {gap.absolute:.3g} apart, {gap.relative:.3g} of the value"
    if each.sources is not None:
        yield from _source("original at", each.sources[0])
        yield from _source("migrated at", each.sources[1])
    for cause in each.causes:
        yield f"    {'cause' if cause.certain else 'usual cause'}: {visible(cause.said)}{_pages(cause)}"


def _pages(cause: Cause) -> str:
    return f" (keras-migrate --explain {', '.join(cause.rules)})" if cause.rules else ""


def _source(what: str, source: Source) -> Iterator[str]:
    if source.place not in {"?", ""}:
        yield f"    {what} {visible(source.place)}: {visible(source.text)}"


def _left(each: Verification) -> Iterator[str]:
    """What the migration left to a person: a likely place to look at."""
    for finding in each.left[:_MAX_NOTES]:
        yield f"  left to you: {visible(finding.path)}:{finding.line} {finding.code} {visible(finding.message)}"
    if len(each.left) > _MAX_NOTES:
        yield f"  and {len(each.left) - _MAX_NOTES} more findings: keras-migrate --dry-run shows them"


def as_json(each: Verification) -> dict[str, Any]:
    """A verification as plain data."""
    comparison = each.comparison
    divergence = comparison.divergence if comparison is not None else None
    return {
        "program": each.name,
        "verdict": each.verdict.value,
        "before": _record(each.before),
        "after": _record(each.after),
        "failure": None
        if each.failure is None
        else {"message": each.failure.message, "line": each.failure.source.place, "code": each.failure.source.text},
        "compared": None
        if comparison is None
        else {
            "calls": comparison.calls,
            "arrays": comparison.arrays,
            "printed_numbers": 0 if each.printed is None else each.printed.numbers,
            "largest_absolute": None if comparison.largest is None else comparison.largest.absolute,
            "largest_relative": None if comparison.largest is None else comparison.largest.relative,
            "not_compared": dict(comparison.not_compared),
        },
        "difference": None if divergence is None else _difference(divergence, each),
        "causes": [{"message": c.said, "rules": list(c.rules), "certain": c.certain} for c in each.causes],
        "order": each.orders,
        "graphs": each.graphs,
        "notes": each.notes,
        "pinned": list(each.pinned),
        "left": [{"code": f.code, "path": f.path, "line": f.line, "message": f.message} for f in each.left],
        "not_migrated": each.problems,
        "seconds": round(each.seconds, 3),
        "kept": None if each.kept is None else str(each.kept),
    }


def _record(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {"version": record.version, "backend": record.backend, "seconds": round(record.seconds, 3)}


def _difference(divergence: Divergence, each: Verification) -> dict[str, Any]:
    sources = each.sources or (None, None)
    return {
        "call": divergence.call,
        "array": divergence.what,
        "kind": divergence.kind,
        "message": divergence.said,
        "absolute": None if divergence.gap is None else divergence.gap.absolute,
        "relative": None if divergence.gap is None else divergence.gap.relative,
        "before": None if sources[0] is None else {"line": sources[0].place, "code": sources[0].text},
        "after": None if sources[1] is None else {"line": sources[1].place, "code": sources[1].text},
    }
