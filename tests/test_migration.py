"""The pipeline: bad input, writing, encodings, rounds."""

from __future__ import annotations

import multiprocessing
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator.rounds
from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api.versions import Version
from migrator.migration import migrate_file, migrate_paths, migrate_program, migrate_text
from migrator.rules.registry import Proposal, Rule
from migrator.settings import Settings

BEFORE = """\
from keras.models import Sequential
from keras.layers import LSTM

model = Sequential([LSTM(4, batch_input_shape=(2, 5, 3), stateful=True)])
"""
AFTER = """\
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
"""


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import keras\ndef f(:\n", "syntax error"),
        ("import keras\nprint 'hello'\n", "Python 2 source"),
        ("import keras\ntry:\n    pass\nexcept ValueError, e:\n    pass\n", "Python 2 source"),
        ("import keras\0\n", "null bytes"),
        ("import keras\nx = " + "(" * 5000 + "1" + ")" * 5000, "nested"),
    ],
)
def test_what_cannot_be_parsed_is_one_line_and_comes_back_unchanged(source: str, said: str) -> None:
    result = migrate_text(source)
    assert result.problem is not None
    assert said in str(result.problem)
    assert "\n" not in str(result.problem)
    assert result.after == source


@pytest.mark.parametrize(
    ("imported", "codes"),
    [("import tensorflow as tf", ["KER301"]), ("import torch", []), ("import tensorflow_probability as tfp", [])],
)
def test_a_model_from_out_of_view_is_named_where_tensorflow_is_imported(
    imported: str, codes: list[str], tmp_path: Path
) -> None:
    write(tmp_path / "generate.py", f"{imported}\nfrom lost import *\n\nmodel = load('w')\nmodel.reset_states()\n")
    (result,) = migrate_paths([tmp_path], Settings(), write=True)
    assert [f.code for f in result.findings] == codes
    assert result.after == result.before


def test_of_a_project_one_program_alone_is_migrated_if_that_is_wanted(tmp_path: Path) -> None:
    build = "from keras.layers import LSTM\nfrom keras.models import Sequential\n\ndef build(size):\n"
    build += "    return Sequential([LSTM(4, batch_input_shape=(size, 5, 3), stateful=True)])\n"
    write(tmp_path / "build.py", build)
    main = write(tmp_path / "main.py", "from build import build\nmodel = build(2)\nmodel.fit(1, 2)\n")
    other = write(tmp_path / "other.py", BEFORE)
    results = {Path(r.path).name: r for r in migrate_program(main, tmp_path, Settings(), write=True)}
    assert results.keys() == {"build.py", "main.py"}
    assert other.read_text() == BEFORE
    assert main.read_text().endswith("model.fit(1, 2, batch_size=2, shuffle=False)\n")


def test_a_syntax_error_names_its_line() -> None:
    problem = migrate_text("import keras\n\nx = = 1\n", "train.py").problem
    assert problem is not None
    assert str(problem).startswith("train.py:3: syntax error")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_stay_and_inserted_lines_have_them(newline: str) -> None:
    chain = "model = Sequential()\nmodel.add(LSTM(4, batch_input_shape=(2, 5, 3)))\n"
    wanted = "model = Sequential()\nmodel.add(Input(batch_shape=(2, 5, 3)))\nmodel.add(LSTM(4))\n"
    head, migrated = BEFORE.rsplit("model", 1)[0], AFTER.rsplit("model", 1)[0]
    result = migrate_text((head + chain).replace("\n", newline))
    assert result.after == (migrated + wanted).replace("\n", newline)


def test_bom_cookie_and_missing_final_newline_survive(tmp_path: Path) -> None:
    bom = write(tmp_path / "bom.py", b"\xef\xbb\xbf" + BEFORE.rstrip().encode())
    latin = write(tmp_path / "latin.py", b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + BEFORE.encode())
    results = list(migrate_paths([tmp_path], Settings(), write=True))
    assert [r.problem for r in results] == [None, None]
    assert bom.read_bytes() == b"\xef\xbb\xbf" + AFTER.rstrip().encode()
    assert latin.read_bytes() == b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + AFTER.encode()


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.py", BEFORE)
    write(tmp_path / "b.py", b"import keras\nx = '\xff\xfe'\n")
    write(tmp_path / "c.py", "import keras\nx = = 1\n")
    write(tmp_path / "d.py", BEFORE)
    results = {Path(r.path).name: r for r in migrate_paths([tmp_path], Settings(), write=True)}
    assert (tmp_path / "a.py").read_text() == (tmp_path / "d.py").read_text() == AFTER
    assert results["b.py"].problem is not None
    assert "line 2: byte 0xff is not utf-8" in results["b.py"].problem.message
    assert results["c.py"].problem is not None
    assert (tmp_path / "c.py").read_text() == "import keras\nx = = 1\n"


def test_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    (result,) = migrate_paths([tmp_path / "nowhere.py"], Settings(), write=True)
    assert result.problem is not None
    assert "nowhere.py" in str(result.problem)


def test_a_read_only_file_is_named_and_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "locked.py", BEFORE)
    path.chmod(0o444)
    result = migrate_file(path, Settings(), write=True)
    assert result.problem is not None
    assert "read-only" in result.problem.message
    assert path.read_text() == BEFORE


def test_mode_and_link_survive_and_nothing_is_left_beside(tmp_path: Path) -> None:
    target = write(tmp_path / "real.py", BEFORE)
    target.chmod(0o751)
    link = tmp_path / "link.py"
    link.symlink_to(target)
    migrate_file(link, Settings(), write=True)
    assert link.is_symlink()
    assert target.read_text() == AFTER
    assert stat.S_IMODE(target.stat().st_mode) == 0o751
    assert sorted(os.listdir(tmp_path)) == ["link.py", "real.py"]


def test_nothing_is_written_unless_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "train.py", BEFORE)
    result = migrate_file(path, Settings(), write=False)
    assert result.after == AFTER
    assert path.read_text() == BEFORE


def test_a_file_without_keras_is_not_even_decoded(tmp_path: Path) -> None:
    path = write(tmp_path / "other.py", b"x = = '\xff'\n")
    result = migrate_file(path, Settings(), write=True)
    assert result.problem is None
    assert not result.changed


def test_rules_are_selected_and_ignored_by_prefix() -> None:
    source = BEFORE + "model.reset_states()\n"
    only = migrate_text(source, settings=Settings(select=("KER2",)))
    assert {f.code for f in only.findings} == {"KER201"}
    without = migrate_text(source, settings=Settings(ignore=("KER2",)))
    assert {f.code for f in without.findings} == {"KER301"}


@pytest.mark.parametrize(
    ("target", "latest", "since", "until", "found"),
    [
        ((3, 9), None, "3.10.0", "", False),
        ((3, 10), None, "3.10.0", "", True),
        ((3, 9), (3, 11), "3.10.0", "", True),
        ((3, 11), None, "3.0.0", "3.12.0", True),
        ((3, 12), None, "3.0.0", "3.12.0", False),
        ((3, 11), (3, 14), "3.0.0", "3.12.0", True),
    ],
)
def test_a_rule_is_asked_where_its_construct_is_broken_in_the_target(
    monkeypatch: pytest.MonkeyPatch, target: Version, latest: Version | None, since: str, until: str, found: bool
) -> None:
    def check(module: Module) -> Iterator[Proposal]:
        assert (module.target, module.latest) == (target, latest or target)
        yield Proposal(module.calls[0], "is broken", Applicability.REVIEW)

    rule = Rule("KER999", "broken", since, "review", check, until=until)
    monkeypatch.setattr(migrator.rounds, "all_rules", lambda: (rule,))
    result = migrate_text("import keras\nkeras.Model()\n", settings=Settings(target=target, latest=latest))
    assert bool(result.findings) is found


def test_edits_of_two_rules_in_one_call_are_made_together() -> None:
    source = BEFORE.replace("stateful=True", "recurrent_activation='hard_sigmoid', stateful=True")
    result = migrate_text(source, unsafe=True)
    assert "LSTM(4, recurrent_activation=keras2_hard_sigmoid, stateful=True)" in result.after
    assert "Input(batch_shape=(2, 5, 3))" in result.after
    assert all(f.applied for f in result.findings)


def test_a_finding_says_where_it_is_and_what_it_would_do() -> None:
    result = migrate_text(BEFORE, settings=Settings(with_edits=True))
    (finding,) = result.findings
    assert (finding.code, finding.applicability) == ("KER201", Applicability.SAFE)
    assert (finding.range.line, finding.range.column, finding.range.end_column) == (4, 29, 56)
    lines = BEFORE.splitlines(keepends=True)
    for edit in sorted(finding.edits, key=lambda e: e.range, reverse=True):
        assert edit.range.line == edit.range.end_line
        line = lines[edit.range.line - 1]
        start, end = edit.range.column - 1, edit.range.end_column - 1
        lines[edit.range.line - 1] = line[:start] + edit.replacement + line[end:]
    assert "".join(lines) == AFTER


def test_a_check_finds_the_same_without_rewriting() -> None:
    checked = migrate_text(BEFORE, settings=Settings(rewrite=False))
    assert checked.after == BEFORE
    assert checked.changed
    assert [(f.code, f.applied) for f in checked.findings] == [("KER201", True)]


def test_a_long_table_costs_little_and_hides_nothing() -> None:
    table = "table = [\n" + "    [1.5, 2.5, 'a'],\n" * 20_000 + "]\n"
    result = migrate_text(BEFORE + table)
    assert result.after == AFTER + table


@pytest.mark.parametrize(
    "source", ["", "\n", "# keras\n", '"""keras"""', "keras", "import keras\n\n\n", "\x0c\nimport keras\n"]
)
def test_nearly_nothing_comes_back_as_it_is(source: str) -> None:
    result = migrate_text(source)
    assert result.problem is None
    assert result.after == source


LONG = {
    "sum": "x = " + " + ".join(["a"] * 3000),
    "minus": "x = " + "-" * 3000 + "1",
    "attributes": "x = a" + ".b" * 500,
    "lambdas": "x = " + "lambda: " * 400 + "1",
    "conditionals": "x = " + "a if b else " * 900 + "1",
    "loops": "".join("  " * i + "for a in b:\n" for i in range(10)) + "  " * 10 + "pass",
    "ifs": "".join("  " * i + "if a:\n" for i in range(90)) + "  " * 90 + "pass",
    "elifs": "if a: pass\n" + "".join(f"elif a == {i}: b = {i}\n" for i in range(500)),
    "dict": "x = {" + ", ".join(f"'k{i}': {i}" for i in range(20_000)) + "}",
    "string": "x = '''" + "text\n" * 1_000_000 + "'''",
    "functions": "".join(f"def f{i}(a):\n    return f{i - 1}(a)\n" for i in range(1000)),
    "calls": "def f0(m): m.fit(x, y)\n"
    + "".join(f"def f{i}(m):\n    f{i - 1}(m)\n    f{i - 1}(m)\n    f{i - 1}(m)\n" for i in range(1, 15))
    + "f14(a)",
}


@pytest.mark.parametrize("tail", LONG.values(), ids=LONG.keys())
def test_deep_and_long_code_is_migrated_in_reasonable_time(tail: str) -> None:
    start = time.process_time()
    result = migrate_text(BEFORE + tail + "\n")
    assert result.problem is None
    assert result.after == AFTER + tail + "\n"
    assert time.process_time() - start < 10


@pytest.mark.parametrize("tail", ["x = " + " + ".join(["a"] * 100_000), "x = a" + ".b()" * 20_000])
def test_code_that_is_too_deep_is_one_line_and_the_file_is_kept(tail: str) -> None:
    source = BEFORE + tail + "\n"
    result = migrate_text(source)
    assert result.problem is not None
    assert "deep" in result.problem.message
    assert "\n" not in str(result.problem)
    assert result.after == source


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "  # end"])
def test_the_end_of_a_file_stays_as_it_is(ending: str) -> None:
    newline = "\r\n" if "\r" in ending else "\n"
    before = BEFORE.rstrip().replace("\n", newline) + ending
    assert migrate_text(before).after == AFTER.rstrip().replace("\n", newline) + ending


def test_a_folder_is_migrated_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.py", "a.py", "sub/a.py", "c.py"):
        write(tmp_path / name, BEFORE)
    results = [Path(r.path).relative_to(tmp_path).as_posix() for r in migrate_paths([tmp_path], Settings(), write=True)]
    assert results == ["a.py", "b.py", "c.py", "sub/a.py"]


def test_a_file_that_is_already_migrated_is_not_written_again(tmp_path: Path) -> None:
    path = write(tmp_path / "done.py", AFTER)
    before = path.stat()
    assert not migrate_file(path, Settings(), write=True).changed
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_coverage_counts_what_was_seen_changed_and_left() -> None:
    result = migrate_text(BEFORE + "unknown.reset_states()\nmodel.reset_states()\n")
    assert result.coverage.changed == 2
    assert result.coverage.left == 1
    assert result.coverage.seen >= result.coverage.understood >= result.coverage.changed


LEFT = """\
from keras.models import Sequential


class Trainer:
    @staticmethod
    def forget(thing):
        if thing: thing.reset_states()


def chain(first):
\tfirst.reset_states(); first.fit(
\t\t1,
\t)
"""
NOTE = "# TODO(keras-migrate KER301): "


def noted(text: str) -> str:
    result = migrate_text(text, settings=Settings(todo=True))
    assert result.problem is None
    return result.after


def test_todo_puts_one_comment_above_each_statement_that_is_left() -> None:
    lines = noted(LEFT).splitlines()
    notes = [i for i, line in enumerate(lines) if NOTE in line]
    assert [lines[i + 1] for i in notes] == [
        "        if thing: thing.reset_states()",
        "\tfirst.reset_states(); first.fit(",
    ]
    assert [lines[i].split("#")[0] for i in notes] == ["        ", "\t"]
    assert [line for i, line in enumerate(lines) if i not in notes] == LEFT.splitlines()


def test_todo_twice_changes_nothing() -> None:
    once = noted(LEFT)
    assert once != LEFT
    assert noted(once) == once


def test_todo_says_nothing_of_what_was_done() -> None:
    assert noted(BEFORE) == AFTER


def test_todo_stands_above_decorators() -> None:
    text = "import keras\n\n\n@register(lambda thing: thing.reset_states())\ndef f():\n    pass\n"
    assert noted(text).splitlines()[3].startswith(NOTE)


def test_todo_names_no_lines_that_the_next_edit_makes_wrong() -> None:
    (note,) = (line for line in noted(LEFT).splitlines() if NOTE in line and "\t" in line)
    assert "the parameter `first`" in note
    assert ":10" not in note


def test_what_changes_inside_an_expression_that_is_replaced_waits_for_the_next_round() -> None:
    source = (
        "from keras import backend as K\nfrom keras.layers import Dense\nfrom keras.models import Sequential\n"
        "net = Sequential([Dense(2, input_shape=(3,))])\nprint(K.int_shape(net.output))\n"
    )
    result = migrate_text(source)
    assert result.problem is None
    assert "print(net.outputs[0].shape)\n" in result.text
    assert migrate_text(result.text).text == result.text


def test_what_the_last_round_leaves_is_what_is_found() -> None:
    """`merge` may be a module, until its call is rewritten; of the call something is to be said then."""
    source = """from keras.layers import merge, Input
import tensorflow as tf

x = Input((3,))
z = tf.log(merge([x, x], mode="sum", beta=3))
"""
    result = migrate_text(source)
    left = [(f.code, f.message) for f in result.findings if not f.applied]
    assert [code for code, _ in left] == ["KER991"]
    assert left == [(f.code, f.message) for f in migrate_text(result.after).findings]
    assert [f.range.line for f in result.findings if not f.applied] == [5]


def test_what_the_edit_of_another_rule_took_away_is_no_finding() -> None:
    source = """import tensorflow as tf
from tensorflow.python.keras.backend import set_session

set_session(tf.compat.v1.Session())
"""
    result = migrate_text(source)
    assert result.after == "import tensorflow as tf\n\n"
    assert [f for f in result.findings if not f.applied] == []
    assert result.coverage.left == 0


# -- several processes -------------------------------------------------------------------------------------------------


def test_what_comes_out_is_the_same_for_any_number_of_processes(tmp_path: Path) -> None:
    for number in range(120):
        units = number % 7 + 1
        text = f"from keras.layers import LSTM\nfrom shared_{number % 5} import SIZE\n"
        (tmp_path / f"folder_{number % 11}").mkdir(exist_ok=True)
        text += f"layer = LSTM({units}, batch_input_shape=(SIZE, 5, 3))\n" if number % 3 else "x = 1\n"
        (tmp_path / f"folder_{number % 11}" / f"program_{number}.py").write_text(text)
        (tmp_path / f"folder_{number % 11}" / f"shared_{number % 5}.py").write_text("SIZE = 2\n")
    one = list(migrate_paths([tmp_path], Settings(), write=False))
    assert sum(bool(result.findings) for result in one) > 20
    assert list(migrate_paths([tmp_path], Settings(), write=False, jobs=3)) == one


def test_a_run_that_is_given_up_leaves_no_process_at_work(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"program_{number}.py").write_text("import keras\n")
    results = migrate_paths([tmp_path], Settings(), write=False, jobs=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []
