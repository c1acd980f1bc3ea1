"""`layer.stateful` is there on recurrent layers only in Keras 3, and on no model.

## What it does

Reads the attribute with a default where the layer may be another than a recurrent one, and asks the layers of a model.

## Why

Every layer and model of Keras 2 had the attribute. In Keras 3: `AttributeError: 'Dense' object has no attribute
'stateful'`.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True), Dense(1)])
for layer in model.layers:
    if layer.stateful:
        layer.reset_states()
print(model.stateful)
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True), Dense(1)])
for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_states()
print(any(getattr(layer, "stateful", False) for layer in model.layers))
```

## Left alone

```python
from keras.layers import LSTM

memory = LSTM(4, stateful=True)
print(memory.stateful)
```

```python
from keras.models import load_model

model = load_model("model.keras")
names = [layer.name for layer in model.layers if hasattr(layer, "stateful") and layer.stateful]
```

## Fix safety

Safe on a layer, and on a model that is known to hold no other. Unsafe on other models: Keras 2 asked the models inside
as well.

## References

Keras 2.15 `engine/base_layer.py` (`stateful`); Keras 3 `layers/rnn/rnn.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.rules.registry import Proposal, Rule

_HAVE_IT = RECURRENT_LAYERS | {"Bidirectional"}


def check(module: Module) -> Iterator[Proposal]:
    """Reads of `stateful` that Keras 3 answers with an error."""
    for node in module.attributes:
        if (
            node.attr != "stateful"
            or not (receivers := module.facts.receivers.get(node))
            or _is_asked_for(module, node)
        ):
            continue
        kinds = {str(r.kind) for r in receivers if not r.own_method} - {"none"}
        if any(r.own_method for r in receivers) or not kinds or not kinds <= {"layer", "model", "unknown"}:
            continue
        proposal = _propose(module, node, receivers, kinds)
        if proposal is not None:
            yield proposal


def _propose(module: Module, node: ast.Attribute, receivers: list[Receiver], kinds: set[str]) -> Proposal | None:
    written = module.source.segment(node.value)
    with_default = ReplaceExpression(node, f'getattr({written}, "stateful", False)')
    if kinds == {"layer"}:
        if all(r.layer_class in _HAVE_IT for r in receivers):
            return None
        message = "in Keras 3 only recurrent layers have `stateful`"
        return Proposal(node, message, Applicability.SAFE, (with_default,))
    if kinds == {"model"}:
        name = module.free_name("layer", "inner_layer") if _in_scope(module, node, "layer") else "layer"
        text = f'any(getattr({name}, "stateful", False) for {name} in {written}.layers)'
        flat = all(r.nested is False for r in receivers)
        message = "models of Keras 3 have no `stateful`; their layers are asked"
        message += "" if flat else ", models inside are not"
        applicability = Applicability.SAFE if flat else Applicability.UNSAFE
        return Proposal(node, message, applicability, (ReplaceExpression(node, text),))
    if not module.imports_keras:
        return None
    why = next((r.why for r in receivers if r.why), "it comes from out of view")
    message = f"in Keras 3 only recurrent layers have `stateful`; what `{ast.unparse(node.value)}` is, is not in view"
    if "model" in kinds or "model" in ast.unparse(node.value).rsplit(".", 1)[-1].lower():
        return Proposal(node, f"{message} ({why})", Applicability.REVIEW)
    return Proposal(node, f"{message} ({why})", Applicability.UNSAFE, (with_default,))


def _in_scope(module: Module, node: ast.Attribute, name: str) -> bool:
    """Whether the expression itself speaks of a name that a comprehension is about to bind."""
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node.value))


def _is_asked_for(module: Module, node: ast.Attribute) -> bool:
    """Whether the program looks whether the attribute is there before it reads it."""
    wanted = ast.dump(node.value)
    for parent in module.ancestors(node):
        tests: list[ast.expr] = []
        if isinstance(parent, ast.BoolOp):
            tests = parent.values
        elif isinstance(parent, (ast.If, ast.IfExp)):
            tests = [parent.test]
        elif isinstance(parent, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            tests = [test for g in parent.generators for test in g.ifs]
        elif isinstance(parent, ast.Try) and any(_catches(h) for h in parent.handlers):
            return True
        if any(_asks(n, wanted) for test in tests for n in ast.walk(test)):
            return True
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return False
    return False


def _catches(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or any(
        isinstance(n, ast.Name) and n.id in {"AttributeError", "Exception"} for n in ast.walk(handler.type)
    )


def _asks(node: ast.AST, wanted: str) -> bool:
    """Whether a node asks what the object is, or what it has."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"hasattr", "isinstance"}
        and bool(node.args)
        and ast.dump(node.args[0]) == wanted
    )


RULE = Rule("KER306", "stateful-attribute", "3.0.0", "safe or unsafe or review", check, (b".stateful",))
