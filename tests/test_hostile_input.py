"""Input that is made to hurt: what it costs is bounded, and what is not understood is named."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.rounds import MAX_PARTS
from migrator.sources.files import read_bytes

MEGABYTE = 1_000_000
SECONDS, BYTES = 60, 1_500 * MEGABYTE
"""What a run may take of the processor and of the memory; each takes a small part of that."""


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """A check of a folder, that ends when it takes too much."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    command = [sys.executable, "-m", "migrator", "--check", "-j", "1", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        command, capture_output=True, text=True, preexec_fn=limited, env=environment, check=False, timeout=600
    )


def put(folder: Path, name: str, text: str) -> None:
    """A file with an honest one beside it: whatever becomes of the one, the other is judged."""
    (folder / name).write_text(text)
    (folder / "honest.py").write_text("from keras.layers import LSTM\nlayer = LSTM(4, batch_input_shape=(2, 5, 3))\n")


def assert_judged(run: subprocess.CompletedProcess[str]) -> None:
    """The honest file has a finding, and nothing went wrong that is ours."""
    assert "honest.py:2" in run.stdout
    assert "Traceback" not in run.stderr
    assert "internal error" not in run.stderr


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("parentheses", "(" * 5_000 + "keras" + ")" * 5_000),
        ("lists", "x = " + "[" * 5_000 + "]" * 5_000),
        ("sum", "x = " + " + ".join(["y"] * 20_000)),
        ("calls", "x = " + "f(" * 3_000 + ")" * 3_000),
        ("attributes", "x = y" + ".z" * 20_000),
        ("minus signs", "x = " + "-" * 20_000 + "1"),
        ("ifs", "".join("    " * i + "if x:\n" for i in range(95)) + "    " * 95 + "pass"),
    ],
)
def test_nested_expressions(tmp_path: Path, what: str, text: str) -> None:
    put(tmp_path, "deep.py", f"import keras\n{text}\n")
    run = check(tmp_path)
    assert_judged(run)
    assert run.returncode in (1, 2), what


@pytest.mark.parametrize(
    "text",
    [
        "import keras\nnumbers = [" + "1," * 25 * MEGABYTE + "]\n",
        "import keras\ntext = '" + "import keras, (" * 3 * MEGABYTE + "'\n",
    ],
    ids=["one list", "a string of imports"],
)
def test_a_literal_of_50_megabytes(tmp_path: Path, text: str) -> None:
    put(tmp_path, "data.py", text)
    run = check(tmp_path)
    assert_judged(run)
    assert f"data.py: more than {MAX_PARTS:,} items and lines" in run.stderr
    assert run.returncode == 2


def test_one_string_of_50_megabytes(tmp_path: Path) -> None:
    put(tmp_path, "data.py", "import keras\ntext = '" + "x" * 50 * MEGABYTE + "'\n")
    run = check(tmp_path)
    assert_judged(run)
    assert run.returncode == 1


def test_a_long_literal_without_keras_is_none_of_ours(tmp_path: Path) -> None:
    put(tmp_path, "data.py", "text = '" + "import x, (" * 2 * MEGABYTE + "'\n")
    run = check(tmp_path)
    assert_judged(run)
    assert run.returncode == 1


@pytest.mark.parametrize("line", ["import module_{0}", "from module_{0} import (", "from .package import name_{0}"])
def test_a_hundred_thousand_imports(tmp_path: Path, line: str) -> None:
    text = "\n".join(line.format(number) for number in range(100_000))
    put(tmp_path, "many.py", text)
    assert_judged(check(tmp_path))


def test_a_loop_of_links(tmp_path: Path) -> None:
    put(tmp_path, "a.py", "import keras\n")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "one.py").symlink_to(tmp_path / "other.py")
    (tmp_path / "other.py").symlink_to(tmp_path / "one.py")
    run = check(tmp_path)
    assert_judged(run)
    assert run.stdout.count("honest.py:2") == 1


def test_a_pipe(tmp_path: Path) -> None:
    put(tmp_path, "a.py", "import keras\n")
    os.mkfifo(tmp_path / "pipe.py")
    assert_judged(check(tmp_path))
    with pytest.raises(OSError, match="not a regular file"):
        read_bytes(tmp_path / "pipe.py")


def test_a_file_that_grows_is_read_as_long_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "log.py"
    file.write_bytes(b"x" * 1_000)
    fresh, real = b"y" * 1_000, os.read

    def read(descriptor: int, length: int) -> bytes:
        with file.open("ab") as stream:  # another process adds to it, faster than it is read
            stream.write(fresh)
        return real(descriptor, min(length, 100))

    monkeypatch.setattr(os, "read", read)
    assert read_bytes(file) == b"x" * 1_000
