"""One moment as a picture to be drawn: everything's place, shape, colour and words, and no pixel.

Owns the composition: what each guidance level shows, and how strongly. `compose` is a pure function of two
snapshots, a blend and an aspect; time comes from the snapshots alone. Refuses to know windows, shaders and
the words of a language (it holds their keys).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from installation import score
from installation.visuals import field, icons, ring, surface
from installation.visuals.drawing import HALO, MARK, STROKE, Sheet, rows
from installation.visuals.layout import layout_for
from installation.visuals.palette import MIST, PAD_COLOURS, PEARL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.snapshot import PadView, Snapshot
    from installation.visuals.drawing import TextLine
    from installation.visuals.layout import Layout


@dataclass(frozen=True, slots=True)
class Light:
    """What the whole picture shares."""

    time_s: float
    strike: tuple[
        float, float, float, float
    ]  # where on the body's rim the last note fell, its age, its force
    strike_colour: tuple[float, float, float]
    awake: float  # 0 left alone .. 1 played
    press: float  # 0..1: all pads together


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture to be drawn, in stage units (see layout.py)."""

    layout: Layout
    light: Light
    body: NDArray[np.float32]  # (N, 12), see surface.skin
    pattern: NDArray[np.float32]  # (SIZE, SIZE, 4), see field.pattern
    halos: NDArray[np.float32]  # (H, 8)
    arcs: NDArray[np.float32]  # (A, 12)
    lines: NDArray[np.float32]  # (L, 12)
    marks: NDArray[np.float32]  # (B, 12)
    texts: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """How strongly a guidance level shows each part of the picture, 0..1."""

    ring: float
    labels: float
    leaders: float
    dormant: float  # the marks of pads that do not play
    call: float  # rings that call a hand to a pad
    greeting: bool  # the title stands large in the sentence's place


_COMPOSITIONS = {
    "invite": Composition(ring=0.55, labels=0.0, leaders=0.0, dormant=0.8, call=1.0, greeting=True),
    "one_pad": Composition(ring=0.8, labels=1.0, leaders=1.0, dormant=0.0, call=0.8, greeting=False),
    "two_pads": Composition(ring=1.0, labels=1.0, leaders=0.8, dormant=0.0, call=0.0, greeting=False),
    "four_pads": Composition(ring=1.0, labels=1.0, leaders=0.6, dormant=0.15, call=0.0, greeting=False),
    "gestures": Composition(ring=1.0, labels=1.0, leaders=0.3, dormant=0.15, call=0.0, greeting=False),
    "ringtone": Composition(ring=1.0, labels=0.8, leaders=0.0, dormant=0.15, call=0.0, greeting=False),
}
_ENTER_S = 1.2


def composition_of(level_name: str) -> Composition:
    """The composition of a level; one without its own is shown as four pads are."""
    return _COMPOSITIONS.get(level_name, _COMPOSITIONS["four_pads"])


def eased(share: float) -> float:
    """A share 0..1 with a soft start and end."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def blended_beats(before: Snapshot, after: Snapshot, blend: float) -> float:
    """Where the playhead stands between two snapshots, 0..4; it never runs backwards over the bar line."""
    ahead = (after.playhead_beats - before.playhead_beats) % score.BEATS
    if ahead > score.BEATS / 2:  # it was set back, not carried on
        return after.playhead_beats % score.BEATS
    return (before.playhead_beats + ahead * blend) % score.BEATS


def awake(now: Snapshot) -> float:
    """1 while played, sinking to .35 when left alone."""
    return 1.0 - 0.65 * eased((now.idle_s - 6.0) / 14.0)


def _strike(layout: Layout, now: Snapshot) -> Light:
    """The light of the note that sounds, as it falls on the body."""
    time_s, pressed = now.time_s, max((pad.pressure for pad in now.pads if pad.live), default=0.0)
    colour, force, at = PEARL, 0.0, (0.0, 1.0)
    for bead in now.beads:
        if bead.tick == now.sounding:
            force, colour = 1.0, ring.bead_colour(bead)
            x, y = layout.on_ring(float(score.tick_position(bead.tick)), 1.0)
            at = (x - layout.centre[0], y - layout.centre[1])
    age = min(max(now.struck_s, 0.0), 60.0)
    return Light(time_s, (*at, age, force), colour, awake(now), min(max(pressed, 0.0), 1.0))


def _call(sheet: Sheet, at: tuple[float, float], index: int, time_s: float, strength: float) -> None:
    """Slow rings that run together on a pad: press here."""
    for part in range(3):
        phase = (time_s / 2.4 + part / 3) % 1.0
        radius = 0.07 + 0.15 * (1 - phase)
        sheet.circle(at, radius, 0.007, PAD_COLOURS[index], strength * 0.8 * math.sin(math.pi * phase) ** 2)


def _draw_pads(
    sheet: Sheet, layout: Layout, now: Snapshot, body: NDArray[np.float32], shown: Composition
) -> None:
    """The pads: on the skin, beside the ring, and the line between."""
    entered = eased(now.level_s / _ENTER_S)
    called = int(now.time_s / 4.8) % len(now.pads)
    for index, pad in enumerate(now.pads):
        x, y, z = (float(number) for number in surface.pad_places(body)[index])
        at = layout.to_stage(x, y, z)
        strength = 0.1 if pad.fault else entered * (1.0 if pad.live else shown.dormant)
        if shown.call and not pad.touched and (called == index if shown.greeting else pad.live):
            _call(sheet, at, index, now.time_s, shown.call * strength)
        sheet.halo(at, 0.30, PAD_COLOURS[index], 0.35 * icons.glow_of(pad))
        icons.draw_leader(sheet, layout, index, at, pad, shown.leaders * strength)
        icons.draw_mark(sheet, index, at, pad, strength * (0.5 if shown.greeting else 1.0))
        if pad.live:
            icons.draw_label(sheet, layout, index, pad, shown.labels * strength)


def _draw_words(sheet: Sheet, layout: Layout, now: Snapshot, shown: Composition) -> None:
    """The title and never more than one sentence."""
    entered = eased(now.level_s / _ENTER_S)
    if shown.greeting:
        sheet.text(now.words.said or now.words.title, layout.greeting, PEARL, entered)
        return
    sheet.text(now.words.title, layout.title, PEARL, 0.92 * entered)
    sheet.text(now.words.said or now.words.task, layout.sentence, PEARL, 0.95 * entered)


def _draw_bars(sheet: Sheet, layout: Layout, now: Snapshot, strength: float) -> None:
    """Which of the four bars of the phrase sounds: four small dots over the bar line."""
    x, y = layout.on_ring(0.0, layout.reach + 0.055)
    for bar in range(4):
        here = bar == now.bar
        sheet.mark(
            (x + 0.045 * (bar - 1.5), y),
            0.011,
            0,
            PEARL if here else MIST,
            strength * (0.9 if here else 0.35),
        )


def _shine(pads: tuple[PadView, ...]) -> tuple[float, ...]:
    return tuple(icons.glow_of(pad) for pad in pads)


def compose(before: Snapshot, after: Snapshot, blend: float, aspect: float) -> Scene:
    """The picture `blend` (0..1) of the way from one snapshot to the next, for an aspect (width over height).

    Raises:
        ValueError: the aspect is no picture's (see layout.layout_for).
    """
    layout, shown = layout_for(aspect), composition_of(after.level_name)
    body = (before.body + (after.body - before.body) * np.float32(blend)).astype(np.float32)
    sheet = Sheet()
    strength = shown.ring * (0.45 + 0.55 * awake(after)) * (0.4 + 0.6 * eased(after.level_s / _ENTER_S))
    ring.draw_ring(sheet, layout, after, blended_beats(before, after, blend), strength)
    _draw_pads(sheet, layout, after, body, shown)
    _draw_bars(sheet, layout, after, strength if not shown.greeting else 0.0)
    _draw_words(sheet, layout, after, shown)
    return Scene(
        layout=layout,
        light=_strike(layout, after),
        body=surface.skin(body, _shine(after.pads)),
        pattern=field.pattern(after.point),
        halos=rows(sheet.halos, HALO),
        arcs=rows(sheet.arcs, STROKE),
        lines=rows(sheet.lines, STROKE),
        marks=rows(sheet.marks, MARK),
        texts=tuple(sheet.texts),
    )
