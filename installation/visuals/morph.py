"""What a window remembers so that pictures flow: from one latent point to the next, from one level to the next.

Owns the eased point that is drawn (the tune jumps, its picture does not), and the last moment of the level
before, out of which the new one turns. Refuses to know a clock: time comes
from the snapshots. A picture drawn alone (a replay's, a test's) needs none of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from installation.visuals.composition import ENTER_S

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

TIME_S = 0.16
"""After this long two thirds of the way are done."""
_LONGEST_S = 1.0  # a longer gap, or time that was set back: no way was seen, it is there at once
_NEAR = 1e-3


@dataclass(frozen=True, slots=True)
class Morph:
    """The point that is drawn, and when it was; the last moment shown, and the last of the level before."""

    point: tuple[float, ...] = ()
    time_s: float = -math.inf
    last: Snapshot | None = None
    came_from: Snapshot | None = None


def advance(state: Morph, now: Snapshot) -> Morph:
    """Go on to a moment."""
    drawn = towards(state, now.point, now.time_s)
    came_from = state.came_from
    if state.last is not None and (state.last.level_name, state.last.level) != (now.level_name, now.level):
        came_from = state.last
    if now.level_s > ENTER_S:
        came_from = None
    return replace(drawn, last=now, came_from=came_from)


def towards(state: Morph, point: tuple[float, ...], time_s: float) -> Morph:
    """Go on towards a point; once it is near it is there."""
    passed_s = time_s - state.time_s
    if len(point) != len(state.point) or not 0 <= passed_s <= _LONGEST_S:
        return Morph(point, time_s)
    share = 1 - math.exp(-passed_s / TIME_S)
    way = tuple(old + share * (new - old) for old, new in zip(state.point, point, strict=True))
    far = max((abs(new - old) for old, new in zip(way, point, strict=True)), default=0.0)
    return Morph(point if far < _NEAR else way, time_s)
