"""The process of a side: started once, and told one job after another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrator.verify.sides import Side

PROBE = Path(__file__).with_name("probe")
SECONDS_TO_END = 10
MAX_PRINTED = 4_000_000
"""How many bytes of what a program prints are read and compared."""


class VerifyError(Exception):
    """A verification cannot be made; the message says why, and what to do, in one line."""


class SideMissing(VerifyError):
    """A side cannot be run because its interpreter lacks what it needs."""


@dataclass(frozen=True)
class Job:
    """A program to be run in a copy of its project, which the run may write to.

    `initial` is a file of initial weights to begin with, `models` what an earlier run told of its models, `reordered`
    the numbers of the `fit` calls that get their samples in another order. With `graphs` the program's functions of
    `tf.function` stay graphs, with `stops` the program ends where a loop is ended.
    """

    program: Path
    root: Path
    cwd: Path
    folder: Path
    arguments: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    timeout: int = 300
    max_epochs: int | None = None
    max_steps: int | None = None
    initial: Path | None = None
    models: tuple[Any, ...] = ()
    reordered: tuple[int, ...] = ()
    predict_only: bool = False
    graphs: bool = False
    stops: bool = False

    def spoken(self) -> str:
        """The job as one line of JSON."""
        said = {name: str(value) if isinstance(value, Path) else value for name, value in vars(self).items()}
        said["called"] = os.path.relpath(self.program, self.cwd)
        return json.dumps(said)


@dataclass(frozen=True)
class Record:
    """What came of a job. `error` is the exception that ended the program, `Type: message`, `line` where; or None.

    `version` and `backend` are those of the Keras that the program could import, `loops_ended` says how often a loop
    was ended, `late` that the time limit ended the run, and `cut` that it printed more than is read.
    """

    side: Side
    job: Job
    error: str | None
    line: str
    version: str
    backend: str
    pinned: tuple[str, ...]
    loops_ended: int
    late: bool
    cut: bool
    seconds: float
    stdout: str = field(repr=False)
    """What the program printed, or the first MAX_PRINTED bytes of it."""
    stderr: str = field(repr=False)


class Engine:
    """A process that has imported the Keras of a side and runs programs in forks of itself."""

    def __init__(self, side: Side) -> None:
        if not hasattr(os, "fork"):
            raise VerifyError("verify starts programs by os.fork, which Windows lacks: run it in WSL")
        self.side = side
        self._folder = Path(tempfile.mkdtemp(prefix="keras-migrate-engine-"))
        self._turn = threading.Lock()
        self._greeting: dict[str, Any] | None = None
        said = json.dumps({"major": side.major, "backend": side.backend})
        try:
            with (self._folder / "stderr").open("w") as errors:
                self._process = subprocess.Popen(
                    [side.python, str(PROBE), said],
                    env=os.environ | side.environment | {"KERAS_HOME": str(_keras_home(self._folder))},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    encoding="utf-8",
                    start_new_session=True,
                )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise VerifyError(f"{side.python} cannot be started: {error.strerror or error}") from error

    def greeting(self) -> dict[str, Any]:
        """What the process said when it had imported its Keras. Raises `SideMissing`."""
        if self._greeting is None:
            self._greeting = self._reply()
        if "missing" in self._greeting:
            said = self._greeting["missing"]
            if self.side.major == 2:
                said += (
                    ", or name an interpreter that has Keras 2 with --before-python, or see by --after-only what runs"
                )
            raise SideMissing(said)
        return self._greeting

    def run(self, job: Job) -> Record:
        """Run one job. Raises `SideMissing` and `VerifyError`."""
        with self._turn:
            self.greeting()
            job.folder.mkdir(parents=True, exist_ok=True)
            began = time.monotonic()
            self._ask(job.spoken())
            return self._record(job, self._reply(), time.monotonic() - began)

    def stop(self) -> None:
        """End the program that is running, and the process."""
        self._process.terminate()

    def close(self) -> None:
        """End the process, when it is idle or stopped."""
        try:
            self._process.communicate(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._gone() from error

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._gone()
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _gone(self) -> VerifyError:
        said = (self._folder / "stderr").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        last = said[-1] if said else "it said nothing"
        return VerifyError(f"{self.side.name} cannot be run by {self.side.python}: {last}")

    def _record(self, job: Job, end: dict[str, Any], seconds: float) -> Record:
        try:
            report = json.loads((job.folder / "report.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            report = {"error": {"message": _end_without_report(end, job.timeout), "line": "?"}}
        error = report["error"]
        return Record(
            side=self.side,
            job=job,
            error=error["message"] if error else None,
            line=error["line"] if error else "",
            version=report.get("version", "unknown"),
            backend=report.get("backend", "unknown"),
            pinned=tuple(report.get("pinned", ())),
            loops_ended=report.get("loops_ended", 0),
            late=end["late"],
            seconds=seconds,
            cut=_size(job.folder / "stdout") > MAX_PRINTED,
            stdout=_read(job.folder / "stdout"),
            stderr=_read(job.folder / "stderr", tail=True),
        )


def _keras_home(folder: Path) -> Path:
    """A folder of Keras's own settings, which are not the user's, with the data sets that the user has."""
    home = folder / "keras"
    home.mkdir()
    theirs = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    for name in ("datasets", "models"):
        if (theirs / name).is_dir():
            (home / name).symlink_to(theirs / name)
    return home


def _end_without_report(end: dict[str, Any], timeout: int) -> str:
    if end["late"]:
        return f"the time limit of {timeout} s was reached"
    return f"died with status {end['status']}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _read(path: Path, *, tail: bool = False) -> str:
    """What a program wrote, as far as it is looked at: the beginning, or the end."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        if tail and _size(path) > MAX_PRINTED:
            file.seek(-MAX_PRINTED, os.SEEK_END)
        return file.read(MAX_PRINTED).decode("utf-8", "replace")
