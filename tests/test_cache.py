"""What a check keeps: the same answers without understanding anything again, and new ones when anything changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator import programs
from migrator.cli import main
from migrator.findings import FileResult
from migrator.migration import migrate_paths
from migrator.settings import CACHE, Settings

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
MODELS = """\
from keras.models import Sequential
from keras.layers import LSTM, Input


def build(batch):
    return Sequential([Input(batch_shape=(batch, 5, 3)), LSTM(4, stateful=True)])
"""
MAIN = "from models import build\n\nm = build(8)\nm.reset_states()\n"
OTHER = "class build:\n    def __init__(self, n): ...\n    def reset_states(self): ...\n"
SETTINGS = Settings(rewrite=False)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of two files in the current folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "models.py").write_text(MODELS)
    (folder / "main.py").write_text(MAIN)
    (folder / "pyproject.toml").write_text("")
    monkeypatch.chdir(folder)
    return folder


def check(*paths: str, settings: Settings = SETTINGS) -> list[FileResult]:
    """What a check finds."""
    return list(migrate_paths([Path(path) for path in paths or (".",)], settings, write=False, cache=Path(CACHE)))


@pytest.fixture
def understood(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that were understood, not known again."""
    seen: list[list[str]] = []
    migrate = programs.migrate_files

    def watched(program: list[str], *arguments: object, **options: object) -> dict[str, FileResult]:
        seen.append(program)
        return migrate(program, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(programs, "migrate_files", watched)
    return seen


def test_what_is_as_it_was_is_not_understood_again(project: Path, understood: list[list[str]]) -> None:
    first = check()
    assert [f.code for result in first for f in result.findings] == ["KER301"]
    assert understood == [["models.py", "main.py"]]
    assert check() == first
    assert len(understood) == 1


def test_the_project_may_be_elsewhere(
    project: Path, tmp_path: Path, understood: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = check("main.py")
    shutil.copytree(project, tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert check("main.py") == first
    assert len(understood) == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "the file": lambda folder: (folder / "main.py").write_text(MAIN + "m.reset_states()\n"),
    "a file that it imports": lambda folder: (folder / "models.py").write_text(OTHER),
    "a file that is gone": lambda folder: (folder / "models.py").unlink(),
    "a package of that name": lambda folder: [
        (folder / "models").mkdir(),
        (folder / "models" / "__init__.py").write_text(OTHER),
    ],
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("paths", [(".",), ("main.py",)], ids=["all", "one"])
def test_a_change_is_seen(project: Path, paths: tuple[str, ...], change: str, understood: list[list[str]]) -> None:
    check(*paths)
    CHANGES[change](project)
    told = check(*paths)
    shutil.rmtree(CACHE)
    assert told == check(*paths)
    assert [f.code for r in told if r.path == "main.py" for f in r.findings] == (
        ["KER301", "KER301"] if change == "the file" else []
    )


def test_a_caller_outside_of_the_program_is_seen(project: Path) -> None:
    (project / "loop.py").write_text("def run(net):\n    net.reset_states()\n")
    (project / "main.py").write_text("from loop import run\nfrom models import build\nrun(build(8))\n")
    first = check()
    assert [f.applicability.value for r in first for f in r.findings] == ["safe"]
    (project / "other.py").write_text(
        "from loop import run\n\n\nclass A:\n    def reset_states(self): ...\n\n\nrun(A())\n"
    )
    assert [f.applicability.value for r in check() for f in r.findings] == ["review"]


@pytest.mark.parametrize(
    "settings", [Settings(rewrite=False, unsafe_fixes=True), Settings(rewrite=False, ignore=("KER301",))]
)
def test_other_settings_are_another_question(project: Path, settings: Settings) -> None:
    check()
    told = check(settings=settings)
    shutil.rmtree(CACHE)
    assert told == check(settings=settings)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\xff", b'{"tool": 1, "files": []}'])
def test_a_damaged_entry_is_as_good_as_none(project: Path, damage: bytes, understood: list[list[str]]) -> None:
    first = check()
    (entry,) = Path(CACHE).glob("*.json")
    entry.write_bytes(damage)
    assert check() == first
    assert len(understood) == 2
    assert json.loads(entry.read_text())["results"].keys() == {"main.py", "models.py"}


def test_an_entry_of_another_version_counts_for_nothing(project: Path, understood: list[list[str]]) -> None:
    check()
    (entry,) = Path(CACHE).glob("*.json")
    entry.write_text(json.dumps({**json.loads(entry.read_text()), "tool": "of another version"}))
    check()
    assert len(understood) == 2


def test_a_folder_that_cannot_be_written_is_done_without(project: Path) -> None:
    Path(CACHE).write_text("a file")
    assert [f.code for result in check() for f in result.findings] == ["KER301"]


def test_a_program_has_one_entry_however_often_it_changes(project: Path) -> None:
    for number in range(3):
        (project / "main.py").write_text(f"{MAIN}# {number}\n")
        check()
    assert len(list(Path(CACHE).glob("*.json"))) == 1


def test_reports_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Programs, notebooks, prose and files with problems, in each format; only a check keeps anything."""
    monkeypatch.chdir(tmp_path)
    for number, pair in enumerate(sorted(CORPUS.glob("*/before.*"))[::15]):
        shutil.copyfile(pair, tmp_path / f"program_{number}{pair.suffix}")
    shutil.copyfile(next(CORPUS.glob("*/before.ipynb")), tmp_path / "cells.ipynb")
    (tmp_path / "guide.md").write_text("Text\n\n```python\nfrom keras.optimizers import SGD\nSGD(lr=0.1)\n```\n")
    (tmp_path / "broken.py").write_text("import keras\nprint 1\n")
    (tmp_path / "latin.py").write_bytes(b"import keras # \xe9\n")
    for style in ("full", "json", "concise", "github"):
        flags = [".", "--docs", "--output-format", style, "-v", "-j", "1"]
        codes = [main(["--check", *flags, *more]) for more in (["--no-cache"], [], [])]
        assert codes == [2, 2, 2]
        told = capsys.readouterr().out
        third = len(told) // 3
        assert third > 1000
        assert told == told[:third] * 3
    shutil.rmtree(tmp_path / CACHE)
    main(["--dry-run", "."])
    main(["--check", "--no-cache", "."])
    assert not (tmp_path / CACHE).exists()
    main(["--check", "-q", "--cache-dir", str(tmp_path / "elsewhere"), "."])
    assert not (tmp_path / CACHE).exists()
    assert list((tmp_path / "elsewhere").glob("*.json"))
    assert (tmp_path / "elsewhere" / ".gitignore").read_text() == "*\n"
