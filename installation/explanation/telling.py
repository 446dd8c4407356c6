"""What is told once the hand rests: why, from what, how well, and the place on the map; brief while it plays.

Owns when a hand counts as resting, which change is explained, and in which order the sentences come. What they say
is worked out by why.py, origin.py and well.py, one piece a step and only in steps with time to spare. Refuses to
speak while a hand moves.

The tune that is explained is the last one that a hand held: while it rests on the pads the one that sounds, and
afterwards, with the hand off, still that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from installation.explanation import origin, well, why
from installation.explanation.origin import Search
from installation.explanation.well import Trial
from installation.explanation.why import Inquiry
from installation.latent.tune import REST_LEVELS, Asked

if TYPE_CHECKING:
    from collections.abc import Collection

    from installation.explanation.origin import Familiar
    from installation.latent.control import Levels
    from installation.latent.tune import Heard, Kit

STANDS_NS = 400_000_000
"""A tune that a hand has held so long is one that it meant (the shelf has it so, too)."""
WORKS_NS = 800_000_000
"""A hand that has not moved for so long may be about to rest: from now on spare steps are used."""
RESTS_NS = 2_500_000_000
"""A hand that has not moved for so long rests; until then the wall is brief."""
SAYS_NS = 6_000_000_000
"""How long each sentence stands."""
SHOWN_NS = 40_000_000_000
"""How long map and measures are shown after it came to rest."""
_LONGEST_PATH = 48
_NEXT_PLACE = 0.5  # levels: nearer places are the same dot of the path
_BEFORE_ALL_NS = -(10**18)


class Telling(Struct, frozen=True):
    """What hands did last, and what is known of it."""

    levels: Levels = REST_LEVELS
    touched: tuple[bool, ...] = ()
    moved_ns: int = _BEFORE_ALL_NS  # when levels or touches changed last
    left_ns: int = _BEFORE_ALL_NS  # when the last rest ended
    stood: Asked | None = None  # what was heard last for STANDS_NS, touched or not
    inquiry: Inquiry | None = None  # the last change that a hand made and held
    search: Search | None = None
    trial: Trial | None = None
    axes: tuple[int, int] = (1, 2)  # the two pads moved last, in the order of PADS
    path: tuple[Levels, ...] = ()  # where hands have been, newest last


SILENT = Telling()


def advance(
    state: Telling,
    heard: Heard,
    touched: tuple[bool, ...],
    at_ns: int,
    kit: Kit,
    familiar: Familiar | None,
    *,
    spare: bool,
) -> Telling:
    """Take in what hands do, and use a step's spare time: the same state where there is nothing to do.

    Args:
        state: what was known.
        heard: what is heard now.
        touched: which pads that play are touched.
        at_ns: world time.
        kit: the style's control and decoder.
        familiar: what the model learned from, if that is there.
        spare: whether this step may decode.
    """
    if heard.asked.levels != state.levels or touched != state.touched:
        return _moved(state, heard.asked.levels, touched, at_ns)
    still_ns = at_ns - state.moved_ns
    if still_ns < STANDS_NS:
        return state
    stood = state.stood
    if stood is None or stood.levels != state.levels or stood.style != heard.asked.style:
        return _stands(state, heard.asked)
    if not spare or still_ns < WORKS_NS or state.inquiry is None:
        return state
    return (
        _worked(state, state.inquiry, kit, familiar)
        if state.inquiry.after.style == heard.asked.style
        else state
    )


def _moved(state: Telling, levels: Levels, touched: tuple[bool, ...], at_ns: int) -> Telling:
    """Hands are busy: remember where they go."""
    left_ns = at_ns if rested_ns(state, at_ns) else state.left_ns
    if levels == state.levels:
        return replace(state, touched=touched, moved_ns=at_ns, left_ns=left_ns)
    path, axes = state.path, state.axes
    if any(touched) and (not path or _apart(path[-1], levels) >= _NEXT_PLACE):
        path = (*path, levels)[-_LONGEST_PATH:]
    ways = [abs(new - old) for new, old in zip(levels, state.levels, strict=True)]
    moved = ways.index(max(ways))
    if moved not in axes:
        ways[moved] = 0.0
        kept = max(axes, key=lambda pad: (ways[pad], levels[pad]))
        axes = (min(kept, moved), max(kept, moved))
    moved_to = replace(state, levels=levels, touched=touched, moved_ns=at_ns, left_ns=left_ns)
    return replace(moved_to, path=path, axes=axes)


def _stands(state: Telling, asked: Asked) -> Telling:
    """A tune stands; if a hand holds it, the way to it is what will be explained."""
    if not any(state.touched):
        return replace(state, stood=asked)
    before = state.stood
    if before is None or before.style != asked.style:
        before = Asked(asked.style, asked.bar, REST_LEVELS)
    inquiry = Inquiry(before, asked) if before.levels != asked.levels else state.inquiry
    return replace(state, stood=asked, inquiry=inquiry, search=None, trial=None)


def _worked(state: Telling, inquiry: Inquiry, kit: Kit, familiar: Familiar | None) -> Telling:
    """Do the next piece of work, at most one decode."""
    if not inquiry.done:
        return replace(state, inquiry=why.advance(inquiry, kit))
    if state.trial is None:
        heard = kit.play(inquiry.after)
        return replace(state, search=Search(heard), trial=Trial(heard))
    if familiar is not None and state.search is not None and state.search.origin is None:
        return replace(state, search=origin.advance(state.search, familiar))
    return state if state.trial.done else replace(state, trial=well.advance(state.trial, kit))


def rested_ns(state: Telling, at_ns: int) -> int:
    """For how long hands have rested after they had held something (ns); 0 while they move, or have not played."""
    return 0 if state.inquiry is None else max(0, at_ns - state.moved_ns - RESTS_NS)


def said(state: Telling, at_ns: int, explains: Collection[str], further: str = "", last: str = "") -> str:
    """The key of the sentence that stands now, or "": why, `further` (what if), from what, how well, and `last`."""
    rested = rested_ns(state, at_ns)
    if not rested:
        return ""
    inquiry, search, trial = state.inquiry, state.search, state.trial
    sentences = [
        why.said(inquiry.why) if "why" in explains and inquiry and inquiry.why else "",
        further,
        origin.said(search.origin) if "from_what" in explains and search and search.origin else "",
        well.said(trial) if "how_well" in explains and trial and trial.done else "",
        last,
    ]
    there = [sentence for sentence in sentences if sentence]
    turn = rested // SAYS_NS
    return there[turn] if turn < len(there) else ""


def _apart(one: Levels, other: Levels) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
