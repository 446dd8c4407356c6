"""Hints: one step, one action, for whoever is stuck, and for nobody else.

Owns what counts as getting on, what as being stuck and in which way, and how often help may be offered. Refuses to
know words: it names keys of content/languages.

A visitor gets on who touches a pad for the first time at this level, comes nearer to the mark, goes towards it with
the hand (the gauge may stand still for a while on the way), reaches one, or, where there is no mark, presses otherwise
than before. Somebody who has not got on for STUCK_NS is stuck; in which
way, the evidence says, and the hint is the one action that leads out of it:

    nobody touches                          touch     touch the pad
    a pad is pressed that rests             resting   press the one that glows (said at once)
    only one of several pads is pressed     one_pad   try that other one
    the mark is on a pad that is let alone  one_pad   press that one
    pressed alike again and again           alike     press softer, then harder
    the gauge does not come to the mark     harder or softer

Every hint has two wordings, so that no sentence comes twice in a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.guidance.decision import NEVER_NS, Decision
from installation.score import PADS
from installation.words import GAP, with_gaps

if TYPE_CHECKING:
    from installation.guidance.targets import Target

STUCK_NS = 6_500_000_000
"""Without getting on: time for two or three presses, and to be helped within 8 s."""
READ_NS = 3_000_000_000
"""A new mark is left alone for so long: about what its sentence takes to be read."""
APART_NS = 10_500_000_000
"""From one hint to the next at the least: never more than one in 10 s."""
SHOWN_NS = 6_000_000_000
"""How long a hint stands, if nobody gets on before: three times as long as its reading takes."""
NEARER = 0.04
"""Of the gauge: coming nearer to the mark by this is getting on."""
OTHERWISE = 1.5
"""Pressure levels: pressing so much softer or harder is pressing otherwise."""
STEADY_NS, STEADY = 200_000_000, 0.5
"""A pressure that stays within so many levels for so long is meant; what comes between is a finger on its way."""
WORDINGS = ("first", "again")


class Scene(Struct, frozen=True):
    """What a look at the visitor saw; tuples have one value a pad."""

    live: tuple[bool, ...]
    touched: tuple[bool, ...]
    begun: tuple[bool, ...]  # touched just now
    levels: tuple[float, ...]  # pressure levels, 1..10
    meters: tuple[float, ...]  # gauges, 0..1
    target: Target | None  # the mark that stands there
    near: bool  # the gauge stands at the mark
    results: int  # marks reached or missed in this visit
    untouched_s: float
    at_ns: int


class Stuck(Struct, frozen=True):
    """In which way somebody is stuck (`why`), which hint helps, the evidence in a sentence, the pad it speaks of."""

    why: str
    hint: str
    reason: str
    pad: str = ""


class Help(Struct, frozen=True):
    """What help was given, and the signs of getting on."""

    key: str = ""  # the newest hint
    said_ns: int = NEVER_NS
    progress_ns: int = NEVER_NS  # the newest sign of getting on
    since_ns: int = NEVER_NS  # since when this level holds
    unheeded: int = 0  # hints since then, to somebody who was pressing
    tried: tuple[bool, ...] = (False,) * len(PADS)  # pads touched at this level
    alone_ns: int = NEVER_NS  # when the first pad was touched at this level
    steady: tuple[float, ...] = (0.0,) * len(PADS)  # levels pressed, 0 where not touched, and since when
    steady_ns: int = NEVER_NS
    played: tuple[float, ...] = (0.0,) * len(PADS)  # levels at the last sign of getting on
    gauges: tuple[float, ...] = (-1.0,) * len(
        PADS
    )  # where each gauge stood when last pressed here; -1: never
    aimed_ns: int = NEVER_NS  # the mark that `nearest` belongs to
    nearest: float = 1.0  # how near to the mark the gauge has come
    leaned: float = 0.0  # the level of this press from which going towards the mark counts; 0: none begun
    results: int = 0


NO_HELP = Help()


def begin(at_ns: int) -> Help:
    """Nobody was helped yet."""
    return Help(progress_ns=at_ns, since_ns=at_ns)


def afresh(help_: Help, at_ns: int) -> Help:
    """Another level: what was said last, and when, still counts."""
    return replace(begin(at_ns), key=help_.key, said_ns=help_.said_ns, results=help_.results)


def advance(help_: Help, scene: Scene) -> tuple[Help, Decision | None]:
    """Look for signs of getting on, and for evidence of being stuck."""
    help_ = _watched(help_, scene)
    if scene.at_ns - help_.said_ns < APART_NS:
        return help_, None
    stuck = _stuck(help_, scene)
    if stuck is None:
        return help_, None
    first, again = (f"hint.{stuck.hint}.{wording}" for wording in WORDINGS)
    said_last = help_.key.split(GAP)[0]
    key = again if said_last == first else first
    key = with_gaps(key, f"pad.{stuck.pad}") if stuck.pad else key
    seconds = round((scene.at_ns - help_.progress_ns) / 1e9, 1)
    facts = {
        "hint": key,
        "stuck": stuck.why,
        "seconds": seconds,
        "levels": list(help_.steady),
        "tried": [name for name, tried in zip(PADS, help_.tried, strict=True) if tried],
    }
    unheeded = help_.unheeded + any(scene.touched)
    decision = Decision("hint", stuck.reason, facts, scene.at_ns)
    return replace(help_, key=key, said_ns=scene.at_ns, unheeded=unheeded), decision


def shown(help_: Help, at_ns: int) -> str:
    """The key of the hint that stands now, or "": it goes as soon as the visitor gets on."""
    if help_.progress_ns >= help_.said_ns or at_ns - help_.said_ns >= SHOWN_NS:
        return ""
    return help_.key


def _watched(help_: Help, scene: Scene) -> Help:
    """Take in what hands do; note a sign of getting on."""
    pressed = tuple(level if on else 0.0 for level, on in zip(scene.levels, scene.touched, strict=True))
    if any(abs(now - before) > STEADY for now, before in zip(pressed, help_.steady, strict=True)):
        help_ = replace(help_, steady=pressed, steady_ns=scene.at_ns)
    rows = zip(scene.touched, scene.live, help_.tried, strict=True)
    tried = tuple((on and live) or before for on, live, before in rows)
    first = tried != help_.tried
    if first:
        alone_ns = scene.at_ns if help_.alone_ns == NEVER_NS else help_.alone_ns
        help_ = replace(help_, tried=tried, alone_ns=alone_ns)
    got_on, help_ = _got_on(help_, scene)
    if first or got_on:
        help_ = replace(help_, progress_ns=scene.at_ns, unheeded=0, played=help_.steady)
    return help_


def _got_on(help_: Help, scene: Scene) -> tuple[bool, Help]:
    """Whether the visitor has got on: towards the mark, or where there is none, to another way of pressing."""
    if scene.results != help_.results:
        return True, replace(help_, results=scene.results)
    target = scene.target
    settled = any(help_.steady) and scene.at_ns - help_.steady_ns >= STEADY_NS
    if settled:
        rows = zip(scene.meters, help_.steady, help_.gauges, strict=True)
        gauges = tuple(meter if level else gauge for meter, level, gauge in rows)
        help_ = help_ if gauges == help_.gauges else replace(help_, gauges=gauges)
    if target is None:
        pairs = zip(help_.steady, help_.played, strict=True)
        return settled and any(abs(now - before) >= OTHERWISE for now, before in pairs), help_
    if target.shown_ns != help_.aimed_ns:  # a new task: time to read it, and no more
        progress_ns = max(help_.progress_ns, scene.at_ns - STUCK_NS + READ_NS)
        gauge = help_.gauges[target.pad]  # pressing as before does not come nearer
        nearest = abs(gauge - target.value) if gauge >= 0.0 else 1.0
        return False, replace(help_, aimed_ns=target.shown_ns, nearest=nearest, progress_ns=progress_ns)
    pressed = scene.touched[target.pad]
    if not pressed or not settled:  # on its way past the mark is not nearer to it
        return scene.near, help_ if pressed or not help_.leaned else replace(help_, leaned=0.0)
    away = abs(scene.meters[target.pad] - target.value)
    if away < help_.nearest - NEARER:
        return True, replace(help_, nearest=away)
    return _leaned(help_, scene, target)


def _leaned(help_: Help, scene: Scene, target: Target) -> tuple[bool, Help]:
    """Whether the hand has gone towards the mark by OTHERWISE since this press began or last did."""
    level = help_.steady[target.pad]
    if not help_.leaned:
        return scene.near, replace(help_, leaned=level)
    way = 1 if target.value > scene.meters[target.pad] else -1
    if way * (level - help_.leaned) < OTHERWISE:
        return scene.near, help_
    return True, replace(help_, leaned=level)


def _stuck(help_: Help, scene: Scene) -> Stuck | None:
    """In which way somebody is stuck, the hint for it, and the evidence in a sentence."""
    rows = zip(PADS, scene.begun, scene.live, strict=True)
    astray = [name for name, begun, live in rows if begun and not live]
    if astray:
        return Stuck("resting", "resting", f"{astray[0]} was pressed, which rests now")
    if scene.untouched_s >= STUCK_NS / 1e9:
        return Stuck("touch", "touch", f"no touch for {scene.untouched_s:.1f} s")
    return _stuck_pressing(help_, scene) if any(scene.touched) else None


def _stuck_pressing(help_: Help, scene: Scene) -> Stuck | None:
    """In which way somebody is stuck who presses."""
    still_s, alone_s = (scene.at_ns - help_.progress_ns) / 1e9, (scene.at_ns - help_.alone_ns) / 1e9
    stuck = still_s >= STUCK_NS / 1e9
    other = _let_alone(help_, scene)
    if other >= 0 and sum(help_.tried) == 1 and alone_s >= STUCK_NS / 1e9:
        reason = f"only one of the pads was pressed for {alone_s:.1f} s"
        return Stuck("one_pad", "pad", reason, PADS[other])
    if scene.target is not None:
        return _missing(scene, scene.target, still_s) if stuck and not scene.near else None
    if stuck:
        return Stuck("alike", "alike", f"pressed alike for {still_s:.1f} s")
    return None


def _let_alone(help_: Help, scene: Scene) -> int:
    """A pad that was not tried yet and may be: where there is a mark, its pad; -1 for none."""
    untried = [pad for pad, live in enumerate(scene.live) if live and not help_.tried[pad]]
    if scene.target is not None:
        return scene.target.pad if scene.target.pad in untried else -1
    return untried[0] if untried else -1


def _missing(scene: Scene, target: Target, still_s: float) -> Stuck:
    """How the mark is missed: on another pad, below it or above."""
    name = PADS[target.pad]
    if not scene.touched[target.pad]:
        reason = f"{name} has the mark and was not pressed for {still_s:.1f} s"
        return Stuck("one_pad", "pad", reason, name)
    away = target.value - scene.meters[target.pad]
    hint, side = ("harder", "below") if away > 0 else ("softer", "above")
    return Stuck("missing", hint, f"the gauge stayed {abs(away):.2f} {side} the mark for {still_s:.1f} s")
