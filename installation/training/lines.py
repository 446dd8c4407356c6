"""A pad's ten levels in a row, as notes to render: what a hand would hear that presses one pad further and further.

Owns the order (each level's measure twice, the other pads in the middle) and the way from ticks to audio frames.
Refuses to know files and instruments: `./play sound render` plays the MIDI file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from installation.score import BEATS, HOLD, PADS, TICKS, tick_position
from installation.visits.midi import FRAMES_PER_S, PlayedNote, Tempo, melody

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIDDLE = 4
"""The level (0..9) that the other pads stand at."""
TIMES = 2
VELOCITY = 90
LEVELS = 10


def line_of(grid: NDArray[np.uint8], pad: int) -> list[NDArray[np.uint8]]:
    """The measures (24,) of a pad's ten levels: grid (10, 10, 10, 10, 24), pad 0..3."""
    places = [tuple(level if axis == pad else MIDDLE for axis in range(len(PADS))) for level in range(LEVELS)]
    return [grid[place] for place in places]


def line_midi(grid: NDArray[np.uint8], pad: int, tempo_bpm: float) -> bytes:
    """A MIDI file of a pad's ten levels, each measure twice."""
    notes: list[PlayedNote] = []
    beat = FRAMES_PER_S * 60 / tempo_bpm
    measures = [row for row in line_of(grid, pad) for _ in range(TIMES)]
    for number, row in enumerate(measures):
        for tick in range(TICKS):
            if row[tick] < HOLD:
                end = next((after for after in range(tick + 1, TICKS) if row[after] != HOLD), TICKS)
                start, stop = (
                    round((number * BEATS + float(tick_position(at))) * beat) for at in (tick, end)
                )
                notes.append(PlayedNote(start, stop, int(row[tick]), VELOCITY))
    return melody(notes, [Tempo(0, tempo_bpm)])
