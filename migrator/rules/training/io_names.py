"""`model.input_names` is gone, and `output_names` of a Sequential.

## What it does

`model.input_names` becomes the list of the names of `model.inputs`; `output_names` of a Sequential the name of its last
layer.

## Why

No model of Keras 3 has `input_names`, and a Sequential no `output_names` either (AttributeError). Functional models
still have `output_names`.

## Example

```python before unsafe
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,), name="features")
model = Model(inputs, Dense(1)(inputs))
print(model.input_names)
```

```python after
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,), name="features")
model = Model(inputs, Dense(1)(inputs))
print([tensor.name for tensor in model.inputs])
```

```python before unsafe
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1, name="price")])
print(model.output_names[0])
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1, name="price")])
print([model.layers[-1].name][0])
```

## Left alone

```python
from keras.models import Model
from keras.layers import Dense, Input

inputs = Input((3,), name="features")
model = Model(inputs, Dense(1)(inputs))
print(model.output_names)
```

## Fix safety

Unsafe: inputs that were given no name have another one in Keras 3 (`keras_tensor_1` in the place of `input_1`).

## References

Keras 2.15 `engine/functional.py`; Keras 3 `models/functional.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Reads of the two attributes."""
    for node in module.attributes:
        verdict = judge(module, node, {"model"}) if node.attr in {"input_names", "output_names"} else None
        if verdict is None:
            continue
        flavours = {r.flavour for r in verdict.receivers}
        if node.attr == "output_names" and verdict.safe and flavours == {"functional"}:
            continue
        message = f"models of Keras 3 have no `{node.attr}`"
        if node.attr == "output_names":
            message = "a Sequential of Keras 3 has no `output_names`"
        known = node.attr == "input_names" or (verdict.safe and flavours == {"sequential"})
        simple = all(isinstance(n, (ast.Name, ast.Attribute, ast.expr_context)) for n in ast.walk(node.value))
        if not known or not simple or verdict.applicability is Applicability.REVIEW:
            yield Proposal(node, verdict.about(message), Applicability.REVIEW)
            continue
        model = module.source.segment(node.value)
        text = (
            f"[tensor.name for tensor in {model}.inputs]"
            if node.attr == "input_names"
            else f"[{model}.layers[-1].name]"
        )
        doubt = "names that were not given differ"
        yield Proposal(
            node, verdict.about(f"{message}; {doubt}"), Applicability.UNSAFE, (ReplaceExpression(node, text),)
        )


RULE = Rule("KER418", "io-names", "3.0.0", "unsafe or review", check, (b"input_names", b"output_names"))
