"""Names that Keras 3 does not have, and that no other rule speaks of, are pointed out.

## What it does

Names each import, each dotted name (`keras.layers.LocallyConnected1D`, `K.placeholder`) and each name that only a star
import from Keras can have brought, of something that Keras 2.15
or an older release has and the Keras that the program has to run on has not: since which version, where it is now if it
has another place, and what to do if it has none. Of a module that is gone, each name that is imported from it is named.

It speaks only where no other rule does:

    from keras.layers import LocallyConnected1D    # named
    from keras.engine.topology import InputSpec    # named, with the place where it is now
    start = keras.backend.learning_phase()         # named

## Why

The import or the attribute raises (ImportError, ModuleNotFoundError, AttributeError), at times in a branch that a first
test does not reach. `keras` and `tf.keras` differ: 173 names of Keras 2.15 are left in `tf.keras` only, and some have
been left in `keras` only since Keras 3.3.

## Left alone

What the Keras of the target version has, by any name:

```python
from keras.layers import Dense, Convolution2D
from keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer
```

Code that goes on where the import fails:

```python
try:
    from keras.layers import CuDNNLSTM as LSTM
except ImportError:
    from keras.layers import LSTM
```

Names that Keras never had in its public interface, and what is not Keras:

```python
from keras.src import backend
from my_project.layers import LocallyConnected1D
```

## Fix safety

Review: there is no edit. The finding says what to do.

## References

The tables in `migrator/keras_api/data`, read from the published packages of Keras 2.15 and 3.0 to the newest, and
those of Keras 1.0 to 2.14 for names that were gone before. The guide "Migrating Keras 2 code to multi-backend Keras 3".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis import symbols
from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.keras_api import tables
from migrator.keras_api.advice import advice_on
from migrator.keras_api.versions import spelled
from migrator.rules.guards import is_one_of_several_imports, is_under_version_test
from migrator.rules.keras_paths import Use, uses
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Uses of symbols that the target version does not have."""
    for use in uses(module):
        if not _is_gone(module, use.symbol, use.tf_keras):
            continue
        if use.is_starred and not _is_lost(module, use):
            continue
        if isinstance(use.node, ast.Attribute) and _is_gone(module, use.symbol.rpartition(".")[0], use.tf_keras):
            continue  # the module is gone, and is named where it is mentioned or imported
        if not is_one_of_several_imports(module, use.node) and not is_under_version_test(module, use.node):
            name = use.symbol.rpartition(".")[2]
            yield Proposal(
                use.node, _message(module, use), Applicability.REVIEW, about=tuple(_about(module, use)), topic=name
            )


def _is_gone(module: Module, symbol: str, tf_keras: bool | None) -> bool:
    """Whether some version that the program has to run on lacks a symbol that an older Keras has."""
    roots = (False, True) if tf_keras is None else (tf_keras,)
    return all(
        tables.gone_since(symbol, tf_keras=root) is not None
        and not all(tables.exists(symbol, v, tf_keras=root) for v in (module.target, module.latest))
        for root in roots
    )


def _is_lost(module: Module, use: Use) -> bool:
    """Whether no star import from Keras brings a name now, and its module is there: else the import is named."""
    same = [u for u in uses(module) if u.is_starred and u.node is use.node]
    there = all(_is_gone(module, u.symbol, u.tf_keras) or not _is_there(module, u) for u in same)
    return there and not _is_gone(module, use.symbol.rpartition(".")[0], use.tf_keras)


def _is_there(module: Module, use: Use) -> bool:
    return tables.exists(use.symbol, module.latest, tf_keras=bool(use.tf_keras))


def _about(module: Module, use: Use) -> Iterator[ast.AST]:
    """More nodes that the finding is about: the import statement, the names that it binds, parts of dotted names."""
    nodes: list[ast.AST] = [use.node]
    if isinstance(use.node, ast.alias):
        statement = module.parents[use.node]
        if isinstance(statement, (ast.Import, ast.ImportFrom)) and len(statement.names) == 1:
            yield statement
        nodes = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == use.name]
    for node in nodes:
        yield node
        while isinstance(node, ast.Attribute):
            node = node.value
            yield node


def _message(module: Module, use: Use) -> str:
    root = bool(use.tf_keras)
    shown = _shown(use.symbol, root)
    since = tables.gone_since(use.symbol, tf_keras=root)
    assert since is not None
    last = tables.last_seen(use.symbol)
    of_old = f" of Keras {last} and older" if last is not None else ""
    start = f"`{shown}`{of_old} is gone since Keras {spelled(since)}"
    if use.is_starred:
        start = f"`{use.symbol.rpartition('.')[2]}` may be from a star import: {start}"
    home = tables.moved_to(use.symbol, module.target, tf_keras=root)
    if home is not None and tables.exists(home, module.latest, tf_keras=root):
        return f"{start}: it is `{_shown(home, root)}` now"
    advice = _advice(module, use.symbol)
    if root and tables.exists(use.symbol, module.target):
        return f"{start}: `{use.symbol}` is still there"
    if not root and tables.only_in_tf_keras(use.symbol, module.target):
        still = f"`tf.keras` still has it, for the TensorFlow backend: `{_shown(use.symbol, True)}`"
        return f"{start}; {still}" if advice is None else f"{start}: {advice}; {still}"
    module_now = tables.contents_moved_to(use.symbol, module.target, tf_keras=root)
    if advice is None and module_now is not None:
        return f"{start}: what Keras 3 has of it is in `{_shown(module_now, root)}`"
    return f"{start}: {advice or 'nothing of Keras 3 takes its place'}"


def _advice(module: Module, symbol: str) -> str | None:
    operation = symbol.replace("keras.backend.", "keras.ops.", 1)
    if operation != symbol and tables.exists(operation, module.target):
        return f"look at `{operation}`"
    return advice_on(symbol) or advice_on(symbols.canonical(symbol))


def _shown(symbol: str, tf_keras: bool) -> str:
    return f"tf.{symbol}" if tf_keras else symbol


RULE = Rule("KER990", "gone-symbol", "3.0.0", "review", check, fallback=True)
