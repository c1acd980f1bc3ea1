"""What changed between two texts, line by line: blocks of changed lines, and hunks of them with their surroundings.

Made for long texts with small changes far apart, as a migration leaves them; right for any two texts. Knows lines, not
what is in them: they may be text or bytes.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

CONTEXT = 3
"""Unchanged lines shown around a change."""

_SYNC = 3
"""Equal lines in a row after which two texts are taken to run in parallel again."""

_REACH = 400
"""Lines, of both texts together, within which they have to meet again after a difference."""


@dataclass(frozen=True, slots=True)
class Block:
    """Changed lines: `[old, old_end)` of the one text became `[new, new_end)` of the other. Indices count from 0."""

    old: int
    old_end: int
    new: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changes that stand close together: the lines `[old, old_end)` and `[new, new_end)` with their surroundings."""

    old: int
    old_end: int
    new: int
    new_end: int
    blocks: tuple[Block, ...]

    def lines(self) -> Iterator[tuple[str, int | None, int | None]]:
        """The lines in the order of a diff: its sign (` `, `-`, `+`), and its index in the old and the new text."""
        old, new = self.old, self.new
        for block in (*self.blocks, Block(self.old_end, self.old_end, self.new_end, self.new_end)):
            yield from ((" ", old + i, new + i) for i in range(block.old - old))
            yield from (("-", i, None) for i in range(block.old, block.old_end))
            yield from (("+", None, i) for i in range(block.new, block.new_end))
            old, new = block.old_end, block.new_end

    def header(self) -> str:
        """The line that opens the hunk in a unified diff."""
        return f"@@ -{_span(self.old, self.old_end)} +{_span(self.new, self.new_end)} @@"


def _span(start: int, end: int) -> str:
    """A stretch of lines as `@@` lines write it: an empty one is named by the line before it."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their ends. As for git, only a line feed ends a line."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def split_bytes(data: bytes) -> list[bytes]:
    """The lines of `data` with their ends."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def hunks(before: Sequence[Hashable], after: Sequence[Hashable], context: int = CONTEXT) -> Iterator[Hunk]:
    """The hunks that lead from `before` to `after`, with `context` unchanged lines around each change."""
    group: list[Block] = []
    for block in changed_blocks(before, after):
        if group and block.old - group[-1].old_end > 2 * context:
            yield _hunk(group, len(before), context)
            group = []
        group.append(block)
    if group:
        yield _hunk(group, len(before), context)


def _hunk(group: list[Block], length: int, context: int) -> Hunk:
    first, last = group[0], group[-1]
    above, below = min(context, first.old), min(context, length - last.old_end)
    return Hunk(first.old - above, last.old_end + below, first.new - above, last.new_end + below, tuple(group))


def changed_blocks(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Block]:
    """The blocks of lines that differ, in order. Takes time in proportion to the texts where the changes are small."""
    old = new = 0
    while True:
        while old < len(before) and new < len(after) and before[old] == after[new]:
            old, new = old + 1, new + 1
        if old == len(before) and new == len(after):
            return
        old_end, new_end = _meeting(before, after, old, new)
        yield from _refined(before, after, Block(old, old_end, new, new_end))
        old, new = old_end, new_end


def _meeting(before: Sequence[Hashable], after: Sequence[Hashable], old: int, new: int) -> tuple[int, int]:
    """The nearest place where texts that differ from `old` and `new` on run in parallel again, or their ends."""
    for distance in range(1, _REACH):
        for skipped in range(distance + 1):
            i, j = old + skipped, new + distance - skipped
            if i > len(before) or j > len(after):
                continue
            here, there = before[i : i + _SYNC], after[j : j + _SYNC]
            if here == there and (len(here) == _SYNC or len(before) - i == len(after) - j):
                return i, j
    return len(before), len(after)


def _refined(before: Sequence[Hashable], after: Sequence[Hashable], block: Block) -> Iterator[Block]:
    """`block` without the equal lines inside it."""
    import difflib

    old, new = before[block.old : block.old_end], after[block.new : block.new_end]
    # For long stretches difflib's own guard against many equal lines is needed: the result is coarser, not wrong.
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) > 2 * _REACH)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag != "equal":
            yield Block(block.old + i, block.old + i_end, block.new + j, block.new + j_end)
