"""What gestures do to the shape of the tune, as content/mapping.yaml has it.

Owns the shape that holds now, how far a gesture takes it, what changed last, and which gesture is worth trying next.
Refuses to know how a gesture is told from pressures and how a shape is heard. Where the guidance level names no
gestures, the tune is plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.measure.shape import NEUTRAL, Shape
from installation.score import PADS
from installation.settings import AS_IT_IS, BOUNDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from installation.pads.contacts import Gesture
    from installation.settings import Mapping, Steer

_BOTH_WAYS = {"slide", "twist"}
_QUARTER_TURN = 90.0
_NEVER_NS = -(10**18)
_REGISTER = "register"
TRY_S = 20.0
"""How long one gesture is proposed, before another that was not made yet."""


class Turning(Struct, frozen=True):
    """A twist under way: degrees when it was told, and the shape then."""

    degrees: float
    shape: Shape


class SteeringState(Struct, frozen=True):
    """What gestures have made of the tune.

    `wanted`: the style that a gesture of this very step asks for. `changed`: by the last gesture, and whether up.
    `tried`: the gestures that were made since the tune was plain.
    """

    shape: Shape = NEUTRAL
    turning: Turning | None = None
    wanted: str = ""
    changed: tuple[str, ...] = ()
    more: bool = False
    changed_ns: int = _NEVER_NS
    tried: tuple[str, ...] = ()


PLAIN = SteeringState()
"""How a visit begins."""


def put(shape: Shape, tried: tuple[str, ...] = ()) -> SteeringState:
    """A shape from elsewhere holds: a tune that was kept."""
    return PLAIN if shape == NEUTRAL and not tried else SteeringState(shape, tried=tried)


def to_try(state: SteeringState, mapping: Mapping, live: Collection[str], passed_s: float) -> str:
    """The gesture to propose: of those that change something here, one that was not made yet; "" if all were.

    Args:
        state: what holds.
        mapping: what each gesture changes; it is gone through in that order.
        live: the gestures that the guidance level names.
        passed_s: since the level began.
    """
    names = dict.fromkeys(steer.gesture for steer in mapping.steers if steer.gesture in live)
    left = [name for name in names if name not in state.tried]
    return left[int(passed_s / TRY_S) % len(left)] if left else ""


def advance(
    state: SteeringState,
    made: tuple[Gesture, ...],
    mapping: Mapping,
    live: Collection[str],
    style: str,
    now_ns: int,
) -> SteeringState:
    """Take in the gestures of a step.

    Args:
        state: what holds.
        made: the gestures told in this step.
        mapping: what each changes.
        live: the gestures that the guidance level names; without any, the tune is plain.
        style: the style that plays.
        now_ns: world time.
    """
    if not live:
        return PLAIN
    if state.wanted:
        state = replace(state, wanted="")
    for gesture in made:
        if gesture.kind in live:
            state = _take(_tried(state, gesture.kind), gesture, mapping, style, now_ns)
    return state


def _tried(state: SteeringState, name: str) -> SteeringState:
    """It was made: it need not be proposed again."""
    return state if name in state.tried else replace(state, tried=(*state.tried, name))


def _take(state: SteeringState, gesture: Gesture, mapping: Mapping, style: str, now_ns: int) -> SteeringState:
    """Everything that one gesture changes."""
    if gesture.phase == "end":
        return replace(state, turning=None)
    if gesture.phase == "begin":
        state = replace(state, turning=Turning(gesture.value, state.shape))
    pads = {PADS[pad] for pad in gesture.pads}
    before, wanted, changed = state.shape, "", list[str]()
    for steer in mapping.steers:
        if steer.gesture != gesture.kind or not pads.issuperset(steer.pads):
            continue
        if steer.changes == "style":
            wanted = _next(steer, style, gesture)
            changed.append("style")
            continue
        now = _steered(state, steer, gesture)
        if now != state.shape:
            changed.append(steer.changes)
            state = replace(state, shape=now)
    if not changed:
        return state
    more = _is_more(state.shape, before, changed[0])
    return replace(state, wanted=wanted, changed=tuple(changed), more=more, changed_ns=now_ns)


def _steered(state: SteeringState, steer: Steer, gesture: Gesture) -> Shape:
    """The shape after a gesture has acted through one steer."""
    if steer.changes == "mode":
        found = _next(steer, state.shape.mode or AS_IT_IS, gesture)
        return replace(state.shape, mode="" if found == AS_IT_IS else found)
    if gesture.kind == "twist":
        turning = state.turning or Turning(gesture.value, state.shape)
        turned = _way(steer) * (gesture.value - turning.degrees) / _QUARTER_TURN
        value = _of(turning.shape, steer.changes) + turned * steer.step
    elif gesture.kind in _BOTH_WAYS:
        value = _of(state.shape, steer.changes) + _way(steer) * (1 if gesture.value > 0 else -1) * steer.step
    else:
        value = _round_about(_of(state.shape, steer.changes), steer.low, steer.high, _way(steer) * steer.step)
    return _with(state.shape, steer.changes, min(steer.high, max(steer.low, value)))


def _round_about(value: float, low: float, high: float, step: float) -> float:
    """One step on; beyond an end it goes on from the other."""
    slack = abs(step) / 1_000
    if value + step > high + slack:
        return low
    return high if value + step < low - slack else value + step


def _next(steer: Steer, now: str, gesture: Gesture) -> str:
    """The name that follows (or goes before) in the steer's list, round and round."""
    way = _way(steer) * (-1 if gesture.kind in _BOTH_WAYS and gesture.value < 0 else 1)
    at = steer.through.index(now) if now in steer.through else -1 if way > 0 else 0
    return steer.through[(at + way) % len(steer.through)]


def _way(steer: Steer) -> int:
    return 1 if steer.direction == "up" else -1


def _of(shape: Shape, name: str) -> float:
    return float(getattr(shape, name))


def _with(shape: Shape, name: str, value: float) -> Shape:
    return replace(shape, **{name: round(value) if name == _REGISTER else round(value, 6)})


def _is_more(now: Shape, before: Shape, name: str) -> bool:
    return name in BOUNDS and _of(now, name) > _of(before, name)
