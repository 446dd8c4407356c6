"""Two figures that broadcasters measure with, on sounds whose figures are known."""

from __future__ import annotations

import numpy as np
import pytest

from installation.shell.loudness import SILENCE_DB, loudness_lufs, true_peak_db

TIME_S = np.arange(5 * 48_000) / 48_000


def tone(hz: float, level: float, phase: float = 0.0) -> np.ndarray:
    return np.repeat((level * np.sin(2 * np.pi * hz * TIME_S + phase))[:, None], 2, 1).astype(np.float32)


def test_a_tone_of_a_kilohertz_at_minus_23_on_both_sides_measures_minus_23() -> None:
    # EBU Tech 3341: a stereo sine of 1 kHz at -23 dBFS reads -23 LUFS.
    assert loudness_lufs(tone(997.0, 10 ** (-23 / 20))) == pytest.approx(-23.0, abs=0.1)


def test_the_true_peak_lies_between_the_samples() -> None:
    between = tone(12_000.0, 1.0, np.pi / 4)
    assert np.abs(between).max() == pytest.approx(0.707, abs=0.01)
    assert true_peak_db(between[480:-480]) == pytest.approx(0.0, abs=0.3)


def test_silence_and_what_is_too_short_have_a_figure_too() -> None:
    assert true_peak_db(np.zeros((100, 2), np.float32)) == SILENCE_DB
    assert true_peak_db(np.zeros((0, 2), np.float32)) == SILENCE_DB
    assert loudness_lufs(np.zeros((48_000, 2), np.float32)) == SILENCE_DB
    assert loudness_lufs(np.ones((10, 2), np.float32)) == SILENCE_DB
