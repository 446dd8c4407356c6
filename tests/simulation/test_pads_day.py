"""A short day of simulated visitors at simulated pads: the yardstick of calibration, and of itself."""

from __future__ import annotations

import numpy as np
import pytest

from installation.pads import foam
from tests.simulation import pad_visitors
from tests.simulation.pad_visitors import DT_S, PADS


@pytest.fixture(scope="module")
def outcome() -> pad_visitors.Outcome:
    return pad_visitors.day(1, visitors=4, slot_s=150.0)


def test_levels_are_right_to_one_of_ten(outcome: pad_visitors.Outcome) -> None:
    errors = np.array(outcome.ours.errors)
    assert len(errors) > 40
    assert np.mean(errors <= 1.0) >= 0.95


def test_every_visitor_has_the_whole_range_after_three_presses(outcome: pad_visitors.Outcome) -> None:
    assert outcome.ours.probes == [True] * 4


def test_a_finger_held_still_for_ten_seconds_holds_its_level(outcome: pad_visitors.Outcome) -> None:
    assert outcome.ours.changes == [0] * 4


def test_fingers_of_visitors_of_unequal_strength_hold_their_levels() -> None:
    seen = pad_visitors.holds(6, 4)
    assert seen.changes == [0] * 4
    assert (seen.false_touches, seen.missed) == (0, 0)


def test_nobody_is_felt_who_is_not_there_and_everybody_who_is(outcome: pad_visitors.Outcome) -> None:
    assert outcome.ours.false_touches == 0
    assert outcome.ours.missed == 0


def test_the_published_pipeline_fares_worse_in_the_same_run(outcome: pad_visitors.Outcome) -> None:
    ours, theirs = (np.mean(np.array(day.errors) <= 1.0) for day in (outcome.ours, outcome.published))
    assert theirs < ours - 0.1
    assert outcome.published.false_touches > 10


def test_the_same_seed_is_the_same_day() -> None:
    one, other = (pad_visitors.day(5, visitors=1, slot_s=60.0) for _ in range(2))
    assert one.ours == other.ours


def pressed(
    true: np.ndarray, *, hysteresis: float = 0.0, drift: float = 0.0, noise: float = 0.0
) -> np.ndarray:
    chance = np.random.default_rng(3)
    kind, state = foam.make(chance, hysteresis=hysteresis, drift=drift, noise=noise)
    _, values = foam.advance(kind, state, true, DT_S, chance)
    share = values / 65_536
    return ((share / (1 - share) - kind.at_rest) / kind.gain).clip(0) ** (1 / kind.power)


def on_one_pad(curve: np.ndarray) -> np.ndarray:
    true = np.zeros((len(curve), PADS))
    true[:, 0] = curve
    return true


@pytest.mark.parametrize("width", [0.1, 0.3])
def test_the_loop_is_as_wide_as_asked_and_never_runs_backwards(width: float) -> None:
    way = np.linspace(0.01, 1.0, 250)
    felt = pressed(on_one_pad(np.concatenate([way, way[::-1]])), hysteresis=width)[:, 0]
    gap = felt[250:][::-1] - felt[:250]
    bare = pressed(on_one_pad(np.concatenate([way, way[::-1]])))[:, 0]
    creep = bare[250:][::-1] - bare[:250]
    assert max(gap - creep) == pytest.approx(width, abs=0.03)
    assert np.diff(felt[260:490:10]).max() < 0.01


def test_a_pad_creeps_by_a_twentieth_a_decade_of_time() -> None:
    felt = pressed(on_one_pad(np.ones(round(100 / DT_S))))[:, 0]
    after_1_s, after_10_s, after_99_s = (felt[round(s / DT_S)] for s in (1, 10, 99))
    assert after_10_s - after_1_s == pytest.approx(0.05, abs=0.02)
    assert after_99_s - after_10_s == pytest.approx(0.05, abs=0.02)


def test_the_fabric_carries_some_of_a_press_to_the_other_pads() -> None:
    felt = pressed(on_one_pad(np.ones(50)))
    assert felt[-1, 1:].min() > 0.01
    assert felt[-1, 1:].max() < 0.12
