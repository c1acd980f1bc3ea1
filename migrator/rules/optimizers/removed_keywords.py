"""Keywords of optimizers that Keras 3 refuses: `schedule_decay`, `jit_compile`, two ways of clipping at once.

## What it does

Removes `schedule_decay=0.004`, the only value that Keras 3's Nadam knows, `jit_compile=` and `is_legacy_optimizer=`,
and names calls that clip gradients in two ways.

## Why

Keras 3 raises ValueError for keywords that it does not know, and since 3.2 where more than one of `clipnorm`,
`clipvalue` and `global_clipnorm` is given. Keras 2 did one after the other up to 2.10, and only the first that was
set since 2.11.

## Example

```python before
import keras

optimizer = keras.optimizers.Nadam(learning_rate=0.002, schedule_decay=0.004)
```

```python after
import keras

optimizer = keras.optimizers.Nadam(learning_rate=0.002)
```

```python before
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(1e-3, jit_compile=True)
```

```python after
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(1e-3)
```

```python before unsafe
from keras.optimizers import Nadam

optimizer = Nadam(learning_rate=0.002, schedule_decay=0.01)
```

```python after
from keras.optimizers import Nadam

optimizer = Nadam(learning_rate=0.002)
```

## Left alone

```python
from keras.optimizers import SGD

optimizer = SGD(0.1, clipnorm=1.0, clipvalue=None)
```

## Fix safety

Safe for `jit_compile`, which changes how fast an optimizer runs, and for `schedule_decay=0.004`. Another
`schedule_decay` is lost: unsafe. Which way of clipping stays is for a person to say.

## References

Keras 2.2.4 `optimizers.py` (Nadam); Keras 2.10 `optimizers/optimizer_v2/optimizer_v2.py` (`_transform_gradients`);
Keras 2.15 `optimizers/optimizer.py` (`_clip_gradients`); Keras 3 `optimizers/base_optimizer.py`,
`optimizers/nadam.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RemoveArgument
from migrator.findings import Applicability
from migrator.keras_api.optimizers import GONE_KEYWORDS, LOWERCASE_NAMES, OPTIMIZERS
from migrator.rules.registry import Proposal, Rule

_CLASSES = {f"keras.optimizers.{name}" for name in OPTIMIZERS | LOWERCASE_NAMES.keys()}
_CLIPPING = frozenset({"clipnorm", "clipvalue", "global_clipnorm"})
_NADAM_DECAY = 0.004


def check(module: Module) -> Iterator[Proposal]:
    """Calls of optimizers."""
    for call in module.calls:
        known = module.facts.callees.get(call, set())
        if not known or not known <= _CLASSES:
            continue
        for keyword in call.keywords:
            if keyword.arg in GONE_KEYWORDS:
                yield _gone(module, call, keyword)
        clipping = [k for k in call.keywords if k.arg in _CLIPPING and not _is(module, k.value, None)]
        if len(clipping) > 1:
            names = " and ".join(f"`{k.arg}`" for k in clipping)
            message = f"Keras 3 clips gradients in one way only: keep one of {names}"
            yield Proposal(clipping[1], message, Applicability.REVIEW)


def _gone(module: Module, call: ast.Call, keyword: ast.keyword) -> Proposal:
    message = f"Keras 3 optimizers take no `{keyword.arg}`"
    applicability = Applicability.SAFE
    if keyword.arg == "schedule_decay" and not _is(module, keyword.value, _NADAM_DECAY):
        message = "Keras 3's Nadam decays its momentum by 0.004, and takes no other `schedule_decay`"
        applicability = Applicability.UNSAFE
    return Proposal(keyword, message, applicability, (RemoveArgument(call, keyword),))


def _is(module: Module, node: ast.expr, constant: object) -> bool:
    """Whether an argument is a constant in every context."""
    values = module.facts.arguments.get(node, [])
    return bool(values) and all(isinstance(v, Const) and v.value == constant for v in values)


RULE = Rule(
    "KER607",
    "removed-optimizer-keywords",
    "3.0.0",
    "safe or unsafe or review",
    check,
    (b"schedule_decay", b"jit_compile", b"is_legacy_optimizer", b"clip"),
)
