"""The pattern language of .gitignore files, as git's own matcher reads it: bytes in, verdicts out.

Knows patterns only; which ignore files apply to a folder is the business of `discovery`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLASSES = {
    b"alnum": bytes(c for c in range(128) if chr(c).isalnum()),
    b"alpha": bytes(c for c in range(128) if chr(c).isalpha()),
    b"blank": b" \t",
    b"cntrl": bytes([*range(32), 127]),
    b"digit": b"0123456789",
    b"graph": bytes(range(33, 127)),
    b"lower": b"abcdefghijklmnopqrstuvwxyz",
    b"print": bytes(range(32, 127)),
    b"punct": bytes(c for c in range(33, 127) if not chr(c).isalnum()),
    b"space": b" \t\n\v\f\r",
    b"upper": b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"xdigit": b"0123456789abcdefABCDEF",
}


class _Unmatchable(Exception):
    """The pattern is malformed (an open bracket, a trailing backslash): git lets it match nothing."""


class IgnoreRules:
    """The rules of one ignore file, in the order in which they stand there."""

    __slots__ = ("_matcher", "_verdicts")

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Read `lines`; blank lines, comments and malformed patterns are dropped, as git does."""
        rules = [rule for line in lines if (rule := _translate(line)) is not None]
        # The last rule that matches decides, so it has to be the first alternative of the one expression.
        rules.reverse()
        self._verdicts = [ignore for ignore, _ in rules]
        self._matcher = re.compile(b"|".join(b"(%b)" % regex for _, regex in rules), re.DOTALL) if rules else None

    @classmethod
    def parse(cls, data: bytes) -> IgnoreRules:
        """The rules of the content of a .gitignore file."""
        lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        return cls(line.removesuffix(b"\r") for line in lines)

    def verdict(self, subject: bytes) -> bool | None:
        """Whether `subject` is ignored (True), explicitly kept (False), or not spoken of (None).

        `subject` is a path relative to the folder of the ignore file, with `/` between its parts and, for a folder,
        at its end. Whether a parent folder of it is ignored is for the caller to know.
        """
        match = self._matcher.fullmatch(subject) if self._matcher else None
        return self._verdicts[match.lastindex - 1] if match and match.lastindex else None


def _translate(line: bytes) -> tuple[bool, bytes] | None:
    """One line of an ignore file as (ignore or keep, regular expression), None where it has no rule."""
    if line.startswith(b"#"):
        return None
    pattern = _without_trailing_spaces(line)
    ignore = not pattern.startswith(b"!")
    pattern = pattern if ignore else pattern[1:]
    only_folders = pattern.endswith(b"/")
    pattern = pattern.removesuffix(b"/")
    if not pattern:
        return None
    anchored = b"/" in pattern
    try:
        # Without a slash a pattern speaks of a name at any depth; with one, of a path from the ignore file's folder.
        body = _path(pattern.removeprefix(b"/")) if anchored else b"(?:.*/)?" + _segment(pattern)
    except _Unmatchable:
        return None
    return ignore, body + (b"/" if only_folders else b"/?")


def _without_trailing_spaces(line: bytes) -> bytes:
    r"""`line` without the spaces at its end, except one that a backslash protects (`name\ `)."""
    kept = line.rstrip(b" ")
    backslashes = len(kept) - len(kept.rstrip(b"\\"))
    return line[: len(kept) + 1] if backslashes % 2 and len(kept) < len(line) else kept


def _path(pattern: bytes) -> bytes:
    """The expression of a pattern with slashes, in which `**` alone between slashes is any number of folders.

    As in `_segment`, all that stands between two `**` is atomic: its first place is as good as any later one.
    """
    runs: list[list[bytes]] = [[]]
    for segment in _segments(pattern):
        if not segment:
            raise _Unmatchable  # no path has two slashes in a row
        if len(segment) > 1 and not segment.strip(b"*"):
            runs.append([])
        else:
            runs[-1].append(_segment(segment))
    first, *rest = (b"/".join(run) for run in runs)
    if not rest:
        return first
    *middle, last = rest
    between = b"".join(b"(?>(?:.*?/)??%b/)" % run for run in middle if run)
    return (first + b"/" if first else b"") + between + (b"(?:.*/)?" + last if last else b".+")


def _segments(pattern: bytes) -> list[bytes]:
    """`pattern` cut at its slashes. A backslash before a slash changes nothing; a slash in brackets does not cut."""
    segments = [b""]
    at = 0
    while at < len(pattern):
        end = _token_end(pattern, at)
        token = pattern[at:end]
        if token in (b"/", b"\\/"):
            segments.append(b"")
        else:
            segments[-1] += token
        at = end
    return segments


def _token_end(pattern: bytes, at: int) -> int:
    """Where the token that starts at `at` ends: an escaped byte, a bracket expression, or one byte."""
    if pattern[at : at + 1] == b"\\":
        return at + 2
    if pattern[at : at + 1] == b"[":
        return _bracket(pattern, at)[1]
    return at + 1


def _segment(pattern: bytes) -> bytes:
    """The expression of a pattern for one name.

    The text up to each star but the last is atomic, so that a name that does not match costs no exponential search:
    the first place where the text after a star fits is as good as any later one.
    """
    chunks = [b""]
    at = 0
    while at < len(pattern):
        token = pattern[at : (end := _token_end(pattern, at))]
        if token == b"*":
            chunks.append(b"")
        else:
            chunks[-1] += _literal(pattern, at, token)
        at = end
    first, *rest = chunks
    if not rest:
        return first
    *middle, last = rest
    return first + b"".join(b"(?>[^/]*?%b)" % chunk for chunk in middle if chunk) + b"[^/]*" + last


def _literal(pattern: bytes, at: int, token: bytes) -> bytes:
    """The expression of one token that stands for exactly one byte."""
    if token == b"?":
        return b"[^/]"
    if token.startswith(b"\\"):
        if len(token) == 1:
            raise _Unmatchable
        return re.escape(token[1:])
    if token.startswith(b"["):
        return _one_of(_bracket(pattern, at)[0])
    return re.escape(token)


def _one_of(members: frozenset[int]) -> bytes:
    """The expression of one byte out of `members`, never a slash."""
    codes = b"".join(b"\\x%02x" % code for code in sorted(members - {ord("/")}))
    return b"[%b]" % codes if codes else b"(?!)"


def _bracket(pattern: bytes, at: int) -> tuple[frozenset[int], int]:
    """The bytes that the bracket expression at `at` admits, and where it ends. Raises `_Unmatchable` if it is open."""
    start = at + 1
    negated = pattern[start : start + 1] in (b"!", b"^") and bool(pattern[start : start + 1])
    at = start = start + negated
    members: set[int] = set()
    previous: int | None = None
    while pattern[at : at + 1] != b"]" or at == start:
        named = _named_class(pattern, at)
        if named is not None:
            found, at = named
            members.update(found)
            previous = None
            continue
        is_range = previous is not None and pattern[at : at + 1] == b"-" and pattern[at + 1 : at + 2] not in (b"", b"]")
        code, at = _member(pattern, at + is_range)
        members.update(range(previous, code + 1) if is_range and previous is not None else (code,))
        previous = None if is_range else code
    return frozenset(set(range(256)) - members if negated else members), at + 1


def _member(pattern: bytes, at: int) -> tuple[int, int]:
    """The byte that stands at `at` in a bracket expression, escaped or not, and where the next one starts."""
    at += pattern[at : at + 1] == b"\\"
    if at >= len(pattern):
        raise _Unmatchable
    return pattern[at], at + 1


def _named_class(pattern: bytes, at: int) -> tuple[bytes, int] | None:
    """The members of the class `[:name:]` at `at` and where it ends, None where no class is written there."""
    if not pattern.startswith(b"[:", at):
        return None
    end = pattern.find(b"]", at + 2)
    if end < 0:
        raise _Unmatchable
    if end < at + 3 or pattern[end - 1 : end] != b":":
        return None
    name = pattern[at + 2 : end - 1]
    if name not in _CLASSES:
        raise _Unmatchable
    return _CLASSES[name], end + 1
