"""Which files are saved models, by their names. Opens none."""

from __future__ import annotations

from pathlib import Path

HDF5, ARCHIVE, JSON, YAML = (".h5", ".hdf5"), (".keras",), (".json",), (".yaml", ".yml")
SUFFIXES = (*HDF5, *ARCHIVE, *JSON, *YAML)
"""What the names of model files end in."""


def is_model_file(path: Path) -> bool:
    """Whether a path names a model file. What stands in it may still be something else."""
    return path.suffix.lower() in SUFFIXES
