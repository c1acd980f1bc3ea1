"""What runs before what, as far as the text shows: statements of a body, bodies of functions where they are called.

Shared by rules; proposes nothing itself. Functions are told apart by their names: those of one name count as one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from migrator.analysis.module import Module, Program, per_program

Place = tuple[Module, ast.AST]
Chain = tuple[Place, ...]
"""A node and the calls that lead to it, outermost first."""

_MAX_DEPTH = 6
_MAX_CHAINS = 32
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(eq=False)
class Calls:
    """The calls and functions of a program, by the last part of their names."""

    calls: dict[str, list[Place]] = field(default_factory=dict)
    functions: dict[str, list[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]] = field(default_factory=dict)
    known: dict[ast.AST, list[Place]] = field(default_factory=dict)
    """What `of` has worked out."""

    def of(self, module: Module, function: ast.AST) -> list[Place]:
        """The calls of a function from outside itself; of a constructor those of its class."""
        if function not in self.known:
            name = getattr(function, "name", "")
            if name == "__init__" and isinstance(owner := module.parents.get(function), ast.ClassDef):
                name = owner.name
            self.known[function] = [(m, c) for m, c in self.calls.get(name, []) if function not in m.ancestors(c)]
        return self.known[function]


@per_program
def calls_of(program: Program) -> Calls:
    """The index of a program's calls."""
    found = Calls()
    for module in program.modules:
        for node in module.nodes:
            if isinstance(node, ast.Call):
                found.calls.setdefault(last_name(node.func), []).append((module, node))
            elif isinstance(node, _FUNCTIONS):
                found.functions.setdefault(node.name, []).append((module, node))
    return found


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name: `model.fit` -> `fit`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


# Whether something has surely happened.


def surely_before(program: Program, place: Place, events: Set[ast.AST]) -> bool:
    """Whether one of some calls has run whenever a node is reached. Loops are taken to turn at least once."""
    return _surely_before(program, place, events, ())


def _surely_before(program: Program, place: Place, events: Set[ast.AST], around: tuple[ast.AST, ...]) -> bool:
    module, child = place
    for parent in module.ancestors(child):
        for suite in _suites(parent):
            if child in suite:
                earlier = suite[: suite.index(child)]
                if any(_surely_runs(program, (module, s), events, ()) for s in earlier):
                    return True
        if isinstance(parent, (*_FUNCTIONS, ast.Lambda)):
            if parent in around or len(around) > _MAX_DEPTH:
                return False
            sites = calls_of(program).of(module, parent)
            return bool(sites) and all(_surely_before(program, site, events, (*around, parent)) for site in sites)
        child = parent
    return False


def _suites(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        suite = getattr(node, name, None)
        if isinstance(suite, list):
            yield suite


def _surely_runs(program: Program, place: Place, events: Set[ast.AST], around: tuple[ast.AST, ...]) -> bool:
    """Whether a statement that runs to its end has made one of some calls."""
    module, statement = place
    if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
        return False
    if isinstance(statement, ast.If):
        branches = (statement.body, statement.orelse)
        inside = all(any(_surely_runs(program, (module, s), events, around) for s in branch) for branch in branches)
        return inside or _expression_runs(program, (module, statement.test), events, around)
    for suite in ((statement.body if isinstance(statement, (*_LOOPS, ast.With, ast.AsyncWith, ast.Try)) else ()),):
        if any(_surely_runs(program, (module, s), events, around) for s in suite):
            return True
    heads = [n for n in ast.iter_child_nodes(statement) if isinstance(n, (ast.expr, ast.withitem))]
    return any(_expression_runs(program, (module, head), events, around) for head in heads)


def _expression_runs(program: Program, place: Place, events: Set[ast.AST], around: tuple[ast.AST, ...]) -> bool:
    module, node = place
    if node in events:
        return True
    if isinstance(node, (ast.Lambda, ast.IfExp, ast.GeneratorExp)):
        return False
    parts = [node.values[0]] if isinstance(node, ast.BoolOp) else list(ast.iter_child_nodes(node))
    if any(_expression_runs(program, (module, part), events, around) for part in parts):
        return True
    if not isinstance(node, ast.Call) or len(around) > _MAX_DEPTH:
        return False
    called = calls_of(program).functions.get(last_name(node.func), [])
    return bool(called) and all(
        f not in around and any(_surely_runs(program, (m, s), events, (*around, f)) for s in f.body) for m, f in called
    )


# Whether something may happen later.


def may_follow(program: Program, first: Place, later: Place) -> bool:
    """Whether a node may be reached after another has been, in one run of the program."""
    one, other = _chains(program, first, ()), _chains(program, later, ())
    if one is None or other is None:
        return True
    return any(_chain_follows(a, b) for a in one for b in other)


def _chains(program: Program, place: Place, around: tuple[ast.AST, ...]) -> list[Chain] | None:
    """The ways to a node from the top level of modules; None where there are too many, or some start out of view."""
    module, node = place
    scope = next((a for a in module.ancestors(node) if isinstance(a, (*_FUNCTIONS, ast.Lambda))), None)
    if scope is None:
        return [(place,)]
    sites = calls_of(program).of(module, scope)
    if isinstance(scope, ast.Lambda) or not sites or scope in around or len(around) > _MAX_DEPTH:
        return None
    if len(sites) > _MAX_CHAINS:  # each is on a way
        return None
    found: list[Chain] = []
    for site in sites:
        ways = _chains(program, site, (*around, scope))
        if ways is None:
            return None
        found += [(*way, place) for way in ways]
    return found if len(found) <= _MAX_CHAINS else None


def _chain_follows(first: Chain, later: Chain) -> bool:
    for (module, a), (other, b) in zip(first, later, strict=False):
        if module is not other:
            return len(first) > 1 or len(later) > 1  # two scripts are two runs; else an import came first
        if a is not b:
            return _starts(b) > _starts(a) or _share_loop(module, a, b)
    return False


def _starts(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _share_loop(module: Module, a: ast.AST, b: ast.AST) -> bool:
    around = {n for n in module.ancestors(a) if isinstance(n, _LOOPS)}
    return any(n in around for n in module.ancestors(b))


def is_new_between(program: Program, first: Place, later: Place, name: str) -> bool:
    """Whether a name that a node reads stands for something newly made by the time that another is reached."""
    one, other = _chains(program, first, ()), _chains(program, later, ())
    if one is None or other is None:
        return False
    return all(_made_between(a, b, name) for a in one for b in other if _chain_follows(a, b))


def _made_between(first: Chain, later: Chain, name: str) -> bool:
    if len(first) != 1 or not later or first[0][0] is not later[0][0]:
        return False
    module, node = first[0]
    statement = module.statement(node)
    suite = next((s for s in _suites(module.parents[statement]) if statement in s), [])
    return any(
        isinstance(s, ast.Assign)
        and isinstance(s.value, ast.Call)
        and any(isinstance(t, ast.Name) and t.id == name for t in s.targets)
        and not any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(s.value))
        and _starts(statement) < _starts(s) < _starts(later[0][1])
        for s in suite
    )
