"""Rules about the arguments of layers, beyond what their pages show: what stands in the way, and what is left alone."""

from __future__ import annotations

import textwrap

import pytest

from migrator.findings import Applicability
from migrator.migration import migrate_text


def review(program: str) -> list[tuple[int, str]]:
    """The lines and codes of what is left to a person; the program stays as it is."""
    text = textwrap.dedent(program)
    result = migrate_text(text, unsafe=True)
    assert result.problem is None
    assert result.after == text
    assert all(finding.applicability is Applicability.REVIEW for finding in result.findings)
    return [(finding.range.line, finding.code) for finding in result.findings]


def migrated(program: str) -> str:
    result = migrate_text(textwrap.dedent(program))
    assert result.problem is None
    return result.after


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("from keras.layers import LSTM", "LSTM(4, **dict(inner_activation='sigmoid'))"),
        ("from keras.layers import Dense", "Dense(4, **{'W_regularizer': 'l2'})"),
    ],
)
def test_a_keyword_that_arrives_through_a_dict_is_left_to_a_person(imports: str, call: str) -> None:
    (found,) = review(f"{imports}\nlayer = {call}\n")
    assert found in {(2, "KER901"), (2, "KER902")}


def test_what_callers_give_to_an_open_function_is_left_to_a_person() -> None:
    program = """\
        from keras.layers import Dense


        def head(size, **options):
            return Dense(size, **options)


        layer = head(4, W_regularizer="l2")
        """
    assert review(program) == [(5, "KER902")]


@pytest.mark.parametrize("layer", ["Dense(output_dim=4)", "LSTM(4, implementation=1, time_major=False)"])
def test_code_under_a_test_of_the_version_is_left_alone(layer: str) -> None:
    program = f"""\
        import keras
        from keras.layers import Dense, LSTM

        layer = {layer} if keras.__version__ < "2" else Dense(4)
        """
    assert review(program) == []


def test_what_may_be_another_class_is_left_to_a_person() -> None:
    program = """\
        import keras
        from elsewhere import Block

        kinds = {"dense": keras.layers.Dense, "block": Block}


        def build(kind):
            return kinds[kind](output_dim=4)
        """
    assert review(program) == [(8, "KER902")]


def test_classes_that_name_an_argument_differently_are_left_to_a_person() -> None:
    program = """\
        import sys
        from keras.layers import Dense, Embedding

        Layer = Dense if len(sys.argv) > 1 else Embedding
        layer = Layer(4, 4, init="uniform")
        """
    assert review(program) == [(5, "KER902")]


def test_kernels_of_a_later_keras_are_not_of_keras_1() -> None:
    assert review("from keras.layers import Conv2D\nlayer = Conv2D(8, 3, 3, padding='same')\n") == []
    assert review("from tensorflow.keras.layers import Conv2D\nlayer = Conv2D(8, 3, 3)\n") == []
    assert review("import tensorflow as tf\nlayer = tf.keras.layers.Conv2D(8, 3, 3)\n") == []


def test_an_argument_of_keras_1_says_which_keras_a_kernel_is_of() -> None:
    program = """\
        from keras.layers import Conv2D, Dropout

        layers = [Conv2D(8, 3, 5), Dropout(p=0.5)]
        """
    assert "Conv2D(8, (3, 5)), Dropout(rate=0.5)" in migrated(program)


def test_a_subclass_with_a_constructor_of_its_own_has_arguments_of_its_own() -> None:
    program = """\
        from keras.layers import Dense


        class Head(Dense):
            def __init__(self, output_dim, init="mine"):
                super().__init__(output_dim)
                self.init = init


        head = Head(output_dim=4, init="yours")
        """
    assert review(program) == []


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("LSTM(4, time_major=True)", "KER210"),
        ("Dense(4, weights=arrays)", "KER212"),
        ("TimeDistributed(Dense(4), weights=[1, 2])", "KER212"),
        ("BatchNormalization(axis=[1, 2])", "KER853"),
        ("BatchNormalization(virtual_batch_size=8)", "KER853"),
        ("keras.layers.LocallyConnected1D(4, 3)", "KER856"),
        ("Dense(4, kernel_regularizer=l1_l2(**arrays))", "KER855"),
        ("Lambda(lambda t: tf.one_hot(t, 4))", "KER857"),
        ("Lambda(lambda t: tf.gather(arrays, t))", "KER857"),
        ("LSTM(4)(Input((3, 2)), constants=[Input((2,))])", "KER218"),
    ],
)
def test_what_keras_3_does_not_say_is_left_to_a_person(call: str, code: str) -> None:
    program = f"""\
        import keras
        import tensorflow as tf
        from keras.layers import BatchNormalization, Dense, Input, Lambda, LSTM, TimeDistributed
        from keras.regularizers import l1_l2
        from elsewhere import arrays

        layer = {call}
        """
    assert review(program) == [(7, code)]


def test_weights_for_a_layer_without_a_bias() -> None:
    program = """\
        from keras.initializers import Constant
        from keras.layers import Dense

        layer = Dense(4, use_bias=False, weights=[[1.0]])
        """
    assert "Dense(4, use_bias=False, kernel_initializer=Constant([1.0]))" in migrated(program)
    assert review(program.replace("[[1.0]]", "[[1.0], [2.0]]")) == [(4, "KER212")]


def test_an_import_that_may_fail_is_left_alone() -> None:
    program = """\
        try:
            from keras.layers import CuDNNLSTM as LSTM
        except ImportError:
            from keras.layers import LSTM

        layer = LSTM(4)
        """
    assert review(program) == []


def test_a_class_of_the_gpu_in_another_branch() -> None:
    program = """\
        import tensorflow as tf
        from keras.layers import CuDNNGRU, GRU

        if tf.test.is_gpu_available():
            rnn = CuDNNGRU
        else:
            rnn = GRU
        layer = rnn(4)
        """
    after = migrated(program)
    assert "from keras.layers import GRU\n" in after
    assert "    rnn = GRU\nelse:\n    rnn = GRU\nlayer = rnn(4)\n" in after


OLD = "from keras.models import Sequential\nfrom keras.layers import GRU, LSTM, Dense\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("m = Sequential([LSTM(4), Dense(output_dim=1)])\nm.load_weights('a.h5')\n", True),
        (
            "m = Sequential([GRU(4, recurrent_activation='sigmoid'), Dense(output_dim=1)])\nm.load_weights('a.h5')\n",
            True,
        ),
        (
            "m = Sequential([LSTM(4, recurrent_activation='sigmoid'), Dense(output_dim=1)])\nm.load_weights('a')\n",
            False,
        ),
        ("m = Sequential([LSTM(4), Dense(output_dim=1)])\n", False),
        ("m = Sequential([LSTM(4), Dense(1)])\nm.load_weights('a.h5')\n", False),
        ("m = Sequential([LSTM(4)])\nm.load_weights('a')\nh = m.fit([1], [2])\nprint(h.history['acc'])\n", True),
    ],
)
def test_old_defaults_are_told_where_trained_weights_are_loaded(body: str, told: bool) -> None:
    codes = [finding.code for finding in migrate_text(OLD + body).findings]
    assert ("KER216" in codes) is told


def test_old_defaults_are_told_once() -> None:
    body = "m = Sequential([LSTM(4), LSTM(4), Dense(output_dim=1)])\nm.load_weights('a.h5')\n"
    assert [f.code for f in migrate_text(OLD + body).findings].count("KER216") == 1


def test_an_entry_of_a_configuration() -> None:
    program = """\
        import keras


        def resized(model, batch):
            config = model.get_config()
            config["layers"][0]["config"]["batch_input_shape"] = (batch, 5, 3)
            return keras.Sequential.from_config(config)
        """
    assert review(program) == [(6, "KER313")]


@pytest.mark.parametrize(
    ("signature", "told"),
    [("self, x", True), ("self, inputs, batch_size, dtype", True), ("self, batch_size=None", False),
     ("self, inputs=None, batch_size=None, dtype=None", False)],
)  # fmt: skip
def test_cells_that_want_more_than_a_batch_size(signature: str, told: bool) -> None:
    program = f"""\
        import keras


        class Cell(keras.layers.Layer):
            def get_initial_state({signature}):
                return [0]
        """
    assert review(program) == ([(5, "KER220")] if told else [])


def test_the_initial_state_of_a_symbolic_tensor_is_a_guess() -> None:
    program = "import keras\nfrom keras import ops\n\n\ndef states(x):\n    return keras.layers.LSTM(4).get_initial_state(x)\n"
    result = migrate_text(program)
    assert result.after == program
    assert [(f.code, f.applicability) for f in result.findings] == [("KER220", Applicability.UNSAFE)]


def test_positions_of_keras_1_are_left_to_a_person() -> None:
    assert review("from keras.layers import Dense\nlayer = Dense(64, 'uniform')\n") == [(2, "KER902")]
    assert review("from keras.layers import LSTM\nlayer = LSTM(64, 'glorot_uniform', 'orthogonal')\n") == [
        (2, "KER901")
    ]
    assert review("from keras.layers import Dense\nlayer = Dense(64, 'relu', True)\n") == []
    program = """\
        from keras.layers import AtrousConvolution1D


        class Causal(AtrousConvolution1D):
            def __init__(self, size, length, init="uniform", **kwargs):
                super().__init__(size, length, init, **kwargs)
        """
    findings = migrate_text(textwrap.dedent(program)).findings
    assert [(f.range.line, f.code, f.applied) for f in findings] == [(1, "KER912", True), (6, "KER902", False)]


def test_a_batch_size_that_the_project_s_own_layer_takes_itself_stays() -> None:
    source = (
        "from keras.layers import Layer\nfrom keras.models import Sequential\n"
        "class Memory(Layer):\n"
        "    def __init__(self, units, batch_size=7, **kwargs):\n"
        "        self.units, self.batch_size = units, batch_size\n"
        "        super().__init__(**kwargs)\n"
        "model = Sequential()\n"
        "model.add(Memory(3, input_shape=(None, 4), batch_size=5))\n"
    )
    assert migrate_text(source, unsafe=True).text == source


def test_an_import_is_added_once_where_a_name_is_imported_again_and_again() -> None:
    source = (
        "from keras.layers import Embedding\nfrom keras.models import load_model\nlayer = Embedding(9, 2)\n"
        "from keras.models import load_model\nfrom keras.optimizers import Adam\nAdam()\n"
    )
    assert migrate_text(source, unsafe=True).text.count("import L2") == 1


BY_HAND = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((5,)), tf.keras.layers.Embedding(100, 8), tf.keras.layers.LSTM(4)])
optimizer = tf.keras.optimizers.Adam()


def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2){more}
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
"""


def test_a_loop_on_a_tape_needs_the_losses_of_the_model_too() -> None:
    assert review(BY_HAND.format(more="")) == [(3, "KER222")]
    whole = migrate_text(BY_HAND.format(more=" + sum(model.losses)"), unsafe=True)
    assert "embeddings_regularizer=tf.keras.regularizers.L2(0.0)" in whole.after
