"""Which files are saved models, by their names and what stands beside them. Opens none."""

from __future__ import annotations

from pathlib import Path

HDF5, ARCHIVE, JSON, YAML = (".h5", ".hdf5"), (".keras",), (".json",), (".yaml", ".yml")
SAVED_MODEL = "saved_model.pb"
"""The file that makes a folder a SavedModel of TensorFlow."""

_INDEX = ".index"
"""What the name of a checkpoint of TensorFlow ends in, beside its `.data` files."""

SUFFIXES = (*HDF5, *ARCHIVE, *JSON, *YAML, SAVED_MODEL, _INDEX)
"""What the names of model files end in that are looked for in folders."""


def is_model(path: Path) -> bool:
    """Whether a path names a model: a file by its suffix, a SavedModel, or a checkpoint, with or without `.index`."""
    return path.suffix.lower() in (*HDF5, *ARCHIVE, *JSON, *YAML) or is_tensorflow(path)


def is_tensorflow(path: Path) -> bool:
    """Whether a path names a SavedModel or a checkpoint of TensorFlow."""
    if path.name == SAVED_MODEL or (path / SAVED_MODEL).is_file():
        return True
    if path.suffix == _INDEX:
        of_a_saved_model = path.name == "variables.index" and (path.parent.parent / SAVED_MODEL).is_file()
        return any(path.parent.glob(f"{path.stem}.data-*")) and not of_a_saved_model
    return not path.exists() and Path(f"{path}{_INDEX}").is_file()
