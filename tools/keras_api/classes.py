"""What a class or function of a package takes and has: its signature, the keywords behind `**kwargs`, its members."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tools.keras_api.reader import Function, Package, Thing, taken_branches

Signature = str
"""Parameters as source text, without `self` and annotations: `units, activation=None, **kwargs`."""


REST = ("ignored", "refused", "anything")
"""What becomes of any other keyword: nothing at all, an error, or what the code does with it is not seen. Where several
callees get it, the last of these counts."""


@dataclass(frozen=True)
class Keywords:
    """The keywords that a call takes beyond its named parameters, and what becomes of the `rest`."""

    names: frozenset[str] = frozenset()
    rest: str = "refused"

    def without(self, names: set[str]) -> Keywords:
        """These keywords but for some."""
        return Keywords(self.names - names, self.rest)

    def __str__(self) -> str:
        return " ".join([*sorted(self.names), *({"ignored": ["*ignored"], "anything": ["*"]}.get(self.rest, []))])


ANYTHING = Keywords(rest="anything")


@dataclass(frozen=True, eq=False)
class _Place:
    """A function, the module it stands in, and for a method the order of classes and where in it the method stands.

    `bound`: how many parameters a call through the class or `super()` does not give; `skipped`: how many leading
    arguments of the call are not for the others (`Base.__init__(self, ...)`).
    """

    node: Function | None
    module: str
    order: list[Thing] | None = None
    number: int = 0
    bound: int = 0
    skipped: int = 0


class Classes:
    """The classes of a package: bases in order, members, how they are called."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._orders: dict[str, list[Thing]] = {}

    def order(self, thing: Thing) -> list[Thing]:
        """The class and its bases in the order in which attributes are looked up, those of other packages left out."""
        if thing.key not in self._orders:
            self._orders[thing.key] = [thing]  # a class that is its own base is no valid program
            bases = self.bases(thing)
            self._orders[thing.key] = [thing, *_merge([*(self.order(b) for b in bases), list(bases)])]
        return self._orders[thing.key]

    def bases(self, thing: Thing) -> list[Thing]:
        """The bases of a class that belong to the package."""
        assert isinstance(thing.node, ast.ClassDef)
        found = [self.package.value(thing.module, base) for base in thing.node.bases]
        return [base for base in found if base is not None and base.kind == "class" and base.key != thing.key]

    def own_members(self, thing: Thing) -> dict[str, str]:
        """The public members that a class defines itself, each as tables write it (`members` of `tables.py`)."""
        assert isinstance(thing.node, ast.ClassDef)
        found: dict[str, str] = {}
        attributes: set[str] = set()
        for node in _statements(thing.node.body):
            if isinstance(node, Function):
                shape = _method(node)
                if shape is not None:
                    found[node.name] = shape
                attributes |= set(_assigned_attributes(node))
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name):
                        alias = found.get(node.value.id) if isinstance(node.value, ast.Name) else None
                        found[target.id] = alias or "="
        for name in attributes - found.keys():
            found[name] = "="
        return {name: shape for name, shape in sorted(found.items()) if not name.startswith("_")}

    def method(self, order: list[Thing], name: str) -> tuple[int, Function] | None:
        """The first definition of a method along an order of classes, and where in the order it stands."""
        for number, thing in enumerate(order):
            assert isinstance(thing.node, ast.ClassDef)
            for node in reversed(list(_statements(thing.node.body))):
                if isinstance(node, Function) and node.name == name:
                    return number, node
        return None

    def call(self, thing: Thing) -> tuple[Signature, Keywords] | None:
        """How a class or function is called. None where a class has no `__init__` in the package, but may have one."""
        if isinstance(thing.node, Function):
            return parameters(thing.node.args, bound=False), self._more(_Place(thing.node, thing.module))
        order = self.order(thing)
        place = self._init(order, 0, skipped=0)
        if place.node is None:
            return ("", Keywords()) if self._has_no_init(order) else None
        return parameters(place.node.args, bound=True), self._more(place)

    def _has_no_init(self, order: list[Thing]) -> bool:
        """Whether no class of an order has a base of another package, or a `__new__`."""
        nodes = [thing.node for thing in order if isinstance(thing.node, ast.ClassDef)]
        bases = sum(len([b for b in node.bases if _last_name(b) not in {"object", "ABC"}]) for node in nodes)
        return bases == sum(len(self.bases(t)) for t in order) and self.method(order, "__new__") is None

    def _more(self, place: _Place) -> Keywords:
        assert place.node is not None
        named = {a.arg for a in (*place.node.args.args, *place.node.args.kwonlyargs)}
        return self._behind(place, 0).without(named)

    def _behind(self, place: _Place, surplus: int) -> Keywords:
        """The keywords that a function takes through its `**` parameter; `surplus` arguments are in its `*`."""
        node = place.node
        assert node is not None
        if node.args.kwarg is None:
            return Keywords()
        name = node.args.kwarg.arg
        allowed = _allowed(node, name)
        if allowed is not None:
            return allowed
        found = Keywords(frozenset(_popped(node, name)))
        passed = [c for c in _calls(node) if any(k.arg is None and _is(k.value, name) for k in c.keywords)]
        if not passed:
            if _refuses(node, name):
                return found
            return Keywords(found.names, "anything" if _is_used(node, name) else "ignored")
        results = [self._passed_on(call, place, surplus) for call in passed]
        rest = max((r.rest for r in results), key=REST.index)
        return Keywords(found.names.union(*(r.names for r in results)), rest)

    def _passed_on(self, call: ast.Call, place: _Place, surplus: int) -> Keywords:
        """What the callee of `callee(..., **kwargs)` takes, less what the call already gives it."""
        callee = self._callee(call, place)
        if callee is None:
            return ANYTHING
        if callee.node is None:
            return Keywords()
        arguments = callee.node.args
        positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][callee.bound :]
        given = sum(surplus if isinstance(a, ast.Starred) else 1 for a in call.args[callee.skipped :])
        taken = {k.arg for k in call.keywords if k.arg} | set(positional[:given])
        named = {*positional, *(a.arg for a in arguments.kwonlyargs)} - {a.arg for a in arguments.posonlyargs}
        behind = self._behind(callee, max(given - len(positional), 0))
        return Keywords(behind.names.union(named), behind.rest).without(taken)

    def _callee(self, call: ast.Call, place: _Place) -> _Place | None:
        """The function that a call reaches, if that is seen; without a node: that of a base of another package."""
        function = call.func
        if isinstance(function, ast.Attribute) and function.attr == "__init__" and place.order is not None:
            if _is_super(function.value):
                return self._init(place.order, place.number + 1, skipped=0)
            base = self._value(place, function.value)
            order = self.order(base) if base is not None and base.kind == "class" else []
            return self._init(order, 0, skipped=1)
        target = self._value(place, function)
        if target is None:
            return None
        if isinstance(target.node, Function):
            return _Place(target.node, target.module)
        return self._init(self.order(target), 0, skipped=0) if target.kind == "class" else None

    def _init(self, order: list[Thing], start: int, skipped: int) -> _Place:
        found = self.method(order[start:], "__init__")
        if found is None:
            return _Place(None, "")
        at = start + found[0]
        return _Place(found[1], order[at].module, order, at, bound=1, skipped=skipped)

    def _value(self, place: _Place, expression: ast.expr) -> Thing | None:
        """What a dotted name in a function stands for; the function may import what it names."""
        head = expression
        while isinstance(head, ast.Attribute):
            head = head.value
        if isinstance(head, ast.Name) and place.node is not None:
            for node in ast.walk(place.node):
                if isinstance(node, ast.ImportFrom) and any((a.asname or a.name) == head.id for a in node.names):
                    return self.package.value_of_import(node, head.id, expression)
        return self.package.value(place.module, expression)


def parameters(arguments: ast.arguments, *, bound: bool) -> Signature:
    """The parameters as source text, without annotations; `bound`: without the first."""
    copy = ast.arguments(
        posonlyargs=[ast.arg(a.arg) for a in arguments.posonlyargs],
        args=[ast.arg(a.arg) for a in arguments.args],
        vararg=ast.arg(arguments.vararg.arg) if arguments.vararg else None,
        kwonlyargs=[ast.arg(a.arg) for a in arguments.kwonlyargs],
        kw_defaults=arguments.kw_defaults,
        kwarg=ast.arg(arguments.kwarg.arg) if arguments.kwarg else None,
        defaults=arguments.defaults,
    )
    if bound:
        del (copy.posonlyargs or copy.args)[:1]
    return ast.unparse(copy)


def _method(node: Function) -> str | None:
    """`(...)` for a method, `@` for a property; None for what only adds to an earlier definition."""
    names = [_last_name(d) for d in node.decorator_list]
    if "setter" in names or "deleter" in names:
        return None
    if any(n in {"property", "cached_property", "default_property"} for n in names):
        return "@"
    return f"({parameters(node.args, bound='staticmethod' not in names)})"


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if not isinstance(node, (ast.ClassDef, Function)):
            for part in taken_branches(node):
                yield from _statements(part)


def _assigned_attributes(node: Function) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store) and _is(inner.value, "self"):
            yield inner.attr


def _calls(node: Function) -> list[ast.Call]:
    return [n for n in ast.walk(node) if isinstance(n, ast.Call)]


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _is(node.func, "super")


def _popped(node: Function, name: str) -> Iterator[str]:
    for call in _calls(node):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "pop" and _is(call.func.value, name):
            if call.args and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)


def _allowed(node: Function, name: str) -> Keywords | None:
    """The keywords that a function itself checks its `**` parameter against, if it does; any, where it does not say."""
    for call in _calls(node):
        if _last_name(call.func) in {"validate_kwargs", "_validate_kwargs"}:
            if any(_is(a, name) for a in call.args):
                found = [_literal_strings(node, a) for a in (*call.args, *(k.value for k in call.keywords))]
                texts = [text for text in found if text is not None]
                return Keywords(frozenset().union(*texts)) if texts else ANYTHING
    for loop in (n for n in ast.walk(node) if isinstance(n, ast.For) and _is(n.iter, name)):
        tests = [n for n in ast.walk(loop) if isinstance(n, ast.Compare) and isinstance(n.ops[0], ast.NotIn)]
        if tests and any(isinstance(n, ast.Raise) for n in ast.walk(loop)):
            return Keywords(frozenset(_literal_strings(node, tests[0].comparators[0]) or ()))
    return None


def _literal_strings(function: Function, node: ast.expr) -> set[str] | None:
    """The strings of a literal set, list, tuple or dict, or of the local name of one."""
    if isinstance(node, ast.Name):
        values = [
            n.value for n in ast.walk(function) if isinstance(n, ast.Assign) and any(_is(t, node.id) for t in n.targets)
        ]
        return _literal_strings(function, values[0]) if values and not isinstance(values[0], ast.Name) else None
    if isinstance(node, (ast.Set, ast.List, ast.Tuple)):
        return {e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)}
    return set() if isinstance(node, ast.Dict) and not node.keys else None


def _refuses(node: Function, name: str) -> bool:
    """Whether a function raises where something is left in its `**` parameter."""
    return any(
        isinstance(n, ast.If)
        and any(_is(part, name) for part in ast.walk(n.test) if isinstance(part, ast.Name))
        and not any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(n.test))
        and any(isinstance(part, ast.Raise) for part in ast.walk(n))
        for n in ast.walk(node)
    )


def _is_used(node: Function, name: str) -> bool:
    """Whether a function does anything with its `**` parameter but look for single keywords and take them out."""
    looks = {
        id(n.func.value)
        for n in _calls(node)
        if isinstance(n.func, ast.Attribute) and n.func.attr in {"pop", "get"} and _is(n.func.value, name)
    }
    looks |= {id(n.comparators[0]) for n in ast.walk(node) if isinstance(n, ast.Compare)}
    looks |= {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Subscript)}
    return any(isinstance(n, ast.Name) and n.id == name and id(n) not in looks for n in ast.walk(node))


def _merge(lists: list[list[Thing]]) -> list[Thing]:
    """The C3 merge of orders of classes."""
    found: list[Thing] = []
    rest = [list(items) for items in lists if items]
    while rest:
        head = next(
            (items[0] for items in rest if not any(items[0].key in {t.key for t in o[1:]} for o in rest)),
            rest[0][0],
        )
        found.append(head)
        rest = [[t for t in items if t.key != head.key] for items in rest]
        rest = [items for items in rest if items]
    return found
