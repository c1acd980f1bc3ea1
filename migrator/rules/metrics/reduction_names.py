"""`keras.losses.Reduction.NONE` is the string `"none"`.

## What it does

Writes the members of `keras.losses.Reduction` as the strings that losses of Keras 3 take, and `reduction="auto"` as
what it stood for, `"sum_over_batch_size"`.

## Why

`keras` has no `Reduction` any more (AttributeError, ImportError). `tf.keras` still has it, but losses refuse its `AUTO`
(ValueError).

## Example

```python before
import keras
import tensorflow as tf

loss = keras.losses.BinaryCrossentropy(from_logits=True, reduction=keras.losses.Reduction.NONE)
other = tf.keras.losses.MeanSquaredError(reduction=tf.keras.losses.Reduction.AUTO)
third = keras.losses.MeanSquaredError(reduction="auto")
```

```python after
import keras
import tensorflow as tf

loss = keras.losses.BinaryCrossentropy(from_logits=True, reduction="none")
other = tf.keras.losses.MeanSquaredError(reduction="sum_over_batch_size")
third = keras.losses.MeanSquaredError(reduction="sum_over_batch_size")
```

```python before
from tensorflow.keras.losses import MeanSquaredError, Reduction

loss = MeanSquaredError(reduction=Reduction.SUM)
```

```python after
from tensorflow.keras.losses import MeanSquaredError, Reduction

loss = MeanSquaredError(reduction="sum")
```

## Left alone

```python
import keras
import tensorflow as tf

loss = keras.losses.MeanSquaredError(reduction="sum")
weights = dict(reduction="auto")
```

## Fix safety

Safe: the members were these strings in Keras 2. Under a distribution strategy `AUTO` was refused in loops of one's own;
there is no such check in Keras 3.

## References

Keras 2.15 `utils/losses_utils.py` (`ReductionV2`); Keras 3 `losses/loss.py` (`standardize_reduction`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.metric_keys import requoted
from migrator.rules.registry import Proposal, Rule

_MEMBERS = {"AUTO": "sum_over_batch_size", "NONE": "none", "SUM": "sum", "SUM_OVER_BATCH_SIZE": "sum_over_batch_size"}


def check(module: Module) -> Iterator[Proposal]:
    """Members of `Reduction`, and `reduction="auto"`."""
    for node in module.attributes:
        name = _MEMBERS.get(node.attr)
        if name is not None and module.facts.sole_symbol(node.value) == "keras.losses.Reduction":
            message = f'`Reduction.{node.attr}` of Keras 2 is `"{name}"`'
            operation = ReplaceExpression(node, f'"{name}"')
            yield Proposal(node, message, Applicability.SAFE, (operation,))
    for call in module.calls:
        symbol = module.facts.sole_symbol(call) or ""
        if symbol.startswith("keras.losses.") and symbol.rpartition(".")[2][:1].isupper():
            for keyword in call.keywords:
                value = keyword.value
                if keyword.arg == "reduction" and isinstance(value, ast.Constant) and value.value == "auto":
                    operation = ReplaceExpression(value, requoted(module, value, _MEMBERS["AUTO"]))
                    message = "losses of Keras 3 take no `reduction='auto'`"
                    yield Proposal(value, message, Applicability.SAFE, (operation,))


RULE = Rule("KER702", "reduction-names", "3.0.0", "safe", check, (b"eduction",))
