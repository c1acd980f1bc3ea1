"""Operators and functions of TensorFlow in a Functional model, which Keras 2 wrote as layers of class `TFOpLambda`.

Keras 3 has operations of its own for them; a table says which. Source: Keras 2.15 `layers/core/tf_op_layer.py`, Keras 3
`ops/numpy.py`, `ops/nn.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrator.keras_api.versions import Version
from migrator.models.graph import is_constant, is_reference
from migrator.models.notes import Config, Journal, Path

_NUMPY, _NN = "keras.src.ops.numpy", "keras.src.ops.nn"

_BINARY: dict[str, str] = {
    "__operators__.add": "Add",
    "math.add": "Add",
    "math.subtract": "Subtract",
    "math.multiply": "Multiply",
    "math.truediv": "TrueDivide",
    "math.divide": "Divide",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
    "math.pow": "Power",
    "linalg.matmul": "Matmul",
}
_UNARY: dict[str, tuple[str, str]] = {
    "math.abs": (_NUMPY, "Absolute"),
    "math.exp": (_NUMPY, "Exp"),
    "math.log": (_NUMPY, "Log"),
    "math.negative": (_NUMPY, "Negative"),
    "math.sqrt": (_NUMPY, "Sqrt"),
    "math.square": (_NUMPY, "Square"),
    "math.tanh": (_NUMPY, "Tanh"),
    "math.sigmoid": (_NN, "Sigmoid"),
    "nn.relu": (_NN, "Relu"),
    "nn.softplus": (_NN, "Softplus"),
}
_REDUCING: dict[str, str] = {
    "math.reduce_mean": "Mean",
    "math.reduce_sum": "Sum",
    "math.reduce_max": "Max",
    "math.reduce_min": "Min",
}

OPERATION_LAYERS = frozenset({"TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "ClassMethod", "InstanceProperty"})
"""The classes that Keras 2.3 to 2.15 wrote for what is no layer."""


_NAMED: Version = (3, 12)
"""The first version whose operations all take a name."""


def migrate_operation(layer: Config, path: Path, version: Version, journal: Journal) -> bool:
    """Make a `TFOpLambda` an operation of Keras 3. Returns whether it is one; else a note says that it is not."""
    function = layer["config"].get("function") if layer["class_name"] == "TFOpLambda" else None
    make = _makers().get(function) if isinstance(function, str) else None
    nodes = layer.get("inbound_nodes")
    if make is None or not isinstance(nodes, list):
        name = function or layer["config"].get("name", layer["class_name"])
        journal.review(path, f"Keras 3 has no layer for `{name}`: build this part of the model anew with keras.ops")
        return False
    made = [make(_operands(node), _keywords(node)) for node in nodes]
    if any(one is None for one in made) or len({str(one[0]) for one in made if one}) != 1:
        journal.review(path, f"`{function}` is called in a way that has no equal here: build it anew with keras.ops")
        return False
    (module, name), config = made[0][0]  # type: ignore[index]  # none is None: see above
    if version >= _NAMED or not config:
        config["name"] = layer["name"]
    layer.update(module=module, class_name=name, config=config, registered_name=name)
    layer["inbound_nodes"] = [one[1] for one in made if one]
    journal.changed(path, f"`{function}` is the operation `{name}` of Keras 3")
    return True


_Operation = tuple[tuple[tuple[str, str], Config], Any]
"""An operation with its configuration, and one call of it in the form of Keras 2, its operands in order."""


def _makers() -> dict[str, Callable[[list[Any], Config], _Operation | None]]:
    makers: dict[str, Callable[[list[Any], Config], _Operation | None]] = {}
    for function, name in _BINARY.items():
        makers[function] = lambda given, keywords, name=name: _binary(name, given, keywords)  # type: ignore[misc]
    for function, place in _UNARY.items():
        makers[function] = lambda given, keywords, place=place: _unary(place, given, keywords)  # type: ignore[misc]
    for function, name in _REDUCING.items():
        makers[function] = lambda given, keywords, name=name: _reducing(name, given, keywords)  # type: ignore[misc]
    makers["concat"] = _concatenation
    return makers


def _operands(node: Any) -> list[Any]:
    """What stands before the keyword arguments: one reference or constant, or a list of them."""
    if is_reference(node) or is_constant(node):
        return [node]
    return list(node) if isinstance(node, list) else []


def _keywords(node: Any) -> Config:
    """The keyword arguments of a call, without the name."""
    given: Config = {}
    for operand in _operands(node):
        if (is_reference(operand) or is_constant(operand)) and len(operand) == 4:
            given.update(operand[3])
    return {key: value for key, value in given.items() if key != "name" and value is not None}


def _call(*operands: Any) -> Config:
    return {"args": [_argument(operand) for operand in operands], "kwargs": {}}


def _argument(operand: Any) -> Any:
    if is_constant(operand):
        return operand[2]
    if is_reference(operand):
        history = {"shape": [None], "dtype": "float32", "keras_history": operand[:3]}
        return {"class_name": "__keras_tensor__", "config": history}
    if isinstance(operand, list) and all(is_reference(item) for item in operand):
        return [_argument(item) for item in operand]
    return operand


def _binary(name: str, given: list[Any], keywords: Config) -> _Operation | None:
    if len(given) != 1 or set(keywords) - {"x", "y", "a", "b"}:
        return None
    first, last = ("a", "b") if name == "Matmul" else ("x", "y")
    if last in keywords:
        return ((_NUMPY, name), {}), _call(given[0], keywords[last])
    return (((_NUMPY, name), {}), _call(keywords[first], given[0])) if first in keywords else None


def _unary(place: tuple[str, str], given: list[Any], keywords: Config) -> _Operation | None:
    return ((place, {}), _call(given[0])) if len(given) == 1 and not keywords else None


def _reducing(name: str, given: list[Any], keywords: Config) -> _Operation | None:
    if len(given) != 1 or set(keywords) - {"axis", "keepdims"}:
        return None
    config = {"axis": keywords.get("axis"), "keepdims": bool(keywords.get("keepdims"))}
    return ((_NUMPY, name), config), _call(given[0])


def _concatenation(given: list[Any], keywords: Config) -> _Operation | None:
    if set(keywords) != {"axis"} or not isinstance(keywords["axis"], int):
        return None
    return ((_NUMPY, "Concatenate"), {"axis": keywords["axis"]}), _call(given)
