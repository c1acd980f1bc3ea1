"""What can be read off a model, of Keras 2 or 3: its layers, weights, and the states of its stateful layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arrays import to_array

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIGURATION = (
    "activation",
    "alpha",
    "axis",
    "data_format",
    "epsilon",
    "filters",
    "go_backwards",
    "kernel_size",
    "merge_mode",
    "momentum",
    "padding",
    "pool_size",
    "rate",
    "recurrent_activation",
    "reset_after",
    "return_sequences",
    "stateful",
    "strides",
    "units",
    "use_bias",
)
"""What layers are told apart by where their models compute other numbers."""


def weights(model: Any) -> list[Any]:
    """The variables of a model in their order; empty where it has none yet."""
    try:
        return list(model.weights)
    except ValueError:  # Keras 2: "Weights for model ... have not yet been created"
        return []


def is_built(model: Any) -> bool:
    """Whether a model or layer has all its weights."""
    return bool(getattr(model, "built", True)) and bool(weights(model) or not getattr(model, "layers", None))


def values(variables: list[Any]) -> list[Any]:
    """The arrays of variables; None for one that has no value yet."""
    return [to_array(variable) for variable in variables]


def stateful_layers(layer: Any) -> Iterator[Any]:
    """The recurrent layers that keep their state between calls, in the order of the model."""
    if getattr(layer, "forward_layer", None) is not None and getattr(layer, "backward_layer", None) is not None:
        inner = [layer.forward_layer, layer.backward_layer]
    elif hasattr(layer, "states") and hasattr(layer, "cell"):
        if getattr(layer, "stateful", False) and layer.states is not None:
            yield layer
        return
    elif getattr(layer, "layers", None) is not None:
        inner = list(layer.layers)
    elif getattr(layer, "layer", None) is not None:
        inner = [layer.layer]
    else:
        inner = _inside(layer)
    for each in inner:
        yield from stateful_layers(each)


def _inside(layer: Any) -> list[Any]:
    """The layers that a layer of the program's own holds."""
    flatten = getattr(layer, "_flatten_layers", None)
    if flatten is None:
        return []
    try:
        return list(flatten(include_self=False, recursive=False))
    except (AttributeError, TypeError):
        return []


def states(layer: Any) -> dict[str, Any]:
    """The arrays of state of a model or layer, by the place and class of the stateful layer."""
    found: dict[str, Any] = {}
    seen: set[int] = set()
    for place, each in enumerate(stateful_layers(layer)):
        if id(each) in seen:
            continue
        seen.add(id(each))
        for number, state in enumerate(_flat(each.states)):
            array = to_array(state)
            if array is not None:
                found["{} {}, state {}".format(type(each).__name__, place, number)] = array
    return found


def _flat(states: Any) -> Iterator[Any]:
    if isinstance(states, (list, tuple)):
        for state in states:
            yield from _flat(state)
    elif states is not None:
        yield states


def layers(model: Any) -> list[dict[str, Any]]:
    """Class, output shape and telling settings of each layer, input layers left out."""
    described = []
    for layer in getattr(model, "layers", None) or []:
        if type(layer).__name__ == "InputLayer":
            continue
        described.append(
            {"class": type(layer).__name__, "output": _shape_of(layer, "output"), "settings": _settings(layer)}
        )
    return described


def _settings(layer: Any, prefix: str = "") -> dict[str, Any]:
    try:
        config = layer.get_config()
    except Exception:  # noqa: BLE001 - layers of the program's own may raise anything, or have no config
        return {}
    found = {prefix + key: _plain(config[key]) for key in CONFIGURATION if key in config}
    inner = getattr(layer, "layer", None)
    if not prefix and inner is not None and hasattr(inner, "get_config"):
        found.update(_settings(inner, "layer."))
    return found


def _plain(value: Any) -> Any:
    """A value of a configuration in the spelling that Keras 2 and 3 share."""
    if isinstance(value, dict):
        return value.get("config") if isinstance(value.get("config"), str) else value.get("class_name")
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(type(value).__name__)


def shapes(model: Any, which: str) -> list[Any]:
    """The shapes of a model's inputs or outputs."""
    try:
        return [_dimensions(tensor.shape) for tensor in getattr(model, which) or []]
    except (AttributeError, TypeError, ValueError):
        return []


def _shape_of(layer: Any, which: str) -> Any:
    try:
        return _dimensions(getattr(layer, which).shape)
    except (AttributeError, RuntimeError, TypeError, ValueError):
        return None


def _dimensions(shape: Any) -> list[int | None]:
    return [None if size is None else int(size) for size in tuple(shape)]


def training(model: Any) -> dict[str, Any]:
    """The optimizer's class and numbers, and the loss, as far as they are plain."""
    optimizer = getattr(model, "optimizer", None)
    return {} if optimizer is None else settings_of(optimizer)


def settings_of(optimizer: Any) -> dict[str, Any]:
    """The class and numbers of an optimizer, as far as they are plain."""
    found: dict[str, Any] = {"optimizer": type(optimizer).__name__}
    try:
        config = optimizer.get_config()
    except Exception:  # noqa: BLE001 - optimizers of the program's own may raise anything
        return found
    for key in ("learning_rate", "momentum", "nesterov", "rho", "beta_1", "beta_2", "epsilon", "amsgrad", "decay"):
        value = None if config.get(key) is None else to_array(config[key])
        if value is not None and value.size == 1:
            found[key] = float("{:.6g}".format(float(value)))
    return found
