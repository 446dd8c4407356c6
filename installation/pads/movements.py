"""What the hands have just done: the recogniser of gestures, asked at the pace of a board's frames.

Owns how often it is asked, what was made in this step, and what was made last. A hand on a second object has a
recogniser of its own: two hands' fingers make no gesture of one hand. Refuses to know what a gesture does to the
music. While nobody touches, nothing changes: the same state comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.pads import gestures, grips
from installation.score import PADS

if TYPE_CHECKING:
    from installation.pads.contacts import Gesture, GestureState

EVERY_NS = 4_000_000
"""250 times a second, as often as a board speaks."""
ECHO_NS = 400_000_000
"""What two hands do within this, each on its object, was done once: a squeeze, a keep."""
_LONGEST_S = 0.1
_ECHOED = {grips.SQUEEZE, grips.KEEP}
NEVER_NS = -(10**18)
_NOBODY = (0.0,) * len(PADS)


class MovementsState(Struct, frozen=True):
    """`made`: the gestures told in this very step. `last`: the newest of all but press and release, and when."""

    recogniser: GestureState  # of the one hand there is, or of the first
    other: GestureState  # of the hand on a second object
    asked_ns: int = NEVER_NS
    made: tuple[Gesture, ...] = ()
    last: Gesture | None = None
    last_ns: int = NEVER_NS
    twisting: int = -1  # which hand's twist is told, 0 or 1; -1: none


def begin() -> MovementsState:
    """Nobody has touched yet."""
    return MovementsState(gestures.begin(len(PADS)), gestures.begin(len(PADS)))


def advance(
    state: MovementsState,
    pressures: tuple[float, ...],
    now_ns: int,
    apart: tuple[tuple[float, ...], ...] = (),
) -> MovementsState:
    """Go on to `now_ns` (world time).

    Args:
        state: what was recognised before.
        pressures: 0..1, one a pad.
        now_ns: world time.
        apart: the same of each hand, while a second object is pressed; else ().
    """
    first, second = apart or (pressures, _NOBODY)
    alone = state.other.at_rest and not any(second)
    if alone and not any(first) and state.recogniser.at_rest:
        return replace(state, made=()) if state.made else state
    since_ns = now_ns - state.asked_ns
    if since_ns < EVERY_NS:
        return replace(state, made=()) if state.made else state
    dt_s = since_ns / 1e9 if since_ns <= _LONGEST_S * 1e9 else EVERY_NS / 1e9
    recogniser, made = gestures.advance(state.recogniser, first, dt_s)
    other, twisting = state.other, -1
    if not alone:
        other, more = gestures.advance(other, second, dt_s)
        recogniser, other, both = gestures.both_hands(recogniser, other)
        made, twisting = _led(state, made, more, now_ns)
        made += both
    telling = [each for each in made if each.kind not in {gestures.PRESS, gestures.RELEASE}]
    return MovementsState(
        recogniser=recogniser,
        other=other,
        asked_ns=now_ns,
        made=made,
        last=telling[-1] if telling else state.last,
        last_ns=now_ns if telling else state.last_ns,
        twisting=twisting,
    )


def _led(
    state: MovementsState, one: tuple[Gesture, ...], other: tuple[Gesture, ...], now_ns: int
) -> tuple[tuple[Gesture, ...], int]:
    """What two hands have made, and whose twist is told: one twists at a time, and what both do at once counts once."""
    kept, twisting = list[gestures.Gesture](), state.twisting
    if twisting < 0 and state.recogniser.turn is not None and state.recogniser.turn.told:
        twisting = 0  # the first hand has been twisting since before the second came
    for hand, gesture in [(0, each) for each in one] + [(1, each) for each in other]:
        if gesture.kind == grips.TWIST:
            twisting = hand if twisting < 0 and gesture.phase == "begin" else twisting
            if twisting != hand:
                continue
            twisting = -1 if gesture.phase == "end" else twisting
        lately = state.last is not None and state.last.kind == gesture.kind
        echo = (lately and now_ns - state.last_ns <= ECHO_NS) or any(
            each.kind == gesture.kind for each in kept
        )
        if gesture.kind in _ECHOED and echo:
            continue
        kept.append(gesture)
    return tuple(kept), twisting
