"""`Adam(lr=...)` is `Adam(learning_rate=...)` in Keras 3.

## What it does

Renames the keyword in calls of Keras' optimizers.

## Why

`lr` was the name up to Keras 2.2 and an accepted second name up to 2.10. Keras 2.11 - 2.15 took it and trained with the
default rate instead. Keras 3 raises `ValueError: Argument(s) not recognized: {'lr': 0.01}`.

## Example

```python before
from keras.optimizers import Adam

optimizer = Adam(lr=0.01, clipnorm=1.0)
```

```python after
from keras.optimizers import Adam

optimizer = Adam(learning_rate=0.01, clipnorm=1.0)
```

```python before
import tensorflow as tf

kind = tf.keras.optimizers.RMSprop if fast else tf.keras.optimizers.SGD
optimizer = kind(lr=rate)
```

```python after
import tensorflow as tf

kind = tf.keras.optimizers.RMSprop if fast else tf.keras.optimizers.SGD
optimizer = kind(learning_rate=rate)
```

```python before
import functools
from keras.optimizers import SGD

make = functools.partial(SGD, lr=0.1)
```

```python after
import functools
from keras.optimizers import SGD

make = functools.partial(SGD, learning_rate=0.1)
```

```python before
from keras.optimizers import SGD

options = dict(lr=0.1, nesterov=True)
optimizer = SGD(**options)
other = SGD(momentum=0.9, **{"lr": 0.1})
```

```python after
from keras.optimizers import SGD

options = dict(learning_rate=0.1, nesterov=True)
optimizer = SGD(**options)
other = SGD(momentum=0.9, **{"learning_rate": 0.1})
```

## Found

```python
from keras.optimizers import SGD

options = {"lr": 0.1}
print(options["lr"])
optimizer = SGD(**options)      # review
```

## Left alone

```python
from keras.optimizers import Adam

optimizer = Adam(0.01)
other = Adam(learning_rate=0.01)
```

```python
import keras
from torch import optim

optimizer = optim.Adam(params, lr=0.01)
```

```python
import keras

def Adam(lr):
    return lr

Adam(lr=0.01)
```

## Fix safety

Safe: the same argument under the name that Keras 3 gives it. After it the program trains with the rate that it names,
also where it was last run with Keras 2.11 - 2.15, which did not. In a dict it is renamed where the dict is written in
the call, or for this call alone. A call that gives both names, that gets `lr` through a `**` of something else, or that
may call something else than an optimizer of Keras is left to a person.

## References

Keras 2.3.1 `optimizers.py`; Keras 2.10 `optimizers/optimizer_v2/optimizer_v2.py` (`kwargs.get("lr", ...)`); Keras 2.15
`optimizers/optimizer.py` (`_process_kwargs`); Keras 3 `optimizers/base_optimizer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.keras_api.optimizers import LOWERCASE_NAMES, OPTIMIZERS
from migrator.rules.guards import is_guarded
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import resolve
from migrator.rules.unpacked import renamed_entry

_CLASSES = {f"keras.optimizers.{name}" for name in OPTIMIZERS | LOWERCASE_NAMES.keys()}
_MESSAGE = "Keras 3 calls this argument `learning_rate`"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of optimizers with Keras 2's keyword."""
    for call in module.calls:
        known = _called(module, call)
        if not known & _CLASSES:
            continue
        keyword = next((k for k in call.keywords if k.arg == "lr"), None)
        if keyword is not None and not is_guarded(module, call):
            yield _judge(module, call, keyword, known <= _CLASSES)
        elif "lr" in module.facts.unpacked.get(call, ()):
            rename = renamed_entry(module, call, "lr", "learning_rate") if known <= _CLASSES else None
            if rename is not None and not is_guarded(module, call):
                yield Proposal(call, _MESSAGE, Applicability.SAFE, (rename,))
                continue
            message = f"{_MESSAGE}; here it arrives through `**` as `lr`: rename it where it is put in"
            yield Proposal(call, message, Applicability.REVIEW)


def _called(module: Module, call: ast.Call) -> set[str]:
    """What a call calls, or `functools.partial` will."""
    if call.args and resolve(module, call.func) == "functools.partial":
        return module.facts.symbols.get(call.args[0], set())
    return module.facts.callees.get(call, set())


def _judge(module: Module, call: ast.Call, keyword: ast.keyword, only_optimizers: bool) -> Proposal:
    twice = "learning_rate" in module.facts.unpacked.get(call, ()) or any(
        k.arg == "learning_rate" for k in call.keywords
    )
    if twice:
        message = f"{_MESSAGE}, and this call has both: keep one (`lr` won in Keras 2.10, the other since 2.11)"
        return Proposal(keyword, message, Applicability.REVIEW)
    if not only_optimizers:
        message = f"{_MESSAGE}; on some paths this is not a call of an optimizer of Keras"
        return Proposal(keyword, message, Applicability.REVIEW)
    return Proposal(keyword, _MESSAGE, Applicability.SAFE, (RenameArgument(call, keyword, "learning_rate"),))


RULE = Rule("KER601", "learning-rate-keyword", "3.0.0", "safe or review", check, (b"lr",))
