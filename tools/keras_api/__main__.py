"""Writes the tables in `migrator/keras_api/` anew, from the packages that the package registry has.

python -m tools.keras_api                  all tables; some 40 wheels are downloaded
python -m tools.keras_api --cache FOLDER   keep the unpacked packages there, and take those that are there
"""

from __future__ import annotations

import argparse
import gc
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.keras_api.moved import old_modules, stored
from tools.keras_api.packages import last_of_each_minor, published, requirements, unpacked
from tools.keras_api.reader import Package
from tools.keras_api.tables import KERAS_2, Release, as_text, tables_of

HOME = Path(__file__).parents[2] / "migrator" / "keras_api"

_RELEASES = '''\
"""The releases that the tables were read from. Written by `python -m tools.keras_api`; not edited by hand."""

KERAS = {keras}
"""The last release of each minor version: Keras 2.15, and every minor version of Keras 3."""

TENSORFLOW = {tensorflow}
"""For minor versions of TensorFlow that come with Keras 3: the lowest minor version of Keras that they require."""
'''


def main() -> None:
    """Read the packages and write the tables."""
    gc.disable()  # the trees of forty packages: looking for garbage among them takes longer than reading them
    parser = argparse.ArgumentParser(prog="python -m tools.keras_api", description="Write the tables of the Keras API.")
    parser.add_argument("--cache", type=Path, help="folder of unpacked packages (default: a temporary one)")
    cache = parser.parse_args().cache
    if cache is None:
        with tempfile.TemporaryDirectory() as scratch:
            write(Path(scratch))
    else:
        cache.mkdir(parents=True, exist_ok=True)
        write(cache)


def write(cache: Path) -> None:
    """Write all tables; packages are unpacked in `cache`."""
    versions = published("keras")
    minors = last_of_each_minor(versions, (3, 0), (3, 999))
    current = {KERAS_2: last_of_each_minor(versions, (2, 15), (2, 15))[KERAS_2], **minors}
    older = last_of_each_minor(versions, (1, 0), (2, 14))
    releases = [Release.read(minor, Package(unpacked("keras", v, cache))) for minor, v in current.items()]
    old = {minor: Package(unpacked("keras", v, cache)) for minor, v in older.items()}
    modules = {path for r in releases for path, thing in {**r.tf_keras, **r.keras}.items() if thing.kind == "module"}
    tables = {**tables_of(releases), "moved": stored(old_modules(old, releases), modules)}
    data = HOME / "data"
    for stale in set(data.glob("*.json")) - {data / f"{name}.json" for name in tables}:
        stale.unlink()
    for name, table in tables.items():
        (data / f"{name}.json").write_text(as_text(table), encoding="utf-8")
    text = _RELEASES.format(keras=_literal(current), tensorflow=_literal(_lowest_keras()))
    (HOME / "releases.py").write_text(text, encoding="utf-8")


def _lowest_keras() -> dict[str, str]:
    """For each minor version of TensorFlow whose last release requires Keras 3, the lowest that it requires."""
    found = {}
    for minor, version in last_of_each_minor(published("tensorflow"), (2, 16), (2, 999)).items():
        line = next(r for r in requirements("tensorflow", version) if r.startswith("keras") and ">=" in r)
        lowest = line.partition(">=")[2].split(",")[0].split(";")[0].strip(" )")
        found[minor] = ".".join(lowest.split(".")[:2])
    return found


def _literal(table: Mapping[str, str]) -> str:
    rows = "".join(f'    "{key}": "{value}",\n' for key, value in table.items())
    return "{\n" + rows + "}"


if __name__ == "__main__":
    main()
