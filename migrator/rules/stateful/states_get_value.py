"""`K.get_value(layer.states[0])` is `layer.states[0].numpy()` in Keras 3.

## What it does

Reads the state variable of a recurrent layer itself, where `K.get_value` or `K.eval` read it.

## Why

`keras.backend` of Keras 3 has neither function. `tf.keras.backend` has both, and they read the variables of Keras 3.

## Example

```python before
from keras import backend as K
from keras.layers import LSTM

memory = LSTM(4, stateful=True)
states = [K.get_value(s) for s in memory.states]
last = K.eval(memory.states[1])
```

```python after
from keras import backend as K
from keras.layers import LSTM

memory = LSTM(4, stateful=True)
states = [s.numpy() for s in memory.states]
last = memory.states[1].numpy()
```

## Left alone

```python
from tensorflow.keras import backend as K
from tensorflow.keras.layers import LSTM

memory = LSTM(4, stateful=True)
states = [K.get_value(s) for s in memory.states]
```

## Fix safety

Safe: the states of a layer are variables in both, and `numpy()` is what `K.get_value` called.

## References

Keras 2.15 `backend.py` (`get_value`); Keras 3 `layers/rnn/rnn.py` (`states`).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api.backend_functions import shorter
from migrator.rules.guards import is_guarded
from migrator.rules.keras_backend import backend_uses, variable_kind, works_in_tensorflow
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import replace_call, sole_argument


def check(module: Module) -> Iterator[Proposal]:
    """State variables that are read through the backend."""
    for use in backend_uses(module):
        if use.function not in {"get_value", "eval"} or use.call is None or works_in_tensorflow(module, use):
            continue
        variable = sole_argument(use.call)
        if variable is None or variable_kind(module, variable) != "state" or is_guarded(module, use.node):
            continue
        operations = replace_call(module, use.call, shorter()[use.function])
        message = f"Keras 3 has no `K.{use.function}`; the state variable gives its numbers itself"
        yield Proposal(use.call, message, Applicability.SAFE, operations)


RULE = Rule("KER304", "states-get-value", "3.0.0", "safe", check, (b".states",))
