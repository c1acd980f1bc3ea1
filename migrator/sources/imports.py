"""What the bytes of a Python file look as if they import. Never parses a file, and never runs one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement: the dots in front, the dotted name, and the names taken from it (none for `import x`)."""

    level: int
    name: str
    taken: tuple[str, ...] = ()


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


def heads(lines: bytes) -> tuple[tuple[int, str], ...]:
    """The dots and the first name of what some lines import; quicker than `imported` for the usual line."""
    if lines.count(b"import") == 1 and (match := _USUAL.match(lines)):
        dots, top, module = match.groups()
        return ((len(dots or b""), (top or module or b"").decode()),)
    return tuple((statement.level, statement.name.partition(".")[0]) for statement in imported(lines))


_USUAL = re.compile(
    rb"[ \t]*(?:from[ \t]+(\.*)(\w*)[\w.]*[ \t]+import\b"
    rb"|import[ \t]+(\w+)[\w.]*(?:[ \t]+as[ \t]+\w+)?[ \t]*(?:#[^\n]*)?$)"
)


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
