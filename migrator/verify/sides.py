"""The sides of a comparison: an interpreter with Keras 2, and one with Keras 3 on a backend."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# One thread each: the order of float additions must not depend on the machine, and a process that has
# started no thread can be forked. No display, so that no window waits for anybody.
ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "-1",
        "JAX_PLATFORMS": "cpu",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "MPLBACKEND": "Agg",
        "QT_QPA_PLATFORM": "offscreen",
        "SDL_VIDEODRIVER": "dummy",
        "SDL_AUDIODRIVER": "dummy",
        "DISPLAY": "",
        "WAYLAND_DISPLAY": "",
    }
)
FUNCTIONS = "functions of tf.function, run eagerly"
"""What the probe says that it pinned, where it ran functions of the program eagerly that are graphs."""
PINNED_BY_ENVIRONMENT = ("one thread", "CPU only", "no display")


@dataclass(frozen=True)
class Side:
    """One way to run a program: a major version of Keras in an interpreter, on a backend."""

    major: int
    backend: str = "tensorflow"
    python: str = sys.executable

    @property
    def name(self) -> str:
        """The side in the words of a report."""
        return f"Keras {self.major}" if self.backend == "tensorflow" else f"Keras {self.major} on {self.backend}"

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables that its process has."""
        return {**ENVIRONMENT, "KERAS_BACKEND": self.backend}
