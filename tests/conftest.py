"""What holds for all tests, and the processes that run programs, started once for all that share them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from migrator.verify.sides import Side
from migrator.verify.verification import Engines

# A deadline would be a timed test, and machines are noisy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SLOW = ("test_corpus.py", "test_verify_faults.py", "test_verify.py", "test_verify_loops.py")
"""Files that take longest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow files come first: where files go to several workers, the others fill the rest of the time."""
    items.sort(key=lambda item: SLOW.index(item.path.name) if item.path.name in SLOW else len(SLOW))


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Keras 2, which tf_keras stands for, and Keras 3 on TensorFlow."""
    with Engines(Side(2), Side(3)) as running:
        yield running
