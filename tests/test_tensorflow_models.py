"""SavedModels and checkpoints of TensorFlow that Keras 2.15 wrote, and `--verify`: what starts processes of Keras."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from migrator.cli import main
from migrator.models import tensorflow_formats, verification
from migrator.models.hdf5 import read_hdf5

ARCHIVE = Path(__file__).parent / "saved_models" / "keras-2.15.zip"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixtures of three models."""
    place = tmp_path_factory.mktemp("models")
    with zipfile.ZipFile(ARCHIVE) as packed:
        for name in packed.namelist():
            if name.startswith(("stateful_lstm/", "bidirectional/", "nested_sequential/")):
                packed.extract(name, place)
    return place


def predicted(model: Any, folder: Path) -> float:
    """How far the predictions of a model are from those of Keras 2.15."""
    data = np.load(folder / "data.npz")
    given = [np.asarray(model(data["x0"][start : start + 2], training=False)) for start in (0, 2)]
    return float(np.abs(np.concatenate(given) - data["y0"]).max())


def test_a_saved_model_becomes_a_keras_file(models: Path) -> None:
    keras = pytest.importorskip("keras")
    folder = models / "stateful_lstm"
    assert main([str(folder / "saved_model"), "-q"]) == 0
    assert predicted(keras.saving.load_model(folder / "saved_model.keras3.keras"), folder) < 1e-5
    assert main([str(folder / "saved_model"), "--check", "-q"]) == 0


@pytest.mark.parametrize("name", ["bidirectional", "nested_sequential"])
def test_a_checkpoint_becomes_weights_of_the_model_that_is_named(models: Path, name: str) -> None:
    keras = pytest.importorskip("keras")
    folder = models / name
    assert main([str(folder / "model.json"), "-q"]) == 0
    assert main([str(folder / "checkpoint/w"), "--architecture", str(folder / "model.keras3.json"), "-q"]) == 0
    model = keras.models.model_from_json((folder / "model.keras3.json").read_text())
    model.load_weights(folder / "checkpoint/w.keras3.weights.h5")
    assert predicted(model, folder) < 1e-5


def test_a_checkpoint_of_no_model_is_a_finding_that_says_how(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(models / "stateful_lstm/checkpoint/w.index"), "--check", "--output-format", "concise"]) == 1
    said = capsys.readouterr().out
    assert "KER536" in said
    assert "--architecture" in said
    assert "model.save('model.h5')" in said


def test_a_checkpoint_of_another_model_is_refused(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = models / "stateful_lstm/model.json"
    prefix = models / "nested_sequential/checkpoint/w"
    for file in prefix.parent.glob("*.keras3.*"):
        file.unlink()
    assert main([str(prefix), "--architecture", str(other)]) == 2
    assert "its weights cannot be read" in capsys.readouterr().err
    assert not list(prefix.parent.glob("*.keras3.*"))


def test_without_tensorflow_a_finding_says_how(
    models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tensorflow_formats, "missing_library", lambda: "tensorflow")
    folder = models / "bidirectional/saved_model"
    assert main([str(folder), "--check", "--output-format", "concise"]) == 1
    said = capsys.readouterr().out
    assert "tensorflow is not installed" in said
    assert "TFSMLayer" in said


@pytest.mark.parametrize("data", [b"\x0a\xff\xff\xff\xff\x0f", b"\x0f", b"\x0a", b"\xff" * 20])
def test_damaged_metadata_gets_one_line(tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "saved_model.pb").touch()
    (tmp_path / "keras_metadata.pb").write_bytes(data)
    assert main([str(tmp_path)]) == 2
    assert "keras_metadata.pb is damaged" in capsys.readouterr().err


def test_folders_are_searched_for_them_too(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(models / "stateful_lstm"), "--models", "--check", "--output-format", "concise"]) == 1
    said = capsys.readouterr().out
    assert said.count("KER536") == 1  # the checkpoint; the SavedModel is done
    assert "checkpoint/w.index" in said


def test_verify_says_what_it_found(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tf_keras")
    source = models / "stateful_lstm/model.h5"
    assert main([str(source), "--verify"]) == 0
    said = capsys.readouterr().err
    assert "3 layers with 187 weights as they were saved, predictions equal those of Keras 2" in said


SOUND: dict[str, Any] = {
    "version": "3.15.1",
    "layers": ["bidirectional", "dense"],
    "inputs": [[2, 5, 3]],
    "weights": [[3, 16], [4, 16], [16], [3, 16], [4, 16], [16], [8, 1], [1]],
    "outputs": [[[0.5], [0.25]]],
}
"""What a process says of the model `bidirectional`."""


@pytest.mark.parametrize(
    ("changes", "sound", "said"),
    [
        ({}, True, "2 layers with 265 weights as they were saved, predictions equal those of Keras 2"),
        ({"layers": ["bidirectional", "other"]}, False, "its layers are bidirectional, other and were"),
        ({"inputs": [[None, 5, 3]]}, False, "its inputs have the shapes [[None, 5, 3]], and one was [2, 5, 3]"),
        ({"weights": [[1]]}, False, "it has 1 weights and had 265"),
        ({"outputs": [[[0.5], [0.26]]]}, False, "predictions differ from those of Keras 2 by 0.01"),
        ({"outputs": [[[0.5], [float("nan")]]]}, False, "predictions differ from those of Keras 2 by nan"),
        ({"outputs": [[0.5, 0.25]]}, False, "its predictions have another shape"),
        ("ValueError: no such layer", False, "does not load: ValueError: no such layer"),
    ],
)
def test_verify_finds_a_model_that_is_another(
    models: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any] | str, sound: bool, said: str
) -> None:
    source = models / "bidirectional/model.h5"
    config = read_hdf5(source).config
    assert config is not None
    answers = {"keras": changes if isinstance(changes, str) else {**SOUND, **changes}, "tf_keras": SOUND}
    monkeypatch.setattr(verification, "_run", lambda library, model, data: answers[library])
    verdict = verification.verify(source, source, config)
    if "Keras 2" in said:
        pytest.importorskip("tf_keras")
    assert verdict.sound == sound
    assert said in verdict.message
