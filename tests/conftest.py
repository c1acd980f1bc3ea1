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

SHARED = ("verifications", "engines")
"""Fixtures of a whole run that take long to make, those that need another one first."""


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the marks in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what takes long stay with one worker, and come first: the others fill the rest of the time."""
    groups = {id(item): group_of(item) for item in items}
    for item in items:
        if group := groups[id(item)]:
            item.add_marker(pytest.mark.xdist_group(group))
    ranks = {name: number for number, name in enumerate(SHARED)}
    items.sort(key=lambda item: ranks.get(groups[id(item)], len(ranks)))


def group_of(item: pytest.Item) -> str:
    """What a test shares with others: a fixture of the whole run, or those of its module."""
    names = getattr(item, "fixturenames", ())
    found = next((name for name in SHARED if name in names), "")
    fixtures = getattr(item, "_fixtureinfo", None)
    if not found and fixtures is not None:
        scopes = [each.scope for name in names for each in fixtures.name2fixturedefs.get(name, ())]
        found = item.path.stem if "module" in scopes else ""
    return found


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Keras 2, which tf_keras stands for, and Keras 3 on TensorFlow."""
    with Engines(Side(2), Side(3)) as running:
        yield running
