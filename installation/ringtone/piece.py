"""What a ringtone is: a style, the four whole levels of each of its bars, their shape; and how long it lasts.

Owns how many bars fit the style's tempo, how far the tempo may give way for them, and which bar of the phrase each
one is. Refuses to know how it is composed, written as a code, or sounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from installation.measure.shape import NEUTRAL, Shape
from installation.ringtone.grid import on_grid
from installation.score import BEATS, PADS

SHORTEST_S, LONGEST_S = 9.0, 11.0
"""A ringtone lasts so long, and then its last note dies away."""
PLACES = {
    2: (0, 3),
    3: (0, 1, 3),
    4: (0, 1, 2, 3),
    6: (0, 1, 0, 1, 2, 3),
}
"""Numbers of bars that make a tune (five stand crooked), and for each bar its place in the phrase: the
first opens, the last closes."""
LOWEST, HIGHEST = 1, 10

BarLevels = tuple[int, int, int, int]
"""Whole levels 1..10, in the order of score.PADS: what the control table holds, so a code holds them exactly."""
AT_REST: BarLevels = (1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Length:
    """So many bars at that tempo."""

    bars: int
    tempo_bpm: float

    @property
    def seconds(self) -> float:
        """How long they last, without the tail."""
        return self.bars * BEATS * 60.0 / self.tempo_bpm

    @property
    def places(self) -> tuple[int, ...]:
        """For each bar its place in the phrase, 0..3."""
        return PLACES[self.bars]


@lru_cache(maxsize=64)
def length_for(tempo_bpm: float, bars: int | None = None) -> Length:
    """The number of bars whose tempo need give way least, and that tempo; or the tempo for so many `bars`.

    Raises:
        ValueError: the tempo is not positive.
    """
    if not tempo_bpm > 0:
        raise ValueError(f"a tempo is more than 0 beats a minute, not {tempo_bpm}")
    found = [_held(each, tempo_bpm) for each in (PLACES if bars is None else (bars,))]
    return min(found, key=lambda length: (_gives(length.tempo_bpm, tempo_bpm), length.bars))


def _gives(one_bpm: float, other_bpm: float) -> float:
    """How far two tempos are apart, 1 or more."""
    return max(one_bpm, other_bpm) / min(one_bpm, other_bpm)


def _held(bars: int, tempo_bpm: float) -> Length:
    """So many bars within the bounds, as near to a tempo as that lets them be."""
    beats_min = bars * BEATS * 60.0
    return Length(bars, min(max(tempo_bpm, beats_min / LONGEST_S), beats_min / SHORTEST_S))


@dataclass(frozen=True, slots=True)
class Ringtone:
    """A whole ringtone; `shape` is what gestures made of all its bars.

    Raises:
        ValueError: a number of bars that makes no tune, levels that are not four of 1..10, a shape between the
            places of grid.py.
    """

    style: str
    bars: tuple[BarLevels, ...]
    shape: Shape = NEUTRAL

    def __post_init__(self) -> None:
        """Refuse what is no ringtone."""
        if len(self.bars) not in PLACES:
            raise ValueError(f"a ringtone has {', '.join(map(str, PLACES))} bars, not {len(self.bars)}")
        for levels in self.bars:
            if len(levels) != len(PADS) or not all(LOWEST <= level <= HIGHEST for level in levels):
                raise ValueError(f"the levels of a bar are four of {LOWEST}..{HIGHEST}, not {levels}")
        if self.shape != on_grid(self.shape):
            raise ValueError(f"a ringtone's shape stands on its grid, not at {self.shape}")

    @property
    def places(self) -> tuple[int, ...]:
        """For each bar its place in the phrase, 0..3."""
        return PLACES[len(self.bars)]
