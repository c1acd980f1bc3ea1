"""Load a migrated model under the Keras that is installed, in a process of its own: what `--verify` runs.

`python -m migrator.models.loading keras|tf_keras MODEL DATA` prints one line of JSON: layers, shapes of inputs and
weights, and what the model gives for random input, which the first run draws and writes to DATA. Nothing but Keras
is executed: a model with a Lambda layer or with classes of the user's own is not loaded, see `verification.py`.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

_LENGTH = 8
"""The length of an axis that is not fixed."""


def main(library: str, model_file: str, data_file: str) -> dict[str, Any]:
    """What there is to say of a model."""
    import numpy as np

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    keras = importlib.import_module(library)
    model = _loaded(keras, library, model_file)
    said: dict[str, Any] = {
        "version": keras.__version__,
        "layers": [layer.name for layer in model.layers if type(layer).__name__ != "InputLayer"],
        "inputs": [list(tensor.shape) for tensor in model.inputs],
        "weights": [list(weight.shape) for weight in model.weights],
    }
    if not os.path.exists(data_file):
        np.savez(data_file, *_drawn(model))
    with np.load(data_file) as data:
        inputs = [data[name] for name in data.files]
    given = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    if isinstance(given, dict):
        given = list(given.values())
    outputs = given if isinstance(given, (list, tuple)) else [given]
    return {**said, "outputs": [np.asarray(output).tolist() for output in outputs]}


def _loaded(keras: Any, library: str, model_file: str) -> Any:
    if library == "keras":
        name = "keras2_hard_sigmoid"
        scope = keras.saving.custom_object_scope({name: lambda x: keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)})
    else:
        scope = keras.utils.custom_object_scope({})
    with scope:
        if model_file.endswith(".json"):
            with open(model_file, encoding="utf-8") as file:
                return keras.models.model_from_json(file.read())
        return keras.models.load_model(model_file, compile=False)


def _drawn(model: Any) -> list[Any]:
    """One random batch for each input: indices where there is an Embedding, else numbers from -1 to 1."""
    import numpy as np

    source = np.random.default_rng(0)
    sizes = [layer.input_dim for layer in model._flatten_layers() if type(layer).__name__ == "Embedding"]
    drawn = []
    for tensor in model.inputs:
        shape = [size or (2 if axis == 0 else _LENGTH) for axis, size in enumerate(tensor.shape)]
        value = source.integers(0, min(sizes), shape) if sizes else source.uniform(-1, 1, shape)
        drawn.append(value.astype("float32"))
    return drawn


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])) + "\n")
