"""One side as a process: imports Keras once, then forks a child for every program that it is told to run.

Speaks JSON lines: a greeting on standard output, then for every job read from standard input one line when it is done.
A child leaves in the job's folder what the program printed, the trace of its models, and a report of how it ended.
"""

from __future__ import annotations

import ast
import builtins
import gc
import importlib
import importlib.metadata
import json
import os
import resource
import signal
import sys
import threading
import traceback
import types
from typing import IO, TYPE_CHECKING, Any, NoReturn

from . import aliases, clock, guards, noise, old_keras
from .arrays import Store
from .caps import Caps
from .functions import Functions
from .loops import NAME, Asking, Loops, Stopped, asking
from .pins import Pins, give_own_generator, read_weights
from .updates import Updates
from .watch import Plan, Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


MAX_FILE = 8_000_000_000
"""How many bytes a file may have that a program writes: one that prints without an end ends there."""


class KerasMissing(Exception):
    """This interpreter has not the Keras that it is asked for; the message says what to install."""


def main() -> None:
    """Serve the side that the first argument, JSON, describes until standard input ends."""
    side = json.loads(sys.argv[1])
    replies = _claim_standard_output()
    try:
        keras, pins = load(side)
    except KerasMissing as missing:
        _say(replies, {"missing": str(missing)})
        return
    _say(replies, {"version": keras.__version__, "package": keras.__name__.partition(".")[0]})
    for line in sys.stdin:
        _say(replies, _run_in_child(json.loads(line), pins, keras))


def load(side: dict[str, Any]) -> tuple[ModuleType, Pins]:
    """The Keras of a side, and its pins in place. Raises KerasMissing."""
    keras = _keras_2() if side["major"] == 2 else _keras_3(side["backend"])
    return keras, _prepare(side, keras)


def _claim_standard_output() -> IO[str]:
    """Return standard output for the replies alone; what anything else prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


def _say(replies: IO[str], message: dict[str, Any]) -> None:
    replies.write(json.dumps(message) + "\n")
    replies.flush()


def _import(name: str, install: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        reason = "" if isinstance(error, ModuleNotFoundError) and error.name == name else " ({})".format(error)
        message = "{} is not in {}{}: {} -m pip install {}"
        raise KerasMissing(message.format(name, sys.prefix, reason, sys.executable, install)) from error


def _version_of(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _keras_2() -> ModuleType:
    """Keras 2 itself, or the package tf_keras in its place.

    TensorFlow 2.16 and later serve `tf.keras` by the package tf_keras when TF_USE_LEGACY_KERAS is set
    (tensorflow/__init__.py), and by Keras 3 when it is not; before, it must not be set.
    """
    genuine = _version_of("keras").startswith("2.")
    os.environ["TF_USE_LEGACY_KERAS"] = "0" if genuine else "1"
    _import("tensorflow", "tensorflow tf_keras")
    return importlib.import_module("keras") if genuine else _import("tf_keras", "tf_keras")


def _keras_3(backend: str) -> ModuleType:
    if not _version_of("keras").startswith("3."):
        found = _version_of("keras")
        what = "keras {} is".format(found) if found else "no keras is"
        message = "{} in {}, not Keras 3: {} -m pip install 'keras>=3'"
        raise KerasMissing(message.format(what, sys.prefix, sys.executable))
    os.environ["TF_USE_LEGACY_KERAS"] = "0"
    _import(backend, backend)
    try:
        return importlib.import_module("keras")
    except ImportError as error:  # the numpy backend needs scipy
        message = "Keras 3 on {} does not start in {} ({}): {} -m pip install {}"
        said = message.format(backend, sys.prefix, error, sys.executable, error.name or backend)
        raise KerasMissing(said) from error


def _prepare(side: dict[str, Any], keras: ModuleType) -> Pins:
    """Make the process ready to fork. No operation may run here: a framework that has threads cannot be forked."""
    if side["major"] == 2:
        if keras.__name__ == "tf_keras":
            aliases.install()
        source = keras.__name__ + ".src"
        _leave_out_gpu_kernels(source)
        to_tensor: Callable[..., Any] = importlib.import_module("tensorflow").convert_to_tensor
        give_own_generator(source + ".backend")
    else:
        to_tensor = keras.ops.convert_to_tensor
        give_own_generator("keras.src.random.seed_generator")
    if "tensorflow" in sys.modules:  # graphs compute as they are written, so that they round alike
        sys.modules["tensorflow"].config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    pins = Pins(to_tensor)
    pins.install(keras)
    if side["major"] == 2:
        noise.pin_keras_2(keras, keras.__name__ + ".src.backend", pins.note)
    else:
        noise.pin_keras_3(keras, pins.note)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    return pins


def _leave_out_gpu_kernels(source: str) -> None:
    """Spare Keras 2 the work for the GPU versions of LSTM and GRU: two fifths of the time of a small program.

    Their graphs are traced and registered beside the ones that run, for an optimizer of graphs to choose from
    (tf_keras 2.21, layers/rnn/gru_lstm_utils.py); without that optimizer, which is left out, nobody asks for them.
    """
    kernels = importlib.import_module(source + ".layers.rnn.gru_lstm_utils")
    setattr(kernels, "function_register", lambda *_args, **_kwargs: None)  # noqa: B010 - untyped module


def _run_in_child(job: dict[str, Any], pins: Pins, keras: ModuleType) -> dict[str, Any]:
    """Run the job in a forked child and tell how it ended: its exit code, or minus the signal's number."""
    child = os.fork()
    if child == 0:
        _be_the_child(job, pins, keras)
    late: list[bool] = []

    def end(*_: object) -> None:
        late.append(True)
        _kill(child)

    # Here and not in the child: a program may have alarms of its own.
    signal.signal(signal.SIGALRM, end)
    signal.alarm(job["timeout"])
    signal.signal(signal.SIGTERM, lambda *_: _stop(child))
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _kill(child)  # what the program started and left running
    code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    return {"status": code, "late": bool(late)}


def _kill(child: int) -> None:
    """End a program and all that it started."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _stop(child: int) -> NoReturn:
    """End the program that is running, and this process."""
    _kill(child)
    os._exit(1)


def _be_the_child(job: dict[str, Any], pins: Pins, keras: ModuleType) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()
    process = os.getpid()
    folder = job["folder"]
    _redirect(folder)
    old_keras.install(keras, job["eras"])
    if job.get("initial") and os.path.exists(job["initial"]):
        pins.replay(read_weights(job["initial"]))
    caps = Caps(job["max_epochs"], job["max_steps"], pins.note)
    store = Store(os.path.join(folder, "arrays"))
    watch = Watch(keras, job["root"], store, os.path.join(folder, "trace.jsonl"), pins, caps, Plan(job))
    loops = _watch_loops(job, pins, watch)
    watch.install(loops, _watch_functions(job, pins, watch, loops))
    Updates(watch).install(keras)
    old_keras.install_last(keras, job["eras"])
    guards.install(watch.note, watch.is_program)
    clock.install(pins.note, watch.is_program)
    error = _run(job, pins, watch)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.getpid() != process:  # a copy of the process that the program made, and that came to its end
        os._exit(1 if error else 0)
    watch.finish()
    pins.save(os.path.join(folder, "initial.npz"))
    report = {"error": error, "pinned": pins.pinned, "loops_ended": loops.ends, **_keras_seen()}
    with open(os.path.join(folder, "report.json"), "w", encoding="utf-8") as file:
        json.dump(report, file)
    os._exit(0)


def _watch_loops(job: dict[str, Any], pins: Pins, watch: Watch) -> Loops:
    def ended(said: str) -> None:
        pins.note("fewer turns of loops")
        watch.note("loop", said)

    loops = Loops(job["max_epochs"], job["max_steps"], ended, stops=job["stops"], boundary=Functions.call.__code__)
    if job["max_epochs"] or job["max_steps"]:
        loops.install(watch.belongs)
    return loops


def _watch_functions(job: dict[str, Any], pins: Pins, watch: Watch, loops: Loops) -> Functions | None:
    """Watch `tf.function`, where there is a TensorFlow."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None:
        return None
    functions = Functions(tensorflow, pins.note, graphs=job["graphs"])
    functions.install(loops, watch.is_program, lambda: watch.busy)
    return functions


def _redirect(folder: str) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    for descriptor, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, os.path.join(folder, "stdout"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, os.path.join(folder, "stderr"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)


def _run(job: dict[str, Any], pins: Pins, watch: Watch) -> dict[str, str] | None:
    """Run the program as `python program` would; return the exception it ended with, and where."""
    program: str = job["program"]
    os.chdir(job["cwd"])
    sys.argv = [job["called"], *job["arguments"]]
    sys.path.insert(0, os.path.dirname(program))
    pins.seed()
    try:
        if program.endswith(".ipynb"):
            _run_cells(program)
        else:
            _run_file(program)
        _wait_for_threads()
    except Stopped:
        return None
    except SystemExit as end:
        return None if end.code in (None, 0) else {"message": "SystemExit: {}".format(end.code), "line": "?"}
    except BaseException as exception:  # noqa: BLE001 - whatever ends the program is its result
        traceback.print_exc()
        return {"message": "{}: {}".format(type(exception).__name__, exception), "line": _line_of(exception, watch)}
    return None


def _run_file(program: str) -> None:
    """Run a file as the module `__main__`. Raises what it raises."""
    with open(program, "rb") as file:
        tree = ast.parse(file.read(), program)
    if hasattr(builtins, NAME):
        tree = asking(tree)
    main = types.ModuleType("__main__")
    main.__file__ = program
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    exec(compile(tree, program, "exec", dont_inherit=True), main.__dict__)


def _wait_for_threads() -> None:
    """Python waits for the threads of a program at its end, but for those that are daemons."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _line_of(exception: BaseException, watch: Watch) -> str:
    """The innermost line of the program that an exception came by."""
    trace = exception.__traceback__
    last = "?"
    while trace is not None:
        place = watch.place_of(trace.tb_frame, trace.tb_lineno)
        last = place or last
        trace = trace.tb_next
    return last


def _run_cells(notebook: str) -> None:
    """Run the code cells of a notebook in the shell that a Jupyter kernel runs them in.

    A kernel of its own would be another process, which has none of the pins.
    """
    from IPython.core.interactiveshell import InteractiveShell

    shell: Any = InteractiveShell.instance()
    if hasattr(builtins, NAME):
        shell.ast_transformers.append(Asking())
    with open(notebook, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]), store_history=True)
            result.raise_error()


def _keras_seen() -> dict[str, str]:
    """Return the version and backend of what a program has when it imports `keras`."""
    keras = importlib.import_module("keras")
    return {"version": keras.__version__, "backend": keras.backend.backend()}
