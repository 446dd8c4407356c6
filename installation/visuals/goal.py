"""A mark on a pad's gauge: how far to press, how long it has been held, and the light when it is reached.

Owns how the snapshot's target looks: a hollow bead on the gauge with the room around it as a pale band, arrowheads on
the gauge's track from where it stands to the bead, and a second gauge around it that runs full while the first stays
there, and opens once when it is reached. Refuses to know words, and who set it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from installation.visuals.composition import eased
from installation.visuals.icons import GAUGE_END, GAUGE_START
from installation.visuals.palette import DISC, PAD_COLOURS, PEARL, lighter

if TYPE_CHECKING:
    from installation.snapshot import Snapshot, TargetView
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout

_ENTER_S = 0.6
_REACHED_S = 1.6
_BEAD = 0.22  # of the icon's radius
_HEAD = 0.24  # the legs of an arrowhead, of the icon's radius
_CLEAR, _APART = math.radians(24), math.radians(30)  # arrowheads: the last from the mark, and from each other


def angle_of(value: float) -> float:
    """Where a value 0..1 stands on a gauge, in radians clockwise from the top."""
    return GAUGE_START + (GAUGE_END - GAUGE_START) * min(max(value, 0.0), 1.0)


def calls(now: Snapshot, pad: int) -> bool | None:
    """Whether a pad is the one to press now; None if no mark says so."""
    if now.target is None or now.target.held >= 1.0:
        return None
    return now.target.pad == pad


def draw(sheet: Sheet, layout: Layout, now: Snapshot, strength: float) -> None:
    """The mark, if there is one and its pad's gauge is shown, as strongly as the gauge."""
    target = now.target
    if target is None or strength <= 0.0:
        return
    at, size = layout.labels[target.pad], layout.icon_radius
    angle = angle_of(target.value)
    place = (at[0] + size * math.sin(angle), at[1] + size * math.cos(angle))
    if target.reached_s <= _REACHED_S:
        _draw_reached(sheet, at, place, size, target, strength)
        return
    strength *= eased(target.shown_s / _ENTER_S)
    band = (angle_of(target.value - target.room), angle_of(target.value + target.room))
    sheet.arc(at, 1.17 * size, band, 0.07 * size, PEARL, 0.75 * strength)
    sheet.halo(place, 0.9 * size, PEARL, 0.28 * strength)
    sheet.halo(at, 2.8 * size, PAD_COLOURS[target.pad], 0.22 * strength)
    _draw_way(sheet, at, size, now.pads[target.pad].meter, target, strength)
    sheet.circle(place, _BEAD * size, 0.07 * size, PEARL, strength)
    if target.held > 0.0:
        colour = lighter(PAD_COLOURS[target.pad], 0.6)
        sheet.mark(place, _BEAD * size * math.sqrt(target.held), DISC, colour, strength)
        sheet.arc(at, 1.36 * size, (GAUGE_START, angle_of(target.held)), 0.08 * size, colour, 0.9 * strength)


def _draw_way(
    sheet: Sheet, at: tuple[float, float], size: float, meter: float, target: TargetView, strength: float
) -> None:
    """Arrowheads on the track, from where the gauge stands towards the mark: which way, and how far."""
    start, end = angle_of(meter), angle_of(target.value)
    away = abs(end - start) - _CLEAR
    if abs(target.value - meter) <= target.room or away <= 0.0:
        return
    way = 1 if end > start else -1
    for number in range(1 + int(away / _APART)):
        angle = end - way * (_CLEAR + number * _APART)
        tip = (at[0] + size * math.sin(angle), at[1] + size * math.cos(angle))
        for side in (-1, 1):
            back = angle - way * math.pi / 2 + side * 0.72
            leg = (tip[0] + _HEAD * size * math.sin(back), tip[1] + _HEAD * size * math.cos(back))
            sheet.line(tip, leg, 0.07 * size, PEARL, 0.85 * strength)


def _draw_reached(
    sheet: Sheet,
    at: tuple[float, float],
    place: tuple[float, float],
    size: float,
    target: TargetView,
    strength: float,
) -> None:
    """The bead is full, and a ring opens around the gauge and fades."""
    share = target.reached_s / _REACHED_S
    fading = (1 - share) ** 1.5 * strength
    colour = lighter(PAD_COLOURS[target.pad], 0.6)
    sheet.mark(place, _BEAD * size, DISC, colour, fading)
    radius = size * (1.36 + 0.4 * eased(share))
    sheet.arc(at, radius, (GAUGE_START, GAUGE_END), 0.08 * size, colour, 0.9 * fading)
