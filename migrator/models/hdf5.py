"""HDF5 files: whole models and weights, as Keras 1 and 2 wrote them, and as Keras 3 still reads them.

A file is checked before anything of it is used: no link leads out of it, no group contains itself. Written is a copy of
the file in which attributes change, and the few weights that need another layout; every other byte of data stays.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.models.limits import MAX_CONFIGURATION, MAX_MEMBERS, ModelFileError
from migrator.models.notes import Config, Layout
from migrator.models.text import parse_json
from migrator.models.weights import convert_group, has_cudnn_layout, names_in, text_of

if TYPE_CHECKING:
    import h5py

MISSING = "needs h5py: pip install 'keras-migrate[models]'"
_WEIGHTS = ("layers", "_layer_checkpoint_dependencies", "vars")
"""Groups in files of the layout of `.weights.h5`."""
_OBJECTS = 50 * MAX_MEMBERS
"""Groups and datasets in a file; a model of a thousand layers has some ten thousand."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an HDF5 file holds beside weights. `config` is None where it holds weights only."""

    config: Config | None
    training: Config | None
    keras_version: str | None
    layers: tuple[str, ...] | None
    """The names of the layers with weights, in the layout of Keras 1 and 2; None for the layout of `.weights.h5`."""
    is_weights: bool = True
    """Whether it holds weights in either layout."""


def read_hdf5(path: Path) -> Stored:
    """Read the configuration of a file. Raises `ModelFileError`."""
    with _opened(path, "r") as file:
        config = _attribute(file, "model_config")
        training = _attribute(file, "training_config")
        weights = file.get("model_weights", file)
        names = names_in(weights, "layer_names")
        version = text_of(file.attrs.get("keras_version")) or text_of(weights.attrs.get("keras_version"))
        known = names is not None or any(key in file for key in _WEIGHTS)
    return Stored(config, training, version, names, known)


def write_hdf5(
    source: Path, target: Path, config: Config | None, training: Config | None, layouts: Mapping[str, Layout]
) -> None:
    """Write a copy of `source` with another configuration, and the weights of the layers in `layouts` converted.

    Raises `ModelFileError`; OSError where the copy cannot be written.
    """
    shutil.copyfile(source, target)
    os.chmod(target, 0o600)
    with _opened(target, "r+") as file:
        for key, value in (("model_config", config), ("training_config", training)):
            if value is not None:
                file.attrs[key] = json.dumps(value).encode()
        weights = file.get("model_weights", file)
        for layer, layout in layouts.items():
            if layer in weights:
                convert_group(weights[layer], layout)
        if any(layout.kind != "CuDNN" for layout in layouts.values()):
            weights.attrs["keras_version"] = "2.0.0"  # the layout that they have from now on


def cudnn_layers(path: Path) -> dict[str, Layout]:
    """The layers of a file of weights that have the layout of CuDNN layers."""
    with _opened(path, "r") as file:
        weights = file.get("model_weights", file)
        names = names_in(weights, "layer_names") or ()
        return {name: Layout("CuDNN") for name in names if name in weights and has_cudnn_layout(weights[name])}


def parameter_count(path: Path) -> int:
    """The number of weights that the layers of a whole model have in a file."""
    with _opened(path, "r") as file:
        weights = file.get("model_weights", file)
        layers = [weights[name] for name in names_in(weights, "layer_names") or () if name in weights]
        return sum(int(layer[name].size) for layer in layers for name in names_in(layer, "weight_names") or ())


def _opened(path: Path, mode: str) -> h5py.File:
    """Open a file, and refuse what leads out of it."""
    try:
        import h5py
    except ImportError as error:
        raise ModelFileError(MISSING) from error
    try:
        file = h5py.File(path, mode)
    except OSError as error:
        raise ModelFileError(f"cannot be read as HDF5: {_reason(error)}") from error
    try:
        _check_objects(file)
    except BaseException:
        file.close()
        raise
    return file


def _reason(error: Exception) -> str:
    """What the HDF5 library says, in one short line."""
    text = " ".join(str(error).split())
    if "truncated" in text:
        return "the file is truncated"
    if "signature not found" in text:
        return "it is not an HDF5 file, or its beginning is damaged"
    return text[:200]


def _check_objects(file: h5py.File) -> None:
    """Raise `ModelFileError` for links, data in other files, and groups that contain themselves."""
    import h5py

    seen: set[int] = set()
    stack = [file["/"]]
    count = 0
    try:
        while stack:
            group = stack.pop()
            for name in group:
                count += 1
                if count > _OBJECTS:
                    raise ModelFileError(f"the HDF5 file has more than {_OBJECTS:,} objects")
                link = group.get(name, getlink=True)
                if isinstance(link, h5py.ExternalLink):
                    raise ModelFileError(f"the HDF5 file links to another file ({group.name.rstrip('/')}/{name})")
                if isinstance(link, h5py.SoftLink):
                    raise ModelFileError(f"the HDF5 file has a symbolic link ({group.name.rstrip('/')}/{name})")
                item = group[name]
                if isinstance(item, h5py.Dataset) and (item.external or item.is_virtual):
                    raise ModelFileError(f"the HDF5 file keeps data in other files ({item.name})")
                if isinstance(item, h5py.Group):
                    address = h5py.h5o.get_info(item.id).addr
                    if address in seen:
                        raise ModelFileError(f"a group of the HDF5 file is linked twice ({item.name})")
                    seen.add(address)
                    stack.append(item)
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:  # what h5py raises for damaged files
        raise ModelFileError(f"cannot be read as HDF5: {_reason(error)}") from error


def _attribute(file: h5py.File, key: str) -> Config | None:
    """An attribute that holds JSON."""
    try:
        value = file.attrs.get(key)
    except (OSError, RuntimeError, ValueError, TypeError) as error:
        raise ModelFileError(f"the attribute {key} cannot be read: {_reason(error)}") from error
    if value is None:
        return None
    text = text_of(value)
    if text is None:
        raise ModelFileError(f"the attribute {key} is no text")
    if len(text) > MAX_CONFIGURATION:
        raise ModelFileError(f"its configuration has more than {MAX_CONFIGURATION:,} characters")
    parsed = parse_json(text)
    if not isinstance(parsed, dict):
        raise ModelFileError(f"the attribute {key} is not a configuration")
    return parsed
