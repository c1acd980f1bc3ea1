"""`K.function(inputs, outputs)` is a model in Keras 3.

## What it does

Makes a model of the inputs and outputs, and calls it with arrays: `predict_on_batch` gives arrays, as the function did.
Where one output is asked for in a list, a small function keeps the list around the result.

## Why

Neither `keras.backend` nor `tf.keras.backend` has `function` any more.

## Example

```python before
from keras import backend as K
from keras.models import load_model

model = load_model("model.keras")
features = K.function([model.layers[0].input], [model.layers[2].output, model.layers[3].output])
hidden, out = features([[[1.0, 2.0]]])
```

```python after
from keras import backend as K
from keras.models import load_model, Model

model = load_model("model.keras")
features = Model([model.layers[0].input], [model.layers[2].output, model.layers[3].output]).predict_on_batch
hidden, out = features([[[1.0, 2.0]]])
```

```python before
import keras
from keras import backend as K

def last_hidden(model, x):
    f = K.function([model.layers[0].input], [model.layers[-2].output])
    return f([x])[0]
```

```python after
import keras
from keras import backend as K


def backend_function(inputs, outputs):
    \"\"\"A function from arrays to arrays, as Keras 2's K.function made it.\"\"\"
    model = keras.Model(inputs, outputs)

    def call(values):
        results = model.predict_on_batch(values)
        alone = isinstance(outputs, (list, tuple)) and len(outputs) == 1 and not isinstance(results, list)
        return [results] if alone else results

    return call


def last_hidden(model, x):
    f = backend_function([model.layers[0].input], [model.layers[-2].output])
    return f([x])[0]
```

## Left alone

```python
import keras

def features(model):
    return keras.Model(model.inputs, model.layers[2].output).predict_on_batch
```

## Fix safety

Safe where the inputs and outputs are written out and nothing else is asked of the function. A learning phase among the
inputs, updates, and gradients (`K.gradients`) are reported: a model has none of them.

## References

Keras 2.15 `backend.py` (`function`); Keras 3 `models/functional.py`, `backend/tensorflow/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import Operation, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.rows import read_rows
from migrator.rules.definitions import backend_function_helper
from migrator.rules.guards import is_guarded
from migrator.rules.keras_backend import BackendUse, backend_uses, names_function
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import Irreplaceable, arguments
from migrator.rules.spelling import spell

_ROW = read_rows("function(inputs, outputs, updates=..., name=...) -> inputs")["function"]


def check(module: Module) -> Iterator[Proposal]:
    """Functions of the backend between tensors."""
    uses = [u for u in backend_uses(module) if u.function == "function" and not is_guarded(module, u.node)]
    sites = [u.node for u in uses]
    for use in uses:
        yield _propose(module, use, sites)


def _propose(module: Module, use: BackendUse, sites: list[ast.expr]) -> Proposal:
    message = "Keras 3 has no `K.function`; a model computes outputs from inputs"
    try:
        operations = _operations(module, use, sites)
    except Irreplaceable as reason:
        return Proposal(use.node, f"{message}: {reason}", Applicability.REVIEW)
    return Proposal(use.node, message, Applicability.SAFE, operations)


def _operations(module: Module, use: BackendUse, sites: list[ast.expr]) -> tuple[Operation, ...]:
    """What makes a model of the call. Raises `Irreplaceable`."""
    if use.call is None or not use.sure:
        raise Irreplaceable("make a `keras.Model` of them and hand on its `predict_on_batch`")
    given = arguments(use.call, _ROW).values
    updates = given.get("updates")
    if updates is not None and not (isinstance(updates, (ast.List, ast.Constant)) and not getattr(updates, "elts", ())):
        raise Irreplaceable("it makes no `updates`; write a `train_step`, or a `tf.function` with a `GradientTape`")
    inputs, outputs = _seen(module, given["inputs"]), _seen(module, given["outputs"])
    if _mentions(module, inputs, "learning_phase"):
        raise Irreplaceable("take the learning phase out of its inputs and out of its calls, call with `training=`")
    if _mentions(module, outputs, "gradients"):
        raise Irreplaceable("it computes no gradients; write a `tf.function` with a `GradientTape`")
    if isinstance(outputs, (ast.List, ast.Tuple)) and len(outputs.elts) > 1:
        model = spell(module, "keras.Model", use.call)
        if model is None:
            raise Irreplaceable("there is no place to import `keras.Model`")
        texts = [module.source.segment(given["inputs"]), module.source.segment(given["outputs"])]
        text = f"{model.text}({', '.join(texts)}).predict_on_batch"
        return (*model.operations, ReplaceExpression(use.call, text))
    if isinstance(outputs, (ast.List, ast.Tuple)) or not _is_one_tensor(outputs):
        helper = backend_function_helper(module, sites)
        if given.keys() - {"inputs", "outputs"}:
            raise Irreplaceable("it has no `name`")
        return (*helper.operations, ReplaceExpression(use.call.func, helper.text))
    model = spell(module, "keras.Model", use.call)
    if model is None:
        raise Irreplaceable("there is no place to import `keras.Model`")
    texts = [module.source.segment(given["inputs"]), module.source.segment(given["outputs"])]
    return (*model.operations, ReplaceExpression(use.call, f"{model.text}({', '.join(texts)}).predict_on_batch"))


def _seen(module: Module, node: ast.expr) -> ast.expr:
    """The expression that a name was given, where one assignment gives it."""
    if isinstance(node, ast.Name) and len(module.stores.get(node.id, [])) == 1 and node.id in module.assigned:
        return module.assigned[node.id]
    return node


def _is_one_tensor(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"output", "input"}


def _mentions(module: Module, node: ast.expr, function: str) -> bool:
    """Whether an expression, or what its names were given, calls a function of the backend."""
    parts = [
        node,
        *(module.assigned[n.id] for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in module.assigned),
    ]
    return any(isinstance(n, ast.Call) and names_function(module, n, function) for p in parts for n in ast.walk(p))


RULE = Rule("KER804", "k-function", "3.0.0", "safe or review", check, (b"function",))
