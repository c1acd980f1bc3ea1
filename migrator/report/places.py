"""Where findings stand: in the cells of a notebook, and in the text that was written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from migrator.findings import Range
from migrator.report.hunks import Block, changed_blocks, split_lines
from migrator.sources.document import cell_of


class Place(NamedTuple):
    """A line as a person counts it: of a file, or of a cell of a notebook."""

    cell: int | None
    line: int

    def __str__(self) -> str:
        return str(self.line) if self.cell is None else f"cell {self.cell}, line {self.line}"


Locate = Callable[[int], Place]
"""Finds the place of a line of the text that findings speak of."""


def in_file(line: int) -> Place:
    """The place of a line of a Python file."""
    return Place(None, line)


def locating(text: str, *, notebook: bool) -> Locate:
    """The function that finds the place of a line of `text`; with `notebook`, that is the script of one."""
    if not notebook:
        return in_file
    lines = split_lines(text)
    return lambda line: Place(*cell_of(lines, line))


def moving(before: str, after: str) -> Callable[[Range], Range]:
    """The function that finds a place of `before` again in `after`.

    Exact on lines that did not change; in changed code, the line that took the old one's place.
    """
    blocks = list(changed_blocks(split_lines(before), split_lines(after)))
    ends = [block.old_end for block in blocks]

    def moved(line: int) -> int:
        nearest = bisect_left(ends, line)  # the first block that does not end above the line
        if nearest < len(blocks) and line > blocks[nearest].old:
            block = blocks[nearest]
            return max(1, min(block.new + line - block.old, block.new_end))
        above = blocks[nearest - 1] if nearest else Block(0, 0, 0, 0)
        return line + above.new_end - above.old_end

    def move(place: Range) -> Range:
        line = moved(place.line)
        return Range(line, place.column, max(line, moved(place.end_line)), place.end_column)

    return move
