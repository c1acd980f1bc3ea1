"""The rules over the tables of the Keras API: what they name, what they leave to other rules, and Keras itself."""

from __future__ import annotations

import ast
import importlib
import os
import textwrap
from collections.abc import Iterator

import pytest

import migrator.rounds
from migrator.analysis.module import Module
from migrator.edits.operations import RemoveArgument, RenameAttribute, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.versions import Version
from migrator.migration import migrate_text
from migrator.rules.registry import Proposal, Rule, find_rule
from migrator.settings import Settings

OURS = tuple(rule for code in ("KER990", "KER991") if (rule := find_rule(code)) is not None)


def found(source: str, target: Version | None = None, latest: Version | None = None) -> list[str]:
    """The messages of both rules, where there are no others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrator.rounds, "all_rules", lambda: OURS)
        result = migrate_text(textwrap.dedent(source), settings=Settings(target=target, latest=latest))
    assert result.problem is None
    assert result.after == result.before
    assert {f.applicability for f in result.findings} <= {Applicability.REVIEW}
    return [f.message for f in result.findings]


# -- symbols -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "from keras.layers.recurrent import LSTM",
            "`keras.layers.recurrent.LSTM` of Keras 2.8 and older is gone since Keras 3.0: it is `keras.layers.LSTM` now",
        ),
        (
            "from keras.utils import np_utils",
            "`keras.utils.np_utils` of Keras 2.12 and older is gone since Keras 3.0: "
            "what Keras 3 has of it is in `keras.utils`",
        ),
        (
            "import keras.utils.np_utils as tools",
            "`keras.utils.np_utils` of Keras 2.12 and older is gone since Keras 3.0: "
            "what Keras 3 has of it is in `keras.utils`",
        ),
        (
            "from tensorflow.keras.layers.experimental import preprocessing",
            "`tf.keras.layers.experimental.preprocessing` is gone since Keras 3.0: "
            "what Keras 3 has of it is in `tf.keras.layers`",
        ),
        (
            "from keras.preprocessing.sequence import skipgrams",
            "`keras.preprocessing.sequence.skipgrams` is gone since Keras 3.0; `tf.keras` still has it, for the "
            "TensorFlow backend: `tf.keras.preprocessing.sequence.skipgrams`",
        ),
        (
            "import tensorflow as tf\nloss = tf.keras.losses.mean_squared_error(a, b)",
            "`tf.keras.losses.mean_squared_error` is gone since Keras 3.3: it is `tf.keras.losses.mse` now",
        ),
        (
            "from keras import backend as K\nx = K.placeholder(shape=(2,))",
            "`keras.backend.placeholder` is gone since Keras 3.0: make the input with `keras.Input`",
        ),
        (
            "from keras.wrappers.scikit_learn import KerasClassifier",
            "`keras.wrappers.scikit_learn.KerasClassifier` of Keras 2.12 and older is gone since Keras 3.0: "
            "use SciKeras, or `keras.wrappers.SKLearnClassifier` and `SKLearnRegressor` of Keras 3.8",
        ),
        (
            "import keras\nlayers = keras.layers\nx = layers.LocallyConnected1D(8, 3)",
            "`keras.layers.LocallyConnected1D` is gone since Keras 3.0: "
            "copy its class from Keras 2, or cut patches with `keras.ops` and multiply",
        ),
        (
            "from keras.applications import RegNetX002",
            "`keras.applications.RegNetX002` is gone since Keras 3.0: "
            "keep the model under Keras 2 (`tf_keras`) and export it, or take it from KerasHub",
        ),
    ],
)
def test_a_symbol_that_is_gone_is_named_with_what_to_do(source: str, message: str) -> None:
    assert found(source) == [message]


@pytest.mark.parametrize(
    "source",
    [
        "import keras\nx = keras.layers.Dense(3)",
        "from keras.layers import Dense, Convolution2D, MaxPool2D",
        "from keras.optimizers.schedules import ExponentialDecay",
        "from keras.optimizers.legacy import Adam",
        "from tensorflow.keras.preprocessing.text import Tokenizer",
        "from tensorflow.keras import backend as K\nx = K.mean(y)",
        "import tensorflow as tf\nx = tf.keras.layers.ThresholdedReLU()",
        "from keras import src",
        "import keras\nprint(keras.__version__)",
        "from keras.layers import NoSuchLayer",
        "from tensorflow.python.keras.layers import CuDNNLSTM",
        "from tf_keras.layers import LocallyConnected1D",
        "from my.layers import LocallyConnected1D",
        "import my\nx = my.keras.layers.LocallyConnected1D(8, 3)",
        "from .layers import recurrent",
        # code that knows
        "try:\n    from keras.layers import CuDNNLSTM\nexcept ImportError:\n    CuDNNLSTM = None",
        "try:\n    from keras.utils import to_categorical\nexcept ImportError:\n"
        "    from keras.utils.np_utils import to_categorical",
        "import keras\nif keras.__version__ < '3':\n    from keras.layers import LocallyConnected1D",
    ],
)
def test_what_is_there_or_not_known_is_left_alone(source: str) -> None:
    assert found(source) == []


def test_a_name_is_named_once_where_it_is_imported() -> None:
    source = """
        from keras.layers import LocallyConnected1D
        from keras.utils import np_utils
        first, second = LocallyConnected1D(8, 3), LocallyConnected1D(8, 3)
        y = np_utils.to_categorical([1])
        """
    assert [message.split("`")[1] for message in found(source)] == [
        "keras.layers.LocallyConnected1D",
        "keras.utils.np_utils",
    ]


def test_each_dotted_use_is_named() -> None:
    source = "from keras import backend as K\nx = K.placeholder(shape=(2,))\ny = K.placeholder(shape=(3,))\n"
    assert len(found(source)) == 2


def test_where_the_root_is_not_known_only_what_both_lack_is_named() -> None:
    start = "import keras\nimport tensorflow as tf\nk = keras if flag else tf.keras\n"
    assert found(start + "x = k.layers.ThresholdedReLU()\n") == []


@pytest.mark.parametrize(
    ("target", "latest", "named"),
    [((3, 2), None, False), ((3, 3), None, True), ((3, 0), (3, 2), False), ((3, 0), (3, 15), True)],
)
def test_the_target_version_decides(target: Version, latest: Version | None, named: bool) -> None:
    source = "import tensorflow as tf\nloss = tf.keras.losses.mean_squared_error(a, b)\n"
    assert bool(found(source, target, latest)) is named


# -- keywords ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("utils.to_categorical(y=[1])", "`keras.utils.to_categorical` takes no `y` since Keras 3.0; `x` stands in its place"),
        ("callbacks.TensorBoard('x', write_grads=True)", "`keras.callbacks.TensorBoard` takes no `write_grads` since Keras 3.0"),
        ("layers.LSTM(4, time_major=True)", "`keras.layers.LSTM` takes no `time_major` since Keras 3.0"),
        ("layers.Dense(3, weights=[w])", "`keras.layers.Dense` takes no `weights` since Keras 3.0"),
        ("layers.Dense(3, colour=1)", "`keras.layers.Dense` takes no `colour`, neither in Keras 2.15 nor in Keras 3"),
        ("optimizers.SGD(lr=0.1)", "`keras.optimizers.SGD` takes no `lr` since Keras 3.0"),
        (
            "callbacks.ReduceLROnPlateau(epsilon=0.1)",
            "`keras.callbacks.ReduceLROnPlateau` of Keras 3 takes `epsilon` and ignores it, without a word",
        ),
    ],
)  # fmt: skip
def test_a_keyword_that_is_not_taken_is_named(call: str, message: str) -> None:
    assert found(f"import keras\nx = keras.{call}\n") == [message]


@pytest.mark.parametrize(
    "source",
    [
        "import keras\nx = keras.layers.LSTM(4, implementation=1, dtype='float32', name='a', input_shape=(2, 3))",
        "import keras\nx = keras.layers.Dense(3, **options)",
        "import keras\nx = keras.Model(inputs=a, outputs=b, name='c')",
        "import keras\nx = keras.callbacks.LambdaCallback(on_anything=f)",
        "import keras\nif keras.__version__ < '3':\n    x = keras.layers.LSTM(4, time_major=True)",
        "import keras\n\nclass Dense(keras.layers.Dense):\n    pass\n\nx = Dense(3, colour=1)",
        "import keras\n\ndef make(layer):\n    return layer(3, colour=1)",
        "from other import Dense\nx = Dense(3, colour=1)",
    ],
)
def test_keywords_that_are_taken_or_not_in_view_are_left_alone(source: str) -> None:
    assert found(source) == []


@pytest.mark.parametrize(
    ("target", "latest", "named"), [((3, 1), None, True), ((3, 2), None, False), ((3, 1), (3, 4), True)]
)
def test_a_keyword_that_came_back(target: Version, latest: Version | None, named: bool) -> None:
    source = "import keras\nx = keras.layers.Embedding(5, 3, input_length=4)\n"
    assert bool(found(source, target, latest)) is named


# -- where other rules speak -------------------------------------------------------------------------------------------


def codes(source: str, monkeypatch: pytest.MonkeyPatch, other: Rule) -> list[str]:
    monkeypatch.setattr(migrator.rounds, "all_rules", lambda: (other, *OURS))
    result = migrate_text(source, settings=Settings(rewrite=False))
    return sorted(f.code for f in result.findings)


def rule(proposals: list[object]) -> Rule:
    def check(module: Module) -> Iterator[Proposal]:
        for make in proposals:
            yield make(module)  # type: ignore[operator]

    return Rule("KER100", "other", "3.0.0", "review", check)


SYMBOL = "import keras\nx = keras.layers.LocallyConnected1D(8, 3)\n"
IMPORTED = "from keras.layers import LocallyConnected1D\nx = LocallyConnected1D(8, 3)\n"
KEYWORD = "import keras\nx = keras.layers.LSTM(4, time_major=True)\n"


def review(node: ast.expr | ast.stmt | ast.keyword | ast.alias, message: str = "is broken") -> Proposal:
    return Proposal(node, message, Applicability.REVIEW)


@pytest.mark.parametrize(
    ("source", "make", "left"),
    [
        (SYMBOL, lambda m: review(m.calls[0].func), []),
        (SYMBOL, lambda m: review(m.calls[0].func.value), []),
        (SYMBOL, lambda m: review(m.calls[0], "`LocallyConnected1D` is broken"), []),
        (SYMBOL, lambda m: review(m.calls[0], "the shape is odd"), ["KER990"]),
        (SYMBOL, lambda m: review(m.calls[0].args[0]), ["KER990"]),
        (SYMBOL, lambda m: review(m.tree.body[0]), ["KER990"]),
        (
            SYMBOL,
            lambda m: Proposal(m.tree.body[1], "x", Applicability.SAFE, (ReplaceExpression(m.calls[0], "y"),)),
            [],
        ),
        (
            SYMBOL,
            lambda m: Proposal(m.calls[0], "x", Applicability.SAFE, (RenameAttribute(m.calls[0].func, "Conv1D"),)),
            [],
        ),
        (IMPORTED, lambda m: review(m.tree.body[0].names[0]), []),
        (IMPORTED, lambda m: review(m.tree.body[0]), []),
        (IMPORTED, lambda m: review(m.calls[0].func), []),
        (IMPORTED, lambda m: review(m.calls[0], "write `LocallyConnected1D` yourself"), []),
        (IMPORTED, lambda m: review(m.calls[0], "the shape is odd"), ["KER990"]),
        (KEYWORD, lambda m: review(m.calls[0].keywords[0]), []),
        (KEYWORD, lambda m: review(m.calls[0], "`time_major` is gone"), []),
        (KEYWORD, lambda m: review(m.calls[0], "the layer is odd"), ["KER991"]),
        (
            KEYWORD,
            lambda m: Proposal(
                m.calls[0], "x", Applicability.SAFE, (RemoveArgument(m.calls[0], m.calls[0].keywords[0]),)
            ),
            [],
        ),
    ],
)
def test_another_rule_comes_first_where_it_speaks_of_the_same(
    monkeypatch: pytest.MonkeyPatch, source: str, make: object, left: list[str]
) -> None:
    assert codes(source, monkeypatch, rule([make])) == sorted(["KER100", *left])


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("import keras\nx = keras.layers.LSTM(4, time_major=True)\n", "KER210"),
        ("import keras\nx = keras.optimizers.SGD(lr=0.1)\n", "KER601"),
        ("import keras\nx = keras.layers.Dense(3, W_regularizer=None)\n", "KER902"),
        ("import keras\nm = keras.Sequential([keras.layers.LSTM(4, batch_input_shape=(1, 2, 3))])\n", "KER201"),
    ],
)
def test_rules_that_know_more_are_alone(source: str, code: str) -> None:
    assert {f.code for f in migrate_text(source).findings} == {code}


@pytest.mark.parametrize(
    "settings",
    [Settings(ignore=("KER201",)), Settings(select=("KER990", "KER991")), Settings(select=("KER3", "KER99"))],
)
def test_a_rule_that_is_not_selected_keeps_its_place(settings: Settings) -> None:
    source = "import keras\nm = keras.Sequential([keras.layers.LSTM(4, batch_input_shape=(1, 2, 3))])\n"
    assert migrate_text(source, settings=settings).findings == ()


# -- Keras itself ------------------------------------------------------------------------------------------------------

STATEMENTS = """
from keras.layers import LocallyConnected1D
from keras.layers import Dense, Convolution2D
from keras.layers.recurrent import LSTM
from keras.utils.np_utils import to_categorical
from keras.preprocessing.text import Tokenizer
from keras.preprocessing.sequence import pad_sequences
from keras.optimizers.schedules import ExponentialDecay
from keras.optimizers.legacy import Adam
from keras.engine.topology import Layer
from keras.losses import mse
from keras.losses import mean_squared_error
from keras.callbacks import BaseLogger
from keras.backend import mean
from keras.backend import epsilon
from keras.wrappers.scikit_learn import KerasRegressor
from keras.models import model_from_yaml
import keras; keras.backend.learning_phase()
import keras; keras.backend.epsilon()
import keras; keras.layers.LSTM(4, time_major=True)
import keras; keras.layers.LSTM(4, implementation=1)
import keras; keras.layers.Dense(3, weights=[])
import keras; keras.layers.SpatialDropout1D(0.1, input_shape=(2, 3))
import keras; keras.layers.Embedding(3, 4, input_length=2)
import keras; keras.utils.to_categorical(y=[1])
import keras; keras.callbacks.ModelCheckpoint("a.keras", period=2)
import keras; keras.callbacks.TensorBoard("x", write_grads=True)
import keras; keras.Input(batch_input_shape=(1, 2))
import keras; keras.regularizers.l2(l=0.1)
import keras; keras.optimizers.SGD(lr=0.1)
import tensorflow as tf; tf.keras.losses.mean_squared_error
import tensorflow as tf; tf.keras.losses.mse
import tensorflow as tf; tf.keras.layers.ThresholdedReLU()
import tensorflow as tf; tf.keras.backend.mean
import tensorflow as tf; tf.keras.backend.placeholder
""".strip().splitlines()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_is_named_raises_on_keras_3_and_what_is_not_runs(statement: str) -> None:
    try:
        importlib.import_module("keras")
        importlib.import_module("tensorflow")
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("Keras 3 is not installed")
    named = bool(found(statement))
    if named:
        with pytest.raises((ImportError, AttributeError, TypeError, ValueError)):
            exec(compile(statement, "statement", "exec"), {})
    else:
        exec(compile(statement, "statement", "exec"), {})


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (
            "from keras.models import Sequential\nm = Sequential()\nm.fit(x, y, callback=[c])\n",
            3,
            "`keras.Sequential.fit` takes no `callback`, neither in Keras 2.15 nor in Keras 3",
        ),
        (
            "import keras\nm = keras.Model(a, b)\nm.compile('sgd', 'mse', metric=['acc'])\n",
            3,
            "`keras.Model.compile` takes no `metric` since Keras 3.0",
        ),
        (
            "from keras.models import Sequential\nhow = {'nb_epoch': 3}\nm = Sequential()\nm.fit(x, y, **how)\n",
            2,
            "`keras.Sequential.fit` takes no `nb_epoch`, neither in Keras 2.15 nor in Keras 3",
        ),
        (
            "from keras.layers import Dense\ndef f(n):\n    how = dict(kernel=n)\n    return Dense(3, **how)\n",
            3,
            "`keras.layers.Dense` takes no `kernel`, neither in Keras 2.15 nor in Keras 3",
        ),
    ],
)
def test_a_keyword_of_a_method_or_of_a_dict_in_view_is_named(source: str, line: int, message: str) -> None:
    found = [(f.range.line, f.message) for f in migrate_text(source).findings if f.code == "KER991"]
    assert found == [(line, message)]


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn.svm import SVC\nimport keras\nclf = SVC()\nclf.fit(x, y, callback=3)\n",
        "import keras\nm = keras.Sequential()\nm.fit(x, y, epochs=3, **how)\n",
        "import keras\nm = keras.Sequential()\nhow = {'epochs': 3}\nhow = {'nb_epoch': 3}\nm.fit(x, y, **how)\n",
        "import keras\nclass M(keras.Model):\n    def fit(self, x, y, callback):\n        pass\nM().fit(1, 2, callback=3)\n",
    ],
)
def test_what_is_no_method_of_keras_or_not_in_view_is_left_alone(source: str) -> None:
    assert [f for f in migrate_text(source).findings if f.code == "KER991"] == []


def test_a_name_that_only_a_star_import_can_have_brought_is_named() -> None:
    found = [
        (f.range.line, f.message.partition(" is gone")[0])
        for f in migrate_text(
            "from keras.layers import *\n\nx = Dense(3)\ny = PeepholeLSTMCell(4)\nz = my(5)\n"
        ).findings
    ]
    assert found == [
        (4, "`PeepholeLSTMCell` may be from a star import: `keras.layers.PeepholeLSTMCell` of Keras 2.8 and older")
    ]


def test_a_layer_of_a_star_import_is_migrated_as_any_other() -> None:
    result = migrate_text(
        "from keras.layers import *\n\nx = Convolution1D(nb_filter=3, filter_length=2)\ny = CuDNNLSTM(4)\n"
    )
    assert result.after == "from keras.layers import *\n\nx = Convolution1D(filters=3, kernel_size=2)\ny = LSTM(4)\n"
