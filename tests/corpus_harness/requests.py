"""The programs of the corpus as what `keras-migrate verify` is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from corpus_harness.programs import Pair, Unchanged
from migrator.settings import Settings
from migrator.verify.places import Request


def of_pair(pair: Pair, backend: str = "tensorflow") -> Request:
    """The verification of `before.py`, migrated as the command does it."""
    root = pair.root(pair.before)
    return Request(
        pair.before,
        root,
        pair.before.parent,
        eras=pair.pins,
        settings=Settings(select=pair.select, unsafe_fixes=pair.unsafe, backend=backend),
        name=pair.slug if backend == "tensorflow" else f"{pair.slug} ({backend})",
    )


def of_example(pair: Pair) -> Request:
    """The verification of `before.py` with the `after.py` beside it, however that came about."""
    root = pair.root(pair.before)
    return Request(
        pair.before,
        root,
        pair.before.parent,
        eras=pair.pins,
        name=pair.slug,
        migrated=pair.after,
        migrated_project=pair.root(pair.after),
    )


def of_unchanged(program: Unchanged) -> Request:
    """The verification of a program that needs no migration."""
    return Request(program.program, program.root, program.program.parent, name=program.slug)


def on_tensorflow(pairs: Iterable[Pair], unchanged: Iterable[Unchanged]) -> list[Request]:
    """All verifications on TensorFlow."""
    return [*map(of_pair, pairs), *(of_unchanged(program) for program in unchanged if program.runs)]


def on_torch(pairs: Iterable[Pair]) -> list[Request]:
    """The verifications on torch, of the programs that say that Keras 3 is sound there."""
    return [of_pair(pair, "torch") for pair in pairs if pair.torch]
