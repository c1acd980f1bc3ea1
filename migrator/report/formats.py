"""Findings as text: for people (`full`, `concise`), for programs (`json`), and for GitHub's annotations (`github`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol

from migrator.findings import Applicability, Finding, Range
from migrator.report.output import Output, visible
from migrator.report.places import Locate, in_file
from migrator.sources.magics import shown

GUIDE = "https://keras.io/guides/migrating_to_keras_3/"
"""What a finding links to: the upstream guide. The rule's own page is `keras-migrate --explain CODE`."""


class Writer(Protocol):
    """Makes the text of some findings of one file."""

    def __call__(self, path: str, findings: Sequence[Finding], text: str, locate: Locate = in_file) -> Iterable[str]:
        """The findings are of the file at `path` and speak of `text`; `locate` tells the places of its lines."""


def writer(style: str, output: Output, *, verbose: bool = False) -> Writer:
    """The writer of one of the line-wise formats (all but `json`), in the colours of `output`."""

    def concise(path: str, findings: Sequence[Finding], text: str, locate: Locate = in_file) -> Iterable[str]:
        for finding in findings:
            yield _headline(path, finding, output, locate) + "\n"
            yield from _proof(finding, verbose)

    def full(path: str, findings: Sequence[Finding], text: str, locate: Locate = in_file) -> Iterable[str]:
        lines = re.split(r"\r\n|\r|\n", text) if findings else []
        for finding in findings:
            yield _headline(path, finding, output, locate) + "\n"
            yield from _excerpt(finding, lines, output, locate)
            yield from _proof(finding, verbose)
            yield f"  = help: keras-migrate --explain {finding.code}\n\n"

    def github(path: str, findings: Sequence[Finding], text: str, locate: Locate = in_file) -> Iterable[str]:
        return (_annotation(path, finding, locate) + "\n" for finding in findings)

    writers: dict[str, Writer] = {"full": full, "concise": concise, "github": github}
    return writers[style]


def _headline(path: str, finding: Finding, output: Output, locate: Locate) -> str:
    place = finding.range
    separator = output.paint(":", "cyan")
    where = separator.join([output.paint(visible(path), "bold"), str(locate(place.line)), str(place.column)])
    mark = output.paint("[*]", "cyan") + " " if fixed(finding) else ""
    return f"{where}{separator} {output.paint(finding.code, 'bold red')} {mark}{visible(finding.message)}"


def fixed(finding: Finding) -> bool:
    """Whether a run makes the edit of `finding`, or would make it: what `[*]` marks."""
    return finding.applied or finding.applicability is Applicability.SAFE


def _excerpt(finding: Finding, lines: Sequence[str], output: Output, locate: Locate) -> Iterable[str]:
    """The line of code that a finding is about, with carets under the part in question."""
    place = finding.range
    if not 0 < place.line <= len(lines):
        return
    line = lines[place.line - 1]
    if locate(place.line).cell is not None and (as_read := shown(line)) != line:
        line = as_read
        place = Range(place.line, len(line) - len(line.lstrip()) + 1, place.line, len(line) + 1)
    start = min(place.column, len(line) + 1) - 1
    end = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    counted = str(locate(place.line).line)
    margin = " " * len(counted)
    bar = output.paint("|", "bold blue")
    number = output.paint(counted, "bold blue")
    carets = "^" * max(_width(line[start:end]), 1)
    yield f"{margin} {bar}\n"
    yield f"{number} {bar} {visible(line)}\n"
    yield f"{margin} {bar} {_blank(line[:start])}{output.paint(carets, 'bold red')}\n"


def _blank(text: str) -> str:
    """White space as wide as `text`, whatever the terminal's tab stops are."""
    return "".join("\t" if character == "\t" else " " * _width(character) for character in text)


def _width(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in visible(text)
    )


def _proof(finding: Finding, verbose: bool) -> Iterable[str]:
    return (f"  = proof: {visible(line)}\n" for line in finding.proof) if verbose else ()


def _annotation(path: str, finding: Finding, locate: Locate) -> str:
    """The workflow command that makes GitHub show the finding beside the code."""
    place = finding.range
    start = locate(place.line)
    lines: dict[str, object] = {
        "line": place.line,
        "col": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    if start.cell is not None:  # GitHub counts the lines of the file, not of its cells
        lines = {}
    title = f"keras-migrate ({finding.code})" + (f" {start}" if start.cell is not None else "")
    properties = {"file": path, **lines, "title": title}
    fields = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::error {fields}::{_data(finding.message)}"


def _data(text: str) -> str:
    """Escape the message of a workflow command (GitHub's actions/toolkit, packages/core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class JsonArray:
    """One JSON array of all findings of a run, written while the run goes on."""

    def __init__(self, output: Output) -> None:
        """Write to `output`, which must be used for nothing else."""
        self._output = output
        self._empty = True

    def add(self, path: str, findings: Iterable[Finding], locate: Locate = in_file) -> None:
        """Append the findings of the file at `path`."""
        import json  # only those who ask for JSON pay for it

        for finding in findings:
            text = json.dumps(as_json(path, finding, locate), indent=2).replace("\n", "\n  ")
            self._output.text(("[" if self._empty else ",") + "\n  " + text)
            self._empty = False

    def close(self) -> None:
        """End the array."""
        self._output.text("[]\n" if self._empty else "\n]\n")


def as_json(path: str, finding: Finding, locate: Locate = in_file) -> dict[str, object]:
    """A finding as a JSON object. Its positions are those of the text that was read, in every mode.

    In a notebook lines are those of the `cell`.
    """
    return {
        "path": path,
        **_positions(finding.range, locate),
        "code": finding.code,
        "slug": finding.slug,
        "message": finding.message,
        "applicability": finding.applicability.value,
        "applied": finding.applied,
        "proof": list(finding.proof),
        "url": GUIDE,
        "edits": [{**_positions(edit.range, locate), "replacement": edit.replacement} for edit in finding.edits],
    }


def _positions(place: Range, locate: Locate) -> dict[str, object]:
    start, end = locate(place.line), locate(place.end_line)
    cell = {"cell": start.cell} if start.cell is not None else {}
    return {
        **cell,
        "line": start.line,
        "column": place.column,
        "end_line": end.line,
        "end_column": place.end_column,
    }
