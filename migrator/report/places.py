"""Where a finding of the text that was read stands in the text that was written."""

from __future__ import annotations

from collections.abc import Callable

from migrator.findings import Range
from migrator.report.hunks import changed_blocks, split_lines


def moving(before: str, after: str) -> Callable[[Range], Range]:
    """The function that finds a place of `before` again in `after`.

    Exact on lines that did not change; in changed code, the line that took the old one's place.
    """
    old_lines, new_lines = split_lines(before), split_lines(after)
    blocks = list(changed_blocks(old_lines, new_lines))

    def moved(line: int) -> int:
        shift = 0
        for block in blocks:
            if line <= block.old:
                break
            if line <= block.old_end:
                return max(1, min(block.new + line - block.old, block.new_end))
            shift = block.new_end - block.old_end
        return line + shift

    def move(place: Range) -> Range:
        line = moved(place.line)
        return Range(line, place.column, max(line, moved(place.end_line)), place.end_column)

    return move
