"""When two arrays are the same, and how far they are apart where they are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

RELATIVE, ABSOLUTE = 1e-4, 1e-5
STATED = f"{RELATIVE:g} of the value and {ABSOLUTE:g} of the largest value of its array (of 1, if that is larger)"
"""The tolerance, in the words of a report."""

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Difference:
    """How far two arrays are apart: at most, absolutely and relatively; and the two values where it is most."""

    absolute: float
    relative: float
    before: float
    after: float
    within: bool


def difference(before: Array, after: Array) -> Difference:
    """Compare two arrays of one shape."""
    one, other = np.asarray(before, np.float64).ravel(), np.asarray(after, np.float64).ravel()
    if one.size == 0:
        return Difference(0.0, 0.0, 0.0, 0.0, within=True)
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    with np.errstate(invalid="ignore", over="ignore"):
        gap = np.where(same, 0.0, np.abs(one - other))
        gap = np.where(np.isnan(gap), np.inf, gap)
        size = np.maximum(np.abs(one), np.abs(other))
        finite = size[np.isfinite(size)]
        largest = max(1.0, float(finite.max()) if finite.size else 1.0)
        excess = gap - (RELATIVE * np.where(np.isfinite(size), size, 0.0) + ABSOLUTE * largest)
        relative = np.where(gap == 0, 0.0, gap / np.where(size > 0, size, 1.0))
    worst = int(np.argmax(excess))
    within = bool(excess[worst] <= 0)
    most = int(np.argmax(gap)) if within else worst
    relative = np.where(np.isfinite(relative), relative, np.inf)
    return Difference(float(gap.max()), float(relative.max()), float(one[most]), float(other[most]), within)


def says_something(array: Array) -> bool:
    """Whether equal arrays of these values would prove anything: one at least is finite and not as good as zero."""
    values = np.asarray(array, np.float64)
    return bool((np.isfinite(values) & (np.abs(values) > 10 * ABSOLUTE)).any())
