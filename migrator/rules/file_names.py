"""What the file names of a program are made of, and the literals that they end with.

A name is followed back through assignments, parameters, `os.path.join`, formats and sums to the literals that may end
it. Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from migrator.analysis.module import Module, Program, per_program
from migrator.rules.order import calls_of, last_name

Name = tuple[str | None, ...]
"""The pieces of a file name; None stands for any text."""

_DEPTH = 10
_MAX_WAYS = 1_000
"""Ways on which one name is followed; where functions of one name call each other, there is no end of them."""
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%[-+ #0]*\d*(?:\.\d+)?[sdifeEgGxr]")
_GLOB = re.compile(r"\*+|\?|\[[^\]]*\]")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_PATH_MAKERS = frozenset({"str", "Path", "PurePath", "PosixPath", "fspath", "abspath", "realpath", "normpath"})
_EXPANDERS = frozenset({"expanduser", "expandvars", "resolve", "absolute", "as_posix"})


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """A literal that a file name may end with, and the whole name as far as it is known."""

    module: Module
    node: ast.Constant | ast.JoinedStr
    name: Name

    @property
    def text(self) -> str:
        """The text at the end of the literal, behind the last placeholder of an f-string."""
        last = self.node.values[-1] if isinstance(self.node, ast.JoinedStr) else self.node
        return str(last.value) if isinstance(last, ast.Constant) else ""


@dataclass(slots=True, eq=False)
class Trace:
    """How a file name comes about."""

    endings: list[Ending] = field(default_factory=list)
    passed: set[ast.AST] = field(default_factory=set)
    """The names and attributes that it was followed through, where they are read."""
    holders: set[tuple[ast.AST | None, str]] = field(default_factory=set)
    """What holds its end: a name in the scope of a node, or an attribute of any object (None)."""
    lost: list[ast.expr | str] = field(default_factory=list)
    """Where it is lost, if it is: expressions, or what a message calls them."""
    ways: dict[tuple[ast.expr, Name], int] = field(default_factory=dict)
    """The expressions that it was followed to, with what stands in front there, and how much farther it went."""

    @property
    def unknown(self) -> str:
        """The first place at which the name is lost; empty where it is not."""
        first = self.lost[0] if self.lost else ""
        return first if isinstance(first, str) else ast.unparse(first)


def pieces(text: str, glob: bool = False) -> Name:
    """The pieces of a literal: placeholders stand for any text."""
    found: list[str | None] = []
    for part in re.split(f"({_PLACEHOLDER.pattern}{'|' + _GLOB.pattern if glob else ''})", text):
        if part:
            wild = _PLACEHOLDER.fullmatch(part) or (glob and _GLOB.fullmatch(part))
            found.append(None if wild else part)
    return tuple(found)


def may_be_equal(a: Name, b: Name) -> bool:
    """Whether two names may be the same file. Folders count only where both are known whole."""
    if None not in a and None not in b:
        return _normal(a) == _normal(b)
    if _is_folder(a) is not _is_folder(b):
        return False
    return _overlap(_last_part(a), _last_part(b))


def _is_folder(name: Name) -> bool:
    return bool(name) and (name[-1] or "").endswith("/")


def _normal(name: Name) -> str:
    return posixpath.normpath("".join(p for p in name if p is not None).replace("\\", "/"))


def _last_part(name: Name) -> str:
    """The last component of a path, with a NUL for any text."""
    whole = "".join("\0" if p is None else p for p in name).replace("\\", "/").rstrip("/")
    return whole.rsplit("/", 1)[-1]


@cache
def _overlap(a: str, b: str) -> bool:
    """Whether two patterns, with a NUL for any text, have a text in common."""
    reach = {0}
    for i in range(len(a) + 1):
        reach = _with_free_steps(a, b, i, reach)
        if i == len(a):
            return len(b) in reach
        if a[i] == "\0":
            reach = set(range(min(reach, default=len(b) + 1), len(b) + 1))
        else:
            reach = {j + 1 for j in reach if j < len(b) and b[j] == a[i]} | {j for j in reach if b[j : j + 1] == "\0"}
    return False


def _with_free_steps(a: str, b: str, i: int, reach: set[int]) -> set[int]:
    """The positions in `b` that are reached without taking a character of `a`."""
    found = set(reach)
    for j in range(len(b)):
        if j in found and b[j] == "\0":
            found.add(j + 1)
    del a, i
    return found


# Where names and attributes get their values.


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One thing that a name is bound to: an expression, a parameter's arguments, or something not known."""

    module: Module
    value: ast.expr | None = None
    parameter: tuple[ast.FunctionDef | ast.AsyncFunctionDef, str] | None = None
    added: bool = False
    """`name += value`."""


@dataclass(eq=False)
class Holders:
    """All that binds and reads the names and attributes of a program."""

    bound: dict[tuple[ast.AST | None, str], list[Source]] = field(default_factory=dict)
    reads: dict[str, list[tuple[Module, ast.Name | ast.Attribute]]] = field(default_factory=dict)

    def home(self, module: Module, node: ast.AST, name: str) -> ast.AST | None:
        """The scope in which a name that is read at a node is bound."""
        scope: ast.AST = module.scope(node)
        first = True
        while True:
            if (scope, name) in self.bound and (first or not isinstance(scope, ast.ClassDef)):
                return scope
            if scope is module.tree:
                return None
            scope, first = module.scope(scope), False


@per_program
def holders_of(program: Program) -> Holders:
    """The index of a program's names and attributes."""
    found = Holders()
    for module in program.modules:
        shared: set[tuple[ast.AST, str]] = {
            (module.scope(n), name)
            for n in module.nodes
            if isinstance(n, (ast.Global, ast.Nonlocal))
            for name in n.names
        }
        for node in module.nodes:
            _note(found, module, node, shared)
        for binding in module.bindings:
            key = (binding.scope, binding.name)
            origin = _imported(program, module, binding.module)
            if origin is not None and isinstance(binding.statement, ast.ImportFrom):
                name = binding.canonical.rsplit(".", 1)[-1]
                value = ast.Name(name, ast.Load())
                found.bound.setdefault(key, []).append(Source(origin, value))
            else:
                found.bound.setdefault(key, []).append(Source(module))
    return found


def _imported(program: Program, module: Module, name: str) -> Module | None:
    """The module of the program that an import names."""
    path = name.lstrip(".").replace(".", "/")
    matches = [m for m in _by_ending(program).get(path, ()) if m is not module] if path else []
    return matches[0] if len(matches) == 1 else None


_NAMESAKES = 3
"""Modules of one ending that are kept: enough to know that it does not tell which is meant."""


@per_program
def _by_ending(program: Program) -> dict[str, list[Module]]:
    """The modules by each ending of their paths: `a/b/c.py` by `a/b/c`, `b/c` and `c`, `a/__init__.py` by `a`, too."""
    found: dict[str, list[Module]] = {}
    for module in program.modules:
        path = module.path.replace("\\", "/")
        if not path.endswith(".py"):
            continue
        whole = path.removesuffix(".py")
        for name in dict.fromkeys((whole, whole.removesuffix("/__init__"))):
            parts = name.split("/")
            for start in range(len(parts)):
                modules = found.setdefault("/".join(parts[start:]), [])
                if len(modules) < _NAMESAKES:
                    modules.append(module)
    return found


def _note(found: Holders, module: Module, node: ast.AST, shared: set[tuple[ast.AST, str]]) -> None:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        found.reads.setdefault(node.id, []).append((module, node))
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        found.reads.setdefault(node.attr, []).append((module, node))
    elif isinstance(node, (ast.Name, ast.Attribute)):
        source = _source(module, node)
        if isinstance(node, ast.Attribute):
            found.bound.setdefault((None, node.attr), []).append(source)
            return
        scope = module.scope(node)
        home = module.tree if (scope, node.id) in shared else scope
        found.bound.setdefault((home, node.id), []).append(source)
        if isinstance(scope, ast.ClassDef):
            found.bound.setdefault((None, node.id), []).append(source)
    elif isinstance(node, _FUNCTIONS):
        for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            found.bound.setdefault((node, arg.arg), []).append(Source(module, None, (node, arg.arg)))
        for rest in (node.args.vararg, node.args.kwarg):
            if rest is not None:
                found.bound.setdefault((node, rest.arg), []).append(Source(module))
    elif isinstance(node, ast.Lambda):
        for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            found.bound.setdefault((node, arg.arg), []).append(Source(module))


def _source(module: Module, target: ast.Name | ast.Attribute) -> Source:
    """What a target of an assignment or a loop is given."""
    parent = module.parents[target]
    if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        return Source(module, parent.value)
    if isinstance(parent, ast.AugAssign) and isinstance(parent.op, ast.Add):
        return Source(module, parent.value, added=True)
    return Source(module)


# Following a name.


def trace(module: Module, expression: ast.expr) -> Trace:
    """How the file name that an expression gives comes about."""
    found = Trace()
    _follow(module, expression, (), found, _DEPTH)
    return found


def _follow(module: Module, node: ast.expr, lead: Name, found: Trace, depth: int) -> None:
    """Note the literals that may end the name `lead` + `node`, once for each way that comes to them."""
    if found.ways.get((node, lead), -1) >= depth:
        return
    found.ways[node, lead] = depth
    if depth == 0 or len(found.ways) > _MAX_WAYS:
        found.lost.append(node)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and node.value:
            found.endings.append(Ending(module, node, (*lead, *pieces(node.value))))
        elif node.value is not None:
            found.lost.append(node)
    elif isinstance(node, ast.JoinedStr):
        _follow_f_string(module, node, lead, found, depth)
    elif isinstance(node, ast.BinOp):
        _follow_operation(module, node, lead, found, depth)
    elif isinstance(node, ast.IfExp):
        for branch in (node.body, node.orelse):
            _follow(module, branch, lead, found, depth - 1)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            _follow(module, value, lead, found, depth - 1)
    elif isinstance(node, ast.NamedExpr):
        _follow(module, node.value, lead, found, depth - 1)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        _follow_holder(module, node, lead, found, depth)
    elif isinstance(node, ast.Call):
        _follow_call(module, node, lead, found, depth)
    else:
        found.lost.append(node)


def _follow_f_string(module: Module, node: ast.JoinedStr, lead: Name, found: Trace, depth: int) -> None:
    parts: list[str | None] = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts += pieces(str(value.value))
        elif isinstance(value, ast.FormattedValue):
            parts += _known(module, value.value)
    last = node.values[-1] if node.values else None
    if isinstance(last, ast.Constant):
        found.endings.append(Ending(module, node, (*lead, *parts)))
    elif isinstance(last, ast.FormattedValue) and last.conversion == -1 and last.format_spec is None:
        _follow(module, last.value, (*lead, None), found, depth - 1)
    else:
        found.lost.append(node)


def _follow_operation(module: Module, node: ast.BinOp, lead: Name, found: Trace, depth: int) -> None:
    if isinstance(node.op, ast.Mod):
        _follow(module, node.left, lead, found, depth - 1)
    elif isinstance(node.op, ast.Add):
        _follow(module, node.right, (*lead, *_known(module, node.left)), found, depth - 1)
    elif isinstance(node.op, ast.Div):
        _follow(module, node.right, (*lead, *_known(module, node.left), "/"), found, depth - 1)
    else:
        found.lost.append(node)


def _follow_call(module: Module, node: ast.Call, lead: Name, found: Trace, depth: int) -> None:
    function = node.func
    name = last_name(function)
    plain = bool(node.args) and not any(isinstance(a, ast.Starred) for a in node.args)
    if isinstance(function, ast.Attribute) and name == "format":
        _follow(module, function.value, lead, found, depth - 1)
    elif isinstance(function, ast.Attribute) and name == "with_suffix" and plain:
        _follow(module, node.args[0], (*lead, None), found, depth - 1)
    elif isinstance(function, ast.Attribute) and name in _EXPANDERS and not node.args:
        _follow(module, function.value, lead, found, depth - 1)
    elif plain and (is_join(function) or name in _PATH_MAKERS | _EXPANDERS | {"joinpath"}):
        first = [function.value] if isinstance(function, ast.Attribute) and name == "joinpath" else []
        *folders, last = [*first, *node.args]
        parts = [piece for folder in folders for piece in (*_known(module, folder), "/")]
        _follow(module, last, (*lead, *parts), found, depth - 1)
    else:
        functions = calls_of(module.program).functions.get(name, [])
        returns = [(m, r) for m, f in functions for r in ast.walk(f) if isinstance(r, ast.Return)]
        if len(functions) != 1 or not returns or any(r.value is None for _, r in returns):
            found.lost.append(node)
            return
        for owner, statement in returns:
            assert statement.value is not None
            _follow(owner, statement.value, lead, found, depth - 1)


def is_join(function: ast.expr) -> bool:
    """Whether a callee is `os.path.join`, by its name."""
    return (isinstance(function, ast.Attribute) and ast.unparse(function).endswith("path.join")) or (
        isinstance(function, ast.Name) and function.id == "join"
    )


def _follow_holder(module: Module, node: ast.Name | ast.Attribute, lead: Name, found: Trace, depth: int) -> None:
    holders = holders_of(module.program)
    name = last_name(node)
    home = holders.home(module, node, name) if isinstance(node, ast.Name) and module.owns(node) else None
    if isinstance(node, ast.Name) and not module.owns(node):
        home = module.tree  # a name that another module imports
    if isinstance(node, ast.Attribute) and (origin := _module_named(module, node.value)) is not None:
        home = origin.tree
    sources = holders.bound.get((home, name), [])
    found.passed.add(node)
    found.holders.add((home, name))
    if not sources or (isinstance(node, ast.Name) and home is None):
        found.lost.append(node)
    for source in sources:
        if source.value is not None:
            _follow(source.module, source.value, (*lead, None) if source.added else lead, found, depth - 1)
        elif source.parameter is not None:
            _follow_parameter(source.module, source.parameter, lead, found, depth)
        else:
            found.lost.append(node)


def _module_named(module: Module, node: ast.expr) -> Module | None:
    """The module of the program that a name stands for."""
    if not isinstance(node, ast.Name):
        return None
    bindings = [b for b in module.bindings if b.name == node.id]
    if len(bindings) != 1:
        return None
    binding = bindings[0]
    path = binding.module if isinstance(binding.statement, ast.Import) else f"{binding.module}.{binding.canonical}"
    return _imported(module.program, module, path)


def _follow_parameter(
    module: Module,
    parameter: tuple[ast.FunctionDef | ast.AsyncFunctionDef, str],
    lead: Name,
    found: Trace,
    depth: int,
) -> None:
    function, name = parameter
    default = _default(function, name)
    if default is not None:
        _follow(module, default, lead, found, depth - 1)
    sites = calls_of(module.program).of(module, function)
    if not sites and default is None:
        found.lost.append(f"{name}, a parameter of {function.name}")
    for owner, call in sites:
        assert isinstance(call, ast.Call)
        argument = argument_of(module, function, name, call)
        if argument is not None:
            _follow(owner, argument, lead, found, depth - 1)
        elif default is None:
            found.lost.append(call)


def _default(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> ast.expr | None:
    positional = [*function.args.posonlyargs, *function.args.args]
    pairs = [*zip(positional[len(positional) - len(function.args.defaults) :], function.args.defaults, strict=True)]
    pairs += [(a, d) for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d is not None]
    return next((default for arg, default in pairs if arg.arg == name), None)


def argument_of(
    module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str, call: ast.Call
) -> ast.expr | None:
    """The argument that a call gives a parameter, where it is written out."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    is_method = isinstance(module.parents.get(function), ast.ClassDef)
    if is_method and names and not any(last_name(d) == "staticmethod" for d in function.decorator_list):
        names = names[1:]
    if name not in names or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    place = names.index(name)
    return call.args[place] if place < len(call.args) else None


def _known(module: Module, node: ast.expr) -> Name:
    """The pieces of an expression that begins or continues a name."""
    if isinstance(node, ast.Constant):
        return pieces(node.value) if isinstance(node.value, str) else (None,)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (*_known(module, node.left), *_known(module, node.right))
    if isinstance(node, ast.Call) and is_join(node.func):
        parts = [piece for a in node.args for piece in ("/", *_known(module, a))]
        return tuple(parts[1:])
    if isinstance(node, ast.Name) and module.owns(node):
        holders = holders_of(module.program)
        sources = holders.bound.get((holders.home(module, node, node.id), node.id), [])
        if len(sources) == 1 and isinstance(sources[0].value, ast.Constant) and not sources[0].added:
            return _known(sources[0].module, sources[0].value)
    return (None,)


# Other places that a name may reach.


def other_reads(program: Program, traces: Sequence[Trace]) -> Iterator[tuple[Module, ast.Name | ast.Attribute]]:
    """Where what holds the end of a name is read, and the name was not followed through."""
    holders = holders_of(program)
    passed = {node for t in traces for node in t.passed}
    for home, name in dict.fromkeys(holder for t in traces for holder in t.holders):
        for module, node in holders.reads.get(name, []):
            if node in passed:
                continue
            if home is None:
                if isinstance(node, ast.Attribute):
                    yield module, node
            elif isinstance(node, ast.Attribute):
                if isinstance(home, ast.Module) and module.tree is not home:
                    yield module, node
            elif holders.home(module, node, name) is home:
                yield module, node
