"""Which files a run takes: the walk, what it leaves out, and .gitignore as git itself reads it."""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrator.sources import discovery
from migrator.sources.discovery import Unreachable, discover
from migrator.sources.gitignore import IgnoreRules

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
needs_links = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no links and pipes on this system")


def tree(root: Path, *names: str, **contents: str) -> Path:
    """Create the files `names` below `root`; a name with a trailing slash is a folder."""
    for name in names:
        place = root / name
        (place if name.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            place.write_text("")
    return root


def found(*paths: Path, under: Path, exclude: Iterable[str] = (), root: Path | None = None) -> list[str]:
    """What `discover` yields, relative to `under`."""
    every = list(discover(paths, exclude=tuple(exclude), root=root))
    assert not [f for f in every if isinstance(f, Unreachable)]
    return [f.relative_to(under).as_posix() for f in every if isinstance(f, Path)]


# -- the walk ----------------------------------------------------------------------------------------------------------


def test_python_files_below_a_folder_come_sorted_by_path(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.py", "a/b/c.py", "a.py", "c/d.py", "a-b.py")
    assert found(tmp_path, under=tmp_path) == ["a/b/c.py", "a/z.py", "a-b.py", "a.py", "b.py", "c/d.py"]


def test_python_files_and_notebooks_are_taken_from_a_folder(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b.pyi", "c.txt", "d.ipynb", "e.pyc", "f", ".g.py", "h.PY")
    assert found(tmp_path, under=tmp_path) == [".g.py", "a.py", "d.ipynb"]


def test_a_folder_called_like_a_python_file_is_a_folder(tmp_path: Path) -> None:
    tree(tmp_path, "pkg.py/inner.py")
    assert found(tmp_path, under=tmp_path) == ["pkg.py/inner.py"]


def test_a_named_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    tree(tmp_path, "script", "build/x.py", ".gitignore")
    (tmp_path / ".gitignore").write_text("*\n")
    assert found(tmp_path / "script", tmp_path / "build/x.py", under=tmp_path) == ["build/x.py", "script"]


def test_a_named_folder_is_walked_although_folders_of_its_name_are_skipped(tmp_path: Path) -> None:
    tree(tmp_path, "build/x.py", "build/build/y.py")
    assert found(tmp_path / "build", under=tmp_path) == ["build/x.py"]


def test_paths_in_any_order_come_sorted(tmp_path: Path) -> None:
    tree(tmp_path, "c.py", "a/x.py", "b.py")
    names = (tmp_path / "c.py", tmp_path / "b.py", tmp_path / "a")
    assert found(*names, under=tmp_path) == ["a/x.py", "b.py", "c.py"]


def test_a_file_reached_twice_is_done_once_in_its_place(tmp_path: Path) -> None:
    tree(tmp_path, "src/a.py", "src/sub/b.py", "src/z.py")
    src = tmp_path / "src"
    assert found(src / "sub", src, src / "a.py", src / "a.py", src / "sub/../a.py", under=tmp_path) == [
        "src/a.py",
        "src/sub/b.py",
        "src/z.py",
    ]


def test_a_named_file_in_a_skipped_folder_comes_in_its_place(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "dist/d.py", "dist/e.py", "z.py")
    assert found(tmp_path, tmp_path / "dist/d.py", under=tmp_path) == ["a.py", "dist/d.py", "z.py"]


def test_relative_paths_stay_as_the_user_wrote_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.py", "sub/b.py")
    monkeypatch.chdir(tmp_path)
    assert list(discover([Path(".")])) == [Path("a.py"), Path("sub/b.py")]
    monkeypatch.chdir(tmp_path / "sub")
    assert list(discover([Path("..")])) == [Path("../a.py"), Path("../sub/b.py")]


def test_a_missing_path_is_reported_in_its_place_and_the_rest_is_found(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "z.py")
    paths = [tmp_path / "a.py", tmp_path / "gone.py", tmp_path / "z.py"]
    assert list(discover(paths)) == [paths[0], Unreachable(paths[1], "no such file or directory"), paths[2]]


def test_a_folder_without_python_yields_nothing(tmp_path: Path) -> None:
    assert list(discover([tree(tmp_path, "docs/readme.md")])) == []


def test_a_folder_that_cannot_be_listed_is_reported_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "a/x.py", "locked/y.py", "z.py")
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    locked = Unreachable(tmp_path / "locked", "cannot be listed: permission denied")
    assert list(discover([tmp_path])) == [tmp_path / "a/x.py", locked, tmp_path / "z.py"]


def test_the_walk_is_lazy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, *(f"d{n}/x.py" for n in range(9)))
    listed: list[str] = []
    scandir = os.scandir

    def recording(path: Path) -> object:
        listed.append(path.name)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", recording)
    next(iter(discover([tmp_path])))
    assert listed == [tmp_path.name, "d0"]


def test_deep_folders_need_no_deep_stack(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 200)
    tree(deep, "x.py")
    limit = sys.getrecursionlimit()
    frames = len(inspect.stack(0))
    sys.setrecursionlimit(frames + 60)
    try:
        answers = list(discover([tmp_path]))
    finally:
        sys.setrecursionlimit(limit)
    assert answers == [deep / "x.py"]


# -- what is left out --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", discovery.SKIPPED_FOLDERS.split())
def test_folders_without_code_of_the_user_are_skipped_at_any_depth(tmp_path: Path, folder: str) -> None:
    tree(tmp_path, f"{folder}x.py", f"pkg/{folder}x.py", "pkg/a.py")
    assert found(tmp_path, under=tmp_path) == ["pkg/a.py"]


def test_a_file_called_like_a_skipped_folder_is_taken(tmp_path: Path) -> None:
    assert found(tree(tmp_path, "build.py", "venv.py"), under=tmp_path) == ["build.py", "venv.py"]


def test_a_virtual_environment_of_any_name_is_skipped_but_a_package_called_env_is_not(tmp_path: Path) -> None:
    tree(tmp_path, "env/gym.py", "py311/pyvenv.cfg", "py311/lib/x.py")
    assert found(tmp_path, under=tmp_path) == ["env/gym.py"]


def test_exclude_patterns_are_relative_to_the_walked_folder(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "old/a.py", "sub/old/a.py", "sub/gen_x.py", "sub/b.py")
    assert found(tmp_path, under=tmp_path, exclude=["/old", "gen_*.py"]) == ["a.py", "sub/b.py", "sub/old/a.py"]


def test_exclude_patterns_are_relative_to_the_root_where_there_is_one(tmp_path: Path) -> None:
    tree(tmp_path, "src/old/a.py", "src/new/a.py", "old/a.py")
    for walked, taken in ((tmp_path / "src", ["src/new/a.py"]), (tmp_path, ["old/a.py", "src/new/a.py"])):
        assert found(walked, under=tmp_path, exclude=["src/old/"], root=tmp_path) == taken


def test_exclude_can_take_a_skipped_folder_back(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py", "dist/a.py")
    assert found(tmp_path, under=tmp_path, exclude=["!build/"]) == ["build/a.py"]


# -- links and other things that are not plain files -------------------------------------------------------------------


@needs_links
def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    tree(tmp_path, "a/x.py")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/self.py").symlink_to(tmp_path / "a/self.py")
    assert found(tmp_path, under=tmp_path) == ["a/x.py"]


@needs_links
def test_a_named_loop_of_links_is_reported(tmp_path: Path) -> None:
    loop = tmp_path / "self.py"
    loop.symlink_to(loop)
    (answer,) = discover([loop])
    assert isinstance(answer, Unreachable)
    assert "symbolic links" in answer.reason


@needs_links
def test_links_to_folders_are_not_followed_unless_named(tmp_path: Path) -> None:
    tree(tmp_path, "real/x.py", "project/a.py")
    (tmp_path / "project/link").symlink_to(tmp_path / "real")
    assert found(tmp_path / "project", under=tmp_path) == ["project/a.py"]
    assert found(tmp_path / "project/link", under=tmp_path) == ["project/link/x.py"]


@needs_links
def test_a_link_to_a_file_in_the_tree_is_not_done_twice(tmp_path: Path) -> None:
    tree(tmp_path, "b/real.py")
    (tmp_path / "a.py").symlink_to(tmp_path / "b/real.py")
    (tmp_path / "z.py").symlink_to(tmp_path / "b/real.py")
    assert found(tmp_path, under=tmp_path) == ["b/real.py"]


@needs_links
def test_links_to_one_file_elsewhere_take_it_once(tmp_path: Path) -> None:
    tree(tmp_path, "outside.py", "in/script")
    (tmp_path / "in/a.py").symlink_to(tmp_path / "outside.py")
    (tmp_path / "in/b.py").symlink_to(tmp_path / "outside.py")
    (tmp_path / "in/c.py").symlink_to(tmp_path / "in/script")
    (tmp_path / "in/d.py").symlink_to(tmp_path / "gone.py")
    assert found(tmp_path / "in", under=tmp_path) == ["in/a.py", "in/c.py"]


@needs_links
def test_a_link_and_its_target_both_named_are_one_file(tmp_path: Path) -> None:
    tree(tmp_path, "real.py")
    (tmp_path / "link.py").symlink_to(tmp_path / "real.py")
    assert found(tmp_path / "link.py", tmp_path / "real.py", under=tmp_path) == ["link.py"]


@needs_links
def test_pipes_and_devices_are_skipped_in_a_folder_and_reported_when_named(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "null.py").symlink_to("/dev/null")
    os.mkfifo(tmp_path / ".gitignore")
    assert found(tmp_path, under=tmp_path) == ["a.py"]
    (answer,) = discover([tmp_path / "pipe.py"])
    assert isinstance(answer, Unreachable)
    assert answer.reason.startswith("not a regular file")


# -- .gitignore --------------------------------------------------------------------------------------------------------


def ignored(rules: str, subject: str) -> bool | None:
    return IgnoreRules.parse(rules.encode()).verdict(subject.encode())


@pytest.mark.parametrize(
    ("rules", "subject", "verdict"),
    [
        ("a.py", "a.py", True),
        ("a.py", "deep/down/a.py", True),
        ("/a.py", "deep/a.py", None),
        ("deep/a.py", "deep/a.py", True),
        ("deep/a.py", "very/deep/a.py", None),
        ("gen/", "gen/", True),
        ("gen/", "gen", None),
        ("*.py\n!keep.py", "keep.py", False),
        ("!keep.py\n*.py", "keep.py", True),
        ("# a comment\n\n   \n", "# a comment", None),
        ("\\#odd.py", "#odd.py", True),
        ("\\!odd.py", "!odd.py", True),
        ("trailing.py   ", "trailing.py", True),
        ("kept\\ ", "kept ", True),
        ("windows.py\r\n", "windows.py", True),
        ("\ufefffirst.py", "first.py", True),
        ("**/logs", "logs/", True),
        ("**/logs", "a/b/logs/", True),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**", "a/", None),
        ("a/**", "a/x/y", True),
        ("a/*", "a/x/y", None),
        ("a*/b", "ax/b", True),
        ("a*/b", "a/x/b", None),
        ("[a-c]?.py", "b1.py", True),
        ("[!a-c].py", "b.py", None),
        ("[]x].py", "].py", True),
        ("[[:digit:]x].py", "7.py", True),
        ("a[/]b", "a/b", None),
        ("open[.py", "open[.py", None),
        ("back\\", "back\\", None),
    ],
)
def test_patterns_say_what_git_says(rules: str, subject: str, verdict: bool | None) -> None:
    assert ignored(rules, subject) is verdict


def test_a_hostile_pattern_does_not_hang() -> None:
    assert ignored("*a" * 60 + "b", "a" * 250) is None
    assert ignored("**/" * 30 + "b", "a/" * 100) is None


def test_rules_of_parent_folders_apply_up_to_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, "repo/.git/", "repo/pkg/sub/gen.py", "repo/pkg/sub/a.py", "repo/pkg/sub/outer.py")
    (tmp_path / ".gitignore").write_text("outer.py\n")
    (tmp_path / "repo/.gitignore").write_text("gen.py\n")
    assert found(tmp_path / "repo/pkg/sub", under=tmp_path / "repo/pkg/sub") == ["a.py", "outer.py"]


def test_the_nearest_rules_win(tmp_path: Path) -> None:
    tree(tmp_path, ".git/", "a.py", "sub/a.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    (tmp_path / "sub/.gitignore").write_text("!a.py\n")
    assert found(tmp_path, under=tmp_path) == ["sub/a.py"]


def test_gitignore_counts_without_a_repository(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/b.py")
    (tmp_path / ".gitignore").write_text("gen/\n")
    assert found(tmp_path, under=tmp_path) == ["a.py"]


def test_a_repository_inside_a_repository_knows_only_its_own_rules(tmp_path: Path) -> None:
    tree(tmp_path, ".git/", "a.py", "inner/.git/", "inner/a.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    assert found(tmp_path, under=tmp_path) == ["inner/a.py"]


@needs_git
def test_info_exclude_applies_also_in_a_linked_work_tree(tmp_path: Path) -> None:
    def git(*command: str, cwd: Path) -> None:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.org")
        subprocess.run(["git", *identity, *command], cwd=cwd, check=True, capture_output=True)

    main, linked = tree(tmp_path / "main", "a.py", "private.py"), tmp_path / "linked"
    git("init", "-q", cwd=main)
    git("commit", "-q", "--allow-empty", "-m", "start", cwd=main)
    git("worktree", "add", "-q", str(linked), cwd=main)
    (main / ".git/info").mkdir(exist_ok=True)
    (main / ".git/info/exclude").write_text("private.py\n")
    tree(linked, "sub/b.py", "sub/private.py")
    assert found(main, under=main) == ["a.py"]
    assert found(linked / "sub", under=linked) == ["sub/b.py"]


NAMES = st.sampled_from(["a", "b", "ab", "abc", "c", "-", "[", "#a", "!b", "a b", "\u00e9", "*", "a ", "]"])
PATHS = st.lists(NAMES, min_size=0, max_size=3).map("/".join)
TOKENS = st.sampled_from(
    [*r"a b c * ? [ab] [!a] [^b-c] [a-c] []-] [[:alpha:]] \* \[ \a - # ! é [ ] [a- [\]] [--] [!]a]".split(), " ", "\\ "]
)
SEGMENTS = st.one_of(st.just("**"), NAMES, st.lists(TOKENS, min_size=1, max_size=4).map("".join))
RULES = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "", "", "!", "\\", "#"]),
    st.sampled_from(["", "", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "", "/"]),
    st.sampled_from(["", "", " ", "\r"]),
).filter(lambda rule: "/**" in rule or rule.startswith("**/") or "**" not in rule)
IGNORE_FILES = st.dictionaries(PATHS, st.lists(RULES, min_size=1, max_size=4), min_size=1, max_size=3)


@needs_git
@settings(max_examples=60)
@given(folders=st.sets(PATHS, min_size=2, max_size=8), ignores=IGNORE_FILES)
@example(folders={"a/b", "a"}, ignores={"": ["a/**"], "a": ["!b/"]})
def test_what_git_ignores_is_not_found(folders: set[str], ignores: dict[str, list[str]]) -> None:
    """On generated trees: git's list of ignored files and ours make up all files together, with none in both."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        subprocess.run(["git", "init", "-q", place], check=True)
        names = {f"{folder}/{name}.py".lstrip("/") for folder in folders | set(ignores) for name in ("a", "b", "abc")}
        tree(root, *names)
        for folder, rules in ignores.items():
            (root / folder / ".gitignore").write_text("\n".join(rules) + "\n", newline="\n")
        command = ["git", "-c", "core.excludesFile=", "-c", "core.quotePath=off", "check-ignore", "--stdin", "-z"]
        asked = "\0".join(sorted(names)).encode()
        answer = subprocess.run(command, cwd=place, input=asked, capture_output=True, check=False).stdout
        by_git = set(answer.decode().split("\0")) - {""}
        assert found(root, under=root) == sorted(names - by_git, key=lambda name: name.split("/"))
