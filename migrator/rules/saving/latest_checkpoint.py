"""`load_weights(tf.train.latest_checkpoint(folder))` finds no weights of Keras 3.

## What it does

Names calls that load the last checkpoint of a folder. Where the program itself writes the checkpoints, KER501 and
KER506 rename them and put the newest `.weights.h5` of the folder in the place of the call.

## Why

`save_weights` of Keras 3 writes no checkpoints of TensorFlow: `latest_checkpoint` returns None, or an older one that
Keras 3 cannot load.

## Found

```python
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.load_weights(tf.train.latest_checkpoint("training"))     # review
```

## Left alone

```python
import tensorflow as tf

checkpoint = tf.train.Checkpoint(step=tf.Variable(1))
checkpoint.restore(tf.train.latest_checkpoint("training"))
```

## Fix safety

No edit: the checkpoints are Keras 2's.

## References

TensorFlow `train/latest_checkpoint`; Keras 3 `saving/saving_api.py` (`load_weights`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.file_uses import uses_of
from migrator.rules.registry import Proposal, Rule
from migrator.rules.saved_files import files_of


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `latest_checkpoint` whose result is loaded as weights and is not a file of the program."""
    uses = uses_of(module.program)
    known = {use.call for file in files_of(module.program) for use in file.uses}
    loaded = {
        node for use in uses if use.kind == "load_weights" for node in use.trace.lost if isinstance(node, ast.AST)
    }
    for use in uses:
        if use.module is module and use.kind == "latest" and use.call in loaded and use.call not in known:
            message = (
                "Keras 3 reads and writes no checkpoints of TensorFlow: load the newest `.weights.h5` of the folder "
                "that Keras 3 wrote, and convert those of Keras 2"
            )
            yield Proposal(use.call, message, Applicability.REVIEW)


RULE = Rule("KER502", "latest-checkpoint", "3.0.0", "review", check, (b"latest_checkpoint",))
