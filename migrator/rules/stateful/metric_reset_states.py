"""`metric.reset_states()` is `metric.reset_state()` in Keras 3.

## What it does

Renames the method on objects that the file shows to be Keras metrics, in calls and in the classes of custom metrics.

## Why

Keras 2 kept `reset_states` on metrics as an alias; Keras 3 removed it. A custom metric that overrides only the old name
is never reset its own way: Keras 3 calls `reset_state`, without a word.

## Example

```python before
import keras

loss = keras.metrics.Mean()
loss.reset_states()
```

```python after
import keras

loss = keras.metrics.Mean()
loss.reset_state()
```

```python before
import keras

class Peak(keras.metrics.Metric):
    def reset_states(self):
        self.peak.assign(0.0)
```

```python after
import keras

class Peak(keras.metrics.Metric):
    def reset_state(self):
        self.peak.assign(0.0)
```

## Left alone

```python
import keras

loss = keras.metrics.Mean()
loss.reset_state()
```

```python
class Meter:
    def reset_states(self):
        self.total = 0

import keras

loss = Meter()
loss.reset_states()
```

## Fix safety

Safe: `reset_state` exists on every metric of Keras 2.15 and Keras 3.

## References

Keras 2.15 `metrics/base_metric.py`; Keras 3 `metrics/metric.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.models import defines
from migrator.analysis.module import Module
from migrator.edits.operations import RenameAttribute, RenameFunction
from migrator.findings import Applicability
from migrator.rules.guards import is_guarded
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Metrics, and the classes of custom ones."""
    for node in module.attributes:
        kinds = {r.kind for r in module.facts.receivers.get(node, [])}
        if (
            node.attr == "reset_states"
            and kinds
            and kinds <= {"metric", "super-metric"}
            and not is_guarded(module, node)
        ):
            yield Proposal(
                node,
                "Keras 3 metrics have no `reset_states`; the method is `reset_state`",
                Applicability.SAFE,
                (RenameAttribute(node, "reset_state"),),
            )
    for info in {info.node: info for info in module.facts.classes}.values():
        methods = {f.name: f for f in info.node.body if isinstance(f, ast.FunctionDef)}
        if "reset_states" not in methods or defines(info, "reset_state"):
            continue
        if info.kind == "metric":
            yield Proposal(
                methods["reset_states"],
                f"Keras 3 never calls `{info.node.name}.reset_states`; metrics are reset by `reset_state`",
                Applicability.SAFE,
                (RenameFunction(methods["reset_states"], "reset_state"),),
            )
        elif info.kind == "layer" and info.recurrent:
            yield Proposal(
                methods["reset_states"],
                f"Keras 3 itself calls `reset_state`, not `{info.node.name}.reset_states`: rename the method, or add "
                "`reset_state = reset_states` to the class",
                Applicability.REVIEW,
            )


RULE = Rule("KER307", "metric-reset-states", "3.0.0", "safe", check, (b"reset_states",))
