"""The programs of the corpus as they lie on disk, and what their `program.toml` says about them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.verify.arguments import ERAS

UNCHANGED = "unchanged"
CORPUS = Path(__file__).resolve().parents[2] / "corpus"


class CorpusError(Exception):
    """A corpus program is not laid out as it should be."""


@dataclass(frozen=True)
class Pair:
    """A program to migrate: `before.py`, which runs on Keras 2, and `after.py`, the same for Keras 3.

    A notebook is `before.ipynb` and `after.ipynb`. A program of several files is two folders, `before/` and `after/`, and `entry` is the file in them that is run.
    `fails_on_keras3` is a part of the exception that `before.py` raises on Keras 3; None if it says nothing.
    `pins` is what the Keras 2 side does as older releases did (`--before-as`).
    `select` are the rules that take part, as in the settings; empty: all but opt-in ones.
    `torch` asks for a third run, of `after.py` on the torch backend.
    """

    slug: str
    directory: Path
    title: str
    fails_on_keras3: str | None
    pins: tuple[str, ...]
    unsafe: bool
    select: tuple[str, ...]
    torch: bool
    entry: str | None

    @property
    def before(self) -> Path:
        """The file that is run of the program as it was written for Keras 2."""
        return self._program("before")

    @property
    def after(self) -> Path:
        """The file that is run of the migrated program."""
        return self._program("after")

    def _program(self, name: str) -> Path:
        if self.entry is not None:
            return self.directory / name / self.entry
        notebook = self.directory / f"{name}.ipynb"
        return notebook if notebook.exists() else self.directory / f"{name}.py"

    def root(self, program: Path) -> Path:
        """The folder of all that `program`, one of the two above, needs."""
        if self.entry is None:
            return self.directory
        return self.directory / program.relative_to(self.directory).parts[0]


@dataclass(frozen=True)
class Unchanged:
    """A program that a migration leaves alone; `runs` says that it can be run on both sides as it is."""

    slug: str
    directory: Path
    title: str
    runs: bool
    entry: str | None

    @property
    def program(self) -> Path:
        """The file that is run: `program.py`, or `entry` in the folder `program/`."""
        return self.directory / "program.py" if self.entry is None else self.root / self.entry

    @property
    def root(self) -> Path:
        """The folder of all that the program needs."""
        return self.directory if self.entry is None else self.directory / "program"


def pairs(corpus: Path = CORPUS) -> list[Pair]:
    """All programs to migrate below `corpus`, by name; raises CorpusError for a faulty one."""
    return [_read_pair(directory) for directory in _directories(corpus) if directory.name != UNCHANGED]


def unchanged(corpus: Path = CORPUS) -> list[Unchanged]:
    """All programs below `corpus` that must stay as they are, by name; raises CorpusError for a faulty one."""
    return [_read_unchanged(directory) for directory in _directories(corpus / UNCHANGED)]


def _directories(parent: Path) -> Iterable[Path]:
    if not parent.is_dir():
        return []
    return sorted(entry for entry in parent.iterdir() if (entry / "program.toml").exists())


def _read_pair(directory: Path) -> Pair:
    said = _read_toml(directory, {"title", "fails_on_keras3", "pins", "unsafe", "select", "torch", "entry"})
    pins = said.get("pins", [])
    if set(pins) - set(ERAS):
        raise CorpusError(f"{directory.name}/program.toml: the harness cannot pin {pins}")
    return Pair(
        slug=directory.name,
        directory=directory,
        title=said["title"],
        fails_on_keras3=said.get("fails_on_keras3"),
        pins=tuple(pins),
        unsafe=said.get("unsafe", False),
        select=tuple(said.get("select", [])),
        torch=said.get("torch") is True,
        entry=said.get("entry"),
    )


def _read_unchanged(directory: Path) -> Unchanged:
    said = _read_toml(directory, {"title", "runs", "entry"})
    return Unchanged(
        slug=f"{UNCHANGED}/{directory.name}",
        directory=directory,
        title=said["title"],
        runs=said.get("runs", False),
        entry=said.get("entry"),
    )


def _read_toml(directory: Path, known: set[str]) -> dict[str, Any]:
    said = tomllib.loads((directory / "program.toml").read_text(encoding="utf-8"))
    if "title" not in said:
        raise CorpusError(f"{directory.name}/program.toml has no title")
    if unknown := sorted(set(said) - known):
        raise CorpusError(f"{directory.name}/program.toml says {', '.join(unknown)}, which means nothing here")
    return said
