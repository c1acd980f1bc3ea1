"""Load migrated models under the Keras 3 that is installed, and compare what they predict with what Keras 2 did.

`python -m tools.saved_models.trial FOLDER`: a folder below FOLDER for each model, as `make.py` names its files, the
migrated ones with `.keras3` in their names. Prints one line of JSON: for each model and file the largest difference, or
the error. One process tries all models, since Keras takes longer to start than to load any of them.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

BATCH = 2


def main(place: Path, only: list[str]) -> None:
    """Try every model in `place`, or those named."""
    import keras

    custom = own_objects(keras)
    found = {
        folder.name: tried(keras, custom, folder)
        for folder in sorted(place.iterdir())
        if folder.is_dir() and (not only or folder.name in only)
    }
    sys.stdout.write(json.dumps({"keras": keras.__version__, "models": found}) + "\n")


def own_objects(keras) -> dict[str, object]:
    """What a migrated program brings along: the objects of its own, and Keras 2's hard_sigmoid for older versions."""

    @keras.saving.register_keras_serializable("tests")
    class Scale(keras.layers.Layer):
        def __init__(self, factor=1.0, activation=None, **kwargs):
            super().__init__(**kwargs)
            self.factor = factor
            self.activation = keras.activations.get(activation)

        def build(self, input_shape):
            self.weight = self.add_weight(name="weight", shape=(input_shape[-1],), initializer="ones")

        def call(self, inputs):
            return self.activation(inputs * self.weight * self.factor)

        def compute_output_shape(self, input_shape):
            return input_shape

    @keras.saving.register_keras_serializable("tests")
    def squared(x):
        return x * x

    return {"keras2_hard_sigmoid": lambda x: keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)}


def tried(keras, custom: dict[str, object], folder: Path) -> dict[str, float | str]:
    """The largest difference to the predictions of Keras 2, or the error, for each file of a model."""
    import numpy as np

    data = np.load(folder / "data.npz")
    x = {name: data[name] for name in data.files if not name.startswith("y")}
    inputs = x if "x0" not in x else x["x0"] if len(x) == 1 else [x[f"x{i}"] for i in range(len(x))]
    expected = [data[name] for name in sorted(data.files) if name.startswith("y")]

    def from_json():
        text = (folder / "model.keras3.json").read_text()
        with keras.saving.custom_object_scope(custom):
            model = keras.models.model_from_json(text)
        model.load_weights(folder / "weights.h5")
        return model

    def from_file(name: str):
        with keras.saving.custom_object_scope(custom):
            return keras.saving.load_model(folder / name)

    routes = {
        "h5": lambda: from_file("model.keras3.h5"),
        "keras": lambda: from_file("model.keras3.keras"),
        "json": from_json,
    }
    result: dict[str, float | str] = {}
    for route, load in routes.items():
        if route == "json" and not (folder / "model.keras3.json").exists():
            continue
        try:
            model = load()
            given = called(model, inputs, len(expected[0]))
            if [part.shape for part in given] != [part.shape for part in expected]:
                result[route] = f"shapes {[part.shape for part in given]}"
                continue
            result[route] = max(float(np.abs(a - b).max()) for a, b in zip(given, expected, strict=True))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is the result
            result[route] = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return result


def called(model, inputs, samples: int) -> list:
    """What a model gives for its inputs, batch after batch, as `predict` would; without compiling each model first."""
    import numpy as np

    def batch(value, start):
        if isinstance(value, dict):
            return {key: part[start : start + BATCH] for key, part in value.items()}
        return (
            [part[start : start + BATCH] for part in value] if isinstance(value, list) else value[start : start + BATCH]
        )

    given = [model(batch(inputs, start), training=False) for start in range(0, samples, BATCH)]
    given = [list(part) if isinstance(part, (list, tuple)) else [part] for part in given]
    return [np.concatenate([np.asarray(part) for part in parts]) for parts in zip(*given, strict=True)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
