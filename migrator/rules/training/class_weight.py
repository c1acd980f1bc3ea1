"""`fit(class_weight='auto')` gives no weights, and raises.

## What it does

Removes a `class_weight` that is a string.

## Why

Keras up to 2.3 took anything but a dict for no weights, so that `'auto'` and `'balanced'` changed nothing. Keras 2.15
and Keras 3 raise an AttributeError ("'str' object has no attribute").

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, epochs=3, class_weight='auto')
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, epochs=3)
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, epochs=3, class_weight={0: 1.0, 1: 4.0})
```

## Fix safety

Safe where the receiver is a model in every context that was seen: the same as before. If weights were meant, give a
dict of them by class. `class_weight` together with `sample_weight` is left for review: Keras 2 multiplied them, Keras 3
raises a ValueError.

## References

Keras 2.3 `engine/training_utils.py` (`standardize_weights`); Keras 3 `trainers/data_adapters/array_data_adapter.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RemoveArgument
from migrator.findings import Applicability
from migrator.keras_api.training import GENERATOR_METHODS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule

_METHODS = frozenset({"fit", "train_on_batch"}) | GENERATOR_METHODS.keys()


def check(module: Module) -> Iterator[Proposal]:
    """Class weights that are no dict."""
    for _, call, verdict in method_calls(module, _METHODS):
        keywords = {k.arg: k for k in call.keywords if k.arg is not None}
        keyword = keywords.get("class_weight")
        if keyword is None:
            continue
        values = module.facts.arguments.get(keyword.value, [])
        if values and all(isinstance(v, Const) and isinstance(v.value, str) for v in values):
            message = "a `class_weight` that is a string gave no weights up to Keras 2.3, and raises since"
            removal = RemoveArgument(call, keyword)
            yield Proposal(keyword, verdict.about(message), verdict.applicability, (removal,), verdict.proof)
        elif "sample_weight" in keywords and not any(_is_none(module, keywords[n].value) for n in _BOTH):
            message = "Keras 3 takes `class_weight` or `sample_weight`, not both: multiply the weights of the samples"
            yield Proposal(keyword, verdict.about(message), Applicability.REVIEW)


_BOTH = ("class_weight", "sample_weight")


def _is_none(module: Module, value: ast.expr) -> bool:
    values = module.facts.arguments.get(value, [])
    return bool(values) and all(isinstance(v, Const) and v.value is None for v in values)


RULE = Rule("KER426", "class-weight", "3.0.0", "safe, unsafe or review", check, (b"class_weight",))
