"""`activations.relu(x, alpha=...)` calls the slope `negative_slope`.

## What it does

Renames the argument.

## Why

`keras.activations.relu` of Keras 3 takes no `alpha` (TypeError). The layer `LeakyReLU` still takes it.

## Example

```python before
from keras import activations


def leaky(x):
    return activations.relu(x, alpha=0.1, max_value=6.0)
```

```python after
from keras import activations


def leaky(x):
    return activations.relu(x, negative_slope=0.1, max_value=6.0)
```

## Left alone

```python
from keras import activations
from keras.layers import LeakyReLU

layers = [LeakyReLU(alpha=0.1), LeakyReLU(0.1)]


def leaky(x):
    return activations.elu(activations.relu(x, 0.1), alpha=0.5)
```

## Fix safety

Safe: the same argument under the name that Keras 3 gives it.

## References

Keras 2.15 `activations.py`; Keras 3 `activations/activations.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the function with Keras 2's keyword."""
    for call in module.calls:
        keyword = next((k for k in call.keywords if k.arg == "alpha"), None)
        if keyword is not None and "keras.activations.relu" in module.facts.callees.get(call, ()):
            sure = module.facts.sole_symbol(call) is not None
            yield Proposal(
                keyword,
                "Keras 3 calls this argument of `relu` `negative_slope`",
                Applicability.SAFE if sure else Applicability.REVIEW,
                (RenameArgument(call, keyword, "negative_slope"),) if sure else (),
            )


RULE = Rule("KER851", "relu-alpha", "3.0.0", "safe or review", check, (b"alpha",))
