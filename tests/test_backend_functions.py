"""Every row of the table of backend functions, run: the function on Keras 2, and on Keras 3 what the tool writes for it.

Eagerly, in a graph, and (where Keras 2 takes them) on symbolic tensors of a functional model.
"""

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

from migrator.keras_api import backend_functions
from migrator.keras_api.rows import Row
from migrator.migration import migrate_text

RNG = np.random.RandomState(0)
ARRAYS = {
    "A": np.array([[0.5, -1.0, 2.0], [3.0, 0.25, -0.5]], "float32"),
    "B": np.array([[1.0, 2.0, 0.5], [0.1, 0.25, 0.3]], "float32"),
    "P": np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]], "float32"),
    "Y": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], "float32"),
    "W": RNG.uniform(-1, 1, (3, 2)).astype("float32"),
    "V": RNG.uniform(-1, 1, (3,)).astype("float32"),
    "N": np.array([1, 2], "int32"),
    "S": np.array([[[1.0], [2.0]], [[3.0], [4.0]]], "float32"),
    "X3": RNG.uniform(-1, 1, (2, 4, 3)).astype("float32"),
    "Y3": RNG.uniform(-1, 1, (2, 3, 5)).astype("float32"),
    "X4": RNG.uniform(-1, 1, (2, 6, 6, 2)).astype("float32"),
    "X5": RNG.uniform(-1, 1, (2, 4, 4, 4, 2)).astype("float32"),
    "K1": RNG.uniform(-1, 1, (2, 3, 4)).astype("float32"),
    "K2": RNG.uniform(-1, 1, (3, 3, 2, 4)).astype("float32"),
    "K3": RNG.uniform(-1, 1, (2, 2, 2, 2, 3)).astype("float32"),
    "D2": RNG.uniform(-1, 1, (3, 3, 2, 1)).astype("float32"),
    "P2": RNG.uniform(-1, 1, (1, 1, 2, 3)).astype("float32"),
}

EXAMPLES = {
    "abs": ["A", "x=A"],
    "all": ["A > 0", "A > 0, axis=1", "A > 0, 1, True"],
    "any": ["A > 0", "A > 0, axis=1", "x=A > 0, axis=0, keepdims=True"],
    "arange": ["5", "1, 5", "1, 7, 2", "5, dtype='float32'", "start=1, stop=5, step=2"],
    "argmax": ["A", "A, 0", "A, axis=1", "x=A"],
    "argmin": ["A", "A, 0", "A, axis=1"],
    "asymmetric_temporal_padding": ["X3", "X3, 2, right_pad=0"],
    "batch_dot": ["X3, Y3, axes=(2, 1)", "X3, X3, 2", "X3, Y3", "A, B, axes=1", "X3, X3, axes=[1, 1]"],
    "batch_flatten": ["X3", "X4", "X3 * 2"],
    "batch_get_value": ["[tf.Variable(A), tf.Variable(B)]", "tensors=[tf.Variable(A)]"],
    "batch_normalization": ["A, V, V * V, V, V", "A, V, V * V, V, V, epsilon=0.1", "A, V, V * V, gamma=V, beta=V + 1"],
    "bias_add": ["A, V", "X3, V", "x=X3, bias=V"],
    "binary_crossentropy": ["Y, P", "Y, A, from_logits=True", "target=Y, output=P"],
    "cast": ["A, 'int32'", "x=A > 0, dtype='float32'", "A, tf.int32"],
    "cast_to_floatx": ["N", "A"],
    "categorical_crossentropy": ["Y, P", "Y, A, from_logits=True", "target=Y, output=P, axis=-1"],
    "clip": ["A, 0.0, 1.0", "A, min_value=-1, max_value=1", "x=A, min_value=0.1, max_value=0.2"],
    "concatenate": ["[A, B]", "[A, B], 0", "tensors=[A, B], axis=1", "[X3, X3], -2"],
    "constant": ["[1, 2]", "3", "0.5, name='half'", "[1, 2], dtype='int32'", "value=2, dtype='float64'"],
    "conv1d": [
        "X3, K1",
        "X3, K1, padding='same'",
        "X3, K1, 2, 'valid', 'channels_last'",
        "x=X3, kernel=K1, dilation_rate=2",
    ],
    "conv2d": ["X4, K2", "X4, K2, (2, 2), 'same'", "x=X4, kernel=K2, data_format='channels_last'"],
    "conv3d": ["X5, K3", "X5, K3, padding='same'"],
    "cos": ["A"],
    "count_params": ["A", "tf.Variable(X3)"],
    "cumprod": ["A", "A, 1", "A, axis=1"],
    "cumsum": ["A", "A, 1", "x=A, axis=-1"],
    "depthwise_conv2d": ["X4, D2", "X4, depthwise_kernel=D2, padding='same'"],
    "dot": ["A, W", "X3, W", "x=X3, y=W", "X3, K1"],
    "dropout": ["A, 0.0", "A, level=0.0", "A, 0.0, seed=1", "A, 0.0, (2, 1)"],
    "dtype": ["A", "N", "x=X3 > 0"],
    "elu": ["A", "A, 0.5", "x=A, alpha=2.0"],
    "equal": ["A, B", "x=A, y=B", "A, 0.25"],
    "eval": ["A", "A * 2", "tf.Variable(A)"],
    "exp": ["A"],
    "expand_dims": ["A", "A, 0", "A, axis=1", "x=A, axis=-2"],
    "eye": ["3", "3, 'float64'", "size=2, name='unit'"],
    "flatten": ["X3", "X3 + 1"],
    "gather": ["A, [1, 0]", "A, N - 1", "reference=A, indices=[0]"],
    "get_value": ["A", "tf.Variable(A)", "2.5"],
    "get_variable_shape": ["A", "x=A * 2"],
    "greater": ["A, B", "x=A, y=0.0"],
    "greater_equal": ["A, B", "A, 0.25"],
    "hard_sigmoid": ["A", "A * 4", "x=-A"],
    "identity": ["A", "A, name='same'"],
    "in_top_k": ["P, N, 1", "predictions=P, targets=N, k=2", "P, N, k=1"],
    "int_shape": ["A", "X3 * 2", "x=X3"],
    "is_tensor": ["A", "2.0"],
    "l2_normalize": ["A, 1", "A, axis=-1", "x=A, axis=0"],
    "less": ["A, B", "0.0, A"],
    "less_equal": ["A, B", "A, y=0.25"],
    "log": ["P"],
    "logsumexp": ["A", "A, 1", "A, axis=0, keepdims=True"],
    "map_fn": ["lambda v: v * 2, A", "fn=lambda v: v + 1, elems=A, name='loop'"],
    "max": ["A", "A, 1", "A, axis=0, keepdims=True"],
    "maximum": ["A, B", "A, 0.0", "x=A, y=B"],
    "mean": ["A", "A, 1", "X3, axis=[1, 2]", "A > 0", "A, axis=-1, keepdims=True", "X3, (0, 1)"],
    "min": ["A", "A, 1", "x=A, axis=0"],
    "minimum": ["A, B", "0.0, A"],
    "moving_average_update": ["variable, B, 0.9", "variable, value=B, momentum=0.5"],
    "name_scope": [],
    "ndim": ["A", "X3 * 2", "x=X3"],
    "not_equal": ["A, B"],
    "one_hot": ["N, 4", "indices=N, num_classes=3"],
    "ones": ["(2, 3)", "shape=(2,), dtype='int32'", "(2,), 'float64'", "(2,), name='ones'"],
    "ones_like": ["A", "A, 'int32'", "x=A, dtype='float64', name='like'"],
    "permute_dimensions": ["X3, (0, 2, 1)", "X3, [2, 1, 0]", "x=X3, pattern=(1, 0, 2)"],
    "placeholder": [],
    "pool2d": ["X4, (2, 2)", "X4, (2, 2), strides=(2, 2), padding='same'", "X4, (3, 3), pool_mode='avg'"],
    "pool3d": ["X5, (2, 2, 2)", "X5, (2, 2, 2), (2, 2, 2), 'same'"],
    "pow": ["P, 2", "P, a=0.5", "x=B, a=A"],
    "prod": ["A", "A, 1", "A, axis=0, keepdims=True"],
    "random_bernoulli": ["(2, 3), 1.0", "shape=(4,), p=1.0, dtype='float64'"],
    "random_binomial": ["(2, 3), 1.0", "(2, 3), p=1.0"],
    "random_normal": [
        "(2, 3), 1.5, 0.0",
        "shape=(2,), mean=2.0, stddev=0.0, dtype='float64'",
        "(2,), stddev=0.0, seed=1",
    ],
    "random_normal_variable": ["(2, 3), 1.5, 0.0", "shape=(2, 3), mean=0.5, scale=0.0"],
    "random_uniform": ["(2, 3), 1.0, 1.0", "shape=(2,), minval=2.0, maxval=2.0, dtype='float64'"],
    "random_uniform_variable": ["(2, 3), 1.0, 1.0", "shape=(2, 3), low=0.5, high=0.5"],
    "relu": ["A", "A, alpha=0.1", "A, 0.1, 2.0", "x=A, max_value=1.5", "A, threshold=0.3", "A, 0.2, 2.5, 0.3"],
    "repeat": ["A, 3", "A * 2, n=2", "x=A, n=1"],
    "repeat_elements": ["A, 2, 1", "X3, rep=3, axis=2", "X3, 2, axis=-1"],
    "reshape": ["A, (3, 2)", "X3, (2, -1)", "x=X3, shape=(-1, 3)", "X3, [2, 12]"],
    "resize_images": ["X4, 2, 2, 'channels_last'", "X4, 2, 3, data_format='channels_last', interpolation='bilinear'"],
    "resize_volumes": ["X5, 2, 1, 2, 'channels_last'"],
    "reverse": ["A, 1", "A, [0, 1]", "x=X3, axes=-1", "X3, axes=(1,)"],
    "round": ["A * 1.3"],
    "separable_conv2d": ["X4, D2, P2", "X4, D2, P2, (1, 1), 'same'"],
    "set_value": ["variable, A * 2", "variable, value=[[1, 2, 3], [4, 5, 6]]"],
    "shape": ["A", "x=X3"],
    "sigmoid": ["A"],
    "sign": ["A"],
    "sin": ["A"],
    "slice": ["A, [0, 1], [2, 2]", "x=A, start=[1, 0], size=[1, 1]"],
    "softmax": ["A", "A, 0", "x=A, axis=-1"],
    "softplus": ["A"],
    "softsign": ["A"],
    "sparse_categorical_crossentropy": ["N, P", "N, A, from_logits=True", "target=N, output=P"],
    "spatial_2d_padding": ["X4", "X4, ((1, 0), (2, 1))", "x=X4, padding=((1, 1), (0, 0)), data_format='channels_last'"],
    "spatial_3d_padding": ["X5", "X5, padding=((1, 0), (2, 1), (0, 1))"],
    "sqrt": ["P", "A", "K.square(A)", "K.mean(K.square(A - B), axis=-1)", "x=A"],
    "square": ["A"],
    "squeeze": ["S, 2", "S, axis=-1"],
    "stack": ["[A, B]", "[A, B], 1", "x=[A, B], axis=-1"],
    "std": ["A", "A, 1", "A, axis=0, keepdims=True"],
    "stop_gradient": ["A", "variables=A * 2"],
    "sum": ["A", "A, 1", "X3, axis=(1, 2)", "x=A, axis=-1, keepdims=True", "A, 0, True"],
    "switch": [
        "A > 0, A, B",
        "tf.reduce_sum(A) > 0, lambda: A, lambda: B",
        "A > 9, then_expression=A, else_expression=B",
    ],
    "tanh": ["A"],
    "temporal_padding": ["X3", "X3, (2, 0)", "x=X3, padding=(0, 1)"],
    "tile": ["A, [1, 2]", "A, (2, 1)", "x=X3, n=[1, 2, 1]", "V, 2"],
    "transpose": ["A", "X3"],
    "truncated_normal": ["(2, 3), 1.5, 0.0", "shape=(2,), mean=2.0, stddev=0.0"],
    "update": ["variable, B", "x=variable, new_x=A * 2"],
    "update_add": ["variable, B", "variable, increment=B * 2"],
    "update_sub": ["variable, B"],
    "var": ["A", "A, 1", "A, axis=0, keepdims=True"],
    "variable": ["A", "5", "0.5, 'float64'", "value=[1, 2], name='pair'", "0.5, name='a/b'", "np.zeros((2, 3))"],
    "zeros": ["(2, 3)", "(2,), 'int32'", "(2,), name='a/b'", "shape=(2,), dtype='int32'", "(2,), name='nothing'"],
    "zeros_like": ["A", "A, 'int32'", "x=A, dtype='float64'"],
}
"""Arguments for each function of the table."""

NOT_RUN_HERE = {"name_scope", "placeholder"}
"""What has no numbers: tested by itself."""


def package(name: str) -> ModuleType:
    """A package, or a skipped test where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{name} is not installed")


class OldBackend:
    """The backend of Keras 2, and functions that only releases up to 2.3 had (2.3.1, `tensorflow_backend.py`)."""

    def __getattr__(self, name: str) -> Any:
        return getattr(package("tf_keras").backend, name)

    def get_variable_shape(self, x: Any) -> tuple[int, ...]:
        return tuple(x.shape.as_list())

    def asymmetric_temporal_padding(self, x: Any, left_pad: int = 1, right_pad: int = 1) -> Any:
        return package("tensorflow").pad(x, [[0, 0], [left_pad, right_pad], [0, 0]])

    def identity(self, x: Any, name: str | None = None) -> Any:
        return package("tensorflow").identity(x, name=name)

    def is_tensor(self, x: Any) -> bool:
        return bool(package("tensorflow").is_tensor(x))

    def logsumexp(self, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return package("tensorflow").reduce_logsumexp(x, axis, keepdims)

    def slice(self, x: Any, start: Any, size: Any) -> Any:
        return package("tensorflow").slice(x, start, size)


def names_in(arguments: str) -> list[str]:
    """The arrays that arguments speak of."""
    return [name for name in ARRAYS if re.search(rf"\b{name}\b", arguments)]


def migrated(program: str, function: str) -> str:
    """What the tool writes for a program; the function must be gone from it."""
    result = migrate_text(program, unsafe=True)
    assert result.problem is None
    assert f"K.{function}(" not in result.after, result.findings
    return result.after


def run(program: str, backend: Any, keras: ModuleType, **names: Any) -> Any:
    """The value of `OUT` after a program has run, with `K` and `keras` as given where it does not import them."""
    space: dict[str, Any] = {"tf": package("tensorflow"), "np": np, "keras": keras, "K": backend, **names}
    exec(program, space)
    return space["OUT"]


def as_numbers(value: Any) -> Any:
    """A result as arrays."""
    if isinstance(value, (list, tuple)):
        return [as_numbers(v) for v in value]
    if isinstance(value, (str, bool, int)):
        return value
    return np.asarray(value)


def assert_same(old: Any, new: Any) -> None:
    """Two results have the same numbers, shapes and types."""
    old, new = as_numbers(old), as_numbers(new)
    if isinstance(old, list):
        assert isinstance(new, list)
        assert len(old) == len(new)
        for one, other in zip(old, new, strict=True):
            assert_same(one, other)
        return
    if isinstance(old, np.ndarray):
        assert old.shape == np.shape(new)
        assert old.dtype == np.asarray(new).dtype
        np.testing.assert_allclose(old, new, rtol=1e-5, atol=1e-6)
        return
    assert old == new


CALLS = [(name, arguments) for name, found in EXAMPLES.items() for arguments in found]
IDS = [f"{name}({arguments})" for name, arguments in CALLS]
IMPORTS = "import keras\nfrom keras import backend as K\n"
ASSIGNING = {"moving_average_update", "set_value", "update", "update_add", "update_sub"}


def program_for(function: str, arguments: str) -> str:
    """A program that calls a function of the backend with these arguments."""
    if function in ASSIGNING:
        return f"{IMPORTS}K.{function}({arguments})\nOUT = variable\n"
    return f"{IMPORTS}OUT = K.{function}({arguments})\n"


def tensors(arguments: str) -> dict[str, Any]:
    """The arrays that arguments speak of, as tensors of TensorFlow."""
    return {name: package("tensorflow").constant(ARRAYS[name]) for name in names_in(arguments)}


def test_every_function_of_the_table_has_examples() -> None:
    assert EXAMPLES.keys() == backend_functions.replacements().keys()
    assert {name for name, found in EXAMPLES.items() if not found} == NOT_RUN_HERE


@pytest.mark.parametrize(("function", "arguments"), CALLS, ids=IDS)
def test_the_replacement_gives_the_same_numbers(function: str, arguments: str) -> None:
    tf, keras2, keras3 = package("tensorflow"), package("tf_keras"), package("keras")
    program = program_for(function, arguments)
    given = tensors(arguments)
    values = [tf.Variable(ARRAYS["A"]), keras3.Variable(ARRAYS["A"])]
    old = run(program.removeprefix(IMPORTS), OldBackend(), keras2, variable=values[0], **given)
    new = run(migrated(program, function), None, keras3, variable=values[1], **given)
    if function == "shape":
        old, new = [int(d) for d in old], [int(d) for d in new]
    if function == "cast_to_floatx":
        new = np.asarray(new)
    assert_same(old, new)


def in_a_graph(program: str, backend: Any, keras: ModuleType, given: dict[str, Any]) -> Any:
    """The value of `OUT` of a program that runs in a graph, for tensors whose first dimension is not known there."""
    tf = package("tensorflow")
    names = list(given)
    specs = [tf.TensorSpec([None, *t.shape[1:]], t.dtype) for t in given.values()]

    def compute(*values: Any) -> Any:
        return run(program, backend, keras, **dict(zip(names, values, strict=True)))

    return tf.function(compute, input_signature=specs, autograph=False)(*given.values())


GRAPH_CALLS = [
    (f, a) for f, a in CALLS if names_in(a) and "tf." not in a and f not in ASSIGNING | {"eval", "get_value"}
]
NO_TENSORS = {
    "dtype",
    "int_shape",
    "ndim",
    "count_params",
    "is_tensor",
    "get_variable_shape",
    "batch_get_value",
    "variable",
}


@pytest.mark.parametrize(
    ("function", "arguments"), [c for c in GRAPH_CALLS if c[0] not in NO_TENSORS], ids=lambda v: str(v)
)
def test_the_replacement_gives_the_same_numbers_in_a_graph(function: str, arguments: str) -> None:
    keras2, keras3 = package("tf_keras"), package("keras")
    program = program_for(function, arguments)
    given = tensors(arguments)
    old = in_a_graph(program.removeprefix(IMPORTS), OldBackend(), keras2, given)
    new = in_a_graph(migrated(program, function), None, keras3, given)
    if function == "shape":
        old, new = [int(d) for d in old], [int(d) for d in new]
    assert_same(old, new)


WEIGHTS = {"W", "V", "K1", "K2", "K3", "D2", "P2"}
"""Arrays that are no inputs of a model."""


def through_a_model(program: str, backend: Any, keras: ModuleType, given: dict[str, Any]) -> Any:
    """The output of a functional model that a program makes of its inputs."""
    weights = {name: tensor for name, tensor in given.items() if name in WEIGHTS}
    model = run(program, backend, keras, **weights)
    return model([np.asarray(t) for name, t in given.items() if name not in WEIGHTS])


SYMBOLIC = [
    c
    for c in GRAPH_CALLS
    if c[0] not in NO_TENSORS | {"shape", "cast_to_floatx", "identity", "switch", "dropout", "map_fn"}
]


def symbolic_program(function: str, arguments: str, given: dict[str, Any]) -> str:
    """A program that calls a function of the backend on the inputs of a functional model."""
    inputs = "".join(
        f"{name} = keras.Input({tuple(t.shape[1:])}, dtype={t.dtype.name!r})\n"
        for name, t in given.items()
        if name not in WEIGHTS
    )
    ends = f"OUT = keras.Model([{', '.join(n for n in given if n not in WEIGHTS)}], K.{function}({arguments}))\n"
    return IMPORTS + inputs + ends


@pytest.mark.parametrize(("function", "arguments"), SYMBOLIC, ids=lambda v: str(v))
def test_the_replacement_gives_the_same_numbers_on_symbolic_tensors(function: str, arguments: str) -> None:
    keras2, keras3 = package("tf_keras"), package("keras")
    given = tensors(arguments)
    program = symbolic_program(function, arguments, given)
    try:
        old = through_a_model(program.removeprefix(IMPORTS), OldBackend(), keras2, given)
    except Exception:  # noqa: BLE001 -- whatever it is: Keras 2 did not take symbolic tensors here
        pytest.skip("Keras 2 takes no symbolic tensor here")
    new = through_a_model(migrated(program, function), None, keras3, given)
    assert_same(old, new)


def test_what_is_said_to_be_there_is_there() -> None:
    keras3, tf = package("keras"), package("tensorflow")
    assert {n for n in dir(keras3.backend) if not n.startswith("_")} == backend_functions.STILL_THERE
    old = {n for n in dir(package("tf_keras").backend) if not n.startswith("_")} - {"experimental"}
    legacy = {n for n in dir(tf.keras.backend) if not n.startswith("_")}
    only_old = {"get_session", "set_session"}
    assert backend_functions.GONE - only_old - {"gradients"} == old - legacy
    known = backend_functions.replacements().keys() | backend_functions.TENSORFLOW_ONLY
    assert old - known - backend_functions.STILL_THERE - backend_functions.GONE == {"batch_set_value"}


def test_what_only_tensorflow_has_is_there() -> None:
    legacy = package("tensorflow").keras.backend
    assert {name for name in backend_functions.TENSORFLOW_ONLY if not hasattr(legacy, name)} == set()


@pytest.mark.parametrize(
    "rows", [backend_functions.replacements(), backend_functions.shorter()], ids=["all", "shorter"]
)
def test_positional_arguments_keep_their_places(rows: dict[str, Row]) -> None:
    for row in rows.values():
        if row.same_call and row.names:
            function = eval(ast.unparse(row.target), {"keras": package("keras"), "ops": package("keras").ops})
            places = list(inspect.signature(function).parameters)
            assert places[: len(row.names)] == list(row.names.values()), row.function


def test_parameters_are_those_of_keras_2() -> None:
    backend = package("tf_keras").backend
    for row in backend_functions.replacements().values():
        if hasattr(backend, row.function):
            names = list(inspect.signature(getattr(backend, row.function)).parameters)
            assert names[: len(row.parameters)] == [p.name for p in row.parameters], row.function


TENSORFLOW_ONLY = [
    "binary_focal_crossentropy(Y, P)",
    "categorical_focal_crossentropy(Y, P)",
    "conv2d_transpose(X4, tf.transpose(K2, (0, 1, 3, 2)), (2, 8, 8, 4))",
    "ctc_batch_cost(tf.constant([[1], [0]]), tf.nn.softmax(X3), tf.constant([[4], [4]]), tf.constant([[1], [1]]))",
    "ctc_decode(tf.nn.softmax(X3), tf.constant([4, 4]))[0][0]",
    "foldl(lambda a, x: a + x, A)",
    "foldr(lambda a, x: a * x, A)",
    "is_sparse(A)",
    "rnn(lambda x, s: (x + s[0], [x + s[0]]), X3, [tf.zeros((2, 3))])[1]",
    "to_dense(A)",
]


@pytest.mark.parametrize("call", TENSORFLOW_ONLY)
def test_what_only_tensorflow_has_gives_the_same_numbers(call: str) -> None:
    result = migrate_text(f"import tensorflow as tf\n{IMPORTS}OUT = K.{call}\n", unsafe=True)
    assert "tf.keras.backend." in result.after
    old = run(f"OUT = K.{call}\n", OldBackend(), package("tf_keras"), **tensors(call))
    new = run(result.after, None, package("keras"), **tensors(call))
    assert_same(old, new)
