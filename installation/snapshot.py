"""All that eyes may see: what the picture, the console and a simulated visitor read, and nothing more.

Owns the frozen view of one moment. Refuses to hold pixels, words in a language (it holds keys of
content/languages) or anything that a viewer could change. It is small, pickles, and is made on request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from installation import composing, consenting, explaining, shaping, shelf
from installation.explanation import telling, what
from installation.guidance import hints, speech, targets
from installation.guidance import levels as standing
from installation.score import PADS
from installation.sequencer.transport import beats_at
from installation.step import live_pads, rule_of
from installation.world import ruled

if TYPE_CHECKING:
    import numpy as np

    from installation.explanation.origin import Origin
    from installation.explanation.why import Why
    from installation.house import House
    from installation.inputs import SoundReport
    from installation.latent.control import Levels
    from installation.measure.shape import Shape
    from installation.ringtone.view import RingtoneView
    from installation.score import Measure
    from installation.settings import Level
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
    further: float  # the same for the measure that hollow beads show, if they are this pad's; else as `meter`
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
class TellingView:
    """What is told once hands rest."""

    rest_s: float  # how long they have rested after they had played; 0 while they move
    left_s: float  # since the last rest ended; large if there was none
    why: Why | None  # the last change: the measure before and after it, and which pad did it
    origin: Origin | None  # the nearest tune of those that the model learned from
    place: Levels  # of the tune that is told of: its four levels, 1..10
    axes: tuple[int, int]  # the two pads moved last
    path: tuple[Levels, ...]  # where hands have been, newest last


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The tunes that are kept, oldest first."""

    slots: tuple[Slot, ...]
    recalled: int  # the place of the one that plays, or -1: hands play
    deed: str  # what was done last: "kept", "recalled", "undone" or ""
    deed_s: float  # how long ago; large if long ago


@dataclass(frozen=True, slots=True)
class GestureView:
    """The last gesture: what it was, and what it changed."""

    name: str  # of pads/gestures.py, "" if there was none; its words are under gesture.NAME
    pads: tuple[int, ...]
    strength: float  # 0..1
    value: float  # pads a second of a slide, degrees of a twist (clockwise is positive), else seconds
    ago_s: float  # large if long ago
    changed: str  # register, loudness, timbre, articulation, tempo, mode, style, or "": nothing
    more: bool  # it went up


@dataclass(frozen=True, slots=True)
class TargetView:
    """A mark on the gauge of a pad."""

    pad: int
    value: float  # 0..1, where on the gauge
    room: float  # how near is near enough, as a share of the gauge
    held: float  # 0..1 of the time that the gauge must stay there
    shown_s: float  # since it came
    reached_s: float  # since it was reached; large while it is not


@dataclass(frozen=True, slots=True)
class GuideView:
    """What the guidance does, and why: for the console."""

    hint: str  # the key of the hint that stands there, or ""
    hint_s: float  # since the newest hint; large if there was none
    chosen: bool  # a person chose this level: it is neither raised nor lowered
    results: tuple[bool, ...]  # the last marks at this level, newest last: reached or missed
    reason: str  # of the newest decision, in plain English
    decided: str  # its kind: level, target or hint
    facts: dict[str, Any]  # its evidence


@dataclass(frozen=True, slots=True)
class ObjectView:
    """One object: the technician's corner tells two apart by it."""

    board: str  # its own lasting number, in hexadecimal; "" if it has not said it
    device: str  # the port that it is on; "" while it is lost
    pressures: tuple[float, ...]  # 0..1, one a pad
    faults: tuple[str, ...]  # "" or the key of what is wrong with each pad


@dataclass(frozen=True, slots=True)
class Health:
    """How the doors are: words for the technician's corner."""

    port: str  # "none", "lost" or the device's name
    sound: str  # "device", "silent", "lost"
    dropped_steps: int
    audio: SoundReport  # the sound door's newest figures
    keeping: str = "well"  # how the keeper of visits is: well, full, locked, broken, later, unwritable, gone
    objects: tuple[ObjectView, ...] = ()  # those that were here since it began to play


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
    measure: Measure  # as it is heard: decoded, then shaped
    bar: int  # 0..3: which bar of the phrase sounds
    playhead_beats: float  # 0..4 from the bar line
    sounding: int  # the tick whose note sounds now, or -1
    struck_s: float  # since that note began; large when silent
    beads: tuple[BeadView, ...]
    ghosts: tuple[GhostView, ...]
    point: tuple[float, ...]  # the latent point, D floats
    words: Words
    target: TargetView | None  # a mark on a pad's gauge, to be reached by pressing; also while it is praised
    guide: GuideView
    explains: tuple[str, ...]  # which explanations this level shows: what, what_if, why, how, from_what
    gesture: GestureView
    shape: Shape
    telling: TellingView
    shelf: ShelfView
    ringtone: RingtoneView | None  # on the level that composes
    health: Health
    house: House
    dark: bool = False  # a study's condition has no picture


LONG_AGO_S = 1e6
"""What "large" means for times since something that never was."""
NO_GESTURE = GestureView("", (), 0.0, 0.0, LONG_AGO_S, "", more=False)
"""Nobody has made one yet."""
UNGUIDED = GuideView("", LONG_AGO_S, chosen=False, results=(), reason="", decided="", facts={})
"""Nothing was decided yet."""


def view(world: World, rules: Rules) -> Snapshot:
    """The world as eyes may see it now."""
    rules = ruled(rules, world.condition)
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
        tempo_bpm=round(60e9 / world.sequencer.transport.beat_ns, 2),
        idle_s=min(LONG_AGO_S, standing.idle_s(world.guidance, now_ns)),
        pads=_pads(world, rules),
        body=world.hands.body.positions,
        measure=shaping.heard_measure(world, rules),
        bar=world.heard.asked.bar,
        playhead_beats=beats_at(world.sequencer.transport, now_ns),
        sounding=sounding.tick if sounding is not None and sounds else -1,
        struck_s=_since(sounding.since_ns, now_ns) if sounding is not None and sounds else LONG_AGO_S,
        beads=_beads(world, rules),
        ghosts=_ghosts(world, rules),
        point=world.heard.point,
        words=Words(
            title=f"level.{rule.name}.title",
            task=composing.task(world)
            or shaping.task(world, rules)
            or standing.task(world.guidance, rule, now_ns),
            said=consenting.said(world)
            or speech.spoken(world.guidance, rule, now_ns, _explanation(world, rules)),
        ),
        target=_target(world, rule),
        guide=_guide(world, now_ns),
        explains=rule.explains,
        gesture=_gesture(world),
        shape=world.steering.shape,
        telling=_telling(world, rule),
        shelf=_shelf(world),
        ringtone=composing.view(world, rules),
        health=_health(world),
        house=world.house,
        dark=world.condition is not None and not world.condition.picture,
    )


def _explanation(world: World, rules: Rules) -> str:
    """The key of what there is to say beside guidance: of a ringtone, the shelf, a gesture, a press.

    While a mark stands on a gauge, nobody speaks but who orders it, and deeds that were no press; while a gesture is
    proposed, nothing is told to hands that rest: one thing at a time.
    """
    did = composing.said(world) or shelf.said(world.shelf, world.time_ns) or shaping.said(world)
    if did or targets.stands(world.guidance.aim):
        return did
    rule = rule_of(world, rules)
    return explaining.reported(world, rule) or (
        "" if shaping.task(world, rules) else explaining.said(world, rule)
    )


def _health(world: World) -> Health:
    objects = tuple(
        ObjectView(each.board, each.device, each.pressures, each.known.faults)
        for each in world.hands.objects.places
        if each.seen
    )
    return Health(world.port, world.sound, world.dropped_steps, world.report, world.keeping, objects)


def _target(world: World, rule: Level) -> TargetView | None:
    """The mark that stands on a gauge, or that was just reached."""
    aim, now_ns = world.guidance.aim, world.time_ns
    target = aim.target
    if rule.target is not None and target is not None and targets.stands(aim):
        held_s = _since(target.within_ns, now_ns) if target.within_ns > 0 else 0.0
        held = min(1.0, held_s / rule.target.hold_s)
        room = targets.room(aim, target, rule.target)
        shown_s = _since(target.shown_ns, now_ns)
        return TargetView(target.pad, target.value, room, held, shown_s, LONG_AGO_S)
    reached_s = _since(aim.reached_ns, now_ns)
    if aim.pad < 0 or reached_s >= speech.PRAISE_NS / 1e9:
        return None
    return TargetView(aim.pad, aim.value, 0.0, 1.0, LONG_AGO_S, reached_s)


def _guide(world: World, now_ns: int) -> GuideView:
    state = world.guidance
    return GuideView(
        hint=hints.shown(state.help, now_ns),
        hint_s=_since(state.help.said_ns, now_ns),
        chosen=state.chosen,
        results=state.aim.results,
        reason=state.decided.reason,
        decided=state.decided.kind,
        facts=dict(state.decided.facts),
    )


def _since(then_ns: int, now_ns: int) -> float:
    return min(LONG_AGO_S, max(0.0, (now_ns - then_ns) / 1e9))


def _pads(world: World, rules: Rules) -> tuple[PadView, ...]:
    hands, now_ns = world.hands, world.time_ns
    live, meters = live_pads(world, rules), what.meters(world.heard.measure)
    preview = world.ahead.preview
    further = meters if preview is None else what.meters(preview.heard.measure)
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
            further=further[pad] if preview is not None and preview.pad == pad else meters[pad],
            fault=hands.faults[pad],
        )
        for pad, name in enumerate(PADS)
    )


def _gesture(world: World) -> GestureView:
    state, last = world.steering, world.gestures.last
    if last is None:
        return NO_GESTURE
    did = state.changed if state.changed_ns >= world.gestures.last_ns else ()
    ago_s = _since(world.gestures.last_ns, world.time_ns)
    changed = did[0] if did else ""
    return GestureView(last.kind, last.pads, last.strength, last.value, ago_s, changed, state.more)


def _beads(world: World, rules: Rules) -> tuple[BeadView, ...]:
    told = "what" in rule_of(world, rules).explains
    return tuple(
        BeadView(
            tick=note.tick,
            pitch=note.pitch,
            ticks=note.ticks,
            changed_by=world.marks[note.tick].pad if told else -1,
            changed_s=_since(world.marks[note.tick].since_ns, world.time_ns),
        )
        for note in shaping.heard_measure(world, rules).notes
    )


def _telling(world: World, rule: Level) -> TellingView:
    state = world.telling
    rested_ns, inquiry, search = telling.rested_ns(state, world.time_ns), state.inquiry, state.search
    return TellingView(
        rest_s=rested_ns / 1e9,
        left_s=_since(state.left_ns, world.time_ns),
        why=inquiry.why if inquiry is not None and "why" in rule.explains else None,
        origin=search.origin if search is not None and "from_what" in rule.explains else None,
        place=(world.heard.asked if inquiry is None else inquiry.after).levels,
        axes=state.axes,
        path=state.path if "how" in rule.explains else (),
    )


def _shelf(world: World) -> ShelfView:
    state = world.shelf
    return ShelfView(state.slots, state.recalled, state.deed, _since(state.deed_ns, world.time_ns))


def _ghosts(world: World, rules: Rules) -> tuple[GhostView, ...]:
    preview = world.ahead.preview
    if preview is None:
        return ()
    notes = explaining.new_notes(world, rules)
    return tuple(GhostView(note.tick, note.pitch, note.ticks, preview.pad) for note in notes)
