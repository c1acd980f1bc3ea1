"""`KerasClassifier` and `KerasRegressor` of `keras.wrappers.scikit_learn` are gone.

## What it does

Reports imports of them. The package SciKeras has classes of these names that take most of the old arguments; Keras
3.8 and later has `keras.wrappers.SKLearnClassifier` and `SKLearnRegressor`, which take a model or a function that
makes one.

## Why

Keras 3 has no `keras.wrappers.scikit_learn` (ModuleNotFoundError); Keras 2 took it out in 2.13.

## Left alone

```python
from scikeras.wrappers import KerasClassifier
```

```python
from keras.wrappers import SKLearnClassifier
```

## Fix safety

No edit: `build_fn` and the arguments of `fit` are given in another way by each of the two.

## References

Keras 2.12 `wrappers/scikit_learn.py`; <https://keras.io/api/utils/sklearn_wrappers/>;
<https://github.com/adriangb/scikeras>.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER111", "sklearn-wrapper", "3.0.0", "review", partial(moved_names, code="KER111"), (b"keras",))
