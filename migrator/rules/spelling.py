"""How a file would write a name of Keras or of another package, and the import that this takes.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrator.analysis import symbols
from migrator.analysis.module import Binding, Module, per_module
from migrator.edits.operations import ImportName, InsertImport, Operation
from migrator.keras_api.names import STAR_EXPORTS

_TENSORFLOW = frozenset({"tensorflow", "tensorflow.compat.v1", "tensorflow.compat.v2"})

_PUBLIC = {
    "tensorflow.python.keras.api._v2.keras": "tensorflow.keras",
    "tensorflow.python.keras": "tensorflow.keras",
    "tensorflow.contrib.keras": "tensorflow.keras",
    "tensorflow.compat.v1.keras": "tensorflow.keras",
    "tensorflow.compat.v2.keras": "tensorflow.keras",
    "keras.api._v2.keras": "keras",
    "keras.src": "keras",
}
"""Roots that are a copy of some Keras 2, private, or reached as an attribute only, and the public one."""

_HOMES = {
    "keras.layers.Input": ("keras.layers.Input", "keras.Input"),
    "keras.Model": ("keras.models.Model", "keras.Model"),
    "keras.Sequential": ("keras.models.Sequential", "keras.Sequential"),
}
"""Symbols that two modules have: the one that scripts import them from, and the one with the shorter name."""


def _homes(canonical: str) -> tuple[str, ...]:
    """The names by which a symbol can be reached."""
    return _HOMES.get(symbols.canonical(canonical), (canonical,))


_CUSTOMARY = {"numpy": "np", "tensorflow": "tf", "pandas": "pd"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """An expression that names a symbol, and the operations that make it valid."""

    text: str
    operations: tuple[Operation, ...] = ()


def spell(module: Module, canonical: str, at: ast.AST, root: str | None = None) -> Spelling | None:
    """How the file would write a symbol at a node: by names that it has there, else by one more import.

    `canonical` is a name of Keras (`keras.ops`, `keras.optimizers.schedules.InverseTimeDecay`) or of another package
    (`numpy`, `tensorflow.random.set_seed`). `root` is the Keras that it is to come from (`keras`, `tensorflow.keras`)
    where that matters. None where no place is known for the import.
    """
    before = _line(module, at)
    text = _written(module, canonical, at, before, root)
    if text is not None:
        return Spelling(text)
    if symbols.keras_root(canonical) is None:
        return _import_package(module, canonical, before)
    anchors = _anchors(module, canonical, at, before, root)
    if anchors:
        return _import_beside(module, anchors, canonical, root)
    return _import_apart(module, canonical, before, root)


def spell_input(module: Module, call: ast.Call) -> Spelling | None:
    """`keras.Input` in the style of the layer call that it precedes; None if the file gives no way to write it."""
    canonical = "keras.layers.Input"
    bound = _bound(module, canonical, call, _line(module, call))
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
            return _import_beside(module, keras, canonical)
    return spell(module, canonical, call)


def spell_model(module: Module, sites: Sequence[ast.AST]) -> tuple[Spelling, str | None]:
    """`keras.Model` for a function at module level that is called at `sites`.

    The second value is the import that the function itself needs where no import of the module serves.
    """
    first = min((line for s in sites if (line := _line(module, s)) is not None), default=None)
    text = _written(module, "keras.Model", module.tree, first)
    if text is not None:
        return Spelling(text), None
    anchors = _anchors(module, "keras.Model", module.tree, first)
    if anchors:
        return _import_beside(module, anchors, "keras.Model"), None
    return Spelling("Model"), f"from {_root(module)}.models import Model"


def public_root(root: str) -> str:
    """The root that a migrated file writes in the place of a Keras root."""
    return _PUBLIC.get(root, root)


def canonical_module(written: str) -> str:
    """`tensorflow.keras.models` -> `keras.models`."""
    root = symbols.keras_root(written)
    return "keras" + written[len(root) :] if root is not None else written


def imports_of(module: Module, name: ast.Name) -> list[Binding]:
    """The imports that a name may stand for where it is read; none where anything else may bind it there."""
    bindings = module.imported.get(name.id)
    if not bindings or _shadowed(module, name.id, name):
        return []
    found = [b for b in bindings if _in_scope(module, b, name)]
    if len(found) == 1 and module.owns(name):
        return found
    inner = next((s for s in module.ancestors(name) if any(b.scope is s for b in found)), None)
    return [b for b in found if b.scope is inner]


def resolve(module: Module, node: ast.expr) -> str | None:
    """The canonical path of a dotted expression, through imports and plain assignments of dotted names."""
    if isinstance(node, ast.Attribute):
        base = resolve(module, node.value)
        return symbols.member(base, node.attr) if base is not None else None
    if not isinstance(node, ast.Name):
        return None
    if node.id in module.imported:
        return module.imported[node.id][0].canonical
    value = module.assigned.get(node.id)
    return resolve(module, value) if isinstance(value, ast.Attribute) else None


# Names that are there.


def _written(module: Module, canonical: str, at: ast.AST, before: int | None, root: str | None = None) -> str | None:
    """The symbol by names that stand for it, or for a module that has it, at a place."""
    bound = _bound(module, canonical, at, before, root)
    if bound is not None:
        return bound
    usable = [b for b in module.bindings if _usable(module, b, at, before)]
    prefixes = {path: name for b in reversed(usable) for path, name in _reach(b, usable, root)}
    for home in reversed(_homes(canonical)):
        parent, rest = home, ""
        while "." in parent:
            parent, _, last = parent.rpartition(".")
            rest = f".{last}{rest}"
            if parent in prefixes:
                return prefixes[parent] + rest
    return None


def _reach(binding: Binding, usable: Sequence[Binding], root: str | None) -> Iterator[tuple[str, str]]:
    """The module that a binding stands for; what TensorFlow has of Keras only where the file imports no other Keras."""
    if _is_of(binding, root):
        yield binding.canonical, binding.name
    alone = root is None and not any(symbols.keras_root(b.path) == "keras" for b in usable)
    if binding.canonical in _TENSORFLOW and (alone or root == f"{binding.canonical}.keras"):
        yield "keras", f"{binding.name}.keras"


def _is_of(binding: Binding, root: str | None) -> bool:
    """Whether a binding is of one root of Keras; any will do where none is asked for."""
    return root is None or symbols.keras_root(binding.path) == root


def _bound(module: Module, canonical: str, at: ast.AST, before: int | None, root: str | None = None) -> str | None:
    """A name that already stands for a symbol at a place."""
    for binding in module.bindings:
        if (
            binding.canonical == symbols.canonical(canonical)
            and _is_of(binding, root)
            and _usable(module, binding, at, before)
        ):
            return binding.name
    parents = {home.rpartition(".")[0] for home in _homes(canonical)}
    name = canonical.rpartition(".")[2]
    for star in module.stars:
        path = symbols.canonical(star.module or "")
        if root is not None and symbols.keras_root(star.module or "") != root:
            continue
        in_time = before is None or star.lineno < before
        if path in parents and in_time and name in STAR_EXPORTS.get(path, ()) and not _shadowed(module, name, at):
            return name
    return None


def _usable(module: Module, binding: Binding, at: ast.AST, before: int | None) -> bool:
    """Whether a name stands for what an import binds it to, at a place."""
    return (
        _visible(module, binding, at)
        and _is_certain(module, binding, before)
        and not _shadowed(module, binding.name, at)
        and not any(
            b.canonical != binding.canonical and _in_scope(module, b, at) for b in module.imported[binding.name]
        )
    )


def _visible(module: Module, binding: Binding, node: ast.AST) -> bool:
    """Whether a place sees an import: what its own function imports only below."""
    in_time = binding.scope is not module.scope(node) or binding.statement.lineno < getattr(node, "lineno", 0)
    return _in_scope(module, binding, node) and (in_time or isinstance(binding.scope, ast.Module))


def _in_scope(module: Module, binding: Binding, node: ast.AST) -> bool:
    """Whether a place sees the scope that an import binds a name in."""
    scope = binding.scope
    if isinstance(scope, ast.ClassDef):
        return scope is module.scope(node)
    return isinstance(scope, ast.Module) or scope in set(module.ancestors(node))


def _is_from(binding: Binding) -> bool:
    return isinstance(binding.statement, ast.ImportFrom)


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


def _shadowed(module: Module, name: str, at: ast.AST) -> bool:
    """Whether anything but an import may bind a name in a scope that a place sees."""
    scopes = _binders(module).get(name, ())
    if not scopes:
        return False
    own = module.scope(at) if at is not module.tree else module.tree
    seen = {own, *(a for a in module.ancestors(own) if not isinstance(a, ast.ClassDef))}
    return any(scope in seen for scope in scopes)


_NAMED: tuple[type[ast.AST], ...] = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar),
)


@per_module
def _binders(module: Module) -> dict[str, list[ast.AST]]:
    """For each name the scopes in which something other than an import binds it. `X = None` binds nothing of use."""
    found: dict[str, list[ast.AST]] = {}
    stored = (n for nodes in module.stores.values() for n in nodes if not _is_nothing(module.parents[n]))
    named: list[tuple[str | None, ast.AST]] = [(n.id, n) for n in stored]
    named += [(n.arg, n) for n in module.of_kind(ast.arg)]
    named += [(getattr(n, "name", None), n) for kind in _NAMED for n in module.of_kind(kind)]
    named += [(n.rest, n) for n in module.of_kind(ast.MatchMapping)]
    for name, node in named:
        if name is not None:
            found.setdefault(name, []).append(module.tree if name in module.shared else module.scope(node))
    return found


def _is_nothing(parent: ast.AST) -> bool:
    """`X = None`: what a file says where an import failed."""
    return isinstance(parent, ast.Assign) and isinstance(parent.value, ast.Constant) and parent.value.value is None


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


# Names that are imported.


def _anchors(module: Module, canonical: str, at: ast.AST, before: int | None, root: str | None = None) -> list[Binding]:
    """The imports of Keras beside which another may stand, one for each arm of a `try` or `if`.

    Best is an import from the module that has the symbol, then one at module level, then the last one.
    """
    homes = {home.rpartition(".")[0] for home in _homes(canonical)}
    keras = [
        b
        for b in module.bindings
        if symbols.keras_root(b.path) and _visible(module, b, at) and _is_certain(module, b, before)
    ]
    if not keras:
        return []

    def merit(numbered: tuple[int, Binding]) -> tuple[bool, bool, int]:
        number, binding = numbered
        at_home = _is_from(binding) and canonical_module(binding.module) in homes and _is_of(binding, root)
        return at_home, isinstance(binding.scope, ast.Module), number

    best = max(enumerate(keras), key=merit)[1]
    if module.parents.get(best.statement) is best.scope:
        return [best]
    return [b for b in keras if b.name == best.name and b.scope is best.scope and b.canonical == best.canonical]


def _root(module: Module) -> str:
    """The Keras that the file means."""
    return public_root(next((root for b in module.bindings if (root := symbols.keras_root(b.path))), "keras"))


def _name_for(module: Module, canonical: str) -> tuple[str, str | None]:
    """The name under which a symbol is imported, and its alias where the file uses the name for something else."""
    name = canonical.rpartition(".")[2]
    bound = [b.canonical for b in module.bindings if b.name == name]
    foreign = not bound and (name in module.identifiers or name in module.names_around)
    if foreign or name in _binders(module) or any(b != canonical for b in bound):
        alias = f"Keras{name}" if name[0].isupper() else f"keras_{name}"
        return alias, alias
    return name, None


def _import_beside(module: Module, anchors: Sequence[Binding], canonical: str, root: str | None = None) -> Spelling:
    """Import a symbol of Keras beside imports of Keras, from the Keras that each of them means or from another one."""
    name, alias = _name_for(module, canonical)
    homes = [home.rpartition(".")[0] for home in _homes(canonical)]
    operations: list[Operation] = []
    for binding in anchors:
        source = root or public_root(symbols.keras_root(binding.path) or "keras")
        arm = module.parents.get(binding.statement)
        siblings = [
            b
            for b in (binding, *module.bindings)
            if _is_from(b) and canonical_module(b.module) in homes and module.parents.get(b.statement) is arm
        ]
        sibling = next((b for b in siblings if _is_beside(b, binding, root, source + homes[0][len("keras") :])), None)
        if sibling is not None and isinstance(sibling.statement, ast.ImportFrom):
            operations.append(ImportName(sibling.statement, canonical.rpartition(".")[2], alias))
        else:
            operations.append(InsertImport(binding.statement, _import_line(source, canonical, alias)))
    return Spelling(name, tuple(dict.fromkeys(operations)))


def _is_beside(sibling: Binding, anchor: Binding, root: str | None, home: str) -> bool:
    """Whether an import may take one more name: from the module wanted, or from wherever the anchor is from."""
    written = symbols.keras_root(sibling.path) or ""
    return sibling.module == home or (sibling is anchor and _is_of(sibling, root) and public_root(written) == written)


def _import_line(root: str, canonical: str, alias: str | None) -> str:
    suffix = f" as {alias}" if alias else ""
    if canonical == "keras":
        return f"import keras{suffix}" if root == "keras" else f"from {root.rpartition('.')[0]} import keras{suffix}"
    home, _, name = _homes(canonical)[0].rpartition(".")
    return f"from {root}{home[len('keras') :]} import {name}{suffix}"


def _import_apart(module: Module, canonical: str, before: int | None, root: str | None) -> Spelling | None:
    """Import a symbol of Keras where no import of Keras is in sight: behind the last import above."""
    above = [s for s in module.tree.body if isinstance(s, (ast.Import, ast.ImportFrom))]
    above = [s for s in above if before is None or s.lineno < before]
    name, alias = _name_for(module, canonical)
    line = _import_line(root or _root(module), canonical, alias)
    return Spelling(name, (InsertImport(above[-1], line),)) if above else None


def _import_package(module: Module, canonical: str, before: int | None) -> Spelling:
    """Import a package that is not Keras, under its customary name, behind the imports that the file begins with.

    TensorFlow is imported behind Keras: a program may choose the backend, or which devices are seen, before that.
    """
    package, dot, rest = canonical.partition(".")
    wanted = _CUSTOMARY.get(package, package)
    taken = wanted in module.identifiers or wanted in module.names_around
    name = module.free_name(package, f"{package}_module") if taken else wanted
    line = f"import {package}" + (f" as {name}" if name != package else "")
    after: ast.stmt | None = None
    for statement in module.tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            after = statement
        elif after is not None or not _is_docstring(statement):
            break
    keras = [b for b in module.bindings if isinstance(b.scope, ast.Module) and symbols.keras_root(b.module)]
    keras = [b for b in keras if before is None or b.statement.lineno < before]
    if package == "tensorflow" and keras and module.statement(keras[0].statement) in module.tree.body:
        after = keras[0].statement
    return Spelling(name + dot + rest, (InsertImport(after, line),))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
