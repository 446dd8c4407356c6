"""The way of the picture from one latent point to the next: the tune jumps, its picture flows.

Owns the eased point that a window draws while pictures follow each other. Refuses to know a clock: time comes
from the snapshots. A picture drawn alone (a replay's, a test's) needs none of it: its point is the tune's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

TIME_S = 0.16
"""After this long two thirds of the way are done."""
_LONGEST_S = 1.0  # a longer gap, or time that was set back: no way was seen, it is there at once
_NEAR = 1e-3


@dataclass(frozen=True, slots=True)
class Morph:
    """The point that is drawn, and when it was."""

    point: tuple[float, ...] = ()
    time_s: float = -math.inf


def advance(state: Morph, point: tuple[float, ...], time_s: float) -> Morph:
    """Go on towards a point; once it is near it is there."""
    passed_s = time_s - state.time_s
    if len(point) != len(state.point) or not 0 <= passed_s <= _LONGEST_S:
        return Morph(point, time_s)
    share = 1 - math.exp(-passed_s / TIME_S)
    way = tuple(old + share * (new - old) for old, new in zip(state.point, point, strict=True))
    far = max((abs(new - old) for old, new in zip(way, point, strict=True)), default=0.0)
    return Morph(point if far < _NEAR else way, time_s)
