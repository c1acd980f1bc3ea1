"""The time that a program measures: a second for each time that it asks, so that it prints and does the same twice.

The libraries have the real time, and so has what the program asks of `datetime`.
"""

from __future__ import annotations

import itertools
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

START = 1_700_000_000
_CLOCKS = ("time", "perf_counter", "monotonic", "process_time")


def install(note: Callable[[str], None], is_program: Callable[[FrameType], bool]) -> None:
    """Take over the clocks of the module `time`, where the program asks."""
    seconds = itertools.count(START)

    def told(clock: Callable[[], Any], unit: int) -> Callable[[], Any]:
        def ask() -> Any:
            if not is_program(sys._getframe(1)):
                return clock()
            note("clock")
            return next(seconds) * unit if unit > 1 else float(next(seconds))

        return ask

    for name in _CLOCKS:
        setattr(time, name, told(getattr(time, name), 1))
        setattr(time, name + "_ns", told(getattr(time, name + "_ns"), 1_000_000_000))
