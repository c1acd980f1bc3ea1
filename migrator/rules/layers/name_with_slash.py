"""Names of layers and models hold no slash in Keras 3.

## What it does

Writes `name="block/conv"` as `name="block_conv"`.

## Why

Keras 3 uses the slash to tell the parts of a path apart and refuses it in a name (ValueError).

## Example

```python before
from keras.layers import Dense

layer = Dense(4, name="encoder/dense")
```

```python after
from keras.layers import Dense

layer = Dense(4, name="encoder_dense")
```

```python before unsafe
from keras.layers import Dense


def block(prefix):
    return [Dense(4, name=prefix + "/first"), Dense(4, name=f"{prefix}/second")]
```

```python after
from keras.layers import Dense


def block(prefix):
    return [Dense(4, name=prefix + "_first"), Dense(4, name=f"{prefix}_second")]
```

## Left alone

```python
from keras.layers import Dense

layer = Dense(4, name="encoder_dense")
path = dict(name="encoder/dense")
```

## Fix safety

Safe where the name is written out, stands nowhere else in the file, and no other name becomes the same. Unsafe
otherwise: what looks the layer up by its name, or loads weights by name, has to be changed along.

## References

Keras 3 `src/utils/naming.py`, `layers/layer.py`, `backend/common/keras_tensor.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import layer_calls
from migrator.rules.registry import Proposal, Rule

_MODELS = frozenset({"keras.Model", "keras.Sequential"})
_MESSAGE = "Keras 3 refuses a slash in the name of a layer or model"


def check(module: Module) -> Iterator[Proposal]:
    """Layers, models and inputs with a slash in their name."""
    named = {call: not fact.opaque_callee for call, fact in module.facts.layers.items()}
    named |= {layer.call: layer.certain for layer in layer_calls(module)}
    for call in module.calls:
        symbols = module.facts.callees.get(call, set())
        if call in module.facts.inputs or symbols & _MODELS:
            named[call] = "" not in symbols
        keyword = next((k for k in call.keywords if k.arg == "name"), None)
        if keyword is not None and call in named:
            yield from _renamed(module, keyword, certain=named[call])


def _renamed(module: Module, keyword: ast.keyword, *, certain: bool) -> Iterator[Proposal]:
    texts = [n for n in ast.walk(keyword.value) if isinstance(n, ast.Constant) and "/" in str(n.value)]
    if not texts or not all(isinstance(text.value, str) for text in texts):
        return
    edits = _edits(module, keyword.value)
    if not certain or edits is None:
        yield Proposal(keyword, _MESSAGE, Applicability.REVIEW)
        return
    alone = keyword.value is texts[0] and _stands_alone(module, texts[0])
    advice = "" if alone else "; change along what looks it up by its name"
    applicability = Applicability.SAFE if alone else Applicability.UNSAFE
    yield Proposal(keyword, _MESSAGE + advice, applicability, edits)


def _edits(module: Module, value: ast.expr) -> tuple[Operation, ...] | None:
    """The operations that take the slashes out of the texts of an expression; None where it is no plain expression."""
    if isinstance(value, ast.Constant):
        text = module.source.segment(value)
        return (ReplaceExpression(value, text.replace("/", "_")),) if "/" in text else ()
    if isinstance(value, ast.JoinedStr):
        text = module.source.segment(value)
        parts = [n for n in value.values if isinstance(n, ast.FormattedValue)]
        inner = any("/" in ast.unparse(part.value) or part.format_spec is not None for part in parts)
        return None if inner or "\n" in text else (ReplaceExpression(value, text.replace("/", "_")),)
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Add, ast.Mod)):
        left, right = _edits(module, value.left), _edits(module, value.right)
        return None if left is None or right is None else (*left, *right)
    return () if isinstance(value, (ast.Name, ast.Attribute)) or not _has_slash(value) else None


def _has_slash(value: ast.expr) -> bool:
    return any(isinstance(n, ast.Constant) and "/" in str(n.value) for n in ast.walk(value))


def _stands_alone(module: Module, text: ast.Constant) -> bool:
    """Whether a name is written nowhere else, and no other layer has the name that it gets."""
    name = str(text.value)
    twins = [n for n in module.nodes if isinstance(n, ast.Constant) and n.value == name]
    return len(twins) == 1 and name.replace("/", "_") not in module.strings and "by_name" not in _keywords(module)


def _keywords(module: Module) -> set[str | None]:
    return {keyword.arg for call in module.calls for keyword in call.keywords}


RULE = Rule("KER812", "name-with-slash", "3.0.0", "safe, unsafe or review", check, (b"/",))
