"""The benchmark: what it compares does its work, all of it on the same files. No test asserts a time."""

from __future__ import annotations

import ast
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if not hasattr(os, "wait4"):
    pytest.skip("the benchmark reads the CPU time of children as Unix counts it", allow_module_level=True)

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
THROUGHPUT = runpy.run_path(str(BENCHMARKS / "throughput.py"))
CODEBASE = runpy.run_path(str(BENCHMARKS / "codebase.py"))

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
    return benchmark("throughput.py", *arguments)


def benchmark(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the benchmarks as a user does."""
    command = [sys.executable, BENCHMARKS / script, *arguments]
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


def make_project(modules: int) -> dict[str, str]:
    """The modules of the project that the benchmark makes, by their dotted names; packages end in `.__init__`."""
    files: dict[str, str] = CODEBASE["make_project"](modules)
    return {n.removesuffix(".py").replace("/", "."): text for n, text in files.items() if n.endswith(".py")}


def resolved(importer: str, statement: ast.Import | ast.ImportFrom, modules: dict[str, str]) -> Iterator[str]:
    """The project's modules that an import statement names. Fails where there is no such module or no such name."""
    if isinstance(statement, ast.Import):
        found = [a.name for a in statement.names if a.name.split(".")[0] == "lab"]
        assert {f"{n}.__init__" if f"{n}.__init__" in modules else n for n in found} <= modules.keys()
        yield from found
    elif statement.level or (statement.module or "").split(".")[0] == "lab":
        package = importer.split(".")[: -statement.level] if statement.level else []
        name = ".".join([*package, *filter(None, [statement.module])])
        text = modules.get(f"{name}.__init__", modules.get(name))
        assert text is not None, f"{importer}: no module {name}"
        bound = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom):
                bound |= {alias.asname or alias.name for alias in node.names}
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                bound.add(node.name)
        for alias in statement.names:
            below = {f"{name}.{alias.name}", f"{name}.{alias.name}.__init__"} & modules.keys()
            assert below or alias.name in bound, f"{importer}: no {alias.name} in {name}"
            yield f"{name}.{alias.name}" if below and alias.name not in bound else name


@pytest.mark.parametrize("size", [1, 2, 17, 40, 200])
def test_all_that_the_modules_of_the_project_import_is_there(size: int) -> None:
    modules = make_project(size)
    assert len(modules) == size
    imports = {
        importer: {name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)
                   for name in resolved(importer, node, modules)}
        for importer, text in modules.items()
    }  # fmt: skip
    if size >= 40:
        assert 2 <= sum(map(len, imports.values())) / size <= 6
        assert 40 <= sum(len(text.splitlines()) for text in modules.values()) / size <= 60
        assert "lab.common.training.trainer" in imports["lab.common.training.callbacks"]  # a cycle
        assert "lab.common.training.callbacks" in imports["lab.common.training.trainer"]


def test_the_project_is_the_same_each_time_and_grows_by_whole_areas(tmp_path: Path) -> None:
    whole, area = CODEBASE["make_project"](200), len(CODEBASE["LAYOUT"])
    assert whole == CODEBASE["make_project"](200)
    beginning = CODEBASE["make_project"](1 + 3 * area)
    differing = {name for name in beginning if beginning[name] != whole[name]}
    assert differing <= {"lab/__init__.py", "lab/common/pipeline.py"}
    CODEBASE["write_project"](40, tmp_path)
    written = {str(f.relative_to(tmp_path)): f.read_text() for f in tmp_path.rglob("*.*") if f.is_file()}
    assert written == CODEBASE["make_project"](40)


def test_the_project_is_one_program(tmp_path: Path) -> None:
    from migrator.migration import understand_paths
    from migrator.settings import Settings

    CODEBASE["write_project"](40, tmp_path)
    (program,) = understand_paths([tmp_path], Settings())
    assert len(program) == 40


def test_one_run_shows_the_project_together_and_each_module_alone(tmp_path: Path) -> None:
    ended = benchmark("project.py", "--sizes", "10,20", "--rounds", "1", "--keep", tmp_path)
    assert ended.returncode == 0, ended.stderr
    small, large, growth, receivers = ended.stdout.split("\n\n")[1:]
    for size, block in ((10, small), (20, large)):
        assert block.startswith(f"{size} modules, ")
        assert [line[:22].strip() for line in block.splitlines()[2:5]] == [
            "all modules together",
            "each module alone",
            "ast.parse + one walk",
        ]
        assert block.count(f"{size} files read") == 2  # by the two that say so
    assert [line.split()[0] for line in growth.splitlines()[2:]] == ["10", "20"]
    assert [line.split()[:2] for line in receivers.splitlines()[1:]] == [
        [size, first] for size in ("10", "20") for first in ("all", "each")
    ]
    again = benchmark("project.py", "--modules", "20", "--rounds", "1", "--keep", tmp_path)
    assert (again.returncode, "Traceback" in again.stderr) == (2, False)
    assert f"{tmp_path / 'modules_20'}: is there already" in again.stderr


def test_a_project_is_made_in_a_temporary_folder() -> None:
    ended = benchmark("project.py", "--modules", "20", "--rounds", "1")
    assert ended.returncode == 0, ended.stderr
    assert "20 modules, " in ended.stdout


def test_what_a_migration_leaves_is_counted_with_the_tables_alone(tmp_path: Path) -> None:
    (tmp_path / "gone.py").write_text("from keras.layers import LocallyConnected1D\nlayer = LocallyConnected1D(4, 3)\n")
    (tmp_path / "moved.py").write_text(moved := "from keras.layers.recurrent import LSTM\nlayer = LSTM(3)\n")
    command = [sys.executable, str(BENCHMARKS / "broken.py"), str(tmp_path)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"{tmp_path}/gone.py:1: `keras.layers.LocallyConnected1D` is gone" in out
    assert "2 files name Keras; in 1 nothing is left that the tables know as gone (50.0 %)" in out
    assert "1 lines with something left, 1 of them with a finding there or on the name" in out
    assert (tmp_path / "moved.py").read_text() == moved
