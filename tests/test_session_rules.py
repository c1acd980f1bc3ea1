"""Sessions and graphs of TensorFlow 1: the tables against TensorFlow itself, and what is left alone or to a person."""

from __future__ import annotations

import operator
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from migrator.keras_api.sessions import KINDS, ONLY_IN_1, THREADS, WITHOUT_EAGER
from migrator.keras_api.tensorflow_1 import KEPT, NEEDLESS, SAME, SEEDS
from migrator.migration import migrate_text
from migrator.settings import Settings


def _migrate(source: str, *, unsafe: bool = False) -> tuple[str, list[tuple[str, str, bool]]]:
    result = migrate_text(textwrap.dedent(source).lstrip("\n"), unsafe=unsafe)
    return result.after, [(f.code, f.message, f.applied) for f in result.findings]


def test_tensorflow_2_has_these_names_below_compat_v1_only() -> None:
    tf = pytest.importorskip("tensorflow")
    for name in KINDS.keys() | WITHOUT_EAGER:
        assert hasattr(tf.compat.v1, name)
    assert not [name for name in ONLY_IN_1 | WITHOUT_EAGER if hasattr(tf, name)]
    for function in THREADS.values():
        assert hasattr(tf.config.threading, function.removeprefix("threading."))
    options = tf.compat.v1.ConfigProto(allow_soft_placement=True, log_device_placement=False, device_count={"GPU": 0})
    assert {*THREADS, "gpu_options", "isolate_session_state"} <= {f.name for f in options.DESCRIPTOR.fields}


_GRAPH_MODE = """
import numpy as np
import {keras} as keras
from {keras} import layers
import tensorflow as tf
{switch}
rng = np.random.RandomState(2)
x = rng.uniform(-1, 1, size=(24, 6, 1)).astype("float32")
y = x.mean(axis=1)
net = keras.Sequential([layers.Input((6, 1)), layers.SimpleRNN(3, kernel_initializer="ones"), layers.Dense(1)])
net.set_weights([np.full(w.shape, 0.1, "float32") for w in net.get_weights()])
net.compile("sgd", "mse")
loss = net.fit(x, y, epochs=2, batch_size=8, shuffle=False, verbose=0).history["loss"]
print([round(float(v), 5) for v in loss], np.round(net.predict(x[:3], verbose=0), 4).ravel().tolist())
"""


def _run(keras: str, switch: str) -> subprocess.CompletedProcess[str]:
    program = _GRAPH_MODE.format(keras=keras, switch=switch)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=200)


def test_eager_execution_trains_as_the_graph_did() -> None:
    """Keras 2 in a graph, and Keras 3 as it is migrated."""
    pytest.importorskip("tf_keras")
    before, after = _run("tf_keras", "tf.compat.v1.disable_v2_behavior()"), _run("keras", "")
    assert after.stdout.startswith("[")
    assert before.stdout == after.stdout


def test_options_become_functions_in_their_place() -> None:
    after, _ = _migrate("""
        import os
        import tensorflow as tf
        from keras import backend as K
        n = int(os.environ.get("THREADS", "2"))
        options = tf.GPUOptions(allow_growth=True, visible_device_list="1")
        config = tf.ConfigProto(gpu_options=options, intra_op_parallelism_threads=n, device_count={"GPU": 0, "CPU": 4})
        K.set_session(tf.Session(config=config))
    """)
    assert after == textwrap.dedent("""
        import os
        import tensorflow as tf
        from keras import backend as K
        n = int(os.environ.get("THREADS", "2"))
        for gpu in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(gpu, True)
        tf.config.set_visible_devices(tf.config.list_physical_devices("GPU")[1 : 2], "GPU")
        tf.config.threading.set_intra_op_parallelism_threads(n)
        tf.config.set_visible_devices([], "GPU")
    """).lstrip("\n")


@pytest.mark.parametrize(
    ("use", "why"),
    [
        ("out = sess.run(y)", "runs a part of a graph"),
        ("saver.save(sess, 'model.ckpt')", "gets it, too"),
        ("server.session = sess", "`server.session` is not followed"),
        ("config.gpu_options.visible_device_list = devices", "see `tf.config`"),
        ("estimator = tf.estimator.RunConfig(session_config=config)", "is handed on"),
    ],
)
def test_a_session_that_does_more_is_left_whole(use: str, why: str) -> None:
    source = f"""
        import tensorflow as tf
        from keras import backend as K

        config = tf.ConfigProto()
        sess = tf.Session(config=config)
        K.set_session(sess)
        {use}
    """
    after, found = _migrate(source, unsafe=True)
    assert after == textwrap.dedent(source).lstrip("\n")
    mine = [message for code, message, _ in found if code == "KER115"]
    assert len(mine) == 3
    assert all(why in message for message in mine)


def test_what_must_come_before_tensorflow_starts_is_unsafe_below() -> None:
    source = """
        import tensorflow as tf
        from keras import backend as K
        from keras.layers import Dense

        layer = Dense(3)
        config = tf.ConfigProto()
        config.gpu_options.allow_growth = True
        K.set_session(tf.Session(config=config))
    """
    after, found = _migrate(source)
    assert after == textwrap.dedent(source).lstrip("\n")
    assert [(code, applied) for code, _, applied in found] == [("KER115", False)]
    assert "set_memory_growth" in _migrate(source, unsafe=True)[0]


def test_a_with_statement_keeps_its_body_and_the_lines_of_its_strings() -> None:
    after, _ = _migrate('''
        import tensorflow as tf
        from keras.models import load_model

        graph = tf.get_default_graph()

        def answer(x):
          with graph.as_default():  # the graph of the model
            # loaded once
            model = load_model("m.keras")

            text = """one
            two
          """
            if x:
              return model.predict(x), text
          return None
    ''')
    assert after == textwrap.dedent('''
        import tensorflow as tf
        from keras.models import load_model


        def answer(x):
          # the graph of the model
          # loaded once
          model = load_model("m.keras")

          text = """one
            two
          """
          if x:
            return model.predict(x), text
          return None
    ''').lstrip("\n")


def test_a_graph_that_others_get_stays() -> None:
    source = """
        import tensorflow as tf
        from keras.models import load_model

        def load():
            model = load_model("m.keras")
            graph = tf.get_default_graph()
            return model, graph
    """
    after, found = _migrate(source)
    assert after == textwrap.dedent(source).lstrip("\n")
    assert [code for code, _, _ in found] == ["KER116"]


def test_the_switch_stays_where_a_graph_is_needed() -> None:
    source = """
        import tensorflow as tf
        from tensorflow import keras

        tf.compat.v1.disable_eager_execution()
        x = tf.compat.v1.placeholder("float32", (None, 3))
    """
    after, found = _migrate(source)
    assert after == textwrap.dedent(source).lstrip("\n")
    assert [code for code, _, _ in found] == ["KER116"]


def test_names_of_tensorflow_1_are_the_same_objects_under_other_names() -> None:
    tf = pytest.importorskip("tensorflow")
    for old, new in SAME.items():
        home = operator.attrgetter(new)(tf)
        assert getattr(tf.compat.v1, old) is home, old
    assert not [name for name in SAME.keys() | SEEDS | KEPT | NEEDLESS if hasattr(tf, name)]
    assert all(hasattr(tf.compat.v1, name) for name in SEEDS.keys() | KEPT | NEEDLESS)


def test_a_seed_of_tensorflow_1_is_that_of_tensorflow_2() -> None:
    tf = pytest.importorskip("tensorflow")
    tf.compat.v1.set_random_seed(5)
    drawn = tf.random.uniform((3,)).numpy().tolist()
    tf.random.set_seed(5)
    assert tf.random.uniform((3,)).numpy().tolist() == drawn


def test_a_name_of_tensorflow_1_on_a_symbolic_tensor_ends_as_one_of_keras() -> None:
    after, _ = _migrate("""
        import tensorflow as tf
        from keras.layers import Input, Dense
        from keras import ops

        x = Input((3,))
        y = Dense(2)(tf.log(x))
    """)
    assert "ops.log(x)" in after


def test_an_optimizer_of_tensorflow_1_is_named_whatever_gets_it() -> None:
    source = "import keras\nimport tensorflow as tf\n\noptimizer = tf.train.AdamOptimizer(0.1)\n"
    after, found = _migrate(source)
    assert after == source
    assert [(code, applied) for code, _, applied in found] == [("KER121", False)]
    assert _migrate(source.replace("tf.train", "tf.compat.v1.train"))[1] == []


def test_lines_that_another_rule_inserts_stand_in_the_block_that_moves() -> None:
    program = Path(__file__).parents[1] / "corpus" / "session-around-training" / "before.py"
    result = migrate_text(program.read_text(), settings=Settings(target=(3, 0, 0)))
    assert result.problem is None
    assert (
        "\n    for n in range(rounds):\n        for x, y in batches(n):\n            model.reset_metrics()"
        in result.after
    )
