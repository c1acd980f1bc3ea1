"""`K.set_value(layer.states[0], h)` is `layer.states[0].assign(h)` in Keras 3.

## What it does

Assigns to the state variable itself. `K.batch_set_value(pairs)` becomes a loop over the pairs, or one assignment for
each pair that is written out: of states, of weights, of whatever variables it set.

## Why

`keras.backend` of Keras 3 has neither function. `tf.keras.backend` has both, but they raise on variables of Keras 3:
`AttributeError: 'str' object has no attribute 'name'`.

## Example

```python before
import numpy as np
from keras import backend as K
from keras.layers import LSTM

memory = LSTM(4, stateful=True)
K.set_value(memory.states[0], np.zeros((2, 4)))
K.batch_set_value([(memory.states[0], np.ones((2, 4))), (memory.states[1], np.zeros((2, 4)))])
```

```python after
import numpy as np
from keras import backend as K
from keras.layers import LSTM

memory = LSTM(4, stateful=True)
memory.states[0].assign(np.zeros((2, 4)))
memory.states[0].assign(np.ones((2, 4)))
memory.states[1].assign(np.zeros((2, 4)))
```

```python before
import tensorflow as tf

memory = tf.keras.layers.GRU(4, stateful=True)
saved = [tf.keras.backend.get_value(s) for s in memory.states]
tf.keras.backend.batch_set_value(zip(memory.states, saved))
```

```python after
import tensorflow as tf

memory = tf.keras.layers.GRU(4, stateful=True)
saved = [tf.keras.backend.get_value(s) for s in memory.states]
for variable, value in zip(memory.states, saved):
    variable.assign(value)
```

## Left alone

```python
from keras.layers import LSTM

memory = LSTM(4, stateful=True)
memory.states[0].assign([[1.0, 2.0, 3.0, 4.0]])
```

## Fix safety

Safe: `K.set_value` called `assign` of its variable, and variables of Keras and of TensorFlow have it.

## References

Keras 2.15 `backend.py` (`set_value`, `batch_set_value`); Keras 3 `backend/common/variables.py`, `legacy/backend.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceStatement
from migrator.findings import Applicability
from migrator.keras_api.backend_functions import replacements
from migrator.rules.guards import is_guarded
from migrator.rules.keras_backend import backend_uses, variable_kind
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import Irreplaceable, replace_call, sole_argument


def check(module: Module) -> Iterator[Proposal]:
    """Variables that are set through the backend: states, and several at once."""
    for use in backend_uses(module):
        if use.function not in {"set_value", "batch_set_value"} or is_guarded(module, use.node):
            continue
        if use.function == "batch_set_value":
            yield _set_several(module, use.node, use.call)
        elif use.call is not None and use.call.args and variable_kind(module, use.call.args[0]) == "state":
            message = "Keras 3 has no `K.set_value` for its variables; the state variable has `assign`"
            try:
                operations = replace_call(module, use.call, replacements()["set_value"])
            except Irreplaceable as reason:
                yield Proposal(use.call, f"{message}, but {reason}", Applicability.REVIEW)
            else:
                yield Proposal(use.call, message, Applicability.SAFE, operations)


def _set_several(module: Module, node: ast.expr, call: ast.Call | None) -> Proposal:
    message = "Keras 3 has no `K.batch_set_value` for its variables; each has `assign`"
    pairs = sole_argument(call) if call is not None else None
    if call is None or pairs is None or not module.is_statement(call):
        return Proposal(node, f"{message}: call it in a loop", Applicability.REVIEW)
    statement = module.statement(call)
    source = module.source
    if isinstance(pairs, (ast.List, ast.Tuple)) and pairs.elts:
        elements = [e.elts for e in pairs.elts if isinstance(e, ast.Tuple) and len(e.elts) == 2]
        if len(elements) == len(pairs.elts):
            texts = [(source.one_line(source.segment(a)), source.one_line(source.segment(b))) for a, b in elements]
            lines = tuple(f"{variable}.assign({value})" for variable, value in texts)
            return Proposal(node, message, Applicability.SAFE, (ReplaceStatement(statement, lines),))
    if not module.stands_alone(statement):
        return Proposal(node, f"{message}; give the statement a line of its own", Applicability.REVIEW)
    variable, value = module.free_name("variable", "weight_variable"), module.free_name("value", "new_value")
    text = source.one_line(source.segment(pairs))
    lines = (f"for {variable}, {value} in {text}:", f"    {variable}.assign({value})")
    return Proposal(node, message, Applicability.SAFE, (ReplaceStatement(statement, lines),))


RULE = Rule("KER305", "states-set-value", "3.0.0", "safe or review", check, (b"set_value",))
