"""`Embedding(..., input_length=n)` first in a Sequential becomes a leading `Input(shape=(n,))`.

## What it does

Puts `Input(shape=(n,))` in front of an `Embedding` that is the first layer of its model, and takes `input_length=`
off; elsewhere the argument goes. An `Embedding` that is first and says no length gets `Input(shape=(None,))` in front
where the file asks the model for its weights, summary or outputs.

## Why

Keras 3.0 and 3.1 refuse the argument; later ones ignore it, and the model stays without a shape: `get_weights()` is
empty, `set_weights`, `load_weights` and `summary` do not do what they did, silently. In Keras 2 a model that begins
with an `Embedding` has its weights at once.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Embedding, Flatten

model = Sequential()
model.add(Embedding(100, 8, input_length=20, mask_zero=False))
model.add(Flatten())
model.add(Dense(1))
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Embedding, Flatten, Input

model = Sequential()
model.add(Input(shape=(20,)))
model.add(Embedding(100, 8, mask_zero=False))
model.add(Flatten())
model.add(Dense(1))
```

```python before
from keras.models import Sequential
from keras.layers import Dense, Embedding, LSTM

model = Sequential([Embedding(100, 8), LSTM(4), Dense(1)])
model.summary()
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Embedding, LSTM, Input

model = Sequential([Input(shape=(None,)), Embedding(100, 8), LSTM(4), Dense(1)])
model.summary()
```

```python before
from keras.layers import Embedding, Input

words = Input(shape=(20,))
vectors = Embedding(100, 8, input_length=20)(words)
```

```python after
from keras.layers import Embedding, Input

words = Input(shape=(20,))
vectors = Embedding(100, 8)(words)
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Embedding, LSTM

model = Sequential([Embedding(100, 8), LSTM(4), Dense(1)])
```

Keras 2 refuses to make such a model, for the stateful layer has no size of its batch: it is Keras 3's.

```python
from keras.models import Sequential
from keras.layers import Dense, Embedding, LSTM

model = Sequential([Embedding(100, 8), LSTM(4, stateful=True), Dense(1)])
model.build((32, 10))
model.summary()
```

```python
from keras.models import Sequential
from keras.layers import Dense, Embedding, Flatten

model = Sequential([Embedding(100, 8), Flatten(), Dense(1)])
model.build((32, 10))
model.summary()
```

## Fix safety

Safe where the layer is the first of a Sequential on every path in view, or never is. `Input(shape=(None,))` is unsafe
where the model has layers of which it is not known whether they can be built without a length.

## References

Keras 2.15 `layers/core/embedding.py`; Keras 3 `layers/core/embedding.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.first_layer import decisions
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Embeddings that say how long their input is, or that gave a model its shape without a word."""
    for decision in decisions(module):
        if decision.shape.form not in {"input_length", "implicit"} or decision.placement == "guarded":
            continue
        if decision.shape.form == "implicit":
            if decision.placement != "first":
                continue
            message = "a model that begins with an `Embedding` had its weights at once in Keras 2; Keras 3 asks for"
            message += " `Input(shape=(None,))` in front"
        elif decision.placement == "first":
            message = "Keras 3 ignores `input_length` of `Embedding`: the model would have no shape and no weights yet"
        elif decision.placement == "unused":
            message = f"Keras 3 wants no `input_length` of `Embedding`; Keras 2 ignored it here ({decision.reason})"
        else:
            message = f"Keras 3 ignores `input_length` of `Embedding`, and {decision.reason}: put"
            message += f" `Input({decision.shape.argument})` in front of the first layer"
        yield Proposal(
            decision.node,
            message,
            Applicability.REVIEW if decision.placement == "review" else decision.applicability,
            decision.operations,
            decision.proof,
        )


RULE = Rule("KER207", "embedding-input-length", "3.0.0", "safe or review", check, (b"Embedding",))
