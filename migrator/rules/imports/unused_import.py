"""An import from Keras that Keras 3 does not have and that nothing uses goes.

## What it does

Removes such a name from its import, and the statement with its last name: imports that no code used, and those that
are left over when other rules have rewritten all that used them.

## Why

The import alone stops the program: ImportError, ModuleNotFoundError.

## Example

```python before
from keras.layers import Dense, Merge, Lambda

x = Dense(4)(Lambda(f)(x))
```

```python after
from keras.layers import Dense, Lambda

x = Dense(4)(Lambda(f)(x))
```

```python before
from keras.utils import np_utils

y = np_utils.to_categorical(y)
```

```python after
from keras.utils import to_categorical

y = to_categorical(y)
```

```python before
def build():
    from keras.engine.topology import Container
```

```python after
def build():
    pass
```

## Left alone

```python
from keras.layers import Dense, Lambda
```

```python
from mykeras.engine import Container
```

```python
try:
    from keras.utils import multi_gpu_model
except ImportError:
    multi_gpu_model = None
```

What is used in any way (code, annotations, `__all__`, other modules of the program) stays, as do imports in a `try`
that catches their failure, in tests of a version, and in `__init__.py`, whose names code out of view may import.

## Fix safety

Safe: nothing reads the name, and the import fails.

## References

The public modules of `keras` 2.15 and 3; <https://keras.io/api/>.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import RemoveImport
from migrator.findings import Applicability
from migrator.rules.guards import catches_import_error, is_under_version_test
from migrator.rules.homes import home_of, is_former, is_here, is_known
from migrator.rules.keras_paths import ImportedName, imported_names
from migrator.rules.moved import is_unused
from migrator.rules.registry import Proposal, Rule


def check(module: Module) -> Iterator[Proposal]:
    """Imports of what Keras 3 does not have, under names that nothing uses."""
    for name in imported_names(module):
        if _fails(name) and is_unused(module, name) and not _is_guarded(module, name):
            yield Proposal(
                name.alias,
                f"Keras 3 has no `{name.path.full}`, and nothing uses it here",
                Applicability.SAFE,
                (RemoveImport(name.statement, name.alias),),
            )


def _fails(name: ImportedName) -> bool:
    """Whether an import fails on Keras 3, and no rule moves it: a module without a name that is used goes."""
    if name.alias.name == "*" or name.is_bare or is_here(name.path):
        return False
    return is_former(name.path) or (home_of(name.path) is None and is_known(name.path))


def _is_guarded(module: Module, name: ImportedName) -> bool:
    return is_under_version_test(module, name.statement) or catches_import_error(module, name.statement)


RULE = Rule("KER119", "unused-import", "3.0.0", "safe", check, (b"keras",))
