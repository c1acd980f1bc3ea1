"""`load_model(folder)` loads no SavedModel in Keras 3.

## What it does

Names calls that load a model under a name without the end of a file which nothing in the program writes.

## Why

Keras 3 raises `ValueError: File format not supported`: it reads `.keras` and HDF5 files. What a SavedModel computes
can be had as a layer, without its parts: `keras.layers.TFSMLayer(folder, call_endpoint="serving_default")`. Where
Keras 2 wrote the layers of the model along, `keras-migrate FOLDER` makes a `.keras` file of it.

## Found

```python
import tensorflow as tf

model = tf.keras.models.load_model("exported/1")       # review
```

## Left alone

```python
import tensorflow as tf

model = tf.keras.models.load_model("model.keras")
function = tf.saved_model.load("exported/1")
```

## Fix safety

No edit: a layer is no model.

## References

Keras 3 `saving/saving_api.py` (`load_model`), `export/tfsm_layer.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.file_uses import lone_readers
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Models that come from folders."""
    for use in lone_readers(module, "load_model"):
        if not all(ending.text.endswith((".h5", ".hdf5", ".keras")) for ending in use.trace.endings):
            message = (
                "Keras 3 loads no SavedModel: `keras-migrate FOLDER` makes a .keras file of one that Keras 2 saved, "
                "and `keras.layers.TFSMLayer(folder, call_endpoint='serving_default')` has what any computes"
            )
            yield Proposal(use.call, message, Applicability.REVIEW)


RULE = Rule("KER505", "load-saved-model", "3.0.0", "review", check, (b"load_model",))
