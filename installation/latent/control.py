"""From pad levels to a place in the latent space: what the core asks at every step.

Owns the two ways to answer: quantiles of the corpus along the regularised dimensions, and a searched table of
points with the paths between them. Refuses to know files, pads' pressures, and what a point decodes to.

Shapes: D latent dimensions; levels are four floats 1..10 in the order of `score.PADS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Protocol

import numpy as np

from installation.score import PADS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LEVELS = 10
BARS = 4
"""Measures of a phrase."""
PLATEAU = 0.85
"""Share of the way from one level to the next that belongs to the levels themselves, half to each."""

Levels = tuple[float, float, float, float]


class ControlMap(Protocol):
    """Where in the space four levels lead, in each bar of the phrase."""

    def point(self, levels: Levels, bar: int) -> Floats:
        """The point (D,) for levels 1..10 (fractions lie between) in bar 0..3 of the phrase."""


def clipped(levels: Levels) -> tuple[float, ...]:
    """The four levels held within 1..10.

    Raises:
        ValueError: not four finite numbers.
    """
    if len(levels) != len(PADS) or not all(np.isfinite(level) for level in levels):
        raise ValueError(f"levels are four finite numbers, not {levels}")
    return tuple(min(max(float(level), 1.0), float(LEVELS)) for level in levels)


@dataclass(frozen=True, slots=True)
class QuantileControl:
    """A base point whose first dimensions take the corpus's quantiles: all that an untabled style needs.

    `base` (4, D): the starting tune's bars encoded. `quantiles` (4, 10): for each pad the value of its dimension at
    each level. The pads' dimensions are the first four, in the pads' order.
    """

    base: Floats
    quantiles: Floats

    def point(self, levels: Levels, bar: int) -> Floats:
        """See ControlMap."""
        found: Floats = self.base[bar % len(self.base)].copy()
        places = np.arange(1, LEVELS + 1)
        for pad, level in enumerate(clipped(levels)):
            found[pad] = np.interp(level, places, self.quantiles[pad])
        return found


def eased(part: float) -> float:
    """How far along the way (0..1) a level's fraction stands: still, then a straight glide, then still.

    Around a whole level lies a plateau, so that a hand that trembles does not make the tune tremble.
    """
    return min(max((part - PLATEAU / 2) / (1 - PLATEAU), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class TableControl:
    """A searched table: one point for each bar of the phrase and each of the 10^4 settings.

    Between settings the point is the multilinear blend of the (at most sixteen) corners around it, each pad's
    fraction eased first: with one pad between two levels this is the straight line between the two points; with
    several, each pad's move is the same whatever the order in which the hands press.

    `points` (4, 10, 10, 10, 10, D), half precision.
    """

    points: NDArray[np.float16]

    def __post_init__(self) -> None:
        """Refuse what is no table."""
        if self.points.shape[:5] != (BARS, *(LEVELS,) * 4) or self.points.ndim != 6:
            raise ValueError(f"a table has shape (4, 10, 10, 10, 10, D), not {self.points.shape}")

    def point(self, levels: Levels, bar: int) -> Floats:
        """See ControlMap."""
        table = self.points[bar % BARS]
        lows = [min(int(level), LEVELS - 1) - 1 for level in clipped(levels)]
        parts = [eased(level - 1 - low) for level, low in zip(clipped(levels), lows, strict=True)]
        around = (
            table[tuple(slice(low, low + 2) for low in lows)].reshape(16, -1).astype(np.float32)
        )  # (16, D)
        shares = [prod(corner) for corner in product(*((1 - part, part) for part in parts))]
        found: Floats = np.array(shares, np.float32) @ around
        return found
