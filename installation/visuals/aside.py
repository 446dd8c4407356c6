"""Where stands what is told beside the ring: the two measures, the map, the shelf.

Owns their places at any aspect. What is told takes the place of icons while hands rest: of all where the icons stand
in columns or corners, of the upper ones where they stand in rows. Refuses to know what is drawn there. Places are
stage units (see layout.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from installation.shelf import ROOM

if TYPE_CHECKING:
    from installation.visuals.layout import Layout

Point = tuple[float, float]
_MARGIN = 0.06
_WORD = 0.205  # half the width of a pad's word
_WIDE = 1.2  # half the width of a picture that has room for the shelf at its edge
_LEAST = 0.15  # half the height that the measures and the map need


@dataclass(frozen=True, slots=True)
class Box:
    """A place by its middle, half its width and half its height."""

    x: float
    y: float
    half_width: float
    half_height: float


@dataclass(frozen=True, slots=True)
class Aside:
    """The places, and which pads' icons give way to what is told."""

    measures: Box
    chart: Box
    takes: tuple[bool, bool, bool, bool]  # in the order of score.PADS
    shelf: tuple[Point, ...]  # of each kept tune, oldest first
    shelf_radius: float


@lru_cache(maxsize=16)
def aside_for(layout: Layout) -> Aside:
    """Beside the ring where there is room, else in the lower corners, else above it."""
    beside = layout.extent[0] - layout.reach
    if beside > 0.75:
        return _columns(layout)
    return _corners(layout) if layout.title.align == "left" else _rows(layout)


def _edge(layout: Layout) -> tuple[tuple[Point, ...], float]:
    """The shelf along the right edge, and how large its signs are: they leave the icons and words alone."""
    taken = layout.labels[1][0] + max(1.4 * layout.icon_radius, _WORD)
    radius = min(0.078, (layout.extent[0] - taken - 0.04) / 2)
    x, step = layout.extent[0] - radius - 0.02, 1.26 / (ROOM - 1)
    return tuple((x, 0.60 - step * place) for place in range(ROOM)), radius


def _columns(layout: Layout) -> Aside:
    """Measures to the left of the ring, the map to its right, the shelf along the right edge."""
    shelf, radius = _edge(layout)
    inner = layout.reach + 0.07
    chart, measures = shelf[0][0] - radius - _MARGIN, layout.extent[0] - _MARGIN - 0.02
    return Aside(
        measures=_beside(layout, -inner, -measures),
        chart=_beside(layout, inner, chart),
        takes=(True, True, True, True),
        shelf=shelf,
        shelf_radius=radius,
    )


def _corners(layout: Layout) -> Aside:
    """In the place of the lower icons: measures along the left edge, the map in the corner, the shelf where it fits."""
    wide = layout.extent[0] > _WIDE
    shelf, radius = _edge(layout) if wide else _between(layout)
    outer = shelf[0][0] - radius - 0.045 if wide else layout.extent[0] - _MARGIN
    bottom, left = layout.sentence.y + 0.12, _MARGIN - layout.extent[0]
    word = layout.label_place(1)
    most = word.y - 1.3 * word.size - bottom  # the upper words stay
    half = _largest(layout, outer, layout.centre[1] - bottom, most) / 2
    across, high = -(left + layout.reach + 0.05) / 2, (most - 0.10) / 2
    return Aside(
        measures=Box(left + across, bottom + high, across, high),
        chart=Box(outer - half, bottom + half, half, half),
        takes=(False, False, True, True),
        shelf=shelf,
        shelf_radius=radius,
    )


def _beside(layout: Layout, inner: float, outer: float) -> Box:
    """A place between the ring and an edge."""
    half = min(abs(outer - inner) / 2, 0.40)
    return Box((inner + outer) / 2, layout.centre[1], half, min(0.55, 1.4 * half))


def _rows(layout: Layout) -> Aside:
    """Above the ring, in the place of the upper icons; the shelf between the lower ones, in two rows."""
    high, wide = layout.labels[1][1] + 1.1 * layout.icon_radius, layout.extent[0] - _MARGIN
    half = (high - layout.centre[1] - layout.reach - 0.10) / 2
    if half > _LEAST:
        chart = Box(wide - half - 0.05, high - half, half, half)
        measured = (chart.x - half - 0.12 + wide) / 2
        measures = Box(measured - wide, high - half, measured, half)
    else:
        high = layout.title.y - 1.4 * layout.title.size
        half = _largest(layout, wide, high - layout.centre[1], 1.0) / 2
        chart = Box(wide - half, high - half, half, half)
        measures = Box(half - wide, high - half, half, half)
    shelf, radius = _between(layout)
    return Aside(measures, chart, (True, True, False, False), shelf, radius)


def _largest(layout: Layout, away: float, off: float, most: float) -> float:
    """The side of the largest square in a corner that leaves the ring alone; at most `most`.

    `away`, `off`: from the ring's middle to the square's outer sides.
    """
    side = most
    while math.hypot(away - side, off - side) < layout.reach + 0.05:
        side -= 0.005
    return side


def _between(layout: Layout) -> tuple[tuple[Point, ...], float]:
    """The shelf between the lower icons and under the ring, and how large its signs are."""
    top, bottom = layout.centre[1] - layout.reach - 0.05, layout.sentence.y + 0.02
    x, low = layout.labels[1][0], layout.labels[2][1] + 0.3 * layout.icon_radius
    radius = min(0.085, 0.2 * (x - layout.icon_radius - 0.05), (top - bottom) / 4.3)
    across, columns, row = 2.25 * radius, ROOM // 2, min(low, top - radius)
    first = layout.centre[0] - across * (columns - 1) / 2
    places = (
        (first + across * (place % columns), row - across * (place // columns)) for place in range(ROOM)
    )
    return tuple(places), radius
