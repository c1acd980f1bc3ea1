"""The notebooks of the corpus in Jupyter kernels: as they were on Keras 2, as a migration leaves them on Keras 3."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from corpus_harness import programs
from nbclient import NotebookClient

from migrator.verify.printed import compare
from migrator.verify.sides import Side

NOTEBOOKS = {pair.slug: pair for pair in programs.pairs() if pair.before.suffix == ".ipynb"}
ROOT = Path(__file__).resolve().parents[1]

FIRST_CELL = """\
import sys
sys.path.insert(0, {root!r})
from migrator.verify.probe import old_keras, server
keras, pins = server.load({{"major": {major}, "backend": "tensorflow"}})
old_keras.install(keras, {eras!r})
fit = keras.Model.fit
keras.Model.fit = lambda *given, **named: fit(*given, **{{"shuffle": False, **named}})
pins.seed()
"""
"""Brings Keras, with the weights that both sides begin with, and without a shuffle that nobody asked for."""


def run(notebook: Path, side: Side, folder: Path, eras: Sequence[str]) -> str:
    """What the cells of a notebook print and show; raises what a cell raises."""
    document: Any = nbformat.read(notebook, as_version=4)
    code = FIRST_CELL.format(root=str(ROOT), major=side.major, eras=list(eras))
    document.cells.insert(0, nbformat.v4.new_code_cell(code))
    client = NotebookClient(document, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    client.execute(env={**os.environ, **side.environment})
    outputs = [output for cell in document.cells[1:] for output in cell.get("outputs", [])]
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 10


@pytest.mark.parametrize("slug", NOTEBOOKS)
def test_a_notebook_computes_the_same_in_a_kernel(slug: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    pair = NOTEBOOKS[slug]
    with ThreadPoolExecutor() as kernels:
        before = kernels.submit(run, pair.before, Side(2), tmp_path_factory.mktemp("before"), pair.pins)
        after = kernels.submit(run, pair.after, Side(3), tmp_path_factory.mktemp("after"), ())
        comparison = compare(before.result(), after.result())
    assert comparison.telling, comparison
