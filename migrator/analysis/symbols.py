"""Canonical dotted names: one spelling for each Keras symbol, whatever root or legacy sub-module the file uses."""

from __future__ import annotations

from functools import cache

ROOTS = (
    "tensorflow.python.keras.api._v2.keras",
    "tensorflow.python.keras",
    "tensorflow.compat.v1.keras",
    "tensorflow.compat.v2.keras",
    "tensorflow.contrib.keras",
    "tensorflow.keras",
    "keras.api._v2.keras",
    "keras._tf_keras.keras",
    "keras.src",
    "keras",
)
"""Module paths that are Keras. `tf_keras` is not among them: who imports it stays on Keras 2 on purpose."""

_FLATTENED = ("layers", "metrics", "callbacks", "models", "optimizers", "losses")
"""Packages whose sub-modules came and went; their classes have always been importable from the package itself."""

_LAYER_ENGINE = frozenset({"Input", "InputLayer", "InputSpec", "Layer"})
_MODEL_ENGINE = frozenset({"Model", "Sequential", "Functional", "Network", "Container"})
_LEGACY_UTILS = frozenset({"np_utils", "data_utils", "vis_utils", "generic_utils", "layer_utils"})

_BACKENDS = frozenset({"common", "tensorflow_backend"})
"""Modules of Keras 2.0 to 2.3 whose functions `keras.backend` has as well."""


@cache
def keras_root(path: str) -> str | None:
    """The Keras root that a module path starts with, as written: `tensorflow.keras.layers` -> `tensorflow.keras`."""
    for root in ROOTS:
        if path == root or path.startswith(root + "."):
            return root
    return None


@cache
def canonical(path: str) -> str:
    """The canonical name of an imported dotted path.

    `tensorflow.keras.layers.LSTM`, `keras.layers.recurrent.LSTM` and `keras.layers.LSTM` are all `keras.layers.LSTM`;
    `keras.Model` and `keras.models.Model` are `keras.Model`. A path outside Keras is its own canonical name.
    """
    root = keras_root(path)
    if root is None:
        return path
    parts = ["keras", *[p for p in path[len(root) :].split(".") if p]]
    if len(parts) == 1:
        return "keras"
    name = parts[-1]
    if parts[1] == "legacy" and len(parts) > 2:
        del parts[1]
    if parts[1] in {"engine", "models"} or len(parts) == 2:
        if name in _MODEL_ENGINE:
            return f"keras.{name}"
        if name in _LAYER_ENGINE:
            return f"keras.layers.{name}"
    if parts[1] in _FLATTENED and len(parts) > 3 and name[:1].isupper() and parts[2] != "schedules":
        return f"keras.{parts[1]}.{name}"
    if parts[1] == "layers" and len(parts) > 3 and parts[2] == "merge":
        return f"keras.layers.{name}"
    if parts[1] == "utils" and len(parts) > 3 and parts[2] in _LEGACY_UTILS:
        return f"keras.utils.{name}"
    if parts[1] == "backend" and len(parts) > 2 and parts[2] in _BACKENDS:
        del parts[2]
    return ".".join(parts)


def member(path: str, name: str) -> str:
    """The canonical name of attribute `name` of the symbol `path`."""
    return canonical(f"{path}.{name}")
