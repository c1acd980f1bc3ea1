"""One side of the comparison as a process: imports Keras once, then forks a child for every program.

Run as a module with the key of a side. Speaks JSON lines: a greeting on standard output, then for every job
read from standard input one line when it is done. A child leaves what it found in the job's `report.json`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import sys
import traceback
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

from . import aliases, old_keras
from .pins import Pins, give_own_generator
from .sides import KERAS_2, SIDES, Side

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

TIMEOUT_SECONDS = 60


def main() -> None:
    """Serve the side whose key is the first argument until standard input ends."""
    side = SIDES[sys.argv[1]]
    replies = _claim_standard_output()
    try:
        keras = _import_keras(side)
    except ImportError as missing:
        _say(replies, {"missing": str(missing)})
        return
    pins = _prepare(side, keras)
    _say(replies, {"version": keras.__version__})
    for line in sys.stdin:
        _say(replies, {"status": _run_in_child(json.loads(line), pins, keras)})


def _claim_standard_output() -> IO[str]:
    """Return standard output for the replies alone; what anything else prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


def _say(replies: IO[str], message: dict[str, Any]) -> None:
    replies.write(json.dumps(message) + "\n")
    replies.flush()


def _import_keras(side: Side) -> ModuleType:
    for package in side.packages:
        importlib.import_module(package)
    return importlib.import_module(side.keras)


def _prepare(side: Side, keras: ModuleType) -> Pins:
    """Make the process ready to fork. No operation may run here: a framework that has threads cannot be forked."""
    if side is KERAS_2:
        aliases.install()
        _leave_out_gpu_kernels()
        to_tensor: Callable[..., Any] = importlib.import_module("tensorflow").convert_to_tensor
        give_own_generator("tf_keras.src.backend")
    else:
        to_tensor = keras.ops.convert_to_tensor
        give_own_generator("keras.src.random.seed_generator")
    pins = Pins(to_tensor)
    pins.install(keras)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    return pins


def _leave_out_gpu_kernels() -> None:
    """Spare Keras 2 the work for the GPU versions of LSTM and GRU: two fifths of the time of a small program.

    Their graphs are traced and registered beside the ones that run, for an optimizer of graphs to choose from
    (tf_keras 2.21, layers/rnn/gru_lstm_utils.py); without that optimizer nobody asks for them.
    """
    tensorflow = importlib.import_module("tensorflow")
    tensorflow.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    kernels = importlib.import_module("tf_keras.src.layers.rnn.gru_lstm_utils")
    setattr(kernels, "function_register", lambda *_args, **_kwargs: None)  # noqa: B010 - untyped module


def _run_in_child(job: dict[str, Any], pins: Pins, keras: ModuleType) -> int:
    """Run the job in a forked child and return how it ended: its exit code, or minus the signal's number."""
    child = os.fork()
    if child == 0:
        _be_the_child(job, pins, keras)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _be_the_child(job: dict[str, Any], pins: Pins, keras: ModuleType) -> NoReturn:
    # The signal is left to its default, which ends the process even inside of a long C++ call.
    signal.alarm(TIMEOUT_SECONDS)
    _redirect(job)
    old_keras.install(keras, job["pins"])
    pins.supply_batch_size = "batch_size" in job["pins"]
    error = _run(Path(job["program"]), pins)
    report = {
        "error": error,
        "pinned": pins.pinned,
        "weights_drawn": pins.weights_drawn,
        **_keras_seen(),
    }
    sys.stdout.flush()
    sys.stderr.flush()
    Path(job["report"]).write_text(json.dumps(report), encoding="utf-8")
    os._exit(0)


def _redirect(job: dict[str, Any]) -> None:
    for descriptor, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, job["stdout"], os.O_WRONLY | os.O_CREAT),
        (2, job["stderr"], os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)


def _run(program: Path, pins: Pins) -> str | None:
    """Run the program as `python program` in its directory would; return the exception it ended with."""
    os.chdir(program.parent)
    sys.argv = [program.name]
    sys.path[0] = str(program.parent)
    pins.seed()
    try:
        if program.suffix == ".ipynb":
            _run_cells(program)
        else:
            runpy.run_path(program.name, run_name="__main__")
    except SystemExit as end:
        return None if end.code in (None, 0) else f"SystemExit: {end.code}"
    except BaseException as exception:  # noqa: BLE001 - whatever ends the program is its result
        traceback.print_exc()
        return f"{type(exception).__name__}: {exception}"
    return None


def _run_cells(notebook: Path) -> None:
    """Run the code cells of a notebook in the shell that a Jupyter kernel runs them in.

    A kernel of its own would be another process, which has none of the pins.
    """
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]), store_history=True)
            result.raise_error()


def _keras_seen() -> dict[str, str]:
    """Return the version and backend of what a program has when it imports `keras`."""
    keras = importlib.import_module("keras")
    return {"version": keras.__version__, "backend": keras.backend.backend()}


if __name__ == "__main__":
    main()
