"""What changed, and which pad did it: the marks on notes that a press has just brought.

Owns, for each tick, which pad's change put a note there and when. Computed from two decoded measures and the
levels that asked for them; refuses to guess: a new bar of the phrase is nobody's doing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from installation.measure.attributes import RANGE_SEMITONES, TICK_WEIGHTS
from installation.score import HOLD, PADS, TICKS
from installation.words import with_gaps

if TYPE_CHECKING:
    from installation.latent.tune import Heard
    from installation.score import Measure

NEVER_NS = -(10**18)
SCALES = ((0.2, 1.4), (0.0, 16.0 / 26.0), (1.0 / 24.0, 16.0 / 24.0), (0.0, 6.0))
"""Ends of the meters: mean metrical weight, range over 26 semitones, onsets over 24, mean leap in semitones."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The pad (index, -1 for none) whose change brought the note on a tick, and when (ns)."""

    pad: int = -1
    since_ns: int = NEVER_NS


UNMARKED = (Mark(),) * TICKS
_WEIGHTS = TICK_WEIGHTS.tolist()
SAID_NS = 2_500_000_000
"""How long a change is spoken of."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a pad did last: it was pressed further (`more`) or eased, and its attribute went with it; and when."""

    pad: int
    more: bool
    since_ns: int


def advance(marks: tuple[Mark, ...], before: Heard, after: Heard, at_ns: int) -> tuple[Mark, ...]:
    """Marks after a decode: notes that were not there get the pad whose level moved most."""
    if after is before:
        return marks
    if (after.asked.style, after.asked.bar) != (before.asked.style, before.asked.bar):
        return UNMARKED
    fresh = Mark(_moved_most(before, after), at_ns)
    symbols = zip(marks, before.measure.symbols, after.measure.symbols, strict=True)
    return tuple(_marked(mark, old, new, fresh) for mark, old, new in symbols)


def change(last: Change | None, before: Heard, after: Heard, at_ns: int) -> Change | None:
    """The last change worth a sentence: the pad whose level moved most, if its own attribute went the same way.

    If it did not, there is nothing to say, and least of all what another pad did before.
    """
    if after is before or (after.asked.style, after.asked.bar) != (before.asked.style, before.asked.bar):
        return last
    pad = _moved_most(before, after)
    more = after.asked.levels[pad] > before.asked.levels[pad]
    was, now = meters(before.measure)[pad], meters(after.measure)[pad]
    if now == was:
        return last if last is not None and (last.pad, last.more) == (pad, more) else None
    return Change(pad, more, at_ns) if (now > was) == more else None


def said(last: Change | None, turned_ns: tuple[int, ...], touched: tuple[bool, ...], at_ns: int) -> str:
    """The key of the sentence for it while it is fresh, or "".

    Args:
        last: the change.
        turned_ns: when each pad was last touched or let go: once that has happened to another pad than the one that
            the change is due to, it is not what the last press did.
        touched: which are touched now: that a pad was eased is not said to a hand that presses another.
        at_ns: now.
    """
    if last is None or at_ns - last.since_ns >= SAID_NS:
        return ""
    others = [pad for pad in range(len(PADS)) if pad != last.pad]
    if any(turned_ns[pad] > last.since_ns or (touched[pad] and not last.more) for pad in others):
        return ""
    name = PADS[last.pad]
    return with_gaps(f"said.changed.{name}.{'more' if last.more else 'less'}", f"pad.{name}")


def _moved_most(before: Heard, after: Heard) -> int:
    moved = [abs(new - old) for new, old in zip(after.asked.levels, before.asked.levels, strict=True)]
    return moved.index(max(moved))


def _marked(mark: Mark, old: int, new: int, fresh: Mark) -> Mark:
    if new >= HOLD:
        return Mark()
    return mark if new == old else fresh


@lru_cache(maxsize=256)
def meters(measure: Measure) -> tuple[float, ...]:
    """The four attributes as the measure has them, 0..1 between the ends of their meters; order of score.PADS."""
    onsets = [(tick, symbol) for tick, symbol in enumerate(measure.symbols) if symbol < HOLD]
    if not onsets:
        return (0.0,) * len(PADS)
    pitches = [pitch for _, pitch in onsets]
    leaps = [abs(after - before) for before, after in pairwise(pitches)]
    values = (
        sum(_WEIGHTS[tick] for tick, _ in onsets) / len(onsets),
        (max(pitches) - min(pitches)) / RANGE_SEMITONES,
        len(onsets) / TICKS,
        sum(leaps) / len(leaps) if leaps else 0.0,
    )
    return tuple(
        min(1.0, max(0.0, (value - low) / (high - low)))
        for value, (low, high) in zip(values, SCALES, strict=True)
    )
