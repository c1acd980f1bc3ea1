"""Markdown and reStructuredText: the Python in them is migrated, and nothing else in the file changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.migration import migrate_text
from migrator.settings import Settings
from migrator.sources.prose import Prose

MARKDOWN = """\
# A tutorial

Text with `keras`.

```python
from keras.models import Sequential
from keras.layers import LSTM
```

1. Build it:

   ~~~~ {.python}
   never.reset_states()
   ~~~~

   ```py
   model = Sequential()
   model.add(LSTM(4, batch_input_shape=(2, 5, 3), stateful=True))

   ```

```bash
model.reset_states()
```

    model.reset_states()

```python title="train.py"
model.fit(x, y)
model.reset_states()
```

```python
>>> model.reset_states()
```
"""
MIGRATED = (
    MARKDOWN.replace("import LSTM\n", "import LSTM, Input\n")
    .replace(
        "   model.add(LSTM(4, batch_input_shape=(2, 5, 3), stateful=True))\n",
        "   model.add(Input(batch_shape=(2, 5, 3)))\n   model.add(LSTM(4, stateful=True))\n",
    )
    .replace("model.fit(x, y)\n", "model.fit(x, y, batch_size=2, shuffle=False)\n")
    .replace(
        "shuffle=False)\nmodel.reset_states()\n",
        'shuffle=False)\nfor layer in model.layers:\n    if getattr(layer, "stateful", False):\n        layer.reset_state()\n',
    )
)
RST = """\
Title
=====

.. code-block:: python
   :linenos:

   from keras.layers import Input

   inputs = Input(batch_input_shape=(2, 5, 3))

   print(inputs)

Then::

   inputs = Input(batch_input_shape=(2, 5, 3))

.. code:: python

    import keras
    inputs = keras.Input(batch_input_shape=(2, 5, 3))"""


def migrated(text: str, name: str) -> str:
    result = migrate_text(text, name)
    assert result.problem is None
    assert result.text == result.after
    return result.after


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_fenced_python_is_migrated_as_one_program(newline: str) -> None:
    before, after = (text.replace("\n", newline) for text in (MARKDOWN, MIGRATED))
    assert migrated(before, "a.md") == after
    assert migrated(after, "a.md") == after


def test_code_blocks_of_rst_are_migrated() -> None:
    after = RST.replace("   inputs = Input(batch_input", "   inputs = Input(batch", 1)
    after = after.replace("keras.Input(batch_input", "keras.Input(batch")
    assert migrated(RST, "a.rst") == after
    assert migrated(after, "a.rst") == after


def test_findings_stand_where_the_file_has_them() -> None:
    findings = migrate_text(MARKDOWN, "a.md").findings
    places = {f.code: (f.range.line, f.range.column) for f in findings}
    lines = MARKDOWN.splitlines()
    line, column = places["KER201"]
    assert lines[line - 1][column - 1 :].startswith("batch_input_shape=")
    line, column = places["KER314"]
    assert lines[line - 1][column - 1 :].startswith("(x, y)") or lines[line - 1].startswith("model.fit", column - 1)


def test_a_block_that_does_not_parse_is_named_and_the_others_are_done() -> None:
    text = "```python\nimport keras\n...\nx = (\n```\n\n```python\nimport keras\nkeras.Input(batch_input_shape=(1, 2))\n```\n"
    result = migrate_text(text, "a.md")
    assert str(result.problem).startswith("a.md:4: this block of Python does not parse (")
    assert result.after == text.replace("batch_input_shape", "batch_shape")


def test_an_import_that_no_block_has_goes_into_the_first() -> None:
    text = "Hi\n\n```python\nmodel = make()\n```\n\n```python\nimport keras\nmodel.reset_states()\n```\n"
    result = migrate_text(text, "a.md", settings=Settings(unsafe_fixes=True))
    assert result.problem is None
    assert "reset_states(model)" in result.after
    outside = [part.split("```")[0] for part in result.after.split("```python")[1:]]
    assert len(outside) == 2
    assert result.after.startswith("Hi\n\n```python\n")


PARTS = st.sampled_from(
    [
        "```python\n",
        "```\n",
        "~~~\n",
        "  ```py\n",
        "import keras\n",
        "  x = 1\n",
        "text\n",
        "\n",
        "#| 0 begins\n",
        ".. code:: py\n",
    ]
)


@given(st.lists(PARTS, max_size=15).map("".join), st.booleans())
def test_what_does_not_change_stays(text: str, rst: bool) -> None:
    found = Prose.parse(text, rst=rst)
    assert found.with_script(found.script) == text
    compile(found.script, "script", "exec")
    assert found.script.count("\n") == len(text.splitlines())


def test_docs_are_looked_for_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(MARKDOWN)

    def run(*flags: str) -> bytes:
        command = [sys.executable, "-m", "migrator", str(tmp_path), *flags]
        return subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1]).stderr

    assert b"no Python files" in run()
    assert (tmp_path / "a.md").read_text() == MARKDOWN
    assert b"1 file read, 1 changed" in run("--docs")
    assert (tmp_path / "a.md").read_text() == MIGRATED
