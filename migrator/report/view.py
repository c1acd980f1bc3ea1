"""What a run shows of each file: the change, the findings, the problem, each on the stream where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from migrator.findings import FileResult, Finding, Problem
from migrator.report.formats import JsonArray, writer
from migrator.report.modes import Mode
from migrator.report.output import Output, visible
from migrator.report.places import locating, moving

Patch = Callable[[], bytes]
"""Makes the plain diff of a file; called only where it is to be shown."""


class View:
    """Shows the results of one run, one after the other."""

    def __init__(
        self, mode: Mode, style: str, out: Output, err: Output, *, quiet: bool = False, verbose: bool = False
    ) -> None:
        """Show findings in the format `style`; quiet: only problems and what the user asked to have on `out`."""
        self._mode = mode
        self._out = out
        self._err = err
        self._quiet = quiet
        self._verbose = verbose
        self._findings_to = err if mode in (Mode.DIFF, Mode.FILTER) else out
        self._json = JsonArray(out) if style == "json" else None
        silent = style == "json" or (quiet and style != "github")
        self._write = None if silent else writer(style, self._findings_to, verbose=verbose)

    def says(self, result: FileResult) -> bool:
        """Whether showing `result` may write anything."""
        return bool(self._verbose or result.problem or result.changed or result.findings or result.verdict)

    def show(self, result: FileResult, patch: Patch) -> None:
        """Show one file."""
        if result.problem is not None:
            show_problem(result.problem, self._err)
        elif self._verbose:
            self._err.line(_seen(result))
        if result.target is not None and result.changed and self._mode.written and not self._quiet:
            self._err.line(f"{visible(result.path)}: written to {visible(result.target)}")
        if result.verdict is not None and not self._quiet:
            self._err.line(f"{visible(result.target or result.path)}: {visible(result.verdict)}")
        if self._json is not None:
            locate = locating(result.before, notebook=result.notebook is not None)
            self._json.add(result.path, _in_order(result.findings), locate)
            return
        if result.changed:
            self._show_change(result, patch)
        if self._write is not None:
            path, findings, text = result.path, self._chosen(result), result.before
            if self._mode.written and result.changed and findings:
                findings, text = _placed_after(result, findings), result.after
            locate = locating(text, notebook=result.notebook is not None)
            for piece in self._write(path, findings, text, locate):
                self._findings_to.text(piece)

    def close(self) -> None:
        """End what is still open."""
        if self._json is not None:
            self._json.close()

    def _show_change(self, result: FileResult, patch: Patch) -> None:
        if self._mode is Mode.DIFF:
            self._out.data(patch())
        elif self._mode is Mode.DRY_RUN:
            from migrator.report.console import rich_diff

            for piece in rich_diff(result, self._out):
                self._out.text(piece)
            self._out.line()

    def _chosen(self, result: FileResult) -> Sequence[Finding]:
        """The findings to show: those that a person has to look at; all where the change is not shown or with `-v`."""
        if self._mode is Mode.CHECK or self._verbose:
            return _in_order(result.findings)
        return [finding for finding in _in_order(result.findings) if not finding.applied]


def _in_order(findings: Sequence[Finding]) -> Sequence[Finding]:
    return sorted(findings, key=lambda finding: (finding.range, finding.code))


def show_problem(problem: Problem, err: Output) -> None:
    """Write the line of a problem."""
    err.line(f"{err.paint('error:', 'bold red')} {visible(str(problem))}")


def _seen(result: FileResult) -> str:
    left = sum(not finding.applied for finding in result.findings)
    state = "changes" if result.changed else "stays as it is"
    return f"{visible(result.path)}: {state}" + (f", {left} left for review" if left else "")


def _placed_after(result: FileResult, findings: Sequence[Finding]) -> Sequence[Finding]:
    """`findings` where they stand in the migrated text: that is the one that the user will open."""
    move = moving(result.before, result.after)
    return [replace(finding, range=move(finding.range)) for finding in findings]
