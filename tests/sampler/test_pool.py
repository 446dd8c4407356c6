"""The pool: nothing folds back, loops join, and what cannot sound is refused."""

from __future__ import annotations

import numpy as np
import pytest

from installation.sampler.bank import Instrument, bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Region


def played(hz: float, semitones: float, oversampling: int = 2) -> np.ndarray:
    """A sine of that pitch, shifted: a second of sound after its attack."""
    frames = (0.5 * np.sin(2 * np.pi * hz * np.arange(96_000) / 48_000)).astype(np.float32)
    region = Region(0, root=60, velocity_track=0, volume=Envelope(attack_s=0.001))
    sine = Instrument("sine", (Sample(frames, 48_000.0),), (region,))
    engine = Engine(bank_of([sine], oversampling=oversampling), dry=True)
    engine.schedule(np.array([(0, 60 + semitones, 127, 0, Kind.START, 0, 0)], EVENT))
    return engine.render(40_000)[4_000 : 4_000 + 32_768, 0].astype(np.float64)


def spectrum_db(sound: np.ndarray) -> np.ndarray:
    return 20 * np.log10(np.abs(np.fft.rfft(sound * np.kaiser(len(sound), 22))) + 1e-12)


@pytest.mark.parametrize(("hz", "least_db"), [(440.0, 100), (5_000.0, 80), (10_000.0, 65)])
def test_a_sine_up_a_semitone_stays_a_sine(hz: float, least_db: float) -> None:
    power = spectrum_db(played(hz, 1))
    peak = int(power.argmax())
    assert abs(peak * 48_000 / 32_768 - hz * 2 ** (1 / 12)) < 2
    others = np.delete(power, range(peak - 20, peak + 21))
    assert power[peak] - others.max() >= least_db


def test_the_finer_the_pool_the_purer_the_sound() -> None:
    purity = []
    for oversampling in (1, 2, 4):
        power = spectrum_db(played(10_000.0, 1, oversampling))
        peak = int(power.argmax())
        purity.append(power[peak] - np.delete(power, range(peak - 20, peak + 21)).max())
    assert purity[0] + 15 < purity[1]
    assert purity[1] + 15 < purity[2]


@pytest.mark.parametrize("oversampling", [1, 4])
def test_every_fineness_keeps_level_pitch_and_what_vanishes(oversampling: int) -> None:
    for semitones in (0, 7, 12):
        power = spectrum_db(played(1_000.0, semitones, oversampling))
        assert abs(int(power.argmax()) * 48_000 / 32_768 - 1_000 * 2 ** (semitones / 12)) < 2
        level = np.sqrt(np.mean(played(1_000.0, semitones, oversampling) ** 2) * 2) / (
            0.5 * np.cos(np.pi / 4)
        )
        assert abs(20 * np.log10(level)) < 0.1
    still = spectrum_db(played(15_000.0, 0, oversampling)).max()
    assert still - spectrum_db(played(15_000.0, 12, oversampling)).max() >= 60


def test_what_would_fold_back_vanishes() -> None:
    still = spectrum_db(played(15_000.0, 0)).max()
    assert still - spectrum_db(played(15_000.0, 12)).max() >= 80


@pytest.mark.parametrize("hz", [100.0, 1_000.0, 5_000.0, 10_000.0, 18_000.0])
def test_the_pool_keeps_the_level_up_to_18_khz(hz: float) -> None:
    level = np.sqrt(np.mean(played(hz, 0) ** 2) * 2) / (0.5 * np.cos(np.pi / 4))
    assert abs(20 * np.log10(level)) < 0.1


@pytest.mark.parametrize("loop", [(0, 37), (1_000, 1_048), (10, 4_810)])
def test_a_loop_joins_exactly(loop: tuple[int, int]) -> None:
    first, after = loop
    period = after - first
    frames = np.sin(2 * np.pi * np.arange(max(after, 100)) / period).astype(np.float32)[:after]
    region = Region(0, root=60, velocity_track=0, volume=Envelope(attack_s=0.001))
    engine = Engine(bank_of([Instrument("loop", (Sample(frames, 48_000.0, loop),), (region,))]), dry=True)
    engine.schedule(np.array([(0, 60, 127, 0, Kind.START, 0, 0)], EVENT))
    sound = engine.render(48_000)[12_000:, 0]
    assert np.abs(sound[period:] - sound[:-period]).max() < 1e-5


@pytest.mark.parametrize(
    ("frames", "rate", "loop"),
    [
        (np.zeros(0, np.float32), 48_000.0, None),
        (np.array([np.nan], np.float32), 48_000.0, None),
        (np.zeros(8, np.float32), 0.0, None),
        (np.zeros(8, np.float32), 48_000.0, (4, 4)),
        (np.zeros(8, np.float32), 48_000.0, (0, 9)),
    ],
)
def test_what_cannot_sound_is_refused(frames: np.ndarray, rate: float, loop: tuple[int, int] | None) -> None:
    with pytest.raises(ValueError, match=r"sample|loop"):
        Sample(frames, rate, loop)


@pytest.mark.parametrize("until_release", [False, True])
def test_a_loop_until_release_is_left_for_the_samples_end(until_release: bool) -> None:  # noqa: FBT001 (a case)
    frames = np.concatenate([np.full(2_000, 0.25), np.full(3_000, -0.5)]).astype(np.float32)
    region = Region(0, root=60, velocity_track=0, until_release=until_release, volume=Envelope(release_s=9.0))
    engine = Engine(
        bank_of([Instrument("a", (Sample(frames, 48_000.0, (500, 1_500)),), (region,))]), dry=True
    )
    rows = [(0, 60, 127, 1, Kind.START, 0, 0), (12_000, 0, 0, 1, Kind.STOP, 0, 0)]
    engine.schedule(np.array(rows, EVENT))
    sound = engine.render(24_000)[:, 0]
    assert sound[3_000:12_000].min() > 0.1
    assert (sound[12_000:].min() < -0.1) == until_release
    assert (engine.counts["playing"] == 0) == until_release
