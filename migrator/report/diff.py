"""The plain unified diff of `--diff`: bytes that `git apply` and `patch` turn into what a run would have written."""

from __future__ import annotations

import os
from collections.abc import Iterator

from migrator.report.hunks import hunks, split_bytes

NO_NEWLINE = "\\ No newline at end of file"


def unified_diff(name: str, before: bytes, after: bytes) -> bytes:
    """The diff of a file, `name` being its path as the reader of the diff should see it; empty if nothing changed."""
    return b"".join(_lines(os.fsencode(name.replace(os.sep, "/")), split_bytes(before), split_bytes(after)))


def patch_name(path: str) -> str:
    """The name of a file in a diff: its own, not that of a link to it, from the current folder if it is below that."""
    real, here = os.path.realpath(path), os.path.join(os.path.realpath(os.curdir), "")
    return real.removeprefix(here) if real.startswith(here) else os.path.splitdrive(real)[1].lstrip(os.sep)


def _lines(name: bytes, before: list[bytes], after: list[bytes]) -> Iterator[bytes]:
    for number, hunk in enumerate(hunks(before, after)):
        if number == 0:
            yield b"--- %b\n+++ %b\n" % (_quoted(b"a/" + name), _quoted(b"b/" + name))
        yield hunk.header().encode() + b"\n"
        for sign, old, new in hunk.lines():
            line = after[new] if new is not None else before[old or 0]
            yield sign.encode() + line
            if not line.endswith(b"\n"):
                yield f"\n{NO_NEWLINE}\n".encode()


def _quoted(name: bytes) -> bytes:
    """A file name as git writes it: with odd bytes in it quoted and escaped, with a space in it closed by a tab."""
    if any(byte < 32 or byte in b'"\\\x7f' for byte in name):
        plain = (bytes([byte]) if 32 <= byte < 127 and byte not in b'"\\' else b"\\%03o" % byte for byte in name)
        return b'"%b"' % b"".join(plain)
    return name + b"\t" if b" " in name else name
