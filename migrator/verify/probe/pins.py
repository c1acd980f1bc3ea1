"""Pins initial weights and seeds: what would make a program compute other numbers for no reason of its own.

The first run draws initial weights and keeps them, the second has them again: the n-th of a shape is the n-th of that
shape. What was pinned is kept in a list.
"""

from __future__ import annotations

import importlib
import math
import random
import sys
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Key = tuple[tuple[int, ...], int]

# The classes that draw; the others (GlorotUniform, HeNormal, ...) inherit from VarianceScaling in both versions.
RANDOM_INITIALIZERS = ("RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling", "Orthogonal")
SEED = 7


class Pins:
    """The pins of one process: what is pinned, and the initial weights that were drawn."""

    def __init__(self, to_tensor: Callable[..., Any]) -> None:
        self._to_tensor = to_tensor
        self._pinned: set[str] = set()
        self._count: Counter[tuple[int, ...]] = Counter()
        self._earlier: dict[Key, np.ndarray] = {}
        self.last_key: Key | None = None
        """The weights that were drawn last."""
        self.drawn: dict[Key, np.ndarray] = {}
        """The initial weights so far, by their shape and how many of that shape there were before."""

    @property
    def pinned(self) -> list[str]:
        """What was pinned so far, in the words of a report."""
        return sorted(self._pinned)

    def note(self, what: str) -> None:
        """Remember that something was pinned."""
        self._pinned.add(what)

    def install(self, keras: ModuleType) -> None:
        """Patch the random initializers of `keras`, Keras 2 or 3."""
        for name in RANDOM_INITIALIZERS:
            initializer = getattr(keras.initializers, name)
            initializer.__call__ = self._initializer(keras.backend.floatx)

    def replay(self, earlier: dict[Key, np.ndarray]) -> None:
        """From now on, give the initial weights of an earlier run."""
        self._earlier = earlier

    def drawn_earlier(self, key: Key) -> np.ndarray | None:
        """The initial weights of the earlier run under a key."""
        return self._earlier.get(key)

    def save(self, path: str) -> None:
        """Keep all initial weights so far in a file."""
        named: Any = {"{}:{}".format(",".join(map(str, shape)), n): w for (shape, n), w in self.drawn.items()}
        np.savez(path, **named)

    def seed(self) -> None:
        """Seed the generators that a program may use unseeded."""
        random.seed(SEED)
        np.random.seed(SEED)
        generator = np.random.default_rng
        np.random.default_rng = lambda seed=None: generator(SEED if seed is None else seed)
        tensorflow: Any = sys.modules.get("tensorflow")
        if tensorflow is not None:
            tensorflow.random.set_seed(SEED)
        self.note("seeds")

    def _initializer(self, default_dtype: Callable[[], str]) -> Callable[..., Any]:
        def draw(initializer: object, shape: Any, dtype: Any = None, **_options: object) -> Any:
            """Return the weights for the n-th variable of this shape."""
            self.last_key = self._next_key(shape)
            return self._give(initializer, self.last_key, dtype or default_dtype())

        draw.pinned = True  # type: ignore[attr-defined]
        return draw

    def _next_key(self, shape: Any) -> Key:
        dimensions = tuple(int(size) for size in shape)
        key = (dimensions, self._count[dimensions])
        self._count[dimensions] += 1
        return key

    def _give(self, initializer: object, key: Key, dtype: Any) -> Any:
        weights = self._earlier.get(key)
        if weights is None:
            weights = initial_weights(initializer, *key)
        self.drawn[key] = weights
        self.note("initial weights")
        return self._to_tensor(weights, dtype=dtype)

    def reserve(self, variable: Any) -> Key | None:
        """Settle what a variable gets that Keras 3 makes now and gives values later, perhaps more than once.

        Source: backend/common/variables.py of Keras 3: in a stateless scope the initializer is kept, and called
        whenever somebody asks for the value. None for another variable.
        """
        initializer = getattr(variable, "_initializer", None)
        if initializer is None or not getattr(type(initializer).__call__, "pinned", False):
            return None
        key = self._next_key(variable.shape)

        def draw(shape: Any, dtype: Any = None, **_options: object) -> Any:
            return self._give(initializer, key, dtype or variable.dtype)

        variable._initializer = draw
        return key


def initial_weights(initializer: Any, shape: tuple[int, ...], count: int) -> np.ndarray:
    """The weights, float32, of the `count`-th variable of `shape`, distributed as the initializer has it."""
    generator = np.random.RandomState(zlib.crc32(repr((shape, count)).encode()))
    return _draw(initializer, shape, generator).astype(np.float32)


def _draw(initializer: Any, shape: tuple[int, ...], generator: Any) -> np.ndarray:
    known = vars(initializer)
    drawn: np.ndarray
    if "gain" in known:
        return float(known["gain"]) * _orthogonal(shape, generator)
    if "minval" in known:
        drawn = generator.uniform(known["minval"], known["maxval"], shape)
        return drawn
    if "stddev" in known:
        drawn = known["mean"] + known["stddev"] * np.clip(generator.standard_normal(shape), -2, 2)
        return drawn
    inputs, outputs = _fans(shape)
    fan = {"fan_in": inputs, "fan_out": outputs}.get(known.get("mode", ""), (inputs + outputs) / 2)
    limit = math.sqrt(3 * float(known.get("scale", 1.0)) / max(1.0, fan))
    drawn = generator.uniform(-limit, limit, shape)
    return drawn


def _fans(shape: tuple[int, ...]) -> tuple[float, float]:
    if len(shape) < 2:
        return (float(math.prod(shape)),) * 2
    receptive = math.prod(shape[:-2])
    return float(receptive * shape[-2]), float(receptive * shape[-1])


def _orthogonal(shape: tuple[int, ...], generator: np.random.RandomState) -> np.ndarray:
    rows, columns = math.prod(shape[:-1]), shape[-1]
    q, r = np.linalg.qr(generator.standard_normal((max(rows, columns), min(rows, columns))))
    q = q * np.sign(np.diag(r))
    return (q if rows >= columns else q.T).reshape(shape)


def read_weights(path: str) -> dict[Key, np.ndarray]:
    """The initial weights in a file that `Pins.save` wrote."""
    found = {}
    with np.load(path) as file:
        for name in file.files:
            sizes, _, number = name.partition(":")
            found[tuple(int(size) for size in sizes.split(",") if size), int(number)] = file[name]
    return found


def give_own_generator(module_name: str) -> None:
    """Give a module of Keras that draws its default seeds from `random` a generator of its own.

    Keras 2 and Keras 3 draw differently often, so that a program which draws from `random` itself would see
    other numbers.
    """
    module = importlib.import_module(module_name)
    for name, value in list(vars(module).items()):
        if value is random:
            setattr(module, name, random.Random(SEED))
