"""Configurations of Keras 1.2, 2.0, 2.2 and 2.4, loaded under the Keras 3 that is installed.

What models of Keras 2 compute is taken from `tf_keras`, which still reads those configurations, from equal weights.
What models of Keras 1 compute is taken from the same model written anew for `tf_keras`, from weights that are taken
apart into the layout of Keras 1 here.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from migrator.models.configuration import migrate_model
from migrator.models.conversion import migrate_model_file
from migrator.settings import Settings
from tests.old_configurations import CUDNN, KERAS_1, KERAS_2_0, KERAS_2_2, KERAS_2_4, Config

OLD_2 = {
    f"{v}: {n}": c for v, cs in (("2.0", KERAS_2_0), ("2.2", KERAS_2_2), ("2.4", KERAS_2_4)) for n, c in cs.items()
}


@pytest.fixture(scope="module")
def keras() -> Any:
    """The Keras 3 that is installed."""
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def tf_keras() -> Any:
    """Keras 2."""
    return pytest.importorskip("tf_keras")


def plain(config: Config) -> Config:
    """A configuration without the versions that stand beside it."""
    return {key: value for key, value in config.items() if key not in ("keras_version", "backend")}


def for_tf_keras(config: Config) -> str:
    """A configuration without what 2.15 no longer reads as the release did that wrote it."""
    text = json.dumps(config).replace('{"type": "ndarray", "value": 6}', "6").replace('"int32"', '"float32"')
    adapted: Config = json.loads(text)
    inner = adapted["config"]
    for entry in inner if isinstance(inner, list) else inner["layers"]:
        if entry["class_name"] == "GRU":
            entry["config"].setdefault("reset_after", False)
    return json.dumps(adapted)


def drawn(shapes: list[tuple[int, ...]], seed: int = 5) -> list[np.ndarray]:
    """Weights of the given shapes."""
    source = np.random.default_rng(seed)
    return [source.uniform(0.1, 0.7, shape).astype("float32") for shape in shapes]


def batches(model: Any, *, integers: bool) -> list[np.ndarray]:
    """One input of two samples for each input of a model."""
    source = np.random.default_rng(6)
    shapes = [(2, *tensor.shape[1:]) for tensor in model.inputs]
    return [source.integers(0, 9, s) if integers else source.uniform(-2, 2, s).astype("float32") for s in shapes]


def computed(model: Any, inputs: list[np.ndarray]) -> np.ndarray:
    """What a model gives for two batches, one after the other: the second shows what a state does."""
    given = inputs if len(inputs) > 1 else inputs[0]
    return np.concatenate([np.asarray(model(given, training=False)) for _ in range(2)])


@pytest.mark.parametrize("name", OLD_2)
def test_models_of_keras_2_compute_what_they_did(keras: Any, tf_keras: Any, name: str) -> None:
    old = tf_keras.models.model_from_json(for_tf_keras(OLD_2[name]))
    new = keras.models.model_from_json(json.dumps(migrate_model(plain(OLD_2[name])).config))
    weights = drawn([w.shape for w in old.get_weights()])
    assert [w.shape for w in new.get_weights()] == [w.shape for w in weights]
    old.set_weights(weights)
    new.set_weights(weights)
    assert [tuple(t.shape) for t in new.inputs] == [tuple(t.shape) for t in old.inputs]
    inputs = batches(new, integers="embedding" in name)
    np.testing.assert_allclose(computed(new, inputs), computed(old, inputs), atol=1e-6)


# -- Keras 1 -----------------------------------------------------------------------------------------------------------


def keras_1_layout(class_name: str, weights: list[np.ndarray]) -> list[np.ndarray]:
    """Weights of Keras 2 as Keras 1 kept them: one kernel, recurrent kernel and bias for each gate."""
    order = {"LSTM": (0, 2, 1, 3), "GRU": (0, 1, 2)}.get(class_name)
    if order is None:
        return weights
    groups = [weights[i : i + 3] for i in range(0, len(weights), 3)]
    return [np.split(part, len(order), axis=-1)[gate] for group in groups for gate in order for part in group]


def write_keras_1(path: Path, config: Config, layers: list[tuple[str, list[np.ndarray]]]) -> None:
    """A whole model as Keras 1.2.2 saved it."""
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = b"1.2.2"
        file.attrs["model_config"] = json.dumps(plain(config)).encode()
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name, _ in layers]
        group.attrs["keras_version"] = b"1.2.2"
        for name, weights in layers:
            inner = group.create_group(name)
            names = [f"{name}_W_{number}:0" for number in range(len(weights))]
            inner.attrs["weight_names"] = [n.encode() for n in names]
            for weight_name, weight in zip(names, weights, strict=True):
                inner[weight_name] = weight


def _lstm(k: Any) -> Any:
    old = {"recurrent_activation": "hard_sigmoid"}
    return [k.layers.LSTM(4, batch_input_shape=(2, 5, 3), stateful=True, **old), k.layers.Dense(1)]


def _gru(k: Any) -> Any:
    return [k.layers.GRU(4, batch_input_shape=(2, 5, 3), recurrent_activation="hard_sigmoid", reset_after=False)]


def _simple(k: Any) -> Any:
    first = k.layers.SimpleRNN(4, batch_input_shape=(2, 5, 3), return_sequences=True)
    return [first, k.layers.TimeDistributed(k.layers.Dense(2))]


def _bidirectional(k: Any) -> Any:
    inner = k.layers.LSTM(4, recurrent_activation="hard_sigmoid")
    return [k.layers.Bidirectional(inner, batch_input_shape=(2, 5, 3)), k.layers.Dropout(0.5)]


def _embedding(k: Any) -> Any:
    return [
        k.layers.Embedding(10, 4, input_length=5, mask_zero=True),
        k.layers.LSTM(3, recurrent_activation="hard_sigmoid"),
    ]


def _cnn(k: Any) -> Any:
    return [
        k.layers.Conv2D(2, 3, activation="relu", input_shape=(8, 8, 1)),
        k.layers.MaxPooling2D(),
        k.layers.BatchNormalization(),
        k.layers.Flatten(),
        k.layers.Dense(3, activation="softmax"),
    ]


ANEW: dict[str, Callable[[Any], Any]] = {
    "lstm": _lstm,
    "gru": _gru,
    "simple rnn": _simple,
    "bidirectional": _bidirectional,
    "embedding": _embedding,
    "cnn": _cnn,
}


@pytest.mark.parametrize("name", ANEW)
def test_models_of_keras_1_compute_what_they_did(keras: Any, tf_keras: Any, name: str, tmp_path: Path) -> None:
    old = tf_keras.Sequential(ANEW[name](tf_keras))
    weights = drawn([w.shape for w in old.get_weights()])
    old.set_weights(weights)
    entries = KERAS_1[name]["config"]
    layers = []
    for entry, made in zip(entries, old.layers, strict=True):
        inner = entry["config"].get("layer", entry)["class_name"]
        layers.append((entry["config"]["name"], keras_1_layout(inner, made.get_weights())))
    write_keras_1(tmp_path / "old.h5", KERAS_1[name], layers)
    result = migrate_model_file(tmp_path / "old.h5", Settings(), write=True)
    assert result.problem is None
    assert [finding.message for finding in result.findings if not finding.fixable] == []
    new = keras.saving.load_model(tmp_path / "old.keras3.h5", compile=False)
    inputs = batches(new, integers=name == "embedding")
    np.testing.assert_allclose(computed(new, inputs), computed(old, inputs), atol=1e-6)
    again = migrate_model_file(tmp_path / "old.keras3.h5", Settings(), write=False)
    assert not again.changed


def test_merges_of_keras_1_are_layers(keras: Any) -> None:
    new = keras.models.model_from_json(json.dumps(migrate_model(plain(KERAS_1["merge"])).config))
    kernel, bias = drawn([w.shape for w in new.get_weights()])
    new.set_weights([kernel, bias])
    a, b = batches(new, integers=False)
    expected = np.concatenate([a @ kernel + bias + b, a], axis=-1)
    np.testing.assert_allclose(np.asarray(new([a, b])), expected, atol=1e-6)


# -- CuDNN layers ------------------------------------------------------------------------------------------------------


def cudnn_layout(weights: list[np.ndarray], gates: int) -> list[np.ndarray]:
    """Weights of LSTM or GRU as CuDNN layers keep them: gates transposed, a bias for the input and one for the state."""
    kernel, recurrent, bias = weights
    kernels = [part.T.reshape(part.shape, order="C") for part in np.split(kernel, gates, axis=1)]
    states = [part.T for part in np.split(recurrent, gates, axis=1)]
    halves = np.concatenate([0.25 * bias, 0.75 * bias]) if gates == 4 else bias.reshape(-1)
    return [np.concatenate(kernels, axis=1), np.concatenate(states, axis=1), halves]


def test_cudnn_layers_compute_what_they_did(keras: Any, tf_keras: Any, tmp_path: Path) -> None:
    old = tf_keras.Sequential(
        [
            tf_keras.layers.LSTM(4, batch_input_shape=(2, 5, 3), return_sequences=True, stateful=True),
            tf_keras.layers.Bidirectional(tf_keras.layers.GRU(2)),
        ]
    )
    old.set_weights(drawn([w.shape for w in old.get_weights()]))
    first, second = (made.get_weights() for made in old.layers)
    layers = [
        ("cu_dnnlstm_1", cudnn_layout(first, 4)),
        ("bidirectional_1", [*cudnn_layout(second[:3], 3), *cudnn_layout(second[3:], 3)]),
    ]
    write_keras_1(tmp_path / "old.h5", CUDNN, layers)
    result = migrate_model_file(tmp_path / "old.h5", Settings(), write=True)
    assert result.problem is None
    assert {finding.code for finding in result.findings} == {"KER531", "KER532"}
    new = keras.saving.load_model(tmp_path / "old.keras3.h5", compile=False)
    inputs = batches(new, integers=False)
    np.testing.assert_allclose(computed(new, inputs), computed(old, inputs), atol=1e-6)


def test_weights_that_are_elsewhere_are_spoken_of(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(json.dumps(CUDNN))
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(plain(CUDNN)))
    said = []
    for file in ("model.json", "model.keras"):
        result = migrate_model_file(tmp_path / file, Settings(), write=False)
        said += [finding.message for finding in result.findings if not finding.fixable]
    assert [("migrate the .h5 file" in message, "save the model as .h5" in message) for message in said] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]


def test_weights_of_cudnn_layers_are_converted_where_they_are_alone(tmp_path: Path) -> None:
    weights = drawn([(3, 16), (4, 16), (16,)])
    write_keras_1(tmp_path / "w.h5", CUDNN, [("lstm", cudnn_layout(weights, 4)), ("dense", drawn([(4, 2), (2,)]))])
    with h5py.File(tmp_path / "w.h5", "r+") as file:
        del file.attrs["model_config"]
    result = migrate_model_file(tmp_path / "w.h5", Settings(), write=True)
    assert result.problem is None
    assert [finding.code for finding in result.findings] == ["KER532"]
    with h5py.File(tmp_path / "w.keras3.h5") as file:
        group = file["model_weights/lstm"]
        for name, weight in zip(group.attrs["weight_names"], weights, strict=True):
            np.testing.assert_allclose(group[name][()], weight, atol=1e-7)
    assert not migrate_model_file(tmp_path / "w.keras3.h5", Settings(), write=True).changed


# -- what is left as it is ---------------------------------------------------------------------------------------------


def sequential(*entries: Config) -> Config:
    """A Sequential model of Keras 2.15, its first layer with a shape."""
    first, *rest = entries
    first = {**first, "config": {"batch_input_shape": [2, 5, 3], **first["config"]}}
    return {"class_name": "Sequential", "config": {"name": "s", "layers": [first, *rest]}}


def test_classes_of_the_users_own_keep_their_names() -> None:
    own = {"class_name": "Attention1", "config": {"name": "a", "trainable": True, "dtype": "float32", "units": 3}}
    registered = {"class_name": "mine>Gate", "config": {"name": "g", "activation": "hard_sigmoid"}}
    migrated = migrate_model(sequential(own, registered))
    inserted, first, second = migrated.config["config"]["layers"]
    assert inserted["class_name"] == "InputLayer"
    assert (first["module"], first["class_name"], first["registered_name"]) == (None, "Attention1", "Attention1")
    assert first["config"] == own["config"]
    assert (second["class_name"], second["registered_name"]) == ("Gate", "mine>Gate")
    assert second["config"] == registered["config"]
    assert ["hard_sigmoid" in note.message for note in migrated.notes if note.review] == [True]


@pytest.mark.parametrize(
    ("class_name", "argument", "value"),
    [
        ("LSTM", "time_major", True),
        ("BatchNormalization", "virtual_batch_size", 4),
        ("Conv2DTranspose", "groups", 2),
        ("Attention", "causal", True),
    ],
)
def test_an_argument_that_had_a_meaning_stays_and_is_reported(class_name: str, argument: str, value: object) -> None:
    migrated = migrate_model(sequential({"class_name": class_name, "config": {"name": "x", argument: value}}))
    assert migrated.config["config"]["layers"][-1]["config"][argument] == value
    reviews = [note for note in migrated.notes if note.review]
    assert len(reviews) == 1
    assert argument in reviews[0].message


@pytest.mark.parametrize("class_name", ["LocallyConnected1D", "RandomHeight", "AddLoss", "SlicingOpLambda"])
def test_layers_that_keras_3_does_not_have_are_reported(class_name: str) -> None:
    migrated = migrate_model(sequential({"class_name": class_name, "config": {"name": "x"}}))
    assert [note.code for note in migrated.notes if note.review] == ["KER535"]


def test_the_configuration_that_is_given_stays_as_it_is() -> None:
    before = json.dumps(KERAS_2_4["operators"])
    migrate_model(KERAS_2_4["operators"])
    assert json.dumps(KERAS_2_4["operators"]) == before


def test_models_of_keras_3_stay_as_they_are(keras: Any, tmp_path: Path) -> None:
    x = keras.Input((5, 3), name="x")
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="hard_sigmoid")])
    y = keras.layers.Bidirectional(keras.layers.GRU(2))(x) + 1.0
    model = keras.Model(x, [inner(y), inner(y * 2.0)])
    (tmp_path / "model.json").write_text(model.to_json())
    model.save(tmp_path / "model.keras")
    model.save(tmp_path / "model.h5")
    model.save_weights(tmp_path / "model.weights.h5")
    for file in tmp_path.iterdir():
        result = migrate_model_file(file, Settings(), write=True)
        assert result.problem is None
        assert not result.changed
    assert not list(tmp_path.glob("*.keras3.*"))
