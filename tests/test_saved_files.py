"""Files of weights and models: their uses are renamed together or not at all."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from migrator.findings import Applicability
from migrator.migration import migrate_paths, migrate_text
from migrator.rules.file_names import may_be_equal, pieces
from migrator.settings import Settings

HEAD = """\
import os
import glob
import keras
from keras.layers import Dense

def build():
    model = keras.Sequential([keras.Input((3,)), Dense(1)])
    model.compile("sgd", "mse")
    return model

"""
NAMES = ("KER501", "KER503", "KER506")


def judged(body: str) -> tuple[str, list[Applicability], str]:
    """What becomes of a program by default, what is said of its files, and the messages."""
    result = migrate_text(HEAD + textwrap.dedent(body), unsafe=False)
    assert result.problem is None
    found = [f for f in result.findings if f.code in NAMES]
    return result.after.removeprefix(HEAD), [f.applicability for f in found], "; ".join(f.message for f in found)


def renamed(body: str, old: str, new: str) -> None:
    """Assert that all of a name is changed, and nothing else."""
    body = textwrap.dedent(body)
    after, found, message = judged(body)
    assert found == [Applicability.SAFE], message
    assert after == body.replace(old, new)


@pytest.mark.parametrize(
    "body",
    [
        "model = build()\nmodel.save_weights('w.h5')\nmodel.load_weights('w.h5')\n",
        "model = build()\nmodel.save_weights(filepath='w.h5', overwrite=True)\nmodel.load_weights(filepath='w.h5')\n",
        "P = 'w.h5'\nmodel = build()\nmodel.save_weights(P)\nprint('saved to', P)\nmodel.load_weights(P)\n",
        "P = os.path.join('d', 'w.h5')\nmodel = build()\nmodel.save_weights(P)\nassert os.path.exists('d/w.h5')\n",
        "model = build()\nmodel.save_weights(f'{name}/w.h5')\nmodel.load_weights(name + '/w.h5')\n",
        """
        class Trainer:
            PATH = 'w.h5'
            def __init__(self):
                self.model = build()
            def train(self):
                self.model.fit(x, y)
                self.model.save_weights(self.PATH)
        t = Trainer()
        t.train()
        t.model.load_weights(t.PATH)
        """,
        """
        def save(model, path='w.h5'):
            model.save_weights(path)
        def load(path):
            fresh = build()
            fresh.load_weights(path)
            return fresh
        save(build())
        load('w.h5').predict(x)
        """,
        "model = build()\nfor i in range(3):\n    model.save_weights('%d_w.h5' % i)\nprint(glob.glob('*w.h5'))\n",
        "model = build()\nmodel.save_weights('w.h5')\nmodel.load_weights('w.h5')\nfound = [n for n in os.listdir('.') if n.endswith('.h5')]\n",
    ],
)
def test_a_name_is_changed_in_all_its_uses(body: str) -> None:
    renamed(body, "w.h5", "w.weights.h5")


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        (
            "model = build()\nif os.path.exists('w.h5'):\n    model.load_weights('w.h5')\nmodel.save_weights('w.h5')\n",
            "Keras 2",
        ),
        ("model = build()\nmodel.save_weights('w.h5')\nmodel.load_weights('w.h5')\nmodel.fit(x, y)\n", "optimizer"),
        (
            "model = build()\nmodel.save_weights('w.h5')\nfor i in range(3):\n    model.fit(x, y)\n    model.load_weights('w.h5')\n",
            "optimizer",
        ),
        ("def run(model):\n    model.save_weights('w.h5')\n", "not in view"),
        ("model = build()\nP = 'w.h5'\nmodel.save_weights(P)\nupload(P)\n", "may go elsewhere"),
        ("model = build()\nmodel.save_weights('w.h5')\nother.load_weights(choose())\n", "may read it"),
        (
            "a = build()\na.save_weights('w.h5')\nb = keras.Sequential([keras.Input((3,)), Dense(2), Dense(1)])\nb.load_weights('w.h5')\n",
            "has the layers",
        ),
        ("model = build()\nmodel.save_weights('w.h5')\n", "another script may"),
        (
            "def train(m):\n    m.save_weights('w.h5')\n\nmodel = build()\nif a:\n    train(model)\nmodel.load_weights('w.h5')\n",
            "Keras 2",
        ),
    ],
)
def test_a_doubt_makes_the_edit_unsafe(body: str, doubt: str) -> None:
    after, found, message = judged(body)
    assert after == body
    assert found == [Applicability.UNSAFE], message
    assert doubt in message
    unsafe = migrate_text(HEAD + body, unsafe=True).after
    assert unsafe == HEAD + body.replace("w.h5", "w.weights.h5")


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("model = build()\nmodel.save_weights('w.h5')\nos.system('cp w.h5 /backup')\n", "use that is not known"),
        ("model = build()\nmodel.save_weights('w.h5')\nframe.to_hdf('w.h5', 'x')\n", "use that is not known"),
        ("model = build()\nmodel.save_weights(name + '.h5')\nrest = path.split('.h5')\n", "use that is not known"),
        ("model = build()\nmodel.save_weights('w.h5')\nmodel.save_weights('w.hdf5')\n", "same new name"),
        ("model = build()\nmodel.save_weights('w.h5')\nmodel.load_weights('w.weights.h5')\n", "of another file"),
        ("model = build()\nmodel.save_weights('w.h5')\nmodel.save('w.h5')\n", "weights and for a whole model"),
        ("model = build()\nmodel.save_weights('%s.%s' % (name, 'h5'))\n", "from pieces"),
        ("model = build()\nmodel.save_weights(name)\n", "see that `name` does"),
    ],
)
def test_what_cannot_be_renamed_is_left_to_a_person(body: str, trouble: str) -> None:
    result = migrate_text(HEAD + body, unsafe=True)
    found = [f for f in result.findings if f.code in NAMES]
    assert result.after == HEAD + body
    assert {f.applicability for f in found} == {Applicability.REVIEW}
    assert trouble in "; ".join(f.message for f in found)


@pytest.mark.parametrize(
    "body",
    [
        "model = build()\nmodel.load_weights('of_keras_2.h5')\n",
        "if keras.__version__ < '3':\n    build().save_weights('w.h5')\nelse:\n    build().save_weights('w.weights.h5')\n",
        "class Agent:\n    def save_weights(self, path):\n        open(path)\n\nAgent().save_weights('w.h5')\n",
        "figure.save('plot')\n",
        "model = build()\nmodel.save('m.h5')\nmodel.save('m.keras')\n",
    ],
)
def test_what_keras_3_takes_is_left_alone(body: str) -> None:
    _, found, message = judged(body)
    assert found == [], message


@pytest.mark.parametrize(
    ("body", "target", "code"),
    [
        ("m = build()\nm.save('m.h5')\nkeras.models.load_model('m.h5', compile=False)\n", (3, 2), "KER503"),
        ("m = build()\nm.save('m.h5')\nkeras.models.load_model('m.h5', compile=False)\n", (3, 3), ""),
        ("keras.callbacks.ModelCheckpoint('m.h5')\nkeras.models.load_model('m.h5', compile=False)\n", (3, 7), "KER506"),
        ("keras.callbacks.ModelCheckpoint('m.h5')\nkeras.models.load_model('m.h5', compile=False)\n", (3, 8), ""),
    ],
)
def test_what_hdf5_files_are_for_depends_on_the_version(body: str, target: tuple[int, int], code: str) -> None:
    result = migrate_text(HEAD + body, unsafe=True, settings=Settings(target=target))
    assert [f.code for f in result.findings if f.code in NAMES] == ([code] if code else [])
    assert result.after == (HEAD + body.replace("m.h5", "m.keras") if code else HEAD + body)


def test_a_model_in_hdf5_whose_loss_is_found_stays_on_old_versions() -> None:
    body = HEAD.replace('"mse"', '"huber"') + "m = build()\nm.save('m.h5')\n"
    body += "keras.models.load_model('m.h5', compile=False)\n"
    assert migrate_text(body, unsafe=True, settings=Settings(target=(3, 0))).after == body


@pytest.mark.parametrize("pattern", ["*", "data/*", "best*"])
def test_a_pattern_that_every_end_fits_stays(pattern: str) -> None:
    body = f"model = build()\nmodel.save_weights('best.h5')\nmodel.load_weights('best.h5')\nglob.glob('{pattern}')\n"
    assert judged(body)[0] == body.replace("best.h5", "best.weights.h5")


def test_a_folder_is_made_once() -> None:
    lines = ["model = build()", "model.save('out/a')", "model.save('out/b')", "FOLDER = 'x'"]
    lines += ["model.save(os.path.join(FOLDER, 'c'))", "FOLDER = 'y'", "model.save(os.path.join(FOLDER, 'd'))"]
    after = migrate_text(HEAD + "\n".join(lines) + "\n", unsafe=True).after.removeprefix(HEAD).splitlines()
    made = [(line, after[n + 1]) for n, line in enumerate(after) if "makedirs" in line]
    assert made == [
        ("os.makedirs('out', exist_ok=True)", "model.save('out/a.keras')"),
        ("os.makedirs(FOLDER, exist_ok=True)", "model.save(os.path.join(FOLDER, 'c.keras'))"),
        ("os.makedirs(FOLDER, exist_ok=True)", "model.save(os.path.join(FOLDER, 'd.keras'))"),
    ]


WRITER = "import keras\nPATH = 'w.h5'\n\ndef save(model):\n    model.save_weights(PATH)\n"
READER = (
    "import keras\nfrom store import PATH, save\nmodel = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])\n"
    "save(model)\nmodel.load_weights(PATH)\nkeras.models.Sequential().summary()\nmodel.load_weights('w.h5')\n"
)


def test_a_name_is_followed_through_modules(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text(WRITER)
    (tmp_path / "main.py").write_text(READER)
    results = {Path(r.path).name: r for r in migrate_paths([tmp_path], Settings(), write=False)}
    assert results["store.py"].after == WRITER.replace("w.h5", "w.weights.h5")
    assert results["main.py"].after == READER.replace("w.h5", "w.weights.h5")


def test_a_name_in_a_file_that_is_not_written_stays(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text(WRITER)
    (tmp_path / "main.py").write_text(READER)
    (result,) = migrate_paths([tmp_path / "main.py"], Settings(unsafe_fixes=True), write=False)
    assert result.after == READER
    assert [f.applicability for f in result.findings if f.code == "KER501"] == [Applicability.REVIEW]


NET = "import keras\nmodel = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])\n"
TRAIN = NET + "model.save_weights('out/w.h5')\nmodel.load_weights('out/w.h5')\n"
PREDICT = NET + "WEIGHTS = 'out/w.h5'\nmodel.load_weights(WEIGHTS)\n"


@pytest.mark.parametrize("unsafe", [False, True])
def test_a_writer_and_a_reader_in_two_scripts_stay_together(tmp_path: Path, unsafe: bool) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "predict.py").write_text(PREDICT)
    results = {Path(r.path).name: r for r in migrate_paths([tmp_path], Settings(unsafe_fixes=unsafe), write=False)}
    assert (results["train.py"].after, results["predict.py"].after) == (TRAIN, PREDICT)
    for name, other in (("train.py", "predict.py"), ("predict.py", "train.py")):
        (finding,) = [f for f in results[name].findings if f.code == "KER501"]
        assert finding.applicability is Applicability.REVIEW
        assert other in finding.message


def test_two_scripts_that_write_one_name_are_not_sure_to_mean_two_files(tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(TRAIN)
    found = [f for r in migrate_paths([tmp_path], Settings(), write=False) for f in r.findings if f.code == "KER501"]
    assert [f.applicability for f in found] == [Applicability.UNSAFE, Applicability.UNSAFE]
    results = list(migrate_paths([tmp_path], Settings(unsafe_fixes=True), write=False))
    assert {r.after for r in results} == {TRAIN.replace("w.h5", "w.weights.h5")}


def test_scripts_in_folders_beside_each_other_have_files_of_their_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "train.py").write_text(TRAIN)
    (tmp_path / "b" / "predict.py").write_text(PREDICT)
    results = {Path(r.path).name: r for r in migrate_paths([tmp_path], Settings(), write=False)}
    assert results["train.py"].after == TRAIN.replace("w.h5", "w.weights.h5")


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("w.h5", "w.h5", True),
        ("./w.h5", "w.h5", True),
        ("a/w.h5", "b/w.h5", False),
        ("{}/w.h5", "b/w.h5", True),
        ("w-{epoch:02d}-{loss:.2f}.h5", "w-19-1.94.h5", True),
        ("w-{epoch:02d}.h5", "v-19.h5", False),
        ("{}.h5", "%s.hdf5", False),
        ("a{}b{}c", "ab{}c", True),
        ("a{}b", "{}c", False),
        ("models_{}/", "{}.h5", False),
    ],
)
def test_names_that_may_be_one_file(a: str, b: str, equal: bool) -> None:
    assert may_be_equal(pieces(a), pieces(b)) is equal
    assert may_be_equal(pieces(b), pieces(a)) is equal
