"""Model files that want to do harm, or are broken: one clear line each, nothing written, nothing run."""

from __future__ import annotations

import json
import pickle
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from migrator.cli import main
from migrator.models.conversion import migrate_model_file
from migrator.models.limits import MAX_DEPTH
from migrator.settings import Settings

MODEL: dict[str, Any] = {
    "class_name": "Sequential",
    "config": {
        "name": "sequential",
        "layers": [
            {
                "class_name": "Dense",
                "config": {"name": "dense", "units": 1, "batch_input_shape": [None, 2], "dtype": "float32"},
            }
        ],
    },
}


def an_archive(path: Path, **members: bytes | str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", json.dumps(MODEL))
        for name, data in members.items():
            archive.writestr(name, data)


def an_hdf5(path: Path, change: Callable[[h5py.File], object] = lambda file: None) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(MODEL).encode()
        group = file.create_group("model_weights/dense/dense")
        group["kernel:0"] = np.ones((2, 1), "float32")
        file["model_weights"].attrs["layer_names"] = [b"dense"]
        file["model_weights/dense"].attrs["weight_names"] = [b"dense/kernel:0"]
        change(file)


# -- archives


def zip_bomb(path: Path) -> None:
    an_archive(path, **{"model.weights.h5": b"\0" * 30_000_000})


def zip_bomb_in_the_configuration(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", " " * 30_000_000)


def zip_that_lies_about_its_size(path: Path) -> None:
    """Says that the configuration has 100 bytes; its data has a million, well packed."""
    data = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = data.compress(b" " * 1_000_000) + data.flush()
    name, crc = b"config.json", zlib.crc32(b" " * 1_000_000)
    sizes = struct.pack("<III", crc, len(packed), 100)
    head = struct.pack("<IHHHHH", 0x04034B50, 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", len(name), 0) + name
    entry = struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0, 8, 0, 33) + sizes
    entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry), len(head) + len(packed), 0)
    path.write_bytes(head + packed + entry + end)


def path_traversal(path: Path) -> None:
    an_archive(path, **{"../../evil.txt": b"x"})


def absolute_path(path: Path) -> None:
    an_archive(path, **{"/etc/evil": b"x"})


def windows_path(path: Path) -> None:
    an_archive(path, **{"C:evil": b"x"})


def symbolic_link(path: Path) -> None:
    an_archive(path)
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("assets/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")


def two_configurations(path: Path) -> None:
    an_archive(path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("config.json", "{}")


def truncated_archive(path: Path) -> None:
    an_archive(path, **{"model.weights.h5": b"abc" * 1000})
    path.write_bytes(path.read_bytes()[:-40])


def no_archive(path: Path) -> None:
    path.write_bytes(b"PK is not enough")


def no_configuration(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", "{}")


# -- JSON and YAML


def deep_json(path: Path) -> None:
    path.write_text('{"a":' * 100_000 + "1" + "}" * 100_000)


def nested_json(path: Path) -> None:
    config: Any = 1
    for _ in range(MAX_DEPTH + 5):
        config = {"class_name": "Sequential", "config": {"layers": [config]}}
    path.write_text(json.dumps(config))


def huge_json(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(65 * 2**20)


def broken_json(path: Path) -> None:
    path.write_text('{"class_name": "Sequential", ')


def long_number(path: Path) -> None:
    path.write_text('{"class_name": "Sequential", "config": ' + "9" * 10_000 + "}")


def other_json(path: Path) -> None:
    path.write_text('{"name": "a package", "version": "1"}')


def looping_graph(path: Path) -> None:
    def entry(name: str, *inputs: str) -> dict[str, Any]:
        nodes = [[[other, 0, 0, {}] for other in inputs]] if inputs else []
        shape = {"batch_input_shape": [None, 2]} if not inputs else {"units": 1}
        kind = "InputLayer" if not inputs else "Dense"
        return {"class_name": kind, "config": {"name": name, **shape}, "name": name, "inbound_nodes": nodes}

    layers = [entry("x"), entry("a", "b"), entry("b", "a")]
    config = {"name": "m", "layers": layers, "input_layers": [["x", 0, 0]], "output_layers": [["b", 0, 0]]}
    path.write_text(json.dumps({"class_name": "Model", "config": config}))


def layers_without_a_class(path: Path) -> None:
    path.write_text(json.dumps({"class_name": "Sequential", "config": {"layers": [1, 2]}}))


def subclassed_model(path: Path) -> None:
    path.write_text(json.dumps({"class_name": "MyModel", "config": {"units": 3}}))


def cyclic_yaml(path: Path) -> None:
    path.write_text("class_name: Sequential\nconfig: &a\n  layers: [*a]\n")


def billion_laughs(path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    path.write_text("\n".join(lines) + "\n")


def yaml_that_makes_objects(path: Path) -> None:
    path.write_text(f"class_name: !!python/object/apply:pathlib.Path.touch [!!python/name:x, {path}.run]\n")


# -- HDF5


def truncated_hdf5(path: Path) -> None:
    an_hdf5(path)
    path.write_bytes(path.read_bytes()[:-1000])


def no_hdf5(path: Path) -> None:
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"\0" * 100)


def soft_link(path: Path) -> None:
    an_hdf5(path, lambda file: file.__setitem__("model_weights/link", h5py.SoftLink("/model_weights")))


def external_link(path: Path) -> None:
    an_hdf5(path, lambda file: file.__setitem__("model_weights/link", h5py.ExternalLink("/etc/passwd", "/")))


def group_in_itself(path: Path) -> None:
    an_hdf5(path, lambda file: file.__setitem__("model_weights/dense/again", file["model_weights"]))


def external_data(path: Path) -> None:
    an_hdf5(path, lambda file: file.create_dataset("x", (4,), "u1", external=[("/etc/passwd", 0, 4)]))


def virtual_data(path: Path) -> None:
    layout = h5py.VirtualLayout((4,), "u1")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4,))
    an_hdf5(path, lambda file: file.create_virtual_dataset("x", layout))


def pickled_configuration(path: Path) -> None:
    an_hdf5(path, lambda file: file.attrs.__setitem__("model_config", np.void(pickle.dumps(MODEL))))


def hdf5_of_something_else(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["measurements"] = [1.0, 2.0]


FILES: tuple[tuple[Callable[[Path], None], str, str], ...] = (
    (zip_bomb, ".keras", "out of very few"),
    (zip_bomb_in_the_configuration, ".keras", "out of very few"),
    (zip_that_lies_about_its_size, ".keras", "damaged"),
    (path_traversal, ".keras", "leads out of it"),
    (absolute_path, ".keras", "leads out of it"),
    (windows_path, ".keras", "leads out of it"),
    (symbolic_link, ".keras", "symbolic link"),
    (two_configurations, ".keras", "two members of one name"),
    (truncated_archive, ".keras", "damaged"),
    (no_archive, ".keras", "no .keras archive"),
    (no_configuration, ".keras", "no config.json"),
    (deep_json, ".json", "nested too deeply"),
    (nested_json, ".json", "levels deep"),
    (huge_json, ".json", "too many for a configuration"),
    (broken_json, ".json", "not valid JSON"),
    (long_number, ".json", "not valid JSON"),
    (other_json, ".json", "holds no Keras model"),
    (looping_graph, ".json", "a loop or a gap"),
    (layers_without_a_class, ".json", "has no class"),
    (subclassed_model, ".json", "holds no Keras model"),
    (cyclic_yaml, ".yaml", "contains itself"),
    (billion_laughs, ".yaml", "values"),
    (yaml_that_makes_objects, ".yaml", "not YAML of plain values"),
    (truncated_hdf5, ".h5", "truncated"),
    (no_hdf5, ".hdf5", "cannot be read as HDF5"),
    (soft_link, ".h5", "symbolic link"),
    (external_link, ".h5", "links to another file"),
    (group_in_itself, ".h5", "linked twice"),
    (external_data, ".h5", "keeps data in other files"),
    (virtual_data, ".h5", "keeps data in other files"),
    (pickled_configuration, ".h5", "is no text"),
    (hdf5_of_something_else, ".h5", "holds no Keras model"),
)


@pytest.mark.parametrize(("make", "suffix", "said"), FILES, ids=[make.__name__ for make, _, _ in FILES])
def test_one_clear_line(
    make: Callable[[Path], None], suffix: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"model{suffix}"
    make(path)
    before = path.read_bytes()
    assert main([str(path), "--color", "never"]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1
    assert said in lines[0]
    assert len(lines[0]) < 400
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


@pytest.mark.parametrize("in_place", [False, True])
def test_what_is_not_hostile_is_migrated(tmp_path: Path, in_place: bool) -> None:
    an_archive(tmp_path / "a.keras", **{"assets/vocabulary.txt": b"word\n" * 3})
    an_hdf5(tmp_path / "b.h5")
    for file in ("a.keras", "b.h5"):
        result = migrate_model_file(tmp_path / file, Settings(), write=True, in_place=in_place)
        assert result.problem is None
        assert result.changed


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "missing.h5"), str(tmp_path / "missing.json")]) == 2
    assert capsys.readouterr().err.count("o such file") == 2


def test_lambda_layers_are_reported_and_never_decoded(tmp_path: Path) -> None:
    poisoned = ["bm90IGEgY29kZSBvYmplY3Q=\n", None, None]
    entry = {
        "class_name": "Lambda",
        "config": {
            "name": "lambda",
            "function": poisoned,
            "function_type": "lambda",
            "module": "__main__",
            "output_shape": None,
            "output_shape_type": "raw",
            "output_shape_module": None,
            "arguments": {},
        },
    }
    config = {"class_name": "Sequential", "config": {"name": "s", "layers": [*MODEL["config"]["layers"], entry]}}
    path = tmp_path / "model.json"
    path.write_text(json.dumps(config))
    result = migrate_model_file(path, Settings(), write=True)
    assert [finding.code for finding in result.findings if not finding.fixable] == ["KER534"]
    written = json.loads((tmp_path / "model.keras3.json").read_text())["config"]["layers"][-1]["config"]
    assert written == {
        "name": "lambda",
        "function": {"class_name": "__lambda__", "config": {"code": poisoned[0], "defaults": None, "closure": None}},
        "output_shape": None,
        "arguments": {},
    }


def test_yaml_of_keras_2_becomes_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """\
backend: tensorflow
class_name: Sequential
config:
  name: sequential
  layers:
  - class_name: Dense
    config:
      name: dense
      batch_input_shape: !!python/tuple
      - null
      - 2
      units: 1
keras_version: 2.3.1
"""
    (tmp_path / "model.yaml").write_text(text)
    assert main([str(tmp_path / "model.yaml")]) == 0
    layers = json.loads((tmp_path / "model.keras3.json").read_text())["config"]["layers"]
    assert layers[0]["config"]["batch_shape"] == [None, 2]
    assert main([str(tmp_path / "model.yaml"), "--in-place"]) == 2
    assert "Keras 3 reads no YAML" in capsys.readouterr().err
