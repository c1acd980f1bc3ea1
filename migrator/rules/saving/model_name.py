"""`model.save` takes only names that end in `.keras` or `.h5`, and trained models are whole only in `.keras`.

## What it does

Renames the file of a model in all its uses at once: names without an end, which meant a SavedModel folder in Keras 2,
and names ending in `.h5` that the program loads again as a compiled model. Drops `save_format=`.

## Why

Keras 3 raises `ValueError: Invalid filepath extension for saving` for a folder. It writes and reads HDF5, but a
compiled model does not come back whole: `loss="mse"` is not found when it is loaded, and after
`loss="mean_squared_error"` the first training step raises `Unknown variable`. Before Keras 3.3 the loss was looked for
even with `compile=False`. A `.keras` file holds the model, its optimizer and its state.

## Example

```python before
from keras.models import Sequential, load_model
from keras.layers import Dense

model = Sequential([Dense(1, input_shape=(3,))])
model.compile("adam", "mse")
model.save("model.h5")
model = load_model("model.h5")
```

```python after
from keras.models import Sequential, load_model
from keras.layers import Dense

model = Sequential([Dense(1, input_shape=(3,))])
model.compile("adam", "mse")
model.save("model.keras")
model = load_model("model.keras")
```

```python before
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
tf.keras.models.save_model(model, "saved/model", save_format="tf")
again = tf.keras.models.load_model("saved/model")
```

```python after
import tensorflow as tf
import os

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
os.makedirs("saved", exist_ok=True)
tf.keras.models.save_model(model, "saved/model.keras")
again = tf.keras.models.load_model("saved/model.keras")
```

## Left alone

```python
import keras

model = keras.Sequential([keras.layers.Dense(1)])
model.save("model.h5")
```

```python
import keras

model = keras.Sequential([keras.layers.Dense(1)])
model.save("model.h5")
model.load_weights("model.h5")
other = keras.models.load_model("model.h5", compile=False)
```

```python
import keras
import numpy as np

model = keras.Sequential([keras.layers.Dense(1)])
model.save("model.keras")
np.save("data", x)
```

## Fix safety

Safe where every use of the name is in view, is one of those that Keras and `os.path` have for a file, and the file is
written before it is read. A folder that is served or converted needs `model.export(folder)` instead: a use of the name
that is not known is left to a person.

## References

Keras 2.15 `saving/saving_api.py`; Keras 3 `saving/saving_api.py`, `legacy/saving/legacy_h5_format.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.file_edits import file_proposals
from migrator.rules.file_uses import unnamed_writers
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Names under which models are saved."""
    yield from file_proposals(module, "KER503")
    for use in unnamed_writers(module, "save"):
        if any(keyword.arg == "save_format" for keyword in use.call.keywords):
            message = (
                "Keras 3 takes no `save_format`: the name says it; see that "
                f"`{ast.unparse(use.name)}` ends in `.keras` or `.h5`"
            )
            yield Proposal(use.call, message, Applicability.REVIEW)


RULE = Rule(
    "KER503", "model-save-name", "3.0.0", "safe or unsafe or review", check, (b"save", b".h5", b".hdf5", b"load_model")
)
