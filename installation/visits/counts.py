"""One visit in counts: what is kept of everybody, without names and without the time of any single touch.

Owns how a touch, a change of the tune, a hint or a gesture is counted, and the rows that come of it. Refuses to know
when a visit begins and ends (diary.py does) and where rows go.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from installation.score import PADS

if TYPE_CHECKING:
    from collections.abc import Mapping

HELPED_NS = 10_000_000_000
"""A hint has helped if a touch changes the tune so soon after it."""
LONGEST_MINUTES = 60
"""Later minutes are counted with the last."""
Rows = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]
"""Table -> key of a row without the visit's number -> the rest of the row."""


class Stay(Struct, frozen=True):
    """A guidance level while it held."""

    level: int
    name: str
    reason: str
    begun_ns: int
    ended_ns: int = -1
    touches: int = 0
    steered: int = 0


class Use(Struct, frozen=True):
    """Touches, and how many of them changed the tune."""

    touches: int = 0
    steered: int = 0


class PadUse(Use, frozen=True):
    """What a pad was used for."""

    touched_ns: int = 0
    hardest: float = 1.0


class Minute(Use, frozen=True):
    """A minute of the visit."""

    measures: int = 0
    measures_new: int = 0


class Marks(Struct, frozen=True):
    """Marks on a pad's gauge that were to be reached."""

    reached: int = 0
    missed: int = 0
    tried_s: float = 0.0


class Held(Struct, frozen=True):
    """A place of the level grid."""

    times: int = 0
    held_ns: int = 0


class Hint(Struct, frozen=True):
    """A hint, and when a touch next changed the tune."""

    hint: str
    reason: str
    level: int
    at_ns: int
    after_ns: int = -1


class Touch(Struct, frozen=True):
    """A touch that goes on."""

    since_ns: int
    steered: bool = False


class Tune(Struct, frozen=True):
    """What is heard now."""

    style: str = ""
    bar: int = 0
    levels: tuple[float, ...] = (1.0,) * len(PADS)
    symbols: tuple[int, ...] = ()

    @property
    def place(self) -> tuple[str, int]:
        """The place of the level grid: whole levels less 1 as the digits of a number."""
        place = 0
        for level in self.levels:
            place = place * 10 + min(9, max(0, int(level + 0.5) - 1))
        return self.style, place


class Visit(Struct, frozen=True):
    """A visit so far; times are world time."""

    id: str
    begun_ns: int
    begun_by: str
    tune: Tune
    tune_ns: int  # since when it is heard, within the visit
    stays: tuple[Stay, ...]
    session: str = ""
    condition: str = ""
    step: str = ""
    style_first: str = ""
    ended_ns: int = -1
    ended_by: str = ""
    last_touch_ns: int = -1
    first_touch_ns: int = -1
    first_steering_ns: int = -1
    touching: Mapping[str, Touch] = {}
    pads: Mapping[str, PadUse] = {}
    minutes: Mapping[int, Minute] = {}
    gestures: Mapping[str, int] = {}
    marks: Mapping[str, Marks] = {}
    places: Mapping[tuple[str, int], Held] = {}
    heard: frozenset[tuple[int, ...]] = frozenset()
    measures: int = 0
    hints: tuple[Hint, ...] = ()
    kept: tuple[tuple[str, str, str], ...] = ()  # (what, style, facts as JSON)
    lost: int = 0


def begin(fresh_id: str, at_ns: int, by: str, tune: Tune, stay: Stay) -> Visit:
    """A visit that begins now, in this tune and at this level."""
    here = replace(stay, begun_ns=at_ns, touches=0, steered=0)
    return Visit(fresh_id, at_ns, by, tune, at_ns, (here,), style_first=tune.style, last_touch_ns=at_ns)


def press(visit: Visit, pad: str, at_ns: int) -> Visit:
    """A pad is touched."""
    use, stay = visit.pads.get(pad, PadUse()), visit.stays[-1]
    minute = visit.minutes.get(_minute(visit, at_ns), Minute())
    return replace(
        visit,
        touching={**visit.touching, pad: Touch(at_ns)},
        pads={**visit.pads, pad: replace(use, touches=use.touches + 1)},
        minutes={**visit.minutes, _minute(visit, at_ns): replace(minute, touches=minute.touches + 1)},
        stays=(*visit.stays[:-1], replace(stay, touches=stay.touches + 1)),
        first_touch_ns=at_ns if visit.first_touch_ns < 0 else visit.first_touch_ns,
        last_touch_ns=at_ns,
    )


def release(visit: Visit, pad: str, at_ns: int) -> Visit:
    """A pad is let go."""
    touch = visit.touching.get(pad)
    if touch is None:
        return visit
    use = visit.pads[pad]
    use = replace(use, touched_ns=use.touched_ns + max(0, at_ns - touch.since_ns))
    others = {name: other for name, other in visit.touching.items() if name != pad}
    return replace(visit, touching=others, pads={**visit.pads, pad: use}, last_touch_ns=at_ns)


def hear(visit: Visit, tune: Tune, at_ns: int) -> Visit:
    """Another measure is heard: because of the pads, or because the phrase goes on."""
    before = visit.tune
    visit = replace(_hold(visit, at_ns), tune=tune, tune_ns=at_ns)
    if tune.place != before.place:
        held = visit.places.get(tune.place, Held())
        visit = replace(visit, places={**visit.places, tune.place: replace(held, times=held.times + 1)})
    if tune.levels == before.levels or tune.style != before.style:
        return visit
    visit = replace(visit, pads={**visit.pads, **_pressed(visit, tune)})
    moved = tuple(
        pad
        for pad, now, was in zip(PADS, tune.levels, before.levels, strict=True)
        if now != was and pad in visit.touching
    )
    if tune.bar != before.bar or tune.symbols == before.symbols or not moved:
        return visit
    return _steer(visit, moved, at_ns)


def _pressed(visit: Visit, tune: Tune) -> dict[str, PadUse]:
    """How hard the touched pads were pressed at most."""
    levels = dict(zip(PADS, tune.levels, strict=True))
    return {
        pad: replace(use, hardest=max(use.hardest, levels[pad]))
        for pad, use in visit.pads.items()
        if pad in visit.touching
    }


def _steer(visit: Visit, moved: tuple[str, ...], at_ns: int) -> Visit:
    """The tune changed with these pads."""
    new = visit.tune.symbols not in visit.heard
    fresh = sum(not visit.touching[pad].steered for pad in moved)
    minute, stay = visit.minutes.get(_minute(visit, at_ns), Minute()), visit.stays[-1]
    minute = replace(minute, measures=minute.measures + 1, measures_new=minute.measures_new + new)
    minutes = {**visit.minutes, _minute(visit, at_ns): minute}
    touching, pads = dict(visit.touching), dict(visit.pads)
    for pad in moved:
        if not touching[pad].steered:
            began = min(_minute(visit, touching[pad].since_ns), LONGEST_MINUTES)
            then = minutes.get(began, Minute())
            minutes[began] = replace(then, steered=then.steered + 1)
            pads[pad] = replace(pads[pad], steered=pads[pad].steered + 1)
            touching[pad] = replace(touching[pad], steered=True)
    return replace(
        visit,
        measures=visit.measures + 1,
        heard=visit.heard | {visit.tune.symbols},
        minutes=minutes,
        touching=touching,
        pads=pads,
        stays=(*visit.stays[:-1], replace(stay, steered=stay.steered + fresh)),
        first_steering_ns=at_ns if visit.first_steering_ns < 0 else visit.first_steering_ns,
        hints=tuple(_helped(hint, at_ns) for hint in visit.hints),
    )


def _helped(hint: Hint, at_ns: int) -> Hint:
    fresh = hint.after_ns < 0 and 0 <= at_ns - hint.at_ns <= HELPED_NS
    return replace(hint, after_ns=at_ns - hint.at_ns) if fresh else hint


def go_to(visit: Visit, stay: Stay) -> Visit:
    """Another guidance level holds."""
    left = replace(visit.stays[-1], ended_ns=stay.begun_ns)
    return replace(visit, stays=(*visit.stays[:-1], left, stay))


def gesture(visit: Visit, kind: str) -> Visit:
    """A gesture was recognised."""
    return replace(visit, gestures={**visit.gestures, kind: visit.gestures.get(kind, 0) + 1})


def try_mark(visit: Visit, pad: str, tried_s: float, *, reached: bool) -> Visit:
    """A mark on a pad's gauge was reached, or given up, after so many seconds of trying."""
    one = visit.marks.get(pad, Marks())
    one = Marks(one.reached + reached, one.missed + (not reached), one.tried_s + tried_s)
    return replace(visit, marks={**visit.marks, pad: one})


def hint(visit: Visit, given: Hint) -> Visit:
    """A hint is shown."""
    return replace(visit, hints=(*visit.hints, given))


def keep(visit: Visit, what: str, facts: Mapping[str, Any]) -> Visit:
    """The visitor keeps a tune."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return replace(visit, kept=(*visit.kept, (what, visit.tune.style, text)))


def end(visit: Visit, at_ns: int, by: str) -> Visit:
    """The visit is over; one that was left alone ended with its last touch."""
    for pad in tuple(visit.touching):
        visit = release(visit, pad, at_ns)
    ended_ns = max(visit.begun_ns, visit.last_touch_ns if by in {"idle", "closed"} else at_ns)
    return replace(_hold(visit, ended_ns), ended_ns=ended_ns, ended_by=by)


def _hold(visit: Visit, until_ns: int) -> Visit:
    """Count how long the tune of now has been held."""
    held = visit.places.get(visit.tune.place, Held())
    held = replace(held, held_ns=held.held_ns + max(0, until_ns - visit.tune_ns))
    return replace(visit, places={**visit.places, visit.tune.place: held}, tune_ns=until_ns)


def _minute(visit: Visit, at_ns: int) -> int:
    return min(max(0, at_ns - visit.begun_ns) // 60_000_000_000, LONGEST_MINUTES)


def _s(ns: int) -> float:
    return round(ns / 1e9, 1)


def summary(visit: Visit, begun_utc_s: int, offset_min: int) -> tuple[Any, ...]:
    """The visit's own row after its number, as tables.VISITS has it.

    Args:
        visit: the visit.
        begun_utc_s: when it began, seconds since 1970; cut to the minute here.
        offset_min: minutes by which local time was ahead then.
    """
    touched, steered = visit.first_touch_ns, visit.first_steering_ns
    walked_up = visit.begun_by == "touch" or touched < 0
    until_ns = visit.ended_ns if visit.ended_by else max(visit.last_touch_ns, visit.begun_ns)
    return (
        visit.id,
        begun_utc_s // 60 * 60,
        offset_min,
        visit.begun_by,
        visit.ended_by,
        _s(until_ns - visit.begun_ns),
        None if walked_up else _s(touched - visit.begun_ns),
        None if steered < 0 else _s(steered - touched),
        visit.style_first,
        max(stay.level for stay in visit.stays),
        sum(use.touches for use in visit.pads.values()),
        _s(sum(use.touched_ns for use in visit.pads.values())),
        sum(use.steered for use in visit.pads.values()),
        visit.measures,
        len(visit.heard),
        len(visit.hints),
        len(visit.kept),
        visit.session,
        visit.condition,
        visit.step,
        visit.lost,
    )


def rows(visit: Visit, now_ns: int) -> Rows:
    """The rows of tables.OF_A_VISIT, without the visit's number."""
    end_ns = visit.ended_ns if visit.ended_by else now_ns
    return {
        "levels": {
            (nth,): (stay.level, stay.name, stay.reason, _stayed(stay, end_ns), stay.touches, stay.steered)
            for nth, stay in enumerate(visit.stays, start=1)
        },
        "touches": {
            (pad,): (use.touches, _s(use.touched_ns), use.steered, use.hardest)
            for pad, use in visit.pads.items()
        },
        "minutes": {
            (minute,): (one.touches, one.steered, one.measures, one.measures_new)
            for minute, one in visit.minutes.items()
        },
        "gestures": {(kind,): (times,) for kind, times in visit.gestures.items()},
        "marks": {
            (pad,): (one.reached, one.missed, round(one.tried_s, 1)) for pad, one in visit.marks.items()
        },
        "measures": {place: (held.times, held.held_ns // 1_000_000) for place, held in visit.places.items()},
        "hints": {
            (nth,): (
                one.hint,
                one.reason,
                one.level,
                int(one.after_ns >= 0),
                None if one.after_ns < 0 else _s(one.after_ns),
            )
            for nth, one in enumerate(visit.hints, start=1)
        },
        "kept": {(nth,): one for nth, one in enumerate(visit.kept, start=1)},
    }


def _stayed(stay: Stay, end_ns: int) -> float:
    return _s(max(0, (stay.ended_ns if stay.ended_ns >= 0 else end_ns) - stay.begun_ns))
