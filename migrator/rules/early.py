"""Whether nothing of TensorFlow can have run before a statement. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from migrator.analysis.module import Module, Program, per_program
from migrator.keras_api.sessions import KINDS, WITHOUT_EAGER
from migrator.rules.session_parts import GET_SESSION, SET_SESSION, tensorflow_name

_SETTINGS = frozenset(
    {"set_random_seed", "set_seed", "set_verbosity", "reset_default_graph", "enable_eager_execution"} | WITHOUT_EAGER
)
"""Functions of TensorFlow that start nothing."""

_HARMLESS = frozenset(
    {"builtins", "numpy", "os", "sys", "random", "warnings", "logging", "argparse", "pandas", "matplotlib", "time"}
)


def is_early(module: Module, statement: ast.stmt) -> bool:
    """Whether nothing of TensorFlow can have run before a statement: it follows imports, constants and definitions."""
    if statement not in module.tree.body or _running_on_import(module.program) - {module}:
        return False
    before = module.tree.body[: module.tree.body.index(statement)]
    return all(_is_harmless(module, call) for earlier in before for call in _calls_now(earlier))


@per_program
def _running_on_import(program: Program) -> set[Module]:
    """The modules that call Keras when they are imported."""
    return {
        part
        for part in program.modules
        if any(isinstance(part.scope(call), ast.Module) for call in part.facts.keras_calls if part.owns(call))
    }


def _calls_now(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls that run with a statement, not those in functions that it defines."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        waiting += [
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        ]


def _is_harmless(module: Module, call: ast.Call) -> bool:
    """Whether a call starts nothing of TensorFlow."""
    symbol = module.facts.sole_symbol(call)
    if symbol is not None:
        name = tensorflow_name(symbol) or ""
        return (
            symbol in {SET_SESSION, GET_SESSION, "keras.backend.clear_session"}
            or name in KINDS
            or name.rpartition(".")[2] in _SETTINGS
        )
    head: ast.expr = call.func
    while isinstance(head, (ast.Attribute, ast.Subscript, ast.Call)):
        head = head.func if isinstance(head, ast.Call) else head.value
    return not isinstance(head, ast.Name) or _is_foreign(module, head.id, frozenset())


def _is_foreign(module: Module, name: str, seen: frozenset[str]) -> bool:
    """Whether a name of the module stands for nothing of Keras, TensorFlow or the project."""
    imported = [b for b in module.bindings if b.name == name]
    if imported:
        return all(b.module.partition(".")[0] in _HARMLESS for b in imported)
    if name in module.definitions or name in module.parameters or name in seen:
        return False
    if name not in module.stores:
        return hasattr(builtins, name)
    value = module.assigned.get(name)
    if value is None or len(module.stores[name]) != 1:
        return False
    names = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
    return all(_is_foreign(module, n, seen | {name}) for n in names)
