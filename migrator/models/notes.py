"""What the migration of a configuration says: which object, what became of it, and what is left to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
"""Where a value is in a configuration: the keys and indices that lead to it."""

Config = dict[str, Any]
"""A configuration, or a part of it, as JSON has it."""

CONFIGURATION, WEIGHTS, TRAINING, CODE, GONE, TENSORFLOW = (
    "KER531",
    "KER532",
    "KER533",
    "KER534",
    "KER535",
    "KER536",
)
"""The codes of findings in saved models; `catalogue.py` has their pages."""


@dataclass(frozen=True, slots=True)
class Note:
    """One change, or one thing that a person has to see to (`review`)."""

    code: str
    path: Path
    message: str
    review: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How the weights of a layer were kept: as `CuDNN` layers do, or by Keras 1 as a layer of this class did."""

    kind: str
    channels_first: bool = False


@dataclass(slots=True)
class Journal:
    """Collects notes, and which layers have weights in another layout."""

    notes: list[Note] = field(default_factory=list)
    layouts: dict[str, Layout] = field(default_factory=dict)
    """The layers of the outermost model whose weights have to be converted."""

    def changed(self, path: Path, message: str, code: str = CONFIGURATION) -> None:
        """Something was changed."""
        self.notes.append(Note(code, path, message))

    def review(self, path: Path, message: str, code: str = GONE) -> None:
        """Something is left to a person."""
        self.notes.append(Note(code, path, message, review=True))
