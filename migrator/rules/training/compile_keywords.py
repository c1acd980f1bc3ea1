"""`compile` takes no `sample_weight_mode=`, `experimental_run_tf_function=`, `target_tensors=`, ... any more.

## What it does

Removes what changes nothing: `sample_weight_mode`, which Keras 3 sees from the shape of the weights, and switches of
TensorFlow. `experimental_steps_per_execution=` becomes `steps_per_execution=`.

## Why

In Keras 3 they raise a TypeError ("got an unexpected keyword argument").

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

model = Sequential([Input((5, 3)), LSTM(4, return_sequences=True), Dense(1)])
model.compile("sgd", "mse", sample_weight_mode="temporal")
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

model = Sequential([Input((5, 3)), LSTM(4, return_sequences=True), Dense(1)])
model.compile("sgd", "mse")
```

```python before
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.compile(
    optimizer="sgd",
    loss="mse",
    experimental_run_tf_function=False,
    experimental_steps_per_execution=4,
)
```

```python after
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.compile(
    optimizer="sgd",
    loss="mse",
    steps_per_execution=4,
)
```

```python before unsafe
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse", options=run_options)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

class Timed(Sequential):
    def compile(self, *args, sample_weight_mode=None, **kwargs):
        super().compile(*args, **kwargs)

model = Timed([Input((3,)), Dense(1)])
model.compile("sgd", "mse", sample_weight_mode="temporal")
```

## Fix safety

Safe for what changed nothing that a model computes, where the receiver is a model in every context that was seen.
Unsafe for arguments of TensorFlow's sessions (`options=`, `run_metadata=`) and `class_mode=` of Keras 0.3. A
`target_tensors=` or `distribute=` that is not None is left for review: the targets must come with the data, and a
strategy is entered with `strategy.scope()`.

## References

Keras 2.15 `engine/training.py`; Keras 2.3 `engine/training.py`; Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import RemoveArgument, RenameArgument
from migrator.findings import Applicability
from migrator.keras_api.training import COMPILE_REMOVED
from migrator.rules.receivers import Verdict, method_calls
from migrator.rules.registry import Proposal, Rule

_ADVICE = {
    "target_tensors": "the targets come with the data",
    "distribute": "enter the strategy with `with strategy.scope():` where the model is made",
}


def check(module: Module) -> Iterator[Proposal]:
    """Calls of `compile` with such arguments."""
    for _, call, verdict in method_calls(module, {"compile"}):
        for keyword in call.keywords:
            if keyword.arg == "experimental_steps_per_execution":
                message = "Keras 3 calls this argument `steps_per_execution`"
                renamed = RenameArgument(call, keyword, "steps_per_execution")
                yield Proposal(keyword, verdict.about(message), verdict.applicability, (renamed,), verdict.proof)
            elif keyword.arg in COMPILE_REMOVED:
                yield _removal(module, call, keyword, verdict)


def _removal(module: Module, call: ast.Call, keyword: ast.keyword, verdict: Verdict) -> Proposal:
    assert keyword.arg is not None
    values = module.facts.arguments.get(keyword.value, [])
    idle = bool(values) and all(isinstance(v, Const) and v.value is None for v in values)
    message = f"`compile` of Keras 3 takes no `{keyword.arg}`"
    if keyword.arg in _ADVICE and not idle:
        return Proposal(keyword, verdict.about(f"{message}: {_ADVICE[keyword.arg]}"), Applicability.REVIEW)
    applicability = verdict.applicability
    if verdict.safe and not (COMPILE_REMOVED[keyword.arg] or idle):
        applicability = Applicability.UNSAFE
    return Proposal(keyword, verdict.about(message), applicability, (RemoveArgument(call, keyword),), verdict.proof)


RULE = Rule("KER406", "compile-keywords", "3.0.0", "safe, unsafe or review", check, (b"compile",))
