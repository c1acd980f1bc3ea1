"""`keras-migrate verify`: the command line, the copies, what is pinned, trimmed and guarded; all on small programs."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import migrator.verify
from migrator.arguments import UsageError
from migrator.report.output import Output
from migrator.report.verification import details
from migrator.verify import places
from migrator.verify.arguments import build_parser, parse
from migrator.verify.engines import Engine, SideMissing, VerifyError
from migrator.verify.places import Request
from migrator.verify.probe.arrays import leaves
from migrator.verify.sides import Side
from migrator.verify.verification import Engines, Limits, Verdict, Verification

PROBE = Path(migrator.verify.__file__).with_name("probe")


def put(folder: Path, **files: str) -> Path:
    """Write files, `name_py` for `name.py`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_py", ".py")).write_text(text)
    return folder


def run(
    engines: Engines, folder: Path, before: str, after: str | None = None, limits: Limits | None = None
) -> Verification:
    """Verify a program, migrated here or by hand; skips where a side is missing (in CI: fails)."""
    ours = put(folder / "before", program_py=before)
    theirs = None if after is None else put(folder / "after", program_py=after)
    request = Request(
        ours / "program.py",
        ours,
        ours,
        name=folder.name,
        migrated=None if theirs is None else theirs / "program.py",
        migrated_project=theirs,
    )
    try:
        return engines.verify(request, limits)
    except SideMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def skip_without(*modules: str) -> None:
    """Skip the test where a module is missing (in CI: fail)."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing} of the test extra is not installed")
    if missing:
        pytest.skip(f"{missing} is not installed")


def said(result: Verification) -> str:
    """What the command says of it."""
    return "\n".join(details(result, Output(None)))


# -- the command line --------------------------------------------------------------------------------------------------


def command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "migrator", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(Path(migrator.verify.__file__).parents[2])},
    )


def test_help_says_that_it_executes_code() -> None:
    text = build_parser().format_help()
    assert "THIS EXECUTES YOUR CODE" in text
    assert "No other command of keras-migrate runs any of your code" in " ".join(text.split())


def test_the_other_command_starts_without_it(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom migrator.cli import main\nmain(['--check', '.'])\n"
        "print([n for n in sys.modules if n.split('.')[0] in ('numpy', 'keras', 'tensorflow') or 'verify' in n])"
    )
    put(tmp_path, a_py="import keras\n")
    found = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_a_folder_of_that_name_is_still_a_path(tmp_path: Path) -> None:
    put(tmp_path / "verify", a_py="from keras.layers import LSTM\nLSTM(2)(x).reset_states()\n")
    assert command("./verify", "--dry-run", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "needs the program"),
        (["a.py", "b.py", "--migrated", "c.py"], "--migrated goes with one program"),
        (["a.py", "--after-only", "--before-python", "python2"], "goes without --before-python"),
        (["a.py", "--backend", "numpy"], "cannot train"),
        (["a.py", "--max-epochs", "-1"], "negative"),
        (["a.py", "--timeout", "0"], "at least one second"),
        (["a.py", "--backend", "theano"], "invalid choice"),
    ],
)
def test_wrong_usage_is_one_line(words: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse(words)


def test_what_follows_the_dashes_is_the_programs() -> None:
    arguments = parse(["a.py", "--max-steps", "5", "--", "--epochs", "3"])
    assert arguments.programs == [Path("a.py")]
    assert arguments.arguments == ["--epochs", "3"]


def test_a_program_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    ended = command("verify", "gone.py", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (2, "error: gone.py does not exist\n")


def test_an_interpreter_without_keras_is_one_line_that_says_what_to_install(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    bare.chmod(0o755)
    engine = Engine(Side(2, python=str(bare)))
    try:
        with pytest.raises(SideMissing, match="-m pip install tensorflow tf_keras, or name an interpreter"):
            engine.greeting()
    finally:
        engine.close()


def test_an_interpreter_that_is_not_there_is_one_line() -> None:
    with pytest.raises(VerifyError, match="/nowhere/python cannot be started"):
        Engine(Side(2, python="/nowhere/python"))


def test_the_whole_command(tmp_path: Path) -> None:
    put(
        tmp_path,
        train_py=(
            "import sys\nimport numpy as np\nfrom tensorflow import keras\n"
            "model = keras.Sequential([keras.layers.LSTM(2, batch_input_shape=(1, 2, 1), stateful=True)])\n"
            "print(model.predict(np.ones((3, 2, 1)), batch_size=1).sum(), len(sys.argv))\nmodel.reset_states()\n"
        ),
        pyproject_toml="",
    )
    (tmp_path / "pyproject_toml").rename(tmp_path / "pyproject.toml")
    ended = command("verify", "train.py", "--output-format", "json", "--", "one", "two", cwd=tmp_path)
    if "pip install" in ended.stderr and os.environ.get("CI") != "true":
        pytest.skip(ended.stderr)
    (result,) = json.loads(ended.stdout)
    assert (ended.returncode, result["verdict"]) == (0, "equal")
    assert result["compared"]["printed_numbers"] == 2
    assert result["compared"]["calls"] == 1
    assert result["before"]["version"].startswith("2.")
    assert result["after"]["version"].startswith("3.")
    assert "initial weights" in result["pinned"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pyproject.toml", "train.py"]


# -- the probe ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", sorted(PROBE.glob("*.py")), ids=lambda path: path.name)
def test_the_probe_keeps_to_python_3_8_and_to_itself(module: Path) -> None:
    tree = ast.parse(module.read_text(), feature_version=(3, 8))
    known = {"__future__", "numpy", "IPython", *sys.stdlib_module_names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= known
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert str(node.module).split(".")[0] in known
        assert not isinstance(node, ast.Attribute) or node.attr not in {
            "removeprefix",
            "removesuffix",
            "is_relative_to",
        }


# -- the copies --------------------------------------------------------------------------------------------------------


def test_a_copy_has_no_repository_and_no_environment(tmp_path: Path) -> None:
    project = put(tmp_path / "project", a_py="1")
    put(project / ".git", config="")
    put(project / "env" / "lib", b_py="")
    (project / "env" / "pyvenv.cfg").write_text("")
    put(project / "data", numbers="1 2 3")
    (project / "again").symlink_to(project)
    (project / "gone").symlink_to(tmp_path / "nowhere")
    places.copy(project, tmp_path / "copy")
    assert (tmp_path / "copy" / "data" / "numbers").read_text() == "1 2 3"
    names = {str(file.relative_to(tmp_path / "copy")) for file in (tmp_path / "copy").rglob("*") if file.is_file()}
    assert {"a.py", "data/numbers"} <= names
    assert not any(".git" in name or "env" in name or name.startswith("again/again") for name in names)


def test_a_project_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MAX_BYTES", 10)
    with pytest.raises(VerifyError, match="--project"):
        places.check_size(put(tmp_path, a_py="x = 'more than ten bytes'"))


WRITES = """\
import os
import numpy as np
import keras
assert not os.path.exists("trace.txt"), "another run was here"
open("trace.txt", "w").write("here")
model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
print(model.predict(np.ones((2, 3)), verbose=0).sum())
"""


def test_no_run_sees_the_files_of_another_and_none_is_left_behind(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, WRITES)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert [file.name for file in (tmp_path / "before").iterdir()] == ["program.py"]


# -- guards ------------------------------------------------------------------------------------------------------------

GUARDED = """\
import urllib.request
import keras
import numpy as np
import matplotlib.pyplot as plt
input("how many? ")
plt.show()
try:
    urllib.request.urlopen("http://example.invalid/")
except OSError:
    pass
import matplotlib
matplotlib.use("TkAgg")
import cv2
cv2.imshow("window", np.zeros((2, 2)))
while cv2.waitKey(1) & 0xFF != 27:
    pass
from PIL import Image
Image.Image().show()
import plotly.io
plotly.io.show(None)
import pygame
while not [e for e in pygame.event.get() if e.type == pygame.QUIT]:
    pass
import webbrowser
webbrowser.open("http://example.invalid/")
breakpoint()
from getpass import getpass
getpass()
import socket, subprocess
try:
    socket.create_connection(("data.invalid", 80))
except OSError:
    pass
subprocess.run(["echo", "hello"], check=True)
assert subprocess.run(["sh", "-c", 'echo "$https_proxy"'], capture_output=True).stdout == b"http://127.0.0.1:9\\n"
model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
model.predict(np.ones((2, 3)), verbose=0)
"""

PYGAME = """\
QUIT = 256


class event:
    class Event:
        def __init__(self, type):
            self.type = type

    def get():
        raise SystemExit("waits")
"""


def test_what_would_wait_for_somebody_is_reported(engines: Engines, tmp_path: Path) -> None:
    uses = "def use(backend):\n    assert backend == 'Agg'\n"
    pyplot = "def show():\n    raise SystemExit('waits')\ndef switch_backend(name):\n    pass\n"
    waits = "def {}(*a):\n    raise SystemExit('waits')\n"
    put(tmp_path / "before" / "matplotlib", __init___py=uses, pyplot_py=pyplot)
    put(tmp_path / "before", cv2_py=waits.format("imshow") + waits.format("waitKey"))
    put(tmp_path / "before" / "PIL", __init___py="", Image_py="class Image:\n" + indented(waits.format("show")))
    put(tmp_path / "before" / "plotly", __init___py="", io_py=waits.format("show"))
    put(tmp_path / "before", pygame_py=PYGAME)
    result = run(engines, tmp_path, GUARDED)
    assert result.verdict is Verdict.EQUAL, said(result)
    for line in (
        "Keras 2, program.py:5: input() was answered with an empty line",
        "Keras 3, program.py:6: plt.show() showed nothing",
        "Keras 3, program.py:8: the network was refused: http://example.invalid/",
        "Keras 3, program.py:12: matplotlib draws by Agg, without windows, not by TkAgg",
        "Keras 3, program.py:14: cv2.imshow() showed nothing",
        "Keras 3, program.py:15: cv2.waitKey() was told a key in turn: q, Escape, Return",
        "Keras 3, program.py:18: an image of Pillow was not shown",
        "Keras 3, program.py:20: a figure of plotly was not shown",
        "Keras 3, program.py:22: the window of pygame was closed",
        "Keras 3, program.py:25: no browser was opened for http://example.invalid/",
        "Keras 3, program.py:26: a breakpoint was passed by",
        "Keras 3, program.py:28: getpass() was answered with an empty line",
        "Keras 3, program.py:31: the network was refused: data.invalid",
        "Keras 3, program.py:34: a process was started, and what it does with models is not seen: echo hello",
    ):
        assert line in result.notes


def indented(text: str) -> str:
    """The text as the body of a class."""
    return "".join(f"    {line}\n" for line in text.splitlines())


TKINTER = """\
import tkinter
import turtle
import keras
import numpy as np


class Window(tkinter.Frame):
    def __init__(self, master):
        super().__init__(master)
        self.rate = tkinter.DoubleVar(value=0.5)
        tkinter.Label(self, text="rate").pack()
        tkinter.Button(self, text="stop", command=master.quit).pack()


root = tkinter.Tk()
window = Window(root)
root.mainloop()
turtle.forward(10)
turtle.done()
model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
print(window.rate.get(), turtle.pos(), model.predict(np.ones((2, 3)), verbose=0))
"""


def test_windows_of_tkinter_show_nothing(engines: Engines, tmp_path: Path) -> None:
    pytest.importorskip("tkinter")
    result = run(engines, tmp_path, TKINTER)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert "Keras 3, program.py:15: windows of tkinter show nothing" in result.notes


def test_the_time_limit_ends_a_run(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, "import keras\nwhile True:\n    pass\n", limits=Limits(seconds=2))
    assert result.verdict is Verdict.BEFORE_FAILS
    assert "the time limit of 2 s was reached" in said(result)


HANGS = """\
import keras, signal, subprocess, sys
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.alarm(1000)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
open(TOLD, "w").write(str(child.pid))
child.wait()
"""


def test_the_time_limit_ends_the_processes_of_a_program_too(engines: Engines, tmp_path: Path) -> None:
    told = tmp_path / "told"
    result = run(engines, tmp_path, HANGS.replace("TOLD", repr(str(told))), limits=Limits(seconds=5))
    assert "the time limit of 5 s was reached" in said(result)
    state = Path("/proc", told.read_text(), "stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


UNATTENDED = """\
import os, sys, threading
import numpy as np
import keras
if os.fork() == 0:
    sys.exit("a copy of the process")
os.wait()
assert sys.stdin.read() == ""
print("9.5 " * 400, "\\n" * 10)
for _ in range(30000):
    print("a line of 0.25 that is printed very often, so that there is much to read and to compare: 0.125, 0.0625, 1, 2, 3, 4, 5")
model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
threading.Thread(target=lambda: model.predict(np.ones((2, 3)), verbose=0)).start()
"""


def test_copies_of_the_process_threads_and_long_outputs_are_borne(
    engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrator.verify.engines.MAX_PRINTED", 100_000)
    result = run(engines, tmp_path, UNATTENDED)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert result.comparison is not None
    assert result.comparison.calls == 1
    assert result.printed is not None
    assert 400 < result.printed.numbers < 10_000


def test_what_a_program_wants_of_the_network_is_told(engines: Engines, tmp_path: Path) -> None:
    program = "import keras\nkeras.utils.get_file('a.txt', 'http://data.invalid/a.txt')\n"
    result = run(engines, tmp_path, program)
    assert result.verdict is Verdict.BEFORE_FAILS
    assert "Keras 2, program.py:2: the network was refused: http://data.invalid/a.txt" in result.notes
    assert "data sets that Keras has downloaded into ~/.keras before are found" in said(result)


CLOCK = """\
import time
from time import perf_counter
import numpy as np
import keras
np.random.seed(int(time.time()))
model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))])
began = perf_counter()
print(model.predict(np.random.rand(2, 3), verbose=0))
print("elapsed: %f" % (perf_counter() - began), time.time_ns() % 7 + 0.5)
"""


def test_what_the_program_measures_is_no_time(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, CLOCK)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert "clock" in result.pinned
    assert result.printed is not None
    assert result.printed.numbers == 4 + 2


LOGS = """\
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
x = np.sin(np.arange(40.0)).reshape(10, 4)
model = Sequential([Dense(1, input_shape=(4,))])
model.compile(loss="mse", optimizer="sgd", metrics=["mae"])
print(model.fit(x, x[:, 0], epochs=2).history)
print(np.random.default_rng().random())
for name, value in model.evaluate(x, x[:, 0], return_dict=True).items():
    print(name, value)
"""


def test_metrics_that_are_printed_in_another_order_are_equal(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, LOGS.replace('"mae"', '"accuracy"'))
    assert result.verdict is Verdict.EQUAL, said(result)
    assert "are the same behind each name, and come in another order" in said(result)


def test_an_exception_is_told_with_its_line(engines: Engines, tmp_path: Path) -> None:
    before = "import keras\nmodel = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])\n"
    result = run(engines, tmp_path, before, before + "\nmodel.reset_states()\n")
    assert result.verdict is Verdict.AFTER_FAILS
    assert "has no attribute 'reset_states'" in said(result)
    assert "at program.py:4: model.reset_states()" in said(result)


def test_a_program_without_numbers_proves_nothing(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, "import keras\nkeras.Sequential([keras.layers.Dense(1, input_shape=(2,))])\n")
    assert result.verdict is Verdict.NOTHING_COMPARED


# -- pins --------------------------------------------------------------------------------------------------------------

CHANCE = """\
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Draw(layers.Layer):
    def call(self, x):
        return x + 0.1 * tf.random.normal(tf.shape(x))


x = np.random.rand(24, 5, 3)
y = tf.random.uniform((24, 1)).numpy()
model = keras.Sequential([
    keras.Input((5, 3)),
    layers.GaussianNoise(0.2),
    layers.SpatialDropout1D(0.3),
    layers.GRU(4, dropout=0.2),
    Draw(),
    layers.Dropout(RATE),
    layers.Dense(1, kernel_initializer=lambda shape, dtype=None: tf.random.normal(shape, dtype=dtype)),
])
model.compile("adam", "mse")
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(24, seed=3).batch(4)
print(model.fit(data, epochs=2).history["loss"])
print(model.evaluate(x, y), np.random.rand())
"""


def test_chance_is_the_same_on_both_sides(engines: Engines, tmp_path: Path) -> None:
    program = CHANCE.replace("RATE", "0.4")
    result = run(engines, tmp_path, program, program)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert {"dropout", "initial weights", "random numbers", "seeds"} <= set(result.pinned)


def test_another_dropout_is_another_program(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, CHANCE.replace("RATE", "0.4"), CHANCE.replace("RATE", "0.5"))
    assert result.verdict is Verdict.DIFFERENT
    assert "layer 4 of the model (Dropout) has rate=0.4 in the original, 0.5 in the migrated program" in said(result)


POSITIONS = """\
import numpy as np
from keras.layers import ConvLSTM2D, Dense, Embedding, Flatten, GRU
from keras.models import Sequential
INPUT
ids = np.arange(12).reshape(4, 3)
first = Sequential([FIRST Embedding(12, 4), GRU(3, reset_after=False), Dense(1)])
second = Sequential([SECOND Embedding(12, 4), GRU(3, reset_after=False), Dense(1)])
films = Sequential([FILMS ConvLSTM2D(2, 2, recurrent_activation="sigmoid"), Flatten(), Dense(1)])
for model in (second, first):
    model.compile("sgd", "mse")
    print(model.fit(ids, ids[:, :1] / 10, epochs=1, shuffle=False).history)
print(films.predict(np.sin(np.arange(96.0)).reshape(2, 3, 4, 4, 1)))
"""


def test_initial_weights_are_given_by_position(engines: Engines, tmp_path: Path) -> None:
    """Keras 2 makes the weights of these models when they are fitted, the migrated program when it builds them."""
    lazy = {"INPUT": "", "FIRST ": "", "SECOND ": "", "FILMS ": ""}
    built = {
        "INPUT": "from keras import Input",
        "FIRST": "Input((3,)),",
        "SECOND": "Input((3,)),",
        "FILMS": "Input((3, 4, 4, 1)),",
    }
    before, after = POSITIONS, POSITIONS
    for name, text in lazy.items():
        before = before.replace(name, text)
    before = before.replace("Embedding(12, 4),", "Dense(4),").replace(
        "ids = np.arange(12).reshape(4, 3)", "ids = np.arange(36.0).reshape(4, 3, 3) / 36"
    )
    before = before.replace("ids[:, :1] / 10", "ids[:, 0, :1]")
    for name, text in built.items():
        after = after.replace(name, text.replace("(3,)", "(3, 3)"))
    after = after.replace("Embedding(12, 4),", "Dense(4),").replace(
        "ids = np.arange(12).reshape(4, 3)", "ids = np.arange(36.0).reshape(4, 3, 3) / 36"
    )
    after = after.replace("ids[:, :1] / 10", "ids[:, 0, :1]")
    result = run(engines, tmp_path, before, after)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert "initial weights, by position" in result.pinned


# -- limits ------------------------------------------------------------------------------------------------------------

LONG = """\
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
x = np.sin(np.arange(4000.0)).reshape(1000, 4)
model = Sequential([Dense(3, activation="tanh", input_shape=(4,)), Dense(1)])
model.compile(loss="mse", optimizer="sgd", metrics=["mae"])
history = model.fit(x, x[:, 0], epochs=50, batch_size=10, validation_split=0.2)
assert len(history.history["val_mae"]) == len(history.epoch) == 50
for _ in range(100):
    again = model.fit(x, x[:, 0], epochs=1, batch_size=10)
    assert len(again.history["loss"]) == 1
assert model.predict(x).shape == (1000, 1)
print(model.evaluate(x, x[:, 0])[0])
for step in range(200):
    loss = model.train_on_batch(x[:5], x[:5, 0])
print(loss[0])
"""


def test_long_training_is_trimmed_and_its_results_have_their_size(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, LONG, limits=Limits(epochs=2, steps=3, seconds=60))
    assert result.verdict is Verdict.EQUAL, said(result)
    assert {"fewer epochs", "fewer steps", "calls left out"} <= set(result.pinned)
    assert result.comparison is not None
    assert result.comparison.calls == 1 + 2 + 1 + 1 + 3  # what was left out is not counted


# -- without Keras 2 ---------------------------------------------------------------------------------------------------


def test_on_numpy_models_build_and_predict(tmp_path: Path) -> None:
    program = put(tmp_path / "project", program_py=LONG) / "program.py"
    skip_without("jax", "scipy")  # the numpy backend of Keras 3.15 needs them, too
    with Engines(None, Side(3, "numpy")) as alone:
        result = alone.verify(Request(program, program.parent, program.parent, name="alone"))
    assert result.verdict is Verdict.NOTHING_COMPARED, said(result)
    assert "builds and predicts on Keras 3" in said(result)
    assert "1 model used" in said(result)


def test_on_jax_the_cause_is_the_state_that_is_lost(tmp_path: Path) -> None:
    skip_without("jax")
    with Engines(Side(2), Side(3, "jax")) as on_jax:
        result = run(on_jax, tmp_path, STATEFUL)
    assert result.verdict is Verdict.DIFFERENT
    assert "cause: state lost between calls: on the jax backend" in said(result)
    assert "It is no fault of the migration (keras-migrate --explain KER308)" in said(result)


STATEFUL = """\
import numpy as np
import keras
model = keras.Sequential([keras.layers.LSTM(2, batch_input_shape=(1, 2, 1), stateful=True)])
for _ in range(2):
    print(model.predict(np.ones((1, 2, 1)), batch_size=1, verbose=0))
"""


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ([1.0, 2], ["x"]),
        ([[1.0, 2.0], [3.0, 4.0]], ["x"]),
        ([[1.0, 2.0], [3.0]], ["x[0]", "x[1]"]),
        ([[[1], [2]], [[3], [4]]], ["x"]),
        ([np.ones(2), np.ones(2)], ["x[0]", "x[1]"]),
        ({"a": [1, 2], "b": [[1, 2]]}, ["x['a']", "x['b']"]),
        ([], []),
    ],
)
def test_lists_of_numbers_are_one_part_of_the_data(value: object, names: list[str]) -> None:
    assert [name for name, _ in leaves(value, "x")] == names
