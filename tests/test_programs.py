"""Programs, and what a migration makes of them: what the analysis knows, and what it must not believe.

Names through every spelling of an import, values through assignments, attributes, functions and branches, batch sizes,
kinds of data, loops, receivers; and programs made up at random, run before and after on a pretend Keras.
"""

from __future__ import annotations

import ast
import textwrap
from typing import Any

import pretend_keras
import pytest
import random_programs
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.analysis.symbols import canonical, keras_root
from migrator.findings import Applicability, FileResult
from migrator.migration import migrate_text
from migrator.settings import Settings

HEAD = "from keras.models import Sequential\nfrom keras.layers import LSTM, GRU, Dense, Input\n"
STATEFUL = "Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])"
PLAIN = "Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4)])"


def migrated(source: str, *, unsafe: bool = False) -> FileResult:
    """The result for a program that is understood."""
    result = migrate_text(textwrap.dedent(source), unsafe=unsafe)
    assert result.problem is None
    return result


SHAPES = Settings(select=("KER2",))
"""Only the rules on input shapes: others rewrite some of the spellings."""


def changed_lines(source: str) -> list[str]:
    """The lines of the migrated program that are new, without their indentation."""
    result = migrated(source)
    before = result.before.splitlines()
    return [line.strip() for line in result.after.splitlines() if line not in before]


def codes(result: FileResult, applicability: Applicability) -> list[str]:
    """The codes of the findings of one kind."""
    return [f.code for f in result.findings if f.applicability is applicability]


def runs(body: str) -> list[str]:
    """The `fit`, `evaluate` and `predict` calls of a program behind the usual imports, as the migration leaves them."""
    after = ast.parse(migrated(HEAD + textwrap.dedent(body)).after)
    found = [
        n
        for n in ast.walk(after)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr in {"fit", "evaluate", "predict"}
    ]
    return [ast.unparse(c) for c in sorted(found, key=lambda c: (c.lineno, c.col_offset))]


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("imports", "sequential", "lstm", "spelled"),
    [
        ("import keras", "keras.Sequential", "keras.layers.LSTM", "keras.Input"),
        ("import keras", "keras.models.Sequential", "keras.layers.recurrent.LSTM", "keras.Input"),
        ("import keras as K", "K.models.Sequential", "K.layers.LSTM", "K.Input"),
        ("import keras.layers\nimport keras.models", "keras.models.Sequential", "keras.layers.LSTM", "keras.Input"),
        ("import keras.layers as kl\nimport keras.models as km", "km.Sequential", "kl.LSTM", "kl.Input"),
        ("from keras import layers, models", "models.Sequential", "layers.LSTM", "layers.Input"),
        ("from keras import layers as L, Sequential", "Sequential", "L.LSTM", "L.Input"),
        ("import tensorflow as tf", "tf.keras.Sequential", "tf.keras.layers.LSTM", "tf.keras.Input"),
        ("import tensorflow", "tensorflow.keras.Sequential", "tensorflow.keras.layers.LSTM", "tensorflow.keras.Input"),
        ("import tensorflow.keras as tk", "tk.Sequential", "tk.layers.LSTM", "tk.Input"),
        ("import tensorflow.compat.v1 as tf", "tf.keras.Sequential", "tf.keras.layers.LSTM", "tf.keras.Input"),
        ("from tensorflow import keras", "keras.Sequential", "keras.layers.LSTM", "keras.Input"),
        ("from tensorflow.keras import layers, Sequential", "Sequential", "layers.LSTM", "layers.Input"),
        ("from tensorflow.compat.v1 import keras", "keras.Sequential", "keras.layers.LSTM", "keras.Input"),
        ("from tensorflow.python import keras", "keras.Sequential", "keras.layers.LSTM", "keras.Input"),
        ("from keras.layers import *\nfrom keras.models import *", "Sequential", "LSTM", "Input"),
        ("from keras.layers import LSTM, Input\nfrom keras import Sequential", "Sequential", "LSTM", "Input"),
        ("from keras.layers import LSTM, Input as I\nfrom keras import Sequential", "Sequential", "LSTM", "I"),
        ("import keras\nL = keras.layers", "keras.Sequential", "L.LSTM", "L.Input"),
        ("import tensorflow as tf\nkeras = tf.keras", "keras.Sequential", "keras.layers.LSTM", "keras.Input"),
        ("import tensorflow as tf\nR = tf.keras.layers.LSTM", "tf.keras.Sequential", "R", "tf.keras.Input"),
        ("import keras as é; name = 'é'", "é.Sequential", "é.layers.LSTM", "é.Input"),
    ],
)
def test_a_layer_is_known_by_every_spelling_and_input_is_written_alike(
    imports: str, sequential: str, lstm: str, spelled: str
) -> None:
    before = f"{imports}\nmodel = {sequential}([{lstm}(4, batch_input_shape=(2, 5, 3))])\n"
    after = f"{imports}\nmodel = {sequential}([{spelled}(batch_shape=(2, 5, 3)), {lstm}(4)])\n"
    assert migrate_text(before, settings=SHAPES).after == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from keras.layers import LSTM", "from keras.layers import LSTM, Input"),
        ("from keras.layers import LSTM as L, Dense", "from keras.layers import LSTM as L, Dense, Input"),
        (
            "from tensorflow.python.keras.layers import LSTM",
            "from tensorflow.python.keras.layers import LSTM\nfrom tensorflow.keras.layers import Input",
        ),
        (
            "from keras.layers.recurrent import LSTM",
            "from keras.layers.recurrent import LSTM\nfrom keras.layers import Input",
        ),
        (
            "from keras.layers import Dense\nfrom keras.layers.recurrent import LSTM",
            "from keras.layers import Dense, Input\nfrom keras.layers.recurrent import LSTM",
        ),
        (
            "try:\n    from keras.layers import LSTM\nexcept ImportError:\n"
            "    from tensorflow.keras.layers import LSTM",
            "try:\n    from keras.layers import LSTM, Input\nexcept ImportError:\n"
            "    from tensorflow.keras.layers import LSTM, Input",
        ),
        (
            "import sys\nif sys.version_info > (3,):\n    from keras.layers import LSTM\nelse:\n"
            "    from tensorflow.keras.layers import LSTM",
            "import sys\nif sys.version_info > (3,):\n    from keras.layers import LSTM, Input\nelse:\n"
            "    from tensorflow.keras.layers import LSTM, Input",
        ),
        (
            "from keras.layers import LSTM\nclass Input: ...",
            "from keras.layers import LSTM, Input as KerasInput\nclass Input: ...",
        ),
        (
            "from keras.layers import LSTM\nfrom project import Input",
            "from keras.layers import LSTM, Input as KerasInput\nfrom project import Input",
        ),
        (
            "from keras.layers import LSTM\ndef f(Input): ...",
            "from keras.layers import LSTM, Input as KerasInput\ndef f(Input): ...",
        ),
    ],
)
def test_input_is_imported_where_the_layer_is(before: str, after: str) -> None:
    layer = "L" if " as L" in before else "LSTM"
    name = "KerasInput" if "KerasInput" in after else "Input"
    tail = "from keras import Sequential\nmodel = Sequential([{}])\n"
    source = f"{before}\n{tail.format(f'{layer}(4, batch_input_shape=(2, 5, 3))')}"
    result = migrate_text(source, settings=SHAPES)
    assert result.after == f"{after}\n{tail.format(f'{name}(batch_shape=(2, 5, 3)), {layer}(4)')}"


def test_imports_inside_functions_serve_their_function() -> None:
    before = """\
    def build():
        from keras.layers import LSTM
        from keras.models import Sequential
        return Sequential([LSTM(4, batch_input_shape=(2, 5, 3))])

    def other():
        import tensorflow as tf
        return tf.keras.Sequential([tf.keras.layers.GRU(4, batch_input_shape=(2, 5, 3))])
    """
    assert changed_lines(before) == [
        "from keras.layers import LSTM, Input",
        "return Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4)])",
        "return tf.keras.Sequential([tf.keras.Input(batch_shape=(2, 5, 3)), tf.keras.layers.GRU(4)])",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "model = Sequential([LSTM(4, batch_input_shape=(2, 5, 3))])\nfrom keras.layers import Input\n",
        "if False:\n    from keras.layers import Input\nmodel = Sequential([LSTM(4, batch_input_shape=(2, 5, 3))])\n",
        "def other():\n    from keras.layers import Input\n"
        "model = Sequential([LSTM(4, batch_input_shape=(2, 5, 3))])\n",
    ],
    ids=["further down", "on one path", "in another function"],
)
def test_an_import_that_has_not_run_gives_no_name(body: str) -> None:
    source = "from keras.models import Sequential\nfrom keras.layers import LSTM\n" + body
    run = pretend_keras.run(migrated(source).after, version=3)
    assert run.error is None
    assert [e.what[0] for e in run.events] == ["input", "add"]


@pytest.mark.parametrize(
    "source",
    [
        "import tf_keras as keras\nm = keras.Sequential([keras.layers.LSTM(4, batch_input_shape=(2, 5, 3))])\n",
        "from torch.nn import LSTM, Sequential\nimport keras\nm = Sequential(LSTM(4, batch_input_shape=(2, 5, 3)))\n",
        "import keras\nclass LSTM:\n    def __init__(self, n, batch_input_shape): ...\n"
        "m = keras.Sequential([LSTM(4, batch_input_shape=(2, 5, 3))])\n",
        "import keras\ndef LSTM(n, batch_input_shape): ...\nLSTM(4, batch_input_shape=(2, 5, 3))\n",
        "from mykeras.layers import LSTM\nLSTM(4, batch_input_shape=(2, 5, 3))\n",
        "import keras\nprint('LSTM(4, batch_input_shape=(2, 5, 3)); model.reset_states()')  # .reset_states()\n",
        "import os\nos.environ['TF_USE_LEGACY_KERAS'] = '1'\nimport tensorflow as tf\n"
        "m = tf.keras.Sequential([tf.keras.layers.LSTM(4, batch_input_shape=(2, 5, 3))])\n",
    ],
)
def test_what_is_not_a_layer_of_keras_3_is_not_touched(source: str) -> None:
    assert migrated(source, unsafe=True).after == source


def test_a_name_that_is_keras_on_one_path_only_is_not_rewritten() -> None:
    source = """\
    try:
        import tf_keras as keras
    except ImportError:
        from tensorflow import keras
    model = keras.Sequential([keras.layers.LSTM(4, batch_input_shape=(2, 5, 3), stateful=True)])
    model.reset_states()
    """
    result = migrated(source)
    assert not result.changed
    assert {"KER201", "KER301"} <= set(codes(result, Applicability.REVIEW))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tensorflow.keras.layers.LSTM", "keras.layers.LSTM"),
        ("tensorflow.python.keras.layers.LSTM", "keras.layers.LSTM"),
        ("tensorflow.compat.v1.keras.layers.LSTM", "keras.layers.LSTM"),
        ("keras.layers.recurrent.LSTM", "keras.layers.LSTM"),
        ("keras.layers.convolutional_recurrent.ConvLSTM2D", "keras.layers.ConvLSTM2D"),
        ("keras.layers.wrappers.Bidirectional", "keras.layers.Bidirectional"),
        ("keras.legacy.layers.LSTM", "keras.layers.LSTM"),
        ("keras.src.layers.rnn.lstm.LSTM", "keras.layers.LSTM"),
        ("keras.models.Sequential", "keras.Sequential"),
        ("keras.engine.training.Model", "keras.Model"),
        ("keras.Input", "keras.layers.Input"),
        ("keras.engine.topology.Input", "keras.layers.Input"),
        ("tensorflow.keras", "keras"),
        ("keras_tuner.engine.Model", "keras_tuner.engine.Model"),
        ("tf_keras.layers.LSTM", "tf_keras.layers.LSTM"),
        ("numpy.random.rand", "numpy.random.rand"),
    ],
)
def test_a_symbol_has_one_canonical_name(written: str, meant: str) -> None:
    assert canonical(written) == meant


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("tensorflow.keras.layers", "tensorflow.keras"),
        ("keras", "keras"),
        ("kerastuner", None),
        ("tf_keras", None),
        ("tensorflow.keras_preview", None),
        ("", None),
    ],
)
def test_the_root_is_a_whole_part_of_the_path(path: str, root: str | None) -> None:
    assert keras_root(path) == root


# -- values ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        f"m = {STATEFUL}\n",
        f"a = {STATEFUL}\nm = a\n",
        f"a = m = {STATEFUL}\n",
        f"m, n = {STATEFUL}, 3\n",
        f"(m := {STATEFUL})\n",
        f"m: Sequential = {STATEFUL}\n",
        f"for m in [{STATEFUL}]: pass\n",
        f"m = [{STATEFUL}][0]\n",
        f"m = {{'a': {STATEFUL}}}['a']\n",
        f"d = {{}}\nd['a'] = {STATEFUL}\nm = d['a']\n",
        f"def build():\n    return {STATEFUL}\nm = build()\n",
        f"def build():\n    return {STATEFUL}, 2\nm, _ = build()\n",
        f"build = lambda: {STATEFUL}\nm = build()\n",
        f"def same(model):\n    return model\nm = same({STATEFUL})\n",
        f"def same(*models, **named):\n    return models[0]\nm = same({STATEFUL}, a=1)\n",
        f"class Box:\n    def __init__(self): self.inner = {STATEFUL}\nm = Box().inner\n",
        f"class Box:\n    inner = {STATEFUL}\nm = Box.inner\n",
        f"class Box:\n    @property\n    def inner(self): return {STATEFUL}\nm = Box().inner\n",
        f"class Box:\n    @staticmethod\n    def make(): return {STATEFUL}\nm = Box.make()\n",
        f"class Box:\n    @classmethod\n    def make(cls): return {STATEFUL}\nm = Box.make()\n",
        f"m = None\ndef build():\n    global m\n    m = {STATEFUL}\nbuild()\n",
        "from functools import partial\nR = partial(LSTM, stateful=True)\n"
        "m = Sequential([Input(batch_shape=(2, 5, 3)), R(4)])\n",
        "m = Sequential()\nm.add(Input(batch_shape=(2, 5, 3)))\nm.add(LSTM(4, stateful=True))\n",
        "ls = [Input(batch_shape=(2, 5, 3))]\nls.append(LSTM(4, stateful=True))\nm = Sequential(ls)\n",
        "ls = [Input(batch_shape=(2, 5, 3))]\nls += [LSTM(4, stateful=True)]\nm = Sequential(ls)\n",
        "ls = [Input(batch_shape=(2, 5, 3))] + [LSTM(4, stateful=True)]\nm = Sequential(layers=ls)\n",
        "on = True\nm = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=on)])\n",
        "o = {'stateful': True}\nm = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, **o)])\n",
        "from keras.models import Model\ni = Input(batch_shape=(2, 5, 3))\nm = Model(i, LSTM(4, stateful=True)(i))\n",
        f"with open('f') as f:\n    m = {STATEFUL}\n",
        f"match x:\n    case 1:\n        m = {STATEFUL}\n    case _:\n        raise ValueError\n",
        f"if x:\n    m = {STATEFUL}\nelse:\n    m = {STATEFUL}\n",
    ],
)
def test_a_stateful_model_is_followed_to_its_fit(body: str) -> None:
    assert runs(body + "m.fit(x, y)\n") == ["m.fit(x, y, batch_size=2, shuffle=False)"]


@pytest.mark.parametrize(
    "body",
    [
        f"m = {PLAIN}\n",
        "m = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=False)])\n",
        "m = Sequential([Input(batch_shape=(2, 5, 3)), Dense(4)])\n",
        f"m = {STATEFUL}\nm = {PLAIN}\n",
        f"m = {STATEFUL}\nm = load()\n",
        f"m = {STATEFUL}\nm = Agent(m)\n",
        f"def f(m):\n    pass\nm = {PLAIN}\nf({STATEFUL})\n",
        f"for m in [{STATEFUL}]: pass\nm = {PLAIN}\n",
        f"def f():\n    m = {STATEFUL}\nm = {PLAIN}\nf()\n",
        f"class C:\n    m = {STATEFUL}\nm = {PLAIN}\n",
        "m = SVC()\n",
        "import torch\nm = torch.nn.LSTM(4)\n",
        "from keras.models import load_model\nm = load_model('a.h5')\n",
        "m = build()\n",
        f"m = {PLAIN}\nms = [{STATEFUL} for m in range(3)]\n",
    ],
)
def test_what_is_not_known_to_be_stateful_is_fitted_as_it_was(body: str) -> None:
    assert runs(body + "m.fit(x, y)\n") == ["m.fit(x, y)"]


@pytest.mark.parametrize(
    "body",
    [
        f"m = {STATEFUL} if x else {PLAIN}\n",
        f"if x:\n    m = {STATEFUL}\nelse:\n    m = {PLAIN}\n",
        f"m = {PLAIN}\nif x:\n    m = {STATEFUL}\n",
        f"m = {PLAIN}\nfor i in x:\n    m = {STATEFUL}\n",
        f"m = {PLAIN}\nif x:\n    m.add(LSTM(4, stateful=True))\n",
        f"m = {PLAIN}\nwhile x:\n    m.add(LSTM(4, stateful=True))\n",
        f"m = {PLAIN}\ntry:\n    m.add(LSTM(4, stateful=True))\nexcept ValueError:\n    pass\n",
        f"m = {PLAIN}\nm.add(LSTM(4, stateful=flag))\n",
        f"m = {STATEFUL} if x else load()\n",
        f"def f():\n    m = {PLAIN}\n    if x:\n        m.add(LSTM(4, stateful=True))\n        return m\n    return m\n"
        "m = f()\n",
        f"def f():\n    m = {PLAIN}\n    if x:\n        return m\n    m.add(LSTM(4, stateful=True))\n    return m\n"
        "m = f()\n",
        f"class C:\n    def __init__(self, s):\n        self.m = {PLAIN}\n        self.m.add(LSTM(4, stateful=s))\n"
        "a, b = C(True), C(False)\nm = (a if x else b).m\n",
    ],
)
def test_a_model_that_may_be_stateful_is_reported_and_not_edited(body: str) -> None:
    source = HEAD + body + "m.fit(x, y)\n"
    result = migrated(source)
    assert result.after == source
    assert "KER314" in codes(result, Applicability.REVIEW)


def test_two_instances_of_a_class_do_not_lend_each_other_their_batch_size() -> None:
    body = """\
    class Reader:
        def __init__(self, batch):
            self.batch = batch
            self.model = Sequential([Input(batch_shape=(batch, 5, 3)), LSTM(4, stateful=True)])

        def train(self, x, y):
            self.model.fit(x, y)

    wide, narrow = Reader(32), Reader(1)
    wide.train(x, y)
    wide.model.fit(x, y)
    narrow.model.predict(z)
    """
    own, wide, narrow = (call.split("batch_size=")[1].split(",")[0].rstrip(")") for call in runs(body))
    assert own in {"self.batch", "self.model.inputs[0].shape[0]"}
    assert wide in {"32", "wide.batch", "wide.model.inputs[0].shape[0]"}
    assert narrow in {"1", "narrow.batch", "narrow.model.inputs[0].shape[0]"}


# -- batch sizes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "size"),
    [
        ("m = Sequential([Input(batch_shape=(7, 5, 3)), L])\n", "7"),
        ("m = Sequential([Input(batch_shape=[7, 5, 3]), L])\n", "7"),
        ("m = Sequential([Input(shape=(5, 3), batch_size=7), L])\n", "7"),
        ("m = Sequential([Input((5, 3), 7), L])\n", "7"),
        ("n = 7\nm = Sequential([Input(batch_shape=(n, 5, 3)), L])\n", "n"),
        ("shape = (7, 5, 3)\nm = Sequential([Input(batch_shape=shape), L])\n", "7"),
        ("n = int(arg)\nm = Sequential([Input(batch_shape=(n, 5, 3)), L])\n", "n"),
        ("n = int(arg)\nshape = (n, 5, 3)\nm = Sequential([Input(batch_shape=shape), L])\n", "n"),
        ("m = Sequential([Input(batch_shape=(n, *x.shape[1:])), L])\n", "n"),
        ("m = Sequential([Input(batch_shape=(args.batch, 5, 3)), L])\n", "args.batch"),
        ("m = Sequential([Input(batch_shape=(len(x) // 4, 5, 3)), L])\n", "m.inputs[0].shape[0]"),
        ("m = Sequential([Input(batch_shape=shape()), L])\n", "m.inputs[0].shape[0]"),
        ("n = 7\nm = Sequential([Input(batch_shape=(n, 5, 3)), L])\nn = 1\n", "m.inputs[0].shape[0]"),
        ("n = 7\nm = Sequential([Input(batch_shape=(n, 5, 3)), L])\nn += 1\n", "m.inputs[0].shape[0]"),
        ("n = 7\nm = Sequential([Input(batch_shape=(n, 5, 3)), L])\nif x: n = 1\n", "m.inputs[0].shape[0]"),
        ("n = 7\nm = Sequential([Input(batch_shape=(n, 5, 3)), L])\nfor n in x: pass\n", "m.inputs[0].shape[0]"),
        ("n = 7\nm = Sequential([Input(batch_shape=(n, 5, 3)), L])\nwith x as n: pass\n", "m.inputs[0].shape[0]"),
        ("def b(n):\n    return Sequential([Input(batch_shape=(n, 5, 3)), L])\nm = b(7)\n", "7"),
        ("def b(n=7):\n    return Sequential([Input(batch_shape=(n, 5, 3)), L])\nm = b(n=8)\n", "8"),
        ("def b(n=7):\n    return Sequential([Input(batch_shape=(n, 5, 3)), L])\nm = b()\n", "m.inputs[0].shape[0]"),
        ("N = 7\ndef b(n):\n    return Sequential([Input(batch_shape=(n, 5, 3)), L])\nm = b(N)\n", "N"),
        ("def b(n):\n    return Sequential([Input(batch_shape=(n, 5, 3)), L])\nm = b(f(x))\n", "m.inputs[0].shape[0]"),
        ("m = Sequential([Input(batch_shape=(2, 5, 3) if x else (3, 5, 3)), L])\n", "m.inputs[0].shape[0]"),
    ],
)
def test_the_batch_size_is_written_as_the_file_does_where_that_still_holds(body: str, size: str) -> None:
    (call,) = runs(body.replace("L]", "LSTM(4, stateful=True)]") + "m.fit(x, y)\n")
    assert call == f"m.fit(x, y, batch_size={size}, shuffle=False)"


def test_a_batch_size_from_another_function_is_not_named_where_it_is_not_visible() -> None:
    body = """\
    def build():
        size = load()
        return Sequential([Input(batch_shape=(size, 5, 3)), LSTM(4, stateful=True)])

    def train(model):
        model.fit(x, y)

    train(build())
    """
    assert runs(body) == ["model.fit(x, y, batch_size=model.inputs[0].shape[0], shuffle=False)"]


@pytest.mark.parametrize(
    "model",
    [
        "Sequential([LSTM(4, stateful=True)])",
        "Sequential([Bidirectional(LSTM(4, stateful=True, batch_input_shape=(2, 5, 3)))])",
    ],
)
def test_a_model_without_an_input_has_no_batch_size_to_ask_for(model: str) -> None:
    result = migrated(HEAD + f"from keras.layers import Bidirectional\nm = {model}\nm.fit(x, y)\n")
    assert "m.fit(x, y)\n" in result.after
    assert "KER314" in codes(result, Applicability.REVIEW)


def test_a_popped_layer_does_not_leave_its_batch_behind() -> None:
    body = """\
    m = Sequential([LSTM(4, batch_input_shape=[4, None, 3]), GRU(4)])
    m.pop()
    m.add(GRU(4, batch_input_shape=(3, 5, 3), stateful=True))
    m.evaluate(x, y)
    """
    assert runs(body) in (["m.evaluate(x, y, batch_size=4)"], ["m.evaluate(x, y)"])


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("m.fit(x, y, 2, 3)", "m.fit(x, y, 2, 3, shuffle=False)"),
        ("m.fit(x, y, batch_size=2)", "m.fit(x, y, batch_size=2, shuffle=False)"),
        ("m.fit(x, y, shuffle=False)", "m.fit(x, y, shuffle=False, batch_size=2)"),
        ("m.fit(x, y, shuffle=False, batch_size=2)", "m.fit(x, y, shuffle=False, batch_size=2)"),
        ("m.fit(x, y, 2, 1, 1, None, 0.0, None, False)", "m.fit(x, y, 2, 1, 1, None, 0.0, None, False)"),
        ("m.fit(x, y, **{'epochs': 3})", "m.fit(x, y, **{'epochs': 3}, batch_size=2, shuffle=False)"),
        ("m.fit(x, y, **{'batch_size': 2})", "m.fit(x, y, **{'batch_size': 2}, shuffle=False)"),
        ("m.fit(x, y, **unknown)", "m.fit(x, y, **unknown)"),
        ("m.fit(*unknown)", "m.fit(*unknown)"),
        ("m.predict(x)", "m.predict(x, batch_size=2)"),
        ("m.predict(x, 2)", "m.predict(x, 2)"),
        ("m.evaluate(x, y)", "m.evaluate(x, y, batch_size=2)"),
        ("m.evaluate(x, y, 2)", "m.evaluate(x, y, 2)"),
        ("m.predict(x, **unknown)", "m.predict(x, **unknown)"),
    ],
)
def test_arguments_that_are_there_count(call: str, after: str) -> None:
    assert runs(f"m = {STATEFUL}\n{call}\n") == [after]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("m.fit(x, y, batch_size=4, shuffle=False)", "batch_size=4"),
        ("m.fit(x, y, 4, shuffle=False)", "batch_size=4"),
        ("m.fit(x, y, batch_size=2, shuffle=True)", "shuffle=True"),
        ("m.fit(x, y, batch_size=2, shuffle='batch')", "shuffle='batch'"),
        ("m.predict(x, batch_size=1)", "batch_size=1"),
        ("m.evaluate(x, y, batch_size=3)", "batch_size=3"),
    ],
)
def test_what_contradicts_the_model_is_reported_and_left(call: str, said: str) -> None:
    result = migrated(HEAD + f"m = {STATEFUL}\n{call}\n")
    assert not result.changed
    assert said in " ".join(f.message for f in result.findings if f.applicability is Applicability.REVIEW)


# -- data --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "added"),
    [
        ("import numpy as np\nd = np.zeros((8, 5, 3))\n", "batch_size=2, shuffle=False"),
        ("import tensorflow as tf\nd = tf.data.Dataset.from_tensor_slices(x)\n", ""),
        ("import tensorflow as tf\nd = tf.data.Dataset.from_tensor_slices(x).batch(2).repeat()\n", ""),
        ("import tensorflow as tf\ndef make():\n    return tf.data.Dataset.range(3).batch(2)\nd = make()\n", ""),
        ("def make():\n    while True:\n        yield x, y\nd = make()\n", ""),
        ("d = ((a, b) for a in x)\n", ""),
        ("d = load()\n", ""),
        ("import keras\nclass S(keras.utils.Sequence): ...\nd = S()\n", "shuffle=False"),
        (
            "from keras.preprocessing.sequence import TimeseriesGenerator\nd = TimeseriesGenerator(x, y, 3)\n",
            "shuffle=False",
        ),
    ],
)
def test_only_what_would_be_used_is_added(data: str, added: str) -> None:
    assert runs(f"m = {STATEFUL}\n{data}m.fit(d)\n") == [f"m.fit(d, {added})" if added else "m.fit(d)"]


@pytest.mark.parametrize(
    ("argument", "left"),
    [
        ("X[:2]", True),
        ("X[0:2]", True),
        ("X[4:6]", True),
        ("X[i:i + 2]", True),
        ("X[:2, :, :]", True),
        ("np.zeros((2, 5, 3))", True),
        ("X.reshape(2, 5, 3)", True),
        ("np.reshape(X, (2, 5, 3))", True),
        ("X", False),
        ("X[:4]", False),
        ("X[2:]", False),
        ("X[:-2]", False),
        ("X[-2:]", False),
        ("X[::2]", False),
        ("np.zeros((8, 5, 3))", False),
        ("X.reshape(-1, 5, 3)", False),
        ("X[:n]", False),
    ],
)
def test_an_input_of_exactly_one_batch_is_predicted_as_it_is(argument: str, left: bool) -> None:
    (call,) = runs(f"import numpy as np\nm = {STATEFUL}\nm.predict({argument})\n")
    assert call == (f"m.predict({argument})" if left else f"m.predict({argument}, batch_size=2)")


# -- loops -------------------------------------------------------------------------------------------------------------

ADD = "m.add(LSTM(4, batch_input_shape=(2, 5, 3)))"
PUT = ["m.add(Input(batch_shape=(2, 5, 3)))", "m.add(LSTM(4))"]
GUARDED = ["if not m.layers:", *PUT]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f"m = Sequential()\nfor i in range(3):\n    {ADD}\n", GUARDED),
        (f"m = Sequential()\nfor i in range(n):\n    {ADD}\n", GUARDED),
        (f"m = Sequential()\nwhile x:\n    {ADD}\n", GUARDED),
        (f"m = Sequential()\nif x:\n    m.add(Dense(3))\n{ADD}\n", GUARDED),
        (f"def grow(m):\n    {ADD}\nm = Sequential()\ngrow(m)\ngrow(m)\n", GUARDED),
        (
            f"m = Sequential()\nfor i in range(3):\n    if i == 0:\n        {ADD}\n    else:\n        m.add(GRU(4))\n",
            PUT,
        ),
        (
            f"m = Sequential()\nfor i, n in enumerate(x):\n    if i == 0:\n        {ADD}\n"
            "    else:\n        m.add(GRU(4))\n",
            PUT,
        ),
        (f"for i in range(3):\n    m = Sequential()\n    {ADD}\n", PUT),
        (f"m = Sequential()\nif x:\n    {ADD}\nelse:\n    {ADD}\n", PUT * 2),
        (f"m = Sequential()\nm.add(Input(batch_shape=(2, 5, 3)))\n{ADD}\n", ["m.add(LSTM(4))"]),
        (f"m = Sequential([Dense(4)])\n{ADD}\n", ["m.add(LSTM(4))"]),
    ],
)
def test_the_input_goes_where_the_layer_is_first(body: str, lines: list[str]) -> None:
    assert changed_lines(HEAD + body) == lines


@pytest.mark.parametrize(
    "body",
    [
        "n = 2\nlayer = LSTM(4, batch_input_shape=(n, 5, 3))\nn = 7\nm = Sequential()\nm.add(layer)\n",
        "for layer in [LSTM(4, batch_input_shape=(2, 5, 3)), LSTM(4, batch_input_shape=(3, 5, 3))]:\n"
        "    m = Sequential()\n    m.add(layer)\n",
        "m = Sequential([LSTM(4, **options, batch_input_shape=(2, 5, 3))] * n)\n",
    ],
    ids=["a name of the shape has changed", "two shapes at one place", "how many layers is not known"],
)
def test_a_shape_that_cannot_be_moved_is_left_and_reported(body: str) -> None:
    result = migrated(HEAD + body)
    assert result.after == HEAD + body
    assert "KER201" in codes(result, Applicability.REVIEW)


READERS = {
    "added one by one": "single = Sequential()\nfor layer in stack: single.add(layer)\n",
    "reset one by one": "for layer in stack: layer.reset_states()\n",
    "counted": "assert len(stack) == 2\n",
    "indexed": "stack[0].reset_states()\n",
    "filtered": "assert len([layer for layer in stack if layer.stateful]) == 2\n",
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_a_list_with_another_reader_gets_no_element(reader: str) -> None:
    layers = "[LSTM(4, batch_input_shape=(1, 5, 3), stateful=True), GRU(4, stateful=True)]"
    result = migrated(HEAD + f"stack = {layers}\nmodel = Sequential(stack)\n{reader}")
    assert pretend_keras.run(result.before, 2).error is None
    assert pretend_keras.run(result.after, 3).error is None or codes(result, Applicability.REVIEW)


# -- receivers of reset_states -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "agent = DQNAgent(model=m)\nagent.reset_states()\n",
        "class Agent:\n    def reset_states(self): ...\nmodel = Agent()\nmodel.reset_states()\n",
        "import torch\nclass Net(torch.nn.Module):\n    def reset_states(self): ...\n"
        "model = Net()\nmodel.reset_states()\n",
        "import onnxruntime\nmodel = onnxruntime.InferenceSession('m.onnx')\nmodel.reset_states()\n",
        "layer = LSTM(4, stateful=True)\nlayer.reset_states()\n",
        "m.layers[0].reset_states()\n",
        "for layer in m.layers:\n    if layer.stateful:\n        layer.reset_states()\n",
        "m.get_layer('a').reset_states()\n",
        "import keras\nclass Own(keras.Model):\n    def reset_states(self): ...\nmodel = Own()\nmodel.reset_states()\n",
        "model = 3\nmodel.reset_states()\n",
        "if hasattr(m, 'reset_states'):\n    m.reset_states()\nelse:\n    for l in m.layers: l.reset_state()\n",
        "import keras\nif keras.__version__ < '3':\n    m.reset_states()\n",
    ],
)
def test_a_reset_that_still_works_or_is_not_a_models_is_left(body: str) -> None:
    source = HEAD + f"m = {STATEFUL}\n" + body
    assert migrated(source, unsafe=True).after == source


def test_a_parameter_named_model_that_nobody_passes_is_an_opt_in_edit() -> None:
    source = "import keras\ndef train(model):\n    model.reset_states()\n"
    assert migrated(source).after == source
    assert codes(migrated(source), Applicability.UNSAFE) == ["KER301"]
    assert "    reset_states(model)\n" in migrated(source, unsafe=True).after


def test_a_bare_method_kept_while_its_name_changes_is_left() -> None:
    source = HEAD + f"ms = [{STATEFUL} for _ in range(3)]\nkept = [m.reset_states for m in ms]\n"
    result = migrated(source)
    assert result.after == source
    assert codes(result, Applicability.REVIEW) == ["KER301"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("on = m.reset_states", "on = lambda: reset_states(m)"),
        ("call(m.reset_states)", "call(lambda: reset_states(m))"),
        ("call(on=m.reset_states)", "call(on=lambda: reset_states(m))"),
        ("on = m.reset_states if x else None", "on = (lambda: reset_states(m)) if x else None"),
        ("on = x or m.reset_states", "on = x or (lambda: reset_states(m))"),
        ("on = lambda: m.reset_states()", "on = lambda: reset_states(m)"),
        ("m.reset_states() if x else None", "reset_states(m) if x else None"),
        ("[m.reset_states() for _ in x]", "[reset_states(m) for _ in x]"),
        ("call(m.reset_states())", "call(reset_states(m))"),
        ("print(1); m.reset_states()", "print(1); reset_states(m)"),
        ("if x: m.reset_states()", "if x: reset_states(m)"),
        ("while x: m.reset_states()", "while x: reset_states(m)"),
    ],
)
def test_where_no_statement_can_stand_a_helper_is_called(before: str, after: str) -> None:
    result = migrated(HEAD + f"m = {STATEFUL}\n{before}\n")
    assert result.after.endswith(f"\n{after}\n")
    assert result.after.count("def reset_states(model):") == 1


@pytest.mark.parametrize("taken", ["layer = 3", "def f(layer): ...", "for layer in x: ...", "import layer"])
def test_the_loop_variable_takes_no_name_that_is_there(taken: str) -> None:
    assert changed_lines(HEAD + f"{taken}\nm = {STATEFUL}\nm.reset_states()\n") == [
        "for stateful_layer in m.layers:",
        'if getattr(stateful_layer, "stateful", False):',
        "stateful_layer.reset_state()",
    ]


# -- metrics -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("a = keras.metrics.Mean()\na.reset_states()", "a.reset_state()"),
        ("for a in [keras.metrics.Mean(), keras.metrics.AUC()]: a.reset_states()", "a.reset_state()"),
        ("a = {'k': keras.metrics.Mean()}\na['k'].reset_states()", "a['k'].reset_state()"),
        ("a = keras.metrics.Mean()\non = a.reset_states", "on = a.reset_state"),
        ("class A(keras.metrics.Metric):\n    def reset_states(self): ...", "def reset_state(self): ..."),
        ("class A(keras.Model):\n    def f(self):\n        for a in self.metrics: a.reset_states()", "a.reset_state()"),
    ],
)
def test_a_metrics_method_has_its_new_name(body: str, after: str) -> None:
    result = migrated("import keras\n" + body + "\n")
    assert result.after.endswith(after + "\n")
    assert "reset_states" not in result.after


@pytest.mark.parametrize(
    "body",
    [
        "class A(keras.metrics.Metric):\n    def reset_states(self): ...\n    reset_state = reset_states\n",
        "class A(keras.metrics.Metric):\n    def reset_states(self): ...\n"
        "    def reset_state(self): self.reset_states()\n",
        "class A:\n    def reset_states(self): ...\nA().reset_states()\n",
        "class Mix:\n    def reset_states(self): ...\nclass A(Mix, keras.metrics.Metric): ...\nA().reset_states()\n",
    ],
)
def test_a_metric_that_has_both_names_or_another_method_is_left(body: str) -> None:
    source = "import keras\n" + body
    assert migrated(source, unsafe=True).after == source


# -- what must not pass in silence ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("m = Sequential([LSTM(4, **dict(batch_input_shape=(2, 5, 3)))])\n", "KER201"),
        ("m = Sequential([make(LSTM, batch_input_shape=(2, 5, 3))])\n", "KER201"),
        ("if hasattr(m, 'reset_states'): m.reset_states()\n", "KER301"),
        ("import project\nproject.model.reset_states()\n", "KER301"),
        ("LSTM(4, stateful=True).reset_states([])\n", "KER303"),
        ("m.fit(*data)\n", "KER314"),
        ("m.fit(dataset_or_array)\n", "KER314"),
        ("LSTM(4, 'tanh', 'hard_sigmoid')\n", "KER214"),
        ("name = 'hard_sigmoid'\nLSTM(4, recurrent_activation=name)\n", "KER214"),
        ("from keras.layers import RNN, LSTMCell\nc = [LSTMCell(4), LSTMCell(4)]\nRNN(c, stateful=True)\n", "KER310"),
        ("from keras.layers import RNN, LSTMCell\nRNN([LSTMCell(4)] * 2, stateful=True)\n", "KER310"),
        (
            "from keras.layers import RNN, LSTMCell\ndef cells(): return [LSTMCell(4), LSTMCell(4)]\n"
            "RNN(cells(), stateful=True)\n",
            "KER310",
        ),
        ("LSTM(4, stateful=True).reset_states(**states)\n", "KER303"),
        (f"p = {PLAIN}\nif x: p.add(LSTM(4, stateful=True))\np.predict(x)\n", "KER315"),
    ],
)
def test_what_needs_a_person_is_said(body: str, code: str) -> None:
    result = migrated(HEAD + f"m = {STATEFUL}\n" + body)
    assert code in [f.code for f in result.findings if not f.applied]


def test_a_model_class_that_is_given_its_tensors_is_as_stateful_as_they_are() -> None:
    body = (
        "import keras\nclass M(keras.Model):\n    def __init__(self):\n        i = Input(batch_shape=(2, 5, 3))\n"
        "        super().__init__(i, LSTM(4, stateful=True)(i))\nM().fit(x, y)\n"
    )
    assert migrated(HEAD + body).after.endswith("M().fit(x, y, batch_size=2, shuffle=False)\n")


# -- programs made up at random ----------------------------------------------------------------------------------------

CHOICES = ([False], [True], [True, False], [False, False, True])


def differs(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    """Whether two events mean different things; a stateful model may get its batch size and `shuffle=False`."""
    if old[0] != "run" or new[0] != "run" or old[:5] != new[:5]:
        return old != new
    stateful, batch, given_batch, shuffle = old[3:]
    batch_kept = new[5] == given_batch or (given_batch is None and stateful and new[5] == batch)
    shuffle_kept = new[6] == shuffle or (shuffle is True and stateful and new[6] is False)
    return not (batch_kept and shuffle_kept)


def test_the_pretend_keras_tells_programs_apart() -> None:
    program = "from keras.models import Sequential\nfrom keras.layers import LSTM\nm = Sequential([{}])\n"
    old = pretend_keras.run(program.format("LSTM(4, batch_input_shape=(2, 5, 3))"), version=2)
    assert [e.what for e in old.events] == [("input", 2, (2, 5, 3)), ("add", 2, 1)]
    refused = pretend_keras.run(program.format("LSTM(4, batch_input_shape=(2, 5, 3))"), version=3).error
    assert str(refused) == "Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': (2, 5, 3)}"
    assert differs(("reset", 1), ("reset", 2))
    assert differs(("run", "fit", 1, False, 2, None, True), ("run", "fit", 1, False, 2, 2, True))
    assert not differs(("run", "fit", 1, True, 2, None, True), ("run", "fit", 1, True, 2, 2, False))


@pytest.mark.parametrize("hundred", range(4))
def test_made_up_programs_do_the_same_on_the_pretend_keras(hundred: int) -> None:
    compared = 0
    for seed in range(100 * hundred, 100 * hundred + 100):
        source = random_programs.program(seed)
        result = migrated(source)
        to_do = any(not f.applied for f in result.findings)
        for choices in CHOICES:
            old = pretend_keras.run(source, 2, choices)
            new = pretend_keras.run(result.after, 3, choices)
            if old.error is not None or to_do:
                continue  # the program was wrong, or a person was told what is left to do
            assert new.error is None, f"{result.after}\n{new.error!r}"
            pairs = list(zip(old.events, new.events, strict=True))
            assert not any(differs(a.what, b.what) for a, b in pairs), result.after
            compared += 1
    assert compared > 100


@given(st.integers(1_000, 10_000_000))
@settings(max_examples=150)
def test_made_up_programs_are_migrated_once_and_for_all(seed: int) -> None:
    source = random_programs.program(seed)
    once = migrated(source)
    ast.parse(once.after)
    assert migrated(once.after).after == once.after


STATEMENTS = st.sampled_from(
    [
        "m = Sequential([LSTM(4, batch_input_shape=(2, 5, 3), stateful=True)])",
        "m.reset_states()",
        "m.fit(x, y)",
        "on = m.reset_states",
        "m.add(LSTM(4, batch_input_shape=(2, 5, 3)))",
        "layer = LSTM(4, batch_size=2, input_shape=(5, 3))",
        "layer.reset_states([h, c])",
        "layer.reset_states([])",
        "m = layer(m)",
        "m, *n = m.layers",
        "del m",
        "global m",
        "m.layers[0] = m",
        "m = m or m and not m",
        "x = [m for m in m if m]",
        "x = {**m, 'a': m}",
        "x = f'{m.predict(x)!r}'",
        "class A(A): pass",
        "m += [m]",
        "m.m = m",
        "assert m, m",
        "print(*m, **m)",
        "x = (yield)",
        "m: int",
        "x = await m",
        "return m",
        "break",
        "raise m from m",
        "import keras.layers as LSTM",
        "from keras.layers import *",
        "@m.reset_states\ndef m(m=m.fit(x), *n, **k): return m.reset_states()",
        "class B(keras.metrics.Mean):\n    def reset_states(self): super().reset_states()",
    ]
)
OPENINGS = st.sampled_from(
    ["if m:", "else:", "for m in x:", "while m:", "def f(m, n=2):", "class C(m):", "with m as m:", "async def g():"]
)


@st.composite
def ragged_programs(draw: st.DrawFn) -> str:
    """Statements in any order and depth; many are not Python, none makes sense."""
    lines = [HEAD.strip(), "import keras"]
    depth = 0
    for _ in range(draw(st.integers(1, 12))):
        if draw(st.booleans()):
            lines.append("    " * depth + draw(OPENINGS))
            depth += 1
        lines.append(textwrap.indent(draw(STATEMENTS), "    " * depth))
        depth = draw(st.integers(0, depth))
    return "\n".join(lines) + "\n"


@given(ragged_programs())
@settings(max_examples=200)
def test_no_program_is_too_strange(source: str) -> None:
    result = migrate_text(source)
    try:
        ast.parse(source)
    except SyntaxError:
        assert result.problem is not None
        assert result.after == source
        return
    assert result.problem is None
    ast.parse(result.after)
    assert migrate_text(result.after).after == result.after
