"""Modulators: what a note's velocity and key move once, when it begins, by curves of their own.

Owns the curves (SoundFont 2.04, 8.2) and the arithmetic on a voice's own copy of its region. Refuses to know regions:
a goal is a place in the row, and who lays out rows (region.py) turns its name into one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from installation.sampler.kernel import inner, kernel

if TYPE_CHECKING:
    from installation.sampler.state import State


class What(IntEnum):
    """Where a number comes from."""

    ALWAYS = 0  # 1, whatever the note
    VELOCITY = 1
    KEY = 2


class Curve(IntEnum):
    """How a number 0..127 becomes one from 0 to 1, as the standard numbers them."""

    LINEAR = 0
    CONCAVE = 1
    CONVEX = 2
    SWITCH = 3


class How(IntEnum):
    """What an amount does to its goal."""

    ADD = 0
    DECIBELS = 1  # multiplies a linear gain
    TIMECENTS = 2  # multiplies a time in frames
    CENTS = 3  # multiplies a pace
    SECONDS = 4  # is added to a time


@dataclass(frozen=True, slots=True)
class Source:
    """A number 0..1, or -1..1 if it goes both ways; falling: 1 where it would be 0."""

    what: What = What.ALWAYS
    curve: Curve = Curve.LINEAR
    falling: bool = False
    both_ways: bool = False

    def of(self, number: float) -> float:
        """What it gives for a velocity or a key."""
        return float(shaped(int(self.what), int(self.curve), self.falling, self.both_ways, number))


@dataclass(frozen=True, slots=True)
class Modulator:
    """Moves the `goal`, a field of the region's row ("volume.attack"), by amount x source x by."""

    goal: str
    amount: float
    how: How = How.ADD
    source: Source = Source(What.VELOCITY)
    by: Source = Source()
    absolute: bool = False

    def row(self, place: int, rate_hz: float) -> tuple[float, ...]:
        """As the engine reads it; `place` counts the row's numbers."""
        amount = self.amount * rate_hz if self.how == How.SECONDS else self.amount
        sources = (
            number
            for one in (self.source, self.by)
            for number in (one.what, one.curve, one.falling, one.both_ways)
        )
        return (place, amount, self.how, self.absolute, *sources)


MODULATOR = np.dtype(
    [
        ("place", np.int32), ("amount", np.float32), ("how", np.uint8), ("absolute", np.uint8),
        ("what", np.uint8), ("curve", np.uint8), ("falling", np.uint8), ("both_ways", np.uint8),
        ("by_what", np.uint8), ("by_curve", np.uint8), ("by_falling", np.uint8), ("by_both_ways", np.uint8),
    ],
    align=True,
)  # fmt: skip
ADD, DECIBELS, TIMECENTS, CENTS = int(How.ADD), int(How.DECIBELS), int(How.TIMECENTS), int(How.CENTS)
ALWAYS, KEY = int(What.ALWAYS), int(What.KEY)
LINEAR, CONCAVE, CONVEX, SWITCH = map(int, Curve)
TURN = 40.0 / 96.0
"""A full turn of the standard's curves is 96 dB, twice the logarithm."""
MOST_ADDED, MOST_GAIN, MOST_DB = 24_000.0, 16.0, 144.0
LONGEST_FRAMES = 48_000.0 * 120
SHORTEST_FRAMES = 48.0
"""No time at all is a millisecond where a modulator stretches it: what -12,000 timecents are."""


@kernel
def shaped(what: int, curve: int, falling: bool, both_ways: bool, number: float) -> float:  # noqa: FBT001 (compiled)
    """What a source gives for 0..127."""
    if what == ALWAYS:
        return 1.0
    x = min(max(number, 0.0), 127.0)
    if both_ways:
        way = 1.0 if x >= 64.0 else -1.0
        far = 1.0 if curve == SWITCH else _curved(curve, 2.0 * abs(x - 64.0))
        return -way * far if falling else way * far
    if not falling:
        return _curved(curve, x)
    if curve == SWITCH:
        return 1.0 - _curved(curve, x)
    return _curved(curve, 128.0 - x if curve == LINEAR else 127.0 - x)


@kernel
def _curved(curve: int, x: float) -> float:
    if curve == LINEAR:
        return x / 128.0
    if curve == CONCAVE:
        return 1.0 if x >= 127.0 else min(-TURN * math.log10((127.0 - x) / 127.0), 1.0)
    if curve == CONVEX:
        return 0.0 if x <= 0.0 else max(1.0 + TURN * math.log10(min(x, 127.0) / 127.0), 0.0)
    return 1.0 if x >= 64.0 else 0.0


@kernel
def modulate(state: State, slot: int, pitch: float, velocity: float) -> None:
    """Let a beginning voice's modulators move its own copy of the region."""
    own, numbers = state.own[slot], state.own_numbers[slot]
    for row in range(own.modulator_first, own.modulator_first + own.modulators):
        one = state.modulators[row]
        amount = one.amount
        amount *= shaped(
            one.what, one.curve, one.falling != 0, one.both_ways != 0, _number(one.what, pitch, velocity)
        )
        amount *= shaped(
            one.by_what, one.by_curve, one.by_falling != 0, one.by_both_ways != 0,
            _number(one.by_what, pitch, velocity),
        )  # fmt: skip
        numbers[one.place] = _moved(one.how, numbers[one.place], abs(amount) if one.absolute else amount)
    if own.modulators:
        own.volume.sustain = min(max(own.volume.sustain, 0.0), 1.0)
        own.modulation.sustain = min(max(own.modulation.sustain, 0.0), 1.0)


@inner
def _number(what: int, pitch: float, velocity: float) -> float:
    return pitch if what == KEY else velocity


@kernel
def _moved(how: int, value: float, amount: float) -> float:
    """The value moved, within bounds that no sound needs to pass: a bank may ask for anything."""
    bounded = min(max(amount, -MOST_ADDED), MOST_ADDED)
    if how == ADD:
        return float(min(max(value + bounded, -MOST_ADDED), MOST_ADDED))
    if how == DECIBELS:
        return float(min(value * 10.0 ** (min(max(amount, -MOST_DB), MOST_DB) / 20.0), MOST_GAIN))
    if how == TIMECENTS:
        return float(min(max(value, SHORTEST_FRAMES) * 2.0 ** (bounded / 1_200.0), LONGEST_FRAMES))
    if how == CENTS:
        return float(min(value * 2.0 ** (bounded / 1_200.0), 1.0))
    return float(min(max(value + amount, 0.0), LONGEST_FRAMES))
