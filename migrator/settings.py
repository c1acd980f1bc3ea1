"""The settings of a run: the command line over `[tool.keras-migrate]` in pyproject.toml over the defaults.

Reads configuration, never the user's code, and knows no rule: whether a code exists is for the command line to check.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.errors import UserError
from migrator.keras_api.versions import KERAS_3, NEWEST, Version, minor_version, spelled

TABLE = "keras-migrate"
CACHE = ".keras_migrate_cache"
"""The folder of a project that holds what checks have found."""
KEYS = ("select", "ignore", "unsafe-fixes", "exclude", "target-version")


class SettingsError(UserError):
    """The configuration cannot be used; the message names the file and the key, in one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may do. Code prefixes (`KER3`) select rules; an empty `select` means every rule but opt-in ones."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    exclude: tuple[str, ...] = ()
    """Patterns of more files and folders to skip, as in .gitignore, relative to `root`."""
    root: Path | None = None
    """The folder of pyproject.toml; without one, `exclude` is relative to the folder that is walked."""
    backend: str | None = None
    """The Keras backend that the environment selects: see `selected_backend`."""
    target: Version | None = None
    """The lowest minor version of Keras 3 that the migrated program has to run on; None: the newest that is known."""
    latest: Version | None = None
    """The highest, where that is another."""
    rewrite: bool = True
    """Whether the migrated text is wanted; a check asks only whether there would be one."""
    docs: bool = False
    """Whether folders are searched for Markdown and reStructuredText, too."""
    todo: bool = False
    """Whether what is left to a person gets a comment in the code."""
    with_edits: bool = False
    """Whether each finding carries the text edits that it stands for."""

    def selects(self, code: str) -> bool:
        """Whether the rule `code` takes part: the longest matching prefix wins, `ignore` wins a tie."""
        chosen = max((len(p) for p in self.select if code.startswith(p)), default=-1 if self.select else 0)
        dropped = max((len(p) for p in self.ignore if code.startswith(p)), default=-1)
        return chosen > dropped

    def names(self, code: str) -> bool:
        """Whether `select` has the whole code of a rule, which opt-in rules need."""
        return code in self.select

    @property
    def target_version(self) -> Version:
        """The lowest minor version of Keras 3 that the migrated program has to run on."""
        return self.target or NEWEST

    @property
    def latest_version(self) -> Version:
        """The highest minor version of Keras 3 that the migrated program has to run on."""
        return self.latest or self.target_version

    def overridden(
        self,
        *,
        select: tuple[str, ...] | None = None,
        ignore: tuple[str, ...] | None = None,
        unsafe_fixes: bool | None = None,
        target: Version | None = None,
    ) -> Settings:
        """These settings with what the command line says (None: nothing). A `select` there starts anew."""
        if select is not None:
            result = replace(self, select=select, ignore=ignore or ())
        else:
            result = self if ignore is None else replace(self, ignore=ignore)
        if unsafe_fixes is not None:
            result = replace(result, unsafe_fixes=unsafe_fixes)
        return result if target is None else replace(result, target=target)


def settings_for(start: Path) -> Settings:
    """The settings of the nearest pyproject.toml in or above the folder of `start`, or the defaults.

    Raises `SettingsError`.
    """
    file = find_pyproject(start)
    return read_pyproject(file) if file else Settings()


def project_folder(start: Path) -> Path:
    """The folder of the nearest pyproject.toml or repository in or above `start`, or the folder of `start`."""
    place = Path(os.path.abspath(start))
    marks = ("pyproject.toml", ".git")
    found = (f for f in (place, *place.parents) if any(os.path.exists(os.path.join(f, mark)) for mark in marks))
    return next(found, place if place.is_dir() else place.parent)


def find_pyproject(start: Path) -> Path | None:
    """The nearest pyproject.toml in `start`, if it is a folder, or above it."""
    place = Path(os.path.abspath(start))
    candidates = (folder / "pyproject.toml" for folder in (place, *place.parents))
    return next((file for file in candidates if os.path.isfile(file)), None)


def read_pyproject(file: Path) -> Settings:
    """The settings in `[tool.keras-migrate]` of `file`. Raises `SettingsError`."""
    import tomllib  # only a project with a pyproject.toml pays for it

    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: is not UTF-8 text, as TOML must be") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{file}: is not valid TOML: {error}") from error
    tools = _table(file, "tool", content.get("tool", {}))
    table = _table(file, f"tool.{TABLE}", tools.get(TABLE, {}))
    unknown = next((key for key in table if key not in KEYS), None)
    if unknown is not None:
        raise SettingsError(f"{file}: [tool.{TABLE}] has no key {unknown!r}{_closest(unknown)}")
    return Settings(
        select=_strings(file, table, "select"),
        ignore=_strings(file, table, "ignore"),
        unsafe_fixes=_flag(file, table, "unsafe-fixes"),
        exclude=_strings(file, table, "exclude"),
        target=_target(file, table),
        root=file.parent,
    )


def target_version(text: str) -> Version:
    """The minor version of Keras 3 in `3.4` or `3.4.1`. Raises ValueError with what is possible instead."""
    possible = f"Keras {spelled(KERAS_3[0])} to {spelled(KERAS_3[-1])}"
    try:
        version = minor_version(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a version such as {spelled(NEWEST)} ({possible} are known)") from error
    if version not in KERAS_3:
        raise ValueError(f"{text} is not among the versions that are known: {possible}")
    return version


def _target(file: Path, table: Mapping[str, object]) -> Version | None:
    value = table.get("target-version")
    if value is None:
        return None
    if not isinstance(value, str):
        raise SettingsError(f'{file}: [tool.{TABLE}] target-version must be a string such as "{spelled(NEWEST)}"')
    try:
        return target_version(value)
    except ValueError as error:
        raise SettingsError(f"{file}: [tool.{TABLE}] target-version: {error}") from error


def _table(file: Path, name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise SettingsError(f"{file}: [{name}] must be a table")
    return value


def _strings(file: Path, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{file}: [tool.{TABLE}] {key} must be a list of strings")
    return tuple(value)


def _flag(file: Path, table: Mapping[str, object], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise SettingsError(f"{file}: [tool.{TABLE}] {key} must be true or false")
    return value


def _closest(unknown: str) -> str:
    """What the user may have meant, as the end of a message."""
    import difflib

    near = difflib.get_close_matches(unknown.replace("_", "-"), KEYS, n=1)
    return f"; did you mean {near[0]!r}?" if near else f" (it knows {', '.join(KEYS)})"


def selected_backend(environment: Mapping[str, str]) -> str | None:
    """The backend that Keras 3 would take: KERAS_BACKEND, else that of keras.json in KERAS_HOME or ~/.keras.

    Source: Keras 3 `src/backend/config.py`. None where neither says anything.
    """
    if backend := environment.get("KERAS_BACKEND"):
        return backend
    home = environment.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    try:
        with open(os.path.join(home, "keras.json"), encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    import json

    try:
        config = json.loads(text)
    except ValueError:
        return None
    backend = config.get("backend") if isinstance(config, dict) else None
    return backend if isinstance(backend, str) else None
