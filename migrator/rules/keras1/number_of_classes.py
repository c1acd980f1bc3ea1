"""`to_categorical(y, nb_classes=n)` calls the number `num_classes`.

## What it does

Renames the argument.

## Why

Keras 2 and 3 refuse Keras 1's name.

## Example

```python before
from keras.utils import to_categorical

y = to_categorical([0, 1, 2], nb_classes=3)
```

```python after
from keras.utils import to_categorical

y = to_categorical([0, 1, 2], num_classes=3)
```

## Left alone

```python
from keras.utils import to_categorical

nb_classes = 3
y = to_categorical([0, 1, 2], nb_classes)
```

`nb_words=` of `Tokenizer` and of the loaders of data sets is still read.

## Fix safety

Safe: the same argument under its later name.

## References

Keras 1.2.2 `utils/np_utils.py`; Keras 3 `utils/numerical_utils.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RenameArgument
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_FUNCTIONS = frozenset({"keras.utils.to_categorical", "keras.utils.np_utils.to_categorical"})


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the function with Keras 1's keyword."""
    for call in module.calls:
        keyword = next((k for k in call.keywords if k.arg == "nb_classes"), None)
        if keyword is None or module.facts.callees.get(call, set()).isdisjoint(_FUNCTIONS):
            continue
        sure = module.facts.sole_symbol(call) is not None
        edits = (RenameArgument(call, keyword, "num_classes"),) if sure else ()
        applicability = Applicability.SAFE if sure else Applicability.REVIEW
        yield Proposal(keyword, "Keras 3 calls this argument `num_classes`", applicability, edits)


RULE = Rule("KER908", "keras1-number-of-classes", "3.0.0", "safe or review", check, (b"nb_classes",))
