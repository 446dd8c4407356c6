"""What the wall shows beside the ring: the shelf always; once hands rest, measures and map in the place of icons.

Owns when each of them comes and goes. Refuses to know what they look like.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from installation.visuals import chart, keepsakes, measures, traces
from installation.visuals.aside import aside_for
from installation.visuals.composition import eased

if TYPE_CHECKING:
    from installation.snapshot import Snapshot
    from installation.visuals.chart import Terrain
    from installation.visuals.composition import Composition
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout

COMES_S, GOES_S = 0.8, 0.35
SHOWN_S = 40.0
"""How long hands may rest until the wall is quiet again."""


def draw(sheet: Sheet, layout: Layout, now: Snapshot, terrain: Terrain | None, strength: float) -> None:
    """Shelf, measures and map, as strongly as the guidance level shows them (0..1)."""
    aside, telling = aside_for(layout), now.telling
    keepsakes.draw(sheet, aside, now.shelf, strength)
    told = strength * max(0.0, 2 * presence(now) - 1)  # what was there goes before it comes
    if told > 0 and telling.why is not None:
        sheet.stamp(measures.drawn(aside.measures, telling.why, sheet.bold), told)
    if told > 0 and telling.path:
        sheet.stamp(chart.drawn(aside.chart, chart.way_of(telling), terrain, sheet.bold), told)


def giving_way(shown: Composition, layout: Layout, now: Snapshot) -> Composition:
    """What is left of the icons while something is told in their place."""
    told = presence(now)
    if told <= 0:
        return shown
    pairs = zip(shown.labels, aside_for(layout).takes, strict=True)
    one, two, three, four = (label * (max(0.0, 1 - 2 * told) if takes else 1.0) for label, takes in pairs)
    return replace(shown, labels=(one, two, three, four))


def presence(now: Snapshot) -> float:
    """How much of what is told is there, 0..1: it comes softly, goes quickly when hands move, and stays a while.

    While a mark stands on a gauge nothing is (the icons are needed), nor while a gesture is proposed or a ringtone is
    made: one thing at a time.
    """
    telling = now.telling
    busy = now.target is not None or now.ringtone is not None or traces.proposed(now)
    if busy or (telling.why is None and not telling.path):
        return 0.0
    if not telling.rest_s:
        return max(0.0, 1 - eased(telling.left_s / GOES_S))
    return eased(telling.rest_s / COMES_S) * (1 - eased((telling.rest_s - SHOWN_S) / COMES_S))


def needs_terrain(now: Snapshot) -> bool:
    """Whether the map is drawn."""
    return bool(now.telling.path) and presence(now) > 0
