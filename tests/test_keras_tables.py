"""The tables of the Keras API: what they answer, and whether the installed packages are as they say."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from migrator.keras_api import tables
from migrator.keras_api.versions import KERAS_2, NEWEST, VERSIONS, Version, minor_version
from tools.keras_api.classes import Classes
from tools.keras_api.reader import Package

# -- what the tables answer --------------------------------------------------------------------------------------------


def test_versions_go_from_keras_2_to_the_newest_without_a_gap() -> None:
    assert VERSIONS[0] == (2, 15)
    assert VERSIONS[1:] == tuple((3, minor) for minor in range(len(VERSIONS) - 1))
    assert NEWEST >= (3, 15)


@pytest.mark.parametrize("text", ["3", "three", "3.x", "", "3.4rc", "-3.4", "3.4."])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        minor_version(text)


@pytest.mark.parametrize(
    ("symbol", "gone"),
    [
        ("keras.layers.Dense", None),
        ("keras.layers.LocallyConnected1D", (3, 0)),
        ("keras.layers.CuDNNLSTM", (3, 0)),
        ("keras.layers.recurrent.LSTM", (3, 0)),
        ("keras.wrappers.scikit_learn.KerasClassifier", (3, 0)),
        ("keras.backend.mean", (3, 0)),
        ("keras.losses.mse", (3, 0)),
        ("keras.ops.mean", None),
        ("keras.layers.NoSuchLayer", None),
        ("numpy.mean", None),
    ],
)
def test_since_when_a_symbol_is_gone(symbol: str, gone: Version | None) -> None:
    assert tables.gone_since(symbol) == gone


def test_names_that_only_tf_keras_keeps() -> None:
    assert tables.only_in_tf_keras("keras.layers.ThresholdedReLU", NEWEST)
    assert tables.only_in_tf_keras("keras.preprocessing.text.Tokenizer", (3, 0))
    assert not tables.only_in_tf_keras("keras.layers.Dense", NEWEST)
    assert not tables.only_in_tf_keras("keras.layers.LocallyConnected1D", NEWEST)


def test_names_that_tf_keras_lost_in_a_minor_version_of_keras_3() -> None:
    symbol = "keras.losses.mean_squared_error"
    assert tables.exists(symbol, (3, 2), tf_keras=True)
    assert not tables.exists(symbol, (3, 3), tf_keras=True)
    assert tables.exists(symbol, (3, 3))
    assert tables.gone_since(symbol, tf_keras=True) == (3, 3)


@pytest.mark.parametrize(
    ("symbol", "home", "tf_home"),
    [
        ("keras.layers.recurrent.LSTM", "keras.layers.LSTM", "keras.layers.LSTM"),
        ("keras.layers.core.Dense", "keras.layers.Dense", "keras.layers.Dense"),
        ("keras.engine.topology.Layer", "keras.layers.Layer", "keras.layers.Layer"),
        ("keras.engine.training.Model", "keras.Model", "keras.Model"),
        ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical", "keras.utils.to_categorical"),
        ("keras.optimizers.adam_v2.Adam", "keras.optimizers.Adam", "keras.optimizers.Adam"),
        ("keras.layers.experimental.preprocessing.Rescaling", "keras.layers.Rescaling", "keras.layers.Rescaling"),
        ("keras.objectives", "keras.losses", "keras.losses"),
        ("keras.losses.mse", "keras.losses.mean_squared_error", None),
        ("keras.losses.mean_squared_error", None, "keras.losses.mse"),
        ("keras.layers.CuDNNLSTM", None, None),
        ("keras.layers.Dense", None, None),
        ("keras.backend.tensorflow_backend.mean", None, "keras.backend.mean"),
        ("keras.utils.np_utils.probas_to_classes", None, None),
    ],
)
def test_where_a_symbol_is_now(symbol: str, home: str | None, tf_home: str | None) -> None:
    assert tables.moved_to(symbol) == home
    assert tables.moved_to(symbol, tf_keras=True) == tf_home


@pytest.mark.parametrize(
    ("symbol", "version"),
    [
        ("keras.layers.Merge", "2.1"),
        ("keras.layers.recurrent.LSTM", "2.8"),
        ("keras.utils.multi_gpu_model", "2.3"),
        ("keras.utils.np_utils", "2.12"),
        ("keras.layers.Dense", None),
        ("keras.layers.LocallyConnected1D", None),
    ],
)
def test_the_last_release_that_had_a_legacy_symbol(symbol: str, version: str | None) -> None:
    assert tables.last_seen(symbol) == version


@pytest.mark.parametrize(
    ("symbol", "keyword", "version", "taken"),
    [
        ("keras.layers.LSTM", "time_major", KERAS_2, True),
        ("keras.layers.LSTM", "time_major", NEWEST, False),
        ("keras.layers.LSTM", "implementation", NEWEST, True),
        ("keras.layers.GRU", "implementation", (3, 0), False),
        ("keras.layers.SimpleRNN", "implementation", NEWEST, False),
        ("keras.layers.Dense", "weights", KERAS_2, True),
        ("keras.layers.Dense", "weights", NEWEST, False),
        ("keras.layers.Dense", "name", NEWEST, True),
        ("keras.layers.Dense", "input_shape", NEWEST, True),
        ("keras.layers.Dense", "batch_input_shape", NEWEST, False),
        ("keras.layers.SpatialDropout1D", "input_shape", NEWEST, False),
        ("keras.layers.Embedding", "input_length", (3, 1), False),
        ("keras.layers.Embedding", "input_length", (3, 2), True),
        ("keras.layers.LeakyReLU", "alpha", NEWEST, True),
        ("keras.optimizers.Adam", "lr", NEWEST, False),
        ("keras.optimizers.Adam", "decay", NEWEST, True),
        ("keras.Input", "batch_input_shape", NEWEST, False),
        ("keras.models.Model", "outputs", NEWEST, True),
        ("keras.utils.to_categorical", "y", NEWEST, False),
        ("keras.callbacks.TensorBoard", "write_grads", NEWEST, False),
    ],
)
def test_which_keywords_a_call_takes(symbol: str, keyword: str, version: Version, taken: bool) -> None:
    signature = tables.signature(symbol, version)
    assert signature is not None
    assert signature.takes(keyword) is taken


def test_a_keyword_that_is_ignored_is_taken_and_not_known() -> None:
    signature = tables.signature("keras.callbacks.ReduceLROnPlateau", NEWEST)
    assert signature is not None
    assert signature.takes("epsilon")
    assert not signature.knows("epsilon")
    assert signature.rest == "ignored"


def test_positional_parameters_change_their_order() -> None:
    before, after = (tables.signature("keras.layers.Input", version) for version in (KERAS_2, NEWEST))
    assert before is not None
    assert after is not None
    assert before.positional[:4] == ("shape", "batch_size", "name", "dtype")
    assert after.positional[:4] == ("shape", "batch_size", "dtype", "sparse")
    found = before.parameter("shape")
    assert found is not None
    assert found.default == "None"


def test_methods_of_a_class_are_its_bases_too() -> None:
    assert {"fit", "add", "get_weights"} <= tables.methods("keras.Sequential", NEWEST)
    assert "reset_states" in tables.methods("keras.Model", KERAS_2)
    assert "reset_states" not in tables.methods("keras.Model", NEWEST)
    assert "reset_states" in tables.methods("keras.layers.LSTM", NEWEST)
    assert "predict_classes" not in tables.methods("keras.Sequential", KERAS_2)
    fit = tables.method("keras.Model", "fit", NEWEST)
    assert fit is not None
    assert fit.takes("epochs")
    assert not fit.takes("workers")


def test_a_symbol_that_is_not_there_has_nothing() -> None:
    assert tables.signature("keras.layers.LocallyConnected1D", NEWEST) is None
    assert tables.kind("keras.layers.LocallyConnected1D", NEWEST) is None
    assert tables.members("keras.layers.LocallyConnected1D", NEWEST) == {}
    assert tables.same_as("keras.layers.LocallyConnected1D", NEWEST) == frozenset()


@pytest.mark.parametrize(
    ("source", "loaded"),
    [
        ("import numpy\n", set()),
        ("import keras\n", set()),
        ("import keras\nlayer = keras.layers.Dense(3, name='a')\n", {"keras", "layers"}),
    ],
)
def test_a_run_loads_what_its_questions_need(tmp_path: Path, source: str, loaded: set[str]) -> None:
    (tmp_path / "a.py").write_text(source, encoding="utf-8")
    script = (
        "import sys; from migrator.cli import main; main(['--check', '-q', sys.argv[1]]);"
        "from migrator.keras_api import tables;"
        "size = tables._table.cache_info().currsize;"
        "print(sum(tables._table(name) is not None for name in sys.argv[2:]), tables._table.cache_info().currsize, size)"
    )
    line = [sys.executable, "-c", script, str(tmp_path), *loaded]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines()[-1].split() == [str(len(loaded))] * 3, done.stderr


# -- how they are read from a package ----------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path) -> Callable[[str], Classes]:
    def made(text: str) -> Classes:
        (tmp_path / "keras").mkdir()
        (tmp_path / "keras" / "__init__.py").write_text(text, encoding="utf-8")
        return Classes(Package(tmp_path))

    return made


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ("super().__init__(**kwargs)", "dtype name shape"),
        ("super().__init__(name='x', **kwargs)", "dtype shape"),
        ("kwargs.pop('old', None)\n        super().__init__(**kwargs)", "dtype name old shape"),
        ("Base.__init__(self, 1, **kwargs)", "name shape"),
        ("if kwargs: raise ValueError(kwargs)", ""),
        ("pass", "*ignored"),
        ("self.rest = kwargs", "*"),
        ("elsewhere(**kwargs)", "*"),
    ],
)
def test_the_keywords_behind_double_star(package: Callable[[str], Classes], body: str, more: str) -> None:
    text = f"""
class Base:
    def __init__(self, dtype=None, *, name=None, **kwargs):
        self.shape = kwargs.pop("shape", None)
        if kwargs:
            raise ValueError(f"not known: {{kwargs}}")

class Layer(Base):
    def __init__(self, units, **kwargs):
        {body}
"""
    classes = package(text)
    thing = classes.package.resolve("keras", "Layer")
    assert thing is not None
    call = classes.call(thing)
    assert call is not None
    assert call[0] == "units, **kwargs"
    assert str(call[1]) == more


def test_members_and_the_branch_of_the_backend(package: Callable[[str], Classes]) -> None:
    text = """
if backend() == "jax":
    class Base:
        def jax_only(self): ...
else:
    class Base:
        def shared(self, x, *, flag: bool = True) -> int: ...

class Layer(Base):
    size = 1
    def __init__(self): self.units = 2; self._secret = 3
    @property
    def width(self): ...
    @width.setter
    def width(self, value): ...
    @staticmethod
    def make(x): ...
    again = make
"""
    classes = package(text)
    thing = classes.package.resolve("keras", "Layer")
    assert thing is not None
    assert classes.own_members(thing) == {"again": "(x)", "make": "(x)", "size": "=", "units": "=", "width": "@"}
    (base,) = classes.bases(thing)
    assert classes.own_members(base) == {"shared": "(x, *, flag=True)"}


# -- the installed packages --------------------------------------------------------------------------------------------


def installed(name: str) -> Any:
    try:
        found = importlib.import_module(name)
        known = minor_version(importlib.import_module("keras").__version__) == NEWEST
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{name} is not installed")
    if not known:
        pytest.skip("the installed Keras 3 is not the newest of the tables")
    return found


ROOTS = [("keras", NEWEST, False), ("keras._tf_keras.keras", NEWEST, True), ("tf_keras", KERAS_2, False)]
LATER_THAN_2_15 = {
    "callbacks.experimental.UpdateEmbeddingCallback",
    "layers.experimental.DynamicEmbedding",
    "layers.experimental.DynamicLookup",
}
"""What `tf_keras` has got since."""


def public(module: ModuleType, below: str = "") -> Iterator[tuple[str, object]]:
    """All public names of a package, as a program sees them."""
    for name in dir(module):
        value = getattr(module, name)
        path = f"{below}.{name}" if below else name
        if name.startswith("_") or (not below and name in {"src", "api", "protobuf"}):
            continue
        if isinstance(value, ModuleType):
            parts = value.__name__.split(".")
            if parts[-1] != name or parts[0] not in {"keras", "tf_keras"} or "src" in parts:
                continue
            yield from public(value, path)
        yield path, value


def tabled(version: Version, tf_keras: bool) -> set[str]:
    found = set()
    for file in tables._DATA.glob("*.json"):
        for path in json.loads(file.read_text(encoding="utf-8")).get("names", ()):
            if not path.startswith("tf:") and tables.exists(f"keras.{path}", version, tf_keras=tf_keras):
                found.add(path)
    return found


@pytest.mark.parametrize(("root", "version", "tf_keras"), ROOTS)
def test_the_package_has_the_names_of_the_tables_and_no_others(root: str, version: Version, tf_keras: bool) -> None:
    assert {path for path, _ in public(installed(root))} - LATER_THAN_2_15 == tabled(version, tf_keras)


KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "either",
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_KEYWORD: "**",
}
CHANGED_IN_TF_KERAS = {
    *(f"datasets.{d}.load_data" for d in "boston_housing cifar10 cifar100 fashion_mnist imdb mnist reuters".split()),
    "Input",
    *(f"{module}.Adam" for module in ("optimizers", "optimizers.experimental", "dtensor.experimental.optimizers")),
    *(f"layers.{name}" for name in "Input InputLayer InputSpec MultiHeadAttention Softmax".split()),
}
"""Calls that have other parameters in the installed `tf_keras` than in Keras 2.15."""


@pytest.mark.parametrize(("root", "version", "tf_keras"), ROOTS)
def test_the_package_has_the_signatures_of_the_tables(root: str, version: Version, tf_keras: bool) -> None:
    package = installed(root)
    different = {}
    compared = 0
    for path, value in public(package):
        call = value.__init__ if isinstance(value, type) else value
        signature = tables.signature(f"keras.{path}", version, tf_keras=tf_keras)
        if signature is None or not inspect.isfunction(call) or path in LATER_THAN_2_15:
            continue
        real = list(inspect.signature(call).parameters.values())[isinstance(value, type) :]
        expected = [(p.name, KINDS[p.kind], p.default is not p.empty) for p in real]
        found = [(p.name, p.kind, p.default is not None) for p in signature.parameters]
        compared += 1
        if expected != found:
            different[path] = expected, found
    assert compared > 800
    assert different.keys() == (CHANGED_IN_TF_KERAS if root == "tf_keras" else set())


@pytest.mark.parametrize(("root", "version", "tf_keras"), ROOTS)
def test_the_package_has_the_members_of_the_tables(root: str, version: Version, tf_keras: bool) -> None:
    wrong = {}
    for path, value in public(installed(root)):
        if path in LATER_THAN_2_15 or not isinstance(value, type):
            continue
        lineage = [base for base in value.__mro__ if base.__module__.split(".")[0] in {"keras", "tf_keras"}]
        own = {name for base in lineage for name in vars(base) if not name.startswith("_")}
        shapes = tables.members(f"keras.{path}", version, tf_keras=tf_keras)
        invented = {name for name, shape in shapes.items() if shape != "="} - set(dir(value))
        if invented or own - shapes.keys():
            wrong[path] = invented, own - shapes.keys()
    assert wrong == {}


REQUIRED: dict[str, Any] = {
    "units": 2, "filters": 2, "kernel_size": 1, "rate": 0.1, "pool_size": 1, "axis": -1, "target_shape": (1,), "n": 1,
    "size": 1, "dims": (1,), "num_heads": 1, "key_dim": 1, "input_dim": 3, "output_dim": 2, "function": len,
    "height": 4, "width": 4, "factor": 0.1, "scale": 1.0, "num_bins": 3, "num_classes": 2, "recall": 0.5,
    "precision": 0.5, "sensitivity": 0.5, "specificity": 0.5, "target_class_ids": [0], "fn": max,
    "learning_rate": 0.1, "filepath": "a.keras", "schedule": len, "filename": "x.csv", "equation": "ab,bc->ac",
    "output_shape": 2, "upper_bound": 1, "head_dim": 1, "num_query_heads": 1, "num_key_value_heads": 1, "layers": [],
    "activation": "relu", "backup_dir": "x", "initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.1,
    "boundaries": [1], "values": [0.1, 0.2], "first_decay_steps": 2, "num_tokens": 3, "output_size": 1, "axes": 1,
    "stddev": 0.1, "height_factor": 0.1, "width_factor": 0.1,
}  # fmt: skip
KEYWORDS = (
    "no_such_keyword time_major weights batch_input_shape batch_size input_length implementation dynamic input_shape "
    "input_dim lr decay epsilon alpha name dtype trainable autocast activity_regularizer stateful unroll causal "
    "reduction from_logits clipnorm l period kernel_regularizer W_regularizer init zero_output_for_mask fused ragged"
).split()
VALUES: dict[str, Any] = {
    "name": "abc", "dtype": "float32", "input_shape": (4, 3), "batch_input_shape": (2, 4, 3), "epsilon": 1e-5,
    "alpha": 0.1, "decay": 0.1, "reduction": "sum", "trainable": True, "weights": None, "activity_regularizer": None,
    "kernel_regularizer": None,
}  # fmt: skip
REFUSALS = (
    "unexpected keyword",
    "multiple values",
    "nrecognized",
    "not recognized",
    "nvalid keyword",
    "takes no arg",
    "not support",
)
FAMILIES = "layers optimizers losses metrics callbacks initializers regularizers constraints optimizers.schedules"


def trouble(made: type, given: dict[str, Any]) -> str:
    """The error that a call raises; empty where it raises none."""
    try:
        made(**given)
    except (TypeError, ValueError, AttributeError, ImportError, OSError) as error:
        return str(error) or "error"
    return ""


@pytest.mark.filterwarnings("ignore")
def test_keras_takes_the_keywords_that_the_tables_say_it_takes() -> None:
    keras = installed("keras")
    made: dict[str, Callable[[], object]] = {
        "layer": lambda: keras.layers.LSTM(2),
        "cell": lambda: keras.layers.LSTMCell(2),
        "cells": lambda: [keras.layers.LSTMCell(2)],
        "inner_optimizer": keras.optimizers.SGD,
    }
    wrong = []
    calls = 0
    for path, value in public(keras):
        family = path.rpartition(".")[0]
        signature = tables.signature(f"keras.{path}", NEWEST)
        if family not in FAMILIES.split() or not isinstance(value, type) or signature is None:
            continue
        needed = [p.name for p in signature.parameters if p.default is None and p.kind in {"either", "keyword"}]
        if not all(n in REQUIRED or n in made for n in needed):
            continue

        if trouble(value, {n: made[n]() if n in made else REQUIRED[n] for n in needed}):
            continue
        for keyword in (k for k in KEYWORDS if k not in needed):
            given = {n: made[n]() if n in made else REQUIRED[n] for n in needed}
            message = trouble(value, given | {keyword: VALUES.get(keyword, 1)})
            calls += 1
            if any(r in message for r in REFUSALS) == signature.takes(keyword):
                wrong.append((path, keyword, message))
    assert calls > 5000
    assert wrong == []
