"""Programs made up at random do the same after the migration: on a pretended Keras 2 before, on a pretended Keras 3 after."""

from __future__ import annotations

from typing import Any

import pretend_keras
import pytest
import random_programs

from migrator.migration import migrate_text

SEEDS = range(300)
CHOICES = ((), (True,), (True, False), (False, True, True))
"""Answers to the conditions of a program, in turn."""


def events(run: pretend_keras.Run) -> list[tuple[Any, ...]]:
    """What a run did; what a stateful model is run with is completed as the migration is meant to complete it."""
    return [completed(event.what) for event in run.events]


def completed(what: tuple[Any, ...]) -> tuple[Any, ...]:
    """A run of a stateful model with its static batch size, in order, where the program leaves that unsaid."""
    if what[0] != "run":
        return what
    _, method, number, stateful, static, batch, shuffle = what
    if stateful:
        batch = static if batch is None else batch
        shuffle = False if method == "fit" else shuffle  # `fit` shuffles by default
    return ("run", method, number, stateful, static, batch, shuffle)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_program_without_open_findings_does_the_same(seed: int) -> None:
    source = random_programs.program(seed)
    result = migrate_text(source)
    assert result.problem is None
    assert migrate_text(result.after).after == result.after
    if any(not finding.applied for finding in result.findings):
        return  # the tool says itself that a person has to look
    for choices in CHOICES:
        before = pretend_keras.run(source, 2, choices)
        if before.error is None:
            after = pretend_keras.run(result.after, 3, choices)
            assert after.error is None
            assert events(after) == events(before)


def test_most_programs_are_compared() -> None:
    compared = 0
    for seed in SEEDS:
        source = random_programs.program(seed)
        settled = all(finding.applied for finding in migrate_text(source).findings)
        compared += settled and any(pretend_keras.run(source, 2, choices).error is None for choices in CHOICES)
    assert compared > len(SEEDS) / 3
