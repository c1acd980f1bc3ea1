"""What edits of import statements, and the removal of statements, do to the text."""

from __future__ import annotations

import ast
import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.edits.operations import (
    ImportName,
    InsertImport,
    InsertStatements,
    Operation,
    RemoveImport,
    RemoveStatement,
    ReplaceImport,
)
from migrator.edits.realise import realise
from migrator.edits.source import Source, splice

Import = ast.Import | ast.ImportFrom


def edited(text: str, *wishes: tuple[str, ...]) -> str:
    """The text after operations on the names of its imports.

    `("remove", name)`, `("replace", name, new, alias, module)`, `("add", module, name)`, `("after", module, line)`.
    """
    tree = ast.parse(text)
    source = Source(text)
    operations = [_operation(tree, *wish) for wish in wishes]
    return splice(text, realise(source, operations, tree))


def _operation(tree: ast.Module, kind: str, name: str, *rest: str) -> Operation:
    imports = [n for n in ast.walk(tree) if isinstance(n, Import)]
    if kind == "add":
        return ImportName(next(s for s in imports if isinstance(s, ast.ImportFrom) and s.module == name), rest[0])
    if kind == "after":
        return InsertImport(next(s for s in imports if isinstance(s, ast.ImportFrom) and s.module == name), rest[0])
    statement, alias = next((s, a) for s in imports for a in s.names if a.name == name)
    if kind == "remove":
        return RemoveImport(statement, alias)
    new, asname, module = rest
    return ReplaceImport(statement, alias, new, asname or None, module or None)


def comments(text: str) -> list[str]:
    """The comments of a text, as the tokenizer sees them."""
    return [t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]


# -- a name goes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from k import gone, B\n", "from k import B\n"),
        ("from k import A, gone\n", "from k import A\n"),
        ("from k import A, gone, B\n", "from k import A, B\n"),
        ("from k import A, gone as g, B as b\n", "from k import A, B as b\n"),
        ("from k import A, gone  # why\n", "from k import A  # why\n"),
        ("from k import A, gone; x = 1\n", "from k import A; x = 1\n"),
        ("from k import (A, gone)\n", "from k import (A)\n"),
        ("from k import (A, gone,)\n", "from k import (A,)\n"),
        ("from k import (gone, B,)\n", "from k import (B,)\n"),
        ("from k import (\n    A,\n    gone,\n    B,\n)\n", "from k import (\n    A,\n    B,\n)\n"),
        ("from k import (\n    gone,\n    B,\n)\n", "from k import (\n    B,\n)\n"),
        ("from k import (\n    A,\n    gone,\n)\n", "from k import (\n    A,\n)\n"),
        ("from k import (\n    A,\n    gone\n)\n", "from k import (\n    A\n)\n"),
        ("from k import (\n    A,  # a\n    gone\n)\n", "from k import (\n    A  # a\n)\n"),
        ("from k import (\n    A,  # a\n    gone)\n", "from k import (\n    A  # a\n    )\n"),
        ("from k import (\n    A,\n    gone,  # g\n    B,\n)\n", "from k import (\n    A,\n    # g\n    B,\n)\n"),
        ("from k import (\n    A,\n    gone,  # noqa\n    B,\n)\n", "from k import (\n    A,\n    B,\n)\n"),
        ("from k import (A,\n               gone)\n", "from k import (A)\n"),
        ("from k import (gone,\n               B)\n", "from k import (B)\n"),
        ("from k import (A, gone,\n               B)\n", "from k import (A,\n               B)\n"),
        ("from k import (A, gone,  # c\n               B)\n", "from k import (A,  # c\n               B)\n"),
        ("from k import A, \\\n    gone\n", "from k import A\n"),
        ("from k import gone, \\\n    B\n", "from k import B\n"),
        ("import gone, B\n", "import B\n"),
        ("import A, gone.x.y as g\n".replace("gone.x.y", "gone"), "import A\n"),
        ("from k import (\r\n    A,\r\n    gone,\r\n)\r\n", "from k import (\r\n    A,\r\n)\r\n"),
        ("from k import (\n\tA,\n\tgone,\n)\n", "from k import (\n\tA,\n)\n"),
    ],
)
def test_a_name_leaves_an_import_in_its_layout(before: str, after: str) -> None:
    assert edited(before, ("remove", "gone")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from k import gone\nx = 1\n", "x = 1\n"),
        ("from k import gone\n\n\nx = 1\n", "x = 1\n"),
        ("import a\nfrom k import gone\nimport b\n", "import a\nimport b\n"),
        ("import a\nfrom k import (\n    gone,\n)\nimport b\n", "import a\nimport b\n"),
        ("import a\nfrom k import gone  # why\nimport b\n", "import a\n# why\nimport b\n"),
        ("import a\nfrom k import gone  # noqa: F401\nimport b\n", "import a\nimport b\n"),
        ("import a\r\nimport gone\r\nimport b\r\n", "import a\r\nimport b\r\n"),
        ("import a\nimport gone", "import a\n"),
        ("import gone; import b\n", "import b\n"),
        ("import a; import gone\n", "import a\n"),
        ("import a; import gone; import b\n", "import a; import b\n"),
        ("import a; import gone;\n", "import a;\n"),
        ("x = 1\nimport gone;\n", "x = 1\n"),
        ("def f():\n    import gone\n", "def f():\n    pass\n"),
        ("def f():\n    import gone\n    return 1\n", "def f():\n    return 1\n"),
        ("def f(): import gone\n", "def f(): pass\n"),
        ("def f(): import gone; g()\n", "def f(): g()\n"),
        ("try:\n    import gone  # why\nexcept E: pass\n", "try:\n    pass  # why\nexcept E: pass\n"),
        ("try: a\nexcept E:\n    import gone\n", "try: a\nexcept E:\n    pass\n"),
        ("if a:\n    b\nelse:\n    import gone\n", "if a:\n    b\nelse:\n    pass\n"),
        ("import gone\n", ""),
        ("#!/usr/bin/python\nimport gone\nx = 1\n", "#!/usr/bin/python\nx = 1\n"),
    ],
)
def test_with_its_last_name_an_import_goes(before: str, after: str) -> None:
    assert edited(before, ("remove", "gone")) == after


def test_several_names_go_at_once() -> None:
    before = "from k import a, b, c, d, e\n"
    assert edited(before, ("remove", "b"), ("remove", "c"), ("remove", "e")) == "from k import a, d\n"
    assert edited(before, *[("remove", name) for name in "abcde"]) == ""
    before = "try:\n    import a\n    import b\nexcept E:\n    raise\n"
    assert edited(before, ("remove", "a"), ("remove", "b")) == "try:\n    pass\nexcept E:\n    raise\n"
    assert edited("def f(): import a; import b\n", ("remove", "a"), ("remove", "b")) == "def f(): pass\n"


# -- a name, or its module, is another ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "wish", "after"),
    [
        ("from k import old\n", ("new", "", ""), "from k import new\n"),
        ("from k import old as o  # c\n", ("new", "o", ""), "from k import new as o  # c\n"),
        ("from k import (A,\n    old)\n", ("new", "old", ""), "from k import (A,\n    new as old)\n"),
        ("import old as o\n", ("k.new", "o", ""), "import k.new as o\n"),
        ("import old, b\n", ("new", "", ""), "import new, b\n"),
        ("import old\n", ("new", "n", "k"), "from k import new as n\n"),
        ("import old, b\n", ("new", "", "k"), "import b\nfrom k import new\n"),
        ("from k.old import old\n", ("old", "", "k"), "from k import old\n"),
        ("from  k.old  import old as o # c\n", ("old", "o", "k"), "from  k  import old as o # c\n"),
        ("from k \\\n    .old import(old)\n", ("old", "", "k"), "from k import(old)\n"),
        ("from k.old import old, B\n", ("old", "", "k"), "from k.old import B\nfrom k import old\n"),
        ("from k.old import old, B; x = 1\n", ("old", "", "k"), "from k.old import B; x = 1\nfrom k import old\n"),
        ("x = 1; from k.old import old, B\n", ("old", "", "k"), "x = 1; from k.old import B; from k import old\n"),
        ("from k.old import *\n", ("*", "", "k"), "from k import *\n"),
        (
            "try:\n    from k.old import old, B\nexcept E: pass\n",
            ("old", "", "k"),
            "try:\n    from k.old import B\n    from k import old\nexcept E: pass\n",
        ),
    ],
)
def test_another_thing_is_imported_in_the_place_of_a_name(before: str, wish: tuple[str, str, str], after: str) -> None:
    name = "*" if "*" in before else "old"
    assert edited(before, ("replace", name, *wish)) == after


def test_an_import_whose_names_all_move_keeps_its_layout() -> None:
    before = "from k.old import (\n    A,  # a\n    B as b,\n    C,\n)  # end\n"
    assert edited(
        before, ("replace", "A", "A", "", "k"), ("replace", "B", "B", "b", "k"), ("replace", "C", "D", "C", "k")
    ) == ("from k import (\n    A,  # a\n    B as b,\n    D as C,\n)  # end\n")
    assert edited(before, ("replace", "A", "A", "", "k"), ("replace", "B", "B", "b", "k"), ("remove", "C")) == (
        "from k import (\n    A,  # a\n    B as b,\n)  # end\n"
    )
    assert edited(
        before, ("replace", "A", "A", "", "k"), ("replace", "B", "B", "b", "m"), ("replace", "C", "C", "", "k")
    ) == ("from k import (\n    A,  # a\n    C,\n)  # end\nfrom m import B as b\n")


def test_what_comes_takes_the_place_of_what_goes() -> None:
    assert edited("from k import gone\n", ("remove", "gone"), ("add", "k", "A"), ("add", "k", "B")) == (
        "from k import A, B\n"
    )
    assert edited("from k import gone, C\n", ("remove", "gone"), ("add", "k", "A")) == "from k import A, C\n"
    assert edited("from k import gone\n", ("remove", "gone"), ("after", "k", "import l")) == "import l\n"
    assert edited("from k import gone, A\n", ("remove", "gone"), ("after", "k", "import l")) == (
        "from k import A\nimport l\n"
    )
    assert edited("from k import A\n", ("add", "k", "B"), ("after", "k", "import l")) == (
        "from k import A, B\nimport l\n"
    )


# -- any statement goes ------------------------------------------------------------------------------------------------


def without_call(text: str, name: str, *, insert: bool = False) -> str:
    tree = ast.parse(text)
    statement = next(
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Expr)
        and isinstance(n.value, ast.Call)
        and isinstance(n.value.func, ast.Name)
        and n.value.func.id == name
    )
    operations: list[Operation] = [RemoveStatement(statement)]
    if insert:
        operations.append(InsertStatements(statement, ("new()",)))
    return splice(text, realise(Source(text), operations, tree))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a()\ngone()\nb()\n", "a()\nb()\n"),
        ("a()\ngone(\n    1,  # one\n)  # end\nb()\n", "a()\n# one\n# end\nb()\n"),
        ("a()\ngone('# text')\nb()\n", "a()\nb()\n"),
        ("for x in y:\n    gone()\n", "for x in y:\n    pass\n"),
        ("for x in y: gone()\n", "for x in y: pass\n"),
        ("a(); gone(); b()\n", "a(); b()\n"),
    ],
)
def test_a_statement_goes(before: str, after: str) -> None:
    assert without_call(before, "gone") == after


def test_what_is_inserted_in_front_of_a_statement_fills_its_block() -> None:
    assert without_call("if x:\n    gone()\n", "gone", insert=True) == "if x:\n    new()\n"


# -- any layout --------------------------------------------------------------------------------------------------------


@st.composite
def imports(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """An import in some layout, its names, and those that go."""
    names = draw(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=6, unique=True))
    gone = draw(st.lists(st.sampled_from(names), unique=True))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    parts = ["from k import ("]
    for number, name in enumerate(names):
        parts.append(draw(st.sampled_from(["", " ", f"{newline}    ", f"  # before {name}{newline}  "])))
        parts.append(name + draw(st.sampled_from(["", f" as {name}{name}"])))
        last = number == len(names) - 1
        parts.append(draw(st.sampled_from(["", ",", " ,"])) if last else ",")
        parts.append(draw(st.sampled_from(["", "", f"  # behind {name}{newline}"])))
    parts.append(draw(st.sampled_from([")", f"{newline})", f"{newline})  # end"])))
    return "x = 1" + newline + "".join(parts) + newline + "y = 2" + newline, names, gone


@given(imports())
def test_names_go_from_any_layout_and_comments_stay(case: tuple[str, list[str], list[str]]) -> None:
    text, names, gone = case
    after = edited(text, *[("remove", name) for name in gone])
    tree = ast.parse(after)
    found = [a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names]
    assert found == [name for name in names if name not in gone]
    assert [ast.unparse(n) for n in tree.body if isinstance(n, ast.Assign)] == ["x = 1", "y = 2"]
    assert sorted(comments(after)) == sorted(comments(text))


@given(imports())
def test_names_move_from_any_layout_and_comments_stay(case: tuple[str, list[str], list[str]]) -> None:
    text, names, moved = case
    after = edited(text, *[("replace", name, name, "", "m") for name in moved])
    found = {(n.module, a.name) for n in ast.walk(ast.parse(after)) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert found == {("m" if name in moved else "k", name) for name in names}
    assert sorted(comments(after)) == sorted(comments(text))
