"""`.keras` files: archives of a configuration, weights and assets. Only the configuration is rewritten.

Nothing is unpacked to a place that the archive names. Members with odd names, links, and content that grows out of all
proportion are refused before they are read.
"""

from __future__ import annotations

import json
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrator.models.limits import MAX_CONFIGURATION, MAX_MEMBERS, MAX_RATIO, ModelFileError
from migrator.models.notes import Config
from migrator.models.text import decoded, parse_json

_CONFIG, _METADATA = "config.json", "metadata.json"
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Packed:
    """What a `.keras` file says of its model."""

    config: Config
    keras_version: str | None


def read_archive(path: Path) -> Packed:
    """Read the configuration of a `.keras` file. Raises `ModelFileError`."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = _checked(archive)
            if _CONFIG not in names:
                raise ModelFileError("the archive holds no config.json: it is no .keras file")
            config = parse_json(decoded(_read(archive, _CONFIG)))
            metadata = parse_json(decoded(_read(archive, _METADATA))) if _METADATA in names else {}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise ModelFileError(f"is no .keras archive, or a damaged one: {str(error)[:120]}") from error
    if not isinstance(config, dict):
        raise ModelFileError("config.json is not a configuration")
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    return Packed(config, version if isinstance(version, str) else None)


def write_archive(source: Path, target: Path, config: Config) -> None:
    """Write a copy of `source` with another configuration. Raises `ModelFileError` or OSError."""
    try:
        with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as copy:
            _checked(archive)
            for info in archive.infolist():
                if info.filename == _CONFIG:
                    copy.writestr(_like(info), json.dumps(config))
                    continue
                with archive.open(info) as data, copy.open(_like(info), "w", force_zip64=True) as written:
                    while piece := data.read(_PIECE):
                        written.write(piece)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise ModelFileError(f"is a damaged archive: {str(error)[:120]}") from error


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A member of the same name, date and compression."""
    copy = zipfile.ZipInfo(info.filename, info.date_time)
    copy.compress_type = info.compress_type
    copy.external_attr = info.external_attr
    return copy


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        data = member.read(MAX_CONFIGURATION + 1)
    if len(data) > MAX_CONFIGURATION:
        raise ModelFileError(f"{name} in the archive has more than {MAX_CONFIGURATION:,} bytes")
    return data


def _checked(archive: zipfile.ZipFile) -> set[str]:
    """The names in an archive. Raises `ModelFileError` for members that no Keras writes."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ModelFileError(f"the archive has more than {MAX_MEMBERS:,} members")
    names: set[str] = set()
    for member in members:
        name = member.filename
        if _leads_out(name):
            raise ModelFileError(f"the archive has a member that leads out of it ({name[:80]!r})")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ModelFileError(f"the archive has a symbolic link ({name[:80]!r})")
        if name in names:
            raise ModelFileError(f"the archive has two members of one name ({name[:80]!r})")
        if member.file_size > 10**6 and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise ModelFileError(f"{name[:80]!r} in the archive is {member.file_size:,} bytes out of very few")
        names.add(name)
    return names


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        not name
        or "\\" in name
        or "\0" in name
        or ":" in name.split("/")[0]
        or path.is_absolute()
        or ".." in path.parts
    )
