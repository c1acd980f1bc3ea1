"""The benchmark: what it compares does its work, all of it on the same files. No test asserts a time."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("resource", reason="the benchmark reads the CPU time of children as Unix counts it")

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
THROUGHPUT = runpy.run_path(str(BENCHMARKS / "throughput.py"))

ADDED_BEFORE = """\
from keras.models import Sequential
from keras.layers import LSTM, Dense

model = Sequential()
# two samples at a time
model.add(LSTM(10, stateful=True, batch_input_shape=(2, 10, 3)))  # the state
model.add(Dense(5))
"""
ADDED_AFTER = """\
from keras.models import Sequential
from keras.layers import LSTM, Dense
from keras import Input

model = Sequential()
# two samples at a time
model.add(Input(batch_shape=(2, 10, 3)))
model.add(LSTM(10, stateful=True))  # the state
model.add(Dense(5))
"""
LISTED_BEFORE = """\
import tensorflow as tf

model = tf.keras.Sequential([
    tf.keras.layers.GRU(8, batch_input_shape=(4, None, 1), stateful=True),
    tf.keras.layers.Dense(1),
])
"""
LISTED_AFTER = """\
import tensorflow as tf
from tensorflow.keras import Input

model = tf.keras.Sequential([
    Input(batch_shape=(4, None, 1)), tf.keras.layers.GRU(8, stateful=True),
    tf.keras.layers.Dense(1),
])
"""
LATER_LAYER = ADDED_BEFORE.replace("model = Sequential()", "model = Sequential()\nmodel.add(Dense(3))")
OTHER_LIBRARY = ADDED_BEFORE.replace("keras.", "kerosene.")


def codemod(source: str) -> str:
    """The source as the LibCST codemod of the benchmark leaves it."""
    migrated: bytes = runpy.run_path(str(BENCHMARKS / "contenders" / "libcst_codemod.py"))["migrate"](source.encode())
    return migrated.decode()


def throughput(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the benchmark as a user does."""
    command = [sys.executable, BENCHMARKS / "throughput.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def build_tree(files: int, path: Path) -> Any:
    """The tree that the benchmark makes of one program."""
    return THROUGHPUT["build_tree"]([ADDED_BEFORE.encode()], files, path)


@pytest.mark.parametrize(
    ("before", "after"), [(ADDED_BEFORE, ADDED_AFTER), (LISTED_BEFORE, LISTED_AFTER)], ids=["added", "listed"]
)
def test_the_libcst_codemod_really_rewrites(before: str, after: str) -> None:
    assert codemod(before) == after


@pytest.mark.parametrize("source", [LATER_LAYER, OTHER_LIBRARY, ADDED_AFTER, LISTED_AFTER])
def test_the_libcst_codemod_leaves_alone_what_is_no_first_keras_layer(source: str) -> None:
    assert codemod(source) == source


def test_a_tree_repeats_its_sources_up_to_the_wanted_number_of_files(tmp_path: Path) -> None:
    tree = build_tree(250, tmp_path)
    files = list(tmp_path.rglob("*.py"))
    assert (tree.files, len(files)) == (250, 250)
    assert tree.lines == sum(len(file.read_text().splitlines()) for file in files)


def test_no_tool_passes_over_a_file_of_the_tree(tmp_path: Path) -> None:
    from migrator.sources.discovery import discover

    build_tree(150, tmp_path)
    ruff = subprocess.run(
        [THROUGHPUT["find_ruff"](), "check", "--isolated", "--show-files", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(ruff.stdout.splitlines()) == 150
    assert sum(1 for _ in discover([tmp_path])) == 150


def test_one_run_shows_every_tool_and_the_ratios(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(ADDED_BEFORE)
    (tmp_path / "python_2.py").write_text("print 'keras'\n")
    ended = throughput(tmp_path, "--rounds", "1", "--files", "3")
    assert ended.returncode == 0, ended.stderr
    assert f"3 files, {3 * len(ADDED_BEFORE.splitlines())} lines" in ended.stdout
    assert "1 left out" in ended.stdout
    speeds, ratios, evidence = ended.stdout.split("\n\n")[1:]
    labels = [tool.label for tool in THROUGHPUT["tools"]()]
    assert [line for label in labels for line in speeds.splitlines() if line.startswith(label)] == speeds.splitlines()[
        1:
    ]
    assert [line.split("  ")[1] for line in ratios.splitlines()[1:]] == labels[1:]
    assert "3 files read, 3 would change, 0 failed" in evidence


def test_a_tool_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(ADDED_BEFORE)
    skipped = ["--skip", "libcst-codemod", "--skip", "libcst-parse", "--skip", "ruff"]
    ended = throughput(tmp_path, "--rounds", "1", *skipped)
    assert ended.returncode == 0, ended.stderr
    assert "libcst" not in ended.stdout.lower()


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    ended = throughput(tmp_path / "nowhere")
    assert ended.returncode == 2
    assert f"{tmp_path / 'nowhere'}: no such file or folder" in ended.stderr
    assert "Traceback" not in ended.stderr
