"""What a project's dependencies say of the Keras 3 that it runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.pins import pinned_version


def pinned(folder: Path, name: str, text: str) -> str | None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    pin = pinned_version(folder)
    return None if pin is None else f"{pin.lowest[0]}.{pin.lowest[1]}"


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("keras==3.4.1", "3.4"),
        ("keras == 3.4.0  # the last that works", "3.4"),
        ("keras===3.4.1", "3.4"),
        ("keras==3.4.*", "3.4"),
        ("Keras>=3.3,<3.6", "3.3"),
        ("keras >= 3.3, < 3.6", "3.3"),
        ("keras[torch]>=3.5", "3.5"),
        ("keras>3.4", "3.4"),
        ("keras>=3.4.2", "3.4"),
        ("keras~=3.4", "3.4"),
        ("keras~=3.4.1", "3.4"),
        ("keras>=3", "3.0"),
        ("keras>=3.0,!=3.0.*", "3.1"),
        ("keras>=3.4; python_version >= '3.10'", "3.4"),
        ("keras (>=3.4)", "3.4"),
        ("keras<3.6", "3.0"),
        ("keras>=2.12,<3.6", "3.0"),
        # Keras 2, and what was not written with either in mind
        ("keras", None),
        ("keras==2.15.0", None),
        ("keras>=2.4", None),
        ("keras<3", None),
        ("keras!=3.5", None),
        ("keras==2.*", None),
        # newer than the tables
        ("keras==3.999", None),
        ("keras>=4", None),
        # other things
        ("keras @ file:///somewhere", None),
        ("keras-tuner==3.4", None),
        ("tf_keras==2.17", None),
        ("keras==latest", None),
        ("-e .", None),
        ("# keras==3.4", None),
        # TensorFlow 2.16 and later require a Keras 3
        ("tensorflow==2.16.1", "3.0"),
        ("tensorflow==2.17", "3.2"),
        ("tensorflow_cpu==2.18.0", "3.5"),
        ("tensorflow>=2.20", "3.10"),
        ("tensorflow>=2.17,<2.19", "3.2"),
        ("tensorflow==2.15", None),
        ("tensorflow>=2.8", None),
        ("tensorflow", None),
    ],
)
def test_the_lowest_keras_3_that_a_requirement_admits(tmp_path: Path, requirement: str, version: str | None) -> None:
    assert pinned(tmp_path, "requirements.txt", f"numpy\n{requirement}\n") == version


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements-dev.txt", "keras==3.4.1\n"),
        ("requirements/base.txt", "keras==3.4.1\n"),
        ("pyproject.toml", '[project]\ndependencies = ["numpy", "keras==3.4.1"]\n'),
        ("pyproject.toml", '[project.optional-dependencies]\nnn = ["keras>=3.4,<3.6"]\n'),
        ("pyproject.toml", '[dependency-groups]\nnn = [{include-group = "x"}, "keras==3.4.1"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\nkeras = "^3.4"\n'),
        ("pyproject.toml", '[tool.poetry.group.nn.dependencies]\nkeras = {version = "~3.4.1", extras = []}\n'),
        ("setup.cfg", "[options]\ninstall_requires =\n    numpy\n    keras>=3.4\n"),
        ("setup.cfg", "[options.extras_require]\nnn =\n    keras==3.4.1\n"),
        ("environment.yml", "dependencies:\n  - python=3.11\n  - keras=3.4\n"),
        ("environment.yml", "dependencies:\n  - conda-forge::keras=3.4.1\n"),
        ("environment.yml", "dependencies:\n  - pip:\n    - 'keras==3.4.1'\n"),
    ],
)
def test_the_files_that_are_read(tmp_path: Path, name: str, text: str) -> None:
    assert pinned(tmp_path, name, text) == "3.4"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project\nkeras = 1\n"),
        ("pyproject.toml", 'project = "keras==3.4"\n'),
        ("pyproject.toml", '[project]\ndependencies = "keras==3.4"\n'),
        ("setup.cfg", "keras==3.4\n"),
        ("environment.yml", "keras=3.4\n"),
        ("notes.txt", "keras==3.4\n"),
        ("deep/requirements.txt", "keras==3.4\n"),
    ],
)
def test_what_is_broken_or_elsewhere_says_nothing(tmp_path: Path, name: str, text: str) -> None:
    assert pinned(tmp_path, name, text) is None


def test_a_file_that_is_not_text_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_bytes(b"keras==3.4\n\xff")
    assert pinned_version(tmp_path) is None


def test_several_requirements_hold_together(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("keras>=3.1\ntensorflow>=2.18\nkeras<3.10\n")
    pin = pinned_version(tmp_path)
    assert pin is not None
    assert (pin.lowest, pin.highest) == ((3, 5), (3, 9))
    assert (
        pin.reason == "requirements.txt: keras>=3.1; requirements.txt: tensorflow>=2.18; requirements.txt: keras<3.10"
    )


def test_requirements_that_exclude_each_other_are_for_different_set_ups(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("keras==3.8\n")
    (tmp_path / "requirements-old.txt").write_text("keras==3.4\n")
    pin = pinned_version(tmp_path)
    assert pin is not None
    assert (pin.lowest, pin.highest) == ((3, 4), (3, 8))
