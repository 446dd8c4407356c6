"""Composing a ringtone by the object alone: hear, choose, order, finish.

Owns what has been kept so far, which bar sounds, what the visitor is asked to do next, and when the ringtone is
done. Refuses to know how somebody presses, what a bar sounds like, and in which words anything is said.

One bar is made at a time. A hand that presses hears it at once; what it holds for STOOD_NS stays when it lets go,
and the bars kept so far play in a loop with the new one at their end. The gesture that keeps puts it into the next
place. When every place is full the whole plays once; the same gesture then finishes it, and a press takes the last
bar out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.ringtone.piece import AT_REST, PLACES

if TYPE_CHECKING:
    from installation.ringtone.piece import BarLevels

STOOD_NS = 400_000_000
"""A bar stays once a hand has held it for so long: longer than any slap of the gesture that keeps."""
SHOWN_NS = 60_000_000_000
"""How long a finished ringtone can be taken home; then the next one begins."""
ALTERNATE_NS = 7_000_000_000
"""Where there are two things to do, each is asked for so long in turn."""
SAID_NS = 3_000_000_000
"""How long the wall says what was just done."""
_NEVER_NS = -(10**18)

HEAR, CHOOSE, LISTEN, FINISH, DONE = "hear", "choose", "listen", "finish", "done"
"""The phases: press and hear; keep it or press on; the whole plays; take it or change its end; it is there."""


class Composer(Struct, frozen=True):
    """A ringtone in the making. `since_ns`: when its phase began; `from_bar`: where its loop began (see `sounding`)."""

    style: str
    places: tuple[int, ...]  # for each bar to come, its place in the phrase
    proposed: tuple[BarLevels, ...] = ()  # what the shelf offers, bar by bar
    bars: tuple[BarLevels, ...] = ()  # kept
    phase: str = HEAR
    since_ns: int = 0
    chosen: BarLevels = AT_REST  # the bar under construction, when hands are off
    held: BarLevels | None = None  # what hands ask for; None when they are off
    held_ns: int = 0
    from_bar: int = 0
    said: str = ""
    said_ns: int = _NEVER_NS
    finished: int = 0  # ringtones that were finished here
    code: str = ""  # of the one that is done; "" where codes cannot be made
    link: str = ""  # where it can be had, once it can

    @property
    def full(self) -> bool:
        """Whether every place has its bar."""
        return len(self.bars) == len(self.places)


def begin(style: str, bars: int, at_ns: int, from_bar: int, proposed: tuple[BarLevels, ...] = ()) -> Composer:
    """No bar yet. `from_bar`: the bar that sounds now; `proposed`: levels that the visitor has kept before."""
    fresh = Composer(style, PLACES[bars], proposed[:bars], since_ns=at_ns, from_bar=from_bar)
    return _next_bar(fresh, at_ns)


def advance(state: Composer, pressed: BarLevels | None, bar: int, at_ns: int) -> Composer:
    """Take in what hands ask for.

    Args:
        state: the ringtone so far.
        pressed: the whole levels that hands ask for; None while no pad is touched.
        bar: how many bar lines have passed, as the transport counts.
        at_ns: world time.
    """
    if state.phase == DONE:
        return _again(state, bar, at_ns) if at_ns - state.since_ns >= SHOWN_NS else state
    if state.phase == LISTEN:
        return _heard_out(state, bar, at_ns)
    if pressed != state.held:
        state = replace(state, held=pressed, held_ns=at_ns)
        if pressed is None:  # the loop begins at the next bar line
            state = replace(state, from_bar=bar + 1)
    if pressed is None or at_ns - state.held_ns < STOOD_NS:
        return state
    if state.phase == FINISH:
        return _taken_out(state, at_ns, chosen=pressed)
    if pressed == state.chosen and state.phase == CHOOSE:
        return state
    return replace(state, chosen=pressed, phase=CHOOSE, since_ns=at_ns)


def keep(state: Composer, bar: int, at_ns: int) -> Composer:
    """The gesture that keeps: the bar goes into its place, or, after the whole was heard, the ringtone is done."""
    if state.phase == CHOOSE:
        kept = replace(state, bars=(*state.bars, state.chosen), held=None, from_bar=bar + 1)
        if not kept.full:
            return _next_bar(kept, at_ns, "kept")
        return replace(kept, phase=LISTEN, since_ns=at_ns, said="kept", said_ns=at_ns)
    if state.phase == FINISH:
        return replace(state, phase=DONE, since_ns=at_ns, held=None, finished=state.finished + 1)
    return state


def coded(state: Composer, code: str) -> Composer:
    """The finished ringtone has this code."""
    return replace(state, code=code)


def linked(state: Composer, code: str, link: str) -> Composer:
    """The ringtone of that code can be had there ("": not any more); the same state if it is not the one shown."""
    return replace(state, link=link) if state.code == code else state


def undo(state: Composer, bar: int, at_ns: int) -> Composer:
    """Take the last bar back; a finished ringtone is opened again. The same state if there is none."""
    if not state.bars:
        return state
    return replace(_taken_out(state, at_ns, chosen=state.bars[-1]), held=None, from_bar=bar + 1)


def sounding(state: Composer, bar: int) -> tuple[BarLevels, int, int]:
    """What sounds in a bar: its levels, its place in the phrase, and which bar of the ringtone it is.

    A hand hears the bar that it makes, at once. Otherwise the bars so far go round, the new one at their end.
    """
    making = min(len(state.bars), len(state.places) - 1)
    if state.held is not None and not state.full:
        return state.held, state.places[making], making
    left = bar < state.from_bar  # the bar that a hand has just left is played to its end
    at = making if left else (bar - state.from_bar) % (making + 1)
    levels = state.bars[at] if at < len(state.bars) else state.chosen
    return levels, state.places[at], at


def task(state: Composer, at_ns: int) -> str:
    """The last part of the key of what to do now: one step, one action."""
    if state.phase == FINISH and (at_ns - state.since_ns) // ALTERNATE_NS % 2:
        return "change"
    if state.phase == DONE:
        return "scan" if state.link else "copy"
    return state.phase


def said(state: Composer, at_ns: int) -> str:
    """The last part of the key of what was just done, or ""."""
    return state.said if at_ns - state.said_ns < SAID_NS else ""


def _next_bar(state: Composer, at_ns: int, what: str = "") -> Composer:
    """The next place: what the shelf offers for it, or a bar at rest."""
    at = len(state.bars)
    offered = at < len(state.proposed)
    return replace(
        state,
        chosen=state.proposed[at] if offered else AT_REST,
        phase=CHOOSE if offered else HEAR,
        since_ns=at_ns,
        said=what,
        said_ns=at_ns if what else _NEVER_NS,
    )


def _heard_out(state: Composer, bar: int, at_ns: int) -> Composer:
    """The whole plays once, from the bar line after the last bar was kept."""
    if bar < state.from_bar + len(state.places):
        return state
    return replace(state, phase=FINISH, since_ns=at_ns)


def _taken_out(state: Composer, at_ns: int, chosen: BarLevels) -> Composer:
    """The last bar is open again."""
    return replace(
        state, bars=state.bars[:-1], chosen=chosen, phase=CHOOSE, since_ns=at_ns,
        said="back", said_ns=at_ns, code="", link="",
    )  # fmt: skip


def _again(state: Composer, bar: int, at_ns: int) -> Composer:
    """The next ringtone begins."""
    fresh = begin(state.style, len(state.places), at_ns, bar)
    return replace(fresh, finished=state.finished)
