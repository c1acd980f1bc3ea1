"""`get_initial_state` of recurrent layers and cells takes the batch size, and nothing else.

## What it does

Writes `layer.get_initial_state(x)` as `layer.get_initial_state(batch_size=keras.ops.shape(x)[0])`, and takes
`inputs=None` and `dtype=` away. Cells of the program whose method takes what Keras 2 gave get the type of their
computation where `dtype` is None; those that ask for more are reported.

## Why

Keras 2 took the input of the layer, and of cells the input, batch size and type; Keras 3 takes the batch size. A cell
of one's own that makes zeros of a `dtype` that nobody gives it fails: `tf.zeros(shape, None)` is a TypeError.

## Example

```python before
import keras
from keras import ops


class Reader(keras.Model):
    def __init__(self):
        super().__init__()
        self.gru = keras.layers.GRU(4, return_state=True)

    def call(self, x, states=None):
        if states is None:
            states = self.gru.get_initial_state(x)
        return self.gru(x, initial_state=states)
```

```python after
import keras
from keras import ops


class Reader(keras.Model):
    def __init__(self):
        super().__init__()
        self.gru = keras.layers.GRU(4, return_state=True)

    def call(self, x, states=None):
        if states is None:
            states = self.gru.get_initial_state(batch_size=ops.shape(x)[0])
        return self.gru(x, initial_state=states)
```

```python before
import keras

cell = keras.layers.LSTMCell(4)
states = cell.get_initial_state(batch_size=8, dtype="float32")
```

```python after
import keras

cell = keras.layers.LSTMCell(4)
states = cell.get_initial_state(batch_size=8)
```

```python before
import keras
import tensorflow as tf


class Summing(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.state_size = units

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        return tf.zeros((batch_size, self.state_size), dtype)

    def call(self, x, states):
        return x + states[0], [x + states[0]]
```

```python after
import keras
import tensorflow as tf


class Summing(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.state_size = units

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        if dtype is None:
            dtype = self.compute_dtype
        return tf.zeros((batch_size, self.state_size), dtype)

    def call(self, x, states):
        return x + states[0], [x + states[0]]
```

## Left alone

```python
import keras

layer = keras.layers.LSTM(4)
states = layer.get_initial_state(batch_size=8)
```

```python
class Game:
    def get_initial_state(self, board):
        return board


state = Game().get_initial_state([1, 2])
```

```python
import keras
from keras import ops


class Summing(keras.layers.Layer):
    @property
    def state_size(self):
        return 3

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        return ops.zeros((batch_size, self.state_size), dtype=dtype)
```

```python
import keras
import tensorflow as tf


class Start(keras.layers.Layer):
    def get_initial_state(self, batch_size=None, dtype=None):
        return tf.zeros((batch_size, 3), dtype or "float32")
```

## Fix safety

Safe in a method `call` whose argument the input is: there it is a tensor with a size. Unsafe elsewhere: of a symbolic
tensor the size is not known; leave `initial_state` out then, which begins with zeros as well. The type that a cell
computes with is that of its inputs, which Keras 2 gave it.

## References

Keras 2.15 `layers/rnn/base_rnn.py`, `layers/rnn/rnn_utils.py`; Keras 3 `layers/rnn/rnn.py`, `layers/rnn/lstm.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.models import defines
from migrator.analysis.module import Module
from migrator.analysis.values import ClassInfo
from migrator.edits.operations import InsertStatements, Operation, RemoveArgument, RenameArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.rules.guards import is_under_version_test
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_CELLS = frozenset({"LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells"})
_MESSAGE = "Keras 3's `get_initial_state` takes the batch size"


def check(module: Module) -> Iterator[Proposal]:
    """Calls of the method, and cells that define it."""
    for call in module.calls:
        method = call.func
        if isinstance(method, ast.Attribute) and method.attr == "get_initial_state":
            if not is_under_version_test(module, call):
                yield from _called(module, call, method)
    for info in {info.node: info for info in module.facts.classes if info.kind == "layer"}.values():
        function = info.methods.get("get_initial_state")
        if function is not None and not isinstance(function.node, ast.Lambda):
            yield from _defined(function.node) if not _is_cell(info) else _cell(module, function.node)


def _called(module: Module, call: ast.Call, method: ast.Attribute) -> Iterator[Proposal]:
    receivers = module.facts.receivers.get(method, [])
    classes = {receiver.layer_class for receiver in receivers}
    given = {k.arg: k for k in call.keywords}
    if not call.args and not given.keys() - {"batch_size"}:
        return
    if classes and classes <= RECURRENT_LAYERS | _CELLS and not any(isinstance(a, ast.Starred) for a in call.args):
        yield _rewritten(module, call, given, cell=bool(classes & _CELLS))
    elif any(r.kind == "unknown" for r in receivers) and module.imports_keras:
        yield Proposal(call, f"{_MESSAGE}; not known is whose method this is", Applicability.REVIEW)


def _rewritten(module: Module, call: ast.Call, given: dict[str | None, ast.keyword], *, cell: bool) -> Proposal:
    """The call with a batch size: the one that it says, or that of the input."""
    named = ("inputs", "batch_size", "dtype") if cell else ("inputs",)
    arguments: dict[str | None, ast.expr | ast.keyword] = dict(zip(named, call.args, strict=False))
    arguments |= given
    values = {name: a.value if isinstance(a, ast.keyword) else a for name, a in arguments.items()}
    inputs, batch = values.get("inputs"), values.get("batch_size")
    unclear = arguments.keys() - {"inputs", "batch_size", "dtype"} or len(call.args) > len(named)
    if unclear or (batch is None and (inputs is None or _is_none(inputs))):
        return Proposal(call, _MESSAGE, Applicability.REVIEW)
    operations: list[Operation] = [RemoveArgument(call, arguments["dtype"])] if "dtype" in arguments else []
    if batch is not None:
        operations += [RemoveArgument(call, arguments["inputs"])] if "inputs" in arguments else []
        if "batch_size" not in given:
            operations.append(RenameArgument(call, arguments["batch_size"], "batch_size"))
        return Proposal(call, _MESSAGE, Applicability.SAFE, tuple(operations))
    assert inputs is not None
    ops = spell(module, "keras.ops", call)
    if ops is None:
        return Proposal(call, _MESSAGE, Applicability.REVIEW)
    size = f"{ops.text}.shape({module.source.segment(inputs)})[0]"
    rename = RenameArgument(call, arguments["inputs"], "batch_size")
    operations += [rename, ReplaceExpression(inputs, size), *ops.operations]
    applicability = Applicability.SAFE if _is_call_argument(module, inputs) else Applicability.UNSAFE
    return Proposal(call, _MESSAGE, applicability, tuple(operations))


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _is_call_argument(module: Module, value: ast.expr) -> bool:
    """Whether a value is the first argument of the method `call` of a layer or model, which it is in."""
    function = module.scope(value)
    if not isinstance(function, ast.FunctionDef) or function.name != "call" or not isinstance(value, ast.Name):
        return False
    owner = module.parents.get(function)
    kinds = {info.kind for info in module.facts.classes if info.node is owner}
    names = [a.arg for a in function.args.args]
    return bool(kinds & {"layer", "model"}) and len(names) > 1 and names[1] == value.id


def _defined(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Proposal]:
    """A method that asks for more than a batch size."""
    spec = node.args
    names = [a.arg for a in (*spec.posonlyargs, *spec.args)][1:]
    required = names[: len(names) - len(spec.defaults)] if spec.defaults else names
    wanted = [name for name in required if name != "batch_size"]
    if wanted or ("batch_size" not in names and spec.kwarg is None):
        yield Proposal(
            node,
            "Keras 3 calls `get_initial_state(batch_size=...)` of a cell or layer: take nothing else",
            Applicability.REVIEW,
        )


def _is_cell(info: ClassInfo) -> bool:
    """Whether an RNN layer takes objects of a class for cells."""
    return any(defines(ancestor, "state_size") for ancestor in info.lineage())


def _cell(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Proposal]:
    """The method of a cell, which Keras 3 gives the batch size alone."""
    refused = list(_defined(node))
    yield from refused
    names = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
    inside = [n for statement in node.body for n in ast.walk(statement)]
    if refused or not {"dtype", "batch_size"} <= names or not node.args.args or _tests_none(inside, "dtype"):
        return
    uses = [n for n in inside if isinstance(n, ast.Name) and n.id == "dtype" and isinstance(n.ctx, ast.Load)]
    if all(_takes_no_type(module, use) for use in uses):
        return
    message = "Keras 3 gives the method of a cell no `dtype`: it is None here, which functions of TensorFlow refuse"
    first = next((s for s in node.body if not _is_docstring(s)), None)
    if first is None or not module.stands_alone(first):
        yield Proposal(node, message, Applicability.REVIEW)
        return
    lines = ("if dtype is None:", f"    dtype = {node.args.args[0].arg}.compute_dtype")
    yield Proposal(node, message, Applicability.SAFE, (InsertStatements(first, lines),))


def _tests_none(nodes: list[ast.AST], name: str) -> bool:
    """Whether code asks whether a name stands for nothing: `if dtype is None`, `dtype or "float32"`."""
    for node in nodes:
        asked = [node.left] if isinstance(node, ast.Compare) else node.values if isinstance(node, ast.BoolOp) else []
        if isinstance(node, (ast.If, ast.IfExp)):
            asked = [node.test]
        if any(isinstance(part, ast.Name) and part.id == name for part in asked):
            return True
    return False


def _takes_no_type(module: Module, use: ast.expr) -> bool:
    """Whether a type that may be None is given to a function of Keras, to which None is the usual one."""
    parent = module.parents.get(use)
    call = module.parents.get(parent) if isinstance(parent, ast.keyword) else parent
    symbol = module.facts.sole_symbol(call) if isinstance(call, ast.Call) else None
    return symbol is not None and symbol.startswith(("keras.ops.", "keras.backend."))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


RULE = Rule("KER220", "initial-state", "3.0.0", "safe, unsafe or review", check, (b"get_initial_state",))
