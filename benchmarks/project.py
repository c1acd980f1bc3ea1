"""What it costs to understand a project as a whole: its modules together, beside the same modules each alone.

    python benchmarks/project.py [--modules N | --sizes N,N,...] [--rounds N] [--keep DIR]

Makes Keras projects whose modules import each other (`codebase.py`), times keras-migrate on them as `throughput.py`
does, and counts the receivers that it knows. Needs a Unix (`os.wait4`).
"""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from codebase import make_project, write_project
from throughput import (
    BenchmarkError,
    Measurement,
    Tool,
    Tree,
    build_tree,
    environment,
    measure,
    positive,
    remarks,
    speed_table,
    tools,
)

if TYPE_CHECKING:
    from migrator.analysis.module import Module

HERE = Path(__file__).resolve().parent
MODULES = 1_000
"""Size of the project unless told otherwise: still one program, see `MAX_PROGRAM` in migrator/sources/imports.py."""

TOGETHER, ALONE, FLOOR = "all modules together", "each module alone", "ast.parse + one walk"


@dataclass(frozen=True)
class Project:
    """A project that was made, and how long its tools took."""

    modules: int
    tree: Tree
    measurements: Sequence[Measurement]

    def of(self, label: str) -> Measurement:
        """The rounds of one tool."""
        return next(m for m in self.measurements if m.tool.label == label)

    def seconds(self, label: str) -> float:
        """CPU seconds of one tool without its start-up, which says nothing of growth: the median of the rounds."""
        rounds = self.of(label)
        return max(median(all_in - before for all_in, before in zip(rounds.seconds, rounds.startup, strict=True)), 1e-3)

    def ratio(self, label: str, other: str) -> str:
        """How many times the other tool's time a tool takes."""
        return f"{self.seconds(label) / self.seconds(other):.2f}x"


def contenders() -> list[Tool]:
    """The ways of reading a project that are timed; the command and the floor are those of throughput.py."""
    known = {tool.name: tool for tool in tools()}
    ours, floor = known["keras-migrate"], known["ast"]
    return [
        Tool("together", TOGETHER, ours.command, ours.version, ours.done),
        Tool("alone", ALONE, (sys.executable, str(HERE / "contenders/each_alone.py"))),
        Tool("ast", FLOOR, floor.command),
    ]


# -- the projects ------------------------------------------------------------------------------------------------------


def make_tree(modules: int, folder: Path) -> Tree:
    """Write a project to a folder that is not there yet. Raises `BenchmarkError` where it is."""
    if folder.exists():
        raise BenchmarkError(f"{folder}: is there already; what lies in it would be measured, too")
    write_project(modules, folder)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))]
    return Tree(folder, len(texts), sum(len(text.splitlines()) for text in texts))


def description(modules: int) -> str:
    """What a project is like, so that the figures can be judged."""
    texts = [text for name, text in make_project(modules).items() if name.endswith(".py")]
    lines = sum(len(text.splitlines()) for text in texts)
    silent = sum("keras" not in text for text in texts)
    return f"{len(texts):,} modules, {lines:,} lines; {silent:,} modules do not say `keras` themselves"


# -- what is known -----------------------------------------------------------------------------------------------------


def known_receivers(folder: Path, methods: Sequence[str], *, alone: bool) -> dict[str, str]:
    """For each method the share of its receivers that are known, as `receivers.py` counts them."""
    from receivers import sites  # loads the analysis: only after all is timed, as children inherit this size

    counts: dict[str, collections.Counter[str]] = {name: collections.Counter() for name in methods}
    for module in understood_alone(folder) if alone else understood_together(folder):
        for node, kind, _ in sites(module, list(methods)):
            counts[node.attr][kind] += 1
    return {name: share(counter) for name, counter in counts.items()}


def share(counter: collections.Counter[str]) -> str:
    """How many receivers are known, of how many."""
    known = counter.total() - counter["unknown"]
    return f"{known:,} of {counter.total():,}{known / max(counter.total(), 1):6.0%}"


def understood_together(folder: Path) -> Iterator[Module]:
    """The modules of a project as the command understands them."""
    from migrator.migration import understand_paths
    from migrator.settings import Settings

    for program in understand_paths([folder], Settings()):
        yield from program


def understood_alone(folder: Path) -> Iterator[Module]:
    """The modules of a project, each as if nothing else were there."""
    from migrator.analysis.module import understand
    from migrator.rounds import parse

    for path in sorted(folder.rglob("*.py")):
        module = parse(path.read_text(encoding="utf-8"), str(path))
        understand([module])
        yield module


# -- what is printed ---------------------------------------------------------------------------------------------------


def growth_table(projects: Iterable[Project]) -> str:
    """What the whole costs in terms of its parts, of the floor and of the smallest project; and peak memory."""
    lines = [
        f"{'without start-up':21}{'together':>10}{'together':>10}{'alone':>10}{'peak MB':>11}{'peak MB':>10}",
        f"{'modules':>8}{'time a line':>13}{'/ alone':>10}{'/ ast':>10}{'/ ast':>10}{'together':>11}{'alone':>10}",
    ]
    first = 0.0
    for project in projects:
        per_line = project.seconds(TOGETHER) / project.tree.lines
        first = first or per_line
        ratios = [project.ratio(*pair) for pair in ((TOGETHER, ALONE), (TOGETHER, FLOOR), (ALONE, FLOOR))]
        lines.append(
            f"{project.modules:8,}{per_line / first:12.2f}x"
            + "".join(f"{ratio:>10}" for ratio in ratios)
            + f"{project.of(TOGETHER).memory / 1e6:11,.0f}{project.of(ALONE).memory / 1e6:10,.0f}"
        )
    return "\n".join(lines)


def receivers_table(projects: Iterable[Project]) -> str:
    """How many receivers of the methods are known, of how many, with the project in view and without."""
    from receivers import METHODS

    methods = METHODS.split(",")
    lines = [f"{'modules':>8}  {'known receivers of':20}" + "".join(f"{name:>20}" for name in methods)]
    for project in projects:
        for label, alone in ((TOGETHER, False), (ALONE, True)):
            known = known_receivers(project.tree.path, methods, alone=alone)
            lines.append(f"{project.modules:8,}  {label:20}" + "".join(f"{known[name]:>20}" for name in methods))
    return "\n".join(lines)


# -- the command -------------------------------------------------------------------------------------------------------


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--modules", type=positive, default=MODULES, metavar="N", help=f"size of the project (default: {MODULES:,})"
    )
    size.add_argument(
        "--sizes",
        type=lambda text: [positive(part) for part in text.split(",")],
        metavar="N,N,...",
        help="several projects, to see whether time and memory grow with them or faster",
    )
    parser.add_argument("--rounds", type=positive, default=3, metavar="N", help="runs of each tool (default: 3)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the projects here and leave them")
    return parser.parse_args(arguments)


def benchmark(arguments: argparse.Namespace, workplace: Path) -> None:
    """Make the projects, time the tools on each, count what they know, print the tables."""
    sizes: list[int] = list(dict.fromkeys(arguments.sizes or [arguments.modules]))
    chosen = contenders()
    folder = arguments.keep or workplace
    one_file = build_tree([b""], 1, workplace / "one_file")
    trees = {modules: make_tree(modules, folder / f"modules_{modules}") for modules in sizes}
    print(environment(chosen))
    print(f"CPU time of {arguments.rounds} interleaved rounds, children included; lines/s from the median\n")
    projects = []
    for modules, tree in trees.items():
        project = Project(modules, tree, measure(chosen, tree, one_file, arguments.rounds))
        projects.append(project)
        print(description(modules), speed_table(project.measurements, tree), sep="\n")
        print(remarks(project.measurements), end="\n\n", flush=True)
    print(growth_table(projects), receivers_table(projects), sep="\n\n")


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
