"""Notebooks: what is in their cells is migrated, and nothing else in the file changes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.migration import migrate_file, migrate_text
from migrator.settings import Settings
from migrator.sources.magics import mask, unmask
from migrator.sources.notebook import BrokenNotebook, Notebook

IMPORTS = "%matplotlib inline\nfrom keras.models import Sequential\nfrom keras.layers import LSTM"
MODEL = "# Größe\nmodel = Sequential()\nmodel.add(LSTM(4, batch_input_shape=(2, 5, 3), stateful=True))"
FIT = "%time model.fit(x, y)\nmodel.summary?"
NEW_IMPORTS = IMPORTS + ", Input"
NEW_MODEL = "# Größe\nmodel = Sequential()\nmodel.add(Input(batch_shape=(2, 5, 3)))\nmodel.add(LSTM(4, stateful=True))"
NEW_FIT = "%time model.fit(x, y, batch_size=2, shuffle=False)\nmodel.summary?"
COLAB = {
    "colab": {"provenance": [], "collapsed_sections": ["Gr\u00fc\u00dfe"]},
    "kernelspec": {"display_name": "Python 3", "name": "python3"},
    "accelerator": "GPU",
}
KAGGLE = {
    "kernelspec": {"language": "python", "display_name": "Python 3", "name": "python3"},
    "language_info": {"name": "python", "version": "3.10.12", "pygments_lexer": "ipython3"},
    "kaggle": {"accelerator": "none", "dataSources": [], "isGpuEnabled": False},
}
DATABRICKS = {
    "application/vnd.databricks.v1+notebook": {"language": "python", "notebookName": "train", "widgets": {}},
    "language_info": {"name": "python"},
}


def code(source: str, *, as_list: bool = True, **more: object) -> dict[str, object]:
    lines: object = source.splitlines(keepends=True) if as_list else source
    output = {"output_type": "stream", "name": "stdout", "text": ["1/1 ┄ 0s 3ms/step\n"]}
    return {
        "cell_type": "code",
        "execution_count": 3,
        "metadata": {"id": "x", **more},
        "outputs": [output],
        "source": lines,
    }


def notebook(*cells: dict[str, object], metadata: object = None) -> dict[str, Any]:
    return {
        "cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# LSTM ☃"]}, *cells],
        "metadata": metadata if metadata is not None else {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def sources(*codes: str, metadata: object = None, as_list: bool = True) -> dict[str, Any]:
    return notebook(*(code(c, as_list=as_list) for c in codes), metadata=metadata)


def migrated(text: str, **settings: object) -> str:
    result = migrate_text(text, "train.ipynb", settings=Settings(**settings))  # type: ignore[arg-type]
    assert result.problem is None
    return result.text


@pytest.mark.parametrize("as_list", [True, False], ids=["lines", "one string"])
@pytest.mark.parametrize("ascii_only", [True, False], ids=["escapes", "characters"])
@pytest.mark.parametrize("indent", [None, 1, 2, 4, "\t"], ids=repr)
@pytest.mark.parametrize("metadata", [COLAB, KAGGLE, DATABRICKS, {}], ids=["colab", "kaggle", "databricks", "none"])
def test_only_the_sources_of_changed_cells_change(
    indent: int | str | None, ascii_only: bool, as_list: bool, metadata: dict[str, object]
) -> None:
    def dumped(*codes: str) -> str:
        data = sources(*codes, "untouched = 'é'  # Sequential", metadata=metadata, as_list=as_list)
        return json.dumps(data, indent=indent, ensure_ascii=ascii_only) + "\n"

    before, after = dumped(IMPORTS, MODEL, FIT), dumped(NEW_IMPORTS, NEW_MODEL, NEW_FIT)
    assert migrated(before) == after
    assert migrated(after) == after


def test_separators_without_spaces_and_escapes_of_choice_stay() -> None:
    data = json.dumps(sources(IMPORTS, MODEL, "a = '<b>'\nmodel.fit(x, y)"), separators=(",", ":"))
    before = data.replace("<", "\\u003c").replace("# LSTM", "#\\u0020LSTM").replace("Gr\\u00f6", "Gr\\u00F6")
    after = migrated(before)
    assert "a = '\\u003cb>'\\n" in after
    assert "Gr\\u00F6" in after
    assert json.loads(after) == sources(
        NEW_IMPORTS, NEW_MODEL, "a = '<b>'\nmodel.fit(x, y, batch_size=2, shuffle=False)"
    )
    assert '":' in after
    assert '": ' not in after


def test_windows_line_ends_of_the_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "train.ipynb"
    before = json.dumps(sources(IMPORTS, MODEL, FIT), indent=1).replace("\n", "\r\n").encode()
    after = json.dumps(sources(NEW_IMPORTS, NEW_MODEL, NEW_FIT), indent=1).replace("\n", "\r\n").encode()
    path.write_bytes(before)
    assert migrate_file(path, Settings(), write=True).problem is None
    assert path.read_bytes() == after


def test_format_3_has_its_cells_in_worksheets() -> None:
    def dumped(*codes: str) -> str:
        cells = [
            {"cell_type": "code", "collapsed": False, "input": c.splitlines(keepends=True), "language": "python"}
            for c in codes
        ]
        heading = {"cell_type": "heading", "level": 1, "source": ["model.reset_states()"]}
        sheets = [{"cells": [heading, *cells[:1]], "metadata": {}}, {"cells": cells[1:], "metadata": {}}]
        return json.dumps({"metadata": {"name": "x"}, "nbformat": 3, "nbformat_minor": 0, "worksheets": sheets})

    assert migrated(dumped(IMPORTS, MODEL, FIT)) == dumped(NEW_IMPORTS, NEW_MODEL, NEW_FIT)


def test_a_notebook_with_large_outputs() -> None:
    plot = "iVBORw0KGgo" * 3_000_000
    data = sources(IMPORTS, MODEL, FIT)
    data["cells"][2]["outputs"] = [{"data": {"image/png": plot}, "output_type": "display_data"}]
    before = json.dumps(data, indent=1)
    after = migrated(before)
    assert len(before) > 30_000_000
    assert json.loads(after)["cells"][2]["outputs"] == data["cells"][2]["outputs"]
    assert after.count("batch_shape") == 1


def test_an_import_goes_where_keras_is_imported() -> None:
    before = sources(
        "import numpy as np", "from tensorflow.keras.layers import LSTM\nfrom keras.models import Sequential", MODEL
    )
    cells = json.loads(migrated(json.dumps(before)))["cells"]
    assert "".join(cells[1]["source"]) == "import numpy as np"
    assert "".join(cells[2]["source"]).startswith("from tensorflow.keras.layers import LSTM, Input\n")


def test_a_function_that_is_defined_once_stands_below_the_imports() -> None:
    before = sources("from keras.models import load_model", "model = load_model('a.h5')", "model.reset_states()")
    cells = ["".join(c["source"]) for c in json.loads(migrated(json.dumps(before)))["cells"]]
    assert cells[1].startswith("from keras.models import load_model, Model\n\n\ndef reset_states(model):\n")
    assert cells[1].endswith("layer.reset_state()")
    assert cells[2:] == ["model = load_model('a.h5')", "reset_states(model)"]


MAGICS = r"""
%load_ext autoreload
%autoreload 2
files = !ls *.h5
name, = %who_ls str
!pip install -q h5py \
    matplotlib
%time model.reset_states()
%timeit -n 3 -r 1 model.predict(x)
model.fit?
?model
%%not_first_line
if files:
    !rm {files[0]}
text = '''
%not a magic
!neither
'''
total = (1
  % 2)
await model.train();
"""


def test_ipython_syntax_comes_back_as_it_was() -> None:
    masked = mask(MAGICS)
    assert masked is not None
    compile(masked.text, "cell", "exec", flags=0x2000)  # PyCF_ALLOW_TOP_LEVEL_AWAIT
    assert len(masked.text.splitlines()) == len(MAGICS.splitlines())
    assert unmask(masked.text, masked) == MAGICS
    assert "\n%not a magic\n!neither\n" in masked.text
    assert "model.predict(x)" in masked.text


@pytest.mark.parametrize(
    "magic", ["%%bash", "%%html", "%%writefile model.py", "%%javascript", "%%cython -a", "%sql\nSELECT"]
)
def test_cells_of_other_languages_are_left_alone(magic: str) -> None:
    before = json.dumps(sources(IMPORTS, f"{magic}\nmodel.add(LSTM(4, batch_input_shape=(2, 5, 3)))"))
    assert migrated(before) == before


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture output"])
def test_python_below_a_cell_magic_is_python(magic: str) -> None:
    before, after = sources(IMPORTS, f"{magic}\n{MODEL}"), sources(NEW_IMPORTS, f"{magic}\n{NEW_MODEL}")
    assert migrated(json.dumps(before)) == json.dumps(after)


LINES = st.sampled_from(
    [
        *(
            "x = 1",
            "%time f(x)",
            "%timeit -n 2 f(x)",
            "!ls -l",
            "a = !ls",
            "b = %pwd",
            "f?",
            "?f",
            "'''",
            '"""',
            "f(",
            ")",
        ),
        *(
            "if x:",
            "    %run it.py",
            "    !ls \\",
            "    pass",
            "# %% cell 1",
            "'magic 0: %time'; f()",
            "x %= 2",
            "é = '☃'",
            "",
        ),
        "d['x = %s'] = 1",
    ]
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_masking_and_unmasking_any_lines_changes_nothing(source: str) -> None:
    masked = mask(source)
    if masked is not None and "magic 0: %time'; f()" not in source:
        assert unmask(masked.text, masked) == source


@given(st.lists(st.lists(LINES, max_size=5).map("\n".join), max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_a_notebook_that_does_not_change_stays(codes: list[str], indent: int | None, as_list: bool) -> None:
    text = json.dumps(sources(*codes, as_list=as_list), indent=indent)
    found = Notebook.parse(text)
    assert found.with_script(found.script) == text


def test_a_cell_that_does_not_parse_is_named_and_the_others_are_done() -> None:
    before = sources(IMPORTS, "print 'x'", MODEL, "x = = 1")
    result = migrate_text(json.dumps(before), "train.ipynb")
    assert result.problem is not None
    assert str(result.problem).startswith("train.ipynb: cell 3, line 1 does not parse (")
    assert "nor does cell 5; the other cells are done" in str(result.problem)
    assert result.text == json.dumps(sources(NEW_IMPORTS, "print 'x'", NEW_MODEL, "x = = 1"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"cells": [keras', "its JSON is broken"),
        ('["keras"]', "no `nbformat`"),
        ('{"keras": 1}', "no `nbformat`"),
        ('{"nbformat": 2, "keras": 1}', "format 2"),
        ('{"nbformat": 4, "cells": ' + "[" * 100_000 + '"keras"', "JSON"),
    ],
)
def test_what_is_no_notebook_is_one_line(text: str, said: str) -> None:
    result = migrate_text(text, "train.ipynb")
    assert said in str(result.problem)
    assert "\n" not in str(result.problem)
    assert result.text == text
    with pytest.raises(BrokenNotebook):
        Notebook.parse(text)


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}},
        {"kernelspec": {"name": "julia-1.9", "display_name": "Julia"}, "language_info": {"name": "julia"}},
    ],
)
def test_notebooks_of_other_languages_are_passed_over(metadata: object) -> None:
    before = json.dumps(sources("library(keras)\nmodel %>% fit(x, y)", metadata=metadata))
    assert migrated(before) == before
    assert migrate_text(before, "train.ipynb").findings == ()


def test_findings_name_cell_and_line() -> None:
    data = sources("from keras.models import Sequential", "def forget(model):\n    model.reset_states()")
    (finding,) = migrate_text(json.dumps(data), "train.ipynb").findings
    assert "the parameter `model` at train.ipynb, cell 3, line 1" in finding.message


def test_a_name_that_several_cells_bind_is_said() -> None:
    data = sources(IMPORTS, MODEL, "model.fit(x, y)", MODEL.replace("2, 5", "1, 5"), "y = 2")
    (finding,) = (f for f in migrate_text(json.dumps(data), "train.ipynb").findings if f.code == "KER314")
    assert finding.message.endswith("(cells 3 and 5 bind `model`: this is right if they run in their order)")


@pytest.mark.parametrize(
    ("command", "edited"),
    [
        ("!pip install keras==2.2.4", "!pip install 'keras>=3'"),
        ("!pip3 install -q 'tensorflow==2.3.*' h5py", "!pip3 install -q 'tensorflow>=2.16' h5py"),
        ("%pip install tensorflow-gpu==1.15.0", "%pip install 'tensorflow>=2.16'"),
        ("!pip install 'keras<3'", "!pip install 'keras>=3'"),
        ("!pip install keras==3.1 tensorflow==2.17", None),
        ("!pip install scikeras==0.1 keras-tuner==1.0", None),
    ],
)
def test_pins_of_pip(command: str, edited: str | None) -> None:
    before = json.dumps(sources("import keras", command))
    codes = [f.code for f in migrate_text(before, "train.ipynb").findings]
    assert codes == (["KER118"] if edited else [])
    assert migrated(before) == before
    assert migrated(before, unsafe_fixes=True) == json.dumps(sources("import keras", edited or command))


def run(*arguments: str, given: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "migrator", *arguments], input=given.encode(), capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode()


def test_standard_input_may_be_a_notebook() -> None:
    before, after = json.dumps(sources(IMPORTS, MODEL)), json.dumps(sources(NEW_IMPORTS, NEW_MODEL))
    assert run("-", "--stdin-filename", "train.ipynb", given=before) == (0, after)
    assert run("-", given=before) == (0, after)


def test_reports_speak_of_cells() -> None:
    before = json.dumps(sources(IMPORTS, MODEL))
    _, concise = run("-", "--check", "--output-format", "concise", given=before)
    assert concise.startswith("<stdin>:cell 3, line 3:19: KER201 ")
    _, found = run("-", "--check", "--output-format", "json", given=before)
    (finding,) = json.loads(found)
    assert (finding["cell"], finding["line"], finding["column"]) == (3, 3, 19)
    assert {(edit["cell"], edit["line"]) for edit in finding["edits"]} == {(2, 3), (3, 3)}
    _, shown = run("-", "--dry-run", "--color", "never", given=before)
    assert "@@ cell 2 @@" in shown
    assert "%matplotlib inline\n" in shown
    assert "magic" not in shown
    assert "# %%" not in shown


def test_folders_are_searched_for_notebooks_and_their_imports(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(
        f"from keras.models import Sequential\nfrom keras.layers import LSTM\n{MODEL}\n"
    )
    (tmp_path / "train.ipynb").write_text(
        json.dumps(sources("import keras\nfrom models import model", "model.fit(x, y)"))
    )
    done = subprocess.run(
        [sys.executable, "-m", "migrator", str(tmp_path)],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert b"2 files read, 2 changed" in done.stderr
    cells = json.loads((tmp_path / "train.ipynb").read_text())["cells"]
    assert cells[2]["source"] == ["model.fit(x, y, batch_size=2, shuffle=False)"]
