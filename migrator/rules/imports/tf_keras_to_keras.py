"""tf.keras and tensorflow.keras become plain keras.

## What it does

Takes all that the file has of `tensorflow.keras` from the package `keras` instead, in imports and in dotted names, and
leaves all other uses of TensorFlow as they are. `import tensorflow as tf` goes where nothing reads `tf` any more.

## Why

`tf.keras` of TensorFlow 2.16 and later is Keras 3: nothing has to be done. A program that says `keras` no longer says
where Keras comes from, and once it has no other use of TensorFlow, it runs on another backend, too: `KERAS_BACKEND` in
the environment (`tensorflow`, the default, `jax`, `torch`) chooses before the first import of `keras`.

## Example

```python before
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.models import Sequential, load_model as load
import tensorflow.keras.backend as K

model = Sequential([keras.Input((3,)), layers.Dense(2), tf.keras.layers.ReLU()])
tf.random.set_seed(1)
K.clear_session()
```

```python after
import tensorflow as tf
import keras
from keras import layers
from keras.models import Sequential, load_model as load
import keras.backend as K

model = Sequential([keras.Input((3,)), layers.Dense(2), keras.layers.ReLU()])
tf.random.set_seed(1)
K.clear_session()
```

```python before
import tensorflow as tf

net = tf.keras.Sequential()
net.add(tf.keras.layers.Dense(3))
```

```python after
import keras

net = keras.Sequential()
net.add(keras.layers.Dense(3))
```

```python before
import numpy as np, tensorflow as tf

def build():
    return tf.keras.Sequential([tf.keras.layers.Dense(np.prod((2, 3)))])
```

```python after
import numpy as np
import keras

def build():
    return keras.Sequential([keras.layers.Dense(np.prod((2, 3)))])
```

## Left alone

An import of TensorFlow that nothing used before, and one that others may use:

```python
import keras
import tensorflow as tf

model = keras.Sequential()
```

```python
import keras
import tensorflow as tf

x = tf.reduce_mean(tf.constant([1.0]))
```

What only `tf.keras` has is named and stays: functions of `tf.keras.backend`, `Tokenizer`, `ImageDataGenerator`, and
others, 173 names of Keras 2.15 in all, and `AlphaDropout`, which is another class there. So does a module of which such
a name is read:

    from tensorflow.keras.preprocessing.text import Tokenizer    # stays

## Fix safety

Safe: `tensorflow.keras` shows the same objects of the same package, on whatever backend.

## References

<https://keras.io/getting_started/> ("Configuring your backend"); TensorFlow 2.16 `__init__.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrator.analysis.module import Module
from migrator.edits.operations import InsertImport, Operation, RemoveImport, ReplaceExpression, ReplaceImport
from migrator.findings import Applicability
from migrator.keras_api.versions import spelled
from migrator.rules.guards import is_one_of_several_imports, is_under_version_test
from migrator.rules.homes import is_here
from migrator.rules.keras_paths import DottedName, ImportedName, KerasPath, dotted_names, imported_names, keras_path
from migrator.rules.moved import is_unread
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_ROOT = "tensorflow.keras"

_TWO = frozenset({"keras.layers.AlphaDropout"})
"""Names that stand for a class of Keras 2's legacy code below `tf.keras`, and for another one below `keras`."""


def check(module: Module) -> Iterator[Proposal]:
    """What a file has of `tensorflow.keras`."""
    names = [n for n in imported_names(module) if n.path.root == _ROOT and not _is_guarded(module, n.statement)]
    moving = []
    for name in names:
        only_there = _lacking(module, name)
        if name.is_bare or only_there:
            what = only_there or name.path
            yield Proposal(name.alias, _stays(module, what), Applicability.REVIEW)
        elif is_here(name.path) or name.alias.name == "*":
            moving.append(name)
    for statement in dict.fromkeys(n.statement for n in moving):
        group = [n for n in moving if n.statement is statement]
        operations = tuple(o for n in group for o in _moved(n))
        message = f"`{group[0].path.full}` is of the package `keras`, whatever `KERAS_BACKEND` says"
        yield Proposal(group[0].alias, message, Applicability.SAFE, operations)
    if not moving:
        for dotted in dotted_names(module):
            yield from _dotted(module, dotted)
        yield from _left_over(module)


def _left_over(module: Module) -> Iterator[Proposal]:
    """Imports of TensorFlow that served `tf.keras` and that nothing reads any more."""
    for statement in module.nodes:
        if not isinstance(statement, ast.Import) or _is_guarded(module, statement):
            continue
        for alias in statement.names:
            bound = alias.asname or alias.name
            if alias.name == "tensorflow" and bound in module.read_before and is_unread(module, bound):
                message = f"nothing reads `{bound}` where `tf.keras` is the package `keras`"
                yield Proposal(alias, message, Applicability.SAFE, (RemoveImport(statement, alias),))


def _is_guarded(module: Module, node: ast.AST) -> bool:
    return is_under_version_test(module, node) or is_one_of_several_imports(module, node)


def _stays(module: Module, path: KerasPath) -> str:
    return f"only `tf.keras` has `{path.full}` in Keras {spelled(module.latest)}: it stays"


def _is_shared(path: KerasPath) -> bool:
    """Whether the package `keras` has what a path of `tf.keras` stands for."""
    return is_here(replace(path, root="keras")) and path.symbol not in _TWO


def _lacking(module: Module, name: ImportedName) -> KerasPath | None:
    """Something that the file takes from an import and that the package `keras` does not have."""
    if name.alias.name == "*":
        parent = name.path.parent
        words = {n.id for n in module.nodes if isinstance(n, ast.Name)}
        return next((p for p in map(parent.member, sorted(words)) if is_here(p) and not _is_shared(p)), None)
    if is_here(name.path) and not _is_shared(name.path):
        return name.path
    for dotted in dotted_names(module):
        first, full = dotted.steps[0]
        if isinstance(first, ast.Name) and first.id == name.bound and full == name.path.full:
            for _, longer in dotted.steps[1:]:
                path = keras_path(module, longer)
                if path is not None and is_here(path) and not _is_shared(path):
                    return path
    return None


def _moved(name: ImportedName) -> Sequence[Operation]:
    """The import of the same from `keras`."""
    if name.path.symbol == "keras":
        alias = f" as {name.bound}" if name.bound != "keras" else ""
        return RemoveImport(name.statement, name.alias), InsertImport(name.statement, f"import keras{alias}")
    if isinstance(name.statement, ast.Import):
        return (ReplaceImport(name.statement, name.alias, name.path.symbol, name.alias.asname),)
    module = name.path.symbol.rpartition(".")[0]
    return (ReplaceImport(name.statement, name.alias, name.alias.name, name.alias.asname, module),)


def _dotted(module: Module, dotted: DottedName) -> Iterator[Proposal]:
    """`tf.keras.layers.Dense`: the part that stands for Keras becomes `keras`."""
    steps = [(node, path) for node, full in dotted.steps if (path := keras_path(module, full)) is not None]
    if not steps or steps[0][1].root != _ROOT or steps[0][0] is dotted.steps[0][0]:
        return
    node = steps[0][0]
    if _is_guarded(module, node):
        return
    lacking = next((path for _, path in steps if is_here(path) and not _is_shared(path)), None)
    if lacking is not None:
        yield Proposal(node, _stays(module, lacking), Applicability.REVIEW)
        return
    if not any(is_here(path) for _, path in steps[1:]):
        return  # a name that Keras 3 has not, or the module itself
    spelling = spell(module, "keras", node, "keras")
    message = "`tf.keras` is the package `keras`, whatever `KERAS_BACKEND` says"
    if spelling is None:
        yield Proposal(node, f"{message}: import that here", Applicability.REVIEW)
        return
    operations = (ReplaceExpression(node, spelling.text), *spelling.operations)
    yield Proposal(node, message, Applicability.SAFE, operations)


RULE = Rule("KER113", "tf-keras-to-keras", "3.0.0", "safe or review", check, (b"tensorflow",), opt_in=True)
