"""A sign of life on long runs: on a terminal only, on standard error only, gone when the run is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from migrator.report.output import Output, visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that a run may last before it shows anything."""


class ProgressBar:
    """Counts files under way. Nothing is imported or shown before a run has lasted, or without a terminal."""

    def __init__(self, output: Output, *, shown: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        """Show on `output`, if it is a terminal and `shown`."""
        self._output = output
        self._shown = shown and output.terminal
        self._clock = clock
        self._start = clock()
        self._files = 0
        self._bar: tuple[Progress, TaskID] | None = None

    def advance(self, path: str) -> None:
        """One more file is done: that at `path`."""
        self._files += 1
        if self._bar is None and self._shown and self._clock() - self._start > PATIENCE:
            self._bar = self._open()
        if self._bar is not None:
            bar, task = self._bar
            bar.update(task, completed=self._files, path=visible(path))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the bar off the screen while something else is written to it."""
        if self._bar is None:
            yield
            return
        bar, _ = self._bar
        bar.stop()
        try:
            yield
        finally:
            bar.start()

    def close(self) -> None:
        """Take the bar away for good."""
        if self._bar is not None:
            self._bar[0].stop()
            self._bar = None
        self._shown = False

    def _open(self) -> tuple[Progress, TaskID]:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            BarColumn(bar_width=20),
            TextColumn("{task.completed} done", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[path]}", markup=False),
        )
        # The reports write to their own streams, never through the bar: it would lay out what they write.
        bar = Progress(
            *columns, console=self._output.console, transient=True, redirect_stdout=False, redirect_stderr=False
        )
        bar.start()
        return bar, bar.add_task("", total=None, path="")
