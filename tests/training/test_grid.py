"""Mirrors installation/training/grid.py."""

from __future__ import annotations

from fractions import Fraction

import pytest

from installation.score import HOLD, REST
from installation.training.grid import grid_bar
from installation.training.tunebook import Bar, Sound, read_tune


def bar_of(body: str, metre: str = "4/4") -> Bar:
    return read_tune(f"X:1\nM:{metre}\nL:1/8\nK:C\n{body}|").bars[0]


def test_sixteenths_and_triplets_stand_on_one_grid() -> None:
    row = grid_bar(bar_of("C/D/E/F/ (3GAB c4"))
    assert row[:12].tolist() == [60, 62, HOLD, 64, HOLD, 65, 67, HOLD, 69, HOLD, 71, HOLD]


def test_two_four_is_doubled() -> None:
    assert grid_bar(bar_of("CDEF", "2/4")).tolist() == grid_bar(bar_of("C2D2E2F2")).tolist()


def test_silence_is_a_rest_and_then_holds() -> None:
    assert grid_bar(bar_of("z2 C2 z2 z2"))[[0, 1, 6, 12, 18]].tolist() == [REST, HOLD, 60, REST, HOLD]


@pytest.mark.parametrize(
    ("bar", "reason"),
    [
        (bar_of("CDE", "3/8"), "another metre"),
        (bar_of("CDE"), "not a whole bar"),
        (bar_of("C,,8"), "out of range"),
        (bar_of("z8"), "no note"),
        (
            Bar("4/4", (Sound(Fraction(0), Fraction(1, 5), 60), Sound(Fraction(1, 5), Fraction(19, 5), 62))),
            "off the grid",
        ),
    ],
)
def test_what_cannot_stand_on_the_grid_says_why(bar: Bar, reason: str) -> None:
    assert grid_bar(bar) == reason
