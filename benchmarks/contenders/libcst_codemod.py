"""One of keras-migrate's rewrites as LibCST's documentation teaches to write it, run over a folder; writes nothing.

The rewrite: `batch_input_shape=` on the first layer of a `Sequential` becomes a leading `Input(batch_shape=...)`.
One instance and one deep copy a file, as `python -m libcst.tool codemod` does it (LibCST 1.9, `codemod/_cli.py`). It
knows the two plain forms, `model.add(...)` and a list literal, and no values, branches, loops or functions.
"""

from __future__ import annotations

import sys
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.codemod import CodemodContext, VisitorBasedCodemodCommand
from libcst.codemod.visitors import AddImportsVisitor
from libcst.metadata import QualifiedNameProvider

ROOTS = ("keras", "tensorflow.keras")
SEQUENTIAL = {"Sequential", "models.Sequential"}

SHAPE = m.Arg(keyword=m.Name("batch_input_shape"))
SHAPED = m.Call(args=[m.ZeroOrMore(), SHAPE, m.ZeroOrMore()])
EMPTY_MODEL = m.Assign(targets=[m.AssignTarget(m.Name())], value=m.Call(args=[]))
ADD = m.SimpleStatementLine([m.Expr(m.Call(m.Attribute(m.Name(), m.Name("add")), [m.Arg(m.Call())]))])
SHAPED_LIST = m.Call(args=[m.Arg(m.List([m.Element(SHAPED), m.ZeroOrMore()])), m.ZeroOrMore()])


class BatchInputShapeCommand(VisitorBasedCodemodCommand):
    """Put an `Input` in front of the first layer of a `Sequential`."""

    DESCRIPTION = "batch_input_shape= on the first layer of a Sequential becomes a leading Input."
    METADATA_DEPENDENCIES = (QualifiedNameProvider,)

    def __init__(self, context: CodemodContext) -> None:
        super().__init__(context)
        self.empty_models: set[str] = set()
        """Names that stand for a `Sequential` without layers."""

    def visit_Assign(self, node: cst.Assign) -> None:  # noqa: N802  # LibCST's name
        """`model = Sequential()`."""
        if m.matches(node, EMPTY_MODEL) and self.keras_name(node.value)[1] in SEQUENTIAL:
            self.empty_models.add(cst.ensure_type(node.targets[0].target, cst.Name).value)

    def leave_SimpleStatementLine(  # noqa: N802  # LibCST's name
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        """`model.add(layer)`: the `Input` is a statement in front."""
        if not m.matches(original_node, ADD):
            return updated_node
        receiver, original_layer = added(original_node)
        if receiver not in self.empty_models:
            return updated_node
        self.empty_models.remove(receiver)
        root, name = self.keras_name(original_layer)
        if not name.startswith("layers.") or not m.matches(original_layer, SHAPED):
            return updated_node
        _, layer = added(updated_node)
        first = updated_node.deep_replace(layer, self.input_for(layer, root))
        second = updated_node.deep_replace(layer, without_shape(layer))
        return cst.FlattenSentinel(
            [
                cst.ensure_type(first, cst.SimpleStatementLine).with_changes(
                    trailing_whitespace=cst.TrailingWhitespace()
                ),
                cst.ensure_type(second, cst.SimpleStatementLine).with_changes(leading_lines=[]),
            ]
        )

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: N802
        """`Sequential([layer, ...])`: the `Input` is an element in front."""
        if not m.matches(original_node, SHAPED_LIST) or self.keras_name(original_node)[1] not in SEQUENTIAL:
            return updated_node
        root, name = self.keras_name(listed(original_node).elements[0].value)
        if not name.startswith("layers."):
            return updated_node
        layers = listed(updated_node)
        layer = cst.ensure_type(layers.elements[0].value, cst.Call)
        first = cst.Element(self.input_for(layer, root))
        second = layers.elements[0].with_changes(value=without_shape(layer))
        elements = [first, second, *layers.elements[1:]]
        return updated_node.with_deep_changes(layers, elements=elements)

    def keras_name(self, call: cst.BaseExpression) -> tuple[str, str]:
        """What a call calls: the root of Keras and the rest of the name; two empty strings outside Keras."""
        function = cst.ensure_type(call, cst.Call).func
        for name in self.get_metadata(QualifiedNameProvider, function, None) or ():
            for root in ROOTS:
                if name.name.startswith(root + "."):
                    return root, name.name.removeprefix(root + ".")
        return "", ""

    def input_for(self, layer: cst.Call, root: str) -> cst.Call:
        """The `Input` call that says what the layer's keyword says; has the name imported."""
        AddImportsVisitor.add_needed_import(self.context, root, "Input")
        shape = next(a for a in layer.args if m.matches(a, SHAPE))
        return cst.Call(
            cst.Name("Input"), [shape.with_changes(keyword=cst.Name("batch_shape"), comma=cst.MaybeSentinel.DEFAULT)]
        )


def added(statement: cst.SimpleStatementLine) -> tuple[str, cst.Call]:
    """The name of the model and the layer, of a statement that matches `ADD`."""
    call = cst.ensure_type(cst.ensure_type(statement.body[0], cst.Expr).value, cst.Call)
    model = cst.ensure_type(cst.ensure_type(call.func, cst.Attribute).value, cst.Name)
    return model.value, cst.ensure_type(call.args[0].value, cst.Call)


def listed(call: cst.Call) -> cst.List:
    """The list that a call has for its first argument."""
    return cst.ensure_type(call.args[0].value, cst.List)


def without_shape(layer: cst.Call) -> cst.Call:
    """The layer call without the keyword, and without the comma that may be left over."""
    arguments = [a for a in layer.args if not m.matches(a, SHAPE)]
    if arguments:
        arguments[-1] = arguments[-1].with_changes(comma=layer.args[-1].comma)
    return layer.with_changes(args=arguments)


def migrate(source: bytes) -> bytes:
    """The rewritten source of one file. Raises what LibCST raises where it cannot read it."""
    return BatchInputShapeCommand(CodemodContext()).transform_module(cst.parse_module(source)).bytes


def main(folder: Path) -> None:
    """Migrate all files, and say how many it would change and how many LibCST could not read."""
    files = changed = failed = 0
    for path in sorted(folder.rglob("*.py")):
        before = path.read_bytes()
        files += 1
        try:
            changed += migrate(before) != before
        except (cst.ParserSyntaxError, UnicodeError, RecursionError):
            failed += 1
    print(f"{files:,} files read, {changed:,} would change, {failed:,} failed", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
