"""What a parameter stands for that no call in view gives: what its annotation claims, what a pytest fixture gives."""

from __future__ import annotations

import ast

from migrator.analysis.machine import Arguments, Machine
from migrator.analysis.statements import last_name
from migrator.analysis.values import ClassValue, FunctionValue, InstanceValue, Opaque, Spot, Symbol, Value
from migrator.sources.linking import CONFTEST_LEVELS

MODEL_CLASSES = frozenset({"keras.Model", "keras.Sequential"})


def parameter_value(m: Machine, function: FunctionValue, name: str) -> Value:
    """What a parameter of a function stands for, as far as the function says so itself."""
    outer, m.frame = m.frame, function.frame
    value = _fixture_value(m, function, name) or _annotated_value(m, function, name)
    m.frame = outer
    if value is not None:
        return value
    return Opaque(f"the parameter `{name}`", spot=Spot(function.frame.module.path, function.node.lineno))


def _annotated_value(m: Machine, function: FunctionValue, name: str) -> Value | None:
    """A Keras model, or an object of a class of the project that has no heirs, where the annotation says so."""
    spec = function.node.args
    every = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)
    annotation = next((a.annotation for a in every if a.arg == name and a.annotation is not None), None)
    claimed = _class_of(m, annotation) if annotation is not None else None
    spot = Spot(function.frame.module.path, function.node.lineno)
    if isinstance(claimed, Symbol) and claimed.path in MODEL_CLASSES:
        return Opaque(f"the parameter `{name}`", "model", spot=spot)
    if isinstance(claimed, ClassValue) and not claimed.info.heirs and not claimed.info.open:
        return InstanceValue(claimed.info)
    return None


def _class_of(m: Machine, annotation: ast.expr) -> Value | None:
    """The class that an annotation names: plainly, in a string, or as one that may be missing (`Model | None`)."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return _class_of(m, ast.parse(annotation.value, mode="eval").body)
        except SyntaxError:
            return None
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        sides = [side for side in (annotation.left, annotation.right) if not _is_none(side)]
        return _class_of(m, sides[0]) if len(sides) == 1 else None
    if isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Optional":
        return _class_of(m, annotation.slice)
    return m.peek(annotation) if isinstance(annotation, (ast.Name, ast.Attribute)) else None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


# Fixtures.


def _fixture_value(m: Machine, function: FunctionValue, name: str) -> Value | None:
    """What the fixture of that name gives to a test, or to another fixture."""
    node = function.node
    if isinstance(node, ast.Lambda) or not (node.name.startswith("test") or _fixture_decorator(node)):
        return None
    if any(name in _words(decorator) for decorator in node.decorator_list if last_name(decorator) == "parametrize"):
        return None
    fixture = _fixture(m, function, name)
    if fixture is None or fixture.node is node:
        return None
    assert isinstance(fixture.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    decorator = _fixture_decorator(fixture.node)
    shared = isinstance(decorator, ast.Call) and any(k.arg == "scope" for k in decorator.keywords)
    if shared and fixture.node in m.shared_fixtures:
        return m.shared_fixtures[fixture.node]
    call = m.implicit_call(fixture.node, "fixture", ast.copy_location(ast.Name(name, ast.Load()), fixture.node))
    receiver = InstanceValue(fixture.owner) if fixture.owner is not None else None
    given = m.call(fixture, Arguments(call), receiver)
    value = given.element if isinstance(given, Opaque) and given.kind == "generator" else given
    if shared and value is not None:
        m.shared_fixtures[fixture.node] = value
    return value


def _fixture(m: Machine, function: FunctionValue, name: str) -> FunctionValue | None:
    """The fixture of a name that a test sees: of its class, its file, or a `conftest.py` above it."""
    if function.owner is not None and (found := _as_fixture(function.owner.method(name), name)) is not None:
        return found
    for level in (0, *CONFTEST_LEVELS):
        module = m.import_module("conftest", level) if level else m.frame.module
        if module is not None:
            names = module.frame.names if module.frame.running else module.frame.ever
            for value in (names.get(name), *names.values()):
                if (found := _as_fixture(value, name)) is not None:
                    return found
    return None


def _as_fixture(value: Value | None, name: str) -> FunctionValue | None:
    """A function if it is the fixture of a name: its own, or that which its decorator gives it."""
    if not isinstance(value, FunctionValue) or isinstance(value.node, ast.Lambda):
        return None
    decorator = _fixture_decorator(value.node)
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    named = next((k.value for k in keywords if k.arg == "name"), ast.Constant(value.node.name))
    return value if decorator is not None and isinstance(named, ast.Constant) and named.value == name else None


def _fixture_decorator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.expr | None:
    return next((d for d in node.decorator_list if last_name(d) in {"fixture", "yield_fixture"}), None)


def _words(decorator: ast.expr) -> set[str]:
    """The names that a `parametrize` speaks of."""
    strings = (n.value for n in ast.walk(decorator) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return {word.strip() for string in strings for word in string.split(",")}
