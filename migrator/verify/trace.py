"""The trace of one run, read back: models, calls in the order in which they ended, and the resets around them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(eq=False)
class Call:
    """A run or call of a model. `before` are the resets since the call before it, `inner` those while it ran."""

    said: dict[str, Any]
    before: list[dict[str, Any]] = field(default_factory=list)
    inner: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`fit`, `evaluate`, ..., or `call`."""
        return str(self.said["name"])

    @property
    def line(self) -> str:
        """The line of the program, as `file:line`."""
        return str(self.said["line"])

    @property
    def model(self) -> int:
        """The number of the model, by first use."""
        return int(self.said["model"])

    @property
    def in_function(self) -> bool:
        """Whether it is in a function of the program that would be a graph, and was run eagerly."""
        return bool(self.said.get("function"))

    @property
    def skipped(self) -> bool:
        """Whether the caps left it out."""
        return bool(self.said.get("skipped"))


@dataclass(eq=False)
class Trace:
    """What a run recorded."""

    folder: Path
    calls: list[Call] = field(default_factory=list)
    models: dict[int, dict[str, Any]] = field(default_factory=dict)
    ends: dict[int, dict[str, Any]] = field(default_factory=dict)
    last_resets: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    unfinished: list[dict[str, Any]] = field(default_factory=list)
    """The calls that had begun when the program ended."""

    def array(self, described: dict[str, Any]) -> Array | None:
        """The values of a described array; None where they were not kept."""
        if not described["kept"]:
            return None
        array: Array = np.load(self.folder / "arrays" / f"{described['digest']}.npy")
        return array


def outside_of_functions(trace: Trace) -> Trace:
    """What is recorded where the program's functions are graphs: calls outside of them, and the weights they find."""
    kept: list[Call] = []
    weights: dict[int, Any] = {}
    for call in trace.calls:
        if call.in_function:
            for name in ("weights_before", "weights_after"):
                if call.said.get(name) is not None:
                    weights[call.model] = call.said[name]
        elif call.model in weights and not call.skipped:
            found = weights.pop(call.model)
            given = call.said.get("weights_before")
            kept.append(replace(call, said=call.said | {"weights_before": found if given is None else given}))
        else:
            kept.append(call)
    return replace(trace, calls=kept)


def read_trace(folder: Path) -> Trace:
    """The trace that a job left in its folder; an empty one if it left none."""
    trace = Trace(folder)
    open_calls: list[tuple[dict[str, Any], Call]] = []
    pending: list[dict[str, Any]] = []
    for said in _lines(folder / "trace.jsonl"):
        kind = said["kind"]
        if kind == "model":
            trace.models[said["model"]] = said
        elif kind == "note":
            trace.notes.append(said)
        elif kind == "end":
            trace.ends[said["model"]] = said
        elif kind == "reset":
            pending.append(said)
            for _, outer in open_calls:
                outer.inner.append(said)
        elif kind == "begin":
            open_calls.append((said, Call(said, before=pending)))
            pending = []
        elif kind == "call":
            call = Call(said, before=pending)
            while "begun" in said and open_calls:  # one that raised, and was caught, never ends
                begin, begun = open_calls.pop()
                if begin["begun"] == said["begun"]:
                    call = Call(said, begun.before, begun.inner)
                    break
            trace.calls.append(call)
            pending = []
    trace.last_resets = pending
    trace.unfinished = [said for said, _ in open_calls]
    return trace


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                return  # the process died while it wrote
