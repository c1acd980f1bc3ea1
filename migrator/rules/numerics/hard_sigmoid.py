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

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.helpers import hard_sigmoid_helper
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Layer arguments that name the function."""
    found = [
        keyword
        for call in module.calls
        if call in module.facts.layers
        for keyword in call.keywords
        if keyword.arg in {"activation", "recurrent_activation"}
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value == "hard_sigmoid"
    ]
    if not found:
        return
    helper = hard_sigmoid_helper(module, found)
    for keyword in found:
        yield Proposal(
            keyword,
            "'hard_sigmoid' is clip(0.2 x + 0.5, 0, 1) in Keras 2 and relu6(x + 3) / 6 in Keras 3: "
            "the same call computes other numbers",
            Applicability.UNSAFE,
            (ReplaceExpression(keyword.value, helper.text), *helper.operations),
        )


RULE = Rule("KER214", "hard-sigmoid", "3.0.0", "unsafe", check, (b"hard_sigmoid",))
