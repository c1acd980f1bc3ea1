"""Which Python files and notebooks a run is about: the named ones, and those below folders that git does not ignore.

Lazy: holds the entries of one folder per level of depth, never the whole tree. Opens no Python file.
"""

from __future__ import annotations

import heapq
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.sources.document import DOCS, SUFFIXES
from migrator.sources.gitignore import IgnoreRules

SKIPPED_FOLDERS = (
    ".direnv/ .eggs/ .git/ .hg/ .ipynb_checkpoints/ .keras_migrate_cache/ .mypy_cache/ .nox/ .pytest_cache/ "
    ".ruff_cache/ .svn/ .tox/ .venv/ __pycache__/ __pypackages__/ build/ dist/ node_modules/ site-packages/ venv/"
)
"""Folders that hold no code of the user's own. A virtual environment of any other name is known by its pyvenv.cfg."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A place that the user named, or a folder on the way, that cannot be looked at."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Applied:
    """Ignore rules and the folder that their patterns are relative to: its real path, with a slash at its end."""

    base: str
    rules: IgnoreRules

    def verdict(self, real: str, folder: bool) -> bool | None:
        subject = os.fsencode(real[len(self.base) :]).replace(os.fsencode(os.sep), b"/")
        return self.rules.verdict(subject + b"/" if folder else subject)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder under way: as the user would write it, as the file system knows it, and the rules for its entries."""

    path: Path
    real: str
    ignores: tuple[_Applied, ...]


def discover(
    paths: Sequence[Path],
    *,
    exclude: Sequence[str] = (),
    root: Path | None = None,
    docs: bool = False,
    suffixes: tuple[str, ...] | None = None,
) -> Iterator[Path | Unreachable]:
    """The Python files at and below `paths`, each once, sorted by path.

    A file in `paths` is taken whatever it is called and whatever is excluded. Folders are walked without following
    links to folders, as git does. `exclude` are patterns in the language of .gitignore, relative to `root`, or to the
    folder that is walked where there is no `root` around it. With `docs`, Markdown and reStructuredText are found, too.
    With `suffixes`, files of those names are found instead, ignored by git or not: what git ignores is no code, but may
    well be a saved model.
    """
    named: dict[str, Path] = {}
    for path in paths:
        named.setdefault(os.path.realpath(path), path)
    wanted = suffixes or ((*SUFFIXES, *DOCS) if docs else SUFFIXES)
    walk = _Walk(named, exclude, root, wanted, ignoring=suffixes is None)
    files: list[Path | Unreachable] = []
    walks: list[Iterator[Path | Unreachable]] = []
    for real, path in named.items():
        kind = _kind(path)
        if kind == "folder":
            walks.append(walk.below(path, real))
        else:
            files.append(path if kind == "file" else Unreachable(path, kind))
    yield from heapq.merge(sorted(files, key=_order), *walks, key=_order)


def _order(found: Path | Unreachable) -> tuple[str, ...]:
    return (found.path if isinstance(found, Unreachable) else found).parts


def _kind(path: Path) -> str:
    """`file`, `folder`, or why the path is neither."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return _reason(error)
    if stat.S_ISREG(mode):
        return "file"
    return "folder" if stat.S_ISDIR(mode) else "not a regular file; pipe the source into `keras-migrate -` instead"


def _reason(error: OSError) -> str:
    message = error.strerror or str(error)
    return message[:1].lower() + message[1:]


class _Walk:
    """The walks of one run: what they share is what each must leave to another."""

    def __init__(
        self,
        named: Mapping[str, Path],
        exclude: Sequence[str],
        root: Path | None,
        suffixes: tuple[str, ...],
        *,
        ignoring: bool,
    ) -> None:
        self._named = named
        self._ignoring = ignoring
        self._suffixes = suffixes
        self._excluded = IgnoreRules([*map(os.fsencode, SKIPPED_FOLDERS.split()), *map(os.fsencode, exclude)])
        self._root = _with_slash(os.path.realpath(root)) if root else None
        self._linked: set[str] = set()

    def below(self, path: Path, real: str) -> Iterator[Path | Unreachable]:
        """The Python files below the folder `path`, sorted, without what is named on its own."""
        base = _with_slash(real)
        outer = self._root if self._root and base.startswith(self._root) else base
        excluded = _Applied(outer, self._excluded)
        top = _Folder(path, real, _rules_above(real) if self._ignoring else ())
        pending: list[Iterator[_Folder | Path | Unreachable]] = [self._entries(top, excluded, is_top=True)]
        while pending:
            found = next(pending[-1], None)
            if found is None:
                pending.pop()
            elif isinstance(found, _Folder):
                pending.append(self._entries(found, excluded))
            else:
                yield found

    def _entries(
        self, folder: _Folder, excluded: _Applied, *, is_top: bool = False
    ) -> Iterator[_Folder | Path | Unreachable]:
        """The folders to enter and the files to take in `folder`, sorted by name."""
        try:
            with os.scandir(folder.path) as listing:
                special, entries = _sort_out(listing, self._suffixes)
        except OSError as error:
            yield Unreachable(folder.path, f"cannot be listed: {_reason(error)}")
            return
        if "pyvenv.cfg" in special and not is_top:
            return
        ignores = _rules_here(folder, special) if self._ignoring else ()
        for entry in entries:
            real = os.path.join(folder.real, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if real in self._named or _ignored(real, is_folder, (*ignores, excluded)):
                continue
            if is_folder:
                yield _Folder(folder.path / entry.name, real, ignores)
            elif entry.is_file(follow_symlinks=False) or self._leads_elsewhere(entry):
                yield folder.path / entry.name

    def _leads_elsewhere(self, entry: os.DirEntry[str]) -> bool:
        """Whether `entry` is a link to a file that this run does not come to on another way."""
        target = os.path.realpath(entry.path)
        if target in self._linked or target in self._named or not os.path.isfile(target):
            return False
        if target.endswith(self._suffixes) and any(target.startswith(_with_slash(real)) for real in self._named):
            return False
        self._linked.add(target)
        return True


def _sort_out(
    listing: Iterator[os.DirEntry[str]], suffixes: tuple[str, ...]
) -> tuple[set[str], list[os.DirEntry[str]]]:
    """The names in a folder that say something about it, and its sub-folders and Python files, sorted."""
    special: set[str] = set()
    entries: list[os.DirEntry[str]] = []
    for entry in listing:
        if entry.name in (".git", "pyvenv.cfg") or (entry.name == ".gitignore" and _is_file(entry)):
            special.add(entry.name)
        elif entry.name.endswith(suffixes) or entry.is_dir(follow_symlinks=False):
            entries.append(entry)
    return special, sorted(entries, key=lambda entry: entry.name)


def _is_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def _ignored(real: str, folder: bool, ignores: Sequence[_Applied]) -> bool:
    """Whether the last rules that speak of a path say that it is ignored; the nearest rules come last."""
    verdicts = (applied.verdict(real, folder) for applied in reversed(ignores))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _rules_above(real: str) -> tuple[_Applied, ...]:
    """The rules that the folders above the folder `real` hold for it, up to the root of its git repository."""
    if os.path.lexists(os.path.join(real, ".git")):
        return ()
    above: list[str] = []
    folder = os.path.dirname(real)
    while not os.path.lexists(os.path.join(folder, ".git")):
        above.append(folder)
        if folder == os.path.dirname(folder):
            return ()  # no repository around: nothing above the folder that the user named speaks of it
        folder = os.path.dirname(folder)
    shared = ((place, os.path.join(place, ".gitignore")) for place in (folder, *reversed(above)))
    found = ((place, _read(file)) for place, file in ((folder, _exclude_file(folder)), *shared))
    return tuple(_Applied(_with_slash(place), rules) for place, rules in found if rules)


def _rules_here(folder: _Folder, special: set[str]) -> tuple[_Applied, ...]:
    """The rules for the entries of `folder`. A repository inside another one knows only its own."""
    ignores = folder.ignores
    base = _with_slash(folder.real)
    if ".git" in special:
        rules = _read(_exclude_file(folder.real))
        ignores = (_Applied(base, rules),) if rules else ()
    if ".gitignore" in special and (rules := _read(os.path.join(folder.real, ".gitignore"))):
        ignores = (*ignores, _Applied(base, rules))
    return ignores


def _exclude_file(repository: str) -> str:
    """Where the repository keeps the ignore rules that it does not share; in a work tree `.git` is a file (gitlink)."""
    git = os.path.join(repository, ".git")
    if os.path.isfile(git):
        git = os.path.join(repository, _first_line(git).removeprefix("gitdir:").strip())
        git = os.path.join(git, _first_line(os.path.join(git, "commondir")).strip())
    return os.path.join(git, "info", "exclude")


def _first_line(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as stream:
            return stream.readline()
    except OSError:
        return ""


def _read(file: str) -> IgnoreRules | None:
    """The rules of an ignore file; None where there is none to read (git too looks past what is not a plain file)."""
    try:
        if not stat.S_ISREG(os.lstat(file).st_mode):
            return None
        with open(file, "rb") as stream:
            return IgnoreRules.parse(stream.read())
    except OSError:
        return None


def _with_slash(folder: str) -> str:
    return os.path.join(folder, "")
