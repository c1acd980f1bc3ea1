"""Make the fixtures: `python -m tools.saved_models.make OUT.zip` in an environment with TensorFlow and Keras 2.15.

For each architecture: the whole model as `.h5` and `.keras`, its configuration as JSON with weights as `.h5`, weights
in the format of 2.15's `.weights.h5`; for some a SavedModel and a checkpoint of TensorFlow; its input, and what it
predicts.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

BATCH = 2
IN_TENSORFLOW_FORMATS = ("stateful_lstm", "functional_stateful", "bidirectional", "cnn", "nested_sequential")
TRAINED = ("stateful_lstm", "simple_rnn", "cnn", "multi_output")
"""Models that are saved with the state of an optimizer that has made a step."""


def main(archive: Path) -> None:
    """Save every architecture, and pack the files."""
    import keras

    from tools.saved_models.architectures import ARCHITECTURES

    if keras.__version__.rpartition(".")[0] != "2.15":
        raise SystemExit(f"this needs Keras 2.15, not {keras.__version__}")
    with tempfile.TemporaryDirectory() as place:
        for name, make in ARCHITECTURES.items():
            keras.backend.clear_session()
            folder = Path(place, name)
            folder.mkdir()
            save(name, *make(), folder)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for file in sorted(Path(place).rglob("*")):
                if file.is_file():
                    entry = zipfile.ZipInfo(file.relative_to(place).as_posix())  # without a date: the same at each run
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    packed.writestr(entry, file.read_bytes())


def save(name, model, x, folder: Path) -> None:
    """Write all files of one model; its weights are drawn from a seed."""
    import numpy as np

    source = np.random.RandomState(7)
    model.set_weights([drawn(source, weight) for weight in model.get_weights()])
    if name in TRAINED:
        y = model.predict(x, batch_size=BATCH, verbose=0)
        targets = [np.zeros_like(part) for part in y] if isinstance(y, list) else np.zeros_like(y)
        if model.loss == "sparse_categorical_crossentropy":
            targets = targets[..., 0]
        model.fit(x, targets, batch_size=BATCH, shuffle=False, verbose=0)
        model.reset_states()
    model.save(folder / "model.h5")
    model.save(folder / "model.keras")
    model.save_weights(folder / "weights.h5")
    model.save_weights(folder / "model.weights.h5")
    (folder / "model.json").write_text(model.to_json())
    if name in IN_TENSORFLOW_FORMATS:
        model.save(folder / "saved_model")
        model.save_weights(folder / "checkpoint/w")
    model.reset_states()
    y = model.predict(x, batch_size=BATCH, verbose=0)
    inputs = x if isinstance(x, dict) else {f"x{i}": part for i, part in enumerate(x if isinstance(x, list) else [x])}
    outputs = {f"y{i}": part for i, part in enumerate(y if isinstance(y, list) else [y])}
    np.savez(folder / "data.npz", **inputs, **outputs)


def drawn(source, weight):
    """New values for a weight; those that are no less than 0 stay so, as variances must."""
    low = 0.1 if weight.size and weight.min() >= 0 and weight.any() else -0.6
    return source.uniform(low, 0.6, weight.shape).astype(weight.dtype)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
