"""Where stands what is told beside the ring: the two measures, the map, the shelf.

Owns their places at any aspect. What is told takes the place of icons while hands rest: of all where the icons stand
in columns or corners, of the upper ones where they stand in rows. Refuses to know what is drawn there. Places are
stage units (see layout.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from installation.shelf import ROOM

if TYPE_CHECKING:
    from installation.visuals.layout import Layout

Point = tuple[float, float]
_MARGIN = 0.06


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
    if beside > 0.45:
        return _columns(layout)
    return _corners(layout) if beside > 0.3 else _rows(layout)


def _edge(layout: Layout) -> tuple[tuple[Point, ...], float]:
    """The shelf along the right edge, and how large its signs are."""
    radius = min(0.078, 0.12 * (layout.extent[0] - layout.reach))
    x, step = layout.extent[0] - radius - 0.035, 1.26 / (ROOM - 1)
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
    """In the place of the lower icons, which stand in the corners there; the shelf along the right edge."""
    shelf, radius = _edge(layout)
    bottom, top = layout.sentence.y + 0.05, layout.labels[2][1] + 0.10
    inner = 0.75 * layout.reach
    high, outer = (top - bottom) / 2, shelf[0][0] - radius - _MARGIN
    half = min((outer - inner) / 2, high)
    wide = (layout.extent[0] - _MARGIN - inner) / 2
    return Aside(
        measures=Box(-inner - wide, bottom + high, wide, high),
        chart=Box(outer - half, bottom + high, half, half),
        takes=(False, False, True, True),
        shelf=shelf,
        shelf_radius=radius,
    )


def _beside(layout: Layout, inner: float, outer: float) -> Box:
    """A place between the ring and an edge."""
    half = min(abs(outer - inner) / 2, 0.40)
    return Box((inner + outer) / 2, layout.centre[1], half, min(0.55, 1.4 * half))


def _rows(layout: Layout) -> Aside:
    """Both above the ring, in the place of the upper icons; the shelf between the lower ones, in two rows."""
    x, high = layout.labels[1]
    top = high + 1.1 * layout.icon_radius
    bottom = layout.centre[1] + layout.reach + 0.10
    half = (top - bottom) / 2
    y, wide = (top + bottom) / 2, layout.extent[0] - _MARGIN
    chart = Box(wide - half - 0.05, y, half, half)
    measured = (chart.x - half - 0.12 + wide) / 2
    radius = min(0.085, 0.2 * (x - layout.icon_radius - 0.05))
    across, columns = 2.25 * radius, ROOM // 2
    first = layout.centre[0] - across * (columns - 1) / 2
    row = layout.labels[2][1] + 0.3 * layout.icon_radius
    return Aside(
        measures=Box(measured - wide, y, measured, half),
        chart=chart,
        takes=(True, True, False, False),
        shelf=tuple(
            (first + across * (place % columns), row - across * (place // columns)) for place in range(ROOM)
        ),
        shelf_radius=radius,
    )
