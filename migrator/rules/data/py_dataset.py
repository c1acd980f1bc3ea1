'''A `Sequence` calls `super().__init__()`, and has no `num_batches` of its own.

## What it does

- Inserts `super().__init__()` in the constructors of classes that derive from `keras.utils.Sequence`, which is
  `keras.utils.PyDataset` in Keras 3.
- Gives an attribute `num_batches` that such a class sets on itself another name.

## Why

`PyDataset` keeps its workers and the size of its queue in attributes that its constructor sets, and warns where they
are missing. `num_batches` is a property of `PyDataset` since Keras 3.3 that cannot be set: AttributeError.

## Example

```python before
from keras.utils import Sequence

class Frames(Sequence):
    """Batches of frames."""

    def __init__(self, frames, batch_size):
        self.frames = frames
        self.batch_size = batch_size
        self.num_batches = len(frames) // batch_size

    def __len__(self):
        return self.num_batches

    def __getitem__(self, index):
        return self.frames[index * self.batch_size : (index + 1) * self.batch_size]
```

```python after
from keras.utils import Sequence

class Frames(Sequence):
    """Batches of frames."""

    def __init__(self, frames, batch_size):
        super().__init__()
        self.frames = frames
        self.batch_size = batch_size
        self.batch_count = len(frames) // batch_size

    def __len__(self):
        return self.batch_count

    def __getitem__(self, index):
        return self.frames[index * self.batch_size : (index + 1) * self.batch_size]
```

## Left alone

```python
from keras.utils import Sequence

class Frames(Sequence):
    def __init__(self, frames):
        super(Frames, self).__init__()
        self.frames = frames

class Pairs(Sequence):
    def __len__(self):
        return 4

class Window:
    def __init__(self, frames):
        self.num_batches = len(frames)
```

## Fix safety

Safe for a class that derives from `Sequence` alone: the constructor that is called takes nothing and, under Keras 2, is
that of `object`. Where there are more bases, a person has to say which constructors run. The new name is safe where
nothing else in the program reads an attribute of the old one, and unsafe where something does: of a `Sequence`, it will
read the number of batches that `__len__` gives.

## References

Keras 2.15 `utils/data_utils.py` (`Sequence`); Keras 3 `trainers/data_adapters/py_dataset_adapter.py` (`PyDataset`).
'''

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import ClassInfo, Symbol
from migrator.edits.operations import InsertStatements, RenameAttribute
from migrator.findings import Applicability
from migrator.keras_api.tables import members
from migrator.rules.registry import Proposal, Rule

_NUMBER = "num_batches"


def check(module: Module) -> Iterator[Proposal]:
    """The classes of batches that the file defines."""
    for info in {info.node: info for info in module.facts.classes if info.kind == "sequence"}.values():
        yield from _constructor(info)
        yield from _number_of_batches(module, info)


def _constructor(info: ClassInfo) -> Iterator[Proposal]:
    """The constructor of a class that does not call that of `Sequence`."""
    method = next((s for s in info.node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None)
    if method is None or any(isinstance(n, ast.Attribute) and n.attr == "__init__" for n in ast.walk(method)):
        return
    message = "the constructor of a `Sequence` has to call `super().__init__()` in Keras 3"
    first = next((s for s in method.body if not _is_docstring(s)), None)
    if first is None or len(info.bases) != 1 or not isinstance(info.bases[0], Symbol):
        yield Proposal(method, f"{message}; its bases have more than one constructor", Applicability.REVIEW)
    else:
        insert = InsertStatements(first, ("super().__init__()",))
        yield Proposal(method, message, Applicability.SAFE, (insert,))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _number_of_batches(module: Module, info: ClassInfo) -> Iterator[Proposal]:
    """The attribute that is a property of `PyDataset`."""
    if _NUMBER not in members("keras.utils.PyDataset", module.latest):
        return
    own = [n for n in ast.walk(info.node) if isinstance(n, ast.Attribute) and n.attr == _NUMBER and _is_self(n.value)]
    places = [n for n in own if isinstance(n.ctx, ast.Store)]
    if not places or _NUMBER in info.methods:
        return
    message = "`num_batches` is a property of `PyDataset`, which `Sequence` is in Keras 3, and cannot be set"
    name = _free_attribute(module)
    operations = tuple(RenameAttribute(node, name) for node in own)
    if _is_asked_for(module.program):
        yield Proposal(places[0], f"{message}; how its name is asked for is not in view", Applicability.REVIEW)
    elif _is_read_elsewhere(module, own):
        message = f"{message}; what reads it elsewhere will get what `__len__` gives"
        yield Proposal(places[0], message, Applicability.UNSAFE, operations)
    else:
        yield Proposal(places[0], message, Applicability.SAFE, operations)


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _free_attribute(module: Module) -> str:
    """A name that no attribute of the file has."""
    taken = {n.attr for n in module.nodes if isinstance(n, ast.Attribute)} | module.strings
    name = "batch_count"
    while name in taken:
        name += "_"
    return name


@per_program
def _is_asked_for(program: Program) -> bool:
    """Whether a string of the program has the name: of an attribute, perhaps."""
    return any(_NUMBER in part.strings for part in program.modules)


def _is_read_elsewhere(module: Module, own: Sequence[ast.Attribute]) -> bool:
    """Whether another attribute of the name is in the program."""
    ours = {id(node) for node in own}
    return any(id(node) not in ours for node in _named(module.program))


@per_program
def _named(program: Program) -> list[ast.Attribute]:
    """All attributes of the name."""
    return [n for part in program.modules for n in part.nodes if isinstance(n, ast.Attribute) and n.attr == _NUMBER]


RULE = Rule("KER709", "py-dataset", "3.0.0", "safe, unsafe or review", check, (b"Sequence",))
