"""Figures from counted visits: shares with their intervals, quantiles, curves.

Owns how they are reckoned. Refuses to know SQL, charts and words: arrays and rows come in, figures go out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri, stdtrit

from installation.score import PADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

SURE = 0.95
"""How sure every interval is."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval, and of how many it was reckoned; NaN where there is nothing to reckon."""

    value: float
    low: float
    high: float
    count: int


_NOTHING = float("nan")


def share(successes: int, of: int) -> Estimate:
    """A share 0..1 with Wilson's interval, which holds for few as for many."""
    if of == 0:
        return Estimate(_NOTHING, _NOTHING, _NOTHING, 0)
    z = float(ndtri((1 + SURE) / 2))
    found = successes / of
    middle = (found + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(found * (1 - found) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    # Rounding must not push the interval past the share that it belongs to.
    return Estimate(found, min(found, max(0.0, middle - half)), max(found, min(1.0, middle + half)), of)


def mean(values: ArrayLike) -> Estimate:
    """A mean with Student's interval; the interval of one value alone is unbounded."""
    found = np.asarray(values, float)
    if found.size == 0:
        return Estimate(_NOTHING, _NOTHING, _NOTHING, 0)
    middle = float(found.mean())
    if found.size == 1:
        return Estimate(middle, -np.inf, np.inf, 1)
    spread = float(found.std(ddof=1)) / sqrt(found.size)
    half = float(stdtrit(found.size - 1, (1 + SURE) / 2)) * spread
    return Estimate(middle, middle - half, middle + half, int(found.size))


def median(values: ArrayLike) -> Estimate:
    """A median with the interval that order statistics give, whatever the values' distribution."""
    found = np.sort(np.asarray(values, float))
    count = int(found.size)
    if count == 0:
        return Estimate(_NOTHING, _NOTHING, _NOTHING, 0)
    reach = float(ndtri((1 + SURE) / 2)) * sqrt(count) / 2
    low, high = max(0, int(count / 2 - reach)), min(count - 1, int(count / 2 + reach))
    return Estimate(float(np.median(found)), float(found[low]), float(found[high]), count)


def quartiles(values: ArrayLike) -> tuple[float, float, float]:
    """The quartiles; NaN of nothing."""
    found = np.asarray(values, float)
    if found.size == 0:
        return _NOTHING, _NOTHING, _NOTHING
    low, middle, high = np.quantile(found, [0.25, 0.5, 0.75])
    return float(low), float(middle), float(high)


def reached(values: Sequence[float | None], times_s: ArrayLike) -> NDArray[np.float64]:
    """The share of all for which something had happened by each of these times; None: never."""
    times = np.asarray(times_s, float)
    if not values:
        return np.full(times.shape, _NOTHING)
    found = np.sort(np.array([value for value in values if value is not None], float))
    return np.searchsorted(found, times, side="right") / len(values)


def busy(begun_local_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Visits by weekday and hour (7, 24), Monday first, from local seconds since 1970 (N,)."""
    days, seconds = np.divmod(begun_local_s, 86_400)
    weekdays = (days + 3) % 7  # the first day of 1970 was a Thursday
    found = np.zeros((7, 24), np.int64)
    np.add.at(found, (weekdays, seconds // 3_600), 1)
    return found


def grids(places: Sequence[tuple[int, float]]) -> dict[tuple[str, str], NDArray[np.float64]]:
    """How long each pair of levels was held, for every two pads (upper pad first): (10, 10) seconds each.

    Args:
        places: (place as tables.MEASURES has it, seconds). The place where nobody presses, 0, is left out: it says
            how long nobody pressed, not where a hand went.
    """
    whole = np.zeros((10,) * len(PADS))
    for place, seconds in places:
        if place:
            whole[tuple(int(digit) for digit in f"{place:04}")] += seconds
    found = {}
    for one in range(len(PADS)):
        for other in range(one + 1, len(PADS)):
            others = tuple(axis for axis in range(len(PADS)) if axis not in {one, other})
            found[PADS[one], PADS[other]] = whole.sum(axis=others)
    return found


def spread(places: Sequence[tuple[int, float]]) -> float:
    """The share of the 10,000 places of the level grid that were heard at all."""
    return len({place for place, seconds in places if seconds > 0}) / 10.0 ** len(PADS)


def alpha(answers: NDArray[np.float64]) -> float:
    """Cronbach's alpha of the items (people, items): how far they agree; NaN of fewer than two people or no spread."""
    people, items = answers.shape
    if people < 2 or items < 2:
        return _NOTHING
    whole = float(answers.sum(axis=1).var(ddof=1))
    if whole == 0:
        return _NOTHING
    parts = float(answers.var(axis=0, ddof=1).sum())
    return float(items / (items - 1) * (1 - parts / whole))
