"""Try the migrated fixtures under several releases of Keras 3: `python -m tools.saved_models.releases [VERSION ...]`.

Each release is installed into a folder of its own, without what it depends on, and takes the TensorFlow that is
installed here. One process tries all models. Ends with 1 where a model does not load, or predicts something else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from migrator.keras_api.versions import minor_version
from migrator.models.conversion import migrate_model_file
from migrator.settings import Settings

VERSIONS = ("3.0.5", "3.8.0")
"""The first release that was widely used, and one of the middle; the tests try the one that is installed."""

REPOSITORY = Path(__file__).parents[2]
ARCHIVE = REPOSITORY / "tests" / "saved_models" / "keras-2.15.zip"
TOLERANCE = 1e-5

KNOWN = {
    ("3.0.5", "normalization", "h5"),  # the mean counts only after finalize_state(): Keras, until 3.5
    ("3.0.5", "normalization", "json"),
    ("3.0.5", "regularized", "h5"),  # no configuration can name an Identity initializer: Keras, until 3.2
    ("3.0.5", "regularized", "keras"),
    ("3.0.5", "regularized", "json"),
    ("3.0.5", "time_distributed_model", "h5"),  # a model in a TimeDistributed is not built: Keras, until 3.3
    ("3.0.5", "time_distributed_model", "keras"),
    ("3.0.5", "time_distributed_model", "json"),
}
"""What a release itself does not load, whatever the file; a finding says so of each of these models."""


def main(versions: list[str]) -> int:
    """Try the releases; print what fails."""
    failed = 0
    for version in versions:
        with tempfile.TemporaryDirectory() as place:
            failed += tried(version, Path(place))
    return int(failed > 0)


def tried(version: str, place: Path) -> int:
    """How many models fail under one release."""
    library, models = place / "library", place / "models"
    packages = [f"keras=={version}", *(["dm-tree"] if version.startswith("3.0.") else [])]  # later ones take optree
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(library), *packages]
    subprocess.run(install, check=True)
    warned = migrated(models, version)
    path = os.pathsep.join([str(library), str(REPOSITORY)])
    run = subprocess.run(
        [sys.executable, "-m", "tools.saved_models.trial", str(models)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": path, "KERAS_BACKEND": "tensorflow"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    said = json.loads(run.stdout.strip().splitlines()[-1])
    if said["keras"] != version:
        raise SystemExit(f"Keras {said['keras']} was tried, not {version}")
    wrong = 0
    total = 0
    for name, routes in said["models"].items():
        for route, difference in routes.items():
            total += 1
            fails = not isinstance(difference, float) or difference > TOLERANCE
            if fails != ((version, name, route) in KNOWN) or (fails and name not in warned):
                wrong += 1
                sys.stdout.write(f"Keras {version}: {name}, {route}: {difference}\n")
    sys.stdout.write(f"Keras {version}: {total} files tried, {wrong} not as expected\n")
    return wrong


def migrated(models: Path, version: str) -> set[str]:
    """Migrate all fixtures for a version. Returns the models of which a finding says what is left."""
    with zipfile.ZipFile(ARCHIVE) as packed:
        packed.extractall(models)
    warned = set()
    settings = Settings(target=minor_version(version))
    for folder in models.iterdir():
        for file in ("model.h5", "model.keras", "model.json"):
            result = migrate_model_file(folder / file, settings, write=True)
            if result.problem is not None:
                raise SystemExit(str(result.problem))
            if any(not finding.fixable for finding in result.findings):
                warned.add(folder.name)
    return warned


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(VERSIONS)))
