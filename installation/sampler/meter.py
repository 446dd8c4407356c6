"""How loud what leaves the engine is, as long as it plays; and what a hall's ceiling leaves of it.

Owns two weightings and their memories: K (ITU-R BS.1770) for loudness in LUFS over three seconds, A (IEC 61672)
for the level that a hall's law counts, over half a second and over fifteen minutes. Refuses to know the hall:
levels are in dB against full scale, both channels' powers added; whoever has calibrated adds the rest.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from installation.sampler.kernel import kernel

RATE_HZ = 48_000
SLOT = RATE_HZ // 10
"""Frames between two entries of the memories."""
SHORT_SLOTS = 30
LONG_SLOTS = 9_000
"""Three seconds, fifteen minutes."""
QUICK_S = 0.5
"""Time constant of the level that the ceiling watches."""
SILENCE_DB = -120.0
HEADROOM_DB = 0.5
"""The watched level is held this far under the ceiling: what passes before it is held counts too."""
HOLD_PER_S, LONGEST_HOLD_DB_S, RECOVERY_DB_S = 1.5, 24.0, 1.0

QUICK, SLOTS, INSIDE, SHORT_NOW, LONG_NOW = range(5)
"""Rows of `now`: the quick A-weighted power, full slots so far, frames in the one that fills, its two energies."""
_K_SECTIONS = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585),
    (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621),
)
"""BS.1770's own figures for 48 kHz: b0, b1, b2, a1, a2."""
_A_POLES_HZ = (20.598997, 107.65265, 737.86223, 12_194.217)


class Meter(NamedTuple):
    """The meter's memory."""

    sections: np.ndarray  # (5, 5) float64: two of K, three of A
    held: np.ndarray  # (2, 5, 2) float64: of each channel and section
    short: np.ndarray  # (SHORT_SLOTS,) float64: K-weighted energies of the last slots
    long: np.ndarray  # (LONG_SLOTS,) float64: A-weighted energies
    now: np.ndarray  # (5,) float64, see QUICK..LONG_NOW


def meter_of() -> Meter:
    """A meter that has heard nothing."""
    return Meter(
        sections=np.array([*_K_SECTIONS, *_a_sections()]),
        held=np.zeros((2, 5, 2)),
        short=np.zeros(SHORT_SLOTS),
        long=np.zeros(LONG_SLOTS),
        now=np.zeros(5),
    )


def _a_sections() -> list[tuple[float, ...]]:
    """The A-weighting by the bilinear transform, 0 dB at 1 kHz; at 12.5 kHz 2.5 dB low, which class 1 allows."""
    poles = [(1 - w / (2 * RATE_HZ)) / (1 + w / (2 * RATE_HZ)) for w in 2 * np.pi * np.array(_A_POLES_HZ)]
    pairs = ((poles[0], poles[0], -1.0), (poles[1], poles[2], -1.0), (poles[3], poles[3], 1.0))
    sections = [(1.0, 2 * zero, 1.0, -(one + other), one * other) for one, other, zero in pairs]
    z = np.exp(-2j * np.pi * 1_000 / RATE_HZ)
    gain = np.prod(
        [abs((b0 + b1 * z + b2 * z**2) / (1 + a1 * z + a2 * z**2)) for b0, b1, b2, a1, a2 in sections]
    )
    (b0, b1, b2, *rest), *others = sections
    return [(b0 / gain, b1 / gain, b2 / gain, *rest), *others]


@kernel
def measure(meter: Meter, heard: np.ndarray) -> None:
    """Take in (N, 2) of what is heard."""
    now, quick = meter.now, 0.0
    for frame in range(len(heard)):
        loud, hurting = 0.0, 0.0
        for channel in range(2):
            value = float(heard[frame, channel])
            k = _through(meter, channel, 1, _through(meter, channel, 0, value))
            a = _through(meter, channel, 4, _through(meter, channel, 3, _through(meter, channel, 2, value)))
            loud += k * k
            hurting += a * a
        quick += hurting
        now[SHORT_NOW] += loud
        now[LONG_NOW] += hurting
        now[INSIDE] += 1
        if now[INSIDE] >= SLOT:
            _close_slot(meter)
    if len(heard):
        share = 1.0 - math.exp(-len(heard) / (QUICK_S * RATE_HZ))
        now[QUICK] += (quick / len(heard) - now[QUICK]) * share


@kernel
def _through(meter: Meter, channel: int, section: int, value: float) -> float:
    """One frame through one section (transposed direct form 2)."""
    made, held = meter.sections[section], meter.held[channel, section]
    out = made[0] * value + held[0]
    held[0] = made[1] * value - made[3] * out + held[1] + 1e-30
    held[1] = made[2] * value - made[4] * out
    return float(out)


@kernel
def _close_slot(meter: Meter) -> None:
    slot = int(meter.now[SLOTS])
    meter.short[slot % SHORT_SLOTS] = meter.now[SHORT_NOW] / SLOT
    meter.long[slot % LONG_SLOTS] = meter.now[LONG_NOW] / SLOT
    meter.now[SLOTS] += 1
    meter.now[INSIDE] = meter.now[SHORT_NOW] = meter.now[LONG_NOW] = 0.0


def loudness_lufs(meter: Meter) -> float:
    """Of the last three seconds."""
    return _db(float(meter.short.mean()) * 10 ** (-0.0691))


def level_db(meter: Meter) -> float:
    """A-weighted, of the last half second, against full scale."""
    return _db(float(meter.now[QUICK]))


def long_level_db(meter: Meter) -> float:
    """A-weighted, of the last fifteen minutes, or of all so far if that is less."""
    slots = min(int(meter.now[SLOTS]), LONG_SLOTS)
    return _db(float(meter.long[:slots].mean())) if slots else SILENCE_DB


def _db(power: float) -> float:
    return max(10 * math.log10(power), SILENCE_DB) if power > 0 else SILENCE_DB


def held_back_db(now_db: float, heard_db: float, ceiling_db: float, seconds: float) -> float:
    """What the ceiling takes away, `seconds` after it took `now_db` away (both 0 or more).

    Args:
        now_db: what it takes away now.
        heard_db: the level that is heard with that (`level_db`).
        ceiling_db: on the same scale.
        seconds: how long has passed; short against QUICK_S.
    """
    over_db = heard_db - (ceiling_db - HEADROOM_DB)
    if over_db > 0:
        return now_db + min(over_db * HOLD_PER_S, LONGEST_HOLD_DB_S) * seconds
    return max(0.0, now_db - min(-over_db, RECOVERY_DB_S) * seconds)
