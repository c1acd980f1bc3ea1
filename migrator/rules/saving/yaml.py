"""`model.to_yaml()` and `model_from_yaml` are gone.

## What it does

Names both.

## Why

Keras 2.6 removed them, because reading YAML can run code. Keras 3 has `to_json` and `model_from_json`; a JSON text that
Keras 2 wrote it cannot read.

## Found

```python
from keras.models import Sequential, model_from_yaml

model = Sequential()
text = model.to_yaml()                 # review
again = model_from_yaml(text)          # review
```

## Left alone

```python
from keras.models import Sequential, model_from_json

model = Sequential()
again = model_from_json(model.to_json())
```

```python
import keras

class Settings:
    def to_yaml(self):
        return ""

Settings().to_yaml()
```

## Fix safety

No edit: the text and the file that it goes to change as well.

## References

Keras 2.6 `engine/training.py` (`to_yaml`); Keras 3 `models/model.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.running import is_model_name


def check(module: Module) -> Iterator[Proposal]:
    """Models to and from YAML."""
    for call in module.calls:
        if module.facts.sole_symbol(call) == "keras.models.model_from_yaml":
            message = "Keras 3 reads no YAML: use `model_from_json` on what `to_json` wrote"
            yield Proposal(call, message, Applicability.REVIEW)
        elif isinstance(call.func, ast.Attribute) and call.func.attr == "to_yaml":
            kinds = {receiver.kind for receiver in module.facts.receivers.get(call.func, [])}
            if kinds == {"model"} or (kinds == {"unknown"} and is_model_name(ast.unparse(call.func.value))):
                message = "Keras 3 models have no `to_yaml`: use `to_json`, and `model_from_json` to read it"
                yield Proposal(call, message, Applicability.REVIEW)


RULE = Rule("KER508", "yaml", "3.0.0", "review", check, (b"yaml",))
