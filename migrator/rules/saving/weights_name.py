"""`save_weights` takes only names that end in `.weights.h5`.

## What it does

Renames a file of weights in all its uses at once: where it is written, where it is loaded, and where the program asks
whether it is there. Drops `save_format=`, and makes the folder where Keras 2 made it for a checkpoint of TensorFlow.

## Why

Keras 3 raises `ValueError: The filename must end in .weights.h5` for every other name, after the training, and
`load_weights` reads what Keras 3 wrote under such a name only. It still reads the HDF5 files of Keras 2 under their old
names, which are left alone where nothing in the program writes them. It reads no checkpoints of TensorFlow.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense

model = Sequential([Dense(1, input_shape=(3,))])
model.save_weights("weights.h5")
print(model.load_weights("weights.h5"))
```

```python after
from keras.models import Sequential
from keras.layers import Dense

model = Sequential([Dense(1, input_shape=(3,))])
model.save_weights("weights.weights.h5")
print(model.load_weights("weights.weights.h5"))
```

```python before
import os
import keras

FOLDER = "run"
PATH = os.path.join(FOLDER, "best_%d.hdf5")

def save(model, number):
    model.save_weights(PATH % number, overwrite=True)

def load(model, number):
    model.load_weights(PATH % number)

model = keras.Sequential([keras.layers.Dense(1)])
save(model, 1)
load(model, 1)
```

```python after
import os
import keras

FOLDER = "run"
PATH = os.path.join(FOLDER, "best_%d.weights.h5")

def save(model, number):
    model.save_weights(PATH % number, overwrite=True)

def load(model, number):
    model.load_weights(PATH % number)

model = keras.Sequential([keras.layers.Dense(1)])
save(model, 1)
load(model, 1)
```

```python before
import keras

model = keras.Sequential([keras.layers.Dense(1)])
model.save_weights("checkpoints/last", save_format="tf")
model.load_weights("checkpoints/last").expect_partial()
```

```python after
import keras
import os

model = keras.Sequential([keras.layers.Dense(1)])
os.makedirs("checkpoints", exist_ok=True)
model.save_weights("checkpoints/last.weights.h5")
model.load_weights("checkpoints/last.weights.h5")
```

```python before unsafe
import os
import keras

model = keras.Sequential([keras.layers.Dense(1)])
if os.path.exists("w.h5"):
    model.load_weights("w.h5")
model.fit(x, y)
model.save_weights("w.h5")
```

```python after
import os
import keras

model = keras.Sequential([keras.layers.Dense(1)])
if os.path.exists("w.weights.h5"):
    model.load_weights("w.weights.h5")
model.fit(x, y)
model.save_weights("w.weights.h5")
```

## Left alone

```python
import keras

model = keras.Sequential([keras.layers.Dense(1)])
model.load_weights("from_keras_2.h5")
```

```python
import keras

model = keras.Sequential([keras.layers.Dense(1)])
model.save_weights("mine.weights.h5")
```

```python
import keras
import torch

torch.save(net.state_dict(), "w.h5")
```

## Fix safety

Safe where every use of the name is in view, can be renamed and is one of those above, the receivers are models, the
file is written before it is read, something in view reads it, and no training follows the loading: Keras 3 keeps the
state of the optimizer with the weights, and loads it too, which HDF5 files of Keras 2 did not. Where one of these is
not known the edit is unsafe: a program that finds a file of an earlier run will not find it under the new name. Where
the name is put together from pieces or also used for something else, a person has to see to it. So has one where
another script of the run reads the file: both are named, and neither is changed.

## References

Keras 2.15 `engine/training.py` (`save_weights`, `load_weights`); Keras 3 `saving/saving_api.py`,
`saving/saving_lib.py`.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RemoveArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.file_edits import file_proposals
from migrator.rules.file_uses import WEIGHTS, lone_readers, sharers_of, unnamed_writers, uses_of
from migrator.rules.registry import Proposal, Rule

_STATUS = frozenset({"expect_partial", "assert_consumed", "assert_existing_objects_matched", "assert_nontrivial_match"})
_READ_BY_KERAS_3 = (".h5", ".hdf5", ".keras")


def check(module: Module) -> Iterator[Proposal]:
    """Names of weights, and what else Keras 3 does not take where they are saved and loaded."""
    yield from file_proposals(module, "KER501")
    for use in unnamed_writers(module, "save_weights"):
        message = (
            f"Keras 3 writes weights under names that end in `.weights.h5`; see that `{ast.unparse(use.name)}` does"
        )
        yield Proposal(use.name, message, Applicability.REVIEW)
    for use in lone_readers(module, "load_weights"):
        if not all(ending.text.endswith(_READ_BY_KERAS_3) for ending in use.trace.endings):
            message = (
                "Keras 3 reads no checkpoints of TensorFlow: load the weights with Keras 2 and save them under a name "
                "that ends in `.weights.h5`"
            )
            yield Proposal(use.name, message, Applicability.REVIEW)
        writer = next((s for s in sharers_of([use], module.program) if s.weights), None)
        if writer is not None and not all(ending.text.endswith(WEIGHTS) for ending in use.trace.endings):
            message = (
                f"{os.path.basename(writer.place)}, which is another program, has the name, too: Keras 3 writes "
                "weights under names that end in `.weights.h5`; rename all uses together"
            )
            yield Proposal(use.name, message, Applicability.REVIEW)
    for use in uses_of(module.program):
        if use.module is module and use.kind in {"save_weights", "load_weights"}:
            yield from _keywords(module, use.call, use.sure)
            if use.kind == "load_weights":
                yield from _status(module, use.call, use.sure)


def _keywords(module: Module, call: ast.Call, sure: bool) -> Iterator[Proposal]:
    for keyword in call.keywords:
        if keyword.arg not in {"save_format", "options"}:
            continue
        values = module.facts.arguments.get(keyword.value, [])
        known = keyword.arg == "save_format" or all(isinstance(v, Const) and v.value is None for v in values)
        message = f"Keras 3 takes no `{keyword.arg}` here"
        applicability = Applicability.SAFE if known and sure else Applicability.UNSAFE
        yield Proposal(keyword, message, applicability, (RemoveArgument(call, keyword),))


def _status(module: Module, call: ast.Call, sure: bool) -> Iterator[Proposal]:
    """`load_weights(...).expect_partial()`: Keras 3 returns None."""
    function = module.parents.get(call)
    outer = module.parents.get(function) if function is not None else None
    if isinstance(function, ast.Attribute) and function.attr in _STATUS and isinstance(outer, ast.Call):
        message = f"`load_weights` returns None in Keras 3, which has no `{function.attr}`"
        applicability = Applicability.SAFE if sure else Applicability.UNSAFE
        yield Proposal(outer, message, applicability, (ReplaceExpression(outer, module.source.segment(call)),))


RULE = Rule(
    "KER501",
    "save-weights-name",
    "3.0.0",
    "safe or unsafe or review",
    check,
    (b"_weights", b".h5", b".hdf5", b"checkpoint", b"ckpt"),
)
