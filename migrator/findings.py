"""The vocabulary that rules, the pipeline and the reports share: what was found, where, and what can be done.

Pure values. Nothing here reads files, decides, or prints.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class Applicability(enum.Enum):
    """How far a finding's edit may be trusted.

    `SAFE`: the code in view proves that the migrated program does the same on Keras 3.
    `UNSAFE`: right in the usual case; the rule's page says when it is not. Applied with `--unsafe-fixes` only.
    `REVIEW`: no edit; a person has to decide, and the message says what.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    REVIEW = "review"


@dataclass(frozen=True, order=True, slots=True)
class Range:
    """A stretch of text. Lines count from 1, columns from 1 in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace the text of `range` with `replacement`."""

    range: Range
    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One Keras 2 construct: where it is, what Keras 3 does with it, and what the tool did or advises."""

    code: str
    slug: str
    message: str
    range: Range
    applicability: Applicability
    edits: tuple[TextEdit, ...] = ()
    applied: bool = False
    """True where the run's settings admit the edit: it is part of the migrated text."""
    proof: tuple[str, ...] = ()
    """The chain of places that the analysis stands on, for `-v`."""
    once: bool = False
    """Whether it is said of the project as a whole: of several that say the same, only the first is shown."""

    @property
    def fixable(self) -> bool:
        """Whether the finding carries an edit, applied or not."""
        return self.applicability is not Applicability.REVIEW


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the Keras uses of a file: every use is understood or not, changed or left."""

    seen: int = 0
    understood: int = 0
    changed: int = 0
    left: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.seen + other.seen,
            self.understood + other.understood,
            self.changed + other.changed,
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read, understood or written: one line for a person."""

    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class FileResult:
    """What one file became. `before` and `after` are the Python in it; equal where nothing is to be written."""

    path: str
    before: str = ""
    after: str = ""
    findings: tuple[Finding, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    problem: Problem | None = None
    notebook: str | None = None
    """The text of a notebook with the Python of `after` in its cells; None for a Python file."""
    target: str | None = None
    """Where a migrated model is written; `before` and `after` are then its configuration."""
    verdict: str | None = None
    """What was found when the migrated model was loaded."""

    @property
    def text(self) -> str:
        """The text to be written."""
        return self.after if self.notebook is None else self.notebook

    @property
    def changed(self) -> bool:
        """Whether migrating the file changes its text; where that was not worked out, whether it would."""
        return self.before != self.after or any(finding.applied for finding in self.findings)
