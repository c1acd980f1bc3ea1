"""The whole table of docs/performance.md: start-up, a mixed tree, a tree dense with Keras, workers, growth.

    python benchmarks/table.py [--rounds N] [--environment DIR] [--sizes N,N,...] [--plot FILE] [--skip PART]

Times are CPU seconds as `throughput.py` takes them, medians of interleaved rounds, ours beside the others.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent))

from throughput import CORPUS, HERE, BenchmarkError, Run, Tool, build_tree, parses, positive, run, tools

FRAMEWORKS = frozenset({"keras", "tf_keras", "tensorflow"})
"""Packages that are Keras, and no programs that use it."""
COPIES = 3
"""How often the corpus is in the dense tree."""
PARTS = ("start-up", "mixed", "dense", "workers", "growth")

Row = tuple[str, str, float, str]
"""What is measured, against what, the ratio of the medians, and the goal."""


@dataclass(frozen=True)
class Table:
    """The rows of the table, and how they are measured."""

    rounds: int
    workplace: Path

    def compare(self, contenders: Sequence[tuple[Tool, Path]], *, wall: bool = False) -> list[float]:
        """The median time of each tool on its folder, the rounds of all interleaved."""
        found: list[list[float]] = [[] for _ in contenders]
        for tool, folder in contenders:
            run(tool, folder)  # warms up: compiled modules, the file cache
        for number in range(self.rounds):
            for place in range(len(contenders)):
                which = (place + number) % len(contenders)
                began = time.monotonic()
                took = run(*contenders[which]).seconds
                found[which].append(time.monotonic() - began if wall else took)
        return [median(times) for times in found]


def known(name: str) -> Tool:
    """A tool of throughput.py."""
    return next(tool for tool in tools() if tool.name == name)


def ours(label: str, *flags: str) -> Tool:
    """Our command with other flags than `--check`, on one process."""
    return replace(known("keras-migrate"), label=label, command=(sys.executable, "-m", "migrator", "-j", "1", *flags))


def python(label: str, *command: str, done: frozenset[int] = frozenset({0})) -> Tool:
    """Something that Python runs."""
    return Tool(label, label, (sys.executable, *command), done=done)


CHECK = ("--check", "-q", "--no-cache")


def start_up(table: Table, folder: Path) -> list[Row]:
    """How long it takes to say a word."""
    del folder
    nowhere = table.workplace / "nowhere"
    tools_ = [
        python("import argparse", "-c", "import argparse"),
        python("--version", "-m", "migrator", "--version"),
        python("--help", "-m", "migrator", "--help"),
    ]
    floor, version, help_ = table.compare([(tool, nowhere) for tool in tools_])
    said = "python -c 'import argparse'"
    return [("--version", said, version / floor, "<= 2"), ("--help", said, help_ / floor, "<= 2")]


def warm(table: Table, folder: Path) -> Tool:
    """A check of what an earlier one, the warming up, has seen."""
    return ours("--check again", "--check", "-q", "--cache-dir", str(table.workplace / f"cache of {folder.name}"))


def mixed(table: Table, folder: Path) -> list[Row]:
    """An environment and the programs of the corpus, without the code of Keras itself."""
    grep = Tool("grep", "grep -rl keras", ("grep", "-rl", "--include=*.py", "keras"), done=frozenset({0, 1}))
    tools_ = [ours("--check", *CHECK), known("ruff"), grep, warm(table, folder)]
    check, ruff, found, again = table.compare([(tool, folder) for tool in tools_])
    return [
        ("--check, mixed tree", "ruff check --select NPY201", check / ruff, "<= 0.5"),
        ("--check, mixed tree", "grep -rl keras", check / found, "<= 4"),
        ("--check again, mixed tree", "ruff check --select NPY201", again / ruff, ""),
        ("--check again, mixed tree", "--check", again / check, ""),
    ]


def dense(table: Table, folder: Path) -> list[Row]:
    """Programs that all use Keras, checked and migrated."""
    transform = python("libcst", str(HERE / "contenders/libcst_transform.py"))
    script = "import shutil, sys, os; from migrator.cli import main; t = sys.argv[-1] + '.copy'; "
    script += "shutil.copytree(sys.argv[-1], t); "
    done = frozenset({0, 1, 2})
    copying = "code = 0; shutil.rmtree(t)"
    apply = python("apply", "-c", script + "code = main(['-j', '1', '-q', t]); shutil.rmtree(t)", done=done)
    copy = python("copy", "-c", script + copying)
    tools_ = [ours("--check", *CHECK), transform, known("libcst-codemod"), known("ast"), known("ruff"), apply, copy]
    tools_.append(warm(table, folder))
    check, libcst, codemod, walk, ruff, applied, copied, again = table.compare([(tool, folder) for tool in tools_])
    return [
        ("LibCST parse + empty transform + print", "--check, dense tree", libcst / check, ">= 8"),
        ("LibCST codemod", "--check, dense tree", codemod / check, ">= 50"),
        ("--check, dense tree", "ast.parse + one walk", check / walk, ""),
        ("--check, dense tree", "ruff check --select NPY201", check / ruff, ""),
        ("applying, dense tree", "--check", (applied - copied) / check, "<= 2"),
        ("LibCST parse + empty transform + print", "--check again, dense tree", libcst / again, ""),
        ("LibCST codemod", "--check again, dense tree", codemod / again, ""),
        ("--check again, dense tree", "--check", again / check, ""),
    ]


def workers(table: Table, folder: Path) -> list[Row]:
    """One process and two, by the clock: on a busy machine this says little."""
    small = table.workplace / "small"
    two = replace(ours("two"), command=(sys.executable, "-m", "migrator", "-j", "2", *CHECK))
    contenders = [(ours("one", *CHECK), folder), (two, folder), (ours("one", *CHECK), small), (two, small)]
    one, both, one_small, both_small = table.compare(contenders, wall=True)
    return [
        ("one process, dense tree (clock)", "two processes", one / both, ">= 1.7"),
        ("one process, ten files (clock)", "two processes", one_small / both_small, ">= 1"),
    ]


# -- growth ------------------------------------------------------------------------------------------------------------


def growth(table: Table, sizes: Sequence[int], plot: Path) -> list[Row]:
    """Time and memory of trees of several sizes, one file in fifty with Keras."""
    points: list[tuple[int, float, float]] = []
    for size in sizes:
        folder = table.workplace / f"files_{size}"
        program = sorted(CORPUS.glob("*/before.py"))[0].read_bytes()
        build_tree([program, *[b"import json\n\nVALUE = json.dumps({})\n"] * 49], size, folder)
        found: list[Run] = [run(ours("--check", *CHECK), folder) for _ in range(table.rounds)]
        points.append((size, median(r.seconds for r in found), median(r.memory for r in found) / 1e6))
        shutil.rmtree(folder)
        print(f"  {size:>9,} files {points[-1][1]:9.2f} CPU s {points[-1][2]:9.0f} MB", flush=True)
    plot.write_text(drawing(points), encoding="utf-8")
    first, last = points[0], points[-1]
    goal = f"{first[0]:,} to {last[0]:,} files"
    return [
        (f"time a file, {goal}", "the smallest", last[1] / last[0] / (first[1] / first[0]), "<= 1"),
        (f"peak memory, {goal}", "the smallest", last[2] / first[2], "flat"),
    ]


def drawing(points: Sequence[tuple[int, float, float]]) -> str:
    """Time and memory over the number of files, as an SVG; each of the two in terms of its largest value."""
    width, height, edge = 640, 360, 50

    def line(column: int, colour: str) -> str:
        most = [max(point[i] for point in points) for i in range(3)]
        places = [
            (
                edge + point[0] / most[0] * (width - 2 * edge),
                height - edge - point[column] / most[column] * (height - 2 * edge),
            )
            for point in points
        ]
        dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in places)
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'

    seconds, memory = max(p[1] for p in points), max(p[2] for p in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="white"/>{line(1, "#1f6feb")}{line(2, "#d1242f")}'
        f'<text x="{edge}" y="20" fill="#1f6feb">CPU seconds, up to {seconds:.1f}</text>'
        f'<text x="{edge}" y="38" fill="#d1242f">peak memory, up to {memory:.0f} MB</text>'
        f'<text x="{width - edge}" y="{height - 20}" text-anchor="end">up to {points[-1][0]:,} files</text></svg>\n'
    )


# -- the command -------------------------------------------------------------------------------------------------------


def copy_sources(environment: Path, folder: Path, *, without: frozenset[str]) -> int:
    """Copy the Python files of an environment, and the programs of the corpus beside them."""
    count = 0
    for path in sorted(environment.rglob("*.py")):
        place = path.relative_to(environment)
        if place.parts[0] not in without and path.is_file():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / place)
            count += 1
    for record in sorted(environment.glob("*.dist-info/RECORD")):  # what was installed is a library
        (folder / record.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(record, folder / record.parent.name / record.name)
    for path in sorted(CORPUS.glob("*/before.py")):
        (folder / "programs" / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / "programs" / path.parent.name / "program.py")
        count += 1
    return count


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=positive, default=5, metavar="N", help="runs of each tool (default: 5)")
    parser.add_argument(
        "--environment", type=Path, default=Path(sysconfig.get_path("purelib")), metavar="DIR",
        help="a folder of installed packages for the mixed tree (default: that of this Python)",
    )  # fmt: skip
    parser.add_argument(
        "--sizes", type=lambda text: [positive(part) for part in text.split(",")], metavar="N,N,...",
        default=[1_000, 10_000, 100_000], help="trees whose growth is looked at (default: 1000,10000,100000)",
    )  # fmt: skip
    parser.add_argument("--plot", type=Path, default=Path("growth.svg"), metavar="FILE", help="where the plot goes")
    parser.add_argument("--skip", action="append", default=[], choices=PARTS, help="leave a part out")
    return parser.parse_args(arguments)


def benchmark(arguments: argparse.Namespace, workplace: Path) -> None:
    """Build the trees, time the tools on them, print the rows."""
    os.environ["PYTHONPYCACHEPREFIX"] = str(workplace / "compiled")  # as installed: compiled once
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    table = Table(arguments.rounds, workplace)
    (workplace / "nowhere").mkdir()
    sources = [data for path in sorted(CORPUS.glob("*/before.py")) if parses(data := path.read_bytes())]
    build_tree(sources, 10, workplace / "small")
    tree = build_tree(sources, COPIES * len(sources), workplace / "dense")
    files = copy_sources(arguments.environment, workplace / "mixed", without=FRAMEWORKS)
    print(f"mixed tree: {files:,} files, without {', '.join(sorted(FRAMEWORKS))}")
    print(f"dense tree: {tree.files:,} files, {tree.lines:,} lines; medians of {table.rounds} rounds\n")
    parts: dict[str, Callable[[], list[Row]]] = {
        "start-up": lambda: start_up(table, workplace),
        "mixed": lambda: mixed(table, workplace / "mixed"),
        "dense": lambda: dense(table, workplace / "dense"),
        "workers": lambda: workers(table, workplace / "dense"),
        "growth": lambda: growth(table, arguments.sizes, arguments.plot),
    }
    print(f"{'':42}{'in terms of':32}{'ratio':>8}  goal")
    for name, part in parts.items():
        for what, against, ratio, goal in part() if name not in arguments.skip else ():
            print(f"{what:42}{against:32}{ratio:8.2f}  {goal}", flush=True)


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
