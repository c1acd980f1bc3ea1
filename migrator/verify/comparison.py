"""Walks the traces of two runs together, up to the first place where they part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from migrator.verify.differences import Difference, difference, says_something
from migrator.verify.trace import Call, Trace

_ONE_BATCH = {"call", "predict_on_batch"}
"""One batch through a model. What was `K.function` is one or the other, as Keras 2 or the migrated program has it."""
_STEP = "apply_gradients"
"""How the trace calls a step of an optimizer, however the program writes it."""


@dataclass(frozen=True)
class Divergence:
    """The first place where the runs part.

    `call` names the call, `what` the array in it, `kind` the sort of it (inputs, weights, states, logs, outputs, ...).
    The calls are None where one side has none.
    """

    kind: str
    call: str
    what: str
    said: str
    before: Call | None = None
    after: Call | None = None
    gap: Difference | None = None
    values: tuple[Any, Any] | None = None
    """The arrays that differ."""


@dataclass
class Comparison:
    """What a comparison found: the first divergence, if there is one, and how much was compared before it."""

    divergence: Divergence | None = None
    calls: int = 0
    arrays: int = 0
    telling: int = 0
    """Of the arrays that came out of models, those that are more than zeros and nan."""
    largest: Difference | None = None
    not_compared: Counter[str] = field(default_factory=Counter)
    intended: list[tuple[Call, Call]] = field(default_factory=list)
    """The calls of `fit` that Keras 2 shuffled and the migrated program does not."""


class _Parted(Exception):
    def __init__(self, divergence: Divergence) -> None:
        self.divergence = divergence


def compare(before: Trace, after: Trace) -> Comparison:
    """Compare two traces."""
    return _Walk(before, after).walk()


class _Walk:
    def __init__(self, before: Trace, after: Trace) -> None:
        self.before, self.after = before, after
        self.result = Comparison()
        self.partner: dict[int, int] = {}
        self.weights: tuple[dict[int, Any], dict[int, Any]] = ({}, {})
        self.counts: Counter[str] = Counter()

    def walk(self) -> Comparison:
        """Walk both traces to their end, or to where they part."""
        try:
            for before, after in self._pairs():
                self._call(before, after)
            self._ends()
        except _Parted as parted:
            self.result.divergence = parted.divergence
        return self.result

    # -- which call belongs to which -------------------------------------------------------------------------------

    def _pairs(self) -> Iterator[tuple[Call, Call]]:
        """Calls of Keras's methods are paired one by one, calls of the models themselves between those."""
        ours, theirs = _sections(self.before), _sections(self.after)
        for (calls, run), (other_calls, other_run) in zip(ours, theirs, strict=False):
            yield from self._called(calls, other_calls)
            if run is None and other_run is None:
                return
            if run is None or other_run is None:
                self._missing(run, other_run)
            if run is not None and other_run is not None:
                yield run, other_run

    def _called(self, ours: list[Call], theirs: list[Call]) -> Iterator[tuple[Call, Call]]:
        if not ours or not theirs:
            if ours or theirs:
                side = "Keras 2" if ours else "Keras 3"
                self.result.not_compared[f"calls of models and layers that only {side} makes"] += len(ours or theirs)
            return
        yield from zip(ours, theirs, strict=False)
        if len(ours) != len(theirs):
            shorter = min(len(ours), len(theirs))
            self._missing(*(each[shorter] if shorter < len(each) else None for each in (ours, theirs)))

    def _missing(self, before: Call | None, after: Call | None) -> None:
        present = before or after
        assert present is not None
        lacks = "the migrated program" if before else "the original"
        said = f"{lacks} makes no such call there"
        raise _Parted(Divergence("calls", f"{present.name} at {present.line}", "the call itself", said, before, after))

    # -- one call --------------------------------------------------------------------------------------------------

    def _call(self, before: Call, after: Call) -> None:
        self.counts[before.name] += 1
        self.label = f"{before.name} #{self.counts[before.name]}"
        self.pair = before, after
        alike = before.name == after.name or {before.name, after.name} <= _ONE_BATCH
        if not alike or before.skipped != after.skipped:
            said = f"the migrated program calls {after.name} there"
            raise _Parted(Divergence("calls", self.label, "the call itself", said, before, after))
        if self.partner.setdefault(before.model, after.model) != after.model:
            said = "the migrated program calls it on another of its models"
            raise _Parted(Divergence("calls", self.label, "the model", said, before, after))
        if before.skipped:
            return
        if before.name == _STEP:
            self._step(before, after)
            return
        self._models(before.model, after.model)
        self._states("before the call", "states_before")
        self._weights("weights_before", "weights before the call")
        self._named("inputs", before.said["inputs"], after.said["inputs"], came_out=False)
        self._shuffle()
        self.result.calls += 1
        self._logs(before.said["logs"], after.said["logs"])
        self._named("outputs", before.said["outputs"], after.said["outputs"], came_out=True)
        self._states("after the call", "states_after")
        self._weights("weights_after", "weights after the call")

    def _step(self, before: Call, after: Call) -> None:
        """A step of an optimizer in a loop of the program's own."""
        self._named("gradients", before.said["inputs"], after.said["inputs"], came_out=True)
        self.result.calls += 1
        self._named("variables", before.said["outputs"], after.said["outputs"], came_out=True)

    def _models(self, number: int, other: int) -> None:
        """The weights of a model, when it is first used: as many, of the same shapes."""
        one, two = self.before.models.get(number), self.after.models.get(other)
        if one is None or two is None or "compared" in one:
            return
        one["compared"] = True
        shapes = [[weight["shape"] for weight in model["weights"]] for model in (one, two)]
        if not one["built"] or not two["built"]:  # what has no value yet has no shape either
            shapes = [[shape for shape in each if shape is not None] for each in shapes]
            if not all(shapes):
                return
        if shapes[0] != shapes[1]:
            place = next((i for i, (a, b) in enumerate(zip(*shapes, strict=False)) if a != b), min(map(len, shapes)))
            have = [str(each[place]) if place < len(each) else "none" for each in shapes]
            said = f"Keras 2 has the shape {have[0]}, Keras 3 {have[1]} ({len(shapes[0])} and {len(shapes[1])} weights)"
            raise self._parted("models", f"weight {place} of the model", said)

    def _states(self, when: str, field_name: str) -> None:
        ours, theirs = (call.said.get(field_name, {}) for call in self.pair)
        if bool(ours) != bool(theirs):
            side, trace = (ours, self.before) if ours else (theirs, self.after)
            if all(not _values(trace, each).any() for each in side.values()):
                return  # one side has made its states, all zero, and the other will
        self._named("states", ours, theirs, came_out=False, place=f" {when}")

    def _weights(self, field_name: str, place: str) -> None:
        """The weights, where either side has recorded new ones and both are known."""
        numbers = [call.model for call in self.pair]
        fresh = False
        for call, known, number in zip(self.pair, self.weights, numbers, strict=True):
            if call.said.get(field_name) is not None:
                known[number] = call.said[field_name]
                fresh = True
        ours, theirs = (known.get(number) for known, number in zip(self.weights, numbers, strict=True))
        if not fresh or not ours or not theirs:
            return
        ours, theirs = self._without_counters(ours, theirs)
        names = [f"weight {n}" for n in range(max(len(ours), len(theirs)))]
        self._named(
            "weights",
            dict(zip(names, ours, strict=False)),
            dict(zip(names, theirs, strict=False)),
            came_out=False,
            place=f", {place}",
        )

    def _without_counters(self, ours: list[Any], theirs: list[Any]) -> tuple[list[Any], list[Any]]:
        """The weights but for whole numbers: how many samples a layer saw, or draws a generator made."""
        if len(ours) != len(theirs):
            return ours, theirs
        kept = []
        for place, (one, two) in enumerate(zip(ours, theirs, strict=True)):
            if all(isinstance(each, dict) and "int" in each["dtype"] for each in (one, two)):
                self.result.not_compared[f"weight {place}, a counter"] += 1
                one = two = None
            kept.append((one, two))
        return [one for one, _ in kept], [two for _, two in kept]

    def _shuffle(self) -> None:
        before, after = self.pair
        ours, theirs = before.said["options"].get("shuffle"), after.said["options"].get("shuffle")
        if ours == theirs or ours is None or theirs is None:
            return
        if theirs:
            said = "the migrated program shuffles the samples, the original keeps them in order"
            raise self._parted("shuffle", "the order of the samples", said)
        self.result.intended.append(self.pair)

    def _logs(self, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        for side, names in (("Keras 2", ours.keys() - theirs.keys()), ("Keras 3", theirs.keys() - ours.keys())):
            for name in sorted(names):
                self.result.not_compared[f"'{name}', which only {side} reports"] += 1
        shared = [name for name in ours if name in theirs]
        if not shared and (ours or theirs):
            raise self._parted("logs", "the metrics", f"Keras 2 reports {sorted(ours)}, Keras 3 {sorted(theirs)}")
        lengths = {name: (len(ours[name]), len(theirs[name])) for name in shared}
        for name, (one, two) in lengths.items():
            if one != two:
                raise self._parted("logs", name, f"Keras 2 reports it {one} times, Keras 3 {two} times")
        for epoch in range(max((one for one, _ in lengths.values()), default=0)):
            for name in sorted(shared, key=lambda name: name != "loss"):
                if epoch < len(ours[name]):
                    before, after = (
                        np.array(np.nan if v is None else v) for v in (ours[name][epoch], theirs[name][epoch])
                    )
                    what = f"{name} of epoch {epoch + 1}" if self.pair[0].name == "fit" else name
                    self._arrays("logs", what, before, after, came_out=True)

    def _named(
        self, kind: str, ours: dict[str, Any], theirs: dict[str, Any], *, came_out: bool, place: str = ""
    ) -> None:
        """Arrays by name, or by their order where the names differ (`x`, and `x[0]` for a list of one)."""
        if len(ours) != len(theirs):
            have = [f"{len(each)} ({', '.join(each) or 'none'})" for each in (ours, theirs)]
            said = f"Keras 2 has {have[0]}, Keras 3 {have[1]}"
            raise self._parted(kind, f"the {kind}{place}", said)
        for (name, one), (_, two) in zip(ours.items(), theirs.items(), strict=True):
            self._described(kind, f"{name}{place}", one, two, came_out=came_out)

    def _described(self, kind: str, what: str, one: Any, two: Any, *, came_out: bool) -> None:
        if not isinstance(one, dict) or not isinstance(two, dict):
            if isinstance(one, dict) or isinstance(two, dict):
                kinds = ["numbers" if isinstance(each, dict) else f"a {each}" for each in (one, two)]
                self.result.not_compared[f"{what}: {kinds[0]} on Keras 2, {kinds[1]} on Keras 3"] += 1
            elif one is not None:
                self.result.not_compared[f"{what} that comes from a {one}"] += 1
            return
        if one["digest"] == two["digest"] and not came_out:
            self.result.arrays += 1
            return
        if one["shape"] != two["shape"]:
            raise self._parted(kind, what, f"Keras 2 has the shape {one['shape']}, Keras 3 {two['shape']}")
        before, after = self.before.array(one), self.after.array(two)
        if before is None or after is None:
            if one["digest"] == two["digest"]:
                self.result.arrays += 1
                return
            raise self._parted(kind, what, "the arrays are not the same, and too large to be kept and compared")
        self._arrays(kind, what, before, after, came_out=came_out)

    def _arrays(self, kind: str, what: str, before: Any, after: Any, *, came_out: bool) -> None:
        gap = difference(before, after)
        if not gap.within:
            raise self._parted(kind, what, "the values differ", gap, (before, after))
        self.result.arrays += 1
        if came_out and says_something(before) and says_something(after):
            self.result.telling += 1
        if self.result.largest is None or gap.absolute > self.result.largest.absolute:
            self.result.largest = gap

    def _parted(
        self, kind: str, what: str, said: str, gap: Difference | None = None, values: tuple[Any, Any] | None = None
    ) -> _Parted:
        return _Parted(Divergence(kind, self.label, what, said, *self.pair, gap, values))

    # -- the end ---------------------------------------------------------------------------------------------------

    def _ends(self) -> None:
        """The states and weights that the models have when the programs end."""
        for number, other in (*self.partner.items(), *self._without_partner()):
            one, two = self.before.ends.get(number), self.after.ends.get(other)
            if one is None or two is None:
                continue
            self.label = "the end of the program"
            self.pair = (
                Call(one | {"name": "end", "line": "?"}, self.before.last_resets),
                Call(two | {"name": "end", "line": "?"}, self.after.last_resets),
            )
            self._states("at the end", "states")
            self._weights("weights", "at the end")

    def _without_partner(self) -> list[tuple[int, int]]:
        """Models that no recorded call is of, in the order of their first use: what calls them is a graph."""
        ours = sorted(self.before.ends.keys() - self.partner.keys())
        theirs = sorted(self.after.ends.keys() - set(self.partner.values()))
        return list(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else []


def _sections(trace: Trace) -> list[tuple[list[Call], Call | None]]:
    """The calls of models before each run of one, and that run; at the end, those after the last."""
    found: list[tuple[list[Call], Call | None]] = []
    calls: list[Call] = []
    for call in trace.calls:
        if call.name in _ONE_BATCH:
            calls.append(call)
        else:
            found.append((calls, call))
            calls = []
    return [*found, (calls, None)]


def _values(trace: Trace, described: dict[str, Any]) -> Any:
    array = trace.array(described)
    return np.ones(1) if array is None else array
