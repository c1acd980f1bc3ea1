"""Keras 1's regularizers and constraints: `l1l2`, `WeightRegularizer`, `activity_l2`, `maxnorm`, `nonneg`, `unitnorm`.

## What it does

Writes the later names, in code and in the strings that layers are given (`kernel_constraint='maxnorm'`), and
`max_value=` for `m=` of the norm.

## Why

Keras 2 dropped Keras 1's regularizers and kept the constraints until 2.3, their strings until 2.15. Keras 3 has none.

## Example

```python before
from keras.constraints import maxnorm, nonneg
from keras.layers import Dense
from keras.regularizers import WeightRegularizer, activity_l2

first = Dense(4, kernel_constraint=maxnorm(m=2), activity_regularizer=activity_l2(0.01))
second = Dense(4, kernel_regularizer=WeightRegularizer(l1=0.1), bias_constraint=nonneg())
third = Dense(4, kernel_constraint="unitnorm")
```

```python after
from keras.constraints import max_norm, non_neg
from keras.layers import Dense
from keras.regularizers import L1L2, l2

first = Dense(4, kernel_constraint=max_norm(max_value=2), activity_regularizer=l2(0.01))
second = Dense(4, kernel_regularizer=L1L2(l1=0.1), bias_constraint=non_neg())
third = Dense(4, kernel_constraint="unit_norm")
```

```python before
from keras import regularizers
from keras.layers import Dense

layer = Dense(4, kernel_regularizer=regularizers.l1l2(l1=0.1))
```

```python after
from keras import regularizers
from keras.layers import Dense

layer = Dense(4, kernel_regularizer=regularizers.l1_l2(l1=0.1, l2=0.01))
```

## Left alone

```python
from keras.constraints import max_norm
from keras.layers import Dense

layer = Dense(4, kernel_constraint=max_norm(2), bias_constraint="non_neg")
```

## Fix safety

Safe: the same under its later name.

## References

Keras 1.2.2 `regularizers.py`, `constraints.py`; Keras 2.2.4 `constraints.py`; Keras 3 `constraints/__init__.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RenameArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import layer_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.renamed_symbols import renamed

_CONSTRAINTS = {"maxnorm": "max_norm", "nonneg": "non_neg", "unitnorm": "unit_norm"}
_NAMES = {
    **{f"keras.constraints.{old}": f"keras.constraints.{new}" for old, new in _CONSTRAINTS.items()},
    "keras.regularizers.l1l2": "keras.regularizers.l1_l2",
    "keras.regularizers.WeightRegularizer": "keras.regularizers.L1L2",
    "keras.regularizers.ActivityRegularizer": "keras.regularizers.L1L2",
    "keras.regularizers.activity_l1": "keras.regularizers.l1",
    "keras.regularizers.activity_l2": "keras.regularizers.l2",
    "keras.regularizers.activity_l1l2": "keras.regularizers.l1_l2",
}
_NORMS = frozenset({"keras.constraints.maxnorm", "keras.constraints.max_norm", "keras.constraints.MaxNorm"})


def check(module: Module) -> Iterator[Proposal]:
    """Regularizers and constraints that are named as in Keras 1."""
    yield from renamed(module, _NAMES, "Keras 3 has no `{}`: it is `{}`")
    for call in module.calls:
        keyword = next((k for k in call.keywords if k.arg == "m"), None)
        if keyword is not None and module.facts.sole_symbol(call) in _NORMS:
            edit = RenameArgument(call, keyword, "max_value")
            yield Proposal(keyword, "Keras 3 calls `m` of a norm `max_value`", Applicability.SAFE, (edit,))
    for layer in layer_calls(module):
        for keyword in layer.call.keywords:
            if (keyword.arg or "").endswith("_constraint") and layer.certain:
                yield from _string(module, keyword.value)


def _string(module: Module, value: ast.expr) -> Iterator[Proposal]:
    if isinstance(value, ast.Constant) and value.value in _CONSTRAINTS:
        old, new = str(value.value), _CONSTRAINTS[str(value.value)]
        edit = ReplaceExpression(value, module.source.segment(value).replace(old, new))
        yield Proposal(value, f"Keras 3 knows no constraint '{old}': it is '{new}'", Applicability.SAFE, (edit,))


RULE = Rule(
    "KER910",
    "keras1-regularizers-constraints",
    "3.0.0",
    "safe or review",
    check,
    (b"l1l2", b"WeightRegularizer", b"ActivityRegularizer", b"activity_l", b"norm", b"nonneg"),
)
