"""The settings of a run: the command line over `[tool.keras-migrate]` in pyproject.toml over the defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may do. Code prefixes (`KER3`) select rules; an empty `select` means every rule."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    exclude: tuple[str, ...] = ()
    """Extra glob patterns of files and folders to skip, relative to the folder that is walked."""
    backend: str | None = None
    """The Keras backend of the project, where its settings or the environment's KERAS_BACKEND select one."""
    with_edits: bool = False
    """Whether each finding carries the text edits that it stands for."""

    def selects(self, code: str) -> bool:
        """Whether the rule `code` takes part: the longest matching prefix wins, `ignore` wins a tie."""
        chosen = max((len(p) for p in self.select if code.startswith(p)), default=-1 if self.select else 0)
        dropped = max((len(p) for p in self.ignore if code.startswith(p)), default=-1)
        return chosen > dropped
