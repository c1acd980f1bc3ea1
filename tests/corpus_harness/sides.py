"""The sides of a comparison: Keras 2, and Keras 3 on each backend that a program is run on."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# One thread each: the order of float additions must not depend on the machine, and a process that has
# started no thread can be forked.
_SINGLE_THREADED = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "utf-8",
}


@dataclass(frozen=True)
class Side:
    """One way to run a program: a major version of Keras and a backend.

    `keras` is the package that provides that version, `packages` what has to be imported before it.
    """

    key: str
    name: str
    major: int
    backend: str
    keras: str
    packages: tuple[str, ...]
    environment: Mapping[str, str] = field(hash=False)


def _side(
    key: str, name: str, major: int, backend: str, keras: str, packages: tuple[str, ...], **environment: str
) -> Side:
    return Side(key, name, major, backend, keras, packages, MappingProxyType(_SINGLE_THREADED | environment))


# TensorFlow 2.16 and later serve `tf.keras` by the package tf_keras when TF_USE_LEGACY_KERAS is set
# (tensorflow/__init__.py), and by Keras 3 when it is not.
KERAS_2 = _side("keras2", "Keras 2", 2, "tensorflow", "tf_keras", ("tensorflow",), TF_USE_LEGACY_KERAS="1")
KERAS_3 = _side(
    "keras3",
    "Keras 3",
    3,
    "tensorflow",
    "keras",
    ("tensorflow",),
    TF_USE_LEGACY_KERAS="0",
    KERAS_BACKEND="tensorflow",
)
KERAS_3_TORCH = _side("keras3-torch", "Keras 3 on torch", 3, "torch", "keras", ("torch",), KERAS_BACKEND="torch")

SIDES: Mapping[str, Side] = MappingProxyType({side.key: side for side in (KERAS_2, KERAS_3, KERAS_3_TORCH)})
