"""The command line's language: its flags, its help, and which of them contradict each other. Does nothing itself."""

from __future__ import annotations

import argparse

from migrator.errors import UserError
from migrator.report.modes import FORMATS, Mode

TYPE_CHECKING = False  # known to type checkers; `typing` takes longer to import than the command line to parse
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from migrator.keras_api.versions import Version

PROGRAM = "keras-migrate"
VERIFY = "verify"
"""The first word of the other command; a file or folder of that name is `./verify`."""

_DESCRIPTION = """\
Rewrites Keras 2 code for Keras 3: the safe edits in place, the rest as findings for you to decide.
Your code is read, never run: not a line of it is imported or executed.

keras-migrate verify PROGRAM is another command, and the only one that runs your code: it shows whether the migrated
program does the same (see keras-migrate verify --help)."""

_EPILOG = """\
examples:
  keras-migrate src/                       migrate a folder in place
  keras-migrate --dry-run train.py         show what would change, write nothing
  keras-migrate --check .                  fail if anything is left to do, for CI
  keras-migrate --diff src/ | git apply    the same as migrating in place
  keras-migrate - < old.py > new.py        as a filter
  keras-migrate --explain KER301           the page of a rule
  keras-migrate model.h5                   write a saved model that Keras 3 loads to model.keras3.h5

exit codes:
  0    done; with --check: nothing to do
  1    with --check: something would change or needs review
  2    wrong usage or settings, or a file that could not be read, understood or written (the others are done)
  130  interrupted

Folders are searched for .py and .ipynb files, without what .gitignore names, virtual environments and build folders.
Settings come from [tool.keras-migrate] in the nearest pyproject.toml: select, ignore, unsafe-fixes, exclude,
target-version."""


class UsageError(UserError):
    """The command line makes no sense; the message says why, in one line."""


class Arguments(argparse.Namespace):
    """A parsed command line."""

    paths: list[str]
    dry_run: bool
    check: bool
    diff: bool
    todo: bool
    docs: bool
    models: bool
    in_place: bool
    verify: bool
    architecture: str | None
    unsafe_fixes: bool | None
    select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    target_version: Version | None
    list_rules: bool
    explain: str | None
    output_format: str
    stdin_filename: str | None
    jobs: int | None
    no_cache: bool
    cache_dir: str | None
    quiet: bool
    verbose: bool
    color: str
    version: bool
    help: bool

    @property
    def stdin(self) -> bool:
        """Whether the source comes from standard input."""
        return self.paths == ["-"]

    @property
    def mode(self) -> Mode:
        """What the run does with the migrated text."""
        if self.diff:
            return Mode.DIFF
        if self.dry_run:
            return Mode.DRY_RUN
        if self.check:
            return Mode.CHECK
        return Mode.FILTER if self.stdin else Mode.APPLY


class Parser(argparse.ArgumentParser):
    """A parser whose errors are `UsageError`s."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _version(text: str) -> Version:
    from migrator.settings import target_version

    try:
        return target_version(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes, such as 2")
    return int(text)


class _Codes(argparse.Action):
    """Collects comma-separated rule codes over repeated flags."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        codes = tuple(code.strip() for code in str(values).split(",") if code.strip())
        if not codes:
            parser.error(f"{option_string} needs at least one rule code, such as KER3")
        setattr(namespace, self.dest, (*(getattr(namespace, self.dest) or ()), *codes))


def build_parser() -> argparse.ArgumentParser:
    """The parser of the command line; its errors are `UsageError`s."""
    parser = Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [OPTIONS] PATH [PATH ...]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    what = parser.add_argument_group("what to migrate")
    what.add_argument("paths", nargs="*", metavar="PATH", help="a file, a folder, or - for standard input")
    what.add_argument("--docs", action="store_true", help="in folders, take the Python in .md and .rst files, too")
    what.add_argument(
        "--models", action="store_true", help="in folders, take saved models (.h5, .keras, .json, .yaml), too"
    )
    what.add_argument(
        "--architecture",
        metavar="FILE",
        help="the model (.json, .keras, .h5) whose weights the named checkpoints of TensorFlow hold",
    )
    _add_modes(parser.add_argument_group("what to do (default: write the migrated files in place)"))
    _add_rules(parser.add_argument_group("rules"))
    _add_output(parser.add_argument_group("output"))
    other = parser.add_argument_group("other")
    other.add_argument("-j", "--jobs", type=_jobs, metavar="N", help="processes on many files (default: the cores)")
    other.add_argument("--no-cache", action="store_true", help="understand everything anew; keep nothing")
    other.add_argument(
        "--cache-dir",
        metavar="DIR",
        help="where --check keeps what it found (default: .keras_migrate_cache in the project's folder)",
    )
    other.add_argument("--stdin-filename", metavar="PATH", help="what to call the source that - reads")
    other.add_argument("--version", action="store_true", help="show the version")
    other.add_argument("-h", "--help", action="store_true", help="show this help")
    return parser


def _add_modes(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--dry-run", action="store_true", help="write nothing; show the changes and what needs review")
    group.add_argument("--check", action="store_true", help="write nothing; exit 1 if there is anything to do")
    group.add_argument("--diff", action="store_true", help="write nothing; print a patch for git apply")
    group.add_argument(
        "--todo",
        action="store_true",
        help="put a TODO comment above what is left to you; goes with all but --check",
    )
    group.add_argument(
        "--in-place",
        action="store_true",
        help="write migrated models over their files (default: beside them, model.keras3.h5)",
    )
    group.add_argument(
        "--verify",
        action="store_true",
        help="load each model that was written under the Keras that is installed, and compare it with its source",
    )


def _add_rules(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--unsafe-fixes",
        action=argparse.BooleanOptionalAction,
        help="make also the edits that are right only in the usual case",
    )
    group.add_argument(
        "--select", action=_Codes, metavar="CODES", help="only rules of these codes or prefixes (KER2,KER301)"
    )
    group.add_argument("--ignore", action=_Codes, metavar="CODES", help="no rules of these codes or prefixes")
    group.add_argument(
        "--target-version",
        type=_version,
        metavar="3.N",
        help="the Keras that the result has to run on (default: the lowest Keras 3 that the project's own dependencies"
        " admit, else the newest)",
    )
    group.add_argument("--list-rules", action="store_true", help="list the rules")
    group.add_argument("--explain", metavar="CODE", help="show the page of a rule")


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--output-format", choices=FORMATS, default="full", help="how findings look (default: full)")
    group.add_argument("-q", "--quiet", action="store_true", help="report only problems")
    group.add_argument("-v", "--verbose", action="store_true", help="name every file, and what each finding rests on")
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="default: on a terminal (auto)"
    )


def parse(argv: Sequence[str]) -> Arguments:
    """The command line `argv` (without the program's name). Raises `UsageError`."""
    # What follows `--` is paths. Cut off here: before Python 3.13 a parser of intermixed arguments forgets the `--`.
    end = argv.index("--") if "--" in argv else len(argv)
    arguments = build_parser().parse_intermixed_args(argv[:end], Arguments())
    arguments.paths += argv[end + 1 :]
    if not (arguments.help or arguments.version or arguments.list_rules or arguments.explain is not None):
        _check_paths(arguments)
    _check_combination(arguments)
    return arguments


def _check_paths(arguments: Arguments) -> None:
    if not arguments.paths:
        raise UsageError(f"no path given; to migrate the current folder: {PROGRAM} .")
    if "" in arguments.paths:
        raise UsageError(f"one of the paths is empty; to migrate the current folder: {PROGRAM} .")
    if "-" in arguments.paths and not arguments.stdin:
        raise UsageError("- (standard input) cannot be combined with other paths")
    if arguments.stdin_filename is not None and not arguments.stdin:
        raise UsageError("--stdin-filename needs - as the path")


def _check_combination(arguments: Arguments) -> None:
    flags = {
        "--list-rules": arguments.list_rules,
        "--explain": arguments.explain is not None,
        "--dry-run": arguments.dry_run,
        "--check": arguments.check,
        "--diff": arguments.diff,
        "--todo": arguments.todo,
        "--quiet": arguments.quiet,
        "--verbose": arguments.verbose,
        "--models": arguments.models,
        "--in-place": arguments.in_place,
        "--verify": arguments.verify,
        "--output-format json": arguments.output_format == "json",
    }
    for one, other in _CONTRADICTIONS:
        if flags[one] and flags[other]:
            raise UsageError(f"{one} and {other} contradict each other")
    if arguments.output_format == "json" and arguments.stdin and arguments.mode is Mode.FILTER:
        raise UsageError("- writes the migrated source to standard output; for JSON there add --check or --dry-run")


_CONTRADICTIONS = (
    ("--list-rules", "--explain"),
    ("--dry-run", "--check"),
    ("--dry-run", "--diff"),
    ("--check", "--todo"),
    ("--diff", "--output-format json"),
    ("--diff", "--models"),
    ("--dry-run", "--in-place"),
    ("--check", "--in-place"),
    ("--diff", "--in-place"),
    ("--dry-run", "--verify"),
    ("--check", "--verify"),
    ("--diff", "--verify"),
    ("--in-place", "--verify"),
    ("--quiet", "--verbose"),
)
