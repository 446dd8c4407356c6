"""One step of the world, to be read as one sentence: begin reading the installation here.

Owns the order of the stages, and nothing else of them. Refuses to know clocks, devices, chance and files:
the same world and the same inputs give the same world and the same effects, always.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation.effects import EndAllNotes, NoteDown, SeatBand, frame_at
from installation.explanation import what, whatif
from installation.guidance import levels as guidance
from installation.inputs import (
    FingerLifted,
    FingerMoved,
    LevelChosen,
    LockSet,
    PadFrameArrived,
    PortChanged,
    PressuresGiven,
    ResetAsked,
    SoundChanged,
    StyleChosen,
)
from installation.latent import tune
from installation.pads import hands
from installation.pads.body import Finger
from installation.score import PADS
from installation.sequencer import band, plan, touch
from installation.sequencer.transport import BARS, at_tempo
from installation.world import LEAD_NS, STEP_NS

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.effects import Effect
    from installation.inputs import Input
    from installation.settings import Level
    from installation.world import Rules, World

    Stage = Callable[[World, tuple[Input, ...], Rules], tuple[World, tuple[Effect, ...]]]


def step(world: World, inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Advance the world by STEP_NS: obey, feel, guide, ask, explain, play, touch.

    Args:
        world: the world now.
        inputs: what came in since the last step, in order of time.
        rules: what holds.

    Returns:
        The world after the step, and what it asks of the shell.
    """
    world = replace(world, step=world.step + 1)
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


def _obey(world: World, inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Take the commands of facilitators and the news of doors."""
    effects: tuple[Effect, ...] = ()
    for told in inputs:
        match told:
            case LevelChosen():
                world, asked = _choose_level(world, told, rules)
            case LockSet(at_ns=at_ns, locked=locked):
                state = replace(world.guidance, locked=locked, last_touch_ns=at_ns)
                world, asked = replace(world, guidance=state), _note(at_ns, "lock", locked=locked)
            case StyleChosen(at_ns=at_ns, style=style):
                world, asked = _choose_style(world, style, at_ns, rules)
            case ResetAsked(at_ns=at_ns):
                world, asked = _reset(world, at_ns, rules)
            case PortChanged(at_ns=at_ns, device=device):
                world, asked = _change_port(world, device), _note(at_ns, "port", device=device)
            case SoundChanged(at_ns=at_ns, state=state_now):
                world, asked = replace(world, sound=state_now), _note(at_ns, "sound", state=state_now)
            case _:
                continue
        effects += asked
    return world, effects


def _choose_level(world: World, told: LevelChosen, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """A person chose a level: that holds even when the level is locked."""
    if not 0 <= told.level < len(rules.levels.levels):
        return world, _note(told.at_ns, "refused", reason=f"there is no level {told.level}")
    state, decision = guidance.choose(world.guidance, told.level, told.at_ns, "a facilitator chose it")
    return replace(world, guidance=state), _decided(decision, told.at_ns, rules)


def _choose_style(world: World, style: str, at_ns: int, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Another style begins at a bar line of its own, at once."""
    if style not in rules.styles:
        return world, _note(at_ns, "refused", reason=f"there is no style {style!r}")
    ended, stopped = plan.stop(world.sequencer, world.time_ns + LEAD_NS)
    transport = at_tempo(rules.styles[style].tempo_bpm, world.time_ns + LEAD_NS)
    sequencer = plan.begin(transport, world.time_ns + LEAD_NS, ended.next_note)
    silenced, hushed = band.stop(world.band, world.time_ns + LEAD_NS)
    players = band.begin(transport, world.time_ns + LEAD_NS, silenced.next_note)
    world = replace(world, style=style, sequencer=sequencer, band=players)
    return world, (*stopped, *hushed, *_note(at_ns, "style", style=style))


def _reset(world: World, at_ns: int, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Begin afresh; what the pads have learnt of the object stays, what they know of the visitor goes."""
    world, told = _choose_style(world, world.style, at_ns, rules)
    state = guidance.begin(rules.levels, at_ns, locked=world.guidance.locked)
    world = replace(world, guidance=state, hands=hands.forget_visitor(world.hands), sent=(0.0,) * len(PADS))
    end = EndAllNotes(frame_at(world.time_ns + LEAD_NS))
    return world, (*told, end, *_note(at_ns, "reset", level=state.level))


def _change_port(world: World, device: str | None) -> World:
    if device is None:
        return replace(world, port="lost", hands=hands.lose_board(world.hands))
    return replace(world, port=device)


def _feel(world: World, inputs: tuple[Input, ...], _rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Boards, fingers on the screen and recorded visits become pressures and levels."""
    before = after = world.hands
    for told in inputs:
        match told:
            case PadFrameArrived(at_ns=at_ns, values=values):
                after = hands.take_frame(after, at_ns, values)
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
        for effect in _note(after.felt_ns, "press" if now else "release", pad=name)
    )
    return replace(world, hands=after), effects


def _guide(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Which level holds now."""
    state, decision = guidance.advance(world.guidance, rules.levels, world.hands.touched, world.time_ns)
    if state is world.guidance:
        return world, ()
    world = replace(world, guidance=state)
    return world, () if decision is None else _decided(decision, world.time_ns, rules)


def _ask(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Ask for the tune that the hands mean, and mark what came of it; look ahead if there is time to spare."""
    before = world.heard
    live = live_pads(world, rules)
    levels = tuple(level if plays else 1.0 for level, plays in zip(world.hands.levels, live, strict=True))
    bar = plan.bar(world.sequencer, world.time_ns + LEAD_NS) % BARS
    asked = tune.Asked(world.style, bar, (levels[0], levels[1], levels[2], levels[3]))
    kit = rules.kits[world.style]
    heard = tune.advance(before, asked, kit)
    marks = what.advance(world.marks, before, heard, world.time_ns)
    change = what.change(world.change, before, heard, world.time_ns)
    pad = _looked_at(world, live, rule_of(world, rules))
    preview = whatif.advance(world.preview, heard, pad, kit, spare=heard is before)
    if heard is before:
        return (world if preview is world.preview else replace(world, preview=preview)), ()
    world = replace(world, heard=heard, marks=marks, change=change, preview=preview)
    return world, _heard(world)


def _looked_at(world: World, live: tuple[bool, ...], rule: Level) -> int | None:
    """The pad whose next level is previewed: the hardest pressed one that plays."""
    if not rule.previews:
        return None
    pressed = [
        pressure if plays else 0.0 for pressure, plays in zip(world.hands.pressures, live, strict=True)
    ]
    return pressed.index(max(pressed)) if any(pressed) else None


def _play(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Play the ticks that are due: the melody, and the band under it."""
    world, seats = _seat(world, rules)
    rule = rule_of(world, rules)
    heard_ns, measure = world.time_ns + LEAD_NS, world.heard.measure
    state, effects = plan.advance(world.sequencer, measure, heard_ns, rule.loudness)
    if state is world.sequencer:
        return world, seats
    style = rules.styles[world.style]
    key = band.Key(style.tonic, style.mode, zlib.crc32(style.name.encode()))
    parts = frozenset(rule.parts)
    players, more = band.advance(world.band, state.transport, measure, key, heard_ns, rule.loudness, parts)
    return replace(world, sequencer=state, band=players), (*seats, *effects, *more)


def _seat(world: World, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Let those take their seats who play this style."""
    if world.seated == world.style:
        return world, ()
    style = rules.styles[world.style]
    who = style.instruments
    seats = (("melody", who.melody), ("drone", who.drone), ("bass", who.bass), ("percussion", who.percussion))
    seated = SeatBand(frame_at(world.time_ns + LEAD_NS), seats, style.tonic, style.gain_db)
    return replace(world, seated=world.style), (seated,)


def _touch(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Answer each touch with its own sound, a constant time after it arrived."""
    heard_ns = world.hands.felt_ns + LEAD_NS
    sent, effects = touch.advance(world.sent, world.hands.pressures, live_pads(world, rules), heard_ns)
    return (replace(world, sent=sent) if effects else world), effects


_STAGES: tuple[Stage, ...] = (_obey, _feel, _guide, _ask, _play, _touch)


def rule_of(world: World, rules: Rules) -> Level:
    """The rules of the guidance level that holds."""
    return rules.levels.levels[world.guidance.level]


def live_pads(world: World, rules: Rules) -> tuple[bool, ...]:
    """Which pads steer the tune now."""
    return guidance.live_pads(world.guidance, rule_of(world, rules))


def _decided(decision: guidance.Decision, at_ns: int, rules: Rules) -> tuple[Effect, ...]:
    name = rules.levels.levels[decision.level].name
    return _note(
        at_ns, "level", level=decision.level, name=name, before=decision.before, reason=decision.reason
    )


def _heard(world: World) -> tuple[Effect, ...]:
    asked = world.heard.asked
    symbols = list(world.heard.measure.symbols)
    return _note(world.time_ns, "measure", bar=asked.bar, levels=list(asked.levels), symbols=symbols)


def _note(at_ns: int, kind: str, **facts: object) -> tuple[Effect, ...]:
    return (NoteDown(at_ns, kind, dict(facts)),)
