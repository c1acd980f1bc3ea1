"""Records the steps that loops of the program make with an optimizer: gradients that go in, weights that come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import models
from .arrays import to_array

if TYPE_CHECKING:
    from types import FrameType, ModuleType

    from .watch import Watch

NAME = "apply_gradients"
"""How the record calls such a step, however the program writes it: `minimize` and `apply` as well."""

SAMPLE = 100_000
"""How many values of a gradient or a variable are kept."""


class Updates:
    """The recorder of optimizers."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._numbers: dict[int, tuple[Any, int]] = {}

    def install(self, keras: ModuleType) -> None:
        """Watch the optimizers of Keras 2, old and new, or 3."""
        for cls in _optimizers(keras):
            for name in (NAME, "apply"):
                self._watch.wrap(cls, name, self._applied)

    def _applied(self, method: Any, frame: FrameType, optimizer: Any, args: Any, kwargs: Any) -> Any:
        if self._watch.busy:
            return method(optimizer, *args, **kwargs)
        args, gradients, variables = _taken_apart(method.__name__, optimizer, args, kwargs)
        before = {"gradient {}".format(place): _dense(each) for place, each in enumerate(gradients)}
        if all(to_array(each) is None for each in before.values()):  # traced, not run
            return method(optimizer, *args, **kwargs)
        event: dict[str, Any] = {
            "name": NAME,
            "model": self._number(optimizer),
            "line": self._watch.line(frame),
            "options": models.settings_of(optimizer),
            "inputs": self._kept(before),
            "repeated": [str(place) for place, each in enumerate(gradients) if _repeats_rows(each)],
            "function": self._watch.in_function,
        }
        result = self._watch.within(lambda: method(optimizer, *args, **kwargs))
        event["outputs"] = self._kept({"variable {}".format(place): each for place, each in enumerate(variables)})
        self._watch.write("call", logs={}, **event)
        return result

    def _kept(self, arrays: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, each in arrays.items():
            found.update(self._watch.named(_sample(each), name))
        return found

    def _number(self, optimizer: Any) -> int:
        """The number of an optimizer, by first use: below those of the models."""
        known = self._numbers.setdefault(id(optimizer), (optimizer, -1 - len(self._numbers)))
        return known[1]


def _sample(value: Any) -> Any:
    """Of a large array some values, evenly spread: the weights as a whole are recorded where the model is called."""
    array = to_array(value)
    if array is None or array.size <= SAMPLE:
        return value
    return array.ravel()[:: -(-array.size // SAMPLE)]


def _optimizers(keras: Any) -> list[Any]:
    legacy: Any = getattr(keras.optimizers, "legacy", None)  # of Keras 2.9 to 2.15
    return [keras.optimizers.Optimizer, *([legacy.Optimizer] if hasattr(legacy, "Optimizer") else [])]


def _taken_apart(name: str, optimizer: Any, args: Any, kwargs: Any) -> tuple[Any, list[Any], list[Any]]:
    """The arguments, to be read again, with the gradients and the variables that they name."""
    if name == NAME:
        pairs = list(args[0] if args else kwargs.pop("grads_and_vars"))
        return (pairs, *args[1:]), [gradient for gradient, _ in pairs], [variable for _, variable in pairs]
    gradients = list(args[0] if args else kwargs.pop("grads"))
    variables = args[1] if len(args) > 1 else kwargs.get("trainable_variables")
    if variables is None:
        variables = getattr(optimizer, "_trainable_variables", None) or []
    return (gradients, *args[1:]), gradients, list(variables)


def _repeats_rows(gradient: Any) -> bool:
    """Whether a gradient comes as rows of an array, some of them more than once."""
    places = to_array(getattr(gradient, "indices", None))
    return places is not None and len(np.unique(places)) < places.size


def _dense(gradient: Any) -> Any:
    """A gradient as an array, where it comes as some of the rows of one (of an Embedding)."""
    rows, indices = getattr(gradient, "values", None), getattr(gradient, "indices", None)
    shape = to_array(getattr(gradient, "dense_shape", None)) if rows is not None and indices is not None else None
    if shape is None:
        return gradient
    values, places = to_array(rows), to_array(indices)
    if values is None or places is None:
        return gradient
    whole = np.zeros(tuple(int(size) for size in shape), values.dtype)
    np.add.at(whole, places, values)
    return whole
