"""What an edit does to the text: layouts, comments, newlines; nothing outside it changes.

The operations are asked for directly here. That rules ask for the right ones is in test_rules and test_analysis.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.edits.operations import (
    AddArguments,
    AddParameter,
    DefineHelper,
    ImportName,
    InsertElement,
    InsertImport,
    InsertStatements,
    Operation,
    RemoveArgument,
    RenameArgument,
    RenameAttribute,
    RenameFunction,
    ReplaceExpression,
    ReplaceStatement,
    WrapExpression,
)
from migrator.edits.realise import realise
from migrator.edits.source import Source, Splice, splice
from migrator.migration import migrate_file, migrate_text
from migrator.settings import Settings


def edited(text: str, *make: Callable[[ast.Module], Operation]) -> str:
    """The text after operations that are made from its tree."""
    tree = ast.parse(text)
    source = Source(text)
    return splice(text, realise(source, [m(tree) for m in make], tree))


def call_with(tree: ast.Module, name: str) -> tuple[ast.Call, ast.keyword]:
    """The call that has a keyword argument, and the argument."""
    return next((n, k) for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords if k.arg == name)


def first_call(tree: ast.Module) -> ast.Call:
    return next(n for n in ast.walk(tree) if isinstance(n, ast.Call))


def removed(text: str, name: str = "gone") -> str:
    return edited(text, lambda tree: RemoveArgument(*call_with(tree, name)))


def added(text: str, *arguments: tuple[str, str]) -> str:
    return edited(text, lambda tree: AddArguments(first_call(tree), arguments or (("new", "1"),)))


def comments(text: str) -> list[str]:
    """The comments of a text, as the tokenizer sees them."""
    return [t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]


# -- an argument goes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(gone=1)\n", "f()\n"),
        ("f(gone=1,)\n", "f()\n"),
        ("f(a, gone=1)\n", "f(a)\n"),
        ("f(gone=1, b=2)\n", "f(b=2)\n"),
        ("f(a, gone=1, b=2)\n", "f(a, b=2)\n"),
        ("f(a, gone=1, )\n", "f(a, )\n"),
        ("f(a, gone=1,)\n", "f(a,)\n"),
        ("f( a, gone = 1 )\n", "f( a )\n"),
        ("f(a,gone=1,b=2)\n", "f(a,b=2)\n"),
        ("f(a, gone=(1, (2), 3), b=2)\n", "f(a, b=2)\n"),
        ("f(a, gone=[x for x in (1, 2)], b=2)\n", "f(a, b=2)\n"),
        ("f(a, gone=(n := 3), b=2)\n", "f(a, b=2)\n"),
        ("f(a, gone=lambda: (1, 2), b=2)\n", "f(a, b=2)\n"),
        ("f(a, gone='),(', b='gone=1')\n", "f(a, b='gone=1')\n"),
        ("f(*a, gone=1, **b)\n", "f(*a, **b)\n"),
        ("f(gone=1)(gone)\n", "f()(gone)\n"),
        ("f(g(gone=1), b)\n", "f(g(), b)\n"),
        ("((f))(a, gone=1)\n", "((f))(a)\n"),
    ],
)
def test_an_argument_goes_with_its_comma(before: str, after: str) -> None:
    assert removed(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(\n    a,\n    gone=1,\n    b=2,\n)\n", "f(\n    a,\n    b=2,\n)\n"),
        ("f(\n    gone=1,\n    b=2,\n)\n", "f(\n    b=2,\n)\n"),
        ("f(\n    a,\n    gone=1,\n)\n", "f(\n    a,\n)\n"),
        ("f(\n    a,\n    gone=1\n)\n", "f(\n    a\n)\n"),
        ("f(a,\n  gone=1,\n  b=2)\n", "f(a,\n  b=2)\n"),
        ("f(a,\n  b=2,\n  gone=1)\n", "f(a,\n  b=2)\n"),
        ("f(gone=1,\n  b=2)\n", "f(b=2)\n"),
        ("f(a,\n  gone=(\n    1,\n    2,\n  ),\n  b=2)\n", "f(a,\n  b=2)\n"),
        ("f(\n\ta,\n\tgone=1,\n\tb=2,\n)\n", "f(\n\ta,\n\tb=2,\n)\n"),
    ],
)
def test_a_line_that_held_only_the_argument_goes_whole(before: str, after: str) -> None:
    assert removed(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a,  # the first\n  gone=1,\n  b=2)  # done\n", "f(a,  # the first\n  b=2)  # done\n"),
        ("f(\n    # about a\n    a,\n    gone=1,\n    # about b\n    b=2,\n)\n",
         "f(\n    # about a\n    a,\n    # about b\n    b=2,\n)\n"),
        ("f(\n    a,  # the first\n    gone=1\n)\n", "f(\n    a  # the first\n)\n"),
    ],
)  # fmt: skip
def test_comments_of_the_other_arguments_stay_where_they_are(before: str, after: str) -> None:
    assert removed(before) == after


@pytest.mark.parametrize(
    "before",
    [
        "f(a,\n  gone=1,  # why\n  b=2)\n",
        "f(a,\n  b=2,\n  gone=1  # why\n)\n",
        "f(\n    gone=1,  # why\n)\n",
        "f(\n    # why\n    gone=1,\n)\n",
        "f(a,\n  # why\n  gone=1)\n",
        "f(a, gone=1,  # why\n  b=2)\n",
        "f(a  # one\n  , gone=1  # two\n  , b=2  # three\n  )\n",
        "f(a,\n  gone=(1,  # inside\n        2),  # behind\n  b=2)\n",
    ],
)
def test_an_arguments_comment_that_nobody_moved_is_kept(before: str) -> None:
    outside = [c for c in comments(before) if c != "# inside"]
    after = removed(before)
    assert sorted(c for c in comments(after) if c in outside) == sorted(outside)
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(removed(before.replace("# ", "#"))))


def test_a_comment_that_a_rule_moves_stands_behind_the_new_statement_only() -> None:
    before = "f(a,  # the first\n  gone=1,  # moved\n  b=2)\n"
    after = edited(
        before,
        lambda tree: RemoveArgument(*call_with(tree, "gone"), comment_moves=True),
        lambda tree: InsertStatements(tree.body[0], ("new()",), "# moved"),
    )
    assert after == "new()  # moved\nf(a,  # the first\n  b=2)\n"


def test_two_arguments_go_in_one_edit() -> None:
    before = "f(\n    a,\n    one=1,\n    b=2,\n    two=2,\n)\n"
    after = edited(
        before,
        lambda tree: RemoveArgument(*call_with(tree, "one")),
        lambda tree: RemoveArgument(*call_with(tree, "two")),
    )
    assert after == "f(\n    a,\n    b=2,\n)\n"


def test_arguments_go_from_calls_inside_each_other() -> None:
    after = edited(
        "f(g(one=1, a=2), two=2)\n",
        lambda tree: RemoveArgument(*call_with(tree, "two")),
        lambda tree: RemoveArgument(*call_with(tree, "one")),
    )
    assert after == "f(g(a=2))\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 'é'; y = f(a, gone='ü', b='ß')\n", "x = 'é'; y = f(a, b='ß')\n"),
        ("x = '😀'; y = f(a, gone=1)  # 😀\n", "x = '😀'; y = f(a)  # 😀\n"),
        ("f('日本', gone=1, größe=2)\n", "f('日本', größe=2)\n"),
        ("f(a, \\\n  gone=1, \\\n  b=2)\n", "f(a, \\\n  b=2)\n"),
        ("x = f(a, gone=1) + \\\n    1\n", "x = f(a) + \\\n    1\n"),
        ("if a: f(b, gone=1); g()\n", "if a: f(b); g()\n"),
        ("print(f'{f(a, gone=1)!r:>{w}}')\n", "print(f'{f(a)!r:>{w}}')\n"),
        ("f(a, b='''\n  text''', gone=1)\n", "f(a, b='''\n  text''')\n"),
        ("a = 1\n\x0cf(a, gone=1)\n", "a = 1\n\x0cf(a)\n"),
        ("f(a, gone=1)", "f(a)"),
        ("f(a,\r\n  gone=1,\r\n  b=2)\r\n", "f(a,\r\n  b=2)\r\n"),
        ("f(a,\r  gone=1,\r  b=2)\r", "f(a,\r  b=2)\r"),
        ("a = 1\r\nf(b,\n  gone=1)\n", "a = 1\r\nf(b)\n"),
    ],
)  # fmt: skip
def test_positions_hold_in_every_kind_of_text(before: str, after: str) -> None:
    assert removed(before) == after


SPACE = st.sampled_from(["", " ", "  ", "\n    ", "\n", "\t"])
COMMENT = st.integers(0, 99).map(lambda n: f"  # note {n}\n    ")
GAP = st.one_of(SPACE, SPACE, COMMENT)
VALUE = st.sampled_from(
    ["1", "(2, 5, 3)", "'a, b)'", "[1, *x]", "g(a, b=2)", "lambda q: (q, 1)", "{'k': 1}", "(n := 1)"]
)


@st.composite
def layer_calls(draw: st.DrawFn) -> tuple[str, str]:
    """A call with keyword arguments in any layout, and the name of one of them."""
    count = draw(st.integers(1, 4))
    positional = draw(st.integers(0, 2))
    names = [f"k{i}" for i in range(count)]
    parts = []
    for i in range(positional):
        parts.append(draw(GAP) + f"p{i}" + draw(GAP))
    for name in names:
        parts.append(draw(GAP) + name + draw(SPACE) + "=" + draw(SPACE) + draw(VALUE) + draw(GAP))
    comma = draw(st.sampled_from(["", ","]))
    return "LSTM(" + ",".join(parts) + comma + draw(GAP) + ")\n", draw(st.sampled_from(names))


def without(tree: ast.Module, name: str) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [k for k in node.keywords if k.arg != name]
    return tree


@given(layer_calls())
def test_removing_a_keyword_from_any_layout_changes_nothing_else(call: tuple[str, str]) -> None:
    text, name = call
    after = removed(text, name)
    assert ast.dump(ast.parse(after)) == ast.dump(without(ast.parse(text), name))
    assert sorted(comments(after)) == sorted(comments(text))


@given(layer_calls())
def test_adding_a_keyword_to_any_layout_changes_nothing_else(call: tuple[str, str]) -> None:
    text, _ = call
    after = added(text, ("new", "(1, 2)"))
    outer = ast.parse(after).body[0]
    assert isinstance(outer, ast.Expr)
    assert isinstance(outer.value, ast.Call)
    assert [ast.unparse(k) for k in outer.value.keywords[-1:]] == ["new=(1, 2)"]
    assert ast.dump(without(ast.parse(after), "new")) == ast.dump(ast.parse(text))
    assert comments(after) == comments(text)


# -- arguments come ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()\n", "f(new=1)\n"),
        ("f(a)\n", "f(a, new=1)\n"),
        ("f(a, b=2)  # fit\n", "f(a, b=2, new=1)  # fit\n"),
        ("f(a, b=2,)\n", "f(a, b=2, new=1,)\n"),
        ("f( a )\n", "f( a, new=1 )\n"),
        ("f(*a, **b)\n", "f(*a, **b, new=1)\n"),
        ("f(a, c=[\n    1,\n    2,\n])\n", "f(a, c=[\n    1,\n    2,\n], new=1)\n"),
    ],
)
def test_an_argument_is_appended_on_the_line(before: str, after: str) -> None:
    assert added(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(\n    a,\n    b=2,\n)\n", "f(\n    a,\n    b=2,\n    new=1,\n)\n"),
        ("f(a,\n  b=2,\n  c=3)\n", "f(a,\n  b=2,\n  c=3,\n  new=1)\n"),
        ("f(\n    a,\n    b=2\n)\n", "f(\n    a,\n    b=2,\n    new=1\n)\n"),
        ("f(\n    a,\n    b=2,  # two\n)\n", "f(\n    a,\n    b=2,  # two\n    new=1,\n)\n"),
        ("f(\n    a,\n    b=2  # two\n)\n", "f(\n    a,\n    b=2,  # two\n    new=1\n)\n"),
        ("f(\n\ta,\n\tb=2,\n)\n", "f(\n\ta,\n\tb=2,\n\tnew=1,\n)\n"),
        ("f(\r\n    a,\r\n    b=2,\r\n)\r\n", "f(\r\n    a,\r\n    b=2,\r\n    new=1,\r\n)\r\n"),
    ],
)
def test_an_argument_takes_a_line_where_the_others_have_one_each(before: str, after: str) -> None:
    assert added(before) == after


def test_arguments_come_in_the_order_asked_for() -> None:
    assert added("f(a)\n", ("batch_size", "n"), ("shuffle", "False")) == "f(a, batch_size=n, shuffle=False)\n"


# -- elements, names, expressions --------------------------------------------------------------------------------------


def inserted(text: str, element: str = "new", comment: str = "") -> str:
    return edited(
        text,
        lambda tree: InsertElement(
            next(n for n in ast.walk(tree) if isinstance(n, (ast.List, ast.Tuple))), element, comment
        ),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = [a]\n", "x = [new, a]\n"),
        ("x = [a, b]\n", "x = [new, a, b]\n"),
        ("x = (a,)\n", "x = (new, a,)\n"),
        ("x = (a, b)\n", "x = (new, a, b)\n"),
        ("x = [\n    a,\n    b,\n]\n", "x = [\n    new,\n    a,\n    b,\n]\n"),
        ("x = [\n    # first\n    a,\n]\n", "x = [\n    # first\n    new,\n    a,\n]\n"),
        ("x = [a,\n     b]\n", "x = [new,\n     a,\n     b]\n"),
        ("x = [\r\n    a,\r\n]\r\n", "x = [\r\n    new,\r\n    a,\r\n]\r\n"),
        ("x = [\n\ta,\n]\n", "x = [\n\tnew,\n\ta,\n]\n"),
    ],
)
def test_an_element_goes_in_front_with_the_lists_own_separator(before: str, after: str) -> None:
    assert inserted(before) == after


def test_a_moved_comment_stands_behind_the_inserted_element() -> None:
    before = "x = [\n    a,\n    b,\n]\n"
    assert inserted(before, comment="# shape") == "x = [\n    new,  # shape\n    a,\n    b,\n]\n"


def test_a_keyword_is_renamed_and_its_value_untouched() -> None:
    before = "Input( old = (1,  # batch\n             2))\n"
    after = edited(before, lambda tree: RenameArgument(*call_with(tree, "old"), "new"))
    assert after == "Input( new = (1,  # batch\n             2))\n"


def positional(tree: ast.Module, index: int) -> tuple[ast.Call, ast.expr]:
    call = first_call(tree)
    return call, call.args[index]


def test_a_positional_argument_goes_with_its_comma() -> None:
    assert edited("f(32, 3, 3, x=1)  # note\n", lambda tree: RemoveArgument(*positional(tree, 2))) == (
        "f(32, 3, x=1)  # note\n"
    )
    assert edited("f(32,\n  3)\n", lambda tree: RemoveArgument(*positional(tree, 1))) == "f(32)\n"


def test_positional_arguments_get_names() -> None:
    after = edited(
        "f(a,\n  (b), *c, d=1)\n",
        lambda tree: RenameArgument(*positional(tree, 0), "first"),
        lambda tree: RenameArgument(*positional(tree, 1), "second"),
    )
    assert after == "f(first=a,\n  second=(b), *c, d=1)\n"


def test_a_positional_argument_is_replaced_and_the_next_one_removed() -> None:
    after = edited(
        "f(32, 3, 5, border='same')\n",
        lambda tree: ReplaceExpression(positional(tree, 1)[1], "(3, 5)"),
        lambda tree: RemoveArgument(*positional(tree, 2)),
    )
    assert after == "f(32, (3, 5), border='same')\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("m.old()\n", "m.new()\n"),
        ("m . old ()\n", "m . new ()\n"),
        ("m.old.old()\n", "m.old.new()\n"),
        ("(m\n .old)()\n", "(m\n .new)()\n"),
        ("é.old()\n", "é.new()\n"),
    ],
)
def test_an_attribute_is_renamed(before: str, after: str) -> None:
    def last(tree: ast.Module) -> Operation:
        return RenameAttribute(next(n for n in ast.walk(tree) if isinstance(n, ast.Attribute)), "new")

    assert edited(before, last) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = f(a)  # so\n", "x = (f(a) > 0.5).astype(int)  # so\n"),
        (
            "x = f(\n    a,  # the first\n    b,\n)[0]\n",
            "x = (f(\n    a,  # the first\n    b,\n) > 0.5).astype(int)[0]\n",
        ),
        ("x = -f(f(a))\n", "x = -(f(f(a)) > 0.5).astype(int)\n"),
        ("x = (f(a))\n", "x = ((f(a) > 0.5).astype(int))\n"),
    ],
)
def test_an_expression_is_wrapped(before: str, after: str) -> None:
    assert edited(before, lambda tree: WrapExpression(first_call(tree), "(", " > 0.5).astype(int)")) == after


def test_an_expression_is_wrapped_whatever_else_becomes_of_it() -> None:
    after = edited(
        "x = m.f(a, gone=1, b=g(old=2))\n",
        lambda tree: WrapExpression(first_call(tree), "", ".argmax(axis=-1)"),
        lambda tree: RenameAttribute(next(n for n in ast.walk(tree) if isinstance(n, ast.Attribute)), "new"),
        lambda tree: RemoveArgument(*call_with(tree, "gone")),
        lambda tree: AddArguments(first_call(tree), (("verbose", "0"),)),
        lambda tree: RenameArgument(*call_with(tree, "old"), "new"),
    )
    assert after == "x = m.new(a, b=g(new=2), verbose=0).argmax(axis=-1)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def old(self): pass\n", "def new(self): pass\n"),
        ("@tf.function\ndef  old (self):\n    old\n", "@tf.function\ndef  new (self):\n    old\n"),
        ("async def old(self): pass\n", "async def new(self): pass\n"),
        ("@old\ndef old(): pass\n", "@old\ndef new(): pass\n"),
    ],
)
def test_a_function_is_renamed(before: str, after: str) -> None:
    def definition(tree: ast.Module) -> Operation:
        node = tree.body[0]
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        return RenameFunction(node, "new")

    assert edited(before, definition) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(self, x): pass\n", "def f(self, x, training=None): pass\n"),
        ("def f(self, x: int = (1), **rest): pass\n", "def f(self, x: int = (1), training=None, **rest): pass\n"),
        ("def f(self, *inputs): pass\n", "def f(self, *inputs, training=None): pass\n"),
        ("def f(self, x, *, mask=None): pass\n", "def f(self, x, *, mask=None, training=None): pass\n"),
        ("def f(\n    self,\n    x,\n):\n    pass\n", "def f(\n    self,\n    x, training=None,\n):\n    pass\n"),
    ],
)
def test_a_function_gets_one_more_parameter(before: str, after: str) -> None:
    def definition(tree: ast.Module) -> Operation:
        node = tree.body[0]
        assert isinstance(node, ast.FunctionDef)
        return AddParameter(node, "training=None")

    assert edited(before, definition) == after


def test_an_expression_is_replaced_inside_a_call_that_changes_too() -> None:
    before = "fit(a, on=m.reset, gone=1)\n"
    after = edited(
        before,
        lambda tree: RemoveArgument(*call_with(tree, "gone")),
        lambda tree: ReplaceExpression(call_with(tree, "on")[1].value, "lambda: reset(m)"),
    )
    assert after == "fit(a, on=lambda: reset(m))\n"


def test_the_same_operation_asked_for_twice_is_done_once() -> None:
    assert edited("f(a, gone=1)\n", *[lambda tree: RemoveArgument(*call_with(tree, "gone"))] * 2) == "f(a)\n"


# -- statements --------------------------------------------------------------------------------------------------------


def statement(tree: ast.Module, number: int) -> ast.stmt:
    """A statement that is an expression, counted from 0 in the order of the text."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Expr)]
    return sorted(found, key=lambda n: (n.lineno, n.col_offset))[number]


LOOP = ("for l in m:", "    if l:", "        l()")
GUARD = ("if not m:", "    n()")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a()\nb()\n", "new()\na()\nb()\n"),
        ("if x:\n    a()\n", "if x:\n    new()\n    a()\n"),
        ("if x:\n\ta()\n", "if x:\n\tnew()\n\ta()\n"),
        ("a()  # c\n", "new()\na()  # c\n"),
        ("x = 1; a()\n", "x = 1; new(); a()\n"),
        ("if x: a()\n", "if x: new(); a()\n"),
        ("if x: y = 1; a()\nelse: pass\n", "if x: y = 1; new(); a()\nelse: pass\n"),
        ("if x: \\\n    a()\n", "if x: \\\n    new(); a()\n"),
        ("a()", "new()\na()"),
        ("x = 1\r\na()\r\n", "x = 1\r\nnew()\r\na()\r\n"),
        ("\x0ca()\n", "\x0cnew()\n\x0ca()\n"),
    ],
)
def test_a_statement_goes_in_front(before: str, after: str) -> None:
    got = edited(before, lambda tree: InsertStatements(statement(tree, 0), ("new()",)))
    assert got.replace("\x0c", "") == after.replace("\x0c", "")
    ast.parse(got)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a()\n", "if not m:\n    n()\na()\n"),
        ("for i in x:\n    a()\n", "for i in x:\n    if not m:\n        n()\n    a()\n"),
        ("for i in x:\n\ta()\n", "for i in x:\n\tif not m:\n\t\tn()\n\ta()\n"),
        ("for i in x:\n  a()\n", "for i in x:\n  if not m:\n    n()\n  a()\n"),
        ("for i in x: a()\n", "for i in x:\n    if not m:\n        n()\n    a()\n"),
    ],
)
def test_a_block_goes_in_front(before: str, after: str) -> None:
    assert edited(before, lambda tree: InsertStatements(statement(tree, 0), GUARD)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a()\n", "for l in m:\n    if l:\n        l()\n"),
        ("a()  # c\n", "for l in m:  # c\n    if l:\n        l()\n"),
        ("def f():\n\ta()\n", "def f():\n\tfor l in m:\n\t\tif l:\n\t\t\tl()\n"),
        ("if x:\n  a()\nb()\n", "if x:\n  for l in m:\n    if l:\n      l()\nb()\n"),
        ("a(\n)\nb()\n", "for l in m:\n    if l:\n        l()\nb()\n"),
        ("a()", "for l in m:\n    if l:\n        l()"),
        ("a()\r\n", "for l in m:\r\n    if l:\r\n        l()\r\n"),
    ],
)
def test_a_statement_is_replaced_by_a_block(before: str, after: str) -> None:
    assert edited(before, lambda tree: ReplaceStatement(statement(tree, 0), LOOP)) == after


def test_statements_on_one_line_are_replaced_on_it() -> None:
    before = "if x: a(); b()\n"
    assert edited(before, lambda tree: ReplaceStatement(statement(tree, 0), ("c()", "d()"))) == "if x: c(); d(); b()\n"


# -- imports and helpers -----------------------------------------------------------------------------------------------


def imported(text: str, alias: str | None = None) -> str:
    def extend(tree: ast.Module) -> Operation:
        found = next(n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom))
        return ImportName(found, "Input", alias)

    return edited(text, extend)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from k import A\n", "from k import A, Input\n"),
        ("from k import A, B\n", "from k import A, B, Input\n"),
        ("from k import A as B\n", "from k import A as B, Input\n"),
        ("from k import A  # noqa\n", "from k import A, Input  # noqa\n"),
        ("from k import A; x = 1\n", "from k import A, Input; x = 1\n"),
        ("from k import (A)\n", "from k import (A, Input)\n"),
        ("from k import (A, B,)\n", "from k import (A, B, Input,)\n"),
        ("from k import (\n    A,\n    B,\n)\n", "from k import (\n    A,\n    B,\n    Input,\n)\n"),
        ("from k import (\n    A,\n    B\n)\n", "from k import (\n    A,\n    B,\n    Input\n)\n"),
        ("from k import (\n    A,\n)\n", "from k import (\n    A,\n    Input,\n)\n"),
        ("from k import (\n    A,  # a\n    B,\n)\n", "from k import (\n    A,  # a\n    B,\n    Input,\n)\n"),
        ("from k import (A,\n               B)\n", "from k import (A,\n               B,\n               Input)\n"),
        ("from k import (A,  # one\n               B  # two\n               )\n",
         "from k import (A,  # one\n               B,  # two\n               Input\n               )\n"),
        ("from k import (A, B,\n               C, D)\n", "from k import (A, B,\n               C, D, Input)\n"),
        ("from k import A, \\\n    B\n", "from k import A, \\\n    B, Input\n"),
        ("try:\n    from k import A\nexcept E: pass\n", "try:\n    from k import A, Input\nexcept E: pass\n"),
        ("from k import (\r\n    A,\r\n)\r\n", "from k import (\r\n    A,\r\n    Input,\r\n)\r\n"),
        ("from k import (\n\tA,\n)\n", "from k import (\n\tA,\n\tInput,\n)\n"),
        ("from k import A", "from k import A, Input"),
        ("x = 'é'; from k import A\n", "x = 'é'; from k import A, Input\n"),
    ],
)  # fmt: skip
def test_a_name_joins_an_import_in_its_layout(before: str, after: str) -> None:
    assert imported(before) == after


def test_a_name_joins_an_import_under_an_alias() -> None:
    assert imported("from k import A\n", "KerasInput") == "from k import A, Input as KerasInput\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from k import A\nx = 1\n", "from k import A\nfrom l import B\nx = 1\n"),
        (
            "def f():\n    from k import A\n    x = 1\n",
            "def f():\n    from k import A\n    from l import B\n    x = 1\n",
        ),
        ("from k import (\n    A,\n)\n", "from k import (\n    A,\n)\nfrom l import B\n"),
        ("from k import A", "from k import A\nfrom l import B"),
        ("from k import A\r\n", "from k import A\r\nfrom l import B\r\n"),
    ],
)
def test_an_import_gets_a_line_behind_another(before: str, after: str) -> None:
    def line(tree: ast.Module) -> Operation:
        return InsertImport(next(n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)), "from l import B")

    assert edited(before, line) == after


HELPER = ("def h():", "    pass")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import k\nx = 1\n", "import k\n\n\ndef h():\n    pass\n\n\nx = 1\n"),
        ("import k\n\nx = 1\n", "import k\n\n\ndef h():\n    pass\n\n\nx = 1\n"),
        ("import k\n\n\nx = 1\n", "import k\n\n\ndef h():\n    pass\n\n\nx = 1\n"),
        ("import k  # c\nx = 1\n", "import k  # c\n\n\ndef h():\n    pass\n\n\nx = 1\n"),
        ("import k\r\nx = 1\r\n", "import k\r\n\r\n\r\ndef h():\r\n    pass\r\n\r\n\r\nx = 1\r\n"),
    ],
)
def test_a_helper_stands_below_an_import_between_two_blank_lines(before: str, after: str) -> None:
    assert edited(before, lambda tree: DefineHelper(tree.body[0], HELPER)) == after


def test_a_helper_without_an_import_stands_below_the_docstring() -> None:
    before = '"""Doc."""\n\nx = 1\n'
    after = edited(before, lambda _: DefineHelper(None, HELPER))
    assert ast.get_docstring(ast.parse(after)) == "Doc."
    assert after.index("def h") < after.index("x = 1")


# -- whole files: bytes ------------------------------------------------------------------------------------------------

IMPORTS = "from keras.models import Sequential\nfrom keras.layers import LSTM, Input\n"


LAYERS = b"m = Sequential([LSTM(4, batch_input_shape=(2, 5, 3))])  # no newline at the end"
MIGRATED = b"m = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4)])  # no newline at the end"


@pytest.mark.parametrize(
    "head",
    [
        b"\xef\xbb\xbfimport k\n" + IMPORTS.encode(),
        b"#!/usr/bin/env python\r\n" + IMPORTS.encode(),
        b"x = 1\n\x0c\n" + IMPORTS.encode(),
        b"x = '''a\rb\r\nc\n'''\n" + IMPORTS.encode(),
        b"# coding: latin-1\n" + IMPORTS.encode() + b"name = '\xe9'; ",
        b"# coding: cp1252\n" + IMPORTS.encode() + b"name = '\x80'; ",
    ],
)
def test_bytes_outside_the_edits_are_untouched(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(head + LAYERS)
    assert migrate_file(path, Settings(), write=True).problem is None
    assert path.read_bytes() == head + MIGRATED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("m.add(LSTM(4, batch_input_shape=(2, 5, 3)))", "m.add(Input(batch_shape=(2, 5, 3)))\nm.add(LSTM(4))"),
        (
            "m.add(LSTM(\n    4,\n    batch_input_shape=(2, 5, 3),  # batch, steps, features\n))",
            "m.add(Input(batch_shape=(2, 5, 3)))  # batch, steps, features\nm.add(LSTM(\n    4,\n))",
        ),
        (
            "m.add(LSTM(4, batch_input_shape=(2,\n                                 5, 3)))",
            "m.add(Input(batch_shape=(2, 5, 3)))\nm.add(LSTM(4))",
        ),
        (
            "if m: m.add(LSTM(4, batch_input_shape=(2, 5, 3)))",
            "if m: m.add(Input(batch_shape=(2, 5, 3))); m.add(LSTM(4))",
        ),
    ],
)
def test_the_layouts_of_the_catalogue(before: str, after: str) -> None:
    head = IMPORTS + "m = Sequential()\n"
    assert migrate_text(head + before + "\n").after == head + after + "\n"


# -- the text itself ---------------------------------------------------------------------------------------------------


@given(st.text(alphabet="aé😀 \t\n\r\x0c#'", max_size=40))
def test_a_line_and_column_lead_to_an_offset_and_back(text: str) -> None:
    source = Source(text)
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        start = source.line_starts[line - 1]
        assert start + column - 1 == offset
        assert source.offset(line, len(text[start:offset].encode())) == offset


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3), st.text("xy", max_size=3)), max_size=5))
def test_splices_change_their_stretches_and_nothing_else(wanted: list[tuple[int, int, str]]) -> None:
    text = "".join(chr(ord("A") + i) for i in range(24))
    splices: list[Splice] = []
    for start, length, replacement in sorted(wanted):
        if not splices or start > splices[-1].end:
            splices.append(Splice(start, start + length, replacement))
    kept = [c for i, c in enumerate(text) if not any(s.start <= i < s.end for s in splices)]
    assert [c for c in splice(text, splices) if c.isupper()] == kept
    assert [c for c in splice(text, splices) if c.islower()] == [c for s in splices for c in s.text]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("if x:\n    a\n", "    "),
        ("if x:\n\ta\n", "\t"),
        ("if x:\n  a\n", "  "),
        ("x = 1\n", "    "),
        ("if x:  # c\r\n  a\r\n", "  "),
    ],
)
def test_one_level_of_indentation_is_the_files_own(text: str, unit: str) -> None:
    assert Source(text).indent_unit == unit
