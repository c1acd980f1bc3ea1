"""The abstract interpreter: runs the modules of a program over `ast` with values that are known or not.

It imports modules as Python does, follows calls of the project's own functions with their arguments, follows branches
apart and joins them, and turns loops twice. Functions that nobody calls run with arguments that are not known. Each
module runs once, however many import it, so that the cost is linear in the size of the program times the calls that
are followed.

Limits: `MAX_DEPTH` calls deep; `MAX_CALLS` followed calls of each function by each module, and only `FEW_CALLS` when
the program has taken `STEPS` steps for each of its statements, but all calls of functions that take no more than
`CHEAP` steps; none when it has taken `LIMIT` times as many (functions with other calls run once more, with all that
those gave them); `MAX_HEIRS` classes for which an inherited method runs where nothing makes their instances;
`MAX_ITEMS` items of a list; `MAX_ALTERNATIVES` alternatives of a value. Beyond each the answer is unknown.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from migrator.analysis import symbols
from migrator.analysis.calls import record_receiver, set_by_name
from migrator.analysis.expressions import EXPRESSIONS, read_attribute
from migrator.analysis.facts import ModuleFacts
from migrator.analysis.machine import Arguments, Machine, element_of, elements, join_records, some_time, union_of
from migrator.analysis.nodes import nodes_of
from migrator.analysis.parameters import parameter_value
from migrator.analysis.statements import (
    STATEMENTS,
    catches,
    is_cached,
    is_classmethod,
    is_context,
    is_decorated,
    is_generator,
    is_static,
)
from migrator.analysis.training import logs_of
from migrator.analysis.values import (
    ClassInfo,
    ClassKind,
    ClassValue,
    Const,
    DictRecord,
    Frame,
    FunctionValue,
    InstanceValue,
    ListRecord,
    ModuleInfo,
    ModuleValue,
    Opaque,
    Origin,
    Path,
    Record,
    Ref,
    Store,
    TupleValue,
    Value,
    alternatives,
    join,
)

MAX_DEPTH = 8
MAX_CALLS = 64
STEPS = 4
"""Statements that are run for each statement of a program before calls are followed no more than `FEW_CALLS` times."""
FREE_STEPS = 8_000
FEW_CALLS = 2
CHEAP = 12
"""Steps of a call that is followed all the same."""
LIMIT = 4
"""Times that allowance after which no call is followed."""
MAX_HEIRS = 4

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Finder(Protocol):
    """What finds the modules of a project. Places are real paths of files, or of folders without `__init__.py`."""

    def find(self, place: str, name: str, level: int) -> str | None:
        """The place of a module that the module at `place` imports; None where it is not one of the project's."""

    def below(self, place: str, name: str) -> str | None:
        """The place of the module `name` in the package at `place`, if there is one."""

    def package(self, place: str) -> str | None:
        """The place of the package that the module at a place is part of; None where it has no `__init__.py`."""

    def parse(self, place: str) -> tuple[str, ast.Module] | None:
        """The path for reports and the tree of the module at a place; None where it cannot be had."""


class NoFinder:
    """The finder of a program of one file."""

    def find(self, place: str, name: str, level: int) -> str | None:
        """Nothing else is in view."""
        del place, name, level
        return None

    def below(self, place: str, name: str) -> str | None:
        """Nothing else is in view."""
        del place, name
        return None

    def package(self, place: str) -> str | None:
        """Nothing else is in view."""
        del place
        return None

    def parse(self, place: str) -> tuple[str, ast.Module] | None:
        """Nothing else is in view."""
        del place
        return None


@dataclass(frozen=True, slots=True)
class Unit:
    """A module of a program that is to be analysed: its place, its path for reports, its tree, and all its nodes."""

    place: str
    path: str
    tree: ast.Module
    nodes: Sequence[ast.AST] = field(repr=False)


def analyse(units: Sequence[Unit], finder: Finder | None = None) -> dict[str, ModuleInfo]:
    """The modules of a program with their facts, by place. Modules that others import come before those, if possible.

    Modules that they import are among them, where the finder has them.

    Linear in the size of the program times the calls that are followed.
    """
    program = _Program(finder or NoFinder())
    for unit in units:
        program.add(unit)
    if len(units) > 1 or program.needs_rehearsal:
        # A first run learns what methods assign to `self`, so that methods above them know it in the second.
        rehearsal = Interpreter(program)
        rehearsal.recording, rehearsal.guessing = False, True
        rehearsal.run(units)
        if not rehearsal.guessed_right():
            rehearsal = Interpreter(program, rehearsal)
            rehearsal.recording = False
            rehearsal.run(units)
        final = Interpreter(program, rehearsal)
    else:
        final = Interpreter(program)
    final.run(units)
    found = {place: info for place, info in program.modules.items() if info is not None}
    layers = (layer for info in found.values() for fact in info.facts.layers.values() for layer in fact.values)
    stateful = any(layer.stateful for layer in layers)
    for info in found.values():
        info.facts.program_is_stateful = stateful
    return found


@dataclass(frozen=True, slots=True)
class Habit:
    """What the followed calls of a function were like."""

    cost: int
    """The steps that the last one took, with all that it called."""
    changes: bool
    """Whether any changed an object that was there before."""
    returns: str | None
    """The parameter that all of them returned."""


class _Program:
    """The modules of a program, by place, and what is known of their code before it runs."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.modules: dict[str, ModuleInfo | None] = {}
        self.stored: set[str] = set()
        """The attributes that are stored anywhere, but for those of `self`."""
        self.needs_rehearsal = False
        self.allowance = FREE_STEPS
        self.generators: dict[ast.AST, bool] = {}
        self.yielding: set[ModuleInfo] = set()
        """The modules that have generators."""
        self.mentions: dict[Function, frozenset[str]] = {}
        self.keepers: dict[Function, bool] = {}
        self.enclosing: dict[Function, bool] = {}
        self.outside: dict[ast.AST, dict[str, Value]] = {}
        """What functions bind to names of the frames around them, and modules to those of others: at any time."""
        self.cyclic: dict[ModuleInfo, None] = {}
        """Modules that import each other: what one finds in another depends on which of them is imported first."""

    def add(self, unit: Unit) -> ModuleInfo:
        """A module of the program."""
        info = self.modules[unit.place] = ModuleInfo(unit.path, unit.tree, ModuleFacts(), unit.place)
        for node in unit.nodes:
            if isinstance(node, ast.stmt):
                self.allowance += STEPS
                self.needs_rehearsal = self.needs_rehearsal or isinstance(
                    node, (ast.ClassDef, ast.Global, ast.Nonlocal)
                )
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if not (isinstance(node.value, ast.Name) and node.value.id == "self"):
                    self.stored.add(node.attr)
            elif isinstance(node, (ast.Yield, ast.YieldFrom)):
                self.yielding.add(info)
        return info

    def names_in(self, function: Function) -> frozenset[str]:
        """The names and attributes that a function mentions."""
        if function not in self.mentions:
            names = (getattr(n, "id", None) or getattr(n, "attr", None) for n in nodes_of(function))
            self.mentions[function] = frozenset(name for name in names if name is not None)
        return self.mentions[function]

    def encloses(self, function: Function) -> bool:
        """Whether functions or classes are defined in a function."""
        if function not in self.enclosing:
            scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
            self.enclosing[function] = any(isinstance(n, scopes) for n in nodes_of(function)[1:])
        return self.enclosing[function]

    def keeps(self, function: Function) -> bool:
        """Whether a property may keep what it makes: it stores something, or is cached."""
        if function not in self.keepers:
            stores = any(
                isinstance(n, (ast.Attribute, ast.Subscript)) and not isinstance(n.ctx, ast.Load)
                for n in nodes_of(function)
            )
            self.keepers[function] = stores or is_cached(function)
        return self.keepers[function]

    def module(self, place: str) -> ModuleInfo | None:
        """The module at a place, parsed when it is first asked for; None where it cannot be had."""
        if place not in self.modules:
            parsed = self.finder.parse(place)
            if parsed is None:
                self.modules[place] = None
            else:
                path, tree = parsed
                self.add(Unit(place, path, tree, nodes_of(tree)))
        return self.modules[place]


class Interpreter(Machine):
    """One run over the modules of a program."""

    def __init__(self, program: _Program, rehearsal: Interpreter | None = None) -> None:
        super().__init__()
        self.program = program
        self.stored_attributes = program.stored
        self.known_classes: dict[tuple[ast.ClassDef, Path], ClassInfo] = {}
        """The classes as an earlier run came to know them, by their definition and the calls that it was reached by."""
        self.functions: list[FunctionValue] = []
        """Functions in the order of their definitions; methods with their owner."""
        self.called: set[Function] = set()
        self.active: list[Function] = []
        self.calls: Counter[tuple[Function, ModuleInfo]] = Counter()
        """The followed calls of each function, by the module that calls."""
        self.habits: dict[Function, Habit] = {}
        self.deferred: dict[FunctionValue, dict[str, Value]] = {}
        """For functions with calls that were not followed: what those calls gave each parameter."""
        self.returned: dict[Function, Value] = {}
        """What functions gave that ran with all that calls gave them which were not followed: see `_any_such`."""
        self.known_returns: dict[Function, Value] = {}
        """The same, as an earlier run came to know it."""
        self.guessing = False
        self.results: dict[Function, Value] = {}
        """In a run that guesses, what the first followed call of each function gave."""
        self.guesses: dict[Function, Value] = {}
        """What calls were taken to give that were not followed, from one that was."""
        self.reached: dict[tuple[Function, int], list[tuple[Frame, str]]] = {}
        """What `_names_reached` has worked out."""
        self.steps = 0
        self.cached: dict[object, Value] = {}
        """What cached properties of objects are."""
        self.entered: set[ast.stmt] = set()
        self.skipped: dict[ast.stmt, FunctionValue | None] = {}
        """The first statements of branches that a constant argument ruled out in every call so far."""
        self.present: dict[ModuleInfo, None] = {}
        """The modules that the running script has, in the order in which they began to run."""
        self.importing: list[ModuleInfo] = []
        """The modules that are running, each imported by the one before."""
        self.started: list[ModuleInfo] = []
        """The modules that the running script was the first to import. Others find them as they are after import."""
        self.rebound: set[ModuleInfo] = set()
        """Modules of whose names the running script has bound some anew."""
        self.settled: dict[Ref, Record] = {}
        """Objects that functions change, as they are when the modules and all constructors have run."""
        self.eventual: dict[Ref, Record] = {}
        """What functions that run later, in an order that is not known, may have made of each object."""
        if rehearsal is not None:
            self.known_classes = rehearsal.known_classes
            self.heap = Store(rehearsal.heap)
            self.refs = rehearsal.refs
            self.turns = rehearsal.turns
            self.implicit_calls = rehearsal.implicit_calls
            self.named_attributes = rehearsal.named_attributes
            self.eventual = rehearsal.eventual
            self.leaked = rehearsal.leaked
            self.known_returns = rehearsal.returned
            self.tampered = rehearsal.tampered
            for info in program.modules.values():
                if info is not None:
                    info.seen_in_part = info.frame.ever if info in program.cyclic else {}
                    info.state = "new"
                    info.frame.names, info.frame.ever, info.frame.stars = Store(), {}, []
                    info.frame.running = True
                    info.frame.outside = program.outside.get(info.tree, {})

    def run(self, units: Iterable[Unit]) -> None:
        """Run the modules, then every function that nothing in them called."""
        later: dict[Ref, Record] = {}
        for unit in units:
            info = self.program.modules[unit.place]
            assert info is not None
            if info.state == "new":
                self._run_script(info, later)
        for ref, record in later.items():
            self.heap[ref] = join_records(self.heap[ref], record) if ref in self.heap else record
        for module in self.program.modules.values():
            if module is not None:
                module.frame.running = False
        self._run_rest()

    def guessed_right(self) -> bool:
        """Whether calls that were not followed gave what one call of the function had led to expect."""
        return all(
            node in self.returned and _covers(guess, self.returned[node]) for node, guess in self.guesses.items()
        )

    def _run_script(self, info: ModuleInfo, later: dict[Ref, Record]) -> None:
        """Run a module that no module before it imported. What it does to objects of others is seen by those that
        import it, and by no others."""
        self.present = {}
        self.heap.begin()
        self._imported(info.place)
        changed = self.heap.rewind(keep_new=True)
        for module in self.started:
            self.change_objects(module.objects)
        self.started = []
        for ref, record in changed.items():
            if self.heap[ref] is not record:
                later[ref] = record if ref not in later else join_records(later[ref], record)
        for module in self.rebound:
            module.frame.names = Store(module.names)
        self.rebound = set()

    def _run_module(self, info: ModuleInfo) -> None:
        outer = self.frame, self.path, self.active
        self.frame, self.path, self.active = info.frame, (), []
        info.state = "running"
        self.started.append(info)
        self.importing.append(info)
        self.present[info] = None
        present = len(self.present)
        clock = self.clock
        self.heap.begin()
        self.block(info.tree.body)
        changed = self.heap.changes(self.heap.level - 1)
        info.objects = {ref: record for ref, record in changed.items() if self.births.get(ref, 0) > clock}
        before = self.heap.before()
        info.effects = {ref: (before[ref], record) for ref, record in changed.items() if ref in before}
        info.brings = dict.fromkeys(list(self.present)[present:])
        self.heap.commit()
        info.names = dict(info.frame.names)
        info.state = "done"
        self.importing.pop()
        self.frame, self.path, self.active = outer

    def _imported(self, place: str | None) -> ModuleInfo | None:
        """The module at a place, having run, and the packages that it is part of before it."""
        info = self.program.module(place) if place is not None else None
        if info is not None and info in self.importing:
            self.program.cyclic.update(dict.fromkeys(self.importing[self.importing.index(info) :]))
        if info is not None and info.state == "new":
            package = self.program.finder.package(info.place)
            if package is not None:
                self._imported(package)
            if info.state == "new":  # its package may have imported it
                self._run_module(info)
        elif info is not None and info.state == "done" and info not in self.present:
            self.present |= {info: None, **info.brings}
            for ref, (before, after) in info.effects.items():  # as an earlier script saw it
                now = self.heap.get(ref, after)
                self.heap[ref] = after if now is before else join_records(now, after)
        return info

    def bind_outside(self, frame: Frame, name: str, value: Value) -> None:
        super().bind_outside(frame, name, value)
        if frame.module.state == "done" or frame is not frame.module.frame or self.frame is not frame:
            known = self.program.outside.setdefault(frame.node, {})
            known[name] = value if name not in known else join(known[name], value)
        if frame.module is not self.frame.module and frame.module.state == "done":
            self.rebound.add(frame.module)

    def import_module(self, name: str, level: int) -> ModuleInfo | None:
        if not level and (symbols.keras_root(name) or name.split(".", 1)[0] == "tensorflow"):
            return None
        finder, here = self.program.finder, self.frame.module.place
        if level:
            return self._imported(finder.find(here, name, level))
        found: ModuleInfo | None = None
        parts = name.split(".")
        for count in range(1, len(parts) + 1):  # importing a.b runs a, then a.b
            found = self._imported(finder.find(here, ".".join(parts[:count]), 0))
            if found is None:
                return None
        return found

    def submodule(self, package: ModuleInfo, name: str) -> ModuleInfo | None:
        return self._imported(self.program.finder.below(package.place, name))

    def _run_rest(self) -> None:
        """Run every function that nothing called."""
        done = 0
        ran: set[tuple[int, Function, ClassInfo | None]] = set()
        times: Counter[FunctionValue] = Counter()
        if self.recording:
            for ref, record in self.eventual.items():
                self._may_become(ref, record)
        while True:
            fresh = self.functions[done:]
            done = len(self.functions)
            due = [(f, f.owner) for f in self.escaped]
            due += [(f, f.owner) for f in dict.fromkeys(self.skipped.values()) if f is not None]
            due += self._inherited()
            due = [(f, c) for f, c in due if (id(f.frame), f.node, c) not in ran]
            deferred, self.deferred = self.deferred, {}
            uncalled = [f for f in fresh if f.node not in self.called]
            if not due and not uncalled and not deferred:
                break
            for function, given in deferred.items():
                times[function] += 1
                if times[function] <= FEW_CALLS:
                    self._run_later(function, function.owner, given)
                else:
                    self.escape(function)
            for function, owner in sorted(due, key=lambda p: not _is_constructor(p[0])):
                if (id(function.frame), function.node, owner) not in ran:
                    ran.add((id(function.frame), function.node, owner))
                    self._run_later(function, owner)
            for function in self._callers_first(uncalled):
                if function.node not in self.called:
                    ran.add((id(function.frame), function.node, function.owner))
                    self._run_later(function, function.owner)

    def _callers_first(self, functions: Sequence[FunctionValue]) -> list[FunctionValue]:
        """Constructors, then functions that none of the others mentions: what they call need not run alone."""
        mentioned = {name for f in functions for name in self.program.names_in(f.node) if name != _name_of(f)}
        return sorted(functions, key=lambda f: (not _is_constructor(f), _name_of(f) in mentioned))

    def _inherited(self) -> list[tuple[FunctionValue, ClassInfo | None]]:
        """The methods of classes that are handed out, and what classes inherit of which nothing makes instances."""
        found: list[tuple[FunctionValue, ClassInfo | None]] = []
        heirs: Counter[FunctionValue] = Counter()
        for info in self.classes:
            if info in self.handed_out:
                found += [(method, info) for method in info.methods.values()]
            elif info in self.instantiated:
                continue
            if len(info.lineage()) < 2:
                continue
            names = {n for ancestor in info.lineage()[1:] for n in ancestor.methods} - info.methods.keys()
            for name in sorted(names):
                method = info.method(name)
                if method is not None and heirs[method] < MAX_HEIRS:
                    heirs[method] += 1
                    found.append((method, info))
        return found

    def _run_later(
        self, function: FunctionValue, owner: ClassInfo | None, given: dict[str, Value] | None = None
    ) -> None:
        """Run a function some time after the modules: other functions may have run before it, or not."""
        constructor = _is_constructor(function)
        if function in self.skipped.values():
            self.fresh = set()  # only the branches that no call in view takes are still to be seen
        self.heap.begin()
        if given is None:
            self._run_alone(function, owner)
        else:
            self._run_with(function, given)
        changed = self.heap.rewind(keep_new=True)
        self.fresh = None
        for ref, record in changed.items():
            if constructor:
                self.settled[ref] = record
                self.heap[ref] = record if ref not in self.eventual else some_time(record, self.eventual[ref])
            elif self.heap[ref] is not record:
                mine = self.eventual.get(ref)
                self.eventual[ref] = record if mine is None else join_records(mine, record)
                self._may_become(ref, self.eventual[ref])

    def _may_become(self, ref: Ref, record: Record) -> None:
        """Later functions find an object as it was, or as other functions may have made it."""
        if ref not in self.heap:
            self.heap[ref] = record
            return
        settled = self.settled.setdefault(ref, self.heap[ref])
        self.heap[ref] = some_time(settled, record)

    # Expressions.

    def evaluate(self, node: ast.expr) -> Value:
        handler = EXPRESSIONS.get(node.__class__)
        value = handler(self, node) if handler is not None else Opaque(expression=node)
        if type(value) is Opaque and value.spot is None:
            value.spot = self.frame.module.spot(node.lineno)
            if self.born is not None:
                self.born.append(value)
        return value

    def attribute(self, base: Value, node: ast.Attribute) -> Value:
        return read_attribute(self, base, node)

    # Statements.

    def block(self, statements: Sequence[ast.stmt]) -> bool:
        """Run statements in order. False if control never reaches their end."""
        self.steps += len(statements)
        for i, statement in enumerate(statements):
            if i and isinstance(statements[i - 1], ast.If):
                self._enter(statement)
            handler = STATEMENTS.get(type(statement))
            if handler is not None and handler(self, statement) is False:
                if isinstance(statement, ast.If) and i + 1 < len(statements):
                    self._rule_out(statements[i + 1])  # by a constant argument, or dead
                return False
        return True

    def one_branch(self, taken: list[ast.stmt], ruled_out: list[ast.stmt]) -> bool:
        """Run the branch that a constant argument of this call chooses; the other must be run in some other call."""
        if taken:
            self._enter(taken[0])
        if ruled_out:
            self._rule_out(ruled_out[0])
        return self.block(taken)

    def _enter(self, statement: ast.stmt) -> None:
        self.entered.add(statement)
        self.skipped.pop(statement, None)

    def _rule_out(self, statement: ast.stmt) -> None:
        if statement not in self.entered:
            self.skipped[statement] = self.frame.function

    def bind_target(self, target: ast.expr, value: Value, source: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, self._named(target, value, source))
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target, value)
        elif isinstance(target, ast.Starred):
            self.bind_target(target.value, Opaque("the rest of an unpacking"), None)
        elif isinstance(target, ast.Attribute):
            self._set_attribute(target, value)
        elif isinstance(target, ast.Subscript):
            self._set_item(target, value)

    def _named(self, target: ast.Name, value: Value, source: ast.expr | None) -> Value:
        """A constant that is bound to a name carries the name from then on; an alias keeps the first."""
        if isinstance(value, Const) and not isinstance(source, (ast.Name, ast.Attribute)):
            return Const(value.value, Origin(target.id, self.frame.node, self.frame.module.spot(target.lineno)))
        return value

    def _unpack(self, target: ast.Tuple | ast.List, value: Value) -> None:
        members = alternatives(value)
        rows = [items for member in members if (items := elements(self, member)) is not None]
        exact = len(rows) == len(members) and all(len(items) == len(target.elts) for items in rows)
        if exact and not any(isinstance(e, ast.Starred) for e in target.elts):
            nodes = members[0].nodes if len(members) == 1 and isinstance(members[0], TupleValue) else ()
            for i, part in enumerate(target.elts):
                source = nodes[i] if len(nodes) == len(target.elts) else None
                self.bind_target(part, union_of(items[i] for items in rows), source)
            return
        for part in target.elts:
            item = element_of(self, value)
            if isinstance(item, Opaque):
                item = item.copy()
                item.stable = True
            self.bind_target(part, item, None)

    def _set_attribute(self, target: ast.Attribute, value: Value) -> None:
        value_before = self.evaluate(target.value)
        record_receiver(self, target, value_before)
        for base in alternatives(value_before):
            if isinstance(base, (InstanceValue, ClassValue)) and self.fresh is not None:
                sites = (*base.info.attributes.get(target.attr, {}), *base.info.previous.get(target.attr, {}))
                if any(place[0] is target for place, _ in sites):
                    continue  # what calls in view assign here is known
            if isinstance(base, InstanceValue):
                base.info.assign(target.attr, (target, self.path), value, base.made)
                if base in self.gone:
                    self.escape(value)
            elif isinstance(base, ClassValue):
                base.info.assign(target.attr, (target, self.path), value)
            elif isinstance(base, ModuleValue):
                self.bind_outside(base.info.frame, target.attr, value)
            else:
                self._set_unknown(base, target, value)

    def _set_unknown(self, base: Value, target: ast.Attribute, value: Value) -> None:
        """Set an attribute of an object that is not known: any that has the attribute may be it."""
        self.escape(value)
        self.forget(base)
        for info in self.classes:
            if target.attr in info.attributes or target.attr in info.previous:
                info.assign(target.attr, (target, self.path), value)

    def _set_item(self, target: ast.Subscript, value: Value) -> None:
        base, index = self.evaluate(target.value), self.evaluate(target.slice)
        if isinstance(base, Opaque):
            self.escape(base)
            self.escape(value)
            if base.kind is None and base.source is not None:
                set_by_name(self, base.source, index, value)
        entries = self.dict(base)
        if entries is not None and isinstance(index, Const):
            kept = tuple(e for e in entries.entries if e[0] != index.value)
            self.update(base, DictRecord((*kept, (index.value, value)), entries.rest))
        elif entries is not None:
            rest = value if entries.rest is None else join(entries.rest, value)
            self.update(base, DictRecord(entries.entries, rest))
        record = self.list(base)
        if record is not None:
            added = element_of(self, value) if isinstance(target.slice, ast.Slice) else value
            self.update(base, ListRecord(None, union_of([*record.values(), added])))

    # Functions.

    def define(self, function: FunctionValue) -> None:
        self.functions.append(function)

    def call_property(self, function: FunctionValue, receiver: Value, node: ast.Attribute) -> Value:
        call = self.implicit_call(function.node, "property", node)
        outer = self.path
        if not self.program.keeps(function.node):  # what it makes is made anew
            self.path = (*outer, node)
            value = self.call(function, Arguments(call), receiver)
            self.path = outer
            return value
        # Wherever it is read, a property that keeps what it gives gives the same: its context is the object.
        made, path = receiver.made or (call, ()) if isinstance(receiver, InstanceValue) else (call, ())
        key = (function.node, made, path)
        if key in self.cached:
            return self.cached[key]
        self.path = (*path, made)
        value = self.call(function, Arguments(call), receiver)
        self.path = outer
        if is_cached(function.node):
            self.cached[key] = value
        return value

    def define_class(self, node: ast.ClassDef, kind: ClassKind, bases: tuple[Value, ...]) -> ClassInfo:
        key = (node, self.path)
        info = self.known_classes.get(key)
        if info is None:
            info = self.known_classes[key] = ClassInfo(node, kind, bases)
        else:
            info.define(kind, bases)
            if info not in self.classes:  # as an earlier run came to know it
                info.begin_again()
        self.classes.append(info)
        if self.recording:
            self.facts.classes.append(info)
        return info

    def call(self, function: FunctionValue, arguments: Arguments, receiver: Value | None = None) -> Value:
        node = function.node
        if node in self.active:
            self.escape(function)
            for value in arguments.values():
                self.escape(value)
            return Opaque("a recursive call")
        frame = self._frame_of(function)
        self._bind_parameters(frame, function, arguments, receiver)
        caller = (node, self.frame.module)
        habit = self.habits.get(node)
        if self.steps > LIMIT * self.program.allowance:
            return self._defer(function, frame, habit)
        if habit is None or habit.cost > CHEAP:
            most = MAX_CALLS if self.steps < self.program.allowance else FEW_CALLS
            if len(self.active) >= MAX_DEPTH or self.calls[caller] >= most:
                return self._defer(function, frame, habit)
        elif len(self.active) >= 2 * MAX_DEPTH:
            return self._defer(function, frame, habit)
        self.calls[caller] += 1
        self.called.add(node)
        began, clock = self.steps, self.clock
        result = self._run_frame(frame, arguments.node)
        if self.guessing:
            self.results.setdefault(node, result)
        changes = any(self.births.get(ref, 0) <= clock for heap in frame.return_heaps for ref in heap)
        returned = next((name for name, value in frame.given.items() if value is result), None)
        self.habits[node] = Habit(
            self.steps - began,
            changes or (habit is not None and habit.changes),
            returned if habit is None or habit.returns == returned else None,
        )
        return result

    def _frame_of(self, function: FunctionValue) -> Frame:
        """A frame in which a function runs."""
        outside = self.program.outside.get(function.node, {})
        frame = Frame(function.node, function.frame, owner=function.owner, function=function, outside=outside)
        frame.is_seen = self.program.encloses(function.node)
        return frame

    def _defer(self, function: FunctionValue, frame: Frame, habit: Habit | None) -> Value:
        """Leave a call for later: the function runs once with all that such calls gave it."""
        given = self.deferred.setdefault(function, {})
        for name, value in frame.names.items():
            given[name] = value if name not in given else join(given[name], value)
        if habit is None or habit.changes:
            for value in frame.names.values():
                self.escape(value)
            for home, name in self._names_reached(function):
                held = _held(home, name)
                for member in alternatives(held) if held is not None else ():
                    if isinstance(member, (Ref, InstanceValue)):
                        self.escape(member)
        if habit is not None and habit.returns is not None:
            return frame.given[habit.returns]
        if function.node in self.known_returns:
            return self.known_returns[function.node]
        if function.node in self.results:
            return self.guesses.setdefault(function.node, _any_such(self, self.results[function.node]))
        return Opaque(f"a call of `{_name_of(function)}`, one of too many to follow")

    def _names_reached(self, function: FunctionValue) -> list[tuple[Frame, str]]:
        """The names of frames around it that a function mentions, or a function that it mentions: what they stand for
        may be changed by a call that is not followed."""
        key = (function.node, len(self.functions))  # those that are defined later are reached later
        if key not in self.reached:
            found: dict[tuple[Frame, str], None] = {}
            pending, seen = [function], {function.node}
            while pending:
                one = pending.pop()
                names = self.program.names_in(one.node)
                called = [one.owner.method(name) for name in names] if one.owner is not None else []
                for name in names:
                    home = one.frame
                    while home.parent is not None and _held(home, name) is None:
                        home = home.parent
                    found[home, name] = None
                    for value in alternatives(_held(home, name) or Const(None)):
                        if isinstance(value, FunctionValue):
                            called.append(value)
                        elif isinstance(value, (InstanceValue, ClassValue)):
                            called += [value.info.method(attribute) for attribute in (*names, "__init__", "__call__")]
                        elif isinstance(value, ModuleValue):
                            found.update({(value.info.frame, attribute): None for attribute in names})
                            inner = [_held(value.info.frame, attribute) for attribute in names]
                            called += [f for f in inner if isinstance(f, FunctionValue)]
                fresh = {f.node: f for f in called if f is not None and f.node not in seen}
                seen.update(fresh)
                pending += fresh.values()
            self.reached[key] = list(found)
        return self.reached[key]

    def _run_frame(self, frame: Frame, site: ast.AST) -> Value:
        outer_frame, outer_path = self.frame, self.path
        self.frame, self.path = frame, (*self.path, site)
        node = frame.node
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        self.active.append(node)
        if isinstance(node, ast.Lambda):
            result = self.evaluate(node.body)
        else:
            frame.level = self.heap.level
            self.heap.begin()
            if self.block(node.body):
                frame.returns.append(Const(None))
                frame.return_heaps.append(self.heap.changes(frame.level))
            if frame.return_heaps:
                self.heap.rewind(keep_new=True)
                self.meet_objects(frame.return_heaps)
            else:
                self.heap.commit()
            result = union_of(frame.returns) if frame.returns else Const(None)
            if is_decorated(node):
                result = Opaque(f"what the decorators of `{node.name}` make of it")
            if self._is_generator(node):
                element = union_of(frame.yields) if frame.yields else None
                result = Opaque(f"the generator `{node.name}`", "generator", element=element, function=frame.function)
                if is_context(node):
                    result = Opaque(f"the context `{node.name}`", element=element)
                    self.swallowing |= {result} if catches(node) else set()
        self.active.pop()
        frame.running = False
        self.frame, self.path = outer_frame, outer_path
        return result

    def _is_generator(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        generators = self.program.generators
        if node not in generators:
            generators[node] = self.frame.module in self.program.yielding and is_generator(node)
        return generators[node]

    def _run_alone(self, function: FunctionValue, owner: ClassInfo | None) -> None:
        """Run a function that code out of view may call: nothing is known of its arguments."""
        node = function.node
        frame = self._frame_of(function)
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        for name in names:
            frame.names[name] = parameter_value(self, function, name)
        for star in (node.args.vararg, node.args.kwarg):
            if star is not None:
                frame.names[star.arg] = parameter_value(self, function, star.arg)
        if owner is not None and names and not isinstance(node, ast.Lambda) and not is_static(node):
            frame.names[names[0]] = ClassValue(owner) if is_classmethod(node) else InstanceValue(owner)
        logs = logs_of(self, function, InstanceValue(owner) if owner is not None else None)
        if logs is not None and names:
            frame.names[names[-1]] = logs
        if frame.is_seen:
            frame.ever = dict(frame.names)
        self.called.add(node)
        self._run_frame(frame, node)

    def _run_with(self, function: FunctionValue, given: dict[str, Value]) -> None:
        """Run a function with all that calls gave it which were not followed."""
        frame = self._frame_of(function)
        for name, value in given.items():
            frame.names[name] = value
        if frame.is_seen:
            frame.ever = dict(frame.names)
        node = function.node
        self.called.add(node)
        value = _any_such(self, self._run_frame(frame, node))
        self.returned[node] = _any_such(self, join(self.returned[node], value)) if node in self.returned else value

    def _bind_parameters(
        self, frame: Frame, function: FunctionValue, arguments: Arguments, receiver: Value | None
    ) -> None:
        spec = function.node.args
        positional = [*spec.posonlyargs, *spec.args]
        given = list(arguments.positional)
        node = function.node
        if receiver is not None and not isinstance(node, ast.Lambda) and not is_static(node):
            if isinstance(receiver, InstanceValue) and is_classmethod(node):
                given.insert(0, ClassValue(receiver.info))
            elif not isinstance(receiver, ClassValue) or is_classmethod(node):
                given.insert(0, receiver)
        defaults = dict(function.defaults)
        taken = set()
        for i, parameter in enumerate((*positional, *spec.kwonlyargs)):
            name = parameter.arg
            if i < len(given) and i < len(positional):
                value = given[i]
            elif name in arguments.keywords:
                value = arguments.keywords[name]
            elif name in defaults and not arguments.open_keywords and not arguments.open_positional:
                value = defaults[name]
            else:
                value = parameter_value(self, function, name)
            taken.add(name)
            frame.names[name] = value
            frame.given[name] = value
        if spec.vararg is not None:
            frame.names[spec.vararg.arg] = (
                Opaque("*args") if arguments.open_positional else TupleValue(tuple(given[len(positional) :]))
            )
        if spec.kwarg is not None:
            rest = tuple((k, v) for k, v in arguments.keywords.items() if k not in taken)
            unknown = Opaque("**kwargs") if arguments.open_keywords else None
            frame.names[spec.kwarg.arg] = self.allocate(arguments.node, DictRecord(rest, unknown))
        if frame.is_seen:
            frame.ever = dict(frame.names)


def _any_such(m: Machine, value: Value) -> Value:
    """A value of which no more is known than what kind of thing it is: some model, some instance of a class."""
    if isinstance(value, TupleValue) and not value.open:
        return TupleValue(tuple(_any_such(m, item) for item in value.items))
    if len(members := alternatives(value)) > 1:
        rows = [member.items for member in members if isinstance(member, TupleValue) and not member.open]
        if len(rows) == len(members) and len({len(row) for row in rows}) == 1:
            return TupleValue(tuple(_any_such(m, union_of(column)) for column in zip(*rows, strict=True)))
        return union_of([_any_such(m, member) for member in members])
    if isinstance(value, InstanceValue):
        return InstanceValue(value.info)
    if m.model(value) is not None:
        return Opaque("a model that a function returns", "model", stable=False)
    return Opaque("what a function returns", value.kind if isinstance(value, Opaque) else None, stable=False)


def _covers(whole: Value, part: Value) -> bool:
    """Whether `whole` allows for all that `part` may be; both are of the kind that `_any_such` makes."""
    return all(any(_allows(member, one) for member in alternatives(whole)) for one in alternatives(part))


def _allows(whole: Value, part: Value) -> bool:
    if isinstance(whole, Opaque):
        return whole.kind is None or (isinstance(part, Opaque) and part.kind == whole.kind)
    if isinstance(whole, TupleValue) and isinstance(part, TupleValue):
        return len(whole.items) == len(part.items) and all(map(_covers, whole.items, part.items))
    return isinstance(whole, InstanceValue) and isinstance(part, InstanceValue) and whole.info is part.info


def _held(frame: Frame, name: str) -> Value | None:
    """What a name of a frame stands for."""
    return (frame.names if frame.running else frame.ever).get(name)


def _name_of(function: FunctionValue) -> str:
    return getattr(function.node, "name", "")


def _is_constructor(function: FunctionValue) -> bool:
    return _name_of(function) == "__init__"
