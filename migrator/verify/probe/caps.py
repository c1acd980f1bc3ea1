"""Keeps a run short: fewer epochs and steps, the same on both sides, with results of the size that is expected."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Spot = tuple[int, str]

DEFAULT_BATCH = 32


def is_array(x: Any) -> bool:
    """Whether Keras cuts `x` into batches: arrays and collections of them, no dataset, generator or sequence."""
    if isinstance(x, (list, tuple)):
        return bool(x) and all(is_array(item) for item in x)
    if isinstance(x, dict):
        return bool(x) and all(is_array(item) for item in x.values())
    return getattr(x, "shape", None) is not None and not is_dataset(x)


def is_dataset(x: Any) -> bool:
    """Whether `x` is a dataset of TensorFlow."""
    return hasattr(x, "element_spec") and hasattr(x, "take")


def is_sequence(x: Any) -> bool:
    """Whether `x` is a Sequence or PyDataset of Keras: batches by their number."""
    return hasattr(x, "__getitem__") and hasattr(x, "__len__") and hasattr(x, "on_epoch_end")


def samples(x: Any) -> int:
    """How many samples arrays hold."""
    if isinstance(x, (list, tuple)):
        return samples(x[0])
    if isinstance(x, dict):
        return samples(next(iter(x.values())))
    return int(x.shape[0])


def chosen(x: Any, rows: Any) -> Any:
    """The rows (a slice, or their numbers) of each array in `x`."""
    if x is None:
        return None
    if isinstance(x, dict):
        return {key: chosen(value, rows) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x)(chosen(item, rows) for item in x)
    if hasattr(x, "iloc"):
        return x.iloc[rows]
    if isinstance(rows, slice) or isinstance(x, np.ndarray):
        return x[rows]
    return np.asarray(x)[rows]


def split_validation(given: dict[str, Any]) -> None:
    """Say by arrays what `validation_split=` says: the last samples, as Keras takes them, before any are left out."""
    share = given.get("validation_split") or 0
    if not share or given.get("validation_data") is not None or not is_array(given.get("x")):
        return
    cut = math.floor(samples(given["x"]) * (1.0 - share))
    names = [name for name in ("x", "y", "sample_weight") if given.get(name) is not None]
    given["validation_data"] = tuple(chosen(given[name], slice(cut, None)) for name in names)
    for name in names:
        given[name] = chosen(given[name], slice(None, cut))
    del given["validation_split"]


class Caps:
    """How much a run may do: epochs and steps for each line and model; None is no limit."""

    def __init__(self, epochs: int | None, steps: int | None, note: Callable[[str], None]) -> None:
        self._epochs = epochs
        self._steps = steps
        self._note = note
        self._done: dict[Spot, int] = {}
        self._last: dict[Spot, Any] = {}

    def left(self, spot: Spot, name: str) -> int | None:
        """How many epochs of `fit`, or calls of `train_on_batch`, this line may still do with this model."""
        cap = self._epochs if name == "fit" else self._steps
        return None if cap is None else max(0, cap - self._done.get(spot, 0))

    def done(self, spot: Spot, amount: int, result: Any) -> None:
        """Remember what a line did, and its result."""
        self._done[spot] = self._done.get(spot, 0) + amount
        self._last[spot] = result

    def last(self, spot: Spot) -> Any:
        """The result of the last call that was not left out."""
        self._note("calls left out")
        return copy.copy(self._last[spot])

    def trim_epochs(self, given: dict[str, Any], left: int | None) -> int:
        """Let `fit` do no more epochs than are left; return how many the program asked for."""
        start = given.get("initial_epoch") or 0
        asked = (given.get("epochs", 1) or 1) - start
        if left is not None and asked > left:
            given["epochs"] = start + left
            self._note("fewer epochs")
        return max(0, asked)

    def trim_data(self, name: str, given: dict[str, Any]) -> int | None:
        """Let a call do no more steps than the cap; return the rows that a prediction must have where it has fewer."""
        if self._steps is None:
            return None
        x = given.get("x")
        steps_name = "steps_per_epoch" if name == "fit" else "steps"
        if is_array(x):
            return self._trim_arrays(name, given)
        if is_sequence(x):
            _shorten(x, self._steps, self._note)
        elif given.get(steps_name) is not None or not is_dataset(x):
            if (given.get(steps_name) or math.inf) > self._steps:
                given[steps_name] = self._steps
                self._note("fewer steps")
        else:
            given["x"] = self._taken(x)
        if name == "fit":
            self._trim_validation(given)
        return None

    def _trim_arrays(self, name: str, given: dict[str, Any]) -> int | None:
        assert self._steps is not None
        steps_name = "steps_per_epoch" if name == "fit" else "steps"
        if given.get(steps_name) is not None:
            return None
        size = given.get("batch_size") or DEFAULT_BATCH
        count = samples(given["x"])
        trimmed = count > self._steps * size
        if trimmed:
            split_validation(given)
            for part in ("x", "y", "sample_weight"):
                if is_array(given.get(part)):
                    given[part] = chosen(given[part], slice(None, self._steps * size))
            self._note("fewer steps")
        if name == "fit":
            self._trim_validation(given)
        return count if trimmed and name == "predict" else None

    def _trim_validation(self, given: dict[str, Any]) -> None:
        data = given.get("validation_data")
        if data is None:
            return
        if is_dataset(data):
            given["validation_data"] = self._taken(data)
        elif is_sequence(data):
            _shorten(data, self._steps or 0, self._note)
        elif isinstance(data, (list, tuple)) and is_array(data[0]):
            size = given.get("validation_batch_size") or given.get("batch_size") or DEFAULT_BATCH
            if samples(data[0]) > (self._steps or 0) * size:
                rows = slice(None, (self._steps or 0) * size)
                given["validation_data"] = tuple(chosen(part, rows) if is_array(part) else part for part in data)
                self._note("fewer steps")

    def _taken(self, dataset: Any) -> Any:
        assert self._steps is not None
        try:
            length = int(dataset.cardinality())
        except (AttributeError, TypeError, ValueError):
            length = -1
        if 0 <= length <= self._steps:
            return dataset
        self._note("fewer steps")
        return dataset.take(self._steps)


def _shorten(sequence: Any, steps: int, note: Callable[[str], None]) -> None:
    """Let a Sequence have no more than so many batches."""
    cls = type(sequence)
    if getattr(cls, "shortened", False) or len(sequence) <= steps:
        return

    def length(self: Any) -> int:
        return min(steps, int(cls.__len__(self)))

    sequence.__class__ = type(cls.__name__, (cls,), {"__len__": length, "shortened": True})
    note("fewer steps")


def stretched(output: Any, rows: int) -> Any:
    """A prediction of as many rows as the program expects: those that were computed, over and over."""
    if isinstance(output, dict):
        return {key: stretched(value, rows) for key, value in output.items()}
    if isinstance(output, (list, tuple)):
        return type(output)(stretched(item, rows) for item in output)
    return np.resize(output, (rows, *output.shape[1:]))


def lengthened(history: Any, epochs: int) -> None:
    """Give a History as many entries as the program expects, the last one again and again."""
    for entries in history.history.values():
        entries.extend(entries[-1:] * (epochs - len(entries)))
    if getattr(history, "epoch", None):
        first = history.epoch[0]
        history.epoch = list(range(first, first + max(epochs, len(history.epoch))))
