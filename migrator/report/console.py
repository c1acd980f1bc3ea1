"""The diff for a person's eyes: a header per file, hunks with line numbers, Python in colour. Loses no character.

The user's code never passes through markup, wrapping or cropping: colours are written around its pieces, and a piece
is what it was, tabs and all. Only what would command the terminal is made visible instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.findings import FileResult
from migrator.report.diff import NO_NEWLINE
from migrator.report.hunks import Hunk, hunks, split_lines
from migrator.report.output import Output, visible
from migrator.sources.document import cells_of
from migrator.sources.magics import shown

if TYPE_CHECKING:
    from rich.style import Style

_FAR = 500
"""Lines above a hunk among which the beginning of its statement is looked for."""

_MANY = 2000
"""Lines of a hunk beyond which its tokens are not told apart: nobody reads that far, and colours take the most time."""

_SIGN_STYLES = {"-": "bold red", "+": "bold green", " ": "dim"}


def rich_diff(result: FileResult, output: Output) -> Iterator[str]:
    """The pieces of text that show how migrating a file changes it; none where it does not."""
    painter = _Painter(output)
    changed = False
    for cell, before, after in _parts(result):
        digits = len(str(max(len(before), len(after))))
        for hunk in hunks(before, after):
            if not changed:
                yield header(result, output) + "\n"
            changed = True
            title = hunk.header() if cell is None else f"@@ cell {cell} @@"
            yield output.paint(title, "cyan") + "\n"
            yield from _hunk(hunk, before, after, digits, painter)


def _parts(result: FileResult) -> Iterator[tuple[int | None, list[str], list[str]]]:
    """The lines before and after of what is shown on its own: a file, or each cell of a notebook with its number."""
    before, after = split_lines(result.before), split_lines(result.after)
    if result.notebook is None:
        yield None, before, after
        return
    for (cell, old), (_, new) in zip(cells_of(before), cells_of(after), strict=True):
        yield cell, _cell_lines(old), _cell_lines(new)


def _cell_lines(lines: list[str]) -> list[str]:
    """The lines of a cell as it has them: without the blank ones that part it from the next in the script."""
    end = max((number for number, line in enumerate(lines, 1) if not line.isspace()), default=0)
    return [shown(line) for line in lines[:end]]


def header(result: FileResult, output: Output) -> str:
    """A file's path and the codes of the rules that change it, with how often each does."""
    counts = Counter(finding.code for finding in result.findings if finding.applied)
    codes = ", ".join(code if n == 1 else f"{code} ({n})" for code, n in sorted(counts.items()))
    path = output.paint(visible(result.path), "bold")
    return f"{path}: {output.paint(codes, 'bold magenta')}" if codes else path


def _hunk(hunk: Hunk, before: list[str], after: list[str], digits: int, painter: _Painter) -> Iterator[str]:
    removed = {block.old + i for block in hunk.blocks for i in range(block.old_end - block.old)}
    added = {block.new + i for block in hunk.blocks for i in range(block.new_end - block.new)}
    old_code = painter.lines(before, hunk.old, hunk.old_end, removed, "-")
    new_code = painter.lines(after, hunk.new, hunk.new_end, added, "+")
    for sign, old, new in hunk.lines():
        code = new_code[new - hunk.new] if new is not None else old_code[(old or 0) - hunk.old]
        left = "" if old is None else old + 1
        right = "" if new is None else new + 1
        numbers = f"{left:>{digits}} {right:>{digits}}"
        yield f"{painter.paint(numbers, 'dim')} {painter.paint(sign, _SIGN_STYLES[sign])}{code}"
        if not code.endswith("\n"):
            yield f"\n{painter.paint(NO_NEWLINE, 'dim')}\n"


class _Painter:
    """Python lines with colours around their tokens, for one stream."""

    def __init__(self, output: Output) -> None:
        self.paint = output.paint
        self._output = output

    def lines(self, lines: Sequence[str], start: int, end: int, changed: set[int], sign: str) -> list[str]:
        """The lines `[start, end)`, those in `changed` on the ground of `sign`. Line ends stay outside the colours."""
        if not self._output.color:
            return [visible(line) for line in lines[start:end]]
        painted: list[str] = []
        for index, tokens in enumerate(self._tokens(lines, start, end), start):
            ground = sign if index in changed else " "
            painted.append("".join(self._token(kind, text, ground) for kind, text in tokens))
        return painted

    def _token(self, kind: object, text: str, ground: str) -> str:
        body = text.rstrip("\r\n")
        system = self._output.color_system
        return self._style(kind, ground).render(visible(body), color_system=system) + text[len(body) :]

    def _tokens(self, lines: Sequence[str], start: int, end: int) -> Iterator[list[tuple[object, str]]]:
        """The (kind, text) tokens of each line in `[start, end)`.

        Reading begins at a line above that starts a statement outside all blocks, so that a string over several lines
        is a string in the middle too. Where such a line is itself part of a string, only colours are wrong.
        """
        if end - start > _MANY:
            for text in lines[start:end]:
                yield [((), text)]
            return
        above = start
        while above > max(start - _FAR, 0) and (lines[above][:1].isspace() or lines[above][:1] in "#)]}\"'"):
            above -= 1
        line: list[tuple[object, str]] = []
        number = above
        for _, kind, text in self._lexer.get_tokens_unprocessed("".join(lines[above:end])):
            for piece in split_lines(text):
                line.append((kind, piece))
                if piece.endswith("\n"):
                    if number >= start:
                        yield line
                    line, number = [], number + 1
        if line:
            yield line

    @cached_property
    def _lexer(self):  # type: ignore[no-untyped-def]  # pygments ships no types
        from rich.syntax import Syntax

        # What a lexer offers under `get_tokens` loses carriage returns and tabs; the "unprocessed" tokens lose nothing.
        return Syntax("", "python").lexer

    @cached_property
    def _styles(self) -> dict[tuple[object, str], Style]:
        return {}

    def _style(self, kind: object, ground: str) -> Style:
        style = self._styles.get((kind, ground))
        if style is None:
            style = self._styles[kind, ground] = self._make_style(kind, ground)
        return style

    def _make_style(self, kind: object, ground: str) -> Style:
        """Changed lines have a ground and colours to match; all others, and all on 16 colours, the terminal's own."""
        from rich.color import ColorSystem
        from rich.style import Style
        from rich.syntax import Syntax

        if ground == " " or self._output.color_system not in (ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR):
            return Syntax.get_theme("ansi_dark").get_style_for_token(kind)  # type: ignore[arg-type]  # as above
        color = Syntax.get_theme("monokai").get_style_for_token(kind).color  # type: ignore[arg-type]  # as above
        return Style(color=color or "#f8f8f2", bgcolor="#4b1a20" if ground == "-" else "#143d22")
