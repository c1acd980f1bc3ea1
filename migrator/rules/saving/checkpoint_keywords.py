"""`ModelCheckpoint` takes no `period=`, `options=` or `load_weights_on_restart=` in Keras 3.

## What it does

Drops `period=1`, `options=None` and `load_weights_on_restart=False`, which say what happens anyway, and names the
others.

## Why

Keras 3 raises TypeError for them. A `period` of several epochs has no counterpart: `save_freq` counts batches.

## Example

```python before
from keras.callbacks import ModelCheckpoint

callback = ModelCheckpoint("model.keras", save_best_only=True, mode="auto", period=1)
```

```python after
from keras.callbacks import ModelCheckpoint

callback = ModelCheckpoint("model.keras", save_best_only=True, mode="auto")
```

## Left alone

```python
from keras.callbacks import ModelCheckpoint

callback = ModelCheckpoint("model.keras", save_freq="epoch")
```

## Fix safety

Safe where the argument says what Keras 3 does without it. Of another `period` the message says what to write.

## References

Keras 2.15 `callbacks.py` (`ModelCheckpoint.__init__`); Keras 3 `callbacks/model_checkpoint.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RemoveArgument
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_IDLE = {"period": 1, "options": None, "load_weights_on_restart": False}
_ADVICE = {
    "period": "with N batches in an epoch `save_freq=period * N` saves as often, or a callback of your own does",
    "options": "leave it out",
    "load_weights_on_restart": "call `model.load_weights` before `fit`",
}


def check(module: Module) -> Iterator[Proposal]:
    """Arguments of checkpoints that Keras 3 refuses."""
    for call in module.calls:
        if module.facts.sole_symbol(call) != "keras.callbacks.ModelCheckpoint":
            continue
        for keyword in call.keywords:
            if keyword.arg not in _IDLE:
                continue
            values = module.facts.arguments.get(keyword.value, [])
            idle = bool(values) and all(isinstance(v, Const) and v.value == _IDLE[keyword.arg] for v in values)
            message = f"ModelCheckpoint of Keras 3 takes no `{keyword.arg}`"
            if idle:
                yield Proposal(keyword, message, Applicability.SAFE, (RemoveArgument(call, keyword),))
            else:
                yield Proposal(keyword, f"{message}: {_ADVICE[keyword.arg]}", Applicability.REVIEW)


RULE = Rule("KER507", "checkpoint-keywords", "3.0.0", "safe or review", check, (b"ModelCheckpoint",))
