"""Gets published packages by name from the registry that pip is set up for, and unpacks them. Installs nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")


class NotAvailable(Exception):
    """The registry has no such package, or pip cannot fetch it; the message is pip's."""


def published(name: str) -> list[str]:
    """The versions of a package, newest first."""
    lines = _pip("index", "versions", name).splitlines()
    found = next((line for line in lines if line.startswith("Available versions:")), "")
    return [version.strip() for version in found.removeprefix("Available versions:").split(",") if version.strip()]


def last_of_each_minor(versions: list[str], first: tuple[int, int], last: tuple[int, int]) -> dict[str, str]:
    """For each minor version (`3.4`) from `first` to `last`, its last release (`3.4.1`), oldest first."""
    found: dict[str, str] = {}
    for version in sorted((v for v in versions if all(p.isdigit() for p in v.split("."))), key=_numbers):
        major, minor = _numbers(version)[:2]
        if first <= (major, minor) <= last:
            found[f"{major}.{minor}"] = version
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def unpacked(name: str, version: str, cache: Path) -> Path:
    """The folder with the modules of a release, under `cache`."""
    folder = cache / f"{name}-{version}"
    if not folder.is_dir():
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            _pip("download", "--quiet", "--no-deps", "--dest", scratch, f"{name}=={version}")
            (archive,) = Path(scratch).iterdir()
            content = Path(scratch) / "content"
            shutil.unpack_archive(archive, content, "zip" if archive.suffix == ".whl" else None)
            if archive.suffix != ".whl":
                (content,) = content.iterdir()
            content.rename(folder)
    return folder


def requirements(name: str, version: str) -> list[str]:
    """What a release says it requires. Its wheel is not kept."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        options = ("--quiet", "--dry-run", "--no-deps", "--ignore-installed", "--report", str(report))
        _pip("install", *options, f"{name}=={version}")
        installed = json.loads(report.read_text("utf-8"))["install"]
    return [str(line) for line in installed[0]["metadata"].get("requires_dist", [])]


def _pip(*arguments: str) -> str:
    done = subprocess.run((*_PIP, *arguments), capture_output=True, text=True, timeout=600)
    if done.returncode:
        reasons = done.stderr.strip().splitlines() or [f"pip {arguments[0]} failed"]
        raise NotAvailable(reasons[-1])
    return done.stdout
