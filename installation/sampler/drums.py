"""Our own percussion: a frame drum and small things, one instrument, keys as in General MIDI where they fit.

Owns each sound's model. Refuses to know files. Every sound has three velocity layers and three turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from installation.sampler.bank import Instrument
from installation.sampler.modal import BRIGHT_S, BRIGHTER, RATE_HZ, blow_spectrum, faded, noise, ringing
from installation.sampler.pool import Sample
from installation.sampler.recipes import LAYERS
from installation.sampler.region import Envelope, Region

if TYPE_CHECKING:
    from collections.abc import Callable

MEMBRANE = (1.0, 1.59, 2.14, 2.30, 2.65, 2.92, 3.16, 3.50, 3.60, 4.06)
"""Modes of an ideal membrane."""
TURNS = 3
MOST_TILT = 3.0


def _membrane(hz: float, t60_s: float, hard: float, edge: float, chance: np.random.Generator) -> np.ndarray:
    """A drum skin: hit at the centre (edge 0) the lowest mode rules, at the edge (1) the high ones."""
    ratios = np.array(MEMBRANE)
    gains = np.where(ratios == 1.0, 1.0 - 0.6 * edge, 0.15 + 0.65 * edge) / ratios**0.5
    gains *= blow_spectrum(hz * ratios, 0.006 / (1 + 5 * hard)) * (1 + chance.normal(0, 0.12, len(ratios)))
    fall = t60_s / ratios ** (1.1 - 0.3 * edge)
    sound = ringing(hz * ratios, fall, gains, np.zeros(len(ratios)), int(t60_s * RATE_HZ))
    slap = faded(noise(chance, len(sound), 300.0, 1_500.0 + 5_000.0 * hard), 0.03 + 0.02 * edge)
    return sound + slap * np.float32(0.04 + 0.12 * hard * (0.3 + edge))


def _low(hard: float, chance: np.random.Generator) -> np.ndarray:
    return _membrane(78.0, 0.85, hard, 0.0, chance)


def _open(hard: float, chance: np.random.Generator) -> np.ndarray:
    return _membrane(84.0, 0.55, hard, 0.55, chance)


def _edge(hard: float, chance: np.random.Generator) -> np.ndarray:
    return _membrane(190.0, 0.28, hard, 1.0, chance)


def _shaker(hard: float, chance: np.random.Generator) -> np.ndarray:
    """Beads: a crowd of small clicks, thickest in the middle."""
    frames = int(0.14 * RATE_HZ)
    crowd = noise(chance, frames, 3_500.0 + 2_500.0 * hard, 14_000.0)
    time = np.linspace(0, 1, frames)
    shape = np.sin(np.pi * time**0.6) ** 3 * (0.6 + 0.4 * chance.random(frames))
    return np.asarray(crowd * shape, np.float32)


def _block(hard: float, chance: np.random.Generator) -> np.ndarray:
    hz = 920.0 * np.array([1.0, 1.52, 2.41, 3.6])
    gains = np.array([1.0, 0.5, 0.3, 0.15]) * blow_spectrum(hz, 0.0009 / (1 + 3 * hard))
    return ringing(
        hz, np.array([0.12, 0.08, 0.05, 0.03]), gains, chance.normal(0, 0.2, 4), int(0.2 * RATE_HZ)
    )


def _claves(hard: float, chance: np.random.Generator) -> np.ndarray:
    hz = 2_420.0 * np.array([1.0, 2.74])
    gains = np.array([1.0, 0.3]) * blow_spectrum(hz, 0.0005 / (1 + 3 * hard))
    return ringing(hz, np.array([0.16, 0.06]), gains, chance.normal(0, 0.2, 2), int(0.22 * RATE_HZ))


def _bells(hard: float, chance: np.random.Generator) -> np.ndarray:
    """Finger cymbals: high inharmonic partials, beating."""
    hz = np.array([3_100.0, 3_117.0, 5_240.0, 7_480.0, 9_730.0, 12_300.0]) * (1 + chance.normal(0, 0.001, 6))
    gains = np.array([1.0, 0.8, 0.6, 0.45, 0.3, 0.2]) * blow_spectrum(hz, 0.0003 / (1 + 3 * hard))
    return ringing(hz, np.array([1.2, 1.2, 0.9, 0.6, 0.4, 0.3]), gains, np.zeros(6), int(1.0 * RATE_HZ))


def _brush(hard: float, chance: np.random.Generator) -> np.ndarray:
    return faded(noise(chance, int(0.2 * RATE_HZ), 1_200.0, 5_000.0 + 5_000.0 * hard), 0.16, 0.012)


def _brightened(sound: np.ndarray, hard: float, chance: np.random.Generator) -> np.ndarray:
    """A soft blow is duller than its modes alone say, a hard one ticks."""
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    corner = 1_500.0 * 12.0**hard
    dull = np.fft.irfft(np.fft.rfft(sound) / np.sqrt(1 + (hz / corner) ** 2), len(sound))
    tick = faded(noise(chance, len(sound), 2_500.0, 12_000.0), 0.02)
    peak = np.abs(dull).max()
    return np.asarray(dull + tick * np.float32(peak * 0.003 * 25.0**hard), np.float32)


def _centroid(sound: np.ndarray) -> float:
    """Of the first quarter second, in Hz."""
    first = sound[: int(BRIGHT_S * RATE_HZ)]
    amplitude = np.abs(np.fft.rfft(first, int(BRIGHT_S * RATE_HZ)))
    return float((amplitude * np.fft.rfftfreq(int(BRIGHT_S * RATE_HZ), 1 / RATE_HZ)).sum() / amplitude.sum())


def _raised(sound: np.ndarray, wanted_hz: float) -> np.ndarray:
    """The sound with a tilt over its strongest partial that brings its centroid to `wanted_hz` at least."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    over = np.clip(hz / max(hz[int(np.abs(spectrum).argmax())], 40.0), 1.0, 40.0)
    made, tilt = sound, 0.0
    while _centroid(made) < wanted_hz and tilt < MOST_TILT:
        tilt += 0.02
        made = np.fft.irfft(spectrum * over**tilt, len(sound)).astype(np.float32)
    return made


SOUNDS: dict[int, tuple[Callable[[float, np.random.Generator], np.ndarray], float, float]] = {
    36: (_low, -4.0, 0.0),
    38: (_edge, -5.0, 0.1),
    40: (_brush, -10.0, 0.15),
    41: (_open, -6.0, -0.1),
    70: (_shaker, -12.0, 0.35),
    75: (_claves, -9.0, -0.3),
    76: (_block, -7.0, 0.25),
    81: (_bells, -13.0, -0.35),
}
"""Key: (model, level in dB, pan). The small ones are heard in octaves that a tune leaves free: a shaker some 20 dB
under all the rest is soft, and plain."""


def _stroke(key: int, velocity: int, turn: int) -> np.ndarray:
    """One stroke as its model makes it."""
    chance = np.random.default_rng([key, velocity, turn])
    hard = (velocity - 1) / 126
    return _brightened(SOUNDS[key][0](hard, chance), hard, chance)


def percussion() -> Instrument:
    """Render all of it; a key without a sound of its own is silent."""
    samples: list[Sample] = []
    regions: list[Region] = []
    for key, (_, level_db, pan) in SOUNDS.items():
        soft = _centroid(_stroke(key, LAYERS[0][2], 0))
        for layer, (quiet, loud, velocity) in enumerate(LAYERS):
            for turn in range(TURNS):
                sound = _raised(_stroke(key, velocity, turn), soft * BRIGHTER ** (layer / (len(LAYERS) - 1)))
                tail = np.cos(np.linspace(0, np.pi / 2, 480)).astype(np.float32)
                sound[-480:] *= tail
                regions.append(
                    Region(len(samples), key, key, quiet, loud, turn, TURNS, root=key, gain_db=level_db, pan=pan,
                           one_shot=True, volume=Envelope(attack_s=0.0), velocity_track=0.9)
                )  # fmt: skip
                samples.append(Sample(np.asarray(sound * (0.7 / np.abs(sound).max()), np.float32), RATE_HZ))
    return Instrument("percussion", tuple(samples), tuple(regions))
