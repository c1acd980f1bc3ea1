"""Reads files as they are at one moment. Waits for none, and reads no more than there was when it was opened."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(place: str | Path) -> bytes:
    """The bytes of a regular file. Raises OSError, for a pipe too that has taken a file's place in the meantime."""
    descriptor = os.open(place, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        data = os.read(descriptor, status.st_size)
        while len(data) < status.st_size and (more := os.read(descriptor, status.st_size - len(data))):
            data += more
        return data
    finally:
        os.close(descriptor)


def bytes_of(place: str | Path) -> bytes | None:
    """The bytes of a file; None where it cannot be read."""
    try:
        return read_bytes(place)
    except OSError:
        return None


def reason(error: OSError) -> str:
    """Why something cannot be done with a file."""
    return error.strerror or str(error)
