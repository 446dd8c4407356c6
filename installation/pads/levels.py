"""Pressure to pressure level: 1..10 in quarters, held steady while the finger is.

Owns the scale that the model hears and its hysteresis. Refuses to know where a pressure comes from: the pads
of a real object, of the screen's body and of a recorded visit all come through here.
"""

from __future__ import annotations

LOWEST, HIGHEST = 1.0, 10.0
"""Ends of the scale: pressure 0, and FULL or more."""
QUARTERS = 4
"""Steps in a level."""
FULL = 0.97
"""Pressure that counts as the greatest: the last level must be reachable without straining for it."""
BAND = 0.35
"""A level gives way only when the pressure asks for one farther away than this, in levels."""


def exact(pressure: float) -> float:
    """The level that a pressure 0..1 asks for, without steps: 1.0..10.0."""
    return LOWEST + (HIGHEST - LOWEST) * min(1.0, max(0.0, pressure) / FULL)


def advance(level: float, pressure: float) -> float:
    """The pressure level now, a multiple of a quarter in 1..10.

    Args:
        level: what this function gave last for this pad (LOWEST to begin with): it is the whole state.
        pressure: 0..1; 0 is let go, and gives LOWEST at once.
    """
    asked = exact(pressure)
    if asked in {LOWEST, HIGHEST}:
        return asked
    if abs(asked - level) <= BAND:
        return level
    return round(asked * QUARTERS) / QUARTERS


def tenth(level: float) -> int:
    """The whole level 1..10 that is shown and counted for a fine one."""
    return int(level + 0.5)
