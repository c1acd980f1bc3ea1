"""How many lines a second keras-migrate checks, beside other tools on the same files in the same run.

    python benchmarks/throughput.py [PATH ...] [--rounds N] [--files N] [--skip TOOL]

Times are CPU seconds of a child process and of its own children: threads and workers count, waiting does not. The
rounds of all tools are interleaved, so that a busy machine slows all of them alike. Needs a Unix (`os.wait4`).
"""

from __future__ import annotations

import argparse
import ast
import itertools
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CORPUS = ROOT / "corpus"
CORPUS_FILES = 1_000
"""Size of the tree that is made of the corpus: enough that no tool's start-up weighs in its figure."""
FILES_PER_FOLDER = 100

OURS = "keras-migrate"


class BenchmarkError(Exception):
    """The benchmark cannot be run as asked; the message says why."""


@dataclass(frozen=True)
class Tool:
    """A command that is timed; the folder to work on is appended to it."""

    name: str
    label: str
    command: tuple[str, ...]
    version: tuple[str, ...] = ()
    """A command that prints what it is a version of."""
    done: frozenset[int] = frozenset({0})
    """The exit codes of a run that did its work."""


@dataclass(frozen=True)
class Tree:
    """A folder of Python files that all tools are given."""

    path: Path
    files: int
    lines: int


@dataclass(frozen=True)
class Run:
    """One run of one tool: its CPU seconds, its exit code and the last line that it wrote to stderr."""

    seconds: float
    code: int
    remark: str
    memory: int
    """The most bytes that it held at a time; never less than this process held when it started the tool."""


@dataclass
class Measurement:
    """All rounds of one tool, in order."""

    tool: Tool
    startup: list[float] = field(default_factory=list)
    """CPU seconds on a tree of one empty file."""
    runs: list[Run] = field(default_factory=list)

    @property
    def seconds(self) -> list[float]:
        """CPU seconds of each round."""
        return [run.seconds for run in self.runs]

    @property
    def median(self) -> float:
        """The median of the rounds, in CPU seconds."""
        return median(self.seconds)

    @property
    def memory(self) -> float:
        """The median over the rounds of the most bytes held at a time."""
        return median(run.memory for run in self.runs)


# -- what is timed -----------------------------------------------------------------------------------------------------


def tools() -> list[Tool]:
    """Everything that can be timed, ours first."""
    python, ruff = sys.executable, find_ruff()
    libcst = (python, "-c", "from importlib.metadata import version; print('libcst', version('libcst'))")
    return [
        Tool(
            OURS,
            "keras-migrate --check",
            (python, "-m", "migrator", "--check", "--no-cache"),
            version=(python, "-m", "migrator", "--version"),
            done=frozenset({0, 1, 2}),  # 2: a file that it names was not understood, the others were done
        ),
        Tool("ast", "ast.parse + one walk", (python, str(HERE / "contenders/ast_walk.py"))),
        Tool("libcst-parse", "libcst.parse_module", (python, str(HERE / "contenders/libcst_parse.py")), libcst),
        Tool(
            "libcst-codemod", "LibCST codemod, 1 rewrite", (python, str(HERE / "contenders/libcst_codemod.py")), libcst
        ),
        Tool(
            "ruff",
            "ruff check NPY201",
            (ruff, "check", "--select", "NPY201", "--no-cache", "--isolated"),
            version=(ruff, "--version"),
            done=frozenset({0, 1}),
        ),
    ]


def find_ruff() -> str:
    """The ruff executable itself, without a Python around it: that of this environment, else that of PATH."""
    return shutil.which("ruff", path=sysconfig.get_path("scripts")) or "ruff"


# -- the tree ----------------------------------------------------------------------------------------------------------


def python_files(paths: Iterable[Path]) -> list[Path]:
    """The Python files at and below `paths`, sorted."""
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise BenchmarkError(f"{path}: no such file or folder")
        found.update([path] if path.is_file() else (p for p in path.rglob("*.py") if p.is_file()))
    return sorted(found)


def parses(data: bytes) -> bool:
    """Whether the running Python can parse a file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def build_tree(sources: Sequence[bytes], files: int, path: Path) -> Tree:
    """Write `sources`, over and over until there are `files` files, below `path`, under names that no tool skips."""
    lines = 0
    for number, data in enumerate(itertools.islice(itertools.cycle(sources), files)):
        folder = path / f"package_{number // FILES_PER_FOLDER:04}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"program_{number:06}.py").write_bytes(data)
        lines += len(data.splitlines())
    return Tree(path, files, lines)


# -- the clock ---------------------------------------------------------------------------------------------------------


MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024
"""The bytes in which the system counts `ru_maxrss`."""


@contextmanager
def named_if_missing(program: str) -> Iterator[None]:
    """A program that is not there is no defect of this one."""
    try:
        yield
    except FileNotFoundError as error:
        raise BenchmarkError(f"{program} is not installed; the `test` extra brings all that is timed") from error


def said_by(command: Sequence[str]) -> str:
    """What a command prints. Raises `BenchmarkError` where there is no such program."""
    with named_if_missing(command[0]):
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout.decode().strip()


def run(tool: Tool, tree: Path) -> Run:
    """Run a tool on a tree, in this checkout. Raises `BenchmarkError` where it did not do its work."""
    with named_if_missing(tool.command[0]):
        child = subprocess.Popen(
            [*tool.command, str(tree)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
    assert child.stderr is not None
    with child.stderr as stderr:
        said = stderr.read().decode(errors="replace").strip()
    _, status, usage = os.wait4(child.pid, 0)  # of this child and its own children, of no other
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in tool.done or "Traceback (most recent call last)" in said:
        raise BenchmarkError(f"{tool.label} ended with exit code {child.returncode}\n{said[-2000:]}")
    seconds, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MEMORY_UNIT
    return Run(seconds, child.returncode, said.rsplit("\n", 1)[-1], memory)


def measure(chosen: Sequence[Tool], tree: Tree, one_file: Tree, rounds: int) -> list[Measurement]:
    """Time every tool in every round, each round beginning with another tool."""
    measurements = [Measurement(tool) for tool in chosen]
    for tool in chosen:
        run(tool, one_file.path)  # warms up: compiled modules, the file cache
    for number in range(rounds):
        turn = number % len(measurements)
        for measurement in measurements[turn:] + measurements[:turn]:
            show_progress(f"round {number + 1} of {rounds}: {measurement.tool.label}")
            measurement.startup.append(run(measurement.tool, one_file.path).seconds)
            measurement.runs.append(run(measurement.tool, tree.path))
    show_progress("")
    return measurements


def show_progress(text: str) -> None:
    """Say what is being timed, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


# -- what is printed ---------------------------------------------------------------------------------------------------


def environment(chosen: Sequence[Tool]) -> str:
    """The machine and the versions that the figures belong to."""
    commands = dict.fromkeys(tool.version for tool in chosen if tool.version)
    versions = ", ".join(said_by(command) for command in commands)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n{versions}"


def speed_table(measurements: Sequence[Measurement], tree: Tree) -> str:
    """Lines per second of each tool, and the times that they come from."""
    lines = [f"{'':26}{'lines/s':>12}{'CPU s':>10}{'lowest':>10}{'highest':>10}{'start-up':>10}"]
    for m in measurements:
        lines.append(
            f"{m.tool.label:26}{tree.lines / m.median:12,.0f}{m.median:10.2f}"
            f"{min(m.seconds):10.2f}{max(m.seconds):10.2f}{median(m.startup):10.2f}"
        )
    return "\n".join(lines)


def ratio_table(measurements: Sequence[Measurement]) -> str:
    """How much faster ours is than each other tool: by the medians, and in the worst and the best round."""
    ours = next((m for m in measurements if m.tool.name == OURS), None)
    if ours is None:
        return ""
    lines = [f"{'keras-migrate is faster than':30}{'by medians':>12}{'lowest':>10}{'highest':>10}"]
    for other in measurements:
        if other is not ours:
            by_round = [theirs / mine for theirs, mine in zip(other.seconds, ours.seconds, strict=True)]
            middle, low, high = (
                f"{ratio:.3g}x" for ratio in (other.median / ours.median, min(by_round), max(by_round))
            )
            lines.append(f"  {other.tool.label:28}{middle:>12}{low:>10}{high:>10}")
    return "\n".join(lines)


def remarks(measurements: Sequence[Measurement]) -> str:
    """How each tool ended, and what it said last of its work: evidence that it was done."""
    return "\n".join(
        f"{m.tool.label:26}exit code {m.runs[-1].code}  {m.runs[-1].remark}".rstrip() for m in measurements
    )


# -- the command -------------------------------------------------------------------------------------------------------


def positive(text: str) -> int:
    """An argument that counts something."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files and folders; default: the corpus")
    parser.add_argument("--rounds", type=positive, default=3, metavar="N", help="runs of each tool (default: 3)")
    parser.add_argument(
        "--files",
        type=positive,
        metavar="N",
        help=f"repeat or cut the input to N files (default: {CORPUS_FILES:,} for the corpus, a PATH as it is)",
    )
    parser.add_argument(
        "--skip", action="append", default=[], choices=[t.name for t in tools()], metavar="TOOL",
        help=f"leave a tool out: {', '.join(t.name for t in tools())}",
    )  # fmt: skip
    return parser.parse_args(arguments)


def benchmark(arguments: argparse.Namespace, workplace: Path) -> None:
    """Build the tree, time the tools on it, print the tables."""
    chosen = [tool for tool in tools() if tool.name not in arguments.skip]
    if not chosen:
        raise BenchmarkError("every tool is skipped")
    found = [path.read_bytes() for path in python_files(arguments.paths or [CORPUS])]
    sources = [data for data in found if parses(data)]
    if not sources:
        raise BenchmarkError("no Python file that this Python can parse")
    files = arguments.files or (len(sources) if arguments.paths else CORPUS_FILES)
    tree = build_tree(sources, files, workplace / "tree")
    one_file = build_tree([b""], 1, workplace / "one_file")
    print(f"{tree.files:,} files, {tree.lines:,} lines, copied from {min(files, len(sources)):,} files", end="")
    print(f" ({len(found) - len(sources):,} left out: they do not parse)" if len(sources) < len(found) else "")
    print(environment(chosen))
    print(f"CPU time of {arguments.rounds} interleaved rounds, children included; lines/s from the median\n")
    measurements = measure(chosen, tree, one_file, arguments.rounds)
    print(speed_table(measurements, tree), ratio_table(measurements), remarks(measurements), sep="\n\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    try:
        parsed = parse_arguments(arguments)
        with tempfile.TemporaryDirectory(prefix="keras-migrate-benchmark-") as workplace:
            benchmark(parsed, Path(workplace))
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
