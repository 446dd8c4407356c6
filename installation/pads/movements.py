"""What the hands have just done: the recogniser of gestures, asked at the pace of a board's frames.

Owns how often it is asked, what was made in this step, and what was made last. Refuses to know what a gesture does
to the music. While nobody touches, nothing changes: the same state comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.pads import gestures
from installation.score import PADS

if TYPE_CHECKING:
    from installation.pads.contacts import Gesture, GestureState

EVERY_NS = 4_000_000
"""250 times a second, as often as a board speaks."""
_LONGEST_S = 0.1
NEVER_NS = -(10**18)


class MovementsState(Struct, frozen=True):
    """`made`: the gestures told in this very step. `last`: the newest of all but press and release, and when."""

    recogniser: GestureState
    asked_ns: int = NEVER_NS
    made: tuple[Gesture, ...] = ()
    last: Gesture | None = None
    last_ns: int = NEVER_NS


def begin() -> MovementsState:
    """Nobody has touched yet."""
    return MovementsState(gestures.begin(len(PADS)))


def advance(state: MovementsState, pressures: tuple[float, ...], now_ns: int) -> MovementsState:
    """Go on to `now_ns` (world time) with these pressures 0..1, one a pad."""
    if not any(pressures) and state.recogniser.at_rest:
        return replace(state, made=()) if state.made else state
    since_ns = now_ns - state.asked_ns
    if since_ns < EVERY_NS:
        return replace(state, made=()) if state.made else state
    dt_s = since_ns / 1e9 if since_ns <= _LONGEST_S * 1e9 else EVERY_NS / 1e9
    recogniser, made = gestures.advance(state.recogniser, pressures, dt_s)
    telling = [each for each in made if each.kind not in {gestures.PRESS, gestures.RELEASE}]
    return MovementsState(
        recogniser=recogniser,
        asked_ns=now_ns,
        made=made,
        last=telling[-1] if telling else state.last,
        last_ns=now_ns if telling else state.last_ns,
    )
