"""A Keras 2 code base of any size, for `project.py`: packages, relative imports, builders, trainers, data, scripts.

The project grows by areas (`lab/energy`, `lab/traffic`, ...) of the same layout. Area number k builds on areas k/2 and
k/3 and all of them on `lab/common`, so that chains of imports get longer with the logarithm of the size, as they do in
projects that people wrote. Nothing is left to chance: a number always gives the same text, and a smaller project is the
beginning of a larger one, but for what the unfinished last area cannot import yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = "lab"
DOMAINS = "energy traffic weather finance sensors audio tides harvest stock clinic river fleet".split()


@dataclass(frozen=True)
class Area:
    """One package of the project, as its templates need it."""

    number: int
    present: frozenset[str]
    """The files that the area has; the last area of a project may be cut short."""
    next_is_whole: bool
    """Whether the area after this one can be imported from."""

    @property
    def name(self) -> str:
        """The package's name."""
        return area_name(self.number)

    @property
    def keras(self) -> str:
        """How the area spells the library: people do not agree on it."""
        return ("keras", "tensorflow.keras")[self.number % 3 > 0]

    def near(self, module: str, dots: int) -> str:
        """A module of the area that this one mostly builds on."""
        return self.other(self.number // 2, module, dots)

    def far(self, module: str, dots: int) -> str:
        """A module of the other area that this one builds on."""
        return self.other(self.number // 3, module, dots)

    def other(self, number: int, module: str, dots: int) -> str:
        """A module of another area; `dots` lead from the importing file to the root package."""
        start = "." * dots if dots and self.number % 2 else f"{ROOT}."
        return f"{start}{area_name(number)}.{module}"

    def one_of(self, *choices: int) -> int:
        """A number that differs from area to area."""
        return choices[self.number % len(choices)]


def area_name(number: int) -> str:
    """The package name of an area; all areas build on number 0."""
    if number == 0:
        return "common"
    turn, which = divmod(number - 1, len(DOMAINS))
    return DOMAINS[which] + (f"_{turn + 1}" if turn else "")


def make_project(modules: int) -> dict[str, str]:
    """The files of a project with that many modules, and a pyproject.toml, by their paths."""
    files = {"pyproject.toml": '[project]\nname = "lab"\nversion = "1.0"\n'}
    files[f"{ROOT}/__init__.py"] = f'"""Forecasts with recurrent networks."""\n\n__version__ = "1.0.{modules}"\n'
    left, number = modules - 1, 0
    while left > 0:
        names = list(LAYOUT)[:left]
        area = Area(number, frozenset(names), left >= 2 * len(LAYOUT))
        for name in names:
            files[place(area, name)] = LAYOUT[name](area)
        left -= len(names)
        number += 1
    return files


def write_project(modules: int, folder: Path) -> None:
    """Write the files of a project below a folder."""
    for name, text in make_project(modules).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def place(area: Area, name: str) -> str:
    """The path of an area's file: scripts lie together, outside the package."""
    if name.startswith("scripts/"):
        return f"{name.removesuffix('.py')}_{area.name}.py"
    return f"{ROOT}/{area.name}/{name}"


def lines(*parts: str) -> str:
    """The lines that are there: an empty part is none."""
    return "\n".join(part for part in parts if part)


def exports(area: Area, doc: str, package: str, names: dict[str, str]) -> str:
    """An `__init__.py` that hands on names of the package's modules, as far as these exist.

    A module of a package below it is named with a slash, and its names are taken from that package.
    """
    taken: dict[str, list[str]] = {}
    for module, listed in names.items():
        if f"{package}{module}.py" in area.present:
            taken.setdefault(module.partition("/")[0], []).extend(listed.split(", "))
    imports = [f"from .{module} import {', '.join(sorted(found))}" for module, found in taken.items()]
    public = [f'    "{name}",' for name in sorted(name for found in taken.values() for name in found)]
    return "\n".join([f'"""{doc}"""', "", *imports, "", "__all__ = [", *public, "]"]) + "\n"


# -- the area and its constants ----------------------------------------------------------------------------------------


def area_init(a: Area) -> str:
    """The names that other areas and scripts take from the package itself."""
    return exports(
        a,
        f"Forecasts of {a.name}.",
        "",
        {
            "config": "BATCH_SIZE, FEATURES, HORIZON, TIME_STEPS, UNITS",
            "data/windows": "load_windows",
            "data/scaling": "Scaler",
            "data/streams": "batches",
            "models/recurrent": "build_model",
            "models/functional": "build_functional",
            "models/factory": "make_model",
            "training/callbacks": "ResetStates",
            "training/loops": "train_epochs",
            "training/trainer": "Trainer",
            "evaluation/scores": "evaluate_model",
            "evaluation/predictor": "Predictor",
        },
    )


def config(a: Area) -> str:
    """Constants, some from other areas; no Keras."""
    inherited = lines(
        f"from {a.other(0, 'config', 2)} import DATA_DIR, SEED",
        f"from {a.near('config', 2)} import HORIZON as BASE_HORIZON" if a.number > 1 else "",
        f"from {a.far('config', 2)} import PATIENCE as BASE_PATIENCE" if a.number > 1 else "",
    )
    return f'''\
"""What can be set for {a.name}."""

import os
from collections import namedtuple

{inherited if a.number else 'DATA_DIR = os.environ.get("LAB_DATA", "data")' + chr(10) + "SEED = 7"}

BATCH_SIZE = {a.one_of(32, 16, 64, 8, 1)}
TIME_STEPS = {a.one_of(24, 12, 48)}
FEATURES = {a.one_of(1, 4, 9, 3)}
UNITS = {a.one_of(64, 32, 100, 128, 50, 16, 20)}
LAYERS = {a.one_of(2, 1, 3)}
DROPOUT = 0.{a.one_of(2, 3, 1, 5)}
HORIZON = {"min(BASE_HORIZON * 2, 96)" if a.number > 1 else "12"}
PATIENCE = {"BASE_PATIENCE + 1" if a.number > 1 else "5"}
EPOCHS = {a.one_of(20, 50, 100)}
LEARNING_RATE = 1e-{a.one_of(3, 2, 4)}
SHUFFLE = False

BATCH_INPUT_SHAPE = (BATCH_SIZE, TIME_STEPS, FEATURES)
TARGET = "{a.name}"
COLUMNS = ["{a.name}_%d" % number for number in range(FEATURES)]

Settings = namedtuple("Settings", ["batch_size", "time_steps", "features", "units", "epochs"])

DEFAULTS = dict(
    batch_size=BATCH_SIZE,
    time_steps=TIME_STEPS,
    features=FEATURES,
    units=UNITS,
    epochs=EPOCHS,
)


def from_environment(prefix="LAB_"):
    """The settings, with what the environment says instead of the defaults."""
    values = dict(DEFAULTS)
    for key in values:
        text = os.environ.get(prefix + key.upper())
        if text is not None:
            values[key] = int(text)
    return Settings(**values)


def data_file(split):
    """The path of a split's file."""
    if split not in ("train", "valid", "test"):
        raise ValueError("no such split: %r" % split)
    return os.path.join(DATA_DIR, TARGET, split + ".csv")
'''


# -- data --------------------------------------------------------------------------------------------------------------


def data_init(a: Area) -> str:
    """The data package's names."""
    return exports(
        a,
        "Reading, scaling and cutting series.",
        "data/",
        {"windows": "load_windows, split_windows", "scaling": "Scaler", "streams": "WindowSequence, batches"},
    )


def windows(a: Area) -> str:
    """Arrays cut out of series; no Keras."""
    return f'''\
"""Windows of the series of {a.name}."""

import numpy as np

from ..config import FEATURES, HORIZON, TIME_STEPS, data_file
{f"from {a.near('data.windows', 3)} import clean" if a.number else ""}


def read_series(split):
    """All rows of a split, without gaps."""
    rows = np.loadtxt(data_file(split), delimiter=",", skiprows=1)
    if rows.ndim == 1:
        rows = rows.reshape(-1, FEATURES)
    return clean(rows)

{"" if a.number else CLEAN}
def cut(series, time_steps=TIME_STEPS, horizon=HORIZON, step=1):
    """Overlapping windows and what follows each of them."""
    inputs, targets = [], []
    for start in range(0, len(series) - time_steps - horizon + 1, step):
        end = start + time_steps
        inputs.append(series[start:end])
        targets.append(series[end + horizon - 1, 0])
    return np.array(inputs), np.array(targets)


def split_windows(inputs, targets, share=0.8, batch_size=1):
    """The first and the last windows; whole batches only."""
    border = int(len(inputs) * share) // batch_size * batch_size
    end = len(inputs) // batch_size * batch_size
    return (inputs[:border], targets[:border]), (inputs[border:end], targets[border:end])


def load_windows(split="train", batch_size=1):
    """The windows of a split; whole batches only, as stateful models want them."""
    inputs, targets = cut(read_series(split))
    count = len(inputs) // batch_size * batch_size
    if count == 0:
        raise ValueError("%s has fewer than %d windows" % (split, batch_size))
    return inputs[:count], targets[:count]


def pad(batch, batch_size):
    """A batch that is filled up with its last window."""
    missing = batch_size - len(batch)
    if missing <= 0:
        return batch
    return np.concatenate([batch, np.repeat(batch[-1:], missing, axis=0)])
'''


CLEAN = '''
def clean(rows):
    """The rows without gaps: a gap repeats the row before."""
    for number in range(1, len(rows)):
        if np.isnan(rows[number]).any():
            rows[number] = rows[number - 1]
    return rows

'''


def scaling(a: Area) -> str:
    """A `fit` that is no model's; no Keras."""
    base = "BaseScaler" if a.number else "object"
    return f'''\
"""Scaling the series of {a.name}."""

import json

import numpy as np

from ..config import COLUMNS, TARGET
from .windows import read_series
{f"from {a.far('data.scaling', 3)} import Scaler as BaseScaler" if a.number else ""}


class Scaler({base}):
    """Maps each column to a mean of 0 and a deviation of 1."""

    def __init__(self, epsilon=1e-8):
        self.epsilon = epsilon
        self.mean = None
        self.deviation = None

    def fit(self, rows):
        """Learn the columns' means and deviations."""
        self.mean = rows.mean(axis=0)
        self.deviation = rows.std(axis=0) + self.epsilon
        return self

    def transform(self, rows):
        """Scaled rows."""
        if self.mean is None:
            raise RuntimeError("fit first")
        return (rows - self.mean) / self.deviation

    def inverse(self, column):
        """The first column as it was."""
        return column * self.deviation[0] + self.mean[0]

    def save(self, path):
        """Write what was learnt."""
        with open(path, "w") as file:
            json.dump(dict(target=TARGET, columns=COLUMNS, mean=list(self.mean), deviation=list(self.deviation)), file)

    @classmethod
    def load(cls, path):
        """Read what `save` wrote."""
        with open(path) as file:
            known = json.load(file)
        scaler = cls()
        scaler.mean, scaler.deviation = np.array(known["mean"]), np.array(known["deviation"])
        return scaler


def fitted_scaler(split="train"):
    """A scaler that knows a split."""
    scaler = Scaler()
    scaler.fit(read_series(split))
    return scaler
'''


def streams(a: Area) -> str:
    """Generators, and a `Sequence` of Keras."""
    return f'''\
"""Batches of {a.name} in the order of time."""

import numpy as np
from {a.keras}.utils import Sequence

from ..config import BATCH_SIZE, SEED, TIME_STEPS
from .scaling import Scaler, fitted_scaler
from .windows import cut, load_windows, read_series


class WindowSequence(Sequence):
    """Batches for `fit`; each goes on where the one before ended."""

    def __init__(self, inputs, targets, batch_size=BATCH_SIZE):
        self.inputs = inputs
        self.targets = targets
        self.batch_size = batch_size

    def __len__(self):
        return len(self.inputs) // self.batch_size

    def __getitem__(self, index):
        start = index * self.batch_size
        end = start + self.batch_size
        return self.inputs[start:end], self.targets[start:end]

    def on_epoch_end(self):
        """Nothing is shuffled."""


def batches(split="train", batch_size=BATCH_SIZE, scaler=None):
    """Scaled batches of a split, once."""
    scaler = scaler or fitted_scaler(split)
    inputs, targets = cut(scaler.transform(read_series(split)), TIME_STEPS)
    for start in range(0, len(inputs) - batch_size + 1, batch_size):
        yield inputs[start : start + batch_size], targets[start : start + batch_size]


def endless(split="train", batch_size=BATCH_SIZE):
    """Scaled batches of a split, over and over."""
    scaler = Scaler()
    scaler.fit(read_series(split))
    while True:
        for inputs, targets in batches(split, batch_size, scaler):
            yield inputs, targets


def sample(count, batch_size=BATCH_SIZE):
    """Some windows, for a look at them."""
    inputs, targets = load_windows("train", batch_size)
    chosen = np.random.RandomState(SEED).choice(len(inputs), count)
    return inputs[chosen], targets[chosen]
'''


# -- models ------------------------------------------------------------------------------------------------------------


def models_init(a: Area) -> str:
    """The models package's names."""
    return exports(
        a,
        "The networks.",
        "models/",
        {
            "recurrent": "build_model, compile_model",
            "functional": "build_functional",
            "stacked": "build_stacked",
            "factory": "BUILDERS, make_model",
        },
    )


def layers(a: Area) -> str:
    """Layers of the project's own."""
    shared = f"from {a.near('models.layers', 3)} import Gate, activation_of" if a.number else ""
    own = "" if a.number else GATE
    return f'''\
"""Layers that {a.name} adds to those of the library."""

import tensorflow as tf
from {a.keras} import backend as K
from {a.keras}.layers import Dense, Dropout, Layer

from ..config import DROPOUT, FEATURES
{shared}

{own}
class Attention(Layer):
    """A weighted mean over time."""

    def __init__(self, units={a.one_of(8, 16, 32)}, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.project = Dense(units, activation="tanh")
        self.weigh = Dense(1)
        self.drop = Dropout(DROPOUT)

    def call(self, inputs, training=None):
        scores = self.weigh(self.project(inputs))
        weights = tf.nn.softmax(scores, axis=1)
        context = tf.reduce_sum(weights * inputs, axis=1)
        return self.drop(context, training=training)

    def get_config(self):
        return dict(super().get_config(), units=self.units)


class GatedHead(Layer):
    """The output of the networks: what is new, weighed against what was there."""

    def __init__(self, outputs=FEATURES, **kwargs):
        super().__init__(**kwargs)
        self.outputs = outputs
        self.dense = Dense(outputs, activation=activation_of("{a.name}"))
        self.gate = Gate(outputs)

    def call(self, inputs):
        return self.gate(self.dense(inputs))

    def get_config(self):
        return dict(super().get_config(), outputs=self.outputs)


def scaled_error(target, output):
    """The squared error in units of the target."""
    return K.mean(K.square(target - output), axis=-1) / {a.one_of(1, 2, 4)}.0
'''


GATE = '''\
class Gate(Layer):
    """Lets part of its input through."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = Dense(units, activation="sigmoid")

    def call(self, inputs):
        return inputs * self.dense(inputs)


def activation_of(target):
    """What fits the range of a target."""
    return "relu" if target in ("energy", "traffic", "river") else "linear"


'''


def recurrent(a: Area) -> str:
    """A builder that takes the batch size."""
    style = a.number % 3
    library = (
        f"from {a.keras}.layers import GRU, LSTM, Dense, Dropout\nfrom {a.keras}.models import Sequential\n"
        f"from {a.keras}.optimizers import Adam",
        "import tensorflow as tf",
        f"from {a.keras} import layers\nfrom {a.keras}.models import Sequential\nfrom {a.keras}.optimizers import Adam",
    )[style]
    at = ("", "tf.keras.layers.", "layers.")[style]
    model, adam = ("tf.keras.Sequential", "tf.keras.optimizers.Adam") if style == 1 else ("Sequential", "Adam")
    cell = ("LSTM", "GRU")[a.number % 2]
    return f'''\
"""The plain recurrent network of {a.name}."""

{library}

from .. import config
from ..config import FEATURES, LEARNING_RATE, TIME_STEPS, UNITS
from .layers import Attention, GatedHead, scaled_error


def compile_model(model, learning_rate=LEARNING_RATE):
    """The model, ready for training."""
    model.compile(loss=scaled_error, optimizer={adam}(learning_rate), metrics=["mae"])
    return model


def build_model(batch_size, time_steps=TIME_STEPS, units=UNITS, stateful=True):
    """A stateful network: what it saw in a batch it knows in the next."""
    model = {model}()
    model.add(
        {at}{cell}(
            units,
            batch_input_shape=(batch_size, time_steps, FEATURES),
            return_sequences=config.LAYERS > 1,
            stateful=stateful,
        )
    )
    if config.LAYERS > 1:
        model.add({at}Dropout(config.DROPOUT))
        model.add({at}{cell}(units // 2, stateful=stateful))
    model.add({at}Dense(1))
    return compile_model(model)


def build_attentive(batch_size={a.one_of(32, 16)}, units=UNITS):
    """The network with attention instead of a second recurrent layer."""
    model = {model}(
        [
            {at}{cell}(units, return_sequences=True, stateful=True, batch_input_shape=config.BATCH_INPUT_SHAPE),
            Attention(units),
            GatedHead(1),
        ]
    )
    return compile_model(model)


def copy_weights(source, batch_size=1):
    """The same network for another batch size."""
    model = build_model(batch_size)
    model.set_weights(source.get_weights())
    return model
'''


def functional(a: Area) -> str:
    """A functional builder."""
    return f'''\
"""Networks of {a.name} with more than one input or output."""

from {a.keras}.layers import LSTM, Bidirectional, Concatenate, Dense, Embedding, Input, TimeDistributed
from {a.keras}.models import Model

from ..config import BATCH_SIZE, FEATURES, TIME_STEPS, UNITS
from .layers import Attention
from .recurrent import compile_model
{f"from {a.far('models.functional', 3)} import encode" if a.number else ""}

{"" if a.number else ENCODE}
def build_functional(batch_size=BATCH_SIZE, time_steps=TIME_STEPS, units=UNITS):
    """A stateful network with attention over its states."""
    inputs = Input(batch_shape=(batch_size, time_steps, FEATURES))
    states = encode(inputs, units)
    context = Attention(units // 2)(states)
    hidden = Dense(units, activation="relu")(context)
    outputs = Dense(1)(hidden)
    model = Model(inputs=inputs, outputs=outputs)
    return compile_model(model)


def build_with_calendar(batch_size, days=7):
    """A network that knows the day of the week."""
    series = Input(batch_shape=(batch_size, TIME_STEPS, FEATURES), name="series")
    day = Input(batch_shape=(batch_size, TIME_STEPS), name="day")
    both = Concatenate()([series, Embedding(days, 4)(day)])
    hidden = LSTM(UNITS, return_sequences=True, stateful=True)(both)
    outputs = TimeDistributed(Dense(1))(hidden)
    return compile_model(Model([series, day], outputs))


def build_bidirectional(batch_size=None):
    """A network without state that sees windows from both ends."""
    inputs = Input(shape=(TIME_STEPS, FEATURES), batch_size=batch_size)
    hidden = Bidirectional(LSTM(UNITS))(inputs)
    return compile_model(Model(inputs, Dense(1)(hidden)))


def submodel(model, count=2):
    """The first layers of a network."""
    outputs = model.layers[count].output
    return Model(inputs=model.inputs, outputs=outputs)
'''


ENCODE = '''\
def encode(inputs, units, stateful=True):
    """Two recurrent layers."""
    hidden = LSTM(units, return_sequences=True, stateful=stateful)(inputs)
    return LSTM(units, return_sequences=True, stateful=stateful)(hidden)


'''


def stacked(a: Area) -> str:
    """A builder with a loop, and one that hands on to another area."""
    base = f"from {a.near('models.recurrent', 3)} import build_model as build_base" if a.number else ""
    make = "build_base(batch_size)" if a.number else "build_model(batch_size, units=16)"
    return f'''\
"""Deep networks of {a.name}."""

from {a.keras}.layers import LSTM, Activation, Dense, RepeatVector, TimeDistributed
from {a.keras}.models import Sequential, load_model

from ..config import BATCH_SIZE, FEATURES, HORIZON, LAYERS, TIME_STEPS, UNITS
from .layers import Attention, GatedHead
from .recurrent import build_model, compile_model
{base}


def build_stacked(batch_size=BATCH_SIZE, depth=LAYERS, units=UNITS):
    """As many recurrent layers as wanted."""
    model = Sequential()
    for number in range(depth):
        first, last = number == 0, number == depth - 1
        if first:
            model.add(
                LSTM(
                    units,
                    batch_input_shape=(batch_size, TIME_STEPS, FEATURES),
                    stateful=True,
                    return_sequences=not last,
                )
            )
        else:
            model.add(LSTM(units, stateful=True, return_sequences=not last))
    model.add(Dense(1))
    model.add(Activation("linear"))
    return compile_model(model)


def build_decoder(batch_size=BATCH_SIZE, units=UNITS):
    """From one window to the whole horizon."""
    model = Sequential()
    model.add(LSTM(units, batch_input_shape=(batch_size, TIME_STEPS, FEATURES), stateful=True))
    model.add(RepeatVector(HORIZON))
    model.add(LSTM(units, return_sequences=True))
    model.add(TimeDistributed(Dense(1)))
    return compile_model(model)


def build_ensemble(batch_size=BATCH_SIZE):
    """Several networks for the same question."""
    return [{make}, build_model(batch_size), build_stacked(batch_size, 2)]


def restore(path):
    """A network from a file."""
    return load_model(path, custom_objects=dict(Attention=Attention, GatedHead=GatedHead))
'''


def factory(a: Area) -> str:
    """Builders by name."""
    near = f"from {a.near('models', 3)} import make_model as make_other" if a.number else ""
    otherwise = "return make_other(name, batch_size)" if a.number else 'raise KeyError("no model is called %r" % name)'
    return f'''\
"""Networks of {a.name} by their names."""

from ..config import BATCH_SIZE, DEFAULTS, EPOCHS, UNITS
from .functional import build_bidirectional, build_functional
from .recurrent import build_attentive, build_model
from .stacked import build_decoder, build_stacked
{near}

BUILDERS = dict(
    plain=build_model,
    attentive=build_attentive,
    functional=build_functional,
    stacked=build_stacked,
    decoder=build_decoder,
)


def make_model(name="plain", batch_size=BATCH_SIZE):
    """The network of a name."""
    if name == "plain":
        return build_model(batch_size, units=UNITS)
    if name == "bidirectional":
        return build_bidirectional()
    if name in BUILDERS:
        return BUILDERS[name](batch_size)
    {otherwise}


def make_default():
    """The network that the area uses unless told otherwise."""
    return build_model(DEFAULTS["batch_size"], time_steps=DEFAULTS["time_steps"])


def make_pair(batch_size=BATCH_SIZE):
    """A network to train, and the same one for single windows."""
    training = build_model(batch_size)
    single = build_model(1)
    single.set_weights(training.get_weights())
    return training, single


def describe(name, batch_size=BATCH_SIZE):
    """What a network is made of, in a line each."""
    model = make_model(name, batch_size)
    rows = ["%s, for %d epochs" % (name, EPOCHS)]
    for layer in model.layers:
        rows.append("%-20s %s" % (layer.name, layer.output_shape))
    return rows
'''


# -- training ----------------------------------------------------------------------------------------------------------


def training_init(a: Area) -> str:
    """The training package's names."""
    return exports(
        a,
        "Training.",
        "training/",
        {
            "callbacks": "Progress, ResetStates",
            "loops": "train_epochs, warm_up",
            "schedules": "make_callbacks",
            "trainer": "Trainer",
            "search": "search",
        },
    )


def callbacks(a: Area) -> str:
    """Callbacks; every third area's asks the trainer, which imports it."""
    cycle = a.number % 3 == 0 and "training/trainer.py" in a.present
    asks = "from .trainer import Trainer  # it imports this module\n\n        " if cycle else ""
    kind = "isinstance(owner, Trainer)" if cycle else 'hasattr(owner, "history")'
    base = f"from {a.near('training.callbacks', 3)} import Progress as BaseProgress" if a.number else ""
    return f'''\
"""What happens between the epochs of {a.name}."""

from {a.keras}.callbacks import Callback

from ..config import EPOCHS, PATIENCE, TARGET
from ..data.windows import load_windows
{base}


class ResetStates(Callback):
    """Each epoch begins without memory of the one before."""

    def __init__(self, every=1):
        super().__init__()
        self.every = every

    def on_epoch_end(self, epoch, logs=None):
        if epoch % self.every == 0:
            self.model.reset_states()


class Progress({"BaseProgress" if a.number else "Callback"}):
    """Tells how far the training is."""

    def __init__(self, owner=None):
        super().__init__()
        self.owner = owner
        self.waited = 0

    def on_train_begin(self, logs=None):
        print("%s: %d epochs" % (TARGET, EPOCHS))

    def on_epoch_end(self, epoch, logs=None):
        loss = (logs or {{}}).get("loss")
        print("%3d %s" % (epoch, loss))
        self.waited += 1
        if self.waited > PATIENCE and self.known(self.owner):
            self.model.stop_training = True

    @staticmethod
    def known(owner):
        """Whether the owner keeps a history."""
        {asks}return {kind}


class Check(Callback):
    """Forecasts the test split after each epoch."""

    def on_epoch_end(self, epoch, logs=None):
        inputs, targets = load_windows("test", self.params.get("batch_size") or 1)
        self.model.reset_states()
        forecast = self.model.predict(inputs)
        print("error: %.4f" % abs(forecast[:, 0] - targets).mean())
        self.model.reset_states()
'''


def loops(a: Area) -> str:
    """Functions that train whatever model they are given; no Keras."""
    base = f"from {a.near('training.loops', 3)} import train_epochs as train_base" if a.number else ""
    first = "train_base(model, inputs, targets, batch_size, 1)" if a.number else "model.reset_states()"
    return f'''\
"""Loops that train a network of {a.name} while its state goes on."""

from ..config import BATCH_SIZE, EPOCHS, SHUFFLE
from ..data import split_windows
from ..data.windows import load_windows
{base}


def warm_up(model, inputs, batch_size=BATCH_SIZE):
    """Let the state settle."""
    model.reset_states()
    model.predict(inputs[: 2 * batch_size], batch_size=batch_size)
    return model


def train_epochs(model, inputs, targets, batch_size=BATCH_SIZE, epochs=EPOCHS):
    """Train epoch by epoch; the state is forgotten in between."""
    losses = []
    for epoch in range(epochs):
        history = model.fit(inputs, targets, batch_size=batch_size, epochs=1, shuffle=SHUFFLE, verbose=0)
        losses.append(history.history["loss"][0])
        model.reset_states()
    return losses


def train_twice(model, batch_size=BATCH_SIZE):
    """One epoch as it is done elsewhere, then all of ours."""
    inputs, targets = load_windows("train", batch_size)
    {first}
    return train_epochs(model, inputs, targets, batch_size)


def train_by_batch(model, stream, steps=100):
    """Train on a stream of batches."""
    total = 0.0
    for step, (inputs, targets) in enumerate(stream):
        if step == steps:
            break
        total += model.train_on_batch(inputs, targets)[0]
    for layer in model.layers:
        if layer.stateful:
            layer.reset_states()
    return total / steps


def train_and_validate(model, inputs, targets, batch_size=BATCH_SIZE):
    """Train on the first windows and test on the others."""
    (known, wanted), (unseen, truth) = split_windows(inputs, targets, 0.8, batch_size)
    losses = train_epochs(model, known, wanted, batch_size)
    model.reset_states()
    return losses, model.evaluate(unseen, truth, batch_size=batch_size, verbose=0)
'''


def schedules(a: Area) -> str:
    """Callbacks of the library itself."""
    return f'''\
"""How training of {a.name} slows down and ends."""

import math
import os

from {a.keras}.callbacks import CSVLogger, EarlyStopping, LearningRateScheduler, ModelCheckpoint, ReduceLROnPlateau

from ..config import DATA_DIR, EPOCHS, LEARNING_RATE, PATIENCE, TARGET
from .callbacks import Check, Progress, ResetStates
{f"from {a.far('training.schedules', 3)} import step_decay" if a.number else ""}

{"" if a.number else STEP_DECAY}
def cosine(epoch):
    """Down along a cosine."""
    return LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * epoch / EPOCHS))


def schedule_of(name):
    """The schedule of a name."""
    known = dict(cosine=cosine, steps=step_decay)
    return LearningRateScheduler(known[name])


def make_callbacks(schedule="cosine", folder=DATA_DIR, check=False):
    """What every training of the area is watched by."""
    found = [
        ResetStates(),
        Progress(),
        schedule_of(schedule),
        EarlyStopping(monitor="loss", patience=PATIENCE),
        CSVLogger(os.path.join(folder, TARGET + ".csv")),
    ]
    if check:
        found.append(Check())
    return found


def make_checkpoint(folder=DATA_DIR):
    """Keeps the best weights."""
    path = os.path.join(folder, TARGET + "-weights.h5")
    return ModelCheckpoint(path, monitor="val_loss", save_best_only=True, save_weights_only=True)


def on_plateau(factor=0.5):
    """Slows down where nothing is gained."""
    return ReduceLROnPlateau(monitor="loss", factor=factor, patience=max(PATIENCE // 2, 1))
'''


STEP_DECAY = '''\
def step_decay(epoch, rate=1e-3, drop=0.5, every=10):
    """Half of it every few epochs."""
    return rate * drop ** (epoch // every)


'''


def trainer(a: Area) -> str:
    """A class that holds the model; no Keras."""
    base = f"from {a.near('training.trainer', 3)} import Trainer as BaseTrainer" if a.number else ""
    begin = "super().__init__(model, batch_size)" if a.number else "self.model = model\n        self.losses = []"
    return f'''\
"""Who trains the networks of {a.name}."""

from ..config import BATCH_SIZE, EPOCHS
from ..data import load_windows
from ..models import build_model
from .callbacks import ResetStates
from .loops import train_epochs, warm_up
{base}


class Trainer({"BaseTrainer" if a.number else "object"}):
    """Holds a network and what became of it."""

    def __init__(self, model=None, batch_size=BATCH_SIZE):
        {begin}
        self.model = model or build_model(batch_size)
        self.batch_size = batch_size
        self.history = []

    def train(self, epochs=EPOCHS):
        """Train epoch by epoch."""
        inputs, targets = load_windows("train", self.batch_size)
        self.history += train_epochs(self.model, inputs, targets, self.batch_size, epochs)
        return self

    def train_watched(self, epochs=EPOCHS):
        """Train in one go; a callback forgets the state."""
        inputs, targets = load_windows("train", self.batch_size)
        self.model.fit(
            inputs,
            targets,
            batch_size=self.batch_size,
            epochs=epochs,
            shuffle=False,
            callbacks=[ResetStates()],
        )
        self.model.reset_states()

    def score(self, split="valid"):
        """The error on a split."""
        inputs, targets = load_windows(split, self.batch_size)
        self.model.reset_states()
        return self.model.evaluate(inputs, targets, batch_size=self.batch_size, verbose=0)

    def forecast(self, inputs):
        """What follows each window."""
        warm_up(self.model, inputs, self.batch_size)
        return self.model.predict(inputs, batch_size=self.batch_size)[:, 0]

    def reset(self):
        """Forget the state, not the weights."""
        self.model.reset_states()
        self.history = []
'''


def search(a: Area) -> str:
    """A loop over settings; every fourth area's is in a cycle of imports with the pipeline; no Keras."""
    cycle = a.number % 4 == 1 and "pipeline.py" in a.present
    rival = "pipeline.run(epochs=1)" if cycle else "Trainer().train(1).score()"
    return f'''\
"""The best settings for {a.name}."""

import itertools

{"from .. import pipeline  # it imports this package" if cycle else ""}
from ..config import BATCH_SIZE, EPOCHS, UNITS
from ..data.windows import load_windows, split_windows
from ..models.factory import BUILDERS, make_model
from ..models.recurrent import build_model
from .loops import train_epochs
from .trainer import Trainer

SPACE = dict(units=(UNITS // 2, UNITS, UNITS * 2), batch_size=(BATCH_SIZE, 2 * BATCH_SIZE), epochs=(1, EPOCHS))


def candidates():
    """All combinations of settings."""
    names = sorted(SPACE)
    for values in itertools.product(*(SPACE[name] for name in names)):
        yield dict(zip(names, values))


def try_settings(units, batch_size, epochs):
    """The error with some settings."""
    inputs, targets = load_windows("train", batch_size)
    (known, wanted), (unseen, truth) = split_windows(inputs, targets, 0.7, batch_size)
    model = build_model(batch_size, units=units)
    train_epochs(model, known, wanted, batch_size, epochs)
    model.reset_states()
    return model.evaluate(unseen, truth, batch_size=batch_size, verbose=0)[0]


def search():
    """The settings with the least error."""
    errors = [(try_settings(**settings), sorted(settings.items())) for settings in candidates()]
    return dict(min(errors)[1])


def best_model(batch_size=BATCH_SIZE):
    """The network with the least error after one epoch."""
    best, least = None, None
    for name in sorted(BUILDERS):
        model = make_model(name, batch_size)
        trainer = Trainer(model, batch_size)
        error = trainer.train(epochs=1).score()[0]
        trainer.reset()
        if least is None or error < least:
            best, least = model, error
    return best


def beats_default(error):
    """Whether an error is less than what the area does anyway."""
    return error < {rival}[0]
'''


# -- evaluation --------------------------------------------------------------------------------------------------------


def evaluation_init(a: Area) -> str:
    """The evaluation package's names."""
    return exports(
        a,
        "How good the networks are.",
        "evaluation/",
        {"scores": "compare, evaluate_model", "predictor": "Predictor", "report": "write_report"},
    )


def scores(a: Area) -> str:
    """Functions that judge whatever model they are given; no Keras."""
    base = f"from {a.far('evaluation.scores', 3)} import mean_error" if a.number else ""
    return f'''\
"""Errors of the networks of {a.name}."""

import numpy as np

from ..config import BATCH_SIZE, HORIZON
from ..data.scaling import fitted_scaler
from ..data.windows import load_windows
{base}

{"" if a.number else MEAN_ERROR}
def evaluate_model(model, split="test", batch_size=BATCH_SIZE):
    """The loss and the mean error in the target's own unit."""
    inputs, targets = load_windows(split, batch_size)
    model.reset_states()
    loss = model.evaluate(inputs, targets, batch_size=batch_size, verbose=0)
    model.reset_states()
    forecast = model.predict(inputs, batch_size=batch_size)[:, 0]
    scaler = fitted_scaler()
    return loss, mean_error(scaler.inverse(targets), scaler.inverse(forecast))


def rolling_forecast(model, window, steps=HORIZON):
    """Forecasts that follow from forecasts."""
    model.reset_states()
    window, found = np.array(window), []
    for _ in range(steps):
        value = model.predict(window[np.newaxis], batch_size=1)[0, 0]
        window = np.roll(window, -1, axis=0)
        window[-1] = value
        found.append(value)
    model.reset_states()
    return np.array(found)


def compare(models, split="valid"):
    """The errors of several networks, the best first."""
    errors = []
    for name, model in sorted(models.items()):
        errors.append((evaluate_model(model, split)[1], name))
    return sorted(errors)


def naive_error(split="test"):
    """The error of saying that nothing changes."""
    inputs, targets = load_windows(split)
    return mean_error(targets, inputs[:, -1, 0])
'''


MEAN_ERROR = '''\
def mean_error(truth, forecast):
    """How far off a forecast is, on average."""
    return float(np.abs(truth - forecast).mean())


'''


def predictor(a: Area) -> str:
    """A class that holds a model for single windows, and a metric that is reset, too."""
    return f'''\
"""Forecasts of {a.name} window by window."""

import numpy as np
from {a.keras}.metrics import Mean

from ..config import FEATURES, TIME_STEPS
from ..data.scaling import Scaler
from ..models.recurrent import build_model, copy_weights
from ..training.trainer import Trainer
from .scores import rolling_forecast


class Predictor:
    """A network for single windows, with the weights of a trained one."""

    def __init__(self, trained, scaler=None):
        self.model = copy_weights(trained, batch_size=1)
        self.scaler = scaler or Scaler()
        self.error = Mean(name="error")
        self.window = np.zeros((TIME_STEPS, FEATURES))

    @classmethod
    def of(cls, trainer):
        """The predictor of a trainer's network."""
        if not isinstance(trainer, Trainer):
            raise TypeError("not a trainer: %r" % trainer)
        return cls(trainer.model)

    def feed(self, row):
        """Take a row; the forecast of the next one."""
        self.window = np.vstack([self.window[1:], self.scaler.transform(row)])
        forecast = self.model.predict(self.window[np.newaxis])[0, 0]
        return self.scaler.inverse(forecast)

    def learn(self, forecast, truth):
        """Note how far off a forecast was."""
        self.error.update_state(abs(forecast - truth))
        return float(self.error.result())

    def ahead(self, steps):
        """Several forecasts in a row."""
        return rolling_forecast(self.model, self.window, steps)

    def reset(self):
        """Begin anew."""
        self.model.reset_states()
        self.error.reset_states()
        self.window = np.zeros((TIME_STEPS, FEATURES))


def fresh_predictor(units={a.one_of(8, 16)}):
    """A predictor that has learnt nothing."""
    return Predictor(build_model(1, units=units))
'''


def report(a: Area) -> str:
    """Text about models; no Keras."""
    far = f"from {a.far('evaluation.report', 3)} import heading" if a.number else ""
    return f'''\
"""What is told of the networks of {a.name}."""

import datetime
import io

from ..config import BATCH_SIZE, COLUMNS, TARGET
from ..models import make_model
from ..training.loops import train_epochs, warm_up
from .predictor import Predictor
from .scores import compare, evaluate_model, naive_error
{far}

{"" if a.number else HEADING}
def table(rows):
    """Rows as text."""
    out = io.StringIO()
    for row in rows:
        out.write(" | ".join("%12s" % cell for cell in row) + "\\n")
    return out.getvalue()


def write_report(path, names=("plain", "functional")):
    """Compare networks and write down how they did."""
    models = dict((name, make_model(name, BATCH_SIZE)) for name in names)
    rows = [(name, "%.4f" % error) for error, name in compare(models)]
    rows.append(("naive", "%.4f" % naive_error()))
    with open(path, "w") as file:
        file.write(heading(TARGET, datetime.date.today()))
        file.write(table(rows))


def trained_row(name, inputs, targets):
    """A row about one network after training."""
    model = make_model(name, BATCH_SIZE)
    losses = train_epochs(model, inputs, targets, BATCH_SIZE, 5)
    loss, error = evaluate_model(model)
    return name, losses[-1], loss, error


def first_forecasts(model, inputs, rows):
    """What a network says of the first rows."""
    warm_up(model, inputs, BATCH_SIZE)
    predictor = Predictor(model)
    found = [(column, predictor.feed(row)) for column, row in zip(COLUMNS, rows)]
    predictor.reset()
    return found
'''


HEADING = '''\
def heading(title, day):
    """The first lines of a report."""
    text = "%s, %s" % (title, day.isoformat())
    return text + "\\n" + "=" * len(text) + "\\n"


'''


# -- the top of an area ------------------------------------------------------------------------------------------------


def pipeline(a: Area) -> str:
    """All of an area in a row; every fifth area's can hand on to the next area, which may build on it; no Keras."""
    cycle = a.number % 5 == 0 and a.next_is_whole
    after = (
        f"from {ROOT}.{area_name(a.number + 1)}.pipeline import run as run_next\n\n    return run_next(epochs=epochs)"
        if cycle
        else "return run(epochs=epochs)"
    )
    near = f"from {a.near('training.trainer', 2)} import Trainer as OtherTrainer" if a.number else ""
    other = "OtherTrainer" if a.number else "Trainer"
    return f'''\
"""From the data of {a.name} to its forecasts."""

import logging

from .config import BATCH_SIZE, EPOCHS
from .data import load_windows
from .evaluation.predictor import Predictor
from .evaluation.scores import evaluate_model
from .models import build_model
from .training.loops import train_and_validate, train_epochs
from .training.trainer import Trainer
{near}

log = logging.getLogger(__name__)


def run(batch_size=BATCH_SIZE, epochs=EPOCHS):
    """Train a new network; its scores."""
    trainer = Trainer(build_model(batch_size), batch_size)
    trainer.train(epochs)
    log.info("trained: %s", trainer.history[-1:])
    trainer.model.reset_states()
    return trainer.score()


def run_functions(batch_size=BATCH_SIZE):
    """The same without classes."""
    inputs, targets = load_windows("train", batch_size)
    model = build_model(batch_size)
    losses, score = train_and_validate(model, inputs, targets, batch_size)
    model.reset_states()
    return losses, score, evaluate_model(model, "test", batch_size)


def run_both(epochs=EPOCHS):
    """Two trainers, one network."""
    model = build_model(BATCH_SIZE)
    for kind in (Trainer, {other}):
        kind(model, BATCH_SIZE).train(epochs)
    model.reset_states()
    return model


def run_online(rows, epochs=1):
    """Train, then forecast row by row."""
    inputs, targets = load_windows("train", BATCH_SIZE)
    model = build_model(BATCH_SIZE)
    train_epochs(model, inputs, targets, epochs=epochs)
    predictor = Predictor(model)
    return [predictor.feed(row) for row in rows]


def run_after(epochs=EPOCHS):
    """What is run when this is done."""
    {after}
'''


def command(a: Area) -> str:
    """A command line; no Keras."""
    return f'''\
"""The command line of {a.name}."""

import argparse

from . import pipeline
from .config import BATCH_SIZE, EPOCHS, TARGET
from .evaluation import Predictor, evaluate_model, write_report
from .models.factory import BUILDERS, make_model
from .training import Trainer, search


def parse_arguments(argv=None):
    """What the user wants."""
    parser = argparse.ArgumentParser(description="Forecasts of " + TARGET)
    parser.add_argument("--model", choices=sorted(BUILDERS), default="plain")
    parser.add_argument("--batch-size", type=int, default=BATCH_SIZE)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--report", default=None)
    parser.add_argument("action", choices=["train", "test", "search", "run"])
    return parser.parse_args(argv)


def train(args):
    """Train the network of a name."""
    trainer = Trainer(make_model(args.model, args.batch_size), args.batch_size)
    trainer.train_watched(args.epochs)
    trainer.model.save_weights(TARGET + ".h5")
    return trainer


def test(args):
    """How good the weights on disk are."""
    model = make_model(args.model, args.batch_size)
    model.load_weights(TARGET + ".h5")
    loss = evaluate_model(model, "test", args.batch_size)
    model.reset_states()
    predictor = Predictor(model)
    predictor.reset()
    return loss


def main(argv=None):
    """Do it."""
    args = parse_arguments(argv)
    if args.report:
        write_report(args.report)
    if args.action == "train":
        print(train(args).score())
    elif args.action == "test":
        print(test(args))
    elif args.action == "search":
        print(search())
    else:
        print(pipeline.run(args.batch_size, args.epochs))
    return 0
'''


# -- scripts -----------------------------------------------------------------------------------------------------------


def train_script(a: Area) -> str:
    """A script that trains."""
    package = f"{ROOT}.{a.name}"
    return f'''\
"""Train the network of {a.name} and keep its weights."""

import sys

import numpy as np

from {package} import BATCH_SIZE, UNITS, Trainer, build_model, load_windows
from {package}.config import EPOCHS, SEED, TARGET
from {package}.data.streams import endless
from {package}.training.loops import train_by_batch, train_epochs
from {ROOT}.{area_name(a.number // 2)}.evaluation.scores import evaluate_model

np.random.seed(SEED)

inputs, targets = load_windows("train", BATCH_SIZE)
model = build_model(BATCH_SIZE, units=UNITS)
model.summary()


def plain():
    """Epoch by epoch."""
    losses = train_epochs(model, inputs, targets)
    print("loss: %.4f" % losses[-1])


def by_batch():
    """Batch by batch, for a few steps."""
    print("loss: %.4f" % train_by_batch(model, endless(), steps=500))


def by_hand():
    """As in the tutorial."""
    for epoch in range(EPOCHS):
        model.fit(inputs, targets, epochs=1, batch_size=BATCH_SIZE, verbose=2, shuffle=False)
        model.reset_states()


def main():
    """Train as the first argument says."""
    how = sys.argv[1] if len(sys.argv) > 1 else "plain"
    if how == "class":
        trainer = Trainer(model)
        trainer.train()
        print(trainer.score())
    elif how == "batch":
        by_batch()
    elif how == "hand":
        by_hand()
    else:
        plain()
    print(evaluate_model(model, "valid", BATCH_SIZE))
    model.save_weights(TARGET + ".h5")


if __name__ == "__main__":
    main()
'''


def forecast_script(a: Area) -> str:
    """A script that forecasts."""
    package = f"{ROOT}.{a.name}"
    return f'''\
"""Forecast {a.name} from the weights that training left."""

import csv
import sys

from {a.keras}.models import Sequential
from {a.keras}.layers import LSTM, Dense

from {package} import Predictor, build_model
from {package}.config import FEATURES, HORIZON, TARGET, TIME_STEPS, UNITS
from {package}.data.scaling import fitted_scaler
from {package}.data.windows import read_series
from {ROOT}.{area_name(a.number // 3)}.models.recurrent import compile_model


def rebuild():
    """The network for single windows."""
    model = Sequential()
    model.add(LSTM(UNITS, batch_input_shape=(1, TIME_STEPS, FEATURES), stateful=True))
    model.add(Dense(1))
    return compile_model(model)


def forecast(model, rows):
    """The forecasts after each of the last rows."""
    model.reset_states()
    scaler = fitted_scaler()
    found = []
    for number in range(TIME_STEPS, len(rows)):
        window = scaler.transform(rows[number - TIME_STEPS : number])
        found.append(scaler.inverse(model.predict(window.reshape(1, TIME_STEPS, FEATURES), batch_size=1)[0, 0]))
    model.reset_states()
    return found


def main():
    """Write the forecasts."""
    model = rebuild()
    model.load_weights(TARGET + ".h5")
    rows = read_series("test")
    writer = csv.writer(sys.stdout)
    for number, value in enumerate(forecast(model, rows)):
        writer.writerow([number, value])
    predictor = Predictor(build_model(1))
    predictor.reset()
    for value in predictor.ahead(HORIZON):
        writer.writerow(["ahead", value])


if __name__ == "__main__":
    main()
'''


def compare_script(a: Area) -> str:
    """A script that uses several areas."""
    package = f"{ROOT}.{a.name}"
    near, far = f"{ROOT}.{area_name(a.number // 2)}", f"{ROOT}.{area_name(a.number // 3)}"
    return f'''\
"""Compare the networks of {a.name} with those of the areas that it builds on."""

import logging

import {near}.pipeline
import {package}.pipeline as own
from {package} import config
from {package}.evaluation import compare, evaluate_model, write_report
from {package}.models import BUILDERS, make_model
from {near}.training import Trainer as OtherTrainer
from {far}.training.loops import train_epochs

log = logging.getLogger("compare")


def own_models():
    """All networks of the area."""
    return dict((name, make_model(name)) for name in sorted(BUILDERS))


def trained(name, inputs, targets):
    """A network that another area's loop has trained."""
    model = make_model(name, config.BATCH_SIZE)
    train_epochs(model, inputs, targets, config.BATCH_SIZE, config.EPOCHS)
    return model


def by_other_trainer():
    """What another area's trainer makes of our network."""
    model = make_model("plain", config.BATCH_SIZE)
    trainer = OtherTrainer(model, config.BATCH_SIZE)
    trainer.train(config.EPOCHS)
    model.reset_states()
    return evaluate_model(trainer.model, "valid")


def main():
    """Print it all."""
    logging.basicConfig(level=logging.INFO)
    for error, name in compare(own_models()):
        print("%-12s %.4f" % (name, error))
    print(own.run_functions(), {near}.pipeline.run())
    print(by_other_trainer())
    write_report("{a.name}.txt")


if __name__ == "__main__":
    main()
'''


LAYOUT: dict[str, Callable[[Area], str]] = {
    "__init__.py": area_init,
    "config.py": config,
    "data/__init__.py": data_init,
    "data/windows.py": windows,
    "data/scaling.py": scaling,
    "data/streams.py": streams,
    "models/__init__.py": models_init,
    "models/layers.py": layers,
    "models/recurrent.py": recurrent,
    "models/functional.py": functional,
    "models/stacked.py": stacked,
    "models/factory.py": factory,
    "training/__init__.py": training_init,
    "training/callbacks.py": callbacks,
    "training/loops.py": loops,
    "training/schedules.py": schedules,
    "training/trainer.py": trainer,
    "training/search.py": search,
    "evaluation/__init__.py": evaluation_init,
    "evaluation/scores.py": scores,
    "evaluation/predictor.py": predictor,
    "evaluation/report.py": report,
    "pipeline.py": pipeline,
    "cli.py": command,
    "scripts/train.py": train_script,
    "scripts/forecast.py": forecast_script,
    "scripts/compare.py": compare_script,
}
"""The files of an area, imported ones first, but for cycles and `__init__.py`."""
