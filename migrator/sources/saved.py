"""Which files of a run name the same files of weights or of models, from their bytes alone."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

_QUOTED = rb"""["']([^"'\n{}%*?]{0,200}?"""
_NAMES = re.compile(
    _QUOTED
    + rb"""[\w.-]+\.(?:h5|hdf5|h5f|hdf|ckpt))["']"""
    + rb"""|(?:load_weights|save_weights|ModelCheckpoint)\(\s*(?:filepath\s*=\s*)?"""
    + _QUOTED
    + rb"""[\w.-]+)["']"""
)
"""Names with the ends that such files have, and those that are written in calls that take one."""

_OF_WEIGHTS = (b"save_weights", b"ModelCheckpoint")
_WRITERS = (*_OF_WEIGHTS, b".save(", b"save_model")
_READERS = (b"load_weights", b"load_model")


@dataclass(frozen=True, slots=True)
class Sharer:
    """Another script that names a file of weights or of a model."""

    place: str
    name: str
    """The name without its folders."""
    writes: bool
    """Whether the script writes files of models or weights; else it only reads them."""
    weights: bool
    """Whether it writes weights."""


@dataclass(slots=True)
class SavedNames:
    """The names that each file of a run has."""

    by_name: dict[str, dict[str, tuple[bool, bool]]] = field(default_factory=dict)
    """For each name the files that have it, and whether they write such files, and weights."""
    of: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, place: str, data: bytes) -> None:
        """A file of the run."""
        writes = any(word in data for word in _WRITERS)
        if not writes and not any(word in data for word in _READERS):
            return
        found = [(m[1] or m[2]).decode("utf-8", "replace") for m in _NAMES.finditer(data)]
        self.of[place] = tuple(dict.fromkeys(name.replace("\\", "/").rpartition("/")[2] for name in found))
        for name in self.of[place]:
            self.by_name.setdefault(name, {})[place] = writes, any(word in data for word in _OF_WEIGHTS)

    def sharers(self, place: str) -> list[Sharer]:
        """The other files with a name of this one, in its folder, in those above and in those below."""
        return [
            Sharer(other, name, *flags)
            for name in self.of.get(place, ())
            for other, flags in sorted(self.by_name[name].items())
            if other != place and _is_near(os.path.dirname(place), os.path.dirname(other))
        ]


def _is_near(one: str, other: str) -> bool:
    """Whether a folder is another, or is in it, or holds it."""
    a, b = one + os.sep, other + os.sep
    return a.startswith(b) or b.startswith(a)
