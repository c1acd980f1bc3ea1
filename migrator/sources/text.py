"""Bytes to text and back without losing one: encoding cookie, byte order mark, newlines.

Owns how a Python file is decoded. Never looks at what the text means.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass


class UnreadableText(Exception):
    """The bytes are not the text that they claim to be; the message says how and what to do."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file and how it was stored. Newlines are those of the file."""

    text: str
    encoding: str = "utf-8"
    bom: bytes = b""

    def encode(self, text: str) -> bytes:
        """The bytes of `text`, stored as this file is.

        Raises `UnreadableText` where the file's encoding has no bytes for a character of `text`.
        """
        try:
            return self.bom + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise UnreadableText(f"cannot be written as {self.encoding}: {error.reason}") from error


def decode(data: bytes) -> Text:
    """Decode a Python file as the language does (PEP 263), strictly.

    Raises `UnreadableText` for an unknown encoding, undecodable bytes, or bytes that would not survive the way back.
    """
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    encoding = _declared_encoding(data)
    body = data[len(bom) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        byte = body[error.start]
        raise UnreadableText(
            f"line {line}: byte 0x{byte:02x} is not {encoding}; save the file as UTF-8, "
            "or declare its encoding in the first line (# -*- coding: latin-1 -*-)"
        ) from error
    if encoding != "utf-8" and text.encode(encoding, "replace") != body:
        raise UnreadableText(f"{encoding} does not read and write back to the same bytes; save the file as UTF-8")
    return Text(text, encoding, bom)


def _declared_encoding(data: bytes) -> str:
    head = data[:512]
    if b"coding" not in head:
        return "utf-8"
    import tokenize  # only files that declare an encoding pay for the import

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UnreadableText(f"{error.msg}; save the file as UTF-8") from error
    return "utf-8" if encoding == "utf-8-sig" else encoding
