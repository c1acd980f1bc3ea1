"""`ModelCheckpoint` takes only names that end in `.keras`, or in `.weights.h5` for weights.

## What it does

Renames the checkpoint in all its uses at once: where the callback is made, where the file is loaded, and where the
program asks whether it is there. Where the newest checkpoint of the folder is loaded, the newest `.weights.h5` file
takes its place.

## Why

Keras 3 raises `ValueError: The filepath provided must end in .keras` when the callback is made. Names that end in
`.h5` are taken for whole models since Keras 3.8.

## Example

```python before
from keras.callbacks import ModelCheckpoint
from keras.models import Sequential
from keras.layers import Dense

model = Sequential([Dense(1, input_shape=(3,))])
checkpoint = ModelCheckpoint("best.hdf5", monitor="val_loss", save_best_only=True)
model.fit(x, y, validation_split=0.2, callbacks=[checkpoint])
model.load_weights("best.hdf5")
```

```python after
from keras.callbacks import ModelCheckpoint
from keras.models import Sequential
from keras.layers import Dense

model = Sequential([Dense(1, input_shape=(3,))])
checkpoint = ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)
model.fit(x, y, validation_split=0.2, callbacks=[checkpoint])
model.load_weights("best.keras")
```

```python before
import os
import tensorflow as tf

checkpoint_dir = "./training_checkpoints"
checkpoint_prefix = os.path.join(checkpoint_dir, "ckpt_{epoch}")
callback = tf.keras.callbacks.ModelCheckpoint(filepath=checkpoint_prefix, save_weights_only=True)
model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.fit(x, y, epochs=3, callbacks=[callback])
model.load_weights(tf.train.latest_checkpoint(checkpoint_dir))
```

```python after
import os
import tensorflow as tf
import glob

checkpoint_dir = "./training_checkpoints"
checkpoint_prefix = os.path.join(checkpoint_dir, "ckpt_{epoch}.weights.h5")
callback = tf.keras.callbacks.ModelCheckpoint(filepath=checkpoint_prefix, save_weights_only=True)
model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.fit(x, y, epochs=3, callbacks=[callback])
model.load_weights(max(glob.glob(os.path.join(checkpoint_dir, "*.weights.h5")), key=os.path.getmtime))
```

## Left alone

```python
import keras

callback = keras.callbacks.ModelCheckpoint("model-{epoch:02d}.keras", save_best_only=True)
weights = keras.callbacks.ModelCheckpoint("last.weights.h5", save_weights_only=True)
```

```python
import keras

callback = keras.callbacks.ModelCheckpoint("model.h5", save_best_only=True)
```

## Fix safety

As for KER501: safe where every use of the name is in view, the training comes before the reading and none comes after
it.

## References

Keras 2.15 `callbacks.py`; Keras 3 `callbacks/model_checkpoint.py` (3.0.0, 3.8.0).
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
    """Names of checkpoints."""
    yield from file_proposals(module, "KER506")
    for use in unnamed_writers(module, "checkpoint_weights", "checkpoint_model"):
        end = ".weights.h5" if use.kind == "checkpoint_weights" else ".keras"
        message = (
            f"Keras 3 takes names of checkpoints that end in `{end}` only; see that `{ast.unparse(use.name)}` does"
        )
        yield Proposal(use.name, message, Applicability.REVIEW)


RULE = Rule("KER506", "checkpoint-name", "3.0.0", "safe or unsafe or review", check)
