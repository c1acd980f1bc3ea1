"""`l1_l2()` has other defaults in Keras 3, `l1(l=...)` and `l2(l=...)` another name, `'l1_l2'` is no name any more.

## What it does

Writes Keras 2's defaults out: `l1_l2(l1=0.1)` becomes `l1_l2(l1=0.1, l2=0.01)`. Renames `l=` of `l1` and `l2` to `l1=`
and `l2=`. A regularizer that is given as `'l1_l2'` becomes a call.

## Why

The function `l1_l2` of Keras 2 had 0.01 as default of both arguments, Keras 3 has 0: the program runs and regularizes
less, or not at all, silently. `l=` and the string raise.

## Example

```python before
from keras.layers import Dense
from keras.regularizers import l1, l1_l2, l2

layers = [
    Dense(4, kernel_regularizer=l1_l2()),
    Dense(4, kernel_regularizer=l1_l2(l2=0.1)),
    Dense(4, kernel_regularizer=l1_l2(0.1)),
    Dense(4, kernel_regularizer=l2(l=0.1), bias_regularizer=l1(l=0.1)),
]
```

```python after
from keras.layers import Dense
from keras.regularizers import l1, l1_l2, l2

layers = [
    Dense(4, kernel_regularizer=l1_l2(l1=0.01, l2=0.01)),
    Dense(4, kernel_regularizer=l1_l2(l2=0.1, l1=0.01)),
    Dense(4, kernel_regularizer=l1_l2(0.1, l2=0.01)),
    Dense(4, kernel_regularizer=l2(l2=0.1), bias_regularizer=l1(l1=0.1)),
]
```

```python before
from tensorflow import keras

layer = keras.layers.Dense(4, kernel_regularizer="l1_l2")
```

```python after
from tensorflow import keras

layer = keras.layers.Dense(4, kernel_regularizer=keras.regularizers.l1_l2(l1=0.01, l2=0.01))
```

## Left alone

```python
from keras.layers import Dense
from keras.regularizers import L1L2, l1_l2, l2

layers = [
    Dense(4, kernel_regularizer=L1L2(l1=0.1)),
    Dense(4, kernel_regularizer=l1_l2(l1=0.1, l2=0.2)),
    Dense(4, kernel_regularizer=l2(0.1)),
    Dense(4, kernel_regularizer="l2"),
]
```

## Fix safety

Safe: what Keras 2 computed. The class `L1L2` had 0 as default in Keras 2, too.

## References

Keras 2.15 `regularizers.py` (`l1_l2`, `get`); Keras 3 `regularizers/regularizers.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import AddArguments, RenameArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.layer_calls import LayerCall, layer_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_SINGLE = {
    "keras.regularizers.l1": "l1",
    "keras.regularizers.L1": "l1",
    "keras.regularizers.l2": "l2",
    "keras.regularizers.L2": "l2",
}
_BOTH = "keras.regularizers.l1_l2"
_DEFAULT = "Keras 2's `l1_l2` had 0.01 where no number is given, Keras 3's has 0: the same call regularizes less"


def check(module: Module) -> Iterator[Proposal]:
    """Regularizers that are written as Keras 2 read them."""
    for call in module.calls:
        symbols = module.facts.callees.get(call, set())
        if _BOTH in symbols:
            yield from _defaults(module, call)
        elif symbols & _SINGLE.keys():
            yield from _single(module, call)
    for layer in layer_calls(module):
        yield from _strings(module, layer)


def _defaults(module: Module, call: ast.Call) -> Iterator[Proposal]:
    given = {k.arg for k in call.keywords} | set(("l1", "l2")[: len(call.args)])
    missing = [name for name in ("l1", "l2") if name not in given]
    if not missing:
        return
    if None in given or any(isinstance(a, ast.Starred) for a in call.args) or not module.facts.sole_symbol(call):
        yield Proposal(call, f"{_DEFAULT}; see whether both numbers arrive here", Applicability.REVIEW)
    else:
        edit = AddArguments(call, tuple((name, "0.01") for name in missing))
        yield Proposal(call, _DEFAULT, Applicability.SAFE, (edit,))


def _single(module: Module, call: ast.Call) -> Iterator[Proposal]:
    keyword = next((k for k in call.keywords if k.arg == "l"), None)
    if keyword is None:
        return
    name = _SINGLE.get(module.facts.sole_symbol(call) or "")
    message = "Keras 3 calls the argument `l` of a regularizer `l1` or `l2`, as the regularizer"
    if name is None:
        yield Proposal(keyword, message, Applicability.REVIEW)
    else:
        yield Proposal(keyword, message, Applicability.SAFE, (RenameArgument(call, keyword, name),))


def _strings(module: Module, layer: LayerCall) -> Iterator[Proposal]:
    for keyword in layer.call.keywords:
        value = keyword.value
        named = isinstance(value, ast.Constant) and value.value == "l1_l2"
        if not named or not (keyword.arg or "").endswith("_regularizer"):
            continue
        message = "Keras 3 knows no regularizer named 'l1_l2'; Keras 2's was `l1_l2(l1=0.01, l2=0.01)`"
        spelling = spell(module, _BOTH, layer.call)
        if spelling is None or not layer.certain:
            yield Proposal(keyword, message, Applicability.REVIEW)
        else:
            edit = ReplaceExpression(value, f"{spelling.text}(l1=0.01, l2=0.01)")
            yield Proposal(keyword, message, Applicability.SAFE, (edit, *spelling.operations))


RULE = Rule("KER855", "regularizer-arguments", "3.0.0", "safe or review", check, (b"l1", b"l2", b"L1(", b"L2("))
