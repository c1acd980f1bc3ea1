"""Saved models: what Keras 2.15 wrote (`tests/saved_models/`), migrated and loaded under the Keras 3 that is installed.

The fixtures are made by `python -m tools.saved_models.make` under Keras 2.15; what they predict was computed there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from migrator.cli import main
from migrator.models.conversion import beside, migrate_model_file
from migrator.settings import Settings

ARCHIVE = Path(__file__).parent / "saved_models" / "keras-2.15.zip"
with zipfile.ZipFile(ARCHIVE) as _packed:
    NAMES = sorted({name.partition("/")[0] for name in _packed.namelist()})
ROUTES = ("h5", "keras", "json")
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All fixtures, each migrated beside its source."""
    place = tmp_path_factory.mktemp("models")
    with zipfile.ZipFile(ARCHIVE) as packed:
        packed.extractall(place)
    for name in NAMES:
        for file in ("model.h5", "model.keras", "model.json"):
            result = migrate_model_file(place / name / file, Settings(), write=True)
            assert result.problem is None
            assert result.changed
            assert result.target == str(beside(place / name / file))
    return place


@pytest.fixture(scope="module")
def tried(models: Path) -> dict[str, dict[str, float | str]]:
    """What the installed Keras 3 makes of the migrated models: one process for all."""
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}
    run = subprocess.run(
        [sys.executable, "-m", "tools.saved_models.trial", str(models)],
        cwd=Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    found: dict[str, dict[str, float | str]] = json.loads(run.stdout.strip().splitlines()[-1])["models"]
    return found


def test_there_are_enough_architectures() -> None:
    assert len(NAMES) >= 25


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", NAMES)
def test_predictions_are_those_of_keras_2(tried: dict[str, dict[str, float | str]], name: str, route: str) -> None:
    difference = tried[name][route]
    assert isinstance(difference, float), difference
    assert difference < TOLERANCE


@pytest.mark.parametrize("name", NAMES)
def test_weights_stay_bit_for_bit(models: Path, name: str) -> None:
    before, after = weights(models / name / "model.h5"), weights(models / name / "model.keras3.h5")
    assert before
    assert before.keys() == after.keys()
    for key, value in before.items():
        assert value.dtype == after[key].dtype
        assert value.tobytes() == after[key].tobytes()
    with (
        zipfile.ZipFile(models / name / "model.keras") as old,
        zipfile.ZipFile(models / name / "model.keras3.keras") as new,
    ):
        assert old.namelist() == new.namelist()
        for member in old.namelist():
            assert (old.read(member) == new.read(member)) == (member != "config.json")


def weights(path: Path) -> dict[str, np.ndarray]:
    """All datasets of a file, by name."""
    found: dict[str, np.ndarray] = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_migrated_model_stays_as_it_is(models: Path, name: str) -> None:
    for file in ("model.keras3.h5", "model.keras3.keras", "model.keras3.json", "weights.h5", "model.weights.h5"):
        result = migrate_model_file(models / name / file, Settings(), write=False)
        assert result.problem is None
        assert not result.changed
        assert result.findings == ()


def test_running_twice_writes_the_same(models: Path) -> None:
    for file in ("model.h5", "model.keras", "model.json"):
        source = models / "stateful_lstm" / file
        before = beside(source).read_bytes()
        result = migrate_model_file(source, Settings(), write=True)
        assert result.problem is None
        assert not result.changed
        assert beside(source).read_bytes() == before


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def model(models: Path, tmp_path: Path) -> Path:
    """A folder with one saved model in all formats."""
    for file in ("model.h5", "model.keras", "model.json"):
        (tmp_path / file).write_bytes((models / "stateful_lstm" / file).read_bytes())
    return tmp_path


def test_the_command_writes_beside(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (model / "model.h5").read_bytes()
    assert main([str(model / "model.h5")]) == 0
    assert (model / "model.h5").read_bytes() == before
    assert f"written to {model / 'model.keras3.h5'}" in capsys.readouterr().err


def test_in_place_writes_over_the_file_and_keeps_its_mode(model: Path) -> None:
    (model / "model.keras").chmod(0o640)
    assert main([str(model / "model.keras"), "--in-place", "-q"]) == 0
    assert not (model / "model.keras3.keras").exists()
    assert (model / "model.keras").stat().st_mode & 0o777 == 0o640
    assert "batch_input_shape" not in zipfile.ZipFile(model / "model.keras").read("config.json").decode()


def test_dry_run_shows_the_configuration_and_writes_nothing(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(model / "model.h5"), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert '"time_major": false' in shown
    assert '"batch_shape": [2, 5, 3]' in shown
    assert sorted(file.name for file in model.iterdir()) == ["model.h5", "model.json", "model.keras"]


def test_check_finds_what_is_to_do_until_it_is_done(model: Path) -> None:
    assert main([str(model / "model.json"), "--check", "-q"]) == 1
    assert main([str(model / "model.json"), "-q"]) == 0
    assert main([str(model / "model.json"), "--check", "-q"]) == 0
    assert main([str(model / "model.keras3.json"), "--check", "-q"]) == 0


def test_folders_are_searched_for_models_only_if_asked(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (model / ".gitignore").write_text("*.h5\n")
    (model / ".git").mkdir()
    (model / "settings.json").write_text('{"a": 1}')
    (model / "other.h5").touch()
    h5py.File(model / "other.h5", "w").close()
    assert main([str(model)]) == 0
    assert not list(model.glob("*.keras3.*"))
    assert main([str(model), "--models"]) == 0
    assert len(list(model.glob("*.keras3.*"))) == 3
    assert "error" not in capsys.readouterr().err


def test_a_file_that_stands_where_the_result_goes_is_not_overwritten(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (model / "model.keras3.json").write_text("mine")
    assert main([str(model / "model.json")]) == 2
    assert (model / "model.keras3.json").read_text() == "mine"
    assert "model.keras3.json exists and is something else" in capsys.readouterr().err


def test_findings_are_json_like_all_others(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(model / "model.h5"), "--check", "--output-format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)
    assert {finding["code"] for finding in findings} == {"KER531", "KER533"}
    assert all(finding["applied"] for finding in findings)


def test_the_kinds_of_findings_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "saved-lambda"]) == 0
    assert "Bytecode is bound to the Python that wrote it" in capsys.readouterr().out


def test_models_have_no_patch(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(model / "model.h5"), "--diff"]) == 2
    assert "--dry-run shows what changes in it" in capsys.readouterr().err
