"""The value of each kind of expression. Calls have their own module."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from migrator.analysis import symbols
from migrator.analysis.calls import evaluate_call, reach_by_name, record_receiver, record_symbol
from migrator.analysis.data import arithmetic, sliced_length
from migrator.analysis.machine import Machine, attribute_of, chosen_by_argument, element_of, elements, one_of, union_of
from migrator.analysis.models import describe, layer_attribute, model_attribute, unknown_model
from migrator.analysis.modules import module_attribute, star_symbol
from migrator.analysis.training import record_batch
from migrator.analysis.values import (
    MAX_ITEMS,
    BoundMethod,
    ClassInfo,
    ClassValue,
    Const,
    DictRecord,
    Frame,
    FunctionValue,
    InstanceValue,
    Item,
    LayerValue,
    ListRecord,
    ModuleValue,
    Opaque,
    Origin,
    PartialValue,
    Ref,
    SuperValue,
    Symbol,
    TensorValue,
    TupleValue,
    Union,
    Value,
    join,
    join_all,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

BUILTINS = frozenset(
    """super range enumerate zip len list tuple dict set int float str bool print isinstance hasattr getattr setattr
    sum min max abs round sorted reversed map filter iter next open type any all id repr format input object property
    globals locals staticmethod classmethod Exception ValueError AttributeError vars callable divmod pow""".split()
)


def _constant(m: Machine, node: ast.Constant) -> Value:
    known = m.constants.get(node)
    if known is None:
        frame = m.frame
        known = m.constants[node] = Const(node.value, Origin(None, frame.node, frame.module.spot(node.lineno)))
    return known


def _name(m: Machine, node: ast.Name) -> Value:
    value = _meaning(m, node)
    record_symbol(m, node, value)
    return value


def _meaning(m: Machine, node: ast.Name) -> Value:
    """What a name stands for here."""
    value = m.lookup(node.id)
    if value is not None:
        return value
    frame: Frame | None = m.frame
    while frame is not None:
        starred = star_symbol(frame.stars, node.id)
        if starred is not None:
            return starred
        frame = frame.parent
    if node.id in BUILTINS:
        return Symbol(f"builtins.{node.id}")
    if node.id == "__name__":
        return Opaque("__name__")
    return m.read(m.frame.module.marker, node.id, f"`{node.id}` is not defined in this file")


def _attribute(m: Machine, node: ast.Attribute) -> Value:
    base = m.evaluate(node.value)
    record_receiver(m, node, base)
    value = read_attribute(m, base, node)
    record_symbol(m, node, value)
    return value


def read_attribute(m: Machine, base: Value, node: ast.Attribute) -> Value:
    """The value of an attribute of a value: of any of its alternatives but None."""
    if not isinstance(base, Union):
        return attribute_value(m, base, node)
    return union_of(attribute_value(m, v, node) for v in base.members if not _is_none(v))


def _is_none(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None


def attribute_value(m: Machine, base: Value, node: ast.Attribute) -> Value:
    """`base.name` for one alternative of the base."""
    name = node.attr
    if isinstance(base, Symbol):
        if name in m.stored_attributes and not base.is_keras:
            return Opaque(expression=node, stable=False)  # the program sets it, here or elsewhere
        return Symbol(symbols.member(base.path, name))
    if isinstance(base, InstanceValue):
        return _instance_attribute(m, base, node)
    if isinstance(base, Opaque):
        return _opaque_attribute(m, base, node)
    if isinstance(base, Ref):
        return model_attribute(m, base, node) if base.kind == "model" else BoundMethod(base, name, node)
    if isinstance(base, ModuleValue):
        return module_attribute(m, base.info, name)
    if isinstance(base, ClassValue):
        found = attribute_of(InstanceValue(base.info), name)
        return found if found is not None else BoundMethod(base, name, node, base.info.method(name))
    if isinstance(base, SuperValue):
        return union_of(_super_attribute(m, base, method, node) for method in base.methods(name))
    if isinstance(base, LayerValue):
        return layer_attribute(m, base, node)
    if isinstance(base, TensorValue) and base.symbolic and name == "shape":
        return Opaque("the shape of a tensor", "shape")
    if isinstance(base, PartialValue) and name == "func":
        return base.function
    if isinstance(base, PartialValue):
        m.tampered.add(base)  # what it gives may be changed
    return BoundMethod(base, name, node)


def _opaque_attribute(m: Machine, base: Opaque, node: ast.Attribute) -> Value:
    """An attribute of something that is not known, or known by its kind only."""
    name = node.attr
    if base.kind == "config":
        m.tampered.add(base)
    elif base.kind in {"history", "logs"}:
        logs = base.kind == "history" and name == "history"
        return (
            Opaque(base.why, "logs", source=base.source, trained=base.trained)
            if logs
            else BoundMethod(base, name, node)
        )
    elif base.source is not None:
        reach_by_name(m, base.source)
    if base.kind in {"array", "dataset", "metric", "optimizer", "callback", "generator", "sequence"}:
        return _data_attribute(base, node)
    if base.kind == "model":
        return _model_attribute(m, base, node)
    return m.read(base, name, node, "foreign" if base.kind == "foreign" else None)


def _super_attribute(m: Machine, base: SuperValue, method: FunctionValue | None, node: ast.Attribute) -> Value:
    """An attribute of `super()`, whose class has this method of that name, or none."""
    if method is not None and method.owner is not None and node.attr in method.owner.properties:
        return m.call_property(method, base.bound, node)
    found = attribute_of(base.bound, node.attr) if method is None else None
    return found if found is not None else BoundMethod(base, node.attr, node, method)


def _model_attribute(m: Machine, base: Opaque, node: ast.Attribute) -> Value:
    """An attribute of one of many models."""
    if node.attr == "layers":
        return m.allocate(node, ListRecord(None, Opaque("a layer of one of many models")))
    if node.attr == "optimizer":
        return Opaque("a model's optimizer", "optimizer")
    return BoundMethod(base, node.attr, node)


def _data_attribute(base: Opaque, node: ast.Attribute) -> Value:
    if base.kind == "array" and node.attr in {"values", "T", "iloc", "loc", "data", "real", "flat"}:
        return Opaque(base.why, "array", base.length if node.attr == "values" else None)
    return BoundMethod(base, node.attr, node)


def _instance_attribute(m: Machine, base: InstanceValue, node: ast.Attribute) -> Value:
    info, name = base.info, node.attr
    if name == "__class__":
        return ClassValue(info)
    if name == "__dict__":  # any attribute may be set by it
        m.handed_out.setdefault(info)
        for attribute in [*info.attributes, *info.previous]:
            info.assign(attribute, (node, m.path), Opaque("what `__dict__` may hold"), base.made)
    method = info.method(name)
    if method is not None:
        if any(i.properties and name in i.properties for i in info.lineage()):
            return m.call_property(method, base, node)
        bound = BoundMethod(base, name, node, method)
        set_later = attribute_of(base, name) if name in m.stored_attributes else None
        return bound if set_later is None else join(bound, set_later)
    found = attribute_of(base, name)
    if info.kind == "callback" and name == "model":
        return _callback_model(m, info, found, node)
    if found is not None:
        return found
    if info.kind == "model" and name in {"layers", "metrics"} and m.model(base) is not None:
        return model_attribute(m, m.instance_model(base), node)
    if info.kind == "model" and name == "metrics":
        return m.allocate(node, ListRecord(None, Opaque("a metric of a model", "metric")))
    if info.kind == "model" and name == "optimizer":
        return Opaque("a model's optimizer", "optimizer")
    if info.kind in {"model", "layer", "metric", "callback", "sequence"}:
        return BoundMethod(base, name, node)
    return m.read(base, name, node)


def _callback_model(m: Machine, info: ClassInfo, given: Value | None, node: ast.Attribute) -> Value:
    """The model whose `fit` receives a callback: any of those in view, and another where the class is out of view."""
    if given is None:
        return unknown_model(m, node)
    return join(given, unknown_model(m, node)) if m.leaked & set(info.lineage()) else given


def _subscript(m: Machine, node: ast.Subscript) -> Value:
    base = m.evaluate(node.value)
    index = m.evaluate(node.slice)
    if not isinstance(base, Union):
        return _item(m, base, index, node)
    return union_of([_item(m, member, index, node) for member in base.members])


def _item(m: Machine, base: Value, index: Value, node: ast.Subscript) -> Value:
    record = m.list(base)
    items = [i.value for i in record.items] if record is not None and record.items is not None else None
    if isinstance(base, TupleValue):
        items = list(base.items)
        if base.open and not (
            isinstance(index, Const) and isinstance(index.value, int) and 0 <= index.value < len(items)
        ):
            return element_of(m, base)
    if isinstance(node.slice, ast.Slice) and items is not None:
        return _sliced(m, items, node)
    if isinstance(base, Opaque) and base.kind == "config":
        m.tampered.add(base)  # what is inside it may be changed from here on
    elif isinstance(base, Opaque) and base.kind in {"history", "logs"}:
        _record_logs(m, base, index, node)
        return Opaque(base.why, "array")
    elif isinstance(base, Opaque) and base.source is not None:
        reach_by_name(m, base.source)
    if items is not None and isinstance(index, Const) and isinstance(index.value, int):
        return items[index.value] if -len(items) <= index.value < len(items) else Opaque("index out of range")
    if items is not None or record is not None:
        return element_of(m, base)
    entries = m.dict(base)
    if entries is not None:
        found = entries.get(index.value) if isinstance(index, Const) else None
        if found is not None:
            return found if entries.rest is None else join(found, entries.rest)
        values = [v for _, v in entries.entries] if not isinstance(index, Const) else []
        joined = join_all([*values, *([entries.rest] if entries.rest is not None else [])])
        return one_of(joined) if joined is not None else Opaque(expression=node)
    if isinstance(base, Opaque) and base.kind in {"array", "dataset"}:
        return Opaque(base.why, base.kind, sliced_length(m, node.slice))
    if isinstance(base, (Opaque, Symbol)) and isinstance(index, Const):
        kind = base.kind if isinstance(base, Opaque) and base.kind == "foreign" else None
        return m.read(base, ("item", index.value), node, kind)
    if isinstance(base, TensorValue):
        return base
    if isinstance(base, Opaque) and isinstance(node.slice, (ast.Slice, ast.Tuple)):
        return Opaque(base.why, None, sliced_length(m, node.slice))
    return Opaque(expression=node)


def _record_logs(m: Machine, logs: Opaque, index: Value, node: ast.Subscript) -> None:
    if logs.kind == "logs" and m.records(m.facts.subscripts, node):
        m.facts.arguments.setdefault(node.slice, []).append(index)
        known = m.facts.subscripts.setdefault(node, [])
        known += [r for r in describe(m, logs, "") if r not in known]


def _sliced(m: Machine, items: list[Value], node: ast.Subscript) -> Value:
    """A part of a list or tuple, as a list of its own."""
    assert isinstance(node.slice, ast.Slice)
    bounds = [
        m.evaluate(b) if b is not None else Const(None) for b in (node.slice.lower, node.slice.upper, node.slice.step)
    ]
    numbers = [b.value for b in bounds if isinstance(b, Const) and (b.value is None or type(b.value) is int)]
    if len(numbers) < len(bounds) or numbers[2] == 0:
        return m.allocate(node, ListRecord(None, join_all(items)))
    return m.allocate(node, ListRecord(tuple(Item(v, node) for v in items[slice(*numbers)])))


def _tuple(m: Machine, node: ast.Tuple) -> Value:
    if len(node.elts) > MAX_ITEMS and all(_is_data(e) for e in node.elts):
        return Opaque("a long tuple", "array", Const(len(node.elts)))
    if any(isinstance(e, ast.Starred) for e in node.elts):
        return _unpacked_tuple(m, node)
    return TupleValue(tuple(m.evaluate(e) for e in node.elts), tuple(node.elts))


def _unpacked_tuple(m: Machine, node: ast.Tuple) -> TupleValue:
    """A tuple with starred items: those up to one that is not known, and then perhaps more."""
    items: list[Value] = []
    nodes: list[ast.expr] = []
    open_ended = False
    for element in node.elts:
        value = m.evaluate(element.value if isinstance(element, ast.Starred) else element)
        added = elements(m, value) if isinstance(element, ast.Starred) else [value]
        if added is None:
            open_ended = True
            m.escape(value)
        elif not open_ended:
            items += added
            nodes += [element] * len(added)
    return TupleValue(tuple(items), tuple(nodes), open_ended)


def _list(m: Machine, node: ast.List | ast.Set) -> Value:
    if len(node.elts) > MAX_ITEMS and all(_is_data(e) for e in node.elts):
        return Opaque("a long list", "array", Const(len(node.elts)))
    if any(isinstance(e, ast.Starred) for e in node.elts):
        values = [m.evaluate(e.value if isinstance(e, ast.Starred) else e) for e in node.elts]
        known = [elements(m, v) if isinstance(e, ast.Starred) else [v] for e, v in zip(node.elts, values, strict=True)]
        if all(items is not None for items in known):
            row = zip(node.elts, known, strict=True)
            return m.allocate(node, ListRecord(tuple(Item(v, e) for e, items in row for v in items or ())))
        flat = [element_of(m, v) if isinstance(e, ast.Starred) else v for e, v in zip(node.elts, values, strict=True)]
        return m.allocate(node, ListRecord(None, union_of(flat)))
    items = tuple(Item(m.evaluate(e), e) for e in node.elts)
    return m.allocate(node, ListRecord(items))


def _is_data(node: ast.expr) -> bool:
    """Whether an item of a table is a constant, or a row of constants."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return all(isinstance(e, (ast.Constant, ast.UnaryOp)) for e in node.elts)
    return isinstance(node, (ast.Constant, ast.UnaryOp))


def _dict(m: Machine, node: ast.Dict) -> Value:
    if len(node.keys) > MAX_ITEMS:
        for expression in node.values:
            if not _is_data(expression):
                m.evaluate(expression)
        return Opaque("a long dict")
    entries: list[tuple[object, Value]] = []
    rest: Value | None = None
    for key, expression in zip(node.keys, node.values, strict=True):
        value = m.evaluate(expression)
        known = m.evaluate(key) if key is not None else None
        if isinstance(known, Const):
            entries = [e for e in entries if e[0] != known.value] + [(known.value, value)]
        elif key is None and (record := m.dict(value)) is not None and record.rest is None:
            keys = {k for k, _ in record.entries}
            entries = [e for e in entries if e[0] not in keys] + list(record.entries)
        else:
            rest = Opaque("keys that are not constants")
    return m.allocate(node, DictRecord(tuple(entries), rest))


_INTEGER_OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
}
_LARGEST = 1 << 40


def _binary(m: Machine, node: ast.BinOp) -> Value:
    left, right = m.evaluate(node.left), m.evaluate(node.right)
    if isinstance(left, Const) and isinstance(right, Const):
        return _fold(m, node, left, right)
    if isinstance(node.op, ast.Add):
        if isinstance(left, TupleValue):
            if left.open or not isinstance(right, TupleValue):
                return TupleValue(left.items, left.nodes, True)
            return TupleValue((*left.items, *right.items), (*left.nodes, *right.nodes), right.open)
        mine, theirs = m.list(left), m.list(right)
        if mine is not None and theirs is not None and mine.items is not None and theirs.items is not None:
            return m.allocate(node, ListRecord((*mine.items, *theirs.items)))
    if isinstance(node.op, ast.Mult):
        repeated, times = (left, right) if m.list(left) is not None else (right, left)
        record = m.list(repeated)
        if record is not None:
            return m.allocate(node, _repeated(record, times))
    return arithmetic(left, right)


def _repeated(record: ListRecord, times: Value) -> ListRecord:
    """A list times a number: `[None] * 3`."""
    items = record.items
    if items is not None and isinstance(times, Const) and type(times.value) is int:
        if 0 <= times.value * len(items) <= MAX_ITEMS:
            return ListRecord(items * times.value)
    return ListRecord(None, join_all(record.values()))


def _fold(m: Machine, node: ast.BinOp, left: Const, right: Const) -> Value:
    operation = _INTEGER_OPERATIONS.get(type(node.op))
    a, b = left.value, right.value
    if type(a) is int and type(b) is int:
        if operation is None or (b == 0 and isinstance(node.op, (ast.FloorDiv, ast.Mod))):
            return Opaque(expression=node)
        if abs(a) < _LARGEST and abs(b) < _LARGEST:
            return Const(operation(a, b), Origin(None, m.frame.node, m.frame.module.spot(node.lineno)))
    if isinstance(a, str) and isinstance(b, str) and isinstance(node.op, ast.Add):
        return Const(a + b)
    return Opaque("arithmetic on constants")


def _unary(m: Machine, node: ast.UnaryOp) -> Value:
    value = m.evaluate(node.operand)
    if isinstance(value, Const):
        if isinstance(node.op, ast.USub) and type(value.value) is int:
            return Const(-value.value, value.origin)
        if isinstance(node.op, ast.Not):
            return Const(not value.value)
    if isinstance(value, TensorValue) and not isinstance(node.op, ast.Not):
        return value
    return Opaque(expression=node) if not isinstance(value, Opaque) else Opaque(value.why, value.kind, expression=node)


_ELEMENTWISE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
"""Comparisons of tensors that give a tensor."""


def _compare(m: Machine, node: ast.Compare) -> Value:
    left = m.evaluate(node.left)
    rights = [m.evaluate(c) for c in node.comparators]
    if isinstance(node.ops[0], _ELEMENTWISE) and any(isinstance(v, TensorValue) for v in (left, *rights)):
        return arithmetic(left, *rights)
    if len(rights) == 1 and isinstance(rights[0], Const) and rights[0].value == 0:
        return _compare_with_zero(left, node.ops[0])
    return Opaque("a comparison")


def _compare_with_zero(left: Value, operation: ast.cmpop) -> Value:
    """Loop indices are told apart from zero, so that `if i == 0:` is the first turn and only that."""
    if isinstance(left, Opaque) and left.nonzero:
        if isinstance(operation, ast.Eq):
            return Const(False)
        if isinstance(operation, (ast.NotEq, ast.Gt)):
            return Const(True)
    elif isinstance(left, Opaque) and left.nonzero is False:
        if isinstance(operation, ast.Eq):
            return Const(True)
        if isinstance(operation, (ast.NotEq, ast.Gt)):
            return Const(False)
    return Opaque("a comparison")


def _boolean(m: Machine, node: ast.BoolOp) -> Value:
    values = [m.evaluate(node.values[0])]
    for operand in node.values[1:]:  # it may not be evaluated at all
        m.begin()
        values.append(m.evaluate(operand))
        m.meet([({}, {}), m.rewind()])
    return union_of(values)


def _conditional(m: Machine, node: ast.IfExp) -> Value:
    m.evaluate(node.test)
    chosen = chosen_by_argument(m, node.test)
    if chosen is not None and isinstance(node.body, ast.Constant) and isinstance(node.orelse, ast.Constant):
        return m.evaluate(node.body if chosen else node.orelse)
    values: list[Value] = []
    changes = []
    for branch in (node.body, node.orelse):
        m.begin()
        values.append(m.evaluate(branch))
        changes.append(m.rewind())
    m.meet(changes)
    return union_of(values)


def _comprehension(m: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
    m.frame.names.begin()
    first = m.evaluate(node.generators[0].iter)
    outer, m.path = m.path, m.later_turn(node, 1)
    around, m.named = m.named, (m.frame, {})
    before, m.born = m.born, []
    born = m.born
    for generator in node.generators:
        iterable = first if generator is node.generators[0] else m.evaluate(generator.iter)
        element = m.turn(element_of(m, iterable))
        if isinstance(element, Opaque) and element.nonzero is False:
            element = Opaque(element.why)  # any turn, not the first
        m.bind_target(generator.target, element, generator.iter)
        for condition in generator.ifs:
            m.evaluate(condition)
    if isinstance(node, ast.DictComp):
        m.evaluate(node.key)
    element = m.evaluate(node.value if isinstance(node, ast.DictComp) else node.elt)
    m.frame.names.rewind()  # the targets are local to the comprehension; what it built stays
    m.path = outer
    _are_many(born)
    named, m.named = m.named[1], around
    for name, value in named.items():  # in no turn, or in the last of several
        old = m.frame.names.get(name)
        last = one_of(value)
        m.bind(name, last if old is None else join(old, last))
        if around is not None and around[0] is m.frame:
            around[1][name] = last
    if before is not None:
        before += born
    m.born = before
    if isinstance(node, ast.GeneratorExp):
        return Opaque("a generator expression", "generator", element=element)
    return m.allocate(node, DictRecord((), element) if isinstance(node, ast.DictComp) else ListRecord(None, element))


def _are_many(born: list[Opaque]) -> None:
    """Unknown values of a comprehension are others in each turn, but for what is read from objects around it."""
    others: set[Value] = set()
    for value in born:
        if value.parent is None or value.parent in others:
            others.add(value)
            value.stable = False


def default_values(m: Machine, function: Function) -> tuple[tuple[str, Value], ...]:
    """The defaults of parameters, as they are where the function is defined. Literals are the function's own."""
    spec = function.args
    positional = [a.arg for a in (*spec.posonlyargs, *spec.args)]
    pairs = [*zip(positional[len(positional) - len(spec.defaults) :], spec.defaults, strict=True)]
    pairs += [(a.arg, d) for a, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if d is not None]
    values = [(name, m.evaluate(default)) for name, default in pairs]
    return tuple(
        (name, Const(v.value, replace(v.origin, frame=function)))
        if isinstance(v, Const) and v.origin is not None and v.origin.name is None
        else (name, v)
        for name, v in values
    )


def _lambda(m: Machine, node: ast.Lambda) -> Value:
    function = FunctionValue(node, m.frame, m.frame.owner, default_values(m, node))
    m.define(function)
    return function


def _named(m: Machine, node: ast.NamedExpr) -> Value:
    value = m.evaluate(node.value)
    m.bind_target(node.target, value, node.value)
    if m.named is not None and m.named[0] is m.frame and isinstance(node.target, ast.Name):
        bound = m.named[1].get(node.target.id)
        m.named[1][node.target.id] = value if bound is None else join(bound, value)
    return value


def _joined_string(m: Machine, node: ast.JoinedStr) -> Value:
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            m.evaluate(part.value)
    return Opaque("a formatted string")


def _await(m: Machine, node: ast.Await) -> Value:
    return m.evaluate(node.value)


def _yield(m: Machine, node: ast.Yield | ast.YieldFrom) -> Value:
    value = m.evaluate(node.value) if node.value is not None else Const(None)
    if node.value is not None:
        record_batch(m, node.value, value)
    m.frame.yields.append(element_of(m, value) if isinstance(node, ast.YieldFrom) else value)
    if isinstance(m.frame.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        m.frame.return_heaps.append(m.heap.changes(m.frame.level))
    return Opaque("what a generator is sent")


def _starred(m: Machine, node: ast.Starred) -> Value:
    return m.evaluate(node.value)


def _slice(m: Machine, node: ast.Slice) -> Value:
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            m.evaluate(part)
    return Opaque("a slice")


EXPRESSIONS: dict[type[ast.expr], Callable[[Machine, Any], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: evaluate_call,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _list,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.JoinedStr: _joined_string,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Starred: _starred,
    ast.Slice: _slice,
}
"""The evaluator of each expression type; it takes nodes of that type."""
