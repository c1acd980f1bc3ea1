"""Runs programs on their sides, several at a time, and keeps a record of each run."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .server import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .sides import Side

SECONDS_TO_END = 10
STDERR_LINES = 12


class SideMissing(Exception):
    """A side cannot be run because a package that it needs is not installed."""


class HarnessFailure(Exception):
    """The harness itself failed, not a program."""


@dataclass(frozen=True)
class Job:
    """A program to be run on a side: a file, and the folder of all that it needs (that of the file, without `root`)."""

    side: Side
    program: Path
    pins: tuple[str, ...] = ()
    root: Path | None = None


@dataclass(frozen=True)
class Record:
    """What came of a job. `error` is the exception that ended the program, as `Type: message`, or None.

    `version` and `backend` are those of the Keras that the program could import; `weights_drawn` counts the arrays
    of initial weights that this Keras asked for. `pinned` lists what the harness fixed in place of chance.
    """

    job: Job
    stdout: str
    stderr: str
    error: str | None
    version: str
    backend: str
    weights_drawn: int
    pinned: tuple[str, ...]
    seconds: float

    def describe(self) -> str:
        """Return the record as a few lines for the message of a failed test."""
        pins = ", ".join(self.pinned) or "nothing"
        head = f"{self.job.program.name} on {self.job.side.name} ({self.version}, {self.backend}); pinned: {pins}"
        tail = self.stderr.splitlines()[-STDERR_LINES:] if self.error else []
        return "\n".join([head, *([self.error] if self.error else []), *tail, self.stdout.rstrip()])


@dataclass(frozen=True)
class Outcomes:
    """The records of many jobs, and for each side that could not be run the reason."""

    records: Mapping[Job, Record]
    missing: Mapping[Side, str]

    def __getitem__(self, job: Job) -> Record:
        """Return the record of the job; raises SideMissing where its side could not be run."""
        if job.side in self.missing:
            raise SideMissing(f"{job.side.name} cannot be run here: {self.missing[job.side]}")
        return self.records[job]


def run(jobs: Iterable[Job], workers: int | None = None) -> Outcomes:
    """Run all jobs and return their records; raises HarnessFailure if a side breaks down.

    Each worker serves one side until nothing is left to do there, then the next; the workers begin on different sides.
    """
    return _Run(jobs).finish(workers or os.cpu_count() or 1)


class _Run:
    """The jobs that are left, by side, and the results so far."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._left: dict[Side, queue.SimpleQueue[Job]] = {}
        for job in dict.fromkeys(jobs):
            self._left.setdefault(job.side, queue.SimpleQueue()).put(job)
        self._records: dict[Job, Record] = {}
        self._missing: dict[Side, str] = {}
        self._failures: list[Exception] = []

    def finish(self, workers: int) -> Outcomes:
        sides = list(self._left)
        threads = [
            threading.Thread(target=self._work, args=(sides[start:] + sides[:start],))
            for start in (worker % len(sides) for worker in range(workers if sides else 0))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]
        return Outcomes(self._records, self._missing)

    def _work(self, sides: list[Side]) -> None:
        try:
            for side in sides:
                self._serve(side)
        except Exception as failure:  # noqa: BLE001 - raised again by the thread that waits for this one
            self._failures.append(failure)

    def _serve(self, side: Side) -> None:
        if self._left[side].empty():
            return
        try:
            with _Server(side) as server:
                while True:
                    job = self._left[side].get_nowait()
                    self._records[job] = server.run(job)
        except SideMissing as missing:
            self._missing[side] = str(missing)
        except queue.Empty:
            return


class _Server:
    """The process of a side, and a folder in which its programs run."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._folder = Path(tempfile.mkdtemp(prefix="corpus-"))
        self._jobs = 0
        with (self._folder / "server-stderr").open("w") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"{__package__}.server", side.key],
                cwd=_import_root(),
                # KERAS_HOME: the settings in a user's ~/.keras/keras.json are not the corpus's.
                env=os.environ | side.environment | {"KERAS_HOME": str(self._folder / "keras")},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            )

    def __enter__(self) -> _Server:
        try:
            greeting = self._reply()
            if "missing" in greeting:
                raise SideMissing(greeting["missing"])
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end()

    def run(self, job: Job) -> Record:
        """Run one job in a folder of its own; raises HarnessFailure if the process of the side is gone."""
        self._jobs += 1
        folder = self._folder / str(self._jobs)
        root = job.root or job.program.parent
        shutil.copytree(root, folder / "program", ignore=shutil.ignore_patterns("program.toml", "__pycache__"))
        places = {name: str(folder / name) for name in ("stdout", "stderr", "report")}
        program = folder / "program" / job.program.relative_to(root)
        began = time.monotonic()
        self._ask({"program": str(program), "pins": job.pins, **places})
        status = self._reply()["status"]
        return _record(job, folder, status, time.monotonic() - began)

    def _ask(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            errors = (self._folder / "server-stderr").read_text(encoding="utf-8", errors="replace")
            raise HarnessFailure(f"the process of {self._side.name} is gone:\n{errors[-2000:]}")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _end(self) -> None:
        try:
            self._process.communicate(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)


def _import_root() -> Path:
    """Return the directory that this package is imported from."""
    depth = len((__package__ or "").split("."))
    return Path(__file__).resolve().parents[depth]


def _record(job: Job, folder: Path, status: int, seconds: float) -> Record:
    """Put the record of a job together from what its process left behind."""
    report_file = folder / "report"
    if report_file.exists():
        report = json.loads(report_file.read_text(encoding="utf-8"))
    else:
        report = {"error": _end_without_report(status), "pinned": [], "weights_drawn": 0}
    return Record(
        job=job,
        stdout=_read(folder / "stdout"),
        stderr=_read(folder / "stderr"),
        error=report["error"],
        version=report.get("version", "version unknown"),
        backend=report.get("backend", "backend unknown"),
        weights_drawn=report["weights_drawn"],
        pinned=tuple(report["pinned"]),
        seconds=seconds,
    )


def _end_without_report(status: int) -> str:
    if status == -signal.SIGALRM:
        return f"timed out after {TIMEOUT_SECONDS} s"
    return f"died with status {status}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
