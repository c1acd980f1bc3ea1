"""Every row of the table of TensorFlow's functions, run in a functional model: under Keras 2 the function, under Keras 3
what the tool writes for it."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from migrator.keras_api import tensorflow_functions
from migrator.migration import migrate_text

RNG = np.random.RandomState(0)
ARRAYS = {
    "A": RNG.uniform(-2, 2, (2, 4, 3)).astype("float32"),
    "B": RNG.uniform(0.1, 2, (2, 4, 3)).astype("float32"),
    "C": RNG.uniform(-1, 1, (2, 3, 5)).astype("float32"),
    "N": np.array([[0, 2, 1], [1, 1, 0]], "int32"),
    "P": RNG.uniform(0, 1, (2, 6, 6, 2)).astype("float32"),
}

EXAMPLES = {
    "abs": ["tf.abs(A)", "tf.math.abs(A, name='magnitude')"],
    "add": ["tf.add(A, B)", "tf.math.add(A, 1.0)"],
    "argmax": ["tf.argmax(A, axis=-1)", "tf.argmax(A, 1)", "tf.math.argmax(A)"],
    "argmin": ["tf.argmin(A, axis=2)"],
    "cast": ["tf.cast(N, tf.float32)", "tf.cast(A > 0, dtype='float32')"],
    "ceil": ["tf.math.ceil(A)"],
    "clip_by_value": ["tf.clip_by_value(A, -1.0, 1.0)", "tf.clip_by_value(A, clip_value_min=0.0, clip_value_max=0.5)"],
    "concat": ["tf.concat([A, B], axis=-1)", "tf.concat([A, B], 1)", "tf.concat(values=[A, A], axis=2, name='both')"],
    "cos": ["tf.cos(A)", "tf.math.cos(A)"],
    "cumsum": ["tf.cumsum(A, axis=1)", "tf.math.cumsum(A, 2)"],
    "divide": ["tf.divide(A, B)", "tf.math.divide(A, 2.0)"],
    "elu": ["tf.nn.elu(A)"],
    "equal": ["tf.cast(tf.equal(A, A), 'float32')"],
    "exp": ["tf.exp(A)", "tf.math.exp(A)"],
    "expand_dims": ["tf.expand_dims(A, 1)", "tf.expand_dims(A, axis=-1)", "tf.expand_dims(input=A, axis=2)"],
    "floor": ["tf.floor(A)", "tf.math.floor(A)"],
    "gather": ["tf.gather(A, [0, 2], axis=1)", "tf.gather(A, indices=[1], axis=-1)"],
    "gelu": ["tf.nn.gelu(A)", "tf.nn.gelu(A, approximate=True)"],
    "greater": ["tf.cast(tf.greater(A, B), 'float32')"],
    "greater_equal": ["tf.cast(tf.greater_equal(A, 0.0), 'float32')"],
    "identity": ["tf.identity(A)", "tf.identity(A, name='same')"],
    "l2_normalize": ["tf.math.l2_normalize(A, axis=-1)", "tf.nn.l2_normalize(A, 1)"],
    "leaky_relu": ["tf.nn.leaky_relu(A)", "tf.nn.leaky_relu(A, alpha=0.1)"],
    "less": ["tf.cast(tf.less(A, B), 'float32')"],
    "less_equal": ["tf.cast(tf.math.less_equal(A, B), 'float32')"],
    "log": ["tf.math.log(B)"],
    "log_softmax": ["tf.nn.log_softmax(A)", "tf.nn.log_softmax(A, axis=1)"],
    "logical_and": ["tf.cast(tf.logical_and(A > 0, B > 1), 'float32')"],
    "logical_not": ["tf.cast(tf.logical_not(A > 0), 'float32')"],
    "logical_or": ["tf.cast(tf.logical_or(A > 0, B > 1), 'float32')"],
    "matmul": ["tf.matmul(A, C)", "tf.linalg.matmul(a=A, b=C)", "tf.matmul(A, B, transpose_b=True)"],
    "maximum": ["tf.maximum(A, B)", "tf.maximum(A, 0.0)"],
    "minimum": ["tf.minimum(A, B)"],
    "multiply": ["tf.multiply(A, B)", "tf.math.multiply(x=A, y=B, name='product')"],
    "negative": ["tf.negative(A)", "tf.math.negative(A)"],
    "norm": ["tf.norm(A, axis=-1)", "tf.linalg.norm(A, axis=1, keepdims=True)"],
    "not_equal": ["tf.cast(tf.not_equal(A, B), 'float32')"],
    "one_hot": ["tf.one_hot(N, 3)", "tf.one_hot(N, depth=4)"],
    "ones_like": ["A + tf.ones_like(A)"],
    "pad": ["tf.pad(A, [[0, 0], [1, 2], [0, 0]])"],
    "pow": ["tf.pow(B, 2.0)", "tf.math.pow(B, A)"],
    "reduce_all": ["tf.cast(tf.reduce_all(A > -5, axis=1), 'float32')"],
    "reduce_any": ["tf.cast(tf.reduce_any(A > 1, axis=[1, 2]), 'float32')"],
    "reduce_logsumexp": ["tf.reduce_logsumexp(A, axis=-1)"],
    "reduce_max": ["tf.reduce_max(A, axis=1)", "tf.reduce_max(A, 2, True)"],
    "reduce_mean": ["tf.reduce_mean(A, axis=[1, 2])", "tf.reduce_mean(input_tensor=A, axis=1, keepdims=True)"],
    "reduce_min": ["tf.reduce_min(A, axis=-1)"],
    "reduce_prod": ["tf.reduce_prod(A, axis=1)"],
    "reduce_std": ["tf.math.reduce_std(A, axis=1)"],
    "reduce_sum": ["tf.reduce_sum(A, axis=1)", "tf.math.reduce_sum(A, -1, keepdims=True)"],
    "reduce_variance": ["tf.math.reduce_variance(A, axis=2)"],
    "relu": ["tf.nn.relu(A)", "tf.nn.relu(features=A)"],
    "relu6": ["tf.nn.relu6(A * 5)"],
    "repeat": ["tf.repeat(A, 2, axis=1)", "tf.repeat(A, repeats=3, axis=-1)"],
    "reshape": ["tf.reshape(A, (-1, 12))", "tf.reshape(A, shape=[-1, 2, 6])"],
    "resize": ["tf.image.resize(P, (3, 3))", "tf.image.resize(P, size=[12, 12], method='nearest')"],
    "reverse": ["tf.reverse(A, axis=[1])", "tf.reverse(A, [-1])"],
    "roll": ["tf.roll(A, shift=1, axis=1)"],
    "round": ["tf.round(A)", "tf.math.round(A)"],
    "rsqrt": ["tf.math.rsqrt(B)"],
    "selu": ["tf.nn.selu(A)"],
    "sigmoid": ["tf.sigmoid(A)", "tf.nn.sigmoid(A)", "tf.math.sigmoid(A)"],
    "sign": ["tf.sign(A)"],
    "silu": ["tf.nn.silu(A)"],
    "sin": ["tf.sin(A)"],
    "softmax": ["tf.nn.softmax(A)", "tf.nn.softmax(A, axis=1)", "tf.nn.softmax(logits=A)"],
    "softplus": ["tf.nn.softplus(A)", "tf.math.softplus(A)"],
    "softsign": ["tf.nn.softsign(A)"],
    "split": ["tf.split(A, 2, axis=1)[1]", "tf.split(A, num_or_size_splits=3, axis=-1)[0]"],
    "sqrt": ["tf.sqrt(B)", "tf.math.sqrt(B)"],
    "square": ["tf.square(A)", "tf.math.square(A)"],
    "squeeze": ["tf.squeeze(tf.expand_dims(A, 1), 1)", "tf.squeeze(tf.expand_dims(A, 2), axis=[2])"],
    "stack": ["tf.stack([A, B], axis=1)", "tf.stack([A, B], -1)", "tf.stack([A, B])"],
    "stop_gradient": ["tf.stop_gradient(A)"],
    "subtract": ["tf.subtract(A, B)"],
    "swish": ["tf.nn.swish(A)"],
    "tanh": ["tf.tanh(A)", "tf.nn.tanh(A)"],
    "tensordot": ["tf.tensordot(A, np.ones((3, 2), 'float32'), axes=1)"],
    "tile": ["tf.tile(A, [1, 2, 1])", "tf.tile(A, multiples=(1, 1, 2))"],
    "transpose": ["tf.transpose(A, perm=[0, 2, 1])", "tf.transpose(A, (0, 2, 1))"],
    "unstack": ["tf.unstack(A, axis=1)[2]", "tf.unstack(A, 3, -1)[0]"],
    "where": ["tf.where(A > 0, A, B)", "tf.where(A > 0, x=A, y=0.0)"],
    "zeros_like": ["A + tf.zeros_like(A)"],
}
"""Calls of each function of the table."""

IMPORTS = "import keras\nimport numpy as np\nimport tensorflow as tf\n"
CALLS = [call for calls in EXAMPLES.values() for call in calls] + ["tf.einsum('bij,bjk->bik', A, C)"]


def package(name: str) -> ModuleType:
    """A package, or a skipped test where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{name} is not installed")


def inputs_of(call: str) -> list[str]:
    """The arrays that a call speaks of."""
    return [name for name in ARRAYS if re.search(rf"\b{name}\b", call)]


def program(call: str) -> str:
    """A program that makes a functional model of a call."""
    names = inputs_of(call)
    inputs = "".join(f"{n} = keras.Input({ARRAYS[n].shape[1:]}, dtype={ARRAYS[n].dtype.name!r})\n" for n in names)
    return f"{IMPORTS}{inputs}OUT = keras.Model([{', '.join(names)}], {call})\n"


def outcome(text: str, keras: ModuleType, call: str) -> Any:
    """What the model of a program gives for the arrays."""
    space: dict[str, Any] = {"tf": package("tensorflow"), "np": np, "keras": keras}
    exec(text.removeprefix(IMPORTS), space)
    return np.asarray(space["OUT"]([ARRAYS[n] for n in inputs_of(call)]))


def test_every_function_of_the_table_has_examples() -> None:
    assert EXAMPLES.keys() == tensorflow_functions.replacements().keys()
    assert all(f"{name}(" in call for name, calls in EXAMPLES.items() for call in calls)


@pytest.mark.parametrize("call", CALLS)
def test_the_replacement_gives_the_same_numbers(call: str) -> None:
    result = migrate_text(program(call))
    assert "tf." not in result.after.removeprefix(IMPORTS).replace("tf.float32", ""), result.findings
    old, new = outcome(program(call), package("tf_keras"), call), outcome(result.after, package("keras"), call)
    assert old.dtype == new.dtype
    np.testing.assert_allclose(old, new, rtol=1e-5, atol=1e-6)


def test_positional_arguments_keep_their_places() -> None:
    ops = package("keras").ops
    for row in tensorflow_functions.replacements().values():
        if row.same_call:
            function = eval(ast.unparse(row.target), {"ops": ops})
            places = list(inspect.signature(function).parameters)
            assert places[: len(row.names)] == list(row.names.values()), row.function


def test_parameters_are_those_of_tensorflow() -> None:
    tf = package("tensorflow")
    homes = [tf, tf.math, tf.nn, tf.linalg]
    for row in tensorflow_functions.replacements().values():
        home = tf.image if row.function == "resize" else next(h for h in homes if hasattr(h, row.function))
        names = list(inspect.signature(getattr(home, row.function)).parameters)
        assert (
            names[: len([p for p in row.parameters if p.name != "name"])]
            == [p.name for p in row.parameters if p.name != "name"]
            or row.function == "gather"
        ), row.function


def test_what_takes_symbolic_tensors_does() -> None:
    tf, keras = package("tensorflow"), package("keras")
    tensor = keras.Input((3,))
    assert tf.is_tensor(tensor) is False
    tf.print(tensor)
    with pytest.raises(ValueError, match="KerasTensor"):
        tf.shape(tensor)
