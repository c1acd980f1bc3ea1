"""What in a configuration is Keras' own, and what is the user's: classes and functions that a file only names."""

from __future__ import annotations

from functools import cache
from typing import Any

from migrator.keras_api import tables
from migrator.keras_api.versions import KERAS_2, NEWEST
from migrator.models import keras1, layers
from migrator.models.notes import Config
from migrator.models.objects import ACTIVATIONS, is_object, is_own
from migrator.models.operations import OPERATION_LAYERS

_FAMILIES = "layers models initializers regularizers constraints losses metrics optimizers optimizers.schedules".split()
_WRITTEN = frozenset(
    """Functional Model Sequential Policy PolicyV1 OrthogonalInitializer IdentityInitializer function DTypePolicy
    FloatDTypePolicy QuantizedDTypePolicy __lambda__ __keras_tensor__ __tuple__ MeanMetricWrapper LossFunctionWrapper
    SumOverBatchSizeMetricWrapper""".split()
)
"""Classes that Keras writes and does not export."""


def is_users(entry: Config) -> bool:
    """Whether an object is of the user's own: by its module or registered name, or because Keras has none such."""
    return is_own(entry) or (not entry.get("module") and not is_known(entry["class_name"]))


@cache
def is_known(name: str) -> bool:
    """Whether some Keras has a class of a name."""
    if name in _WRITTEN or name in layers.RENAMED or name in layers.GONE or name in OPERATION_LAYERS:
        return True
    if name in keras1.CLASSES or name.removesuffix("V2") != name:
        return True
    symbols = (f"keras.{family}.{name}" for family in _FAMILIES)
    return any(tables.exists(symbol, version) for symbol in symbols for version in (KERAS_2, NEWEST))


def needs_code(config: Config) -> str | None:
    """Why a model cannot be loaded without code of the user's, which is never run here; None where it can."""
    stack: list[Any] = [config]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            stack.extend(item.values())
            if is_object(item) and item["class_name"] == "Lambda":
                return "it has a Lambda layer, whose code is not run here"
            if is_object(item) and is_users(item):
                return f"it has an object of your own ({item['class_name']}): load it in your program"
            names = (item.get(key) for key in ACTIVATIONS)
            own = next((name for name in names if isinstance(name, str) and not _is_activation(name)), None)
            if own is not None:
                return f"it has a function of your own ({own}): load it in your program"
    return None


@cache
def _is_activation(name: str) -> bool:
    return any(tables.exists(f"keras.activations.{name}", version) for version in (KERAS_2, NEWEST))
