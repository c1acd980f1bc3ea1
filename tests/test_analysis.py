"""What the analysis understands, seen through what becomes of programs."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable

import pytest

from migrator.analysis import interpreter
from migrator.analysis.module import Module, understand
from migrator.analysis.values import LayerValue
from migrator.migration import migrate_text
from migrator.settings import Settings

MODELS = "from keras.models import Sequential\nfrom keras.layers import LSTM, Dense, Input\n"
STATEFUL = "model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])\n"
LOOP = 'for layer in model.layers:\n    if getattr(layer, "stateful", False):\n        layer.reset_state()\n'


def migrated(body: str, head: str = MODELS) -> str:
    """What becomes of `body` below the imports of `head`, which must not change."""
    result = migrate_text(head + body)
    assert result.problem is None
    assert result.after.startswith(head)
    return result.after.removeprefix(head)


def understood(program: str) -> Module:
    """The module of a program, with its facts."""
    module = Module.parse(textwrap.dedent(program))
    understand([module])
    return module


def codes(body: str, head: str = MODELS) -> list[str]:
    """The codes of the findings that are left."""
    return [finding.code for finding in migrate_text(head + body).findings if not finding.applied]


@pytest.mark.parametrize(
    ("imports", "layer", "spelled"),
    [
        ("import keras", "keras.layers.LSTM", "keras.Input"),
        ("import keras as K\nkeras = K", "K.layers.LSTM", "K.Input"),
        ("from keras import layers\nimport keras", "layers.LSTM", "layers.Input"),
        ("import tensorflow as tf\nkeras = tf.keras", "tf.keras.layers.LSTM", "tf.keras.Input"),
        ("from tensorflow import keras", "keras.layers.LSTM", "keras.Input"),
        ("import keras\nL = keras.layers", "L.LSTM", "L.Input"),
        ("from tensorflow.compat.v1 import keras", "keras.layers.LSTM", "keras.Input"),
        ("import tensorflow.keras as keras", "keras.layers.LSTM", "keras.Input"),
        ("import keras\nfrom keras.layers import *", "LSTM", "Input"),
        ("import keras\nfrom keras.layers import Input as In\nfrom keras.layers import LSTM as R", "R", "In"),
        (
            "try:\n    import keras\nexcept ImportError:\n    from tensorflow import keras",
            "keras.layers.GRU",
            "keras.Input",
        ),
    ],
)
def test_every_import_spelling_is_keras(imports: str, layer: str, spelled: str) -> None:
    head = imports + "\n"
    before = f"model = keras.Sequential()\nmodel.add({layer}(4, batch_input_shape=(2, 5, 3)))\n"
    after = f"model = keras.Sequential()\nmodel.add({spelled}(batch_shape=(2, 5, 3)))\nmodel.add({layer}(4))\n"
    assert migrated(before, head) == after


@pytest.mark.parametrize("imports", ["from keras.layers import LSTM", "from tensorflow.keras.layers import LSTM"])
def test_input_is_imported_beside_the_layer(imports: str) -> None:
    head = "from keras.models import Sequential\n"
    before = f"{head}{imports}\nmodel = Sequential([LSTM(4, batch_input_shape=(2, 5, 3))])\n"
    after = f"{head}{imports}, Input\nmodel = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4)])\n"
    assert migrate_text(before).after == after


@pytest.mark.parametrize(
    ("legacy", "layers"),
    [("keras.layers.recurrent", "keras.layers"), ("tensorflow.python.keras.layers", "tensorflow.keras.layers")],
)
def test_a_legacy_module_gets_no_input_added_to_it(legacy: str, layers: str) -> None:
    before = f"import keras\nfrom {legacy} import LSTM\nm = keras.Sequential([LSTM(4, batch_input_shape=S)])\n"
    result = migrate_text(before, settings=Settings(ignore=("KER1",)))
    assert f"from {legacy} import LSTM\nfrom {layers} import Input\n" in result.after


@pytest.mark.parametrize(
    "body",
    [
        "class LSTM:\n    def __init__(self, n, batch_input_shape): pass\nx = LSTM(4, batch_input_shape=(1, 2, 3))\n",
        "import torch\nmodel = torch.jit.load('vad.jit')\nmodel.reset_states()\n",
        "class Agent:\n    def reset_states(self): pass\nmodel = Agent()\nmodel.reset_states()\n",
        "from keras.layers import GRU\ng = GRU(4, stateful=True)\ng.reset_states()\n",
        "if hasattr(model, 'reset_states'):\n    model.reset_states()\nelse:\n    reset(model)\n",
    ],
)
def test_what_only_looks_like_it_is_left_alone(body: str) -> None:
    source = "import keras\n" + body
    result = migrate_text(source, unsafe=True)
    assert result.after == source
    assert result.findings == ()


@pytest.mark.parametrize(
    ("build", "batch"),
    [
        (STATEFUL, "2"),
        ("n = 2\nmodel = Sequential([Input(batch_shape=(n, 5, 3)), LSTM(4, stateful=True)])\n", "n"),
        ("n = load()\nmodel = Sequential([Input(batch_shape=(n, 5, 3)), LSTM(4, stateful=True)])\n", "n"),
        ("n = 2\nshape = (n, 5, 3)\nmodel = Sequential([Input(batch_shape=shape), LSTM(4, stateful=True)])\n", "n"),
        (
            "def build(b):\n    return Sequential([Input(batch_shape=(b, 5, 3)), LSTM(4, stateful=True)])\n"
            "model = build(64)\n",
            "64",
        ),
        (
            "def build(b):\n    return Sequential([Input(batch_shape=(b, 5, 3)), LSTM(4, stateful=True)])\n"
            "SIZE = 64\nmodel = build(b=SIZE)\n",
            "SIZE",
        ),
        (
            "n = 2\nmodel = Sequential([Input(batch_shape=(n, 5, 3)), LSTM(4, stateful=True)])\nn = 1\n",
            "model.inputs[0].shape[0]",
        ),
    ],
)
def test_the_batch_size_is_spelled_as_the_place_allows(build: str, batch: str) -> None:
    assert migrated(build + "model.fit(x, y)\n") == build + f"model.fit(x, y, batch_size={batch}, shuffle=False)\n"


@pytest.mark.parametrize(
    "fit",
    [
        "model.fit(x, y, 2, shuffle=False)\n",
        "import tensorflow as tf\nmodel.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(2))\n",
        "def batches():\n    yield x, y\nmodel.fit(batches(), steps_per_epoch=3)\n",
    ],
)
def test_a_fit_that_needs_nothing_gets_nothing(fit: str) -> None:
    assert migrated(STATEFUL + fit) == STATEFUL + fit
    assert codes(STATEFUL + fit) == []


def test_a_sequence_is_not_shuffled_and_has_its_own_batches() -> None:
    body = STATEFUL + "import keras\nclass Data(keras.utils.Sequence):\n    pass\nmodel.fit(Data())\n"
    assert migrated(body) == body.replace("Data())", "Data(), shuffle=False)")


@pytest.mark.parametrize("wrong", ["batch_size=3, shuffle=False", "batch_size=2, shuffle=True"])
def test_what_contradicts_is_reported_and_kept(wrong: str) -> None:
    body = STATEFUL + f"model.fit(x, y, {wrong})\n"
    assert migrated(body) == body
    assert codes(body) == ["KER314"]


@pytest.mark.parametrize(
    "body",
    [
        "model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=flag)])\nmodel.fit(x, y)\n",
        "if flag:\n    model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4, stateful=True)])\n"
        "else:\n    model = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(4)])\nmodel.fit(x, y)\n",
        "def make():\n    m = Sequential()\n    if flag:\n        m.add(Input(batch_shape=(2, 5, 3)))\n        return m\n"
        "    m.add(Input(batch_shape=(2, 5, 3)))\n    m.add(LSTM(4, stateful=True))\n    return m\n"
        "model = make()\nmodel.fit(x, y)\n",
    ],
)
def test_a_model_that_may_be_stateful_is_reviewed(body: str) -> None:
    assert migrated(body) == body
    assert codes(body) == ["KER314"]


def test_two_instances_of_a_class_are_not_taken_for_each_other() -> None:
    body = (
        "class Net:\n    def __init__(self, n):\n"
        "        self.model = Sequential([Input(batch_shape=(n, 5, 3)), LSTM(4, stateful=True)])\n"
        "train, sample = Net(32), Net(1)\ntrain.model.fit(x, y)\n"
    )
    fit = "train.model.fit(x, y, batch_size=32, shuffle=False)\n"
    assert migrated(body) == body.replace("train.model.fit(x, y)\n", fit)


def test_an_attribute_is_known_in_other_methods() -> None:
    body = (
        "class Net:\n    def __init__(self, n):\n        self.n = n\n"
        "        self.model = Sequential([Input(batch_shape=(self.n, 5, 3)), LSTM(4, stateful=True)])\n"
        "    def train(self, x, y):\n        self.model.fit(x, y)\n"
    )
    assert migrated(body) == body.replace("fit(x, y)", "fit(x, y, batch_size=self.n, shuffle=False)")


def test_a_flat_model_gets_the_loop_and_a_name_in_use_is_not_taken() -> None:
    assert migrated(STATEFUL + "model.reset_states()  # again\n") == STATEFUL + LOOP.replace(":\n", ":  # again\n", 1)
    taken = "layer = 1\n" + STATEFUL + "model.reset_states()\n"
    assert migrated(taken) == "layer = 1\n" + STATEFUL + LOOP.replace("layer ", "stateful_layer ").replace(
        "(layer,", "(stateful_layer,"
    ).replace(" layer.reset", " stateful_layer.reset")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f = lambda: model.reset_states()\n", "f = lambda: reset_states(model)\n"),
        ("f = model.reset_states\n", "f = lambda: reset_states(model)\n"),
        ("f = other or model.reset_states\n", "f = other or (lambda: reset_states(model))\n"),
        ("x = 1; model.reset_states()\n", "x = 1; reset_states(model)\n"),
        ("if x: model.reset_states()\n", "if x: reset_states(model)\n"),
        ("y = model.reset_states() if x else None\n", "y = reset_states(model) if x else None\n"),
    ],
)
def test_where_no_block_can_stand_the_helper_is_called(before: str, after: str) -> None:
    result = migrate_text(MODELS + STATEFUL + before).after
    assert result.endswith(STATEFUL + after)
    assert result.count("def reset_states(model):") == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for i in range(3):\n    if i == 0:\n        m.add(LSTM(4, batch_input_shape=S))\n    else:\n        m.add(LSTM(4))\n",
            "for i in range(3):\n    if i == 0:\n        m.add(Input(batch_shape=S))\n        m.add(LSTM(4))\n"
            "    else:\n        m.add(LSTM(4))\n",
        ),
        (
            "for i in range(3):\n    m.add(LSTM(4, batch_input_shape=S))\n",
            "for i in range(3):\n    if not m.layers:\n        m.add(Input(batch_shape=S))\n    m.add(LSTM(4))\n",
        ),
        ("m.add(Dense(1))\nm.add(LSTM(4, batch_input_shape=S))\n", "m.add(Dense(1))\nm.add(LSTM(4))\n"),
        ("x = LSTM(4, batch_input_shape=S)(Input((5, 3)))\n", "x = LSTM(4)(Input((5, 3)))\n"),
        (
            "first = LSTM(4, batch_input_shape=S)\nm.add(first)\n",
            "first = LSTM(4)\nm.add(Input(batch_shape=S))\nm.add(first)\n",
        ),
    ],
)
def test_where_a_shape_goes(before: str, after: str) -> None:
    start = "S = (2, 5, 3)\nm = Sequential()\n"
    assert migrated(start + before) == start + after


@pytest.mark.parametrize(
    "body",
    [
        "def layer(n):\n    return LSTM(4, batch_input_shape=(n, 5, 3))\nm = Sequential()\nm.add(layer(2))\n",
        "options = {'batch_input_shape': (2, 5, 3)}\nm = Sequential([LSTM(4, **options)])\n",
        "register(LSTM(4, batch_input_shape=(2, 5, 3)))\n",
    ],
)
def test_a_layer_that_cannot_be_followed_is_reviewed(body: str) -> None:
    assert migrated(body) == body
    assert codes(body) == ["KER201"]


@pytest.mark.parametrize(
    "body",
    [
        "def f(n):\n    return f(n - 1)\nf(3)\n",
        "def f():\n    return g()\ndef g():\n    return f()\nf().reset_states()\n",
        "a = []\na.append(a)\nmodel = Sequential(a)\n",
        "while True:\n    break\nelse:\n    pass\n",
        "match x:\n    case 1:\n        pass\nasync def f():\n    await g()\n",
        "x = " + " + ".join(["a"] * 2000) + "\n",
    ],
)
def test_the_analysis_always_ends(body: str) -> None:
    assert migrate_text(MODELS + body, unsafe=True).problem is None


def test_what_names_and_calls_stand_for_is_recorded() -> None:
    module = understood(
        """
        import tensorflow as tf
        from keras import optimizers
        from keras.layers import LSTM, Dense

        def make(layer, units):
            return layer(units)

        make(LSTM, 3)
        make(len, "abc")
        optimizer = optimizers.Adam(lr=0.1)
        tf.keras.backend.zeros(3)
        Dense(1)
        """
    )
    called = {ast.unparse(call.func): module.facts.sole_symbol(call) for call in module.calls}
    assert called["optimizers.Adam"] == "keras.optimizers.Adam"
    assert called["tf.keras.backend.zeros"] == "keras.backend.zeros"
    assert called["Dense"] == "keras.layers.Dense"
    assert called["layer"] is None, "it is `len` in another call"
    assert called["make"] is None


def test_the_message_of_an_assertion_is_read() -> None:
    module = understood("from keras import backend as K\nassert K, K.ndim(1)\n")
    assert list(module.facts.callees.values()) == [{"keras.backend.ndim"}]


def test_receivers_of_watched_attributes_are_recorded() -> None:
    module = understood(
        """
        from keras.models import Sequential
        from keras.layers import LSTM

        model = Sequential([LSTM(2, batch_input_shape=(1, 2, 3), stateful=True)])
        model.compile("sgd", "mse", metrics=["acc"])
        history = model.fit_generator(generate(), 3)
        history.history["acc"]
        model.optimizer.lr = 0.1
        model.layers[0].states
        """
    )
    kinds = {ast.unparse(node): {r.kind for r in found} for node, found in module.facts.receivers.items()}
    assert kinds["model.fit_generator"] == {"model"}
    assert kinds["history.history"] == {"history"}
    assert kinds["model.optimizer.lr"] == {"optimizer"}
    assert kinds["model.layers[0].states"] == {"layer"}
    (logs,) = module.facts.subscripts.values()
    assert [(r.kind, r.record is not None and r.record.stateful) for r in logs] == [("logs", True)]


def test_calls_with_symbolic_tensors_are_recorded() -> None:
    module = understood(
        """
        import tensorflow as tf
        from keras import backend as K
        from keras.applications import VGG16
        from keras.layers import Dense, Input, Layer

        class Own(Layer):
            def call(self, x):
                return K.exp(self.inner(x))

        def loss(y_true, y_pred):
            return K.mean(y_pred)

        start = Input((3,))
        hidden = Dense(2)(start)
        tf.reduce_sum([hidden, 1])
        tf.cast(-hidden > 0, "float32")
        K.round(hidden is None)
        K.sum(VGG16().output)
        K.abs(K.int_shape(hidden)[1])
        tf.zeros(hidden.get_shape()[1])
        unknown = function(hidden)
        K.tanh(unknown)
        """
    )
    symbolic = {ast.unparse(call.func) for call in module.facts.symbolic_calls}
    assert {name for name in symbolic if name[:2] in {"K.", "tf"}} == {
        "tf.cast",
        "tf.reduce_sum",
        "K.sum",
        "K.int_shape",
    }


def test_calls_too_many_to_follow_give_what_the_function_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "MAX_CALLS", 1)
    monkeypatch.setattr(interpreter, "CHEAP", 0)
    module = understood(
        """
        from keras.models import Sequential
        from keras.layers import LSTM

        class Settings:
            units = 3

        def build(units):
            model = Sequential()
            model.add(LSTM(units))
            return model, units

        def maybe(units):
            if units > 2:
                return Sequential()

        first, _ = build(Settings.units)
        second, number = build(4)
        second.fit(1)
        number.fit(1)
        maybe(1)
        third = maybe(3)
        third.save("it")
        """
    )
    kinds = {ast.unparse(node): {r.kind for r in found} for node, found in module.facts.receivers.items()}
    assert kinds["second.fit"] == {"model"}
    assert kinds["number.fit"] == {"unknown"}
    assert kinds["third.save"] == {"unknown"}, "it may be None"


@pytest.mark.parametrize(
    ("calls", "kinds", "runs"),
    [
        ("make(Sequential)\n    again = make(Sequential)", {"model"}, 2),
        ("make(Own)\n    again = make(Own)", {"instance"}, 2),
        ("make(Own)\n    again = make(Sequential)", {"model"}, 3),
    ],
)
def test_what_a_call_too_many_gives_is_guessed_and_a_wrong_guess_taken_back(
    calls: str, kinds: set[str], runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreter, "MAX_CALLS", 1)
    monkeypatch.setattr(interpreter, "FEW_CALLS", 1)
    monkeypatch.setattr(interpreter, "CHEAP", 0)
    started: list[object] = []
    run = interpreter.Interpreter.run

    def counted(self: interpreter.Interpreter, units: Iterable[interpreter.Unit]) -> None:
        started.append(self)
        run(self, units)

    monkeypatch.setattr(interpreter.Interpreter, "run", counted)
    module = understood(
        f"""
from keras.models import Sequential

class Own:
    def predict(self, x):
        return x

class Holder:
    def ask(self):
        self.thing.predict(1)

    def fill(self, thing):
        self.thing = thing

def make(kind):
    return kind()

def main(holder):
    first = {calls}
    holder.fill(again)

main(Holder())
"""
    )
    found = {ast.unparse(node): {r.kind for r in found} for node, found in module.facts.receivers.items()}
    assert found["self.thing.predict"] == kinds
    assert len(started) == runs


@pytest.mark.parametrize(
    ("rest", "used"),
    [
        ("", False),
        ("x.K\n", False),
        ("print('set K first')\n", False),
        ("def f(K=1): pass\n", False),
        ("K\n", True),
        ("del K\n", True),
        ("def f():\n    global K\n", True),
        ("__all__ = ['K']\n", True),
        ("def f(x: 'K.Tensor | None'): pass\n", True),
        ("def f(x: 'dict[str, K.Tensor]'): pass\n", True),
        ("globals()['K']\n", True),
    ],
)
def test_an_import_is_used_where_anything_may_read_it(rest: str, used: bool) -> None:
    assert understood(f"from keras import backend as K\n{rest}").is_used("K") is used


class First(interpreter.NoFinder):
    """Finds one other module."""

    def find(self, place: str, name: str, level: int) -> str | None:
        return "first" if name == "first" else None


@pytest.mark.parametrize(
    "other", ["from first import K\n", "import first\nfirst.K\n", "from first import *\nK.epsilon()\n"]
)
def test_an_import_is_used_where_another_module_of_the_program_takes_it(other: str) -> None:
    first = Module.parse("from keras import backend as K, layers as L\n", place="first")
    second = Module.parse(other, place="second")
    understand([first, second], First())
    assert first.is_used("K")
    assert not first.is_used("L")


def test_what_is_asked_for_by_name_is_recorded() -> None:
    module = understood(
        """
        import keras

        class Halve(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                if not hasattr(self.model.optimizer, "lr"):
                    raise ValueError
                setattr(self.model.optimizer, "lr", 0.5)

        hasattr(keras.optimizers.SGD(), "momentum")
        getattr(arguments, "lr")
        """
    )
    found = {ast.unparse(call): {r.kind for r in receivers} for call, receivers in module.facts.named.items()}
    assert found == {
        "hasattr(self.model.optimizer, 'lr')": {"optimizer"},
        "setattr(self.model.optimizer, 'lr', 0.5)": {"optimizer"},
        "getattr(arguments, 'lr')": {"unknown"},
    }


def test_keywords_that_arrive_through_a_mapping_are_recorded() -> None:
    module = understood(
        """
        from keras.optimizers import Adam, SGD

        options = {"lr": 0.1, "clipnorm": 1.0}
        Adam(beta_1=0.8, **options)
        SGD(**unknown)
        """
    )
    found = {ast.unparse(call): keywords for call, keywords in module.facts.unpacked.items()}
    assert found == {"Adam(beta_1=0.8, **options)": {"lr", "clipnorm"}}


def test_a_module_knows_those_beside_it() -> None:
    modules = [Module.parse(f"import keras\n{name} = 1\n", f"{name}.py", name) for name in "ab"]
    understand(modules)
    for module in modules:
        assert module.program.modules == tuple(modules)
        assert all(m.given for m in module.program.modules)


def history_metrics(program: str) -> set[object]:
    """What is known of the metrics of the models whose logs the program reads."""
    records = [r.record for found in understood(program).facts.subscripts.values() for r in found]
    return {r.compiled.metrics if r is not None and r.compiled is not None else "unknown" for r in records}


@pytest.mark.parametrize(
    ("metrics", "names"),
    [
        ("metrics=['acc', 'mae']", ("acc", "mae")),
        ("['accuracy']", ("accuracy",)),
        ("metrics='acc'", ("acc",)),
        ("metrics=NAMES", ("acc",)),
        ("metrics={'out': ['acc']}", ("acc",)),
        ("metrics=[keras.metrics.mse, own]", ("mean_squared_error", "own")),
        ("metrics=[keras.metrics.AUC(), 'acc']", (None, "acc")),
        ("metrics=given()", None),
        ("**options", None),
        ("", ()),
    ],
)
def test_what_compile_was_given_is_known_of_the_history(metrics: str, names: object) -> None:
    program = (
        "import keras\nfrom out_of_view import given, options\nNAMES = ['acc']\ndef own(a, b): pass\n"
        "model = keras.Sequential([keras.layers.Dense(1)])\n"
        f"model.compile('sgd', 'mse', {metrics})\nhistory = model.fit(x, y)\n"
        "model.compile('sgd', 'mse', metrics=['later'])\nhistory.history['acc']\n"
    )
    assert history_metrics(program) == {names}


def test_the_logs_of_a_callback_are_those_of_the_models_trained_with_it() -> None:
    head = "import keras\nmodel = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('sgd', 'mse', ['acc'])\n"
    own = (
        "class Stop(keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs=None):\n        logs['acc']\n"
        "model.fit(x, y, callbacks=[Stop()])\n"
    )
    assert history_metrics(head + own) == {("acc",)}
    given = "keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: logs['acc'])\n"
    assert history_metrics(head + given) == {"unknown"}


def test_callbacks_are_known_with_the_models_that_they_are_given_to() -> None:
    program = (
        "import keras\nmodel = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('sgd', 'mse', ['acc'])\n"
        "stop, idle = keras.callbacks.EarlyStopping('val_acc'), keras.callbacks.EarlyStopping('val_acc')\n"
        "model.fit(x, y, callbacks=[stop])\n"
    )
    found = [fact.models for facts in understood(program).facts.callbacks.values() for fact in facts]
    assert [[r.compiled.metrics for r in models if r and r.compiled] for models in found] == [[("acc",)], []]


@pytest.mark.parametrize(
    ("model", "last"),
    [
        ("keras.Sequential([d, keras.layers.Dense(3)])", "Dense"),
        ("keras.Sequential([keras.layers.Dense(3), r])", "ReLU"),
        ("keras.Model(i, r(d(i)))", "ReLU"),
        ("keras.Model(i, [d(i)])", "Dense"),
        ("keras.Model(i, [d(i), d(i)])", None),
        ("keras.Model(i, keras.layers.add([i, i]))", None),
        ("keras.Model(i, d(i) * 2)", None),
        ("keras.models.load_model('m')", None),
    ],
)
def test_the_last_layer_of_a_model_is_known(model: str, last: str | None) -> None:
    program = (
        "import keras\ni = keras.Input((3,))\nd = keras.layers.Dense(2)\nr = keras.layers.ReLU()\n"
        f"model = {model}\nmodel.predict_classes(x)\n"
    )
    receivers = [
        r for n, found in understood(program).facts.receivers.items() if n.attr == "predict_classes" for r in found
    ]
    ends = [r.record.last for r in receivers if r.record is not None]
    assert [end.short_class if isinstance(end, LayerValue) else None for end in ends] == [last]


def test_generators_that_models_draw_from_are_known_with_their_functions() -> None:
    program = (
        "import keras\ndef fed():\n    yield [1]\ndef held():\n    yield [1]\ndef idle():\n    yield [1]\n"
        "model = keras.Sequential([keras.layers.Dense(1)])\nidle()\n"
        "model.fit_generator(fed(), 1, validation_data=held())\nmodel.predict(fed(), steps=1)\n"
    )
    found = {getattr(node, "name", ""): methods for node, methods in understood(program).facts.fed.items()}
    assert found == {"fed": {"fit_generator", "predict"}, "held": {"fit_generator"}}


def test_names_of_the_standard_library_are_nothing_of_keras() -> None:
    program = "import re, keras\nre.compile('a', 0, 1)\n"
    found = [r.kind for receivers in understood(program).facts.receivers.values() for r in receivers]
    assert found == ["foreign"]


def test_what_layers_and_models_are_called_with_by_position() -> None:
    module = understood(
        """
        import keras

        class Scale(keras.layers.Layer):
            def call(self, x, factor):
                return x * factor

        def twice(a, b):
            return a + b

        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.parts = [Scale() for _ in range(3)]

            def call(self, x, training=None):
                return self.parts[0](x, 2.0)

        x = keras.Input((3,))
        keras.layers.Dropout(0.5)(x, True)
        Net()(x, False)
        keras.Sequential([keras.layers.Dense(1)])(x, None)
        twice(x, 1)
        keras.layers.Dense(1)(x)
        """
    )
    found = {ast.unparse(call): {a.kind for a in seen} for call, seen in module.facts.applications.items()}
    assert found == {
        "self.parts[0](x, 2.0)": {"layer"},
        "keras.layers.Dropout(0.5)(x, True)": {"layer"},
        "Net()(x, False)": {"instance"},
        "keras.Sequential([keras.layers.Dense(1)])(x, None)": {"model"},
    }


def test_what_compile_was_given_says_whether_the_rate_is_a_schedule_and_which_metrics_are_functions() -> None:
    module = understood("""
        import keras
        def worst(a, b):
            return a
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        rate = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
        model.compile(keras.optimizers.SGD(rate), "mse", metrics=[worst, "mae"])
        model.fit(x, y)
        model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["worst"])
        model.fit(x, y)
        """)
    records = [run.model.record for runs in module.facts.runs.values() for run in runs]
    given = [record.compiled for record in records if record is not None and record.compiled is not None]
    assert [compiled.scheduled for compiled in given] == [True, False]
    assert [compiled.functions for compiled in given] == [{"worst"}, set()]


def test_layers_and_models_that_are_called_on_lists_are_recorded() -> None:
    module = understood("""
        import keras
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        layer = keras.layers.ReLU()
        model([[1.0, 2.0, 3.0]])
        layer([1.0])
        layer(given)
        other([1.0])
        """)
    assert [[r.kind for r in receivers] for receivers in module.facts.applied.values()] == [["model"], ["layer"]]


def test_layers_without_a_batch_size_are_known_through_functions() -> None:
    module = understood("""
        import keras
        def build(units, size):
            inputs = keras.Input((5, 3), batch_size=size)
            return keras.Model(inputs, keras.layers.LSTM(units, stateful=True)(inputs))
        build(4, 2)
        keras.layers.GRU(4, stateful=True)(keras.Input((5, 3)))
        """)
    found = {fact.short_classes: fact.unsized for fact in module.facts.layers.values()}
    assert found == {frozenset({"LSTM"}): False, frozenset({"GRU"}): True}
