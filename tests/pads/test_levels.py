"""Pressure levels: reachable from end to end, and steady while the finger is."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from installation.pads import levels
from installation.pads.levels import FREE, Held

DT_S = 0.004
pressures = st.floats(0.0, 1.0)


def run(values: list[float], held: Held = FREE) -> list[Held]:
    """A value every 4 ms."""
    found = []
    for value in values:
        held = levels.advance(held, value, DT_S)
        found.append(held)
    return found


def rest(pressure: float, seconds: float = 1.0, held: Held = FREE) -> Held:
    """A finger that comes down at once and stays."""
    return run([pressure] * round(seconds / DT_S), held)[-1]


@given(st.lists(pressures))
def test_every_level_is_a_quarter_between_one_and_ten(values: list[float]) -> None:
    for held in run(values):
        assert 1.0 <= held.level <= 10.0
        assert (held.level * levels.QUARTERS).is_integer()


@given(pressures, st.lists(st.floats(-0.028, 0.028), min_size=1))
def test_a_finger_that_rests_holds_its_level_though_the_foam_creeps(
    pressure: float, drift: list[float]
) -> None:
    pressure = min(max(pressure, 0.05), 0.9)
    held = rest(pressure)
    for aim in drift:
        way = [pressure + aim * step / 250 for step in range(251)]
        assert {each.level for each in run(way, held)} == {held.level}


@given(pressures, st.floats(0.0, 0.008), st.floats(0.0, 6.0))
def test_a_finger_that_trembles_holds_its_level(pressure: float, tremor: float, phase: float) -> None:
    pressure = min(max(pressure, 0.05), 0.9)
    shaken = [pressure + tremor * math.sin(2 * math.pi * 9 * turn * DT_S + phase) for turn in range(500)]
    assert {each.level for each in run(shaken, rest(pressure))} == {rest(pressure).level}


@given(pressures, pressures)
def test_a_finger_that_has_come_to_rest_stands_in_the_middle_of_its_quarter(
    before: float, after: float
) -> None:
    assume(abs(levels.exact(before) - levels.exact(after)) > 0.6 or before == 0.0)
    found = rest(after, held=rest(before)).level
    assert math.isclose(found, levels.exact(after) if after > 0 else 1.0, abs_tol=0.125 + 1e-9)


@given(st.lists(pressures, min_size=1))
def test_a_level_is_never_far_from_what_is_asked(values: list[float]) -> None:
    for held, pressure in zip(run(values), values, strict=True):
        asked = levels.exact(pressure)
        assert math.isclose(held.level, asked, abs_tol=levels.STILL_BAND + 1e-9) or pressure == 0.0


@pytest.mark.parametrize("seconds", [0.5, 2.0, 8.0, 60.0])
def test_a_press_however_slow_passes_every_whole_level_once(seconds: float) -> None:
    count = round(seconds / DT_S)
    shown = [levels.tenth(held.level) for held in run([turn / count for turn in range(count + 1)])]
    changes = [b for a, b in pairwise(shown) if a != b]
    assert [shown[0], *changes] == list(range(1, 11))


def test_letting_go_and_pressing_fully_reach_the_ends_at_once() -> None:
    assert run([0.5, 0.0])[-1] is FREE
    assert run([0.5, levels.FULL])[-1].level == 10.0


def test_a_value_that_is_no_number_lets_go() -> None:
    assert run([0.5, math.nan])[-1] is FREE


def test_a_pause_between_values_is_no_rest() -> None:
    held = levels.advance(rest(0.3), 0.6, 3_600.0)
    assert held.still_s == 0.0
    assert math.isclose(held.level, levels.exact(0.6), abs_tol=0.125)
