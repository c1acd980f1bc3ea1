"""Keywords that a class or function of Keras 3 does not take, and that no other rule speaks of, are pointed out.

## What it does

Names each keyword argument of a call of a Keras class or function that the signature has not in the Keras that the
program has to run on; what base classes take through `**kwargs` counts as part of the signature. A keyword that Keras 3
accepts without looking at it is named, too: the program runs, and does something else.

It speaks only where no other rule does:

    TensorBoard("logs", write_grads=True)      # named
    ReduceLROnPlateau("loss", epsilon=0.01)    # named: Keras 3 ignores it

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

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api import tables
from migrator.keras_api.versions import KERAS_2, KERAS_3, spelled
from migrator.rules.guards import is_under_version_test
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Keywords of calls of Keras symbols that the target version does not know."""
    for call in module.calls:
        if not any(k.arg for k in call.keywords):
            continue
        symbol = module.facts.sole_symbol(call)
        if symbol is None or not symbol.startswith("keras."):
            continue
        for keyword in call.keywords:
            message = _message(module, symbol, keyword.arg) if keyword.arg else None
            if message is not None and not is_under_version_test(module, call):
                about, topic = (keyword.value,), keyword.arg or ""
                yield Proposal(keyword, message, Applicability.REVIEW, about=about, topic=topic)


def _message(module: Module, symbol: str, keyword: str) -> str | None:
    """What is the matter with a keyword, if anything is."""
    only_tf = tables.only_in_tf_keras(symbol, module.latest)
    signatures = [tables.signature(symbol, v, tf_keras=only_tf) for v in (module.target, module.latest)]
    known = [s for s in signatures if s is not None]
    if len(known) < len(signatures) or all(s.knows(keyword) or s.rest == "anything" for s in known):
        return None
    old = tables.signature(symbol, KERAS_2)
    if all(s.takes(keyword) for s in known):
        return f"`{symbol}` of Keras 3 takes `{keyword}` and ignores it, without a word"
    since = next(v for v in KERAS_3 if not _takes(symbol, keyword, v, only_tf))
    if old is not None and not old.takes(keyword):
        return f"`{symbol}` takes no `{keyword}`, neither in Keras 2.15 nor in Keras 3"
    instead = _in_its_place(old, known[-1], keyword)
    hint = f"; `{instead}` stands in its place" if instead is not None else ""
    return f"`{symbol}` takes no `{keyword}` since Keras {spelled(since)}{hint}"


def _in_its_place(old: tables.Signature | None, new: tables.Signature, keyword: str) -> str | None:
    """The parameter at the same place in the signature now, if the old one has not got it elsewhere."""
    if old is None or keyword not in old.positional:
        return None
    place = old.positional.index(keyword)
    found = new.positional[place] if place < len(new.positional) else None
    return found if found is not None and not old.knows(found) else None


def _takes(symbol: str, keyword: str, version: tuple[int, int], tf_keras: bool) -> bool:
    signature = tables.signature(symbol, version, tf_keras=tf_keras)
    return signature is None or signature.takes(keyword)


RULE = Rule("KER991", "gone-keyword", "3.0.0", "review", check, fallback=True)
