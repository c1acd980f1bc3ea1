"""`self.compiled_loss` and `self.compiled_metrics` of a `train_step` are not what they were.

## What it does

Names their uses in models of the program.

## Why

Keras 3 still has both names, with a warning, but neither adds the regularization losses that it is given nor keeps the
mean of the loss: the program runs, and reports another loss.

## Left alone

```python
import keras

class Net(keras.Model):
    def train_step(self, data):
        x, y = data
        loss = self.compute_loss(x=x, y=y, y_pred=self(x, training=True))
        return {m.name: m.result() for m in self.metrics}

class Report:
    def __init__(self, compiled_loss):
        self.compiled_loss = compiled_loss
        print(self.compiled_loss)
```

## Fix safety

No edit: call `self.compute_loss(x=x, y=y, y_pred=y_pred)`, which adds the regularization losses, and update what is in
`self.metrics` one by one, the metric named `loss` with the loss.

## References

Keras 2.15 `engine/training.py`; Keras 3 `trainers/trainer.py`; the guide "Customizing what happens in fit()".
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule

_ADVICE = {
    "compiled_loss": "call `self.compute_loss(x=x, y=y, y_pred=y_pred)`, which adds the regularization losses",
    "compiled_metrics": "update each of `self.metrics`, the one named `loss` with the loss",
}


def check(module: Module) -> Iterator[Proposal]:
    """Reads of the two attributes."""
    for node in module.attributes:
        advice = _ADVICE.get(node.attr)
        verdict = judge(module, node) if advice is not None else None
        if verdict is not None:
            message = f"`{node.attr}` of Keras 3 reports another loss, with nothing but a warning: {advice}"
            yield Proposal(node, verdict.about(message), Applicability.REVIEW, (), verdict.proof)


RULE = Rule("KER811", "compiled-loss", "3.0.0", "review", check, (b"compiled_",))
