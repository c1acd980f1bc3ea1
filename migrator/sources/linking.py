"""Which files of a project import which, from their bytes alone; and which files make up one program.

What a file imports is looked up only where it matters: for files that lead to others that concern the tool, and for
those that have the name of such a file in an import statement.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from migrator.sources.imports import MAX_NAME, Import, heads, imported, statements
from migrator.sources.modules import ModuleFinder
from migrator.sources.saved import SavedNames

CONFTEST_LEVELS = range(1, 5)
"""Where the fixtures of a test may stand: in the `conftest.py` of its folder, and of those above."""

MAX_PROGRAM = 1_500
"""Files of one program; larger ones are taken in parts, so that memory is bounded."""

_WORD = re.compile(rb"\w+")
_FROM_DOTS = re.compile(rb"from\s+[.\s]+import|import_module")
"""Lines that may import the package that the file is in, without its name."""

Edges = Callable[[str], Iterable[str]]


@dataclass(slots=True)
class Links:
    """The files of a run by what they import. Files enter with `add`; `programs` then tells which belong together."""

    finder: ModuleFinder
    read: Callable[[str], bytes | None]
    """The bytes of a file outside the run that a file of the run imports."""
    concerns: Callable[[bytes], bool]
    """Whether the bytes of a file can concern the tool by themselves."""
    concerned: set[str] = field(default_factory=set)
    own: dict[str, None] = field(default_factory=dict)
    """The files of the run, in their order."""
    relevant: set[str] = field(default_factory=set)
    """The files of all programs, and what they import outside the run; known once `programs` has been asked."""
    saved: SavedNames = field(default_factory=SavedNames)
    """The files of weights and models that the files of the run name."""
    _extending: dict[str, bool] = field(default_factory=dict)
    """Files that extend `sys.path`, and whether only at its end."""
    _lines: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    """The import statements of each file that was read."""
    _same: dict[bytes, bytes] = field(default_factory=dict)
    """Each such statement once: the same lines are in many files."""
    _found: dict[tuple[str, bytes], tuple[str, ...]] = field(default_factory=dict)
    """What lines import in the files of a folder."""
    _heads: dict[bytes, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """The dots and first names of what such a statement imports."""
    _leaves: dict[tuple[str, tuple[int, str]], bool] = field(default_factory=dict)
    """Whether these, in the files of a folder, may be out of the run."""
    _imports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _importers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _index: _Index | None = None

    def add(self, place: str, data: bytes) -> None:
        """A file of the run."""
        self.own[place] = None
        self.saved.add(place, data)
        self._enter(place, data)

    def _enter(self, place: str, data: bytes) -> None:
        if b"sys.path" in data and any(change in data for change in (*_IN_FRONT, *_AT_END)):
            self._extending[place] = not any(change in data for change in _IN_FRONT)
        if self.concerns(data):
            self.concerned.add(place)
        self._lines[place] = tuple(self._same.setdefault(lines, lines) for lines in statements(data))

    def programs(self) -> list[list[str]]:
        """The files of the run that concern the tool, in groups that have to be understood together.

        Those are files that concern it by themselves, those that import them, and those that any of these import.
        In each group imported files come before those that import them; groups come in the order of the run.
        """
        self._enter_outside()
        if not self.concerned:
            return []
        self._index = _Index(self._lines)
        self.relevant = _reachable(_reachable(self.concerned, self.importers), self.imports)
        extended = {place: at_end for place, at_end in self._extending.items() if place in self.relevant}
        for place, at_end in extended.items():
            for other in _reachable({place}, self.imports):
                self.finder.extended[other] = at_end and other == place
        return [part for group in self._groups() for part in _parts(self._in_order(group))]

    def callers(self, places: Iterable[str]) -> list[str]:
        """The files that lead to some files of programs by imports and are part of no program themselves.

        They may hand something to the functions of those files. Folders without code are not among them.
        """
        found = _reachable(places, self.importers) - self.relevant
        return sorted(place for place in found if place.endswith(".py"))

    # What files import.

    def imports(self, place: str) -> tuple[str, ...]:
        """The places that a file imports."""
        if place not in self._imports:
            self._imports[place] = tuple(self._targets_of(place))
        return self._imports[place]

    def _targets_of(self, place: str) -> dict[str, None]:
        found: dict[str, None] = {}
        folder = place[: place.rfind(os.sep)]
        for lines in self._lines.get(place, ()):
            key = (folder, lines)
            known = self._found.get(key)
            if known is None:
                known = tuple(p for statement in imported(lines) for p in self._targets(place, statement))
                if len(lines) <= MAX_NAME:
                    self._found[key] = known
            found.update(dict.fromkeys(known))
        if _is_test(place):
            found.update(dict.fromkeys(self._fixtures(place)))
        return found

    def _fixtures(self, place: str) -> Iterator[str]:
        """The files that have the fixtures of a test."""
        return (found for level in CONFTEST_LEVELS for found in self._targets(place, Import(level, "conftest")))

    def _targets(self, place: str, statement: Import) -> Iterator[str]:
        parts = statement.name.split(".") if statement.name else []
        found: str | None = None
        for count in range(1 if parts else 0, len(parts) + 1):
            found = self.finder.find(place, ".".join(parts[:count]), statement.level)
            if found is None:
                return
            yield found
        for name in statement.taken:
            if found is not None and (below := self.finder.below(found, name)) is not None:
                yield below

    def importers(self, place: str) -> tuple[str, ...]:
        """The files that import the file, or package, at a place."""
        if place not in self._importers:
            assert self._index is not None, "asked for after `programs`"
            self._importers[place] = tuple(p for p in self._index.naming(place) if place in self.imports(p))
        return self._importers[place]

    def _enter_outside(self) -> None:
        """Read the files outside the run that those of the run lead to."""
        leaving = [place for place in self.own if self._may_leave(place)]
        pending = [p for place in leaving for p in self.imports(place) if p not in self._lines]
        while pending:
            place = pending.pop()
            if place not in self._lines:
                data = self.read(place) if place.endswith(".py") else b""
                self._enter(place, data or b"")
                pending += [p for p in self.imports(place) if p not in self._lines]

    def _may_leave(self, place: str) -> bool:
        """Whether a file may import one that is not of the run: only folders that are of the run as a whole cannot."""
        folder = place[: place.rfind(os.sep)]
        if _is_test(place) and any(found not in self.own for found in self._fixtures(place)):
            return True
        for lines in self._lines[place]:
            found = self._heads.get(lines)
            if found is None:
                found = self._heads[lines] = heads(lines)
            for head in found:
                key = (folder, head)
                leaves = self._leaves.get(key)
                if leaves is None:
                    leaves = self._leaves[key] = self._leads_out(place, folder, *head)
                if leaves:
                    return True
        return False

    def _leads_out(self, place: str, folder: str, level: int, name: str) -> bool:
        """Whether what begins with that name, behind so many dots, may be out of the run."""
        if level:
            return not self._has_whole(_above(folder, level - 1)[-1])
        top = self.finder.find(place, name, 0)
        if top is None:
            return False
        if top.endswith(f"{os.sep}__init__.py") or not top.endswith(".py"):
            return not self._has_whole(os.path.dirname(top) if top.endswith(".py") else top)
        return top not in self.own

    def _has_whole(self, folder: str) -> bool:
        """Whether all Python files in and below a folder are files of the run."""
        return self.finder.has_only(folder, self.own)

    # Programs.

    def _groups(self) -> Iterator[set[str]]:
        importers: dict[str, list[str]] = {}
        for place in self.relevant:
            for other in self.imports(place):
                importers.setdefault(other, []).append(place)
        done: set[str] = set()
        for place in self.own:
            if place in self.relevant and place not in done:
                both = lambda p: (*self.imports(p), *importers.get(p, ()))  # noqa: E731
                group = _reachable({place}, both, within=self.relevant)
                done |= group
                yield group

    def _in_order(self, group: set[str]) -> list[str]:
        """The group's files of the run, imported ones first."""
        order: list[str] = []
        seen: set[str] = set()
        for start in sorted(group):
            stack: list[tuple[str, Iterator[str]]] = []
            if start not in seen:
                seen.add(start)
                stack.append((start, iter(self.imports(start))))
            while stack:
                place, rest = stack[-1]
                following = next((p for p in rest if p in group and p not in seen), None)
                if following is None:
                    order.append(place)
                    stack.pop()
                else:
                    seen.add(following)
                    stack.append((following, iter(self.imports(following))))
        return [place for place in order if place in self.own]


class _Index:
    """Files by the words of their import statements."""

    def __init__(self, lines_of: dict[str, tuple[bytes, ...]]) -> None:
        self._files: dict[bytes, list[str]] = {}
        """The files that have a statement."""
        self._statements: dict[bytes, list[bytes]] = {}
        """The statements that have a word."""
        self._dotted: list[str] = []
        self._tests: list[str] = []
        for place, all_lines in lines_of.items():
            for lines in all_lines:
                self._files.setdefault(lines, []).append(place)
            if _is_test(place):
                self._tests.append(place)
        for lines, places in self._files.items():
            for word in set(_WORD.findall(lines)):
                self._statements.setdefault(word, []).append(lines)
            if _FROM_DOTS.search(lines):
                self._dotted += places

    def naming(self, place: str) -> Iterable[str]:
        """The files that may import the module at a place, in a fixed order."""
        folder, _, name = place.rpartition(os.sep)
        found: dict[str, None] = {}
        if name == "__init__.py" or not name.endswith(".py"):
            folder, name = (folder if name == "__init__.py" else place), ""
            inside = folder + os.sep
            found = dict.fromkeys(p for p in self._dotted if p.startswith(inside))
        if name == "conftest.py":
            found.update(dict.fromkeys(self._tests))
        word = (name.removesuffix(".py") or os.path.basename(folder)).encode(errors="surrogateescape")
        for lines in self._statements.get(word, ()):
            found.update(dict.fromkeys(self._files[lines]))
        return found


@cache
def _above(folder: str, count: int) -> tuple[str, ...]:
    """A folder and as many of those above it."""
    found = [folder]
    for _ in range(count):
        found.append(os.path.dirname(found[-1]))
    return tuple(found)


def _is_test(place: str) -> bool:
    name = place[place.rfind(os.sep) + 1 :]
    return name.startswith("test_") or name.endswith("_test.py")


_IN_FRONT = (b"sys.path.insert(", b"sys.path[", b"sys.path =", b"sys.path=")
_AT_END = (b"sys.path.append(", b"sys.path.extend(", b"sys.path +", b"addsitedir(")


def _reachable(start: Iterable[str], edges: Edges, within: set[str] | None = None) -> set[str]:
    found = set(start)
    pending = list(found)
    while pending:
        for place in edges(pending.pop()):
            if place not in found and (within is None or place in within):
                found.add(place)
                pending.append(place)
    return found


def _parts(places: list[str]) -> list[list[str]]:
    return [places[i : i + MAX_PROGRAM] for i in range(0, len(places), MAX_PROGRAM)]
