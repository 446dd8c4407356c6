"""Consent on the wall: while a study is on, a visitor may agree to be recorded in full, by holding all four pads.

Owns how somebody agrees, and when an agreement is over: with the visitor. Refuses to record anything, and to ask where
no study is on. Whoever agrees reads what it means on the wall; it asks adults only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation.guidance import levels as standing
from installation.obey import note

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.inputs import Input
    from installation.world import Rules, World

AGREES_NS = 3_000_000_000
"""All four pads held for so long: nobody does that by the way, and it is told before."""
OVER_S = 60.0
"""Nobody has touched it for so long, or it rests again: whoever comes now has agreed to nothing."""
ASKED_S = 30.0
"""The question stands while somebody is there."""
THANKED_NS = 5_000_000_000


def advance(world: World, _inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Take an agreement, or end one whose visitor is gone."""
    house = world.house
    if not house.study:
        return world, ()
    if house.consent:
        left = not rules.levels.levels[world.guidance.level].pads and not any(world.hands.touched)
        gone = left or standing.idle_s(world.guidance, world.time_ns) >= OVER_S
        if not gone or house.visit_ns >= 0 or world.condition is not None:
            return world, ()
        return replace(world, house=replace(house, consent=False)), note(
            world.time_ns, "consent", given=False
        )
    hands = world.hands
    if not all(hands.touched) or world.time_ns - max(hands.since_ns) < AGREES_NS:
        return world, ()
    return replace(world, house=replace(house, consent=True)), note(world.time_ns, "house", consent=True)


def said(world: World) -> str:
    """The key of what is asked or answered on the wall now, or ""."""
    hands, house = world.hands, world.house
    if not house.study or world.condition is not None:
        return ""
    if house.consent:
        held = all(hands.touched) and world.time_ns - max(hands.since_ns) < AGREES_NS + THANKED_NS
        return "consent.given" if held else ""
    return "consent.ask" if standing.idle_s(world.guidance, world.time_ns) < ASKED_S else ""
