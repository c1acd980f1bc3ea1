"""The tables of Keras names against the real packages."""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Callable
from inspect import signature
from types import ModuleType

import pytest

from migrator.keras_api import keras1, names, optimizers, training
from migrator.keras_api.tables import exists, last_seen, members, moved_to
from migrator.keras_api.versions import KERAS_2, NEWEST

OLD_LAYERS = {"CuDNNLSTM", "CuDNNGRU"}
"""Layers of Keras 2.0 to 2.3 that 2.15 no longer has."""


def package(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{name} is not installed")


def test_metrics_are_those_of_keras_2() -> None:
    keras2 = package("tf_keras")
    metrics = {
        n for n, v in vars(keras2.metrics).items() if isinstance(v, type) and issubclass(v, keras2.metrics.Metric)
    }
    assert metrics - names.METRICS == set()


def test_every_metric_has_reset_state_in_both() -> None:
    for keras in (package("tf_keras"), package("keras")):
        known = [getattr(keras.metrics, name) for name in names.METRICS if hasattr(keras.metrics, name)]
        assert len(known) > 40
        assert all(hasattr(metric, "reset_state") for metric in known)


def test_recurrent_layers_take_stateful_in_keras_2_and_reset_in_keras_3() -> None:
    keras2, keras3 = package("tf_keras"), package("keras")
    for name in names.RECURRENT_LAYERS - OLD_LAYERS:
        assert hasattr(getattr(keras2.layers, name), "reset_states"), name
        assert hasattr(getattr(keras3.layers, name), "reset_state"), name
        assert not hasattr(keras3.Model, "reset_state"), "a model has the method again: the rule is out of date"


def test_star_exports_exist_in_keras_2() -> None:
    keras2 = package("tf_keras")
    modules = {path: keras2 if path == "keras" else getattr(keras2, path.split(".")[1]) for path in names.STAR_EXPORTS}
    later = {"F1Score", "R2Score", "FBetaScore", "MeanRelativeError", "MeanTensor", "model_from_config"}
    missing = {
        f"{path}.{name}"
        for path, exported in names.STAR_EXPORTS.items()
        for name in exported - later
        if not hasattr(modules[path], name)
    }
    assert missing == set()


@pytest.mark.parametrize("path", sorted(names.SEQUENCE_CLASSES | names.DATASET_MAKERS | names.MODEL_LOADERS))
def test_data_and_loaders_exist_somewhere(path: str) -> None:
    gone = {"keras.models.model_from_yaml"}
    parts = path.split(".")[1:]
    found = []
    for keras in (package("tf_keras"), package("keras")):
        value: object = keras
        for part in parts:
            value = getattr(value, part, None)
        found.append(value is not None)
    assert any(found) or path in gone


def test_every_metric_of_the_table_is_a_metric_somewhere() -> None:
    known = {name for keras in (package("tf_keras"), package("keras")) for name in vars(keras.metrics)}
    assert names.METRICS - known == set()


def test_layers_that_take_stateful_are_all_in_the_table() -> None:
    layers = package("tf_keras").layers
    recurrent = {n for n, v in vars(layers).items() if isinstance(v, type) and issubclass(v, layers.RNN)}
    assert recurrent | names.CONV_LSTM_LAYERS == names.RECURRENT_LAYERS - OLD_LAYERS


def test_layers_of_one_state_have_one() -> None:
    layers = package("keras").layers
    for name in names.RECURRENT_LAYERS - OLD_LAYERS - names.CONV_LSTM_LAYERS - {"RNN"}:
        size = getattr(layers, name)(4).cell.state_size
        assert (name in names.SINGLE_STATE_LAYERS) == (isinstance(size, int) or len(size) == 1), name


def test_wrappers_wrap() -> None:
    layers = package("tf_keras").layers
    assert all(issubclass(getattr(layers, name), layers.Wrapper) for name in names.WRAPPER_LAYERS)


def test_merging_functions_are_functions_in_both() -> None:
    for keras in (package("tf_keras"), package("keras")):
        for name in names.FUNCTIONAL_MERGES:
            assert callable(getattr(keras.layers, name))
            assert not isinstance(getattr(keras.layers, name), type)


def test_a_star_import_of_layers_brings_nothing_that_keras_3_lacks() -> None:
    layers = package("keras").layers
    assert {name for name in names.STAR_EXPORTS["keras.layers"] if not hasattr(layers, name)} == set()


@pytest.mark.parametrize("keyword", ["batch_input_shape", "batch_size", "input_length"])
def test_a_layer_of_keras_3_refuses_what_the_rules_take_off(keyword: str) -> None:
    with pytest.raises(ValueError, match="Unrecognized keyword arguments"):
        package("keras").layers.LSTM(4, **{keyword: (1, 2, 3)})


def test_keras_3_is_as_the_rules_about_resetting_say() -> None:
    keras = package("keras")
    assert not hasattr(keras.Model, "reset_states")
    assert hasattr(keras.layers.LSTM, "reset_states")
    assert not hasattr(keras.metrics.Metric, "reset_states")
    with pytest.raises(TypeError, match="batch_input_shape"):
        keras.Input(batch_input_shape=(1, 2, 3))
    assert keras.layers.InputLayer(batch_input_shape=(1, 2, 3)).batch_shape == (1, 2, 3)
    with pytest.raises(TypeError):
        keras.layers.LSTM(4, stateful=True).reset_states(states=[1, 2])


def parameters(layer: type) -> set[str]:
    return {
        name
        for base in layer.__mro__
        if "__init__" in vars(base)
        for name in inspect.signature(base.__init__).parameters
    }


KERAS_1_CLASSES = {
    *("TimeDistributedDense", "Deconvolution2D", "AtrousConvolution1D", "AtrousConvolution2D"),
    *("LocallyConnected1D", "LocallyConnected2D"),
}
"""Classes of the table of Keras 1's arguments that Keras 3 does not have."""


def test_keras_1_arguments_become_arguments_of_keras_3() -> None:
    layers = package("keras").layers
    for name, keywords in keras1.LAYER_KEYWORDS.items():
        if name not in KERAS_1_CLASSES:
            known = parameters(getattr(layers, name))
            assert set(keywords.values()) - known == set(), name
            assert keywords.keys() & known == set(), name
    assert {name for name in keras1.LAYER_KEYWORDS if not hasattr(layers, name)} == KERAS_1_CLASSES


def test_keras_1_kernels_have_as_many_sides_as_the_layer_has_dimensions() -> None:
    layers = package("keras").layers
    for name, sides in keras1.KERNEL_SIDES.items():
        if name not in KERAS_1_CLASSES and not name.startswith("ConvLSTM"):
            assert getattr(layers, name)(4, (3,) * len(sides)).rank == len(sides)


@pytest.mark.parametrize("name", sorted(training.GENERATOR_METHODS))
def test_generator_methods_are_those_of_keras_2(name: str) -> None:
    method = training.GENERATOR_METHODS[name]
    assert _parameters(getattr(package("tf_keras").Model, name)) == method.parameters
    assert not hasattr(package("keras").Model, name)
    assert [p for p in method.parameters if p in method.older] == list(method.older)


@pytest.mark.parametrize("name", sorted(training.RUN_ARGUMENTS))
def test_arguments_of_running_methods_are_those_of_keras_3(name: str) -> None:
    now = _parameters(getattr(package("keras").Model, name))
    assert now == training.RUN_ARGUMENTS[name]
    before = _parameters(getattr(package("tf_keras").Model, name))
    assert set(before) - set(now) == training.WORKER_ARGUMENTS & set(before)
    assert [p for p in before if p in now] == list(now)


def test_arguments_of_compile_are_those_of_both() -> None:
    before, now = (_parameters(package(name).Model.compile) for name in ("tf_keras", "keras"))
    assert (*training.COMPILE_ARGUMENTS, "pss_evaluation_shards") == before
    assert set(training.COMPILE_ARGUMENTS) < set(now)
    assert now[2:4] == ("loss_weights", "metrics")
    assert training.COMPILE_REMOVED.keys() & set(now) == set()


@pytest.mark.parametrize("name", sorted(training.ON_BATCH_ARGUMENTS))
def test_arguments_of_methods_on_batches_are_those_of_both(name: str) -> None:
    before, now = (_parameters(getattr(package(keras).Model, name)) for keras in ("tf_keras", "keras"))
    assert before == training.ON_BATCH_ARGUMENTS[name]
    assert now == tuple(p for p in before if p != "reset_metrics")


def test_monitor_stands_where_the_table_says() -> None:
    for keras in (package("tf_keras"), package("keras")):
        for name, position in training.MONITOR_POSITIONS.items():
            assert _parameters(getattr(keras.callbacks, name).__init__)[position] == "monitor", name


def test_functions_of_metrics_are_reported_under_their_own_names() -> None:
    keras = package("tf_keras")
    assert all(getattr(keras.metrics, name).__name__ == own for name, own in training.FUNCTION_NAMES.items())


def _parameters(method: object) -> tuple[str, ...]:
    """The names of a method's parameters, in order."""
    spec = signature(method).parameters.values()  # type: ignore[arg-type]
    return tuple(p.name for p in spec if p.name != "self" and p.kind is not p.VAR_KEYWORD)


def refusal(make: Callable[[], object]) -> str:
    """What a call is refused with; empty if it is not."""
    try:
        make()
    except (TypeError, ValueError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", sorted(optimizers.OPTIMIZERS))
def test_an_optimizer_of_keras_3_refuses_what_the_rules_take_off(name: str) -> None:
    optimizer = getattr(package("keras").optimizers, name)
    for keyword in {"lr", *optimizers.GONE_KEYWORDS}:
        assert "not recognized" in refusal(lambda: optimizer(**{keyword: 0.1})), keyword  # noqa: B023
    assert "should be float" in refusal(lambda: optimizer(learning_rate=1))
    assert hasattr(package("tf_keras").optimizers, name)
    with pytest.warns(UserWarning, match="will be ignored"):
        optimizer(decay=0.1)


@pytest.mark.parametrize("name", sorted(optimizers.POSITIONS))
def test_positions_of_optimizer_arguments_are_those_of_keras_3(name: str) -> None:
    keras = package("keras")
    parameters = list(inspect.signature(getattr(keras.optimizers, name).__init__).parameters)[1:]
    assert tuple(parameters[: len(optimizers.POSITIONS[name])]) == optimizers.POSITIONS[name]
    legacy = getattr(package("tf_keras").optimizers.legacy, name)
    parameters = list(inspect.signature(legacy.__init__).parameters)[1:]
    assert tuple(parameters[: len(optimizers.POSITIONS[name])]) == optimizers.POSITIONS[name]


def test_methods_of_optimizers_are_gone_from_keras_3() -> None:
    optimizer = package("keras").optimizers.SGD(0.1)
    assert {name for name in optimizers.GONE_METHODS if callable(getattr(optimizer, name, None))} == set()
    old = package("tf_keras").optimizers
    kinds = (old.SGD, old.legacy.SGD)
    missing = {name for name in optimizers.GONE_METHODS if not any(hasattr(kind, name) for kind in kinds)}
    assert missing == set()


def test_default_rates_are_those_of_both() -> None:
    for name, rate in optimizers.STABLE_RATES.items():
        for keras in (
            package("keras").optimizers,
            package("tf_keras").optimizers,
            package("tf_keras").optimizers.legacy,
        ):
            default = inspect.signature(getattr(keras, name).__init__).parameters["learning_rate"].default
            assert default == float(rate), name
    for name in optimizers.EARLY_RATES:
        default = inspect.signature(getattr(package("keras").optimizers, name).__init__).parameters["learning_rate"]
        assert default.default == 0.001
    lion = {
        k: inspect.signature(package(k).optimizers.Lion.__init__).parameters["learning_rate"].default
        for k in ("tf_keras", "keras")
    }
    assert lion == {"tf_keras": 0.0001, "keras": 0.001}


@pytest.mark.parametrize("name", sorted(optimizers.WITH_EPSILON))
def test_epsilon_none_was_a_default_of_keras_2(name: str) -> None:
    default = inspect.signature(getattr(package("keras").optimizers, name).__init__).parameters["epsilon"].default
    assert default == 1e-7
    if name != "AdamW":
        assert getattr(package("tf_keras").optimizers.legacy, name)(epsilon=None).epsilon == 1e-7


def test_what_star_imports_brought_once_is_known_to_the_tables() -> None:
    """Each name is public in Keras 2.15, or was in an older release."""
    unknown = [
        f"{module}.{name}"
        for module, exported in names.STAR_GONE.items()
        for name in exported
        if not exists(f"{module}.{name}", KERAS_2) and last_seen(f"{module}.{name}") is None
        if moved_to(f"{module}.{name}") is None
    ]
    assert unknown == []
    assert not [n for m in names.STAR_GONE for n in names.STAR_GONE[m] & names.STAR_EXPORTS[m]]


def test_names_are_those_of_the_tables() -> None:
    """What the analysis tells apart is public in Keras 2.15 or Keras 3, or in a release before."""
    layers = names.RECURRENT_LAYERS | names.WRAPPER_LAYERS | names.FUNCTIONAL_MERGES | names.SINGLE_STATE_LAYERS
    listed = {
        *(f"keras.layers.{n}" for n in layers),
        *(f"keras.metrics.{n}" for n in names.METRICS),
        *(f"keras.optimizers.{n}" for n in names.OPTIMIZERS),
        *(f"{m}.{n}" for m, exported in names.STAR_EXPORTS.items() for n in exported),
        *names.MODEL_LOADERS,
        *names.DATASET_MAKERS,
        *names.NOT_TENSORS,
        *names.SEQUENCE_CLASSES,
        *(n for n in names.CONFIG_LOADERS if not n.endswith(".from_config")),
    }
    known = {n for n in listed if exists(n, KERAS_2) or exists(n, NEWEST) or last_seen(n) is not None}
    assert listed - known == {"keras.models.model_from_config"} - known
    methods = {m for c in ("Model", "Sequential") for v in (KERAS_2, NEWEST) for m in members(f"keras.{c}", v)}
    assert {"fit", "evaluate", "predict", "compile", "save_weights", "load_weights"} <= methods & names.WATCHED_METHODS
