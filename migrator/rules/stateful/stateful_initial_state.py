"""A stateful layer that is called with `initial_state=` starts from it at every batch in Keras 3.

## What it does

Reports the call.

## Why

Keras 2 took the initial state only while the stored state was all zeros, after a reset; from the second batch on it
went on from what it had stored. Keras 3 takes it at every batch: nothing is carried over, and no message says so.

## Example

Reported, not edited:

```text
outputs = LSTM(4, stateful=True)(inputs, initial_state=[h, c])
```

## Left alone

```python
from keras.layers import LSTM, Input

inputs, h, c = Input((5, 3)), Input((4,)), Input((4,))
outputs = LSTM(4)(inputs, initial_state=[h, c])
```

## Fix safety

Nothing is edited. To start from a state once, assign it to the layer's state variables after each reset, and call the
layer without `initial_state`.

## References

Keras 2.15 `layers/rnn/base_rnn.py` (`_process_inputs`); Keras 3 `layers/rnn/rnn.py` (`call`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of stateful layers with an initial state."""
    for fact in module.facts.layers.values():
        if not any(value.stateful for value in fact.values):
            continue
        for use in fact.uses:
            if use.kind != "applied" or not isinstance(use.site, ast.Call) or not module.owns(use.site):
                continue
            keyword = next((k for k in use.site.keywords if k.arg == "initial_state"), None)
            if keyword is not None and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):
                yield Proposal(
                    keyword,
                    "Keras 3 starts a stateful layer from `initial_state` at every batch, Keras 2 only after a reset: "
                    "assign it to the layer's `states` after each reset",
                    Applicability.REVIEW,
                )


RULE = Rule("KER309", "stateful-initial-state", "3.0.0", "review", check, (b"initial_state",))
