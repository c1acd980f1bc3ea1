"""What holds for all tests, and the processes that run programs, started once for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from migrator.verify.sides import Side
from migrator.verify.verification import Engines

# A deadline would be a timed test, and machines are noisy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Keras 2, which tf_keras stands for, and Keras 3 on TensorFlow."""
    with Engines(Side(2), Side(3)) as running:
        yield running
