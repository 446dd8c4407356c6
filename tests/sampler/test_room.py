"""The room: it answers later, falls in its time, and never grows."""

from __future__ import annotations

import numpy as np

from installation.sampler.room import BEFORE, DECAY_S, reverberate, room_of
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


def test_the_room_answers_after_its_first_wall_and_falls_in_its_time() -> None:
    heard = answer(3.0)
    assert not np.abs(heard[:BEFORE]).max() > 1e-9
    energy = np.cumsum(heard[::-1, 0].astype(np.float64) ** 2)[::-1]
    decibels = 10 * np.log10(energy / energy[0] + 1e-12)
    fall_s = 2 * (np.argmax(decibels < -35) - np.argmax(decibels < -5)) / 48_000
    assert 0.7 * DECAY_S < fall_s < 1.1 * DECAY_S


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
