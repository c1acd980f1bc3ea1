"""Programs with training loops of their own: what is seen of them, where they are ended, and what their graphs are."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_verify import run, said

from migrator.verify.probe import loops
from migrator.verify.verification import Engines, Limits, Verdict

FEW = Limits(epochs=2, steps=3, seconds=120)

STEP = """\
import numpy as np
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
optimizer = keras.optimizers.Adam(0.01)
loss_object = keras.losses.MeanSquaredError()
x = np.sin(np.arange(60.0)).reshape(20, 3).astype("float32")
y = np.cos(np.arange(20.0)).reshape(20, 1).astype("float32")


@tf.function
def step(a, b):
    with tf.GradientTape() as tape:
        loss = loss_object(b, model(a, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


losses = []
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(2)
for epoch in range(400):
    for a, b in data:
        loss = step(a, b)
    losses.append(loss.numpy())
print(epoch, losses[-1])
"""


def test_a_function_of_the_program_is_run_eagerly_and_its_loops_are_ended(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, STEP, STEP, limits=FEW)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert {"functions of tf.function, run eagerly", "fewer turns of loops"} <= set(result.pinned)
    assert result.comparison is not None
    assert result.comparison.calls == 2 * 3 * 2  # epochs, steps; a call of the model and a step of the optimizer
    assert result.graphs == ["run eagerly: equal; the migrated program with its graphs: as without them"]
    assert "Keras 2, program.py:24: this loop was ended after 3 turns that train" in result.notes
    assert "Keras 3, program.py:23: this loop was ended after 2 turns that train" in result.notes


@pytest.mark.parametrize(
    ("right", "wrong", "call", "array", "line", "cause"),
    [
        ("Adam(0.01)", "Adam(0.02)", "apply_gradients #1", "variable 0", 17, "another learning rate: 0.01"),
        (
            "loss_object(b,",
            "loss_object(b / 2,",
            "apply_gradients #1",
            "gradient 0",
            17,
            "a loss that counts otherwise",
        ),
        ("training=True)", "training=True) * 1.5", "apply_gradients #1", "gradient 0", 17, "a loss that counts"),
        ('"tanh"', '"relu"', "call #1", "output", 15, "has activation='tanh' in the original"),
    ],
)
def test_a_fault_in_a_step_is_located(
    engines: Engines, tmp_path: Path, right: str, wrong: str, call: str, array: str, line: int, cause: str
) -> None:
    assert STEP.count(right) == 1
    result = run(engines, tmp_path, STEP, STEP.replace(right, wrong), limits=FEW)
    assert result.verdict is Verdict.DIFFERENT
    assert result.comparison is not None
    divergence = result.comparison.divergence
    assert divergence is not None
    assert divergence.call.startswith(call)
    assert divergence.what == array
    assert not line or f"migrated at program.py:{line}: " in said(result)
    assert cause in said(result)


SPARSE = """\
import numpy as np
import tensorflow as tf
from tensorflow import keras
words = keras.layers.Embedding(5, 2)
optimizer = keras.optimizers.Adam(0.1)
ids = np.array([[1, 1, 2], [1, 3, 2]])
for _ in range(2):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(words(ids)[:, :, 0] ** 2 * np.arange(3, dtype="float32"))
    variables = words.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
print(words.get_weights())
"""


def test_rows_that_are_repeated_in_a_gradient_are_a_cause(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, SPARSE, SPARSE, limits=FEW)
    assert result.verdict is Verdict.DIFFERENT
    assert "cause: gradient 0, of an Embedding, has a row for each time that an index occurs in the batch" in said(
        result
    )


FORMS = """\
import numpy as np
import tensorflow as tf
import tf_keras_or_keras as keras


class Trainer(tf.Module):
    def __init__(self):
        self.model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        self.turns = tf.Variable(0)

    @tf.function(input_signature=[tf.TensorSpec((None, 2), tf.float32), tf.TensorSpec((), tf.float32)])
    def train(self, x, rate):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(self.model(x) ** 2)
        for variable, gradient in zip(self.model.trainable_weights, tape.gradient(loss, self.model.trainable_weights)):
            variable.assign_sub(rate * gradient)
        self.turns.assign_add(1)
        return {"loss": loss, "turns": self.turns}


trainer = Trainer()
x = np.ones((4, 2), "float32")
while True:
    logs = trainer.train(x, 0.01)
    if logs["turns"].numpy() == 50:
        break
predict = tf.function(lambda x: trainer.model(x, training=False))
print(logs["loss"].numpy(), predict(x).numpy().sum(), logs["turns"].numpy())
print(list(tf.data.Dataset.from_tensors(x).map(predict))[0].numpy().sum())
"""


def test_methods_signatures_and_calls_are_functions_too(engines: Engines, tmp_path: Path) -> None:
    before = FORMS.replace("import tf_keras_or_keras as keras", "from tensorflow import keras")
    result = run(engines, tmp_path, before, before, limits=FEW)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert result.comparison is not None
    assert result.comparison.calls == 3 + 1  # what a dataset calls stays a graph
    assert result.graphs == ["run eagerly: equal; the migrated program with its graphs: as without them"]


AS_GRAPH = """\
import numpy as np
import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
COUNT


@tf.function
def run(x):
    global turns
    turns += 1
    return model(x) * turns


x = np.ones((4, 2), "float32")
print(run(x).numpy().sum(), run(x).numpy().sum(), run(x + 1).numpy().sum())
"""


def test_what_both_do_otherwise_as_graphs_is_no_fault(engines: Engines, tmp_path: Path) -> None:
    program = AS_GRAPH.replace("COUNT", "turns = 0")
    result = run(engines, tmp_path, program, program)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert result.graphs == ["run eagerly: equal; both programs with their graphs: equal"]


def test_what_the_migrated_program_does_otherwise_as_a_graph_is_found(engines: Engines, tmp_path: Path) -> None:
    program = AS_GRAPH.replace("COUNT", "turns = 0")
    after = program.replace("    turns += 1\n", "    turns += 1 if tf.executing_eagerly() else 2\n")
    result = run(engines, tmp_path, program, after)
    assert result.verdict is Verdict.DIFFERENT
    assert result.graphs == ["run eagerly: equal; both programs with their graphs: different"]
    assert "a number that is printed" in said(result)


def test_what_fails_only_as_a_graph_fails(engines: Engines, tmp_path: Path) -> None:
    program = AS_GRAPH.replace("COUNT", "turns = 0")
    after = program.replace("    turns += 1\n", "    turns += 1\n    assert tf.executing_eagerly(), 'a graph'\n")
    result = run(engines, tmp_path, program, after)
    assert result.verdict is Verdict.AFTER_FAILS
    assert "a graph" in said(result)


NEEDS_ITS_TURNS = STEP.replace("print(epoch, losses[-1])", "assert len(losses) == 400\nprint(losses[-1])")


def test_a_program_that_needs_all_its_turns_is_stopped_with_the_loop(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, NEEDS_ITS_TURNS, NEEDS_ITS_TURNS, limits=FEW)
    assert result.verdict is Verdict.EQUAL, said(result)
    assert result.comparison is not None
    assert result.comparison.calls == 3 * 2
    assert "both programs were stopped with the first loop that was ended" in said(result)
    assert "at program.py:27 (AssertionError: )" in said(result)


ADVERSARIAL = """\
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
x = np.sin(np.arange(40.0)).reshape(10, 4)
model = Sequential([Dense(1, input_shape=(4,))])
model.compile(loss="mse", optimizer="sgd")
turns = 0
for step in range(100000):
    loss = model.train_on_batch(x, x[:, 0])
    turns += 1
print(loss, turns < 200)
"""


def test_a_loop_whose_trainings_are_left_out_comes_to_an_end(engines: Engines, tmp_path: Path) -> None:
    result = run(engines, tmp_path, ADVERSARIAL, limits=Limits(epochs=2, steps=3, seconds=60))
    assert result.verdict is Verdict.EQUAL, said(result)
    assert "this loop was ended: its trainings are left out" in said(result)


# -- the rewriting of loops --------------------------------------------------------------------------------------------

TURNS = """\
found = []
for a in "abc":
    found.append(a)
else:
    found.append("else")
n = 0
while n < 3:
    n += abs(1)
    if n == 2:
        continue
    for _ in iter([1, 2]): found.append(n)
    if n == 3:
        break
else:
    found.append("never")
def numbers():
    for i in range(5):
        yield len(found) + i
for i in numbers():
    if i > 12: break
pairs = [str(a) for a in found for _ in range(1)]
def inner(n):
    while n > max(0, 1): n -= min(1, 2)
    return n
rest = [inner(k) for k in range(4)]
"""


def test_loops_that_do_not_train_are_what_they_were() -> None:
    plain: dict[str, object] = {}
    exec(TURNS, plain)
    watched = loops.Loops(1, 1, lambda said: None, stops=False, boundary=inner_code())
    code = compile(loops.asking(loops.ast.parse(TURNS)), "turns.py", "exec", dont_inherit=True)
    asked: dict[str, object] = {loops.NAME: watched}
    exec(code, asked)
    names = ("found", "n", "i", "pairs", "rest")
    assert [asked[name] for name in names] == [plain[name] for name in names]
    assert watched.ends == 0


def test_statements_that_run_in_frames_of_their_own_are_loops_all_the_same() -> None:
    """As IPython runs the cells of a notebook."""
    tree = loops.asking(loops.ast.parse("n = 0\nwhile n < 5:\n    n += abs(1)\n    step()\n"))
    watched = loops.Loops(1, 3, lambda said: None, stops=False, boundary=inner_code())
    names: dict[str, object] = {loops.NAME: watched, "step": lambda: watched.stepped(loops.sys._getframe(1))}
    for statement in tree.body:
        exec(compile(loops.ast.Module([statement], []), "cell", "exec"), names)
    assert names["n"] == 3


def inner_code() -> loops.CodeType:
    """Code that no frame is of."""
    return (lambda: None).__code__
