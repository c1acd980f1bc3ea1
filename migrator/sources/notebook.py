"""Jupyter notebooks: the Python of all cells as one script, and the way back to the JSON that it came from.

The script has each Python cell below a line that names it. What only IPython understands is masked there by Python that
means nothing, and unmasked on the way back. Only the `source` of cells that changed is written anew, in the style that
it has: one string or a list of lines, its own indentation, its own escapes. Everything else stays byte for byte.

Source: nbformat 3 and 4 (`nbformat/v4/nbformat.v4.schema.json`); IPython 8 `core/inputtransformer2.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from migrator.sources.magics import Masked, mask, syntax_error, unmask

SUFFIX = ".ipynb"
MARK = "# %% cell"


class BrokenNotebook(Exception):
    """A notebook that cannot be read; the message is for a person. `line` counts from 1 in the file, where known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A code cell: its number among all cells, from 1, and what is in it."""

    number: int
    source: str
    masked: Masked | None
    """Its Python; None where it is none, or does not parse."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook's text, and its code cells in order."""

    text: str
    cells: tuple[CodeCell, ...] = ()
    unparsed: tuple[tuple[int, int, str], ...] = ()
    """The cells that do not parse: number, line in the cell, and why."""
    mark: str = MARK
    """What the line above each cell in the script begins with; its number follows."""

    @classmethod
    def parse(cls, text: str) -> Notebook:
        """Read a notebook. One of another language has no cells. Raises `BrokenNotebook`."""
        data = _load(text)
        if not _is_python(data):
            return cls(text)
        cells: list[CodeCell] = []
        unparsed: list[tuple[int, int, str]] = []
        for number, cell in enumerate(_cells(data), 1):
            source = _source(cell)
            if source is None:
                continue
            masked: Masked | None = Masked(source)
            if syntax_error(source) is not None:
                masked = mask(source)
                if masked is not None and (error := syntax_error(masked.text)) is not None:
                    unparsed.append((number, *error))
                    masked = None
            cells.append(CodeCell(number, source, masked))
        mark = MARK
        while any(mark in cell.source for cell in cells):
            mark = "#" + mark
        return cls(text, tuple(cells), tuple(unparsed), mark)

    @property
    def script(self) -> str:
        """The Python of all cells."""
        parts = (f"{self.mark} {c.number}\n{c.masked.text}\n" for c in self.cells if c.masked is not None)
        return "".join(parts)

    def with_script(self, script: str) -> str:
        """The notebook's text with the cells that changed in the script."""
        if script == self.script:
            return self.text
        new = self._sources(script)
        changed = {
            i: new[cell.number] for i, cell in enumerate(self.cells) if new.get(cell.number, cell.source) != cell.source
        }
        parts: list[str] = []
        at = 0
        for index, (start, end) in enumerate(_spans(self.text)):
            if index in changed:
                parts += [self.text[at:start], _rendered(self.text, start, end, changed[index])]
                at = end
        return "".join([*parts, self.text[at:]])

    def _sources(self, script: str) -> dict[int, str]:
        """The source of each Python cell, by number."""
        pieces = re.split(rf"^{re.escape(self.mark)} (\d+)\n", script, flags=re.MULTILINE)
        numbers, bodies = [int(n) for n in pieces[1::2]], [body.removesuffix("\n") for body in pieces[2::2]]
        bodies[0] = pieces[0] + bodies[0]  # imports in front of all code
        by_number = {cell.number: cell for cell in self.cells}
        return {n: _put_back(body, by_number[n]) for n, body in zip(numbers, bodies, strict=True)}


def _put_back(body: str, cell: CodeCell) -> str:
    """The source of a cell of which the script has this now. It ends as it did."""
    if cell.masked is not None and body == cell.masked.text:
        return cell.source
    body = unmask(body, cell.masked)
    bare = cell.source.rstrip("\n")
    return body.rstrip("\n") + cell.source[len(bare) :]


def _load(text: str) -> dict[str, Any]:
    import json  # only notebooks pay for it

    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenNotebook(f"not a notebook: its JSON is broken ({error.msg})", error.lineno) from error
    except RecursionError as error:
        raise BrokenNotebook("not a notebook: its JSON is nested too deeply") from error
    version = data.get("nbformat") if isinstance(data, dict) else None
    if not isinstance(version, int):
        raise BrokenNotebook("not a notebook: there is no `nbformat` in it")
    if version not in (3, 4):
        raise BrokenNotebook(f"a notebook of format {version}; open and save it with a current Jupyter")
    assert isinstance(data, dict)
    return data


def _is_python(data: dict[str, Any]) -> bool:
    """Whether the notebook's kernel is a Python one; without a word about it, it is."""
    metadata = data.get("metadata")
    if not isinstance(metadata, dict):
        return True
    for key in ("language_info", "kernelspec"):
        about = metadata.get(key)
        language = (about.get("language") or about.get("name")) if isinstance(about, dict) else None
        if isinstance(language, str):
            return "python" in language.lower() or language.lower() in {"pyspark", "sage"}
    return True


def _cells(data: dict[str, Any]) -> Iterator[object]:
    sheets = data.get("worksheets") if data["nbformat"] == 3 else [data]
    for sheet in sheets if isinstance(sheets, list) else []:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        yield from cells if isinstance(cells, list) else ()


def _source(cell: object) -> str | None:
    """The source of a code cell; None of any other."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    if str(cell.get("language", "python")).lower() != "python":
        return None
    value = cell.get("source", cell.get("input"))
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value if isinstance(value, str) else None


# The JSON text: where the sources stand in it.


_SPACE = re.compile(r"[ \t\r\n]*")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


def _decoded(text: str, at: int) -> tuple[object, int]:
    """The JSON value that begins at an offset, and where it ends."""
    from json import JSONDecoder

    value: tuple[object, int] = JSONDecoder().raw_decode(text, at)
    return value


def _members(text: str, at: int) -> Iterator[tuple[object, int, int]]:
    """The members of an object, or the items of an array: key (None for items), start and end of the value."""
    keyed = text[at] == "{"
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        key: object = None
        if keyed:
            key, at = _decoded(text, at)
            at = _skip(text, _skip(text, at) + 1)
        _, end = _decoded(text, at)
        yield key, at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the source of each code cell stands: the span of its string or list."""
    top = _skip(text, 0)
    for key, start, _ in _members(text, top):
        if key == "cells":
            yield from _sources_in(text, start)
        elif key == "worksheets":
            for _, sheet, _ in _members(text, start):
                for inner, cells, _ in _members(text, sheet):
                    if inner == "cells":
                        yield from _sources_in(text, cells)


def _sources_in(text: str, at: int) -> Iterator[tuple[int, int]]:
    for _, start, end in _members(text, at):
        if _source(_decoded(text, start)[0]) is not None:
            members = {key: (begin, stop) for key, begin, stop in _members(text, start)}
            yield members.get("source") or members["input"]
        del end


# A source in the style of the one that it replaces.

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CHARACTER = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)|[^\\]", re.DOTALL)


@dataclass(slots=True)
class _Style:
    """How lines are written: the known ones as they were."""

    ascii: bool
    known: dict[str, str] = field(default_factory=dict)

    def learn(self, literal: str) -> None:
        """Remember the lines of a string literal."""
        line = ""
        for part in _CHARACTER.findall(literal[1:-1]):
            if part == "\\n":
                self._remember(line)
                line = ""
            else:
                line += part
        self._remember(line)

    def _remember(self, raw: str) -> None:
        self.known[str(_decoded(f'"{raw}"', 0)[0])] = raw

    def write(self, line: str) -> str:
        """A line without the quotes around it."""
        import json

        body = line.removesuffix("\n")
        raw = self.known.get(body)
        if raw is None:
            raw = json.dumps(body, ensure_ascii=self.ascii)[1:-1]
        return raw + ("\\n" if body != line else "")


def _rendered(text: str, start: int, end: int, source: str) -> str:
    """The JSON of a new source in the place of `text[start:end]`."""
    style = _Style(ascii=text.isascii())
    lines = _LINE.findall(source)
    if text[start] == '"':
        style.learn(text[start:end])
        return '"' + "".join(style.write(line) for line in lines) + '"'
    items = [(begin, stop) for _, begin, stop in _members(text, start)]
    for begin, stop in items:
        style.learn(text[begin:stop])
    lead = text[start + 1 : items[0][0]] if items else ""
    tail = text[items[-1][1] : end - 1] if items else ""
    between = text[items[0][1] : items[1][0]] if len(items) > 1 else "," + (lead or (" " if '": ' in text else ""))
    return "[" + lead + between.join(f'"{style.write(line)}"' for line in lines) + tail + "]"
