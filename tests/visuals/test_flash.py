"""The flash guard, judged by a counter of flashes of this file's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.visuals import flash

SHAPE = (6, 8)


def linear(shown: np.ndarray) -> np.ndarray:
    light = np.where(shown <= 10.3, shown / 255 / 12.92, ((shown / 255 + 0.055) / 1.055) ** 2.4)
    return light @ np.array([0.2126, 0.7152, 0.0722])


def copied(picture: np.ndarray) -> np.ndarray:
    """A picture of one pixel a cell as the copy that the guard sees."""
    return picture.repeat(flash.FINE, axis=0).repeat(flash.FINE, axis=1)


def turning_points(values: list[float], least: float = 0.0999) -> list[int]:
    """Where a signal turns after a change of at least `least`: the pictures at which opposing changes complete."""
    found: list[int] = []
    direction, extreme = 0, values[0]
    low = high = values[0]
    for at, value in enumerate(values):
        if direction == 0:
            low, high = min(low, value), max(high, value)
            if value - low >= least or high - value >= least:
                direction = 1 if value - low >= least else -1
                extreme = value
                found.append(at)
        elif (value - extreme) * direction >= 0:
            extreme = value
        elif abs(value - extreme) >= least:
            direction, extreme = -direction, value
            found.append(at)
    return found


def most_flashes(values: list[float], times_s: list[float], window_s: float) -> int:
    """The most flashes (pairs of opposing changes) in any stretch of that length."""
    turns = [times_s[at] for at in turning_points(values)]
    most = 0
    for first, start_s in enumerate(turns):
        inside = sum(1 for turn_s in turns[first:] if turn_s < start_s + window_s)
        most = max(most, inside // 2)
    return most


def guarded(pictures: list[np.ndarray], rate_hz: float = 60.0) -> tuple[np.ndarray, list[float]]:
    """What is shown of a row of pictures (H, W, 3): their luminances (T, H, W), and when."""
    state, shown, times_s = flash.begin(SHAPE), [], []
    for at, picture in enumerate(pictures):
        state, gain = flash.advance(state, copied(picture), at / rate_hz)
        factor = np.ones(SHAPE) if gain is None else gain
        shown.append(linear(picture * factor[..., None]))
        times_s.append(at / rate_hz)
    return np.array(shown), times_s


def violations(shown: np.ndarray, times_s: list[float]) -> int:
    count = 0
    for cell in shown.reshape(len(shown), -1).T:
        values = [float(value) for value in cell]
        count += most_flashes(values, times_s, 1.0) > 2
        count += most_flashes(values, times_s, 5.0) > 9
    return count


def flat(levels: list[int]) -> list[np.ndarray]:
    return [np.full((*SHAPE, 3), level, np.uint8) for level in levels]


@pytest.mark.parametrize(
    ("values", "turns"),
    [
        ([0.0, 0.05, 0.0, 0.09], 0),
        ([0.0, 0.11], 1),
        ([0.0, 0.11, 0.0], 2),
        ([0.0, 0.06, 0.12, 0.06, 0.0], 2),
        ([0.5, 0.4, 0.5, 0.4], 3),
    ],
)
def test_the_judge_counts_opposing_changes_of_a_tenth(values: list[float], turns: int) -> None:
    assert len(turning_points(values)) == turns


def test_the_judge_finds_a_strobe_guilty_and_a_slow_pulse_not() -> None:
    times_s = [at / 60 for at in range(600)]
    strobe = [float(at % 6 < 3) for at in range(600)]
    pulse = [float(at % 60 < 30) for at in range(600)]
    assert most_flashes(strobe, times_s, 1.0) >= 9
    assert most_flashes(pulse, times_s, 1.0) <= 2
    assert most_flashes(pulse, times_s, 5.0) <= 5


@pytest.mark.parametrize("period", [2, 3, 5, 8, 13, 21, 34])
def test_no_strobe_comes_through_at_any_rate(period: int) -> None:
    strobe = flat([255 * (at % period < period / 2) for at in range(900)])
    shown, times_s = guarded(strobe)
    assert violations(shown, times_s) == 0
    assert shown.max() > 0.9  # it limits, it does not blind


def test_a_calm_picture_is_shown_as_it_is() -> None:
    slow = flat([int(127 + 100 * np.sin(at / 60)) for at in range(600)])
    state = flash.begin(SHAPE)
    for at, picture in enumerate(slow):
        state, gain = flash.advance(state, copied(picture), 1.0 + at / 60)
        assert gain is None


@pytest.mark.parametrize("seed", range(12))
def test_no_adversary_gets_a_third_flash_through(seed: int) -> None:
    chance = np.random.default_rng(seed)
    pictures = []
    scene = np.zeros((*SHAPE, 3))
    for _ in range(900):
        kind = chance.integers(6)
        if kind == 0:
            scene[:] = chance.choice([0, 255])
        elif kind == 1:
            scene[chance.integers(SHAPE[0]), chance.integers(SHAPE[1])] = chance.integers(0, 256, 3)
        elif kind == 2:
            scene = 255 - scene
        elif kind == 3:
            scene = np.roll(scene, chance.integers(1, 4), axis=1)
        elif kind == 4:
            scene = scene * chance.uniform(0.5, 1.5)
        pictures.append(scene.clip(0, 255).astype(np.uint8))
    shown, times_s = guarded(pictures, rate_hz=float(chance.choice([24, 30, 60, 144])))
    assert violations(shown, times_s) == 0


@given(st.lists(st.tuples(st.integers(0, 255), st.floats(0, 0.4)), min_size=2, max_size=120))
def test_no_uneven_pace_of_pictures_lets_one_through(pictures: list[tuple[int, float]]) -> None:
    state, shown, times_s, now_s = flash.begin((1, 1)), [], [], 0.0
    for level, wait_s in pictures:
        now_s += wait_s
        state, gain = flash.advance(state, copied(np.full((1, 1, 3), level, np.uint8)), now_s)
        shown.append(float(linear(np.full(3, level) * (1.0 if gain is None else gain[0, 0]))))
        times_s.append(now_s)
    assert most_flashes(shown, times_s, 1.0) <= 2
    assert most_flashes(shown, times_s, 5.0) <= 9


def test_a_cell_is_darkened_alone_with_its_neighbours() -> None:
    state = flash.begin(SHAPE)
    bright = np.zeros((*SHAPE, 3), np.uint8)
    bright[2, 2] = 255
    for at, picture in enumerate((bright, 0 * bright, bright)):
        state, gain = flash.advance(state, copied(picture), at / 30)
    assert gain is not None
    assert gain[2, 2] < 0.5
    assert gain[5, 7] == 1.0
