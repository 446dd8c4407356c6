"""Mirrors installation/training/overlap.py."""

from __future__ import annotations

import numpy as np
import pytest

from installation.training.overlap import overlap


def bar(**at: int) -> np.ndarray:
    """A bar that strikes `t0=60` at tick 0."""
    row = np.full((1, 24), 128, np.uint8)
    for tick, pitch in at.items():
        row[0, int(tick[1:])] = pitch
    return row


TUNE = bar(t0=60, t6=64, t12=67, t18=64)


def test_a_tune_shares_everything_with_itself_moved_to_another_key() -> None:
    found = overlap(TUNE, np.where(TUNE < 128, TUNE + 5, TUNE))
    assert (found.each, found.whole, found.rhythm) == (1.0, 1.0, 1.0)


def test_tunes_that_strike_at_other_times_share_nothing() -> None:
    found = overlap(TUNE, np.roll(TUNE, 3, axis=1))
    assert (found.each, found.whole, found.rhythm) == (0.0, 0.0, 0.0)


def test_one_rhythm_with_another_melody_shares_the_ticks_and_one_note_at_least() -> None:
    found = overlap(TUNE, bar(t0=70, t6=68, t12=60, t18=63))
    assert found.rhythm == 1.0
    assert found.each == pytest.approx(1 / 7)


def test_measures_moved_each_by_itself_share_no_less_than_all_moved_alike() -> None:
    two = np.concatenate([TUNE, TUNE])
    moved = np.where(two < 128, two + np.array([[3], [5]]), two).astype(np.uint8)
    found = overlap(two, moved)
    assert (found.each, found.whole) == (1.0, 0.5)


def test_silence_shares_nothing_with_silence() -> None:
    silent = np.full((2, 24), 129, np.uint8)
    assert overlap(silent, silent).each == 0.0
