"""Where a file uses symbols of Keras, as it writes them: imports and dotted names. Shared by rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.analysis import symbols
from migrator.analysis.module import Binding, Module, per_module

_KERAS = frozenset({"keras"})
_TF_KERAS = frozenset({"tensorflow.keras", "tensorflow.compat.v2.keras", "keras._tf_keras.keras"})
_TENSORFLOW = frozenset({"tensorflow", "tensorflow.compat.v2"})


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names a symbol. `symbol` is as the file writes it, legacy modules and all, with the root `keras`."""

    node: ast.alias | ast.expr
    symbol: str
    tf_keras: bool | None
    """Whether it is looked up in `tf.keras`; None where the file does not say."""
    name: str | None = None
    """The name that an import binds to the symbol."""


@per_module
def symbol_uses(module: Module) -> tuple[Use, ...]:
    """The uses of Keras symbols in a file, those of private roots (`tensorflow.python.keras`) left out."""
    return (*_imports(module), *_dotted(module))


def _imports(module: Module) -> Iterator[Use]:
    for node in module.nodes:
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                found = _below_root(node.module or "") or _below_root(f"{node.module}.{alias.name}")
                if found is None or alias.name == "*":
                    continue
                is_root = found[1] and symbols.keras_root(node.module or "") is None
                symbol = found[0] if is_root else f"{found[0]}.{alias.name}"
                yield Use(alias, symbol, found[1], alias.asname or alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found = _below_root(alias.name)
                if found is not None:
                    yield Use(alias, *found, alias.asname)


def _below_root(path: str) -> tuple[str, bool] | None:
    """A path of Keras with `keras` as its root, and whether `tf.keras` is meant."""
    root = symbols.keras_root(path)
    if root is None or root not in _KERAS | _TF_KERAS:
        return None
    return "keras" + path[len(root) :], root in _TF_KERAS


def _dotted(module: Module) -> Iterator[Use]:
    """Attributes of Keras modules. One attribute of a chain may be gone where the whole has its canonical place."""
    for node in module.attributes:
        base = module.facts.sole_symbol(node.value)
        if base is not None and symbols.keras_root(base) == "keras" and module.facts.sole_symbol(node) is not None:
            yield Use(node, f"{base}.{node.attr}", _is_of_tf_keras(module, node))


def _is_of_tf_keras(module: Module, node: ast.expr) -> bool | None:
    head = node
    while isinstance(head, ast.Attribute):
        head = head.value
    if not isinstance(head, ast.Name):
        return None
    roots = {_root_of(b) for b in module.bindings if b.name == head.id}
    value = module.assigned.get(head.id)
    if not roots and value is not None and len(module.stores[head.id]) == 1:
        return _is_of_tf_keras(module, value)
    return roots.pop() if len(roots) == 1 else None


def _root_of(binding: Binding) -> bool | None:
    if binding.module in _TENSORFLOW:
        return True
    root = symbols.keras_root(binding.module)
    return root in _TF_KERAS if root in _KERAS | _TF_KERAS else None
