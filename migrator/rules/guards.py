"""Code that already asks which Keras it runs on, and is left alone. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence, Set

from migrator.analysis.module import Module

_CAUGHT = frozenset({"AttributeError", "TypeError", "ValueError", "Exception"})
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "Exception"})
_RESETS = frozenset({"reset_states", "reset_state"})


def is_guarded(module: Module, node: ast.AST, names: Set[str] = _RESETS, instead: str = "reset") -> bool:
    """Whether a node runs only under a version test, a `hasattr` test with an alternative, or a catching `try`.

    `names` are what the `hasattr` asks for; code that mentions `instead` does the work in another way.
    """
    child: ast.AST = node
    for parent in module.ancestors(node):
        if isinstance(parent, (ast.If, ast.IfExp)):
            other = parent.orelse if isinstance(parent.orelse, list) else [parent.orelse]
            if _asks_version(parent.test) and child is not parent.test:
                return True
            if _asks_method(parent.test, names) and _mentions(other, instead):
                return True
        elif isinstance(parent, ast.Try) and child in parent.body and len(parent.body) <= 3:
            if any(_catches(handler) and _mentions(handler.body, instead) for handler in parent.handlers):
                return True
        elif isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if any(_asks_version(d) for d in parent.decorator_list):
                return True
        child = parent
    return False


def is_under_version_test(module: Module, node: ast.AST) -> bool:
    """Whether a node runs only where a test of a version says so."""
    child: ast.AST = node
    for parent in module.ancestors(node):
        if isinstance(parent, (ast.If, ast.IfExp)) and child is not parent.test and _asks_version(parent.test):
            return True
        child = parent
    return False


def has_import_alternative(
    module: Module, statement: ast.stmt, bound: str, works: Callable[[Module, ast.stmt], bool]
) -> bool:
    """Whether a `try` gives another import of a name that works on Keras 3: behind an import that fails, or before it.

    `works` says of an import statement whether Keras 3 has all that it asks of Keras.
    """
    child: ast.AST = statement
    for parent in module.ancestors(statement):
        if isinstance(parent, ast.Try):
            handlers = [h for h in parent.handlers if _catches(h, _IMPORT_ERRORS)]
            if child in parent.body:
                if any(_provides(module, handler.body, bound, works) for handler in handlers):
                    return True
            elif child in handlers and _is_of_keras(parent.body) and _provides(module, parent.body, bound, works):
                return True
        child = parent
    return False


def catches_import_error(module: Module, statement: ast.stmt) -> bool:
    """Whether an import may fail: it stands in a `try` that goes on in another way."""
    child: ast.AST = statement
    for parent in module.ancestors(statement):
        if isinstance(parent, ast.Try) and child in parent.body:
            if any(_catches(handler, _IMPORT_ERRORS) for handler in parent.handlers):
                return True
        child = parent
    return False


def is_one_of_several_imports(module: Module, node: ast.AST) -> bool:
    """Whether a node stands in a `try` that goes on where an import or an attribute fails, in any arm of it."""
    return any(
        isinstance(parent, ast.Try) and any(_catches(h, _IMPORT_ERRORS) for h in parent.handlers)
        for parent in module.ancestors(node)
    )


def _is_of_keras(suite: list[ast.stmt]) -> bool:
    """Whether a suite imports from Keras and TensorFlow only, which a Keras 3 program has."""
    imports = [n for s in suite for n in ast.walk(s) if isinstance(n, (ast.Import, ast.ImportFrom))]
    modules = [
        name
        for n in imports
        for name in ([n.module or ""] if isinstance(n, ast.ImportFrom) else [a.name for a in n.names])
    ]
    return all(name.split(".")[0] in {"keras", "tensorflow"} for name in modules)


def _provides(module: Module, suite: list[ast.stmt], name: str, works: Callable[[Module, ast.stmt], bool]) -> bool:
    """Whether a suite binds a name on Keras 3: by an import, all of which work, or by a definition."""
    imports = [n for s in suite for n in ast.walk(s) if isinstance(n, (ast.Import, ast.ImportFrom))]
    if not all(works(module, statement) for statement in imports):
        return False
    names = {a.asname or a.name.split(".")[0] for statement in imports for a in statement.names}
    names |= {n.name for n in suite if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    return name in names


def has_lone_test(module: Module, node: ast.AST) -> bool:
    """Whether a node runs only under `hasattr(x, "reset_states")`, with no alternative."""
    return any(
        isinstance(parent, (ast.If, ast.IfExp)) and _asks_method(parent.test, _RESETS) and not parent.orelse
        for parent in module.ancestors(node)
    )


def _asks_version(test: ast.expr) -> bool:
    return any(
        (isinstance(n, ast.Attribute) and n.attr in {"__version__", "version"})
        or (isinstance(n, ast.Name) and "version" in n.id.lower())
        for n in ast.walk(test)
    )


def _asks_method(test: ast.expr, names: Set[str]) -> bool:
    return any(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Name)
        and n.func.id in {"hasattr", "getattr"}
        and any(isinstance(a, ast.Constant) and a.value in names for a in n.args)
        for n in ast.walk(test)
    )


def _mentions(code: Sequence[ast.AST], word: str) -> bool:
    """Whether a name or attribute in some code has a word in it."""
    return any(
        word in (n.attr if isinstance(n, ast.Attribute) else n.id if isinstance(n, ast.Name) else "")
        for part in code
        for n in ast.walk(part)
    )


def _catches(handler: ast.ExceptHandler, errors: Set[str] = _CAUGHT) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(n, ast.Name) and n.id in errors for n in ast.walk(handler.type))
