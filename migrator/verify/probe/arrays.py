"""Values of a program as NumPy arrays, and the folder that keeps them: each array once, under its digest."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000_000
"""What one run may keep. Of arrays beyond it the digest alone is known."""

Described = Any  # a dict
"""An array in the trace: shape, dtype, digest, and whether its values are kept."""


def to_array(value: Any) -> np.ndarray | None:
    """The array of numbers that `value` holds; None if it holds none, or none yet (a symbolic tensor)."""
    if isinstance(value, (np.ndarray, np.generic, bool, int, float, complex)):
        return _numbers(np.asarray(value))
    try:
        if hasattr(value, "detach"):
            return _numbers(value.detach().cpu().numpy())
        if callable(getattr(value, "numpy", None)):
            return _numbers(np.asarray(value.numpy()))
        if hasattr(value, "to_numpy"):
            return _numbers(np.asarray(value.to_numpy()))
        if hasattr(value, "__array__"):
            return _numbers(np.asarray(value))
    except Exception:  # noqa: BLE001 - symbolic tensors of each framework refuse in their own way
        return None
    return None


def _numbers(array: np.ndarray) -> np.ndarray | None:
    if array.dtype.kind in "biufc":
        return array
    if array.dtype.kind == "V":  # bfloat16 and the like
        try:
            return array.astype(np.float32)
        except (TypeError, ValueError):
            return None
    return None


def leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The parts of lists, tuples and dicts, each with its name: `x[0]`, `x['a']`. Lists of numbers are one part,
    and so are lists of such lists that are equally long."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], "{}[{!r}]".format(name, key))
    elif isinstance(value, (list, tuple)):
        if _table_shape(value) is not None:
            yield name, np.asarray(value)
            return
        for place, item in enumerate(value):
            yield from leaves(item, "{}[{}]".format(name, place))
    else:
        yield name, value


def _table_shape(value: Any) -> tuple[int, ...] | None:
    """The shape of a list of numbers, or of equally long lists of them; None of anything else."""
    if isinstance(value, (bool, int, float, np.generic)):
        return ()
    if not isinstance(value, (list, tuple)) or not value:
        return None
    inner = {_table_shape(item) for item in value}
    shape = inner.pop()
    return (len(value), *shape) if not inner and shape is not None else None


class Store:
    """A folder of arrays."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._bytes = 0
        os.makedirs(folder, exist_ok=True)

    def keep(self, value: Any) -> Described | None:
        """Keep what `value` holds and return its description; None if it holds no numbers."""
        array = to_array(value)
        if array is None:
            return None
        array = np.ascontiguousarray(array).reshape(array.shape)
        digest = hashlib.blake2b(array.tobytes(), digest_size=12)
        digest.update(repr((array.shape, array.dtype.str)).encode())
        name = digest.hexdigest()
        path = os.path.join(self._folder, name + ".npy")
        kept = os.path.exists(path)
        if not kept and self._bytes + array.nbytes <= MAX_BYTES:
            np.save(path, array)
            self._bytes += array.nbytes
            kept = True
        return {"shape": list(array.shape), "dtype": array.dtype.name, "digest": name, "kept": kept}

    def load(self, described: Described) -> np.ndarray | None:
        """The array of a description, if it was kept."""
        path = os.path.join(self._folder, described["digest"] + ".npy")
        return np.load(path) if os.path.exists(path) else None
