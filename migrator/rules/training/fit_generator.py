"""`fit_generator` becomes `fit`.

## What it does

Renames the method and translates its arguments one by one: positional ones get the names that they stood for,
`generator=` becomes `x=`, `nb_epoch=` `epochs=`; `workers=`, `use_multiprocessing=`, `max_queue_size=` and their older
names go. `samples_per_epoch=n` becomes `steps_per_epoch=n // data.batch_size` where the data is one of Keras' own
iterators, as Keras 2.0 to 2.2 did; of other generators the batch size is not in view, and the call is left for review.

## Why

Keras 3 has no `fit_generator` (AttributeError); `fit` takes generators and has parameters in another order. Threads and
processes that fetch batches are set up in the constructor of a `PyDataset` and nowhere else.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

def batches():
    while True:
        yield load()

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
history = model.fit_generator(batches(), 20, 5, validation_data=batches(), validation_steps=4, workers=2)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

def batches():
    while True:
        yield load()

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
history = model.fit(batches(), steps_per_epoch=20, epochs=5, validation_data=batches(), validation_steps=4)
```

```python before
from keras.models import Sequential
from keras.layers import Dense, Input
from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator

train = TimeseriesGenerator(x, y, length=4, batch_size=8)
model = Sequential([Input((4, 3)), Dense(1)])
model.fit_generator(
    generator=train,
    samples_per_epoch=n_train,  # one pass
    nb_epoch=3,
    pickle_safe=True,
)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input
from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator

train = TimeseriesGenerator(x, y, length=4, batch_size=8)
model = Sequential([Input((4, 3)), Dense(1)])
model.fit(
    x=train,
    steps_per_epoch=n_train // train.batch_size,  # one pass
    epochs=3,
)
```

```python before unsafe
from keras.models import load_model
from project import build_model, train_data

model = build_model()
model.fit_generator(train_data(), steps_per_epoch=20, epochs=5, max_queue_size=4)
```

```python after
from keras.models import load_model
from project import build_model, train_data

model = build_model()
model.fit(train_data(), steps_per_epoch=20, epochs=5)
```

## Left alone

```python
from keras.models import Sequential

class Trainer:
    def fit_generator(self, generator, steps):
        return sum(next(generator) for _ in range(steps))

Trainer().fit_generator(iter([1, 2, 3]), 2)
```

## Fix safety

Safe where the receiver is a model in every context that was seen and the code shows what each argument is. Threads and
processes only made batches ready earlier, so that the numbers are the same. Unsafe where the model is not in view and
its name says that it is one, and where `nb_val_samples` counts samples: Keras 2 took that for batches. What a generator
of validation data gives in later epochs is another matter (KER428).

## References

Keras 2.15 `engine/training.py`; Keras 2.2 `legacy/interfaces.py`; Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.rules.generator_calls import generator_calls
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Uses of `fit_generator`."""
    return generator_calls(module, "fit_generator")


RULE = Rule("KER401", "fit-generator", "3.0.0", "safe, unsafe or review", check, (b"fit_generator",))
