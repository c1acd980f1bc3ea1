"""The tables of layer arguments against the real packages."""

from __future__ import annotations

from inspect import Parameter, signature

import pytest
from test_keras_api import package

from migrator.keras_api import positions


def positional(function: object) -> list[str]:
    """The names of the positional parameters, in order."""
    assert callable(function)
    kinds = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.POSITIONAL_ONLY)
    return [p.name for p in signature(function).parameters.values() if p.kind in kinds and p.name != "self"]


def assert_order_differs(old: list[str], new: list[str], row: tuple[int, tuple[str, ...]]) -> None:
    first, order = row
    assert tuple(old[: len(order)]) == order
    assert new[:first] == old[:first] or old[0] == "input_shape"  # the same thing under another name
    assert first == len(new) or new[first] != old[first]


@pytest.mark.parametrize("name", positions.POSITIONS)
def test_positional_arguments_of_layers_are_as_the_table_says(name: str) -> None:
    old, new = getattr(package("tf_keras").layers, name), getattr(package("keras").layers, name)
    assert_order_differs(positional(old.__init__), positional(new.__init__), positions.POSITIONS[name])


def test_every_layer_with_another_order_is_in_the_table() -> None:
    old, new = package("tf_keras").layers, package("keras").layers
    differ = set()
    for name in vars(old):
        layer = getattr(old, name)
        if isinstance(layer, type) and hasattr(new, name):
            before, after = positional(layer.__init__), positional(getattr(new, name).__init__)
            renamed = ["negative_slope"] if name == "LeakyReLU" else before
            if after[: len(before)] != renamed:
                differ.add(name)
    unlikely = {"BatchNormalization", "Softmax", "InputSpec"}  # thirteen arguments; one that is gone; a constructor
    assert differ - positions.POSITIONS.keys() <= unlikely


def test_positional_arguments_of_functions_are_as_the_tables_say() -> None:
    old, new = package("tf_keras"), package("keras")
    assert_order_differs(positional(old.Input), positional(new.Input), positions.INPUT_POSITIONS)
    for path, row in positions.FUNCTION_POSITIONS.items():
        name = path.rsplit(".", 1)[-1]
        assert_order_differs(positional(getattr(old.layers, name)), positional(getattr(new.layers, name)), row)
