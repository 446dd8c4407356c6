"""The four touch textures, one a pad, told apart with eyes closed.

Owns how each is made: wood grains for rhythm, rubbed glass for range, breath for density, a spring for jump.
Every pad has an onset (heard at once), a soft layer and a hard layer that meet under the finger; all loops join
exactly. Keys 48..51 are the four pads; all are tuned to the tonic C4, and the part's bend carries them to the
music's key. Refuses to know boards and pressures' sources.
"""

from __future__ import annotations

import numpy as np

from installation.sampler.bank import Instrument
from installation.sampler.modal import RATE_HZ, faded, key_hz, noise, ringing
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Oscillator, Pressed, Region

FIRST_KEY = 48
LOOP = 96_000
"""Frames of a texture's loop: two seconds."""
TAIL = 480
"""The last frames of an onset, faded: it ends without a click."""
TONIC = 60
ONSET = Envelope(attack_s=0.0, sustain=1.0, release_s=1.0)
HELD = Envelope(attack_s=0.012, sustain=1.0, release_s=0.9)


def touches() -> Instrument:
    """All four pads in one instrument, 12 samples."""
    samples: list[Sample] = []
    regions: list[Region] = []
    for pad, make in enumerate((_wood, _glass, _breath, _spring)):
        chance = np.random.default_rng([pad, 77])
        onset, soft, hard = make(chance)
        onset[-TAIL:] *= np.cos(np.linspace(0, np.pi / 2, TAIL)).astype(np.float32)
        count = len(samples)
        samples.append(Sample(_level(onset, 0.5, peak=True), RATE_HZ))
        samples += [Sample(_level(layer, 0.11), RATE_HZ, (0, len(layer))) for layer in (soft, hard)]
        key = FIRST_KEY + pad
        regions.append(Region(count, key, key, root=key, gain_db=ONSET_DB[pad], volume=ONSET, velocity_track=0.45,
                              one_shot=True, cutoff_cents=CUTOFFS[pad], cutoff_velocity=5_500.0))  # fmt: skip
        regions += _held(pad, count + 1)
    return Instrument("touch", tuple(samples), tuple(regions))


ONSET_DB = (-4.0, -6.0, -9.0, -5.0)
HELD_DB = (-25.0, -27.5, -26.0, -26.0)
CUTOFFS = (8_300.0, 7_900.0, 7_700.0, 7_600.0)
"""The filter's corner at no pressure, in cents: about 1 kHz (wood) down to 660 Hz (spring)."""
MOVES = (
    Oscillator(),
    Oscillator(rate_hz=4.6, gain_db=1.5),
    Oscillator(rate_hz=0.31, cutoff_cents=500.0),
    Oscillator(rate_hz=6.2, pitch_cents=35.0, gain_db=3.0),
)
BENDS = (0.0, 0.0, 0.0, 200.0)
"""Cents that full pressure adds: only the spring gives."""


def _held(pad: int, first: int) -> list[Region]:
    """The two held layers of a pad: the soft one fades out over the top of the pressure, the hard one in."""
    key = FIRST_KEY + pad
    layers = []
    for which, (low, high) in enumerate(((0.0, 0.6), (0.9, 2.0))):
        pressed = Pressed(gain_db=13.0, cutoff_cents=4_200.0, cents=BENDS[pad], low=low, high=high)
        layers.append(
            Region(first + which, key, key, root=key, gain_db=HELD_DB[pad] + 3.0 * which, volume=HELD,
                   lfo=MOVES[pad], touch=True, cutoff_cents=CUTOFFS[pad], resonance_db=3.0, pressed=pressed)
        )  # fmt: skip
    return layers


def _level(sound: np.ndarray, level: float, *, peak: bool = False) -> np.ndarray:
    found = np.abs(sound).max() if peak else np.sqrt(np.mean(sound.astype(np.float64) ** 2))
    return np.asarray(sound * (level / found), np.float32)


def _wrapped(sound: np.ndarray) -> np.ndarray:
    """Fold what rings past the loop's end onto its beginning."""
    folded = np.zeros(LOOP, np.float32)
    for first in range(0, len(sound), LOOP):
        piece = sound[first : first + LOOP]
        folded[: len(piece)] += piece
    return folded


def _drop(chance: np.random.Generator, hz: float, t60_s: float, bright: float) -> np.ndarray:
    """One small wooden knock."""
    ratios = np.array([1.0, 2.76, 5.4])
    gains = np.array([1.0, 0.35 * bright, 0.15 * bright])
    ring = ringing(hz * ratios, t60_s / ratios, gains, np.zeros(3), int(t60_s * RATE_HZ))
    tick = faded(noise(chance, len(ring), 2_000.0, 8_000.0), 0.008)
    return ring + tick * np.float32(0.05 * bright)


def _wood(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rhythm: a rain stick's grains on root, fifth and octave; more of them the harder the press."""
    layers = []
    for grains, bright in ((26, 0.5), (90, 1.2)):
        sound = np.zeros(LOOP * 2, np.float32)
        for grain in range(grains):
            hz = key_hz(TONIC + (0, 7, 12, 19, 24)[chance.integers(5)]) * 2
            at = int((grain + chance.uniform(-0.35, 0.35)) % grains * LOOP / grains)
            drop = _drop(chance, hz, chance.uniform(0.06, 0.14), bright) * chance.uniform(0.4, 1.0)
            sound[at : at + len(drop)] += drop
        layers.append(_wrapped(sound))
    onset = _drop(chance, key_hz(TONIC + 12), 0.22, 1.5) + 0.6 * _drop(chance, key_hz(TONIC), 0.22, 1.0)
    return onset, layers[0], layers[1]


def _periodic(parts: list[tuple[float, float, float]]) -> np.ndarray:
    """Sines (hz, gain, phase) drawn to the loop's grid, so that the loop joins exactly."""
    time = np.arange(LOOP)
    sound = np.zeros(LOOP)
    for hz, gain, phase in parts:
        turns = round(hz * LOOP / RATE_HZ)
        sound += gain * np.sin(2 * np.pi * turns * time / LOOP + phase)
    return sound.astype(np.float32)


def _glass(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Range: a rubbed glass on root and fifth, its partials beating slowly; the fifth and ninth open when pressed."""
    soft, hard = [], []
    for key, gain in ((12, 1.0), (19, 0.5)):
        hz = key_hz(TONIC + key)
        soft += [(hz + beat, gain, chance.uniform(0, 6)) for beat in (-0.5, 0.0, 0.5)]
        for ratio, level in ((1.0, 1.0), (2.32, 0.55), (4.25, 0.4), (6.63, 0.25)):
            hard += [(hz * ratio + beat, gain * level, chance.uniform(0, 6)) for beat in (-1.0, 0.0, 1.5)]
    hard += [(key_hz(TONIC + 26) + beat, 0.4, chance.uniform(0, 6)) for beat in (-0.5, 0.5)]
    modes = key_hz(TONIC + 12) * np.array([1.0, 2.32, 4.25, 6.63])
    onset = ringing(
        modes, np.array([0.9, 0.5, 0.25, 0.12]), np.array([1.0, 0.4, 0.2, 0.1]), np.zeros(4), 40_000
    )
    return onset, _periodic(soft), _periodic(hard)


def _breath(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Density: breath over a bottle tuned to root and octave; noise all around it when pressed."""
    layers = []
    for width, air in ((0.02, 0.25), (0.05, 0.9)):
        sound = noise(chance, LOOP, 400.0, 9_000.0) * np.float32(air)
        for key, gain in ((0, 1.0), (12, 0.7), (19, 0.4)):
            hz = key_hz(TONIC + key)
            sound += _narrow(chance, hz, width) * np.float32(gain)
        layers.append(sound)
    chiff = faded(noise(chance, 9_600, 500.0, 6_000.0), 0.12, 0.004)
    puff = faded(_narrow(chance, key_hz(TONIC + 12), 0.05)[:9_600], 0.18, 0.004)
    return chiff + puff, layers[0], layers[1]


def _narrow(chance: np.random.Generator, hz: float, width: float) -> np.ndarray:
    """Noise around one pitch, rms 1, the loop's length."""
    bins = np.fft.rfftfreq(LOOP, 1 / RATE_HZ)
    weight = np.exp(-0.5 * ((bins / hz - 1) / width) ** 2) * np.exp(2j * np.pi * chance.random(len(bins)))
    made = np.fft.irfft(weight, LOOP)
    return np.asarray(made / np.sqrt(np.mean(made**2)), np.float32)


def _spring(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Jump: a rubber string's odd partials, wobbling; its pitch gives way under the finger."""
    hz = key_hz(TONIC - 12)
    soft = [(hz * n, 0.9**n / n, chance.uniform(0, 6)) for n in (1, 2, 3, 5)]
    hard = [
        (hz * n + b, 0.97**n / n**0.7, chance.uniform(0, 6)) for n in range(1, 24, 2) for b in (-0.5, 0.5)
    ]
    modes = hz * np.array([1.0, 2.02, 3.05, 4.11, 5.2, 6.3])
    t60 = np.array([0.5, 0.35, 0.25, 0.18, 0.12, 0.1])
    onset = ringing(modes, t60, np.array([1.0, 0.8, 0.5, 0.35, 0.25, 0.15]), np.zeros(6), 24_000)
    return onset, _periodic(soft), _periodic(hard)
