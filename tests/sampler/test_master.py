"""The master: under its ceiling between the frames too, soft after silence, and otherwise not there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import resample_poly

from installation.sampler.master import (
    HELD,
    LOOK_AHEAD,
    REACH,
    RISE_FROM,
    SILENCE_S,
    Master,
    limit,
    master_of,
)
from installation.sampler.state import QUANTUM


def through(sound: np.ndarray, master: Master | None = None) -> np.ndarray:
    """(N, 2) through the limiter."""
    master, pieces = master or master_of(), []
    for first in range(0, len(sound) - QUANTUM + 1, QUANTUM):
        mixed = np.zeros((3, QUANTUM), np.float32)
        mixed[:2] = sound[first : first + QUANTUM].T
        ready = np.zeros((QUANTUM, 2), np.float32)
        limit(master, mixed, ready)
        pieces.append(ready)
    return np.concatenate(pieces)


def true_peak_db(sound: np.ndarray) -> float:
    return float(20 * np.log10(np.abs(resample_poly(sound.astype(np.float64), 16, 1)).max()))


@pytest.mark.parametrize("hz", [50.0, 997.0, 6_000.0, 11_999.0, 15_000.0])
@pytest.mark.parametrize("level", [1.1, 4.0, 30.0])
def test_no_peak_passes_between_the_frames_either(hz: float, level: float) -> None:
    time = np.arange(24_000) / 48_000
    burst = (
        level
        * np.sin(2 * np.pi * hz * time + 0.7)
        * (np.arange(24_000) > 6_000)
        * (np.arange(24_000) < 20_000)
    )
    assert true_peak_db(through(np.stack([burst, -burst], axis=1))) <= -1.0


def test_clicks_and_noise_stay_under_the_ceiling() -> None:
    chance = np.random.default_rng(4)
    noise = chance.normal(0, 2, (48_000, 2))
    noise[::977] *= 20
    noise[47_000:] = 0
    assert true_peak_db(through(noise)) <= -1.0


def test_what_is_soft_enough_passes_unchanged_and_later() -> None:
    chance = np.random.default_rng(5)
    sound = chance.uniform(-0.3, 0.3, (9_600, 2)).astype(np.float32)
    heard = through(sound)
    assert np.allclose(heard[LOOK_AHEAD:], sound[: len(heard) - LOOK_AHEAD], atol=1e-6)


def test_the_taps_reach_no_further_than_the_short_cut_assumes() -> None:
    assert np.abs(master_of().taps).sum(axis=1).max() < REACH


def test_what_is_too_soft_for_any_peak_takes_a_short_cut_to_the_same_sound() -> None:
    chance = np.random.default_rng(8)
    swell = np.concatenate([np.linspace(0.05, 3, 24_000), np.linspace(3, 0.05, 24_000)])[:, None]
    sound = (chance.normal(0, 0.3, (48_000, 2)) * swell).astype(np.float32)
    quick = through(sound)
    master = master_of()
    master.now[HELD] = np.nextafter(
        np.float32(1.0), np.float32(0.0)
    )  # never exactly 1: no short cut for gains
    longhand = through(sound, master)
    assert np.abs(quick - longhand).max() < 1e-6


def test_after_long_silence_sound_rises_slowly() -> None:
    tone = 0.2 * np.sin(np.arange(48_000 * 8) / 20)
    master = master_of()
    assert np.abs(through(np.stack([tone] * 2, axis=1)[:9_600], master)).max() == pytest.approx(0.2, rel=0.01)
    through(np.zeros((int((SILENCE_S + 1) * 48_000), 2)), master)
    heard = through(np.stack([tone] * 2, axis=1), master)[:, 0]
    assert np.abs(heard[:2_400]).max() == pytest.approx(0.2 * RISE_FROM, rel=0.1)
    assert np.abs(heard[-4_800:]).max() == pytest.approx(0.2, rel=0.02)
    assert (np.diff([np.abs(heard[k : k + 9_600]).max() for k in range(0, len(heard), 9_600)]) > -1e-3).all()
