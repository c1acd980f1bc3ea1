"""Code that already asks which Keras it runs on, and is left alone. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast

from migrator.analysis.module import Module

_CAUGHT = frozenset({"AttributeError", "TypeError", "ValueError", "Exception"})


def is_guarded(module: Module, node: ast.AST) -> bool:
    """Whether a node runs only under a version test, a `hasattr` test with an alternative, or a catching `try`."""
    child: ast.AST = node
    for parent in module.ancestors(node):
        if isinstance(parent, (ast.If, ast.IfExp)) and child is not parent.test:
            if _asks_version(parent.test) or (_asks_method(parent.test) and parent.orelse):
                return True
        elif isinstance(parent, ast.Try) and child in parent.body and len(parent.body) <= 3:
            if any(_catches(handler) and _resets(handler) for handler in parent.handlers):
                return True
        elif isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if any(_asks_version(d) for d in parent.decorator_list):
                return True
        child = parent
    return False


def has_lone_test(module: Module, node: ast.AST) -> bool:
    """Whether a node runs only under `hasattr(x, "reset_states")`, with no alternative."""
    return any(
        isinstance(parent, (ast.If, ast.IfExp)) and _asks_method(parent.test) and not parent.orelse
        for parent in module.ancestors(node)
    )


def _asks_version(test: ast.expr) -> bool:
    return any(
        (isinstance(n, ast.Attribute) and n.attr in {"__version__", "version"})
        or (isinstance(n, ast.Name) and "version" in n.id.lower())
        for n in ast.walk(test)
    )


def _asks_method(test: ast.expr) -> bool:
    return any(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Name)
        and n.func.id in {"hasattr", "getattr"}
        and any(isinstance(a, ast.Constant) and a.value in {"reset_states", "reset_state"} for a in n.args)
        for n in ast.walk(test)
    )


def _resets(handler: ast.ExceptHandler) -> bool:
    """Whether a handler does the work in another way."""
    return any(
        "reset" in (n.attr if isinstance(n, ast.Attribute) else n.id if isinstance(n, ast.Name) else "")
        for statement in handler.body
        for n in ast.walk(statement)
    )


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(n, ast.Name) and n.id in _CAUGHT for n in ast.walk(handler.type))
