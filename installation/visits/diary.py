"""When a visit begins and when it is over: the journal's lines, folded into visits one after the other.

Owns which line means what, and the waits that end a visit. Refuses to know where lines come from and what becomes of
a visit that is over. A line is (world time in ns, kind, facts), as effects.NoteDown has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from installation.visits import counts
from installation.visits.counts import Hint, Stay, Tune, Visit
from installation.words import GAP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LED_IDLE_NS = 900_000_000_000
"""A visit that a facilitator began goes on without touches for a quarter of an hour: people talk."""


class Setup(Struct, frozen=True):
    """What holds: the levels' names, those at which nobody plays, and how long a visit waits for the next touch."""

    names: tuple[str, ...]
    resting: frozenset[int]
    idle_ns: int


class Diary(Struct, frozen=True):
    """The visit that goes on, if one does, and what the next one would begin with."""

    visit: Visit | None = None
    tune: Tune = Tune()
    stay: Stay = Stay(0, "", "", 0)
    session: str = ""
    condition: str = ""
    step: str = ""
    now_ns: int = 0
    over: tuple[Visit, ...] = ()  # ended, and not yet collected
    taken_back: tuple[str, ...] = ()  # visits whose consent was taken back, not yet collected


def collected(diary: Diary) -> Diary:
    """The diary after whoever keeps visits has taken those that are over."""
    return replace(diary, over=(), taken_back=())


def advance(
    diary: Diary, at_ns: int, kind: str, facts: Mapping[str, Any], fresh_id: str, setup: Setup
) -> Diary:
    """Take in a line of the journal; `fresh_id` names a visit that begins with it."""
    diary = pass_time(diary, at_ns, setup)
    taken = _LINES.get(kind)
    return diary if taken is None else taken(diary, _Line(at_ns, facts, fresh_id, setup))


def pass_time(diary: Diary, now_ns: int, setup: Setup) -> Diary:
    """Nothing happened until now: a visit that has been left alone for long enough is over."""
    diary = replace(diary, now_ns=max(now_ns, diary.now_ns))
    visit = diary.visit
    if visit is None or visit.touching:
        return diary
    wait_ns = setup.idle_ns if visit.begun_by == "touch" else LED_IDLE_NS
    return _end(diary, now_ns, "idle") if now_ns - visit.last_touch_ns >= wait_ns else diary


def close(diary: Diary) -> Diary:
    """The installation ends, and the visit with it."""
    return _end(diary, diary.now_ns, "closed")


def lose(diary: Diary, messages: int) -> Diary:
    """So many messages did not arrive: the visit's counts are short."""
    visit = diary.visit
    return diary if visit is None else replace(diary, visit=replace(visit, lost=visit.lost + messages))


class _Line(Struct, frozen=True):
    at_ns: int
    facts: Mapping[str, Any]
    fresh_id: str
    setup: Setup


def _begin(diary: Diary, line: _Line, by: str) -> Diary:
    visit = counts.begin(line.fresh_id, line.at_ns, by, diary.tune, diary.stay)
    return replace(
        diary, visit=replace(visit, session=diary.session, condition=diary.condition, step=diary.step)
    )


def _end(diary: Diary, at_ns: int, by: str) -> Diary:
    if diary.visit is None:
        return diary
    return replace(diary, visit=None, over=(*diary.over, counts.end(diary.visit, at_ns, by)))


def _with(diary: Diary, change: Callable[[Visit], Visit]) -> Diary:
    return diary if diary.visit is None else replace(diary, visit=change(diary.visit))


def _press(diary: Diary, line: _Line) -> Diary:
    if diary.visit is None:
        diary = _begin(diary, line, "touch")
    return _with(diary, lambda visit: counts.press(visit, str(line.facts["pad"]), line.at_ns))


def _release(diary: Diary, line: _Line) -> Diary:
    return _with(diary, lambda visit: counts.release(visit, str(line.facts["pad"]), line.at_ns))


def _measure(diary: Diary, line: _Line) -> Diary:
    facts = line.facts
    levels, symbols = tuple(facts["levels"]), tuple(facts["symbols"])
    tune = Tune(diary.tune.style, int(facts["bar"]), levels, symbols)
    return _with(replace(diary, tune=tune), lambda visit: counts.hear(visit, tune, line.at_ns))


def _level(diary: Diary, line: _Line) -> Diary:
    facts = line.facts
    stay = Stay(int(facts["level"]), str(facts["name"]), str(facts["reason"]), line.at_ns)
    diary = replace(diary, stay=stay)
    visit = diary.visit
    if visit is None:
        return diary
    if stay.level in line.setup.resting and not visit.touching and visit.begun_by == "touch":
        return _end(diary, line.at_ns, "facilitator" if "facilitator" in stay.reason else "idle")
    return replace(diary, visit=counts.go_to(visit, stay))


def _begun(diary: Diary, line: _Line) -> Diary:
    """The installation begins: with this style, at this level."""
    level = int(line.facts["level"])
    stay = Stay(level, line.setup.names[level], "the installation began", line.at_ns)
    return _style(replace(diary, stay=stay), line)


def _style(diary: Diary, line: _Line) -> Diary:
    return replace(diary, tune=replace(diary.tune, style=str(line.facts["style"])))


def _reset(diary: Diary, line: _Line) -> Diary:
    level = int(line.facts["level"])
    stay = Stay(level, line.setup.names[level], "begun afresh", line.at_ns)
    diary = replace(diary, stay=stay)
    visit = diary.visit
    if visit is not None and visit.begun_by == "facilitator" and visit.begun_ns == line.at_ns:
        return replace(diary, visit=replace(visit, stays=(stay,)))  # its beginning is what begins afresh
    return _end(diary, line.at_ns, "reset")


def _house(diary: Diary, line: _Line) -> Diary:
    facts = line.facts
    if facts.get("visit_ns", -1) >= 0:
        return _begin(_end(diary, line.at_ns, "facilitator"), line, "facilitator")
    if "visit_ns" in facts:
        return _end(diary, line.at_ns, "facilitator")
    if facts.get("consent") is True and diary.visit is None:
        return _begin(diary, line, "touch")
    if facts.get("consent") is False and "study" not in facts and diary.visit is not None:
        return replace(diary, taken_back=(*diary.taken_back, diary.visit.id))
    return diary


def _condition(diary: Diary, line: _Line) -> Diary:
    """A step of a study is a visit of its own, from its beginning to the next; its end is the visit's."""
    diary = _end(diary, line.at_ns, "facilitator")
    named = {key: str(line.facts[key]) for key in ("session", "condition", "step")}
    diary = replace(diary, **named)
    return _begin(diary, line, "facilitator") if diary.condition else diary


def _gesture(diary: Diary, line: _Line) -> Diary:
    if line.facts.get("phase", "") not in {"", "begin"}:
        return diary  # a twist that goes on is one gesture
    return _with(diary, lambda visit: counts.gesture(visit, str(line.facts["name"])))


def _hint(diary: Diary, line: _Line) -> Diary:
    key, reason = str(line.facts["hint"]).partition(GAP)[0], str(line.facts.get("reason", ""))
    given = Hint(key, reason, diary.stay.level, line.at_ns)
    return _with(diary, lambda visit: counts.hint(visit, given))


def _target(diary: Diary, line: _Line) -> Diary:
    """A mark on a gauge came, was reached, or was missed."""
    what = line.facts.get("what")
    if what not in {"reached", "missed"}:
        return diary
    pad, reached, tried_s = str(line.facts["pad"]), what == "reached", float(line.facts.get("tried_s", 0.0))
    return _with(diary, lambda visit: counts.try_mark(visit, pad, tried_s, reached=reached))


def _kept(diary: Diary, line: _Line) -> Diary:
    return _with(diary, lambda visit: counts.keep(visit, "measure", line.facts))


def _ringtone(diary: Diary, line: _Line) -> Diary:
    return _with(diary, lambda visit: counts.keep(visit, "ringtone", line.facts))


_LINES: dict[str, Callable[[Diary, _Line], Diary]] = {
    "begun": _begun,
    "press": _press,
    "release": _release,
    "measure": _measure,
    "level": _level,
    "style": _style,
    "reset": _reset,
    "house": _house,
    "condition": _condition,
    "gesture": _gesture,
    "hint": _hint,
    "target": _target,
    "kept": _kept,
    "ringtone": _ringtone,
}
