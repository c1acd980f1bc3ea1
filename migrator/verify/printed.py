"""The numbers in what a program printed, and the comparison of two such outputs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

TOLERANCE = 1e-4

# A number that is no part of a word, a version or a time ("lstm_1", "3.15.1", "20ms", "0.5 seconds").
_NUMBER = re.compile(
    r"""(?<![\w.])
        [-+]?
        (?: (?: \d+ (?:\.\d*)? | \.\d+ ) (?:e[-+]?\d+)? | nan | inf )
        (?! \w | \.\d | \s* (?: [mµn]?s | secs? | seconds? | mins? | minutes? | hours? ) \b )""",
    re.VERBOSE | re.IGNORECASE,
)


_TIME = re.compile(r"(?<![\w.:])(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d:\d\d(?:\.\d+)?(?![\w.:]\d)")
_NUMBER_OR_WORD = re.compile(rf"(?P<number>{_NUMBER.pattern})|(?P<word>[^\W\d]\w*)", re.VERBOSE | re.IGNORECASE)


@dataclass(frozen=True)
class Comparison:
    """How two outputs compare: the greatest relative difference, where they differ, why equal ones prove nothing."""

    max_difference: float | None
    problems: tuple[str, ...]
    numbers: int = 0
    empty: tuple[str, ...] = ()
    reordered: bool = False
    """Whether the numbers are the same behind each name, and the names come in another order."""

    @property
    def telling(self) -> bool:
        """Say whether both outputs hold the same numbers, and numbers worth comparing."""
        return not self.problems and not self.empty


def printed_numbers(text: str) -> list[str]:
    """Return all numbers in `text` as they are written there, in their order, but for those of times and durations."""
    return _NUMBER.findall(_TIME.sub("", text))


def emptiness(numbers: list[str]) -> str | None:
    """Say why `numbers` would prove nothing if they were equal to others; None if they would prove something.

    Whole numbers count epochs and shapes; a computed result is written with a fraction or an exponent.
    """
    floats = [float(number) for number in numbers if not number.lstrip("+-").isdigit()]
    if not floats:
        return "prints no floating point number"
    if all(math.isnan(value) for value in floats):
        return "prints nothing but nan"
    if all(math.isnan(value) or abs(value) < 10 * TOLERANCE for value in floats):
        return "prints nothing but zeros, or numbers as good as zero"
    return None


def compare(left: str, right: str, *, cut: bool = False) -> Comparison:
    """Compare what two programs printed: as many numbers, and each within TOLERANCE of its counterpart.

    The difference is absolute below 1 and relative above. With `cut`, both are the beginnings of more. Numbers that
    come in another order are the same where each name (`loss: 0.5`) has the same numbers behind it: Keras 3 sorts the
    names of metrics.
    """
    lefts, rights = printed_numbers(left), printed_numbers(right)
    if cut:
        count = max(0, min(len(lefts), len(rights)) - 1)
        lefts, rights = lefts[:count], rights[:count]
    found = _compare(lefts, rights)
    if found.problems and found.max_difference is not None and not cut:
        ours, theirs = _series(left), _series(right)
        if ours.keys() == theirs.keys():
            named = [_compare(ours[name], theirs[name]) for name in ours]
            if not any(each.problems for each in named):
                most = max(each.max_difference or 0.0 for each in named)
                return Comparison(most, (), found.numbers, found.empty, reordered=True)
    return found


def _series(text: str) -> dict[str, list[str]]:
    """The numbers behind each name: the last word before them on their line."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name = ""
        for match in _NUMBER_OR_WORD.finditer(_TIME.sub("", line)):
            if match["word"]:
                name = match["word"]
            else:
                found.setdefault(name, []).append(match["number"])
    return found


def _compare(lefts: list[str], rights: list[str]) -> Comparison:
    empty = tuple(f"{side} {why}" for side, why in (("left", emptiness(lefts)), ("right", emptiness(rights))) if why)
    if len(lefts) != len(rights):
        return Comparison(None, (f"{len(lefts)} numbers on the left, {len(rights)} on the right",), empty=empty)
    differences = [_difference(float(a), float(b)) for a, b in zip(lefts, rights, strict=True)]
    problems = tuple(
        f"number {place}: {lefts[place - 1]} and {rights[place - 1]}"
        for place, difference in enumerate(differences, 1)
        if difference > TOLERANCE * (1 + 1e-6)
    )
    return Comparison(max(differences, default=None), problems, len(differences), empty)


def _difference(a: float, b: float) -> float:
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    difference = abs(a - b) / max(1.0, abs(a), abs(b))
    return math.inf if math.isnan(difference) else difference
