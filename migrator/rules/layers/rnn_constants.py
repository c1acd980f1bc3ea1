"""Recurrent layers take no `constants=` in a call.

## What it does

Reports it.

## Why

Keras 2 handed `constants` on to the cell at each step; Keras 3 raises TypeError.

## Left alone

```python
from keras.layers import Input, LSTM

x = Input((5, 3))
y = LSTM(4)(x, initial_state=None)
```

## Fix safety

There is no edit: let the cell keep the tensor as an attribute, or repeat it along time and join it to the input.

## References

Keras 2.15 `layers/rnn/base_rnn.py` (`__call__`); Keras 3 `layers/rnn/rnn.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Recurrent layers that are called with constants."""
    told = set()
    for fact in module.facts.layers.values():
        recurrent = fact.short_classes & (RECURRENT_LAYERS | {"Bidirectional"}) or any(
            c.startswith(".") for c in fact.classes
        )
        for use in fact.uses if recurrent else ():
            if use.kind != "applied" or not isinstance(use.site, ast.Call) or not module.owns(use.site):
                continue
            keyword = next((k for k in use.site.keywords if k.arg == "constants"), None)
            if keyword is not None and keyword not in told:
                told.add(keyword)
                yield Proposal(
                    keyword,
                    "Keras 3 layers take no `constants`: keep the tensor in the cell, or join it to the input",
                    Applicability.REVIEW,
                )


RULE = Rule("KER218", "rnn-constants", "3.0.0", "review", check, (b"constants",))
