"""What the program decorates with `tf.function`: run eagerly, so that the models in it are seen; and steps on a tape.

The libraries keep their graphs, and so does what is traced into a graph that encloses it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from .loops import Loops

PINNED = "functions of tf.function, run eagerly"


class Functions:
    """The program's own graphs. With `graphs` they stay what they are, and are only counted."""

    def __init__(self, tensorflow: Any, note: Callable[[str], None], *, graphs: bool) -> None:
        self._tf = tensorflow
        self._note = note
        self._graphs = graphs
        self._loops: Loops | None = None
        self._watched: dict[type, type] = {}
        self._running: list[bool] = []

    @property
    def inside(self) -> bool:
        """Whether one of them is running."""
        return bool(self._running)

    def install(self, loops: Loops, is_program: Callable[[FrameType], bool], is_busy: Callable[[], bool]) -> None:
        """Take over `tf.function` where the program calls it, and `GradientTape.gradient` where no model is run."""
        self._loops = loops
        function = self._tf.function

        def watched(*args: Any, **kwargs: Any) -> Any:
            made = function(*args, **kwargs)
            return self._adopted(made) if is_program(sys._getframe(1)) else made

        for module in (self._tf, self._tf.compat.v2, self._tf.compat.v1):
            if getattr(module, "function", None) is function:
                module.function = watched
        gradient = self._tf.GradientTape.gradient

        def differentiate(tape: Any, *args: Any, **kwargs: Any) -> Any:
            result = gradient(tape, *args, **kwargs)
            if not is_busy():
                self.stepped(sys._getframe(1))
            return result

        self._tf.GradientTape.gradient = differentiate

    def stepped(self, frame: FrameType | None) -> None:
        """A step of training was made, or is traced."""
        assert self._loops is not None
        if self._running:
            self._running[-1] = True
        self._loops.stepped(frame)

    def _adopted(self, made: Any) -> Any:
        """A function of the program's, or the decorator that makes one."""
        if not hasattr(made, "get_concrete_function"):
            return lambda function: self._adopted(made(function))
        cls = type(made)
        if cls not in self._watched:
            self._watched[cls] = type(cls.__name__, (cls,), {"__call__": self._caller(cls)})
        made.__class__ = self._watched[cls]
        return made

    def _caller(self, cls: type) -> Any:
        def called(function: Any, *args: Any, **kwargs: Any) -> Any:
            return self.call(cls, function, args, kwargs)

        return called

    def call(self, cls: Any, function: Any, args: Any, kwargs: Any) -> Any:
        """Call one of the functions; the frame of this is where its loops end."""
        if not self._tf.executing_eagerly():
            return cls.__call__(function, *args, **kwargs)
        self._running.append(False)
        try:
            result = cls.__call__(function, *args, **kwargs) if self._graphs else self._eagerly(function, args, kwargs)
        finally:
            trained = self._running.pop()
        if trained:
            function.trains = True  # a graph is traced once, and trains each time
        if getattr(function, "trains", False):
            self.stepped(sys._getframe(2))
        return result

    def _eagerly(self, function: Any, args: Any, kwargs: Any) -> Any:
        """What a graph takes and gives: tensors in place of arrays and numbers."""
        self._note(PINNED)
        if function.input_signature is not None and not kwargs:
            args = self._as_specified(args, function.input_signature)
        args, kwargs = self._mapped(self._tensor_of_array, (args, kwargs))
        return self._mapped(self._tensor_of_number, function.python_function(*args, **kwargs))

    def _as_specified(self, args: Any, signature: Any) -> Any:
        try:
            return tuple(
                self._tf.nest.map_structure(lambda spec, value: self._specified(spec, value), spec, value)
                for spec, value in zip(signature, args)
            ) + tuple(args[len(signature) :])
        except (TypeError, ValueError):
            return args

    def _specified(self, spec: Any, value: Any) -> Any:
        plain = isinstance(value, (bool, int, float, np.ndarray, np.generic))
        return self._tf.convert_to_tensor(value, spec.dtype) if plain else value

    def _mapped(self, change: Callable[[Any], Any], value: Any) -> Any:
        try:
            return self._tf.nest.map_structure(change, value)
        except (TypeError, ValueError):  # keys that cannot be sorted, and the like
            return value

    def _tensor_of_array(self, value: Any) -> Any:
        return self._tf.convert_to_tensor(value) if isinstance(value, (np.ndarray, np.generic)) else value

    def _tensor_of_number(self, value: Any) -> Any:
        plain = isinstance(value, (bool, int, float, np.ndarray, np.generic, self._tf.Variable))
        return self._tf.convert_to_tensor(value) if plain else value
