"""A Keras of a few lines that computes nothing: it keeps only who resets what, with which batch size and input shape.

`run(source, version)` executes a program with it in the place of `keras` and returns what happened. Version 2 takes
what Keras 2.15 takes (`batch_input_shape`, `Model.reset_states`, metrics' `reset_states`) and ignores what it ignores;
version 3 refuses what Keras 3 refuses, with its messages. Nothing is imported but the standard library.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

RECURRENT = ("LSTM", "GRU", "SimpleRNN")


class Exhausted(Exception):
    """The program ran longer than it may."""


@dataclass
class Event:
    """Something that a program did: `what` is compared between runs, `line` is where."""

    what: tuple[Any, ...]
    line: int


@dataclass
class Run:
    """What one run of a program did, and how it ended."""

    events: list[Event] = field(default_factory=list)
    error: BaseException | None = None


def run(source: str, version: int, choices: Sequence[bool] = ()) -> Run:
    """Execute a program. `choices` are the answers of its calls of `flag()`, in turn, then over again."""
    trace = Run()
    asked = [0]

    def flag() -> bool:
        asked[0] += 1
        if asked[0] > 200:
            raise Exhausted
        return choices[(asked[0] - 1) % len(choices)] if choices else False

    modules = _modules(version, trace)

    def importer(name: str, *rest: Any) -> Any:
        if name.split(".")[0] in {"keras", "tensorflow"}:
            fromlist = rest[2] if len(rest) > 2 else ()
            return modules[name] if fromlist else modules[name.split(".")[0]]
        return builtins.__import__(name, *rest)

    scope = {
        "__name__": "__main__",
        "__builtins__": {**vars(builtins), "__import__": importer},
        "flag": flag,
        "x": [0] * 12,
        "y": [0] * 12,
    }
    try:
        exec(compile(source, "<program>", "exec"), scope)
    except Exception as error:  # noqa: BLE001 - how the program ends is what is asked
        trace.error = error
    return trace


def _line() -> int:
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != "<program>":
        assert frame.f_back is not None
        frame = frame.f_back
    return frame.f_lineno


def _modules(version: int, trace: Run) -> dict[str, types.ModuleType]:
    made = [0]

    def number() -> int:
        made[0] += 1
        return made[0]

    def note(*what: Any) -> None:
        if len(trace.events) > 500:
            raise Exhausted
        trace.events.append(Event(what, _line()))

    class Tensor:
        def __init__(self, shape: tuple[Any, ...], sources: tuple[Any, ...] = ()) -> None:
            self.shape = shape
            self.sources = sources

    class State:
        def __init__(self, layer: Any, index: int) -> None:
            self.layer, self.index = layer, index

        def assign(self, value: Any) -> None:
            note("state set", self.layer.number, self.index, value)

    class Layer:
        allowed = frozenset({"units", "return_sequences", "name", "input_shape", "activation", "dtype"})

        def __init__(self, *args: Any, **keywords: Any) -> None:
            self.number = number()
            self.stateful = bool(keywords.pop("stateful", False)) if type(self).__name__ in RECURRENT else False
            self.states = [State(self, i) for i in range(2 if type(self).__name__ == "LSTM" else 1)]
            self.batch_shape = None
            if version == 2:
                shape = keywords.pop("batch_input_shape", None)
                batch = keywords.pop("batch_size", None)
                if shape is None and "input_shape" in keywords:
                    shape = (batch, *keywords["input_shape"])
                self.batch_shape = tuple(shape) if shape is not None else None
            elif "input_shape" in keywords:
                self.batch_shape = (None, *keywords["input_shape"])
            unknown = {k: v for k, v in keywords.items() if k not in self.allowed}
            if unknown:
                raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {unknown}")

        def __call__(self, tensor: Any) -> Tensor:
            assert isinstance(tensor, Tensor)
            return Tensor(tensor.shape, (*tensor.sources, self))

        def zero(self) -> None:
            if version == 2 and not self.stateful:
                raise AttributeError("Layer must be stateful.")
            note("reset", self.number)

    def reset_states(self: Layer, states: Any = None) -> None:
        if states is None:
            self.zero()
        elif version == 3:
            raise TypeError("RNN.reset_states() takes 1 positional argument but 2 were given")
        else:
            for state, value in zip(self.states, states, strict=True):
                state.assign(value)

    recurrent: dict[str, Any] = {}
    for name in RECURRENT:
        methods: dict[str, Any] = {"reset_states": reset_states}
        if version == 3:
            methods["reset_state"] = lambda self: self.zero()
        recurrent[name] = type(name, (Layer,), methods)

    class Bidirectional(Layer):
        allowed = Layer.allowed | {"merge_mode"}

        def __init__(self, layer: Any, **keywords: Any) -> None:
            super().__init__(**keywords)
            self.layer = layer
            self.stateful = layer.stateful

        def zero(self) -> None:
            if not self.stateful:
                raise AttributeError("Layer must be stateful.")
            note("reset", self.number)

        def reset_states(self) -> None:
            self.zero()

    if version == 3:
        Bidirectional.reset_state = lambda self: self.zero()  # type: ignore[attr-defined]

    class InputLayer:
        stateful = False

        def __init__(self, batch_shape: Any = None, batch_input_shape: Any = None) -> None:
            self.tensor = Tensor(tuple(batch_shape or batch_input_shape))

    def make_input(
        shape: Any = None, batch_size: Any = None, batch_shape: Any = None, batch_input_shape: Any = None
    ) -> Tensor:
        if batch_input_shape is not None and version == 3:
            raise TypeError("Input() got an unexpected keyword argument 'batch_input_shape'")
        whole = batch_shape if batch_shape is not None else batch_input_shape
        return Tensor(tuple(whole) if whole is not None else (batch_size, *shape))

    class Model:
        layers: list[Any]
        start: Tensor | None = None

        def __init__(self, inputs: Any = None, outputs: Any = None) -> None:
            self.number = number()
            self.layers = []
            if outputs is not None:
                self.start = inputs
                for layer in outputs.sources:
                    if layer not in self.layers:
                        self.layers.append(layer)

        @property
        def inputs(self) -> list[Tensor]:
            if self.start is None:
                raise ValueError("this model has no inputs yet")
            return [self.start]

        @property
        def stateful(self) -> bool:
            return any(layer.stateful for layer in self.layers)

        def __call__(self, tensor: Tensor) -> Tensor:
            return Tensor(tensor.shape, (*tensor.sources, self))

        def fit(
            self, x: Any, y: Any = None, batch_size: Any = None, epochs: int = 1, verbose: int = 1,
            callbacks: Sequence[Any] = (), validation_split: float = 0.0, validation_data: Any = None,
            shuffle: Any = True,
        ) -> None:  # fmt: skip
            for callback in callbacks:
                callback.model = self
            for _ in range(epochs):
                self._note("fit", batch_size, shuffle)
                for callback in callbacks:
                    callback.on_epoch_end(0, {})

        def evaluate(self, x: Any, y: Any = None, batch_size: Any = None, verbose: int = 1) -> None:
            self._note("evaluate", batch_size, None)

        def predict(self, x: Any, batch_size: Any = None, verbose: int = 1) -> None:
            self._note("predict", batch_size, None)

        def _note(self, what: str, batch_size: Any, shuffle: Any) -> None:
            static = self.start.shape[0] if self.start is not None else None
            note("run", what, self.number, self.stateful, static, batch_size, shuffle)

    if version == 2:

        def reset_model(self: Model) -> None:
            for layer in self.layers:
                if hasattr(layer, "reset_states") and getattr(layer, "stateful", False):
                    layer.reset_states()

        Model.reset_states = reset_model  # type: ignore[attr-defined]

    class Sequential(Model):
        def __init__(self, layers: Sequence[Any] | None = None) -> None:
            super().__init__()
            for layer in layers or ():
                self.add(layer)

        def add(self, layer: Any) -> None:
            tensor = layer.tensor if isinstance(layer, InputLayer) else layer
            if isinstance(tensor, Tensor):
                if self.start is not None or self.layers:
                    raise ValueError("this Sequential already has an input")
                self.start = tensor
                note("input", self.number, tensor.shape)
                return
            if not self.layers and self.start is None:
                if isinstance(layer, Model):
                    self.start = layer.start
                elif layer.batch_shape is not None:
                    self.start = Tensor(layer.batch_shape)
                if self.start is not None:
                    note("input", self.number, self.start.shape)
            self.layers.append(layer)
            note("add", self.number, layer.number)

        def pop(self) -> None:
            self.layers.pop()

    class Metric:
        def __init__(self) -> None:
            self.number = number()

        def reset_state(self) -> None:
            note("metric reset", self.number)

    if version == 2:
        Metric.reset_states = lambda self: self.reset_state()  # type: ignore[attr-defined]

    class Callback:
        model: Any = None

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            """Nothing."""

    class LambdaCallback(Callback):
        def __init__(self, on_epoch_end: Callable[[int, Any], Any]) -> None:
            self.on_epoch_end = on_epoch_end  # type: ignore[method-assign]

    layers = {
        **recurrent,
        **{name: type(name, (Layer,), {}) for name in ("Dense", "Dropout", "Embedding")},
        "Bidirectional": Bidirectional,
        "InputLayer": InputLayer,
        "Input": make_input,
    }
    parts: dict[str, dict[str, Any]] = {
        "layers": layers,
        "models": {"Model": Model, "Sequential": Sequential},
        "metrics": {"Metric": Metric, "Mean": type("Mean", (Metric,), {})},
        "callbacks": {"Callback": Callback, "LambdaCallback": LambdaCallback},
    }
    found: dict[str, types.ModuleType] = {}
    for root in ("keras", "tensorflow.keras"):
        keras = found[root] = types.ModuleType(root)
        keras.__dict__.update(Model=Model, Sequential=Sequential, Input=make_input)
        for part, names in parts.items():
            module = found[f"{root}.{part}"] = types.ModuleType(f"{root}.{part}")
            module.__dict__.update(names)
            setattr(keras, part, module)
    found["tensorflow"] = types.ModuleType("tensorflow")
    found["tensorflow"].__dict__["keras"] = found["tensorflow.keras"]
    return found
