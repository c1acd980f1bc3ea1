"""The pipeline: find -> read -> link -> understand -> judge -> edit -> write.

    files --(bytes)--> imports --> programs: files that have to be understood together
    program -> text -> Module (ast) -> facts, across its files -> proposals of the rules
            -> those that the settings admit -> splices of the text -> parse again -> findings, text -> files

A program is migrated in rounds until nothing more is to be done (`rounds.py` does one file's share). One file's trouble
never reaches another: it becomes the `problem` of that file's result, and the others go on without it.
"""

from __future__ import annotations

import ast
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.analysis.interpreter import Finder
from migrator.analysis.module import Module, understand
from migrator.cells import Cells
from migrator.findings import FileResult, Finding, Problem, Range
from migrator.rounds import MAX_ROUNDS, TOO_DEEP, Rewriting, Unmigratable, parse
from migrator.rules.registry import all_rules
from migrator.settings import Settings
from migrator.sources.discovery import Unreachable, discover
from migrator.sources.document import DOCS, STDIN, SUFFIXES, BrokenNotebook, Document, mentions_keras
from migrator.sources.files import read_bytes
from migrator.sources.imports import Links, ModuleFinder
from migrator.sources.prose import Prose
from migrator.sources.text import Text, UnreadableText, decode

_DEPTH = 20_000
"""Frames that the analysis of a deeply nested expression may take; the interpreter's default suits no long sum."""


def migrate_paths(paths: Sequence[Path], settings: Settings, *, write: bool) -> Iterator[FileResult]:
    """Migrate files and everything below folders, in the order of their paths. Nothing is written unless `write`."""
    told: set[tuple[str, str]] = set()
    found = list(discover(paths, exclude=settings.exclude, root=settings.root, docs=settings.docs))
    run = _Run(paths, settings, write=write)
    ready = run.link([path for path in found if not isinstance(path, Unreachable)])
    for item in found:
        if isinstance(item, Unreachable):
            yield FileResult(str(item.path), problem=Problem(str(item.path), item.reason))
            continue
        if item not in ready and item in run.program_of:
            ready |= run.migrate(run.program_of[item])
        yield _without_repetition(ready.pop(item) if item in ready else FileResult(str(item)), told)


def migrate_program(file: Path, project: Path, settings: Settings, *, write: bool) -> Iterator[FileResult]:
    """Migrate the files of a project that make up one program with `file`, as a migration of the project would."""
    run = _Run([project], settings, write=write)
    found = discover([project, file], exclude=settings.exclude, root=settings.root, docs=settings.docs)
    run.link([path for path in found if isinstance(path, Path)])
    yield from run.migrate(run.program_of.get(file, [file])).values()


def migrate_file(path: Path, settings: Settings, *, write: bool) -> FileResult:
    """Migrate one file, with what it imports in view; write it back in place, atomically, if `write`."""
    return next(migrate_paths([path], settings, write=write))


def migrate_text(
    source: str, path: str = STDIN, *, unsafe: bool = False, settings: Settings | None = None
) -> FileResult:
    """Migrate a Python source that stands alone. What cannot be parsed comes back unchanged, with a problem."""
    settings = settings or Settings()
    settings = replace(settings, unsafe_fixes=settings.unsafe_fixes or unsafe)
    try:
        document = Document.of(path, source)
    except BrokenNotebook as error:
        return FileResult(path, source, source, problem=Problem(path, str(error), error.line))
    with _deep_recursion():
        (result,) = _migrate([document], [""], settings, None)
    return result


def understand_paths(paths: Sequence[Path], settings: Settings) -> Iterator[list[Module]]:
    """The modules of each program at and below `paths`, understood and not judged. Unreadable files are left out."""
    run = _Run(paths, settings, write=False)
    run.link(
        [
            path
            for path in discover(paths, exclude=settings.exclude, root=settings.root, docs=settings.docs)
            if isinstance(path, Path)
        ]
    )
    for program in {id(files): files for files in run.program_of.values()}.values():
        documents, places, _ = run.read(program)
        files = _files_of([document for document, _ in documents.values()], places)
        with _deep_recursion():
            _attempt_all(files, lambda cell: cell.parse(settings))
            _understand([file for file in files if file.problem is None], _Files(run.finder))
        yield [file.cell.module for file in files if file.problem is None and file.cell.module is not None]


def _without_repetition(result: FileResult, told: set[tuple[str, str]]) -> FileResult:
    """The result without what earlier files said for the whole project; `told` remembers it."""
    if not result.findings:
        return result
    once = {rule.code for rule in all_rules() if rule.once}
    fresh = tuple(f for f in result.findings if (f.code, f.message) not in told)
    told |= {(f.code, f.message) for f in fresh if f.code in once}
    return result if len(fresh) == len(result.findings) else replace(result, findings=fresh)


class _Run:
    """The files of one run: which of them make up programs, and the migration of a program."""

    def __init__(self, paths: Sequence[Path], settings: Settings, *, write: bool) -> None:
        self.settings = settings
        self.write = write
        self.finder = ModuleFinder(os.path.realpath(path) for path in paths)
        self.program_of: dict[Path, list[Path]] = {}

    def link(self, files: Sequence[Path]) -> dict[Path, FileResult]:
        """Sort the files into programs. The results of those that cannot be read are all that is known yet."""
        links = Links(self.finder, _bytes_of, mentions_keras)
        failed: dict[Path, FileResult] = {}
        by_place: dict[str, Path] = {}
        folders: dict[str, str] = {}
        for path in files:
            written = str(path)
            folder, name = os.path.split(written)
            if folder not in folders:
                folders[folder] = os.path.realpath(folder or os.curdir)
            place = os.path.join(folders[folder], name)
            by_place[place] = path
            try:
                links.add(place, _python_of(name, read_bytes(written)))
            except OSError as error:
                failed[path] = FileResult(written, problem=Problem(written, f"cannot be read: {_reason(error)}"))
        for places in links.programs():
            program = [by_place[place] for place in places]
            self.program_of.update(dict.fromkeys(program, program))
        return failed

    def read(self, program: Sequence[Path]) -> tuple[dict[Path, _Read], list[str], dict[Path, FileResult]]:
        """A program's files, their places, and the results of those that cannot be read."""
        results: dict[Path, FileResult] = {}
        found: dict[Path, _Read] = {}
        for path in program:
            name = str(path)
            try:
                text = decode(read_bytes(path))
                found[path] = Document.of(name, text.text), text
            except UnreadableText as error:
                results[path] = FileResult(name, problem=Problem(name, str(error)))
            except BrokenNotebook as error:
                results[path] = FileResult(name, problem=Problem(name, str(error), error.line))
            except OSError as error:
                results[path] = FileResult(name, problem=Problem(name, f"cannot be read: {_reason(error)}"))
        places = [os.path.join(os.path.realpath(path.parent), path.name) for path in found]
        return found, places, results

    def migrate(self, program: Sequence[Path]) -> dict[Path, FileResult]:
        """Migrate the files of one program; write those that changed, if that is wanted."""
        found, places, results = self.read(program)
        documents = [document for document, _ in found.values()]
        with _deep_recursion():
            migrated = _migrate(documents, places, self.settings, _Files(self.finder))
        for (path, (_, text)), result in zip(found.items(), migrated, strict=True):
            results[path] = _write(path, text, result) if self.write and result.changed else result
        return results


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


_Read = tuple[Document, Text]
"""A file's document, and how its text is stored."""


def _python_of(name: str, data: bytes) -> bytes:
    """The Python in a file's bytes, as far as imports are looked for in it."""
    if not name.endswith((*SUFFIXES[1:], *DOCS)) or not mentions_keras(data):
        return data
    try:
        return Document.of(name, decode(data).text).script.encode()
    except (BrokenNotebook, UnreadableText):
        return data  # said where it is read


def _write(path: Path, text: Text, result: FileResult) -> FileResult:
    try:
        write_atomically(path, text.encode(result.text))
    except UnreadableText as error:
        return FileResult(str(path), problem=Problem(str(path), str(error)))
    except OSError as error:
        problem = Problem(str(path), f"cannot be written: {error.strerror or error}; nothing was changed")
        kept = tuple(replace(finding, applied=False) for finding in result.findings)
        return replace(result, after=result.before, notebook=None, findings=kept, problem=problem)
    return result


def _bytes_of(place: str) -> bytes | None:
    try:
        return read_bytes(place)
    except OSError:
        return None


@dataclass(frozen=True)
class _Files:
    """Finds the modules that a program imports from outside the run, and parses them."""

    finder: ModuleFinder

    def find(self, place: str, name: str, level: int) -> str | None:
        """See `ModuleFinder.find`."""
        return self.finder.find(place, name, level)

    def below(self, place: str, name: str) -> str | None:
        """See `ModuleFinder.below`."""
        return self.finder.below(place, name)

    def package(self, place: str) -> str | None:
        """See `ModuleFinder.package`."""
        return self.finder.package(place)

    def parse(self, place: str) -> tuple[str, ast.Module] | None:
        """The tree of a file; an empty one for a folder; None for a file that cannot be read or parsed."""
        if not place.endswith(".py"):
            return "", ast.Module([], [])
        data = _bytes_of(place)
        try:
            return (os.path.relpath(place), parse(decode(data).text).tree) if data is not None else None
        except (UnreadableText, Unmigratable):
            return None


# Programs.


def _migrate(
    documents: Sequence[Document], places: Sequence[str], settings: Settings, finder: Finder | None
) -> list[FileResult]:
    """Migrate the documents of one program, imported ones first."""
    files = _files_of(documents, places)
    for number in range(MAX_ROUNDS + 1):
        _attempt_all(files, lambda cell: cell.parse(settings))
        if number == MAX_ROUNDS:
            break
        _understand([file for file in files if file.problem is None], finder)
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


def _understand(files: Sequence[_File], finder: Finder | None) -> None:
    """Analyse the files together; where that fails, each alone, so that one file's trouble stays its own."""
    try:
        understand([file.cell.module for file in files if file.cell.module is not None], finder)
    except Exception:  # noqa: BLE001  # a defect of ours, or code nested too deeply: some file alone shows it again
        for file in files:
            file.attempt(lambda cell: understand([cell.module] if cell.module is not None else []))


@contextmanager
def _deep_recursion() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


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
