"""Short versions of the long trials of the object's line (./play soak protocol, board, port)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.shell.port import PortDoor
from tests.simulation import pads_soak

if TYPE_CHECKING:
    from installation.shell.port import Line


def test_fuzzed_frames_leave_the_receiver_in_step_and_small() -> None:
    assert pads_soak.fuzzed_frames(1, 5_000) == ""


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


def test_a_door_that_keeps_something_of_every_cable_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bytes] = []
    lose = PortDoor._lose

    def lose_and_keep(door: PortDoor, line: Line, *rest: object) -> None:
        kept.append(bytes(4_000))
        lose(door, line, *rest)

    monkeypatch.setattr(PortDoor, "_lose", lose_and_keep)
    problem, _ = pads_soak.replugged(6, pads_soak.SETTLING_TURNS + 6)
    assert problem.startswith("left behind: 0 threads, 0 open files, ")


def test_the_door_comes_first_only_while_it_is_watched() -> None:
    before = os.sched_getscheduler(0)
    with pads_soak.door_comes_first() as first:
        assert (os.sched_getscheduler(0) == os.SCHED_FIFO) == first
    assert os.sched_getscheduler(0) == before
