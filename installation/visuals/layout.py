"""Where everything stands on the wall, at any aspect, and where a finger on the screen touches the body.

Owns stage coordinates: the middle of the picture is (0, 0), its shorter side is 2 long, x to the right,
y up. Refuses to know pixels, colours and what the things say. A place does not move with the level, so a
hand that rests on the body stays on the same pad.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from installation import score

BULGE = 0.1
"""How much nearer the body's top looks than its rim: x and y grow by this times z."""
_MIDDLE_PITCH, _PITCH_REACH = 72.5, 12.0  # semitones; what lies further out is drawn closer together
_DOME = 0.45  # the body's height at rest; see pads/body.py
_COLUMN_ASPECT = 1.25  # from this aspect on, the pads' words stand beside the ring
_CAPTION = 0.064  # the size of captions, where there is room
_ROW_ASPECT = 0.8  # up to this aspect they stand above and below it


@dataclass(frozen=True, slots=True)
class Place:
    """A place for words: its middle top `x`, `y`, the size of a line, how wide and how many lines at most."""

    x: float
    y: float
    size: float
    width: float
    lines: int = 1
    align: str = "centre"  # "left" or "right": x is that end


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything's place, in stage units."""

    extent: tuple[float, float]  # half the picture's width and height
    centre: tuple[float, float]  # of the body and the ring
    body_radius: float
    ring_low: float  # radius of the lowest pitch
    ring_high: float  # radius of the highest pitch
    reach: float  # radius of the circle that holds the ring with its beads
    labels: tuple[tuple[float, float], ...]  # centres of the pads' icons, in the order of score.PADS
    icon_radius: float
    title: Place
    sentence: Place
    greeting: Place  # the one large line of the invitation
    notice: Place  # the technician's corner
    switch: Place  # the next language's name: touch it

    def label_place(self, pad: int) -> Place:
        """Where the word of a pad stands: under its icon."""
        x, y = self.labels[pad]
        size = 0.105 if self.icon_radius > 0.12 else 0.085
        return Place(x, y - self.icon_radius - 0.035, size, self._label_width())

    def caption_place(self) -> Place:
        """Where captions stand: under the title, nearer to it and smaller where an icon is near."""
        title, low = self.title, self.labels[0][1] + 1.15 * self.icon_radius
        free = title.y - 1.1 * title.size - low
        size = min(_CAPTION, free / 1.15)
        beside_bar_line = self.extent[0] - 0.33 if self.centre[1] + self.reach > 0.8 else 1.25
        room = min(1.25, beside_bar_line) if title.align == "left" else title.width
        y = title.y - (1.35 if free > 2 * _CAPTION else 1.1) * title.size
        return Place(title.x, y, size, room, align=title.align)

    def on_switch(self, x: float, y: float) -> bool:
        """Whether a stage place is on the switch of languages, or as near as a finger aims."""
        left, _, middle, half = self.switch_rim()
        return left - half < x and middle - 2 * half < y

    def switch_rim(self) -> tuple[float, float, float, float]:
        """The rim around the switch: its left and right ends, its middle's y, half its height."""
        place = self.switch
        half, globe = 0.95 * place.size, 0.085
        middle = place.y - 0.55 * place.size
        return place.x - place.width / 2 - globe, place.x + place.width / 2, middle, half

    def _label_width(self) -> float:
        """Room for a pad's word between the ring (or the middle) and the picture's edge."""
        x = abs(self.labels[0][0])
        beside_ring = x - self.reach
        room = min(x, self.extent[0] - x)
        return 2 * (min(room, beside_ring) if beside_ring > 0.2 else room) - 0.04

    def to_stage(self, x: float, y: float, z: float = 0.0) -> tuple[float, float]:
        """The stage place of a point of the body (body coordinates)."""
        scale = self.body_radius * (1.0 + BULGE * z)
        return (self.centre[0] + scale * x, self.centre[1] + scale * y)

    def to_body(self, x: float, y: float) -> tuple[float, float]:
        """The body place under a stage place, on the dome at rest: the way back of `to_stage`."""
        u, v = (x - self.centre[0]) / self.body_radius, (y - self.centre[1]) / self.body_radius
        square = u * u + v * v
        z = 0.0
        for _ in range(6):
            radius_square = square / (1.0 + BULGE * z) ** 2
            z = max(_DOME * (1.0 - radius_square), 0.0)
        return (u / (1.0 + BULGE * z), v / (1.0 + BULGE * z))

    def ring_radius(self, pitch: float) -> float:
        """Radius at which a pitch stands on the ring: higher is further out, never beyond `ring_high`."""
        share = 0.5 + 0.5 * math.tanh((pitch - _MIDDLE_PITCH) / _PITCH_REACH)
        return self.ring_low + (self.ring_high - self.ring_low) * share

    def on_ring(self, beats: float, radius: float) -> tuple[float, float]:
        """The stage place at a time in the measure (beats from the bar line): clockwise from the top."""
        angle = clock_angle(beats)
        return (self.centre[0] + radius * math.sin(angle), self.centre[1] + radius * math.cos(angle))


def clock_angle(beats: float) -> float:
    """Angle of a time in the measure, in radians clockwise from the top."""
    return 2.0 * math.pi * beats / score.BEATS


def stage_extent(aspect: float) -> tuple[float, float]:
    """Half the width and height of the stage for an aspect (width over height)."""
    return (aspect, 1.0) if aspect >= 1.0 else (1.0, 1.0 / aspect)


def pixels_to_stage(x: float, y: float, size: tuple[int, int]) -> tuple[float, float]:
    """Stage place of a window's pixel (from its upper left corner, y down)."""
    width, height = size
    half = min(width, height) / 2.0
    return ((x - width / 2.0) / half, (height / 2.0 - y) / half)


def stage_to_pixels(x: float, y: float, size: tuple[int, int]) -> tuple[float, float]:
    """The way back of `pixels_to_stage`."""
    width, height = size
    half = min(width, height) / 2.0
    return (width / 2.0 + x * half, height / 2.0 - y * half)


def _corners(centre: tuple[float, float], x: float, y: float) -> tuple[tuple[float, float], ...]:
    """Four places around a centre in the order of score.PADS: clockwise from the upper left."""
    return tuple((centre[0] + sx * x, centre[1] + sy * y) for sx, sy in ((-1, 1), (1, 1), (1, -1), (-1, -1)))


def _built(
    extent: tuple[float, float],
    centre: tuple[float, float],
    reach: float,
    label: tuple[float, float],
    icon_radius: float,
    title: Place,
    bottom: float,
    lines: int,
) -> Layout:
    """A layout from its few free choices; `bottom` is where the sentence's first line begins."""
    width = 2 * extent[0] - 0.16
    return Layout(
        extent=extent,
        centre=centre,
        body_radius=0.655 * reach,
        ring_low=0.715 * reach,
        ring_high=0.96 * reach,
        reach=reach,
        labels=_corners(centre, *label),
        icon_radius=icon_radius,
        title=title,
        sentence=Place(0.0, bottom, 0.094, width, lines),
        greeting=Place(0.0, bottom + 0.045, 0.150, width, lines),
        notice=Place(0.06 - extent[0], 0.075 - extent[1], 0.04, width, align="left"),
        switch=Place(extent[0] - 0.075 - 0.165, extent[1] - 0.075, 0.062, 0.33),
    )


@lru_cache(maxsize=16)
def layout_for(aspect: float) -> Layout:
    """The layout of an aspect (width over height).

    Raises:
        ValueError: the aspect is not between 1:4 and 4:1.
    """
    if not 0.25 <= aspect <= 4.0:
        raise ValueError(f"an aspect of {aspect:g} is no picture; use one between 1:4 and 4:1")
    extent = stage_extent(aspect)
    corner = Place(0.075 - extent[0], 0.955, 0.085, 0.62, align="left")
    if aspect >= _COLUMN_ASPECT:
        reach = min(0.815, 0.67 + 0.4 * (aspect - _COLUMN_ASPECT))  # words and the shelf need room beside it
        column = min((reach + extent[0]) / 2 - 0.055, reach + 0.40)
        icon = 0.155 if extent[0] - reach > 0.75 else 0.12
        return _built(extent, (0.0, 0.075), reach, (column, 0.41), icon, corner, -0.795, 1)
    if aspect <= _ROW_ASPECT:
        centre, bottom = (0.0, 0.06 * (extent[1] - 1.0)), 0.27 - extent[1]
        rise = centre[1] - bottom - 0.37  # the lower words end above the sentence
        words = math.hypot(0.49, rise - 0.30)  # where the upper ones begin
        reach = min(
            0.86, math.hypot(0.69, rise) - 0.18, words - 0.06
        )  # a ringtone's bars need room around it
        title = Place(0.0, extent[1] - 0.09, 0.10, 1.84)
        return _built(extent, centre, reach, (0.69, rise), 0.15, title, bottom, 2)
    return _built(extent, (0.0, 0.10), 0.60, (0.77 * extent[0], 0.55), 0.115, corner, -0.77, 2)
