"""How long `keras-migrate verify` takes over the two runs that it compares, each as `python program`.

    python benchmarks/verification.py [FOLDER ...]     # folders of the corpus with before.py and after.py on tf.keras

The programs run whole on both sides (no epochs left out), with the pins of the environment (one thread, CPU).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from migrator.verify.sides import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ("nested-model", "subclassed-model")


def main() -> int:
    """Print the seconds of both bare runs, of the verification, and their ratio, for each program."""
    folders = [Path(name) for name in sys.argv[1:]] or [ROOT / "corpus" / name for name in PROGRAMS]
    print(f"{'program':24} {'Keras 2':>8} {'Keras 3':>8} {'verify':>8} {'ratio':>6}")
    for folder in folders:
        before = seconds([sys.executable, "before.py"], folder, "1")
        after = seconds([sys.executable, "after.py"], folder, "0")
        words = [sys.executable, "-m", "migrator", "verify", "before.py", "--project", "."]
        whole = seconds([*words, "--max-epochs", "0", "--max-steps", "0"], folder, "0")
        print(f"{folder.name:24} {before:8.1f} {after:8.1f} {whole:8.1f} {whole / (before + after):6.2f}")
    return 0


def seconds(words: list[str], folder: Path, legacy: str) -> float:
    """The time that a command takes in a folder. Raises CalledProcessError if it fails."""
    environment = os.environ | ENVIRONMENT | {"TF_USE_LEGACY_KERAS": legacy, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        subprocess.run(words, cwd=folder, env=environment | {"KERAS_HOME": home}, check=True, capture_output=True)
        return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
