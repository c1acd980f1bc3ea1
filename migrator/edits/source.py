"""The text of a cell with the positions that `ast` speaks of: lines from 1, columns in UTF-8 bytes."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(eq=False)
class Source:
    """A cell's text. Offsets are in characters from its start."""

    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts, as the tokenizer counts lines: a form feed ends none."""
        return [0, *(m.end() for m in _LINE_END.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        """The newline of the first line; inserted lines end with it."""
        found = _LINE_END.search(self.text)
        return found.group() if found else "\n"

    def offset(self, line: int, column: int) -> int:
        """The offset of a position of `ast`: `line` from 1, `column` in UTF-8 bytes."""
        start = self.line_starts[line - 1]
        stop = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        content = self.text[start:stop]
        if content.isascii():
            return start + column
        return start + len(content.encode()[:column].decode(errors="ignore"))

    def span(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg) -> tuple[int, int]:
        """The offsets of a node's first character and of the one behind its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def segment(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """The text of a node as it stands."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_of(self, offset: int) -> int:
        """The line (from 1) that holds an offset."""
        from bisect import bisect_right

        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, in characters."""
        line = self.line_of(offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_start(self, offset: int) -> int:
        """The offset at which the line of `offset` starts."""
        return self.line_starts[self.line_of(offset) - 1]

    def line_end(self, offset: int) -> int:
        """The offset of the newline that ends the line of `offset`, or the end of the text."""
        found = _LINE_END.search(self.text, offset)
        return found.start() if found else len(self.text)

    def indentation(self, offset: int) -> str:
        """The white space that the line of `offset` begins with."""
        start = self.line_start(offset)
        match = re.compile(r"[ \t\f]*").match(self.text, start)
        assert match is not None
        return match.group()

    def begins_line(self, offset: int) -> bool:
        """Whether only white space stands before `offset` on its line, and no backslash joins it to the one above."""
        start = self.line_start(offset)
        return not self.text[start:offset].strip() and not self.text[:start].rstrip("\r\n").endswith("\\")

    def ends_line(self, offset: int) -> bool:
        """Whether only white space or a comment stands behind `offset` on its line."""
        rest = self.text[offset : self.line_end(offset)].strip()
        return not rest or rest.startswith("#")

    @cached_property
    def indent_unit(self) -> str:
        """One level of indentation, as the file does it."""
        for match in re.finditer(r":[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)([ \t]*)\S", self.text):
            inner = match.group(1)
            outer = self.indentation(match.start())
            if inner.startswith(outer) and len(inner) > len(outer):
                unit = inner[len(outer) :]
                return unit if len(unit) <= 8 else "    "
        return "    "

    def unit_at(self, offset: int) -> str:
        """One level of indentation as done around `offset`: what sets its line off from the block that holds it."""
        own = self.indentation(offset)
        line = self.line_of(offset) - 1
        while own and line > 0:
            line -= 1
            start = self.line_starts[line]
            outer = self.indentation(start)
            filled = self.text[start : self.line_end(start)].strip()
            if filled and own.startswith(outer) and len(outer) < len(own):
                return own[len(outer) :] if len(own) - len(outer) <= 8 else self.indent_unit
        return self.indent_unit

    def one_line(self, text: str) -> str:
        """An expression's text on one line, where it holds no comment and no string over several lines."""
        if not _LINE_END.search(text) or "#" in text or '"""' in text or "'''" in text or "\\" in text:
            return text
        joined = " ".join(part.strip() for part in _LINE_END.split(text))
        joined = re.sub(r"([(\[{]) ", r"\1", joined)
        return re.sub(r",? ([)\]}])", _closing, joined)

    def trailing_comment(self, offset: int) -> str:
        """The comment behind `offset` on its line, past a comma; empty if there is none."""
        rest = self.text[offset : self.line_end(offset)].strip()
        rest = rest.removeprefix(",").lstrip()
        return rest if rest.startswith("#") else ""


def comments(text: str) -> list[str]:
    """The comments in the text of an expression or statement, in order."""
    import io
    import tokenize  # only texts with a `#` in them pay for the import

    tokens = tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline)
    return [t.string for t in tokens if t.type == tokenize.COMMENT]


def _closing(match: re.Match[str]) -> str:
    return match.group(1)


@dataclass(frozen=True, order=True, slots=True)
class Splice:
    """Replace the text from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


def splice(text: str, splices: list[Splice]) -> str:
    """Apply splices that do not overlap; those at one place in the order given. All else stays as it is."""
    parts: list[str] = []
    at = 0
    for item in sorted(splices, key=lambda s: (s.start, s.end)):
        assert item.start >= at, "splices overlap"
        parts += [text[at : item.start], item.text]
        at = item.end
    return "".join([*parts, text[at:]])
