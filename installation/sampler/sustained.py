"""Our own instruments that sound as long as they are held: a breathy flute, a bowed pad, a reed.

Owns how their loops are made: every partial turns a whole number of times in the loop, and the noise is made in
the frequency domain, so that the end meets the beginning. Refuses to know files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from installation.sampler.bank import Instrument
from installation.sampler.modal import RATE_HZ, cents_between, faded, key_hz, looped_pitch, noise
from installation.sampler.pool import Sample
from installation.sampler.recipes import LAYERS, spans
from installation.sampler.region import Envelope, Oscillator, Region


@dataclass(frozen=True, slots=True)
class Sustained:
    """A held tone: partials whose level falls with their number, beating, in a cloud of breath or rosin."""

    name: str
    keys: tuple[int, ...]
    partials: int
    soft_slope: float  # partial n is n ** -slope as loud, played softly
    hard_slope: float  # and played hard
    odd: float  # how much of the even partials is missing, 0..1
    beat_hz: float  # partials are groups of three this far apart
    air_db: float  # noise around, against the tone
    air_hz: tuple[float, float]
    chiff_db: float  # noise at the start
    loop_s: float
    volume: Envelope
    vibrato: Oscillator
    turns: int = 2
    level_db: float = -12.0


FLUTE = Sustained(
    name="flute", keys=(55, 60, 65, 70, 75, 80, 85, 90), partials=9, soft_slope=3.4, hard_slope=1.0, odd=0.35,
    beat_hz=0.0, air_db=-34.0, air_hz=(900.0, 9_000.0), chiff_db=-10.0, loop_s=1.0,
    volume=Envelope(attack_s=0.045, sustain=1.0, release_s=0.55),
    vibrato=Oscillator(delay_s=0.35, rate_hz=4.9, pitch_cents=9.0),
)  # fmt: skip
PAD = Sustained(
    name="pad", keys=(43, 50, 57, 64, 71, 78), partials=18, soft_slope=2.3, hard_slope=1.2, odd=0.0,
    beat_hz=0.5, air_db=-54.0, air_hz=(400.0, 5_000.0), chiff_db=-60.0, loop_s=2.0,
    volume=Envelope(attack_s=0.35, sustain=1.0, release_s=3.2),
    vibrato=Oscillator(delay_s=0.5, rate_hz=4.3, pitch_cents=4.0), level_db=-15.0, turns=2,
)  # fmt: skip
REED = Sustained(
    name="reed", keys=(43, 50, 57, 64, 71, 78, 85), partials=22, soft_slope=1.7, hard_slope=0.85, odd=0.15,
    beat_hz=1.0, air_db=-52.0, air_hz=(700.0, 6_000.0), chiff_db=-30.0, loop_s=1.0,
    volume=Envelope(attack_s=0.07, sustain=1.0, release_s=0.7),
    vibrato=Oscillator(delay_s=0.6, rate_hz=3.6, pitch_cents=3.0), level_db=-16.0,
)  # fmt: skip
"""Free reeds, as of a harmonium: for drones, and for tunes that need an edge."""
SUSTAINED = (FLUTE, PAD, REED)


def sustained(thing: Sustained) -> Instrument:
    """Render the whole instrument: keys x layers x turns samples."""
    samples: list[Sample] = []
    regions: list[Region] = []
    for key, low, high in spans(thing.keys):
        for quiet, loud, velocity in LAYERS:
            for turn in range(thing.turns):
                sample, cents = _tone(thing, key, velocity, turn)
                region = Region(
                    len(samples), low, high, quiet, loud, turn, thing.turns, root=key, cents=cents
                )
                region = replace(region, volume=thing.volume, vibrato=thing.vibrato, gain_db=thing.level_db)
                regions.append(replace(region, velocity_track=0.7))
                samples.append(sample)
    return Instrument(thing.name, tuple(samples), tuple(regions))


def _tone(thing: Sustained, key: int, velocity: int, turn: int) -> tuple[Sample, float]:
    """One sample that loops as a whole, but for what is heard of its start alone."""
    chance = np.random.default_rng([key, velocity, turn, *thing.name.encode()])
    hz, loop = looped_pitch(key_hz(key), int(thing.loop_s * RATE_HZ))
    tone = _partials(thing, hz, loop, (velocity - 1) / 126, chance)
    hard = (velocity - 1) / 126
    air = noise(chance, loop, thing.air_hz[0], thing.air_hz[1] * (0.35 + 0.65 * hard)) * np.float32(
        10 ** ((thing.air_db + 16 * hard) / 20)
    )
    sound = tone + air
    start = 9_600
    head = np.roll(sound, start)[:start].copy()
    chiff = faded(noise(chance, start, 1.5 * hz, 9_000.0), 0.09, 0.02)
    head += chiff * np.float32(10 ** ((thing.chiff_db + 8 * hard) / 20))
    return Sample(
        np.concatenate([head, sound]) * np.float32(0.2), RATE_HZ, (start, start + loop)
    ), cents_between(hz, key_hz(key))


def _partials(thing: Sustained, hz: float, loop: int, hard: float, chance: np.random.Generator) -> np.ndarray:
    """The tone itself, rms 1: sines drawn to the loop's grid, put in by way of its spectrum."""
    slope = thing.soft_slope + (thing.hard_slope - thing.soft_slope) * hard
    spectrum = np.zeros(loop // 2 + 1, np.complex128)
    turns = round(hz * loop / RATE_HZ)
    beat = round(thing.beat_hz * loop / RATE_HZ)
    swaying = np.random.default_rng([*thing.name.encode()])
    for number in range(1, thing.partials + 1):
        if number * hz > 19_000:
            break
        level = number**-slope * (1 - thing.odd * (number % 2 == 0))
        phase, apart = 2 * np.pi * chance.random(2)
        if beat:  # alike on every key, or for half a second one key were louder than the next
            apart = 2 * np.pi * swaying.random()
        turned = 0.0
        if number == 1:
            apart = np.pi / 2
            # Sidebands turned by a quarter sway in pitch: the first one's swaying in level would be the whole tone's.
            turned = np.pi / 2 if beat else 0.0
        for side, share in ((-1, 0.3), (0, 1.0), (1, 0.3)):
            place = turns * number + side * beat * (1 + number // 4)
            spectrum[place] += level * share * np.exp(1j * (phase + side * apart + abs(side) * turned))
    made = np.fft.irfft(spectrum, loop)
    return np.asarray(made / np.sqrt(np.mean(made**2)), np.float32)
