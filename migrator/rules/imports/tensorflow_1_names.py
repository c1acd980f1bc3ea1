"""Names of TensorFlow 1 that TensorFlow 2 has elsewhere: tf.log is tf.math.log, tf.logging is tf.compat.v1.logging.

## What it does

In files that import Keras, writes functions of TensorFlow 1 by the name that TensorFlow 2 has for them, or by that of
`tf.compat.v1`. `tf.enable_eager_execution()` and `tf.reset_default_graph()` go. Optimizers of `tf.train` are reported.

## Why

Keras 3 needs TensorFlow 2.16 or later, whose package has none of these names (AttributeError).

## Example

```python before
import tensorflow as tf
from keras.models import Sequential

tf.set_random_seed(7)
tf.logging.set_verbosity(tf.logging.ERROR)

def loss(y_true, y_pred):
    return -y_true * tf.log(y_pred)
```

```python after
import tensorflow as tf
from keras.models import Sequential

tf.random.set_seed(7)
tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)

def loss(y_true, y_pred):
    return -y_true * tf.math.log(y_pred)
```

```python before
from numpy.random import seed
seed(1)
from tensorflow import set_random_seed
set_random_seed(2)
from keras.layers import Dense
```

```python after
from numpy.random import seed
seed(1)
from tensorflow.random import set_seed
set_seed(2)
from keras.layers import Dense
```

```python before
import keras
import tensorflow as tf

tf.enable_eager_execution()
model = keras.Sequential()
```

```python after
import keras
import tensorflow as tf

model = keras.Sequential()
```

## Left alone

What TensorFlow 2 has, and files without Keras:

```python
import keras
import tensorflow as tf

tf.compat.v1.set_random_seed(7)
x = tf.math.log(tf.constant(2.0))
```

```python
import tensorflow as tf

tf.set_random_seed(7)
```

```python
import keras
import tensorflow.compat.v1 as tf

tf.set_random_seed(7)
```

## Fix safety

Safe: the same functions, or those of which TensorFlow itself says that they do the same when they run eagerly.

## References

TensorFlow's guide "Automatically rewrite TF 1.x and compat.v1 API symbols"; `tf.compat.v1` of TensorFlow 2.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Binding, Module
from migrator.edits.operations import Operation, RemoveStatement, ReplaceExpression, ReplaceImport
from migrator.findings import Applicability
from migrator.keras_api.optimizers import TF_TRAIN_OPTIMIZERS
from migrator.keras_api.tensorflow_1 import KEPT, NEEDLESS, SAME, SEEDS
from migrator.rules.guards import is_one_of_several_imports, is_under_version_test
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import imports_of

_HOMES = SAME | SEEDS | {name: f"compat.v1.{name}" for name in KEPT}


def check(module: Module) -> Iterator[Proposal]:
    """Names below `tensorflow` that only TensorFlow 1 has."""
    if not module.imports_keras:
        return
    for node in module.attributes:
        name = node.attr
        if name in TF_TRAIN_OPTIMIZERS and module.facts.sole_symbol(node) == f"tensorflow.train.{name}":
            guarded = is_under_version_test(module, node) or is_one_of_several_imports(module, node)
            if not guarded and not _is_compiled(module, node):
                message = f"TensorFlow 2 has no `tf.train.{name}`: use the optimizer of `keras.optimizers`"
                yield Proposal(node, message, Applicability.REVIEW)
            continue
        if name not in _HOMES.keys() | NEEDLESS or _path(module, node) != f"tensorflow.{name}":
            continue
        if is_under_version_test(module, node) or is_one_of_several_imports(module, node):
            continue
        if name in NEEDLESS:
            yield _needless(module, node)
        else:
            text = f"{module.source.segment(node.value)}.{_HOMES[name]}"
            yield Proposal(node, _message(name), Applicability.SAFE, (ReplaceExpression(node, text),))
    for binding in module.bindings:
        if binding.module == "tensorflow" and isinstance(binding.statement, ast.ImportFrom):
            yield from _import(module, binding, binding.statement)


def _path(module: Module, node: ast.Attribute) -> str | None:
    """`tensorflow.log`, where a name of the package stands before an attribute."""
    if isinstance(node.value, ast.Name) and module.facts.sole_symbol(node.value) == "tensorflow":
        return f"tensorflow.{node.attr}"
    return None


def _is_compiled(module: Module, node: ast.Attribute) -> bool:
    """Whether the call that makes an optimizer stands in a call of `compile`, of which another rule speaks."""
    around = (a for a in module.ancestors(node) if isinstance(a, ast.Call))
    return any(isinstance(call.func, ast.Attribute) and call.func.attr == "compile" for call in around)


def _message(name: str) -> str:
    return f"TensorFlow 2 has `tf.{_HOMES[name]}` in the place of `tf.{name}`"


def _needless(module: Module, node: ast.Attribute) -> Proposal:
    call = module.parents[node]
    message = f"TensorFlow 2 has no `tf.{node.attr}`, and needs none"
    if isinstance(call, ast.Call) and call.func is node and module.is_statement(call):
        return Proposal(node, message, Applicability.SAFE, (RemoveStatement(module.statement(node)),))
    return Proposal(node, message, Applicability.REVIEW)


def _import(module: Module, binding: Binding, statement: ast.ImportFrom) -> Iterator[Proposal]:
    """`from tensorflow import set_random_seed`."""
    alias = next(a for a in statement.names if (a.asname or a.name) == binding.name)
    if alias.name not in _HOMES or is_under_version_test(module, statement):
        return
    if is_one_of_several_imports(module, statement):
        return
    home, _, name = f"tensorflow.{_HOMES[alias.name]}".rpartition(".")
    uses = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == binding.name]
    renamed = alias.asname is None and name != alias.name
    ours = all(any(b is binding for b in imports_of(module, n)) for n in uses)
    if not renamed:
        change: tuple[Operation, ...] = (ReplaceImport(statement, alias, name, alias.asname, home),)
    elif ours and name not in module.identifiers and binding.name not in module.facts.taken:
        change = (
            ReplaceImport(statement, alias, name, None, home),
            *(ReplaceExpression(use, name) for use in uses),
        )
    else:
        change = (ReplaceImport(statement, alias, name, alias.name, home),)
    yield Proposal(alias, _message(alias.name), Applicability.SAFE, change)


RULE = Rule("KER121", "tensorflow-1-names", "3.0.0", "safe or review", check, (b"tensorflow",))
