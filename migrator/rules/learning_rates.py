"""Optimizers and their learning rates: whose a rate is, and which Keras the optimizer is of.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrator.analysis import symbols
from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import Const, Value
from migrator.findings import Applicability

RATE_NAMES = frozenset({"lr", "learning_rate"})

_BACKEND_ACCESS = frozenset({"keras.backend.get_value", "keras.backend.set_value", "keras.backend.eval"})


def owner(module: Module, base: ast.expr, receivers: Sequence[Receiver]) -> tuple[Applicability, str] | None:
    """How sure it is that an object is an optimizer, and why it is not sure; None where nothing says that it is one."""
    kinds = {receiver.kind for receiver in receivers}
    if kinds == {"optimizer"}:
        return Applicability.SAFE, ""
    name = ast.unparse(base)
    if "optimizer" in kinds:
        return Applicability.REVIEW, f"on some paths `{name}` is something else than an optimizer"
    if kinds == {"unknown"} and module.imports_keras and _is_optimizer_name(name):
        why = next((receiver.why for receiver in receivers if receiver.why), "it comes from out of view")
        return Applicability.UNSAFE, f"what `{name}` is, is not in view ({why})"
    return None


def _is_optimizer_name(expression: str) -> bool:
    """Whether the last part of a dotted expression is what people call an optimizer; `opt` is as often the options."""
    last = expression.rsplit(".", 1)[-1].lower()
    return "optimizer" in last and "optimizers" not in last


def backend_access(module: Module, call: ast.Call) -> tuple[str, ast.Attribute] | None:
    """For `K.set_value(optimizer.lr, x)` and the like: the function of the backend, and the attribute."""
    symbol = module.facts.sole_symbol(call)
    if symbol not in _BACKEND_ACCESS or not call.args:
        return None
    variable = call.args[0]
    if not isinstance(variable, ast.Attribute) or variable.attr not in RATE_NAMES:
        return None
    return symbol.rsplit(".", 1)[-1], variable


def rate_attributes(module: Module, *names: str) -> Iterator[tuple[ast.Attribute, list[Receiver]]]:
    """The attributes of these names that the module reads or sets, and what is known of the objects."""
    for node, receivers in module.facts.receivers.items():
        if node.attr in names and module.owns(node):
            yield node, receivers


def is_standalone(module: Module) -> bool:
    """Whether the file has Keras from the package `keras`, which was another Keras than TensorFlow's up to 2.3."""
    return any(symbols.keras_root(b.module) == "keras" for b in module.bindings) or any(
        symbols.keras_root(s.module or "") == "keras" for s in module.stars
    )


# Numbers.


def is_integer(value: Value) -> bool:
    """Whether a value is known to be an integer."""
    return isinstance(value, Const) and type(value.value) is int


def is_number(value: Value) -> bool:
    """Whether a value is known to be a number."""
    return isinstance(value, Const) and type(value.value) in {int, float}


def as_float(module: Module, node: ast.expr) -> str:
    """The text of an argument; a float where it is an integer in some context."""
    text = module.source.segment(node)
    if not any(is_integer(value) for value in module.facts.arguments.get(node, [])):
        return text
    return f"{text}.0" if isinstance(node, ast.Constant) and text.isdigit() else f"float({text})"


# What else in a program reads or sets the rate.

RATE_CALLBACKS = frozenset({"keras.callbacks.ReduceLROnPlateau", "keras.callbacks.LearningRateScheduler"})


@per_program
def use_of_rate(program: Program) -> str | None:
    """A place of the program that reads or sets the rate of an optimizer, for a message."""
    for part in program.modules:
        for symbols_of in (part.facts.callees, part.facts.symbols):
            for node, paths in symbols_of.items():
                if found := sorted(paths & RATE_CALLBACKS):
                    return f"`{found[0].rsplit('.', 1)[-1]}` at {part.path}:{node.lineno} sets it"
        for attribute, receivers in part.facts.receivers.items():
            if attribute.attr in _RATE_USES and _may_be_optimizer(attribute.value, receivers):
                return f"`{ast.unparse(attribute)}` at {part.path}:{attribute.lineno} reads or sets it"
        for call, receivers in part.facts.named.items():
            if getattr(call.args[1], "value", "") in _RATE_USES and _may_be_optimizer(call.args[0], receivers):
                return f"`{ast.unparse(call)}` at {part.path}:{call.lineno} reads or sets it"
    return None


_RATE_USES = RATE_NAMES | {"decay", "_decayed_lr"}


def _may_be_optimizer(base: ast.expr, receivers: Sequence[Receiver]) -> bool:
    kinds = {receiver.kind for receiver in receivers}
    return "optimizer" in kinds or ("unknown" in kinds and _is_optimizer_name(ast.unparse(base)))


@per_program
def unseen_callback(program: Program) -> str | None:
    """A callback of the program that is neither Keras' nor its own, for a message: it may do anything."""
    classes = {info.node.name for part in program.modules for info in part.facts.classes}
    for part in program.modules:
        for callback in _callbacks(part):
            if not _is_known_callback(part, callback, classes):
                return f"`{ast.unparse(callback)}` at {part.path}:{callback.lineno}"
    return None


def _callbacks(module: Module) -> Iterator[ast.expr]:
    """What calls are given as `callbacks`, item by item where a list is written out."""
    assigned = _assigned(module.nodes)
    for node in module.nodes:
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "callbacks":
                    yield from _items(keyword.value, assigned)
            if isinstance(node.func, ast.Attribute) and len(node.args) > _POSITIONS.get(node.func.attr, len(node.args)):
                yield from _items(node.args[_POSITIONS[node.func.attr]], assigned)
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"append", "extend", "insert"}:
                if isinstance(node.func.value, ast.Name) and "callback" in node.func.value.id.lower():
                    yield from _items(node.args[-1], assigned) if node.args else ()


def _assigned(nodes: Sequence[ast.AST]) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def _items(node: ast.expr, assigned: dict[str, list[ast.expr]], depth: int = 0) -> Iterator[ast.expr]:
    if isinstance(node, (ast.List, ast.Tuple)):
        for item in node.elts:
            yield from _items(item, assigned, depth + 1)
    elif isinstance(node, ast.Name) and node.id in assigned and depth < _NESTING:
        for value in assigned[node.id]:
            yield from _items(value, assigned, depth + 1)
    elif not (isinstance(node, ast.Constant) and node.value is None):
        yield node


_NESTING = 4
_POSITIONS = {"fit": 5, "fit_generator": 4}


def _is_known_callback(part: Module, node: ast.expr, classes: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    own = any(isinstance(d, (ast.ClassDef, ast.FunctionDef)) for d in part.definitions.get(name, ()))
    return (part.facts.sole_symbol(node) or "").startswith("keras.callbacks.") or own or name in classes
