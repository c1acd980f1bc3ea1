"""`layer.reset_states(states=...)` becomes assignments to the layer's state variables.

## What it does

A list or tuple that is written out becomes one `layer.states[i].assign(...)` per element, a bare array on a layer with
one state an assignment to `layer.states[0]`, and a list in a variable a loop over both.

## Why

`reset_states` of a Keras 3 layer takes no argument: `TypeError: RNN.reset_states() got an unexpected keyword argument`.

## Example

```python before
import keras
import numpy as np

h, c = np.zeros((2, 4)), np.zeros((2, 4))
layer = keras.layers.LSTM(4, stateful=True)
layer.reset_states(states=[h, c])
```

```python after
import keras
import numpy as np

h, c = np.zeros((2, 4)), np.zeros((2, 4))
layer = keras.layers.LSTM(4, stateful=True)
layer.states[0].assign(h)
layer.states[1].assign(c)
```

## Left alone

```python
import keras

layer = keras.layers.LSTM(4, stateful=True)
layer.reset_states()
```

## Fix safety

Safe where the receiver is a layer and the values are written out, or the layer's class says how many states it has.
Otherwise the edit is unsafe: a bare array must not be taken for a list of states.

## References

Keras 2.15 `layers/rnn/base_rnn.py` (`reset_states`); Keras 3 `layers/rnn/rnn.py` (`reset_state`, `states`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.analysis.values import Const, Opaque, Ref, TupleValue, Value
from migrator.edits.operations import ReplaceExpression, ReplaceStatement
from migrator.findings import Applicability
from migrator.keras_api.names import SINGLE_STATE_LAYERS
from migrator.rules.guards import is_guarded
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "`reset_states` of a Keras 3 layer takes no values; they are assigned to the layer's state variables"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of a layer's `reset_states` with values."""
    for node in module.attributes:
        call = module.parents.get(node)
        if node.attr != "reset_states" or not isinstance(call, ast.Call) or call.func is not node:
            continue
        receivers = module.facts.receivers.get(node, [])
        value = _argument(call)
        if any(k.arg is None for k in call.keywords) and {r.kind for r in receivers} == {"layer"}:
            yield Proposal(node, f"{_MESSAGE}; see what the unpacked arguments say", Applicability.REVIEW)
            continue
        if value is None or is_guarded(module, node) or not module.imports_keras:
            continue
        kinds = {r.kind for r in receivers}
        if kinds == {"layer"}:
            yield _propose(module, call, node, value, receivers)
        elif "unknown" in kinds and not kinds & {"instance", "foreign", "metric"}:
            yield _propose_unknown(module, call, node, value)


def _propose_unknown(module: Module, call: ast.Call, node: ast.Attribute, value: ast.expr) -> Proposal:
    """Only layers of Keras 2 take values: an item of `layers` is one, whatever model it belongs to."""
    of_model = isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value).endswith(".layers")
    proposal = _propose(module, call, node, value, [])
    if of_model and isinstance(value, (ast.List, ast.Tuple)) and proposal.operations:
        return Proposal(node, _MESSAGE, Applicability.UNSAFE, proposal.operations)
    return Proposal(
        node,
        f"if this is a Keras layer: {_MESSAGE}, `layer.states[0].assign(...)` for one state, a loop over "
        "`zip(layer.states, values)` for a list",
        Applicability.REVIEW,
    )


def _argument(call: ast.Call) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return next((k.value for k in call.keywords if k.arg == "states"), None)


def _propose(
    module: Module, call: ast.Call, node: ast.Attribute, value: ast.expr, receivers: list[Receiver]
) -> Proposal:
    receiver = module.source.segment(node.value)
    known = module.facts.arguments.get(value, [])
    if known and all(isinstance(v, Const) and v.value is None for v in known):
        return Proposal(node, _MESSAGE, Applicability.SAFE, (ReplaceExpression(call, f"{receiver}.reset_states()"),))
    if not module.is_statement(call):
        return Proposal(node, f"{_MESSAGE}; there is no place for statements here", Applicability.REVIEW)
    if (isinstance(value, (ast.List, ast.Tuple)) and not value.elts) or _reads_states(value):
        return Proposal(node, f"{_MESSAGE}; here the values cannot be assigned one by one", Applicability.REVIEW)
    statement = module.statement(call)
    if isinstance(value, (ast.List, ast.Tuple)) and not any(isinstance(e, ast.Starred) for e in value.elts):
        texts = [module.source.one_line(module.source.segment(e)) for e in value.elts]
        lines = tuple(f"{receiver}.states[{i}].assign({text})" for i, text in enumerate(texts))
        return Proposal(node, _MESSAGE, Applicability.SAFE, (ReplaceStatement(statement, lines),))
    text = module.source.one_line(module.source.segment(value))
    single = bool(receivers) and all(r.layer_class in SINGLE_STATE_LAYERS for r in receivers)
    array = bool(known) and all(isinstance(v, Opaque) and v.kind == "array" for v in known)
    if single and not _is_list(known):
        lines = (f"{receiver}.states[0].assign({text})",)
        applicability = Applicability.SAFE if array else Applicability.UNSAFE
        return Proposal(node, _MESSAGE, applicability, (ReplaceStatement(statement, lines),))
    if not module.stands_alone(statement):
        return Proposal(node, f"{_MESSAGE}; give the statement a line of its own", Applicability.REVIEW)
    state = module.free_name("state", "state_variable")
    item = module.free_name("value", "state_value")
    lines = (f"for {state}, {item} in zip({receiver}.states, {text}):", f"    {state}.assign({item})")
    many = bool(receivers) and all(r.layer_class in {"LSTM", "CuDNNLSTM", "ConvLSTM2D"} for r in receivers)
    applicability = Applicability.SAFE if many or _is_list(known) else Applicability.UNSAFE
    return Proposal(node, _MESSAGE, applicability, (ReplaceStatement(statement, lines),))


def _reads_states(value: ast.expr) -> bool:
    """Whether the values are read from states: assigned one by one, a later one may see an earlier assignment."""
    return any(isinstance(n, ast.Attribute) and n.attr == "states" for n in ast.walk(value))


def _is_list(known: list[Value]) -> bool:
    return bool(known) and all(isinstance(v, TupleValue) or (isinstance(v, Ref) and v.kind == "list") for v in known)


RULE = Rule("KER303", "set-states", "3.0.0", "safe or unsafe", check, (b"reset_states",))
