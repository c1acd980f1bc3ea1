"""Which numbers are found in an output, and when two outputs are the same."""

from __future__ import annotations

import pytest

from migrator.verify.printed import compare, printed_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("loss: 0.25", ["0.25"]),
        ("[-1. .5 +2e-3]", ["-1.", ".5", "+2e-3"]),
        ("Epoch 3/10", ["3", "10"]),
        ("nan -inf", ["nan", "-inf"]),
        ("np.float32(0.5)", ["0.5"]),
        ("0.5.", ["0.5"]),
        ("Time taken for 1 epoch 2.58 sec, 3 minutes, 5 ms; 4 samples", ["1", "4"]),
        ("2024-05-06 12:34:56.789 took 0:00:02.5, loss 0.5", ["0.5"]),
        ("nancy sent info about lstm_1 in 20ms, 0.53s, on 3.15.1", []),
    ],
)
def test_numbers_are_found_where_they_stand_alone(text: str, numbers: list[str]) -> None:
    assert printed_numbers(text) == numbers


@pytest.mark.parametrize(
    ("left", "right"),
    [("0.5 nan inf", "0.50001 nan inf"), ("1000.1", "1000.15"), ("0.1234", "0.1235")],
)
def test_outputs_within_the_tolerance_are_equal(left: str, right: str) -> None:
    assert compare(left, right).telling


@pytest.mark.parametrize(
    ("left", "right", "problem"),
    [
        ("0.5", "0.5002", "number 1: 0.5 and 0.5002"),
        ("0.5 1", "0.5 2", "number 2: 1 and 2"),
        ("0.5 nan", "0.5 1.0", "number 2: nan and 1.0"),
        ("0.5 inf", "0.5 -inf", "number 2: inf and -inf"),
        ("0.5", "0.5 0.5", "1 numbers on the left, 2 on the right"),
        ("1 2 3", "1 2 3", "left prints no floating point number"),
        ("0.5", "", "right prints no floating point number"),
        ("nan", "nan", "left prints nothing but nan"),
        ("0.0 1e-6", "0.0 1e-6", "left prints nothing but zeros, or numbers as good as zero"),
    ],
)
def test_outputs_that_differ_or_prove_nothing_are_not_equal(left: str, right: str, problem: str) -> None:
    comparison = compare(left, right)
    assert not comparison.telling
    assert problem in (*comparison.problems, *comparison.empty)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("{'loss': [0.5, 0.25], 'mae': [1.5, 2.5]}", "{'mae': [1.5, 2.5], 'loss': [0.5, 0.25]}"),
        ("loss 0.5\nmae 1.5\n", "mae 1.5\nloss 0.5\n"),
    ],
)
def test_the_same_numbers_behind_each_name_are_equal_in_any_order(left: str, right: str) -> None:
    assert compare(left, right).telling
    assert compare(left, right).reordered


@pytest.mark.parametrize(
    ("left", "right"),
    [("loss 0.5 mae 1.5", "loss 1.5 mae 0.5"), ("0.5 1.5", "1.5 0.5"), ("loss 0.5 1.5", "loss 1.5 0.5")],
)
def test_numbers_that_change_their_names_or_have_none_are_not(left: str, right: str) -> None:
    assert compare(left, right).problems


def test_of_long_outputs_the_numbers_that_both_have_are_compared() -> None:
    assert compare("0.5 1.5 2.5", "0.5 1.5 2.", cut=True).telling
    assert compare("0.5 1.5 2.5", "0.5 2.5 2.5", cut=True).problems
