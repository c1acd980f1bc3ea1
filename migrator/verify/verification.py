"""The verification of programs: copies, runs on both sides, comparison, verdict."""

from __future__ import annotations

import enum
import linecache
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from migrator.verify import places, printed
from migrator.verify.causes import Cause, causes_of
from migrator.verify.comparison import Comparison, Divergence, compare
from migrator.verify.engines import MAX_PRINTED, Engine, Job, Record
from migrator.verify.places import Left, Request
from migrator.verify.sides import FUNCTIONS, PINNED_BY_ENVIRONMENT, Side
from migrator.verify.trace import Trace, outside_of_functions, read_trace

_ERRORS_OF_AGE = ("AttributeError", "ImportError", "ModuleNotFoundError", "TypeError", "ValueError")


class Verdict(enum.Enum):
    """What a verification says."""

    EQUAL = "equal"
    DIFFERENT = "different"
    BEFORE_FAILS = "before fails"
    AFTER_FAILS = "after fails"
    NOTHING_COMPARED = "nothing compared"


@dataclass(frozen=True)
class Limits:
    """What one run may do; None is no limit."""

    epochs: int | None = None
    steps: int | None = None
    seconds: int = 300


@dataclass(frozen=True)
class Source:
    """A line of a program: `file:line`, and its text."""

    place: str
    text: str = ""


@dataclass(frozen=True)
class Failure:
    """An exception that ended a run, where, and the last lines that the program wrote."""

    message: str
    source: Source
    tail: tuple[str, ...]


@dataclass
class Verification:
    """What became of one program."""

    name: str
    verdict: Verdict
    before: Record | None = None
    after: Record | None = None
    failure: Failure | None = None
    comparison: Comparison | None = None
    causes: list[Cause] = field(default_factory=list)
    sources: tuple[Source, Source] | None = None
    printed: printed.Comparison | None = None
    orders: list[str] = field(default_factory=list)
    """What running in both orders of the samples showed."""
    graphs: list[str] = field(default_factory=list)
    """What running the program's functions as graphs showed."""
    notes: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    pinned: tuple[str, ...] = ()
    models: int = 0
    seconds: float = 0.0
    kept: Path | None = None


class Engines:
    """The processes of the sides, which verify any number of programs. A context manager."""

    def __init__(
        self,
        before: Side | None,
        after: Side,
        *,
        limits: Limits = Limits(),
        keep: Path | None = None,
        compare_printed: bool = True,
    ) -> None:
        self._limits = limits
        self._keep = keep
        self._compare_printed = compare_printed
        self._folder = Path(os.path.realpath(keep or tempfile.mkdtemp(prefix="keras-migrate-verify-")))
        self._taken: set[str] = set()
        self.after = Engine(after)
        try:
            self.before = Engine(before) if before is not None else None
        except BaseException:
            self.after.close()
            raise

    def __enter__(self) -> Engines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for engine in self._all():
            engine.close()
        if self._keep is None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def verify_all(self, requests: Sequence[Request]) -> Iterator[Verification]:
        """Verify programs, two at a time: one on Keras 2, one on Keras 3. Raises `VerifyError`."""
        for engine in self._all():
            engine.greeting()
        pool = ThreadPoolExecutor(2)
        try:
            yield from pool.map(self.verify, requests)
        except BaseException:
            for engine in self._all():
                engine.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _all(self) -> list[Engine]:
        return [engine for engine in (self.before, self.after) if engine is not None]

    def verify(self, request: Request, limits: Limits | None = None) -> Verification:
        """Verify one program, within other limits if any are given. Raises `VerifyError`."""
        began = time.monotonic()
        places.check_size(request.project)
        folder = self._folder_for(request.name)
        run = _Run(self, folder, request, limits or self._limits, compare_printed=self._compare_printed)
        result = run.verify()
        result.seconds = time.monotonic() - began
        if self._keep is None:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            result.kept = folder
        return result

    def run_alone(self, request: Request) -> Record:
        """Run a program as it is on Keras 3. Raises `VerifyError`."""
        folder = self._folder_for(request.name)
        places.copy(request.project, folder / "program")
        return self.after.run(_job(request, request.program, request.project, folder, folder / "program", self._limits))

    def _folder_for(self, name: str) -> Path:
        plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip(".-") or "program"
        unique, number = plain, 1
        while unique in self._taken:
            number += 1
            unique = f"{plain}-{number}"
        self._taken.add(unique)
        folder = self._folder / unique
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        return folder


def _job(request: Request, program: Path, project: Path, folder: Path, root: Path, limits: Limits) -> Job:
    return Job(
        program=root / program.relative_to(project),
        root=root,
        cwd=root / request.cwd.relative_to(request.project),
        folder=folder,
        arguments=request.arguments,
        timeout=limits.seconds,
        max_epochs=limits.epochs,
        max_steps=limits.steps,
    )


class _Run:
    """One verification under way."""

    def __init__(
        self, engines: Engines, folder: Path, request: Request, limits: Limits, *, compare_printed: bool
    ) -> None:
        self.engines = engines
        self.folder = folder
        self.request = request
        self.limits = limits
        self.compare_printed = compare_printed
        self.left: list[Left] = []
        self.problems: list[str] = []

    def verify(self) -> Verification:
        """Run both sides and compare."""
        self._lay_out()
        if self.engines.before is None:
            return self._after_only()
        before = self._run(self.engines.before, "before", eras=self.request.eras)
        if before.error is not None and before.loops_ended and not before.late:
            return self._verify_up_to_the_loop(before)
        return self._verify_after(before)

    def _verify_after(self, before: Record, **more: Any) -> Verification:
        if before.error is not None:
            return self._before_failed(before)
        after = self._run(self.engines.after, "after", **_replayed(before), **more)
        if after.error is not None:
            return self._failed(Verdict.AFTER_FAILS, after, before, after)
        return self._judged(before, after)

    def _verify_up_to_the_loop(self, failed: Record) -> Verification:
        """The original fails where a loop is ended early: perhaps for that reason. Both end with the loop, then."""
        before = self._run(self._before(), "before", eras=self.request.eras, stops=True)
        result = self._verify_after(before, stops=True)
        result.notes.append(self._stopped("both programs were", failed, "the original fails"))
        return result

    def _stopped(self, who: str, failed: Record, what: str) -> str:
        error = (failed.error or "").partition("\n")[0]
        return (
            f"{who} stopped with the first loop that was ended: with fewer turns {what} at {failed.line} ({error});"
            " --max-steps 0 --max-epochs 0 lets loops turn"
        )

    def _before_failed(self, before: Record) -> Verification:
        result = self._failed(Verdict.BEFORE_FAILS, before, before, None)
        if before.late:
            result.notes.append(
                "a longer --timeout, or less by --max-steps and --max-epochs, may let it come to its end"
            )
        elif any(note["what"] == "network" for note in read_trace(before.job.folder).notes):
            result.notes.append(
                "data sets that Keras has downloaded into ~/.keras before are found, and so are files in the project"
            )
        elif not self.request.eras and (before.error or "").startswith(_ERRORS_OF_AGE):
            result.notes.append("what was written for an older Keras 2 may run with --before-as")
        return result

    def _before(self) -> Engine:
        assert self.engines.before is not None
        return self.engines.before

    # -- runs ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Lay two copies of the project: as it is, and migrated."""
        request = self.request
        places.copy(request.project, self.folder / "original")
        if request.migrated_project is not None:
            places.copy(request.migrated_project, self.folder / "migrated")
        else:
            copy = self.folder / "migrated"
            places.copy(request.project, copy)
            program = copy / request.program.relative_to(request.project)
            self.left, self.problems = places.migrate(copy, program, request.settings)

    def _run(self, engine: Engine, side: str, **more: Any) -> Record:
        """Run a side in a copy of its own, so that no run sees the files that another wrote."""
        request, moved = self.request, side == "after" and self.request.migrated is not None
        program = (request.migrated if moved else None) or request.program
        project = (request.migrated_project if moved else None) or request.project
        kind = "".join(f"-{word}" for word in ("reordered", "graphs", "stops") if more.get(word))
        folder = self.folder / f"{side}{kind}"
        root = folder / "program"
        places.copy(self.folder / ("original" if side == "before" else "migrated"), root)
        return engine.run(replace(_job(request, program, project, folder, root, self.limits), **more))

    def _after_only(self) -> Verification:
        engine = self.engines.after
        how = {"predict_only": engine.side.backend == "numpy", "graphs": True}
        after = self._run(engine, "after", **how)
        notes = []
        if after.error is not None and after.loops_ended and not after.late:
            notes.append(self._stopped("the program was", after, "it fails"))
            after = self._run(engine, "after", stops=True, **how)
        if after.error is not None:
            return self._failed(Verdict.AFTER_FAILS, after, None, after)
        result = self._result(Verdict.NOTHING_COMPARED, None, after)
        result.notes += notes
        trace = read_trace(after.job.folder)
        what = "builds and predicts" if after.job.predict_only else "runs"
        count = len(trace.models.keys() | trace.ends.keys())
        used = f"{count} models used" if count != 1 else "1 model used"
        result.notes.insert(0, f"the migrated program {what} on Keras {after.version} ({after.backend}): {used}")
        return result

    # -- verdicts --------------------------------------------------------------------------------------------------

    def _judged(self, before: Record, after: Record) -> Verification:
        ours, theirs = read_trace(before.job.folder), read_trace(after.job.folder)
        comparison = compare(ours, theirs)
        shown = _printed(before, after)
        self._compare_printed(comparison, shown)
        result = self._result(Verdict.DIFFERENT, before, after)
        result.comparison, result.printed = comparison, shown if self.compare_printed else None
        if comparison.divergence is not None:
            self._locate(result, comparison, ours, theirs, after)
            return result
        if shown.reordered and self.compare_printed:
            result.notes.append(
                "the numbers that are printed are the same behind each name, and come in another order: Keras 3 sorts"
                " the names of metrics (KER429)"
            )
        if before.cut or after.cut:
            result.notes.append(f"of what is printed, the first {MAX_PRINTED // 10**6} MB are compared")
        if comparison.telling == 0 and not (self.compare_printed and shown.telling):
            result.verdict = Verdict.NOTHING_COMPARED
            result.notes.insert(0, "no number came out of a model that could be compared")
            return result
        result.verdict = Verdict.EQUAL
        if comparison.intended:
            self._both_orders(result, ours)
        if FUNCTIONS in after.pinned and result.verdict is Verdict.EQUAL:
            self._as_graphs(result, before, after)
        return result

    def _compare_printed(self, comparison: Comparison, shown: printed.Comparison) -> None:
        if comparison.divergence is None and self.compare_printed and shown.problems:
            comparison.divergence = Divergence("printed", "the output", "a number that is printed", shown.problems[0])

    def _locate(self, result: Verification, comparison: Comparison, ours: Trace, theirs: Trace, after: Record) -> None:
        """Say where the programs part, and why."""
        divergence = comparison.divergence
        assert divergence is not None
        result.comparison = comparison
        result.causes = causes_of(divergence, ours, theirs, after.backend)
        result.sources = (self._source("before", divergence.before), self._source("after", divergence.after))

    def _as_graphs(self, result: Verification, before: Record, after: Record) -> None:
        """The functions of the program ran eagerly, to be seen: now the migrated program with its graphs.

        Where it does not do the same then, the original's graphs decide: they may do otherwise, too.
        """
        stops = after.job.stops
        graphs = self._run(self.engines.after, "after", **_replayed(after), stops=stops, graphs=True)
        eager, traced = outside_of_functions(read_trace(after.job.folder)), read_trace(graphs.job.folder)
        if graphs.error is None:
            again = compare(eager, traced)
            self._compare_printed(again, _printed(after, graphs))
            if again.divergence is None:
                result.graphs.append("run eagerly: equal; the migrated program with its graphs: as without them")
                return
        elif graphs.late:
            result.graphs.append(f"run eagerly: equal; with its graphs, the migrated program: {graphs.error}")
            return
        self._both_as_graphs(result, before, graphs)

    def _both_as_graphs(self, result: Verification, eager: Record, after: Record) -> None:
        before = self._run(
            self._before(), "before", **_replayed(eager), eras=self.request.eras, stops=eager.job.stops, graphs=True
        )
        if before.error is not None:
            result.graphs.append(f"run eagerly: equal; with its graphs, the original fails: {before.error}")
            return
        if after.error is not None:
            result.verdict = Verdict.AFTER_FAILS
            result.failure = self._failure("after", after)
            result.graphs.append("run eagerly: equal; with its graphs, the migrated program fails")
            return
        ours, theirs = read_trace(before.job.folder), read_trace(after.job.folder)
        comparison = compare(ours, theirs)
        self._compare_printed(comparison, _printed(before, after))
        if comparison.divergence is None:
            result.graphs.append("run eagerly: equal; both programs with their graphs: equal")
            return
        result.verdict = Verdict.DIFFERENT
        result.graphs.append("run eagerly: equal; both programs with their graphs: different")
        self._locate(result, comparison, ours, theirs, after)

    def _both_orders(self, result: Verification, ours: Trace) -> None:
        """Explain `shuffle=False` where Keras 2 shuffled: both programs again, with the samples in another order."""
        assert result.comparison is not None
        pairs = result.comparison.intended
        lines = ", ".join(dict.fromkeys(before.line for before, _ in pairs))
        result.orders.append(
            f"Keras 2 shuffles the samples at {lines}; the migrated program keeps their order (KER314)"
        )
        result.orders.append("in the order of the data: equal")
        numbers = tuple(before.said["options"]["number"] for before, _ in pairs if before.said["options"]["reorders"])
        if not numbers:
            result.orders.append("shuffled: not run, for the data are no arrays")
            return
        stops = result.before is not None and result.before.job.stops
        before = self._run(self._before(), "before", eras=self.request.eras, reordered=numbers, stops=stops)
        after = self._run(self.engines.after, "after", **_replayed(before), reordered=numbers, stops=stops)
        if before.error or after.error:
            result.orders.append(f"shuffled, the same on both sides: {before.error or after.error}")
            return
        shuffled = read_trace(before.job.folder)
        again = compare(shuffled, read_trace(after.job.folder))
        if again.divergence is not None:
            result.comparison.divergence = again.divergence
            result.verdict = Verdict.DIFFERENT
            result.orders.append(f"shuffled, the same on both sides: different, at {again.divergence.call}")
            return
        result.orders.append("shuffled, the same on both sides: equal")
        effect = compare(ours, shuffled).divergence
        if effect is None:
            result.orders.append("the order changes nothing here")
        elif effect.gap is not None:
            result.orders.append(
                f"so the order alone makes the difference that the migration intends: first at {effect.call},"
                f" {effect.what}, {effect.gap.absolute:.2g}"
            )

    def _failed(self, verdict: Verdict, record: Record, before: Record | None, after: Record | None) -> Verification:
        result = self._result(verdict, before, after)
        side = "after" if record is after else "before"
        result.failure = self._failure(side, record)
        if before is not None and after is not None:  # what came before the end
            ours, theirs = read_trace(before.job.folder), read_trace(after.job.folder)
            cut = len(theirs.calls)
            ours.calls, ours.ends = ours.calls[:cut], {}
            result.comparison = compare(ours, theirs)
            if result.comparison.divergence is not None:
                self._locate(result, result.comparison, ours, theirs, after)
        return result

    def _failure(self, side: str, record: Record) -> Failure:
        tail = tuple(record.stderr.strip().splitlines()[-4:])
        return Failure(record.error or "", self._line(side, record.line), tail)

    def _result(self, verdict: Verdict, before: Record | None, after: Record | None) -> Verification:
        result = Verification(self.request.name, verdict, before, after, left=self.left, problems=self.problems)
        pinned = {pin for record in (before, after) if record is not None for pin in record.pinned}
        result.pinned = (*sorted(pinned), *PINNED_BY_ENVIRONMENT)
        for record in (before, after):
            if record is not None:
                trace = read_trace(record.job.folder)
                result.models = max(result.models, len(trace.models))
                told = dict.fromkeys(f"{record.side.name}, {note['line']}: {note['said']}" for note in trace.notes)
                result.notes += told
        return result

    def _source(self, side: str, call: Any) -> Source:
        return self._line(side, call.line if call is not None else "?")

    def _line(self, side: str, place: str) -> Source:
        name, _, number = place.rpartition(":")
        file = self.folder / ("original" if side == "before" else "migrated") / name
        if not number.isdigit() or not file.is_file():
            return Source(place)
        return Source(place, linecache.getline(str(file), int(number)).strip())


def _printed(before: Record, after: Record) -> printed.Comparison:
    return printed.compare(before.stdout, after.stdout, cut=before.cut or after.cut)


def _replayed(before: Record) -> dict[str, Any]:
    """What a second run takes from the first: its initial weights and models."""
    trace = read_trace(before.job.folder)
    models = tuple(trace.models[number] for number in sorted(trace.models))
    return {"initial": before.job.folder / "initial.npz", "models": models}
