"""`'hard_sigmoid'` is another function in Keras 3.

## What it does

Reports `activation='hard_sigmoid'` and `recurrent_activation='hard_sigmoid'` on Keras layers. With `--unsafe-fixes` the
function of Keras 2 is defined in the file and passed instead.

## Why

Keras 2 computed `clip(0.2 x + 0.5, 0, 1)`, Keras 3 computes `relu6(x + 3) / 6`. The program runs, and its numbers are
others: silently.

## Example

```python before unsafe
from keras.layers import LSTM

layer = LSTM(8, recurrent_activation="hard_sigmoid")
```

```python after
from keras.layers import LSTM


def keras2_hard_sigmoid(x):
    \"\"\"Keras 2's hard_sigmoid. The function of that name in Keras 3 is relu6(x + 3) / 6.\"\"\"
    from keras import ops

    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


layer = LSTM(8, recurrent_activation=keras2_hard_sigmoid)
```

## Left alone

```python
from keras.layers import LSTM

layer = LSTM(8, recurrent_activation="sigmoid")
```

## Fix safety

Unsafe: a model that was trained under Keras 2 needs the old function, a model that is trained anew may as well have
the new one.

## References

Keras 2.15 `activations.py` (`hard_sigmoid`); Keras 3 `activations/activations.py` and `ops/nn.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import LayerFact
from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.definitions import hard_sigmoid_helper
from migrator.rules.registry import Proposal, Rule

_MESSAGE = (
    "'hard_sigmoid' is clip(0.2 x + 0.5, 0, 1) in Keras 2 and relu6(x + 3) / 6 in Keras 3: the same call computes "
    "other numbers"
)


def check(module: Module) -> Iterator[Proposal]:
    """Layers that are given the function, by its name or otherwise."""
    layers = [(call, module.facts.layers[call]) for call in module.calls if call in module.facts.layers]
    written = {call: [k for k in call.keywords if _names_it(k)] for call, _ in layers}
    sites = [keyword for keywords in written.values() for keyword in keywords]
    helper = hard_sigmoid_helper(module, sites) if sites else None
    for call, fact in layers:
        for keyword in written[call]:
            assert helper is not None
            operations = (ReplaceExpression(keyword.value, helper.text), *helper.operations)
            yield Proposal(keyword, _MESSAGE, Applicability.UNSAFE, operations)
        given = {name for name, function in fact.activations if function == "hard_sigmoid"}
        if given - {k.arg for k in written[call]} or (_is_activation(fact) and _first_names_it(call)):
            yield Proposal(call, f"{_MESSAGE}; pass Keras 2's function here", Applicability.REVIEW)


def _names_it(keyword: ast.keyword) -> bool:
    value = keyword.value
    return (
        keyword.arg in {"activation", "recurrent_activation", "inner_activation"}
        and isinstance(value, ast.Constant)
        and value.value == "hard_sigmoid"
    )


def _is_activation(fact: LayerFact) -> bool:
    return fact.short_classes == {"Activation"}


def _first_names_it(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value == "hard_sigmoid"


RULE = Rule("KER214", "hard-sigmoid", "3.0.0", "unsafe", check, (b"hard_sigmoid",))
