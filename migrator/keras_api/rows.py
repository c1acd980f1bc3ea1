"""Rows that say which call of Keras 3 stands for a call of an older function. Reads them; knows no function itself.

A row is `function(parameters) => replacement` or `function(parameters) -> replacement`, in Python's syntax; lines that
begin with a blank go on. A parameter without a default is required; one with `=...` is optional, and has the same
default in the replacement; any other default is filled in where a call leaves the argument out.

`=>` is the same call under other names, its arguments in the same places: `gather(reference, indices) => ops.take(x,
indices, axis=0)` calls the first argument `x`, leaves the second, and adds `axis=0`; without parentheses all names
stay. A parameter `name` that the replacement lacks is dropped. `->` is an expression that stands in the place of the
call, in terms of the parameters; an optional one that a call leaves out goes, with its keyword.

A replacement begins at `ops` (`keras.ops`), `keras`, `K` (`keras.backend`), `tf`, or at a parameter.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the old function. `default` is what a call that leaves it out has to say from now on."""

    name: str
    required: bool = True
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What stands for a call of one function."""

    function: str
    parameters: tuple[Parameter, ...]
    target: ast.expr
    """The function to call under other names, or the expression in the place of the call."""
    same_call: bool
    names: Mapping[str, str] = field(default_factory=dict)
    """For the same call: the new name of each parameter that stays."""
    added: tuple[tuple[str, str], ...] = ()
    """For the same call: arguments that every call gets."""

    @property
    def renames_only(self) -> bool:
        """Whether the function may be replaced by name, without its arguments in view."""
        return (
            self.same_call
            and not self.added
            and all(p.default is None and self.names.get(p.name) == p.name for p in self.parameters)
        )

    def without(self, name: str) -> Row:
        """The row for calls that say a parameter of which the replacement is not to speak."""
        if self.same_call:
            return replace(self, names={old: new for old, new in self.names.items() if old != name})
        return replace(self, target=self.expression({name}))

    def expression(self, absent: set[str]) -> ast.expr:
        """The target without the keywords that stand for these parameters."""
        found = _Without(absent).visit(copy.deepcopy(self.target))
        assert isinstance(found, ast.expr)
        return found


class _Without(ast.NodeTransformer):
    """Takes out the keywords whose value is one of some parameters."""

    def __init__(self, absent: set[str]) -> None:
        self.absent = absent

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """The call without such keywords."""
        self.generic_visit(node)
        node.keywords = [k for k in node.keywords if not (isinstance(k.value, ast.Name) and k.value.id in self.absent)]
        return node


def read_rows(text: str) -> dict[str, Row]:
    """The rows of a table by function."""
    lines = re.sub(r"\n +", " ", text.strip()).splitlines()
    return {row.function: row for row in map(_read, lines)}


def _read(line: str) -> Row:
    found = re.fullmatch(r"(.+?) (=>|->) (.+)", line)
    assert found is not None, line
    left, right = _expression(found[1]), _expression(found[3])
    assert isinstance(left, ast.Call)
    assert isinstance(left.func, ast.Name)
    required = [Parameter(a.id) for a in left.args if isinstance(a, ast.Name)]
    optional = [Parameter(k.arg or "", False, _default(k.value)) for k in left.keywords]
    parameters = (*required, *optional)
    if found[2] == "->":
        return Row(left.func.id, parameters, right, same_call=False)
    if not isinstance(right, ast.Call):
        return Row(left.func.id, parameters, right, True, {p.name: p.name for p in parameters})
    new = [a.id for a in right.args if isinstance(a, ast.Name)]
    names = dict(zip((p.name for p in parameters), new, strict=False))
    added = tuple((k.arg or "", ast.unparse(k.value)) for k in right.keywords)
    return Row(left.func.id, parameters, right.func, True, names, added)


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _default(node: ast.expr) -> str | None:
    """The default to fill in; None for `...`."""
    return None if isinstance(node, ast.Constant) and node.value is ... else ast.unparse(node).replace("'", '"')
