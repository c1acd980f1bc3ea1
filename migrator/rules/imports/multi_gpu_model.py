"""`multi_gpu_model` is gone.

## What it does

Reports imports and uses. A model that is built and compiled under a distribution strategy runs on all devices.

## Why

Keras took it out in 2.4 (ImportError).

## Left alone

```python
import tensorflow as tf

with tf.distribute.MirroredStrategy().scope():
    model = build()
```

## Fix safety

No edit: the model has to be built in another place.

## References

Keras 2.3 `utils/multi_gpu_utils.py`; <https://keras.io/guides/distributed_training_with_tensorflow/>.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER114", "multi-gpu-model", "3.0.0", "review", partial(moved_names, code="KER114"), (b"keras",))
