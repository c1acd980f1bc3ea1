"""Pins what would make a program print other numbers for a reason that is no part of a migration.

Initial weights, seeds, shuffling where the program does not speak of it, the progress bar, and, for a program that asks
for it, the batch size. Works on Keras 2 and Keras 3 alike and keeps a list of what it pinned.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import math
import random
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

# The classes that draw; the others (GlorotUniform, HeNormal, ...) inherit from VarianceScaling in both versions.
RANDOM_INITIALIZERS = ("RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling", "Orthogonal")
SEED = 7


class Pins:
    """The pins of one process: what is pinned, and how often a weight was drawn.

    `supply_batch_size` makes fit, evaluate and predict behave as in TensorFlow 2.1 and earlier, which took
    the batch size from the model's static shape where the call did not give one (TensorFlow 2.3 does not).
    """

    def __init__(self, to_tensor: Callable[..., Any]) -> None:
        self.supply_batch_size = False
        self._to_tensor = to_tensor
        self._pinned: set[str] = set()
        self._drawn: Counter[tuple[int, ...]] = Counter()

    @property
    def pinned(self) -> list[str]:
        """What was pinned so far, in the words of a report."""
        return sorted(self._pinned)

    @property
    def weights_drawn(self) -> int:
        """How many arrays of initial weights the program has had from the pinned initializers."""
        return self._drawn.total()

    def install(self, keras: ModuleType) -> None:
        """Patch the random initializers and the training methods of `keras`, tf_keras or Keras 3."""
        for name in RANDOM_INITIALIZERS:
            initializer = getattr(keras.initializers, name)
            initializer.__call__ = self._initializer(keras.backend.floatx)
        for name, pin in (("fit", self._pin_fit), ("evaluate", self._pin_call), ("predict", self._pin_call)):
            _wrap_method(keras.Model, name, pin)

    def seed(self) -> None:
        """Seed the generators that a program may use unseeded."""
        random.seed(SEED)
        np.random.seed(SEED)
        self._pinned.add("seeds")

    def _initializer(self, default_dtype: Callable[[], str]) -> Callable[..., Any]:
        def draw(_: object, shape: Any, dtype: Any = None, **_options: object) -> Any:
            """Return the weights for the n-th variable of this shape."""
            dimensions = tuple(int(size) for size in shape)
            weights = initial_weights(dimensions, self._drawn[dimensions])
            self._drawn[dimensions] += 1
            self._pinned.add("initial weights")
            return self._to_tensor(weights, dtype=dtype or default_dtype())

        return draw

    def _pin_fit(self, model: Any, given: dict[str, Any]) -> None:
        if "shuffle" not in given:
            given["shuffle"] = False
            self._pinned.add("shuffle")
        self._pin_call(model, given)

    def _pin_call(self, model: Any, given: dict[str, Any]) -> None:
        if given.get("verbose") != 0:
            given["verbose"] = 0
            self._pinned.add("progress bar")
        if self.supply_batch_size and given.get("batch_size") is None and _is_array(given.get("x")):
            given["batch_size"] = _static_batch_size(model)
            self._pinned.add("batch size")


def initial_weights(shape: tuple[int, ...], count: int) -> np.ndarray:
    """Return the pinned weights, float64, of the `count`-th variable of `shape`: uniform, as wide as Glorot's."""
    generator = np.random.RandomState(zlib.crc32(repr((shape, count)).encode()))
    outputs = shape[-1] if shape else 1
    inputs = math.prod(shape[:-1])
    limit = math.sqrt(6 / (inputs + outputs))
    return generator.uniform(-limit, limit, shape)


def give_own_generator(module_name: str) -> None:
    """Give a module of Keras that draws its default seeds from `random` a generator of its own.

    Keras 2 and Keras 3 draw differently often, so that a program which draws from `random` itself would see
    other numbers.
    """
    module = importlib.import_module(module_name)
    for name, value in list(vars(module).items()):
        if value is random:
            setattr(module, name, random.Random(SEED))


def _wrap_method(cls: type, name: str, pin: Callable[[Any, dict[str, Any]], None]) -> None:
    """Let `pin` change the arguments of the method `name` of `cls`, wherever it is defined."""
    owner = next(base for base in cls.__mro__ if name in vars(base))
    method = vars(owner)[name]
    signature = inspect.signature(method)

    @functools.wraps(method)
    def pinned(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            bound = signature.bind(self, *args, **kwargs)
        except TypeError:
            return method(self, *args, **kwargs)
        pin(self, bound.arguments)
        return method(*bound.args, **bound.kwargs)

    setattr(owner, name, pinned)


def _is_array(x: Any) -> bool:
    """Say whether `x` is cut into batches by Keras: arrays and collections of them, no dataset or generator."""
    return hasattr(x, "shape") or isinstance(x, (list, tuple, dict))


def _static_batch_size(model: Any) -> int | None:
    """Return the batch size that the model's inputs fix, or None."""
    if not getattr(model, "inputs", None):
        return None
    size: int | None = model.inputs[0].shape[0]
    return size
