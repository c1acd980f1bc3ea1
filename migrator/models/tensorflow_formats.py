"""SavedModels and checkpoints of TensorFlow: what they are, the configuration in a SavedModel, and who reads the rest.

The configuration of a SavedModel that Keras 2 wrote is JSON in `keras_metadata.pb`, which is read here. Weights are in
a checkpoint, which only TensorFlow reads: `checkpoints.py` does, in a process of its own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from migrator.models.limits import MAX_CONFIGURATION, ModelFileError
from migrator.models.notes import Config
from migrator.models.text import parse_json
from migrator.sources.models import SAVED_MODEL

_METADATA = "keras_metadata.pb"
_VARIABLES = "variables/variables"
_SECONDS = 600


def saved_model_folder(path: Path) -> Path | None:
    """The folder of the SavedModel that a path names: the folder itself, or its `saved_model.pb`."""
    folder = path.parent if path.name == SAVED_MODEL else path
    return folder if (folder / SAVED_MODEL).is_file() else None


def checkpoint_prefix(path: Path) -> Path | None:
    """What TensorFlow calls a checkpoint: the path without `.index`."""
    prefix = path.with_suffix("") if path.suffix == ".index" else path
    return prefix if Path(f"{prefix}.index").is_file() else None


def configuration_of(folder: Path) -> Config | None:
    """The configuration of the model in a SavedModel; None where it says none. Raises `ModelFileError` or OSError."""
    file = folder / _METADATA
    if not file.is_file():
        return None
    if file.stat().st_size > MAX_CONFIGURATION:
        raise ModelFileError(f"{_METADATA} has more than {MAX_CONFIGURATION:,} bytes")
    for node in _fields(file.read_bytes(), 1):
        parts = dict(_all_fields(node))
        if parts.get(3) != b"root" or not isinstance(parts.get(5), bytes):
            continue
        metadata = parse_json(parts[5].decode("utf-8", "replace"))
        if isinstance(metadata, dict) and isinstance(metadata.get("config"), dict):
            return {"class_name": metadata.get("class_name"), "config": _without_tuples(metadata["config"])}
    return None


def _fields(data: bytes, wanted: int) -> Iterator[bytes]:
    return (value for number, value in _all_fields(data) if number == wanted and isinstance(value, bytes))


def _all_fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a protocol buffer message: numbers, and bytes for all that has a length."""
    place = 0
    while place < len(data):
        key, place = _number(data, place)
        kind = key & 7
        if kind == 0:
            value, place = _number(data, place)
            yield key >> 3, value
        elif kind == 2:
            length, place = _number(data, place)
            if place + length > len(data):
                raise ModelFileError(f"{_METADATA} is damaged")
            yield key >> 3, data[place : place + length]
            place += length
        else:
            raise ModelFileError(f"{_METADATA} is damaged")


def _number(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(data) and shift < 70:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
    raise ModelFileError(f"{_METADATA} is damaged")


def _without_tuples(value: Any) -> Any:
    """Tuples as lists: a SavedModel tells them apart."""
    if isinstance(value, dict):
        if value.get("class_name") == "__tuple__" and isinstance(value.get("items"), list):
            return [_without_tuples(item) for item in value["items"]]
        return {key: _without_tuples(item) for key, item in value.items()}
    return [_without_tuples(item) for item in value] if isinstance(value, list) else value


def missing_library() -> str | None:
    """What has to be installed to read weights, or None."""
    names = ("tensorflow", "keras")
    return next((name for name in names if importlib.util.find_spec(name) is None), None)


def write_weights(source: Path, config: Config, target: Path) -> None:
    """Write the weights of a SavedModel or checkpoint, as `config` orders them: a whole model, or `.weights.h5`.

    Raises `ModelFileError`. Keras runs in a process of its own; the configuration must not need code of the user's.
    """
    prefix = source / _VARIABLES if source.is_dir() else source
    suffix = ".weights.h5" if target.name.endswith(".weights.h5") else target.suffix
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".keras-migrate-") as place:
        architecture, made = Path(place, "model.json"), Path(place, f"made{suffix}")
        architecture.write_text(json.dumps(config), encoding="utf-8")
        command = [sys.executable, "-m", "migrator.models.checkpoints", str(architecture), str(prefix), str(made)]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise ModelFileError(f"reading its weights takes more than {_SECONDS} seconds") from error
        if run.returncode != 0 or not made.exists():
            errors = [line for line in run.stderr.strip().splitlines() if line and not line[0].isspace()]
            reason = " ".join((errors[-1] if errors else f"the process ended with {run.returncode}").split())
            raise ModelFileError(f"its weights cannot be read: {reason[:300]}")
        os.replace(made, target)
