"""There is no global learning phase in Keras 3: `call` is told by its argument `training`.

## What it does

- `K.in_train_phase(x, alt)` and `K.in_test_phase(x, alt)` become `x if training else alt` and the reverse. Where the
  `call` of a layer has no parameter `training`, it gets one: Keras fills it in.
- `K.learning_phase()` that stands in for a missing `training` becomes `False`, its value outside training.
- `K.set_learning_phase(0)`, the default, goes.

## Why

None of these functions is left in `keras.backend` or `tf.keras.backend`.

## Example

```python before
from keras import backend as K
from keras.layers import Layer

class Jitter(Layer):
    def call(self, inputs, training=None):
        noised = inputs + 0.1
        return K.in_train_phase(noised, inputs, training=training)

class Scaled(Layer):
    def call(self, inputs):
        def twice():
            return 2 * inputs
        return K.in_train_phase(twice, inputs)
```

```python after
from keras import backend as K
from keras.layers import Layer

class Jitter(Layer):
    def call(self, inputs, training=None):
        noised = inputs + 0.1
        return noised if training else inputs

class Scaled(Layer):
    def call(self, inputs, training=None):
        def twice():
            return 2 * inputs
        return twice() if training else inputs
```

```python before
import tensorflow as tf
from tensorflow.keras import backend as K

K.set_learning_phase(0)

class Noise(tf.keras.layers.Layer):
    def call(self, inputs, training=None):
        if training is None:
            training = K.learning_phase()
        return inputs + 0.1 if training else inputs
```

```python after
import tensorflow as tf
from tensorflow.keras import backend as K


class Noise(tf.keras.layers.Layer):
    def call(self, inputs, training=None):
        if training is None:
            training = False
        return inputs + 0.1 if training else inputs
```

## Left alone

```python
from keras.layers import Layer

class Jitter(Layer):
    def call(self, inputs, training=None):
        return inputs + 0.1 if training else inputs
```

## Fix safety

Safe in the `call` of a layer or model. Elsewhere the phase must be handed on as an argument, which is reported;
`K.set_learning_phase(1)` as well: call the model with `training=True` instead.

## References

Keras 2.15 `backend.py` (`in_train_phase`, `learning_phase`); Keras 3 `layers/layer.py` (`__call__`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import AddParameter, Operation, RemoveStatement, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.rows import read_rows
from migrator.rules.guards import is_guarded
from migrator.rules.keras_backend import BackendUse, backend_uses
from migrator.rules.registry import Proposal, Rule
from migrator.rules.replacing import Irreplaceable, arguments

_ROWS = read_rows("in_train_phase(x, alt, training=...) -> x\nin_test_phase(x, alt, training=...) -> x")
_OTHERS = frozenset({"learning_phase", "set_learning_phase", "learning_phase_scope"})
_GONE = "Keras 3 has no learning phase"


def check(module: Module) -> Iterator[Proposal]:
    """Functions that ask for the learning phase, or set it."""
    uses = [u for u in backend_uses(module) if u.function in _ROWS.keys() | _OTHERS and not is_guarded(module, u.node)]
    is_set = any(u.function in {"set_learning_phase", "learning_phase_scope"} and not _is_zero(u) for u in uses)
    for use in uses:
        if use.function in _ROWS and use.call is not None:
            yield _choose(module, use, use.call)
        elif use.function == "learning_phase" and use.call is not None:
            yield _ask(module, use, use.call, is_set=is_set)
        elif use.function == "set_learning_phase" and use.call is not None and _is_zero(use):
            alone = module.is_statement(use.call)
            operations = (RemoveStatement(module.statement(use.call)),) if alone else ()
            message = f"{_GONE} to set; 0 was the default"
            yield Proposal(use.node, message, Applicability.SAFE if alone else Applicability.REVIEW, operations)
        else:
            message = f"{_GONE} to set: call the model with `training=True`, or `training=False`"
            yield Proposal(use.node, message, Applicability.REVIEW)


def _is_zero(use: BackendUse) -> bool:
    value = use.call.args[0] if use.call is not None and use.call.args else None
    return isinstance(value, ast.Constant) and value.value in (0, False)


def _choose(module: Module, use: BackendUse, call: ast.Call) -> Proposal:
    """`K.in_train_phase(x, alt)`: an expression that chooses by `training`."""
    message = f"{_GONE}; `training` chooses between the two"
    try:
        given = arguments(call, _ROWS[use.function]).values
    except Irreplaceable as reason:
        return Proposal(use.node, f"{message}: {reason}", Applicability.REVIEW)
    function = _function_around(module, call)
    training, added = _training(module, given.get("training"), function)
    if training is None:
        advice = "give the function a parameter `training` and hand it on"
        return Proposal(use.node, f"{message}: {advice}", Applicability.REVIEW)
    first, second = _value(module, given["x"], call), _value(module, given["alt"], call)
    if use.function == "in_test_phase":
        first, second = second, first
    text = f"{first} if {training} else {second}"
    bare = isinstance(module.parents.get(call), (ast.Assign, ast.Return, ast.AnnAssign, ast.Expr))
    change = ReplaceExpression(call, text if bare else f"({text})")
    in_call = function is not None and _is_call_of_layer(module, function)
    if not use.sure or not in_call:
        depends = "the edit is right if `training` is True or False here"
        return Proposal(use.node, f"{message}; {depends}", Applicability.UNSAFE, (*added, change))
    return Proposal(use.node, message, Applicability.SAFE, (*added, change))


def _ask(module: Module, use: BackendUse, call: ast.Call, *, is_set: bool) -> Proposal:
    """`K.learning_phase()`: False where it stands in for a `training` that is not given."""
    parent = module.parents.get(call)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        name, outer = parent.targets[0].id, module.parents.get(parent)
        if isinstance(outer, ast.If) and ast.unparse(outer.test) == f"{name} is None":
            message = f"{_GONE}; it was 0 where nothing trains"
            applicability = Applicability.UNSAFE if is_set else Applicability.SAFE
            message += "" if not is_set else ", if nothing has set it"
            return Proposal(use.node, message, applicability, (ReplaceExpression(call, "False"),))
    function = _function_around(module, call)
    if function is not None and _is_call_of_layer(module, function) and _has_training(function):
        message = f"{_GONE}; `training` says what it said"
        return Proposal(use.node, message, Applicability.UNSAFE, (ReplaceExpression(call, "training"),))
    return Proposal(use.node, f"{_GONE}: hand `training` on to what asks for it", Applicability.REVIEW)


def _training(
    module: Module, given: ast.expr | None, function: ast.FunctionDef | None
) -> tuple[str | None, tuple[Operation, ...]]:
    """What says whether the model trains, and the parameter that the function lacks for it."""
    if given is not None and not (isinstance(given, ast.Constant) and given.value is None):
        text = module.source.segment(given)
        return (text if isinstance(given, (ast.Name, ast.Attribute, ast.Constant)) else f"({text})"), ()
    if function is None or not _is_call_of_layer(module, function):
        return None, ()
    if _has_training(function):
        return "training", ()
    if "training" in {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}:
        return None, ()
    return "training", (AddParameter(function, "training=None"),)


def _has_training(function: ast.FunctionDef) -> bool:
    return "training" in {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}


def _function_around(module: Module, node: ast.AST) -> ast.FunctionDef | None:
    """The method that runs a piece of code: functions defined in a method belong to it."""
    functions = [a for a in module.ancestors(node) if isinstance(a, (ast.FunctionDef, ast.Lambda, ast.ClassDef))]
    for function, outer in zip(functions, [*functions[1:], None], strict=False):
        if isinstance(function, ast.Lambda):
            return None
        if isinstance(function, ast.FunctionDef) and not isinstance(outer, ast.FunctionDef):
            return function
    return None


def _is_call_of_layer(module: Module, function: ast.FunctionDef) -> bool:
    """Whether a function is the `call` of a layer or model."""
    owner = module.parents.get(function)
    kinds = {info.kind for info in module.facts.classes if info.node is owner}
    return function.name == "call" and bool(kinds) and kinds <= {"layer", "model"}


def _value(module: Module, node: ast.expr, call: ast.Call) -> str:
    """A branch's value: what a function gives where it is one."""
    text = module.source.segment(node)
    if isinstance(node, ast.Lambda) and not node.args.args:
        body = module.source.segment(node.body)
        return f"({body})" if isinstance(node.body, (ast.IfExp, ast.Lambda, ast.NamedExpr)) else body
    if isinstance(node, ast.Name):
        around = set(module.ancestors(call))
        defined = [d for d in module.definitions.get(node.id, []) if isinstance(d, ast.FunctionDef)]
        if any(module.scope(d) in around for d in defined) or isinstance(module.assigned.get(node.id), ast.Lambda):
            return f"{text}()"
    return f"({text})" if isinstance(node, (ast.IfExp, ast.Lambda, ast.NamedExpr)) else text


RULE = Rule("KER803", "learning-phase", "3.0.0", "safe, unsafe or review", check, (b"phase",))
