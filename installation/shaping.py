"""What gestures make of the tune, done to the world: between the decoded measure and what is heard.

Owns that a shape reaches everything that it concerns: symbols, the band's key, tempo, sound. Refuses to know which
gesture does what (guidance/steering.py) and what a shape does to symbols (measure/shape.py).
A tune that is recalled from the shelf brings its shape along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation.effects import ShapeSound, frame_at
from installation.guidance import steering
from installation.measure.shape import NEUTRAL, OCTAVE, Shape, from_tuple, shaped
from installation.obey import note, play_style
from installation.sequencer.band import Key
from installation.sequencer.transport import at_tempo, retimed
from installation.words import with_gaps
from installation.world import LEAD_NS

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.guidance.steering import SteeringState
    from installation.inputs import Input
    from installation.score import Measure
    from installation.world import Rules, World

SAID_NS = 2_500_000_000
"""How long the wall says what a gesture has changed."""
PROPOSES_S = 80.0
"""How long gestures are proposed at a level: four of them, each for its time."""


def heard_measure(world: World, rules: Rules) -> Measure:
    """The measure that is heard: as decoded, and shaped if a gesture asked for it."""
    shape = world.steering.shape
    if shape is NEUTRAL:
        return world.heard.measure
    return shaped(world.heard.measure, shape, rules.styles[world.style].tonic)


def key_of(world: World, rules: Rules) -> Key:
    """Where the band plays: it moves along with the tune."""
    style, shape = rules.styles[world.style], world.steering.shape
    return Key((style.tonic + shape.register) % OCTAVE, shape.mode or style.mode)


def tempo_of(world: World, rules: Rules) -> float:
    """Beats a minute of the style that plays, as gestures have them."""
    return rules.styles[world.style].tempo_bpm * world.steering.shape.tempo


def kept_shape(world: World) -> tuple[float | str, ...]:
    """What the shelf is to keep of the shape: () if the tune is plain; of a recalled tune, what hands had before."""
    left_at = world.shelf.left_at
    if left_at is not None:
        return left_at.shape
    return _as_kept(world.steering)


def _as_kept(state: SteeringState) -> tuple[float | str, ...]:
    """The shape as the shelf has it."""
    return () if state.shape is NEUTRAL else state.shape.as_tuple()


def said(world: World) -> str:
    """The key of the sentence for the last gesture and what it changed, while that is fresh; "" for nothing."""
    state, last = world.steering, world.gestures.last
    fresh = state.changed and world.time_ns - state.changed_ns < SAID_NS
    if last is None or not fresh or state.changed_ns < world.gestures.last_ns:
        return ""
    what = state.changed[0]
    way = "" if what in {"mode", "style"} else ".more" if state.more else ".less"
    return with_gaps("said.shaped", f"gesture.{last.kind}", f"shape.{what}{way}")


def task(world: World, rules: Rules) -> str:
    """The key of which gesture to try, at a level with gestures that shape the tune.

    "" if all were made, and every other PROPOSES_S: whoever will not is left alone, and who comes later is not.
    """
    live = rules.levels.levels[world.guidance.level].gestures
    passed_s = (world.time_ns - world.guidance.since_ns) / 1e9
    if passed_s % (2 * PROPOSES_S) >= PROPOSES_S:
        return ""
    name = steering.to_try(world.steering, rules.steers, live, passed_s)
    return f"try.{name}" if name else ""


def advance(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Let this step's gestures shape the tune, where the guidance level has them."""
    state = _steered(world, rules)
    if state is world.steering and state.shape is world.shape_heard:
        return world, ()
    world = replace(world, steering=state)
    told: tuple[Effect, ...] = ()
    if state.wanted and state.wanted != world.style:
        world, told = play_style(world, state.wanted, world.time_ns, rules)
    if state.shape is world.shape_heard:
        return world, told
    world, more = _shaped(world, rules)
    return world, told + more


def _steered(world: World, rules: Rules) -> SteeringState:
    """The shape that holds now, and what this step's gestures change of it."""
    state, level = world.steering, rules.levels.levels[world.guidance.level]
    if level.composes:  # a ringtone has the shape that it was begun with
        return state
    if world.shelf.playing is not None:
        kept = world.shelf.playing.kept.shape
        return state if kept == _as_kept(state) else steering.put(from_tuple(kept), state.tried)
    live = tuple(name for name in level.gestures if name != "keep")
    made = world.gestures.made if world.shelf.deed_ns != world.time_ns else ()  # else they meant the shelf
    if made or state.wanted or not live:
        return steering.advance(state, made, rules.steers, live, world.style, world.time_ns)
    return state


def _shaped(world: World, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Bring tempo and sound to the shape, and note it down."""
    shape, was = world.steering.shape, world.shape_heard
    heard_ns = world.time_ns + LEAD_NS
    told: tuple[Effect, ...] = ()
    wanted = at_tempo(tempo_of(world, rules), 0).beat_ns
    transport = world.sequencer.transport
    if shape.tempo != was.tempo and transport.beat_ns != wanted and world.ringtone is None:
        world = replace(
            world, sequencer=replace(world.sequencer, transport=retimed(transport, heard_ns, wanted))
        )
    if (shape.loudness, shape.timbre) != (was.loudness, was.timbre):
        told = (ShapeSound(frame_at(heard_ns), shape.loudness, shape.timbre),)
    facts = dict(zip(Shape.__struct_fields__, shape.as_tuple(), strict=True))
    return replace(world, shape_heard=shape), (*told, *note(world.time_ns, "shape", **facts))
