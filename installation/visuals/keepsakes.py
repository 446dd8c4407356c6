"""The shelf, drawn: each kept tune as a small ring with its notes, the one that plays in bright light.

Owns their signs: a tune's shape is the line from note to note, so that no two look alike. Refuses to know how a tune
came to be kept.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from installation import score
from installation.score import Measure
from installation.visuals.drawing import Sheet
from installation.visuals.layout import clock_angle
from installation.visuals.palette import DISC, MIST, PEARL, mix

if TYPE_CHECKING:
    from installation.snapshot import ShelfView
    from installation.visuals.aside import Aside

    Point = tuple[float, float]

_COMES_S = 0.5  # how long a tune takes to come to its place
_SHINES_S = 2.5


def draw(sheet: Sheet, aside: Aside, shelf: ShelfView, strength: float) -> None:
    """Every kept tune in its place; the newest grows, the one that plays shines."""
    last = len(shelf.slots) - 1
    for place, slot in enumerate(shelf.slots):
        at, radius = aside.shelf[place], aside.shelf_radius
        fresh = shelf.deed == "kept" and place == last
        grown = min(1.0, 0.3 + 0.7 * shelf.deed_s / _COMES_S) if fresh else 1.0
        light = round(math.exp(-shelf.deed_s / _SHINES_S), 2) if fresh else 0.0
        plays = place == shelf.recalled
        if plays or light > 0.02:
            sheet.halo(at, 2.6 * radius, PEARL, (0.55 if plays else 0.5 * light) * strength)
        sheet.stamp(_sign(at, grown * radius, slot.symbols, 1.0 if plays else light, sheet.bold), strength)


@lru_cache(maxsize=64)
def _sign(at: Point, radius: float, symbols: tuple[int, ...], light: float, bold: float) -> Sheet:
    """A small ring; low notes stand near its middle, high ones near its rim."""
    sheet = Sheet(bold)
    colour = mix(MIST, PEARL, 0.35 + 0.65 * light)
    alpha = 0.7 + 0.3 * light
    sheet.circle(at, radius, 0.006 + 0.005 * light, colour, 0.45 + 0.5 * light)
    notes = Measure(symbols).notes
    pitches = [note.pitch for note in notes] or [0]
    low, room = min(pitches), max(8, max(pitches) - min(pitches))
    places = []
    for note in notes:
        angle = clock_angle(float(score.tick_position(note.tick)))
        out = radius * (0.42 + 0.44 * (note.pitch - low) / room)
        places.append((at[0] + out * math.sin(angle), at[1] + out * math.cos(angle)))
    for one, other in pairwise(places):
        sheet.line(one, other, 0.005, colour, 0.6 * alpha)
    for place in places:
        sheet.mark(place, 0.17 * radius, DISC, colour, alpha)
    return sheet
