"""Physical models in small: things that ring, blows that make them ring, noise with a colour.

Owns the arithmetic of modal synthesis: (N,) float32 in, (N,) float32 out, chance as a seeded generator.
Refuses to know notes and instruments: recipes.py says which modes a kalimba has.
"""

from __future__ import annotations

import numpy as np

from installation.sampler.kernel import kernel

RATE_HZ = 48_000.0
LN_60_DB = float(np.log(1000.0))
BRIGHT_S = 0.25
BRIGHTER = 1.45
"""The hardest layer's centroid is this many times the softest's, at least."""


def ringing(
    hz: np.ndarray, t60_s: np.ndarray, gains: np.ndarray, phases: np.ndarray, frames: int
) -> np.ndarray:
    """Damped sines added up, (frames,) float32.

    Args:
        hz: (M,) frequencies; those past 20 kHz are left out.
        t60_s: (M,) times to fall by 60 dB; negative ones rise.
        gains: (M,) amplitudes at the start.
        phases: (M,) phases at the start, in radians.
        frames: how many to make.
    """
    heard = (hz < 20_000) & (np.abs(gains) > 1e-7)
    turn = np.exp(2j * np.pi * hz[heard] / RATE_HZ - LN_60_DB / (t60_s[heard] * RATE_HZ))
    now = gains[heard] * np.exp(1j * (phases[heard] - np.pi / 2))
    out = np.zeros(frames, np.float32)
    _ring(turn, now, out)
    return out


@kernel
def _ring(turn: np.ndarray, now: np.ndarray, out: np.ndarray) -> None:
    for mode in range(len(turn)):
        value, step = now[mode], turn[mode]
        for frame in range(len(out)):
            out[frame] += value.real
            value *= step


def blow_spectrum(hz: np.ndarray, contact_s: float) -> np.ndarray:
    """How strongly a half-sine blow of that length wakes modes at `hz`: 1 at 0 Hz, (M,)."""
    x = 2.0 * hz * contact_s
    near = np.abs(1 - x**2) < 1e-3
    shape = np.cos(np.pi * hz * contact_s) / np.where(near, 1.0, 1 - x**2)
    lobes = np.maximum(np.abs(np.where(near, np.pi / 4, shape)), 0.6 / (1 + x**2) ** 1.0 * 0.15)
    return np.asarray(lobes)


def brightness(hz: np.ndarray, gains: np.ndarray, t60_s: np.ndarray) -> float:
    """The spectral centroid of modes over their first quarter second, in Hz."""
    fall = LN_60_DB / t60_s
    heard = gains * (hz < 20_000) * (1 - np.exp(-BRIGHT_S * fall)) / fall
    return float((heard * hz).sum() / heard.sum())


def tilted(hz: np.ndarray, gains: np.ndarray, t60_s: np.ndarray, wanted_hz: float) -> np.ndarray:
    """The gains with what lies over the first mode raised until their centroid is `wanted_hz` at least, (M,)."""
    over = np.maximum(hz / hz[0], 1.0)
    low, high = 0.0, 6.0
    if brightness(hz, gains, t60_s) >= wanted_hz:
        return gains
    for _ in range(40):
        middle = (low + high) / 2
        enough = brightness(hz, gains * over**middle, t60_s) >= wanted_hz
        low, high = (low, middle) if enough else (middle, high)
    return np.asarray(gains * over**high)


def noise(chance: np.random.Generator, frames: int, low_hz: float, high_hz: float) -> np.ndarray:
    """Seamless noise between two frequencies (raised-cosine edges an octave wide), level 1 rms, (frames,)."""
    hz = np.fft.rfftfreq(frames, 1 / RATE_HZ)
    octaves_in = np.minimum(np.log2((hz + 1e-9) / low_hz), np.log2(high_hz / (hz + 1e-9)))
    weight = np.sin(np.pi / 2 * np.clip(octaves_in + 0.5, 0, 1)) ** 2
    phase = np.exp(2j * np.pi * chance.random(len(hz)))
    made = np.fft.irfft(weight * phase, frames)
    return np.asarray(made / np.sqrt(np.mean(made**2)), np.float32)


def faded(frames: np.ndarray, t60_s: float, attack_s: float = 0.0005) -> np.ndarray:
    """The sound with a quick rise and an exponential fall."""
    time_s = np.arange(len(frames)) / RATE_HZ
    shape = np.minimum(time_s / attack_s, 1.0) * np.exp(-LN_60_DB * time_s / t60_s)
    return np.asarray(frames * shape, np.float32)


def looped_pitch(hz: float, least_frames: int) -> tuple[float, int]:
    """A pitch nearby that fits a whole number of periods into a whole number of frames: (hz, frames)."""
    lengths = np.arange(least_frames, least_frames + int(4 * RATE_HZ / hz) + 2)
    periods = np.maximum(np.round(lengths * hz / RATE_HZ), 1)
    errors = np.abs(periods * RATE_HZ / lengths / hz - 1)
    best = int(np.argmin(errors))
    return float(periods[best] * RATE_HZ / lengths[best]), int(lengths[best])


def cents_between(played_hz: float, wanted_hz: float) -> float:
    """How far `wanted_hz` lies over `played_hz`."""
    return float(1200 * np.log2(wanted_hz / played_hz))


def key_hz(key: float) -> float:
    """The frequency of a MIDI pitch."""
    return float(440.0 * 2 ** ((key - 69) / 12))
