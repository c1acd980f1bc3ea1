"""`load_model("old.h5")`: what Keras 3 can read of a model that Keras 2 wrote.

## What it does

Names calls that load a whole model from an HDF5 file which nothing in the program writes.

## Why

Keras 3 cannot load what Keras 2 wrote of recurrent layers (`Unrecognized keyword arguments passed to LSTM:
{'time_major': False}`) and of a training with `loss="mse"` and other short names (`Could not deserialize`).
`keras-migrate from_keras_2.h5` writes the same model as Keras 3 reads it, to `from_keras_2.keras3.h5`. The weights
alone Keras 3 can load as they are: `load_weights` on a model built anew takes the same file.

## Found

```python
from keras.models import load_model

model = load_model("from_keras_2.h5")       # review
```

## Left alone

```python
from keras.models import load_model

model = load_model("model.keras")
```

```python
from keras.models import Sequential
from keras.layers import LSTM

model = Sequential([LSTM(4, input_shape=(5, 3))])
model.load_weights("from_keras_2.h5")
```

## Fix safety

No edit: what is in the file decides.

## References

Keras 3 `legacy/saving/legacy_h5_format.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.file_uses import lone_readers
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Models that come from files of Keras 2."""
    for use in lone_readers(module, "load_model"):
        if all(ending.text.endswith((".h5", ".hdf5")) for ending in use.trace.endings):
            message = (
                "Keras 3 does not load every model that Keras 2 wrote: `keras-migrate FILE` on the file makes it one "
                "that it loads; or build the model anew and load the weights from the file"
            )
            yield Proposal(use.call, message, Applicability.REVIEW)


RULE = Rule("KER504", "load-hdf5-model", "3.0.0", "review", check, (b"load_model",))
