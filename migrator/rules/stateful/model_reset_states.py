"""`model.reset_states()` becomes a loop that resets the model's stateful layers.

## What it does

On a model whose layers are all in view and none of which is a model, the call becomes a loop over `model.layers`. For
any other Keras model, and where a statement cannot stand, a small recursive function is defined once in the file and
called. `super().reset_states()` in a model class and a bare `model.reset_states` are migrated the same way.

## Why

Models of Keras 3 have no `reset_states` and no `reset_state`; layers have. The loop that is widely published,
`if hasattr(layer, "reset_state"): layer.reset_state()`, raises on a `Bidirectional` that is not stateful, misses nested
models without a word, and resets lookup layers that Keras 2 left alone.

## Example

```python before
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
model.reset_states()
```

```python after
from keras.models import Sequential
from keras.layers import LSTM, Input

model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])
for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
```

```python before
import keras

class Reset(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.reset_states()
```

```python after
import keras


def reset_states(model):
    \"\"\"Reset the stateful layers of a Keras model, as Keras 2's Model.reset_states() did.\"\"\"
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            reset_states(layer)
        elif getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            layer.reset_state()


class Reset(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        reset_states(self.model)
```

## Left alone

```python
import keras

layer = keras.layers.LSTM(4, stateful=True)
layer.reset_states()
```

```python
import keras

class Agent:
    def reset_states(self):
        self.memory = []

model = Agent()
model.reset_states()
```

## Fix safety

Safe where the file shows that the receiver is a Keras model. Where the receiver is not in view but its name says
`model` and nothing speaks against it, the edit is unsafe. Otherwise the call is left for review.

## References

Keras 2.15 `engine/training.py` (`Model.reset_states`); Keras 3 `layers/rnn/rnn.py` (`reset_state`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module, per_module
from migrator.edits.operations import Operation, ReplaceExpression, ReplaceStatement
from migrator.findings import Applicability
from migrator.rules.definitions import reset_helper
from migrator.rules.guards import has_lone_test, is_guarded
from migrator.rules.registry import Proposal, Rule
from migrator.rules.running import is_model_name
from migrator.rules.spelling import Spelling

_MESSAGE = "Keras 3 models have no `reset_states`; their stateful layers are reset one by one"


def check(module: Module) -> Iterator[Proposal]:
    """Every `.reset_states` whose receiver is, or may be, a model."""
    for node in _sites(module):
        receivers = module.facts.receivers.get(node, [])
        call = module.parents.get(node)
        if isinstance(call, ast.Call) and call.func is node and (call.args or call.keywords):
            continue  # no model's method takes values: see KER303
        if not receivers:
            if _concerns_keras(module, node.value):
                yield _review(node, "the analysis does not reach this place")
            continue
        kinds = {r.kind for r in receivers if not r.own_method}
        if has_lone_test(module, node) and kinds & {"model", "unknown"}:
            yield _review(node, "in Keras 3 the `hasattr` test is false and nothing is reset")
        elif kinds == {"model"} or kinds == {"super-model"}:
            if any(r.own_method for r in receivers):
                yield _review(node, "some of the objects here define `reset_states` themselves and some do not")
            else:
                yield _propose(module, node, receivers, Applicability.SAFE)
        elif kinds == {"model", "unknown"}:
            yield _propose_unknown(module, node, receivers)
        elif "model" in kinds:
            others = ", ".join(sorted(kinds - {"model"}))
            yield _review(node, f"the receiver is a model on some paths and something else ({others}) on others")
        elif "unknown" in kinds and _concerns_keras(module, node.value):
            yield _propose_unknown(module, node, receivers)
    yield from _by_name(module)


def _by_name(module: Module) -> Iterator[Proposal]:
    """Reads of the method by its name in a string, and `operator.methodcaller("reset_states")`."""
    for call, receivers in module.facts.named.items():
        name = call.args[1] if len(call.args) > 1 else None
        reads = isinstance(name, ast.Constant) and name.value == "reset_states" and ast.unparse(call.func) == "getattr"
        kinds = {r.kind for r in receivers if not r.own_method}
        if not reads or is_guarded(module, call) or not kinds & {"model", "super-model", "metric", "unknown"}:
            continue
        if kinds - {"unknown"} or _concerns_keras(module, call.args[0]):
            yield _review(call, "the method is read by its name")
    for call, method in module.facts.method_callers.items():
        if method == "reset_states" and (module.imports_keras or module.facts.program_is_stateful):
            yield _review(call, "the method is called by its name")


def _concerns_keras(module: Module, receiver: ast.expr) -> bool:
    """Whether what is not in view may be Keras'.

    The file imports it; or the name says `model`, and the file's program has stateful models or it imports TensorFlow.
    """
    around = module.facts.program_is_stateful or module.imports_tensorflow
    return module.imports_keras or (around and is_model_name(ast.unparse(receiver)))


def _propose_unknown(module: Module, node: ast.Attribute, receivers: list[Receiver]) -> Proposal:
    """The receiver is not in view: its name may suggest a model, which is enough for an opt-in edit only."""
    why = next((r.why for r in receivers if r.kind == "unknown" and r.why), "it comes from out of view")
    name = ast.unparse(node.value).rsplit(".", 1)[-1].lower()
    sure = any(r.kind == "model" for r in receivers)
    if ("model" in name or sure) and not any(r.kind not in {"unknown", "none", "model"} for r in receivers):
        proposal = _propose(module, node, [], Applicability.UNSAFE)
        message = f"{_MESSAGE}; whether this is a Keras model is not in view ({why})"
        return Proposal(node, message, Applicability.UNSAFE, proposal.operations)
    return _review(node, f"what `{ast.unparse(node.value)}` is, is not in view ({why})")


@per_module
def _sites(module: Module) -> list[ast.Attribute]:
    """The places that the rule looks at."""
    return [n for n in module.attributes if n.attr == "reset_states" and not is_guarded(module, n)]


@per_module
def _helper(module: Module) -> Spelling:
    return reset_helper(module, _sites(module))


def _review(node: ast.expr, reason: str) -> Proposal:
    return Proposal(
        node,
        f"Keras 3 models have no `reset_states`, and {reason}: if this is a model, reset its stateful layers one by "
        "one; if it is a layer, nothing is to be done; if it is a metric, call `reset_state()`",
        Applicability.REVIEW,
    )


def _propose(
    module: Module,
    node: ast.Attribute,
    receivers: list[Receiver],
    applicability: Applicability,
) -> Proposal:
    proof = tuple(dict.fromkeys(p for r in receivers for p in r.proof))
    call = module.parents.get(node)
    called = isinstance(call, ast.Call) and call.func is node
    flat = bool(receivers) and all(r.kind == "model" and r.nested is False for r in receivers)
    if called and flat and isinstance(call, ast.Call) and _can_be_loop(module, call):
        return Proposal(node, _MESSAGE, applicability, (_loop(module, node, call),), proof)
    helper = _helper(module)
    super_call = (
        isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) and node.value.func.id == "super"
    )
    receiver = "self" if super_call else module.source.segment(node.value)
    replacement = f"{helper.text}({receiver})"
    operation: Operation
    if called and isinstance(call, ast.Call):
        operation = ReplaceExpression(call, replacement)
    else:
        if _rebound(module, node.value):
            return _review(node, "the method is kept for later, when its name may stand for another model")
        text = f"lambda: {replacement}"
        operation = ReplaceExpression(node, text if _takes_lambda(module, node) else f"({text})")
    return Proposal(node, _MESSAGE, applicability, (operation, *helper.operations), proof)


def _takes_lambda(module: Module, node: ast.expr) -> bool:
    """Whether a lambda can stand here without parentheses."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Call):
        return node in parent.args
    return isinstance(parent, (ast.Assign, ast.AnnAssign, ast.keyword, ast.Return, ast.List, ast.Tuple, ast.Dict))


def _rebound(module: Module, receiver: ast.expr) -> bool:
    """Whether the name that a receiver begins with is bound more than once, or turn by turn."""
    root = receiver
    while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
        root = root.func if isinstance(root, ast.Call) else root.value
    if not isinstance(root, ast.Name):
        return True
    stores = module.stores.get(root.id, [])
    loops = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)
    return len(stores) > 1 or any(isinstance(a, loops) for n in stores for a in module.ancestors(n))


def _can_be_loop(module: Module, call: ast.Call) -> bool:
    """Whether a block can stand in the place of the call, and its receiver can be read twice."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else call
    readable = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.UnaryOp, ast.USub, ast.expr_context)
    simple = receiver.lineno == receiver.end_lineno and all(isinstance(n, readable) for n in ast.walk(receiver))
    in_class_body = isinstance(module.scope(call), ast.ClassDef)
    return simple and not in_class_body and module.is_statement(call) and module.stands_alone(module.statement(call))


def _loop(module: Module, node: ast.Attribute, call: ast.Call) -> Operation:
    name = module.free_name("layer", "stateful_layer", "rnn_layer")
    return ReplaceStatement(
        module.statement(call),
        (
            f"for {name} in {module.source.segment(node.value)}.layers:",
            f'    if getattr({name}, "stateful", False):',
            f"        {name}.reset_state()",
        ),
    )


RULE = Rule("KER301", "model-reset-states", "3.0.0", "safe", check, (b"reset_states",))
