"""Which guidance level holds, whose turn it is among its pads, and how long nobody has touched the object.

Owns the state of the guidance and every change of level but the policy's own (policy.py). Refuses to know what the
tune does, and in which language anything is said.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from installation.guidance import hints, targets
from installation.guidance.decision import NEVER_NS, Decision
from installation.score import PADS
from installation.words import with_gaps

if TYPE_CHECKING:
    from installation.guidance.hints import Help
    from installation.guidance.targets import Aim
    from installation.settings import Level, Levels

LOWEST, HIGHEST = 1.0, 10.0
"""Ends of a pad's pressure level."""
BEGAN = Decision("level", "it was switched on", {})


class GuidanceState(Struct, frozen=True):
    """Where the visitor stands."""

    level: int
    since_ns: int
    locked: bool = False
    chosen: bool = False  # a person chose this level: the policy leaves it
    turn: int = 0  # index into the level's pads, when they play in turn
    presses: int = 0  # of the pad whose turn it is
    touched: tuple[bool, ...] = (False,) * len(PADS)
    last_touch_ns: int = 0
    aim: Aim = targets.NO_AIM
    help: Help = hints.NO_HELP
    decided: Decision = BEGAN  # the newest decision
    looked_ns: int = NEVER_NS  # when the policy last looked, and at what
    pressed: tuple[float, ...] = ()
    meters: tuple[float, ...] = ()


def begin(levels: Levels, at_ns: int, level: int | None = None, *, locked: bool = False) -> GuidanceState:
    """The state in which a visit begins: at the given level, or where content/levels.yaml says."""
    number = levels.number(levels.start) if level is None else level
    aim, help_ = targets.begin(at_ns), hints.begin(at_ns)
    return GuidanceState(
        level=number, since_ns=at_ns, last_touch_ns=at_ns, locked=locked, aim=aim, help=help_
    )


def choose(
    state: GuidanceState, level: int, at_ns: int, reason: str, *, chosen: bool = False, **facts: Any
) -> tuple[GuidanceState, Decision]:
    """Go to a level: its turns, marks and hints begin again, and the wait for a touch too.

    Args:
        state: where the visitor stands.
        level: the level's number.
        at_ns: now.
        reason: why, in one plain sentence.
        chosen: whether a person chose it.
        facts: the evidence, as JSON values.
    """
    decision = Decision("level", reason, {"level": level, "before": state.level, **facts}, at_ns)
    fresh = GuidanceState(
        level,
        at_ns,
        locked=state.locked,
        chosen=chosen,
        touched=state.touched,
        last_touch_ns=at_ns,
        aim=targets.afresh(state.aim),
        help=hints.afresh(state.help, at_ns),
        decided=decision,
    )
    return fresh, decision


def advance(
    state: GuidanceState, levels: Levels, touched: tuple[bool, ...], at_ns: int
) -> tuple[GuidanceState, Decision | None]:
    """Take in which pads are touched now; a locked level stays, whatever hands do or leave undone."""
    rule = levels.levels[state.level]
    begun = tuple(now and not before for now, before in zip(touched, state.touched, strict=True))
    if touched != state.touched:
        state = _count_presses(replace(state, touched=touched, last_touch_ns=at_ns), rule, begun)
    if state.locked:
        return state, None
    if any(begun) and rule.on_touch is not None:
        return _welcome(state, levels, begun.index(True), rule.on_touch, at_ns)
    if rule.on_idle is not None and rule.idle_s is not None and idle_s(state, at_ns) >= rule.idle_s:
        reason = f"no touch for {rule.idle_s:g} s"
        state, decision = choose(state, levels.number(rule.on_idle), at_ns, reason, idle_s=rule.idle_s)
        return replace(state, aim=targets.begin(at_ns)), decision
    return state, None


def _welcome(
    state: GuidanceState, levels: Levels, first: int, to: str, at_ns: int
) -> tuple[GuidanceState, Decision]:
    """Somebody came: the pad that was touched has the first turn."""
    state, decision = choose(state, levels.number(to), at_ns, "somebody touched the object", pad=PADS[first])
    pads = levels.levels[state.level].pads
    turn = pads.index(PADS[first]) if PADS[first] in pads else 0
    return replace(state, turn=turn, presses=1, aim=targets.begin(at_ns)), decision


def _count_presses(state: GuidanceState, rule: Level, begun: tuple[bool, ...]) -> GuidanceState:
    """Note presses; once a pad has had its turn and hands are off, the next has its own."""
    if rule.in_turn and not any(state.touched) and _had_its_turn(state, rule):
        aim = targets.next_turn(state.aim)
        return replace(state, turn=(state.turn + 1) % len(rule.pads), presses=0, aim=aim)
    live = live_pads(state, rule)
    if any(new and on for new, on in zip(begun, live, strict=True)):
        return replace(state, presses=state.presses + 1)
    return state


def _had_its_turn(state: GuidanceState, rule: Level) -> bool:
    """Its mark was reached or missed; where none can be set, it was pressed often enough."""
    if targets.expected(state.aim, rule):
        return False
    return state.aim.over or state.presses >= rule.presses_a_turn


def live_pads(state: GuidanceState, rule: Level) -> tuple[bool, ...]:
    """Which pads steer the tune at this level now, in the order of PADS."""
    return _flags((rule.pads[state.turn],) if rule.in_turn else rule.pads)


@lru_cache(maxsize=64)
def _flags(names: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(name in names for name in PADS)


@lru_cache(maxsize=1024)
def fine(level: float, steps: int | None) -> float:
    """A pressure level (1..10) as finely as a guidance level has it: the nearest of that many whole ones."""
    if steps is None:
        return level
    step = math.floor((level - LOWEST) / (HIGHEST - LOWEST) * (steps - 1) + 0.5)
    return math.floor(LOWEST + (HIGHEST - LOWEST) * step / (steps - 1) + 0.5)


def task(state: GuidanceState, rule: Level, at_ns: int) -> str:
    """The key of what to do at this level: one step, one action; while a mark stands, on its pad."""
    target = state.aim.target
    if target is not None and targets.stands(state.aim):
        return with_gaps(f"target.{targets.order(target, at_ns)}", f"pad.{PADS[target.pad]}")
    if rule.in_turn:
        return f"level.{rule.name}.task.{rule.pads[state.turn]}"
    return f"level.{rule.name}.task"


def idle_s(state: GuidanceState, at_ns: int) -> float:
    """Seconds without a touch; 0 while somebody touches."""
    return 0.0 if any(state.touched) else (at_ns - state.last_touch_ns) / 1e9
