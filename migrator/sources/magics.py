"""What only IPython understands, masked by Python that means nothing and takes as many lines, and unmasked again.

    %matplotlib inline        'magic 0: %matplotlib inline'
    files = !ls               files = get_ipython('magic 1: !ls')
    %time model.fit(x, y)     'magic 2: %time'; model.fit(x, y)

Source: IPython 8 `core/inputtransformer2.py`, `core/magics/`.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

PYTHON_CELLS = frozenset("capture debug heat lprun memit mprun prun snakeviz time timeit wandb".split())
"""Cell magics whose cell is Python of the notebook's own namespace."""

TIMED = frozenset("lprun memit mprun prun time timeit".split())
"""Line magics with a Python statement behind them."""

FOREIGN_LINES = frozenset("fs md r scala sh sql".split())
"""Single `%` magics that make the whole cell another language's (Databricks)."""

_MAGIC = re.compile(r"[ \t]*(?:%{1,2}[A-Za-z_]|!|\?)")
_HELP = re.compile(r"[ \t]*[\w.*%\[\]'\"]+\?{1,2}[ \t;]*")
_ASSIGNED = re.compile(r"([ \t]*[A-Za-z_][\w.,\[\]'\" \t]*?[ \t]*=[ \t]*)([%!](?![=]).*)")
_OPTION = r"[ \t]+-[fsTDm][ \t]+\S+|[ \t]+-[a-zA-Z]+(?:[ \t]*\d+(?=[ \t]))?"
_TIMED = re.compile(rf"([ \t]*)(%(\w+)(?:{_OPTION})*[ \t]+)(?=[^\s-])(.*)", re.DOTALL)


MASKED = re.compile(r"magic (\d+): ([^\n]*)")
"""The string that a command is masked by: its number in the cell, and the command."""


@dataclass(frozen=True, slots=True)
class Masked:
    """Python, and what its masks stand for: the masked text of each, and the original one."""

    text: str
    masks: tuple[tuple[str, str], ...] = ()


def syntax_error(code: str) -> tuple[int, str] | None:
    """Where and why some code does not parse; None if it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as error:
        return error.lineno or 1, error.msg or "invalid syntax"
    except (ValueError, RecursionError, MemoryError) as error:
        return 1, str(error) or "nested too deeply"
    return None


def mask(source: str) -> Masked | None:
    """A cell as Python; None where it is not Python at all."""
    if "%" not in source and "!" not in source and "?" not in source:
        return Masked(source)
    lines = re.findall(r"[^\n]*\n|[^\n]+", source)
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    name = _name(lines[first]) if lines else ""
    if lines and lines[first].startswith("%%"):
        if name not in PYTHON_CELLS:
            return None
    elif lines and lines[first].startswith("%") and name in FOREIGN_LINES and len(lines) > first + 1:
        return None
    masks: list[tuple[str, str]] = []
    out: list[str] = []
    at = 0
    for start, end in _statements(lines):
        out += lines[at:start]
        original = "".join(lines[start:end])
        masked = _masked(original, len(masks))
        if masked is None:
            out.append(original)
        else:
            masks.append((masked, original))
            out.append(masked)
        at = end
    out += lines[at:]
    return Masked("".join(out), tuple(masks))


def _name(line: str) -> str:
    found = re.match(r"[ \t]*%{1,2}(\w+)", line)
    return found.group(1) if found else ""


def _statements(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The lines at which a statement may begin, each with the lines behind it that a backslash joins to a magic."""
    state = _Scanner()
    i = 0
    while i < len(lines):
        if state.open:
            state.read(lines[i])
            i += 1
            continue
        end = i + 1
        if _is_magic(lines[i]):
            while end < len(lines) and lines[end - 1].rstrip("\r\n").endswith("\\"):
                end += 1
        else:
            state.read(lines[i])
        yield i, end
        i = end


def _is_magic(line: str) -> bool:
    body = line.rstrip("\r\n")
    return bool(_MAGIC.match(body) or _HELP.fullmatch(body) or _ASSIGNED.fullmatch(body))


def _masked(original: str, number: int) -> str | None:
    """The mask of a logical line; None where it is Python."""
    body = original.rstrip("\r\n")
    ending = original[len(body) :]
    if not _is_magic(body.split("\n", 1)[0]):
        return None
    first, *more = body.split("\n")
    rest = "".join("\n#" for _ in more)
    timed = _TIMED.fullmatch(body)
    if timed is not None and timed.group(3) in TIMED and not more:
        literal = repr(f"magic {number}: {timed.group(2).strip()}")
        return f"{timed.group(1)}{literal}; {timed.group(4)}{ending}"
    assigned = _ASSIGNED.fullmatch(first)
    if assigned is not None and not _MAGIC.match(first):
        literal = repr(f"magic {number}: {assigned.group(2)}")
        return f"{assigned.group(1)}get_ipython({literal}){rest}{ending}"
    indentation = first[: len(first) - len(first.lstrip())]
    return f"{indentation}{f'magic {number}: {first.strip()}'!r}{rest}{ending}"


_LITERAL = r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
_MASK = re.compile(
    rf"(?P<call>get_ipython\()?(?P<literal>(?=['\"]magic \d+: )(?:{_LITERAL}))(?(call)\)|(?P<timed>;\s+)?)"
)


def unmask(text: str, masked: Masked | None) -> str:
    """The cell again. Masks that were changed give what they were changed to."""
    for mask_text, original in masked.masks if masked is not None else ():
        text = text.replace(mask_text, original, 1)
    return shown(text) if masked is not None and masked.masks else text


def shown(text: str) -> str:
    """Masked text as the notebook has it."""
    return _MASK.sub(_command, text)


def _command(found: re.Match[str]) -> str:
    said = str(ast.literal_eval(found.group("literal"))).split(": ", 1)[1]
    return f"{said} " if found.group("timed") else said


class _Scanner:
    """Whether the lines read so far leave a string or a bracket open, or end in a backslash."""

    _TOKEN = re.compile(r"#[^\n]*|\"\"\"|'''|\"|'|[(\[{]|[)\]}]|\\\r?\n|\\.", re.DOTALL)

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._joined = False

    @property
    def open(self) -> bool:
        return bool(self._quote) or self._depth > 0 or self._joined

    def read(self, line: str) -> None:
        """Take note of one more line."""
        self._joined = False
        at = 0
        while found := self._TOKEN.search(line, at):
            token, at = found.group(), found.end()
            if token.startswith("\\"):
                self._joined = token != "\\" and token[1] in "\r\n" and not self._quote
            elif self._quote:
                if token.startswith(self._quote):
                    at = found.start() + len(self._quote)
                    self._quote = ""
                elif token.startswith("#") or self._quote in token:
                    at = found.start() + 1
            elif token.startswith("#"):
                break
            elif token[0] in "\"'":
                self._quote = token
            else:
                self._depth = max(self._depth + (1 if token in "([{" else -1), 0)
        if len(self._quote) == 1 and not line.rstrip("\r\n").endswith("\\"):
            self._quote = ""  # it would be an error: strings of one quote end on their line
