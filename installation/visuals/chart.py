"""The map: where in the space of tunes this is, the surfaces of the four attributes, the way that hands have gone.

Owns the terrain (what a style's table makes of every setting) and how it is drawn: lines of equal height, each family
in the colour of its attribute's pad, over the two pads moved last. Refuses to open files: the grid is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import contourpy
import numpy as np

from installation.explanation.origin import KNOWN
from installation.explanation.what import SCALES
from installation.measure.attributes import attributes_of
from installation.score import PADS
from installation.visuals.drawing import Sheet
from installation.visuals.layout import Place
from installation.visuals.palette import DISC, MIST, PAD_COLOURS, PAD_SHAPES, PEARL, lighter, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.latent.control import Levels
    from installation.snapshot import TellingView
    from installation.visuals.aside import Box

    Point = tuple[float, float]
    Line = tuple[Point, ...]

LEVELS = 10
_HEIGHTS = (1 / 3, 2 / 3)  # of an attribute between its least and its most on the map
_FINE = 3  # places between two levels that lines are drawn through
_FLAT = 0.12  # an attribute that rises by less over the whole map has no lines
_WAY = 24  # places of the way that are drawn
_WORDED = 0.38  # a side so long has its pad's word


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """`heights` (4, 10, 10, 10, 10): each attribute, 0..1 on its meter, at every setting of the four pads."""

    heights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Way:
    """Where hands have been (four levels each, newest last), the place, the map's two sides, whether it is known."""

    path: tuple[Levels, ...]
    place: Levels
    axes: tuple[int, int]
    known: bool


def way_of(telling: TellingView) -> Way:
    """What the map shows of it."""
    known = telling.origin is None or telling.origin.familiar >= KNOWN
    return Way(telling.path, telling.place, telling.axes, known)


def terrain_of(grid: NDArray[np.uint8]) -> Terrain:
    """The terrain of a table's measures (10, 10, 10, 10, 24), in score symbols."""
    at = attributes_of(grid.reshape(-1, grid.shape[-1]))
    values = (at.off_beatness, at.range, at.density, at.jump)
    meters = [(value - low) / (high - low) for value, (low, high) in zip(values, SCALES, strict=True)]
    heights = np.clip(np.stack(meters), 0.0, 1.0).astype(np.float32)
    return Terrain(heights.reshape(len(PADS), *grid.shape[:-1]))


@lru_cache(maxsize=64)
def contours(
    terrain: Terrain, axes: tuple[int, int], others: tuple[int, ...]
) -> tuple[tuple[int, Line], ...]:
    """The lines of equal height: pad, and places 0..1 on the map.

    Args:
        terrain: of the style.
        axes: the pads that are the map's two sides.
        others: level (1..10) of every pad; those of the axes are not looked at.
    """
    cut: list[int | slice] = [slice(None) if pad in axes else level - 1 for pad, level in enumerate(others)]
    found: list[tuple[int, Line]] = []
    for pad in range(len(PADS)):
        height = _smooth(terrain.heights[(pad, *cut)])
        low, high = float(height.min()), float(height.max())
        if high - low < _FLAT:
            continue
        tracer = contourpy.contour_generator(z=height.T)  # rows are the second axis
        for share in _HEIGHTS:
            for line in tracer.lines(low + share * (high - low)):
                places = line / (height.shape[0] - 1)
                found.append((pad, tuple((float(x), float(y)) for x, y in places[_kept(len(places))])))
    return tuple(found)


def _smooth(height: NDArray[np.float32]) -> NDArray[np.float64]:
    """A surface (10, 10) blurred a little and drawn finer; lines through single steps would be ragged."""
    kernel = np.array([0.25, 0.5, 0.25])
    padded = np.pad(height.astype(np.float64), 1, mode="edge")
    blurred = sum(
        one * other * padded[row : row + LEVELS, column : column + LEVELS]
        for row, one in enumerate(kernel)
        for column, other in enumerate(kernel)
    )
    fine = np.linspace(0, LEVELS - 1, (LEVELS - 1) * _FINE + 1)
    rows = np.stack([np.interp(fine, np.arange(LEVELS), row) for row in np.asarray(blurred)])
    return np.stack([np.interp(fine, np.arange(LEVELS), column) for column in rows.T]).T


def _kept(count: int) -> NDArray[np.int64]:
    """Every second or third place of a long line, its ends among them."""
    return np.unique(np.append(np.arange(0, count, max(1, count // 14)), count - 1))


@lru_cache(maxsize=8)
def drawn(box: Box, way: Way, terrain: Terrain | None, bold: float) -> Sheet:
    """The map with its two sides, the lines of the terrain if it is known, the way and the place."""
    sheet = Sheet(bold)
    half = min(box.half_width, box.half_height)
    low = (box.x - half, box.y - half)
    _draw_sides(sheet, low, 2 * half, way.axes)
    if terrain is not None:
        whole = tuple(round(level) for level in way.place)
        for pad, line in contours(terrain, way.axes, whole):
            for one, other in pairwise(line):
                start, end = (_on(low, 2 * half, place) for place in (one, other))
                sheet.line(
                    start, end, 0.006 + 0.008 * half, PAD_COLOURS[pad], 0.55 if pad in way.axes else 0.35
                )
    _draw_way(sheet, low, 2 * half, way)
    return sheet


def _on(low: Point, side: float, place: Point) -> Point:
    return (low[0] + side * place[0], low[1] + side * place[1])


def _draw_sides(sheet: Sheet, low: Point, side: float, axes: tuple[int, int]) -> None:
    """The two sides, each with the sign of its pad where it is pressed hardest."""
    right, top = (low[0] + side, low[1]), (low[0], low[1] + side)
    for pad, end in zip(axes, (right, top), strict=True):
        colour = lighter(PAD_COLOURS[pad], 0.2)
        sheet.line(low, end, 0.008, colour, 0.8)
        sheet.mark(end, 0.030, PAD_SHAPES[pad], colour, 1.0)
    if side < _WORDED:
        return
    below = Place(right[0] - 0.05, low[1] - 0.035, 0.075, side, align="right")
    above = Place(low[0] + 0.055, top[1] + 0.075, 0.075, side, align="left")
    for pad, place in zip(axes, (below, above), strict=True):
        sheet.text(f"pad.{PADS[pad]}", place, mix(MIST, PAD_COLOURS[pad], 0.5), 1.0)


def _draw_way(sheet: Sheet, low: Point, side: float, way: Way) -> None:
    """The way that hands have gone, fainter the longer ago; the place shines, and is hollow where it is a guess."""
    across, up = way.axes
    places = [
        _on(low, side, ((levels[across] - 1) / (LEVELS - 1), (levels[up] - 1) / (LEVELS - 1)))
        for levels in (*way.path[-_WAY:], way.place)
    ]
    for number, (one, other) in enumerate(pairwise(places), start=1):
        sheet.line(one, other, 0.008, PEARL, 0.75 * number / len(places))
    sheet.halo(places[-1], 0.13, PEARL, 0.7 if way.known else 0.3)
    sheet.mark(places[-1], 0.026, DISC, PEARL, 1.0, hollow=0.0 if way.known else 1.0)
