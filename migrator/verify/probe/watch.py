"""Records what a program does with its models: every run of one, every reset, with what went in and what came out."""

from __future__ import annotations

import functools
import inspect
import json
import os
import sys
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from . import caps, models
from .arrays import leaves, to_array

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, ModuleType

    from .arrays import Described, Store
    from .caps import Caps
    from .functions import Functions
    from .loops import Loops
    from .pins import Pins

RESETS = ("reset_states", "reset_state")
RUNS = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")
TRAININGS = ("fit", "train_on_batch")
MAX_WEIGHTS = 3_000_000
"""Models of more parameters have their weights recorded at first use and after training only."""


class Plan:
    """What a run is told to do: which orders, which initial weights, what to leave out."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.static_batch: bool = "batch_size" in job["eras"]
        """TensorFlow 2.1 and older took the batch size from the model where the call gave none."""
        self.reordered: list[int] = job.get("reordered", [])
        """The numbers of the `fit` calls whose samples come in another order."""
        self.earlier: list[dict[str, Any]] = job.get("models", [])
        """The models of the run whose initial weights this one has."""
        self.predict_only: bool = job.get("predict_only", False)
        """On a backend that cannot train: models are built and predict, nothing else."""


class Watch:
    """The recorder of one process."""

    def __init__(self, keras: ModuleType, root: str, store: Store, trace: str, pins: Pins, caps: Caps, plan: Plan):
        self._keras: Any = keras
        self._is_keras_3 = not keras.__version__.startswith("2.")
        self._root = os.path.join(os.path.realpath(root), "")
        self._store = store
        self._pins = pins
        self._caps = caps
        self._plan = plan
        self._file = open(trace, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
        self._numbers: dict[int, tuple[Any, int]] = {}
        self._described: set[int] = set()
        self._known_weights: dict[int, list[str | None]] = {}
        self._depth = 0
        self._resetting = 0
        self._fits = 0
        self._begun = 0
        self._runs = 0
        self._reset_at: dict[int, int] = {}
        self._files: dict[str, str | None] = {}
        self._elsewhere = False
        self._functions: Functions | None = None
        self._loops: Loops | None = None

    # -- the trace -------------------------------------------------------------------------------------------------

    def write(self, kind: str, **said: Any) -> None:
        """Add a line to the trace."""
        if self._elsewhere:
            return
        self._file.write(json.dumps({"kind": kind, **said}) + "\n")
        self._file.flush()

    def note(self, what: str, said: str) -> None:
        """Record something that happened besides."""
        if not self._file.closed:
            self.write("note", what=what, said=said, line=self.line(sys._getframe(1)))

    def finish(self) -> None:
        """Record the states and weights of all models that are left."""
        for number, model in self._alive():
            self.write("end", model=number, states=self._arrays(models.states(model)), weights=self._weights(model))
        self._file.close()

    def _alive(self) -> list[tuple[int, Any]]:
        return [(number, model) for reference, number in self._numbers.values() if (model := reference()) is not None]

    def line(self, frame: FrameType | None) -> str:
        """The line of the program that the frame is in or was called from, as `file:line`."""
        while frame is not None:
            place = self._place(frame)
            if place is not None:
                return place
            frame = frame.f_back
        return "?"

    def _place(self, frame: FrameType) -> str | None:
        """The line that a frame is at, if it is the program's."""
        return self.place_of(frame, frame.f_lineno)

    def place_of(self, frame: FrameType, line: int) -> str | None:
        """A line of a frame as `file:line`, if it is the program's."""
        name = frame.f_code.co_filename
        if name not in self._files:
            self._files[name] = self._file_of(name)
        file = self._files[name]
        return None if file is None else "{}:{}".format(file, line)

    def is_program(self, frame: FrameType) -> bool:
        """Whether a frame is one of the program's."""
        return self._place(frame) is not None

    def belongs(self, path: str) -> bool:
        """Whether a file is the program's."""
        return self._file_of(path) is not None

    def _file_of(self, name: str) -> str | None:
        if name.startswith("<ipython-input-"):
            return "cell {}".format(name.split("-")[2])
        path = os.path.realpath(name)
        if path.startswith(self._root) and os.sep + "site-packages" + os.sep not in path:
            return path[len(self._root) :]
        return None

    # -- installing ------------------------------------------------------------------------------------------------

    def install(self, loops: Loops, functions: Functions | None) -> None:
        """Watch the methods of models and layers from now on, and say what they do to the program's loops."""
        self._loops, self._functions = loops, functions
        keras = self._keras
        for name in RUNS:
            self.wrap(keras.Model, name, self._run_by(name))
        self.wrap(keras.layers.Layer, "__call__", self._called)
        self.wrap(keras.layers.Layer, "add_weight", self._weight_added)
        self.wrap(keras.Model, "summary", self._summarised)
        for cls in [keras.Model, *_subclasses(keras.layers.Layer)]:
            self._wrap_resets(cls)
        self._wrap_resets_to_come(keras.layers.Layer)
        os.register_at_fork(after_in_child=self._leave)

    def _leave(self) -> None:
        """This is a process that the program started: two that write at once would make one record of no order."""
        self._elsewhere = True

    def _wrap_resets(self, cls: Any) -> None:
        for name in RESETS:
            if name in vars(cls) and not issubclass(cls, self._keras.metrics.Metric):
                self.wrap(cls, name, self._reset)

    def _wrap_resets_to_come(self, layer: Any) -> None:
        """Watch the resets that the program defines in classes of its own."""
        plain = layer.__init_subclass__

        def init_subclass(cls: Any, /, **named: Any) -> None:
            plain(**named)
            self._wrap_resets(cls)

        layer.__init_subclass__ = classmethod(init_subclass)

    def wrap(self, cls: type, name: str, around: Callable[..., Any]) -> None:
        owner = next((base for base in cls.__mro__ if name in vars(base)), None)
        if owner is None:
            return
        method = vars(owner)[name]
        if getattr(method, "watched", False):
            return

        @functools.wraps(method)
        def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
            return around(method, sys._getframe(1), self, args, kwargs)

        watched.watched = True  # type: ignore[attr-defined]
        setattr(owner, name, watched)

    # -- models ----------------------------------------------------------------------------------------------------

    def _number(self, model: Any) -> int:
        known = self._numbers.get(id(model))
        if known is not None and known[0]() is model:
            return known[1]
        number = len(self._numbers) + 1
        while any(number == other for _, other in self._numbers.values()):
            number += 1
        self._numbers[id(model)] = (weakref.ref(model), number)
        return number

    def _introduce(self, model: Any, number: int, frame: FrameType, *, used: bool) -> None:
        """Describe a model at its first use: before it, or after it where it had no weights before."""
        variables = models.weights(model)
        if number in self._described or not (used or models.is_built(model)):
            return
        self._described.add(number)
        if not used:
            self._replay_by_position(variables, number)
        found = models.values(variables)
        described = []
        for variable, value in zip(variables, found):
            key = getattr(variable, "_drawn_as", None)
            described.append(
                {
                    "shape": list(value.shape) if value is not None else None,
                    "drawn": key,
                    "untouched": used or self._untouched(key, value),
                    "array": None if used or value is None else self._store.keep(value),
                }
            )
        self.write(
            "model",
            model=number,
            name=type(model).__name__,
            line=self.line(frame),
            layers=models.layers(model),
            inputs=models.shapes(model, "inputs"),
            outputs=models.shapes(model, "outputs"),
            parameters=int(sum(value.size for value in found if value is not None)),
            weights=described,
            built=not used,
        )

    def _untouched(self, key: Any, value: Any) -> bool:
        """Whether a weight still is what its initializer drew."""
        drawn = self._pins.drawn.get(key) if key is not None else None
        return drawn is not None and value is not None and np.array_equal(drawn.astype(value.dtype), value)

    def _replay_by_position(self, variables: list[Any], number: int) -> None:
        """Give untouched weights what those of their position had, where they were drawn in another order."""
        if number > len(self._plan.earlier):
            return
        earlier = self._plan.earlier[number - 1]["weights"]
        if len(earlier) != len(variables):
            return
        for variable, other in zip(variables, earlier):
            key, value = getattr(variable, "_drawn_as", None), to_array(variable)
            theirs = _key(other["drawn"])
            if key is None or theirs is None or key == theirs or value is None or not other["untouched"]:
                continue
            weights = self._pins.drawn_earlier(theirs)
            if weights is not None and weights.shape == value.shape and self._untouched(key, value):
                variable.assign(weights.astype(value.dtype))
                self._pins.drawn[key] = weights
                self._pins.note("initial weights, by position")

    def _weight_added(self, method: Any, frame: FrameType, layer: Any, args: Any, kwargs: Any) -> Any:
        before = self._pins.last_key
        variable = method(layer, *args, **kwargs)
        key = self._pins.last_key if self._pins.last_key is not before else self._pins.reserve(variable)
        if key is not None:
            try:
                variable._drawn_as = key
            except AttributeError:
                pass
        return variable

    def _weights(self, model: Any) -> list[Described | None]:
        return [None if value is None else self._store.keep(value) for value in models.values(models.weights(model))]

    def _weights_if_new(
        self, model: Any, number: int, *, after_training: bool = False
    ) -> list[Described | None] | None:
        """The weights, where they are others than those that were recorded last. None before there are all of them."""
        if not models.is_built(model):
            return None
        variables = models.weights(model)
        size = sum(int(np.prod([int(s or 0) for s in v.shape])) for v in variables)
        if size > MAX_WEIGHTS and not after_training and number in self._known_weights:
            return None
        kept = self._weights(model)
        digests = [None if each is None else each["digest"] for each in kept]
        if self._known_weights.get(number) == digests:
            return None
        self._known_weights[number] = digests
        return kept

    def _arrays(self, found: dict[str, Any]) -> dict[str, Described]:
        kept = {name: self._store.keep(value) for name, value in found.items()}
        return {name: each for name, each in kept.items() if each is not None}

    def named(self, value: Any, name: str) -> dict[str, Any]:
        """All arrays in `value`, by name; for what holds none, its type."""
        found: dict[str, Any] = {}
        for part, leaf in leaves(value, name):
            if leaf is not None:
                found[part] = self._store.keep(leaf) or type(leaf).__name__
        return found

    # -- runs ------------------------------------------------------------------------------------------------------

    def _run_by(self, name: str) -> Callable[..., Any]:
        def run(method: Any, frame: FrameType, model: Any, args: Any, kwargs: Any) -> Any:
            if self._elsewhere or (self._depth and self._place(frame) is None):
                return method(model, *args, **kwargs)
            try:
                given = inspect.signature(method).bind(model, *args, **kwargs).arguments
            except TypeError:
                return method(model, *args, **kwargs)
            return self._run(name, method, frame, model, dict(given))

        return run

    def _run(self, name: str, method: Any, frame: FrameType, model: Any, given: dict[str, Any]) -> Any:
        line, number = self.line(frame), self._number(model)
        spot = (number, line)
        left = self._caps.left(spot, name) if name in TRAININGS else None
        if left == 0:
            self._loops_of(frame, trained=False)
            self.write("call", name=name, model=number, line=line, skipped=True)
            return self._caps.last(spot)
        options = self._prepare(name, model, given)
        self._introduce(model, number, frame, used=False)
        event: dict[str, Any] = {
            "name": name,
            "model": number,
            "line": line,
            "options": options,
            "depth": self._depth,
            "states_before": self._arrays(models.states(model)),
            "weights_before": self._weights_if_new(model, number),
            "inputs": self._inputs(given),
        }
        if name == "fit":
            self._reorder(given)
        if self._plan.predict_only:
            return self._only_predict(name, method, model, given, event)
        asked = self._caps.trim_epochs(given, left) if name == "fit" else 1
        rows = self._caps.trim_data(name, given) if name in {"fit", "evaluate", "predict"} else None
        self._begun += 1
        event["begun"] = self._begun
        event["function"] = self.in_function
        self.write("begin", name=name, model=number, line=line, begun=self._begun)
        result = self._within(method, model, given)
        self._introduce(model, number, frame, used=True)
        event["logs"], event["outputs"] = self._results(name, model, result)
        event["states_after"] = self._arrays(models.states(model))
        event["weights_after"] = self._weights_if_new(model, number, after_training=name == "fit")
        self.write("call", **event)
        if rows is not None:
            result = caps.stretched(result, rows)
        if name == "fit" and hasattr(result, "history"):
            self._caps.done(spot, max([len(v) for v in result.history.values()] or [asked]), result)
            caps.lengthened(result, asked)
        elif name == "train_on_batch":
            self._caps.done(spot, 1, result)
        if name in TRAININGS:
            self._loops_of(frame, trained=True)
        return result

    def _loops_of(self, frame: FrameType, *, trained: bool) -> None:
        """Tell the loops that the program is in of a training that is counted by its line, or was left out."""
        if self._loops is not None:
            self._loops.trained(frame) if trained else self._loops.left_out(frame)

    @property
    def in_function(self) -> bool:
        """Whether a function of the program's is running that would be a graph."""
        return self._functions is not None and self._functions.inside

    @property
    def busy(self) -> bool:
        """Whether a recorded call is under way: what happens in it is part of it."""
        return self._depth > 0

    def within(self, call: Callable[[], Any]) -> Any:
        """Make a call that is recorded."""
        self._depth += 1
        self._runs += 1
        try:
            return call()
        finally:
            self._depth -= 1

    def _within(self, method: Any, model: Any, given: dict[str, Any]) -> Any:
        return self.within(lambda: _call(method, model, given))

    def _prepare(self, name: str, model: Any, given: dict[str, Any]) -> dict[str, Any]:
        """Pin what is no part of the program; return the options that the program chose."""
        x = given.get("x")
        if "verbose" in _parameters(self._keras.Model, name) and given.get("verbose") != 0:
            given["verbose"] = 0
            self._pins.note("progress bar")
        if name.endswith("on_batch"):
            return {}
        if self._plan.static_batch and given.get("batch_size") is None and caps.is_array(x):
            given["batch_size"] = _static_batch_size(model)
            self._pins.note("batch size")
        options: dict[str, Any] = {}
        if caps.is_array(x):
            steps = given.get("steps_per_epoch") or given.get("steps")
            options["batch_size"] = given.get("batch_size") or (None if steps else caps.DEFAULT_BATCH)
        if name == "fit":
            options["number"] = self._fits
            self._fits += 1
            options["epochs"] = given.get("epochs", 1)
            options.update(models.training(model))
            if caps.is_array(x) or caps.is_sequence(x):
                options["shuffle"] = bool(given.get("shuffle", True))
                options["reorders"] = caps.is_array(x)
                if options["shuffle"]:
                    self._pins.note("shuffle")
                given["shuffle"] = False
        return options

    def _inputs(self, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in ("x", "y", "sample_weight", "validation_data"):
            found.update(self.named(given.get(part), part))
        return found

    def _reorder(self, given: dict[str, Any]) -> None:
        """Put the samples of this call in another order, if the run is about that."""
        if self._fits - 1 not in self._plan.reordered or not caps.is_array(given.get("x")):
            return
        caps.split_validation(given)
        order = np.random.RandomState(self._fits).permutation(caps.samples(given["x"]))
        for part in ("x", "y", "sample_weight"):
            if caps.is_array(given.get(part)):
                given[part] = caps.chosen(given[part], order)

    def _results(self, name: str, model: Any, result: Any) -> tuple[dict[str, list[float | None]], dict[str, Any]]:
        """The logs by name, and the arrays that came out."""
        if name == "fit":
            history = getattr(result, "history", {})
            return {key: [_float(v) for v in values] for key, values in sorted(history.items())}, {}
        if name in {"predict", "predict_on_batch"}:
            return {}, self.named(result, "output")
        if isinstance(result, dict):
            return {key: [_float(value)] for key, value in sorted(result.items())}, {}
        numbers = [_float(value) for _, value in leaves(result, "")] if isinstance(result, (list, tuple)) else None
        if numbers is None:
            return {"loss": [_float(result)]}, {}
        names = self._metric_names(model, len(numbers))
        return {key: [value] for key, value in zip(names, numbers)}, {}

    def _metric_names(self, model: Any, count: int) -> list[str]:
        """The names of the numbers that evaluate and its kin return."""
        try:
            names = list(model.get_metrics_result() if self._is_keras_3 else model.metrics_names)
        except (AttributeError, TypeError, ValueError):
            names = []
        if len(names) != count:
            names = ["loss"] + ["number {}".format(place + 1) for place in range(1, count)]
        return [str(name) for name in names]

    def _only_predict(self, name: str, method: Any, model: Any, given: dict[str, Any], event: dict[str, Any]) -> Any:
        """Predict in place of what the backend cannot do; the result has the form that the program expects."""
        if name.startswith("predict"):
            result = self._within(method, model, given)
            event["outputs"] = self.named(result, "output")
            self.write("call", **event)
            return result
        x = given.get("x")
        if caps.is_array(x):
            size = given.get("batch_size") or caps.DEFAULT_BATCH
            self._within(
                type(model).predict, model, {"x": caps.chosen(x, slice(None, size)), "batch_size": size, "verbose": 0}
            )
        self._pins.note("no training")
        self.write("call", name=name, model=event["model"], line=event["line"], skipped=True)
        if name != "fit":
            return _noughts(model)
        history = self._keras.callbacks.History()
        history.history = _Zeros(max(1, given.get("epochs", 1)))
        history.epoch = list(range(max(1, given.get("epochs", 1))))
        return history

    # -- calls, resets, summaries ----------------------------------------------------------------------------------

    def _called(self, method: Any, frame: FrameType, layer: Any, args: Any, kwargs: Any) -> Any:
        """A layer or model is called: recorded where the program does it with numbers."""
        inputs = args[0] if args else kwargs.get("inputs")
        if self._depth or self._elsewhere or not (isinstance(layer, self._keras.Model) or self._place(frame)):
            return method(layer, *args, **kwargs)
        if not any(to_array(leaf) is not None for _, leaf in leaves(inputs, "x")):
            if self.in_function and isinstance(layer, self._keras.Model):
                self._number(layer)  # by the order in which they are met, traced or run
            return method(layer, *args, **kwargs)
        line, number = self.line(frame), self._number(layer)
        self._introduce(layer, number, frame, used=False)
        event: dict[str, Any] = {
            "name": "call",
            "model": number,
            "line": line,
            "options": {},
            "depth": 0,
            "states_before": self._arrays(models.states(layer)),
            "weights_before": self._weights_if_new(layer, number),
            "inputs": self.named(inputs, "x"),
        }
        result = self.within(lambda: method(layer, *args, **kwargs))
        if all(to_array(leaf) is None for _, leaf in leaves(result, "output")):
            return result  # traced, not run
        event["function"] = self.in_function
        self._introduce(layer, number, frame, used=True)
        event["logs"], event["outputs"] = {}, self.named(result, "output")
        event["states_after"] = self._arrays(models.states(layer))
        event["weights_after"] = self._weights_if_new(layer, number)
        self.write("call", **event)
        return result

    def _reset(self, method: Any, frame: FrameType, layer: Any, args: Any, kwargs: Any) -> Any:
        if self._resetting or self._place(frame) is None:
            return method(layer, *args, **kwargs)
        again = self._reset_at.get(id(layer)) == self._runs  # nothing ran since it was reset before
        self._reset_at[id(layer)] = self._runs
        self._resetting += 1
        try:
            result = method(layer, *args, **kwargs)
        finally:
            self._resetting -= 1
        after = {} if again else models.states(layer)
        if after:
            self.write("reset", line=self.line(frame), layer=type(layer).__name__, states=self._arrays(after))
        return result

    def _summarised(self, method: Any, frame: FrameType, model: Any, args: Any, kwargs: Any) -> Any:
        """Tables of models differ in their looks: one that the program just prints goes to standard error."""
        if "print_fn" not in kwargs and len(args) < 3:
            self._pins.note("summary")
            kwargs = dict(kwargs, print_fn=_to_standard_error)
        return method(model, *args, **kwargs)


def _noughts(model: Any) -> Any:
    """What evaluate and its kin return where nothing was evaluated: 0 for the loss and each metric."""
    try:
        metrics = list((model.get_compile_config() or {}).get("metrics") or [])
    except (AttributeError, NotImplementedError, TypeError, ValueError):
        metrics = []
    return [0.0] * (1 + len(metrics)) if metrics else 0.0


class _Zeros(dict):  # type: ignore[type-arg]
    """The history of a training that did not happen: whatever is asked for is 0."""

    def __init__(self, epochs: int) -> None:
        super().__init__(loss=[0.0] * epochs)
        self._epochs = epochs

    def __missing__(self, key: str) -> list[float]:
        return [0.0] * self._epochs


def _to_standard_error(*words: object, **_named: object) -> None:
    sys.stderr.write(" ".join(map(str, words)) + "\n")


def _subclasses(cls: type) -> list[type]:
    found: dict[type, None] = {}
    todo = [cls]
    while todo:
        each = todo.pop()
        if each not in found:
            found[each] = None
            todo += each.__subclasses__()
    return list(found)


def _parameters(cls: Any, name: str) -> Any:
    return inspect.signature(getattr(cls, name)).parameters


def _call(method: Any, model: Any, given: dict[str, Any]) -> Any:
    """Call a method with bound arguments, by name where that can be."""
    named = {key: value for key, value in given.items() if key not in {"self", "kwargs", "args"}}
    return method(model, *given.get("args", ()), **named, **given.get("kwargs", {}))


def _key(drawn: Any) -> Any:
    """A key of drawn weights as it was before it became JSON."""
    return None if drawn is None else (tuple(drawn[0]), drawn[1])


def _float(value: Any) -> float | None:
    array = to_array(value)
    return float(array) if array is not None and array.size == 1 else None


def _static_batch_size(model: Any) -> int | None:
    """Return the batch size that the model's inputs fix, or None."""
    if not getattr(model, "inputs", None):
        return None
    size: int | None = model.inputs[0].shape[0]
    return size
