"""Judges whether the two sides of a comparison did the same, and really were the sides that they should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .printed import compare
from .runs import Job
from .sides import KERAS_2, KERAS_3, KERAS_3_TORCH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .programs import Pair, Unchanged
    from .runs import Outcomes, Record
    from .sides import Side


@dataclass(frozen=True)
class Comparable:
    """Two jobs that must print the same numbers: a program on Keras 2, and it or its migration on Keras 3.

    `builds_models` says that both must have built a Keras model; a program to leave alone may have none.
    """

    name: str
    old: Job
    new: Job
    builds_models: bool


@dataclass(frozen=True)
class Verdict:
    """What the comparison of two records says: nothing is wrong, or what is."""

    old: Record
    new: Record
    max_difference: float | None
    problems: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Say whether both sides ran and printed the same numbers."""
        return not self.problems

    def describe(self) -> str:
        """Return the problems and both records, for the message of a failed test."""
        return "\n\n".join(["\n".join(self.problems), self.old.describe(), self.new.describe()])


def pair_comparable(pair: Pair, side: Side = KERAS_3) -> Comparable:
    """Return the comparison of `before.py` on Keras 2 with `after.py` on `side`."""
    name = pair.slug if side is KERAS_3 else f"{pair.slug} ({side.backend})"
    old = Job(KERAS_2, pair.before, pair.pins, pair.root(pair.before))
    return Comparable(name, old, Job(side, pair.after, root=pair.root(pair.after)), builds_models=True)


def unchanged_comparable(program: Unchanged) -> Comparable:
    """Return the comparison of one and the same program on both sides."""
    old, new = (Job(side, program.program, root=program.root) for side in (KERAS_2, KERAS_3))
    return Comparable(program.slug, old, new, builds_models=False)


def all_comparables(pairs: Iterable[Pair], unchanged: Iterable[Unchanged]) -> list[Comparable]:
    """Return every comparison that the programs ask for: on TensorFlow, and on torch where they say so."""
    pairs = list(pairs)
    return [
        *(pair_comparable(pair) for pair in pairs),
        *(pair_comparable(pair, KERAS_3_TORCH) for pair in pairs if pair.torch),
        *(unchanged_comparable(program) for program in unchanged if program.runs),
    ]


def judge(comparable: Comparable, outcomes: Outcomes) -> Verdict:
    """Judge one comparison; raises SideMissing where one of its sides could not be run."""
    old, new = outcomes[comparable.old], outcomes[comparable.new]
    broken = [problem for record in (old, new) for problem in _broken(record, comparable.builds_models)]
    if broken:
        return Verdict(old, new, None, tuple(broken))
    comparison = compare(old.stdout, new.stdout)
    return Verdict(old, new, comparison.max_difference, comparison.problems)


def _broken(record: Record, builds_models: bool) -> list[str]:
    """List why a record is none of a program that ran to its end on the side that was asked for."""
    side = record.job.side
    place = f"{record.job.program.name} on {side.name}"
    if record.error is not None:
        return [f"{place} ended with {record.error}"]
    problems = []
    if not record.version.startswith(f"{side.major}.") or record.backend != side.backend:
        problems.append(f"{place} found Keras {record.version} on {record.backend}")
    if builds_models and record.weights_drawn == 0:
        problems.append(f"{place} built no model: it drew no initial weight")
    return problems
