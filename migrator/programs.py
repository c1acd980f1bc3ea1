"""One program: read -> understand -> judge -> edit -> write, in rounds, its files together.

One file's trouble never reaches another: it becomes the `problem` of that file's result, and the others go on.
"""

from __future__ import annotations

import gc
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.analysis.module import Module, understand
from migrator.cells import Cells
from migrator.findings import FileResult, Finding, Problem, Range
from migrator.rounds import MAX_ROUNDS, TOO_DEEP, Rewriting, Unmigratable
from migrator.settings import Settings
from migrator.sources.document import BrokenNotebook, Document
from migrator.sources.files import read_bytes, reason
from migrator.sources.prose import Prose
from migrator.sources.text import Text, UnreadableText, decode
from migrator.surroundings import Surroundings

_DEPTH = 20_000
"""Frames that the analysis of a deeply nested expression may take; the interpreter's default suits no long sum."""

_NEW_OBJECTS = 20_000
"""Objects after which Python looks for garbage in cycles; by default 700."""


def migrate_files(
    program: Sequence[str], settings: Settings, surroundings: Surroundings, *, write: bool
) -> dict[str, FileResult]:
    """Migrate the files of one program; write those that changed, if that is wanted."""
    found, places, results = _read(program)
    documents = [document for document, _ in found.values()]
    with _room():
        migrated = _migrate(documents, places, settings, surroundings)
    for (path, (_, text)), result in zip(found.items(), migrated, strict=True):
        results[path] = _write(Path(path), text, result) if write and result.changed else result
    return results


def migrate_document(document: Document, settings: Settings) -> FileResult:
    """Migrate what stands alone."""
    with _room():
        (result,) = _migrate([document], [""], settings, None)
    return result


def understand_program(program: Sequence[str], settings: Settings, surroundings: Surroundings) -> list[Module]:
    """The modules of one program, understood and not judged. Unreadable files are left out."""
    documents, places, _ = _read(program)
    files = _files_of([document for document, _ in documents.values()], places)
    with _room():
        _attempt_all(files, lambda cell: cell.parse(settings))
        _understand([file for file in files if file.problem is None], surroundings)
    return [file.cell.module for file in files if file.problem is None and file.cell.module is not None]


def _read(program: Sequence[str]) -> tuple[dict[str, tuple[Document, Text]], list[str], dict[str, FileResult]]:
    """A program's files, each with how its text is stored; their places; the results of those that cannot be read."""
    results: dict[str, FileResult] = {}
    found: dict[str, tuple[Document, Text]] = {}
    for name in program:
        try:
            text = decode(read_bytes(name))
            found[name] = Document.of(name, text.text), text
        except UnreadableText as error:
            results[name] = FileResult(name, problem=Problem(name, str(error)))
        except BrokenNotebook as error:
            results[name] = FileResult(name, problem=Problem(name, str(error), error.line))
        except OSError as error:
            results[name] = FileResult(name, problem=Problem(name, f"cannot be read: {reason(error)}"))
    places = [
        os.path.join(os.path.realpath(os.path.dirname(name) or os.curdir), os.path.basename(name)) for name in found
    ]
    return found, places, results


def _write(path: Path, text: Text, result: FileResult) -> FileResult:
    try:
        write_atomically(path, text.encode(result.text))
    except UnreadableText as error:
        return FileResult(str(path), problem=Problem(str(path), str(error)))
    except OSError as error:
        problem = Problem(str(path), f"cannot be written: {reason(error)}; nothing was changed")
        kept = tuple(replace(finding, applied=False) for finding in result.findings)
        return replace(result, after=result.before, notebook=None, findings=kept, problem=problem)
    return result


# Programs.


def _migrate(
    documents: Sequence[Document], places: Sequence[str], settings: Settings, around: Surroundings | None
) -> list[FileResult]:
    """Migrate the documents of one program, imported ones first."""
    files = _files_of(documents, places)
    for number in range(MAX_ROUNDS + 1):
        _attempt_all(files, lambda cell: cell.parse(settings))
        if number == MAX_ROUNDS:
            break
        _understand([file for file in files if file.problem is None], around)
        if not _attempt_all(files, lambda cell: cell.turn(settings)):
            break
    _attempt_all(files, Rewriting.settle)
    if settings.todo:
        _attempt_all(files, Rewriting.note)
    return [file.result() for file in files]


def _files_of(documents: Sequence[Document], places: Sequence[str]) -> list[_File]:
    return [
        _File(document, Rewriting(document.script, document.path, place))
        for document, place in zip(documents, places, strict=True)
    ]


def _attempt_all(files: Sequence[_File], step: Callable[[Rewriting], object]) -> bool:
    """Take a step with each file that has no problem; whether any says yes."""
    answers = [file.attempt(step) for file in files if file.problem is None]
    return any(answers)


@dataclass(eq=False)
class _File:
    """A document under way."""

    document: Document
    cell: Rewriting
    problem: Problem | None = None

    def attempt(self, step: Callable[[Rewriting], object]) -> bool:
        """Take a step with the document's Python; whether it says yes. What goes wrong becomes the file's problem."""
        try:
            return bool(step(self.cell))
        except Unmigratable as error:
            self.problem = Problem(self.document.path, str(error), error.line)
        except RecursionError:
            self.problem = Problem(self.document.path, f"{TOO_DEEP}; nothing was changed")
        except Exception as error:  # noqa: BLE001  # a defect of ours in one file must not stop the others
            message = f"internal error ({type(error).__name__}: {error}); nothing was changed: please report this"
            self.problem = Problem(self.document.path, message)
        return False

    def result(self) -> FileResult:
        """What became of the document."""
        path, before = self.document.path, self.document.script
        if self.problem is not None:
            notebook = self.document.text if self.document.notebook is not None else None
            return FileResult(path, before, before, problem=self.problem, notebook=notebook)
        cell, problem = self.cell, None
        if self.document.trouble is not None:
            problem = Problem(path, *self.document.trouble)
        if self.document.prose is not None:  # its lines are those of the script
            text = self.document.with_script(cell.text)
            moved = tuple(_indented(finding, self.document.prose) for finding in cell.findings)
            return FileResult(path, self.document.text, text, moved, cell.coverage, problem)
        if self.document.notebook is None:
            return FileResult(path, before, cell.text, tuple(cell.findings), cell.coverage)
        findings = Cells(path, before).told(cell.findings)
        notebook = self.document.with_script(cell.text)
        return FileResult(path, before, cell.text, findings, cell.coverage, problem, notebook)


def _indented(finding: Finding, prose: Prose) -> Finding:
    """A finding in a block of Python that the prose indents."""
    place = finding.range
    start, end = prose.indentation(place.line), prose.indentation(place.end_line)
    return replace(finding, range=Range(place.line, place.column + start, place.end_line, place.end_column + end))


def _understand(files: Sequence[_File], around: Surroundings | None) -> None:
    """Analyse the files together; where that fails, each alone, so that one file's trouble stays its own."""
    modules = [file.cell.module for file in files if file.cell.module is not None]
    for module in modules if around is not None else ():
        module.sharers = around.sharers(module.place) if around is not None else ()
    try:
        understand(modules, around, tuple(around.callers.values()) if around else ())
        while around is not None and around.has_more_callers(modules):
            understand(modules, around, tuple(around.callers.values()))
    except Exception:  # noqa: BLE001  # a defect of ours, or code nested too deeply: some file alone shows it again
        for file in files:
            file.attempt(lambda cell: understand([cell.module] if cell.module is not None else []))


@contextmanager
def _room() -> Iterator[None]:
    """Room for deep trees, and fewer searches for garbage: what an analysis makes, it keeps for the most part."""
    limit, thresholds = sys.getrecursionlimit(), gc.get_threshold()
    sys.setrecursionlimit(max(limit, _DEPTH))
    if thresholds[0]:  # not where whoever runs this has turned them off
        gc.set_threshold(max(_NEW_OBJECTS, thresholds[0]), *thresholds[1:])
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        gc.set_threshold(*thresholds)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's bytes: a temporary file beside it, its mode kept, a symbolic link's target written.

    Raises OSError; the file is then as it was.
    """
    target = Path(os.path.realpath(path))
    mode = target.stat().st_mode
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(13, "the file is read-only")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, stat.S_IMODE(mode))
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
