"""`input` and `output` of a Sequential are `inputs[0]` and `outputs[0]`.

## What it does

Reads the model's own tensors from `inputs` and `outputs`.

## Why

In Keras 3 `input` and `output` of a Sequential are those of its calls on tensors, and it has none ("has never been
called and thus has no defined input") or, once it is part of another model, that model's. Those of a functional model
are its own, as before.

## Example

```python before
from keras.models import Model, Sequential
from keras.layers import Dense, Input

model = Sequential([Input((4,)), Dense(3), Dense(1)])
inner = Model(inputs=model.input, outputs=model.layers[0].output)
outer = Model(model.input, Dense(2)(model.output))
```

```python after
from keras.models import Model, Sequential
from keras.layers import Dense, Input

model = Sequential([Input((4,)), Dense(3), Dense(1)])
inner = Model(inputs=model.inputs[0], outputs=model.layers[0].output)
outer = Model(model.inputs[0], Dense(2)(model.outputs[0]))
```

## Left alone

```python
from keras.applications import VGG16
from keras.models import Model
from keras.layers import Dense, Input

base = VGG16(include_top=False, pooling="avg")
model = Model(base.input, Dense(2)(base.output))
print(model.input.shape, model.layers[-1].output)
```

## Fix safety

Safe where the receiver is a Sequential in every context that was seen. Models that are loaded from a file, or not in
view, are left for review: they may be functional.

## References

Keras 2.15 `engine/functional.py` (`input`); Keras 3 `ops/operation.py`, `models/sequential.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.edits.operations import RenameAttribute, WrapExpression
from migrator.findings import Applicability
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule
from migrator.rules.running import is_model_name

_ENDS = {"input": "inputs", "output": "outputs"}


def check(module: Module) -> Iterator[Proposal]:
    """Reads of the two attributes."""
    for node in module.attributes:
        if node.attr not in _ENDS:
            continue
        verdict = judge(module, node, {"model"})
        if verdict is None:
            continue
        message = f"a Sequential of Keras 3 has its own tensors in `{_ENDS[node.attr]}[0]`"
        flavours = {_flavour(r) for r in verdict.receivers}
        if verdict.safe and flavours == {"sequential"}:
            operations = (RenameAttribute(node, _ENDS[node.attr]), WrapExpression(node, "", "[0]"))
            yield Proposal(node, message, Applicability.SAFE, operations, verdict.proof)
        elif "sequential" in flavours or (verdict.safe and flavours & {"loaded", "unknown"}):
            doubt = "whether this is one or a functional model, which has them in both, is not in view"
            yield Proposal(node, f"{message}; {doubt}", Applicability.REVIEW)
        elif verdict.applicability is Applicability.UNSAFE and is_model_name(module.source.segment(node.value)):
            yield Proposal(node, verdict.about(message), Applicability.REVIEW)


def _flavour(receiver: Receiver) -> str:
    """What kind of model this is."""
    return receiver.flavour if receiver.kind == "model" else ""


RULE = Rule("KER414", "sequential-ends", "3.0.0", "safe or review", check, (b".input", b".output"))
