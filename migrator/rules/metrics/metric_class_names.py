"""`metrics=['AUC']` is reported as `AUC`, no longer as `auc`.

## What it does

Names the places that go through all keys of the logs of a model that was compiled with the name of a metric's class in
a string: `sorted(history.history)`, a `DataFrame` of them, `for name in history.history`. Where one key is read by its
old name, KER409 and KER425 write the new one.

## Why

Keras 2 made `auc` of `'AUC'`, `precision` of `'Precision'` and `root_mean_squared_error` of `'RootMeanSquaredError'`.
Keras 3 reports the name as it was given to `compile`: the program goes on with other keys, columns or titles, without a
word.

## Found

```python
import pandas as pd
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=["AUC", "Precision"])
history = model.fit(x, y)
table = pd.DataFrame(history.history)  # review
for name, values in history.history.items():  # review
    print(name, values[-1])
```

## Left alone

```python
import pandas as pd
from keras.metrics import AUC
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=["accuracy", AUC(name="auc")])
table = pd.DataFrame(model.fit(x, y).history)
```

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=["AUC"])
print(model.fit(x, y).history["loss"])
```

## Fix safety

No edit: give `compile` the metric under the name that the program wants, `keras.metrics.AUC(name="auc")`.

## References

Keras 2.15 `engine/compile_utils.py`, `utils/generic_utils.py` (`to_snake_case`); Keras 3 `trainers/compile_utils.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.training_logs import goes_through_keys, histories, places


def check(module: Module) -> Iterator[Proposal]:
    """Places that go through the keys of logs with such a metric."""
    for logs, receivers in histories(module):
        names = sorted({name for receiver in receivers for name in _class_names(receiver)})
        for node in places(module, logs) if names else ():
            if goes_through_keys(module, node):
                said = ", ".join(f"`{name}`" for name in names)
                message = f"Keras 3 reports {said} by this name, Keras 2 made one of small letters of it"
                yield Proposal(node, message, Applicability.REVIEW)


def _class_names(receiver: Receiver) -> list[str]:
    """The names of classes that `compile` was given as strings."""
    compiled = receiver.record.compiled if receiver.record is not None else None
    given = (name for name in compiled.metrics or () if name is not None) if compiled is not None else ()
    functions = compiled.functions if compiled is not None else ()
    return [name for name in given if name not in functions and _is_class_name(name)]


def _is_class_name(name: str) -> bool:
    """Whether a string is the name of a class; `MSE` is one of a function."""
    return name[:1].isupper() and (not name.isupper() or name == "AUC")


RULE = Rule("KER707", "metric-class-names", "3.0.0", "review", check, (b"history",))
