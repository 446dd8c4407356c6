"""The policy: when a mark is set, when somebody is helped, when a level is raised or lowered. Pure and seeded.

Owns the order of these and the two verdicts: a visitor has got a level who reaches so many of its last marks, and
is lost who misses so many in a row or heeds no hint. Not presses are counted but what was reached. What a person
chose or locked stays. Every decision carries its reason and evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation.guidance import hints, targets
from installation.guidance import levels as standing

if TYPE_CHECKING:
    from installation.guidance.decision import Decision
    from installation.guidance.levels import GuidanceState
    from installation.settings import Level, Levels

LOOK_NS = 40_000_000
"""How often the policy looks when nothing has changed: waits are seconds long."""
MOMENT_NS = 3_000_000_000
"""A level changes once hands are off, or after so long, so that nothing moves under a finger."""
UNHEEDED = 3
"""Hints in a row that a pressing visitor got nothing from: lost."""


def advance(
    state: GuidanceState,
    levels: Levels,
    touched: tuple[bool, ...],
    pressed: tuple[float, ...],
    meters: tuple[float, ...],
    at_ns: int,
) -> tuple[GuidanceState, tuple[Decision, ...]]:
    """Guide the visitor for one moment.

    Args:
        state: where the visitor stands.
        levels: the rules.
        touched: which pads are touched.
        pressed: their pressure levels, 1..10.
        meters: the gauges, 0..1, as the measure was decoded last.
        at_ns: now.

    Returns:
        The state after it (the same object when there was nothing to look at), and what was decided.
    """
    same = touched == state.touched and pressed == state.pressed and meters == state.meters
    if same and at_ns - state.looked_ns < LOOK_NS:
        return state, ()
    begun = tuple(now and not before for now, before in zip(touched, state.touched, strict=True))
    at_level = state.level
    state, moved = standing.advance(state, levels, touched, at_ns)
    state = replace(state, looked_ns=at_ns, pressed=pressed, meters=meters)
    if moved is not None:
        return state, (moved,)
    rule = levels.levels[at_level]
    live = standing.live_pads(state, rule)
    aim, aimed = targets.advance(state.aim, rule, live, touched, pressed, meters, at_ns)
    state = replace(state, aim=aim)
    helped, hinted = _help(state, rule, live, begun, at_ns)
    state = replace(state, help=helped)
    decisions = tuple(each for each in (aimed, hinted) if each is not None)
    if decisions:
        state = replace(state, decided=decisions[-1])
    state, verdict = _judged(state, levels, at_ns)
    return state, decisions if verdict is None else (*decisions, verdict)


def _help(
    state: GuidanceState, rule: Level, live: tuple[bool, ...], begun: tuple[bool, ...], at_ns: int
) -> tuple[hints.Help, Decision | None]:
    """Look whether the visitor is stuck."""
    if not rule.hints or not rule.pads:
        return state.help, None
    target = state.aim.target if targets.stands(state.aim) else None
    scene = hints.Scene(
        live=live,
        touched=state.touched,
        begun=begun,
        levels=state.pressed,
        meters=state.meters,
        target=target,
        near=target is not None and target.within_ns > 0,
        results=state.aim.ended,
        untouched_s=standing.idle_s(state, at_ns),
        at_ns=at_ns,
    )
    return hints.advance(state.help, scene)


def _judged(state: GuidanceState, levels: Levels, at_ns: int) -> tuple[GuidanceState, Decision | None]:
    """Raise or lower the level, once hands are off."""
    rule, aim = levels.levels[state.level], state.aim
    busy = any(state.touched) and at_ns - max(aim.ended_ns, state.help.said_ns) < MOMENT_NS
    if state.locked or state.chosen or busy:
        return state, None
    if rule.got is not None:
        last = aim.results[-rule.got.of :]
        if sum(last) >= rule.got.reached:
            reason = f"{sum(last)} of the last {len(last)} marks were reached"
            number = levels.number(rule.got.next)
            return standing.choose(state, number, at_ns, reason, results=list(aim.results))
    if rule.lost is not None:
        missed = rule.lost.missed
        last, unheeded = aim.results[-missed:], state.help.unheeded
        number = levels.number(rule.lost.back)
        if len(last) == missed and not any(last):
            reason = f"the last {missed} marks were missed"
            return standing.choose(state, number, at_ns, reason, results=list(aim.results))
        if unheeded >= UNHEEDED:
            reason = f"{unheeded} hints in a row led to nothing"
            return standing.choose(state, number, at_ns, reason, unheeded=unheeded)
    return state, None
