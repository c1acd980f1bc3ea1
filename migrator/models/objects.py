"""Small objects in configurations: initializers, regularizers, constraints, activations, dtype policies.

Sources: Keras 2.15 `initializers/`, `activations.py`; Keras 3 `activations/__init__.py` (`get`), `initializers/`.
"""

from __future__ import annotations

from migrator.keras_api.versions import Version
from migrator.models.notes import Config, Journal, Path

ACTIVATION_OBJECTS: Version = (3, 10)
"""The first version that takes any Keras object as an activation, and not only functions."""

HARD_SIGMOID = "keras2_hard_sigmoid"
"""The name of Keras 2's function in configurations for versions before that, and in migrated programs."""

_CLASSES = {
    "Orthogonal": "OrthogonalInitializer",  # the only name in Keras 3.0; later versions have both
    "GlorotNormalV2": "GlorotNormal",
    "GlorotUniformV2": "GlorotUniform",
    "HeNormalV2": "HeNormal",
    "HeUniformV2": "HeUniform",
    "LecunNormalV2": "LecunNormal",
    "LecunUniformV2": "LecunUniform",
    "RandomNormalV2": "RandomNormal",
    "RandomUniformV2": "RandomUniform",
    "TruncatedNormalV2": "TruncatedNormal",
    "VarianceScalingV2": "VarianceScaling",
    "ZerosV2": "Zeros",
    "OnesV2": "Ones",
    "ConstantV2": "Constant",
}
"""Initializers under other names."""

_ROLES = {
    "initializer": "keras.initializers",
    "regularizer": "keras.regularizers",
    "constraint": "keras.constraints",
}
"""What the keys of configurations end in, and where the objects are."""

_IDENTITY: Version = (3, 3)
"""The first version that finds the initializer of this name in a configuration."""

_GONE = {"RadialConstraint": "Keras 3 has no RadialConstraint: write the constraint as a class of the program's own"}


def is_object(value: object) -> bool:
    """Whether a value is the configuration of a Keras object."""
    return isinstance(value, dict) and isinstance(value.get("class_name"), str) and "config" in value


def is_own(value: Config) -> bool:
    """Whether an object is of the user's own: its module is not Keras', or it was registered in a package."""
    module, name = value.get("module"), value.get("registered_name")
    if isinstance(module, str) and module not in {"builtins", ""}:
        return module.split(".")[0] not in {"keras", "tensorflow", "tf_keras"}
    return (isinstance(name, str) and ">" in name) or ">" in value["class_name"]


def migrate_small_objects(config: Config, path: Path, version: Version, journal: Journal) -> None:
    """Initializers, regularizers and constraints among the arguments of a layer."""
    for key, value in config.items():
        role = next((module for end, module in _ROLES.items() if key.endswith(end)), None)
        if role is None or not is_object(value) or is_own(value):
            continue
        _initializer(value, (*path, key), journal)
        if "module" in value:
            value["module"] = role
        if value["class_name"] in _GONE:
            journal.review((*path, key), _GONE[value["class_name"]])
        if value["class_name"] == "Identity" and version < _IDENTITY:
            journal.review((*path, key), "before Keras 3.3 no configuration can name the initializer `Identity`")


def _initializer(value: Config, path: Path, journal: Journal) -> None:
    name, config = value["class_name"], value["config"]
    if name in _CLASSES:
        value["class_name"] = _CLASSES[name]
        journal.changed(path, f"`{name}` is `{_CLASSES[name]}`")
    if not isinstance(config, dict):
        return
    if config.pop("dtype", None) is not None:  # tf.keras of TensorFlow 1.x and 2.0 wrote it
        journal.changed(path, "`dtype` of the initializer goes: weights have the dtype of their layer")
    if value["class_name"] == "VarianceScaling" and config.get("distribution") == "normal":
        config["distribution"] = "truncated_normal"  # what Keras 2 drew from under that name
        journal.changed(path, "`distribution` `normal` is `truncated_normal`")


def migrate_dtype(config: Config, path: Path, journal: Journal) -> None:
    """A dtype policy becomes its name: classes of policies have other names in each version."""
    value = config.get("dtype")
    if is_object(value) and isinstance(value, dict) and value["class_name"] != "DTypePolicy":  # which is Keras 3's
        inner = value["config"]
        if isinstance(inner, dict) and isinstance(inner.get("name"), str):
            config["dtype"] = inner["name"]
            journal.changed((*path, "dtype"), f"the dtype policy is `{inner['name']}`")


def unwrap_numbers(config: Config, path: Path, journal: Journal) -> None:
    """Numbers that older releases wrote as the arrays that they were: `{"type": "ndarray", "value": 0.3}`."""
    for key, value in config.items():
        if isinstance(value, dict) and value.get("type") == "ndarray" and "value" in value:
            config[key] = value["value"]
            journal.changed((*path, key), f"`{key}` is the number that its array holds")


def hard_sigmoid(version: Version) -> Config:
    """Keras 2's hard_sigmoid, clip(0.2 x + 0.5, 0, 1), as the value of an activation argument.

    From Keras 3.10 on two layers that compute it, and need no code to be loaded; before, a function by name.
    """
    if version < ACTIVATION_OBJECTS:
        return {"module": "builtins", "class_name": "function", "config": HARD_SIGMOID, "registered_name": HARD_SIGMOID}
    linear = {"name": "line", "scale": 0.2, "offset": 0.5}
    clipped = {"name": "clip", "max_value": 1.0}
    layers = [
        {"module": "keras.layers", "class_name": "Rescaling", "config": linear, "registered_name": None},
        {"module": "keras.layers", "class_name": "ReLU", "config": clipped, "registered_name": None},
    ]
    config = {"name": HARD_SIGMOID, "layers": layers}
    return {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None}


ACTIVATIONS = ("activation", "recurrent_activation")
"""The arguments that take an activation."""


def migrate_activations(config: Config, path: Path, version: Version, journal: Journal) -> None:
    """`hard_sigmoid` is another function in Keras 3: it stays what it was."""
    for key in ACTIVATIONS:
        if _named(config.get(key)) == "hard_sigmoid":
            config[key] = hard_sigmoid(version)
            journal.changed((*path, key), f"`{key}` stays Keras 2's hard_sigmoid, clip(0.2 x + 0.5, 0, 1)")
            if version < ACTIVATION_OBJECTS:
                journal.review(
                    (*path, key),
                    f"load it under custom_object_scope({{'{HARD_SIGMOID}': f}}), f(x) being ops.clip(0.2 * x + 0.5, "
                    "0.0, 1.0); for Keras 3.10 and later (--target-version 3.10) the file needs no code",
                )


def _named(value: object) -> str | None:
    """The name of a built-in function, as a string or as a serialized function."""
    if isinstance(value, dict) and value.get("class_name") == "function" and not is_own(value):
        value = value.get("config")
    return value if isinstance(value, str) else None
