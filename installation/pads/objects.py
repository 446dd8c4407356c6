"""The objects in the room, one or two: which is here, how hard its pads are pressed, and what was learnt of it.

Owns how objects are told apart, by the lasting number of each one's board: an object that comes back finds its place
and its calibration again, whatever the other one does meanwhile. Where two press the same pad the stronger leads.
Refuses to know ports, files and fingers on a screen.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from installation.pads import calibration, remembered
from installation.pads.calibration import CalibrationState  # noqa: TC001 - msgspec reads it
from installation.score import PADS

MOST = 2
"""Objects that play at once: a hand each."""
REMEMBERED = 8
"""Objects that are remembered; of those that are not here the oldest is forgotten first."""
NOBODY = (0.0,) * len(PADS)
_FINE = ("",) * len(PADS)
_LONGEST_FRAME_S = 0.5


class ObjectState(Struct, frozen=True):
    """One object. Tuples have one value a pad, in the order of score.PADS."""

    known: CalibrationState
    board: str = ""  # its number; "" as long as it has not said it
    device: str = ""  # the port that it is on; "" while it is not here
    seen: bool = False  # it was here since the installation began
    frame_ns: int = -1  # when it last spoke; -1: not since it came
    pressures: tuple[float, ...] = NOBODY

    @property
    def here(self) -> bool:
        """Whether it plays now."""
        return bool(self.device) or self.frame_ns >= 0


class ObjectsState(Struct, frozen=True):
    """`places`: the first object, and the second once there was one. `others`: those that are only remembered."""

    places: tuple[ObjectState, ...]
    others: tuple[tuple[str, CalibrationState], ...] = ()


def begin(text: str | None = None) -> ObjectsState:
    """Nobody presses. `text` is what `remember` gave in an earlier run: each object will find its place again.

    Raises:
        ValueError: `text` is no such text.
    """
    known = remembered.read(text) if text is not None else ()
    known = tuple(each for each in known if len(each[1].pads) == len(PADS))
    if not known:
        return ObjectsState((ObjectState(calibration.begin(len(PADS))),))
    return ObjectsState(tuple(ObjectState(each, board) for board, each in known[:MOST]), known[MOST:])


def remember(state: ObjectsState) -> str:
    """What to keep across restarts, as text for `begin`."""
    return remembered.write((*((each.board, each.known) for each in state.places), *state.others))


def find(state: ObjectsState, board: str, device: str = "") -> ObjectsState:
    """An object has come, or has said at last who it is. A third one at once is left out."""
    at = _place_for(state.places, board, device)
    if at is None:
        return state
    if at == len(state.places) or state.places[at].board != board:
        state = _take_place(state, at, board)
    if device:  # whoever was there before is not there any more
        state = _with(state, tuple(_gone(each) if each.device == device else each for each in state.places))
    return _put(state, at, replace(state.places[at], device=device, seen=True))


def lose(state: ObjectsState, board: str) -> ObjectsState:
    """That object is gone: what it pressed is let go, the other one plays on."""
    at = _place_of(state, board)
    if at is None:
        return state
    return _put(state, at, _gone(state.places[at]))


def take_frame(state: ObjectsState, at_ns: int, values: tuple[int, ...], board: str) -> ObjectsState:
    """A board's message: raw values 0..65535. One with another count of pads than the object's is left out."""
    if len(values) != len(PADS):
        return state
    at = _place_of(state, board)
    if at is None:  # of a board that nobody has told of: from a recorded visit, or a third one
        state = find(state, board)
        at = _place_of(state, board)
        if at is None:
            return state
    before = state.places[at]
    since_s = _LONGEST_FRAME_S if before.frame_ns < 0 else (at_ns - before.frame_ns) / 1e9
    known, pressures = calibration.advance(before.known, values, min(max(since_s, 0.0), _LONGEST_FRAME_S))
    now = ObjectState(known, before.board, before.device, before.seen, at_ns, pressures)
    return _put(state, at, now)


def pressures(state: ObjectsState) -> tuple[float, ...]:
    """How hard each pad is pressed on whichever object it is pressed harder, 0..1."""
    places = state.places
    return places[0].pressures if len(places) == 1 else strongest(places[0].pressures, places[1].pressures)


def touched(state: ObjectsState) -> tuple[bool, ...]:
    """Which pads are touched on the first object and then on the second, while both are here; else ()."""
    if len(state.places) < MOST or not all(each.here for each in state.places):
        return ()
    return tuple(pressure > 0.0 for each in state.places for pressure in each.pressures)


def faults(state: ObjectsState) -> tuple[str, ...]:
    """What is wrong with each pad, "" where one of the objects that are here can still play it."""
    here = [each.known.faults for each in state.places if each.here]
    if not any(map(any, here)):
        return _FINE
    return (
        here[0]
        if len(here) == 1
        else tuple(one if one and other else "" for one, other in zip(*here, strict=True))
    )


def forget_visitor(state: ObjectsState) -> ObjectsState:
    """Another visitor begins: how strong the last one was is no longer believed."""
    return _with(
        state, tuple(replace(each, known=calibration.forget_visitor(each.known)) for each in state.places)
    )


def recalibrate(state: ObjectsState) -> ObjectsState:
    """What was learnt of the objects that are here is forgotten; if none is, of every one."""
    here = any(each.here for each in state.places)
    fresh = calibration.begin(len(PADS))
    places = tuple(
        replace(each, known=fresh, pressures=NOBODY) if each.here or not here else each
        for each in state.places
    )
    return replace(state, places=places, others=state.others if here else ())


def strongest(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    """Of two hands on the same pad the stronger leads."""
    return tuple(map(max, one, other))


def _with(state: ObjectsState, places: tuple[ObjectState, ...]) -> ObjectsState:
    return replace(state, places=places)


def _put(state: ObjectsState, at: int, now: ObjectState) -> ObjectsState:
    return ObjectsState((*state.places[:at], now, *state.places[at + 1 :]), state.others)


def _gone(each: ObjectState) -> ObjectState:
    return replace(each, device="", frame_ns=-1, pressures=NOBODY)


def _place_of(state: ObjectsState, board: str) -> int | None:
    for at, each in enumerate(state.places):
        if each.board == board:
            return at
    return None


def _place_for(places: tuple[ObjectState, ...], board: str, device: str) -> int | None:
    """Its own place; that of the unnamed board on this port; an unused one; a second one; the last that is free."""
    wanted = (
        lambda each: each.board == board,
        lambda each: not each.board and each.device == device != "",
        lambda each: not each.board and not each.seen,
    )
    for fits in wanted:
        for at, each in enumerate(places):
            if fits(each):
                return at
    if len(places) < MOST:
        return len(places)
    return next((at for at in reversed(range(MOST)) if not places[at].here), None)


def _take_place(state: ObjectsState, at: int, board: str) -> ObjectsState:
    """Another board takes this place, with what was learnt of it; whose place it was is remembered."""
    before = state.places[at] if at < len(state.places) else None
    known = dict(state.others)
    mine = known.pop(board, None)
    if mine is None:
        unnamed = before is not None and not before.board
        mine = before.known if before is not None and unnamed else calibration.begin(len(PADS))
    if before is not None and before.board:
        known[before.board] = before.known
    others = tuple(known.items())[-(REMEMBERED - MOST) :]
    return replace(_put(state, at, ObjectState(mine, board)), others=others)
