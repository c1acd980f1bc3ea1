"""Finds the modules of a project on disk, as Python would."""

from __future__ import annotations

import os
import sys
from collections.abc import Container, Iterable, Mapping, Sequence

from migrator.sources.files import bytes_of

MARKERS = frozenset({".git", "pyproject.toml", "setup.py", "setup.cfg"})
"""Entries that only the top folder of a project has."""

MAX_LEVELS = 12
"""How far above a file its project's top folder is looked for."""

MAX_FOLDERS = 5_000
"""Folders of a project that are looked into for several modules of one name."""

NOT_OURS = frozenset({"site-packages", "node_modules", "__pycache__", "venv", "build", "dist"})
"""Folders of a project whose modules are not its own."""

INSTALLED = frozenset(
    """numpy scipy pandas matplotlib sklearn torch tensorflow keras jax gym gymnasium PIL cv2 h5py yaml requests tqdm
    seaborn statsmodels theano chainer mxnet nltk librosa""".split()
)
"""Libraries whose name on a mere folder of a project does not make it that library."""


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
        self._whole: dict[str, bool] = {}
        self._installed: dict[str, frozenset[str]] = {}

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

    def has_only(self, folder: str, files: Container[str]) -> bool:
        """Whether all modules in and below a folder are among the files."""
        if folder not in self._whole:
            self._whole[folder] = not os.path.islink(folder) and all(
                self.has_only(f"{folder}{os.sep}{name}", files)
                if is_folder
                else not name.endswith(".py") or f"{folder}{os.sep}{name}" in files
                for name, is_folder in self._listing(folder).items()
                if not is_folder or (name.isidentifier() and name != "__pycache__")
            )
        return self._whole[folder]

    def _absolute(self, folder: str, top: str) -> str | None:
        """The module of that name in the importing file's folder, or in the only one of the other roots that has it.

        In a regular package its own folder counts like any other: it depends on how the program is started. What was
        installed is a library for everything but itself.
        """
        if top in sys.stdlib_module_names:
            return None
        found = {
            root: place
            for root in self._roots_of(folder)
            if (place := self._descend(root, [top])) is not None
            and (top not in self._installed_in(root) or f"{folder}{os.sep}".startswith(f"{root}{os.sep}{top}{os.sep}"))
        }
        files = {root: place for root, place in found.items() if place.endswith(".py")}
        found = files or ({} if top in INSTALLED else found)
        if folder in found and "__init__.py" not in self._listing(folder):
            return found[folder]
        places = set(found.values())
        return places.pop() if len(places) == 1 else None

    def _installed_in(self, folder: str) -> frozenset[str]:
        """The modules and packages that were installed in a folder: their installer left a record of each file."""
        if folder not in self._installed:
            records = [name for name in self._listing(folder) if name.endswith(".dist-info")]
            found: set[bytes] = set()
            for name in records:
                lines = (bytes_of(os.path.join(folder, name, "RECORD")) or b"").split(b"\n")
                found |= {line.partition(b"/")[0] for line in lines}
            tops = (name.partition(b",")[0].decode(errors="replace").removesuffix(".py") for name in found)
            self._installed[folder] = frozenset(tops)
        return self._installed[folder]

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
