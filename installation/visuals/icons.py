"""What a pad does, drawn: an icon that moves as its attribute does, and a gauge around it.

Owns the four icons, the gauge, the leader from the pad to them and the pad's mark on the skin. Refuses to
know words and notes. Every icon shows its attribute as the tune has it now (`meter`, 0..1), not the pressure.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from installation.visuals.palette import DISC, MIST, PAD_COLOURS, PAD_SHAPES, lighter, mix

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.snapshot import PadView
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout
    from installation.visuals.palette import Rgb

Point = tuple[float, float]
_AFTERGLOW_S = 2.0
_RIPPLE_S = 0.7
GAUGE_START, GAUGE_END = math.radians(-140), math.radians(140)
"""Ends of a gauge, clockwise from the top."""


def _rhythm(sheet: Sheet, at: Point, size: float, meter: float, colour: Rgb, alpha: float) -> None:
    """Four strokes of the beat, and four dots that slide off them."""
    for beat in range(4):
        x = at[0] + size * (-0.66 + 0.38 * beat)
        sheet.line((x, at[1] - 0.36 * size), (x, at[1] + 0.44 * size), 0.07 * size, MIST, 0.7 * alpha)
        slid = x + 0.19 * size * meter
        sheet.mark((slid, at[1] + 0.04 * size), 0.125 * size, DISC, colour, alpha)


def _range(sheet: Sheet, at: Point, size: float, meter: float, colour: Rgb, alpha: float) -> None:
    """Two dots that part, low from high."""
    half = size * (0.10 + 0.48 * meter)
    sheet.line((at[0], at[1] - half), (at[0], at[1] + half), 0.08 * size, colour, 0.6 * alpha)
    for sign in (-1, 1):
        y = at[1] + sign * half
        sheet.mark((at[0], y), 0.15 * size, DISC, colour, alpha)
        sheet.line((at[0] - 0.4 * size, y), (at[0] + 0.4 * size, y), 0.05 * size, MIST, 0.6 * alpha)


def _density(sheet: Sheet, at: Point, size: float, meter: float, colour: Rgb, alpha: float) -> None:
    """Few dots, or many."""
    count = 3 + round(9 * meter)
    for number in range(count):
        angle = number * math.pi * (3 - math.sqrt(5))
        radius = 0.58 * size * math.sqrt((number + 0.5) / 12)
        place = (at[0] + radius * math.sin(angle), at[1] + radius * math.cos(angle))
        sheet.mark(place, 0.115 * size, DISC, colour, alpha)


def _jump(sheet: Sheet, at: Point, size: float, meter: float, colour: Rgb, alpha: float) -> None:
    """A walk of dots that turns into leaps."""
    rise = size * (0.06 + 0.42 * meter)
    places = [(at[0] + size * (-0.57 + 0.38 * step), at[1] + rise * (-1) ** (step + 1)) for step in range(4)]
    for one, other in pairwise(places):
        sheet.line(one, other, 0.07 * size, colour, 0.55 * alpha)
    for place in places:
        sheet.mark(place, 0.125 * size, DISC, colour, alpha)


_ICONS: tuple[Callable[[Sheet, Point, float, float, Rgb, float], None], ...] = (
    _rhythm,
    _range,
    _density,
    _jump,
)


def glow_of(pad: PadView) -> float:
    """How brightly a pad shines, 0..1: at once when touched, gone within a second when let go."""
    if not pad.live or (pad.released_s > _AFTERGLOW_S and not pad.touched):
        return 0.0
    if pad.touched:
        return 0.35 + 0.65 * min(pad.pressure, 1.0)
    return 0.35 * math.exp(-3.0 * max(pad.released_s, 0.0))


def draw_label(
    sheet: Sheet, layout: Layout, index: int, pad: PadView, strength: float, *, further: bool
) -> None:
    """Beside the ring: the icon, the gauge of the attribute and the pad's word.

    `further`: where the hollow beads would take the gauge there is the pad's sign, as hollow as they are.
    """
    at, size, glow = layout.labels[index], layout.icon_radius, glow_of(pad)
    colour = lighter(PAD_COLOURS[index], 0.25 * glow)
    alpha = (0.85 + 0.15 * glow) * strength
    sheet.halo(at, 3.2 * size, colour, 0.30 * glow * strength)
    sheet.arc(at, size, (GAUGE_START, GAUGE_END), 0.09 * size, MIST, 0.35 * strength)
    meter = min(max(pad.meter, 0.0), 1.0)
    reached = GAUGE_START + (GAUGE_END - GAUGE_START) * max(meter, 0.02)
    sheet.arc(at, size, (GAUGE_START, reached), 0.16 * size, colour, alpha)
    _ICONS[index](sheet, at, size, meter, colour, alpha)
    sheet.mark((at[0], at[1] - 0.86 * size), 0.17 * size, PAD_SHAPES[index], colour, alpha)
    if further and pad.further > pad.meter:
        angle = GAUGE_START + (GAUGE_END - GAUGE_START) * min(pad.further, 1.0)
        place = (at[0] + size * math.sin(angle), at[1] + size * math.cos(angle))
        sheet.mark(place, 0.20 * size, PAD_SHAPES[index], lighter(colour, 0.3), alpha, hollow=1.0)
    words = mix(MIST, lighter(colour, 0.55), 0.35 + 0.65 * glow)
    sheet.text(f"pad.{pad.name}", layout.label_place(index), words, alpha)


def draw_leader(sheet: Sheet, layout: Layout, index: int, at: Point, pad: PadView, strength: float) -> None:
    """A fine line from the pad on the skin to its icon, bright while touched."""
    end, glow = layout.labels[index], glow_of(pad)
    length = math.dist(at, end)
    if length < 1e-6:
        return
    share = 1 - 1.35 * layout.icon_radius / length
    word = layout.label_place(index)
    if end[1] - at[1] > abs(end[0] - at[0]):  # it comes from below, where the word stands
        share = (word.y - 1.3 * word.size - at[1]) / (end[1] - at[1])
    stop = (at[0] + (end[0] - at[0]) * share, at[1] + (end[1] - at[1]) * share)
    first = 0.075 / length
    start = (at[0] + (end[0] - at[0]) * first, at[1] + (end[1] - at[1]) * first)
    quiet = 0.55 * max(
        0.0, strength - 0.6
    )  # where one or two pads play the line is there before a touch, too
    sheet.line(start, stop, 0.006 + 0.006 * glow, PAD_COLOURS[index], min(0.8, quiet + 0.8 * glow) * strength)


def draw_mark(sheet: Sheet, index: int, at: Point, pad: PadView, glow: float, strength: float) -> None:
    """The pad on the skin: its shape, filling as it is pressed; `glow` 0..1 is how brightly it shines."""
    colour = PAD_COLOURS[index]
    pressed = min(max(pad.pressure, 0.0), 1.0) if pad.touched else 0.0
    sheet.circle(
        at, 0.066 - 0.012 * pressed, 0.006 + 0.006 * glow, lighter(colour, 0.3 * glow), 0.75 * strength
    )
    sheet.mark(
        at, 0.030 + 0.010 * pressed, PAD_SHAPES[index], lighter(colour, 0.6 * glow), strength, glow=glow
    )


def draw_touch(sheet: Sheet, index: int, at: Point, pad: PadView, strength: float) -> None:
    """A ring that runs from a pad that has just been touched."""
    age = pad.touched_s / _RIPPLE_S
    if pad.live and pad.touched and age < 1:
        colour = lighter(PAD_COLOURS[index], 0.35)
        sheet.circle(
            at, 0.07 + 0.22 * math.sqrt(max(age, 0.0)), 0.010, colour, 0.8 * (1 - age) ** 1.5 * strength
        )
