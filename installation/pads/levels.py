"""Pressure to pressure level: 1..10 in quarters, held steady while the finger is.

Owns the scale that the model hears, and how a level is held. Refuses to know where a pressure comes from: the pads
of a real object, of the screen's body and of a recorded visit all come through here.

While a finger moves its level follows within BAND. When it has gone somewhere and come to rest for SETTLE_S the level
takes the quarter that lies nearest, so that it stands in the middle of what it will be held in; then it stays until
the finger moves again, or what is asked has drifted by STILL_BAND: foam and Velostat creep under a finger that rests.
"""

from __future__ import annotations

from msgspec import Struct

LOWEST, HIGHEST = 1.0, 10.0
"""Ends of the scale: pressure 0, and FULL or more."""
QUARTERS = 4
"""Steps in a level."""
FULL = 0.97
"""Pressure that counts as the greatest: the last level must be reachable without straining for it."""
BAND, STILL_BAND = 0.25, 0.4
"""A level gives way only when the pressure asks for one farther away than this, in levels: while it moves, at rest."""
FOLLOW_S, MOVES = 0.1, 0.12
"""A finger moves while what it asks is so many levels ahead of its own low pass of that time (1.2 levels a second): a
tremor does not."""
SETTLE_S = 0.06
_LONGEST_S = 0.02  # a longer time between two values is a pause, and counts no more than this


class Held(Struct, frozen=True):
    """A pad's level, the low pass of what was asked of it, for how long it has not moved, whether it went elsewhere."""

    level: float = LOWEST
    slow: float = LOWEST
    still_s: float = 0.0
    gone: bool = True


FREE = Held()
"""Nobody presses."""


def exact(pressure: float) -> float:
    """The level that a pressure 0..1 asks for, without steps: 1.0..10.0."""
    return LOWEST + (HIGHEST - LOWEST) * min(1.0, max(0.0, pressure) / FULL)


def advance(held: Held, pressure: float, dt_s: float) -> Held:
    """The level now, a multiple of a quarter in 1..10, after `dt_s` seconds.

    Args:
        held: what this function gave last for this pad; FREE to begin with.
        pressure: 0..1; 0 is let go, and gives LOWEST at once.
        dt_s: seconds since the last value.
    """
    if not pressure > 0.0:
        return FREE
    asked = exact(pressure)
    if held is FREE:
        return Held(_quarter(asked), asked)
    dt_s = min(dt_s, _LONGEST_S)
    slow = held.slow + (asked - held.slow) * (dt_s / FOLLOW_S)
    ahead = abs(asked - slow)
    still_s = 0.0 if ahead > MOVES else held.still_s + dt_s
    gone = held.gone or ahead > MOVES
    settles = gone and still_s >= SETTLE_S
    band = 0.0 if settles else BAND if still_s < SETTLE_S else STILL_BAND
    gives_way = asked == HIGHEST or abs(asked - held.level) > band
    return Held(_quarter(asked) if gives_way else held.level, slow, still_s, gone and not settles)


def _quarter(asked: float) -> float:
    return round(asked * QUARTERS) / QUARTERS


def tenth(level: float) -> int:
    """The whole level 1..10 that is shown and counted for a fine one."""
    return int(level + 0.5)
