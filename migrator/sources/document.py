"""A file as the user has it, and the Python in it as one script.

The script of a `.py` file is its text; that of a notebook is the Python of all its cells. A document can put an edited
script back without disturbing the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.sources import notebook, prose
from migrator.sources.notebook import BrokenNotebook, Notebook
from migrator.sources.prose import Prose

MARKER = b"keras"
"""Bytes without which a file cannot name Keras: such a file is neither decoded nor parsed."""

HANDED = (b"tensorflow", b".reset_states(")
"""What a file holds that may be handed a Keras model by a module that nobody has in view, and breaks on Keras 3."""

SUFFIXES = (".py", notebook.SUFFIX)
"""What the names of the files end in that are looked for in folders."""

DOCS = prose.SUFFIXES
"""What those end in that are looked for with `--docs`."""

STDIN = "<stdin>"
"""The path of what comes on standard input without a name."""

__all__ = ["DOCS", "STDIN", "SUFFIXES", "BrokenNotebook", "Document", "cell_of", "cells_of", "mentions_keras"]

_CELL = re.compile(rf"#*{re.escape(notebook.MARK)} (\d+)\r?\n?")


def mentions_keras(data: bytes) -> bool:
    """Whether the bytes of a file can concern the tool at all."""
    return MARKER in data or all(part in data for part in HANDED)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one file and the Python script in it."""

    path: str
    text: str
    script: str
    notebook: Notebook | None = None
    prose: Prose | None = None

    @classmethod
    def of(cls, path: str, text: str) -> Document:
        """The document of a file, by its name: a notebook, prose, else a Python file. Raises `BrokenNotebook`."""
        if path.endswith(DOCS):
            told = Prose.parse(text, rst=path.endswith(".rst"))
            return cls(path, text, told.script, prose=told)
        nameless = path == STDIN and text.lstrip()[:1] == "{" and '"nbformat"' in text
        if not path.endswith(notebook.SUFFIX) and not nameless:
            return cls(path, text, text)
        found = Notebook.parse(text)
        return cls(path, text, found.script, found)

    def with_script(self, script: str) -> str:
        """The document's text with another script in it, all other text as it was."""
        holder = self.notebook or self.prose
        return holder.with_script(script) if holder is not None else script

    @property
    def trouble(self) -> tuple[str, int | None] | None:
        """What of the document cannot be read, for a person; the rest can."""
        if self.prose is not None and self.prose.unparsed:
            line, why = self.prose.unparsed[0]
            return f"this block of Python does not parse ({why}); the other blocks are done", line
        if self.notebook is None or not self.notebook.unparsed:
            return None
        number, line, why = self.notebook.unparsed[0]
        more = [str(n) for n, _, _ in self.notebook.unparsed[1:]]
        others = f"; nor do cells {', '.join(more)}" if len(more) > 1 else f"; nor does cell {more[0]}" if more else ""
        return f"cell {number}, line {line} does not parse ({why}){others}; the other cells are done", None


def cell_of(lines: list[str], line: int) -> tuple[int, int]:
    """The number of the cell that a line (from 1) of a notebook's script belongs to, and the line in that cell."""
    for above in range(min(line, len(lines)), 0, -1):
        if found := _CELL.fullmatch(lines[above - 1]):
            return int(found.group(1)), line - above
    return 1, line


def cells_of(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The cells of a notebook's script, from its lines: their numbers, and the lines of each."""
    cells: list[tuple[int, list[str]]] = []
    for line in lines:
        if found := _CELL.fullmatch(line):
            cells.append((int(found.group(1)), []))
        elif cells:
            cells[-1][1].append(line)
    return cells
