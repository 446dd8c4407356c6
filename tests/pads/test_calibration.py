"""Calibration: a press is felt at once, drift is not, the range is the visitor's own, broken pads are named."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from installation.pads import calibration
from installation.pads import calibration_kernel as kernel

if TYPE_CHECKING:
    from installation.pads.calibration import CalibrationState

DT_S = 0.004
REST = 3_000


class Bench:
    """Four pads on the bench: holds raw values for a while and remembers the pressures."""

    def __init__(self, state: CalibrationState | None = None, seed: int = 1) -> None:
        self.state = state or calibration.begin()
        self.chance = random.Random(seed)
        self.pressures: tuple[float, ...] = (0.0,) * 4

    def hold(self, seconds: float, *raw: float, noise: float = 30.0) -> list[tuple[float, ...]]:
        """Give these raw values, trembling, for so long; the pressures of every frame."""
        raw = raw or (REST,) * 4
        seen = []
        for _ in range(max(1, round(seconds / DT_S))):
            values = tuple(min(65_535, max(0, round(self.chance.gauss(value, noise)))) for value in raw)
            self.state, self.pressures = calibration.advance(self.state, values, DT_S)
            seen.append(self.pressures)
        return seen

    def press(self, raw: float, seconds: float = 0.5, pad: int = 0) -> list[tuple[float, ...]]:
        """Press one pad and let go; the pressures while it was pressed."""
        values = [float(REST)] * 4
        values[pad] = raw
        seen = self.hold(seconds, *values)
        self.hold(1.0)
        return seen


def test_a_clear_press_shows_in_the_very_frame_that_brings_it() -> None:
    bench = Bench()
    bench.hold(1.0)
    bench.hold(DT_S, REST, 20_000, REST, REST)
    assert bench.pressures[1] > 0.2
    assert bench.pressures[0] == bench.pressures[2] == bench.pressures[3] == 0.0


def test_untouched_pads_say_exactly_nothing() -> None:
    assert set(Bench().hold(20.0, noise=60.0)) == {(0.0,) * 4}


def test_a_single_jump_under_a_touch_is_not_felt() -> None:
    bench = Bench()
    bench.hold(1.0)
    before = bench.hold(0.5, 20_000, REST, REST, REST)[-1][0]
    bench.hold(DT_S, 60_000, REST, REST, REST)
    assert bench.pressures[0] == pytest.approx(before, abs=0.02)


def test_the_baseline_follows_drift_but_not_under_a_touch() -> None:
    bench = Bench()
    for raw in range(REST, 3 * REST, 20):
        assert bench.hold(0.2, *(float(raw),) * 4)[-1] == (0.0,) * 4
    held = bench.hold(5.0, 25_000.0, *(float(3 * REST),) * 3)
    assert held[-1][0] > 0.8 * held[200][0]


def test_three_presses_put_a_visitor_s_own_range_within_reach() -> None:
    for strength in (12_000, 30_000, 50_000):
        bench = Bench()
        bench.hold(1.0)
        for share in (0.9, 1.0, 0.95):
            bench.press(REST + share * (strength - REST))
        assert max(bench.press(strength))[0] > 0.93
        light = kernel.conductance(REST) + 0.1 * kernel.conductance(strength)
        assert max(bench.press(65_536 * light / (1 + light)))[0] < 0.2


def test_the_same_press_gives_the_same_pressure_once_the_range_has_settled() -> None:
    bench = Bench()
    bench.hold(1.0)
    for _ in range(3):
        bench.press(30_000)
    first = bench.press(18_000)[-1][0]
    bench.press(31_000)
    bench.press(9_000)
    assert bench.press(18_000)[-1][0] == pytest.approx(first, abs=0.03)


def test_a_strong_visitor_does_not_spoil_it_for_the_next() -> None:
    bench = Bench()
    bench.hold(1.0)
    for _ in range(6):
        bench.press(60_000)
    bench.hold(calibration.IDLE_S + 1)
    for _ in range(3):
        bench.press(14_000)
    assert max(bench.press(14_000))[0] > 0.93


def test_what_the_fabric_carries_over_is_no_touch() -> None:
    bench = Bench()
    bench.hold(1.0)
    seen = bench.hold(3.0, 32_000, REST + 1_500, REST + 800, REST + 1_500)
    assert {pressures[1:] for pressures in seen} == {(0.0, 0.0, 0.0)}


@pytest.mark.parametrize(
    ("raw", "fault"),
    [(0, "open"), (65_535, "short")],
)
def test_a_broken_pad_is_named_and_left_out_while_the_others_play_on(raw: int, fault: str) -> None:
    bench = Bench()
    bench.hold(1.0)
    bench.hold(3.0, REST, raw, REST, REST, noise=0.0)
    assert bench.state.faults == ("", fault, "", "")
    bench.hold(0.2, 25_000, raw, REST, REST, noise=0.0)
    assert bench.pressures[0] > 0.2
    assert bench.pressures[1] == 0.0
    bench.hold(0.1)
    assert bench.state.faults == ("",) * 4


def test_a_pad_pressed_by_a_thing_is_called_stuck_until_it_moves() -> None:
    bench = Bench()
    bench.hold(1.0)
    bench.hold(70.0, REST, REST, 20_000, REST)
    assert bench.state.faults == ("", "", "stuck", "")
    assert bench.pressures[2] == 0.0
    bench.hold(1.0)
    assert bench.state.faults == ("",) * 4
    assert bench.press(25_000, pad=2)[-1][2] > 0.2


def test_a_noisy_pad_is_named_and_heals() -> None:
    bench = Bench()
    bench.hold(1.0)
    for k in range(1500):
        bench.hold(DT_S, REST + 25_000 * (k % 3 == 0), REST, REST, REST)
    assert bench.state.faults[0] == "noisy"
    assert bench.pressures[0] == 0.0
    bench.hold(10.0)
    assert bench.state.faults == ("",) * 4


def test_a_pressed_pad_at_switching_on_is_not_taken_for_rest() -> None:
    bench = Bench()
    bench.hold(0.5, 40_000, REST, REST, REST)
    assert bench.pressures[0] > 0.3


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(-5, 70_000), min_size=0, max_size=6), st.floats(-1.0, 100.0)),
        max_size=30,
    )
)
def test_any_values_give_pressures_within_bounds(frames: list[tuple[list[int], float]]) -> None:
    state = calibration.begin()
    for values, dt_s in frames:
        state, pressures = calibration.advance(state, tuple(values), dt_s)
        assert len(pressures) == len(values)
        assert all(0.0 <= pressure <= 1.0 for pressure in pressures)


@given(st.lists(st.integers(0, 65_535), min_size=2, max_size=2))
def test_a_harder_first_press_is_never_felt_as_a_softer_one(raws: list[int]) -> None:
    def felt(raw: int) -> float:
        bench = Bench()
        bench.hold(0.5, noise=0.0)
        bench.hold(DT_S, raw, REST, REST, REST, noise=0.0)
        return bench.pressures[0]

    lower, higher = sorted(raws)
    assert felt(lower) <= felt(higher)


def test_what_was_learned_is_kept_across_restarts() -> None:
    bench = Bench()
    bench.hold(5.0)
    for _ in range(4):
        bench.press(14_000)
    bench.hold(calibration.IDLE_S + 1)
    again = calibration.from_json(calibration.to_json(bench.state))
    assert again.pads["usual"].tolist() == bench.state.pads["usual"].tolist()
    assert again.crosstalk.tolist() == bench.state.crosstalk.tolist()
    assert again.pads["full"].tolist() == bench.state.pads["full"].tolist()
    assert Bench(again).hold(2.0)[-1] == (0.0,) * 4


def test_another_visitor_begins_with_a_usual_range() -> None:
    bench = Bench()
    bench.hold(1.0)
    for _ in range(3):
        bench.press(50_000)
    pad = calibration.forget_visitor(bench.state).pads[0]
    assert pad["presses"] == 0
    assert pad["full"] == pad["usual"] < bench.state.pads[0]["full"]


GOOD = json.loads(calibration.to_json(Bench(None).state)) | {
    "pads": [{"rest": 0.05, "noise": 0.001, "usual": 1.0}] * 4
}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "no calibration"),
        ("nonsense", "Expecting value"),
        (json.dumps(GOOD | {"calibration": 2}), "version 1"),
        (json.dumps(GOOD | {"pads": [1]}), r"pads\[0\] is no object"),
        (json.dumps(GOOD | {"pads": [{"usual": -1, "noise": 0}]}), r"pads\[0\].usual"),
        (json.dumps(GOOD | {"pads": [{"usual": 1, "noise": "much"}]}), r"pads\[0\].noise"),
        (json.dumps(GOOD | {"pads": [{"usual": 1, "noise": 0, "rest": float("nan")}]}), r"pads\[0\].rest"),
        (json.dumps(GOOD | {"crosstalk": [[0.0]]}), "4 rows of 4"),
        (json.dumps(GOOD | {"crosstalk": [[2.0] * 4] * 4}), "crosstalk"),
        (json.dumps(GOOD | {"crosstalk": 7}), "crosstalk"),
    ],
)
def test_a_kept_calibration_that_is_none_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        calibration.from_json(text)


def test_a_rising_press_rises_without_steps_back() -> None:
    bench = Bench()
    bench.hold(1.0)
    seen = [bench.hold(DT_S, REST + k * 200.0, REST, REST, REST, noise=0.0)[0][0] for k in range(100)]
    assert all(b >= a for a, b in pairwise(seen))
