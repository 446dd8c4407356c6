"""What a bar of music is: the leaf that every room may read.

Owns the grid (24 ticks of one 4/4 bar, 6 per beat, NOT evenly spaced) and the symbols on it.
Refuses to know where a measure comes from, how it sounds or how it looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

BEATS = 4
TICKS_PER_BEAT = 6
TICKS = BEATS * TICKS_PER_BEAT
"""Ticks in a measure."""

TICK_OFFSETS = (Fraction(0), Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4))
"""Where the six ticks of a beat stand, in beats: sixteenths and triplets share one grid."""

HOLD = 128
"""Symbol: the note that sounds goes on (after a rest: silence goes on)."""
REST = 129
"""Symbol: silence from this tick on."""
PITCH_LOW, PITCH_HIGH = 55, 91
"""The pitches a measure may hold (MIDI numbers, both ends included)."""
MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10), "lydian": (0, 2, 4, 6, 7, 9, 11), "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
}  # fmt: skip
"""The scales by name: semitones above the tonic."""
CLOSING_DEGREES = (0, 7)
"""On what a phrase may end: the tonic or the fifth, in semitones above the tonic."""
PADS = ("rhythm", "range", "density", "jump")
"""The four pads of the object in the order of its channels, by what they steer."""


def tick_position(tick: int) -> Fraction:
    """Place of a tick in its measure, in beats from the bar line (0..4); tick may be 24, the next bar line."""
    beat, place = divmod(tick, TICKS_PER_BEAT)
    return beat + TICK_OFFSETS[place]


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a measure: it starts at `tick` and sounds for `ticks` grid slots."""

    tick: int
    pitch: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One bar: 24 symbols, each the onset of a MIDI pitch (0..127), HOLD or REST.

    Raises:
        ValueError: not 24 symbols, or a symbol outside 0..129.
    """

    symbols: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse what is no measure."""
        if len(self.symbols) != TICKS:
            raise ValueError(f"a measure has {TICKS} symbols, not {len(self.symbols)}")
        if not all(0 <= symbol <= REST for symbol in self.symbols):
            raise ValueError(f"a symbol is outside 0..{REST}: {self.symbols}")

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes in order of time; a hold with nothing before it in the bar is silence."""
        starts = [tick for tick, symbol in enumerate(self.symbols) if symbol < HOLD]
        found = []
        for tick in starts:
            end = tick + 1
            while end < TICKS and self.symbols[end] == HOLD:
                end += 1
            found.append(Note(tick, self.symbols[tick], end - tick))
        return tuple(found)


SILENCE = Measure((REST,) * TICKS)
