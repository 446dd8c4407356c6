"""Short versions of the long trials of the object's line (./play soak protocol, line, board, port)."""

from __future__ import annotations

import numpy as np
import pytest

from installation.pads import protocol
from installation.pads.protocol import PadFrame
from tests.simulation import pads_soak


def test_fuzzed_frames_leave_the_receiver_in_step_and_small() -> None:
    assert pads_soak.fuzzed_frames(1, 5_000) == ""


def test_the_frames_of_the_simulated_week_are_those_that_the_protocol_makes() -> None:
    values = np.random.default_rng(1).integers(0, 65_536, (70_000, 4))
    values[::3, 1:] = 0
    values[::5] = 256
    frames = enumerate(values.tolist())
    expected = [protocol.encode(PadFrame(k % 65_536, 4_000 * k % 2**32, tuple(row))) for k, row in frames]
    assert pads_soak.spoken(values).tobytes() == b"".join(expected)


def test_a_damaged_line_loses_frames_and_never_makes_one_up() -> None:
    light, heavy = pads_soak.damaged_line(2, 10_000, 0.01), pads_soak.damaged_line(3, 10_000, 0.1)
    assert light.wrong == heavy.wrong == 0
    assert 0.7 < light.believed / 10_000 < 0.9
    assert 0.05 < heavy.believed / 10_000 < 0.15
    assert 8 <= light.age_p99_ms <= 30
    assert 100 <= heavy.age_p99_ms <= 500


WRITTEN = np.stack([10.0 + 0.004 * np.arange(100), 0.004 * np.arange(100)], axis=1)
"""A punctual board: frame after frame, by the wall clock and by its own."""


def taken(late_s: float, missing: range = range(0), written: np.ndarray = WRITTEN) -> list[tuple[int, float]]:
    return [(k, wall_s + late_s) for k, (wall_s, _) in enumerate(written) if k not in missing]


def test_the_age_of_the_newest_frame_is_what_it_waited_and_what_has_passed_since() -> None:
    ages = pads_soak.ages_ms(taken(0.003), WRITTEN)
    assert ages.min() == pytest.approx(3.0, abs=0.01)
    assert ages.max() == pytest.approx(6.0, abs=1.01)


def test_frames_that_are_missing_and_a_door_that_is_late_let_it_grow() -> None:
    assert pads_soak.ages_ms(taken(0.0, range(40, 50)), WRITTEN).max() == pytest.approx(43.0, abs=1.01)
    stalled = [(k, max(at_s, 10.3)) if k >= 50 else (k, at_s) for k, at_s in taken(0.0)]
    assert pads_soak.ages_ms(stalled, WRITTEN).max() == pytest.approx(104.0, abs=4.01)


def test_a_simulation_that_stands_still_and_catches_up_is_no_lateness_of_the_door() -> None:
    late = WRITTEN.copy()
    late[50:75, 0] = late[75, 0]  # 25 frames are written in one moment, after 100 ms of nothing
    assert pads_soak.ages_ms(taken(0.003, written=late), late).max() == pytest.approx(6.0, abs=1.01)


def test_the_simulated_board_plays_on_over_a_bad_line_without_a_wrong_value() -> None:
    seen = pads_soak.watch_board(4, 2.0, 0.05)
    assert seen.frames > 20
    assert seen.wrong == 0


def test_a_cable_pulled_and_put_back_is_found_and_leaves_nothing_behind() -> None:
    problem, found_s = pads_soak.replugged(5, 4)
    assert problem == ""
    assert len(found_s) == 4
