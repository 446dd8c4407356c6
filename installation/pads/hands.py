"""Every way to press, as one set of four pads: a board, fingers on the screen's body, a recorded visit.

Owns what is pressed now, and when it was felt. Where several press at once, the strongest counts on each pad.
Refuses to know messages, windows and files: their values arrive by name through the functions below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.pads import body, calibration, levels
from installation.score import PADS

if TYPE_CHECKING:
    from installation.pads.body import BodyState, Finger
    from installation.pads.calibration import CalibrationState
    from installation.pads.levels import Held

TOUCHED, LET_GO = 0.03, 0.015
"""A pad counts as touched from the first pressure on, until it falls below the second."""
_NOBODY = (0.0,) * len(PADS)
_LONGEST_FRAME_S = 0.5


class HandsState(Struct, frozen=True):
    """What is pressed now. Tuples have one value a pad, in the order of score.PADS."""

    board: CalibrationState
    board_ns: int  # when the board last spoke
    board_pressures: tuple[float, ...]
    given: tuple[float, ...]  # pressures of a recorded visit
    fingers: tuple[tuple[int, Finger], ...]  # on the screen, by number
    body: BodyState
    pressures: tuple[float, ...]  # 0..1
    held: tuple[Held, ...]  # how each level is held
    held_ns: int  # until when
    levels: tuple[float, ...]  # 1..10
    touched: tuple[bool, ...]
    since_ns: tuple[int, ...]  # when each was last touched or let go
    felt_ns: int  # when what is felt now arrived
    news_ns: int  # when the last of the values below arrived, if in this step

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with each pad of the board; "" where all is well."""
        return self.board.faults


def begin(remembered: str | None = None) -> HandsState:
    """Nothing pressed. `remembered` is what `remember` gave in an earlier run.

    Raises:
        ValueError: `remembered` is no such text.
    """
    board = calibration.begin(len(PADS)) if remembered is None else calibration.from_json(remembered)
    return HandsState(
        board=board,
        board_ns=-1,
        board_pressures=_NOBODY,
        given=_NOBODY,
        fingers=(),
        body=body.rest_state(),
        pressures=_NOBODY,
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
    return calibration.to_json(state.board)


def take_frame(state: HandsState, at_ns: int, values: tuple[int, ...]) -> HandsState:
    """A board's message: raw values 0..65535. One with another count of pads than the object's is left out."""
    if len(values) != len(PADS):
        return state
    since_s = _LONGEST_FRAME_S if state.board_ns < 0 else (at_ns - state.board_ns) / 1e9
    board, pressures = calibration.advance(state.board, values, min(max(since_s, 0.0), _LONGEST_FRAME_S))
    return replace(state, board=board, board_ns=at_ns, board_pressures=pressures, news_ns=at_ns)


def lose_board(state: HandsState) -> HandsState:
    """The board is gone: what it pressed is let go."""
    return replace(state, board_pressures=_NOBODY, board_ns=-1)


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
    return replace(state, board=calibration.forget_visitor(state.board), fingers=(), given=_NOBODY)


def advance(state: HandsState, now_ns: int, step_ns: int) -> HandsState:
    """Let the body move for a step, and read what the pads feel.

    Args:
        state: the hands, with this step's news taken in.
        now_ns: world time at the end of the step.
        step_ns: how long the step is.
    """
    fingers = tuple(finger for _, finger in state.fingers)
    pushed = _strongest(state.board_pressures, state.given)
    moved = _moved(state.body, fingers, pushed, now_ns, step_ns)
    pressures = _strongest(pushed, body.pressures(moved, fingers)) if fingers else pushed
    if pressures == state.pressures and moved is state.body:
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


def _strongest(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(map(max, one, other))
