"""The meter: its weightings against the standards' own figures, and a ceiling that holds."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from installation.sampler.meter import (
    LONG_SLOTS,
    RATE_HZ,
    SILENCE_DB,
    SLOT,
    Meter,
    held_back_db,
    level_db,
    long_level_db,
    loudness_lufs,
    measure,
    meter_of,
)

IEC_61672_DB = {31.5: -39.4, 100: -19.1, 500: -3.2, 1_000: 0.0, 2_000: 1.2, 4_000: 1.0, 8_000: -1.1}
"""The A-weighting's own table."""


def tone(hz: float, level: float, seconds: float = 4.0) -> np.ndarray:
    sound = level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)
    return np.stack([sound, 0 * sound], axis=1).astype(np.float32)


def heard(sound: np.ndarray, block: int = 128, meter: Meter | None = None) -> Meter:
    meter = meter or meter_of()
    for first in range(0, len(sound), block):
        measure(meter, sound[first : first + block])
    return meter


@pytest.mark.parametrize(("hz", "weight_db"), IEC_61672_DB.items())
def test_it_weighs_as_the_standard_says(hz: float, weight_db: float) -> None:
    level = level_db(heard(tone(hz, 0.1)))
    assert level == pytest.approx(20 * np.log10(0.1 / np.sqrt(2)) + weight_db, abs=0.9)


def test_loudness_is_what_another_meter_finds() -> None:
    chance = np.random.default_rng(3)
    noise = chance.normal(0, 0.05, (3 * RATE_HZ, 2)).astype(np.float32)
    found = pyloudnorm.Meter(RATE_HZ).integrated_loudness(noise.astype(np.float64))
    assert loudness_lufs(heard(noise)) == pytest.approx(found, abs=0.1)


def test_a_full_scale_tone_of_997_hz_in_one_channel_has_three_lufs_under_nought() -> None:
    assert loudness_lufs(heard(tone(997, 1.0))) == pytest.approx(-3.01, abs=0.05)


def test_silence_has_a_figure_too() -> None:
    assert long_level_db(meter_of()) == SILENCE_DB
    meter = heard(np.zeros((RATE_HZ, 2), np.float32))
    assert (loudness_lufs(meter), level_db(meter), long_level_db(meter)) == (SILENCE_DB,) * 3


def test_fifteen_minutes_count_by_their_energy_and_no_more_than_fifteen() -> None:
    meter = meter_of()
    measure(meter, tone(1_000, 0.1, 2.0))
    loud_db = long_level_db(meter)
    measure(meter, np.zeros((2 * RATE_HZ, 2), np.float32))
    assert long_level_db(meter) == pytest.approx(loud_db - 3.01, abs=0.1)
    measure(meter, np.zeros((LONG_SLOTS * SLOT, 2), np.float32))
    assert long_level_db(meter) == SILENCE_DB


def test_the_block_size_changes_nothing() -> None:
    sound = tone(440, 0.2)
    assert long_level_db(heard(sound, 64)) == pytest.approx(long_level_db(heard(sound, 480)), abs=1e-9)


def played_under(ceiling_db: float, sound: np.ndarray, block: int = 256) -> tuple[list[float], list[float]]:
    """The levels heard, and what was held back, block by block."""
    meter, held_db, levels, helds = meter_of(), 0.0, [], []
    for first in range(0, len(sound), block):
        measure(meter, sound[first : first + block] * np.float32(10 ** (-held_db / 20)))
        levels.append(level_db(meter))
        held_db = held_back_db(held_db, levels[-1], ceiling_db, block / RATE_HZ)
        helds.append(held_db)
    return levels, helds


def test_what_is_too_loud_is_held_under_the_ceiling_and_let_go_afterwards() -> None:
    loud, soft = tone(1_000, 0.5, 10.0), tone(1_000, 0.01, 25.0)
    levels, helds = played_under(-25.0, np.concatenate([loud, soft]))
    at = round(10 * RATE_HZ / 256)
    assert max(levels[at // 2 : at]) <= -25.0
    assert helds[at - 1] == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)) + 25.5, abs=0.6)
    assert helds[-1] == 0.0
    assert np.abs(np.diff(helds)).max() < 0.15  # no step that is heard


def test_what_is_soft_enough_is_left_alone() -> None:
    _, helds = played_under(-20.0, tone(1_000, 0.05))
    assert set(helds) == {0.0}
