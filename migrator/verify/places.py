"""Where a program is verified: two copies of its project, one of them migrated, and the folders of the runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrator.findings import FileResult
from migrator.migration import migrate_program
from migrator.settings import Settings
from migrator.verify.engines import VerifyError

MAX_BYTES = 2_000_000_000
_LEFT_OUT = {
    ".git",
    ".hg",
    ".svn",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".nox",
    "node_modules",
}


@dataclass(frozen=True)
class Request:
    """A program to verify: its file, the folder of all that it needs, the folder in which it is run, and how.

    `eras` are the older releases of Keras whose spellings Keras 2 takes besides its own. `migrated` is the program
    after a migration made elsewhere, with `migrated_project`; without it the project is migrated here.
    """

    program: Path
    project: Path
    cwd: Path
    arguments: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    name: str = ""
    migrated: Path | None = None
    migrated_project: Path | None = None


@dataclass(frozen=True)
class Left:
    """What a migration leaves to a person: the rule, the place in the migrated copy, and what it says."""

    code: str
    path: str
    line: int
    message: str


def files_below(project: Path) -> Iterator[Path]:
    """The files that a copy of a project takes along: no repositories, caches and virtual environments."""
    seen: set[str] = set()
    for folder, names, files in os.walk(project, followlinks=True):
        names[:] = [
            name for name in sorted(names) if name not in _LEFT_OUT and _is_new(os.path.join(folder, name), seen)
        ]
        yield from (Path(folder, name) for name in files)


def _is_new(folder: str, seen: set[str]) -> bool:
    """Whether a folder is none that was there under another name, and no virtual environment."""
    place = os.path.realpath(folder)
    if place in seen or os.path.exists(os.path.join(folder, "pyvenv.cfg")):
        return False
    seen.add(place)
    return True


def check_size(project: Path) -> None:
    """Refuse a project that is too large to be copied. Raises `VerifyError`."""
    total = 0
    for file in files_below(project):
        total += file.lstat().st_size
        if total > MAX_BYTES:
            raise VerifyError(
                f"{project} has more than {MAX_BYTES // 10**9} GB, and each run works on a copy of it; name the folder"
                " of what the program needs with --project"
            )


def copy(project: Path, target: Path) -> None:
    """Copy a project. Links that lead nowhere, sockets and the like stay behind."""
    for file in files_below(project):
        place = target / file.relative_to(project)
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file():
            shutil.copy2(file, place)


def migrate(project: Path, program: Path, settings: Settings) -> tuple[list[Left], list[str]]:
    """Migrate a program in a copy of its project; return what is left to a person, and what could not be migrated."""
    left: list[Left] = []
    problems: list[str] = []
    for result in migrate_program(program, project, replace(settings, root=project), write=True):
        left += _left(result, project)
        if result.problem is not None:
            problems.append(f"{os.path.relpath(result.path, project)}: {result.problem.message}")
    return left, problems


def _left(result: FileResult, project: Path) -> Iterator[Left]:
    place = os.path.relpath(result.path, project)
    for finding in result.findings:
        if not finding.applied:
            yield Left(finding.code, place, finding.range.line, finding.message)
