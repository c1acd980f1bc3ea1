"""The graph of a Functional model: how each layer is called, and on what.

Keras 2 wrote a call as a list of references, `["lstm", 0, 0, {"mask": null}]`, with the arguments of the call in the
last place; Keras 3 reads that form only where there are none, and takes a reference among them for a plain list.
Sources: Keras 2.15 `engine/functional.py` and `engine/node.py`; Keras 3 `models/functional.py` (`deserialize_node`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrator.models.limits import ModelFileError
from migrator.models.notes import Config, Journal, Path

Models = Mapping[str, str]
"""The layers of a graph that are models, and `Functional` or `Sequential` for each."""

_CONSTANT = "_CONSTANT_VALUE"

_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"})


def migrate_graph(config: Config, path: Path, classes: Mapping[str, str], journal: Journal) -> None:
    """The calls of all layers, and the inputs and outputs. `classes` has the class of each layer by its name."""
    models = {name: kind for name, kind in classes.items() if kind in {"Functional", "Sequential"}}
    for index, layer in enumerate(config["layers"]):
        nodes = layer.get("inbound_nodes")
        if not isinstance(nodes, list):
            continue
        here = (*path, "layers", index)
        migrated = [_node(node, classes.get(layer.get("name", ""), ""), models) for node in nodes]
        if migrated != nodes:
            layer["inbound_nodes"] = migrated
            journal.changed(here, "its calls have the form of Keras 3")
    _outputs(config, models, path, journal)
    check_graph(config)


def is_reference(value: object) -> bool:
    """Whether a value names an output of a layer: `["lstm", 0, 0]`, perhaps with the arguments of the call."""
    return (
        isinstance(value, list)
        and len(value) in (3, 4)
        and isinstance(value[0], str)
        and value[0] != _CONSTANT
        and isinstance(value[1], int)
        and isinstance(value[2], int)
        and (len(value) == 3 or isinstance(value[3], dict))
    )


def is_constant(value: object) -> bool:
    """Whether a value stands for a constant among the inputs of a call."""
    return isinstance(value, list) and len(value) in (3, 4) and value[0] == _CONSTANT


def _node(node: Any, kind: str, models: Models) -> Any:
    """One call."""
    if isinstance(node, dict) and ("args" in node or "kwargs" in node):
        return node
    arguments = _arguments(node)
    inputs = _tensors(node, models)
    if isinstance(node, list) and not arguments and all(is_reference(item) and len(item) == 4 for item in node):
        simple = [_shifted(item, models) for item in node]
        if not (kind in _RECURRENT and len(simple) > 1):
            return simple
    if isinstance(inputs, list) and len(inputs) == 1 and not is_reference(node):
        inputs = inputs[0]
    keywords = {key: _revived(value, models) for key, value in arguments.items()}
    if kind in _RECURRENT and isinstance(inputs, list):
        keywords.setdefault("initial_state", inputs[1:])
        inputs = inputs[0]
    return {"args": [inputs], "kwargs": keywords}


def _arguments(node: Any) -> Config:
    """The keyword arguments of a call, without those that say nothing. Keras 2 wrote them behind each reference."""
    found: Config = {}
    for reference in _references(node):
        if len(reference) == 4:
            found.update(reference[3])
    return {key: value for key, value in found.items() if value is not None}


def _references(value: Any) -> Iterator[list[Any]]:
    if is_reference(value) or is_constant(value):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _references(item)


def _tensors(value: Any, models: Models) -> Any:
    """The positional argument of a call."""
    if is_constant(value):
        return value[2]
    if is_reference(value):
        return _tensor(_shifted(value, models))
    if isinstance(value, list):
        return [_tensors(item, models) for item in value]
    if isinstance(value, dict):
        return {key: _tensors(item, models) for key, item in value.items()}
    raise ModelFileError(f"a call in the graph of the model refers to {str(value)[:60]!r}, which is no layer")


def _revived(value: Any, models: Models) -> Any:
    """A keyword argument of a call; in it, a list of a name and two numbers is a reference."""
    if is_constant(value):
        return value[2]
    if is_reference(value):
        return _tensor(_shifted(value, models))
    if isinstance(value, list):
        return [_revived(item, models) for item in value]
    if isinstance(value, dict):
        return {key: _revived(item, models) for key, item in value.items()}
    return value


def _tensor(reference: list[Any]) -> Config:
    # Of a tensor in a call Keras 3 reads where it comes from; shape and dtype are those of what it finds there.
    history = {"shape": [None], "dtype": "float32", "keras_history": reference[:3]}
    return {"class_name": "__keras_tensor__", "config": history}


def _shifted(reference: list[Any], models: Models) -> list[Any]:
    """A reference as Keras 3 counts: in Keras 2 a model inside a model began with a call of its own, number 0."""
    if reference[0] in models and reference[1] > 0:
        return [reference[0], reference[1] - 1, *reference[2:]]
    return reference


def _outputs(config: Config, models: Models, path: Path, journal: Journal) -> None:
    """Here Keras 3 still counts as Keras 2 did for Functional models, and not for Sequential ones."""
    sequential = {name: kind for name, kind in models.items() if kind == "Sequential"}

    def shifted(value: Any) -> Any:
        if is_reference(value):
            return _shifted(value, sequential)
        if isinstance(value, dict):
            return {key: shifted(item) for key, item in value.items()}
        return [shifted(item) for item in value] if isinstance(value, list) else value

    for key in ("input_layers", "output_layers"):
        migrated = shifted(config.get(key))
        if migrated != config.get(key):
            config[key] = migrated
            journal.changed((*path, key), f"`{key}` is counted as Keras 3 counts")


def check_graph(config: Config) -> None:
    """Raise `ModelFileError` for a graph that has no beginning: a call that waits for itself, or for no layer."""
    waiting: dict[str, list[list[tuple[str, int]]]] = {}
    done: dict[str, int] = {}
    for layer in config["layers"]:
        name = layer.get("name")
        calls = [_needs(node) for node in layer.get("inbound_nodes") or []]
        waiting[name] = calls
        done[name] = 0 if calls else 1
    open_names = [name for name, calls in waiting.items() if calls]
    while open_names:
        left = []
        moved = False
        for name in open_names:
            calls = waiting[name]
            while done[name] < len(calls) and all(done.get(other, 0) > index for other, index in calls[done[name]]):
                done[name] += 1
                moved = True
            if done[name] < len(calls):
                left.append(name)
        if not moved:
            raise ModelFileError(f"the graph of the model has a loop or a gap at layer {left[0]!r}")
        open_names = left


def _needs(node: Any) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, dict) and item.get("class_name") == "__keras_tensor__":
            history = item["config"]["keras_history"]
            found.append((history[0], history[1]))
        elif is_reference(item):
            found.append((item[0], item[1]))
        elif isinstance(item, (list, dict)):
            stack.extend(item.values() if isinstance(item, dict) else item)
    return found
