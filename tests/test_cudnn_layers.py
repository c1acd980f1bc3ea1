"""LSTM and GRU of Keras 3 compute what the layers of the GPU's library did.

Those cannot run here: their equations, with two biases, are those of the library's guide. The order of their weights is
what Keras 2 says where it reads them into an LSTM or GRU.
"""

from __future__ import annotations

import importlib
from types import ModuleType

import numpy as np
import pytest

UNITS, FEATURES, STEPS = 3, 2, 4


@pytest.fixture(scope="module")
def keras() -> ModuleType:
    return importlib.import_module("keras")


def from_keras_2(layer: str, weights: list[np.ndarray], gates: int) -> list[np.ndarray]:
    """The weights of a layer of the library as Keras 2 gives them to the plain layer."""
    formats = importlib.import_module("tf_keras.src.saving.legacy.hdf5_format")
    layers = importlib.import_module("tf_keras").layers
    plain = getattr(layers, layer)(UNITS)
    plain.build((None, None, FEATURES))
    assert weights[2].shape == (2 * gates * UNITS,)
    converted: list[np.ndarray] = formats.preprocess_weights_for_loading(plain, weights)
    return converted


def random_weights(gates: int) -> list[np.ndarray]:
    rng = np.random.RandomState(gates)
    shapes = [(FEATURES, gates * UNITS), (UNITS, gates * UNITS), (2 * gates * UNITS,)]
    return [rng.uniform(-1, 1, shape).astype("float32") for shape in shapes]


def per_gate(weights: list[np.ndarray], gates: int) -> tuple[list[np.ndarray], ...]:
    """For each gate the matrix of the input, that of the state, and the bias of either; the library has a row a unit."""
    kernel, recurrent, bias = weights
    flat = [np.split(matrix, gates, axis=1) for matrix in (kernel, recurrent)]
    inputs = [k.reshape(UNITS, FEATURES).T for k in flat[0]]
    states = [r.T for r in flat[1]]
    biases = np.split(bias, 2 * gates)
    return inputs, states, biases[:gates], biases[gates:]


def sigmoid(x: np.ndarray) -> np.ndarray:
    result: np.ndarray = 1 / (1 + np.exp(-x))
    return result


def run_lstm(x: np.ndarray, weights: list[np.ndarray]) -> np.ndarray:
    w, r, bw, br = per_gate(weights, 4)
    h = c = np.zeros((len(x), UNITS))
    for step in range(STEPS):
        i, f, g, o = (x[:, step] @ w[n] + h @ r[n] + bw[n] + br[n] for n in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def run_gru(x: np.ndarray, weights: list[np.ndarray]) -> np.ndarray:
    w, r, bw, br = per_gate(weights, 3)
    h = np.zeros((len(x), UNITS))
    for step in range(STEPS):
        z, reset = (sigmoid(x[:, step] @ w[n] + h @ r[n] + bw[n] + br[n]) for n in (0, 1))
        candidate = np.tanh(x[:, step] @ w[2] + bw[2] + reset * (h @ r[2] + br[2]))
        h = (1 - z) * candidate + z * h
    return h


@pytest.mark.parametrize(("name", "gates", "run"), [("LSTM", 4, run_lstm), ("GRU", 3, run_gru)])
def test_the_plain_layer_computes_what_the_gpu_did(keras: ModuleType, name: str, gates: int, run: object) -> None:
    assert callable(run)
    weights = random_weights(gates)
    layer = getattr(keras.layers, name)(UNITS)
    x = np.random.RandomState(1).uniform(-1, 1, (5, STEPS, FEATURES)).astype("float32")
    layer.build(x.shape)
    layer.set_weights(from_keras_2(name, weights, gates))
    np.testing.assert_allclose(np.asarray(layer(x)), run(x, weights), atol=1e-6)
