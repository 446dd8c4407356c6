"""How much two styles have in common at the same levels: onsets with the transposition removed, and rhythms.

Owns the two readings of "transposition removed": each pair of measures moved as best it fits (the strict one), and
one transposition for the whole of two tables. Works on grids alone; refuses to know files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from installation.score import HOLD, PITCH_HIGH, PITCH_LOW, TICKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDEST = PITCH_HIGH - PITCH_LOW


@dataclass(frozen=True, slots=True)
class Overlap:
    """Mean shares (0 to 1) of all onsets of two measures that both have.

    `each`: each pair of measures moved as best it fits. `whole`: one transposition for all, the best. `rhythm`: ticks
    alone.
    """

    each: float
    whole: float
    rhythm: float


def overlap(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Overlap:
    """What two sets of measures (..., 24), paired one by one, have in common."""
    a, b = (
        one.reshape(-1, TICKS).astype(np.int16),
        other.reshape(-1, TICKS).astype(np.int16),
    )
    together = (a < HOLD) & (b < HOLD)
    onsets = (a < HOLD).sum(1) + (b < HOLD).sum(1)
    apart = np.where(together, b - a, WIDEST + 1)
    best, whole = np.zeros(len(a)), 0.0
    for shift in range(-WIDEST, WIDEST + 1):
        both = (apart == shift).sum(1)
        shares = both / np.maximum(onsets - both, 1)
        best = np.maximum(best, shares)
        whole = max(whole, float(shares.mean()))
    ticks = together.sum(1)
    rhythm = ticks / np.maximum(onsets - ticks, 1)
    return Overlap(float(best.mean()), whole, float(rhythm.mean()))
