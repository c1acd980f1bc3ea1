"""Methods of optimizers that are gone: `minimize`, `get_updates`, `get_gradients`, `get_weights` and others.

## What it does

Names calls of these methods on optimizers, reads of `optimizer.weights`, and classes of the program that define an
optimizer in the way of Keras 2.

## Why

Keras 3 optimizers have `apply_gradients` and `apply`; the rest of what Keras 2 had raises AttributeError, and
`variables` is a list that cannot be called. An optimizer of the program's own is asked for `build` and `update_step`,
never for `get_updates` or `_resource_apply_dense`.

## Found

```python
import keras

optimizer = keras.optimizers.SGD(0.1)
optimizer.minimize(loss, variables)      # review
state = optimizer.get_weights()          # review
number = len(optimizer.weights)          # review
```

## Left alone

```python
import keras

optimizer = keras.optimizers.SGD(0.1)
optimizer.apply_gradients(zip(gradients, variables))
state = [v.numpy() for v in optimizer.variables]
kernel = keras.layers.Dense(2).weights
```

```python
import keras
from scipy import optimize

result = optimize.minimize(cost, start)
```

## Fix safety

No edit: what takes the place of a method depends on the loop around it.

## References

Keras 2.3.1 `optimizers.py`; Keras 2.10 `optimizers/optimizer_v2/optimizer_v2.py`; Keras 2.15 `optimizers/optimizer.py`;
Keras 3 `optimizers/base_optimizer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import ClassInfo, ClassValue, Symbol
from migrator.findings import Applicability
from migrator.keras_api.optimizers import GONE_ATTRIBUTES, GONE_METHODS
from migrator.rules.learning_rates import owner
from migrator.rules.registry import Proposal, Rule

_OWN = frozenset({"get_updates", "_resource_apply_dense", "_resource_apply_sparse", "_create_slots"})


def check(module: Module) -> Iterator[Proposal]:
    """Methods of optimizers that Keras 3 lacks, called or defined, and attributes."""
    for call in module.calls:
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr not in GONE_METHODS:
            continue
        found = owner(module, function.value, module.facts.receivers.get(function, []))
        if found is None:
            continue
        why = f"; {found[1]}" if found[1] else ""
        if function.attr == "variables":
            message = f"In Keras 3 {GONE_METHODS[function.attr]}, and not a method{why}"
        else:
            message = f"Keras 3 optimizers have no `{function.attr}`: {GONE_METHODS[function.attr]}{why}"
        yield Proposal(function, message, Applicability.REVIEW)
    for node in module.attributes:
        if node.attr in GONE_ATTRIBUTES:
            found = owner(module, node.value, module.facts.receivers.get(node, []))
            if found is not None:
                why = f"; {found[1]}" if found[1] else ""
                message = f"Keras 3 optimizers have no `{node.attr}`: {GONE_ATTRIBUTES[node.attr]}{why}"
                yield Proposal(node, message, Applicability.REVIEW)
    for info in {info.node: info for info in module.facts.classes}.values():
        own = sorted(_OWN & info.methods.keys())
        if own and _is_optimizer(info):
            message = f"Keras 3 never calls `{own[0]}`: write `build` and `update_step` for `{info.node.name}`"
            yield Proposal(info.methods[own[0]].node, message, Applicability.REVIEW)


def _is_optimizer(info: ClassInfo) -> bool:
    """Whether a class inherits from an optimizer of Keras."""
    bases = [base for ancestor in info.lineage() for base in ancestor.bases]
    return any(isinstance(b, Symbol) and b.path.startswith("keras.optimizers.") for b in bases) and not any(
        isinstance(b, ClassValue) and b.info is info for b in bases
    )


RULE = Rule("KER608", "removed-optimizer-methods", "3.0.0", "review", check)
