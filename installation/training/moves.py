"""The moves of the search, compiled: how a row of a grid may change.

Owns what is tried; `annealing` owns what it costs. Rows hold a pitch at each onset and 0 elsewhere; `scale` is the
pitches a style may use and, for every pitch, the index of the nearest of them. Refuses to know energies.
"""
# ruff: noqa: NPY002 - within compiled code numba seeds and draws from its own legacy generator

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from installation.score import CLOSING_DEGREES, TICKS, TICKS_PER_BEAT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.uint8]
    Ints = NDArray[np.int64]

LEVELS = 10
STRIDES = (1000, 100, 10, 1)
REPOSE = 0.03
"""How often a closing note goes to the phrase's own resting note instead of the nearest that would do."""


@njit(cache=True, nogil=True)
def beside(scale: Any, around: int, reach: int) -> Any:
    """A pitch of the scale up to `reach` degrees from one."""
    pitches, nearest = scale
    index = nearest[around] + np.random.randint(-reach, reach + 1)
    return pitches[min(max(index, 0), len(pitches) - 1)]


@njit(cache=True, nogil=True)
def in_scale(scale: Any, pitch: int) -> bool:
    """Whether a pitch is one that the style may use."""
    pitches, nearest = scale
    return 0 <= pitch < 128 and pitches[nearest[pitch]] == pitch


@njit(cache=True, nogil=True)
def pitch_before(row: Rows, tick: int) -> Any:
    """The last pitch struck before a tick, else the first after it, else 0."""
    for back in range(tick - 1, -1, -1):
        if row[back]:
            return row[back]
    for ahead in range(tick, TICKS):
        if row[ahead]:
            return row[ahead]
    return 0


@njit(cache=True, nogil=True)
def pick_onset(row: Rows) -> int:
    """A tick with an onset, -1 if there is none."""
    start = np.random.randint(TICKS)
    for offset in range(TICKS):
        tick = (start + offset * 5) % TICKS
        if row[tick]:
            return tick
    return -1


@njit(cache=True, nogil=True)
def put_pattern(row: Rows, beat: int, pattern: int, scale: Any) -> None:
    """Gives a beat another rhythm; its pitches stay in order, new ones lie beside the one before."""
    kept = np.zeros(TICKS_PER_BEAT, row.dtype)
    count = 0
    for place in range(TICKS_PER_BEAT):
        tick = beat * TICKS_PER_BEAT + place
        if row[tick]:
            kept[count] = row[tick]
            count += 1
        row[tick] = 0
    used = 0
    for place in range(TICKS_PER_BEAT):
        if pattern >> place & 1:
            tick = beat * TICKS_PER_BEAT + place
            if used < count:
                row[tick] = kept[used]
                used += 1
            else:
                row[tick] = beside(scale, pitch_before(row, tick), 2)


@njit(cache=True, nogil=True)
def move_extreme(row: Rows, scale: Any) -> None:
    """Moves all highest (or all lowest) onsets to a pitch beside."""
    low, high = 999, 0
    for tick in range(TICKS):
        if row[tick]:
            low, high = min(low, row[tick]), max(high, row[tick])
    if high == 0:
        return
    which = high if np.random.random() < 0.5 else low
    to = beside(scale, which, 3)
    for tick in range(TICKS):
        if row[tick] == which:
            row[tick] = to


@njit(cache=True, nogil=True)
def edit(row: Rows, scale: Any, patterns: Ints) -> None:
    """One random change to a row, in place."""
    kind = np.random.random()
    tick = pick_onset(row)
    if kind < 0.35 and tick >= 0:
        row[tick] = beside(scale, row[tick], 3)
    elif kind < 0.5 and tick >= 0:
        to = np.random.randint(TICKS)
        if row[to] == 0:
            row[to], row[tick] = row[tick], 0
    elif kind < 0.6:
        to = np.random.randint(TICKS)
        if row[to] == 0:
            row[to] = beside(scale, pitch_before(row, to), 2)
    elif kind < 0.7 and tick >= 0:
        row[tick] = 0
    elif kind < 0.82:
        put_pattern(row, np.random.randint(4), patterns[np.random.randint(len(patterns))], scale)
    elif kind < 0.9:
        move_extreme(row, scale)
    elif tick >= 0:
        other = pick_onset(row)
        row[tick], row[other] = row[other], row[tick]


@njit(cache=True, nogil=True)
def pick_neighbour(cell: int) -> int:
    """A cell one level away along one pad, itself at an edge."""
    axis = np.random.randint(4)
    side = 1 if np.random.random() < 0.5 else -1
    level = cell // STRIDES[axis] % LEVELS + side
    return cell + side * STRIDES[axis] if 0 <= level < LEVELS else cell


@njit(cache=True, nogil=True)
def copy_differing(row: Rows, other: Rows) -> None:
    """Takes over one tick on which two rows differ."""
    start = np.random.randint(TICKS)
    for offset in range(TICKS):
        tick = (start + offset * 7) % TICKS
        if row[tick] != other[tick]:
            row[tick] = other[tick]
            return


@njit(cache=True, nogil=True)
def propose(row: Rows, cell: int, grid: Rows, scale: Any, patterns: Ints) -> None:
    """Changes `row`, its own measure, towards a neighbour's or at random."""
    kind = np.random.random()
    other = pick_neighbour(cell) if kind < 0.7 else cell
    edits = 1
    if other == cell:
        edits = np.random.randint(1, 4)
    elif kind < 0.15:
        row[:] = grid[other]
        edits = np.random.randint(1, 3)
    elif kind < 0.25:
        beat = np.random.randint(4) * TICKS_PER_BEAT
        row[beat : beat + TICKS_PER_BEAT] = grid[other, beat : beat + TICKS_PER_BEAT]
        edits = np.random.randint(0, 2)
    else:
        for _ in range(np.random.randint(1, 4)):
            copy_differing(row, grid[other])
        edits = np.random.randint(0, 2)
    for _ in range(edits):
        edit(row, scale, patterns)


@njit(cache=True, nogil=True)
def propose_pitches(row: Rows, cell: int, grid: Rows, scale: Any) -> None:
    """Changes pitches of `row` towards a neighbour's or at random; its rhythm stays."""
    other = pick_neighbour(cell)
    kind = np.random.random()
    if other != cell and kind < 0.7:
        start = np.random.randint(TICKS)
        several = TICKS if kind < 0.2 else TICKS_PER_BEAT if kind < 0.35 else np.random.randint(1, 4)
        for offset in range(several if kind < 0.35 else TICKS):
            tick = (start + offset) % TICKS
            if row[tick] and grid[other, tick] and row[tick] != grid[other, tick]:
                row[tick] = grid[other, tick]
                several -= 1
                if several == 0:
                    break
        if kind > 0.5:
            return
    for _ in range(np.random.randint(1, 3)):
        kind = np.random.random()
        tick = pick_onset(row)
        if kind < 0.7:
            row[tick] = beside(scale, row[tick], 3)
        elif kind < 0.85:
            move_extreme(row, scale)
        else:
            to = pick_onset(row)
            row[tick], row[to] = row[to], row[tick]


@njit(cache=True, nogil=True)
def repair_count(row: Rows, wanted: int, scale: Any) -> None:
    """Adds or takes onsets at random until there are as many as wanted."""
    n = 0
    for tick in range(TICKS):
        n += row[tick] > 0
    while n > wanted:
        row[pick_onset(row)] = 0
        n -= 1
    while n < wanted:
        to = np.random.randint(TICKS)
        if row[to] == 0:
            row[to] = beside(scale, pitch_before(row, to), 2)
            n += 1


@njit(cache=True, nogil=True)
def repair_close(row: Rows, root: int, scale: Any) -> None:
    """Puts the last onset on the nearest tonic or fifth of the scale, now and then on `root` itself.

    Seldom: what a proposal changes beside what it set out to change is what it is refused for.
    """
    last = -1
    for tick in range(TICKS):
        if row[tick]:
            last = tick
    if last < 0:
        return
    if np.random.random() < REPOSE:
        row[last] = root
        return
    pitches = scale[0]
    best: Any = 999
    for pitch in pitches:
        near = abs(pitch - np.int64(row[last]))
        if (pitch - root) % 12 in CLOSING_DEGREES and near < abs(best - np.int64(row[last])):
            best = pitch
    if best < 999:
        row[last] = best


@njit(cache=True, nogil=True)
def repair_span(row: Rows, wanted: int, scale: Any) -> None:
    """Draws pitches in, or one out, so that the row spans what is wanted, where the scale has such a pitch."""
    low: Any = 999
    high: Any = 0
    for tick in range(TICKS):
        if row[tick]:
            low, high = min(low, np.int64(row[tick])), max(high, np.int64(row[tick]))
    if high == 0 or high - low == wanted:
        return
    upwards = np.random.random() < 0.5
    edge = low + wanted if upwards else high - wanted
    if not in_scale(scale, edge):
        upwards = not upwards
        edge = low + wanted if upwards else high - wanted
        if not in_scale(scale, edge):
            return
    if high - low < wanted:
        row[pick_onset(row)] = edge
        return
    for tick in range(TICKS):
        pitch: Any = np.int64(row[tick])
        if pitch and ((upwards and pitch > edge) or (not upwards and pitch < edge)):
            row[tick] = edge
