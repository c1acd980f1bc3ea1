"""`--verify`: a migrated model is loaded under the Keras 3 that is installed, and compared with its source.

Compared are the layers and the shapes of their weights with what the source file says, and, where Keras 2 (`tf_keras`)
is installed, what both models give for the same random input. Keras runs in processes of its own; nothing of the user's
is executed, so that a model with a Lambda layer or with classes of the user's own cannot be verified here.
"""

from __future__ import annotations

import importlib.util
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.models import hdf5
from migrator.models.limits import ModelFileError
from migrator.models.notes import Config
from migrator.models.operations import OPERATION_LAYERS
from migrator.models.ownership import needs_code
from migrator.sources.models import HDF5, JSON, YAML

TOLERANCE = 1e-5
"""The largest difference between predictions that is rounding."""

_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found, in one line, and whether the migrated model is the one that was saved."""

    sound: bool
    message: str


def verify(source: Path, target: Path, config: Config) -> Verdict:
    """Compare the migrated `target` with the `source` that has the configuration `config`."""
    reason = needs_code(config)
    if reason is not None:
        return Verdict(True, f"not verified: {reason}")
    if importlib.util.find_spec("keras") is None:
        return Verdict(False, "not verified: Keras is not installed (pip install 'keras-migrate[verify]')")
    with tempfile.TemporaryDirectory() as place:
        data = Path(place, "input.npz")
        new = _run("keras", target, data)
        if isinstance(new, str):
            return Verdict(False, f"does not load: {new}")
        problems = list(_differences(source, config, new))
        if problems:
            return Verdict(False, f"loads under Keras {new['version']}, but {'; '.join(problems)}")
        said = f"loads under Keras {new['version']}: {_counted(new)} as they were saved"
        if source.suffix.lower() in (*JSON, *YAML) or importlib.util.find_spec("tf_keras") is None:
            return Verdict(True, said)
        old = _run("tf_keras", source, data)
    if isinstance(old, str):
        return Verdict(True, f"{said}; Keras 2 (tf_keras) does not load the source: {old}")
    return _compared(said, old, new)


def _compared(said: str, old: dict[str, Any], new: dict[str, Any]) -> Verdict:
    difference = _largest(old["outputs"], new["outputs"])
    if difference is None:
        return Verdict(False, f"{said}; its predictions have another shape than those of Keras 2")
    if not difference <= TOLERANCE:
        return Verdict(False, f"{said}; predictions differ from those of Keras 2 by {difference:.2g}")
    return Verdict(
        True, f"{said}, predictions equal those of Keras 2{f' within {difference:.1g}' if difference else ''}"
    )


def _counted(new: dict[str, Any]) -> str:
    total = sum(_size(shape) for shape in new["weights"])
    return f"{len(new['layers'])} layers with {total:,} weights"


def _size(shape: list[int]) -> int:
    size = 1
    for side in shape:
        size *= side
    return size


def _largest(old: Any, new: Any) -> float | None:
    """The largest difference between two nests of numbers; None where they have different shapes."""
    if isinstance(old, list) != isinstance(new, list):
        return None
    if not isinstance(old, list):
        return abs(float(old) - float(new))
    if len(old) != len(new):
        return None
    worst = 0.0
    for a, b in zip(old, new, strict=True):
        difference = _largest(a, b)
        if difference is None or math.isnan(difference):
            return difference
        worst = max(worst, difference)
    return worst


def _run(library: str, model: Path, data: Path) -> dict[str, Any] | str:
    """What a model says of itself under a library, or why it does not load."""
    command = [sys.executable, "-m", "migrator.models.loading", library, str(model), str(data)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"it takes more than {_SECONDS} seconds"
    lines = run.stdout.strip().splitlines()
    if run.returncode == 0 and lines:
        try:
            said: dict[str, Any] = json.loads(lines[-1])
        except ValueError:
            return "its output cannot be read"
        return said
    errors = [line for line in run.stderr.strip().splitlines() if line and not line[0].isspace()]
    return " ".join((errors[-1] if errors else f"the process ended with {run.returncode}").split())[:300]


def _differences(source: Path, config: Config, new: dict[str, Any]) -> Iterator[str]:
    """What of the loaded model is not as the source says."""
    inner = config["config"]
    entries = inner if isinstance(inner, list) else inner["layers"]
    names = [
        entry.get("name") or entry["config"].get("name")
        for entry in entries
        if entry["class_name"] not in ("InputLayer", *OPERATION_LAYERS) and isinstance(entry["config"], dict)
    ]
    if sorted(map(str, names)) != sorted(new["layers"]):
        yield f"its layers are {', '.join(new['layers'])} and were {', '.join(map(str, names))}"
    shapes = [entry["config"].get("batch_input_shape") for entry in entries if isinstance(entry["config"], dict)]
    known = [shape for shape in shapes if shape is not None]
    if known and list(known[0]) not in new["inputs"]:
        yield f"its inputs have the shapes {new['inputs']}, and one was {known[0]}"
    if source.suffix.lower() in HDF5:
        try:
            saved = hdf5.parameter_count(source)
        except ModelFileError as error:
            yield str(error)
            return
        loaded = sum(_size(shape) for shape in new["weights"])
        if saved != loaded and "CuDNN" not in json.dumps(config):
            yield f"it has {loaded:,} weights and had {saved:,}"
