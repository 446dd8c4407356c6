"""What a whole hand does: squeeze, keep, twist. The rules of precedence are drawn in gestures.py.

Owns the grips of all pads at once. Refuses to know single fingers.
"""

from __future__ import annotations

import cmath
import math

from msgspec.structs import replace

from installation.pads.contacts import TOGETHER_S, Gesture, GestureState, Grip, Told, Turn, down, serve

SQUEEZE, KEEP, TWIST = "squeeze", "keep", "twist"

SQUEEZE_S, SQUEEZE_LEAST = 0.600, 0.12
KEEP_TAP_S, KEEP_S = 0.300, 0.600
"""A keep is the whole hand down twice: each time for so long at most, the second begun so long after the first."""
TWIST_DEGREES, TWIST_STEP_DEGREES, TWIST_S = 60.0, 15.0, 0.25
TAKEN_OVER, MOVED = 0.5, 0.06
"""A finger that is lifted turns the pattern as well; in a twist other pads take over so much of what a pad loses, and
so much of the whole grip goes from pad to pad."""

_GRIP_S, _GRIP, _LOPSIDED, _BACK_DEGREES = 0.3, 0.05, 0.12, 20.0
_SETTLED_S = 0.15  # a grip whose last finger has only just come has no pattern yet
# More growth than its own low pass of that time, or more degrees a second: a finger has come or gone.
_GROWN, _LEVEL_S, _QUICKEST = 1.2, 0.3, 800.0


def squeeze(state: GestureState, _pressures: tuple[float, ...]) -> Told:
    """The whole hand, down and up: a squeeze, unless it comes twice, and short each time; that is a keep."""
    pads, first = tuple(range(len(state.contacts))), state.grip
    state, fresh = _gripped(state)
    if fresh is None and (first is None or _may_come_twice(state, first)):
        return state, ()
    if first and fresh and fresh.began_s - first.began_s <= KEEP_S and fresh.seconds <= KEEP_TAP_S:
        strength, apart_s = (first.strength + fresh.strength) / 2, fresh.began_s - first.began_s
        return replace(state, grip=None), (Gesture(KEEP, pads, strength, apart_s),)
    waits = fresh if fresh and fresh.seconds <= KEEP_TAP_S else None
    over = [grip for grip in (first, fresh) if grip and grip is not waits]
    told = tuple(Gesture(SQUEEZE, pads, grip.strength, grip.seconds) for grip in over)
    return replace(state, grip=waits), told


def _gripped(state: GestureState) -> tuple[GestureState, Grip | None]:
    """All pads taken within TOGETHER_S and all let go within SQUEEZE_S, just now."""
    free = [c for c in state.ended if not c.said]
    if any(state.contacts) or len({c.pad for c in free}) < len(state.contacts):
        return state, None
    newest = {c.pad: c for c in free}.values()
    starts = [c.began_s for c in newest]
    together = max(starts) - min(starts) <= TOGETHER_S
    seconds = state.time_s - min(starts)
    if not together or seconds > SQUEEZE_S or min(c.peak for c in newest) < SQUEEZE_LEAST:
        return state, None
    pads = tuple(range(len(state.contacts)))
    strength = sum(c.peak for c in newest) / len(pads)
    return serve(state, pads, SQUEEZE), Grip(min(starts), strength, seconds)


def _may_come_twice(state: GestureState, first: Grip) -> bool:
    """Whether the hand may still come down again for a keep, or has and may still go up in time."""
    if state.time_s - first.began_s <= KEEP_S:
        return True
    begun = [c.began_s for c in down(state) if not c.said]
    return bool(begun) and min(begun) - first.began_s <= KEEP_S and state.time_s - min(begun) <= KEEP_TAP_S


def _pattern(pressures: tuple[float, ...]) -> complex:
    """Where around the body the pressure is: a vector of length 0..1, clockwise from the first pad."""
    count = len(pressures)
    weighted = [p * cmath.rect(1.0, 2 * math.pi * pad / count) for pad, p in enumerate(pressures)]
    return sum(weighted, 0j) / max(sum(pressures), 1e-9)


def twist(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """All pads kept down while the pattern of their pressures turns."""
    held = down(state)
    if len(held) < len(state.contacts) or min(pressures) < _GRIP * sum(pressures):
        return _let_go(state)
    total, turn = sum(pressures), state.turn
    if max(c.began_s for c in held) - min(c.began_s for c in held) > _GRIP_S:
        return state, ()
    fresh = state.time_s - max(c.began_s for c in held) < _SETTLED_S
    if turn is None or (not turn.told and (fresh or total > _GROWN * turn.level)):
        return replace(
            state, turn=Turn(state.time_s, level=total, first=pressures, direction=_pattern(pressures))
        ), ()
    before, turn = turn.degrees, _turned(turn, _pattern(pressures))
    level = turn.level + (total - turn.level) * min(1.0, state.step_s / _LEVEL_S)
    turn = replace(turn, level=level)
    lifted = total < turn.level / _GROWN or abs(turn.degrees - before) > _QUICKEST * state.step_s
    if not turn.told and (lifted or abs(turn.furthest - turn.degrees) > _BACK_DEGREES):
        turn = Turn(state.time_s, level=total, first=pressures, direction=turn.direction)
    return _tell_twist(replace(state, turn=turn), turn, pressures)


def _turned(turn: Turn, pattern: complex) -> Turn:
    """The grip goes on: by how much has its pattern turned? One without a side has not."""
    if abs(pattern) < _LOPSIDED:
        return replace(turn, direction=0j)
    if not turn.direction:
        return replace(turn, direction=pattern)
    degrees = turn.degrees + math.degrees(cmath.phase(pattern / turn.direction))
    furthest = degrees if abs(degrees) > abs(turn.furthest) else turn.furthest
    return replace(turn, degrees=degrees, furthest=furthest, direction=pattern)


def _taken_over(turn: Turn, pressures: tuple[float, ...]) -> bool:
    """Whether what some pads have lost since the turn began is on others now."""
    moved = [now - was for now, was in zip(pressures, turn.first, strict=True)]
    more, less = sum(max(each, 0.0) for each in moved), sum(max(-each, 0.0) for each in moved)
    return more >= max(TAKEN_OVER * less, MOVED * sum(pressures))


def _tell_twist(state: GestureState, turn: Turn, pressures: tuple[float, ...]) -> Told:
    pads, strength = tuple(range(len(state.contacts))), sum(pressures) / len(pressures)
    enough = abs(turn.degrees) >= TWIST_DEGREES and state.time_s - turn.began_s >= TWIST_S
    begins = not turn.told and enough and _taken_over(turn, pressures)
    moves = bool(turn.told) and abs(turn.degrees - turn.told) >= TWIST_STEP_DEGREES
    if not begins and not moves:
        return state, ()
    state = replace(state, turn=replace(turn, told=turn.degrees))
    told = Gesture(TWIST, pads, strength, turn.degrees, "begin" if begins else "move")
    return serve(state, pads, TWIST), (told,)


def _let_go(state: GestureState) -> Told:
    turn, state = state.turn, replace(state, turn=None)
    if turn is None or not turn.told:
        return state, ()
    pads = tuple(range(len(state.contacts)))
    return state, (Gesture(TWIST, pads, 0.0, turn.degrees, "end"),)
