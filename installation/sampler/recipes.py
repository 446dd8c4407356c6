"""Our own instruments: what each is made of, rendered from the models of modal.py.

Owns the figures (partials, decay times, contact times) and which region sounds when.
Refuses to know files: `deformtune instruments build` (the shell) writes what is made here.
A struck thing is stored with its first mode's decay taken out, so that its end can loop; the volume envelope
puts the decay back. That keeps a four-second note in half a second of sound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from installation.sampler.bank import Instrument
from installation.sampler.modal import (
    RATE_HZ,
    blow_spectrum,
    cents_between,
    faded,
    key_hz,
    looped_pitch,
    noise,
    ringing,
)
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Region

LAYERS = ((1, 50, 34), (51, 92, 74), (93, 127, 112))
"""Velocity layers: lowest, highest, the velocity rendered."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A struck or plucked thing whose modes ring: ratios to its pitch, decay times and levels at key 69."""

    name: str
    ratios: tuple[float, ...]
    t60_s: tuple[float, ...]
    gains_db: tuple[float, ...]
    soft_s: float  # contact time of the softest blow
    hard_s: float  # of the hardest
    body_hz: tuple[float, ...]  # resonances that do not transpose
    body_db: float
    body_t60_s: float
    tick_db: float  # noise of the contact
    tick_hz: tuple[float, float]
    keys: tuple[int, ...]
    turns: int
    seconds: float  # stored before the loop
    release_s: float
    slope: float = 0.5  # decay times go with pitch to the power of -slope
    level_db: float = -9.0


KALIMBA = Struck(
    name="kalimba",
    ratios=(1.0, 2.0, 6.6, 17.5),
    t60_s=(4.0, 2.5, 0.8, 0.25),
    gains_db=(0.0, -35.0, -13.0, -21.0),
    soft_s=0.0016,
    hard_s=0.00025,
    body_hz=(168.0, 297.0, 431.0, 655.0, 1130.0),
    body_db=-16.0,
    body_t60_s=0.16,
    tick_db=-34.0,
    tick_hz=(1500.0, 7000.0),
    keys=(55, 58, 61, 64, 67, 70, 73, 76, 79, 82, 85, 88, 91),
    turns=3,
    seconds=0.55,
    release_s=1.6,
)


def contact_s(thing: Struck, velocity: float) -> float:
    """How long the blow touches: shorter the harder, straight in its logarithm."""
    hard = (velocity - 1) / 126
    return float(thing.soft_s * (thing.hard_s / thing.soft_s) ** hard)


def struck(thing: Struck) -> Instrument:
    """Render the whole instrument: keys x layers x turns samples."""
    samples: list[Sample] = []
    regions: list[Region] = []
    for place, key in enumerate(thing.keys):
        low = 0 if place == 0 else (thing.keys[place - 1] + key) // 2 + 1
        high = 127 if key == thing.keys[-1] else (key + thing.keys[place + 1]) // 2
        for layer in LAYERS:
            for turn in range(thing.turns):
                sample, cents = _blow(thing, key, layer[2], turn)
                regions.append(replace(_region(thing, key, cents), sample=len(samples), key_low=low, key_high=high,
                               velocity_low=layer[0], velocity_high=layer[1], turn=turn,
                               turns=thing.turns))  # fmt: skip
                samples.append(sample)
    return Instrument(thing.name, tuple(samples), tuple(regions))


def _decay_s(thing: Struck, key: float) -> np.ndarray:
    """The modes' times to fall by 60 dB at that key."""
    return np.asarray(np.array(thing.t60_s) * (key_hz(69) / key_hz(key)) ** thing.slope)


def _region(thing: Struck, key: int, cents: float) -> Region:
    first = float(_decay_s(thing, key)[0])
    volume = Envelope(attack_s=0.0, decay_s=first * 100 / 60, sustain=0.0, release_s=thing.release_s)
    slope = 100 * thing.slope
    return Region(0, root=key, cents=cents, gain_db=thing.level_db, volume=volume, decay_key=slope,
                  velocity_track=0.8)  # fmt: skip


def _blow(thing: Struck, key: int, velocity: int, turn: int) -> tuple[Sample, float]:
    """One sample, and the cents that bring it from its loop's pitch to its key's."""
    chance = np.random.default_rng([key, velocity, turn, *thing.name.encode()])
    frames = int(thing.seconds * RATE_HZ)
    hz, loop = looped_pitch(key_hz(key), 1200)
    sound = _modes(thing, key, hz, contact_s(thing, velocity), frames + loop, chance)
    loop_from = frames
    sound = _joined(sound, loop_from, loop)
    blow = _contact(thing, contact_s(thing, velocity), frames, chance)
    sound[:frames] += blow * np.cos(np.linspace(0, np.pi / 2, frames)) ** 2
    sound *= _levelled(sound[:12_000])
    return Sample(sound, RATE_HZ, (loop_from, loop_from + loop)), cents_between(hz, key_hz(key))


def _modes(
    thing: Struck, key: int, hz: float, contact: float, frames: int, chance: np.random.Generator
) -> np.ndarray:
    """The modes, the first one's decay taken out of all."""
    ratios, t60 = np.array(thing.ratios), _decay_s(thing, key)
    spread = chance.normal(0, 1, len(ratios)) * np.array([0.0] + [1.5] * (len(ratios) - 1))
    blown = blow_spectrum(hz * ratios, contact)
    gains = 10 ** ((np.array(thing.gains_db) + spread) / 20) * blown / blown[0]
    flat = 1 / np.maximum(1 / t60 - 1 / t60[0], 1e-9)
    phases = chance.normal(0, 0.25, len(ratios)) * (ratios > 1)
    return ringing(hz * ratios, flat, gains, phases, frames)


def _contact(thing: Struck, contact: float, frames: int, chance: np.random.Generator) -> np.ndarray:
    """What the blow itself sounds like: the body's resonances, and a tick."""
    hz = np.array(thing.body_hz) * (1 + chance.normal(0, 0.01, len(thing.body_hz)))
    t60 = thing.body_t60_s * (hz[0] / hz) ** 0.5
    gains = 10 ** (thing.body_db / 20) * blow_spectrum(hz, contact) * (1 + chance.normal(0, 0.15, len(hz)))
    body = ringing(hz, t60, gains, np.zeros(len(hz)), frames)
    hard = thing.soft_s / contact
    tick = noise(chance, frames, thing.tick_hz[0], thing.tick_hz[1] * min(hard, 3.0) / 2)
    ticked = faded(tick, 0.012 + 2 * contact) * np.float32(10 ** (thing.tick_db / 20) * hard**0.5)
    return np.asarray(body + ticked)


def _joined(sound: np.ndarray, first: int, length: int) -> np.ndarray:
    """Let what is before the loop melt into the loop's end, so that its join is exact."""
    blend = min(length, first)
    weight = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, blend))).astype(np.float32)
    end = slice(first + length - blend, first + length)
    sound[end] = sound[end] * (1 - weight) + sound[first - blend : first] * weight
    return sound[: first + length]


def _levelled(heard: np.ndarray) -> np.float32:
    """The factor that makes this loudness (rms over a quarter of a second) the same for every sample."""
    return np.float32(0.25 / np.sqrt(np.mean(heard.astype(np.float64) ** 2)))
