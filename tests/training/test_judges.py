"""Mirrors installation/training/judges.py."""

from __future__ import annotations

import numpy as np
import pytest

from installation.training import annealing, judges


@pytest.fixture
def scales() -> np.ndarray:
    """Bars of eighths that run up and down a scale."""
    rows = np.full((200, 24), 128, np.uint8)
    notes = np.array([60, 62, 64, 65, 67, 69, 71, 72])
    for index in range(200):
        rows[index, ::3] = np.roll(notes, index % 3) + index % 5
    return rows


def random_bars() -> np.ndarray:
    chance = np.random.default_rng(0)
    return np.where(chance.random((100, 24)) < 0.4, chance.integers(55, 92, (100, 24)), 128).astype(np.uint8)


def test_a_judge_finds_what_it_has_read_likelier_than_noise(scales: np.ndarray) -> None:
    judge = judges.make_judge(scales)
    assert judge.bits_an_onset(scales) < 2
    assert judge.bits_an_onset(random_bars()) > 8


def test_a_judge_does_not_mind_transposition(scales: np.ndarray) -> None:
    judge = judges.make_judge(scales)
    moved = np.where(scales < 128, scales + 4, scales)
    assert judge.bits_an_onset(moved) == pytest.approx(judge.bits_an_onset(scales))


def test_every_row_of_the_steering_tables_is_a_distribution(scales: np.ndarray) -> None:
    steer = judges.make_steer(scales)
    for table in (steer.rhythm, steer.pitch, steer.joint):
        assert np.allclose(np.exp2(-table.astype(float)).sum(-1), 1, atol=1e-3)


def test_the_steering_tables_prefer_tunes_too(scales: np.ndarray) -> None:
    steer = judges.make_steer(scales)

    def bits(rows: np.ndarray) -> float:
        plain = np.where(rows < 128, rows, 0).astype(np.uint8)
        total = sum(annealing.tune_bits(row, steer.rhythm, steer.pitch, steer.joint) for row in plain)
        return total / (plain > 0).sum()

    assert bits(scales) < 0.5 * bits(random_bars())


def test_nothing_read_leaves_everything_equally_likely() -> None:
    judge = judges.make_judge(np.zeros((0, 24), np.uint8))
    assert judge.bits_an_onset(random_bars()) == pytest.approx(np.log2(judge.kinds))
