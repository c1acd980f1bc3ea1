"""What a model file may be: the one exception for all that it may not, and the bounds that hostile files meet."""

from __future__ import annotations

from typing import Any

MAX_CONFIGURATION = 64 * 2**20
"""Bytes of a configuration; the largest public models have less than two million."""

MAX_DEPTH = 200
"""Levels of nesting in a configuration; Keras writes about six for each model inside a model."""

MAX_NODES = 2_000_000
"""Values in a configuration, those that a YAML alias repeats counted each time."""

MAX_MEMBERS = 10_000
"""Files in an archive."""

MAX_RATIO = 200
"""How many times smaller than its content an archived file of more than a million bytes may be."""


class ModelFileError(Exception):
    """A model file that cannot be read or written; the message says why, in one line."""


def check_extent(value: Any) -> None:
    """Raise `ModelFileError` for a configuration that is cyclic, nested too deeply, or too large."""
    seen = 0
    open_ids: set[int] = set()
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        item, left = stack.pop()
        if left:
            open_ids.discard(id(item))
            continue
        seen += 1
        if seen > MAX_NODES:
            raise ModelFileError(f"the configuration has more than {MAX_NODES:,} values")
        if not isinstance(item, (dict, list)):
            continue
        if id(item) in open_ids:
            raise ModelFileError("the configuration contains itself")
        if len(open_ids) >= MAX_DEPTH:
            raise ModelFileError(f"the configuration is nested more than {MAX_DEPTH} levels deep")
        open_ids.add(id(item))
        stack.append((item, True))
        stack.extend((inner, False) for inner in (item.values() if isinstance(item, dict) else item))
