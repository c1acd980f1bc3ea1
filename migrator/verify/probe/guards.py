"""What would make an unattended run wait for somebody: windows, questions and the network are noted, not waited for."""

from __future__ import annotations

import builtins
import importlib.util
import sys
from importlib.abc import Loader, MetaPathFinder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    Note = Callable[[str, str], None]

_HERE = {"localhost", "127.0.0.1", "::1", "", "0.0.0.0", None}


class NetworkRefused(OSError):
    """The program wants the network, which is not there while it is verified."""


def install(note: Note) -> None:
    """Guard this process; `note` is told what happened and its particulars."""
    _answer_questions(note)
    _refuse_network(note)
    sys.meta_path.insert(0, _PyplotFinder(note))
    if "matplotlib.pyplot" in sys.modules:
        _patch_pyplot(sys.modules["matplotlib.pyplot"], note)


def _answer_questions(note: Note) -> None:
    def answer(prompt: object = "") -> str:
        sys.stdout.write(str(prompt))
        note("input", "input() was answered with an empty line")
        return ""

    builtins.input = answer


def _refuse_network(note: Note) -> None:
    def audit(event: str, arguments: Any) -> None:
        host: Any = None
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        elif event == "socket.getaddrinfo" or event == "webbrowser.open":
            host = arguments[0]
        if isinstance(host, bytes):
            host = host.decode("utf-8", "replace")
        if host not in _HERE:
            note("network", "the network was refused: {}".format(host))
            raise NetworkRefused("there is no network while a program is verified: {}".format(host))

    sys.addaudithook(audit)


class _PyplotFinder(MetaPathFinder):
    """Lets matplotlib.pyplot load as ever, and then show nothing."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._busy = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "matplotlib.pyplot" or self._busy:
            return None
        self._busy = True
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._busy = False
        if spec is not None and spec.loader is not None:
            spec.loader = _PyplotLoader(spec.loader, self._note)
        return spec


class _PyplotLoader(Loader):
    def __init__(self, loader: Loader, note: Note) -> None:
        self._loader = loader
        self._note = note

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        _patch_pyplot(module, self._note)


def _patch_pyplot(pyplot: Any, note: Note) -> None:
    def show(*_args: object, **_named: object) -> None:
        note("show", "plt.show() showed nothing")

    pyplot.show = show
    pyplot.pause = lambda *_args: None
