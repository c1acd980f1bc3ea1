"""Where settings come from, which of them wins, and what is said of those that make no sense."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.keras_api.versions import NEWEST
from migrator.settings import (
    Settings,
    SettingsError,
    find_pyproject,
    project_folder,
    read_pyproject,
    selected_backend,
    settings_for,
)


def pyproject(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return file


def table(text: str) -> str:
    return f"[tool.keras-migrate]\n{text}\n"


# -- which rules take part ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("select", "ignore", "code", "taken"),
    [
        ((), (), "KER201", True),
        (("KER2",), (), "KER201", True),
        (("KER3",), (), "KER201", False),
        ((), ("KER2",), "KER201", False),
        ((), ("KER2",), "KER301", True),
        (("KER2",), ("KER201",), "KER201", False),
        (("KER201",), ("KER2",), "KER201", True),
        (("KER2",), ("KER2",), "KER201", False),
        (("KER",), ("KER2",), "KER201", False),
    ],
)
def test_the_longest_prefix_wins_and_ignore_wins_a_tie(
    select: tuple[str, ...], ignore: tuple[str, ...], code: str, taken: bool
) -> None:
    assert Settings(select=select, ignore=ignore).selects(code) is taken


# -- the command line over the file ------------------------------------------------------------------------------------


def test_the_command_line_says_nothing() -> None:
    configured = Settings(select=("KER2",), ignore=("KER201",), unsafe_fixes=True)
    assert configured.overridden() == configured


def test_select_on_the_command_line_starts_anew() -> None:
    configured = Settings(select=("KER2",), ignore=("KER301",))
    assert configured.overridden(select=("KER301",)) == Settings(select=("KER301",))


def test_ignore_on_the_command_line_replaces_ignore_only() -> None:
    configured = Settings(select=("KER2",), ignore=("KER201",))
    assert configured.overridden(ignore=("KER202",)) == Settings(select=("KER2",), ignore=("KER202",))


@pytest.mark.parametrize("said", [True, False])
def test_unsafe_fixes_on_the_command_line_wins_both_ways(said: bool) -> None:
    assert Settings(unsafe_fixes=not said).overridden(unsafe_fixes=said).unsafe_fixes is said


def test_the_target_on_the_command_line_wins() -> None:
    assert Settings(target=(3, 4)).overridden(target=(3, 10)).target_version == (3, 10)
    assert Settings(target=(3, 4)).overridden().target_version == (3, 4)


def test_without_a_target_it_is_the_newest_keras() -> None:
    assert Settings().target_version == NEWEST


def test_the_folder_of_a_project_is_that_of_its_pyproject_or_its_repository(tmp_path: Path) -> None:
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert project_folder(tmp_path / "src" / "deep") == tmp_path
    pyproject(tmp_path / "src", "")
    assert project_folder(tmp_path / "src" / "deep" / "a.py") == tmp_path / "src"


# -- the file ----------------------------------------------------------------------------------------------------------


def test_all_keys_are_read(tmp_path: Path) -> None:
    text = table(
        'select = ["KER2", "KER3"]\nignore = ["KER201"]\nunsafe-fixes = true\nexclude = ["old/", "*_pb2.py"]\n'
        'target-version = "3.4.1"'
    )
    assert read_pyproject(pyproject(tmp_path, text)) == Settings(
        select=("KER2", "KER3"),
        ignore=("KER201",),
        unsafe_fixes=True,
        exclude=("old/", "*_pb2.py"),
        target=(3, 4),
        root=tmp_path,
    )


def test_the_nearest_file_counts_and_only_that(tmp_path: Path) -> None:
    pyproject(tmp_path, table("unsafe-fixes = true"))
    inner = pyproject(tmp_path / "inner", "[project]\nname = 'x'\n")
    assert settings_for(tmp_path / "src" / "a.py") == Settings(unsafe_fixes=True, root=tmp_path)
    assert settings_for(tmp_path / "inner" / "deep" / "a.py") == Settings(root=inner.parent)


def test_the_file_is_found_from_a_folder_a_file_and_a_path_that_does_not_exist(tmp_path: Path) -> None:
    file = pyproject(tmp_path, "")
    (tmp_path / "a.py").touch()
    for start in (tmp_path, tmp_path / "a.py", tmp_path / "gone" / "b.py"):
        assert find_pyproject(start) == file


def test_a_relative_path_is_looked_up_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = pyproject(tmp_path, "")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert find_pyproject(Path("a.py")) == file


def test_a_folder_called_pyproject_toml_is_not_a_file_of_settings(tmp_path: Path) -> None:
    file = pyproject(tmp_path, "")
    (tmp_path / "sub" / "pyproject.toml").mkdir(parents=True)
    assert find_pyproject(tmp_path / "sub") == file


# -- what makes no sense -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (table("unsafe_fixes = true"), "has no key 'unsafe_fixes'; did you mean 'unsafe-fixes'?"),
        (table("colour = 1"), "has no key 'colour' (it knows select, ignore, unsafe-fixes, exclude, target-version)"),
        (table('select = "KER2"'), "select must be a list of strings"),
        (table("ignore = [201]"), "ignore must be a list of strings"),
        (table("exclude = {}"), "exclude must be a list of strings"),
        (table("target-version = 3.4"), "target-version must be a string such as"),
        (
            table('target-version = "2.15"'),
            "target-version: 2.15 is not among the versions that are known: Keras 3.0 to",
        ),
        (table('target-version = "newest"'), "target-version: 'newest' is not a version such as 3."),
        (table('unsafe-fixes = "yes"'), "unsafe-fixes must be true or false"),
        (table("unsafe-fixes = 1"), "unsafe-fixes must be true or false"),
        ("[tool]\nkeras-migrate = 3\n", "[tool.keras-migrate] must be a table"),
        ("tool = 3\n", "[tool] must be a table"),
        ("[tool.keras-migrate\n", "is not valid TOML: "),
        ("a = " + "[" * 100_000, "is not valid TOML: "),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    file = pyproject(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_pyproject(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    assert complaint in message
    assert "\n" not in message


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    file = pyproject(tmp_path, "")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        read_pyproject(file)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything is readable here")
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = pyproject(tmp_path, "")
    file.chmod(0)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_pyproject(file)


# -- the backend -------------------------------------------------------------------------------------------------------


def test_the_environment_selects_the_backend(tmp_path: Path) -> None:
    (tmp_path / "keras.json").write_text('{"backend": "torch"}')
    assert selected_backend({"KERAS_BACKEND": "jax", "KERAS_HOME": str(tmp_path)}) == "jax"
    assert selected_backend({"KERAS_HOME": str(tmp_path)}) == "torch"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"backend": 3}', '"torch"'])
def test_a_broken_keras_json_selects_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "keras.json").write_text(text)
    assert selected_backend({"KERAS_HOME": str(tmp_path)}) is None


def test_no_keras_json_selects_nothing(tmp_path: Path) -> None:
    assert selected_backend({"KERAS_HOME": str(tmp_path)}) is None
