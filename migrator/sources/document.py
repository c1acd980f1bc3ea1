"""A file as the user has it, and its Python cells.

A `.py` file is a document of one cell; formats whose cells share a namespace hold several. A document can put
edited cells back without disturbing the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

MARKER = b"keras"
"""Bytes without which a file cannot name Keras: such a file is neither decoded nor parsed."""


def mentions_keras(data: bytes) -> bool:
    """Whether the bytes of a file can concern the tool at all."""
    return MARKER in data


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of Python source inside a document. `start` is its offset in the document's text, in characters."""

    source: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one file and its cells in the order in which they run."""

    path: str
    text: str
    cells: tuple[Cell, ...]

    @classmethod
    def python(cls, path: str, text: str) -> Document:
        """The document of a `.py` file: one cell."""
        return cls(path, text, (Cell(text),))

    def with_sources(self, sources: tuple[str, ...]) -> str:
        """The document's text with each cell's source replaced, all other text as it was."""
        parts: list[str] = []
        at = 0
        for cell, source in zip(self.cells, sources, strict=True):
            parts += [self.text[at : cell.start], source]
            at = cell.start + len(cell.source)
        return "".join([*parts, self.text[at:]])
