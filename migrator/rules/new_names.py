"""The names that files get in Keras 3: a name with its end exchanged.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import re

from migrator.rules.file_names import Ending, Name

_SUFFIXES = (".weights.h5", ".weights.hdf5", ".h5", ".hdf5", ".h5f", ".hdf", ".keras", ".ckpt", ".tf", ".weights")

_OPEN_END = re.compile(r"h5$|\.(%\w|\{[^{}]*\})$")
"""The end of a literal that is completed elsewhere: `"{}.{}".format(name, "h5")`."""


def suffix_of(text: str) -> str:
    """The end of a name that says what the file is; empty where it has none."""
    return next((suffix for suffix in _SUFFIXES if text.endswith(suffix)), "")


def renamed(ending: Ending, suffix: str) -> str | None:
    """The literal with the new end; None where its text does not show the end."""
    text = ending.module.source.segment(ending.node)
    old = suffix_of(ending.text)
    quote = text[-3:] if text[-3:] in {'"""', "'''"} else text[-1:]
    body = text[: len(text) - len(quote)]
    if ending.text.endswith(suffix):
        return text
    kept = ending.text[: len(ending.text) - len(old)]
    if (old and not body.endswith(old)) or not quote.strip() or quote[0] not in "\"'":
        return None
    if not old:
        if _OPEN_END.search(ending.text) or not body.endswith(ending.text[-1]):
            return None
        stem = kept.rstrip("/")
        return f"{body[: len(body) - (len(kept) - len(stem))]}{suffix}{quote}" if stem else None
    return f"{body[: len(body) - len(old)]}{suffix}{quote}"


def new_name(ending: Ending, suffix: str) -> str:
    """The end of the new name, for a message."""
    old = suffix_of(ending.text)
    return ending.text[: len(ending.text) - len(old)].rstrip("/") + suffix


def new_whole_name(ending: Ending, suffix: str) -> Name:
    """The whole name with its new end."""
    last = new_name(ending, suffix)
    kept = list(ending.name)
    while kept and kept[-1] is not None and ending.text.endswith(kept[-1]) and len(kept) > 1:
        return (*kept[:-1], kept[-1][: len(kept[-1]) - len(suffix_of(kept[-1]))].rstrip("/") + suffix)
    return (*kept, suffix) if kept and kept[-1] is None else (last,)
