"""What a run does with the migrated text, and how its findings look: the choices of the command line."""

from __future__ import annotations

import enum

FORMATS = ("full", "concise", "json", "github")
"""How findings may look."""


class Mode(enum.Enum):
    """What a run does with the migrated text."""

    APPLY = "written in place"
    DRY_RUN = "shown to a person"
    CHECK = "not shown, only judged"
    DIFF = "shown as a patch"
    FILTER = "written to standard output"

    @property
    def written(self) -> bool:
        """Whether the user ends up with the migrated text, not with the one that was read."""
        return self in (Mode.APPLY, Mode.FILTER)

    @property
    def shows_text(self) -> bool:
        """Whether the migrated text is wanted at all."""
        return self is not Mode.CHECK
