"""One step of the world, to be read as one sentence: begin reading the installation here.

Owns the order of the stages, and nothing else of them. Refuses to know clocks, devices, chance and files:
the same world and the same inputs give the same world and the same effects, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation import composing, consenting, explaining, guiding, keeping, shaping
from installation.effects import LightPads, MuteSound, SetVolume, ShakeObject, frame_at
from installation.explanation import what
from installation.guidance import levels as standing
from installation.inputs import (
    FingerLifted,
    FingerMoved,
    PadFrameArrived,
    PressuresGiven,
)
from installation.latent import tune
from installation.obey import note, obey
from installation.pads import glow, hands, movements, objects
from installation.pads.body import Finger
from installation.score import PADS
from installation.sequencer import band, plan, touch
from installation.sequencer.arrangement import seat_band
from installation.sequencer.transport import BARS
from installation.world import LEAD_NS, NO_PORT, STEP_NS, ruled

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.effects import Effect
    from installation.inputs import Input
    from installation.pads.contacts import Gesture
    from installation.settings import Level
    from installation.world import Rules, World

    Stage = Callable[[World, tuple[Input, ...], Rules], tuple[World, tuple[Effect, ...]]]


def step(world: World, inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Advance the world by STEP_NS: obey, feel, recognise, guide, keep, compose, ask, shape, play, touch, glow.

    Args:
        world: the world now.
        inputs: what came in since the last step, in order of time.
        rules: what holds.

    Returns:
        The world after the step, and what it asks of the shell.
    """
    world, rules = replace(world, step=world.step + 1), ruled(rules, world.condition)
    effects: tuple[Effect, ...] = ()
    for stage in _STAGES:
        world, asked = stage(world, inputs, rules)
        effects += asked
    return world, effects


def skip(world: World, count: int) -> World:
    """Let `count` steps of time pass without taking them: what should have been played then is not played late."""
    if count == 0:
        return world
    passed = replace(world, step=world.step + count, dropped_steps=world.dropped_steps + count)
    heard_ns = passed.time_ns + LEAD_NS
    sequencer = plan.skip_to(passed.sequencer, heard_ns)
    return replace(passed, sequencer=sequencer, band=band.skip_to(passed.band, sequencer.transport, heard_ns))


def _feel(world: World, inputs: tuple[Input, ...], _rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Boards, fingers on the screen and recorded visits become pressures and levels."""
    before = after = world.hands
    for told in inputs:
        match told:
            case PadFrameArrived(at_ns=at_ns, values=values, board=board):
                after = hands.take_frame(after, at_ns, values, board)
            case PressuresGiven(at_ns=at_ns, pressures=pressures):
                after = hands.take_pressures(after, at_ns, pressures)
            case FingerMoved(at_ns=at_ns, finger=finger, x=x, y=y, force=force):
                after = hands.put_finger(after, at_ns, finger, Finger(x, y, force))
            case FingerLifted(at_ns=at_ns, finger=finger):
                after = hands.lift_finger(after, at_ns, finger)
    after = hands.advance(after, world.time_ns, STEP_NS)
    if after is before:
        return world, ()
    pairs = zip(PADS, before.touched, after.touched, strict=True)
    effects = tuple(
        effect
        for name, was, now in pairs
        if was != now
        for effect in note(after.felt_ns, "press" if now else "release", pad=name)
    )
    return replace(world, hands=after), effects


def _recognise(world: World, _inputs: tuple[Input, ...], _rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """What the hands do over time becomes gestures; nothing waits for them."""
    state = movements.advance(world.gestures, world.hands.pressures, world.time_ns, apart=world.hands.apart)
    if state is world.gestures:
        return world, ()
    told = tuple(effect for gesture in state.made for effect in _gesture(gesture, world.time_ns))
    return replace(world, gestures=state), told


def _ask(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Ask for the tune that the hands mean, and mark what came of it; look ahead if there is time to spare."""
    before = world.heard
    live, rule = live_pads(world, rules), rule_of(world, rules)
    wanted = guiding.asked_levels(world, rule, live)
    world = keeping.held(world, wanted, live)
    playing = world.shelf.playing
    bar = plan.bar(world.sequencer, world.time_ns + LEAD_NS) % BARS
    asked = tune.Asked(world.style, bar, wanted if playing is None else playing.kept.levels)
    if world.ringtone is not None:
        asked = composing.asked(world, world.ringtone)
    kit = rules.kits[world.style]
    heard = tune.advance(before, asked, kit)
    if heard is before:
        return explaining.advance(world, rule, live, rules, spare=True), ()
    marks = what.advance(world.marks, before, heard, world.time_ns)
    change = what.change(world.change, before, heard, world.time_ns)
    world = replace(world, heard=heard, marks=marks, change=change)
    return explaining.advance(world, rule, live, rules, spare=False), _heard(world)


def _play(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Play the ticks that are due: the melody, and the band under it."""
    world, seats = _seat(world, rules)
    rule, played = rule_of(world, rules), rules.arrangements[world.style]
    heard_ns, measure = world.time_ns + LEAD_NS, shaping.heard_measure(world, rules)
    state, effects = plan.advance(world.sequencer, measure, heard_ns, rule.loudness, played)
    if state is world.sequencer:
        return world, seats
    key = shaping.key_of(world, rules)
    parts = frozenset(rule.parts)
    players, more = band.advance(
        world.band, state.transport, measure, key, heard_ns, rule.loudness, parts, played
    )
    return replace(world, sequencer=state, band=players), (*seats, *effects, *more)


def _seat(world: World, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Let those take their seats who play this style."""
    if world.seated == world.style:
        return world, ()
    style = rules.styles[world.style]
    frame = frame_at(world.time_ns + LEAD_NS)
    seated = seat_band(style, frame)
    loudness = (SetVolume(frame, world.house.heard_db), MuteSound(frame, world.house.muted))
    return replace(world, seated=world.style), (seated, *loudness)


def _touch(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Answer each touch with its own sound, a constant time after it arrived."""
    heard_ns = world.hands.felt_ns + LEAD_NS
    sent, effects = touch.advance(world.sent, world.hands.pressures, live_pads(world, rules), heard_ns)
    return (replace(world, sent=sent) if effects else world), effects


def _glow(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Let the object show which pads play and are felt, if there is one."""
    if world.port in NO_PORT:
        return (world if world.glow is glow.DARK else replace(world, glow=glow.DARK)), ()
    hands, live = world.hands, live_pads(world, rules)
    apart = objects.touched(hands.objects)
    touched = apart or hands.touched
    state = glow.advance(world.glow, hands.pressures, touched, live, hands.faults, world.time_ns)
    if state is world.glow:
        return world, ()
    effects: tuple[Effect, ...] = (LightPads(world.time_ns, state.lights),) if state.new else ()
    for each in state.shaken:
        board = hands.objects.places[each].board if apart else ""
        effects += (ShakeObject(world.time_ns, state.tremble, glow.TREMBLE_MS, board),)
    return replace(world, glow=state), effects


_STAGES: tuple[Stage, ...] = (
    obey,
    _feel,
    _recognise,
    guiding.advance,
    consenting.advance,
    keeping.advance,
    composing.advance,
    _ask,
    shaping.advance,
    explaining.hear,
    guiding.hear,
    _play,
    _touch,
    _glow,
)


def rule_of(world: World, rules: Rules) -> Level:
    """The rules of the guidance level that holds."""
    return rules.levels.levels[world.guidance.level]


def live_pads(world: World, rules: Rules) -> tuple[bool, ...]:
    """Which pads steer the tune now."""
    return standing.live_pads(world.guidance, rule_of(world, rules))


def _gesture(made: Gesture, at_ns: int) -> tuple[Effect, ...]:
    """What the journal says of a gesture."""
    pads = [PADS[pad] for pad in made.pads]
    facts = {"name": made.kind, "pads": pads, "strength": made.strength, "value": made.value}
    return note(at_ns, "gesture", **facts, phase=made.phase)


def _heard(world: World) -> tuple[Effect, ...]:
    asked = world.heard.asked
    symbols = list(world.heard.measure.symbols)
    return note(world.time_ns, "measure", bar=asked.bar, levels=list(asked.levels), symbols=symbols)
