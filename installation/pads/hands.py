"""Every way to press, as one set of four pads: one object or two, fingers on the screen's body, a recorded visit.

Owns what is pressed now, and when it was felt. Where several press at once, the strongest counts on each pad: two
people at two objects play one tune (ADR 0079).
Refuses to know messages, windows and files: their values arrive by name through the functions below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.pads import body, levels, objects
from installation.score import PADS

if TYPE_CHECKING:
    from installation.pads.body import BodyState, Finger
    from installation.pads.levels import Held
    from installation.pads.objects import ObjectsState

TOUCHED, LET_GO = 0.03, 0.015
"""A pad counts as touched from the first pressure on, until it falls below the second."""
_NOBODY = objects.NOBODY


class HandsState(Struct, frozen=True):
    """What is pressed now. Tuples have one value a pad, in the order of score.PADS."""

    objects: ObjectsState
    given: tuple[float, ...]  # pressures of a recorded visit
    fingers: tuple[tuple[int, Finger], ...]  # on the screen, by number
    body: BodyState
    pressures: tuple[float, ...]  # 0..1
    apart: tuple[
        tuple[float, ...], ...
    ]  # while a second object is pressed: the first hand's, and that one's; else ()
    held: tuple[Held, ...]  # how each level is held
    held_ns: int  # until when
    levels: tuple[float, ...]  # 1..10
    touched: tuple[bool, ...]
    since_ns: tuple[int, ...]  # when each was last touched or let go
    felt_ns: int  # when what is felt now arrived
    news_ns: int  # when the last of the values below arrived, if in this step

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with each pad; "" where an object can play it."""
        return objects.faults(self.objects)


def begin(remembered: str | None = None) -> HandsState:
    """Nothing pressed. `remembered` is what `remember` gave in an earlier run.

    Raises:
        ValueError: `remembered` is no such text.
    """
    return HandsState(
        objects=objects.begin(remembered),
        given=_NOBODY,
        fingers=(),
        body=body.rest_state(),
        pressures=_NOBODY,
        apart=(),
        held=(levels.FREE,) * len(PADS),
        held_ns=0,
        levels=(levels.LOWEST,) * len(PADS),
        touched=(False,) * len(PADS),
        since_ns=(-(10**18),) * len(PADS),
        felt_ns=0,
        news_ns=-1,
    )


def remember(state: HandsState) -> str:
    """What to keep across restarts, as text for `begin`."""
    return objects.remember(state.objects)


def take_frame(state: HandsState, at_ns: int, values: tuple[int, ...], board: str = "") -> HandsState:
    """A message of that board: raw values 0..65535. One with another count of pads than an object's is left out."""
    now = objects.take_frame(state.objects, at_ns, values, board)
    return state if now is state.objects else replace(state, objects=now, news_ns=at_ns)


def change_port(state: HandsState, board: str, device: str | None) -> HandsState:
    """An object has come, or is gone: what it pressed is let go."""
    if device is None:
        return replace(state, objects=objects.lose(state.objects, board))
    return replace(state, objects=objects.find(state.objects, board, device))


def recalibrate(state: HandsState) -> HandsState:
    """What the pads had learnt of the objects is forgotten."""
    return replace(begin(), objects=objects.recalibrate(state.objects))


def take_pressures(state: HandsState, at_ns: int, pressures: tuple[float, ...]) -> HandsState:
    """A recorded visit's pressures 0..1, one a pad; they hold until the next."""
    return replace(state, given=pressures, news_ns=at_ns)


def put_finger(state: HandsState, at_ns: int, number: int, finger: Finger) -> HandsState:
    """A finger came down on the screen's body, or moved."""
    others = tuple(pair for pair in state.fingers if pair[0] != number)
    return replace(state, fingers=(*others, (number, finger)), news_ns=at_ns)


def lift_finger(state: HandsState, at_ns: int, number: int) -> HandsState:
    """A finger left the screen's body."""
    others = tuple(pair for pair in state.fingers if pair[0] != number)
    return state if others == state.fingers else replace(state, fingers=others, news_ns=at_ns)


def forget_visitor(state: HandsState) -> HandsState:
    """Another visitor begins: every finger is off, and how strong the last one was is no longer believed."""
    return replace(state, objects=objects.forget_visitor(state.objects), fingers=(), given=_NOBODY)


def advance(state: HandsState, now_ns: int, step_ns: int) -> HandsState:
    """Let the body move for a step, and read what the pads feel.

    Args:
        state: the hands, with this step's news taken in.
        now_ns: world time at the end of the step.
        step_ns: how long the step is.
    """
    fingers = tuple(finger for _, finger in state.fingers)
    pushed = objects.strongest(objects.pressures(state.objects), state.given)
    moved = _moved(state.body, fingers, pushed, now_ns, step_ns)
    pressures = objects.strongest(pushed, body.pressures(moved, fingers)) if fingers else pushed
    apart = _apart(state, moved, fingers)
    if pressures == state.pressures and moved is state.body and apart == state.apart:
        return state
    touched = tuple(
        pressure >= (LET_GO if was else TOUCHED)
        for pressure, was in zip(pressures, state.touched, strict=True)
    )
    pressures = tuple(pressure if on else 0.0 for pressure, on in zip(pressures, touched, strict=True))
    felt_ns = max(now_ns - step_ns, state.news_ns)
    since_s = (now_ns - state.held_ns) / 1e9
    held = tuple(
        levels.advance(before, pressure, since_s)
        for before, pressure in zip(state.held, pressures, strict=True)
    )
    return replace(
        state,
        body=moved,
        pressures=pressures,
        apart=apart,
        held=held,
        held_ns=now_ns,
        levels=tuple(each.level for each in held),
        touched=touched,
        since_ns=tuple(
            felt_ns if now != was else since
            for now, was, since in zip(touched, state.touched, state.since_ns, strict=True)
        ),
        felt_ns=felt_ns,
    )


def _moved(
    now: body.BodyState, fingers: tuple[Finger, ...], pushed: tuple[float, ...], now_ns: int, step_ns: int
) -> body.BodyState:
    """The body a step later. Under an object's pads it is only seen, not felt: then every other step will do."""
    if fingers:
        return body.advance(now, fingers, pushed, step_ns / 1e9)
    return now if now_ns // step_ns % 2 else body.advance(now, fingers, pushed, 2 * step_ns / 1e9)


def _apart(
    state: HandsState, moved: body.BodyState, fingers: tuple[Finger, ...]
) -> tuple[tuple[float, ...], ...]:
    """What each of two hands presses, while one is at the second object: two hands' pads make no gesture of one."""
    places = state.objects.places
    if len(places) == 1 or not any(places[1].pressures):
        return ()
    one = objects.strongest(places[0].pressures, state.given)
    one = objects.strongest(one, body.pressures(moved, fingers)) if fingers else one
    return one, places[1].pressures
