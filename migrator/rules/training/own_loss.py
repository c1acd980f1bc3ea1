"""The `fit` of Keras 3 reports a loss of 0 where a `train_step` returns its own and updates no metric.

## What it does

Names what a `train_step` or `test_step` of the program returns, where that is the loss alone.

## Why

A model has a metric named `loss` in Keras 3, and `fit` and `evaluate` report the metrics of the model in place of what
the step returns if both have the same names. A step that calls no `update_state` leaves that metric at 0: the model is
trained as before, but the history, the progress bar and callbacks such as `EarlyStopping` see a loss of 0. In Keras 3.0
they do with other names beside it, too. Metrics of `compile` that the step does not update raise "Cannot get result()".

## Left alone

```python
import keras

class Tracked(keras.Model):
    def __init__(self):
        super().__init__()
        self.mean = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.mean]

    def train_step(self, data):
        self.mean.update_state(self.step(data))
        return {"loss": self.mean.result()}

class Named(keras.Model):
    def train_step(self, data):
        return {"generator": self.step(data), "critic": self.step(data)}

class Worker:
    def train_step(self, data):
        return {"loss": self.step(data)}
```

## Fix safety

No edit: keep a `keras.metrics.Mean(name="loss")` in the model and in its property `metrics`, update it in the step, and
return its `result()`. It is the mean of the batches, where Keras 2 reported the last one.

## References

Keras 2.15 `engine/training.py`; Keras 3 `trainers/trainer.py` (`metrics`, `_get_metrics_result_or_logs`); run on Keras
2.21 (`tf_keras`), 3.0.5, 3.8.0 and 3.15.1.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import ClassInfo
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule

_STEPS = {"train_step": "fit", "test_step": "evaluate"}


def check(module: Module) -> Iterator[Proposal]:
    """The steps of models that return a loss that Keras 3 does not report."""
    for info in {info.node: info for info in module.facts.classes}.values():
        if info.kind != "model" or _has_metrics(info):
            continue
        for step in info.node.body:
            if isinstance(step, ast.FunctionDef) and step.name in _STEPS and not _updates(step):
                for returned in ast.walk(step):
                    if isinstance(returned, ast.Return) and _is_loss_alone(returned.value):
                        message = _MESSAGE.format(method=_STEPS[step.name], step=step.name)
                        yield Proposal(returned, message, Applicability.REVIEW)


def _has_metrics(info: ClassInfo) -> bool:
    """Whether the class, or one that it inherits from, says itself what its metrics are."""
    return any("metrics" in part.methods or "metrics" in part.properties for part in info.lineage())


def _updates(step: ast.FunctionDef) -> bool:
    """Whether a step may update a metric, itself or by a step that it calls."""
    names = {node.attr for node in ast.walk(step) if isinstance(node, ast.Attribute)}
    return bool(names & {"update_state", "compute_metrics", "compiled_metrics", "metrics", *_STEPS})


def _is_loss_alone(value: ast.expr | None) -> bool:
    if not isinstance(value, ast.Dict) or len(value.keys) != 1:
        return False
    (name,), (loss,) = value.keys, value.values
    is_result = isinstance(loss, ast.Call) and isinstance(loss.func, ast.Attribute) and loss.func.attr == "result"
    return isinstance(name, ast.Constant) and name.value == "loss" and not is_result


_MESSAGE = (
    "`{method}` of Keras 3 reports the model's metric `loss`, which this `{step}` does not update: 0; keep a "
    '`keras.metrics.Mean(name="loss")` in the model and in its `metrics`, update it here, and return its `result()`'
)

RULE = Rule("KER431", "own-loss", "3.0.0", "review", check, (b"train_step", b"test_step"))
