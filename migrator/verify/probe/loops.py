"""Ends the loops in which a program trains: after as many turns on both sides.

A loop cannot be ended from outside. So the `for` and `while` statements of the program ask, each time that they turn,
whether they may go on; its files stay as they are, and so do the numbers of its lines.
"""

from __future__ import annotations

import ast
import builtins
import importlib.machinery
import sys
from collections import Counter
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    Spot = tuple[CodeType, int]

NAME = "__keras_migrate_loops__"
"""What the program's code calls it by. A builtin, so that functions without their module find it, too."""
PATIENCE = 100
"""How many turns a loop may do, all told, in which trainings are only left out: programs count on their number."""


class Stopped(BaseException):
    """Ends the program where one of its loops is ended; no error of it."""


class _Loop:
    """A loop that is running, in one frame of the program. `spot` is its statement."""

    def __init__(self, spot: Spot, last: int) -> None:
        self.spot = spot
        self.last = last
        self.turns = 0
        """The turns that made steps of their own."""
        self.began = False
        self.innermost = False
        self.clear()

    def clear(self) -> None:
        """A turn begins."""
        self.stepped = self.trained = self.left_out = False


class Loops:
    """The loops of a program, and how often they may turn: innermost ones `steps` times, those around them `epochs`."""

    def __init__(
        self, epochs: int | None, steps: int | None, ended: Callable[[str], None], *, stops: bool, boundary: CodeType
    ) -> None:
        self._epochs = epochs
        self._steps = steps
        self._ended = ended
        self._stops = stops
        self._boundary = boundary
        self._running: dict[int, dict[int, _Loop]] = {}
        self._idle: Counter[Spot] = Counter()
        self.ends = 0
        """How often a loop was ended."""

    # -- what the program's code calls ---------------------------------------------------------------------------------

    def turns(self, iterable: Any, first: int, last: int) -> Iterator[Any]:
        """The items of a `for` statement that reaches from line `first` to line `last`."""
        return self._items(iter(iterable), self._begin(sys._getframe(1), first, last))

    def begin(self, first: int, last: int) -> None:
        """A `while` statement begins."""
        self._begin(sys._getframe(1), first, last)

    def turn(self, first: int, last: int) -> bool:
        """Whether a `while` statement whose condition holds may turn."""
        frame = sys._getframe(1)
        loop = self._running.get(id(frame), {}).get(first)
        if loop is None or loop.spot[0] is not frame.f_code:  # IPython runs each statement alone
            loop = self._begin(frame, first, last)
        return self._goes_on(loop)

    def _items(self, iterator: Iterator[Any], loop: _Loop) -> Iterator[Any]:
        for item in iterator:
            if not self._goes_on(loop):
                return
            yield item

    def _begin(self, frame: FrameType, first: int, last: int) -> _Loop:
        loop = _Loop((frame.f_code, first), last)
        self._running.setdefault(id(frame), {})[first] = loop
        return loop

    def _goes_on(self, loop: _Loop) -> bool:
        if not loop.began:
            loop.began = True
            return True
        if loop.stepped:
            loop.turns += 1
        elif loop.left_out and not loop.trained:
            self._idle[loop.spot] += 1
        idle = loop.left_out and self._idle[loop.spot] >= PATIENCE
        limit = self._steps if loop.innermost else self._epochs
        loop.clear()
        if idle:
            return self._end("this loop was ended: its trainings are left out")
        if limit is not None and loop.turns >= limit:
            return self._end("this loop was ended after {} turns that train".format(loop.turns))
        return True

    def _end(self, said: str) -> bool:
        self.ends += 1
        self._ended(said)
        if self._stops:
            raise Stopped
        return False

    # -- what the recorder says ----------------------------------------------------------------------------------------

    def stepped(self, frame: FrameType | None) -> None:
        """The program made a step of training of its own in a frame."""
        innermost = True
        for loop in self._around(frame):
            loop.stepped = True
            loop.innermost = loop.innermost or innermost
            innermost = False

    def trained(self, frame: FrameType | None) -> None:
        """A model was trained in a frame by a method of Keras, which has a limit of its own."""
        for loop in self._around(frame):
            loop.trained = True

    def left_out(self, frame: FrameType | None) -> None:
        """Such a training was left out."""
        for loop in self._around(frame):
            loop.left_out = True

    def _around(self, frame: FrameType | None) -> Iterator[_Loop]:
        """The loops that a frame is in, from the inside, as far as the function that is run as a graph elsewhere."""
        while frame is not None and frame.f_code is not self._boundary:
            running = self._running.get(id(frame))
            if running:
                line = frame.f_lineno
                yield from (
                    loop
                    for first, loop in sorted(running.items(), reverse=True)
                    if first <= line <= loop.last and loop.spot[0] is frame.f_code
                )
            frame = frame.f_back

    # -- the program's code --------------------------------------------------------------------------------------------

    def install(self, belongs: Callable[[str], bool]) -> None:
        """Let the modules of the program ask, those for whose files `belongs` holds."""
        setattr(builtins, NAME, self)
        loader: Any = importlib.machinery.SourceFileLoader
        plain = loader.source_to_code

        def source_to_code(self: Any, data: Any, path: Any, **options: Any) -> Any:
            if isinstance(path, str) and isinstance(data, bytes) and belongs(path):
                data = asking(ast.parse(data, path))
            return plain(self, data, path, **options)

        loader.source_to_code = source_to_code
        sys.dont_write_bytecode = True


def asking(tree: Any) -> Any:
    """The tree of a module whose loops ask whether they may go on."""
    return ast.fix_missing_locations(Asking().visit(tree))


class Asking(ast.NodeTransformer):
    """Rewrites loops: `for x in y` to `for x in turns(y)`, `while test` to `begin()` and `while test and turn()`.

    Loops that call nothing do not train.
    """

    def visit_For(self, node: ast.For) -> Any:
        self.generic_visit(node)
        if _calls(node):
            node.iter = _call("turns", node.iter, node.iter, *_lines(node))
        return node

    def visit_While(self, node: ast.While) -> Any:
        self.generic_visit(node)
        if not _calls(node):
            return node
        begin = ast.copy_location(ast.Expr(_call("begin", node, *_lines(node))), node)
        test = _call("turn", node.test, *_lines(node))
        node.test = ast.copy_location(ast.BoolOp(ast.And(), [node.test, test]), node.test)
        return [begin, node]


def _calls(loop: Any) -> bool:
    return any(isinstance(node, ast.Call) for statement in loop.body for node in ast.walk(statement))


def _lines(loop: Any) -> tuple[ast.expr, ast.expr]:
    return ast.Constant(loop.lineno), ast.Constant(loop.end_lineno)


def _call(method: str, place: Any, *arguments: ast.expr) -> ast.expr:
    function = ast.Attribute(ast.Name(NAME, ast.Load()), method, ast.Load())
    return ast.copy_location(ast.Call(function, list(arguments), []), place)
