"""Graphs of TensorFlow 1 around Keras go, and so does what turns eager execution off.

## What it does

- `graph = tf.get_default_graph()` goes, and `with graph.as_default():` with it; the body stays.
- `tf.compat.v1.disable_eager_execution()` and `disable_v2_behavior()` go where the program uses nothing of TensorFlow
  that needs a graph.

## Why

Keras 3 does not run in the graph mode of TensorFlow 1: `fit` and `predict` raise a RuntimeError there
(`tf.data.Dataset` only supports Python-style iteration in eager mode). `tf.get_default_graph` is gone.

## Example

```python before
import tensorflow as tf
from keras.models import load_model

model = load_model("model.keras")
graph = tf.get_default_graph()

def predict(x):
    global graph
    with graph.as_default():
        y = model.predict(x)
        print("done")
    return y
```

```python after
import tensorflow as tf
from keras.models import load_model

model = load_model("model.keras")

def predict(x):
    global graph
    y = model.predict(x)
    print("done")
    return y
```

```python before
import tensorflow as tf
from tensorflow import keras

tf.compat.v1.disable_eager_execution()

model = keras.Sequential([keras.layers.Dense(3)])
```

```python after
import tensorflow as tf
from tensorflow import keras


model = keras.Sequential([keras.layers.Dense(3)])
```

```python before
import keras
import tensorflow as tf

class Server:
    def __init__(self):
        self.graph = tf.compat.v1.get_default_graph()
        self.model = keras.models.load_model("model.keras")

    def answer(self, x):
        with self.graph.as_default():
            return self.model.predict(x)
```

```python after
import keras
import tensorflow as tf

class Server:
    def __init__(self):
        self.model = keras.models.load_model("model.keras")

    def answer(self, x):
        return self.model.predict(x)
```

## Left alone

Graphs in which no Keras runs:

```python
import keras
import tensorflow as tf

with tf.Graph().as_default():
    total = tf.constant(1) + tf.constant(2)
```

What is not Keras:

```python
import tensorflow as tf

tf.compat.v1.disable_eager_execution()
```

Where the program uses placeholders, sessions, gradients of the backend or other parts of TensorFlow 1, the switch is
left to a person: they have to be written anew.

## Fix safety

Safe: the graph has no other use in view, and eager execution computes what the graph did.

## References

TensorFlow's guide "Migrate from TensorFlow 1.x to TensorFlow 2"; Keras 3 `backend/tensorflow/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module, Program, per_program
from migrator.edits.operations import RemoveStatement
from migrator.findings import Applicability
from migrator.keras_api.sessions import KINDS, WITHOUT_EAGER
from migrator.rules.guards import is_one_of_several_imports, is_under_version_test
from migrator.rules.registry import Proposal, Rule
from migrator.rules.session_edits import operations
from migrator.rules.session_parts import Stays, is_gone, tensorflow_name
from migrator.rules.sessions import session_blocks

_GRAPH = "Keras 3 does not run in a graph of TensorFlow 1"
_SWITCH = "Keras 3 does not run without eager execution"
_GRAPH_ONLY = KINDS.keys() | {"placeholder", "placeholder_with_default", "gradients", "get_variable", "variable_scope"}


def check(module: Module) -> Iterator[Proposal]:
    """Graphs around Keras, and what turns eager execution off."""
    for block in session_blocks(module):
        if block.has_session:
            continue
        try:
            if block.why:
                raise Stays(block.why)
            change = operations(module, block)
        except Stays as reason:
            for node in {node.lineno: node for node in reversed(block.nodes)}.values():
                yield Proposal(node, f"{_GRAPH}: {reason}", Applicability.REVIEW)
        else:
            yield Proposal(block.nodes[0], f"{_GRAPH}, and needs none", Applicability.SAFE, change)
    yield from _switches(module)
    yield from _placeholders(module)


def _switches(module: Module) -> Iterator[Proposal]:
    for call in module.calls:
        name = tensorflow_name(module.facts.sole_symbol(call))
        if name not in WITHOUT_EAGER or not _has_keras(module.program):
            continue
        if is_under_version_test(module, call) or is_one_of_several_imports(module, call):
            continue
        needs = _graph_symbol(module.program)
        if needs is not None:
            message = f"{_SWITCH}: leave it out, and write anew what needs a graph (`{needs}`)"
            yield Proposal(call.func, message, Applicability.REVIEW)
        elif module.is_statement(call):
            yield Proposal(call.func, _SWITCH, Applicability.SAFE, (RemoveStatement(module.statement(call)),))
        else:
            yield Proposal(call.func, f"{_SWITCH}: leave it out", Applicability.REVIEW)


def _placeholders(module: Module) -> Iterator[Proposal]:
    """Placeholders, beside Keras: what feeds them is a session that there is no more."""
    if not module.imports_keras:
        return
    for call in module.calls:
        symbol = module.facts.sole_symbol(call)
        if is_gone(symbol) and (tensorflow_name(symbol) or "").startswith("placeholder"):
            message = "TensorFlow 2 has no placeholders: make the input of a model with `keras.Input`"
            yield Proposal(call.func, message, Applicability.REVIEW)


@per_program
def _has_keras(program: Program) -> bool:
    return any(module.imports_keras for module in program.modules)


@per_program
def _graph_symbol(program: Program) -> str | None:
    """Something that the program uses and that only works in a graph, as it is called."""
    for module in program.modules:
        going = {call for block in session_blocks(module) if not block.why for call in block.calls}
        for call in module.calls:
            if call in going:
                continue
            symbol = module.facts.sole_symbol(call)
            name = tensorflow_name(symbol) or ""
            if name in _GRAPH_ONLY or name.startswith(("train.", "contrib.", "layers.", "nn.static", "nn.dynamic")):
                return ast.unparse(call.func)
            if symbol in {"keras.backend.gradients", "keras.backend.get_session", "keras.backend.placeholder"}:
                return ast.unparse(call.func)
    return None


RULE = Rule("KER116", "graph-mode", "3.0.0", "safe or review", check, (b"graph", b"Graph", b"disable_", b"placeholder"))
