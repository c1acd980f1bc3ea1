"""How a file would write a Keras name, and the import that this takes. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from migrator.analysis import symbols
from migrator.analysis.module import Binding, Module
from migrator.edits.operations import ImportName, InsertImport, Operation
from migrator.keras_api.names import STAR_EXPORTS


@dataclass(frozen=True, slots=True)
class Spelling:
    """An expression that names a Keras symbol, and the operations that make it valid."""

    text: str
    operations: tuple[Operation, ...] = ()


def spell_input(module: Module, call: ast.Call) -> Spelling | None:
    """`keras.Input` in the style of the layer call that it precedes; None if the file gives no way to write it."""
    bound = _bound(module, "keras.layers.Input", call)
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
            return _import_beside(module, keras, call)
    return _input_from_anywhere(module, call)


def spell_model(module: Module) -> tuple[Spelling, str | None]:
    """`keras.Model` at module level, and (where no import of the file brings it) the import that a function needs."""
    bound = _bound(module, "keras.Model", module.tree)
    if bound is not None:
        return Spelling(bound), None
    top = [b for b in module.bindings if isinstance(b.scope, ast.Module)]
    standalone = any(b.canonical.startswith("keras") and symbols.keras_root(b.module) == "keras" for b in top)
    for binding in top:
        if binding.canonical == "keras":
            return Spelling(f"{binding.name}.Model"), None
    for binding in top:
        if binding.canonical == "tensorflow" and not standalone:
            return Spelling(f"{binding.name}.keras.Model"), None
    for binding in top:
        if binding.canonical == "keras.models":
            return Spelling(f"{binding.name}.Model"), None
    name = "Model" if "Model" not in module.identifiers else "KerasModel"
    alias = None if name == "Model" else name
    sources = [b for b in top if _is_from(b) and canonical_module(b.module) == "keras.models"]
    if sources:
        statements = {b.statement: None for b in sources if b.canonical == sources[-1].canonical}
        return Spelling(name, tuple(_import(s, "Model", alias) for s in statements)), None
    keras = [b for b in top if symbols.keras_root(b.module)]
    if keras:
        root = symbols.keras_root(keras[-1].module)
        as_alias = f" as {alias}" if alias else ""
        return Spelling(
            name, (InsertImport(_own_line(module, keras[-1].statement), f"from {root}.models import Model{as_alias}"),)
        ), None
    inner = next((b for b in module.bindings if symbols.keras_root(b.module)), None)
    root = symbols.keras_root(inner.module) if inner is not None else "keras"
    return Spelling("Model"), f"from {root}.models import Model"


def canonical_module(written: str) -> str:
    """`tensorflow.keras.models` -> `keras.models`."""
    root = symbols.keras_root(written)
    return "keras" + written[len(root) :] if root is not None else written


def _is_from(binding: Binding) -> bool:
    return isinstance(binding.statement, ast.ImportFrom)


def _import(statement: ast.Import | ast.ImportFrom, name: str, alias: str | None) -> ImportName:
    assert isinstance(statement, ast.ImportFrom)
    return ImportName(statement, name, alias)


def _visible(module: Module, binding: Binding, node: ast.AST) -> bool:
    return isinstance(binding.scope, ast.Module) or binding.scope in set(module.ancestors(node))


def _bound(module: Module, canonical: str, at: ast.AST) -> str | None:
    """A name that already stands for a symbol at a place, bound by an import and by nothing else."""
    for binding in module.bindings:
        if binding.canonical == canonical and _visible(module, binding, at) and not _rebound(module, binding.name):
            return binding.name
    parent, _, name = canonical.rpartition(".")
    for star in module.stars:
        exported = STAR_EXPORTS.get(symbols.canonical(star.module or ""), frozenset())
        of_module = symbols.canonical(star.module or "") == parent or (canonical == "keras.Model" and name in exported)
        if of_module and name in exported and not _rebound(module, name):
            return name
    return None


def _rebound(module: Module, name: str) -> bool:
    """Whether anything but an import binds a name, anywhere in the file."""
    for node in module.nodes:
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
            return True
        if isinstance(node, ast.arg) and node.arg == name:
            return True
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name:
            return True
    return any(b.name == name and not b.canonical.startswith("keras") for b in module.bindings)


def _input_prefix(module: Module, function: ast.Attribute) -> str | None:
    """The dotted expression whose `Input` is Keras': `tf.keras` of `tf.keras.layers.LSTM`."""
    prefix: ast.expr = function.value
    names: list[ast.expr] = []
    while True:
        names.append(prefix)
        if not isinstance(prefix, ast.Attribute):
            break
        prefix = prefix.value
    for candidate in names:
        if resolve(module, candidate) == "keras":
            return ast.unparse(candidate)
    for candidate in names:
        if resolve(module, candidate) == "keras.layers":
            return ast.unparse(candidate)
    return None


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
    for other in module.nodes:
        if isinstance(other, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in other.targets):
            return resolve(module, other.value) if isinstance(other.value, ast.Attribute) else None
    return None


def _import_beside(module: Module, makers: list[Binding], call: ast.Call) -> Spelling:
    """Import `Input` where the layer class itself is imported."""
    del call
    name = "Input" if "Input" not in module.identifiers else "KerasInput"
    alias = None if name == "Input" else name
    operations: list[Operation] = []
    for binding in makers:
        if canonical_module(binding.module) in {"keras.layers", "keras"}:
            operations.append(_import(binding.statement, "Input", alias))
            continue
        root = symbols.keras_root(binding.module)
        sibling = next(
            (b for b in module.bindings if b.scope is binding.scope and _is_from(b) and b.module == f"{root}.layers"),
            None,
        )
        if sibling is not None:
            operations.append(_import(sibling.statement, "Input", alias))
        else:
            suffix = f" as {alias}" if alias else ""
            line = f"from {root}.layers import Input{suffix}"
            operations.append(InsertImport(_own_line(module, binding.statement), line))
    return Spelling(name, tuple(dict.fromkeys(operations)))


def _own_line(module: Module, statement: ast.stmt) -> ast.stmt:
    """The statement behind which a new line can go: its own, or the last of its line."""
    return statement


def _input_from_anywhere(module: Module, call: ast.Call) -> Spelling | None:
    """`Input` for a layer class that is not imported from Keras by name: a class of the file, a variable."""
    name = "Input" if "Input" not in module.identifiers else "KerasInput"
    alias = None if name == "Input" else name
    visible = [b for b in module.bindings if _visible(module, b, call)]
    for binding in visible:
        if _is_from(binding) and canonical_module(binding.module) == "keras.layers":
            return Spelling(name, (_import(binding.statement, "Input", alias),))
    for binding in visible:
        if binding.canonical in {"keras", "keras.layers"}:
            return Spelling(f"{binding.name}.Input")
    for binding in visible:
        if binding.canonical == "tensorflow" and module.mentions_attribute(binding.name, "keras"):
            return Spelling(f"{binding.name}.keras.Input")
    for binding in visible:
        root = symbols.keras_root(binding.module)
        if root is not None and _is_from(binding):
            suffix = f" as {alias}" if alias else ""
            return Spelling(name, (InsertImport(binding.statement, f"from {root}.layers import Input{suffix}"),))
    return None
