"""Prints how every program of a corpus compares: `python -m tests.corpus_harness corpus/ [program ...]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import programs
from .printed import printed_numbers
from .runs import Record, SideMissing, run
from .verdicts import Comparable, Verdict, all_comparables, judge

if TYPE_CHECKING:
    from .runs import Outcomes

HEADINGS = ("program", "before on Keras 2", "after on Keras 3", "max difference", "verdict")
CELL_WIDTH = 44


def main() -> int:
    """Run the corpus and print the table; return 0 if all programs that could be compared are equal."""
    arguments = _arguments()
    chosen = all_comparables(programs.pairs(arguments.corpus), programs.unchanged(arguments.corpus))
    if arguments.programs:
        chosen = [comparable for comparable in chosen if comparable.name in arguments.programs]
    outcomes = run(job for comparable in chosen for job in (comparable.old, comparable.new))
    rows = [_row(comparable, outcomes) for comparable in chosen]
    _print_table(rows)
    equal = sum(row[-1] == "equal" for row in rows)
    print(f"corpus: equal {equal}/{len(rows)}")
    return 0 if rows and equal == len(rows) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus_harness", description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?", default=programs.CORPUS)
    parser.add_argument("programs", nargs="*", help="only these, by the name of their folder")
    return parser.parse_args()


def _row(comparable: Comparable, outcomes: Outcomes) -> tuple[str, ...]:
    try:
        verdict = judge(comparable, outcomes)
    except SideMissing as missing:
        return (comparable.name, "", "", "", f"not run: {missing}")
    difference = "" if verdict.max_difference is None else f"{verdict.max_difference:.1e}"
    return (comparable.name, _ran(verdict.old), _ran(verdict.new), difference, _said(verdict))


def _ran(record: Record) -> str:
    if record.error is not None:
        return _cut(record.error)
    return f"{len(printed_numbers(record.stdout))} numbers in {record.seconds:.1f} s"


def _said(verdict: Verdict) -> str:
    return "equal" if verdict.equal else _cut(verdict.problems[0])


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= CELL_WIDTH else line[: CELL_WIDTH - 3] + "..."


def _print_table(rows: list[tuple[str, ...]]) -> None:
    lines = [HEADINGS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
