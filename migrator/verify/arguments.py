"""The command line of `keras-migrate verify`: its flags and their help. Does nothing itself."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from migrator.arguments import PROGRAM, Parser, UsageError

BACKENDS = ("tensorflow", "torch", "jax", "numpy")
ERAS = ("batch_size", "keras_2_10", "keras_2_2", "keras_1")
FORMATS = ("full", "json")

_DESCRIPTION = """\
Shows whether a migrated program does the same: runs PROGRAM on Keras 2 and a migrated copy of it on Keras 3, from the
same initial weights, and compares what their models do, call by call.

THIS EXECUTES YOUR CODE, twice or more, with all that it does besides: it is run in copies of its project folder,
without network, but what it does outside of them is done. No other command of keras-migrate runs any of your code."""

_EPILOG = """\
verdicts:
  equal             all that was compared is the same, within the tolerance that is stated
  different         the first place where the programs part is named, with its usual causes
  before fails      the original does not run to its end on Keras 2
  after fails       the migrated program does not run to its end on Keras 3
  nothing compared  both ran, but no number came out that could be compared

exit codes:
  0    every program is equal
  1    one is not
  2    wrong usage, or something is missing: the message says what to install
  130  interrupted"""


class VerifyArguments(argparse.Namespace):
    """A parsed command line."""

    programs: list[Path]
    arguments: list[str]
    before_python: str | None
    after_python: str | None
    backend: str | None
    after_only: bool
    before_as: list[str]
    migrated: Path | None
    project: Path | None
    unsafe_fixes: bool | None
    max_epochs: int
    max_steps: int
    timeout: int
    keep: Path | None
    ignore_output: bool
    output_format: str
    color: str
    help: bool


def build_parser() -> argparse.ArgumentParser:
    """The parser of the command line; its errors are `UsageError`s."""
    parser = Parser(
        prog=f"{PROGRAM} verify",
        usage=f"{PROGRAM} verify [OPTIONS] PROGRAM [PROGRAM ...] [-- ARGUMENTS ...]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    what = parser.add_argument_group("what to run")
    what.add_argument("programs", nargs="*", type=Path, metavar="PROGRAM", help="a Python file or a notebook")
    what.add_argument(
        "--project",
        type=Path,
        metavar="DIR",
        help="the folder of all that the programs need (default: the nearest with a pyproject.toml or a repository,"
        " else that of the program)",
    )
    what.add_argument(
        "--migrated",
        type=Path,
        metavar="FILE",
        help="the program after a migration, where you have one: it is run in place of a copy that is migrated now",
    )
    what.add_argument(
        "--unsafe-fixes",
        action=argparse.BooleanOptionalAction,
        help="migrate the copy with the edits that are right only in the usual case",
    )
    _add_sides(parser.add_argument_group("on what to run it"))
    _add_limits(parser.add_argument_group("how far to run it (0: no limit)"))
    output = parser.add_argument_group("output")
    output.add_argument("--keep", type=Path, metavar="DIR", help="keep copies, outputs and traces in this folder")
    output.add_argument("--ignore-output", action="store_true", help="do not compare the numbers that are printed")
    output.add_argument("--output-format", choices=FORMATS, default="full", help="for people, or for machines")
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="default: on a terminal (auto)"
    )
    output.add_argument("-h", "--help", action="store_true", help="show this help")
    return parser


def _add_sides(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--before-python",
        metavar="PYTHON",
        help="an interpreter with Keras 2 (default: this one, where tf_keras stands for Keras 2)",
    )
    group.add_argument("--after-python", metavar="PYTHON", help="an interpreter with Keras 3 (default: this one)")
    group.add_argument(
        "--backend", choices=BACKENDS, help="the backend of Keras 3 (default: what KERAS_BACKEND or keras.json says)"
    )
    group.add_argument(
        "--before-as",
        action="append",
        choices=ERAS,
        default=[],
        help="let Keras 2 take what an older release took besides: lr= and decay= (keras_2_10), the names of Keras 1"
        " that 2.2 translated (keras_2_2), all of Keras 1 (keras_1), batch sizes from input shapes (batch_size); may be"
        " repeated",
    )
    group.add_argument(
        "--after-only", action="store_true", help="only see whether the migrated program runs; nothing is compared"
    )


def _add_limits(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--max-epochs",
        type=_number,
        default=3,
        metavar="N",
        help="epochs that each line trains each model (default: 3)",
    )
    group.add_argument(
        "--max-steps", type=_number, default=30, metavar="N", help="batches of each epoch, or of one call (default: 30)"
    )
    group.add_argument(
        "--timeout", type=_number, default=300, metavar="SECONDS", help="time limit of each run (default: 300)"
    )


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative")
    return number


def parse(argv: Sequence[str]) -> VerifyArguments:
    """The command line `argv` behind the word `verify`. Raises `UsageError`."""
    end = list(argv).index("--") if "--" in argv else len(argv)
    arguments = build_parser().parse_intermixed_args(argv[:end], VerifyArguments())
    arguments.arguments = list(argv[end + 1 :])
    if arguments.help:
        return arguments
    if not arguments.programs:
        raise UsageError("verify needs the program that is to be run")
    if arguments.migrated is not None and (len(arguments.programs) > 1 or arguments.unsafe_fixes is not None):
        raise UsageError("--migrated goes with one program, and without --unsafe-fixes: nothing is migrated then")
    if arguments.after_only and (arguments.before_python or arguments.before_as):
        raise UsageError("--after-only runs nothing on Keras 2: it goes without --before-python and --before-as")
    if arguments.backend == "numpy" and not arguments.after_only:
        raise UsageError("the numpy backend cannot train: it goes with --after-only, which builds and predicts")
    if arguments.timeout == 0:
        raise UsageError("--timeout must be at least one second")
    return arguments
