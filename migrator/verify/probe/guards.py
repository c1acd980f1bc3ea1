"""What would make an unattended run wait for somebody: windows, questions and the network are noted, not waited for."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from typing import TYPE_CHECKING, Any

from .windows import PATCHES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import FrameType, ModuleType

    Note = Callable[[str, str], None]

_HERE = {"localhost", "127.0.0.1", "::1", "", "0.0.0.0", None}
_NO_PROXY = "http://127.0.0.1:9"
"""Where nobody answers: processes that the program starts ask there for the network, and are refused at once."""
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")


class NetworkRefused(OSError):
    """The program wants the network, which is not there while it is verified."""


def install(note: Note, is_program: Callable[[FrameType], bool]) -> None:
    """Guard this process; `note` is told what happened and its particulars."""
    _answer_questions(note)
    _refuse_network(note)
    _note_processes(note, is_program)
    sys.meta_path.insert(0, _Finder(note))
    for name, patch in PATCHES.items():
        if name in sys.modules:
            patch(sys.modules[name], note)


def _answer_questions(note: Note) -> None:
    def answer(prompt: object = "") -> str:
        sys.stdout.write(str(prompt))
        note("input", "input() was answered with an empty line")
        return ""

    def password(*_args: object, **_named: object) -> str:
        note("input", "getpass() was answered with an empty line")
        return ""

    def go_on(*_args: object, **_named: object) -> None:
        note("input", "a breakpoint was passed by")

    builtins.input = answer
    importlib.import_module("getpass").getpass = password  # type: ignore[attr-defined]
    importlib.import_module("pdb").set_trace = go_on  # type: ignore[attr-defined]
    sys.breakpointhook = go_on


def _refuse_network(note: Note) -> None:
    asked: list[str] = []

    def audit(event: str, arguments: Any) -> None:
        host: Any = None
        if event == "urllib.Request":
            asked[:] = [str(arguments[0])]
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        elif event == "socket.getaddrinfo":
            host = arguments[0]
        if isinstance(host, bytes):
            host = host.decode("utf-8", "replace")
        if host not in _HERE:
            wanted = asked.pop() if asked and str(host) in asked[0] else host
            note("network", "the network was refused: {}".format(wanted))
            raise NetworkRefused("there is no network while a program is verified: {}".format(wanted))

    sys.addaudithook(audit)
    for name in _PROXIES:
        os.environ[name] = os.environ[name.upper()] = _NO_PROXY
    request: Any = importlib.import_module("urllib.request")
    request.getproxies = request.getproxies_environment = dict  # in this process the host itself is refused, by name


def _note_processes(note: Note, is_program: Callable[[FrameType], bool]) -> None:
    """Note the processes that the program starts: what they do is not seen. Those that libraries start are theirs."""

    def audit(event: str, arguments: Any) -> None:
        if event not in {"subprocess.Popen", "os.system", "os.fork", "os.posix_spawn"}:
            return
        frame = sys._getframe(1)
        while frame.f_back is not None and _starts_processes(frame):
            frame = frame.f_back
        if is_program(frame):
            what = {"subprocess.Popen": 1, "os.system": 0, "os.posix_spawn": 1}.get(event)
            said = "" if what is None else ": {}".format(_spoken(arguments[what]))
            note("process", "a process was started, and what it does with models is not seen{}".format(said))

    sys.addaudithook(audit)


def _starts_processes(frame: FrameType) -> bool:
    name = frame.f_globals.get("__name__") or ""
    return name in {__name__, "subprocess", "os"} or name.partition(".")[0] in {"multiprocessing", "concurrent"}


def _spoken(command: Any) -> str:
    words = command if isinstance(command, (list, tuple)) else [command]
    said = " ".join(word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word) for word in words)
    return said if len(said) <= 80 else said[:79] + "…"


class _Finder(MetaPathFinder):
    """Lets the modules that open windows load as ever, and then show nothing."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._busy: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in PATCHES or fullname in self._busy:
            return None
        self._busy.add(fullname)
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._busy.discard(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _PatchingLoader(spec.loader, PATCHES[fullname], self._note)
        return spec


class _PatchingLoader(Loader):
    def __init__(self, loader: Loader, patch: Callable[[Any, Note], None], note: Note) -> None:
        self._loader = loader
        self._patch = patch
        self._note = note

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._patch(module, self._note)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)  # resources and the like
