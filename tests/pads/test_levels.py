"""Pressure levels: reachable from end to end, and steady while the finger is."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from installation.pads import levels

pressures = st.floats(0.0, 1.0)


def run(values: list[float], level: float = levels.LOWEST) -> list[float]:
    found = []
    for value in values:
        level = levels.advance(level, value)
        found.append(level)
    return found


@given(st.lists(pressures))
def test_every_level_is_a_quarter_between_one_and_ten(values: list[float]) -> None:
    for level in run(values):
        assert 1.0 <= level <= 10.0
        assert (level * levels.QUARTERS).is_integer()


@given(pressures, st.lists(st.floats(-0.018, 0.018), min_size=1))
def test_a_trembling_finger_holds_its_level(pressure: float, tremor: list[float]) -> None:
    pressure = min(max(pressure, 0.05), 0.9)
    held = run([pressure])[0]
    assert set(run([pressure + shake for shake in tremor], held)) == {held}


@given(pressures)
def test_a_level_is_never_far_from_what_is_asked(pressure: float) -> None:
    for start in (1.0, 5.5, 10.0):
        assert math.isclose(levels.advance(start, pressure), levels.exact(pressure), abs_tol=levels.BAND)


def test_a_slow_press_passes_every_whole_level_once() -> None:
    shown = [levels.tenth(level) for level in run([k / 2000 for k in range(2001)])]
    changes = [b for a, b in pairwise(shown) if a != b]
    assert [shown[0], *changes] == list(range(1, 11))


def test_letting_go_and_pressing_fully_reach_the_ends() -> None:
    assert run([0.5, 0.0])[-1] == 1.0
    assert run([0.5, levels.FULL])[-1] == 10.0
