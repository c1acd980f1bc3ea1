"""What the analysis knows across functions, classes and files: an example of each kind of code."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from migrator.findings import Applicability, FileResult
from migrator.migration import migrate_paths
from migrator.settings import Settings
from migrator.sources.files import bytes_of
from migrator.sources.imports import Import, imported, statements
from migrator.sources.linking import Links
from migrator.sources.modules import ModuleFinder

HEAD = "from keras.models import Sequential, Model\nfrom keras.layers import LSTM, GRU, Dense, Input\nimport keras\n"
BUILD = """\
from keras.models import Sequential
from keras.layers import LSTM, Input

def build(batch):
    model = Sequential()
    model.add(Input(batch_shape=(batch, 5, 3)))
    model.add(LSTM(4, stateful=True))
    return model
"""
AGENT = "class Agent:\n    def reset_states(self): ...\n"
LOOP = 'for layer in {0}.layers:\n    if getattr(layer, "stateful", False):\n        layer.reset_state()\n'


def project(folder: Path, files: dict[str, str], *, unsafe: bool = False, only: str = ".") -> dict[str, FileResult]:
    """Write files, migrate them, and return the results by name; a second run must change nothing."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text))
    settings = Settings(unsafe_fixes=unsafe)
    results = list(migrate_paths([folder / only], settings, write=True))
    assert [r.problem for r in results if r.problem] == []
    assert not any(r.changed for r in migrate_paths([folder / only], settings, write=True))
    return {os.path.relpath(r.path, folder): r for r in results}


def after(folder: Path, files: dict[str, str], name: str) -> str:
    """What becomes of one file of a project."""
    return project(folder, files)[name].after


def calls(text: str, *methods: str) -> list[str]:
    """The statements of a text that call one of the methods."""
    return [line.strip() for line in text.splitlines() if any(f".{m}(" in line for m in methods)]


def program(folder: Path, body: str) -> str:
    """What becomes of a program of one file, below the usual imports."""
    return after(folder, {"program.py": HEAD + textwrap.dedent(body)}, "program.py")


def codes(result: FileResult, applicability: Applicability) -> list[str]:
    """The codes of the findings of one applicability."""
    return [f.code for f in result.findings if f.applicability is applicability]


# -- builders ----------------------------------------------------------------------------------------------------------

NET = "Sequential([Input(batch_shape=({0}, 5, 3)), LSTM(4, stateful=True)])"


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (f"def build(n=8):\n    return {NET.format('n')}\nm = build()\nm.fit(x, y)\n", "batch_size=m.inputs[0].shape[0]"),
        (f"def build(*shape):\n    return {NET.format('shape[0]')}\nm = build(8, 1)\nm.fit(x, y)\n", "batch_size=8"),
        ("def build(**o):\n    return " + NET.format("o['n']") + "\nm = build(n=8)\nm.fit(x, y)\n", "batch_size=8"),
        (
            f"from functools import partial\ndef build(units, n):\n    return {NET.format('n')}\n"
            "make = partial(build, 4)\nm = make(n=8)\nm.fit(x, y)\n",
            "batch_size=8",
        ),
        (
            f"def build(kind, n):\n    if kind == 'a':\n        return {NET.format('n')}\n    return {NET.format('n')}\n"
            "B = 8\nm = build(k, B)\nm.fit(x, y)\n",
            "batch_size=B",
        ),
        (f"def build():\n    a = {NET.format(8)}\n    return a, {NET.format(1)}\nm, s = build()\nm.fit(x, y)\n", "batch_size=8"),
        (f"def build(c):\n    return {NET.format('c.n')}\nclass C:\n    n = 8\nm = build(C())\nm.fit(x, y)\n", "batch_size=m.inputs[0].shape[0]"),
        ("def build(c):\n    return " + NET.format("c['n']") + "\nm = build(dict(n=8))\nm.fit(x, y)\n", "batch_size=8"),
        (
            f"from dataclasses import dataclass\n@dataclass\nclass C:\n    n: int = 32\ndef build(c):\n    return {NET.format('c.n')}\n"
            "c = C(n=8)\nm = build(c)\nm.fit(x, y)\n",
            "batch_size=c.n",
        ),
        (
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', type=int)\nargs = p.parse_args()\n"
            f"def build(args):\n    return {NET.format('args.n')}\nm = build(args)\nm.fit(x, y)\n",
            "batch_size=args.n",
        ),
        (f"def factory(n):\n    def build():\n        return {NET.format('n')}\n    return build\nm = factory(8)()\nm.fit(x, y)\n", "batch_size=8"),
    ],
)  # fmt: skip
def test_the_batch_size_of_a_builder_is_that_of_its_call(tmp_path: Path, body: str, fit: str) -> None:
    assert calls(program(tmp_path, body), "fit") == [f"m.fit(x, y, {fit}, shuffle=False)"]


def test_one_builder_makes_models_of_different_batch_sizes(tmp_path: Path) -> None:
    body = "train, one = build(64), build(batch=1)\ntrain.fit(x, y)\none.predict(x)\n"
    text = after(tmp_path, {"p.py": BUILD + body}, "p.py")
    assert calls(text, "fit", "predict") == [
        "train.fit(x, y, batch_size=64, shuffle=False)",
        "one.predict(x, batch_size=1)",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "def f(n):\n    return f(n - 1) if n else Sequential([LSTM(4, stateful=True)])\nm = f(3)\nm.reset_states()\n",
        "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nm = f(3)\nm.reset_states()\n",
    ],
)
def test_recursion_ends_and_what_it_returns_is_not_known(tmp_path: Path, body: str) -> None:
    result = project(tmp_path, {"p.py": HEAD + body})["p.py"]
    assert not result.changed
    assert [f.code for f in result.findings] == ["KER301"]


# -- classes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (
            f"class T:\n    def __init__(self):\n        self.model = None\n    def build(self):\n        self.model = {NET.format(8)}\n"
            "    def train(self):\n        self.model.fit(x, y)\n",
            "self.model.fit(x, y, batch_size=8, shuffle=False)",
        ),
        (
            f"class Base:\n    def train(self):\n        self.model.fit(x, y)\nclass T(Base):\n    N = 8\n    def __init__(self):\n"
            f"        self.model = {NET.format('self.N')}\nT().train()\n",
            "self.model.fit(x, y, batch_size=self.N, shuffle=False)",
        ),
        (
            f"class T:\n    @property\n    def model(self):\n        return {NET.format(8)}\nT().model.fit(x, y)\n",
            "T().model.fit(x, y, batch_size=8, shuffle=False)",
        ),
        (
            f"class W:\n    def __init__(self, net):\n        self.net = net\nw = W({NET.format(8)})\nw.net.fit(x, y)\n",
            "w.net.fit(x, y, batch_size=8, shuffle=False)",
        ),
        (
            "class N(Sequential):\n    def __init__(self, n):\n        super().__init__()\n"
            "        self.add(Input(batch_shape=(n, 5, 3)))\n        self.add(LSTM(4, stateful=True))\nN(8).fit(x, y)\n",
            "N(8).fit(x, y, batch_size=8, shuffle=False)",
        ),
        (
            f"class T:\n    @classmethod\n    def make(cls):\n        t = cls()\n        t.model = {NET.format(8)}\n        return t\n"
            "T.make().model.fit(x, y)\n",
            "T.make().model.fit(x, y, batch_size=8, shuffle=False)",
        ),
    ],
)  # fmt: skip
def test_a_model_that_an_object_holds_is_known_in_its_methods(tmp_path: Path, body: str, fit: str) -> None:
    assert calls(program(tmp_path, body), "fit") == [fit]


def test_instances_of_a_class_are_told_apart(tmp_path: Path) -> None:
    body = """\
    class Net:
        def __init__(self, n, keep):
            self.model = Sequential([Input(batch_shape=(n, 5, 3)), LSTM(4, stateful=keep)])
    a, b = Net(8, True), Net(4, False)
    a.model.fit(x, y)
    b.model.fit(x, y)
    for net in [a, b]:
        net.model.fit(x, y)
    """
    assert calls(program(tmp_path, body), "fit") == [
        "a.model.fit(x, y, batch_size=8, shuffle=False)",
        "b.model.fit(x, y)",
        "net.model.fit(x, y)",
    ]


def test_a_method_of_the_users_own_is_left_alone(tmp_path: Path) -> None:
    files = {
        "nets.py": HEAD + "class Net(Sequential):\n    def reset_states(self):\n        self.count = 0\n",
        "main.py": "from nets import Net\nnet = Net()\nnet.reset_states()\n",
    }
    results = project(tmp_path, files)
    assert [r.changed for r in results.values()] == [False, False]


CALLBACK = "class Reset(keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs=None):\n        self.model.reset_states()\n"


@pytest.mark.parametrize(
    ("fit", "loop"),
    [
        (f"m = {NET.format(8)}\nm.fit(x, y, 8, callbacks=[Reset()], shuffle=False)\n", True),
        (f"m = {NET.format(8)}\nc = []\nc.append(Reset())\nm.fit(x, y, 8, callbacks=c, shuffle=False)\n", True),
        (f"m = Sequential([Input(batch_shape=(8, 5, 3)), {NET.format(8)}])\nm.fit(x, y, 8, callbacks=[Reset()], shuffle=False)\n", False),
        (f"m = {NET.format(8)}\nm.fit(x, y, 8, callbacks=[Reset()], shuffle=False)\nregister(Reset())\n", False),
        ("", False),
    ],
)  # fmt: skip
def test_the_model_of_a_callback_is_that_whose_fit_receives_it(tmp_path: Path, fit: str, loop: bool) -> None:
    text = program(tmp_path, CALLBACK + fit)
    assert ("        for layer in self.model.layers:" in text) == loop
    assert ("        reset_states(self.model)" in text) == (not loop)


PUT = "def put(m, layer):\n    m.add(layer)\n"
MAKE = "def make(layers):\n    return Sequential(layers)\n"
OLD = "LSTM(4, batch_input_shape=({}, 5, 3), stateful=True)"


@pytest.mark.parametrize(
    ("body", "guarded"),
    [
        (f"{PUT}m = Sequential()\nput(m, {OLD.format(8)})\nput(m, Dense(1))\n", True),
        (f"{PUT}m = Sequential()\nput(m, {OLD.format(8)})\nput(m, {OLD.format(8)})\n", True),
        (f"{PUT}m = Sequential()\nput(m, {OLD.format(8)})\nput(m, head())\n", True),
        (f"{PUT}m, n = Sequential(), Sequential()\nput(m, {OLD.format(8)})\nput(n, {OLD.format(4)})\n", False),
        (f"{PUT}m, n = Sequential(), Sequential()\nput(m, {OLD.format(8)})\nput(n, Dense(1))\n", False),
        (f"{PUT}m, n = Sequential(), Sequential()\nput(m, {OLD.format(8)})\nput(n, head())\n", False),
        (f"{PUT}m, n = Sequential(), Sequential()\nput(m, {OLD.format(8)})\nput(n, Input((5, 3)))\n", False),
        (f"{PUT}m, n = Sequential(), Sequential()\nput(m, {OLD.format(8)})\nput(n, {NET.format(8)})\n", False),
        (f"{MAKE}make([{OLD.format(8)}, Dense(1)])\nmake([{OLD.format(4)}])\n", False),
        (f"{MAKE}make([{OLD.format(8)}, Dense(1)])\nmake([Dense(1)])\n", False),
        (f"{MAKE}make([{OLD.format(8)}, Dense(1)])\nmake([])\n", False),
        (f"{MAKE}make([{OLD.format(8)}, Dense(1)])\nmake(read())\n", False),
        (f"{MAKE}make([{OLD.format(8)}, Dense(1)])\nmake([Input((5, 3)), Dense(1)])\n", False),
        (f"class N(Sequential):\n    def add(self, layer):\n        super().add(layer)\nm = N()\nm.add({OLD.format(8)})\nm.add(Dense(1))\n", False),
        (f"m = Sequential()\nSequential.add(m, {OLD.format(8)})\n", False),
    ],
)  # fmt: skip
def test_an_input_is_put_where_every_model_needs_it(tmp_path: Path, body: str, guarded: bool) -> None:
    text = program(tmp_path, body)
    assert ("    if not m.layers:\n        m.add(Input(batch_shape=(8, 5, 3)))\n" in text) == guarded
    assert (text == HEAD + body) == (not guarded)


def test_an_input_is_put_into_a_list_that_all_callers_begin_alike(tmp_path: Path) -> None:
    body = f"{MAKE}make([{OLD.format(8)}, Dense(1)])\nmake([{OLD.format(8)}])\n"
    assert "    return Sequential([Input(batch_shape=(8, 5, 3)), *layers])\n" in program(tmp_path, body)


# -- modules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"models.py": BUILD}, "from models import build\nm = build(8)\n"),
        ({"models.py": BUILD}, "import models as nets\nm = nets.build(8)\n"),
        ({"models.py": BUILD}, "from models import *\nm = build(8)\n"),
        ({"models.py": BUILD}, "def main():\n    from models import build\n    return build(n)\nn = 8\nm = main()\n"),
        ({"pkg/__init__.py": "from .models import build\n", "pkg/models.py": BUILD}, "from pkg import build\nm = build(8)\n"),
        ({"pkg/__init__.py": "", "pkg/models.py": BUILD}, "import pkg.models\nm = pkg.models.build(8)\n"),
        ({"pkg/__init__.py": "", "pkg/models.py": BUILD}, "from pkg import models\nm = models.build(8)\n"),
        ({"space/models.py": BUILD}, "from space.models import build\nm = build(8)\n"),
        ({"pyproject.toml": "", "src/pkg/__init__.py": "", "src/pkg/models.py": BUILD}, "from pkg.models import build\nm = build(8)\n"),
        ({"one.py": "import models\n", "models.py": BUILD}, "import one\nm = one.models.build(8)\n"),
        ({"all.py": "from models import build\n__all__ = ['build']\n", "models.py": BUILD}, "from all import *\nm = build(8)\n"),
        ({"a.py": "import b\n" + BUILD, "b.py": "import a\ndef make(n):\n    return a.build(n)\n"}, "import b\nm = b.make(8)\n"),
        ({"models.py": BUILD, "conf.py": "SIZE = 8\n"}, "import models, conf\nm = models.build(conf.SIZE)\n"),
    ],
)  # fmt: skip
def test_a_model_built_in_another_file_is_known(tmp_path: Path, files: dict[str, str], main: str) -> None:
    text = after(tmp_path, {**files, "main.py": main + "m.fit(x, y)\nm.reset_states()\n"}, "main.py")
    size = "conf.SIZE" if "conf" in main else "n" if "n = 8" in main else "8"
    assert text == main + f"m.fit(x, y, batch_size={size}, shuffle=False)\n" + LOOP.format("m")


def test_parameters_are_what_all_callers_in_the_project_give(tmp_path: Path) -> None:
    agent = "class Agent:\n    def reset_states(self):\n        self.memory = []\n"
    files = {
        "models.py": BUILD,
        "loop.py": "def run(net, x, y):\n    net.fit(x, y, batch_size=8)\n    net.reset_states()\n",
        "a.py": "from loop import run\nfrom models import build\nrun(build(8), x, y)\n",
        "b.py": "from loop import run\nfrom models import build\nrun(build(8), x, y)\n",
    }
    text = after(tmp_path / "models", files, "loop.py")
    assert "    net.fit(x, y, batch_size=8, shuffle=False)\n    for layer in net.layers:\n" in text
    mixed = {**files, "b.py": agent + "from loop import run\nrun(Agent(), x, y)\n"}
    result = project(tmp_path / "mixed", mixed)["loop.py"]
    assert "net.reset_states()" in result.after
    assert "KER301" in codes(result, Applicability.REVIEW)


def test_callers_are_read_only_where_a_model_was_handed_over(tmp_path: Path) -> None:
    files = {
        "models.py": BUILD,
        "loop.py": "def run(net, x):\n    net.predict(x)\n",
        "shapes.py": "def fitted(shape, x):\n    return shape.fit(x)\n",
        "main.py": "from loop import run\nfrom models import build\nimport shapes\nrun(build(8), x)\n",
        "other.py": "import loop\nimport shapes\nloop.run(None, x)\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    links = Links(ModuleFinder([str(tmp_path)]), bytes_of, lambda data: b"keras" in data)
    for name, text in files.items():
        links.add(str(tmp_path / name), text.encode())
    (places,) = links.programs()
    assert [os.path.basename(p) for p in places] == ["loop.py", "models.py", "shapes.py", "main.py"]
    assert links.callers([str(tmp_path / "loop.py")]) == [str(tmp_path / "other.py")]
    assert links.callers([str(tmp_path / "main.py")]) == []


@pytest.mark.parametrize("record", ["helpers/__init__.py,,\nhelpers/core.py,,\n", "helpers-1.0.dist-info/METADATA,,\n"])
def test_what_was_installed_is_a_library(tmp_path: Path, record: str) -> None:
    files = {
        "helpers-1.0.dist-info/RECORD": record,
        "helpers/__init__.py": "from helpers.core import build\n",
        "helpers/core.py": BUILD,
        "main.py": "from helpers import build\nm = build(8)\nm.reset_states()\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    results = {os.path.relpath(r.path, tmp_path): r for r in migrate_paths([tmp_path], Settings(), write=False)}
    assert results["main.py"].changed == ("core" not in record)


def test_files_without_the_word_are_read_where_they_belong_to_a_program(tmp_path: Path) -> None:
    files = {
        "models.py": BUILD,
        "loop.py": "def run(model):\n    model.reset_states()\n",
        "main.py": "from models import build\nfrom loop import run\nrun(build(8))\n",
        "other.py": "def reset(model):\n    model.reset_states()\n",
    }
    results = project(tmp_path, files)
    assert "for layer in model.layers:" in results["loop.py"].after
    assert results["other.py"] == FileResult(str(tmp_path / "other.py"))


def test_a_single_file_is_understood_with_what_it_imports(tmp_path: Path) -> None:
    files = {"models.py": BUILD, "main.py": "from models import build\nm = build(8)\nm.reset_states()\n"}
    results = project(tmp_path, files, only="main.py")
    assert list(results) == ["main.py"]
    assert LOOP.format("m") in results["main.py"].after


def test_a_module_that_two_folders_have_is_the_one_beside_the_script(tmp_path: Path) -> None:
    other = "class build:\n    def __init__(self, n): ...\n    def reset_states(self): ...\n"
    main = "from models import build\nm = build(8)\nm.reset_states()\n"
    files = {"a/models.py": BUILD, "a/main.py": main, "b/models.py": other, "b/main.py": main + "import keras\n"}
    results = project(tmp_path, files)
    assert LOOP.format("m") in results["a/main.py"].after
    assert not results["b/main.py"].changed


RESET = "from models import build\nm = build(8)\nm.reset_states()\n"
ELSE = "class build:\n    def __init__(self, n): ...\n    def reset_states(self): ...\n"


@pytest.mark.parametrize(
    ("files", "known"),
    [
        ({"a/main.py": "sys.path.append('../b')\n" + RESET, "a/models.py": BUILD, "b/models.py": ELSE}, True),
        ({"a/main.py": "sys.path.insert(0, '../b')\n" + RESET, "a/models.py": BUILD, "b/models.py": ELSE}, False),
        ({"a/main.py": "sys.path[0] = '../b'\n" + RESET, "a/models.py": BUILD, "b/models.py": ELSE}, False),
        ({"a/main.py": "sys.path.insert(0, lib)\n" + RESET, "a/models.py": BUILD, "b/models/data.txt": ""}, True),
        ({"a/main.py": "sys.path.append('../b')\n" + RESET, "models.py": BUILD, "b/models.py": ELSE}, False),
        ({"a/main.py": "sys.path.append('..')\n" + RESET, "models.py": BUILD}, True),
        (
            {
                "main.py": "sys.path.append('lib')\nfrom lib.use import m\n",
                "lib/use.py": RESET,
                "lib/models.py": BUILD,
                "models.py": ELSE,
            },
            False,
        ),
    ],
)  # fmt: skip
def test_a_module_of_which_there_are_two_on_an_extended_path_is_not_known(
    tmp_path: Path, files: dict[str, str], known: bool
) -> None:
    text = {name: f"import sys\nimport keras\n{text}" for name, text in files.items()}
    results = project(tmp_path, {"pyproject.toml": "", **text})
    user = next(name for name, given in files.items() if RESET in given)
    assert (LOOP.format("m") in results[user].after) == known
    assert known or "m.reset_states()" in results[user].after


@pytest.mark.parametrize(
    "line",
    [
        "models = importlib.import_module('models')\n",
        'models = importlib.import_module("nets.models")\n',
        "models = importlib.import_module('.models', 'nets')\n",
    ],
)
def test_a_module_that_is_imported_by_a_constant_name_is_known(tmp_path: Path, line: str) -> None:
    main = f"import importlib\n{line}m = models.build(8)\nm.reset_states()\n"
    where = "nets/main.py" if "'.models'" in line else "main.py"
    files = {"models.py": BUILD, "nets/__init__.py": "", "nets/models.py": BUILD, where: main}
    text = after(tmp_path, files, where)
    assert LOOP.format("m") in text


def test_scripts_do_not_see_what_other_scripts_do_to_a_module(tmp_path: Path) -> None:
    shared = BUILD + "net = build(8)\n"
    files = {
        "shared.py": shared,
        "a.py": "import shared\nshared.net.add(unknown())\n",
        "b.py": "import shared\nshared.net.reset_states()\n",
    }
    assert after(tmp_path, files, "b.py") == "import shared\n" + LOOP.format("shared.net")


def test_a_file_that_cannot_be_parsed_is_out_of_view_for_those_that_import_it(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("import keras\ndef build(:\n")
    (tmp_path / "main.py").write_text("import keras\nfrom models import build\nm = build(8)\nm.reset_states()\n")
    main, models = migrate_paths([tmp_path], Settings(), write=True)
    assert models.problem is not None
    assert not main.changed
    assert main.problem is None
    assert codes(main, Applicability.REVIEW) == ["KER301"]
    assert f"`build` at {tmp_path / 'main.py'}:3" in main.findings[0].message


# -- parameters that no call gives -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameter", "kind"),
    [
        ("net: keras.Model", "helper"),
        ("net: Sequential", "helper"),
        ("net: 'keras.Model'", "helper"),
        ("net: keras.Model | None = None", "helper"),
        ("net: Optional[keras.models.Model] = None", "helper"),
        ("net: Net", "helper"),
        ("net: Agent", "silent"),
        ("net: keras.Model | Agent", "review"),
        ("net: keras.layers.Layer", "review"),
        ("net: Other", "review"),
        ("net", "review"),
    ],
)
def test_an_annotation_says_what_a_parameter_is(tmp_path: Path, parameter: str, kind: str) -> None:
    net = "class Net(keras.Model):\n    pass\n"
    body = f"{AGENT}{net}def reset({parameter}):\n    net.reset_states()\n"
    result = project(tmp_path, {"p.py": HEAD + body})["p.py"]
    assert ("    reset_states(net)\n" in result.after) == (kind == "helper")
    assert codes(result, Applicability.REVIEW) == (["KER301"] if kind == "review" else [])


def test_an_annotation_proves_nothing_where_a_model_class_has_the_method(tmp_path: Path) -> None:
    own = "class Own(keras.Model):\n    def reset_states(self): ...\n"
    result = project(tmp_path, {"p.py": HEAD + own + "def reset(net: keras.Model):\n    net.reset_states()\n"})["p.py"]
    assert not result.changed
    assert codes(result, Applicability.REVIEW) == ["KER301"]


def test_a_call_in_view_counts_more_than_an_annotation(tmp_path: Path) -> None:
    body = f"{AGENT}def reset(net: keras.Model):\n    net.reset_states()\nreset(Agent())\n"
    assert not project(tmp_path, {"p.py": HEAD + body})["p.py"].changed


FIXTURE = "import pytest\n@pytest.fixture\ndef net():\n    return build(8)\n"
TEST = "def test_it(net):\n    net.reset_states()\n"


@pytest.mark.parametrize(
    ("files", "known"),
    [
        ({"test_it.py": BUILD + FIXTURE + TEST}, True),
        ({"test_it.py": BUILD + FIXTURE.replace("return", "yield") + TEST}, True),
        ({"test_it.py": BUILD + FIXTURE.replace("fixture", "fixture(scope='module')") + TEST}, True),
        ({"test_it.py": BUILD + FIXTURE.replace("fixture", "fixture(name='net')").replace("def net", "def other") + TEST}, True),
        ({"test_it.py": BUILD + FIXTURE + "@pytest.fixture\ndef both(net):\n    return net, 1\ndef test_it(both):\n    net, _ = both\n    net.reset_states()\n"}, True),
        ({"test_it.py": BUILD + "import pytest\nclass TestNet:\n    @pytest.fixture\n    def net(self):\n        return build(8)\n    def test_it(self, net):\n        net.reset_states()\n"}, True),
        ({"conftest.py": BUILD + FIXTURE, "test_it.py": "import keras\n" + TEST}, True),
        ({"conftest.py": BUILD + FIXTURE, "deep/test_it.py": TEST}, True),
        ({"test_it.py": BUILD + FIXTURE.replace("@pytest.fixture\n", "") + TEST}, False),
        ({"test_it.py": BUILD + FIXTURE + "@pytest.mark.parametrize('net', [Agent()])\n" + TEST}, False),
        ({"test_it.py": BUILD + FIXTURE + "def use(net):\n    net.reset_states()\n"}, False),
        ({"conftest.py": BUILD + FIXTURE, "test_it.py": f"import keras, pytest\n{AGENT}@pytest.fixture\ndef net():\n    return Agent()\n" + TEST}, False),
    ],
)  # fmt: skip
def test_a_test_gets_what_the_fixture_of_that_name_gives(tmp_path: Path, files: dict[str, str], known: bool) -> None:
    results = project(tmp_path, {"pyproject.toml": "", **files})
    text = next(r.after for name, r in results.items() if name.endswith("test_it.py"))
    assert ("for layer in net.layers:" in text) == known
    assert known or "net.reset_states()" in text


# -- containers, flow --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "for m in (build(8), build(8)):\n    m.reset_states()\n",
        "models = {'a': build(8), 'b': build(4)}\nfor m in models.values():\n    m.reset_states()\n",
        "models = {n: build(n) for n in (8, 4)}\nfor name, m in models.items():\n    m.reset_states()\n",
        "for m, data in zip([build(8), build(4)], arrays):\n    m.reset_states()\n",
        "a, (m, b) = 1, (build(8), 2)\nif True:\n    m.reset_states()\n",
        "if (m := build(8)):\n    m.reset_states()\n",
        "m = build(8) if big else build(4)\nwith scope():\n    m.reset_states()\n",
        "try:\n    m = build(8)\nexcept ValueError:\n    m = build(4)\nif m:\n    m.reset_states()\n",
        "m = None\ndef make():\n    global m\n    m = build(8)\nmake()\ndef go():\n    m.reset_states()\ngo()\n",
        "m = build(8)\nm = build(1)\nwhile m.count():\n    m.reset_states()\n",
        "def go(m):\n    if not m:\n        return\n    m.reset_states()\ngo(build(8))\n",
    ],
)
def test_a_model_is_known_through_containers_and_flow(tmp_path: Path, body: str) -> None:
    assert "    for layer in m.layers:\n" in after(tmp_path, {"p.py": BUILD + body}, "p.py")


def test_a_look_at_the_names_of_the_program_reaches_no_function(tmp_path: Path) -> None:
    body = "def reset(m):\n    m.reset_states()\nif 'started' in globals():\n    pass\nreset(build(8))\n"
    assert "    for layer in m.layers:\n" in after(tmp_path, {"p.py": BUILD + body}, "p.py")


def test_an_item_of_a_list_of_models_is_a_model(tmp_path: Path) -> None:
    body = "models = [build(8), build(4)]\nmodels[1].reset_states()\n"
    assert LOOP.format("models[1]") in after(tmp_path, {"p.py": BUILD + body}, "p.py")


@pytest.mark.parametrize(
    ("body", "stateful"),
    [
        ("m = build(8)\ncopy = keras.models.clone_model(m)\n", True),
        ("m = build(8)\ncopy = keras.Sequential.from_config(m.get_config())\n", True),
        ("m = build(8)\ncopy = keras.models.model_from_json(m.to_json())\n", True),
        ("m = build(8)\nc = m.get_config()\nc['layers'] = other\ncopy = keras.Sequential.from_config(c)\n", False),
        ("m = build(8)\ncopy = keras.models.clone_model(m, clone_function=f)\n", False),
        ("m = build(8)\ncopy = keras.models.load_model('m.h5')\n", False),
    ],
)
def test_a_copy_of_a_model_is_what_the_model_is(tmp_path: Path, body: str, stateful: bool) -> None:
    result = project(tmp_path, {"p.py": BUILD + "import keras\n" + body + "copy.fit(x, y)\n"})["p.py"]
    assert ("copy.fit(x, y, batch_size=8, shuffle=False)" in result.after) == stateful
    assert ("KER314" in codes(result, Applicability.REVIEW)) == (not stateful)


def test_shared_layers_and_helpers_that_pass_tensors(tmp_path: Path) -> None:
    body = """\
    def encode(t):
        return Dense(3)(memory(t))
    memory = LSTM(4, stateful=True)
    a, b = Input(batch_shape=(8, 5, 3)), Input((5, 3), batch_size=8)
    first, second = Model(a, encode(a)), Model([a, b], keras.layers.add([encode(a), encode(b)]))
    first.fit(x, y)
    second.fit([x, x], y)
    second.reset_states()
    """
    text = program(tmp_path, body)
    assert calls(text, "fit") == [
        "first.fit(x, y, batch_size=8, shuffle=False)",
        "second.fit([x, x], y, batch_size=8, shuffle=False)",
    ]
    assert LOOP.format("second") in text


@pytest.mark.parametrize(
    "body",
    [
        "for k in ks:\n    if k:\n        m = Agent()\n        break\nelse:\n    m = build(8)\nm.reset_states()\n",
        "m = build(8)\ndef on_reset():\n    m.reset_states()\ndef on_load():\n    global m\n    m = Agent()\n",
        "for m in (build(8), *others):\n    m.reset_states()\n",
        "def reset(m):\n    m.reset_states()\nreset(build(8))\nmax(agents, key=reset)\n",
        "def reset(m):\n    m.reset_states()\nreset(build(8))\nenv.on_reset = reset\n",
        "def reset(m):\n    m.reset_states()\nreset(build(8))\nglobals()['re' + s](agent)\n",
        "class T:\n    def go(self, m):\n        m.reset_states()\nt = T()\nt.go(build(8))\npool.submit(t.go, agent)\n",
        "class T:\n    def __init__(self, m):\n        self.m = m\nt = T(build(8))\nsetattr(t, name, Agent())\nt.m.reset_states()\n",
        "m = build(8)\nm.reset_states = f\nm.reset_states()\n",
        "from mixins import Mixin\nclass N(Mixin, Sequential):\n    pass\nN().reset_states()\n",
        "ms = [build(8), Agent()]\ndel ms[0]\nms[0].reset_states()\n",
        "match event:\n    case ('reset', m):\n        m.reset_states()\n",
    ],
)  # fmt: skip
def test_what_may_be_something_else_is_not_rewritten(tmp_path: Path, body: str) -> None:
    result = project(tmp_path, {"p.py": BUILD + AGENT + body})["p.py"]
    assert result.after == result.before
    assert [f.code for f in result.findings] == ["KER301"]


@pytest.mark.parametrize(
    ("body", "size"),
    [
        ("B = 8\ndef make(n=B):\n    return build(n)\nB = 2\nm = make()\n", "m.inputs[0].shape[0]"),
        ("m = build(cfg.batch)\ncfg.merge(other)\n", "m.inputs[0].shape[0]"),
        ("m = build(args.batch)\noverride(args)\n", "m.inputs[0].shape[0]"),
        ("m = build(args.batch)\nargs.batch = 1\n", "m.inputs[0].shape[0]"),
        ("B = 8\nm = build(B)\ndef f():\n    global B\n    B = 1\nbutton(f)\n", "m.inputs[0].shape[0]"),
    ],
)
def test_a_name_that_may_mean_something_else_by_now_is_not_used(tmp_path: Path, body: str, size: str) -> None:
    text = after(tmp_path, {"p.py": BUILD + body + "m.fit(x, y)\n"}, "p.py")
    assert calls(text, "fit") == [f"m.fit(x, y, batch_size={size}, shuffle=False)"]


def test_a_helper_gets_a_name_that_is_free_for_all_who_import_the_file(tmp_path: Path) -> None:
    files = {
        "nets.py": BUILD + "import keras\ndef forget(model):\n    keras.models.load_model(model).reset_states()\n",
        "main.py": "from agents import reset_states\nfrom nets import *\nreset_states(agent)\n",
    }
    text = after(tmp_path, files, "nets.py")
    assert "def reset_model_states(model):" in text


# -- data, constants ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "added"),
    [
        ("def data():\n    return tf.data.Dataset.from_tensor_slices((x, y)).batch(8)\n", ""),
        ("def data():\n    while True:\n        yield x, y\n", ""),
        ("def data():\n    return ((a, b) for a, b in pairs)\n", ""),
        ("def data():\n    return keras.preprocessing.sequence.TimeseriesGenerator(x, y, 5)\n", ", shuffle=False"),
        ("class Data(keras.utils.Sequence):\n    pass\ndef data():\n    return Data()\n", ", shuffle=False"),
        ("def data():\n    return {'a': np.zeros((8, 5, 3))}\n", ", batch_size=8, shuffle=False"),
        ("def data():\n    return pd.read_csv('x.csv').values\n", ", batch_size=8, shuffle=False"),
    ],
)
def test_what_reaches_fit_is_known_through_functions_of_other_files(tmp_path: Path, data: str, added: str) -> None:
    imports = "import keras\nimport numpy as np\nimport pandas as pd\nimport tensorflow as tf\n"
    main = "from data import data\nfrom models import build\nm = build(8)\nm.fit(data(), epochs=2)\n"
    text = after(tmp_path, {"data.py": imports + data, "models.py": BUILD, "main.py": main}, "main.py")
    assert text == main.replace("epochs=2)", f"epochs=2{added})")


@pytest.mark.parametrize(
    ("body", "size"),
    [
        ("n = 4\nb = 2 * n\nm = Sequential([Input(batch_shape=(b, 5, 3)), LSTM(4, stateful=True)])\n", "b"),
        ("s = (5, 3)\nm = Sequential([Input(batch_shape=(8,) + s), LSTM(4, stateful=True)])\n", "8"),
        ("b = X.shape[0]\nm = Sequential([Input(batch_shape=(b, X.shape[1], 3)), LSTM(4, stateful=True)])\n", "b"),
        ("b = 8\nm = Sequential([Input(batch_shape=(b, 5, 3)), LSTM(4, stateful=True)])\nb = 1\n", "m.inputs[0].shape[0]"),
    ],
)  # fmt: skip
def test_constants_are_folded_and_names_that_are_rebound_not_used(tmp_path: Path, body: str, size: str) -> None:
    assert calls(program(tmp_path, body + "m.fit(x, y)\n"), "fit") == [f"m.fit(x, y, batch_size={size}, shuffle=False)"]


# -- honesty -----------------------------------------------------------------------------------------------------------


def test_a_safe_edit_shows_the_places_that_prove_it(tmp_path: Path) -> None:
    files = {"models.py": BUILD, "main.py": "from models import build\nSIZE = 8\nm = build(SIZE)\nm.fit(x, y)\n"}
    (finding,) = project(tmp_path, files)["main.py"].findings
    assert finding.proof == (
        f"stateful because of {os.path.join(tmp_path, 'models.py')}:7",
        f"batch size 8 from {os.path.join(tmp_path, 'main.py')}:2",
        "every layer is in view and none is a model",
    )


def test_a_review_says_which_expression_stopped_the_analysis_and_where(tmp_path: Path) -> None:
    main = "import keras\nfrom elsewhere import Registry\nnet = Registry().current\nnet.reset_states()\n"
    (finding,) = project(tmp_path, {"main.py": main})["main.py"].findings
    assert finding.applicability is Applicability.REVIEW
    assert f"`Registry().current` at {tmp_path / 'main.py'}:3" in finding.message


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"p.py": BUILD + "train = build(8).fit\ntrain(x, y)\n"}, "KER314"),
        ({"p.py": BUILD + "from functools import partial\npartial(build(8).predict, x)()\n"}, "KER315"),
        ({"p.py": BUILD + "import keras\nm = keras.models.load_model('m.h5')\nm.fit(x, y)\n"}, "KER314"),
        ({"p.py": BUILD + "def train(net, x, y):\n    net.fit(x, y, epochs=2)\n"}, "KER314"),
        ({"models.py": BUILD, "main.py": "import models\ndef reset(net):\n    net.reset_states()\n"}, "KER301"),
    ],
)
def test_what_is_not_in_view_is_named(tmp_path: Path, files: dict[str, str], code: str) -> None:
    results = project(tmp_path, files)
    assert code in [c for r in results.values() for c in codes(r, Applicability.REVIEW)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('getattr(m, "reset_states")()\n', True),
        ('reset = getattr(m, "reset_states", None)\nif reset:\n    reset()\n', True),
        ('for layer in m.layers:\n    getattr(layer, "reset_states")()\n', False),
        ('getattr(keras.metrics.Mean(), "reset_states")()\n', True),
        ('getattr(read(), "reset_states")()\n', True),
        ('getattr(Agent(), "reset_states")()\n', False),
        ('import operator\nlist(map(operator.methodcaller("reset_states"), [m]))\n', True),
        ('from operator import methodcaller\nmethodcaller("reset_states")(m)\n', True),
        ('from operator import methodcaller\nmethodcaller("clear")(m)\n', False),
    ],
)
def test_a_method_that_is_called_by_its_name_is_named(tmp_path: Path, body: str, found: bool) -> None:
    result = project(tmp_path, {"p.py": BUILD + "import keras\n" + AGENT + "m = build(8)\n" + body})["p.py"]
    assert not result.changed
    assert codes(result, Applicability.REVIEW) == (["KER301"] if found else [])


@pytest.mark.parametrize(
    "body",
    [
        "m = getattr(holder, 'net')\nm.reset_states()\n",
        "m = getattr(holder, 'net', None) or build(8)\nm.reset_states()\n",
        "import p\nm = getattr(p, 'build')(8)\nm.reset_states()\n",
    ],
)
def test_an_attribute_that_is_read_by_its_name_is_known(tmp_path: Path, body: str) -> None:
    holder = "class Holder:\n    def __init__(self):\n        self.net = build(8)\nholder = Holder()\n"
    text = after(tmp_path, {"p.py": BUILD + holder + body}, "p.py")
    assert LOOP.format("m") in text


def test_a_mixin_that_hands_reset_states_on_hands_it_to_the_model(tmp_path: Path) -> None:
    body = """\
    class Resets:
        def reset_states(self):
            super().reset_states()
    class Net(Resets, keras.Model):
        pass
    net = Net()
    net.reset_states()
    """
    assert "        reset_states(self)\n" in program(tmp_path, body)


def test_a_name_is_no_proof(tmp_path: Path) -> None:
    main = "import keras\nfrom elsewhere import model\nmodel.reset_states()\n"
    (finding,) = project(tmp_path, {"main.py": main})["main.py"].findings
    assert finding.applicability is Applicability.UNSAFE
    assert not finding.applied


# -- imports -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a.b as c, d\n", [Import(0, "a.b"), Import(0, "d")]),
        ("from ..a.b import c as d, e  # f\n", [Import(2, "a.b", ("c", "e"))]),
        ("from . import (\n    a,  # b\n    c,\n)\n", [Import(1, "", ("a", "c"))]),
        ("if x: import a; import b\n", [Import(0, "a"), Import(0, "b")]),
        ("try:\n    from a import b\nexcept ImportError:\n\timport c\n", [Import(0, "a", ("b",)), Import(0, "c")]),
        ("from a import \\\n    b, c\n", [Import(0, "a", ("b", "c"))]),
        ("from a import(b)\n", [Import(0, "a", ("b",))]),
        ("important = 1\nreimport (x)\n", []),
        ("m = import_module('a.b')\n", [Import(0, "a.b")]),
        ('importlib.import_module( ".a", __package__)\n', [Import(1, "a")]),
        ("import_module(name)\nimport_module('%s.b' % name)\n", []),
    ],
)
def test_imports_are_seen_in_the_bytes(text: str, found: list[Import]) -> None:
    assert [each for lines in statements(text.encode()) for each in imported(lines)] == found


def test_modules_are_found_as_python_finds_them(tmp_path: Path) -> None:
    root = os.path.realpath(tmp_path)
    for name in (
        "pyproject.toml",
        "a.py",
        "p/__init__.py",
        "p/a.py",
        "p/b.py",
        "n/c.py",
        "src/q/__init__.py",
        "s/d.py",
    ):
        Path(root, name).parent.mkdir(parents=True, exist_ok=True)
        Path(root, name).write_text("")
    finder = ModuleFinder()

    def found(importer: str, name: str, level: int = 0) -> str | None:
        place = finder.find(os.path.join(root, importer), name, level)
        return os.path.relpath(place, root) if place else None

    assert found("s/d.py", "a") == "a.py"
    assert found("s/d.py", "p.b") == "p/b.py"
    assert found("s/d.py", "p") == "p/__init__.py"
    assert found("s/d.py", "n.c") == "n/c.py"
    assert found("s/d.py", "q") == "src/q/__init__.py"
    assert found("p/b.py", "a", 1) == "p/a.py"
    assert found("p/b.py", "a") is None  # a.py or p/a.py: it depends on how the program is started
    assert found("p/b.py", "", 1) == "p/__init__.py"
    assert found("s/d.py", "os") is None
    assert found("s/d.py", "missing") is None


DEEP = "".join(f"def f{n}():\n    f{n + 1}()\n\n\n" for n in range(9))


@pytest.mark.parametrize("call", ["grow()", "Grower().go()", "helpers.grow(model)"])
def test_a_call_too_deep_to_follow_may_have_changed_what_it_reaches(tmp_path: Path, call: str) -> None:
    helpers = "from keras.layers import LSTM\n\n\ndef grow(model):\n    model.add(LSTM(4, stateful=True))\n"
    program = (
        "import helpers\nfrom keras.layers import LSTM, Input\nfrom keras.models import Sequential\n\n"
        "model = Sequential()\nmodel.add(Input(batch_shape=(2, 5, 3)))\n\n\n"
        "def grow():\n    model.add(LSTM(4, stateful=True))\n\n\n"
        "class Grower:\n    def go(self):\n        self.more()\n\n    def more(self):\n        grow()\n\n\n"
        f"{DEEP}def f9():\n    {call}\n\n\nf0()\nmodel.fit(x, y)\n"
    )
    results = project(tmp_path, {"helpers.py": helpers, "main.py": program})
    assert [f.code for f in results["main.py"].findings if not f.applied] == ["KER314"]
