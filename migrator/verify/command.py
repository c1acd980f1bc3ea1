"""The command `keras-migrate verify`: arguments to requests to verifications to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.pins import pinned_version
from migrator.report.output import Output
from migrator.settings import project_folder, selected_backend, settings_for
from migrator.verify.arguments import VerifyArguments, build_parser, parse
from migrator.verify.engines import VerifyError
from migrator.verify.places import Request
from migrator.verify.sides import Side

if TYPE_CHECKING:
    from migrator.verify.verification import Limits

EQUAL, NOT_EQUAL = 0, 1
SUFFIXES = (".py", ".ipynb")


def run(argv: Sequence[str]) -> int:
    """Run the command line behind the word `verify`. Raises `UsageError`, `VerifyError`, `SettingsError`."""
    arguments = parse(argv)
    out = Output(sys.stdout, arguments.color)
    if arguments.help:
        out.text(build_parser().format_help())
        return EQUAL
    requests = [_request(program, arguments) for program in arguments.programs]
    code = _verify(requests, arguments, out)
    out.flush()
    return code


def _verify(requests: Sequence[Request], arguments: VerifyArguments, out: Output) -> int:
    try:
        from migrator.verify.differences import STATED
        from migrator.verify.verification import Engines, Verdict
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        raise VerifyError(f"verify needs NumPy: {sys.executable} -m pip install numpy") from error
    from migrator.report.verification import Report

    report = Report(arguments.output_format, out, STATED)
    equal = True
    backend = _backend(arguments)
    before = None if arguments.after_only else Side(2, python=arguments.before_python or sys.executable)
    after = Side(3, backend, arguments.after_python or sys.executable)
    with Engines(
        before, after, limits=_limits(arguments), keep=arguments.keep, compare_printed=not arguments.ignore_output
    ) as engines:
        for verification in engines.verify_all(requests):
            equal = equal and verification.verdict is Verdict.EQUAL
            report.add(verification)
        report.close()
    return EQUAL if equal else NOT_EQUAL


def _backend(arguments: VerifyArguments) -> str:
    return arguments.backend or selected_backend(os.environ) or "tensorflow"


def _limits(arguments: VerifyArguments) -> Limits:
    from migrator.verify.verification import Limits

    return Limits(arguments.max_epochs or None, arguments.max_steps or None, arguments.timeout)


def _request(program: Path, arguments: VerifyArguments) -> Request:
    """What the command line asks of a program. Raises `VerifyError`."""
    path = _file(program)
    project = _project(path, arguments.project)
    here = Path(os.path.realpath(os.curdir))
    settings = settings_for(path)
    pin = pinned_version(project) if settings.target is None else None
    if pin is not None:
        settings = replace(settings, target=pin.lowest, latest=pin.highest)
    settings = replace(settings.overridden(unsafe_fixes=arguments.unsafe_fixes), backend=_backend(arguments))
    migrated = None if arguments.migrated is None else _file(arguments.migrated)
    return Request(
        program=path,
        project=project,
        cwd=here if here.is_relative_to(project) else path.parent,
        arguments=tuple(arguments.arguments),
        eras=tuple(arguments.before_as),
        settings=settings,
        name=str(program),
        migrated=migrated,
        migrated_project=None if migrated is None else _project(migrated, None),
    )


def _file(program: Path) -> Path:
    if not program.is_file() or program.suffix not in SUFFIXES:
        what = "is no Python file or notebook" if program.exists() else "does not exist"
        raise VerifyError(f"{program} {what}")
    return Path(os.path.realpath(program))


def _project(program: Path, named: Path | None) -> Path:
    if named is None:
        return Path(os.path.realpath(project_folder(program)))
    project = Path(os.path.realpath(named))
    if not program.is_relative_to(project):
        raise VerifyError(f"{program} is not in {named}")
    return project
