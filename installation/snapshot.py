"""All that eyes may see: what the picture, the console and a simulated visitor read, and nothing more.

Owns the frozen view of one moment. Refuses to hold pixels, words in a language (it holds keys of
content/languages) or anything that a viewer could change. It is small, pickles, and is made on request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from installation import composing, shelf
from installation.explanation import what, whatif
from installation.guidance import levels as guidance
from installation.score import PADS
from installation.sequencer.transport import beats_at
from installation.step import live_pads, rule_of

if TYPE_CHECKING:
    import numpy as np

    from installation.house import House
    from installation.inputs import SoundReport
    from installation.ringtone.view import RingtoneView
    from installation.score import Measure
    from installation.shelf import Slot
    from installation.world import Rules, World


@dataclass(frozen=True, slots=True)
class PadView:
    """One pad: what it steers, how it is pressed, what it does to the tune."""

    name: str  # of score.PADS
    live: bool  # plays at this guidance level, and is not out of order
    pressure: float  # 0..1
    pressure_level: float  # 1..10, what the model is asked for
    touched: bool
    touched_s: float  # since this touch began; 0 when not touched
    released_s: float  # since it was last let go; large if never touched
    meter: float  # 0..1: its attribute as the DECODED measure has it, between the ends of its scale
    fault: str  # "" or the key of what is wrong with it


@dataclass(frozen=True, slots=True)
class BeadView:
    """One note of the measure on the ring."""

    tick: int
    pitch: int
    ticks: int
    changed_by: int  # the pad (index) whose change brought it, or -1
    changed_s: float  # how long ago; large if long ago


@dataclass(frozen=True, slots=True)
class GhostView:
    """A hollow bead: a note that one level more on pad `pad` WOULD bring (verified by decoding)."""

    tick: int
    pitch: int
    ticks: int
    pad: int


@dataclass(frozen=True, slots=True)
class Words:
    """Keys into content/languages: never more than one sentence at a time."""

    title: str  # of the level
    task: str  # what to do here: one step, one action; "" when there is none
    said: str  # a hint or an explanation, shown now; "" when there is none


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The tunes that are kept, oldest first."""

    slots: tuple[Slot, ...]
    recalled: int  # the place of the one that plays, or -1: hands play
    deed: str  # what was done last: "kept", "recalled", "undone" or ""
    deed_s: float  # how long ago; large if long ago


@dataclass(frozen=True, slots=True)
class Health:
    """How the doors are: words for the technician's corner."""

    port: str  # "none", "lost" or the device's name
    sound: str  # "device", "silent", "lost"
    dropped_steps: int
    audio: SoundReport  # the sound door's newest figures


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the world."""

    step: int
    time_s: float
    level: int
    level_name: str  # "invite", "one_pad", "two_pads", "four_pads", "gestures", "ringtone"
    level_s: float  # since this level began
    locked: bool
    style: str
    tempo_bpm: float
    idle_s: float  # since the last touch
    pads: tuple[PadView, ...]
    body: np.ndarray  # (N, 3) float32, positions of the mesh's nodes; see pads/body.py
    measure: Measure
    bar: int  # 0..3: which bar of the phrase sounds
    playhead_beats: float  # 0..4 from the bar line
    sounding: int  # the tick whose note sounds now, or -1
    struck_s: float  # since that note began; large when silent
    beads: tuple[BeadView, ...]
    ghosts: tuple[GhostView, ...]
    point: tuple[float, ...]  # the latent point, D floats
    words: Words
    shelf: ShelfView
    ringtone: RingtoneView | None  # on the level that composes
    health: Health
    house: House


LONG_AGO_S = 1e6
"""What "large" means for times since something that never was."""


def view(world: World, rules: Rules) -> Snapshot:
    """The world as eyes may see it now."""
    now_ns, rule = world.time_ns, rule_of(world, rules)
    sounding = world.sequencer.sounding
    sounds = sounding is not None and sounding.since_ns <= now_ns
    return Snapshot(
        step=world.step,
        time_s=now_ns / 1e9,
        level=world.guidance.level,
        level_name=rule.name,
        level_s=_since(world.guidance.since_ns, now_ns),
        locked=world.guidance.locked,
        style=world.style,
        tempo_bpm=rules.styles[world.style].tempo_bpm,
        idle_s=_since(world.guidance.last_touch_ns, now_ns),
        pads=_pads(world, rules),
        body=world.hands.body.positions,
        measure=world.heard.measure,
        bar=world.heard.asked.bar,
        playhead_beats=beats_at(world.sequencer.transport, now_ns),
        sounding=sounding.tick if sounding is not None and sounds else -1,
        struck_s=_since(sounding.since_ns, now_ns) if sounding is not None and sounds else LONG_AGO_S,
        beads=_beads(world),
        ghosts=_ghosts(world),
        point=world.heard.point,
        words=Words(
            title=f"level.{rule.name}.title",
            task=composing.task(world) or guidance.task(world.guidance, rule),
            said=guidance.said(world.guidance, rule, now_ns)
            or composing.said(world)
            or shelf.said(world.shelf, now_ns)
            or what.said(world.change, now_ns),
        ),
        shelf=_shelf(world),
        ringtone=composing.view(world, rules),
        health=Health(world.port, world.sound, world.dropped_steps, world.report),
        house=world.house,
    )


def _since(then_ns: int, now_ns: int) -> float:
    return min(LONG_AGO_S, max(0.0, (now_ns - then_ns) / 1e9))


def _pads(world: World, rules: Rules) -> tuple[PadView, ...]:
    hands, now_ns = world.hands, world.time_ns
    live, meters = live_pads(world, rules), what.meters(world.heard.measure)
    return tuple(
        PadView(
            name=name,
            live=live[pad] and not hands.faults[pad],
            pressure=hands.pressures[pad],
            pressure_level=hands.levels[pad],
            touched=hands.touched[pad],
            touched_s=_since(hands.since_ns[pad], now_ns) if hands.touched[pad] else 0.0,
            released_s=0.0 if hands.touched[pad] else _since(hands.since_ns[pad], now_ns),
            meter=meters[pad],
            fault=hands.faults[pad],
        )
        for pad, name in enumerate(PADS)
    )


def _beads(world: World) -> tuple[BeadView, ...]:
    return tuple(
        BeadView(
            tick=note.tick,
            pitch=note.pitch,
            ticks=note.ticks,
            changed_by=world.marks[note.tick].pad,
            changed_s=_since(world.marks[note.tick].since_ns, world.time_ns),
        )
        for note in world.heard.measure.notes
    )


def _shelf(world: World) -> ShelfView:
    state = world.shelf
    return ShelfView(state.slots, state.recalled, state.deed, _since(state.deed_ns, world.time_ns))


def _ghosts(world: World) -> tuple[GhostView, ...]:
    if world.preview is None:
        return ()
    notes = whatif.new_notes(world.preview, world.heard)
    return tuple(GhostView(note.tick, note.pitch, note.ticks, world.preview.pad) for note in notes)
