"""`load_weights(..., by_name=True)` loads by names that Keras 3 gives otherwise.

## What it does

Drops `by_name=False`, which files of Keras 3 refuse, and names `by_name=True`.

## Why

Keras 3 takes `by_name` for HDF5 files of Keras 2 only. Layers without a name of their own are called otherwise than
in the session that wrote the file: their weights are passed over, since Keras 3.10 without a word.

## Example

```python before
from keras.models import Sequential

model = Sequential()
model.load_weights("mine.weights.h5", by_name=False)
```

```python after
from keras.models import Sequential

model = Sequential()
model.load_weights("mine.weights.h5")
```

## Left alone

```python
from keras.models import Sequential

model = Sequential()
model.load_weights("mine.weights.h5", skip_mismatch=True)
```

## Fix safety

Safe: False is the default. What `by_name=True` loads depends on the names in the file.

## References

Keras 2.15 `engine/training.py`; Keras 3 `saving/saving_api.py` (`load_weights`), `legacy/saving/legacy_h5_format.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RemoveArgument
from migrator.findings import Applicability
from migrator.rules.file_uses import uses_of
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls with the argument."""
    for use in uses_of(module.program):
        if use.module is not module or use.kind != "load_weights":
            continue
        for keyword in use.call.keywords:
            if keyword.arg != "by_name":
                continue
            values = module.facts.arguments.get(keyword.value, [])
            if values and all(isinstance(v, Const) and v.value is False for v in values):
                applicability = Applicability.SAFE if use.sure else Applicability.UNSAFE
                message = "Keras 3 takes no `by_name` for its own files"
                yield Proposal(keyword, message, applicability, (RemoveArgument(use.call, keyword),))
            else:
                message = (
                    "Keras 3 loads by name from HDF5 files of Keras 2 only, and passes over layers that it calls "
                    "otherwise: give the layers the names that are in the file"
                )
                yield Proposal(keyword, message, Applicability.REVIEW)


RULE = Rule("KER510", "weights-by-name", "3.0.0", "safe or unsafe or review", check, (b"by_name",))
