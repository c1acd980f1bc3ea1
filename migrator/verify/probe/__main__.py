"""Starts the probe by its path, in any interpreter: `python path/to/probe JSON`."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys

NAME = "keras_migrate_probe"
"""The package's name in an interpreter that does not have this project; nothing of it is on the module search path."""


def load(folder: str) -> None:
    """Import the package in `folder` under its own name."""
    spec = importlib.util.spec_from_file_location(
        NAME, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    HERE = os.path.dirname(os.path.abspath(__file__))
    del sys.path[0]  # this folder, or the archive
    if importlib.util.find_spec("numpy") is None:
        WANTED = "tensorflow tf_keras" if json.loads(sys.argv[1])["major"] == 2 else "'keras>=3'"
        SAID = "neither Keras nor NumPy is in {0}: {1} -m pip install {2}"
        sys.stdout.write(json.dumps({"missing": SAID.format(sys.prefix, sys.executable, WANTED)}) + "\n")
    else:
        load(HERE)
        importlib.import_module(NAME + ".server").main()
