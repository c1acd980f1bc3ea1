"""What rules may ask for: operations on `ast` nodes. Values only; `realise` turns them into text."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RemoveArgument:
    """Take an argument out of a call. A comment that stood behind it alone on its line goes along
    (`comment_moves`: the caller has put it elsewhere) or stays on a line of its own."""

    call: ast.Call
    keyword: ast.keyword | ast.expr
    """The argument: a keyword, or the expression of a positional one."""
    comment_moves: bool = False


@dataclass(frozen=True, slots=True)
class AddArguments:
    """Append keyword arguments to a call, in the call's own layout."""

    call: ast.Call
    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RenameArgument:
    """Give an argument a name: a keyword another one, a positional argument (its expression) its first."""

    call: ast.Call
    keyword: ast.keyword | ast.expr
    name: str


@dataclass(frozen=True, slots=True)
class ReplaceExpression:
    """Put other text in the place of an expression."""

    node: ast.expr
    text: str


@dataclass(frozen=True, slots=True)
class WrapExpression:
    """Put text in front of and behind an expression, whatever else becomes of it."""

    node: ast.expr
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RenameAttribute:
    """Give the attribute at the end of a dotted expression another name."""

    node: ast.Attribute
    name: str


@dataclass(frozen=True, slots=True)
class RenameFunction:
    """Give a function definition another name."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    name: str


@dataclass(frozen=True, slots=True)
class AddParameter:
    """Give a function definition one more parameter with a default, behind those it has and in front of `**kwargs`."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    text: str


@dataclass(frozen=True, slots=True)
class InsertElement:
    """Insert an element in front of the first of a list or tuple, with the list's own separator."""

    container: ast.List | ast.Tuple
    text: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class InsertStatements:
    """Insert lines in front of a statement, at its indentation. Nested lines begin with four spaces a level."""

    before: ast.stmt
    lines: tuple[str, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReplaceStatement:
    """Put lines in the place of a statement; a comment behind it stays behind the first."""

    statement: ast.stmt
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveStatement:
    """Take a statement away; a block that would be empty gets `pass`. A comment behind it stays, on a line of its own.

    For an import statement ask for `RemoveImport` of its names.
    """

    statement: ast.stmt


@dataclass(frozen=True, slots=True)
class UnwrapStatement:
    """Take the line of a `with` statement away; its body stays, a level less indented."""

    statement: ast.With


@dataclass(frozen=True, slots=True)
class ImportName:
    """Add a name to a `from ... import ...` statement."""

    statement: ast.ImportFrom
    name: str
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveImport:
    """Take one name out of an import; with the last one the statement goes. What `ImportName` adds takes its place."""

    statement: ast.Import | ast.ImportFrom
    alias: ast.alias


@dataclass(frozen=True, slots=True)
class ReplaceImport:
    """Import another thing in the place of a name: `name`, bound as `asname`, from `module`.

    Without a module it is of the same module, or of none in `import name`. A statement whose names all move to one
    module keeps its layout; names that move alone get a statement of their own behind it.
    """

    statement: ast.Import | ast.ImportFrom
    alias: ast.alias
    name: str
    asname: str | None = None
    module: str | None = None


@dataclass(frozen=True, slots=True)
class InsertImport:
    """Add an import statement on a line behind another statement, or (None) in front of all code."""

    after: ast.stmt | None
    line: str


@dataclass(frozen=True, slots=True)
class DefineHelper:
    """Define a function at the top level, below `after` (None: in front of all code)."""

    after: ast.stmt | None
    lines: tuple[str, ...]


Operation = (
    RemoveArgument
    | AddArguments
    | RenameArgument
    | ReplaceExpression
    | WrapExpression
    | RenameAttribute
    | RenameFunction
    | AddParameter
    | InsertElement
    | InsertStatements
    | ReplaceStatement
    | RemoveStatement
    | UnwrapStatement
    | ImportName
    | RemoveImport
    | ReplaceImport
    | InsertImport
    | DefineHelper
)


def claimed(operation: Operation) -> ast.AST | None:
    """The node that an operation rewrites as a whole: no other operation may touch what is inside it."""
    if isinstance(operation, (RemoveArgument, RenameArgument)):
        return operation.keyword
    if isinstance(operation, ReplaceExpression):
        return operation.node
    if isinstance(operation, (ReplaceStatement, RemoveStatement, UnwrapStatement)):
        return operation.statement
    if isinstance(operation, (RemoveImport, ReplaceImport)):
        return operation.alias
    return None


def replaces(operation: Operation) -> bool:
    """Whether nothing is left of what an operation claims."""
    return isinstance(operation, (ReplaceExpression, ReplaceStatement, RemoveStatement))


def changed(operation: Operation) -> ast.AST | None:
    """The expression that an operation leaves in its place, with something new in it or around it."""
    if isinstance(operation, (WrapExpression, RenameAttribute)):
        return operation.node
    if isinstance(operation, AddArguments):
        return operation.call
    return None


def renamed(operation: Operation) -> ast.AST | None:
    """The node that an operation gives another name."""
    return operation.node if isinstance(operation, (RenameAttribute, RenameFunction)) else None
