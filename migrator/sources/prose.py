"""Python in prose: the fenced blocks of Markdown and the code blocks of reStructuredText, as one script.

The script has as many lines as the file: those of Python blocks, without the indentation that the prose gives them, and
a comment sign for every other line. The lines around a block carry its number, so that an edited script finds its way
back.

Source: CommonMark 0.31, "Fenced code blocks"; docutils 0.21, directive `code` (Sphinx: `code-block`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.sources.magics import Masked, mask, syntax_error, unmask

MARK = "#|"
SUFFIXES = (".md", ".markdown", ".rst")

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r"([ \t]*(?:>[ \t]?)*)(`{3,}|~{3,})[ \t]*\{?[ \t]*([\w.+-]*)")
_DIRECTIVE = re.compile(
    r"([ \t]*)\.\.[ \t]+(?:code|code-block|sourcecode)::[ \t]*(?:python|python3|py|ipython)[ \t]*\r?\n?"
)
_PYTHON = frozenset({"python", "python3", "py", "ipython", "ipython3", "code-cell"})


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its lines `[start, end)` in the file, counted from 0, its indentation, and its Python."""

    start: int
    end: int
    indentation: str
    masked: Masked


@dataclass(frozen=True, slots=True)
class Prose:
    """A text with blocks of Python in it."""

    text: str
    blocks: tuple[Block, ...] = ()
    unparsed: tuple[tuple[int, str], ...] = ()
    """Blocks that do not parse: the line in the file, and why."""
    mark: str = MARK

    @classmethod
    def parse(cls, text: str, *, rst: bool = False) -> Prose:
        """Find the blocks of a text."""
        lines = _LINE.findall(text)
        blocks: list[Block] = []
        unparsed: list[tuple[int, str]] = []
        for start, end, indentation in _rst_blocks(lines) if rst else _fenced_blocks(lines):
            code = "".join(_without(line, indentation) for line in lines[start:end])
            masked: Masked | None = Masked(code)
            error = syntax_error(code)
            if error is not None:
                masked = mask(code)
                error = syntax_error(masked.text) if masked is not None else None
            if error is not None:
                if ">>>" not in code:  # a session, not a program
                    unparsed.append((start + error[0], error[1]))
            elif masked is not None and end > start:
                blocks.append(Block(start, end, indentation, masked))
        mark = MARK
        while mark in text:
            mark += "|"
        return cls(text, tuple(blocks), tuple(unparsed), mark)

    @property
    def script(self) -> str:
        """The Python of all blocks, each at the lines where it stands in the file."""
        newline = self._newline
        out = [f"#{newline}"] * len(_LINE.findall(self.text))
        for number, block in enumerate(self.blocks):
            code = _LINE.findall(block.masked.text)
            out[block.start - 1] = f"{self.mark} {number} begins{newline}"
            out[block.start : block.end] = [line if line.endswith("\n") else line + newline for line in code]
            if block.end < len(out):
                out[block.end] = f"{self.mark} {number} ends{newline}"
        return "".join(out)

    @property
    def _newline(self) -> str:
        return "\r\n" if self.text[: self.text.find("\n") + 1].endswith("\r\n") else "\n"

    def with_script(self, script: str) -> str:
        """The text with the blocks that changed in the script."""
        if script == self.script:
            return self.text
        lines = _LINE.findall(self.text)
        for number, block in reversed(list(enumerate(self.blocks))):
            code = self._code_of(script, number)
            if code != self._code_of(self.script, number):
                body = unmask(code, block.masked)
                lines[block.start : block.end] = [_with(line, block.indentation) for line in _LINE.findall(body)]
        text = "".join(lines)
        return text if self.text.endswith("\n") else text.removesuffix(self._newline)

    def _code_of(self, script: str, number: int) -> str:
        """The code of a block in a script. What stands above all blocks is part of the first."""
        begins, ends = (f"{self.mark} {number} {word}{self._newline}" for word in ("begins", "ends"))
        above, _, rest = script.partition(begins)
        if not rest and script.startswith(begins):
            above, rest = "", script[len(begins) :]
        code = rest.partition(ends)[0]
        if number == 0:
            code = "".join(line for line in _LINE.findall(above) if line.strip() != "#") + code
        return code

    def indentation(self, line: int) -> int:
        """How far the code on a line (from 1) is indented by the prose."""
        found = next((b for b in self.blocks if b.start < line <= b.end), None)
        return len(found.indentation) if found is not None else 0


def _without(line: str, indentation: str) -> str:
    return line.removeprefix(indentation) if line.startswith(indentation) else line.lstrip(" \t")


def _with(line: str, indentation: str) -> str:
    return indentation + line if line.strip() else line


def _fenced_blocks(lines: list[str]) -> list[tuple[int, int, str]]:
    """The Python blocks between fences: first line, end, indentation."""
    found = []
    at = 0
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        at += 1
        if opening is None:
            continue
        indentation, fence, language = opening.groups()
        closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*\r?\n?")
        end = next((i for i in range(at, len(lines)) if closing.fullmatch(lines[i])), len(lines))
        if language.lower() in _PYTHON and ">" not in indentation:
            found.append((at, end, indentation))
        at = end + 1
    return found


def _rst_blocks(lines: list[str]) -> list[tuple[int, int, str]]:
    """The Python blocks of directives: first line, end, indentation."""
    found = []
    for number, line in enumerate(lines):
        directive = _DIRECTIVE.fullmatch(line)
        if directive is None:
            continue
        at = number + 1
        while at < len(lines) and re.match(r"[ \t]+:[\w-]+:", lines[at]):  # options
            at += 1
        while at < len(lines) and not lines[at].strip():
            at += 1
        first = lines[at] if at < len(lines) else ""
        indentation = first[: len(first) - len(first.lstrip(" \t"))]
        if not first.strip() or len(indentation) <= len(directive.group(1)):
            continue
        end = at
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith(indentation)):
            end += 1
        while not lines[end - 1].strip():
            end -= 1
        found.append((at, end, indentation))
    return found
