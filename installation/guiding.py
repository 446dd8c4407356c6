"""Guidance at work in the world: what it is shown of a moment, and what the journal says of its decisions.

Owns the way between the world and guidance/, and from there to ears; and the decoding that a mark on a gauge needs:
what the gauge shows where pressing leads. Refuses to decide anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation.explanation import what
from installation.guidance import levels as standing
from installation.guidance import policy, targets
from installation.latent.tune import REST_LEVELS, Asked
from installation.obey import decided
from installation.sequencer import cue
from installation.world import LEAD_NS

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.guidance.levels import GuidanceState
    from installation.inputs import Input
    from installation.latent.control import Levels
    from installation.latent.tune import Kit
    from installation.settings import Level
    from installation.world import Rules, World


def advance(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Which level holds now, which mark is set, who is helped."""
    hands, meters = world.hands, what.meters(world.heard.measure)
    state, decisions = policy.advance(
        world.guidance, rules.levels, hands.touched, hands.levels, meters, world.time_ns
    )
    if state is world.guidance:
        return world, ()
    told = tuple(effect for each in decisions for effect in decided(each, world.time_ns, rules))
    return replace(world, guidance=state), told


def hear(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """What the guidance asks for is heard, if the house has it so."""
    at_ns = world.time_ns + LEAD_NS
    if not world.house.cues:
        state, effects = cue.stop(world.cue, at_ns)
    else:
        told = _told(world.guidance, world.time_ns)
        tonic, loudness = rules.styles[world.style].tonic, rules.levels.levels[world.guidance.level].loudness
        state, effects = cue.advance(world.cue, told, tonic, at_ns, loudness)
    return (world if state is world.cue else replace(world, cue=state)), effects


def _told(state: GuidanceState, at_ns: int) -> cue.Told:
    """What stands there, as far as it is heard."""
    target, reached = state.aim.target, sum(state.aim.reached)
    if target is None or not targets.stands(state.aim):
        return cue.Told(reached=reached, level=state.level)
    return cue.Told(target.pad, targets.order(target, at_ns), reached, state.level)


def asked_levels(world: World, rule: Level, live: tuple[bool, ...]) -> Levels:
    """The pressure levels that the hands ask the model for: of pads that play, as finely as the level has them."""
    steps = rule.steps
    one, two, three, four = world.hands.levels
    return (
        standing.fine(one, steps) if live[0] else standing.LOWEST,
        standing.fine(two, steps) if live[1] else standing.LOWEST,
        standing.fine(three, steps) if live[2] else standing.LOWEST,
        standing.fine(four, steps) if live[3] else standing.LOWEST,
    )


def aimed(world: World, heard: Asked, kit: Kit) -> World:
    """Find where a mark stands, in a step that has a decode to spare; the same world if none is wanted."""
    place = (heard.style, heard.bar)
    wanted = targets.wanted(world.guidance.aim, place)
    if wanted is None:
        return world
    pad, level = wanted
    levels = list(REST_LEVELS)
    levels[pad] = level
    found = kit.play(Asked(heard.style, heard.bar, (levels[0], levels[1], levels[2], levels[3])))
    aim = targets.measured(world.guidance.aim, place, what.meters(found.measure)[pad])
    return replace(world, guidance=replace(world.guidance, aim=aim))
