"""`model_from_config` is gone; models have `from_config`.

## What it does

Names the call.

## Why

`keras.models` of Keras 3 has no `model_from_config`. `keras.Model.from_config` and `keras.Sequential.from_config`
take what `get_config` of such a model returns; Keras 2's function took a dict with the class beside it.

## Found

```python
from keras.models import model_from_config

model = model_from_config(config)      # review
```

## Left alone

```python
from keras.models import Sequential

model = Sequential.from_config(config)
```

## Fix safety

No edit: the dict has another form.

## References

Keras 2.15 `saving/legacy/model_config.py`; Keras 3 `models/model.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the function."""
    for call in module.calls:
        if module.facts.sole_symbol(call) == "keras.models.model_from_config":
            message = "Keras 3 has no `model_from_config`: use `from_config` of the class, on its `get_config()`"
            yield Proposal(call, message, Applicability.REVIEW)


RULE = Rule("KER509", "model-from-config", "3.0.0", "review", check, (b"model_from_config",))
