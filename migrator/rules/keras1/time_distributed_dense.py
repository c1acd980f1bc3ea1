"""`TimeDistributedDense(n)` is `TimeDistributed(Dense(n))`.

## What it does

Wraps a `Dense` layer. What said the shape of the input, and the name, go to the wrapper.

## Why

Keras 2 and 3 do not have the class.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM, TimeDistributedDense

model = Sequential()
model.add(LSTM(8, input_shape=(5, 3), return_sequences=True))
model.add(TimeDistributedDense(4, activation="softmax", name="tags"))
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, TimeDistributed, Dense

model = Sequential()
model.add(LSTM(8, input_shape=(5, 3), return_sequences=True))
model.add(TimeDistributed(Dense(4, activation="softmax"), name="tags"))
```

```python before
from keras.models import Sequential
from keras.layers import TimeDistributedDense

model = Sequential()
model.add(TimeDistributedDense(output_dim=4, input_dim=3, input_length=5))
```

```python after
from keras.models import Sequential
from keras.layers import TimeDistributed, Dense

model = Sequential()
model.add(TimeDistributed(Dense(units=4), input_shape=(5, 3)))
```

## Left alone

```python
from keras.layers import Dense, TimeDistributed

layer = TimeDistributed(Dense(4))
```

## Fix safety

Safe: one `Dense` layer at each step, with the same weights.

## References

Keras 1.2.2 `layers/core.py`; <https://keras.io/api/layers/recurrent_layers/time_distributed/>.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, layer_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_OUTER = ("input_shape", "batch_input_shape", "name")
_MESSAGE = "Keras 3 has no `TimeDistributedDense`: it is `TimeDistributed(Dense(...))`"


def check(module: Module) -> Iterator[Proposal]:
    """Layers of the class."""
    for layer in layer_calls(module):
        if "TimeDistributedDense" in layer.classes:
            yield _wrapped(module, layer)


def _wrapped(module: Module, layer: LayerCall) -> Proposal:
    call = layer.call
    outer = spell(module, "keras.layers.TimeDistributed", call)
    inner = spell(module, "keras.layers.Dense", call)
    plain = layer.kind == "make" and layer.certain and layer.whole and len(layer.classes) == 1
    unclear = layer.is_starred() or layer.open or layer.unpacked or layer.keyword("weights") is not None
    if outer is None or inner is None or not plain or unclear:
        return Proposal(call, _MESSAGE, Applicability.REVIEW)
    arguments, around = _split(module, call)
    text = f"{outer.text}({inner.text}({', '.join(arguments)})"
    text += "".join(f", {argument}" for argument in around) + ")"
    edit = ReplaceExpression(call, text)
    return Proposal(call, _MESSAGE, Applicability.SAFE, (edit, *outer.operations, *inner.operations))


def _split(module: Module, call: ast.Call) -> tuple[list[str], list[str]]:
    """The arguments of the Dense layer, and those of the wrapper."""
    segment = module.source.segment
    inner = [segment(argument) for argument in call.args]
    inner += [segment(k) for k in call.keywords if k.arg not in {*_OUTER, "input_dim", "input_length"}]
    around = [segment(k) for k in call.keywords if k.arg in _OUTER]
    given = {k.arg: segment(k.value) for k in call.keywords}
    if "input_dim" in given:
        around.insert(0, f"input_shape=({given.get('input_length', 'None')}, {given['input_dim']})")
    return inner, around


RULE = Rule("KER906", "keras1-time-distributed-dense", "3.0.0", "safe or review", check, (b"TimeDistributedDense",))
