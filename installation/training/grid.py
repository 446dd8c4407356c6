"""Bars of notes onto the 24-tick grid, or the reason why not.

Owns what counts as a usable bar: 4/4 in length, or 2/4 doubled. Refuses to know files and formats.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from installation.score import HOLD, PITCH_HIGH, PITCH_LOW, REST, TICKS, tick_position
from installation.training.tunebook import metre_quarters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from installation.training.tunebook import Bar, Sound

TICK_AT = {tick_position(tick): tick for tick in range(TICKS)}
REASONS = ("another metre", "not a whole bar", "off the grid", "out of range", "no note")


def place_sounds(sounds: Sequence[Sound], stretch: int) -> NDArray[np.uint8] | str:
    """The 24 symbols of one bar whose lengths are multiplied by `stretch`, or one of REASONS."""
    row = np.full(TICKS, HOLD, np.uint8)
    silent = True
    for sound in sounds:
        tick = TICK_AT.get(sound.start * stretch)
        if tick is None:
            return "off the grid"
        if sound.pitch is None:
            row[tick] = HOLD if silent and tick else REST
            silent = True
            continue
        if not PITCH_LOW <= sound.pitch <= PITCH_HIGH:
            return "out of range"
        row[tick] = sound.pitch
        silent = False
    return row if (row < HOLD).any() else "no note"


def grid_bar(bar: Bar) -> NDArray[np.uint8] | str:
    """A bar as (24,) symbols, or the reason (one of REASONS) why it cannot be one.

    A bar of 2/4 is doubled: its eighths become quarters.
    """
    length = metre_quarters(bar.metre)
    if length not in {Fraction(4), Fraction(2)}:
        return "another metre"
    if bar.quarters != length:
        return "not a whole bar"
    return place_sounds(bar.sounds, int(Fraction(4) / length))
