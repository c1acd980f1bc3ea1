"""Configurations as text: JSON, and the YAML that Keras wrote until 2.5; and as a person reads them."""

from __future__ import annotations

import json
from typing import Any

from migrator.models.limits import MAX_CONFIGURATION, ModelFileError, check_extent
from migrator.models.notes import Path

_SHORT = 100
"""A list or an object that is no longer than this stands on one line."""


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises `ModelFileError`."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ModelFileError("its JSON is nested too deeply") from error
    except ValueError as error:
        raise ModelFileError(f"is not valid JSON: {error}"[:200]) from error
    check_extent(value)
    return value


def parse_yaml(text: str) -> Any:
    """The value of a YAML text of plain values; tuples are lists. Raises `ModelFileError`; makes no Python object."""
    try:
        import yaml
    except ImportError as error:
        raise ModelFileError("needs PyYAML: pip install 'keras-migrate[models]'") from error

    class Loader(yaml.SafeLoader):  # type: ignore[misc]  # its module has no types
        """Plain values, and the tuples that Keras wrote."""

    def sequence(loader: Any, node: Any) -> list[Any]:
        return list(loader.construct_sequence(node, deep=True))

    Loader.add_constructor("tag:yaml.org,2002:python/tuple", sequence)
    try:
        value = yaml.load(text, Loader)  # a SafeLoader with one more plain type
    except RecursionError as error:
        raise ModelFileError("its YAML is nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ModelFileError(f"is not YAML of plain values: {' '.join(str(error).split())}"[:200]) from error
    check_extent(value)
    return value


def decoded(data: bytes) -> str:
    """The text of a configuration file. Raises `ModelFileError`."""
    if len(data) > MAX_CONFIGURATION:
        raise ModelFileError(f"has more than {MAX_CONFIGURATION:,} bytes, too many for a configuration")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ModelFileError("is not UTF-8 text") from error


def rendered(value: Any) -> tuple[str, dict[Path, int]]:
    """A value as indented JSON for a person, and the line (from 1) on which each part of it begins."""
    lines: list[str] = []
    places: dict[Path, int] = {}

    def write(item: Any, path: Path, indent: int, before: str, after: str) -> None:
        places[path] = len(lines) + 1
        margin = "  " * indent
        short = json.dumps(item)
        if len(short) <= _SHORT or not isinstance(item, (dict, list)) or not item:
            lines.append(f"{margin}{before}{short}{after}")
            return
        opening, closing = ("{", "}") if isinstance(item, dict) else ("[", "]")
        lines.append(f"{margin}{before}{opening}")
        entries = list(item.items()) if isinstance(item, dict) else list(enumerate(item))
        for number, (key, inner) in enumerate(entries):
            label = f"{json.dumps(key)}: " if isinstance(item, dict) else ""
            write(inner, (*path, key), indent + 1, label, "," if number < len(entries) - 1 else "")
        lines.append(f"{margin}{closing}{after}")

    write(value, (), 0, "", "")
    return "".join(f"{line}\n" for line in lines), places


def line_of(path: Path, places: dict[Path, int]) -> int:
    """The line of a part, or of the part around it that has one."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 1)
