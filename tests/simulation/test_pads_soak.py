"""Short versions of the long trials of the object's line (deformtune soak protocol, line, board, port)."""

from __future__ import annotations

import numpy as np

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


def test_the_simulated_board_plays_on_over_a_bad_line_without_a_wrong_value() -> None:
    seen = pads_soak.watch_board(4, 2.0, 0.05)
    assert seen.frames > 20
    assert seen.wrong == 0


def test_a_cable_pulled_and_put_back_is_found_and_leaves_nothing_behind() -> None:
    problem, found_s = pads_soak.replugged(5, 4)
    assert problem == ""
    assert len(found_s) == 4
