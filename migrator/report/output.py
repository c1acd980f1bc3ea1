"""Standard output and standard error as the reports use them: exact text, colour where it is wanted, no surprise.

Owns whether colour is used and what happens when nobody reads. The `rich` package is imported only for colour, or for
a table on a terminal.
"""

from __future__ import annotations

import os
from functools import cached_property

from migrator.errors import UserError

TYPE_CHECKING = False  # known to type checkers; `typing` takes longer to import than the command line to parse
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TextIO

    from rich.color import ColorSystem
    from rich.console import Console, RenderableType

ESC = "\x1b"
_SHOWN = str.maketrans({ESC: "␛", "\x9b": "␛["})
"""Code may hold terminal commands; shown, they must not run. U+009B is the one-character form of `ESC [`."""


def visible(text: str) -> str:
    """`text` that comes from the user's files, with nothing in it that could command the terminal."""
    return text.translate(_SHOWN)


def wants_color(choice: str, environment: Mapping[str, str], terminal: bool) -> bool:
    """Whether a stream is to be coloured. `choice` is that of `--color`; it wins over the environment."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return terminal and environment.get("TERM") != "dumb"


class OutputError(UserError):
    """Text could not be written: the message says why."""


class Output:
    """One standard stream. When its reader goes away, the rest is dropped without a word and `broken` is set."""

    def __init__(
        self, stream: TextIO | None, color: str = "auto", environment: Mapping[str, str] | None = None
    ) -> None:
        """Wrap `stream`; None is a stream that was closed before the program started."""
        self._environment = os.environ if environment is None else environment
        self._stream = stream
        self.broken = False
        self.terminal = stream is not None and stream.isatty()
        self.color = wants_color(color, self._environment, self.terminal)
        _accept_all_text(stream)

    @property
    def fancy(self) -> bool:
        """Whether tables and Markdown are drawn, not written as plain lines."""
        return self.terminal or self.color

    def text(self, text: str) -> None:
        """Write `text` as it is. Raises `OutputError`."""
        if self._stream is None or not text:
            return
        try:
            self._stream.write(text)
        except OSError as error:
            self._fail(error)

    def line(self, text: str = "") -> None:
        """Write `text` and a newline."""
        self.text(text + "\n")

    def data(self, data: bytes) -> None:
        """Write bytes as they are, whatever the encoding of the stream. Raises `OutputError`."""
        if self._stream is None or not data:
            return
        try:
            self._stream.flush()
            self._stream.buffer.write(data)
        except OSError as error:
            self._fail(error)

    def flush(self) -> None:
        """Let everything written so far go out. Raises `OutputError`."""
        if self._stream is None:
            return
        try:
            self._stream.flush()
        except OSError as error:
            self._fail(error)

    def paint(self, text: str, style: str) -> str:
        """`text` in a style of rich (`bold red`), or as it is where the stream is not coloured."""
        if not self.color:
            return text
        from rich.style import Style

        return Style.parse(style).render(text, color_system=self.color_system)

    def draw(self, renderable: RenderableType) -> None:
        """Write something that rich lays out: a table, Markdown. Never the user's code."""
        if self._stream is None:
            return
        with self.console.capture() as capture:
            self.console.print(renderable)
        self.text(capture.get())

    @cached_property
    def console(self) -> Console:
        """The rich console of this stream; for drawings only, what it writes itself is not guarded."""
        from rich.console import Console

        # Colour is decided here, not there; without it not even bold is written.
        system: Literal["auto"] | None = "auto" if self.color else None
        return Console(
            file=self._stream,
            force_terminal=self.fancy,
            color_system=system,
            no_color=False,
            markup=False,
            emoji=False,
            _environ=self._environment,
        )

    @cached_property
    def color_system(self) -> ColorSystem | None:
        """How many colours the terminal has; the 16 standard ones where it does not say."""
        if not self.color:
            return None
        from rich.color import ColorSystem

        name = self.console.color_system
        return ColorSystem[name.upper().replace("256", "EIGHT_BIT")] if name else ColorSystem.STANDARD

    def _fail(self, error: OSError) -> None:
        """Give the stream up: silently if its reader has gone, else with an `OutputError`."""
        stream, self._stream, self.broken = self._stream, None, True
        _discard(stream)
        if not isinstance(error, BrokenPipeError):
            raise OutputError(f"cannot write the output: {error.strerror or error}") from error


def _accept_all_text(stream: TextIO | None) -> None:
    """Make the stream take every character: undecodable file names as their bytes, others escaped if need be."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        utf8 = (getattr(stream, "encoding", None) or "").lower().replace("-", "") == "utf8"
        reconfigure(errors="surrogateescape" if utf8 and os.name == "posix" else "backslashreplace", newline="\n")


def _discard(stream: TextIO | None) -> None:
    """Point the stream's file at nothing, so that the interpreter does not fail over it once more as it exits."""
    try:
        descriptor = stream.fileno() if stream else -1
    except (OSError, ValueError):
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)
