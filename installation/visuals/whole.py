"""The whole ringtone: its bars as a second ring around the first, filling up; and at its end the square to scan.

Owns how a ringtone in the making looks. Refuses to know how it is composed and how a square is encoded.
The bars run clockwise from the lower left over the top, and leave the place below free for the sentence. A kept bar
is a bright band with its notes as beads; the bar that is being made breathes and its beads are hollow; an empty one
is an outline. The playhead runs over the whole, four times slower than the one inside.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from installation import score
from installation.ringtone.code import grouped
from installation.visuals.drawing import PLATE, SQUARE
from installation.visuals.layout import Place
from installation.visuals.palette import DISC, MIST, NIGHT, PEARL, mix

if TYPE_CHECKING:
    from installation.ringtone.view import BarView, RingtoneView
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout

FIRST, LAST = math.radians(-148), math.radians(148)
"""Where the first bar begins and the last one ends, clockwise from the top."""
WHITE = (1.0, 1.0, 1.0)
_BETWEEN = math.radians(2.6)
_BREATH_S = 2.2
_FLASH_S = 0.9  # a bar that was just kept shines for so long
_SHOWN_AFTER_S = 0.5
_GROUPS = 4  # of a code's characters on a line, at most
_BEAD = 0.0165
_WORD = 0.2  # half the width of a pad's word


def band(layout: Layout) -> tuple[float, float]:
    """Inner and outer radius of the ring of bars: it never leaves the picture, nor runs into words."""
    edge = min(layout.extent[0] - abs(layout.centre[0]), layout.extent[1] - layout.centre[1]) - 0.012
    edge = min(edge, *(_nearest(layout, pad) - 0.012 for pad in range(len(layout.labels))))
    low = layout.reach + (0.016 if edge - layout.reach > 0.09 else 0.004)
    return low, min(low + 0.088, edge)


def _nearest(layout: Layout, pad: int) -> float:
    """How far from the ring's middle the word of a pad begins."""
    word, (x, y) = layout.label_place(pad), layout.centre
    above, below = abs(word.y - y), abs(word.y - word.size - y)
    return math.hypot(max(abs(word.x - x) - _WORD, 0.0), min(above, below))


def span(bar: int, bars: int) -> tuple[float, float]:
    """First and last angle of a bar."""
    wide = (LAST - FIRST) / bars
    return FIRST + bar * wide + _BETWEEN / 2, FIRST + (bar + 1) * wide - _BETWEEN / 2


def draw_bars(
    sheet: Sheet, layout: Layout, view: RingtoneView, beats: float, time_s: float, strength: float
) -> None:
    """The ring of bars at a strength of 0..1; `beats` is how far the bar that sounds has come."""
    if strength <= 0.0:
        return
    breath = 0.5 + 0.5 * math.sin(2 * math.pi * time_s / _BREATH_S)
    newest = max((at for at, bar in enumerate(view.bars) if bar.kept), default=-1)
    for at, bar in enumerate(view.bars):
        flash = max(0.0, 1.0 - view.kept_s / _FLASH_S) if at == newest else 0.0
        _draw_bar(sheet, layout, bar, span(at, len(view.bars)), strength, breath, flash)
    _draw_playhead(sheet, layout, view, beats, strength)


def _draw_bar(
    sheet: Sheet,
    layout: Layout,
    bar: BarView,
    angles: tuple[float, float],
    strength: float,
    breath: float,
    flash: float,
) -> None:
    """One bar: its band, its rims, its notes."""
    low, high = band(layout)
    middle, wide = (low + high) / 2, high - low
    fill, rim = (0.20 + 0.25 * flash, 0.85) if bar.kept else (0.06, 0.26)
    if bar.making:
        fill, rim = 0.07 + 0.06 * breath, 0.45 + 0.40 * breath
    colour = PEARL if bar.kept or bar.making else MIST
    sheet.arc(layout.centre, middle, angles, wide, colour, fill * strength)
    sheet.arc(layout.centre, low, angles, 0.007, colour, rim * strength)
    sheet.arc(layout.centre, high, angles, 0.007, colour, 0.7 * rim * strength)
    for note in bar.notes:
        share = float(score.tick_position(note.tick)) / score.BEATS
        height = (note.pitch - score.PITCH_LOW) / (score.PITCH_HIGH - score.PITCH_LOW)
        radius = low + wide * (0.20 + 0.60 * min(max(height, 0.0), 1.0))
        angle = angles[0] + (angles[1] - angles[0]) * (0.03 + 0.95 * share)
        alpha = strength if bar.kept else (0.55 + 0.35 * breath) * strength
        hollow = 0.0 if bar.kept else 1.0
        sheet.mark(_at(layout, angle, radius), _BEAD, DISC, PEARL, alpha, hollow=hollow)


def _draw_playhead(sheet: Sheet, layout: Layout, view: RingtoneView, beats: float, strength: float) -> None:
    """Where in the whole it plays."""
    start, end = span(view.sounding, len(view.bars))
    angle = start + (end - start) * beats / score.BEATS
    low, high = band(layout)
    sheet.arc(layout.centre, (low + high) / 2, (start, angle), high - low, PEARL, 0.16 * strength)
    inner, outer = _at(layout, angle, low - 0.012), _at(layout, angle, high + 0.010)
    sheet.line(inner, outer, 0.012, PEARL, 0.95 * strength)
    sheet.halo(_at(layout, angle, (low + high) / 2), 0.11, PEARL, 0.30 * strength)


def draw_square(sheet: Sheet, layout: Layout, view: RingtoneView, language: str, strength: float) -> None:
    """The square that a phone reads: the link in the visitor's language, or the code itself; and the code in words."""
    strength *= min(1.0, view.phase_s / _SHOWN_AFTER_S)
    if view.phase != "done" or not view.code or strength <= 0.0:
        return
    side = 1.36 * layout.body_radius
    lines = _code_lines(view.code)
    room = 0.075 * len(lines) + 0.03
    x, top = layout.centre[0], layout.centre[1] + (side + room) / 2
    plate = Place(x, top, side, side + room)  # size: how wide; width: how high
    said = f"{view.link}/{language}".upper() if view.link else view.code
    sheet.text(PLATE, plate, WHITE, strength, plain=True)
    sheet.text(SQUARE + said, Place(x, top, side, side), (0.0, 0.0, 0.0), strength, plain=True)
    for number, line in enumerate(lines):
        at = Place(x, top - side + 0.015 - 0.075 * number, 0.062, side - 0.06)
        sheet.text(line, at, mix(NIGHT, MIST, 0.1), strength, plain=True)


def _code_lines(code: str) -> list[str]:
    """The code in groups, as few lines as are read at a glance."""
    groups = grouped(code).split("-")
    lines = -(-len(groups) // _GROUPS)
    each = -(-len(groups) // lines)
    return [" ".join(groups[at : at + each]) for at in range(0, len(groups), each)]


def _at(layout: Layout, angle: float, radius: float) -> tuple[float, float]:
    return (layout.centre[0] + radius * math.sin(angle), layout.centre[1] + radius * math.cos(angle))
