"""What each kind of statement does to the state of the abstract interpreter: bindings, flow, definitions.

Each handler returns False if control does not go on behind its statement. Branches run apart from the same state and
join where they meet; loops turn twice, the second time from the join.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Any

from migrator.analysis import symbols
from migrator.analysis.calls import is_layer_class
from migrator.analysis.data import ARRAY_LIBRARIES, FOREIGN_LIBRARIES
from migrator.analysis.expressions import default_values
from migrator.analysis.machine import Arguments, Machine, chosen_by_argument, element_of, elements, union_of
from migrator.analysis.modules import module_attribute, public_names
from migrator.analysis.training import record_batch
from migrator.analysis.values import (
    Change,
    ClassKind,
    ClassValue,
    Const,
    DictRecord,
    Final,
    Frame,
    FunctionValue,
    InstanceValue,
    Item,
    ListRecord,
    LoopExits,
    ModuleInfo,
    ModuleValue,
    Opaque,
    Ref,
    Symbol,
    TupleValue,
    Value,
    alternatives,
    join,
    join_all,
    of_any_turn,
)
from migrator.keras_api.names import METRICS, RECURRENT_LAYERS, SEQUENCE_CLASSES


def _expression(m: Machine, node: ast.Expr) -> bool:
    m.evaluate(node.value)
    return True


def _assign(m: Machine, node: ast.Assign) -> bool:
    value = m.evaluate(node.value)
    for target in node.targets:
        m.bind_target(target, value, node.value)
    return True


def _annotated(m: Machine, node: ast.AnnAssign) -> bool:
    if node.value is not None:
        m.bind_target(node.target, m.evaluate(node.value), node.value)
    elif isinstance(m.frame.node, ast.ClassDef) and isinstance(node.target, ast.Name):
        pass  # a dataclass field without a default
    return True


def _augmented(m: Machine, node: ast.AugAssign) -> bool:
    load = ast.copy_location(ast.BinOp(_as_load(node.target), node.op, node.value), node)
    before = m.evaluate(_as_load(node.target))
    if isinstance(node.op, ast.Add) and (record := m.list(before)) is not None:
        added = m.evaluate(node.value)
        items = elements(m, added)
        if items is not None and record.items is not None:
            m.update(before, ListRecord((*record.items, *(Item(v, node) for v in items))))
        else:
            m.update(before, ListRecord(None, union_of([*record.values(), element_of(m, added)])))
        return True
    m.bind_target(node.target, m.evaluate(load), None)
    return True


def _as_load(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Name):
        return ast.copy_location(ast.Name(node.id, ast.Load()), node)
    if isinstance(node, ast.Attribute):
        return ast.copy_location(ast.Attribute(node.value, node.attr, ast.Load()), node)
    if isinstance(node, ast.Subscript):
        return ast.copy_location(ast.Subscript(node.value, node.slice, ast.Load()), node)
    return node


def _if(m: Machine, node: ast.If) -> bool:
    test = m.evaluate(node.test)
    chosen = chosen_by_argument(m, node.test)
    if chosen is not None:
        return m.one_branch(node.body, node.orelse) if chosen else m.one_branch(node.orelse, node.body)
    if isinstance(node.test, ast.Compare) and isinstance(test, Const):  # a loop index: only one branch runs this turn
        return m.block(node.body if test.value else node.orelse)
    if isinstance(test, Opaque) and test.nonzero:
        return m.block(node.body)
    return m.branches([lambda: m.block(node.body), lambda: m.block(node.orelse)])


def _for(m: Machine, node: ast.For | ast.AsyncFor) -> bool:
    iterable = m.evaluate(node.iter)
    element = element_of(m, iterable)
    m.bind_target(node.target, m.turn(element), None)
    first = [] if _surely_turns(m, node.iter, iterable) else [NO_CHANGE]
    return _loop(m, node, first, lambda: m.bind_target(node.target, m.turn(_later_turn(element)), None))


MORE_TURNS = 3
"""Turns behind the second, as long as they show names that stand for something new; of outermost loops only. One that
makes models has a third turn: it finds those that the second made.
"""


def _widen(m: Machine, before: dict[str, Value]) -> None:
    """A number that a turn changes may be any number in later turns."""
    for name, value in before.items():
        now = m.frame.names.get(name)
        if isinstance(value, Const) and isinstance(now, Const) and type(now.value) is int and now.value != value.value:
            m.frame.names[name] = Opaque(f"`{name}`, which changes with each turn")


def _grew(before: Value | None, after: Value) -> bool:
    """Whether a name may stand for something known that it did not stand for before."""
    if before is after or before is None:
        return False
    known = {_of_any_turn(v) for v in alternatives(before)}
    return any(not isinstance(v, (Opaque, Const)) and _of_any_turn(v) not in known for v in alternatives(after))


def _of_any_turn(value: Value) -> object:
    """An object by what made it, whichever of the later turns of a loop that was."""
    if isinstance(value, Ref) and value.turns:
        return value.node, of_any_turn(value.path)
    if isinstance(value, InstanceValue) and value.made is not None:
        return value.info, value.made[0], of_any_turn(value.made[1])
    return value


def _loop(
    m: Machine, node: ast.For | ast.AsyncFor | ast.While, first: list[Change], again: Callable[[], object]
) -> bool:
    """Two turns, from the state before and from the state after the first: what holds in both holds in every turn.

    The `else` runs where the loop ends without a `break`.
    """
    ends, breaks = _turn(m, node, 0)
    ways = list(breaks)
    if first or ends:
        m.begin()
        before = dict(m.frame.names)
        m.meet([*first, *ends])
        _widen(m, before)
        again()
        made = m.models_made
        ends, breaks = _turn(m, node, 1)
        more = m.models_made > made
        for _ in range(MORE_TURNS if m.loops == 0 else 0):
            before = dict(m.frame.names)
            m.meet([NO_CHANGE, *ends])
            if not more and not any(_grew(before.get(name), value) for name, value in m.frame.names.items()):
                break
            more = False
            ways += breaks
            again()
            ends, breaks = _turn(m, node, 2)
        exits = [*_way(m, [NO_CHANGE, *ends], lambda: m.block(node.orelse)), *breaks]
        if exits:
            m.meet(exits)
        change = m.rewind()
        ways += [change] if exits else []
    if ways:
        m.meet(ways)
    return bool(ways)


NO_CHANGE: Change = ({}, {})


def _turn(m: Machine, node: ast.For | ast.AsyncFor | ast.While, number: int) -> tuple[list[Change], list[Change]]:
    """What a turn of a loop changes on the ways to the next turn, and on those that leave the loop by `break`."""
    exits = LoopExits(m.frame.names.level, m.heap.level)
    m.frame.exits.append(exits)
    m.loops += 1
    outer = m.path
    if number:
        m.path = m.later_turn(node, number)
    m.begin()
    reaches_end = m.block(node.body)
    if reaches_end and isinstance(node, ast.While):
        m.evaluate(node.test)
    change = m.rewind()
    m.path = outer
    m.frame.exits.pop()
    m.loops -= 1
    return [*([change] if reaches_end else []), *exits.continued], exits.broken


def _surely_turns(m: Machine, node: ast.expr, iterable: Value) -> bool:
    """Whether a loop runs at least once: over a constant range, or over items that are written out."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range" and node.args:
        count = m.peek(node.args[-1] if len(node.args) == 1 else node.args[1])
        start = m.peek(node.args[0]) if len(node.args) > 1 else Const(0)
        if isinstance(count, Const) and isinstance(start, Const):
            return type(count.value) is int and type(start.value) is int and count.value > start.value
        return False
    return bool(elements(m, iterable))


def _later_turn(element: Value) -> Value:
    if isinstance(element, Opaque) and element.nonzero is False:
        return Opaque("a later loop index", nonzero=True)
    if isinstance(element, TupleValue):
        return TupleValue(tuple(_later_turn(item) for item in element.items), element.nodes)
    return element


def _while(m: Machine, node: ast.While) -> bool:
    m.evaluate(node.test)
    return _loop(m, node, [NO_CHANGE], lambda: None)


def _leave_loop(m: Machine, node: ast.Break | ast.Continue) -> bool:
    if m.frame.exits and not _comes_to_final(m, len(m.frame.exits), lambda: _leave_loop(m, node)):
        exits = m.frame.exits[-1]
        changes = exits.broken if isinstance(node, ast.Break) else exits.continued
        changes.append((m.frame.names.changes(exits.names), m.heap.changes(exits.heap)))
    return False


def _comes_to_final(m: Machine, loops: int, leave: Callable[[], object]) -> bool:
    """Whether a block with a last word stands between this place and the loop, or function, that it leaves."""
    if not m.frame.finals or m.frame.finals[-1].loops < loops:
        return False
    final = m.frame.finals[-1]
    final.left.append((leave, (m.frame.names.changes(final.names), m.heap.changes(final.heap))))
    return True


def _finally(m: Machine, attempt: Callable[[], tuple[list[Change], Change]], last: Callable[[], bool]) -> bool:
    """Run a block, and its last word on each way out of it. `attempt` tells how the block ends, and what it did."""
    final = Final(m.frame.names.level, m.heap.level, len(m.frame.exits))
    m.frame.finals.append(final)
    ends, body = attempt()
    m.frame.finals.pop()
    for leave, change in final.left:
        m.begin()
        m.apply(change)
        if last():
            leave()
        m.rewind()
    if ends:
        m.meet(ends)
    else:
        m.apply(body)
    return last() and bool(ends)


def _with(m: Machine, node: ast.With | ast.AsyncWith) -> bool:
    managers = []
    for item in node.items:
        manager = m.evaluate(item.context_expr)
        managers.append((manager, item.context_expr))
        value = union_of(_entered(m, member, item.context_expr) for member in alternatives(manager))
        if item.optional_vars is not None:
            m.bind_target(item.optional_vars, value, None)
    body = ast.copy_location(ast.Try(node.body, [], [], []), node)
    if any(_swallows(m, manager, expression) for manager, expression in managers):
        body.handlers.append(ast.ExceptHandler(None, None, []))  # any statement may have ended the block
    if any(_exit_of(member) for manager, _ in managers for member in alternatives(manager)):
        return _finally(m, lambda: _attempt(m, body), lambda: _exited(m, managers))
    return _try(m, body) if body.handlers else m.block(node.body)


def _exit_of(manager: Value) -> FunctionValue | None:
    return manager.info.method("__exit__") if isinstance(manager, InstanceValue) else None


def _exited(m: Machine, managers: list[tuple[Value, ast.expr]]) -> bool:
    """Run the `__exit__` methods of context managers."""
    for manager, node in reversed(managers):
        for member in alternatives(manager):
            method = _exit_of(member)
            if method is not None:
                given: list[Value] = [Opaque("an exception, or none") for _ in range(3)]
                m.call(method, Arguments(m.implicit_call(node, "__exit__", node), given), member)
    return True


def _entered(m: Machine, manager: Value, node: ast.expr) -> Value:
    """What a context manager gives: an object of the project what its `__enter__` returns."""
    if isinstance(manager, InstanceValue):
        method = manager.info.method("__enter__")
        if method is not None:
            return m.call(method, Arguments(m.implicit_call(node, "__enter__", node)), manager)
    if isinstance(manager, Opaque):
        return manager.element if manager.element is not None else manager
    return Opaque("a context")


def _swallows(m: Machine, manager: Value, node: ast.expr) -> bool:
    """Whether a context manager is known to catch exceptions, or may."""
    if isinstance(node, ast.Call) and last_name(node) in {"suppress", "raises", "assertRaises"}:
        return True
    methods = [_exit_of(member) for member in alternatives(manager)]
    returns = (n.value for f in methods if f is not None for n in ast.walk(f.node) if isinstance(n, ast.Return))
    return manager in m.swallowing or any(
        value is not None and not (isinstance(value, ast.Constant) and not value.value) for value in returns
    )


def _try(m: Machine, node: ast.Try) -> bool:
    if node.finalbody:
        return _finally(m, lambda: _attempt(m, node), lambda: m.block(node.finalbody))
    ends, body = _attempt(m, node)
    if ends:
        m.meet(ends)
    else:
        m.apply(body)
    return bool(ends)


def _attempt(m: Machine, node: ast.Try) -> tuple[list[Change], Change]:
    """What a `try` statement changes on the ways that reach its end, and what its body does."""
    steps = [NO_CHANGE]
    m.begin()
    falls = True
    for statement in node.body:
        m.begin()
        falls = m.block([statement])
        change = m.rewind()
        m.apply(change)
        steps.append(change)
        if not falls:
            break
    body = m.rewind()
    # An exception may leave the body behind any of its statements: a name may stand for whatever it ever did there.
    m.begin()
    m.meet(steps)
    caught = m.rewind()
    ends: list[Change] = []
    if falls:
        ends += _way(m, [body], lambda: m.block(node.orelse))
    for handler in node.handlers:
        ends += _way(m, [caught], lambda h=handler: _handle(m, h))  # type: ignore[misc]
    return ends, body


def _way(m: Machine, begun: list[Change], rest: Callable[[], bool]) -> list[Change]:
    """What changes on a way that begins with one of some changes, if it reaches its end."""
    m.begin()
    m.meet(begun)
    reaches_end = rest()
    change = m.rewind()
    return [change] if reaches_end else []


def _handle(m: Machine, handler: ast.ExceptHandler) -> bool:
    if handler.name is not None:
        m.bind(handler.name, Opaque("an exception"))
    if handler.type is not None:
        m.evaluate(handler.type)
    return m.block(handler.body)


def _match(m: Machine, node: ast.Match) -> bool:
    m.evaluate(node.subject)
    blocks: list[Callable[[], bool]] = [lambda case=case: _case(m, case) for case in node.cases]  # type: ignore[misc]
    return m.branches([*blocks, lambda: True])


def _case(m: Machine, case: ast.match_case) -> bool:
    for part in ast.walk(case.pattern):
        for name in (getattr(part, "name", None), getattr(part, "rest", None)):  # what the pattern captures
            if isinstance(name, str):
                m.bind(name, Opaque("a part of what is matched"))
    if case.guard is not None:
        m.evaluate(case.guard)
    return m.block(case.body)


def _return(m: Machine, node: ast.Return) -> bool:
    value = m.evaluate(node.value) if node.value is not None else Const(None)
    if node.value is not None and getattr(m.frame.node, "name", "") == "__getitem__":
        record_batch(m, node.value, value)
    _give(m, value)
    return False


def _give(m: Machine, value: Value) -> None:
    """Return a value from the running function."""
    if not _comes_to_final(m, 0, lambda: _give(m, value)):
        m.frame.returns.append(value)
        m.frame.return_heaps.append(m.heap.changes(m.frame.level))


def _raise(m: Machine, node: ast.Raise) -> bool:
    if node.exc is not None:
        m.evaluate(node.exc)
    return False


def _global(m: Machine, node: ast.Global) -> bool:
    m.frame.globals.update(dict.fromkeys(node.names, m.module))
    return True


def _nonlocal(m: Machine, node: ast.Nonlocal) -> bool:
    for name in node.names:
        frame = m.frame.parent
        while frame is not None and name not in frame.ever:
            frame = frame.parent
        if frame is not None:
            m.frame.globals[name] = frame
    return True


def _assert(m: Machine, node: ast.Assert) -> bool:
    m.evaluate(node.test)
    if node.msg is not None:
        m.evaluate(node.msg)
    return True


def _delete(m: Machine, node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name) and m.frame.names.level:  # on this path: what it was is none elsewhere
            m.frame.names[target.id] = Const(None)
        elif isinstance(target, ast.Name):
            m.frame.names.discard(target.id)
        elif isinstance(target, ast.Subscript):
            _delete_item(m, target)
    return True


def _delete_item(m: Machine, target: ast.Subscript) -> None:
    base = m.evaluate(target.value)
    for member in alternatives(base):
        record, entries = m.list(member), m.dict(member)
        if record is not None:
            m.update(member, ListRecord(None, join_all(record.values())))
        elif entries is not None:
            m.update(member, DictRecord((), join_all(entries.values())))
        else:
            m.escape(member)


LIBRARIES = ARRAY_LIBRARIES | FOREIGN_LIBRARIES | {"tensorflow", "pylab", "matplotlib", "theano"}


def _import(m: Machine, node: ast.Import) -> bool:
    for alias in node.names:
        root = alias.name.split(".", 1)[0]
        module = m.import_module(alias.name, 0)
        if module is not None:
            top = module if alias.asname is not None or root == alias.name else m.import_module(root, 0)
            m.bind(alias.asname or root, ModuleValue(top) if top is not None else Opaque(f"the package `{root}`"))
        else:
            m.bind(alias.asname or root, Symbol(symbols.canonical(alias.name if alias.asname is not None else root)))
    return True


def _import_from(m: Machine, node: ast.ImportFrom) -> bool:
    name = node.module or ""
    module = m.import_module(name, node.level)
    written = "." * node.level + name
    for alias in node.names:
        if module is not None:
            _import_name(m, module, alias)
        elif alias.name == "*":
            m.frame.stars.append(symbols.canonical(written))
            _bind_anything(m, written)
        else:
            path = f"{written}.{alias.name}" if not written.endswith(".") else written + alias.name
            m.bind(alias.asname or alias.name, Symbol(symbols.canonical(path)))
    return True


def _bind_anything(m: Machine, module: str) -> None:
    """All names of a module out of view: they may be those of settings above. Libraries have other names."""
    root = module.split(".", 1)[0]
    if symbols.keras_root(module) or root in LIBRARIES or root in sys.stdlib_module_names:
        return
    for name, value in list(m.frame.names.items()):
        if not isinstance(value, (Symbol, FunctionValue, ClassValue, ModuleValue)):
            m.bind(name, join(value, Opaque(f"what `from {module} import *` brings")))


def _import_name(m: Machine, module: ModuleInfo, alias: ast.alias) -> None:
    if alias.name == "*":
        m.frame.stars += module.frame.stars
        if m.frame.module.tree not in module.facts.star_importers:
            module.facts.star_importers.append(m.frame.module.tree)
        for name, value in public_names(m, module).items():
            m.bind(name, value)
        return
    value = module_attribute(m, module, alias.name)
    m.bind(alias.asname or alias.name, value)


def _function(m: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for expression in node.decorator_list:
        m.evaluate(expression)
    owner = m.frame.owner  # in a class body the class, in a method its class
    function = FunctionValue(node, m.frame, owner, default_values(m, node))
    m.define(function)
    if owner is not None and m.frame.node is owner.node:
        if any(last_name(d) in {"setter", "deleter"} for d in node.decorator_list):
            m.escape(function)  # it runs at assignments, which are not followed
            return True
        if is_decorated(node):
            m.escape(function)
        earlier = owner.methods.get(node.name)
        if (
            earlier is not None and earlier.node is not node and not _is_overload(node)
        ):  # by condition, or anew: which one is not known
            m.escape(owner.methods.pop(node.name))
            m.escape(function)
            owner.open = True
            owner.assign(node.name, (node, ()), Opaque(f"one of the methods `{node.name}`"))
            return True
        owner.methods[node.name] = function
        if any(last_name(d) in {"property", "cached_property"} for d in node.decorator_list):
            owner.properties.add(node.name)
    else:
        if is_decorated(node):
            m.escape(function)
        m.bind(node.name, function)
    return True


_TRANSPARENT = frozenset(
    {
        "function",
        "staticmethod",
        "classmethod",
        "property",
        "cached_property",
        "wraps",
        "contextmanager",
        "asynccontextmanager",
        "fixture",
        "yield_fixture",
    }
)


def last_name(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(last_name(d) in {"overload", "register"} for d in node.decorator_list)


def is_decorated(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a decorator may make something else of a function."""
    return any(last_name(d) not in _TRANSPARENT for d in node.decorator_list)


def is_cached(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Whether a property gives the same object each time."""
    return not isinstance(node, ast.Lambda) and any(last_name(d) == "cached_property" for d in node.decorator_list)


def is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method gets no instance."""
    return any(last_name(d) == "staticmethod" for d in node.decorator_list)


def is_classmethod(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method gets the class."""
    return any(last_name(d) == "classmethod" for d in node.decorator_list)


def is_context(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether what a generator function yields is what a `with` statement gets."""
    return any(last_name(d) in {"contextmanager", "asynccontextmanager"} for d in node.decorator_list)


def catches(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function may catch an exception at a `yield`."""
    tries = (n for n in ast.walk(node) if isinstance(n, ast.Try) and n.handlers)
    return any(isinstance(n, ast.Yield) for t in tries for s in t.body for n in ast.walk(s))


def is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function yields: not counting functions inside it."""
    stack: list[ast.AST] = list(node.body)
    while stack:
        child = stack.pop()
        if isinstance(child, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack += ast.iter_child_nodes(child)
    return False


def _class(m: Machine, node: ast.ClassDef) -> bool:
    bases = tuple(m.evaluate(base.value if isinstance(base, ast.Starred) else base) for base in node.bases)
    for expression in node.decorator_list:
        m.evaluate(expression)
    info = m.define_class(node, _kind_of(bases), bases)
    info.open = any(_base_kind(b) == "unknown" or (isinstance(b, ClassValue) and b.info.open) for b in bases)
    info.open = info.open or any(last_name(d) not in _DATACLASSES for d in node.decorator_list)
    info.recurrent = any(_is_recurrent(b) for b in bases)
    info.sequential = any(_is_sequential(b) for b in bases)
    if _is_dataclass(node, bases):
        inherited = [f for base in bases if isinstance(base, ClassValue) for f in base.info.fields or ()]
        own = [s.target.id for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
        info.fields = tuple(dict.fromkeys([*inherited, *own]))
    outer, m.frame = m.frame, Frame(node, m.frame, owner=info)
    m.block(node.body)
    if info.fields is None and info.method("__init__") is None:  # the constructor is inherited
        info.fields = next((b.info.fields for b in bases if isinstance(b, ClassValue) and b.info.fields), None)
    for name, value in m.frame.names.items():
        if name not in info.methods:
            info.assign(name, (node, ()), value)
    m.frame.running = False
    m.frame = outer
    m.bind(node.name, ClassValue(info))
    return True


_DATACLASSES = frozenset({"dataclass", "define", "frozen", "attrs"})


def _is_dataclass(node: ast.ClassDef, bases: tuple[Value, ...]) -> bool:
    """Whether a class gets its constructor from its annotated fields."""
    if any(last_name(d) in _DATACLASSES for d in node.decorator_list):
        return True
    return any(isinstance(b, Symbol) and b.path in {"typing.NamedTuple", "pydantic.BaseModel"} for b in bases)


def _kind_of(bases: tuple[Value, ...]) -> ClassKind:
    kinds = [_base_kind(b) for b in bases]
    for kind in kinds:
        if kind not in {"plain", "unknown"}:
            return kind
    return "unknown" if "unknown" in kinds else "plain"


def _base_kind(base: Value) -> ClassKind:
    if isinstance(base, ClassValue):
        return base.info.kind
    if isinstance(base, Symbol):
        path = base.path
        if path in {"keras.Model", "keras.Sequential"}:
            return "model"
        if path in {"keras.layers.Layer", "keras.layers.Wrapper", "keras.Layer"} or is_layer_class(path):
            return "layer"
        if path.startswith("keras.callbacks."):
            return "callback"
        if path.startswith("keras.metrics.") and path.rsplit(".", 1)[-1] in METRICS:
            return "metric"
        if path in SEQUENCE_CLASSES:
            return "sequence"
        if path.startswith("builtins.") or path.split(".", 1)[0] in {"abc", "typing", "enum", "torch", "threading"}:
            return "plain"
    return "unknown"


def _is_recurrent(base: Value) -> bool:
    if isinstance(base, ClassValue):
        return base.info.recurrent
    return isinstance(base, Symbol) and base.path.rsplit(".", 1)[-1] in RECURRENT_LAYERS


def _is_sequential(base: Value) -> bool:
    if isinstance(base, ClassValue):
        return base.info.sequential
    return isinstance(base, Symbol) and base.path == "keras.Sequential"


STATEMENTS: dict[type[ast.stmt], Callable[[Machine, Any], bool]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Break: _leave_loop,
    ast.Continue: _leave_loop,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
"""What each kind of statement does; each takes nodes of its type. `pass` does nothing."""
