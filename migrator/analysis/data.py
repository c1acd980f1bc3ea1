"""What reaches a model: arrays and how many samples they hold, datasets, generators, symbolic tensors."""

from __future__ import annotations

import ast

from migrator.analysis.machine import Arguments, Machine, elements
from migrator.analysis.values import Const, InstanceValue, Opaque, TensorValue, TupleValue, Value, same

ARRAY_LIBRARIES = frozenset({"numpy", "pandas", "scipy", "jax"})
"""Libraries whose results `fit` takes as arrays."""

FOREIGN_LIBRARIES = frozenset(
    {
        "torch",
        "chainer",
        "onnxruntime",
        "onnx",
        "gym",
        "gymnasium",
        "sklearn",
        "tf_keras",
        "mxnet",
        "paddle",
        "xgboost",
        "lightgbm",
        "statsmodels",
        "rl",
        "stable_baselines3",
        "flax",
        "haiku",
        "tensorflow_addons",
        "nengo",
        "numba",
    }
)
"""Libraries whose objects are not Keras objects, whatever their methods are called."""

_SHAPED = frozenset({"zeros", "ones", "full", "empty"})
_RANDOM_SHAPED = frozenset({"numpy.random.rand", "numpy.random.randn"})
_RANDOM_SIZED = {"random": 0, "random_sample": 0, "standard_normal": 0, "uniform": 2, "normal": 2, "randint": 2}
"""Functions of `numpy.random` and the position of their `size`."""


def sliced_length(m: Machine, index: ast.expr) -> Value | None:
    """The number of samples of `x[index]`, where `x` has at least as many."""
    if isinstance(index, ast.Tuple) and index.elts:
        return sliced_length(m, index.elts[0])
    if (isinstance(index, ast.Constant) and index.value is None) or (
        isinstance(index, ast.Attribute) and index.attr == "newaxis"
    ):
        return Const(1)
    if not isinstance(index, ast.Slice) or index.step is not None or index.upper is None:
        return None
    lower, upper = index.lower, index.upper
    if lower is None or (isinstance(lower, ast.Constant) and lower.value == 0):
        value = m.evaluate(upper)
        negative = isinstance(value, Const) and isinstance(value.value, int) and value.value < 0
        return None if negative or (isinstance(value, Const) and not isinstance(value.value, int)) else value
    if isinstance(upper, ast.BinOp) and isinstance(upper.op, ast.Add) and ast.dump(upper.left) == ast.dump(lower):
        return m.evaluate(upper.right)
    low, high = m.evaluate(lower), m.evaluate(upper)
    if (
        isinstance(low, Const)
        and isinstance(high, Const)
        and isinstance(low.value, int)
        and isinstance(high.value, int)
    ):
        return Const(high.value - low.value) if 0 <= low.value < high.value else None
    return None


def arithmetic(*operands: Value) -> Value:
    """What comes of operands that are not constants: a tensor if one is, an array if one is."""
    tensors = [v for v in operands if isinstance(v, TensorValue)]
    if tensors:
        return merge_tensors(tensors)
    scalar = [v for v in operands if isinstance(v, Const) or (isinstance(v, Opaque) and v.kind == "number")]
    for value in operands:
        if isinstance(value, Opaque) and value.kind in {"array", "foreign"}:
            alone = len(scalar) == len(operands) - 1  # two arrays may broadcast
            return Opaque(value.why, value.kind, value.length if alone else None)
    return Opaque("arithmetic", "number" if len(scalar) == len(operands) else None)


def merge_tensors(tensors: list[TensorValue]) -> TensorValue:
    """The tensor computed from several."""
    return TensorValue(
        sources=frozenset().union(*(t.sources for t in tensors)),
        batch=tensors[0].batch,
        batch_node=tensors[0].batch_node,
        complete=all(t.complete for t in tensors),
        symbolic=any(t.symbolic for t in tensors),
    )


def library_result(m: Machine, path: str, arguments: Arguments) -> Value:
    """What a call of a function of a numeric library gives."""
    root, name = path.split(".", 1)[0], path.rsplit(".", 1)[-1]
    if root != "numpy":
        return Opaque(f"`{path}(...)`", "array")
    length: Value | None = None
    if name in _SHAPED:
        length = first_dimension(m, arguments.get("shape", 0))
    elif path in _RANDOM_SHAPED:
        length = arguments.get("d0", 0)
    elif name in _RANDOM_SIZED:
        length = first_dimension(m, arguments.get("size", _RANDOM_SIZED[name]))
    elif name in {"zeros_like", "ones_like", "copy"}:
        length = _length_of(arguments.get("a", 0))
    elif name in {"array", "asarray"} and arguments.positional:
        items = elements(m, arguments.positional[0])
        length = Const(len(items)) if items is not None else _length_of(arguments.positional[0])
    elif name == "reshape":
        length = first_dimension(m, arguments.get("newshape", 1) or arguments.get("shape"))
    elif name == "expand_dims":
        axis = arguments.get("axis", 1)
        length = Const(1) if isinstance(axis, Const) and axis.value == 0 else _length_of(arguments.get("a", 0))
    return Opaque(f"`{path}(...)`", "array", length)


def array_method(m: Machine, base: Opaque, name: str, arguments: Arguments) -> Value:
    """What a method of an array gives."""
    length: Value | None = None
    if name == "reshape":
        length = first_dimension(m, arguments.get("shape", 0))
    elif name in {"astype", "copy"}:
        length = base.length
    return Opaque(base.why, "array", length)


def first_dimension(m: Machine, shape: Value | None) -> Value | None:
    """The first dimension of a shape value, where it is a number that can be known: not -1."""
    if shape is None:
        return None
    items = elements(m, shape)
    first = items[0] if items else shape
    if isinstance(first, Const):
        return first if type(first.value) is int and first.value >= 0 else None
    return first if isinstance(first, Opaque) and (isinstance(shape, TupleValue) or first.kind is None) else None


def _length_of(value: Value | None) -> Value | None:
    return value.length if isinstance(value, Opaque) else None


def data_kind(m: Machine, value: Value | None) -> str | None:
    """What `fit`'s first argument is: array, dataset, generator or sequence; None where it is not known."""
    if isinstance(value, Opaque):
        return value.kind if value.kind in {"array", "dataset", "generator", "sequence"} else None
    if isinstance(value, TupleValue):
        return "array"
    if isinstance(value, InstanceValue) and value.info.kind == "sequence":
        return "sequence"
    if value is not None and (m.list(value) is not None or m.dict(value) is not None):
        return "array"
    return None


def data_length(m: Machine, value: Value | None) -> Value | None:
    """The number of samples of an input, where it is known: of several inputs, that which all have."""
    if isinstance(value, Opaque):
        return value.length
    items = elements(m, value) if value is not None else None
    if not items or not all(isinstance(i, Opaque) and i.kind == "array" for i in items):
        return None
    lengths = [data_length(m, i) for i in items]
    return lengths[0] if all(same(v, lengths[0]) for v in lengths) else None
