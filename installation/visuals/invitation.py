"""The wall shows how: a hand of light that presses a pad, the skin that gives way, rings that run from it.

Owns when and how the hand presses. Refuses to know levels and words. Everything is a function of the time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installation.visuals.palette import HAND, HAND_TIP, PAD_COLOURS, PEARL, lighter

if TYPE_CHECKING:
    from installation.visuals.drawing import Sheet

PRESS_S = 3.2
"""From one press of the hand to the next."""
DEPTH = 0.24
"""How deep the hand presses, in the body's coordinates."""
_ORDER = (2, 0, 1, 3)  # the first lies where the eye of a reader ends
_RINGS_S = 1.5
_SIZE = 0.155


@dataclass(frozen=True, slots=True)
class Press:
    """The hand now: over which pad, how deep (0..1), how well it is seen (0..1), how long ago it touched."""

    pad: int
    depth: float
    seen: float
    since_s: float


def _eased(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def press_at(time_s: float, pads: tuple[int, ...]) -> Press:
    """What the hand does at a time: it comes, presses, lets go and fades, and goes on to the next of the pads."""
    turn, at_s = divmod(time_s, PRESS_S)
    order = [pad for pad in _ORDER if pad in pads]
    depth = _eased((at_s - 0.7) / 0.45) * (1 - _eased((at_s - 1.75) / 0.5))
    seen = _eased(at_s / 0.5) * (1 - _eased((at_s - 2.3) / 0.6))
    return Press(order[int(turn) % len(order)], depth, seen, at_s - 0.95)


def draw(sheet: Sheet, at: tuple[float, float], press: Press, strength: float) -> None:
    """The hand over a place of the stage, and the rings that run from where it pressed."""
    colour = PAD_COLOURS[press.pad]
    for part in range(3):
        age = (press.since_s - 0.28 * part) / _RINGS_S
        if 0 < age < 1:
            alpha = 0.9 * (1 - age) ** 1.5 * strength
            sheet.circle(at, 0.07 + 0.26 * math.sqrt(age), 0.009, lighter(colour, 0.2), alpha)
    away = 0.085 * (1 - press.depth)
    size = _SIZE * (1 - 0.08 * press.depth)
    tip = (at[0] + 0.75 * away, at[1] - away)
    middle = (tip[0] - HAND_TIP[0] * size, tip[1] - HAND_TIP[1] * size)
    sheet.mark(middle, size, HAND, PEARL, 0.95 * press.seen * strength)
