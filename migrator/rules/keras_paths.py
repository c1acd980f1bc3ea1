"""Keras paths as a file writes them: in its import statements, and as dotted names. Shared by rules; proposes nothing.

The canonical symbols of the analysis hide the module that a name was taken from; here it is the question. `uses` adds
what the analysis alone knows: an attribute of another module's name for Keras.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator.analysis import symbols
from migrator.analysis.module import Module, per_module
from migrator.keras_api.versions import NEWEST, Version
from migrator.rules.spelling import imports_of, public_root

_PRIVATE = "keras._tf_keras.keras"
"""A root below which the public modules are no guide to what there is."""


@dataclass(frozen=True, slots=True)
class KerasPath:
    """A path below a Keras root: `tensorflow.keras.layers.core.Dense` is `keras.layers.core.Dense` of that root."""

    root: str
    symbol: str
    lowest: Version = NEWEST
    latest: Version = NEWEST
    """The versions of Keras 3 that the migrated program has to run on."""

    @property
    def home(self) -> str:
        """The root that a migrated file writes instead of this one."""
        return public_root(self.root)

    @property
    def behind_tensorflow(self) -> bool:
        """Whether TensorFlow's view of Keras decides which names there are."""
        return self.root.startswith("tensorflow")

    @property
    def is_attribute(self) -> bool:
        """Whether TensorFlow 2 has this root as an attribute, of which no module can be imported."""
        return self.root.startswith("tensorflow.compat.")

    @property
    def full(self) -> str:
        """The whole path, as written."""
        return self.root + self.symbol[len("keras") :]

    @property
    def parent(self) -> KerasPath:
        """The path of the module that has it."""
        return replace(self, symbol=self.symbol.rpartition(".")[0])

    def member(self, name: str) -> KerasPath:
        """The path of an attribute."""
        return replace(self, symbol=f"{self.symbol}.{name}")


@dataclass(frozen=True, slots=True, eq=False)
class ImportedName:
    """A name that an import statement takes from a Keras root; `*` for all of a module."""

    statement: ast.Import | ast.ImportFrom
    alias: ast.alias
    path: KerasPath

    @property
    def is_bare(self) -> bool:
        """Whether it binds a package around what it names: `import keras.layers.core` binds `keras`."""
        return isinstance(self.statement, ast.Import) and self.alias.asname is None and "." in self.alias.name

    @property
    def bound(self) -> str:
        """The name that the statement binds."""
        name = self.alias.name
        return self.alias.asname or (name.split(".")[0] if isinstance(self.statement, ast.Import) else name)


@dataclass(frozen=True, slots=True, eq=False)
class DottedName:
    """A name and the attributes behind it, innermost first, each with its full path: `tf`, `tf.keras`, ..."""

    steps: tuple[tuple[ast.expr, str], ...]


def keras_path(module: Module, full: str) -> KerasPath | None:
    """The path of a dotted name; None where it is not below a public Keras root."""
    root = symbols.keras_root(full)
    if root is None or root == _PRIVATE:
        return None
    return KerasPath(root, "keras" + full[len(root) :], module.target, module.latest)


@per_module
def imported_names(module: Module) -> list[ImportedName]:
    """What the file imports from Keras."""
    found = []
    for node in module.nodes:
        if isinstance(node, ast.Import):
            paths = [(alias, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            paths = [(alias, f"{node.module}.{alias.name}") for alias in node.names]
        else:
            continue
        for alias, full in paths:
            path = keras_path(module, full.removesuffix(".*"))
            if path is not None:
                found.append(ImportedName(node, alias, path.member("*") if alias.name == "*" else path))
    return sorted(found, key=lambda name: (name.alias.lineno, name.alias.col_offset))


@per_module
def dotted_names(module: Module) -> list[DottedName]:
    """The names that stand for Keras, TensorFlow or a module of theirs, with the attributes behind them."""
    found = []
    for node in module.of_kind(ast.Name):
        if not isinstance(node.ctx, ast.Load):
            continue
        full = _full_path(module, node)
        if full is None:
            continue
        steps: list[tuple[ast.expr, str]] = [(node, full)]
        parent = module.parents[node]
        while isinstance(parent, ast.Attribute) and isinstance(parent.ctx, ast.Load):
            full = f"{full}.{parent.attr}"
            steps.append((parent, full))
            parent = module.parents[parent]
        found.append(DottedName(tuple(steps)))
    return sorted(found, key=lambda name: (name.steps[0][0].lineno, name.steps[0][0].col_offset))


def _full_path(module: Module, node: ast.expr, seen: frozenset[str] = frozenset()) -> str | None:
    """The path that a name or dotted name stands for, as the imports write it; None where it may be another thing."""
    if isinstance(node, ast.Attribute):
        base = _full_path(module, node.value, seen)
        return f"{base}.{node.attr}" if base is not None else None
    if not isinstance(node, ast.Name) or node.id in seen:
        return None
    imports = imports_of(module, node)
    if imports:
        return imports[0].path if len({b.path for b in imports}) == 1 else None
    value = module.assigned.get(node.id)
    if not isinstance(value, (ast.Attribute, ast.Name)) or len(module.stores[node.id]) != 1:
        return None
    full = _full_path(module, value, seen | {node.id})
    path = keras_path(module, full) if full is not None else None
    same = path is not None and module.facts.sole_symbol(node) == symbols.canonical(path.symbol)
    return full if same else None


@per_module
def free_names(module: Module) -> list[str]:
    """The names that the file, or what imports it, takes from star imports, in the order of the text."""
    reads = [n for n in module.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    words = [n.id for n in sorted(reads, key=lambda n: (n.lineno, n.col_offset))]
    words += sorted(module.names_around | module.facts.taken)
    own = {b.name for b in module.bindings} | module.stores.keys() | module.parameters | module.definitions.keys()
    own |= {n.name for n in module.nodes if isinstance(n, ast.ExceptHandler) and n.name}
    return [word for word in dict.fromkeys(words) if word not in own and not hasattr(builtins, word)]


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names a symbol. `symbol` is as the file writes it, legacy modules and all, with the root `keras`."""

    node: ast.alias | ast.expr
    symbol: str
    tf_keras: bool | None
    """Whether it is looked up in `tf.keras`; None where the file does not say."""
    name: str | None = None
    """The name that an import binds to the symbol."""
    is_starred: bool = False
    """Whether a star import may bring it."""


_LOOKED_UP = frozenset({"keras", "tensorflow.keras", "tensorflow.compat.v1.keras", "tensorflow.compat.v2.keras"})
"""Roots below which the public modules tell what there is."""


@per_module
def uses(module: Module) -> tuple[Use, ...]:
    """The uses of Keras symbols in a file, those below private roots left out."""
    return (*_imported(module), *_starred(module), *_dotted(module))


def _imported(module: Module) -> Iterator[Use]:
    for name in imported_names(module):
        if name.path.root in _LOOKED_UP and name.alias.name != "*":
            bound = name.alias.asname if isinstance(name.statement, ast.Import) else name.bound
            yield Use(name.alias, name.path.symbol, name.path.behind_tensorflow, bound)


def _starred(module: Module) -> Iterator[Use]:
    """Names that nothing binds but, perhaps, a star import from Keras: where each is first read."""
    stars = [n.path.parent for n in imported_names(module) if n.alias.name == "*" and n.path.root in _LOOKED_UP]
    for word in free_names(module) if stars else ():
        reads = (n for n in module.nodes if isinstance(n, ast.Name) and n.id == word and isinstance(n.ctx, ast.Load))
        first = min(reads, key=lambda n: (n.lineno, n.col_offset), default=None)
        if first is not None:
            for path in stars:
                yield Use(first, path.member(word).symbol, path.behind_tensorflow, is_starred=True)


def _dotted(module: Module) -> Iterator[Use]:
    """Dotted names of Keras. One attribute of a chain may be gone where the whole has its canonical place."""
    seen = set()
    for dotted in dotted_names(module):
        for node, full in dotted.steps[1:]:
            path = keras_path(module, full)
            if path is not None and path.root in _LOOKED_UP and path.symbol != "keras":
                seen.add(node)
                yield Use(node, path.symbol, path.behind_tensorflow)
    for attribute in module.attributes:
        base = module.facts.sole_symbol(attribute.value)
        is_known = base is not None and symbols.keras_root(base) == "keras" and attribute not in seen
        if is_known and module.facts.sole_symbol(attribute) is not None and not _is_private(module, attribute):
            yield Use(attribute, f"{base}.{attribute.attr}", None)


def _is_private(module: Module, node: ast.expr) -> bool:
    """Whether a dotted name begins with an import from a root that is not public."""
    full = _full_path(module, node)
    return full is not None and symbols.keras_root(full) not in _LOOKED_UP
