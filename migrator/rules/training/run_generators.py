"""`evaluate_generator` and `predict_generator` become `evaluate` and `predict`.

## What it does

Renames the method and translates its arguments one by one, as KER401 does for `fit_generator`. The old methods showed
no progress unless they were asked to, so that `verbose=0` is added.

## Why

Keras 3 has neither method (AttributeError); `evaluate` and `predict` take generators and have parameters in another
order.

## Example

```python before
import tensorflow as tf
from data import batches

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
loss = model.evaluate_generator(batches(), 10)
values = model.predict_generator(batches(), steps=10, workers=4, verbose=1)
```

```python after
import tensorflow as tf
from data import batches

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
loss = model.evaluate(batches(), steps=10, verbose=0)
values = model.predict(batches(), steps=10, verbose=1)
```

```python before
from keras.layers import Dense, Input
from keras.models import Model

inputs = Input((3,))
model = Model(inputs, Dense(1)(inputs))

def forecast(generator, steps):
    return model.predict_generator(generator, steps, 20, 1, False)[0]
```

```python after
from keras.layers import Dense, Input
from keras.models import Model

inputs = Input((3,))
model = Model(inputs, Dense(1)(inputs))

def forecast(generator, steps):
    return model.predict(generator, steps=steps, verbose=0)[0]
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])

def predict_generator(inputs):
    for x in inputs:
        yield model.predict(x)

predict_generator([])
```

## Fix safety

Safe where the receiver is a model in every context that was seen and the code shows what each argument is. Unsafe
where the model is not in view and its name says that it is one.

## References

Keras 2.15 `engine/training.py`; Keras 2.2 `engine/training.py` (no `callbacks` yet); Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.generator_calls import generator_calls
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Uses of `evaluate_generator` and `predict_generator`."""
    for name in ("evaluate_generator", "predict_generator"):
        yield from generator_calls(module, name)


RULE = Rule("KER402", "run-generators", "3.0.0", "safe, unsafe or review", check, (b"_generator",))
