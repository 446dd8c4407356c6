"""The room: it answers later, falls in its time, and never grows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from installation.sampler.room import BEFORE, DECAY_HIGH_S, DECAY_S, LENGTHS, reverberate, room_of
from installation.sampler.state import QUANTUM


def answer(seconds: float) -> np.ndarray:
    """What the room gives for one click: (N, 2)."""
    room, pieces = room_of(), []
    for quantum in range(int(seconds * 48_000) // QUANTUM):
        mixed = np.zeros((3, QUANTUM), np.float32)
        mixed[2, 0] = quantum == 0
        reverberate(room, mixed)
        pieces.append(mixed[:2].T.copy())
    return np.concatenate(pieces)


@pytest.fixture(scope="module")
def click() -> np.ndarray:
    """Four seconds of the answer to one click."""
    return answer(4.0).astype(np.float64)


def fall_s(sound: np.ndarray) -> float:
    """The time to fall by 60 dB, from the 30 dB after the first five (ISO 3382)."""
    energy = np.cumsum(sound[::-1] ** 2)[::-1]
    decibels = 10 * np.log10(energy / energy[0] + 1e-12)
    return float(2 * (np.argmax(decibels < -35) - np.argmax(decibels < -5)) / 48_000)


def test_the_room_answers_after_its_first_wall(click: np.ndarray) -> None:
    assert not np.abs(click[:BEFORE]).max() > 1e-9
    assert np.abs(click[BEFORE : BEFORE + 2_400]).max() > 1e-3


@pytest.mark.parametrize(
    ("hz", "least_s", "most_s"),
    [
        (125, 0.9 * DECAY_S, 1.15 * DECAY_S), (500, 0.9 * DECAY_S, 1.1 * DECAY_S), (1_000, 0.9 * DECAY_S, DECAY_S),
        (4_000, 1.2, 1.6), (8_000, DECAY_HIGH_S, 1.0),
    ],
)  # fmt: skip
def test_each_octave_falls_in_its_time(click: np.ndarray, hz: float, least_s: float, most_s: float) -> None:
    band = butter(4, [hz / 2**0.5, hz * 2**0.5], "bandpass", fs=48_000, output="sos")
    assert least_s < fall_s(sosfiltfilt(band, click[:, 0])) < most_s


def density(sound: np.ndarray) -> float:
    """Echo density (Abel and Huang 2006): 1 where the sound is as dense as noise, less where echoes stand apart."""
    window = np.hanning(len(sound)) / np.hanning(len(sound)).sum()
    spread = math.sqrt((window * sound**2).sum())
    return float((window * (np.abs(sound) > spread)).sum() / math.erfc(1 / math.sqrt(2)))


@pytest.mark.parametrize("at_s", [0.05, 0.08, 0.15, 0.5, 1.0])
def test_echoes_are_too_dense_to_be_told_apart(click: np.ndarray, at_s: float) -> None:
    first = int(at_s * 48_000)
    assert density(click[first : first + 960, 0]) > 0.8


def test_no_tone_of_the_room_rings_on() -> None:
    """Where one mode outlasts its neighbours a room sounds metallic; noise that falls as fast has peaks of 9 dB."""
    tail = answer(2.1).astype(np.float64)[48_000:, 0]
    power = np.abs(np.fft.rfft(tail * np.hanning(len(tail)))) ** 2
    around = np.convolve(power, np.ones(101) / 101, "same")
    heard = slice(int(200 * len(tail) / 48_000), int(6_000 * len(tail) / 48_000))
    assert 10 * np.log10((power / around)[heard].max()) < 14.0


def test_no_two_lines_share_a_factor() -> None:
    assert all(math.gcd(one, other) == 1 for one in LENGTHS for other in LENGTHS if one != other)


def test_the_room_answers_about_as_loud_as_what_was_sent(click: np.ndarray) -> None:
    assert 10 * np.log10((click**2).sum() / 2) == pytest.approx(-2.2, abs=0.5)


def test_both_sides_hear_another_room() -> None:
    heard = answer(1.0)
    assert abs(np.corrcoef(heard[2_000:].T)[0, 1]) < 0.1


def test_the_room_does_not_grow_whatever_it_hears() -> None:
    room, chance, loud = room_of(), np.random.default_rng(3), 0.0
    for _ in range(3_000):
        mixed = np.zeros((3, QUANTUM), np.float32)
        mixed[2] = chance.uniform(-1, 1, QUANTUM)
        reverberate(room, mixed)
        loud = float(np.abs(mixed[:2]).max())
    assert 0.0 < loud < 8.0
