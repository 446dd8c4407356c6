"""What a pressed pad does to the tune, drawn where the tune is: on the ring, in the pad's colour, while it is pressed.

Owns what each attribute looks like among the beads: off-beat as the way from the beat to the bead beside it, wide as
the belt from the lowest to the highest note, busy as light on every bead, leaping as a bow over each leap, as high as
the leap is wide. All of it is of the notes that sound, none of the pressure. Refuses to know icons, gauges and words.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from installation import score
from installation.visuals.drawing import Sheet
from installation.visuals.icons import glow_of
from installation.visuals.layout import clock_angle
from installation.visuals.palette import PAD_COLOURS, lighter

if TYPE_CHECKING:
    from installation.snapshot import Snapshot
    from installation.visuals.layout import Layout
    from installation.visuals.palette import Rgb

    Point = tuple[float, float]
    Notes = tuple[tuple[int, int], ...]
    """Ticks and pitches, in order of time."""

OTHERS = 0.35
"""Of several pads the hardest pressed is shown clearly, the others so much less."""
_STEP = 2  # semitones: less is no leap
_HIGH = 0.013  # a bow's height for each semitone, of the ring's reach
_HIGHEST = 1.09  # no bow goes further out than this share of the reach
_BEATS_AT = tuple(float(score.tick_position(tick)) for tick in range(score.TICKS))
_HALF_WAY = 0.9 * math.pi  # notes further apart than this have no bow: it would run across the body


def shares(now: Snapshot) -> tuple[float, ...]:
    """How clearly each pad's deed is shown, 0..1."""
    glows = [glow_of(pad) for pad in now.pads]
    most = max(glows)
    return tuple(glow if glow == most else OTHERS * glow for glow in glows)


def draw(sheet: Sheet, layout: Layout, now: Snapshot, strength: float) -> None:
    """The deeds of all pads that glow, where the guidance level explains what they do."""
    notes = tuple((bead.tick, bead.pitch) for bead in now.beads)
    if not notes or "what" not in now.explains:
        return
    for pad, share in enumerate(shares(now)):
        if share > 0.0:
            sheet.stamp(_drawn(pad, layout, notes, sheet.bold), min(1.0, strength * share**0.7))


@lru_cache(maxsize=64)
def _drawn(pad: int, layout: Layout, notes: Notes, bold: float) -> Sheet:
    """What a pad does to these notes; it is drawn once for as long as they sound."""
    sheet = Sheet(bold)
    _DEEDS[pad](sheet, layout, notes, lighter(PAD_COLOURS[pad], 0.1))
    return sheet


def _rhythm(sheet: Sheet, layout: Layout, notes: Notes, colour: Rgb) -> None:
    """The beats stand out, and from the nearest of them a stroke runs to each bead that is beside it."""
    for beat in range(score.BEATS):
        ends = (layout.ring_low - 0.03, layout.ring_high + 0.03)
        start, end = (layout.on_ring(float(beat), radius) for radius in ends)
        sheet.line(start, end, 0.034, colour, 0.95)
    for tick, pitch in notes:
        at = _BEATS_AT[tick]
        beat = math.ceil(at - 0.5)
        if at != beat:
            angles = (clock_angle(at), clock_angle(beat))
            sheet.arc(layout.centre, layout.ring_radius(pitch), angles, 0.030, colour, 0.95, fade=0.4)


def _range(sheet: Sheet, layout: Layout, notes: Notes, colour: Rgb) -> None:
    """A belt between two rims: the lowest and the highest note."""
    pitches = [pitch for _, pitch in notes]
    low, high = layout.ring_radius(min(pitches)), layout.ring_radius(max(pitches))
    whole = (0.0, 2 * math.pi)
    belt = (high - low) / sheet.bold  # bold strokes are wider, the belt is not
    sheet.arc(layout.centre, (low + high) / 2, whole, belt, colour, 0.20 / sheet.bold)
    for radius in (low, high):
        sheet.arc(layout.centre, radius, whole, 0.014, colour, 0.85)


def _density(sheet: Sheet, layout: Layout, notes: Notes, colour: Rgb) -> None:
    """Light on every bead: so many there are."""
    for tick, pitch in notes:
        sheet.halo(layout.on_ring(_BEATS_AT[tick], layout.ring_radius(pitch)), 0.14, colour, 0.6)


def _jump(sheet: Sheet, layout: Layout, notes: Notes, colour: Rgb) -> None:
    """A bow over each leap."""
    for (tick, pitch), (next_tick, next_pitch) in pairwise(notes):
        wide, gap = abs(next_pitch - pitch), clock_angle(_BEATS_AT[next_tick] - _BEATS_AT[tick])
        if wide <= _STEP or gap > _HALF_WAY:
            continue
        one, other = layout.ring_radius(pitch), layout.ring_radius(next_pitch)
        middle = (one + other) / 2
        rise = min(_HIGH * wide * layout.reach, _HIGHEST * layout.reach - middle)
        start, end = layout.on_ring(_BEATS_AT[tick], one), layout.on_ring(_BEATS_AT[next_tick], other)
        _bow(sheet, start, end, middle * (1 - math.cos(gap / 2)) + rise, 0.008 + 0.0013 * wide, colour)


def _bow(sheet: Sheet, start: Point, end: Point, rise: float, width: float, colour: Rgb) -> None:
    """A bow from a place to the next one clockwise, bent outwards by `rise` in its middle."""
    way = (end[0] - start[0], end[1] - start[1])
    chord = math.hypot(*way)
    radius = (chord * chord / 4 + rise * rise) / (2 * rise)
    out = (-way[1] / chord, way[0] / chord)  # to the left of the way: outwards
    away = rise - radius
    centre = ((start[0] + end[0]) / 2 + away * out[0], (start[1] + end[1]) / 2 + away * out[1])
    first, last = (math.atan2(at[0] - centre[0], at[1] - centre[1]) for at in (start, end))
    sheet.arc(centre, radius, (first, last if last > first else last + 2 * math.pi), width, colour, 1.0)


_DEEDS = (_rhythm, _range, _density, _jump)
