"""LibCST surgery on one expression cut from the source: arguments, list elements, nested replacements.

The expression is parsed between parentheses, so that its lines may break anywhere, and printed back with every
comment and space that was there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from migrator.edits.operations import (
    AddArguments,
    InsertElement,
    RemoveArgument,
    RenameArgument,
    RenameAttribute,
    ReplaceExpression,
    WrapExpression,
)
from migrator.edits.source import Source

Span = tuple[int, int]
Operation = (
    RemoveArgument
    | AddArguments
    | RenameArgument
    | ReplaceExpression
    | WrapExpression
    | RenameAttribute
    | InsertElement
)


def rewrite(source: Source, start: int, end: int, operations: Sequence[Operation]) -> str:
    """The text of the expression at `start:end` after the operations, all of which lie inside it."""
    text = source.text[start:end]
    module = cst.parse_module(f"({text}\n)\n")
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    rewriter = _Rewriter(source, start, end, operations, positions)
    code = wrapper.module.visit(rewriter).code
    if rewriter.missed:
        raise AssertionError(f"LibCST and ast disagree on {text!r}")
    return re.sub(r"(\r\n|\r|\n)\Z", "", code[1 : code.rindex(")")])


class _Rewriter(cst.CSTTransformer):
    """Applies the operations to the nodes that stand where their `ast` nodes stand."""

    def __init__(
        self, source: Source, start: int, end: int, operations: Sequence[Operation], positions: object
    ) -> None:
        super().__init__()
        self.source = source
        self.start = start
        self.end = end
        self.positions = positions
        self.calls: dict[Span, list[RemoveArgument | AddArguments | RenameArgument]] = {}
        self.lists: dict[Span, list[InsertElement]] = {}
        self.replacements: dict[Span, ReplaceExpression] = {}
        self.renames: dict[Span, RenameAttribute] = {}
        self.wraps: dict[Span, WrapExpression] = {}
        for operation in operations:
            if isinstance(operation, InsertElement):
                self.lists.setdefault(source.span(operation.container), []).append(operation)
            elif isinstance(operation, ReplaceExpression):
                self.replacements[source.span(operation.node)] = operation
            elif isinstance(operation, RenameAttribute):
                self.renames[source.span(operation.node)] = operation
            elif isinstance(operation, WrapExpression):
                self.wraps[source.span(operation.node)] = operation
            else:
                self.calls.setdefault(source.span(operation.call), []).append(operation)
        tables = (self.calls, self.lists, self.replacements, self.renames, self.wraps)
        self.pending = sum(len(table) for table in tables)
        lines = source.text[start:end].replace("\r\n", " \n").replace("\r", "\n")
        self.line_starts = [0, *(i + 1 for i, c in enumerate(lines) if c == "\n")]

    @property
    def missed(self) -> bool:
        return self.pending != 0

    def _span(self, node: cst.CSTNode) -> Span:
        found = self.positions[node]  # type: ignore[index]
        assert isinstance(found, CodeRange)
        return self._offset(found.start.line, found.start.column), self._offset(found.end.line, found.end.column)

    def _offset(self, line: int, column: int) -> int:
        base = self.line_starts[line - 1]
        return self.start + base + (column - 1 if line == 1 else column)

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        result = super().on_leave(original_node, updated_node)
        if not isinstance(original_node, cst.BaseExpression) or not isinstance(result, cst.CSTNode):
            return result  # type: ignore[return-value]
        span = self._span(original_node)
        edited = self._edited(original_node, result, span)
        if span in self.wraps and isinstance(edited, cst.BaseExpression):
            self.pending -= 1
            return _wrapped(edited, self.wraps.pop(span), outermost=span == (self.start, self.end))
        return edited

    def _edited(self, original_node: cst.BaseExpression, result: cst.CSTNode, span: Span) -> cst.CSTNode:
        if isinstance(original_node, cst.Call) and span in self.calls and isinstance(result, cst.Call):
            self.pending -= 1
            return self._edit_call(result, self.calls.pop(span), original_node)
        if isinstance(original_node, (cst.List, cst.Tuple)) and isinstance(result, (cst.List, cst.Tuple)):
            wide = (span[0] - 1, span[1] + 1)
            for candidate in (span, wide):
                if candidate in self.lists:
                    self.pending -= 1
                    return self._insert(result, self.lists.pop(candidate)[0])
        if span in self.replacements:
            self.pending -= 1
            return cst.parse_expression(self.replacements.pop(span).text)
        if isinstance(original_node, cst.Attribute) and span in self.renames and isinstance(result, cst.Attribute):
            self.pending -= 1
            return result.with_changes(attr=cst.Name(self.renames.pop(span).name))
        return result

    # Calls.

    def _edit_call(
        self,
        call: cst.Call,
        operations: Sequence[RemoveArgument | AddArguments | RenameArgument],
        original: cst.Call,
    ) -> cst.Call:
        arguments = list(zip(original.args, call.args, strict=True))
        found = [(self._argument(original, o), o) for o in operations if not isinstance(o, AddArguments)]
        for twin, operation in found:  # first: no positional argument may stand behind one that gets a name
            if isinstance(operation, RemoveArgument):
                index = next(i for i, (o, _) in enumerate(arguments) if o is twin)
                call = remove_argument(call, index, operation.comment_moves)
                kept = [o for o, _ in arguments if o is not twin]
                arguments = list(zip(kept, call.args, strict=True))
        for twin, operation in found:
            if isinstance(operation, RenameArgument):
                arguments = [(o, _named(a, operation.name) if o is twin else a) for o, a in arguments]
        call = call.with_changes(args=[a for _, a in arguments])
        for addition in operations:
            if isinstance(addition, AddArguments):
                for name, text in addition.arguments:
                    call = add_argument(call, name, text)
        return call

    def _argument(self, original: cst.Call, operation: RemoveArgument | RenameArgument) -> cst.Arg:
        """The argument that an operation is about."""
        if isinstance(operation.keyword, ast.keyword):
            start = self.source.span(operation.keyword)[0]
            return next(a for a in original.args if a.keyword is not None and self._span(a.keyword)[0] == start)
        positional = [a for a in original.args if a.keyword is None and a.star != "**"]
        return positional[operation.call.args.index(operation.keyword)]

    # Lists.

    def _insert(self, container: cst.List | cst.Tuple, operation: InsertElement) -> cst.List | cst.Tuple:
        separator: cst.Comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        first_space = (
            container.lbracket.whitespace_after
            if isinstance(container, cst.List)
            else container.lpar[-1].whitespace_after
            if container.lpar
            else cst.SimpleWhitespace("")
        )
        source_comma = container.elements[0].comma if container.elements else None
        if isinstance(first_space, cst.ParenthesizedWhitespace):
            separator = cst.Comma(whitespace_after=_bare(first_space))
        elif (
            isinstance(source_comma, cst.Comma)
            and isinstance(source_comma.whitespace_after, cst.ParenthesizedWhitespace)
            and len(container.elements) > 1
        ):
            separator = cst.Comma(whitespace_after=_bare(source_comma.whitespace_after))
        if operation.comment and isinstance(separator.whitespace_after, cst.ParenthesizedWhitespace):
            line = separator.whitespace_after.first_line.with_changes(
                whitespace=cst.SimpleWhitespace("  "), comment=cst.Comment(operation.comment)
            )
            separator = separator.with_changes(
                whitespace_after=separator.whitespace_after.with_changes(first_line=line)
            )
        element = cst.Element(cst.parse_expression(operation.text), comma=separator)
        return container.with_changes(elements=[element, *container.elements])


class _Stand(cst.CSTTransformer):
    """Puts an expression in the place of the name that stands for it."""

    def __init__(self, expression: cst.BaseExpression) -> None:
        super().__init__()
        self.expression = expression

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:  # noqa: N802
        return self.expression if original_node.value == _STAND_IN else updated_node


_STAND_IN = "_expression_to_be_wrapped"


def _wrapped(expression: cst.BaseExpression, operation: WrapExpression, *, outermost: bool) -> cst.BaseExpression:
    """The expression between the text of the operation. The parentheses of the fragment stay around the whole."""
    around = cst.parse_expression(f"{operation.before}{_STAND_IN}{operation.after}")
    opening, closing = expression.lpar[:1], expression.rpar[-1:]
    if outermost:
        expression = expression.with_changes(lpar=expression.lpar[1:], rpar=expression.rpar[:-1])
    result = around.visit(_Stand(expression))
    assert isinstance(result, cst.BaseExpression)
    if outermost:
        result = result.with_changes(lpar=[*opening, *result.lpar], rpar=[*result.rpar, *closing])
    return result


def _named(argument: cst.Arg, name: str) -> cst.Arg:
    """The argument under a name."""
    if argument.keyword is not None:
        return argument.with_changes(keyword=cst.Name(name))
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return argument.with_changes(keyword=cst.Name(name), equal=equal)


def _bare(space: cst.ParenthesizedWhitespace) -> cst.ParenthesizedWhitespace:
    """The same line break without the comments and blank lines of another place."""
    line = cst.TrailingWhitespace(newline=space.first_line.newline)
    return space.with_changes(first_line=line, empty_lines=[])


def remove_argument(call: cst.Call, index: int, comment_moves: bool) -> cst.Call:
    """The call without one argument; the layout and the comments of the others stay."""
    arguments = list(call.args)
    gone = arguments.pop(index)
    before = arguments[index - 1] if index else None
    if index < len(arguments):
        own_line = _breaks(_space_before(call, before))
        if own_line:
            kept = _kept_comments(_comma_space(gone), comment_moves)
            if kept:
                call, arguments = _append_lines(call, arguments, index, kept)
        elif before is not None:
            space = _comma_space(gone) if _breaks(_comma_space(gone)) else _comma_space(before)
            arguments[index - 1] = _with_comma_space(before, space)
        else:
            call = call.with_changes(whitespace_before_args=call.whitespace_before_args)
        return call.with_changes(args=arguments)
    if before is None:
        return call.with_changes(args=[], whitespace_before_args=cst.SimpleWhitespace(""))
    comment_line = _first_comment(_comma_space(before))
    if isinstance(gone.comma, cst.Comma):
        space = gone.comma.whitespace_after
        if _breaks(_space_before(call, before)) or _breaks(_comma_space(before)):
            space = _with_comment(space, comment_line, comment_moves)
        arguments[-1] = _with_comma_space(before, space)
    else:
        tail = gone.whitespace_after_arg
        tail = _with_comment(tail, comment_line, comment_moves) if comment_line is not None else tail
        arguments[-1] = before.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=tail)
    return call.with_changes(args=arguments)


def _space_before(call: cst.Call, before: cst.Arg | None) -> cst.BaseParenthesizableWhitespace:
    return call.whitespace_before_args if before is None else _comma_space(before)


def _comma_space(argument: cst.Arg) -> cst.BaseParenthesizableWhitespace:
    return argument.comma.whitespace_after if isinstance(argument.comma, cst.Comma) else argument.whitespace_after_arg


def _with_comma_space(argument: cst.Arg, space: cst.BaseParenthesizableWhitespace) -> cst.Arg:
    comma = argument.comma if isinstance(argument.comma, cst.Comma) else cst.Comma()
    return argument.with_changes(comma=comma.with_changes(whitespace_after=space))


def _breaks(space: cst.BaseParenthesizableWhitespace) -> bool:
    return isinstance(space, cst.ParenthesizedWhitespace)


def _first_comment(space: cst.BaseParenthesizableWhitespace) -> cst.Comment | None:
    return space.first_line.comment if isinstance(space, cst.ParenthesizedWhitespace) else None


def _with_comment(
    space: cst.BaseParenthesizableWhitespace, comment: cst.Comment | None, comment_moves: bool
) -> cst.BaseParenthesizableWhitespace:
    """A closing line break that carries the comment of the argument which is now the last."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return space
    own = space.first_line.comment
    if own is not None and not comment_moves and comment is not None:
        line = cst.EmptyLine(comment=own)
        space = space.with_changes(empty_lines=[line, *space.empty_lines])
    if comment is None:
        if comment_moves:
            return space.with_changes(
                first_line=space.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
            )
        return space
    first = space.first_line.with_changes(comment=comment, whitespace=cst.SimpleWhitespace("  "))
    return space.with_changes(first_line=first)


def _kept_comments(space: cst.BaseParenthesizableWhitespace, comment_moves: bool) -> list[cst.EmptyLine]:
    """The comments behind a removed argument that must stay."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return []
    kept = list(space.empty_lines)
    if space.first_line.comment is not None and not comment_moves:
        kept.insert(0, cst.EmptyLine(indent=False, whitespace=space.last_line, comment=space.first_line.comment))
    return kept


def _append_lines(
    call: cst.Call, arguments: list[cst.Arg], index: int, lines: list[cst.EmptyLine]
) -> tuple[cst.Call, list[cst.Arg]]:
    if index:
        space = _comma_space(arguments[index - 1])
        assert isinstance(space, cst.ParenthesizedWhitespace)
        arguments[index - 1] = _with_comma_space(
            arguments[index - 1], space.with_changes(empty_lines=[*space.empty_lines, *lines])
        )
    else:
        space = call.whitespace_before_args
        assert isinstance(space, cst.ParenthesizedWhitespace)
        call = call.with_changes(whitespace_before_args=space.with_changes(empty_lines=[*space.empty_lines, *lines]))
    return call, arguments


def add_argument(call: cst.Call, name: str, text: str) -> cst.Call:
    """The call with a keyword argument behind the others: on a line of its own where the others have one each."""
    new = cst.Arg(
        cst.parse_expression(text),
        keyword=cst.Name(name),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
    if not call.args:
        return call.with_changes(args=[new])
    arguments = list(call.args)
    last = arguments[-1]
    lead = _space_before(call, arguments[-2] if len(arguments) > 1 else None)
    between = [_comma_space(a) for a in arguments[:-1]]
    vertical = all(_breaks(s) for s in between) if between else _breaks(call.whitespace_before_args)
    gap: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace(" ")
    if vertical and isinstance(lead, cst.ParenthesizedWhitespace):
        gap = _bare(lead)
    if isinstance(last.comma, cst.Comma):
        tail = last.comma.whitespace_after
        if vertical and isinstance(tail, cst.ParenthesizedWhitespace) and isinstance(gap, cst.ParenthesizedWhitespace):
            gap = gap.with_changes(first_line=tail.first_line)
            tail = tail.with_changes(first_line=cst.TrailingWhitespace(newline=tail.first_line.newline))
        arguments[-1] = last.with_changes(comma=last.comma.with_changes(whitespace_after=gap))
        new = new.with_changes(comma=cst.Comma(whitespace_after=tail))
    else:
        tail = last.whitespace_after_arg
        if vertical and isinstance(tail, cst.ParenthesizedWhitespace) and isinstance(gap, cst.ParenthesizedWhitespace):
            gap = gap.with_changes(first_line=tail.first_line)
            tail = tail.with_changes(first_line=cst.TrailingWhitespace(newline=tail.first_line.newline))
        arguments[-1] = last.with_changes(
            comma=cst.Comma(whitespace_after=gap), whitespace_after_arg=cst.SimpleWhitespace("")
        )
        new = new.with_changes(whitespace_after_arg=tail)
    return call.with_changes(args=[*arguments, new])


__all__ = ["add_argument", "remove_argument", "rewrite"]
