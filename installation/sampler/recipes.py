"""Our own instruments: what each is made of, rendered from the models of modal.py.

Owns the figures (partials, decay times, contact times) and which region sounds when.
Refuses to know files: `./play instruments build` (the shell) writes what is made here.
A struck thing is stored with its first mode's decay taken out, so that its end can loop; the volume envelope
puts the decay back. That keeps a four-second note in half a second of sound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from installation.sampler.bank import Instrument
from installation.sampler.modal import (
    BRIGHTER,
    RATE_HZ,
    blow_spectrum,
    brightness,
    cents_between,
    faded,
    key_hz,
    looped_pitch,
    noise,
    ringing,
    tilted,
)
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Region

LAYERS = ((1, 50, 34), (51, 92, 74), (93, 127, 112))
"""Velocity layers: lowest, highest, the velocity rendered."""
TOP_KEY = 127
"""The highest that MIDI knows: what lies over a piano's costs a few short copies of the highest samples."""
LOOP_FRAMES = 4_800
"""A loop's length at least: its modes are tuned to its grid of 10 Hz, the first one exactly."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A struck or plucked thing whose modes ring: ratios to its pitch, decay times and levels at key 69."""

    name: str
    ratios: tuple[float, ...]
    t60_s: tuple[float, ...]
    gains_db: tuple[float, ...]
    soft_s: float  # contact time of the softest blow
    hard_s: float  # of the hardest
    keys: tuple[int, ...]
    release_s: float
    body_hz: tuple[float, ...] = ()  # resonances that do not transpose
    body_db: float = -16.0
    body_t60_s: float = 0.16
    tick_db: float = -34.0  # noise of the contact
    tick_hz: tuple[float, float] = (1500.0, 7000.0)
    turns: int = 2
    seconds: float = 0.5  # stored before the loop
    slope: float = 0.5  # decay times go with pitch to the power of -slope
    level_db: float = -9.0
    duller_cents: float = 0.0  # the filter closes by this much as the note rings, and from duller_from_cents
    duller_from_cents: float = 12_500.0
    duller_s: float = 3.0
    tilt: float = (
        0.7  # the softest blow wakes a mode ratio ** -tilt as much as the hardest, beyond its contact
    )


def _strung(thing: Struck, partials: int, longest_s: float, bright: float, point: float) -> Struck:
    """Modes of a plucked string: harmonics, shorter and softer the higher, weak where it is plucked."""
    numbers = np.arange(1, partials + 1)
    gains = np.abs(np.sin(np.pi * numbers * point)) / numbers**bright
    return replace(
        thing,
        ratios=tuple(map(float, numbers)),
        t60_s=tuple(map(float, longest_s / (1 + 0.13 * (numbers - 1)))),
        gains_db=tuple(map(float, 20 * np.log10(gains / gains[0] + 1e-4))),
    )


MIDDLE = (55, 60, 65, 70, 75, 80, 85, 90)
"""Keys rendered for a melody: every fifth, two or three semitones of shift."""
KALIMBA = Struck(
    name="kalimba", ratios=(1.0, 2.0, 6.6, 17.5), t60_s=(4.0, 2.5, 0.8, 0.25), gains_db=(0.0, -35.0, -4.0, -8.0),
    soft_s=0.0016, hard_s=0.00025, keys=(55, 59, 63, 67, 71, 75, 79, 83, 87, 91), turns=3, seconds=0.45,
    body_hz=(168.0, 297.0, 431.0, 655.0, 1130.0), release_s=1.6,
)  # fmt: skip
MARIMBA = Struck(
    name="marimba", ratios=(1.0, 3.98, 9.6, 17.2), t60_s=(1.9, 0.55, 0.2, 0.1), gains_db=(0.0, -3.0, -6.0, -12.0),
    soft_s=0.003, hard_s=0.0006, keys=(48, *MIDDLE), seconds=0.4, body_hz=(210.0, 390.0), body_db=-20.0,
    tick_db=-38.0, tick_hz=(700.0, 3500.0), slope=0.8, release_s=1.2,
)  # fmt: skip
GLASS = Struck(
    name="glass", ratios=(1.0, 2.32, 4.25, 6.63, 9.38), t60_s=(3.2, 1.9, 1.0, 0.6, 0.35),
    gains_db=(0.0, -2.0, -4.0, -7.0, -12.0), soft_s=0.0012, hard_s=0.0002, keys=MIDDLE, seconds=0.6,
    tick_db=-40.0, tick_hz=(3000.0, 12000.0), release_s=2.0, level_db=-11.0,
)  # fmt: skip
BELL = Struck(
    name="bell", ratios=(1.0, 0.5, 1.183, 1.506, 2.0, 2.514, 2.662, 3.011, 4.166, 5.43),
    t60_s=(4.5, 6.5, 3.6, 2.8, 2.6, 1.8, 1.5, 1.4, 0.9, 0.6),
    gains_db=(0.0, -9.0, -6.0, -10.0, -1.0, -10.0, -9.0, -7.0, -9.0, -13.0),
    soft_s=0.0014, hard_s=0.0002, keys=MIDDLE, seconds=0.8, tick_db=-36.0, tick_hz=(2000.0, 9000.0),
    release_s=2.5, level_db=-12.0,
)  # fmt: skip
HARP = _strung(Struck(
    name="harp", ratios=(), t60_s=(), gains_db=(), soft_s=0.0022, hard_s=0.0004, keys=(43, 49, *MIDDLE), seconds=0.6,
    body_hz=(190.0, 240.0, 405.0, 610.0), body_db=-24.0, tick_db=-42.0, release_s=1.2, slope=0.6,
    duller_cents=-3600.0, duller_s=2.5,
), 24, 3.6, 1.1, 0.31)  # fmt: skip
BASS = _strung(Struck(
    name="bass", ratios=(), t60_s=(), gains_db=(), soft_s=0.008, hard_s=0.0016, keys=(28, 33, 38, 43, 48, 53),
    seconds=0.5, body_hz=(98.0, 140.0, 232.0), body_db=-22.0, tick_db=-44.0, tick_hz=(200.0, 1800.0), slope=0.35,
    release_s=0.5, level_db=-10.0, duller_cents=-2400.0, duller_from_cents=11_000.0, duller_s=1.4,
), 16, 3.2, 1.35, 0.23)  # fmt: skip
DULCIMER = _strung(Struck(
    name="dulcimer", ratios=(), t60_s=(), gains_db=(), soft_s=0.0012, hard_s=0.0003, keys=MIDDLE, seconds=0.5,
    body_hz=(205.0, 318.0, 520.0, 780.0), body_db=-20.0, tick_db=-36.0, tick_hz=(1200.0, 6000.0), release_s=1.0,
    slope=0.55, duller_cents=-3000.0, duller_from_cents=13_000.0, duller_s=2.0, level_db=-10.0,
), 20, 2.6, 0.75, 0.12)  # fmt: skip
"""Wire strings under a small hammer, struck near their end."""
STRUCK = (KALIMBA, MARIMBA, GLASS, BELL, HARP, DULCIMER, BASS)


def contact_s(thing: Struck, velocity: float, key: float) -> float:
    """How long the blow touches: shorter the harder, straight in its logarithm, and shorter on lighter, high bars."""
    hard = (velocity - 1) / 126
    lighter = min(1.0, key_hz(thing.keys[len(thing.keys) // 3]) / key_hz(key))
    return float(thing.soft_s * (thing.hard_s / thing.soft_s) ** hard * lighter**0.9)


def struck(thing: Struck) -> Instrument:
    """Render the whole instrument: keys x layers x turns samples."""
    samples: list[Sample] = []
    regions: list[Region] = []
    for key, low, high in spans(thing.keys):
        for quiet, loud, velocity in LAYERS:
            for turn in range(thing.turns):
                sample, cents = _blow(thing, key, velocity, turn)
                region = replace(_region(thing, key, cents), sample=len(samples), key_low=low, key_high=high)
                region = replace(region, velocity_low=quiet, velocity_high=loud, turn=turn, turns=thing.turns)
                regions.append(region)
                samples.append(sample)
    return Instrument(thing.name, tuple(samples), tuple(regions))


def spans(keys: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """Each rendered key with the lowest and the highest that it serves: all up to TOP_KEY are served."""
    edges = [0, *((one + other) // 2 + 1 for one, other in pairwise(keys)), TOP_KEY + 1]
    return [(key, low, after - 1) for key, (low, after) in zip(keys, pairwise(edges), strict=True)]


def _decay_s(thing: Struck, key: float) -> np.ndarray:
    """The modes' times to fall by 60 dB at that key."""
    return np.asarray(np.array(thing.t60_s) * (key_hz(69) / key_hz(key)) ** thing.slope)


def _region(thing: Struck, key: int, cents: float) -> Region:
    """How the sample is played: the first mode's decay is the volume envelope's."""
    first = float(_decay_s(thing, 60)[0])  # the engine scales it from key 60
    volume = Envelope(attack_s=0.0, decay_s=first * 100 / 60, sustain=0.0, release_s=thing.release_s)
    region = Region(0, root=key, cents=cents, gain_db=thing.level_db, volume=volume,
                    decay_key=100 * thing.slope, velocity_track=0.8)  # fmt: skip
    if not thing.duller_cents:
        return region
    closing = Envelope(attack_s=0.0, decay_s=thing.duller_s, sustain=0.0, release_s=thing.duller_s)
    corner = thing.duller_from_cents + thing.duller_cents
    return replace(region, cutoff_cents=corner, cutoff_envelope=-thing.duller_cents, cutoff_key=50.0,
                   modulation=closing)  # fmt: skip


def _blow(thing: Struck, key: int, velocity: int, turn: int) -> tuple[Sample, float]:
    """One sample, and the cents that bring it from its loop's pitch to its key's."""
    chance = np.random.default_rng([key, velocity, turn, *thing.name.encode()])
    first = int(thing.seconds * RATE_HZ)
    hz, loop = looped_pitch(key_hz(key), LOOP_FRAMES)
    contact = contact_s(thing, velocity, key)
    sound = _modes(thing, key, velocity, hz, (first, loop), chance)
    blow = _contact(thing, contact, first, chance)
    sound[:first] += blow * np.cos(np.linspace(0, np.pi / 2, first)) ** 2
    sound *= _levelled(sound, float(_decay_s(thing, key)[0]))
    return Sample(sound, RATE_HZ, (first, first + loop)), cents_between(hz, key_hz(key))


def _modes(
    thing: Struck, key: int, velocity: int, hz: float, span: tuple[int, int], chance: np.random.Generator
) -> np.ndarray:
    """The modes, the first one's decay taken out of all; in the loop each turns a whole number of times.

    Whatever still rings when the loop begins rings on as loud as it is then, against the first mode.
    """
    ratios, t60 = np.array(thing.ratios), _decay_s(thing, key)
    spread = chance.normal(0, 1.2, len(ratios)) * (ratios != 1)
    gains = _gains(thing, key, hz, velocity) * 10 ** (spread / 20)
    first, loop = span
    grid = RATE_HZ / loop
    tuned = np.maximum(np.round(hz * ratios / grid), 1) * grid
    falls = 1 / t60 - 1 / t60[0]
    flat = 1 / np.where(np.abs(falls) < 1e-6, 1e-6, falls)
    phases = np.zeros(len(ratios))  # a blow sets all in motion from rest: no step, no click
    head = ringing(tuned, flat, gains, phases, first)
    left = gains * 10 ** (-3 * first / RATE_HZ / flat)
    on = 2 * np.pi * tuned * first / RATE_HZ
    return np.concatenate([head, ringing(tuned, np.full(len(ratios), 1e9), left, on, loop)])


def _gains(thing: Struck, key: int, hz: float, velocity: int) -> np.ndarray:
    """How strongly a blow wakes the modes: what the contact leaves, and so much more that each layer is brighter.

    On high keys the contact is short against every mode and would change nothing; a real player's harder blow there
    is heard by its edge, which wakes what lies over the first mode.
    """
    softest = LAYERS[0][2]
    gains, least = _blown(thing, key, hz, velocity), _blown(thing, key, hz, softest)
    modes = hz * np.array(thing.ratios)
    sustained = _decay_s(thing, key)
    wanted = brightness(modes, least, sustained) * BRIGHTER ** (
        (velocity - softest) / (LAYERS[-1][2] - softest)
    )
    return tilted(modes, gains, sustained, wanted)


def _blown(thing: Struck, key: int, hz: float, velocity: int) -> np.ndarray:
    """What the blow's length and the mallet leave of each mode, (M,)."""
    ratios = np.array(thing.ratios)
    blown = blow_spectrum(hz * ratios, contact_s(thing, velocity, key))
    gains = 10 ** (np.array(thing.gains_db) / 20) * blown / blown[0]
    return np.asarray(gains * np.maximum(ratios, 1.0) ** (-thing.tilt * (1 - (velocity - 1) / 126)))


def _contact(thing: Struck, contact: float, frames: int, chance: np.random.Generator) -> np.ndarray:
    """What the blow itself sounds like: the body's resonances, and a tick."""
    hard = thing.soft_s / contact
    tick = noise(chance, frames, thing.tick_hz[0], thing.tick_hz[1] * min(hard, 3.0) / 2)
    ticked = faded(tick, 0.012 + 2 * contact) * np.float32(10 ** (thing.tick_db / 20) * hard)
    if not thing.body_hz:
        return np.asarray(ticked)
    hz = np.array(thing.body_hz) * (1 + chance.normal(0, 0.01, len(thing.body_hz)))
    t60 = thing.body_t60_s * (hz[0] / hz) ** 0.5
    gains = 10 ** (thing.body_db / 20) * blow_spectrum(hz, contact) * (1 + chance.normal(0, 0.15, len(hz)))
    return np.asarray(ticked + ringing(hz, t60, gains, np.zeros(len(hz)), frames))


def _levelled(sound: np.ndarray, t60_s: float) -> np.float32:
    """The factor that makes the loudness (rms of its first quarter second, as it decays) the same for all."""
    heard = sound[:12_000].astype(np.float64) * 10 ** (
        -3 * np.arange(min(12_000, len(sound))) / RATE_HZ / t60_s
    )
    return np.float32(0.22 / np.sqrt(np.mean(heard**2)))
