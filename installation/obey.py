"""What facilitators command and doors report: taken before anything else in a step.

Owns what each command does to the world. Refuses to know where a command came from: key, page or recorded visit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from installation.effects import EndAllNotes, MuteSound, NoteDown, SetVolume, frame_at
from installation.explanation.telling import SILENT
from installation.explanation.what import UNMARKED
from installation.guidance import levels as guidance
from installation.guidance import steering
from installation.house import advance
from installation.inputs import (
    ConditionSet,
    KeepingChanged,
    LevelChosen,
    LockSet,
    PortChanged,
    RecalibrateAsked,
    ResetAsked,
    SoundChanged,
    SoundReported,
    StyleChosen,
    VisitBegun,
    VisitEnded,
)
from installation.pads import hands, movements
from installation.score import PADS
from installation.sequencer import band, cue, foretaste, plan
from installation.sequencer.transport import at_tempo
from installation.visits.condition import condition
from installation.world import LEAD_NS

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.guidance.decision import Decision
    from installation.house import House
    from installation.inputs import Input
    from installation.world import Rules, World


def obey(world: World, inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Take the commands of facilitators and the news of doors."""
    effects: tuple[Effect, ...] = ()
    for told in inputs:
        match told:
            case LevelChosen():
                world, asked = _choose_level(world, told, rules)
            case LockSet(at_ns=at_ns, locked=locked):
                state = replace(world.guidance, locked=locked, last_touch_ns=at_ns)
                world, asked = replace(world, guidance=state), note(at_ns, "lock", locked=locked)
            case StyleChosen(at_ns=at_ns, style=style):
                world, asked = play_style(world, style, at_ns, rules)
            case ResetAsked(at_ns=at_ns) | VisitBegun(at_ns=at_ns) | VisitEnded(at_ns=at_ns):
                world, asked = _reset(_kept(world, told)[0], at_ns, rules)
            case ConditionSet():
                world, asked = _set_condition(world, told, rules)
            case RecalibrateAsked(at_ns=at_ns):
                world, asked = _recalibrate(world, at_ns)
            case PortChanged() | SoundChanged() | SoundReported() | KeepingChanged():
                world, asked = _hear_of(world, told)
            case _:
                world, asked = _kept(world, told)
        effects += asked
    return world, effects


def _hear_of(
    world: World, told: PortChanged | SoundChanged | SoundReported | KeepingChanged
) -> tuple[World, tuple[Effect, ...]]:
    """News of doors."""
    match told:
        case PortChanged(at_ns=at_ns, device=device, board=board):
            return _change_port(world, device, board), note(at_ns, "port", device=device, board=board)
        case SoundChanged(at_ns=at_ns, state=state):
            return replace(world, sound=state), note(at_ns, "sound", state=state)
        case KeepingChanged(at_ns=at_ns, state=state):
            return replace(world, keeping=state), note(at_ns, "keeping", state=state)
        case SoundReported(report=report):
            return replace(world, report=report), ()


def _choose_level(world: World, told: LevelChosen, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """A person chose a level: that holds even when the level is locked."""
    if not 0 <= told.level < len(rules.levels.levels):
        return world, note(told.at_ns, "refused", reason=f"there is no level {told.level}")
    state, decision = guidance.choose(
        world.guidance, told.level, told.at_ns, "a facilitator chose it", chosen=True
    )
    return replace(world, guidance=state), decided(decision, told.at_ns, rules)


def _set_condition(world: World, told: ConditionSet, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """A condition of a study begins or ends; what was told before it is forgotten."""
    found = None
    if told.name:
        kinds = {"explanations": told.explanations, "published": told.published}
        usual = rules.levels if world.condition is None else world.condition.usual
        found = condition(told.session, told.name, usual, **kinds)
    world = replace(world, condition=found, telling=SILENT, change=None, marks=UNMARKED)
    return world, note(told.at_ns, "condition", session=told.session, condition=told.name, step=told.step)


def _kept(world: World, told: Input) -> tuple[World, tuple[Effect, ...]]:
    """What the house takes in; anything else changes nothing."""
    house = advance(world.house, told)
    if house is world.house:
        return world, ()
    changed = {name: value for name, value in asdict(house).items() if value != getattr(world.house, name)}
    return replace(world, house=house), (*_loudness(world, house), *note(told.at_ns, "house", **changed))


def _loudness(world: World, house: House) -> tuple[Effect, ...]:
    """What of a house's loudness is news to the sound."""
    frame = frame_at(world.time_ns + LEAD_NS)
    asked: tuple[Effect, ...] = ()
    if house.heard_db != world.house.heard_db:
        asked = (SetVolume(frame, house.heard_db),)
    return asked if house.muted == world.house.muted else (*asked, MuteSound(frame, house.muted))


def play_style(world: World, style: str, at_ns: int, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Another style begins at a bar line of its own, at once."""
    if style not in rules.styles:
        return world, note(at_ns, "refused", reason=f"there is no style {style!r}")
    tempo = rules.styles[style].tempo_bpm * world.steering.shape.tempo
    world, stopped = _from_a_bar_line(replace(world, style=style), tempo)
    return world, (*stopped, *note(at_ns, "style", style=style))


def play_at_tempo(world: World, tempo_bpm: float) -> tuple[World, tuple[Effect, ...]]:
    """The tune begins again at another tempo; nothing changes if it is the one that holds."""
    wanted = at_tempo(tempo_bpm, 0).beat_ns
    return (world, ()) if world.sequencer.transport.beat_ns == wanted else _from_a_bar_line(world, tempo_bpm)


def _from_a_bar_line(world: World, tempo_bpm: float) -> tuple[World, tuple[Effect, ...]]:
    """What sounds ends, and the tune begins at a bar line of its own, at once."""
    ended, stopped = plan.stop(world.sequencer, world.time_ns + LEAD_NS)
    transport = at_tempo(tempo_bpm, world.time_ns + LEAD_NS)
    sequencer = plan.begin(transport, world.time_ns + LEAD_NS, ended.next_note)
    silenced, hushed = band.stop(world.band, world.time_ns + LEAD_NS)
    players = band.begin(transport, world.time_ns + LEAD_NS, silenced.next_note)
    tasted, let_be = foretaste.stop(world.foretaste, world.time_ns + LEAD_NS)
    cued, gone = cue.stop(world.cue, world.time_ns + LEAD_NS)
    world = replace(world, sequencer=sequencer, band=players, foretaste=tasted, cue=cued)
    return world, (*stopped, *hushed, *let_be, *gone)


def _reset(world: World, at_ns: int, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Begin afresh; what the pads have learnt of the object stays, what they know of the visitor goes."""
    world = replace(world, gestures=movements.begin(), steering=steering.PLAIN)
    world, told = play_style(world, world.style, at_ns, rules)
    state = guidance.begin(rules.levels, at_ns, locked=world.guidance.locked)
    world = replace(world, guidance=state, hands=hands.forget_visitor(world.hands), sent=(0.0,) * len(PADS))
    end = EndAllNotes(frame_at(world.time_ns + LEAD_NS))
    return world, (*told, end, *note(at_ns, "reset", level=state.level))


def _recalibrate(world: World, at_ns: int) -> tuple[World, tuple[Effect, ...]]:
    return replace(world, hands=hands.recalibrate(world.hands)), note(at_ns, "recalibrate")


def _change_port(world: World, device: str | None, board: str) -> World:
    """An object came or went; `port` is that of the first one that is here."""
    felt = hands.change_port(world.hands, board, device)
    here = [each.device for each in felt.objects.places if each.device]
    return replace(world, port=here[0] if here else "lost", hands=felt)


def decided(decision: Decision, at_ns: int, rules: Rules) -> tuple[Effect, ...]:
    """What the journal says of a decision of the guidance."""
    facts = dict(decision.facts)
    if decision.kind == "level":
        facts["name"] = rules.levels.levels[facts["level"]].name
    return note(at_ns, decision.kind, **facts, reason=decision.reason)


def note(at_ns: int, kind: str, **facts: object) -> tuple[Effect, ...]:
    """A line for the journal."""
    return (NoteDown(at_ns, kind, dict(facts)),)
