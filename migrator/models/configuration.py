"""The migration of a model's configuration, from dict to dict: what any Keras 1 or 2 wrote becomes what Keras 3 reads.

Pure: reads no file, imports no Keras. What it does is in the tables and functions of `layers.py`, `keras1.py`,
`graph.py`, `objects.py` and `training.py`; here is the walk. A configuration of Keras 3 comes back as it is.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from migrator.keras_api.versions import NEWEST, Version
from migrator.models import graph, keras1, layers
from migrator.models.limits import ModelFileError, check_extent
from migrator.models.notes import Config, Journal, Layout, Note, Path
from migrator.models.objects import (
    ACTIVATIONS,
    is_object,
    is_own,
    migrate_activations,
    migrate_dtype,
    migrate_small_objects,
    unwrap_numbers,
)
from migrator.models.operations import OPERATION_LAYERS, migrate_operation
from migrator.models.ownership import is_users
from migrator.models.training import migrate_training

MODELS = ("Sequential", "Functional", "Model")
_FUNCTIONAL = "keras.src.models.functional"
"""What `Functional.to_json()` of every Keras 3 writes."""

_WRAPPED = ("layer", "backward_layer", "forward_layer", "cell")
_LISTED = ("cells", "layers")


@dataclass(frozen=True, slots=True)
class Migrated:
    """A migrated configuration, what was done and what is left, and which layers have weights in another layout."""

    config: Config
    notes: tuple[Note, ...]
    layouts: dict[str, Layout]
    training: Config | None = None


def migrate_model(
    config: Config, training: Config | None = None, version: Version = NEWEST, *, names_only: bool = True
) -> Migrated:
    """Migrate the configuration of a model, and what it was compiled with, for the Keras `version` and later.

    `names_only` says in which form `training` is; see `training.py`. Raises `ModelFileError` for what is no model.
    """
    for part in (config, training):
        check_extent(part)
    journal = Journal()
    config = copy.deepcopy(config)
    _require_model(config)
    _Walk(version, journal).model(config, (), outer=None)
    training = copy.deepcopy(training)
    if training is not None:
        migrate_training(training, ("compile_config",), journal, names_only=names_only)
    return Migrated(config, tuple(journal.notes), journal.layouts, training)


def is_model(value: object) -> bool:
    """Whether a value is the configuration of a Sequential or Functional model, of any Keras."""
    if not is_object(value) or not isinstance(value, dict):
        return False
    inner = value["config"]
    if isinstance(inner, list):
        return bool(value["class_name"] == "Sequential")
    return isinstance(inner, dict) and isinstance(inner.get("layers"), list)


def _require_model(config: Config) -> None:
    if is_model(config):
        return
    if is_object(config):
        raise ModelFileError(
            f"the model is of the class {config['class_name']!r}, whose configuration does not say its layers: "
            "build it by the migrated program, and load its weights"
        )
    raise ModelFileError("this is not the configuration of a Keras model")


@dataclass(frozen=True, slots=True)
class _Walk:
    version: Version
    journal: Journal

    def model(self, entry: Config, path: Path, outer: str | None) -> None:
        """A model; `outer` is the layer of the outermost model that it is, or is in."""
        self._name_model(entry, path)
        config = entry["config"]
        here: Path = (*path, "config")
        classes: dict[str, str] = {}
        counted = _counts_as_keras_2(config)
        for index, layer in enumerate(config["layers"]):
            where = (*here, "layers", index)
            if not is_object(layer):
                raise ModelFileError("a layer of the model has no class or no configuration")
            name = layer.get("name") or _config_of(layer).get("name") or ""
            self.layer(layer, where, outer or str(name))
            classes[str(name)] = layer["class_name"]
            if is_own(layer) and is_model(layer):
                classes[str(name)] = "Functional"
        migrate_dtype(config, here, self.journal)
        if "input_layers" in config:
            self._no_shapes(config, here)
            if counted:
                graph.migrate_graph(config, here, classes, self.journal)
            else:
                graph.check_graph(config)
        else:
            self._input_in_front(config, here)

    def _name_model(self, entry: Config, path: Path) -> None:
        """Class, module and registered name of a model, and the form of its configuration."""
        name = entry["class_name"]
        if isinstance(entry["config"], list):  # Sequential of Keras 1 and 2.0 to 2.2.2
            entry["config"] = {"name": "sequential", "layers": entry["config"]}
            self.journal.changed(path, "the configuration of a Sequential model names it, and has its layers in a list")
        if is_own(entry) or name not in MODELS:
            _own(entry)
            return
        sequential = name == "Sequential"
        wanted: Config = {
            "module": "keras" if sequential else _FUNCTIONAL,
            "class_name": "Sequential" if sequential else "Functional",
            "registered_name": None if sequential else "Functional",
        }
        if any(entry.get(key, ...) != value for key, value in wanted.items()):
            entry.update(wanted)
            self.journal.changed(path, f"class and module of the model are those of Keras 3 (`{wanted['class_name']}`)")

    def layer(self, entry: Config, path: Path, outer: str) -> None:
        """A layer, in a model or in another layer."""
        if is_model(entry) and (entry["class_name"] in MODELS or "input_layers" in entry["config"]):
            entry.pop("build_config", None)
            self.model(entry, path, outer)
            return
        if isinstance(entry.get("build_config"), dict):  # Keras 3 builds a layer where it is called
            del entry["build_config"]
        if is_users(entry) or not isinstance(entry["config"], dict):
            self._own_layer(entry, path)
            return
        if entry["class_name"] in OPERATION_LAYERS:
            migrate_operation(entry, path, self.version, self.journal)
            return
        old = entry["class_name"]
        if keras1.is_keras1(old, entry["config"]):
            keras1.note_layout(old, entry["config"], outer, path, self.journal)
            keras1.migrate_keras1(entry, path, self.journal)
        self._built_in(entry, path, outer)

    def _built_in(self, entry: Config, path: Path, outer: str) -> None:
        old, config = entry["class_name"], entry["config"]
        here: Path = (*path, "config")
        unwrap_numbers(config, here, self.journal)
        entry["class_name"] = layers.migrate_arguments(old, config, path, self.version, self.journal)
        layers.note_layout(old, outer, path, self.journal)
        layers.note_version(entry, path, self.version, self.journal)
        migrate_dtype(config, here, self.journal)
        migrate_small_objects(config, here, self.version, self.journal)
        migrate_activations(config, here, self.version, self.journal)
        if entry.get("module") != "keras.layers" and not _is_operation(entry):
            entry.update(module="keras.layers", registered_name=None)
            self.journal.changed(path, "the layer has the module of Keras 3")
        if "dynamic" in config and not config.pop("dynamic"):
            self.journal.changed(path, "`dynamic` goes")
        self._inner_layers(config, here, outer)

    def _inner_layers(self, config: Config, path: Path, outer: str) -> None:
        for key in _WRAPPED:
            if is_object(config.get(key)):
                self._inner(config[key], (*path, key), outer)
        for key in _LISTED:
            if isinstance(config.get(key), list):
                for index, inner in enumerate(config[key]):
                    if is_object(inner):
                        self._inner(inner, (*path, key, index), outer)

    def _inner(self, entry: Config, path: Path, outer: str) -> None:
        """A layer in a wrapper; its input shape said nothing in Keras 2."""
        self.layer(entry, path, outer)
        if isinstance(entry["config"], dict) and entry["config"].pop("batch_input_shape", None) is not None:
            self.journal.changed(path, "`batch_input_shape` goes: the wrapper decides")

    def _own_layer(self, entry: Config, path: Path) -> None:
        """A layer of the user's own: only what the base class of all layers wrote is migrated."""
        if _own(entry):
            self.journal.changed(path, f"the class is looked up as `{entry['registered_name']}`")
        config = entry["config"]
        if isinstance(config, dict):
            if any(config.get(key) == "hard_sigmoid" for key in ACTIVATIONS):
                self.journal.review(path, "its `hard_sigmoid` is another function in Keras 3: see --explain KER214")
            migrate_dtype(config, (*path, "config"), self.journal)
            self._inner_layers(config, (*path, "config"), "")

    def _no_shapes(self, config: Config, path: Path) -> None:
        """In a Functional model only an `InputLayer` has a shape; on a layer that is called it said nothing."""
        for index, entry in enumerate(config["layers"]):
            _config_of(entry).pop("input_dtype", None)
            if _config_of(entry).pop("batch_input_shape", None) is not None:
                self.journal.changed((*path, "layers", index), "`batch_input_shape` goes: the layer is called")

    def _input_in_front(self, config: Config, path: Path) -> None:
        """A Sequential model begins with an `InputLayer`; the shapes on its layers go."""
        entries = config["layers"]
        shapes = [_config_of(entry).pop("batch_input_shape", None) for entry in entries]
        dtypes = [_config_of(entry).pop("input_dtype", None) for entry in entries]
        if any(shape is not None for shape in shapes):
            self.journal.changed((*path, "layers"), "`batch_input_shape` of layers goes: the InputLayer says it")
        if not entries or entries[0]["class_name"] == "InputLayer":
            return
        first = _config_of(entries[0])
        shape = shapes[0] if shapes[0] is not None else _input_shape(entries[0])
        if shape is None:
            return
        dtype = dtypes[0] or first.get("dtype")
        name = f"{first.get('name', 'model')}_input"
        inserted = {"batch_shape": shape, "dtype": dtype if isinstance(dtype, str) else "float32", "name": name}
        entry = {"module": "keras.layers", "class_name": "InputLayer", "config": inserted, "registered_name": None}
        entries.insert(0, entry)
        self.journal.changed((*path, "layers", 0), f"an InputLayer of shape {shape} comes first")


def _counts_as_keras_2(config: Config) -> bool:
    """Whether Keras 1 or 2 wrote a graph: its inputs have a `batch_input_shape`, and in Keras 3 a `batch_shape`."""
    entries = (entry for entry in config["layers"] if is_object(entry) and entry["class_name"] == "InputLayer")
    return any("batch_input_shape" in _config_of(entry) for entry in entries)


def _own(entry: Config) -> bool:
    """Give an object of the user's own the names under which Keras 3 looks it up. Returns whether that changes it."""
    name = entry["class_name"]
    wanted = {
        "module": entry.get("module"),
        "class_name": name.rpartition(">")[2],
        "registered_name": entry.get("registered_name") or name,
    }
    if all(entry.get(key, ...) == value for key, value in wanted.items()):
        return False
    entry.update(wanted)
    return True


def _is_operation(entry: Config) -> bool:
    """Whether an entry is one of Keras 3's operations, which are not layers."""
    return str(entry.get("module", "")).startswith("keras.src.ops.")


def _config_of(entry: Config) -> Config:
    config: Any = entry["config"]
    return config if isinstance(config, dict) else {}


def _input_shape(entry: Config) -> Any:
    """The shape of the batches that a model inside a Sequential takes."""
    while is_model(entry) and _config_of(entry)["layers"]:
        entry = _config_of(entry)["layers"][0]
    return _config_of(entry).get("batch_shape") if entry["class_name"] == "InputLayer" else None
