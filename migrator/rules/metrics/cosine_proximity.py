"""`keras.metrics.CosineProximity` is `CosineSimilarity`.

## What it does

Writes the new name, and `name="cosine_proximity"` where the metric was given none: it is reported under that name.

## Why

Keras 3 has no `CosineProximity` (AttributeError, ImportError); neither have Keras 2.4 and later.

## Example

```python before unsafe
import keras

metric = keras.metrics.CosineProximity()
other = keras.metrics.CosineProximity(name="angle")
```

```python after
import keras

metric = keras.metrics.CosineSimilarity(name="cosine_proximity")
other = keras.metrics.CosineSimilarity(name="angle")
```

```python before unsafe
from tensorflow.keras.metrics import CosineProximity

metrics = [CosineProximity(axis=1)]
```

```python after
from tensorflow.keras.metrics import CosineSimilarity

metrics = [CosineSimilarity(axis=1, name="cosine_proximity")]
```

## Left alone

```python
import keras
from distances import CosineProximity

metrics = [keras.metrics.CosineSimilarity(), CosineProximity()]
```

## Fix safety

Unsafe: Keras 2.3 and TensorFlow 2.0 computed what Keras 3 does, TensorFlow 1.13 the negative of it.

## References

Keras 2.3.1 `metrics.py`; TensorFlow 1.13 `keras/metrics.py`; Keras 3 `metrics/correlation_metrics.py`,
`metrics/regression_metrics.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from migrator.analysis.module import Module
from migrator.edits.operations import AddArguments
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.renamed_symbols import renamed

_OLD = "keras.metrics.CosineProximity"
_NAMES = {_OLD: "keras.metrics.CosineSimilarity"}


def check(module: Module) -> Iterator[Proposal]:
    """Uses of the class."""
    for proposal in renamed(module, _NAMES, "Keras 3 has no `{}`, but `{}`"):
        if proposal.applicability is not Applicability.SAFE:
            yield proposal
            continue
        calls = [call for call in _unnamed(module) if _is_about(proposal.node, call)]
        names = tuple(AddArguments(call, (("name", '"cosine_proximity"'),)) for call in calls)
        yield replace(proposal, applicability=Applicability.UNSAFE, operations=(*proposal.operations, *names))


def _unnamed(module: Module) -> Iterator[ast.Call]:
    """The calls that give the metric no name."""
    for call in module.calls:
        if module.facts.sole_symbol(call) == _OLD and not call.args:
            if not any(k.arg in {"name", None} for k in call.keywords):
                yield call


def _is_about(node: ast.AST, call: ast.Call) -> bool:
    """Whether what is said of a name is said of what a call calls: that of an import of all calls by a bare name."""
    return call.func is node or (isinstance(node, ast.alias) and isinstance(call.func, ast.Name))


RULE = Rule("KER703", "cosine-proximity", "3.0.0", "unsafe or review", check, (b"CosineProximity",))
