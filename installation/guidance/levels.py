"""Which guidance level holds, which pads play in it, and what is said: decisions, each with its reason.

Owns the level, its lock, whose turn it is among the pads, and how long nobody has touched the object.
Refuses to know how a pad was pressed, what the tune does, or in which language anything is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.score import PADS

if TYPE_CHECKING:
    from installation.settings import Level, Levels


class GuidanceState(Struct, frozen=True):
    """Where the visitor stands."""

    level: int
    since_ns: int
    locked: bool = False
    turn: int = 0  # index into the level's pads, when they play in turn
    presses: int = 0  # of the pad whose turn it is
    touched: tuple[bool, ...] = (False,) * len(PADS)
    last_touch_ns: int = 0
    missed_ns: int = -(10**18)  # when a pad was last touched that does not play here


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of level, and why."""

    level: int
    before: int
    reason: str


MISSED_SHOWN_NS = 4_000_000_000
"""How long the wall says that another pad plays now."""


def begin(levels: Levels, at_ns: int, level: int | None = None, *, locked: bool = False) -> GuidanceState:
    """The state in which a visit begins: at the given level, or where content/levels.yaml says."""
    number = levels.number(levels.start) if level is None else level
    return GuidanceState(level=number, since_ns=at_ns, last_touch_ns=at_ns, locked=locked)


def choose(state: GuidanceState, level: int, at_ns: int, reason: str) -> tuple[GuidanceState, Decision]:
    """Go to a level: its turns begin again, and the wait for a touch too."""
    decision = Decision(level=level, before=state.level, reason=reason)
    fresh = GuidanceState(level, at_ns, locked=state.locked, touched=state.touched, last_touch_ns=at_ns)
    return fresh, decision


def advance(
    state: GuidanceState, levels: Levels, touched: tuple[bool, ...], at_ns: int
) -> tuple[GuidanceState, Decision | None]:
    """Take in which pads are touched now; a locked level stays, whatever hands do or leave undone."""
    rule = levels.levels[state.level]
    begun = tuple(now and not before for now, before in zip(touched, state.touched, strict=True))
    if touched != state.touched:
        state = _count_presses(replace(state, touched=touched), rule, begun, at_ns)
    if any(touched):
        state = replace(state, last_touch_ns=at_ns)
    if state.locked:
        return state, None
    if any(begun) and rule.on_touch is not None:
        state, decision = choose(state, levels.number(rule.on_touch), at_ns, "somebody touched the object")
        first = PADS[begun.index(True)]
        pads = levels.levels[state.level].pads
        return replace(state, turn=pads.index(first) if first in pads else 0, presses=1), decision
    if rule.on_idle is not None and rule.idle_s is not None and _idle_s(state, at_ns) >= rule.idle_s:
        return choose(state, levels.number(rule.on_idle), at_ns, f"no touch for {rule.idle_s:g} s")
    return state, None


def _count_presses(state: GuidanceState, rule: Level, begun: tuple[bool, ...], at_ns: int) -> GuidanceState:
    """Note presses and misses; once a pad was pressed often enough and hands are off, the next has its turn."""
    if rule.in_turn and state.presses >= rule.presses_a_turn and not any(state.touched):
        return replace(state, turn=(state.turn + 1) % len(rule.pads), presses=0)
    if not any(begun):
        return state
    live = live_pads(state, rule)
    if not any(new and on for new, on in zip(begun, live, strict=True)):
        return replace(state, missed_ns=at_ns)
    return replace(state, presses=state.presses + 1)


def live_pads(state: GuidanceState, rule: Level) -> tuple[bool, ...]:
    """Which pads steer the tune at this level now, in the order of PADS."""
    names = (rule.pads[state.turn],) if rule.in_turn else rule.pads
    return tuple(name in names for name in PADS)


def said(state: GuidanceState, rule: Level, at_ns: int) -> str:
    """The key of the one sentence that guidance has to say now, or ""."""
    if rule.warn_s is not None and _idle_s(state, at_ns) >= rule.warn_s and not state.locked:
        return "hint.still_there"
    if rule.pads and at_ns - state.missed_ns < MISSED_SHOWN_NS:
        return "hint.glowing_pad"
    return ""


def task(state: GuidanceState, rule: Level) -> str:
    """The key of what to do at this level: one step, one action."""
    if rule.in_turn:
        return f"level.{rule.name}.task.{rule.pads[state.turn]}"
    return f"level.{rule.name}.task"


def _idle_s(state: GuidanceState, at_ns: int) -> float:
    return (at_ns - state.last_touch_ns) / 1e9
