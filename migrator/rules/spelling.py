"""How a file would write a Keras name, and the import that this takes. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrator.analysis import symbols
from migrator.analysis.module import Binding, Module
from migrator.edits.operations import ImportName, InsertImport, Operation
from migrator.keras_api.names import STAR_EXPORTS

_TENSORFLOW = frozenset({"tensorflow", "tensorflow.compat.v1", "tensorflow.compat.v2"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """An expression that names a Keras symbol, and the operations that make it valid."""

    text: str
    operations: tuple[Operation, ...] = ()


def spell_input(module: Module, call: ast.Call) -> Spelling | None:
    """`keras.Input` in the style of the layer call that it precedes; None if the file gives no way to write it."""
    bound = _bound(module, "keras.layers.Input", call, _line(module, call))
    if bound is not None:
        return Spelling(bound)
    if isinstance(call.func, ast.Attribute):
        prefix = _input_prefix(module, call.func)
        if prefix is not None:
            return Spelling(f"{prefix}.Input")
    if isinstance(call.func, ast.Name):
        makers = [b for b in module.bindings if b.name == call.func.id and _is_from(b) and _visible(module, b, call)]
        keras = [b for b in makers if symbols.keras_root(b.module)]
        if keras:
            return _import_beside(module, keras)
    return _input_from_anywhere(module, call)


def spell_model(module: Module, sites: Sequence[ast.AST]) -> tuple[Spelling, str | None]:
    """`keras.Model` for a function at module level that is called at `sites`.

    The second value is the import that the function itself needs where no import of the module serves.
    """
    first = min((line for s in sites if (line := _line(module, s)) is not None), default=None)
    bound = _bound(module, "keras.Model", module.tree, first)
    if bound is not None:
        return Spelling(bound), None
    top = [b for b in module.bindings if isinstance(b.scope, ast.Module) and _is_certain(module, b, first)]
    prefix = _model_prefix(top)
    if prefix is not None:
        return Spelling(f"{prefix}.Model"), None
    name, alias = _name_for(module, "Model", "keras.Model")
    sources = [b for b in top if _is_from(b) and canonical_module(b.module) == "keras.models"]
    if sources:
        statements = dict.fromkeys(b.statement for b in sources if b.canonical == sources[-1].canonical)
        return Spelling(name, tuple(_import(s, "Model", alias) for s in statements)), None
    suffix = f" as {alias}" if alias else ""
    keras = [b for b in top if symbols.keras_root(b.module)]
    if keras:
        statement = f"from {symbols.keras_root(keras[-1].module)}.models import Model{suffix}"
        return Spelling(name, (InsertImport(keras[-1].statement, statement),)), None
    inner = next((b for b in module.bindings if symbols.keras_root(b.module)), None)
    root = symbols.keras_root(inner.module) if inner is not None else "keras"
    return Spelling("Model"), f"from {root}.models import Model"


def _model_prefix(top: Sequence[Binding]) -> str | None:
    """A module that has `Model`, among the bindings at the top: `keras`, `tf.keras`, `models`."""
    standalone = any(b.canonical.startswith("keras") and symbols.keras_root(b.module) == "keras" for b in top)
    for binding in top:
        if binding.canonical == "keras":
            return binding.name
    for binding in top:
        if binding.canonical in _TENSORFLOW and not standalone:
            return f"{binding.name}.keras"
    return next((b.name for b in top if b.canonical == "keras.models"), None)


def canonical_module(written: str) -> str:
    """`tensorflow.keras.models` -> `keras.models`."""
    root = symbols.keras_root(written)
    return "keras" + written[len(root) :] if root is not None else written


def resolve(module: Module, node: ast.expr) -> str | None:
    """The canonical path of a dotted expression, through imports and plain assignments of dotted names."""
    if isinstance(node, ast.Attribute):
        base = resolve(module, node.value)
        return symbols.member(base, node.attr) if base is not None else None
    if not isinstance(node, ast.Name):
        return None
    for binding in module.bindings:
        if binding.name == node.id:
            return binding.canonical
    value = module.assigned.get(node.id)
    return resolve(module, value) if isinstance(value, ast.Attribute) else None


# Names and imports.


def _is_from(binding: Binding) -> bool:
    return isinstance(binding.statement, ast.ImportFrom)


def _import(statement: ast.Import | ast.ImportFrom, name: str, alias: str | None) -> ImportName:
    assert isinstance(statement, ast.ImportFrom)
    return ImportName(statement, name, alias)


def _visible(module: Module, binding: Binding, node: ast.AST) -> bool:
    return isinstance(binding.scope, ast.Module) or binding.scope in set(module.ancestors(node))


def _line(module: Module, node: ast.AST) -> int | None:
    """The line above which an import must stand to serve a node that runs with the module; None inside functions."""
    runs_with_module = isinstance(module.scope(node), (ast.Module, ast.ClassDef))
    return getattr(node, "lineno", None) if runs_with_module else None


def _is_certain(module: Module, binding: Binding, before: int | None) -> bool:
    """Whether an import is sure to have run: not in one branch of an `if`, and above line `before` of its module.

    Of a `try` whose handlers import something else, one arm or another has run: that is certain enough.
    """
    if before is not None and isinstance(binding.scope, ast.Module) and binding.statement.lineno > before:
        return False
    for parent in module.ancestors(binding.statement):
        if parent is binding.scope:
            break
        if isinstance(parent, ast.If):
            arms = [{name for s in arm for name in _imported(s)} for arm in (parent.body, parent.orelse)]
            if not all(binding.name in arm for arm in arms):
                return False
        elif not isinstance(parent, (ast.Try, ast.ExceptHandler)):
            return False
    return True


def _imported(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (a.asname or a.name.split(".", 1)[0] for a in node.names)


def _bound(module: Module, canonical: str, at: ast.AST, before: int | None) -> str | None:
    """A name that already stands for a symbol at a place, bound by an import and by nothing else."""
    for binding in module.bindings:
        if (
            binding.canonical == canonical
            and _visible(module, binding, at)
            and _is_certain(module, binding, before)
            and not _rebound(module, binding.name)
        ):
            return binding.name
    parent, _, name = canonical.rpartition(".")
    for star in module.stars:
        path = symbols.canonical(star.module or "")
        of_module = path == parent or (canonical == "keras.Model" and path == "keras.models")
        in_time = before is None or star.lineno < before
        if of_module and in_time and name in STAR_EXPORTS.get(path, ()) and not _rebound(module, name):
            return name
    return None


def _rebound(module: Module, name: str) -> bool:
    """Whether anything but an import from Keras binds a name, anywhere in the file."""
    if name in module.stores or name in module.parameters or name in module.definitions:
        return True
    return any(b.name == name and not b.canonical.startswith("keras") for b in module.bindings)


def _name_for(module: Module, name: str, canonical: str) -> tuple[str, str | None]:
    """The name under which a symbol is imported, and its alias where the file uses the name for something else."""
    bound = [b.canonical for b in module.bindings if b.name == name]
    foreign = (name in module.identifiers and not bound) or (name in module.names_around and not bound)
    if foreign or _rebound(module, name) or any(b != canonical for b in bound):
        return f"Keras{name}", f"Keras{name}"
    return name, None


def _input_prefix(module: Module, function: ast.Attribute) -> str | None:
    """The dotted expression whose `Input` is Keras': `tf.keras` of `tf.keras.layers.LSTM`."""
    prefix: ast.expr = function.value
    names: list[ast.expr] = []
    while True:
        names.append(prefix)
        if not isinstance(prefix, ast.Attribute):
            break
        prefix = prefix.value
    for wanted in ("keras", "keras.layers"):
        for candidate in names:
            if resolve(module, candidate) == wanted:
                return ast.unparse(candidate)
    return None


def _import_beside(module: Module, makers: Sequence[Binding]) -> Spelling:
    """Import `Input` where the layer class itself is imported."""
    name, alias = _name_for(module, "Input", "keras.layers.Input")
    operations: list[Operation] = []
    for binding in makers:
        if canonical_module(binding.module) in {"keras.layers", "keras"}:
            operations.append(_import(binding.statement, "Input", alias))
            continue
        root = symbols.keras_root(binding.module)
        arm = module.parents.get(binding.statement)
        siblings = [b for b in module.bindings if _is_from(b) and b.module == f"{root}.layers"]
        sibling = next((b for b in siblings if module.parents.get(b.statement) is arm), None)
        if sibling is not None:
            operations.append(_import(sibling.statement, "Input", alias))
        else:
            suffix = f" as {alias}" if alias else ""
            operations.append(InsertImport(binding.statement, f"from {root}.layers import Input{suffix}"))
    return Spelling(name, tuple(dict.fromkeys(operations)))


def _input_from_anywhere(module: Module, call: ast.Call) -> Spelling | None:
    """`Input` for a layer class that is not imported from Keras by name: a class of the file, a variable."""
    name, alias = _name_for(module, "Input", "keras.layers.Input")
    line = _line(module, call)
    visible = [b for b in module.bindings if _visible(module, b, call) and _is_certain(module, b, line)]
    for binding in visible:
        if _is_from(binding) and canonical_module(binding.module) == "keras.layers":
            return Spelling(name, (_import(binding.statement, "Input", alias),))
    for binding in visible:
        if binding.canonical in {"keras", "keras.layers"}:
            return Spelling(f"{binding.name}.Input")
    for binding in visible:
        if binding.canonical in _TENSORFLOW and module.mentions_attribute(binding.name, "keras"):
            return Spelling(f"{binding.name}.keras.Input")
    for binding in visible:
        root = symbols.keras_root(binding.module)
        if root is not None and _is_from(binding):
            suffix = f" as {alias}" if alias else ""
            return Spelling(name, (InsertImport(binding.statement, f"from {root}.layers import Input{suffix}"),))
    return None
