"""What is told to a hand that rests, made up to be looked at: a change of three notes, a map, a shelf.

Owns believable views of it for contact sheets and tests. Refuses to be anything that a visitor meets.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from installation.explanation import why
from installation.explanation.origin import Origin
from installation.explanation.origin import said as origin_said
from installation.shelf import Kept, Slot
from installation.snapshot import ShelfView, Snapshot, TellingView
from installation.visuals.examples import measure_of, moment

if TYPE_CHECKING:
    from installation.latent.control import Levels

BEFORE = measure_of({0: 67, 6: 71, 9: 69, 12: 74, 18: 71, 21: 67})
AFTER = measure_of({0: 67, 3: 79, 6: 71, 9: 62, 12: 74, 15: 76, 18: 71, 21: 81})
WITHOUT_RANGE = measure_of({0: 67, 6: 71, 9: 69, 12: 74, 15: 76, 18: 71, 21: 67})
WITHOUT_DENSITY = measure_of({0: 67, 3: 79, 6: 71, 9: 62, 12: 74, 18: 71, 21: 81})
WHY = why.explained(BEFORE, AFTER, {1: WITHOUT_RANGE, 2: WITHOUT_DENSITY})
ORIGIN = Origin("The Enchanted Valley", "O'Neill, Music of Ireland", 1903, 5, 8, 0.24)
GUESS = Origin("Balfe's Hornpipe", "O'Neill, Music of Ireland", 1903, 2, 8, 0.01)
PLACE: Levels = (2.0, 7.25, 5.5, 3.0)
PATH: tuple[Levels, ...] = (
    (1.0, 1.0, 1.0, 1.0), (1.0, 2.0, 1.0, 1.0), (1.0, 3.5, 1.25, 1.0), (1.0, 4.25, 2.0, 2.0), (1.0, 4.5, 3.25, 3.0),
    (1.0, 4.0, 4.5, 3.0), (2.0, 3.5, 5.75, 3.0), (2.0, 4.25, 6.5, 3.0), (2.0, 5.5, 6.5, 3.0), (2.0, 6.5, 6.0, 3.0),
)  # fmt: skip
_KEPT = (
    {0: 67, 6: 71, 12: 74, 18: 71}, {0: 62, 3: 74, 6: 62, 9: 79, 12: 62, 15: 74, 18: 62, 21: 83},
    {0: 72, 4: 71, 8: 69, 12: 67, 16: 65, 20: 64}, {2: 60, 7: 67, 14: 64, 19: 72}, {0: 60, 12: 84},
    {0: 67, 1: 69, 3: 71, 6: 72, 7: 74, 9: 76, 12: 77, 15: 79, 18: 81, 21: 83}, {5: 76, 11: 74, 17: 72, 23: 71},
    {0: 64, 6: 64, 9: 67, 12: 64, 18: 64, 21: 59},
)  # fmt: skip


def shelf(kept: int = 5, recalled: int = -1, deed: str = "kept", deed_s: float = 9.0) -> ShelfView:
    """A shelf with so many tunes."""
    slots = tuple(
        Slot(Kept("reel", (1.0 + number, 1.0, 1.0, 1.0)), measure_of(onsets).symbols)
        for number, onsets in enumerate(_KEPT[:kept])
    )
    return ShelfView(slots, recalled, deed, deed_s)


def rested(level: int = 3, rest_s: float = 3.0, *, known: bool = True, kept: int = 5) -> Snapshot:
    """A moment in which a hand rests on two pads and is told why; later (from 6 s on) from what."""
    told = why.said(WHY) if WHY is not None else ""
    origin = ORIGIN if known else GUESS
    now = moment(level, (0.0, 0.67, 0.5, 0.0), said=told if rest_s < 6 else origin_said(origin))
    telling = TellingView(rest_s, 99.0, WHY, origin, PLACE, (1, 2), PATH)
    return replace(now, style="reel", ghosts=(), telling=telling, shelf=shelf(kept))
