"""Keywords that a class or function of Keras 3 does not take, and that no other rule speaks of, are pointed out.

## What it does

Names each keyword argument of a call of a Keras class or function, or of a method of a model (`fit`, `compile`,
`load_weights` ...), that the signature has not in the Keras that the program has to run on; what base classes take
through `**kwargs` counts as part of the signature. So is what comes through `**options` from a dict in view. A keyword
that Keras 3 accepts without looking at it is named, too: the program runs, and does something else.

It speaks only where no other rule does:

    TensorBoard("logs", write_grads=True)      # named
    model.fit(x, y, callback=[stop])           # named
    options = dict(nb_epoch=3)                 # named, where `model.fit(x, y, **options)` is called

## Why

`Unrecognized keyword arguments`, or `unexpected keyword argument`, when the call runs.

## Left alone

Keywords that the signature has, or that a base class takes:

```python
from keras.layers import LSTM, Dense, LeakyReLU

first = LSTM(4, implementation=2, zero_output_for_mask=True)
second = Dense(3, dtype="float64", name="second", input_shape=(4,))
third = LeakyReLU(alpha=0.1)
```

Keywords that are not in view, and calls of what is not Keras:

```python
from keras.layers import Dense

def dense(**options):
    return Dense(3, **options)

class Wide(Dense):
    def __init__(self, units, factor):
        super().__init__(units * factor)

layer = Wide(3, factor=2)
```

## Fix safety

Review: there is no edit.

## References

The tables in `migrator/keras_api/data`. A test calls every layer, optimizer, loss, metric and callback of the installed
Keras 3 with keywords that it takes and with others, and holds the tables to what happens.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api import tables
from migrator.keras_api.names import WATCHED_METHODS
from migrator.keras_api.versions import KERAS_2, KERAS_3, Version, spelled
from migrator.rules.guards import is_under_version_test
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Keywords of calls of Keras symbols, and of methods of models, that the target version does not know."""
    for call in module.calls:
        if not call.keywords or is_under_version_test(module, call):
            continue
        callee = _callee(module, call)
        if callee is None:
            continue
        for node, keyword, about in _given(module, call):
            message = _message(module, callee, keyword)
            if message is not None:
                yield Proposal(node, message, Applicability.REVIEW, about=about, topic=keyword)


@dataclass(frozen=True, slots=True)
class _Callee:
    """What a call calls: a symbol, or a method of a class."""

    symbol: str
    method: str = ""

    @property
    def shown(self) -> str:
        return f"{self.symbol}.{self.method}" if self.method else self.symbol

    def signature(self, version: Version, tf_keras: bool) -> tables.Signature | None:
        """How it is called in a version of Keras."""
        if self.method:
            return tables.method(self.symbol, self.method, version, tf_keras=tf_keras)
        return tables.signature(self.symbol, version, tf_keras=tf_keras)


def _callee(module: Module, call: ast.Call) -> _Callee | None:
    symbol = module.facts.sole_symbol(call)
    if symbol is not None:
        return _Callee(symbol) if symbol.startswith("keras.") else None
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WATCHED_METHODS:
        return None
    verdict = judge(module, call.func)
    if verdict is None or verdict.applicability is Applicability.REVIEW:
        return None
    flavours = {r.flavour for r in verdict.receivers}
    return _Callee("keras.Sequential" if flavours == {"sequential"} else "keras.Model", call.func.attr)


_Given = tuple[ast.keyword | ast.expr, str, tuple[ast.AST, ...]]
"""Where a keyword is written, its name, and the nodes around which another rule would speak of it."""


def _given(module: Module, call: ast.Call) -> Iterator[_Given]:
    """The keywords of a call, and those that a dict in view gives it."""
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword, keyword.arg, (keyword.value,)
        else:
            yield from ((node, name, (*about, keyword)) for node, name, about in _unpacked(module, keyword.value))


def _unpacked(module: Module, node: ast.expr) -> Iterator[_Given]:
    """The keywords that a dict holds: a display, `dict(...)`, or a name that one assignment gives such a dict."""
    if isinstance(node, ast.Name) and len(module.stores.get(node.id, ())) == 1 and node.id in module.assigned:
        node = module.assigned[node.id]
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key, key.value, (value,)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        yield from ((k, k.arg, (k.value,)) for k in node.keywords if k.arg is not None)


def _message(module: Module, callee: _Callee, keyword: str) -> str | None:
    """What is the matter with a keyword, if anything is."""
    only_tf = tables.only_in_tf_keras(callee.symbol, module.latest)
    signatures = [callee.signature(v, only_tf) for v in (module.target, module.latest)]
    known = [s for s in signatures if s is not None]
    if len(known) < len(signatures) or all(s.knows(keyword) or s.rest == "anything" for s in known):
        return None
    old = callee.signature(KERAS_2, False)
    if all(s.takes(keyword) for s in known):
        return f"`{callee.shown}` of Keras 3 takes `{keyword}` and ignores it, without a word"
    since = next(v for v in KERAS_3 if not _takes(callee, keyword, v, only_tf))
    if old is not None and not old.takes(keyword):
        return f"`{callee.shown}` takes no `{keyword}`, neither in Keras 2.15 nor in Keras 3"
    instead = _in_its_place(old, known[-1], keyword)
    hint = f"; `{instead}` stands in its place" if instead is not None else ""
    return f"`{callee.shown}` takes no `{keyword}` since Keras {spelled(since)}{hint}"


def _in_its_place(old: tables.Signature | None, new: tables.Signature, keyword: str) -> str | None:
    """The parameter at the same place in the signature now, if the old one has not got it elsewhere."""
    if old is None or keyword not in old.positional:
        return None
    place = old.positional.index(keyword)
    found = new.positional[place] if place < len(new.positional) else None
    return found if found is not None and not old.knows(found) else None


def _takes(callee: _Callee, keyword: str, version: Version, tf_keras: bool) -> bool:
    signature = callee.signature(version, tf_keras)
    return signature is None or signature.takes(keyword)


RULE = Rule("KER991", "gone-keyword", "3.0.0", "review", check, fallback=True)
