"""What a run shows: the plain diff, the diff for eyes, the formats of findings, the summary, the progress bar."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.findings import Applicability, Coverage, FileResult, Finding, Problem, Range, TextEdit
from migrator.report.catalogue import explain, list_rules, page
from migrator.report.console import rich_diff
from migrator.report.diff import patch_name, unified_diff
from migrator.report.formats import GUIDE, JsonArray, writer
from migrator.report.hunks import changed_blocks, hunks, split_bytes, split_lines
from migrator.report.modes import FORMATS, Mode
from migrator.report.output import Output, OutputError, visible, wants_color
from migrator.report.places import moving
from migrator.report.progress import PATIENCE, ProgressBar
from migrator.report.summary import Tally, closing
from migrator.report.view import View

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Screen(io.TextIOWrapper):
    """A standard stream that is, or is not, a terminal, and remembers what was written."""

    def __init__(self, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def raw(self) -> bytes:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()

    def content(self) -> str:
        return self.raw().decode()


def output(
    color: str = "never", *, terminal: bool = False, environment: Mapping[str, str] | None = None
) -> tuple[Output, Screen]:
    screen = Screen(terminal=terminal)
    return Output(screen, color, {"TERM": "xterm-256color", **(environment or {})}), screen


def finding(
    code: str = "KER201",
    *,
    at: tuple[int, int, int, int] = (1, 1, 1, 2),
    applicability: Applicability = Applicability.SAFE,
    applied: bool = False,
    message: str = "say it otherwise",
    edits: tuple[TextEdit, ...] = (),
    proof: tuple[str, ...] = (),
) -> Finding:
    return Finding(code, f"slug-of-{code.lower()}", message, Range(*at), applicability, edits, applied, proof)


REVIEW = finding("KER310", at=(2, 1, 2, 4), applicability=Applicability.REVIEW, message="decide")
APPLIED = finding("KER201", at=(1, 1, 1, 4), applied=True)

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "d\r\n", "\td\n", "é\n"]), max_size=25)
TEXTS = st.builds(lambda lines, end: "".join(lines) + end, LINES, st.sampled_from(["", "", "x", "a", "\r"]))


# -- hunks -------------------------------------------------------------------------------------------------------------


def rebuilt(before: list[str], after: list[str], context: int) -> tuple[list[str], list[str]]:
    """Both texts, put together from the hunks that lead from one to the other and what stands between them."""
    old: list[str] = []
    new: list[str] = []
    at = 0
    for hunk in hunks(before, after, context):
        old += before[at : hunk.old]
        new += before[at : hunk.old]
        assert (hunk.old, hunk.new) == (len(old), len(new))
        for sign, i, j in hunk.lines():
            if i is not None:
                assert sign in " -"
                old.append(before[i])
            if j is not None:
                assert sign in " +"
                new.append(after[j])
            if i is not None and j is not None:
                assert before[i] == after[j]
        assert (hunk.old_end, hunk.new_end) == (len(old), len(new))
        at = hunk.old_end
    return old + before[at:], new + before[at:]


@given(before=LINES, after=LINES, context=st.integers(0, 4))
def test_hunks_lead_from_one_text_to_the_other(before: list[str], after: list[str], context: int) -> None:
    assert rebuilt(before, after, context) == (before, after)


@given(LINES)
def test_equal_texts_have_no_hunk(lines: list[str]) -> None:
    assert list(hunks(lines, list(lines))) == []


def test_changes_far_apart_are_two_hunks_and_near_ones_one() -> None:
    lines = [str(n) for n in range(40)]
    far = ["x", *lines[1:20], "y", *lines[21:]]
    near = ["x", *lines[1:7], "y", *lines[8:]]
    assert [h.header() for h in hunks(lines, far)] == ["@@ -1,4 +1,4 @@", "@@ -18,7 +18,7 @@"]
    assert [h.header() for h in hunks(lines, near)] == ["@@ -1,11 +1,11 @@"]


def test_a_long_repetitive_text_with_many_changes_is_quick_and_exact() -> None:
    """5 MB out of one piece: every line is everywhere, which is what makes general diff algorithms slow or vague."""
    piece = [f"line {n % 50} of the piece\n" for n in range(100)] + ["model.reset_states()\n"]
    mended = [*piece[:-1], "for layer in model.layers:\n", "    layer.reset_state()\n"]
    started = time.monotonic()
    blocks = list(changed_blocks(piece * 2000, mended * 2000))
    assert time.monotonic() - started < 20
    assert len(blocks) == 2000
    assert {(b.old_end - b.old, b.new_end - b.new) for b in blocks} == {(1, 2)}


def test_texts_that_have_little_in_common_are_quick() -> None:
    started = time.monotonic()
    (block,) = changed_blocks([f"a{n}" for n in range(5000)], [f"b{n}" for n in range(5000)])
    assert (block.old, block.old_end, block.new, block.new_end) == (0, 5000, 0, 5000)
    assert time.monotonic() - started < 20


def test_only_a_line_feed_ends_a_line() -> None:
    text = "a\rb\r\nc\x0cd\x85e\u2028f\n\ng"
    assert split_lines(text) == ["a\rb\r\n", "c\x0cd\x85e\u2028f\n", "\n", "g"]
    assert split_bytes(text.encode()) == [line.encode() for line in split_lines(text)]


# -- the plain diff ----------------------------------------------------------------------------------------------------


def test_a_plain_diff_is_what_everyone_expects() -> None:
    before = b"import keras\nold = 1\nlast"
    after = b"import keras\nnew = 1\nnew = 2\nlast\n"
    assert unified_diff("pkg/a.py", before, after).decode() == (
        "--- a/pkg/a.py\n"
        "+++ b/pkg/a.py\n"
        "@@ -1,3 +1,4 @@\n"
        " import keras\n"
        "-old = 1\n"
        "-last\n"
        "\\ No newline at end of file\n"
        "+new = 1\n"
        "+new = 2\n"
        "+last\n"
    )


def test_no_change_is_no_diff() -> None:
    assert unified_diff("a.py", b"same\n", b"same\n") == b""


@needs_git
@settings(max_examples=40)
@given(before=TEXTS, after=TEXTS)
def test_git_apply_makes_the_new_text_of_the_old_one(before: str, after: str) -> None:
    applied(before.encode(), after.encode(), "a.py")


@needs_git
@pytest.mark.parametrize(
    "name", ["a b.py", "sub/übung.py", 'qu"ote.py', "back\\slash.py", "tab\t.py", " lead.py", "x\x7f"]
)
def test_git_apply_understands_odd_file_names(name: str) -> None:
    applied(b"a\n", b"b\n", name)


@needs_git
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbfa\r\nb\r\n", b"\xef\xbb\xbfx\r\nb\r\n"),
        (b"# coding: latin-1\n'\xe9'\na = 1\n", b"# coding: latin-1\n'\xe9'\na = 2\n"),
        (b"a", b"a\n"),
        (b"a\n", b"a"),
        (b"a\rb\rc", b"a\rx\rc"),
    ],
)
def test_git_apply_keeps_every_byte(before: bytes, after: bytes) -> None:
    applied(before, after, "a.py")


def applied(before: bytes, after: bytes, name: str) -> None:
    """Assert that `git apply` of our diff turns the one content into the other."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(before)
        patch = unified_diff(name, before, after)
        if patch:
            run = subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, capture_output=True, check=False)
            assert run.returncode == 0, run.stderr
        assert file.read_bytes() == after


def test_a_file_is_named_from_the_current_folder_and_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").touch()
    (tmp_path / "link.py").symlink_to(tmp_path / "sub" / "a.py")
    monkeypatch.chdir(tmp_path)
    assert patch_name("sub/a.py") == patch_name(str(tmp_path / "sub" / "a.py")) == "sub/a.py"
    assert patch_name("./sub/../link.py") == "sub/a.py"
    monkeypatch.chdir(tmp_path / "sub")
    assert patch_name("../b.py") == str(tmp_path / "b.py").lstrip("/")


# -- the diff for eyes -------------------------------------------------------------------------------------------------

ODD = """\
import keras
x: list[int] = [1]  # [bold]not markup[/bold] [/] :smile: \\[x]
\ttabs\tinside\tare kept
mixed = 'é 漢字 \u200b'\r
long = '%s'
bell = '\x07 \x0c \x08'
""" % ("x" * 500)


def diff_text(before: str, after: str, color: str, **environment: str) -> str:
    out, _ = output(color, environment=environment)
    return "".join(rich_diff(FileResult("a.py", before, after, (APPLIED, APPLIED)), out))


def code_of(shown: str) -> list[str]:
    """The lines of code in a shown diff, with their signs: without header, line numbers and colours."""
    plain = ANSI.sub("", shown)
    return [re.sub(r"^[ \d]+ [ \d]+ ([-+ ])", r"\1", line) for line in plain.split("\n") if not line.startswith("@@")][
        1:
    ]


@pytest.mark.parametrize("color", ["always", "never"])
@pytest.mark.parametrize("colors", ["truecolor", ""])
def test_the_code_in_a_diff_is_what_it_was(color: str, colors: str) -> None:
    shown = diff_text(ODD, "# new\n" + ODD.replace("keras", "keras  "), color, COLORTERM=colors)
    old, new = ODD.split("\n"), ODD.replace("keras", "keras  ").split("\n")
    expected = [f"-{old[0]}", "+# new", f"+{new[0]}", *(f" {line}" for line in old[1:4])]
    assert code_of(shown) == [*expected, ""]


@pytest.mark.parametrize("color", ["always", "never"])
@given(text=st.text(st.sampled_from("ab[]:/\\'\"#\t\r\n \x0c\x07()=1éß漢"), max_size=80))
def test_any_text_can_be_read_back_from_its_diff(color: str, text: str) -> None:
    out, _ = output(color)
    pieces = [ANSI.sub("", piece) for piece in rich_diff(FileResult("a.py", "", text), out)]
    margin = 2 * len(str(len(split_lines(text)))) + len("  +")
    lines = [piece[margin:] for piece in pieces[2:] if "No newline at end of file" not in piece]
    assert "".join(lines) == text


def test_what_would_command_the_terminal_is_made_visible() -> None:
    shown = diff_text("a = '\x1b[2J'\nb = '\x9b2J'\n", "a = '\x1b[31m'\nb = '\x9b2J'\n", "always")
    assert "\x1b[2J" not in shown
    assert "\x9b" not in shown
    assert code_of(shown)[:3] == ["-a = '␛[2J'", "+a = '␛[31m'", " b = '␛[2J'"]


def test_the_header_names_the_file_and_its_rules() -> None:
    assert diff_text("a\n", "b\n", "never").split("\n")[0] == "a.py: KER201 (2)"


def test_lines_are_numbered_in_both_texts() -> None:
    lines = [f"{n}\n" for n in range(1, 12)]
    shown = diff_text("".join(lines), "".join([*lines[:9], "x\n", "y\n", *lines[10:]]), "never").split("\n")
    assert shown[1:-1] == [
        "@@ -7,5 +7,6 @@",
        " 7  7  7",
        " 8  8  8",
        " 9  9  9",
        "10    -10",
        "   10 +x",
        "   11 +y",
        "11 12  11",
    ]


def test_a_very_long_hunk_is_quick_and_still_complete() -> None:
    before = "x = [1, 'two']\n" * 50_000
    started = time.monotonic()
    shown = diff_text(before, before.replace("1", "one"), "always", COLORTERM="truecolor")
    assert time.monotonic() - started < 20
    assert shown.count("48;2;") == 100_000
    assert code_of(shown).count("-x = [1, 'two']") == code_of(shown).count("+x = [one, 'two']") == 50_000


def test_a_missing_line_end_is_shown() -> None:
    assert diff_text("a", "b\n", "never").split("\n")[2:] == [
        "1   -a",
        "\\ No newline at end of file",
        "  1 +b",
        "",
    ]


def test_added_and_removed_lines_have_a_ground_where_there_are_colours_for_it() -> None:
    rich = diff_text("x = 1\n", "x = 2\n", "always", COLORTERM="truecolor")
    assert "48;2;" in rich
    poor = diff_text("x = 1\n", "x = 2\n", "always", TERM="xterm")
    assert "48;" not in poor
    assert poor != ANSI.sub("", poor)


def test_a_string_over_many_lines_is_a_string_in_the_middle_too() -> None:
    text = 'def f():\n    """Doc.\n' + "".join(f"    return {n}\n" for n in range(30)) + '    """\n'
    shown = diff_text(text, text.replace("return 20", "return twenty"), "always", COLORTERM="truecolor")
    colors = set(re.findall(r"(\x1b\[[0-9;]*m) {4}return 19", shown))
    assert len(colors) == 1, "one colour for the whole line, `return` is no keyword here"


# -- output ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "colored"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_when_there_is_colour(choice: str, environment: dict[str, str], terminal: bool, colored: bool) -> None:
    assert wants_color(choice, environment, terminal) is colored


def test_text_and_bytes_come_out_in_order_and_as_they_are() -> None:
    out, screen = output()
    out.text("é\r\n")
    out.data(b"\xff\r\n")
    out.line("\udce9.py")
    assert screen.raw() == "é\r\n".encode() + b"\xff\r\n" + b"\xe9.py\n"


class Gone(Screen):
    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


class Full(Screen):
    written = 0

    def write(self, text: str) -> int:
        self.written += len(text)
        return len(text)

    def flush(self) -> None:
        if self.written:
            raise OSError(28, "No space left on device")


def test_when_nobody_reads_the_rest_is_dropped_without_a_word() -> None:
    out = Output(Gone())
    out.line("one")
    out.line("two")
    out.data(b"three")
    out.flush()
    assert out.broken


def test_a_full_disk_is_an_error() -> None:
    out = Output(Full())
    out.line("x")
    with pytest.raises(OutputError, match="No space left on device"):
        out.flush()


def test_a_closed_stream_takes_everything() -> None:
    out = Output(None)
    out.line("x")
    out.data(b"x")
    out.draw("x")
    out.flush()
    assert not out.terminal
    assert not out.broken


# -- findings as text --------------------------------------------------------------------------------------------------


def written(style: str, found: Iterable[Finding], text: str = "", path: str = "a.py", *, verbose: bool = False) -> str:
    out, _ = output()
    return "".join(writer(style, out, verbose=verbose)(path, list(found), text))


def test_concise_is_one_line_each() -> None:
    assert written("concise", [finding(at=(12, 5, 12, 9)), REVIEW]) == (
        "a.py:12:5: KER201 [*] say it otherwise\na.py:2:1: KER310 decide\n"
    )


@pytest.mark.parametrize(
    ("applicability", "applied", "marked"),
    [
        (Applicability.SAFE, False, True),
        (Applicability.SAFE, True, True),
        (Applicability.UNSAFE, False, False),
        (Applicability.UNSAFE, True, True),
        (Applicability.REVIEW, False, False),
    ],
)
def test_the_mark_is_for_edits_that_the_run_makes(applicability: Applicability, applied: bool, marked: bool) -> None:
    line = written("concise", [finding(applicability=applicability, applied=applied)])
    assert ("[*]" in line) is marked


def test_full_shows_the_line_and_points_at_the_place() -> None:
    text = "import keras\nmodel.fit(x, y)\n"
    assert written("full", [finding(at=(2, 7, 2, 10))], text) == (
        "a.py:2:7: KER201 [*] say it otherwise\n"
        "  |\n"
        "2 | model.fit(x, y)\n"
        "  |       ^^^\n"
        "  = help: keras-migrate --explain KER201\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("text", "at", "line", "carets"),
    [
        ("\tx = fit(1)\n", (1, 6, 1, 9), "\tx = fit(1)", "\t    ^^^"),
        ("漢字 = fit(1)\n", (1, 6, 1, 9), "漢字 = fit(1)", "       ^^^"),
        ("e\u0301 = fit(1)\n", (1, 6, 1, 9), "e\u0301 = fit(1)", "    ^^^"),
        ("fit(a,\n    b)\n", (1, 1, 2, 7), "fit(a,", "^^^^^^"),
        ("fit\n", (1, 1, 1, 1), "fit", "^"),
        ("a\rfit\r\n", (2, 1, 2, 4), "fit", "^^^"),
        ("a\x0cfit\n", (1, 3, 1, 6), "a\x0cfit", "  ^^^"),
        ("\x1b[2J fit\n", (1, 6, 1, 9), "␛[2J fit", "     ^^^"),
    ],
)
def test_carets_stand_below_the_code(text: str, at: tuple[int, int, int, int], line: str, carets: str) -> None:
    shown = written("full", [finding(at=at)], text).split("\n")
    assert shown[2] == f"{at[0]} | {line}"
    assert shown[3] == f"  | {carets}"


def test_a_place_outside_the_text_has_no_excerpt() -> None:
    assert written("full", [finding(at=(9, 1, 9, 2))], "x\n") == (
        "a.py:9:1: KER201 [*] say it otherwise\n  = help: keras-migrate --explain KER201\n\n"
    )


@pytest.mark.parametrize("style", ["full", "concise"])
def test_proof_is_for_the_verbose(style: str) -> None:
    found = [finding(proof=("model is built in line 3", "LSTM is stateful in line 4"))]
    assert "proof" not in written(style, found, "x\n")
    assert "  = proof: model is built in line 3\n  = proof: LSTM" in written(style, found, "x\n", verbose=True)


def test_messages_never_pass_through_markup_and_never_command_the_terminal() -> None:
    out, _ = output("always")
    (line,) = writer("concise", out)("[red]a.py", [finding(message="`[int]` :smile: \x1b[2J")], "")
    assert ANSI.sub("", line) == "[red]a.py:1:1: KER201 [*] `[int]` :smile: ␛[2J\n"
    assert ANSI.search(line)


def test_github_annotations_are_escaped() -> None:
    found = [finding(at=(3, 4, 5, 6), message="100%\r\nof: a, b")]
    assert written("github", found, path="odd,name:%.py") == (
        "::error file=odd%2Cname%3A%25.py,line=3,col=4,endLine=5,endColumn=6,title=keras-migrate (KER201)"
        "::100%25%0D%0Aof: a, b\n"
    )


def test_json_is_one_array_of_complete_findings() -> None:
    out, screen = output()
    array = JsonArray(out)
    edit = TextEdit(Range(1, 2, 3, 4), 'new "text"\n')
    array.add("a.py", [finding(at=(1, 2, 3, 4), edits=(edit,), applied=True, message="é \x1b")])
    array.add("b.py", [])
    array.add("c\udce9.py", [REVIEW])
    array.close()
    first, second = json.loads(screen.content())
    assert first == {
        "path": "a.py",
        "line": 1,
        "column": 2,
        "end_line": 3,
        "end_column": 4,
        "code": "KER201",
        "slug": "slug-of-ker201",
        "message": "é \x1b",
        "applicability": "safe",
        "applied": True,
        "proof": [],
        "url": GUIDE,
        "edits": [{"line": 1, "column": 2, "end_line": 3, "end_column": 4, "replacement": 'new "text"\n'}],
    }
    assert (second["path"], second["applicability"], second["edits"]) == ("c\udce9.py", "review", [])


def test_json_of_nothing_is_an_empty_array() -> None:
    out, screen = output()
    JsonArray(out).close()
    assert json.loads(screen.content()) == []


# -- places after a migration ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "line", "new_line"),
    [
        ("a\nb\nc\n", "a\nb\nc\n", 3, 3),
        ("a\nb\nc\n", "new\na\nb\nc\n", 3, 4),
        ("a\nb\nc\n", "a\nc\n", 3, 2),
        ("a\nold\nc\n", "a\nnew\nnew\nc\n", 1, 1),
        ("a\nold\nc\n", "a\nnew\nnew\nc\n", 2, 2),
        ("a\nold\nc\n", "a\nnew\nnew\nc\n", 3, 4),
        ("a\nx\ny\nz\nc\n", "a\nX\nc\n", 4, 2),
        ("a\n", "", 1, 1),
    ],
)
def test_a_place_is_found_again_after_the_migration(before: str, after: str, line: int, new_line: int) -> None:
    assert moving(before, after)(Range(line, 2, line, 5)) == Range(new_line, 2, new_line, 5)


@given(LINES, LINES)
def test_a_line_that_did_not_change_is_found_exactly(before: list[str], after: list[str]) -> None:
    move = moving("".join(before), "".join(after))
    kept = [(i, j) for h in hunks(before, after, 50) for sign, i, j in h.lines() if sign == " "]
    for old, new in kept:
        assert old is not None
        assert new is not None
        assert move(Range(old + 1, 1, old + 1, 1)).line == new + 1


# -- the view of a run -------------------------------------------------------------------------------------------------

CHANGED = FileResult("a.py", "x\nleft\n", "new\nx2\nleft\n", (APPLIED, REVIEW), Coverage(2, 2, 1, 1))


def viewed(mode: Mode, style: str = "concise", *results: FileResult, **options: bool) -> tuple[str, str]:
    """What a run writes to standard output and to standard error."""
    (out, out_screen), (err, err_screen) = output(), output()
    view = View(mode, style, out, err, **options)
    for result in results or (CHANGED,):
        view.show(result, lambda: b"PATCH\n")
    view.close()
    return out_screen.content(), err_screen.content()


def test_apply_shows_what_is_left_where_it_stands_now() -> None:
    assert viewed(Mode.APPLY) == ("a.py:3:1: KER310 decide\n", "")


def test_check_shows_everything_where_it_stands() -> None:
    assert viewed(Mode.CHECK) == ("a.py:1:1: KER201 [*] say it otherwise\na.py:2:1: KER310 decide\n", "")


def test_dry_run_shows_the_diff_and_then_what_is_left() -> None:
    out, err = viewed(Mode.DRY_RUN)
    assert out.startswith("a.py: KER201\n@@ -1,2 +1,3 @@\n")
    assert out.endswith("\n\na.py:2:1: KER310 decide\n")
    assert err == ""


def test_diff_shows_only_the_patch_and_tells_the_rest_on_standard_error() -> None:
    assert viewed(Mode.DIFF) == ("PATCH\n", "a.py:2:1: KER310 decide\n")


def test_a_filter_keeps_standard_output_for_the_source() -> None:
    assert viewed(Mode.FILTER) == ("", "a.py:3:1: KER310 decide\n")


@pytest.mark.parametrize("mode", [Mode.APPLY, Mode.CHECK, Mode.DRY_RUN])
def test_json_is_all_there_is_on_standard_output_in_every_mode(mode: Mode) -> None:
    out, err = viewed(mode, "json", CHANGED, FileResult("b.py"))
    assert [(f["code"], f["line"]) for f in json.loads(out)] == [("KER201", 1), ("KER310", 2)]
    assert err == ""


@pytest.mark.parametrize("style", ["concise", "json"])
def test_findings_come_in_the_order_of_their_places(style: str) -> None:
    found = (finding("KER3", at=(2, 1, 2, 2)), finding("KER2", at=(2, 1, 2, 2)), finding("KER9", at=(1, 8, 1, 9)))
    out, _ = viewed(Mode.CHECK, style, FileResult("a.py", "x\n", "x\n", found))
    assert re.findall(r"KER\d", out) == ["KER9", "KER2", "KER3"]


def test_quiet_leaves_problems_and_what_was_asked_for() -> None:
    broken = FileResult("b.py", problem=Problem("b.py", "broken", 3))
    assert viewed(Mode.APPLY, "full", CHANGED, broken, quiet=True) == ("", "error: b.py:3: broken\n")
    assert viewed(Mode.DIFF, "full", CHANGED, broken, quiet=True) == ("PATCH\n", "error: b.py:3: broken\n")
    assert len(json.loads(viewed(Mode.CHECK, "json", CHANGED, quiet=True)[0])) == 2
    assert viewed(Mode.CHECK, "github", CHANGED, quiet=True)[0].count("::error") == 2


def test_verbose_names_every_file() -> None:
    _, err = viewed(Mode.CHECK, "concise", CHANGED, FileResult("b.py"), verbose=True)
    assert err == "a.py: changes, 1 left for review\nb.py: stays as it is\n"


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("mode", Mode)
def test_a_file_without_anything_to_say_is_not_mentioned(mode: Mode, style: str) -> None:
    out, err = viewed(mode, style, FileResult("a.py", "same", "same"))
    assert (out, err) == ("[]\n" if style == "json" else "", "")


# -- the summary -------------------------------------------------------------------------------------------------------


def tally() -> Tally:
    total = Tally()
    unsafe = finding("KER214", applicability=Applicability.UNSAFE)
    total.add(FileResult("a.py", "1", "2", (APPLIED, APPLIED, REVIEW, unsafe), Coverage(9, 8, 2, 2)))
    total.add(FileResult("b.py"))
    total.add(FileResult("c.py", problem=Problem("c.py", "broken")))
    return total


def closed(total: Tally, *, fancy: bool = False, written: bool = False) -> str:
    err, screen = output(terminal=fancy)
    closing(total, err, written=written)
    return screen.content()


def test_the_summary_in_plain_lines() -> None:
    assert closed(tally()) == (
        "KER201 slug-of-ker201: 2 edits, 0 left for review\n"
        "KER214 slug-of-ker214: 0 edits, 1 left for review\n"
        "KER310 slug-of-ker310: 0 edits, 1 left for review\n"
        "2 files read, 1 would change, 1 with problems.\n"
        "1 more with --unsafe-fixes (read keras-migrate --explain CODE first).\n"
        "Keras uses: 9 seen, 8 understood, 2 changed, 2 left for review.\n"
    )


def test_the_summary_says_what_was_done() -> None:
    assert "2 files read, 1 changed, 1 with problems.\n" in closed(tally(), written=True)


def test_the_summary_on_a_terminal_says_the_same_in_a_table() -> None:
    drawn = closed(tally(), fancy=True)
    rows = [line.split() for line in drawn.splitlines() if line.strip()]
    assert ["KER201", "slug-of-ker201", "2", "0"] in rows
    assert ["KER310", "slug-of-ker310", "0", "1"] in rows
    assert ["Total", "2", "2"] in rows
    assert drawn.endswith("".join(closed(tally()).splitlines(keepends=True)[3:]))


def test_a_summary_of_nothing_read_says_nothing() -> None:
    assert closed(Tally()) == ""


def test_a_summary_without_findings_still_says_how_much_was_looked_at() -> None:
    total = Tally()
    total.add(FileResult("a.py"))
    assert closed(total) == (
        "1 file read, 0 would change.\nKeras uses: 0 seen, 0 understood, 0 changed, 0 left for review.\n"
    )


# -- the catalogue -----------------------------------------------------------------------------------------------------


@dataclass
class Page:
    code: str = "KER201"
    slug: str = "batch-input-shape"
    applicability: str = "safe"
    summary: str = "`batch_input_shape=` [becomes] an `Input`."
    documentation: str = "Sums up.\n\n## Example\n\n```python before\nx: list[int]\n```\n\n```python after\ny\n```\n"
    opt_in: bool = False


def test_a_rule_that_has_to_be_asked_for_says_so() -> None:
    out, screen = output()
    list_rules([Page(opt_in=True)], out)
    assert "safe (opt-in)" in screen.content()
    assert "--select KER,KER201" in page(Page(opt_in=True))
    assert "opt-in" not in page(Page())


def test_rules_are_listed_in_aligned_columns() -> None:
    out, screen = output()
    list_rules([Page(), Page("KER3", "x", "review", "S")], out)
    assert screen.content() == (
        "Code    Name               Applicability  Summary\n"
        "KER201  batch-input-shape  safe           batch_input_shape= [becomes] an Input.\n"
        "KER3    x                  review         S\n"
    )


def test_rules_are_listed_in_a_table_on_a_terminal() -> None:
    out, screen = output(terminal=True)
    list_rules([Page()], out)
    assert "KER201" in screen.content()
    assert "[becomes]" in screen.content()


def test_a_page_is_markdown_where_nobody_looks() -> None:
    out, screen = output()
    explain(Page(), out)
    assert screen.content() == (
        "# KER201 batch-input-shape\n\nApplicability: safe.\n\nSums up.\n\n## Example\n\n"
        "Before:\n\n```python\nx: list[int]\n```\n\nAfter:\n\n```python\ny\n```\n"
    )


def test_a_page_is_laid_out_on_a_terminal() -> None:
    out, screen = output("always", terminal=True)
    explain(Page(), out)
    plain = ANSI.sub("", screen.content())
    assert "##" not in plain
    assert "```" not in plain
    assert re.search(r"Before:\s+x: list\[int\]\s+After:\s+y", plain)


# -- the progress bar --------------------------------------------------------------------------------------------------


def run_bar(*, terminal: bool = True, lasted: float = PATIENCE + 1, shown: bool = True) -> str:
    err, screen = output(terminal=terminal)
    times = iter([0.0, *([lasted] * 9)])
    bar = ProgressBar(err, shown=shown, clock=lambda: next(times))
    for name in ("a[b].py", "c.py"):
        bar.advance(name)
        with bar.paused():
            err.line(f"result of {name}")
    bar.close()
    return screen.content()


def test_a_long_run_shows_a_bar_on_a_terminal_and_takes_it_away() -> None:
    shown = run_bar()
    assert "a[b].py" in shown.replace("result of a[b].py", "")
    assert "result of c.py\n" in shown
    assert shown.rstrip("\n").endswith("\x1b[1A\x1b[2K"), "the line of the bar is erased in the end"


@pytest.mark.parametrize("options", [{"terminal": False}, {"lasted": PATIENCE / 2}, {"shown": False}])
def test_no_bar_where_nobody_waits(options: dict[str, bool]) -> None:
    assert run_bar(**options) == "result of a[b].py\nresult of c.py\n"


# -- imports -----------------------------------------------------------------------------------------------------------


def test_without_colour_and_terminal_rich_is_never_imported() -> None:
    program = """
import io, sys
from migrator.findings import FileResult
from migrator.report.modes import Mode
from migrator.report.output import Output
from migrator.report.summary import Tally, closing
from migrator.report.view import View
out = Output(sys.stdout, "auto", {})
result = FileResult("a.py", "x = 1\\n", "x = 2\\n")
View(Mode.DRY_RUN, "full", out, out).show(result, bytes)
tally = Tally(); tally.add(result); closing(tally, out, written=False)
print({"rich", "pygments", "libcst", "json", "argparse"} & set(sys.modules))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "set()"


def test_visible_text_is_untouched_otherwise() -> None:
    text = "".join(map(chr, range(0x250))).replace("\x1b", "").replace("\x9b", "")
    assert visible(text) == text
