"""A cell that installs Keras 2 or a TensorFlow that brings it.

## What it does

Reports `!pip install` and `%pip install` with a version of Keras below 3 or of TensorFlow below 2.16, and Colab's
`%tensorflow_version`. With `--unsafe-fixes` the pin asks for the first versions that have Keras 3.

## Why

The migrated cells need Keras 3: TensorFlow 2.16 is the first that comes with it.

## Example

A cell:

```python before unsafe
!pip install -q keras==2.2.4 tensorflow==1.14 matplotlib
```

```python after
!pip install -q 'keras>=3' 'tensorflow>=2.16' matplotlib
```

## Left alone

```python
!pip install keras==3.4.1 tensorflow==2.17 scikeras
```

```python
import keras

command = "!pip install keras==2.2.4"
```

## Fix safety

Unsafe: other packages of the notebook may need an older TensorFlow, and an older Python may not have the newer one.

## References

TensorFlow 2.16 release notes, "Keras 3 is the default Keras version".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.sources.magics import MASKED

_FIRST = {"keras": (3,), "tensorflow": (2, 16), "tensorflow-cpu": (2, 16), "tensorflow-gpu": (2, 16)}
_PIN = re.compile(
    r"""(['"]?)(?<![\w-])(keras|tensorflow(?:-cpu|-gpu)?)\s*(==|<=|~=|<)\s*(\d+(?:\.\d+)*)(?:\.\*)?(['"]?)"""
)
_INSTALL = re.compile(r"[!%]\s*(?:\w+\s+-m\s+)?pip[\d.]*\s+install\b")


def check(module: Module) -> Iterator[Proposal]:
    """The commands of cells."""
    for node in module.nodes:
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
            continue
        said = node.value.value
        found = MASKED.fullmatch(said) if isinstance(said, str) else None
        if found is None:
            continue
        command = found.group(2)
        if command.startswith("%tensorflow_version"):
            yield Proposal(
                node.value, "Colab has one TensorFlow, with Keras 3: take this line out", Applicability.REVIEW
            )
        elif _INSTALL.match(command) and any(_is_old(pin) for pin in _PIN.finditer(command)):
            new = _PIN.sub(lambda pin: _newer(pin) if _is_old(pin) else pin.group(), command)
            yield Proposal(
                node.value,
                f"the migrated cells cannot run on what this installs; they need{new.split('install', 1)[1]}",
                Applicability.UNSAFE,
                (ReplaceExpression(node.value, repr(f"magic {found.group(1)}: {new}")),),
            )


def _is_old(pin: re.Match[str]) -> bool:
    """Whether a pin keeps out the first version that has Keras 3."""
    version = tuple(int(part) for part in pin.group(4).split("."))
    first = _FIRST[pin.group(2)]
    return version <= first if pin.group(3) == "<" else version < first


def _newer(pin: re.Match[str]) -> str:
    name = pin.group(2).removesuffix("-gpu")
    return f"'{name}>={'.'.join(map(str, _FIRST[pin.group(2)]))}'"


RULE = Rule("KER118", "pip-pin", "3.0.0", "unsafe or review", check, (b"pip", b"%tensorflow_version"))
