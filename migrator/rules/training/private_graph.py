"""`model._make_predict_function()` goes; other internals of Keras 2 models are named.

## What it does

Removes the statement. Keras 2 on TensorFlow 1 needed it before a model was used from another thread; Keras 3 makes its
functions where they are needed.

## Why

Models of Keras 3 (and of TensorFlow 2.2 and later) have no such method: it is an AttributeError. Nor do they have
`updates`, `state_updates`, `total_loss`, `uses_learning_phase`, `metrics_tensors`, `loss_functions` and `targets`,
which were part of the graph of TensorFlow 1.

## Example

```python before
from keras.models import load_model

model = load_model("letters.keras")
model._make_predict_function()
print(model.predict(x))
```

```python after
from keras.models import load_model

model = load_model("letters.keras")
print(model.predict(x))
```

```python before
import keras

def get_model():
    global model
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    if True:
        model._make_predict_function()
```

```python after
import keras

def get_model():
    global model
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    if True:
        pass
```

## Left alone

```python
import keras

class Service:
    def _make_predict_function(self):
        return None

Service()._make_predict_function()
```

## Fix safety

Safe where the receiver is a model in every context that was seen and the call is a statement; unsafe where it is not in
view and its name says `model`. The attributes are left for review.

## References

Keras 2.3 `engine/training.py`; Keras 3 `trainers/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RemoveStatement
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule

_MAKERS = frozenset({"_make_predict_function", "_make_train_function", "_make_test_function"})
_INTERNALS = frozenset(
    "updates state_updates total_loss uses_learning_phase metrics_tensors loss_functions targets".split()
)


def check(module: Module) -> Iterator[Proposal]:
    """Uses of the methods and attributes."""
    for node in module.attributes:
        if node.attr not in _MAKERS | _INTERNALS or is_guarded(module, node, {node.attr}, "model"):
            continue
        verdict = judge(module, node)
        if verdict is None:
            continue
        if node.attr in _INTERNALS:
            if verdict.safe:
                message = f"models of Keras 3 have no `{node.attr}`, a part of the graph of TensorFlow 1"
                yield Proposal(node, message, Applicability.REVIEW)
            continue
        call = module.parents.get(node)
        message = f"models of Keras 3 have no `{node.attr}`: they make their functions where they are needed"
        removable = isinstance(call, ast.Call) and call.func is node and module.is_statement(call)
        if not removable or verdict.applicability is Applicability.REVIEW:
            yield Proposal(node, verdict.about(message), Applicability.REVIEW)
            continue
        removal = RemoveStatement(module.statement(node))
        yield Proposal(node, verdict.about(message), verdict.applicability, (removal,), verdict.proof)


RULE = Rule(
    "KER419",
    "private-graph",
    "3.0.0",
    "safe, unsafe or review",
    check,
    (b"_make_", b"updates", b"total_loss", b"uses_learning_phase", b"metrics_tensors", b"loss_functions", b"targets"),
)
