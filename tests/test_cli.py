"""The command line from outside: what it writes where, with which exit code, and how it takes mistakes."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import migrator.migration
from migrator import __version__
from migrator.cli import main
from migrator.findings import FileResult
from migrator.keras_api.versions import NEWEST
from migrator.settings import Settings

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
posix = pytest.mark.skipif(os.name != "posix", reason="for POSIX systems")

OLD = """\
from keras.models import Sequential
from keras.layers import LSTM

model = Sequential()  # [int] :smile:
model.add(LSTM(4, batch_input_shape=(1, 5, 3), stateful=True))
model.reset_states()
"""

NEW = """\
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential()  # [int] :smile:
model.add(Input(batch_shape=(1, 5, 3)))
model.add(LSTM(4, stateful=True))
for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
"""

REVIEW = """\
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential([Input(batch_shape=(1, 5, 3)), LSTM(4, stateful=True)])
model.fit(x, y, batch_size=2, shuffle=False)
"""
"""Nothing to change, but the batch size contradicts the model's: for a person to decide."""

PYTHON_2 = "import keras\nprint 'x'\n"


@dataclass
class Run:
    """What a run of the command left behind."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an environment that says nothing about colours and backends."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "KERAS_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "no-keras-home"))
    monkeypatch.setenv("PYTHONPATH", str(Path(migrator.migration.__file__).parents[1]))
    return tmp_path


def command(*arguments: str | Path, stdin: bytes = b"") -> Run:
    """Run `python -m migrator` in the current folder."""
    line = [sys.executable, "-m", "migrator", *map(str, arguments)]
    run = subprocess.run(line, input=stdin, capture_output=True, check=False)
    return Run(run.returncode, run.stdout, run.stderr.decode())


@pytest.fixture
def call(here: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Run the command in this process: quicker, and open to fakes."""

    def run(*arguments: str | Path, stdin: bytes = b"") -> Run:
        streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n") for data in (stdin, b"", b"")]
        with monkeypatch.context() as patch:
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            code = main(list(map(str, arguments)))
        for stream in streams[1:]:
            stream.flush()
        out, err = (stream.buffer.getvalue() for stream in streams[1:])
        return Run(code, out, err.decode())

    return run


def put(path: str, content: str | bytes = OLD) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


# -- the modes ---------------------------------------------------------------------------------------------------------


def test_by_default_files_are_migrated_in_place(here: Path) -> None:
    file = put("src/a.py")
    run = command("src")
    assert file.read_text() == NEW
    assert (run.code, run.out) == (0, "")
    assert "1 file read, 1 changed.\n" in run.err
    assert "Keras uses: " in run.err


def test_the_second_run_changes_nothing(here: Path) -> None:
    file = put("a.py")
    command("a.py")
    written = file.stat().st_mtime_ns
    run = command("a.py")
    assert (run.code, file.read_text(), file.stat().st_mtime_ns) == (0, NEW, written)
    assert "0 changed" in run.err


def test_apply_shows_what_needs_review_where_it_stands_now(here: Path) -> None:
    put("a.py", OLD + "model.fit(x, y, batch_size=2, shuffle=False)\n")
    run = command("a.py", "--output-format", "concise")
    assert run.code == 0
    assert run.out.startswith(f"a.py:{NEW.count(chr(10)) + 1}:1: KER314 ")
    assert run.out.count("\n") == 1


def test_dry_run_writes_nothing_and_shows_the_change(here: Path) -> None:
    file = put("a.py")
    run = command("--dry-run", "a.py")
    assert (run.code, file.read_text()) == (0, OLD)
    lines = run.out.splitlines()
    assert lines[0] == "a.py: KER201, KER301"
    assert "4 4  model = Sequential()  # [int] :smile:" in lines
    assert "5   -model.add(LSTM(4, batch_input_shape=(1, 5, 3), stateful=True))" in lines
    assert "  5 +model.add(Input(batch_shape=(1, 5, 3)))" in lines
    assert "1 file read, 1 would change.\n" in run.err


def test_dry_run_shows_what_needs_review(here: Path) -> None:
    put("a.py", REVIEW)
    run = command("--dry-run", "a.py")
    assert run.code == 0
    assert run.out.startswith("a.py:5:1: KER314 ")
    assert "5 | model.fit(x, y, batch_size=2, shuffle=False)" in run.out


@pytest.mark.parametrize(("source", "code"), [(OLD, 1), (REVIEW, 1), (NEW, 0), ("import numpy\n", 0), ("", 0)])
def test_check_fails_if_anything_is_left_to_do(here: Path, source: str, code: int) -> None:
    file = put("a.py", source)
    run = command("--check", "a.py")
    assert (run.code, file.read_text()) == (code, source)
    assert bool(run.out) is bool(code)


@needs_git
def test_git_apply_of_the_diff_does_what_a_run_in_place_does(here: Path) -> None:
    contents = {
        "unix.py": OLD.encode(),
        "crlf.py": OLD.replace("\n", "\r\n").encode(),
        "bom.py": b"\xef\xbb\xbf" + OLD.encode(),
        "no_end.py": OLD.rstrip("\n").encode(),
        "latin.py": ("# -*- coding: latin-1 -*-\nname = 'é'\n" + OLD).encode("latin-1"),
        "mixed.py": OLD.replace("model\n", "model\r\n").encode() + b"\x0c\r\nx = 1\t\n",
        "deep/with space.py": OLD.encode(),
        "deep/ünï.py": OLD.encode(),
        "other.py": b"import numpy\n",
    }
    for name, content in contents.items():
        put(f"in_place/{name}", content)
        put(f"patched/{name}", content)
    run = command("in_place")
    assert run.code == 0, run.err
    os.chdir("patched")
    diff = command("--diff", ".")
    assert diff.code == 0
    subprocess.run(["git", "apply", "-"], input=diff.raw, check=True, capture_output=True)
    for name, content in contents.items():
        migrated = (here / "in_place" / name).read_bytes()
        assert (here / "patched" / name).read_bytes() == migrated, name
        assert (migrated == content) is (name == "other.py")


def test_diff_shows_nothing_but_the_diff_on_standard_output(here: Path) -> None:
    file = put("a.py", OLD + "model.fit(x, y, batch_size=2, shuffle=False)\n")
    run = command("--diff", "a.py", "--output-format", "concise")
    assert (run.code, file.read_text()[: len(OLD)]) == (0, OLD)
    assert run.out.startswith("--- a/a.py\n+++ b/a.py\n@@ ")
    assert all(line[0] in " +-@\\" for line in run.out.splitlines())
    assert "a.py:7:1: KER314 " in run.err


def test_diff_fails_only_together_with_check(here: Path) -> None:
    put("a.py")
    assert command("--diff", "a.py").code == 0
    both = command("--diff", "--check", "a.py")
    assert both.code == 1
    assert both.out.startswith("--- a/a.py\n")


@pytest.mark.parametrize("mode", [(), ("--dry-run",), ("--check",)])
def test_json_is_all_there_is_on_standard_output(here: Path, mode: tuple[str, ...]) -> None:
    put("a.py")
    run = command(*mode, "--output-format", "json", ".")
    found = json.loads(run.out)
    assert {f["code"] for f in found} == {"KER201", "KER301"}
    assert all(f["path"] == "a.py" and f["applied"] and f["edits"] for f in found)
    assert [f["line"] for f in found] == [5, 6]
    assert run.code == (1 if mode == ("--check",) else 0)


def test_the_edits_in_json_make_the_migrated_text(here: Path) -> None:
    put("a.py")
    found = json.loads(command("--check", "--output-format", "json", "a.py").out)
    lines = OLD.splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines) + 1)]
    edits = {
        (starts[e["line"] - 1] + e["column"] - 1, starts[e["end_line"] - 1] + e["end_column"] - 1, e["replacement"])
        for f in found
        for e in f["edits"]
    }
    text = OLD
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    assert text == NEW


def test_files_come_in_the_order_of_their_paths(here: Path) -> None:
    for name in ("z.py", "a/b.py", "a.py", "m/n/o.py"):
        put(name, REVIEW)
    run = command("--check", "z.py", ".", "--output-format", "concise")
    assert [line.split(":")[0] for line in run.out.splitlines()] == ["a/b.py", "a.py", "m/n/o.py", "z.py"]


# -- standard input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD.encode(), NEW.encode()),
        (OLD.replace("\n", "\r\n").encode(), NEW.replace("\n", "\r\n").encode()),
        (b"\xef\xbb\xbf" + OLD.encode(), b"\xef\xbb\xbf" + NEW.encode()),
        (OLD.rstrip("\n").encode(), NEW.rstrip("\n").encode()),
        (("# coding: latin-1\n# é\n" + OLD).encode("latin-1"), ("# coding: latin-1\n# é\n" + NEW).encode("latin-1")),
        (b"", b""),
        (b"\xff not ours\r", b"\xff not ours\r"),
    ],
)
def test_a_filter_writes_the_migrated_source_and_nothing_else(here: Path, before: bytes, after: bytes) -> None:
    run = command("-", stdin=before)
    assert (run.code, run.raw) == (0, after)


@pytest.mark.parametrize("source", [PYTHON_2.encode(), b"import keras\nx = '\xff'\n", b"import keras\n\0"])
def test_what_a_filter_cannot_migrate_goes_out_as_it_came_in(here: Path, source: bytes) -> None:
    run = command("-", "--stdin-filename", "old.py", stdin=source)
    assert (run.code, run.raw) == (2, source)
    assert run.err.startswith("error: old.py")


def test_a_filter_tells_what_needs_review_on_standard_error(here: Path) -> None:
    run = command("-", "--output-format", "concise", stdin=REVIEW.encode())
    assert run.out == REVIEW
    assert run.err.startswith("<stdin>:5:1: KER314 ")


def test_the_other_modes_work_on_standard_input_as_on_files(here: Path) -> None:
    name = ("-", "--stdin-filename", "pkg/a.py")
    assert command("--diff", *name, stdin=OLD.encode()).out.startswith("--- a/pkg/a.py\n+++ b/pkg/a.py\n")
    assert command("--dry-run", *name, stdin=OLD.encode()).out.startswith("pkg/a.py: KER201, KER301\n")
    check = command("--check", "--output-format", "json", *name, stdin=OLD.encode())
    assert check.code == 1
    assert {f["path"] for f in json.loads(check.out)} == {"pkg/a.py"}


# -- files as they are -------------------------------------------------------------------------------------------------


@posix
def test_the_mode_of_a_file_is_kept_and_nothing_else_is_left_behind(here: Path) -> None:
    file = put("a.py")
    file.chmod(0o754)
    assert command("a.py").code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o754
    assert [entry.name for entry in here.iterdir()] == ["a.py"]


@posix
def test_the_target_of_a_link_is_written_and_the_link_stays(here: Path) -> None:
    target = put("elsewhere/real.py")
    link = Path("link.py")
    link.symlink_to(target)
    assert command("link.py").code == 0
    assert link.is_symlink()
    assert not target.is_symlink()
    assert target.read_text() == NEW


def test_what_gitignore_names_is_left_alone(here: Path) -> None:
    ignored, taken = put("gen/a.py"), put("src/a.py")
    put(".gitignore", "gen/\n")
    command(".")
    assert (ignored.read_text(), taken.read_text()) == (OLD, NEW)


# -- bad input ---------------------------------------------------------------------------------------------------------

BAD = {
    "syntax": (b"import keras\ndef (:\n", "bad.py:2: syntax error: "),
    "python 2": (PYTHON_2.encode(), "bad.py:2: Python 2 source "),
    "bytes": (b"import keras\nx = '\xff'\n", "bad.py: line 2: byte 0xff is not utf-8"),
    "encoding": (b"# coding: klingon\nimport keras\n", "bad.py: "),
    "null": (b"import keras\n\0\n", "bad.py"),
}


@pytest.mark.parametrize(("content", "complaint"), BAD.values(), ids=BAD)
def test_a_bad_file_is_named_in_one_line_and_the_others_are_done(here: Path, content: bytes, complaint: str) -> None:
    bad, good, late = put("bad.py", content), put("a.py"), put("z.py")
    run = command(".")
    assert run.code == 2
    errors = [line for line in run.err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert errors[0].startswith(f"error: {complaint}")
    assert (bad.read_bytes(), good.read_text(), late.read_text()) == (content, NEW, NEW)
    assert "2 files read, 2 changed, 1 with problems.\n" in run.err


@pytest.mark.parametrize("mode", ["--check", "--dry-run", "--diff"])
def test_a_bad_file_is_2_in_every_mode(here: Path, mode: str) -> None:
    put("bad.py", PYTHON_2)
    put("a.py")
    assert command(mode, ".").code == 2


def test_a_missing_path_is_named_and_the_others_are_done(here: Path) -> None:
    file = put("a.py")
    run = command("gone.py", "a.py", "gone/")
    assert run.code == 2
    assert "error: gone: no such file or directory\nerror: gone.py: no such file or directory\n" in run.err
    assert file.read_text() == NEW


def test_a_folder_without_python_is_one_line(here: Path) -> None:
    Path("docs").mkdir()
    run = command("docs")
    assert (run.code, run.out, run.err) == (0, "", "warning: no Python files or notebooks in docs; nothing to do\n")


def test_an_empty_file_stays_empty(here: Path) -> None:
    file = put("a.py", "")
    run = command("a.py")
    assert (run.code, file.read_bytes()) == (0, b"")


@posix
def test_a_file_without_write_permission_is_named_and_left(here: Path) -> None:
    file, other = put("a.py"), put("b.py")
    file.chmod(0o444)
    run = command(".")
    assert run.code == 2
    assert "error: a.py: cannot be written: " in run.err
    assert (file.read_text(), other.read_text()) == (OLD, NEW)
    assert "1 file read, 1 changed, 1 with problems.\n" in run.err


@posix
def test_a_named_pipe_is_named_not_waited_for(here: Path) -> None:
    os.mkfifo("pipe.py")
    run = command("pipe.py")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error: pipe.py: not a regular file")


def test_a_file_that_cannot_be_read_is_named(call: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.py")
    put("b.py")
    read_bytes = migrator.migration.read_bytes

    def refusing(place: str) -> bytes:
        if place.endswith("a.py"):
            raise PermissionError(13, "Permission denied")
        return read_bytes(place)

    monkeypatch.setattr(migrator.migration, "read_bytes", refusing)
    run = call("--check", ".", "-q")
    assert (run.code, run.out, run.err) == (2, "", "error: a.py: cannot be read: Permission denied\n")


# -- usage -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("", "no path given; to migrate the current folder: keras-migrate ."),
        ("--check", "no path given"),
        ("--frobnicate a.py", "unrecognized arguments: --frobnicate"),
        ("--dry-run --check a.py", "--dry-run and --check contradict each other"),
        ("--dry-run --diff a.py", "--dry-run and --diff contradict each other"),
        ("--diff --output-format json a.py", "--diff and --output-format json contradict each other"),
        ("-q -v a.py", "--quiet and --verbose contradict each other"),
        ("--list-rules --explain KER201", "--list-rules and --explain contradict each other"),
        ("- a.py", "- (standard input) cannot be combined with other paths"),
        ("- -", "- (standard input) cannot be combined with other paths"),
        ("- --output-format json", "add --check or --dry-run"),
        ("a.py --stdin-filename b.py", "--stdin-filename needs -"),
        ("--output-format xml a.py", "invalid choice: 'xml'"),
        ("--color pink a.py", "invalid choice: 'pink'"),
        ("--select", "expected one argument"),
        ("--select , a.py", "--select needs at least one rule code"),
        ("--select KER00 a.py", "--select: no rule's code begins with 'KER00'"),
        ("--select KER2,ker3 a.py", "no rule's code begins with 'ker3'; did you mean KER3"),
        ("--ignore XYZ a.py", "--ignore: no rule's code begins with 'XYZ'"),
        ("--che a.py", "unrecognized arguments: --che"),
    ],
)
def test_wrong_usage_is_one_line_and_2(call: Callable[..., Run], arguments: str, complaint: str) -> None:
    file = put("a.py")
    run = call(*arguments.split())
    assert (run.code, run.out, file.read_text()) == (2, "", OLD)
    assert run.err.startswith("error: ")
    assert complaint in run.err
    assert run.err.count("\n") == 1


def test_an_empty_path_does_not_mean_the_current_folder(call: Callable[..., Run]) -> None:
    file = put("a.py")
    run = call("")
    assert (run.code, file.read_text()) == (2, OLD)
    assert "one of the paths is empty" in run.err


def test_flags_may_stand_between_paths(call: Callable[..., Run]) -> None:
    files = [put("a.py"), put("b.py")]
    assert call("a.py", "--select", "KER201", "b.py").code == 0
    assert all("reset_states" in file.read_text() and "Input" in file.read_text() for file in files)


def test_a_path_may_begin_with_a_dash(call: Callable[..., Run]) -> None:
    file = put("-odd.py")
    assert call("--", "-odd.py").code == 0
    assert file.read_text() == NEW


# -- rules and settings ------------------------------------------------------------------------------------------------


def codes(run: Run) -> set[str]:
    return {finding["code"] for finding in json.loads(run.out)}


def test_select_and_ignore_take_prefixes_lists_and_repetitions(call: Callable[..., Run]) -> None:
    put("a.py")
    check = ("a.py", "--check", "--output-format", "json")
    assert codes(call(*check)) == {"KER201", "KER301"}
    assert codes(call(*check, "--select", "KER2")) == {"KER201"}
    assert codes(call(*check, "--select", "KER310, KER301")) == {"KER301"}
    assert codes(call(*check, "--select", "KER2", "--select", "KER3")) == {"KER201", "KER301"}
    assert codes(call(*check, "--ignore", "KER2")) == {"KER301"}
    assert codes(call(*check, "--select", "KER2", "--ignore", "KER201")) == set()


def test_settings_come_from_the_nearest_pyproject(call: Callable[..., Run]) -> None:
    put("src/a.py")
    put("src/old/b.py")
    put("pyproject.toml", '[tool.keras-migrate]\nselect = ["KER2"]\nexclude = ["src/old"]\n')
    check = ("src", "--check", "--output-format", "json")
    run = call(*check)
    assert codes(run) == {"KER201"}
    assert {finding["path"] for finding in json.loads(run.out)} == {"src/a.py"}
    assert codes(call(*check, "--select", "KER3")) == {"KER301"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[tool.keras-migrate]\nselekt = []\n", "has no key 'selekt'; did you mean 'select'?"),
        ("[tool.keras-migrate]\nselect = 3\n", "select must be a list of strings"),
        ("[tool.keras-migrate\n", "is not valid TOML"),
        ('[tool.keras-migrate]\nselect = ["ABC"]\n', "pyproject.toml: select: no rule's code begins with 'ABC'"),
    ],
)
def test_broken_settings_are_one_line_and_2(call: Callable[..., Run], text: str, complaint: str) -> None:
    file = put("a.py")
    put("pyproject.toml", text)
    run = call("a.py")
    assert (run.code, run.out, file.read_text()) == (2, "", OLD)
    assert complaint in run.err
    assert run.err.count("\n") == 1


UNSAFE = "from keras.layers import LSTM\n\nlayer = LSTM(4, recurrent_activation='hard_sigmoid')\n"


def test_unsafe_edits_are_made_only_on_demand(call: Callable[..., Run]) -> None:
    file = put("a.py", UNSAFE)
    run = call("a.py")
    assert file.read_text() == UNSAFE
    assert "a.py:3:" in run.out
    assert "[*]" not in run.out
    assert "1 more with --unsafe-fixes" in run.err
    run = call("a.py", "--unsafe-fixes")
    assert file.read_text() != UNSAFE
    assert "--unsafe-fixes" not in run.err


def test_unsafe_edits_allowed_by_the_project_can_be_refused_by_the_user(call: Callable[..., Run]) -> None:
    file = put("a.py", UNSAFE)
    put("pyproject.toml", "[tool.keras-migrate]\nunsafe-fixes = true\n")
    call("a.py", "--no-unsafe-fixes")
    assert file.read_text() == UNSAFE
    call("a.py")
    assert file.read_text() != UNSAFE


def test_rules_are_listed_with_code_name_applicability_and_summary(call: Callable[..., Run]) -> None:
    run = call("--list-rules")
    lines = run.out.splitlines()
    assert run.code == 0
    assert lines[0].split() == ["Code", "Name", "Applicability", "Summary"]
    listed = [line.split()[0] for line in lines[1:]]
    assert listed == sorted(set(listed))
    assert {"KER201", "KER301"} <= set(listed)


@pytest.mark.parametrize("name", ["KER301", "ker301", "model-reset-states"])
def test_a_rule_is_explained_by_code_or_name(call: Callable[..., Run], name: str) -> None:
    run = call("--explain", name)
    assert run.code == 0
    assert run.out.startswith("# KER301 model-reset-states\n")
    assert "## What it does" in run.out
    assert "## Fix safety" in run.out


@pytest.mark.parametrize(("name", "meant"), [("KER30", "KER30"), ("model-reset-state", "model-reset-states")])
def test_an_unknown_rule_is_2_with_what_may_be_meant(call: Callable[..., Run], name: str, meant: str) -> None:
    run = call("--explain", name)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"error: there is no rule '{name}'; did you mean ")
    assert meant in run.err.removeprefix(f"error: there is no rule '{name}'")
    assert run.err.count("\n") == 1


# -- quiet, verbose, help, version, colour -----------------------------------------------------------------------------


def test_quiet_reports_only_problems(call: Callable[..., Run]) -> None:
    put("a.py", REVIEW)
    put("b.py", PYTHON_2)
    run = call("-q", "--check", ".")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error: b.py:2: ")
    assert run.err.count("\n") == 1


def test_verbose_names_every_file(call: Callable[..., Run]) -> None:
    put("a.py")
    put("b.py", "import numpy\n")
    run = call("-v", "--check", ".")
    assert run.err.startswith("a.py: changes\nb.py: stays as it is\n")


def test_help_says_what_the_tool_does_and_never_does(call: Callable[..., Run]) -> None:
    run = call("--help")
    assert run.code == 0
    for text in (
        "Rewrites Keras 2 code for Keras 3",
        "never run",
        "examples:",
        "keras-migrate --dry-run",
        "exit codes:",
        "130",
        "--stdin-filename",
    ):
        assert text in run.out


def test_the_version_is_quick_to_tell(here: Path) -> None:
    program = (
        "import sys\nfrom migrator.cli import main\ncode = main(['--version'])\n"
        "heavy = ('rich', 'libcst', 'migrator.rules', 'migrator.migration', 'tomllib', 'typing', 'dataclasses')\n"
        "print(code, [name for name in heavy if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == f"keras-migrate {__version__}\n0 []\n"


def test_a_run_that_finds_nothing_imports_neither_libcst_nor_rich_nor_asyncio(here: Path) -> None:
    put("a.py", "import numpy\n")
    put("b.py", "import keras\nmodel = keras.Sequential()\n")
    program = (
        "import sys\nfrom migrator.cli import main\ncode = main(['--check', '.'])\n"
        "print(code, [name for name in ('rich', 'libcst', 'asyncio') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "0 []\n"


@pytest.mark.parametrize(
    ("flags", "environment", "colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_those_who_want_it(
    call: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, ...],
    environment: dict[str, str],
    colored: bool,
) -> None:
    put("a.py")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run = call("--dry-run", "a.py", *flags)
    assert ("\x1b[" in run.out) is colored
    assert ("\x1b[" in run.err) is colored


@posix
def test_a_terminal_gets_colours_and_a_table(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.py")
    monkeypatch.setenv("TERM", "xterm-256color")
    plain = command("--dry-run", "a.py").out
    line = [sys.executable, "-m", "migrator", "--dry-run", "a.py"]
    streams: dict[str, str] = {}
    for name in ("stdout", "stderr"):
        screen, end = os.openpty()
        with open(end, "wb") as terminal:
            out, err = (terminal if name == stream else subprocess.DEVNULL for stream in ("stdout", "stderr"))
            subprocess.run(line, check=True, stdout=out, stderr=err)
        streams[name] = os.read(screen, 100_000).decode().replace("\r\n", "\n")
        os.close(screen)
    assert "\x1b[1ma.py\x1b[0m" in streams["stdout"]
    assert re.sub(r"\x1b\[[0-9;]*m", "", streams["stdout"]) == plain
    assert re.search(r"Total.*2", streams["stderr"])


# -- the end of a run --------------------------------------------------------------------------------------------------


@posix
def test_a_reader_who_leaves_is_no_reason_to_complain(here: Path) -> None:
    for number in range(40):
        put(f"f{number:02}.py", REVIEW * 20)
    line = [sys.executable, "-m", "migrator", "--check", "-q", "--output-format", "github", "."]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@posix
def test_files_are_migrated_although_nobody_reads_the_findings(here: Path) -> None:
    files = [put(f"f{number:02}.py", OLD + REVIEW * 20) for number in range(30)]
    line = [sys.executable, "-m", "migrator", "--output-format", "github", "."]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.close()
    assert process.returncode == 0
    assert all("batch_input_shape" not in file.read_text() for file in files)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_an_error_in_one_line(here: Path) -> None:
    with open("/dev/full", "wb") as full:
        line = [sys.executable, "-m", "migrator", "--list-rules"]
        run = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (run.returncode, run.stderr) == (2, b"error: cannot write the output: No space left on device\n")


@posix
def test_closed_streams_are_no_problem(here: Path) -> None:
    put("a.py")
    line = f"{sys.executable} -m migrator --check . >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], check=False).returncode == 1
    line = f"{sys.executable} -m migrator - <&-"
    assert subprocess.run(["sh", "-c", line], check=False, capture_output=True).returncode == 0


# -- the target version ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "complaint"),
    [
        ("2.15", "2.15 is not among the versions that are known: Keras 3.0 to 3."),
        ("4.0", "4.0 is not among the versions that are known: Keras 3.0 to 3."),
        ("3", "'3' is not a version such as 3."),
        ("", "'' is not a version such as 3."),
    ],
)
def test_a_target_that_is_not_known_is_one_line(call: Callable[..., Run], version: str, complaint: str) -> None:
    run = call("--target-version", version, ".")
    assert run.code == 2
    assert complaint in run.err
    assert run.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-v",), "for Keras 3.3 to 3.5, as the project's dependencies admit (requirements.txt: keras>=3.3,<3.6)\n"),
        ((), ""),
        (("-v", "--target-version", "3.5"), ""),
    ],
)
def test_the_target_that_the_project_pins_is_said_when_asked(
    call: Callable[..., Run], arguments: tuple[str, ...], said: str
) -> None:
    put("requirements.txt", "keras>=3.3,<3.6\n")
    put("pyproject.toml", "")
    put("src/a.py", NEW)
    run = call("--check", *arguments, "src")
    assert run.code == 0
    assert ("for Keras" in run.err) is bool(said)
    assert said in run.err


@pytest.mark.parametrize(
    ("pins", "setting", "flags", "target"),
    [
        ("", "", (), NEWEST),
        ("keras==3.4.1", "", (), (3, 4)),
        ("keras==3.4.1", 'target-version = "3.6"', (), (3, 6)),
        ("keras==3.4.1", 'target-version = "3.6"', ("--target-version", "3.8.0"), (3, 8)),
        ("keras==2.15", "", (), NEWEST),
    ],
)
def test_the_command_line_wins_over_settings_and_settings_over_pins(
    call: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    pins: str,
    setting: str,
    flags: tuple[str, ...],
    target: tuple[int, int],
) -> None:
    put("requirements.txt", pins)
    put("pyproject.toml", f"[tool.keras-migrate]\n{setting}\n")
    put("a.py")
    seen = []

    def run(paths: object, settings: Settings, **options: object) -> Iterator[FileResult]:
        seen.append(settings.target_version)
        yield from ()

    monkeypatch.setattr(migrator.migration, "migrate_paths", run)
    assert call(*flags, "a.py").code == 0
    assert seen == [target]


def test_an_interrupt_is_130_and_one_line(call: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> Iterator[FileResult]:
        yield FileResult("a.py")
        raise KeyboardInterrupt

    monkeypatch.setattr(migrator.migration, "migrate_paths", interrupted)
    run = call("--output-format", "json", ".")
    assert run.code == 130
    assert json.loads(run.out) == []
    assert run.err == "error: interrupted; no file is half-written, run it again to go on\n"


def test_a_defect_never_looks_like_a_finished_run(call: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    def defective(*_: object, **__: object) -> Iterator[FileResult]:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(migrator.migration, "migrate_paths", defective)
    run = call("--check", ".")
    assert run.code == 2
    assert run.err.startswith("error: this is a defect of keras-migrate, please report it\n")
    assert "ZeroDivisionError: oh" in run.err
