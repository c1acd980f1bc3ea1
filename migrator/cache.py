"""What checks have found, so that programs that are as they were need not be understood again.

A program is known again by all that its result depends on: the bytes of its files, what its imports meant and the bytes
of what was read for them, the settings, and the code of the tool. An entry that cannot be read is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from migrator.findings import Applicability, Coverage, FileResult, Finding, Problem, Range, TextEdit
from migrator.settings import Settings
from migrator.sources.document import BrokenNotebook, Document
from migrator.sources.files import bytes_of, read_bytes
from migrator.sources.linking import Links
from migrator.sources.text import UnreadableText, decode
from migrator.surroundings import Answer, Question, answer_to

_HERE = "." + os.sep
_NO_BACKUP = "Signature: 8a477f597d28d172789f06886806bc55\n"
"""What programs that make backups look for: bford.info/cachedir."""


@dataclass
class Cache:
    """The results of checks, in a folder. For runs that want no migrated text."""

    folder: Path
    settings: Settings
    links: Links
    _tool: str = field(default_factory=lambda: _fingerprint(Path(__file__).parent))
    _base: str = field(default_factory=lambda: os.path.realpath(os.curdir) + os.sep)

    def get(self, program: Sequence[str]) -> dict[str, FileResult] | None:
        """The results of a program's files; None where anything is not as it was when they were found."""
        try:
            entry = json.loads(self._file(program).read_bytes())
            if entry["tool"] != self._tool or entry["files"] != self._contents(program):
                return None
            if any(self._answer(question) != answer for question, answer in entry["asked"]):
                return None
            return {path: _result(path, known) for path, known in entry["results"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, UnreadableText, BrokenNotebook):
            return None

    def put(self, program: Sequence[str], asked: Mapping[Question, Answer], results: Mapping[str, FileResult]) -> None:
        """Keep the results. Does nothing where they cannot be written."""
        entry = {
            "tool": self._tool,
            "files": self._contents(program),
            "asked": [
                [[self._shown(part) for part in question], self._shown(answer)] for question, answer in asked.items()
            ],
            "results": {path: _kept(result) for path, result in results.items()},
        }
        with suppress(OSError):
            self._write(self._file(program), json.dumps(entry).encode())

    def _file(self, program: Sequence[str]) -> Path:
        """Where the program's results are: one file however often it changes."""
        settings = replace(self.settings, exclude=(), root=None, docs=False)
        return self.folder / (_digest(repr((program, settings)).encode()) + ".json")

    @staticmethod
    def _contents(program: Sequence[str]) -> list[str]:
        return [_digest(bytes_of(path) or b"") for path in program]

    def _answer(self, question: Sequence[str]) -> Answer:
        return self._shown(answer_to(tuple(self._real(part) for part in question), self.links))

    def _shown(self, text: Answer) -> Answer:
        """A place as it is kept: the project may be elsewhere the next time."""
        return text.replace(self._base, _HERE) if text else text

    def _real(self, text: str) -> str:
        return self._base + text[len(_HERE) :] if text.startswith(_HERE) else text

    def _write(self, file: Path, data: bytes) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True)
            (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")
            (self.folder / "CACHEDIR.TAG").write_text(_NO_BACKUP, encoding="utf-8")
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as temporary:
                temporary.write(data)
            os.replace(name, file)
        except BaseException:
            os.unlink(name)
            raise


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _fingerprint(package: Path) -> str:
    """What changes when the tool or its Python does."""
    found = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".json"):
            found.update(file.read_bytes())
    return found.hexdigest()


def _kept(result: FileResult) -> dict[str, object]:
    findings = [{**asdict(finding), "applicability": finding.applicability.value} for finding in result.findings]
    return {
        "findings": findings,
        "coverage": asdict(result.coverage),
        "problem": asdict(result.problem) if result.problem else None,
        "text": bool(result.before),
        "notebook": result.notebook is not None,
    }


def _result(path: str, known: Mapping[str, Any]) -> FileResult:
    """The result of a file that is as it was. A check leaves the text alone."""
    before, notebook = "", None
    if known["text"]:
        document = Document.of(path, decode(read_bytes(path)).text)
        before = document.text if document.prose is not None else document.script
        notebook = document.text if known["notebook"] else None
    findings = tuple(_finding(**each) for each in known["findings"])
    problem = Problem(**known["problem"]) if known["problem"] else None
    return FileResult(path, before, before, findings, Coverage(**known["coverage"]), problem, notebook)


def _finding(**kept: Any) -> Finding:
    edits = tuple(TextEdit(Range(**each["range"]), each["replacement"]) for each in kept["edits"])
    changed = {
        "range": Range(**kept["range"]),
        "applicability": Applicability(kept["applicability"]),
        "edits": edits,
        "proof": tuple(kept["proof"]),
    }
    return Finding(**(kept | changed))
