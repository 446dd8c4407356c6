"""The measure as a ring: 24 ticks clockwise from the bar line on top, notes as beads, the playhead.

Owns how the tune looks. Refuses to know the body, the words and how the notes are sounded. The ticks are
NOT evenly spaced: a tick stands where score.tick_position says it sounds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from installation import score
from installation.visuals import deeds
from installation.visuals.layout import clock_angle
from installation.visuals.palette import DISC, MIST, PAD_COLOURS, PAD_SHAPES, PEARL, lighter, mix

if TYPE_CHECKING:
    from installation.snapshot import BeadView, GhostView, Snapshot
    from installation.visuals.drawing import Sheet
    from installation.visuals.layout import Layout
    from installation.visuals.palette import Rgb

LIT_S = 4.0
"""How long a bead shows which pad changed it."""
_TICKS = tuple(float(score.tick_position(tick)) for tick in range(score.TICKS + 1))
_TRAIL_BEATS = 0.55
_OFFERED = 0.6  # how clear hollow beads are while no hand is on their pad
_HOLLOW = 1.25  # a hollow bead is so much larger
_GROWS_S = 0.2  # a bead that a pad brought grows, for so long


def bead_size(layout: Layout, pitch: int) -> float:
    """A low note is a large bead, as a low bell is."""
    share = (pitch - score.PITCH_LOW) / (score.PITCH_HIGH - score.PITCH_LOW)
    return layout.reach * (0.040 - 0.013 * min(max(share, 0.0), 1.0))


def strike(now: Snapshot, bead: BeadView) -> float:
    """How strongly a bead is struck now, 1..0."""
    return math.exp(-3.5 * max(now.struck_s, 0.0)) if bead.tick == now.sounding else 0.0


def lit(bead: BeadView) -> float:
    """How clearly a bead shows the pad that changed it, 1..0."""
    if bead.changed_by < 0:
        return 0.0
    return min(max((LIT_S - bead.changed_s) / (0.5 * LIT_S), 0.0), 1.0)


def bead_colour(bead: BeadView) -> Rgb:
    """Pearl, or the colour of the pad that changed it."""
    shown = lit(bead)
    return mix(PEARL, PAD_COLOURS[bead.changed_by], shown) if shown else PEARL


def draw_ticks(sheet: Sheet, layout: Layout, strength: float) -> None:
    """The ring itself: a post on each beat, the bar line the brightest; between them a dot a tick."""
    for tick, beats in enumerate(_TICKS[: score.TICKS]):
        if tick % score.TICKS_PER_BEAT:
            sheet.mark(layout.on_ring(beats, layout.ring_low), 0.006, DISC, MIST, 0.40 * strength)
            continue
        colour, alpha = (PEARL, 0.42) if tick == 0 else (MIST, 0.30)
        start, end = (
            layout.on_ring(beats, radius) for radius in (layout.ring_low - 0.02, layout.ring_high + 0.02)
        )
        sheet.line(start, end, 0.022, colour, alpha * strength)


def draw_playhead(sheet: Sheet, layout: Layout, beats: float, strength: float) -> None:
    """A beam from the body's edge outwards, with a short trail behind it."""
    angle = clock_angle(beats)
    middle = (layout.ring_low + layout.ring_high) / 2
    behind = angle - clock_angle(_TRAIL_BEATS)
    span = layout.ring_high - layout.ring_low + 0.05
    sheet.arc(layout.centre, middle, (angle, behind), span, PEARL, 0.085 * strength, fade=0.0)
    start, end = (
        layout.on_ring(beats, layout.ring_low - 0.035),
        layout.on_ring(beats, layout.ring_high + 0.03),
    )
    sheet.line(start, end, 0.009, PEARL, 0.9 * strength, fade=0.35)
    sheet.halo(layout.on_ring(beats, middle), 0.14, PEARL, 0.16 * strength)


def draw_bead(sheet: Sheet, layout: Layout, bead: BeadView, struck: float, strength: float) -> None:
    """One note: its arc as long as it sounds, its bead, its light when struck (1..0)."""
    radius, beats = layout.ring_radius(bead.pitch), _TICKS[bead.tick]
    at, colour = layout.on_ring(beats, radius), bead_colour(bead)
    shown = lit(bead)
    end = _TICKS[min(bead.tick + bead.ticks, score.TICKS)]
    angles = (clock_angle(beats), clock_angle(max(end - 0.06, beats)))
    arc_alpha = (0.24 + 0.5 * struck) * strength
    sheet.arc(layout.centre, radius, angles, 0.016, colour, arc_alpha, fade=0.15)
    grown = 0.35 + 0.65 * min(bead.changed_s / _GROWS_S, 1.0) if bead.changed_by >= 0 else 1.0
    size = grown * bead_size(layout, bead.pitch) * (1 + 0.45 * struck + 0.25 * shown)
    shape = PAD_SHAPES[bead.changed_by] if shown > 0.25 else DISC
    sheet.halo(at, size * (3.5 + 2 * struck), colour, (0.12 + 0.42 * struck + 0.25 * shown) * strength)
    sheet.mark(at, size, shape, lighter(colour, 0.14 * shown + 0.5 * struck), strength, glow=struck)


def ghost_radius(layout: Layout, ghost: GhostView, beads: tuple[BeadView, ...]) -> float:
    """Where a hollow bead stands: at its pitch, but never over the bead of its tick: then beside it, on its side."""
    radius = layout.ring_radius(ghost.pitch)
    for bead in beads:
        if bead.tick == ghost.tick:
            apart = 1.35 * (bead_size(layout, bead.pitch) + _HOLLOW * bead_size(layout, ghost.pitch))
            taken = layout.ring_radius(bead.pitch)
            if abs(radius - taken) < apart:
                return taken + (apart if ghost.pitch > bead.pitch else -apart)
    return radius


def draw_ghost(
    sheet: Sheet, layout: Layout, ghost: GhostView, strength: float, beads: tuple[BeadView, ...] = ()
) -> None:
    """A hollow bead: what one level more on its pad would bring."""
    at = layout.on_ring(_TICKS[ghost.tick], ghost_radius(layout, ghost, beads))
    size = _HOLLOW * bead_size(layout, ghost.pitch)
    colour = lighter(PAD_COLOURS[ghost.pad], 0.3)
    sheet.halo(at, 3 * size, colour, 0.10 * strength)
    sheet.mark(at, size, PAD_SHAPES[ghost.pad], colour, 0.95 * strength, hollow=1.0)


def draw_ring(
    sheet: Sheet, layout: Layout, now: Snapshot, beats: float, strength: float, pulse: float
) -> None:
    """The whole ring at a strength of 0..1; `beats` is where the playhead stands, `pulse` how much notes swell."""
    draw_ticks(sheet, layout, strength)
    deeds.draw(sheet, layout, now, strength)
    draw_playhead(sheet, layout, beats, strength)
    for bead in now.beads:
        draw_bead(sheet, layout, bead, pulse * strike(now, bead), strength)
    for ghost in now.ghosts:
        clear = 1.0 if now.pads[ghost.pad].touched else _OFFERED
        draw_ghost(sheet, layout, ghost, clear * strength, now.beads)
