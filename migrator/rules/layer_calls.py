"""The calls that give a Keras layer class its arguments: `LSTM(...)`, `super().__init__(...)`, `partial(LSTM, ...)`.

Shared by rules.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from migrator.analysis.facts import LayerFact
from migrator.analysis.module import Module, per_module
from migrator.analysis.values import ClassInfo, ClassValue, Const, Symbol
from migrator.edits.operations import RemoveArgument
from migrator.findings import Applicability
from migrator.rules.guards import is_under_version_test
from migrator.rules.registry import Proposal
from migrator.rules.spelling import resolve

Kind = Literal["make", "super", "partial"]

UNKNOWN = object()
"""What `constant` says where a value is not known or not one constant."""

_LAYERS = "keras.layers."


@dataclass(frozen=True, slots=True)
class LayerCall:
    """A call whose arguments reach the constructor of a layer class of Keras."""

    call: ast.Call
    kind: Kind
    classes: frozenset[str]
    """The bare names of the classes that it may be: `LSTM`."""
    certain: bool = True
    """Whether it is one of these and nothing else, in every context that was seen."""
    whole: bool = True
    """Whether its positional arguments are the first that the class gets."""
    skipped: int = 0
    """How many of its positional arguments are not the class's: `self`, or the class itself."""
    unpacked: frozenset[str] = frozenset()
    """Keywords that arrive through `**` or `functools.partial`."""
    open: bool = False
    """Whether keywords that are not known may arrive."""
    fact: LayerFact | None = None

    @property
    def name(self) -> str:
        """The class, or one of the classes, for a person."""
        return min(self.classes)

    @property
    def positional(self) -> list[ast.expr]:
        """The positional arguments that the class gets from this call."""
        return self.call.args[self.skipped :]

    def keyword(self, name: str) -> ast.keyword | None:
        """A keyword argument of the call."""
        return next((k for k in self.call.keywords if k.arg == name), None)

    def is_starred(self) -> bool:
        """Whether positional arguments come out of a `*`."""
        return any(isinstance(argument, ast.Starred) for argument in self.call.args)


@per_module
def layer_calls(module: Module) -> list[LayerCall]:
    """All such calls of the module, in the order of the text, but for those under a test of a version."""
    constructors = dict(_super_calls(module))
    found = []
    for call in module.calls:
        layer = constructors.get(call) or _made(module, call) or _partial(module, call)
        if layer is not None and not is_under_version_test(module, call):
            found.append(layer)
    return found


def removal(
    layer: LayerCall,
    name: str,
    message: str,
    *,
    unless: str | None = None,
    applicability: Applicability = Applicability.SAFE,
) -> Iterator[Proposal]:
    """An argument goes; where that would be wrong (`unless` says why) or is not known, a person has to see to it."""
    keyword = layer.keyword(name)
    if keyword is None:
        if name in layer.unpacked:
            where = "it comes out of a dict or another call: take it out there"
            yield Proposal(layer.call, f"{message}; {where}", Applicability.REVIEW)
    elif unless is not None:
        yield Proposal(keyword, f"{message}; {unless}", Applicability.REVIEW)
    elif not layer.certain:
        yield Proposal(keyword, f"{message}; this may call something else", Applicability.REVIEW)
    else:
        yield Proposal(keyword, message, applicability, (RemoveArgument(layer.call, keyword),))


def written_root(module: Module, expression: ast.expr) -> str | None:
    """The package by which a dotted name reaches Keras, `keras` or `tensorflow`; None where imports do not say."""
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    if not isinstance(expression, ast.Name) or expression.id in module.stores:
        return None
    roots = {b.module.split(".", 1)[0] for b in module.bindings if b.name == expression.id}
    if not roots:
        roots = {(star.module or "").split(".", 1)[0] for star in module.stars}
    return roots.pop() if len(roots) == 1 else None


def constant(module: Module, expression: ast.expr) -> object:
    """The constant that an argument is in every context that was seen, or `UNKNOWN`."""
    if isinstance(expression, ast.Constant):
        return expression.value
    values = module.facts.arguments.get(expression, [])
    found = {(type(v.value), repr(v.value)): v.value for v in values if isinstance(v, Const)}
    return next(iter(found.values())) if len(found) == 1 and all(isinstance(v, Const) for v in values) else UNKNOWN


def _made(module: Module, call: ast.Call) -> LayerCall | None:
    """A call that makes a layer."""
    fact = module.facts.layers.get(call)
    if fact is None:
        return None
    own = {c for c in fact.classes if c.startswith(".")}
    classes = {_class_name(c) for c in fact.classes - own}
    for name in own:
        base = _plain_subclass(module, name[1:])
        if base is None:
            return None
        classes.add(base)
    if not classes:
        return None
    symbols = module.facts.callees.get(call, set())
    return LayerCall(
        call,
        "make",
        frozenset(classes),
        certain=not fact.opaque_callee and "" not in symbols,
        whole=bool(own or symbols),
        unpacked=frozenset(fact.unpacked),
        open=fact.open_keywords,
        fact=fact,
    )


def _class_name(canonical: str) -> str:
    return canonical.rsplit(".", 1)[-1]


def _plain_subclass(module: Module, name: str) -> str | None:
    """The layer class of Keras whose constructor a class of the file has, unless it has one of its own."""
    infos = [info for info in module.facts.classes if info.node.name == name]
    if any(info.method("__init__") is not None or not _decorated_by_keras(module, info) for info in infos):
        return None
    bases = {_keras_base(info) for info in infos}
    return bases.pop() if len(bases) == 1 else None


def _decorated_by_keras(module: Module, info: ClassInfo) -> bool:
    """Whether all decorators of a class are Keras' own, such as `register_keras_serializable`."""
    decorators = [d.func if isinstance(d, ast.Call) else d for d in info.node.decorator_list]
    return all((resolve(module, d) or "").startswith("keras.") for d in decorators)


def _keras_base(info: ClassInfo) -> str | None:
    """The one class of Keras that a class of the project inherits from, if it inherits from nothing else."""
    while True:
        if len(info.bases) != 1:
            return None
        base = info.bases[0]
        if isinstance(base, ClassValue):
            info = base.info
            continue
        if isinstance(base, Symbol) and (base.path.startswith(_LAYERS) or base.path == "keras.Model"):
            return _class_name(base.path)
        return None


def _super_calls(module: Module) -> Iterator[tuple[ast.Call, LayerCall]]:
    """`super().__init__(...)` and `Base.__init__(self, ...)` in the constructors of layer classes."""
    for info in {info.node: info for info in module.facts.classes}.values():
        for node in ast.walk(info.node):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "__init__" or _enclosing_class(module, node) is not info.node:
                continue
            base, skipped = _constructor_of(module, info, node.func.value)
            if base is not None:
                open_keywords = any(k.arg is None for k in node.keywords)
                yield node, LayerCall(node, "super", frozenset({base}), skipped=skipped, open=open_keywords)


def _enclosing_class(module: Module, node: ast.AST) -> ast.AST | None:
    return next((a for a in module.ancestors(node) if isinstance(a, ast.ClassDef)), None)


def _constructor_of(module: Module, info: ClassInfo, owner: ast.expr) -> tuple[str | None, int]:
    """The Keras class whose constructor is called through `owner`, and how many arguments are the instance."""
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super":
        if any(isinstance(b, ClassValue) and b.info.method("__init__") is not None for b in info.bases):
            return None, 0
        return _keras_base(info), 0
    symbol = module.facts.sole_symbol(owner) if isinstance(owner, (ast.Name, ast.Attribute)) else None
    if symbol is not None and symbol.startswith(_LAYERS) and symbol.count(".") == 2:
        return _class_name(symbol), 1
    return None, 0


def _partial(module: Module, call: ast.Call) -> LayerCall | None:
    """`functools.partial(LSTM, ...)`."""
    if not call.args or resolve(module, call.func) != "functools.partial":
        return None
    symbol = module.facts.sole_symbol(call.args[0])
    if symbol is None or not symbol.startswith(_LAYERS) or not _class_name(symbol)[:1].isupper():
        return None
    open_keywords = any(k.arg is None for k in call.keywords)
    return LayerCall(call, "partial", frozenset({_class_name(symbol)}), skipped=1, open=open_keywords)
