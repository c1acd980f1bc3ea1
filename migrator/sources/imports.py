"""Which files of a project import which, from their bytes alone; and which files make up one program.

Knows how Python finds modules on disk. Never parses a file, and never runs one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

MARKERS = frozenset({".git", "pyproject.toml", "setup.py", "setup.cfg"})
"""Entries that only the top folder of a project has."""

MAX_LEVELS = 12
"""How far above a file its project's top folder is looked for."""

MAX_FOLDERS = 5_000
"""Folders of a project that are looked into for several modules of one name."""

NOT_OURS = frozenset({"site-packages", "node_modules", "__pycache__", "venv", "build", "dist"})
"""Folders of a project whose modules are not its own."""

CONFTEST_LEVELS = range(1, 5)
"""Where the fixtures of a test may stand: in the `conftest.py` of its folder, and of those above."""

MAX_PROGRAM = 1_500
"""Files of one program; larger ones are taken in parts, so that memory is bounded."""

METHODS = (b"reset_states", b".fit(", b".evaluate(", b".predict(")
"""What a file without the name of Keras may do to a model that it is handed."""

INSTALLED = frozenset(
    """numpy scipy pandas matplotlib sklearn torch tensorflow keras jax gym gymnasium PIL cv2 h5py yaml requests tqdm
    seaborn statsmodels theano chainer mxnet nltk librosa""".split()
)
"""Libraries whose name on a mere folder of a project does not make it that library."""


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement: the dots in front, the dotted name, and the names taken from it (none for `import x`)."""

    level: int
    name: str
    taken: tuple[str, ...] = ()


def scan(data: bytes) -> Iterator[Import]:
    """What the bytes of a Python file look as if they import. Text in strings and comments may look like it, too."""
    for lines in statements(data):
        yield from imported(lines)


def statements(data: bytes) -> Iterator[bytes]:
    """The lines that have the word `import`, each with those that belong to it, as far as they can be a statement."""
    at = data.find(b"import")
    while at >= 0:
        start = data.rfind(b"\n", 0, at) + 1
        end = _end_of_line(data, at)
        while data[end - 2 : end].rstrip(b"\r").endswith(b"\\") and end < len(data):
            end = _end_of_line(data, end + 1)
        opened = data.find(b"(", at, end)
        if opened >= 0:
            closed = data.find(b")", opened, opened + MAX_NAMES)
            end = max(end, _end_of_line(data, closed if closed >= 0 else min(opened + MAX_NAMES, len(data))))
        yield data[start : min(end, start + 2 * MAX_NAMES)]
        at = data.find(b"import", end)


def _end_of_line(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    return end if end >= 0 else len(data)


MAX_NAMES = 32_768
"""Bytes between parentheses that may be names that are imported."""


def imported(lines: bytes) -> tuple[Import, ...]:
    """What some lines import."""
    return _remembered(lines) if len(lines) <= MAX_NAME else tuple(_imported(lines))


@lru_cache(4_000)
def _remembered(lines: bytes) -> tuple[Import, ...]:
    """The same lines are in many files."""
    return tuple(_imported(lines))


def _imported(data: bytes) -> Iterator[Import]:
    at = data.find(b"import")
    while at >= 0:
        if data[at + 6 : at + 7] in SPACE:
            start = data.rfind(b"\n", 0, at) + 1
            before = data[start:at].strip()
            if before.startswith(b"from ") or b" from " in before or b";from " in before:
                yield from _from(before[before.rfind(b"from ") + 5 :], _rest(data, at + 6))
            elif not before or before.endswith((b":", b";")):
                for part in _rest(data, at + 6).split(b","):
                    name = part.split()[:1]
                    if name and _is_dotted(name[0]):
                        yield Import(0, name[0].decode())
        elif data.startswith(b"import_module(", at):
            yield from _named(data[at + 14 : at + 14 + MAX_NAME].lstrip())
        at = data.find(b"import", _end_of_names(data, at + 6))


def _end_of_names(data: bytes, at: int) -> int:
    """Where the names end that stand between parentheses right behind `import`; else the place itself."""
    opened = data[at : at + 2].lstrip().startswith(b"(")
    return max(at, data.find(b")", at)) if opened else at


SPACE = (b" ", b"\t", b"(", b"\\")
"""What may stand behind the word `import`."""


MAX_NAME = 200
"""Bytes of an argument of `import_module` that may be a name, and of lines that are remembered."""


def _named(argument: bytes) -> Iterator[Import]:
    """`import_module("a.b")`."""
    name, _, _ = argument[1:].partition(argument[:1])
    bare = name.lstrip(b".")
    if argument[:1] in (b"'", b'"') and _is_dotted(bare):
        yield Import(len(name) - len(bare), bare.decode())


def _from(module: bytes, names: bytes) -> Iterator[Import]:
    name = module.strip()
    bare = name.lstrip(b".")
    if not bare or _is_dotted(bare):
        taken = tuple(p.split()[0].decode() for p in names.split(b",") if p.split() and _is_dotted(p.split()[0]))
        yield Import(len(name) - len(bare), bare.decode(), taken)


def _rest(data: bytes, at: int) -> bytes:
    """What is imported: to the end of the line, or between parentheses, without comments."""
    end = data.find(b"\n", at)
    while end >= 0 and data[end - 2 : end].rstrip(b"\r").endswith(b"\\"):
        end = data.find(b"\n", end + 1)
    line = data[at : end if end >= 0 else len(data)].replace(b"\\\r\n", b" ").replace(b"\\\n", b" ").strip()
    if line.startswith(b"("):
        at = data.find(b"(", at)
        end = data.find(b")", at)
        lines = data[at + 1 : max(end, 0)].split(b"\n")
        return b",".join(line.partition(b"#")[0].strip().rstrip(b",") for line in lines)
    return line.partition(b"#")[0].partition(b";")[0].strip()


def _is_dotted(name: bytes) -> bool:
    return name.isascii() and all(part.isidentifier() for part in name.decode().split("."))


class ModuleFinder:
    """Finds modules as Python would, for scripts run in their own folder and packages installed or run from the top.

    Places are real paths: of a file, or of a folder without `__init__.py` that serves as a package. `tops` are the
    folders that the user named: a project without a marker ends there.
    """

    def __init__(self, tops: Iterable[str] = ()) -> None:
        self._tops = frozenset(tops)
        self.extended: dict[str, bool] = {}
        """Files that run with a `sys.path` that the program has extended; whether their own folder is still the first
        that Python looks in."""
        self._everywhere: dict[str, Mapping[str, int]] = {}
        self._listings: dict[str, Mapping[str, bool]] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    def find(self, place: str, name: str, level: int) -> str | None:
        """The place of the module that the module at `place` imports as `name` behind `level` dots."""
        folder = self._folder(place)
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._descend(folder, name.split(".")) if name else self._package(folder)
        top, _, rest = name.partition(".")
        if place in self.extended and not (self.extended[place] and self._descend(folder, [top])):
            if self._count(folder, top) > 1:
                return None
        key = (folder, top)
        if key not in self._found:
            self._found[key] = self._absolute(folder, top)
        root = self._found[key]
        if root is None or not rest:
            return root
        return self._descend(self._folder(root), rest.split(".")) if self._is_package(root) else None

    def below(self, place: str, name: str) -> str | None:
        """The place of the module `name` in the package at `place`."""
        return self._descend(self._folder(place), [name]) if self._is_package(place) else None

    def package(self, place: str) -> str | None:
        """The place of the package that the module at `place` is part of, where that has code: its `__init__.py`."""
        folder = self._folder(place)
        if place.endswith("__init__.py") or not place.endswith(".py"):
            folder = os.path.dirname(folder)
        return os.path.join(folder, "__init__.py") if "__init__.py" in self._listing(folder) else None

    def _absolute(self, folder: str, top: str) -> str | None:
        """The module of that name in the importing file's folder, or in the only one of the other roots that has it.

        In a regular package its own folder counts like any other: it depends on how the program is started.
        """
        if top in sys.stdlib_module_names:
            return None
        found = {root: place for root in self._roots_of(folder) if (place := self._descend(root, [top])) is not None}
        files = {root: place for root, place in found.items() if place.endswith(".py")}
        found = files or ({} if top in INSTALLED else found)
        if folder in found and "__init__.py" not in self._listing(folder):
            return found[folder]
        places = set(found.values())
        return places.pop() if len(places) == 1 else None

    def _count(self, folder: str, top: str) -> int:
        """How many folders of the project of a file have a module of that name."""
        project = max((root for root in self._roots_of(folder) if folder.startswith(root)), key=lambda r: -len(r))
        if project not in self._everywhere:
            found: dict[str, int] = {}
            for number, (path, folders, files) in enumerate(os.walk(project)):
                folders[:] = [
                    n for n in folders if not n.startswith(".") and n not in NOT_OURS and number < MAX_FOLDERS
                ]
                names = [name[:-3] for name in files if name.endswith(".py")]
                for name in [*names, os.path.basename(path)] if names else ():
                    found[name] = found.get(name, 0) + 1
            self._everywhere[project] = found
        return self._everywhere[project].get(top, 0)

    def _roots_of(self, folder: str) -> tuple[str, ...]:
        """The folder of a file and those above it up to the top of its project, each with its `src` folder."""
        if folder not in self._roots:
            above = [folder]
            while len(above) < MAX_LEVELS and not MARKERS & self._listing(above[-1]).keys():
                parent = os.path.dirname(above[-1])
                if parent == above[-1]:
                    break
                above.append(parent)
            if not MARKERS & self._listing(above[-1]).keys():
                tops = [i for i, place in enumerate(above) if place in self._tops]
                above = above[: tops[0] + 1] if tops else above[:1]
            sources = [os.path.join(place, "src") for place in above if self._listing(place).get("src")]
            self._roots[folder] = (*above, *sources)
        return self._roots[folder]

    def _descend(self, folder: str, names: Sequence[str]) -> str | None:
        for name in names[:-1]:
            if not self._listing(folder).get(name):
                return None
            folder = f"{folder}{os.sep}{name}"
        name, entries = names[-1], self._listing(folder)
        inner = f"{folder}{os.sep}{name}"
        is_folder = entries.get(name, False)
        if is_folder and "__init__.py" in self._listing(inner):
            return f"{inner}{os.sep}__init__.py"
        if f"{name}.py" in entries:
            return f"{inner}.py"
        return self._package(inner) if is_folder else None

    def _package(self, folder: str) -> str | None:
        """The place of a folder as a package; None for a folder without Python files."""
        entries = self._listing(folder)
        if "__init__.py" in entries:
            return os.path.join(folder, "__init__.py")
        return folder if any(name.endswith(".py") or is_folder for name, is_folder in entries.items()) else None

    @staticmethod
    def _is_package(place: str) -> bool:
        return not place.endswith(".py") or place.endswith(f"{os.sep}__init__.py")

    @staticmethod
    def _folder(place: str) -> str:
        return place.rpartition(os.sep)[0] or os.sep if place.endswith(".py") else place

    def _listing(self, folder: str) -> Mapping[str, bool]:
        """The names in a folder, and whether each is a folder itself."""
        if folder not in self._listings:
            try:
                with os.scandir(folder) as entries:
                    self._listings[folder] = {e.name: e.is_dir() for e in entries}
            except OSError:
                self._listings[folder] = {}
        return self._listings[folder]


@dataclass(slots=True)
class Links:
    """The files of a run by what they import. Files enter with `add`; `programs` then tells which belong together."""

    finder: ModuleFinder
    read: Callable[[str], bytes | None]
    """The bytes of a file outside the run that a file of the run imports."""
    concerns: Callable[[bytes], bool]
    """Whether the bytes of a file can concern the tool by themselves."""
    imports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each place the places that it imports."""
    concerned: set[str] = field(default_factory=set)
    own: dict[str, None] = field(default_factory=dict)
    """The files of the run, in their order."""
    extending: dict[str, bool] = field(default_factory=dict)
    """Files that extend `sys.path`, and whether only at its end."""
    _using: dict[str, bool] = field(default_factory=dict)
    _folder: str = ""
    _found: dict[bytes, dict[str, None]] = field(default_factory=dict)
    """What lines import in the files of that folder."""

    def add(self, place: str, data: bytes) -> None:
        """A file of the run."""
        self.own[place] = None
        self._enter(place, data)

    def _enter(self, place: str, data: bytes) -> None:
        if b"sys.path" in data and any(change in data for change in (*_IN_FRONT, *_AT_END)):
            self.extending[place] = not any(change in data for change in _IN_FRONT)
        if self.concerns(data):
            self.concerned.add(place)
        found: dict[str, None] = {}
        for lines in statements(data):
            found.update(self._targets_of(place, lines))
        name = place[place.rfind(os.sep) + 1 :]
        for level in CONFTEST_LEVELS if name.startswith("test_") or name.endswith("_test.py") else ():
            found.update(dict.fromkeys(self._targets(place, Import(level, "conftest"))))
        self.imports[place] = tuple(found)

    def _targets_of(self, place: str, lines: bytes) -> dict[str, None]:
        """What some lines import; the same lines lead to the same places from all files of a folder."""
        folder = place[: place.rfind(os.sep)]
        if folder != self._folder:
            self._folder, self._found = folder, {}
        known = self._found.get(lines)
        if known is None:
            known = dict.fromkeys(p for statement in imported(lines) for p in self._targets(place, statement))
            if len(lines) <= MAX_NAME:
                self._found[lines] = known
        return known

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

    def programs(self) -> list[list[str]]:
        """The files of the run that concern the tool, in groups that have to be understood together.

        Those are files that concern it by themselves, those that import them, and those that any of these import; and
        of the latter, if they call what models have, the files that import them: they may be handed something else.
        In each group imported files come before those that import them; groups come in the order of the run.
        """
        pending = [p for places in list(self.imports.values()) for p in places if p not in self.imports]
        while pending:
            place = pending.pop()
            if place not in self.imports:
                data = self.read(place) if place.endswith(".py") else b""
                self._enter(place, data or b"")
                pending += [p for p in self.imports[place] if p not in self.imports]
        for place, at_end in self.extending.items():
            for other in _reachable({place}, self.imports):
                self.finder.extended[other] = at_end and other == place
        importers: dict[str, list[str]] = {}
        for place, places in self.imports.items():
            for imported in places:
                importers.setdefault(imported, []).append(place)
        roots: set[str] = set()
        grown = set(self.concerned)
        relevant: set[str] = set()
        while grown != roots:
            roots = grown
            relevant = _reachable(_reachable(roots, importers), self.imports)
            grown = roots | {place for place in relevant if place in roots or self._uses_models(place)}
        return [part for group in self._groups(relevant, importers) for part in _parts(self._in_order(group))]

    def _uses_models(self, place: str) -> bool:
        """Whether a file calls what models have: if it belongs to a program, it matters who calls it."""
        if place not in self._using:
            data = self.read(place)
            self._using[place] = data is not None and any(method in data for method in METHODS)
        return self._using[place]

    def _groups(self, relevant: set[str], importers: Mapping[str, Sequence[str]]) -> Iterator[set[str]]:
        done: set[str] = set()
        both = {p: (*self.imports.get(p, ()), *importers.get(p, ())) for p in relevant}
        for place in self.own:
            if place in relevant and place not in done:
                group = _reachable({place}, both, within=relevant)
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
                stack.append((start, iter(self.imports.get(start, ()))))
            while stack:
                place, rest = stack[-1]
                following = next((p for p in rest if p in group and p not in seen), None)
                if following is None:
                    order.append(place)
                    stack.pop()
                else:
                    seen.add(following)
                    stack.append((following, iter(self.imports.get(following, ()))))
        return [place for place in order if place in self.own]


_IN_FRONT = (b"sys.path.insert(", b"sys.path[", b"sys.path =", b"sys.path=")
_AT_END = (b"sys.path.append(", b"sys.path.extend(", b"sys.path +", b"addsitedir(")


def _reachable(start: Iterable[str], edges: Mapping[str, Sequence[str]], within: set[str] | None = None) -> set[str]:
    found = set(start)
    pending = list(found)
    while pending:
        for place in edges.get(pending.pop(), ()):
            if place not in found and (within is None or place in within):
                found.add(place)
                pending.append(place)
    return found


def _parts(places: list[str]) -> list[list[str]]:
    return [places[i : i + MAX_PROGRAM] for i in range(0, len(places), MAX_PROGRAM)]
