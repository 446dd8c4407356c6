"""Marks on a gauge that a visitor is to reach by pressing: which, when, how near, and whether it was reached.

Owns the choice of a mark, the watch over it and how much room it gives. Refuses to know what the tune does: the
step decodes the measure at the mark's pressure level and tells the gauge's value there (`wanted`, `measured`), so a
mark always stands where pressing leads. Chance is drawn from the time of the visit's first touch.

Room: whoever reaches a mark gets a little less of it, whoever misses one gets more, in steps whose ratio keeps about
85 % of the marks reached (a weighted staircase, Kaernbach 1991): the rate at which people learn best (Wilson 2019).
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.guidance.decision import NEVER_NS, Decision
from installation.score import PADS

if TYPE_CHECKING:
    from installation.settings import Level
    from installation.settings import Target as Rule

NARROWER, WIDER = 0.94, 1.42
"""Of the room, after a mark that was reached and one that was missed: 0.94 ** 5.67 * 1.42 = 1, and 5.67 is 85 : 15."""
LEAST_ROOM, MOST_ROOM = 0.6, 2.0
APART = 0.08
"""A mark that stands nearer to where the gauge rests than this is no task: the pad does nothing there."""
SOFTEST = 3.5
"""No mark asks for less than this pressure level: very soft presses are hard to hold."""
OTHERWISE = 2.0
"""And none is within so many levels of the deepest press of the try-out: it asks to press otherwise than before, or
whoever always presses alike would reach it unawares."""
BARREN = 6
"""So many marks in a row that could not be set: this style has none here."""
GRACE_NS = 250_000_000
"""A gauge that leaves the mark for less than this (a bar line, a tremble) has not left it."""
KEPT = 8
"""Results that are remembered."""
STEADY_NS = 300_000_000
"""A gauge that has stood at the mark, or above it, for so long is no longer on its way: another order is given."""
MORE, LESS, STAY = "more", "less", "stay"


class Target(Struct, frozen=True):
    """A mark: pressing `pad` to `level` leads there. Gauge values 0..1, times in ns."""

    pad: int
    level: float
    drawn_ns: int
    rest: float = 0.0  # where the gauge stands when the pad is let go
    value: float = 0.0  # where the mark stands
    rest_at: tuple[str, int] | None = None  # the style and bar for which these are known
    value_at: tuple[str, int] | None = None
    shown_ns: int = NEVER_NS  # since when it stands on the gauge
    tried_ns: int = NEVER_NS  # when somebody first pressed since then
    within_ns: int = NEVER_NS  # since when the gauge has stood at the mark
    outside_ns: int = NEVER_NS  # since when not, if that is not long ago
    above_ns: int = NEVER_NS  # since when it has been pressed beyond the mark

    @property
    def known(self) -> bool:
        """Whether its place has been decoded."""
        return self.value_at is not None


class Aim(Struct, frozen=True):
    """The mark there is and what became of those before; the second part is of the whole visit."""

    target: Target | None = None
    results: tuple[bool, ...] = ()  # at this level, newest last: reached or missed
    over: bool = False  # the mark of this turn was reached or missed
    tried_ns: int = NEVER_NS  # since when pads are tried out and a mark may come
    deepest: float = 1.0  # pressure level of the try-out
    barren: int = 0

    seed: int = 0
    draws: int = 0
    room: float = 1.0
    reached: tuple[int, ...] = (0,) * len(PADS)
    pad: int = -1  # of the last mark
    value: float = 0.0
    reached_ns: int = NEVER_NS
    ended: int = 0  # marks reached or missed
    ended_ns: int = NEVER_NS


NO_AIM = Aim()


def begin(at_ns: int) -> Aim:
    """Another visitor."""
    return Aim(seed=at_ns)


def afresh(aim: Aim) -> Aim:
    """Another level: what this visit has shown stays."""
    return replace(aim, target=None, results=(), over=False, tried_ns=NEVER_NS, deepest=1.0, barren=0)


def next_turn(aim: Aim) -> Aim:
    """Another pad's turn: its mark is yet to come."""
    return replace(aim, target=None, over=False, tried_ns=NEVER_NS, deepest=1.0, barren=0)


def expected(aim: Aim, rule: Level) -> bool:
    """Whether the pad's turn waits for a mark or for what becomes of it."""
    return rule.target is not None and not aim.over and aim.barren < BARREN


def advance(
    aim: Aim,
    rule: Level,
    live: tuple[bool, ...],
    touched: tuple[bool, ...],
    pressed: tuple[float, ...],
    meters: tuple[float, ...],
    at_ns: int,
) -> tuple[Aim, Decision | None]:
    """Set a mark when it is time, and watch over the one there is.

    Args:
        aim: the marks so far.
        rule: the level's rules.
        live: which pads play.
        touched: which are touched.
        pressed: their pressure levels, 1..10.
        meters: the gauges, 0..1, of the measure as it was decoded.
        at_ns: now.
    """
    if rule.target is None:
        return aim, None
    if aim.target is not None:
        return _watched(aim, aim.target, rule.target, touched, meters, at_ns)
    if (not expected(aim, rule) and rule.in_turn) or aim.barren >= BARREN:
        return aim, None
    tries = [level for level, on, plays in zip(pressed, touched, live, strict=True) if on and plays]
    if tries and max(tries) > aim.deepest:
        aim = replace(aim, deepest=max(tries))
    if aim.tried_ns == NEVER_NS:
        return (replace(aim, tried_ns=at_ns) if tries else aim), None
    if at_ns - aim.tried_ns < rule.target.after_s * 1e9:
        return aim, None
    return _set(aim, rule, live, at_ns), None


def _set(aim: Aim, rule: Level, live: tuple[bool, ...], at_ns: int) -> Aim:
    """A new mark: on the pad that has had the fewest, anywhere on its way."""
    pads = [pad for pad, plays in enumerate(live) if plays]
    others = [pad for pad in pads if pad != aim.pad] or pads
    fewest = min(aim.reached[pad] for pad in others)
    pad = _drawn(aim, [pad for pad in others if aim.reached[pad] == fewest])
    steps = rule.steps or 10
    levels = sorted({math.floor(1.5 + 9 * step / (steps - 1)) for step in range(1, steps)})
    firm = [level for level in levels if level >= SOFTEST]
    otherwise = [level for level in firm if abs(level - aim.deepest) >= OTHERWISE]
    level = _drawn(replace(aim, draws=aim.draws + 1), otherwise or firm)
    return replace(aim, target=Target(pad, float(level), at_ns), draws=aim.draws + 2, pad=pad)


def _drawn(aim: Aim, choices: list[int]) -> int:
    drawn = hashlib.blake2s(f"{aim.seed} {aim.draws}".encode(), digest_size=8).digest()
    return choices[int.from_bytes(drawn, "big") % len(choices)]


def room(aim: Aim, target: Target, rule: Rule) -> float:
    """How near to the mark the gauge must come, as a share of it: never so far as where it rests."""
    return min(rule.within * aim.room, abs(target.value - target.rest) / 2)


def _watched(
    aim: Aim,
    target: Target,
    rule: Rule,
    touched: tuple[bool, ...],
    meters: tuple[float, ...],
    at_ns: int,
) -> tuple[Aim, Decision | None]:
    """Whether the gauge stands at the mark, has stood there long enough, or was tried for too long."""
    if not target.known:
        return aim, None
    if target.shown_ns == NEVER_NS:
        return _shown(aim, target, rule, at_ns)
    if target.tried_ns == NEVER_NS and any(touched):
        target = replace(target, tried_ns=at_ns)
    near = touched[target.pad] and abs(meters[target.pad] - target.value) <= room(aim, target, rule) + 1e-9
    if near:
        since = target.within_ns if target.within_ns != NEVER_NS else at_ns
        target = replace(target, within_ns=since, outside_ns=NEVER_NS)
    elif target.within_ns != NEVER_NS:
        left = target.outside_ns if target.outside_ns != NEVER_NS else at_ns
        gone = at_ns - left >= GRACE_NS
        target = replace(target, within_ns=NEVER_NS if gone else target.within_ns, outside_ns=left)
    above = touched[target.pad] and not near and meters[target.pad] > target.value
    if above != (target.above_ns != NEVER_NS):
        target = replace(target, above_ns=at_ns if above else NEVER_NS)
    if near and at_ns - target.within_ns >= rule.hold_s * 1e9:
        return _ended(aim, target, at_ns, reached=True)
    if not near and target.tried_ns != NEVER_NS and at_ns - target.tried_ns >= rule.patience_s * 1e9:
        return _ended(aim, target, at_ns, reached=False)
    return (aim if target == aim.target else replace(aim, target=target)), None


def _shown(aim: Aim, target: Target, rule: Rule, at_ns: int) -> tuple[Aim, Decision]:
    """Its place is known: it stands on the gauge from now on."""
    tried_s = (target.drawn_ns - aim.tried_ns) / 1e9
    facts = {
        "what": "set",
        "pad": PADS[target.pad],
        "pressure_level": target.level,
        "value": round(target.value, 3),
        "room": round(room(aim, target, rule), 3),
    }
    decision = Decision("target", f"the pads were tried out for {tried_s:.1f} s", facts, at_ns)
    return replace(aim, target=replace(target, shown_ns=at_ns)), decision


def _ended(aim: Aim, target: Target, at_ns: int, *, reached: bool) -> tuple[Aim, Decision]:
    """A mark was reached, or given up."""
    tried_s = round((at_ns - target.tried_ns) / 1e9, 1)
    what = "reached" if reached else "missed"
    decision = Decision(
        "target",
        f"the mark was {what} after {tried_s:g} s of trying",
        {"what": what, "pad": PADS[target.pad], "value": round(target.value, 3), "tried_s": tried_s},
        at_ns,
    )
    by = 1 if reached else 0
    ended = replace(
        aim,
        target=None,
        results=(*aim.results, reached)[-KEPT:],
        over=True,
        tried_ns=NEVER_NS,
        deepest=1.0,
        room=min(MOST_ROOM, max(LEAST_ROOM, aim.room * (NARROWER if reached else WIDER))),
        reached=tuple(count + by * (pad == target.pad) for pad, count in enumerate(aim.reached)),
        value=target.value,
        reached_ns=at_ns if reached else aim.reached_ns,
        ended=aim.ended + 1,
        ended_ns=at_ns,
    )
    return ended, decision


def order(target: Target, at_ns: int) -> str:
    """The one thing to do for a mark: press its pad MORE, LESS, or STAY; it holds until the gauge stands elsewhere."""
    if target.within_ns != NEVER_NS and at_ns - target.within_ns >= STEADY_NS:
        return STAY
    return LESS if target.above_ns != NEVER_NS and at_ns - target.above_ns >= STEADY_NS else MORE


def stands(aim: Aim) -> bool:
    """Whether a mark stands on a gauge now."""
    return aim.target is not None and aim.target.shown_ns != NEVER_NS


def wanted(aim: Aim, place: tuple[str, int]) -> tuple[int, float] | None:
    """The pad and pressure level whose gauge value must be decoded for this style and bar, if any."""
    target = aim.target
    if target is None:
        return None
    if target.rest_at != place:
        return target.pad, 1.0
    return (target.pad, target.level) if target.value_at != place else None


def measured(aim: Aim, place: tuple[str, int], value: float) -> Aim:
    """The answer to `wanted`: what the gauge shows there. A mark at which the pad does nothing is not set."""
    target = aim.target
    if target is None:
        return aim
    if target.rest_at != place:
        return replace(aim, target=replace(target, rest=value, rest_at=place))
    if not target.known and abs(value - target.rest) < APART:
        return replace(aim, target=None, barren=aim.barren + 1)
    return replace(aim, target=replace(target, value=value, value_at=place))
