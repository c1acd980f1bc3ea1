"""What the rules about training do where not everything is in view: what is left to a person, and what is not touched."""

from __future__ import annotations

import pytest

from migrator.findings import Applicability
from migrator.migration import migrate_text
from migrator.settings import Settings

HEAD = (
    "import numpy as np\nimport keras\nfrom keras import layers\nfrom keras.models import Model, Sequential\n"
    "model = Sequential([layers.Input((3,)), layers.Dense(2, activation='softmax')])\n"
)


FIRST = Settings(target=(3, 0))
"""A migration for all versions of Keras 3."""


def found(body: str, head: str = HEAD) -> list[tuple[str, str]]:
    """The codes and grades of what is found in `body` below the lines of `head`, which must not change."""
    result = migrate_text(head + body, settings=FIRST)
    assert result.problem is None
    assert result.after.startswith(head)
    return [(f.code, f.applicability.value) for f in result.findings]


def edited(body: str, head: str = HEAD, *, unsafe: bool = False) -> str:
    result = migrate_text(head + body, unsafe=unsafe, settings=FIRST)
    assert result.problem is None
    again = migrate_text(result.after, unsafe=unsafe, settings=FIRST)
    assert again.after == result.after
    return result.after.removeprefix(head)


@pytest.mark.parametrize(
    ("body", "code", "grade"),
    [
        ("train = model.fit_generator\n", "KER401", "review"),
        ("model.fit_generator(*given)\n", "KER401", "review"),
        ("model.fit_generator(data, **options)\n", "KER401", "review"),
        ("model.fit_generator(data, samples_per_epoch=1000, nb_epoch=2)\n", "KER401", "review"),
        ("model.fit_generator(data, 1000, nb_epoch=2)\n", "KER401", "review"),
        ("model.fit_generator(data, 10, 1, 1, None, None, None, given)\n", "KER401", "review"),
        ("model.fit_generator(data, 10, shown=True)\n", "KER401", "review"),
        ("def f(model): model.fit_generator(data, 10)\n", "KER401", "unsafe"),
        ("def f(thing): thing.fit_generator(data, 10)\n", "KER401", "review"),
        ("model.predict_generator(data, 10, given)\n", "KER402", "review"),
        ("classify = model.predict_classes\n", "KER403", "review"),
        ("model.predict_classes(x, 1, 0, 4)\nm = keras.models.load_model('m')\nm.predict_classes(x, steps=2)\n", "KER403", "review"),
        ("def f(model): model.fit(data, workers=2)\n", "KER404", "unsafe"),
        ("model.compile('sgd', 'mse', ['mae'], None, 'temporal')\n", "KER405", "review"),
        ("model.compile('sgd', *rest)\nmodel.compile('sgd', 'mse', *rest)\n", "KER405", "review"),
        ("model.compile('sgd', 'mse', target_tensors=[y])\n", "KER406", "review"),
        ("model.compile('sgd', 'mse', class_mode='binary')\n", "KER406", "unsafe"),
        ("loss = model.train_on_batch(x, y, reset_metrics=False)\n", "KER407", "review"),
        ("keras.models.load_model('m').metrics_names\n", "KER408", "review"),
        ("print(keras.models.load_model('m').fit(x, y).history['acc'])\n", "KER409", "review"),
        ("print(model.fit(x, y).history['lr'])\nlogs['lr'] = 1\n", "KER410", "review"),
        ("def batches():\n    yield [a, b]\nmodel.predict(batches(), steps=2)\n", "KER411", "review"),
        ("load = keras.models.load_model('m')\nModel(load.input, load.output)\n", "KER414", "review"),
        ("def f(layer): return layer.output_shape\n", "KER415", "review"),
        ("layers.Dense(2).get_output_at(1)\n", "KER416", "review"),
        ("keras.models.load_model('m').output_names\n", "KER418", "review"),
        ("model.total_loss\n", "KER419", "review"),
        ("model._make_predict_function().x\n", "KER419", "review"),
        ("model.add_loss(layers.Dense(1)(layers.Input((3,))))\n", "KER420", "review"),
        ("model.add_loss(lambda: 1.0)\n", "KER420", "review"),
        ("model.fit(x, y, class_weight={0: 1.0}, sample_weight=w)\n", "KER426", "review"),
        ("[model.train_on_batch(x, y) for x, y in batches]\n", "KER311", "review"),
        ("loss = model.train_on_batch(a, b) + model.train_on_batch(c, d)\n", "KER311", "review"),
        ("while model.test_on_batch(x, y) > 1:\n    pass\n", "KER311", "review"),
        ("keras.callbacks.EarlyStopping('val_acc')\n", "KER425", "review"),
        ("out = Model(i, [layers.Dense(1)(i), layers.Dense(1)(i)])\nout.compile('sgd', metrics=[keras.metrics.AUC()])\n", "KER412", "review"),
    ],
)  # fmt: skip
def test_what_the_code_does_not_show_is_left_to_a_person(body: str, code: str, grade: str) -> None:
    head = HEAD + "i = layers.Input((3,))\n"
    assert (code, grade) in found(body, head)


@pytest.mark.parametrize(
    "body",
    [
        "class Own:\n    def fit_generator(self, g): pass\nOwn().fit_generator(1)\n",
        "class Own(keras.Model):\n    def fit(self, data, workers=1): pass\nOwn().fit(1, workers=2)\n",
        "model.fit(x, y, epochs=2, callbacks=[keras.callbacks.EarlyStopping('val_loss')])\n",
        "model.compile('sgd', 'mse', metrics=['acc'])\nprint(model.fit(x, y).history['val_acc'])\n",
        "model.compile('sgd', 'mse', metrics=[given])\nprint(model.fit(x, y).history['speed'])\n",
        "print({'acc': 1}['acc'], {'lr': 1}['lr'])\n",
        "model.layers[-1].output\nmodel.inputs[0]\nmodel.input_shape\n",
        "base = keras.applications.VGG16()\nModel(base.input, base.layers[3].output)\n",
        "model.fit([np.ones(3), np.zeros(3)], [1, n])\nmodel.predict([a, b])\n",
        "model.fit(data, steps_per_epoch=n // 4, validation_steps=len(x))\n",
        "model.train_on_batch(x, y)\n",
        "import re\nre.compile('a', 0, 1)\n",
        "def rows():\n    yield [1, 2]\nfor row in rows():\n    print(row)\n",
        "def model_of(model): return model.input_shape\n",
        "model.metrics_names[0]\n",
        "if hasattr(model, 'fit_generator'):\n    model.fit_generator(data, 2)\nelse:\n    model.fit(data, steps_per_epoch=2)\n",
    ],
)  # fmt: skip
def test_what_keras_3_takes_is_left_alone(body: str) -> None:
    head = HEAD + "model.compile('sgd', 'mse')\n" if "metrics_names" in body else HEAD
    of_all_versions = [
        code for code, _ in found(body, head) if code != "KER223"
    ]  # that is of 3.0 and 3.1, whatever is trained
    assert of_all_versions == []
    assert edited(body, head, unsafe=True) == body


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("model.fit_generator(data, 10, 2, 1, [c])\n", "model.fit(data, steps_per_epoch=10, epochs=2, verbose=1, callbacks=[c])\n"),
        ("model.fit_generator(data, 10, 1, 1, None, None, None, {0: 1.0}, 20, 2)\n",
         "model.fit(data, steps_per_epoch=10, epochs=1, verbose=1, callbacks=None, validation_data=None, validation_steps=None, class_weight={0: 1.0})\n"),
        ("model.fit_generator(data, 10, 1, 1, None, None, None, 2)\n",
         "model.fit(data, steps_per_epoch=10, epochs=1, verbose=1, callbacks=None, validation_data=None, validation_steps=None, validation_freq=2)\n"),
        ("model.evaluate_generator(generator=data, steps=5, max_q_size=3)\n", "model.evaluate(x=data, steps=5, verbose=0)\n"),
        ("model.predict_generator(data, 5, [c])\n", "model.predict(data, steps=5, callbacks=[c], verbose=0)\n"),
        ("model.fit_generator(data, n / 8, workers=2)\n", "model.fit(data, steps_per_epoch=int(np.ceil(n / 8)))\n"),
        ("y = model.predict_classes(x)\n", "y = model.predict(x, verbose=0).argmax(axis=-1)\n"),
        ("y = model.predict_proba(x, 4)\n", "y = model.predict(x, 4, verbose=0)\n"),
        ("model.compile('sgd', 'mse', 'mae')\n", "model.compile('sgd', 'mse', metrics=['mae'])\n"),
        ("print(model.model.layers)\n", "print(model.layers)\n"),
        ("if a:\n    loss = model.test_on_batch(x, y)\n", "if a:\n    model.reset_metrics()\n    loss = model.test_on_batch(x, y)\n"),
        ("print(model.train_on_batch(x, y, None, None, True))\n", "model.reset_metrics()\nprint(model.train_on_batch(x, y, None, None))\n"),
        ("model.compile('sgd', 'mse', metrics=['AUC'])\nprint(model.fit(x, y).history['auc'])\n",
         "model.compile('sgd', 'mse', metrics=['AUC'])\nprint(model.fit(x, y).history['AUC'])\n"),
        ("model.compile('sgd', 'mse', metrics=['acc'])\nmodel.metrics_names[-1]\n", "model.compile('sgd', 'mse', metrics=['acc'])\n\"acc\"\n"),
    ],
)  # fmt: skip
def test_what_the_code_shows_is_rewritten(body: str, after: str) -> None:
    assert edited(body) == after


@pytest.mark.parametrize("last", ["10 * 0.5 // 2", "np.floor(n / 2)"])
def test_floats_that_are_whole_numbers_become_integers(last: str) -> None:
    assert edited(f"model.fit(data, steps_per_epoch={last})\n") == f"model.fit(data, steps_per_epoch=int({last}))\n"


STATEFUL = (
    "from keras.models import Sequential\nfrom keras.layers import LSTM, Input\nfrom data import source\n"
    "model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])\n"
)


@pytest.mark.parametrize("data", ["source", "source()", "batches()", "(b for b in source)"])
def test_a_stateful_model_that_draws_from_a_generator_gets_no_batch_size(data: str) -> None:
    head = STATEFUL + "def batches():\n    yield source()\n"
    before = (
        f"model.fit_generator({data}, 5)\nmodel.predict_generator({data}, 5)\nmodel.evaluate_generator({data}, 5)\n"
    )
    after = (
        f"model.fit({data}, steps_per_epoch=5)\nmodel.predict({data}, steps=5, verbose=0)\n"
        f"model.evaluate({data}, steps=5, verbose=0)\n"
    )
    assert edited(before, head) == after
    assert found(after, head) == []


def test_a_validation_generator_is_named_where_several_epochs_draw_from_it() -> None:
    source = (
        "from keras.models import Sequential\nfrom keras.layers import Dense, Input\n"
        "def batches():\n    while True:\n        yield load()\n"
        "model = Sequential([Input((3,)), Dense(1)])\nmodel.compile('sgd', 'mse')\n"
        "model.fit(batches(), steps_per_epoch=4, epochs={epochs}, validation_data=batches(), validation_steps=2)\n"
    )
    several = migrate_text(source.format(epochs=3)).findings
    assert [(f.code, f.applicability) for f in several] == [("KER428", Applicability.REVIEW)]
    assert not migrate_text(source.format(epochs=1)).findings


@pytest.mark.parametrize(
    "taken",
    [
        "list(history.history.values())[0]",
        "list(history.history)[1]",
        "next(iter(history.history))",
        "list(model.evaluate(x, y, return_dict=True).values())[-1]",
    ],
)
def test_logs_that_are_taken_by_position_are_named(taken: str) -> None:
    source = (
        "from keras.models import Sequential\nfrom keras.layers import Dense, Input\n"
        "model = Sequential([Input((3,)), Dense(1)])\nmodel.compile('sgd', 'mse', metrics=['mae'])\n"
        f"history = model.fit(x, y)\nprint({taken})\n"
    )
    assert [f.code for f in migrate_text(source).findings] == ["KER429"]


def test_logs_of_a_name_that_are_unpacked_are_named() -> None:
    source = (
        "from keras.models import Sequential\nfrom keras.layers import Dense, Input\n"
        "model = Sequential([Input((3,)), Dense(1)])\nmodel.compile('sgd', 'mse', metrics=['mae'])\n"
        "scores = model.evaluate(x, y, return_dict=True)\nloss, error = scores.values()\n"
    )
    assert [f.code for f in migrate_text(source).findings] == ["KER429"]


def test_what_a_train_step_had_of_the_compiled_loss_is_named() -> None:
    source = (
        "import keras\nimport tensorflow as tf\nclass Net(keras.Model):\n    def train_step(self, data):\n"
        "        x, y = data\n        with tf.GradientTape() as tape:\n            p = self(x, training=True)\n"
        "            loss = self.compiled_loss(y, p, regularization_losses=self.losses)\n"
        "        self.compiled_metrics.update_state(y, p)\n        return {'loss': loss}\n"
    )
    assert [f.code for f in migrate_text(source).findings] == ["KER811", "KER811"]


def test_a_variable_of_tensorflow_that_a_layer_keeps_is_named() -> None:
    source = (
        "import keras\nimport tensorflow as tf\nclass Scale(keras.layers.Layer):\n    def build(self, shape):\n"
        "        self.scale = tf.Variable(1.0)\n        other = tf.Variable(2.0)\n"
    )
    assert [(f.code, f.range.line) for f in migrate_text(source).findings] == [("KER810", 5)]


def of_rule(code: str, body: str, head: str = HEAD, target: tuple[int, int] = (3, 15)) -> list[str]:
    """The lines of `body` that a rule speaks of, each with its grade."""
    result = migrate_text(head + body, settings=Settings(target=target))
    assert result.problem is None
    lines = (head + body).splitlines()
    return [f"{lines[f.range.line - 1].strip()}: {f.applicability.value}" for f in result.findings if f.code == code]


SCHEDULED = "rate = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)\n"


@pytest.mark.parametrize(
    ("before", "optimizer"),
    [
        (SCHEDULED, "keras.optimizers.SGD(rate)"),
        (SCHEDULED, "keras.optimizers.Adam(learning_rate=rate)"),
        ("class Warm(keras.optimizers.schedules.LearningRateSchedule):\n    pass\n", "keras.optimizers.SGD(Warm())"),
    ],
)
@pytest.mark.parametrize("callback", ["ReduceLROnPlateau('loss')", "LearningRateScheduler(halved)"])
def test_a_callback_that_sets_the_rate_of_a_schedule_is_named(before: str, optimizer: str, callback: str) -> None:
    body = f"model.compile({optimizer}, 'mse')\nsets = keras.callbacks.{callback}\nmodel.fit(x, y, callbacks=[sets])\n"
    assert of_rule("KER615", before + body) == [f"sets = keras.callbacks.{callback}: review"]


@pytest.mark.parametrize("optimizer", ["keras.optimizers.SGD(0.1)", "'sgd'", "given", "keras.optimizers.SGD(given)"])
def test_a_callback_may_set_a_rate_that_is_a_number_or_not_in_view(optimizer: str) -> None:
    body = (
        f"model.compile({optimizer}, 'mse')\nmodel.fit(x, y, callbacks=[keras.callbacks.ReduceLROnPlateau('loss')])\n"
    )
    assert of_rule("KER615", SCHEDULED + body) == []


RATE = "history = model.fit(x, y, callbacks=[keras.callbacks.ReduceLROnPlateau('loss')])\n"


@pytest.mark.parametrize(
    "use",
    [
        "print(sorted(history.history))",
        "for name in history.history:",
        "table = {name: max(values) for name, values in history.history.items()}",
        "table = pd.DataFrame(history.history)",
    ],
)
def test_a_place_that_goes_through_the_keys_of_a_training_is_named(use: str) -> None:
    body = f"{use}\n    pass\n" if use.endswith(":") else f"{use}\n"
    head = HEAD + "import pandas as pd\n"
    assert of_rule("KER410", RATE + body, head) == [f"{use}: review"]
    assert of_rule("KER410", "history = model.fit(x, y)\n" + body, head) == []
    compiled = "model.compile('sgd', 'mse', metrics=['AUC'])\n"
    assert of_rule("KER707", compiled + RATE + body, head) == [f"{use}: review"]
    assert of_rule("KER707", compiled.replace("'AUC'", "'MAE'") + RATE + body, head) == []


@pytest.mark.parametrize("use", ["print(history.history.keys())", "print(history.history['loss'])", "save(history)"])
def test_a_place_that_prints_the_keys_or_reads_one_is_not_named(use: str) -> None:
    assert of_rule("KER410", RATE + use + "\n") == []


def test_a_rate_that_is_looked_for_gets_its_name() -> None:
    body = RATE + "logs = history.history\nfound = 'lr' in logs\nother = 'lr' in settings\n"
    assert edited(body).endswith("found = 'learning_rate' in logs\nother = 'lr' in settings\n")


PAIR = (
    "i = layers.Input((3,))\npair = Model(i, [layers.Dense(1, name='a')(i), layers.Dense(1, name='b')(i)])\n"
    "pair.compile('sgd', 'mse')\nhistory = pair.fit(x, [y, z])\n"
)


@pytest.mark.parametrize(
    ("use", "named"),
    [
        ("print(history.history['a_loss'])", True),
        ("print(sorted(history.history))", True),
        ("whole, a, b = pair.evaluate(x, [y, z])", True),
        ("losses = pair.train_on_batch(x, [y, z])", True),
        ("print(history.history['loss'], history.history['val_loss'])", False),
        ("pair.evaluate(x, [y, z])", False),
        ("loss = model.evaluate(x, y)", False),
    ],
)
def test_the_losses_of_outputs_are_named_for_the_versions_that_do_not_report_them(use: str, named: bool) -> None:
    assert of_rule("KER430", PAIR + use + "\n", target=(3, 4)) == [f"{use}: review"] * named
    assert of_rule("KER430", PAIR + use + "\n", target=(3, 5)) == []


OWN = "def f1(a, b): return a\nmodel.compile('sgd', 'mse', metrics=[f1, 'AUC'])\n"


@pytest.mark.parametrize(
    ("callback", "target", "grade"),
    [
        ("EarlyStopping('val_f1')", (3, 0), "safe"),
        ("ModelCheckpoint('m.keras', 'val_f1')", (3, 10), "safe"),
        ("EarlyStopping('f1', mode='auto')", (3, 15), "safe"),
        ("EarlyStopping('val_f1', mode='max')", (3, 15), None),
        ("EarlyStopping('f1', 0, 3, 0, 'max')", (3, 15), None),
        ("EarlyStopping('f1', **options)", (3, 15), None),
        ("EarlyStopping('val_loss')", (3, 15), None),
        ("EarlyStopping('val_acc')", (3, 15), "unsafe"),
        ("EarlyStopping('val_acc', mode='max')", (3, 15), None),
        ("ModelCheckpoint('m.keras', 'val_acc', save_best_only=True, mode='max')", (3, 10), "review"),
        ("ModelCheckpoint('m.keras', 'val_acc')", (3, 10), "unsafe"),
        ("ReduceLROnPlateau('AUC')", (3, 15), "unsafe"),
        ("ReduceLROnPlateau('AUC', mode='min')", (3, 15), None),
    ],
)
def test_a_direction_that_keras_3_does_not_know_is_written(
    callback: str, target: tuple[int, int], grade: str | None
) -> None:
    line = f"watch = keras.callbacks.{callback}"
    named = [f"{line}: {grade}"] if grade else []
    assert of_rule("KER425", f"{OWN}{line}\nmodel.fit(x, y, callbacks=[watch])\n", target=target) == named


def test_a_key_that_the_program_puts_into_the_logs_is_there_for_a_checkpoint() -> None:
    body = (
        "class Score(keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs=None):\n        logs['f'] = 1\n"
        "best = keras.callbacks.ModelCheckpoint('m.keras', 'f', save_best_only=True, mode='max')\n"
        "model.compile('sgd', 'mse')\nmodel.fit(x, y, callbacks=[Score(), best])\n"
    )
    assert of_rule("KER425", body) == []


@pytest.mark.parametrize(
    ("data", "grade"),
    [
        ("model.predict([[a, b, c]])", "unsafe"),
        ("model.predict(list(np.ones((2, 3))))", "unsafe"),
        ("model.predict(list(given))", "review"),
        ("model.predict(given.tolist())", "unsafe"),
        ("model.predict(np.ones((2, 3)).tolist())", "safe"),
        ("model.train_on_batch([[1.0, 2.0, 3.0]], y)", "safe"),
        ("model([[1.0, 2.0, 3.0]])", "unsafe"),
        ("layers.ReLU()([1.0, 2.0])", "safe"),
        ("layers.ReLU()([1, 2])", "unsafe"),
        ("layers.Add()([1.0, 2.0])", "review"),
        ("layers.Rescaling(2.0)([1.0, 2.0])", None),
        ("model([first, second])", None),
        ("model.predict([given])", None),
        ("given([[1.0, 2.0, 3.0]])", None),
    ],
)
def test_lists_of_numbers_are_made_arrays(data: str, grade: str | None) -> None:
    assert of_rule("KER413", f"out = {data}\n") == ([f"out = {data}: {grade}"] if grade else [])


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        ("layers.LSTM(4, stateful=True)(layers.Input((5, 3)))", True),
        ("Sequential([layers.Input((5, 3)), layers.LSTM(4, stateful=True)])", True),
        ("Sequential([layers.GRU(4, stateful=True, input_shape=(5, 3))])", True),
        ("Sequential([layers.Input((5, 3), batch_size=2), layers.LSTM(4, stateful=True)])", False),
        ("Sequential([layers.LSTM(4, stateful=True, **options)])", False),
        ("Sequential([layers.LSTM(4, stateful=flag, input_shape=(5, 3))])", False),
        ("layers.LSTM(4, stateful=True)(given)", False),
    ],
)
def test_a_stateful_layer_without_a_batch_size_is_named(layer: str, named: bool) -> None:
    assert of_rule("KER316", f"out = {layer}\n") == [f"out = {layer}: review"] * named


@pytest.mark.parametrize(
    ("layers_of", "named"),
    [
        ("layers.Masking(), layers.LSTM(4, return_sequences=True), layers.Dense(1)", True),
        ("layers.Masking(), layers.LSTM(4), layers.Dense(1)", False),
        ("layers.LSTM(4, return_sequences=True), layers.Dense(1)", False),
    ],
)
@pytest.mark.parametrize("in_hand", ["", "load_into(net)\n"])
def test_metrics_of_a_model_that_masks_are_named(layers_of: str, named: bool, in_hand: str) -> None:
    compiled = "net.compile('sgd', 'mse', metrics=['mae'])"
    sequential = f"net = Sequential([layers.Input((5, 3)), {layers_of}])\n"
    calls = "".join(f"h = {layer}(h)\n" for layer in layers_of.replace("), ", ")|").split("|"))
    functional = f"i = layers.Input((5, 3))\nh = i\n{calls}net = Model(i, h)\n"
    for body in (sequential, functional):
        assert of_rule("KER312", body + in_hand + compiled + "\n", target=(3, 11)) == [f"{compiled}: review"] * named


def test_a_cell_is_told_its_type_where_it_is_needed() -> None:
    line = "def get_initial_state(self, inputs=None, batch_size=None, dtype=None):"
    cell = f"class Cell(layers.Layer):\n    state_size = 4\n    {line}\n        return {{}}\n"
    zeros = "keras.ops.zeros((batch_size, 4), dtype=dtype)"
    assert of_rule("KER220", cell.format(zeros)) == []
    assert of_rule("KER220", cell.format("make(batch_size, dtype)")) == [f"{line}: safe"]
    other = cell.replace("    state_size = 4\n", "").format("make(batch_size, dtype)")
    assert of_rule("KER220", other) == []


@pytest.mark.parametrize(
    ("run", "named"),
    [
        ("logs = pair.fit(x, [y, z])", True),
        ("scores = pair.evaluate(x, [y, z])", True),
        ("logs = pair.fit(np.ones((10, 3)), [y, z], batch_size=4)", True),
        ("logs = pair.fit(np.ones((12, 3)), [y, z], batch_size=4)", False),
        ("logs = pair.fit(pairs(), steps_per_epoch=4)", False),
        ("pair.evaluate(x, [y, z])", False),
        ("logs = model.fit(x, y)", False),
    ],
)
def test_losses_of_outputs_that_are_means_of_batches_are_named(run: str, named: bool) -> None:
    head = HEAD + PAIR.replace("history = pair.fit(x, [y, z])\n", "")
    assert of_rule("KER224", f"{run}\nprint(logs.history['a_loss'])\n", head) == [f"{run}: review"] * named


def test_a_model_that_says_itself_what_it_reports_may_report_any_key() -> None:
    own = "class Coder(keras.Model):\n    def train_step(self, data): return {'kl': 0.0}\n"
    body = "model.compile('sgd', 'mse')\nmodel.fit(x, callbacks=[keras.callbacks.EarlyStopping('kl')])\n"
    assert of_rule("KER425", own + body) == []
    assert len(of_rule("KER425", body)) == 1


OWN_LOSS = """\
import keras
import tensorflow as tf


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
{more}
    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        {returned}
"""


@pytest.mark.parametrize(
    ("more", "returned", "line"),
    [
        ("", 'return {"loss": loss}', 19),
        ("", 'return {"loss": loss, "twice": 2 * loss}', None),
        ("", "return {m.name: m.result() for m in self.metrics}", None),
        ("\n    @property\n    def metrics(self):\n        return []\n", 'return {"loss": loss}', None),
    ],
)
def test_a_step_that_returns_its_loss_alone(more: str, returned: str, line: int | None) -> None:
    findings = migrate_text(OWN_LOSS.format(more=more, returned=returned)).findings
    assert [f.range.line for f in findings if f.code == "KER431"] == [line for line in [line] if line]


def test_the_fit_of_keras_3_reports_no_loss_that_a_step_returns_alone() -> None:
    keras, tf_keras = pytest.importorskip("keras"), pytest.importorskip("tf_keras")
    numpy = pytest.importorskip("numpy")
    reported = []
    for version in (tf_keras, keras):
        program = {"keras": version}
        exec(OWN_LOSS.format(more="", returned='return {"loss": loss}').replace("import keras\n", ""), program)
        model = program["Net"]()
        model.compile("sgd")
        history = model.fit(numpy.ones((8, 3)), numpy.full((8, 1), 70.0), verbose=0).history
        reported.append(float(history["loss"][-1]))
    assert reported[0] > 1
    assert reported[1] == 0
