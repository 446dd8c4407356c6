"""Explanation at work in the world: what it is shown of a step, and which step's spare time it may use.

Owns the way between the world and explanation/. Refuses to decide what is explained. The tune itself comes first,
then a mark on a gauge, then looking ahead, then what is told once hands rest: of all these one decodes a step.
"""

from __future__ import annotations

from dataclasses import replace as changed
from operator import and_
from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation import guiding
from installation.explanation import telling, what, whatif
from installation.guidance import levels as standing
from installation.guidance import targets
from installation.measure.shape import heard_pitch
from installation.pads.grips import KEEP
from installation.sequencer import foretaste
from installation.world import LEAD_NS

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.inputs import Input
    from installation.score import Note
    from installation.settings import Level
    from installation.world import Rules, World


def advance(world: World, rule: Level, live: tuple[bool, ...], rules: Rules, *, spare: bool) -> World:
    """Look ahead, and into what hands did; `spare`: the tune itself was not decoded in this step."""
    kit, hands = rules.kits[world.style], world.hands
    if spare:
        aimed = guiding.aimed(world, world.heard.asked, kit)
        spare, world = aimed is world, aimed
    pads = _previewed(world, live) if "what_if" in rule.explains else ()
    ahead = whatif.advance(world.ahead, world.heard, pads, kit, rule.steps, spare=spare)
    spare = spare and ahead is world.ahead
    touched = hands.touched if False not in live else tuple(map(and_, hands.touched, live))
    told = telling.advance(
        world.telling, world.heard, touched, world.time_ns, kit, rules.familiar, spare=spare
    )
    if ahead is world.ahead and told is world.telling:
        return world
    return replace(world, ahead=ahead, telling=told)


def _previewed(world: World, live: tuple[bool, ...]) -> tuple[int, ...]:
    """Pads to look ahead on; while a mark stands, its pad alone, and nothing that leads away from the mark."""
    target = world.guidance.aim.target
    if target is None or not targets.stands(world.guidance.aim):
        return whatif.candidates(world.hands.pressures, live)
    return (target.pad,) if targets.order(target, world.time_ns) == targets.MORE else ()


def hear(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """While a hand holds still, what pressing further would bring is heard, softly."""
    before, pads = world.foretaste, world.ahead.pads
    pressed = len(pads) == 1 and world.hands.pressures[pads[0]] >= whatif.HARD
    holds = pressed and world.shelf.playing is None and world.ringtone is None
    if not holds and before is foretaste.QUIET:
        return world, ()
    since_ns = world.telling.moved_ns if holds else None
    notes = new_notes(world, rules) if foretaste.plays(before) else ()
    loudness = rules.levels.levels[world.guidance.level].loudness
    transport, read_to_ns = world.sequencer.transport, world.time_ns + LEAD_NS
    state, effects = foretaste.advance(before, transport, notes, since_ns, read_to_ns, loudness)
    return (world if state is before else replace(world, foretaste=state)), effects


def new_notes(world: World, rules: Rules) -> tuple[Note, ...]:
    """The notes of the preview that the measure has not, as they would be heard."""
    notes = whatif.new_notes(world.ahead.preview, world.heard)
    shape, tonic = world.steering.shape, rules.styles[world.style].tonic
    return tuple(changed(note, pitch=heard_pitch(note.pitch, shape, tonic)) for note in notes)


def reported(world: World, rule: Level) -> str:
    """The key of what the last press of a pad that plays did, while that is fresh."""
    last = world.change
    if last is None or "what" not in rule.explains or not standing.live_pads(world.guidance, rule)[last.pad]:
        return ""
    return what.said(last, world.hands.since_ns, world.hands.touched, world.time_ns)


def said(world: World, rule: Level) -> str:
    """The key of what there is to tell once hands rest; last, how a tune is kept, while none is, or had back."""
    pads, last = world.ahead.pads, ""
    pressed = len(pads) == 1 and world.hands.pressures[pads[0]] >= whatif.HARD
    further = whatif.said(world.ahead.preview, world.heard) if pressed else ""
    if KEEP in rule.gestures and rule.explains and world.ringtone is None:
        last = "said.shelf.again" if world.shelf.slots else "said.shelf.how"
    return telling.said(world.telling, world.time_ns, rule.explains, further, last)
