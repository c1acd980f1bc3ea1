"""What a project's own dependencies say of the Keras 3 that it runs on. Reads files of the project's folder, runs none.

pyproject.toml (`dependencies`, optional ones, dependency groups, Poetry's), requirements*.txt, requirements/*.txt,
setup.cfg and environment.yml are read. What cannot be read says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from migrator.keras_api.releases import TENSORFLOW
from migrator.keras_api.versions import KERAS_3, Version, minor_version

_TENSORFLOWS = frozenset({"tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tensorflow-intel"})
_OLD_KERAS = frozenset((2, minor) for minor in range(16))
_OLD_TENSORFLOW = frozenset({*((1, minor) for minor in range(16)), *((2, minor) for minor in range(16))})
_REQUIREMENT = re.compile(r"\s*([A-Za-z][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?\s*([^;#)@]*)")
_CLAUSE = re.compile(r"(===|==|~=|!=|>=|<=|>|<|=|\^|~)?\s*v?(\d+(?:\.\d+)*)(\.\*)?\w*$")


@dataclass(frozen=True, slots=True)
class Pin:
    """The lowest and the highest version of Keras 3 that a project's dependencies admit, and the lines that say so."""

    lowest: Version
    highest: Version
    reason: str


def pinned_version(folder: Path) -> Pin | None:
    """The Keras 3 that the dependencies of the project in `folder` admit: what is migrated has to run there.

    None where they say nothing: a dependency that admits Keras 2 and the newest Keras 3 as well was not written with
    one of them in mind.
    """
    admitted: frozenset[Version] = frozenset(KERAS_3)
    reasons: list[str] = []
    for file, text in _requirements(folder):
        versions = _admitted(text)
        if versions is not None:
            reasons.append(f"{file}: {text}")
            # Dependencies that exclude each other are for different set-ups.
            admitted = admitted & versions or admitted | versions
    return Pin(min(admitted), max(admitted), "; ".join(reasons)) if reasons else None


def _admitted(requirement: str) -> frozenset[Version] | None:
    """The minor versions of Keras 3 that a requirement admits; None where it says nothing of Keras 3."""
    match = _REQUIREMENT.match(requirement)
    if match is None:
        return None
    name, clauses = re.sub(r"[-_.]+", "-", match[1]).lower(), match[2]
    if name == "keras":
        new = {version: version for version in KERAS_3}
        return _decided(clauses, _OLD_KERAS, new)
    if name in _TENSORFLOWS:
        lowest = {minor_version(minor): minor_version(keras) for minor, keras in TENSORFLOW.items()}
        bound = _decided(clauses, _OLD_TENSORFLOW, lowest)
        return frozenset(v for v in KERAS_3 if v >= min(bound)) if bound else None
    return None


def _decided(clauses: str, old: frozenset[Version], new: dict[Version, Version]) -> frozenset[Version] | None:
    """What the `new` versions that clauses admit stand for; None where there are none, or all is admitted."""
    admits = _reader(clauses)
    if admits is None:
        return None
    found = {version for version in new if admits(version)}
    says_nothing = max(new) in found and any(admits(version) for version in old)
    return frozenset(new[v] for v in found) if found and not says_nothing else None


@cache
def _reader(clauses: str) -> Callable[[Version], bool] | None:
    """Whether some release of a minor version meets all clauses; None where there are none or one is not understood."""
    tests = []
    for clause in re.split(r"[,\s]+", re.sub(r"(?<=[=~!<>^])\s+", "", clauses.strip())):
        match = _CLAUSE.fullmatch(clause)
        if match is None:
            return None
        tests.append((match[1] or "==", tuple(int(p) for p in match[2].split(".")), bool(match[3])))
    patches = {p for _, given, _ in tests for p in (0, 1, *given[2:3], *(n + 1 for n in given[2:3]))} | {99}

    def admits(version: Version) -> bool:
        return any(all(_meets((*version, patch), *test) for test in tests) for patch in patches)

    return admits


def _meets(release: tuple[int, ...], operator: str, given: tuple[int, ...], star: bool) -> bool:
    """Whether a release meets one clause. `=` is conda's, `^` and a lone `~` are Poetry's."""
    full = (*given, 0, 0)[:3]
    if operator in {"==", "===", "="} and (star or operator == "="):
        return release[: len(given)] == given
    if operator in {"==", "==="}:
        return release == full
    if operator == "!=":
        return release[: len(given)] != given if star else release != full
    if operator == "~=":
        return release >= full and release[: len(given) - 1] == given[:-1]
    if operator == "~":
        return release >= full and release[: min(len(given), 2)] == given[:2]
    if operator == "^":
        return release >= full and release[0] == given[0]
    return {">=": release >= full, "<=": release <= full, ">": release > full, "<": release < full}[operator]


# The files.


def _requirements(folder: Path) -> Iterator[tuple[str, str]]:
    """The requirements of the project: the file's name, and the requirement as it stands there."""
    names = ("pyproject.toml", "setup.cfg", "environment.yml", "environment.yaml")
    files = [folder / name for name in names]
    files += sorted(folder.glob("requirements*.txt")) + sorted(folder.glob("requirements/*.txt"))
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if "keras" in text.lower() or "tensorflow" in text.lower():
            for line in _READERS.get(file.suffix, _of_lines)(text):
                yield file.name, line


def _of_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        stripped = line.partition("#")[0].strip()
        if stripped and not stripped.startswith("-"):
            yield stripped


def _of_environment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        match = re.match(r"\s*-\s+[\"']?(?:[\w.-]+::)?([^\"'#]+)", line)
        if match is not None:
            yield match[1].strip()


def _of_setup_cfg(text: str) -> Iterator[str]:
    import configparser

    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    yield from _of_lines(parser.get("options", "install_requires", fallback=""))
    if parser.has_section("options.extras_require"):
        for value in parser["options.extras_require"].values():
            yield from _of_lines(value)


def _of_pyproject(text: str) -> Iterator[str]:
    import tomllib

    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    project = _table(content, "project")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    for items in (*lists, *_table(content, "dependency-groups").values()):
        yield from (item for item in items if isinstance(item, str)) if isinstance(items, list) else ()
    poetry = _table(_table(content, "tool"), "poetry")
    groups = [_table(group, "dependencies") for group in _table(poetry, "group").values() if isinstance(group, dict)]
    for table in (_table(poetry, "dependencies"), *groups):
        for name, value in table.items():
            version = value.get("version") if isinstance(value, dict) else value
            if isinstance(version, str):
                yield f"{name} {version}"


def _table(content: dict[str, object], key: str) -> dict[str, object]:
    value = content.get(key)
    return value if isinstance(value, dict) else {}


_READERS: dict[str, Callable[[str], Iterator[str]]] = {
    ".toml": _of_pyproject,
    ".cfg": _of_setup_cfg,
    ".yml": _of_environment,
    ".yaml": _of_environment,
}
