"""Faults of a migration, planted by hand: `verify` finds each, and tells where it is and what it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator.verify.engines import SideMissing
from migrator.verify.places import Request
from migrator.verify.verification import Engines, Verdict, Verification

BEFORE = """\
import numpy as np
from keras.layers import LSTM, Dense
from keras.models import Sequential


def build(batch):
    model = Sequential()
    model.add(LSTM(4, batch_input_shape=(batch, 3, 2), stateful=True))
    model.add(Dense(3, activation="tanh"))
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="sgd")
    return model


x = np.sin(np.arange(48.0)).reshape(8, 3, 2)
y = np.cos(np.arange(8.0)).reshape(8, 1)
model = build(2)
for _ in range(3):
    model.fit(x, y, batch_size=2, epochs=1, shuffle=False, verbose=0)
    model.reset_states()
single = build(1)
single.set_weights(model.get_weights())
print(single.predict(x, batch_size=1))
wide = Sequential([Dense(5, activation="relu", input_shape=(6,)), Dense(1)])
wide.compile(loss="mse", optimizer="adam")
wide.fit(x.reshape(8, 6), y, batch_size=4, epochs=2, shuffle=False, verbose=0)
"""

AFTER = """\
import numpy as np
from keras.layers import LSTM, Dense, Input
from keras.models import Sequential


def build(batch):
    model = Sequential()
    model.add(Input(batch_shape=(batch, 3, 2)))
    model.add(LSTM(4, stateful=True))
    model.add(Dense(3, activation="tanh"))
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="sgd")
    return model


x = np.sin(np.arange(48.0)).reshape(8, 3, 2)
y = np.cos(np.arange(8.0)).reshape(8, 1)
model = build(2)
for _ in range(3):
    model.fit(x, y, batch_size=2, epochs=1, shuffle=False, verbose=0)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
single = build(1)
single.set_weights(model.get_weights())
print(single.predict(x, batch_size=1))
wide = Sequential([Input(shape=(6,)), Dense(5, activation="relu"), Dense(1)])
wide.compile(loss="mse", optimizer="adam")
wide.fit(x.reshape(8, 6), y, batch_size=4, epochs=2, shuffle=False, verbose=0)
"""


@dataclass(frozen=True)
class Fault:
    """A text of the right migration, the wrong one in its place, and what must be said: call, array, line, cause."""

    right: str
    wrong: str
    call: str
    array: str
    line: int
    cause: str


FAULTS = {
    "wrong batch size": Fault("batch_size=4", "batch_size=8", "fit #4", "loss of epoch 1", 29, "another batch size: 4"),
    "reset missing": Fault(
        "            layer.reset_state()",
        "            pass",
        "fit #2",
        "LSTM 0, state 0 before the call",
        20,
        "reset missing: the original resets the states at before.py:20",
    ),
    "reset that wipes nothing": Fault(
        "            layer.reset_state()",
        "            state = layer.states[0] + 0.5\n            layer.reset_state()\n            layer.states[0].assign(state)",
        "fit #2",
        "LSTM 0, state 0 before the call",
        20,
        "reset without effect: the states of this model are not zero after the reset at after.py:24",
    ),
    "reset of another model": Fault(
        "    for layer in model.layers:",
        "    for layer in build(2).layers:",
        "fit #2",
        "LSTM 0, state 0 before the call",
        20,
        "reset without effect: the states of this model are not zero after the reset at after.py:23",
    ),
    "reset that is not called": Fault(
        "            layer.reset_state()",
        "            layer.reset_state",
        "fit #2",
        "LSTM 0, state 0 before the call",
        20,
        "reset missing",
    ),
    "reset of a copy": Fault(
        "            layer.reset_state()",
        "            states = [np.zeros(state.shape) for state in layer.states]",
        "fit #2",
        "LSTM 0, state 0 before the call",
        20,
        "reset missing",
    ),
    "wrong activation": Fault(
        'activation="tanh"',
        'activation="relu"',
        "fit #1",
        "loss of epoch 1",
        20,
        "layer 1 of the model (Dense) has activation='tanh'",
    ),
    "shuffled by fit": Fault(
        "epochs=1, shuffle=False", "epochs=1", "fit #1", "the order of the samples", 20, "shuffle= is another"
    ),
    "shuffled data": Fault(
        "model = build(2)\n",
        "np.random.shuffle(x)\nmodel = build(2)\n",
        "fit #1",
        "x",
        21,
        "the same data in another order",
    ),
    "wrong weight order": Fault(
        "single.set_weights(model.get_weights())",
        "kernel, recurrent, *others = model.get_weights()\nsingle.set_weights([kernel, recurrent[::-1], *others])",
        "predict #1",
        "weight 1, weights before the call",
        27,
        "the same weights in another order",
    ),
    "weights of two layers swapped": Fault(
        "single.set_weights(model.get_weights())",
        "weights = model.get_weights()\nsingle.set_weights([*weights[:4], weights[2][:3], *weights[5:]])",
        "predict #1",
        "weight 4, weights before the call",
        27,
        "set_weights or load_weights",
    ),
    "another learning rate": Fault(
        'optimizer="adam"',
        'optimizer=__import__("keras").optimizers.Adam(0.01)',
        "fit #4",
        "loss of epoch 1",
        29,
        "another learning rate: 0.001 in the original, 0.01",
    ),
    "a call too few": Fault("print(single.predict(x, batch_size=1))\n", "", "predict #1", "the call itself", 0, ""),
    "an epoch too many": Fault("epochs=2", "epochs=3", "fit #4", "loss", 29, "another number of epochs: 2"),
    "another layer size": Fault(
        "Dense(5,", "Dense(6,", "fit #4", "weight 0 of the model", 29, "a layer with other arguments"
    ),
}


OWN_RESET = """\
class Forgetful(LSTM):
    def reset_state(self):
        for state in self.states:
            state.assign(state * 0)


def build("""


def test_a_reset_of_a_class_of_ones_own_is_a_reset(engines: Engines, tmp_path: Path) -> None:
    after = AFTER.replace("def build(", OWN_RESET).replace("model.add(LSTM(", "model.add(Forgetful(")
    assert verify(engines, tmp_path, BEFORE, after, "own reset").verdict is Verdict.EQUAL


def test_a_reset_of_a_class_of_ones_own_is_not_missing(engines: Engines, tmp_path: Path) -> None:
    after = AFTER.replace("def build(", OWN_RESET).replace("model.add(LSTM(", "model.add(Forgetful(")
    result = verify(engines, tmp_path, BEFORE, after.replace("state * 0)", "state * 0.5)"), "own reset")
    line = after.splitlines().index("            layer.reset_state()") + 1
    assert [cause.said for cause in result.causes] == [
        f"reset without effect: the states of this model are not zero after the reset at after.py:{line}"
    ]


def verify(engines: Engines, folder: Path, before: str, after: str, name: str) -> Verification:
    """Verify a pair of programs, or skip where a side is missing (in CI: fail)."""
    for program, text in (("before", before), ("after", after)):
        (folder / program).mkdir()
        (folder / program / f"{program}.py").write_text(text)
    ours, theirs = folder / "before", folder / "after"
    request = Request(ours / "before.py", ours, ours, name=name, migrated=theirs / "after.py", migrated_project=theirs)
    try:
        return engines.verify(request)
    except SideMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def test_the_right_migration_is_equal(engines: Engines, tmp_path: Path) -> None:
    result = verify(engines, tmp_path, BEFORE, AFTER, "right")
    assert result.verdict is Verdict.EQUAL
    assert result.comparison is not None
    assert result.comparison.calls == 5
    assert result.models == 3


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_located(name: str, engines: Engines, tmp_path: Path) -> None:
    fault = FAULTS[name]
    assert AFTER.count(fault.right) == 1
    result = verify(engines, tmp_path, BEFORE, AFTER.replace(fault.right, fault.wrong), name)
    assert result.verdict is Verdict.DIFFERENT
    assert result.comparison is not None
    divergence = result.comparison.divergence
    assert divergence is not None
    assert (divergence.call.partition(" at ")[0], divergence.what) == (fault.call, fault.array)
    causes = [cause.said for cause in result.causes]
    assert any(fault.cause in cause for cause in causes), causes
    if fault.line:
        assert result.sources is not None
        line = int(result.sources[1].place.partition(":")[2])
        assert AFTER.replace(fault.right, fault.wrong).splitlines()[line - 1].strip() == result.sources[1].text
        assert line == fault.line
