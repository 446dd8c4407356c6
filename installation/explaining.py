"""Explanation at work in the world: what it is shown of a step, and which step's spare time it may use.

Owns the way between the world and explanation/. Refuses to decide what is explained. The tune itself comes first,
then a mark on a gauge, then looking ahead, then what is told once hands rest: of all these one decodes a step.
"""

from __future__ import annotations

from operator import and_
from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation import guiding
from installation.explanation import telling, whatif

if TYPE_CHECKING:
    from installation.settings import Level
    from installation.world import Rules, World


def advance(world: World, rule: Level, live: tuple[bool, ...], rules: Rules, *, spare: bool) -> World:
    """Look ahead, and into what hands did; `spare`: the tune itself was not decoded in this step."""
    kit, hands = rules.kits[world.style], world.hands
    if spare:
        aimed = guiding.aimed(world, world.heard.asked, kit)
        spare, world = aimed is world, aimed
    pads = whatif.candidates(hands.pressures, live) if "what_if" in rule.explains else ()
    ahead = whatif.advance(world.ahead, world.heard, pads, kit, rule.steps, spare=spare)
    spare = spare and ahead is world.ahead
    touched = hands.touched if False not in live else tuple(map(and_, hands.touched, live))
    told = telling.advance(
        world.telling, world.heard, touched, world.time_ns, kit, rules.familiar, spare=spare
    )
    if ahead is world.ahead and told is world.telling:
        return world
    return replace(world, ahead=ahead, telling=told)
