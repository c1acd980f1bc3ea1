"""Where a module uses functions of Keras' backend, from which package, and what their arguments are.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from migrator.analysis.module import Module, per_module
from migrator.keras_api.backend_functions import ASSIGNING, GONE, NOT_OF_VARIABLES

_BACKEND = "keras.backend"


@dataclass(frozen=True, slots=True)
class BackendUse:
    """A place where a function of `keras.backend` is named."""

    node: ast.expr
    """The name, dotted or not."""
    function: str
    call: ast.Call | None
    """The call of it; None where the function is handed on."""
    sure: bool = True
    """False where the name may stand for something else as well."""


@per_module
def backend_uses(module: Module) -> list[BackendUse]:
    """The functions of the backend that a module names, in the order of the text."""
    found = []
    for node, paths in module.facts.symbols.items():
        names = {path[len(_BACKEND) + 1 :] for path in paths if path.startswith(_BACKEND + ".")}
        if len(names) != 1 or not isinstance(getattr(node, "ctx", None), ast.Load) or not _is_written(module, node):
            continue
        name = names.pop()
        if "." in name:
            continue
        parent = module.parents.get(node)
        call = parent if isinstance(parent, ast.Call) and parent.func is node else None
        found.append(BackendUse(node, name, call, len(paths) == 1))
    return sorted(found, key=lambda use: (use.node.end_lineno or 0, use.node.end_col_offset or 0))


def _is_written(module: Module, node: ast.expr) -> bool:
    """Whether a node names the function itself: `K.mean`, or a name that an import binds to it."""
    if isinstance(node, ast.Attribute):
        return any(path == _BACKEND for path in module.facts.symbols.get(node.value, ()))
    return isinstance(node, ast.Name) and any(
        b.name == node.id and b.canonical.startswith(_BACKEND + ".") for b in module.bindings
    )


def works_in_tensorflow(module: Module, use: BackendUse) -> bool:
    """Whether a function is one of `tf.keras.backend` that Keras 3 still has there, and is given tensors that it takes.

    What is there works with TensorFlow's tensors, not with symbolic ones of Keras; some of it not with variables of
    Keras either (3.0 to 3.15).
    """
    if use.function in GONE or roots(module, use.node) != {"tensorflow"}:
        return False
    if use.function in ASSIGNING or use.call is None:
        return use.function not in ASSIGNING
    if use.function in NOT_OF_VARIABLES and any(is_weight(module, a) for a in use.call.args):
        return False
    return use.call not in module.facts.symbolic_calls


def is_weight(module: Module, node: ast.expr) -> bool:
    """Whether an expression is an attribute that its class sets to a weight that Keras makes."""
    owner = next((a for a in module.ancestors(node) if isinstance(a, ast.ClassDef)), None)
    if owner is None or not isinstance(node, ast.Attribute):
        return False
    name = ast.dump(node.value), node.attr
    return any(
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and statement.value.func.attr == "add_weight"
        and any(isinstance(t, ast.Attribute) and (ast.dump(t.value), t.attr) == name for t in statement.targets)
        for statement in ast.walk(owner)
    )


def roots(module: Module, node: ast.expr) -> set[str]:
    """The packages that a dotted name is imported from: `keras`, `tensorflow`; empty where no import says it."""
    while isinstance(node, ast.Attribute):
        node = node.value
    if not isinstance(node, ast.Name):
        return set()
    found = {b.module.split(".", 1)[0] for b in module.bindings if b.name == node.id}
    if not found and node.id in module.assigned:
        value = module.assigned[node.id]
        return roots(module, value) if isinstance(value, (ast.Name, ast.Attribute)) and value is not node else set()
    return found


def names_function(module: Module, node: ast.expr, *functions: str) -> bool:
    """Whether an expression is, or calls, one of these functions of the backend, of `keras.ops` or of TensorFlow."""
    facts = module.facts
    paths = facts.callees.get(node, set()) if isinstance(node, ast.Call) else facts.symbols.get(node, set())
    return bool(paths) and all(
        path.rpartition(".")[2] in functions and path.startswith((_BACKEND, "keras.ops.", "tensorflow."))
        for path in paths
    )


VariableKind = Literal["state", "weight"]

_WEIGHT_LISTS = frozenset(
    {"weights", "trainable_weights", "non_trainable_weights", "variables", "trainable_variables"}
    | {"non_trainable_variables"}
)


def variable_kind(module: Module, node: ast.expr) -> VariableKind | None:
    """What kind of variable of Keras an expression is, as far as it says so itself: a layer's state, or a weight."""
    if isinstance(node, ast.Name):
        return _looped_kind(module, node)
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        return _list_kind(module, node.value)
    return "weight" if is_weight(module, node) else None


def _list_kind(module: Module, node: ast.expr) -> VariableKind | None:
    """What a list of variables holds."""
    if not isinstance(node, ast.Attribute):
        return None
    if node.attr == "states":
        return "state" if {r.kind for r in module.facts.receivers.get(node, [])} == {"layer"} else None
    return "weight" if node.attr in _WEIGHT_LISTS else None


def _looped_kind(module: Module, name: ast.Name) -> VariableKind | None:
    """The kind of a loop variable that goes through a list of variables."""
    for target, iterable in _loops_around(module, name):
        if isinstance(target, ast.Name) and target.id == name.id:
            return _list_kind(module, iterable)
        if isinstance(target, ast.Tuple) and isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Name):
            items = [None, *iterable.args] if iterable.func.id == "enumerate" else iterable.args
            if iterable.func.id in {"zip", "enumerate"}:
                for element, item in zip(target.elts, items, strict=False):
                    if isinstance(element, ast.Name) and element.id == name.id and item is not None:
                        return _list_kind(module, item)
    return None


def _loops_around(module: Module, node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for parent in module.ancestors(node):
        if isinstance(parent, (ast.For, ast.AsyncFor)):
            yield parent.target, parent.iter
        elif isinstance(parent, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            yield from ((g.target, g.iter) for g in parent.generators)
        elif isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return


def runs_on_tensors(module: Module, node: ast.AST) -> bool:
    """Whether code runs on tensors of TensorFlow, not on symbolic ones: the `call` of a layer, a `Lambda`, a loss.

    So do functions of the module that only such code calls.
    """
    return _runs_on_tensors(module, node, set())


def _runs_on_tensors(module: Module, node: ast.AST, seen: set[ast.AST]) -> bool:
    for parent in module.ancestors(node):
        if isinstance(parent, ast.Lambda) and _is_handed_to_keras(module, parent):
            return True
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if isinstance(module.parents.get(parent), ast.ClassDef):
                return parent.name in {"call", "train_step", "test_step", "predict_step"} or (
                    parent.name == "__call__" and _has_parameters(parent, ("y_true", "y_pred"))
                )
            if _has_parameters(parent, ("y_true", "y_pred")) or _has_parameters(parent, ("y_pred", "y_true")):
                return True
            if parent in seen:
                return False
            seen.add(parent)
            uses = _loads(module, parent.name)
            if uses and all(_is_handed_to_keras(module, u) or _runs_on_tensors(module, u, seen) for u in uses):
                return True
    return False


def _has_parameters(function: ast.FunctionDef | ast.AsyncFunctionDef, names: tuple[str, str]) -> bool:
    given = [a.arg for a in function.args.args if a.arg != "self"]
    return tuple(given[:2]) == names


def _loads(module: Module, name: str) -> list[ast.Name]:
    return [n for n in module.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]


def _is_handed_to_keras(module: Module, node: ast.AST) -> bool:
    """Whether a function is the argument of a `Lambda` layer, or a loss or metric of `compile`."""
    parent = module.parents.get(node)
    while isinstance(parent, (ast.keyword, ast.List, ast.Tuple, ast.Dict)):
        node, parent = parent, module.parents.get(parent)
    if not isinstance(parent, ast.Call) or parent.func is node:
        return False
    if module.facts.sole_symbol(parent) == "keras.layers.Lambda":
        return True
    keyword = node.arg if isinstance(node, ast.keyword) else None
    is_compile = isinstance(parent.func, ast.Attribute) and parent.func.attr == "compile"
    return is_compile and keyword in {"loss", "metrics", "weighted_metrics", None}
