"""The versions of Keras that the tables know: 2.15, which stands for Keras 2, and each minor version of Keras 3."""

from __future__ import annotations

import re
from functools import cache

from migrator.keras_api.releases import KERAS

Version = tuple[int, int]
"""A minor version: `(3, 4)`."""


@cache
def minor_version(text: str) -> Version:
    """The minor version of `3.4` or `3.4.1`. Raises ValueError."""
    match = re.fullmatch(r"(\d+)\.(\d+)(\.\w+)*", text.strip())
    if match is None:
        raise ValueError(f"not a version: {text!r}")
    return int(match[1]), int(match[2])


def _numbers(text: str) -> Version:
    major, _, minor = text.partition(".")
    return int(major), int(minor)


BY_NAME = {text: _numbers(text) for text in KERAS}
"""The versions as the tables spell them."""
VERSIONS = tuple(BY_NAME.values())
KERAS_2 = VERSIONS[0]
KERAS_3 = VERSIONS[1:]
NEWEST = VERSIONS[-1]


def spelled(version: Version) -> str:
    """A version as people write it: `3.4`."""
    return f"{version[0]}.{version[1]}"
