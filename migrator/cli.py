"""The command `keras-migrate`: arguments to settings to a run to an exit code.

Decides nothing about code. Imports late, so that what a command does not need costs it no time.
"""

from __future__ import annotations

import os
import sys

from migrator import __version__
from migrator.arguments import PROGRAM, VERIFY, Arguments, UsageError, build_parser, parse
from migrator.errors import UserError
from migrator.report.output import Output, OutputError, visible

TYPE_CHECKING = False  # known to type checkers; `typing` takes longer to import than the command line to parse
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from migrator.findings import FileResult
    from migrator.report.catalogue import RuleLike
    from migrator.report.summary import Tally
    from migrator.report.view import Patch
    from migrator.settings import Settings

OK, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


class UnknownRule(UserError):
    """The user names a rule that does not exist; the message says which, and what may be meant."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: that of the process) and return its exit code."""
    err = Output(sys.stderr)
    argv = sys.argv[1:] if argv is None else argv
    try:
        if argv[:1] == [VERIFY]:
            return _verify(argv[1:], err)
        arguments = parse(argv)
        out, err = Output(sys.stdout, arguments.color), Output(sys.stderr, arguments.color)
        code = _dispatch(arguments, out, err)
        out.flush()
        err.flush()
        return code
    except UsageError as error:
        return _fail(err, f"{error} (see {PROGRAM} --help)")
    except UserError as error:
        return _fail(err, str(error))
    except KeyboardInterrupt:
        _fail(err, "interrupted; no file is half-written, run it again to go on")
        return INTERRUPTED
    except Exception:  # noqa: BLE001  # a defect: it must not end with the exit code of a finished run
        import traceback

        return _fail(err, f"this is a defect of {PROGRAM}, please report it\n{traceback.format_exc().rstrip()}")


def _fail(err: Output, message: str) -> int:
    """Say why the run ends, and return the exit code for it."""
    try:
        err.line(f"{err.paint('error:', 'bold red')} {visible(message)}")
        err.flush()
    except OutputError:
        pass  # nobody is left to tell
    return FAILED


def _verify(argv: Sequence[str], err: Output) -> int:
    """The other command, which runs programs."""
    from migrator.verify.command import run
    from migrator.verify.engines import VerifyError

    try:
        return run(argv)
    except VerifyError as error:
        return _fail(err, str(error))


def _dispatch(arguments: Arguments, out: Output, err: Output) -> int:
    if arguments.help:
        out.text(build_parser().format_help())
    elif arguments.version:
        out.line(f"{PROGRAM} {__version__}")
    elif arguments.explain is not None:
        _explain(arguments.explain, out)
    elif arguments.list_rules:
        _list_rules(arguments, out)
    else:
        return _migrate(arguments, _with_target(arguments, _settings(arguments), err), out, err)
    return OK


# -- rules -------------------------------------------------------------------------------------------------------------


def _explain(wanted: str, out: Output) -> None:
    from migrator.report.catalogue import explain

    rules = _catalogue()
    rule = next((rule for rule in rules if wanted.lower() in {rule.code.lower(), rule.slug}), None)
    if rule is None:
        names = [name for rule in rules for name in (rule.code, rule.slug)]
        raise UnknownRule(f"there is no rule {wanted!r}{_closest(wanted, names)}; see {PROGRAM} --list-rules")
    explain(rule, out)


def _catalogue() -> list[RuleLike]:
    """The rules on source code, and the kinds of findings in saved models, by code."""
    from migrator.models.catalogue import MODEL_RULES
    from migrator.rules.registry import all_rules

    return sorted((*all_rules(), *MODEL_RULES), key=lambda rule: rule.code)


def _closest(wanted: str, names: Sequence[str]) -> str:
    import difflib

    if any(name.startswith(wanted.upper()) for name in names):
        return f"; did you mean {wanted.upper()}?"
    spelled = {name.lower(): name for name in names}
    near = [spelled[name] for name in difflib.get_close_matches(wanted.lower(), spelled, n=3, cutoff=0.5)]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _list_rules(arguments: Arguments, out: Output) -> None:
    from migrator.report.catalogue import list_rules

    settings = _settings(arguments)
    list_rules([rule for rule in _catalogue() if settings.selects(rule.code)], out)


# -- settings ----------------------------------------------------------------------------------------------------------


def _start(arguments: Arguments) -> Path:
    """Where the search for the project of a run starts."""
    from pathlib import Path

    if arguments.stdin or not arguments.paths:
        return Path(arguments.stdin_filename or os.curdir)
    return Path(arguments.paths[0])


def _settings(arguments: Arguments) -> Settings:
    """The settings of the run: the command line over pyproject.toml over the defaults."""
    from dataclasses import replace

    from migrator.settings import selected_backend, settings_for

    configured = settings_for(_start(arguments))
    for origin, prefixes in (
        ("--select", arguments.select),
        ("--ignore", arguments.ignore),
        ("pyproject.toml: select", configured.select),
        ("pyproject.toml: ignore", configured.ignore),
    ):
        _check_codes(origin, prefixes or ())
    settings = configured.overridden(
        select=arguments.select,
        ignore=arguments.ignore,
        unsafe_fixes=arguments.unsafe_fixes,
        target=arguments.target_version,
    )
    backend = selected_backend(os.environ)
    json = arguments.output_format == "json"
    return replace(
        settings,
        backend=backend,
        todo=arguments.todo,
        docs=arguments.docs,
        with_edits=json,
        rewrite=arguments.mode.shows_text,
    )


def _with_target(arguments: Arguments, settings: Settings, err: Output) -> Settings:
    """The settings with the target version of the project's own dependencies, where nothing else sets one."""
    if settings.target is not None:
        return settings
    from dataclasses import replace

    from migrator.keras_api.versions import spelled
    from migrator.pins import pinned_version
    from migrator.settings import project_folder

    pin = pinned_version(project_folder(_start(arguments)))
    if pin is None:
        return settings
    if arguments.verbose:
        latest = f" to {spelled(pin.highest)}" if pin.highest != pin.lowest else ""
        err.line(f"for Keras {spelled(pin.lowest)}{latest}, as the project's dependencies admit ({pin.reason})")
    return replace(settings, target=pin.lowest, latest=pin.highest)


def _check_codes(origin: str, prefixes: Sequence[str]) -> None:
    if not prefixes:
        return
    codes = [rule.code for rule in _catalogue()]
    for prefix in prefixes:
        if not prefix or not any(code.startswith(prefix) for code in codes):
            hint = _closest(prefix, codes)
            raise UnknownRule(f"{origin}: no rule's code begins with {prefix!r}{hint}; see {PROGRAM} --list-rules")


# -- runs --------------------------------------------------------------------------------------------------------------


def _migrate(arguments: Arguments, settings: Settings, out: Output, err: Output) -> int:
    """Migrate what the command line names and show it on the way."""
    from migrator.report.progress import ProgressBar
    from migrator.report.summary import Tally, closing
    from migrator.report.view import View

    mode = arguments.mode
    tally = Tally()
    view = View(mode, arguments.output_format, out, err, quiet=arguments.quiet, verbose=arguments.verbose)
    bar = ProgressBar(err, shown=not arguments.quiet)
    results = _standard_input(arguments, settings, out) if arguments.stdin else _files(arguments, settings)
    try:
        for result, patch in results:
            tally.add(result)
            bar.advance(result.path)
            if view.says(result):
                with bar.paused():
                    view.show(result, patch)
            if out.broken and not mode.written:
                break  # nobody reads any more; what is to be written is written all the same
    finally:
        bar.close()
        view.close()
    out.flush()
    if not arguments.quiet:
        _warn_of_nothing(arguments, tally, err)
        closing(tally, err, written=mode.written)
    return _exit_code(arguments, tally)


def _exit_code(arguments: Arguments, tally: Tally) -> int:
    if tally.problems:
        return FAILED
    return FOUND if arguments.check and tally.found else OK


def _warn_of_nothing(arguments: Arguments, tally: Tally, err: Output) -> None:
    if tally.files + tally.problems == 0:
        err.line(f"warning: no Python files or notebooks in {', '.join(arguments.paths)}; nothing to do")


def _files(arguments: Arguments, settings: Settings) -> Iterator[tuple[FileResult, Patch]]:
    """The results for the named files and folders, each with what makes its patch."""
    from pathlib import Path

    from migrator.migration import migrate_paths
    from migrator.sources.models import is_model

    def patch(result: FileResult) -> Patch:
        return lambda: _patch(result)

    paths = [Path(p) for p in arguments.paths]
    models = [path for path in paths if is_model(path)]
    if code := [path for path in paths if path not in models]:
        jobs = arguments.jobs or _usable_cores()
        for result in migrate_paths(
            code, settings, write=arguments.mode.written, jobs=jobs, cache=_cache_folder(arguments)
        ):
            yield result, patch(result)
    if models or arguments.models:
        for result in _models(models, code, arguments, settings):
            yield result, lambda: b""


def _cache_folder(arguments: Arguments) -> Path | None:
    """Where checks keep what they found; None where nothing is to be kept."""
    from pathlib import Path

    from migrator.settings import CACHE, project_folder

    if arguments.no_cache or not arguments.check:
        return None
    return Path(arguments.cache_dir) if arguments.cache_dir else project_folder(_start(arguments)) / CACHE


def _models(
    named: Sequence[Path], folders: Sequence[Path], arguments: Arguments, settings: Settings
) -> Iterator[FileResult]:
    """The results for saved models: those named, and with `--models` those in folders."""
    from pathlib import Path

    from migrator.findings import FileResult, Problem
    from migrator.models.conversion import migrate_models

    if arguments.diff:
        for path in named:
            problem = Problem(str(path), "a saved model has no patch for git; --dry-run shows what changes in it")
            yield FileResult(str(path), problem=problem)
        return
    walked = folders if arguments.models else ()
    yield from migrate_models(
        named,
        walked,
        settings,
        write=arguments.mode.written,
        in_place=arguments.in_place,
        verify=arguments.verify,
        architecture=Path(arguments.architecture) if arguments.architecture else None,
    )


def _usable_cores() -> int:
    """How many processes can run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _patch(result: FileResult) -> bytes:
    """The patch of a file that is still as it was read: in the bytes and the encoding that it has."""
    from pathlib import Path

    from migrator.report.diff import patch_name, unified_diff
    from migrator.sources.text import decode

    data = Path(result.path).read_bytes()
    return unified_diff(patch_name(result.path), data, decode(data).encode(result.text))


def _standard_input(arguments: Arguments, settings: Settings, out: Output) -> Iterator[tuple[FileResult, Patch]]:
    """The result for the source on standard input. As a filter, what cannot be migrated goes out as it came in."""
    from migrator.findings import FileResult, Problem
    from migrator.migration import migrate_text
    from migrator.report.diff import unified_diff
    from migrator.sources.document import mentions_keras
    from migrator.sources.text import UnreadableText, decode

    name = arguments.stdin_filename or "<stdin>"
    before = after = sys.stdin.buffer.read() if sys.stdin else b""
    result = FileResult(name)
    if mentions_keras(before):
        try:
            text = decode(before)
            result = migrate_text(text.text, name, settings=settings)
            after = text.encode(result.text)
        except UnreadableText as error:
            result = FileResult(name, problem=Problem(name, str(error)))
    if arguments.mode.written:
        out.data(after)
    yield result, lambda: unified_diff(name, before, after)
