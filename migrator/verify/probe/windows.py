"""Windows that a program would open and wait for: they show nothing, and answer as if they had been closed.

Each patch is made when the program imports the module that it is about.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Note = Callable[[str, str], None]

KEYS = (ord("q"), 27, 13)
"""What waits for a key of OpenCV is told in turn: q, Escape, Return."""
POLLS = 30
"""How often a program may ask for events of pygame before its window is closed."""


def _silent(module: Any, name: str, said: str, note: Note, answer: Any = None) -> None:
    """Let a function do nothing but be noted, and answer always the same."""
    if hasattr(module, name):

        def shown(*_args: object, **_named: object) -> Any:
            note("show", said)
            return answer

        setattr(module, name, shown)


def _matplotlib(module: Any, note: Note) -> None:
    use = module.use

    def use_agg(backend: object, *_args: object, **_named: object) -> None:
        if str(backend).lower() != "agg":
            note("show", "matplotlib draws by Agg, without windows, not by {}".format(backend))
        use("Agg")

    module.use = use_agg


def _pyplot(module: Any, note: Note) -> None:
    _silent(module, "show", "plt.show() showed nothing", note)
    for name in ("ginput", "waitforbuttonpress"):
        _silent(module, name, "plt.{}() waited for nobody".format(name), note, answer=[])
    module.pause = lambda *_args: None
    switch = module.switch_backend
    module.switch_backend = lambda *_args: switch("Agg")


def _opencv(module: Any, note: Note) -> None:
    keys = itertools.cycle(KEYS)

    def key(*_args: object) -> int:
        note("show", "cv2.waitKey() was told a key in turn: q, Escape, Return")
        return next(keys)

    for name in ("imshow", "namedWindow", "moveWindow", "resizeWindow", "setMouseCallback", "createTrackbar"):
        _silent(module, name, "cv2.{}() showed nothing".format(name), note)
    for name in ("destroyAllWindows", "destroyWindow", "startWindowThread", "setWindowTitle"):
        setattr(module, name, lambda *_args: None)
    module.getTrackbarPos = lambda *_args: 0
    module.waitKey = module.waitKeyEx = key


def _pygame(module: Any, note: Note) -> None:
    """With the display that SDL has for such cases, the window is there and nobody sees it: it is closed soon."""
    polls = itertools.count(1)

    def events(*_args: object, **_named: object) -> list[Any]:
        if next(polls) <= POLLS:
            return []
        note("show", "the window of pygame was closed")
        return [module.event.Event(module.QUIT)]

    module.event.get = events
    module.event.wait = lambda *_args, **_named: module.event.Event(module.QUIT)


def _plotly(module: Any, note: Note) -> None:
    _silent(module, "show", "a figure of plotly was not shown", note)


def _pillow(module: Any, note: Note) -> None:
    _silent(module.Image, "show", "an image of Pillow was not shown", note)


def _webbrowser(module: Any, note: Note) -> None:
    def opened(url: object, *_args: object, **_named: object) -> bool:
        note("show", "no browser was opened for {}".format(url))
        return True

    module.open = module.open_new = module.open_new_tab = opened
    module.get = lambda *_args: module


def _qt(module: Any, note: Note) -> None:
    for name in ("exec", "exec_"):
        _silent(module.QApplication, name, "a window of Qt showed nothing", note, answer=0)


def _tkinter(module: Any, note: Note) -> None:
    tk = module._tkinter

    def create(*_args: object, **_named: object) -> _NoTk:
        note("show", "windows of tkinter show nothing")
        return _NoTk(tk)

    tk.create = create


class _NoTk:
    """What tkinter asks to draw: keeps variables, and finds all else done, empty or 1."""

    def __init__(self, tk: Any) -> None:
        self._values: dict[str, Any] = {"tk_version": tk.TK_VERSION, "tcl_version": tk.TCL_VERSION}

    def call(self, *words: Any) -> Any:
        """Do nothing. What a window is asked for is a number, and what a question is answered is nothing."""
        if len(words) == 1 and isinstance(words[0], tuple):
            words = words[0]
        if words[:1] == ("set",) and len(words) == 3:
            self._values[str(words[1])] = words[2]
        if words[1:2] == ("bbox",):
            return "0 0 0 0"
        if words[:1] != ("winfo",):
            return ""
        return {"toplevel": ".", "children": "", "parent": ""}.get(words[1], "1")

    def globalgetvar(self, name: Any, *_: Any) -> Any:
        return self._values.get(str(name), "")

    def globalsetvar(self, name: Any, value: Any, *_: Any) -> None:
        self._values[str(name)] = value

    getvar, setvar = globalgetvar, globalsetvar

    def getint(self, value: Any) -> int:
        return int(self.getdouble(value))

    def getdouble(self, value: Any) -> float:
        try:
            return float(value)
        except ValueError:
            return 0.0

    def getboolean(self, value: Any) -> bool:
        return str(value).lower() in {"1", "true", "yes", "on"}

    def splitlist(self, value: Any) -> tuple[Any, ...]:
        return tuple(value) if isinstance(value, (list, tuple)) else tuple(str(value).split())

    def wantobjects(self, *_: Any) -> int:
        return 0

    def __getattr__(self, name: str) -> Any:
        return lambda *_args, **_named: None  # mainloop, createcommand, quit, ...


PATCHES: dict[str, Callable[[Any, Note], None]] = {
    "PIL.Image": _pillow,
    "cv2": _opencv,
    "matplotlib": _matplotlib,
    "matplotlib.pyplot": _pyplot,
    "plotly.io": _plotly,
    "pygame": _pygame,
    "tkinter": _tkinter,
    "webbrowser": _webbrowser,
    **{name + ".QtWidgets": _qt for name in ("PyQt5", "PyQt6", "PySide2", "PySide6")},
}
"""What is done to a module when it has been imported."""
