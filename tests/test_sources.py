"""Bytes to text and back without losing one, and the cells of a document. Discovery has its own tests."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.sources.document import Document, mentions_keras
from migrator.sources.text import Text, UnreadableText, decode

# -- text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        (b"import keras\n", "import keras\n", "utf-8"),
        ("# café 😀\n".encode(), "# café 😀\n", "utf-8"),
        (b"# -*- coding: latin-1 -*-\n# caf\xe9\n", "# -*- coding: latin-1 -*-\n# café\n", "iso-8859-1"),
        (b"#!/bin/sh\n# vim: set fileencoding=cp1252 :\n'\x80'\n", None, "cp1252"),
        (b"# coding: utf-8\n'\xc3\xa9'\n", "# coding: utf-8\n'é'\n", "utf-8"),
        (b"x = 1\nx = 2\n# coding: latin-1\n", "x = 1\nx = 2\n# coding: latin-1\n", "utf-8"),
        (b"x = 'coding'\n'\xc3\xa9'\n", "x = 'coding'\n'é'\n", "utf-8"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_declares(data: bytes, text: str | None, encoding: str) -> None:
    read = decode(data)
    assert read.encoding == encoding
    assert text is None or read.text == text
    assert read.encode(read.text) == data


def test_a_byte_order_mark_is_kept_but_is_no_text() -> None:
    read = decode(codecs.BOM_UTF8 + b"import keras\n")
    assert read.text == "import keras\n"
    assert read.encode("x = 1\n") == codecs.BOM_UTF8 + b"x = 1\n"


def test_only_one_byte_order_mark_is_taken_off() -> None:
    read = decode(codecs.BOM_UTF8 * 2 + b"x\n")
    assert read.text == "\ufeffx\n"


@pytest.mark.parametrize("text", ["a\r\nb\r\n", "a\rb\r", "a\nb\r\nc\rd", "a\x0c\nb\x0b\x1c\x85\u2028c", "no end", ""])
def test_newlines_of_every_kind_come_through(text: str) -> None:
    data = text.encode()
    assert decode(data).text == text
    assert decode(data).encode(text) == data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"import keras\nx = '\xff'\n", "line 2: byte 0xff is not utf-8"),
        (b"import keras\nx = '\xc3'\n", "line 2: byte 0xc3 is not utf-8"),
        (b"\xff\xfei\x00m\x00", "line 1: byte 0xff is not utf-8"),
        (b"# coding: ascii\nx = '\xe9'\n", "byte 0xe9 is not ascii"),
        (b"# coding: klingon\nx = 1\n", "klingon"),
        (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", "utf-8"),
    ],
)
def test_bytes_that_are_not_what_they_claim_are_refused_with_one_line(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableText) as refused:
        decode(data)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_character_that_the_encoding_lacks_is_refused() -> None:
    with pytest.raises(UnreadableText, match="cannot be written as iso-8859-1"):
        decode(b"# coding: latin-1\n").encode("# coding: latin-1\n'😀'\n")


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_utf_8_text_comes_back_byte_for_byte(text: str) -> None:
    data = text.encode()
    try:
        read = decode(data)
    except UnreadableText:
        assert "coding" in text  # it declares another encoding, or none that there is
        return
    assert read.encode(read.text) == data


@given(st.binary(max_size=60))
def test_any_bytes_come_back_or_are_refused(data: bytes) -> None:
    try:
        read = decode(data)
    except UnreadableText:
        return
    assert isinstance(read, Text)
    assert read.encode(read.text) == data


# -- documents ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "may"),
    [
        (b"import keras\n", True),
        (b"import tensorflow as tf\nk = tf.keras\n", True),
        (b"import tf_keras\n", True),
        (b"# keras\n", True),
        (b"import numpy\n", False),
        (b"import Keras\n", False),
        (b"", False),
        (b"\xff\xfe", False),
    ],
)
def test_a_file_that_does_not_say_keras_is_not_looked_into(data: bytes, may: bool) -> None:
    assert mentions_keras(data) is may


def test_a_python_file_is_its_own_script() -> None:
    document = Document.of("a.py", "x = 1\n")
    assert document.script == "x = 1\n"
    assert document.with_script("x = 2\n") == "x = 2\n"
