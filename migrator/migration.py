"""The pipeline: find -> read -> link -> understand -> judge -> edit -> write.

    files --(bytes)--> imports --> programs: files that have to be understood together
    program -> text -> Module (ast) -> facts, across its files -> proposals of the rules
            -> those that the settings admit -> splices of the text -> parse again -> findings, text -> files

Here files are found and linked, and results come out in the order of their paths. `programs.py` migrates one program,
in rounds until nothing more is to be done (`rounds.py` does one file's share); `workers.py` has several done at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.findings import FileResult, Problem
from migrator.settings import Settings
from migrator.sources.discovery import Unreachable, discover
from migrator.sources.document import DOCS, STDIN, SUFFIXES, BrokenNotebook, Document, mentions_keras
from migrator.sources.files import bytes_of, read_bytes, reason
from migrator.sources.linking import Links
from migrator.sources.modules import ModuleFinder
from migrator.sources.text import UnreadableText, decode

if TYPE_CHECKING:
    from migrator.analysis.module import Module
    from migrator.cache import Cache


def migrate_paths(
    paths: Sequence[Path], settings: Settings, *, write: bool, jobs: int = 1, cache: Path | None = None
) -> Iterator[FileResult]:
    """Migrate files and everything below folders, in the order of their paths. Nothing is written unless `write`.

    With several `jobs`, as many programs at a time; what comes out is the same. A check may keep its results in the
    folder `cache`, and what is as it was there is not looked into again.
    """
    told: set[tuple[str, str]] = set()
    found = _found(paths, settings)
    links = _Linked(paths, found)
    ready = links.failed
    keeps = cache is not None and not write and not settings.rewrite
    results = _migrated(links, settings, write=write, jobs=jobs, cache=cache if keeps else None)
    for item in found:
        if isinstance(item, Unreachable):
            yield FileResult(str(item.path), problem=Problem(str(item.path), item.reason))
            continue
        while item in links.migratable and item not in ready:
            ready |= next(results)
        yield _without_repetition(ready.pop(item) if item in ready else FileResult(item), told)


def migrate_program(file: Path, project: Path, settings: Settings, *, write: bool) -> Iterator[FileResult]:
    """Migrate the files of a project that make up one program with `file`, as a migration of the project would."""
    from migrator.programs import migrate_files
    from migrator.surroundings import Surroundings

    links = _Linked([project], _found([project, file], settings))
    program = next((program for program in links.programs if str(file) in program), [str(file)])
    yield from migrate_files(program, settings, Surroundings(links.all), write=write).values()


def migrate_file(path: Path, settings: Settings, *, write: bool) -> FileResult:
    """Migrate one file, with what it imports in view; write it back in place, atomically, if `write`."""
    return next(migrate_paths([path], settings, write=write))


def migrate_text(
    source: str, path: str = STDIN, *, unsafe: bool = False, settings: Settings | None = None
) -> FileResult:
    """Migrate a Python source that stands alone. What cannot be parsed comes back unchanged, with a problem."""
    from migrator.programs import migrate_document

    settings = settings or Settings()
    settings = replace(settings, unsafe_fixes=settings.unsafe_fixes or unsafe)
    try:
        document = Document.of(path, source)
    except BrokenNotebook as error:
        return FileResult(path, source, source, problem=Problem(path, str(error), error.line))
    return migrate_document(document, settings)


def understand_paths(paths: Sequence[Path], settings: Settings) -> Iterator[list[Module]]:
    """The modules of each program at and below `paths`, understood and not judged. Unreadable files are left out."""
    from migrator.programs import understand_program
    from migrator.surroundings import Surroundings

    links = _Linked(paths, _found(paths, settings))
    for program in links.programs:
        yield understand_program(program, settings, Surroundings(links.all))


def _found(paths: Sequence[Path], settings: Settings) -> list[str | Unreachable]:
    """The files of a run, and the places that cannot be looked at, in order. Of a file only its path is kept."""
    found = discover(paths, exclude=settings.exclude, root=settings.root, docs=settings.docs)
    return [item if isinstance(item, Unreachable) else str(item) for item in found]


def _migrated(
    links: _Linked, settings: Settings, *, write: bool, jobs: int, cache: Path | None
) -> Iterator[dict[str, FileResult]]:
    """The results of one program after the other, in the order of their first files."""
    if not links.programs:
        return  # and the analysis and the rules need not be imported
    if cache is None:
        yield from _done(links.programs, links, settings, write=write, jobs=jobs)
        return
    from migrator.cache import Cache

    kept = Cache(cache, settings, links.all)
    known = [kept.get(program) is not None for program in links.programs]
    missing = [program for program, is_known in zip(links.programs, known, strict=True) if not is_known]
    fresh = _done(missing, links, settings, write=write, jobs=jobs, cache=kept)
    for program, is_known in zip(links.programs, known, strict=True):
        results = kept.get(program) if is_known else next(fresh)
        if results is None:  # it has changed in the meantime
            (results,) = _done([program], links, settings, write=write, jobs=1)
        yield results


def _done(
    programs: Sequence[Sequence[str]],
    links: _Linked,
    settings: Settings,
    *,
    write: bool,
    jobs: int,
    cache: Cache | None = None,
) -> Iterator[dict[str, FileResult]]:
    if not programs:
        return
    from migrator.programs import migrate_files
    from migrator.surroundings import Surroundings
    from migrator.workers import in_order, worth_it

    def migrate(program: Sequence[str]) -> dict[str, FileResult]:
        surroundings = Surroundings(links.all)
        results = migrate_files(program, settings, surroundings, write=write)
        if cache is not None:
            cache.put(program, surroundings.asked, results)
        return results

    if jobs > 1 and worth_it(programs):
        yield from in_order(migrate, programs, jobs)
    else:
        yield from map(migrate, programs)


def _without_repetition(result: FileResult, told: set[tuple[str, str]]) -> FileResult:
    """The result without what earlier files said for the whole project; `told` remembers it."""
    fresh = tuple(f for f in result.findings if not f.once or (f.code, f.message) not in told)
    told |= {(f.code, f.message) for f in fresh if f.once}
    return result if len(fresh) == len(result.findings) else replace(result, findings=fresh)


class _Linked:
    """The files of one run, by the programs that they make up."""

    def __init__(self, paths: Sequence[Path], files: Sequence[str | Unreachable]) -> None:
        self.failed: dict[str, FileResult] = {}
        """The results of files that cannot be read."""
        self.all = Links(ModuleFinder(os.path.realpath(path) for path in paths), bytes_of, mentions_keras)
        by_place: dict[str, str] = {}
        folders: dict[str, str] = {}
        for path in files:
            if isinstance(path, Unreachable):
                continue
            folder, name = os.path.split(path)
            if folder not in folders:
                folders[folder] = os.path.realpath(folder or os.curdir)
            place = os.path.join(folders[folder], name)
            by_place[place] = path
            try:
                self.all.add(place, _python_of(name, read_bytes(path)))
            except OSError as error:
                self.failed[path] = FileResult(path, problem=Problem(path, f"cannot be read: {reason(error)}"))
        order = {path: number for number, path in enumerate(files) if isinstance(path, str)}
        programs = [[by_place[place] for place in places] for places in self.all.programs()]
        self.programs = sorted(programs, key=lambda program: min(order[path] for path in program))
        """The files of each program, imported ones first."""
        self.migratable = {path for program in programs for path in program} - self.failed.keys()


def _python_of(name: str, data: bytes) -> bytes:
    """The Python in a file's bytes, as far as imports are looked for in it."""
    if not name.endswith((*SUFFIXES[1:], *DOCS)) or not mentions_keras(data):
        return data
    try:
        return Document.of(name, decode(data).text).script.encode()
    except (BrokenNotebook, UnreadableText):
        return data  # said where it is read
