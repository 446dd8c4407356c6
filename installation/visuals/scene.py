"""One moment as a picture to be drawn: everything's place, shape, colour and words, and no pixel.

Owns how the parts come together. `compose` is a pure function of two
snapshots, a blend and an aspect; time comes from the snapshots alone. Refuses to know windows, shaders and
the words of a language (it holds their keys).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from installation import score
from installation.visuals import (
    field,
    goal,
    icons,
    invitation,
    resting,
    ring,
    signs,
    surface,
    traces,
    turns,
    whole,
)
from installation.visuals.caption import caption
from installation.visuals.composition import composition, eased, invites, said
from installation.visuals.drawing import HALO, MARK, STROKE, Sheet, rows
from installation.visuals.layout import layout_for
from installation.visuals.look import LOOKS, Look
from installation.visuals.palette import DISC, MIST, PAD_COLOURS, PEARL, lighter, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.snapshot import Snapshot
    from installation.visuals.chart import Terrain
    from installation.visuals.composition import Composition, Said
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
    ornament: float  # how bright body and ground are, 0..1


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


USUAL = LOOKS["usual"]
BARS = 4
"""Bars of a phrase."""
Point = tuple[float, float]
_BREATH_S = 7.0
_CALL_S = 2.2
_HAND_AFTER_S = 2.5  # without a touch
_CALM_HAND = 0.4  # how fast it moves when little may
_BOLD = 1.7


def blended_beats(before: Snapshot, after: Snapshot, blend: float) -> float:
    """Where the playhead stands between two snapshots, 0..4; it never runs backwards over the bar line."""
    ahead = (after.playhead_beats - before.playhead_beats) % score.BEATS
    if ahead > score.BEATS / 2:  # it was set back, not carried on
        return after.playhead_beats % score.BEATS
    return (before.playhead_beats + ahead * blend) % score.BEATS


def awake(now: Snapshot) -> float:
    """1 while played; left alone it sinks, and breathes slowly."""
    breath = 0.5 - 0.5 * math.cos(2 * math.pi * now.time_s / _BREATH_S)
    return 1.0 - (0.45 - 0.2 * breath) * eased((now.idle_s - 6.0) / 14.0)


def _light(layout: Layout, time_s: float, now: Snapshot, look: Look) -> Light:
    """The light of the note that sounds, as it falls on the body."""
    colour, force, at = PEARL, 0.0, (0.0, 1.0)
    for bead in now.beads:
        if bead.tick == now.sounding:
            force, colour = look.pulse, ring.bead_colour(bead)
            x, y = layout.on_ring(float(score.tick_position(bead.tick)), 1.0)
            at = (x - layout.centre[0], y - layout.centre[1])
    age = min(max(now.struck_s, 0.0), 60.0)
    return Light(look.motion * time_s, (*at, age, force), colour, awake(now), look.ornament)


def _shown_press(now: Snapshot, shown: Composition, look: Look) -> invitation.Press | None:
    """What the hand of light does, if this level shows it and no hand of flesh is there."""
    inviting = invites(now.level_name)
    pads = tuple(at for at, pad in enumerate(now.pads) if (pad.live or inviting) and not pad.fault)
    waited = inviting or now.idle_s > _HAND_AFTER_S
    if not pads or not shown.hand or not waited or any(pad.touched for pad in now.pads):
        return None
    since_s = now.level_s if inviting else now.idle_s - _HAND_AFTER_S
    return invitation.press_at(since_s * (_CALM_HAND if look.calm else 1.0), pads)


def _draw_pads(
    sheet: Sheet,
    layout: Layout,
    now: Snapshot,
    places: list[Point],
    shine: tuple[float, ...],
    shown: Composition,
) -> None:
    """The pads: on the skin, beside the ring, and the line between."""
    for index, (pad, at) in enumerate(zip(now.pads, places, strict=True)):
        mark, label = shown.marks[index], shown.labels[index]
        sheet.halo(at, 0.30, PAD_COLOURS[index], 0.25 * shine[index])
        icons.draw_touch(sheet, index, at, pad, mark)
        icons.draw_leader(sheet, layout, index, at, pad, shown.leaders * min(label, mark))
        icons.draw_mark(sheet, index, at, pad, shine[index], mark)
        if label > 0:
            marked = now.target is not None and now.target.pad == index
            icons.draw_label(sheet, layout, index, pad, label, further=not marked)


def _draw_gestures(
    sheet: Sheet, layout: Layout, now: Snapshot, places: list[Point], shown: Composition, look: Look
) -> None:
    """What hands may do here beside pressing, what they did, and what that has made of the tune."""
    if not traces.proposed(now):  # while one is shown how, nothing else leans
        leans = shown.leans * (1 - traces.seen(now.gesture))
        _draw_leans(sheet, places, look.motion * now.time_s, leans)
    traces.draw(sheet, layout, now, places, shown.leans, calm=look.calm)
    turns.draw(sheet, layout, now, shown.dots)


def _draw_leans(sheet: Sheet, places: list[Point], time_s: float, strength: float) -> None:
    """From each pad to its neighbour a path, and a light that leans along it, to and fro."""
    if not strength:
        return
    for index, at in enumerate(places):
        to = places[(index + 1) % len(places)]
        share = 0.5 - 0.5 * math.cos(2 * math.pi * (time_s / 3.6 + 0.25 * index))
        start, end = (_between(at, to, edge) for edge in (0.24, 0.76))
        sheet.line(start, end, 0.006, PEARL, 0.38 * strength)
        light = _between(start, end, share)
        colour = mix(PAD_COLOURS[index], PAD_COLOURS[(index + 1) % len(places)], share)
        sheet.halo(light, 0.10, colour, 0.5 * strength)
        sheet.mark(light, 0.016, DISC, lighter(colour, 0.4), 0.9 * strength)


def _between(one: Point, other: Point, share: float) -> Point:
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)


def _draw_words(sheet: Sheet, layout: Layout, words: Said) -> None:
    """The title and never more than one sentence."""
    sheet.text(words.greeting, layout.greeting, PEARL, words.strength)
    sheet.text(words.title, layout.title, PEARL, 0.92 * words.strength)
    sheet.text(words.sentence, layout.sentence, PEARL, 0.95 * words.strength)


def _draw_caption(sheet: Sheet, layout: Layout, now: Snapshot) -> None:
    """What sounds, in words."""
    sheet.text("+".join(caption(now.measure)), layout.caption_place(), PEARL, 0.85)


def _draw_signs(sheet: Sheet, layout: Layout, now: Snapshot, shown: Composition, look: Look) -> None:
    """What stands at the edges and over everything: square, switch, lock, captions."""
    if now.ringtone is not None:
        whole.draw_square(sheet, layout, now.ringtone, now.house.language, shown.phrase)
    signs.draw_switch(sheet, layout, bold=look.contrast)
    if now.locked:
        signs.draw_lock(sheet, layout)
    if look.captions:
        _draw_caption(sheet, layout, now)


def _draw_bars(sheet: Sheet, layout: Layout, now: Snapshot, strength: float) -> None:
    """Which of the four bars of the phrase sounds: four small dots over the bar line."""
    x, y = layout.on_ring(0.0, layout.reach + 0.04)
    for bar in range(BARS):
        colour, alpha = (PEARL, 0.9) if bar == now.bar else (MIST, 0.35)
        sheet.mark((x + 0.045 * (bar - 1.5), y), 0.011, DISC, colour, strength * alpha)


def _draw_measure(
    sheet: Sheet, layout: Layout, now: Snapshot, beats: float, shown: Composition, look: Look
) -> None:
    """The ring, and which bar of the phrase it is."""
    strength = shown.ring * (0.45 + 0.55 * awake(now))
    ring.draw_ring(sheet, layout, now, beats, strength, look.pulse)
    if now.ringtone is not None:
        whole.draw_bars(sheet, layout, now.ringtone, beats, look.motion * now.time_s, shown.phrase)
    _draw_bars(sheet, layout, now, strength * shown.dots)


def _shine(now: Snapshot, press: invitation.Press | None, call: float) -> tuple[float, ...]:
    """How brightly each pad glows: pressed, calling, or under the hand of light."""
    breath = 0.45 + 0.20 * math.sin(2 * math.pi * now.time_s / _CALL_S)
    waiting = 0.0 if any(pad.touched for pad in now.pads) else call * breath
    asked = [goal.calls(now, at) for at in range(len(now.pads))]  # the pad with the mark calls, and no other
    waits = [waiting if each is None else breath if each else 0.0 for each in asked]
    shown = [
        max(icons.glow_of(pad), wait if pad.live and not pad.fault else 0.0)
        for pad, wait in zip(now.pads, waits, strict=True)
    ]
    if press is not None:
        shown[press.pad] = max(shown[press.pad], 0.75 * press.depth)
    return tuple(shown)


def compose(
    before: Snapshot,
    after: Snapshot,
    blend: float,
    aspect: float,
    look: Look = USUAL,
    came_from: Snapshot | None = None,
    terrain: Terrain | None = None,
) -> Scene:
    """The picture `blend` (0..1) of the way from one snapshot to the next, for an aspect (width over height).

    Args:
        before: a snapshot.
        after: the next one.
        blend: how far between them.
        aspect: width over height.
        look: how it is made easier for some eyes.
        came_from: the last moment of the level before, if pictures of it were shown: then one level turns into
            the other; without it a level enters from nothing.
        terrain: what the map shows of the style, if that is known.

    Raises:
        ValueError: the aspect is no picture's (see layout.layout_for).
    """
    if after.dark:
        return _dark(layout_for(aspect), after)
    layout, shown = layout_for(aspect), composition(after, came_from)
    beats = blended_beats(before, after, blend)
    body = (before.body + (after.body - before.body) * np.float32(blend)).astype(np.float32)
    press = _shown_press(after, shown, look)
    if press is not None:
        body = surface.dented(body, press.pad, invitation.DEPTH * press.depth)
    places = [layout.to_stage(*(float(number) for number in place)) for place in surface.pad_places(body)]
    shine = _shine(after, press, shown.call)
    sheet = Sheet(_BOLD if look.contrast else 1.0)
    _draw_measure(sheet, layout, after, beats, shown, look)
    _draw_pads(sheet, layout, after, places, shine, resting.giving_way(shown, layout, after))
    _draw_gestures(sheet, layout, after, places, shown, look)
    if press is not None:
        invitation.draw(sheet, places[press.pad], press, shown.hand)
    if after.target is not None:
        goal.draw(sheet, layout, after, shown.labels[after.target.pad])
    resting.draw(sheet, layout, after, terrain, shown.ring)
    _draw_words(sheet, layout, said(after, came_from))
    _draw_signs(sheet, layout, after, shown, look)
    return Scene(
        layout=layout,
        light=_light(layout, before.time_s + (after.time_s - before.time_s) * blend, after, look),
        body=surface.skin(body, shine),
        pattern=field.pattern(after.point),
        halos=rows(sheet.halos, HALO),
        arcs=rows(sheet.arcs, STROKE),
        lines=rows(sheet.lines, STROKE),
        marks=rows(sheet.marks, MARK),
        texts=tuple(sheet.texts),
    )


def _dark(layout: Layout, after: Snapshot) -> Scene:
    """No picture: a study's condition has none."""
    nothing = Sheet(1.0)
    return Scene(
        layout=layout,
        light=Light(after.time_s, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0), awake=0.0, ornament=0.0),
        body=surface.skin(after.body, (0.0,) * len(score.PADS)),
        pattern=field.pattern(()),
        halos=rows(nothing.halos, HALO),
        arcs=rows(nothing.arcs, STROKE),
        lines=rows(nothing.lines, STROKE),
        marks=rows(nothing.marks, MARK),
        texts=(),
    )
