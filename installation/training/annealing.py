"""The search's inner loop, compiled: anneals the 10^4 measures of one bar's grid against each other.

Owns the energy of a cell and the sweep over all of them; `moves` owns what is tried. Rows hold a pitch at each
onset and 0 elsewhere. Neighbours of a cell differ by one level of one pad, so cells of one parity do not see each
other. Refuses to know latents, styles and files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from installation.measure.attributes import TICK_WEIGHTS
from installation.score import CLOSING_DEGREES, TICKS, TICKS_PER_BEAT
from installation.training.judges import JOINT, LONGEST, START, WIDEST
from installation.training.moves import (
    LEVELS,
    STRIDES,
    propose,
    propose_pitches,
    repair_close,
    repair_count,
    repair_span,
)
from installation.training.rhythms import latest_close

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.uint8]
    Floats = NDArray[np.floating]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

WEIGHTS = TICK_WEIGHTS.copy()
# Places in the vector of a search's weights.
W_BITS, W_KEPT, W_TARGET, W_ORDER, W_HOME, W_LAST, W_PHRASE, W_SAME, W_SHARES = range(9)
# At W_SHARES stand four numbers by pad, how dear a step's onsets are; at W_CLEAR four, how dear its own attribute; at
# W_EVEN one, how much dearer it is to lose all onsets at one step than some at each.
W_CLEAR = W_SHARES + 4
W_EVEN = W_CLEAR + 4
# What a bar is in its phrase.
BAR_FIRST, BAR_LIKE, BAR_OTHER, BAR_LAST = range(4)


@njit(cache=True, nogil=True)
def describe(row: Rows, weights: Floats) -> tuple[float, float, float, float]:
    """(onsets, mean weight, span in semitones, mean jump) of a row (24,)."""
    n, weight, leaps = 0, 0.0, 0
    low: Any = 999
    high: Any = -1
    last: Any = -1
    for tick in range(TICKS):
        pitch: Any = np.int64(row[tick])
        if pitch:
            n += 1
            weight += weights[tick]
            low, high = min(low, pitch), max(high, pitch)
            if last >= 0:
                leaps += abs(pitch - last)
            last = pitch
    if n == 0:
        return 0.0, 0.0, 0.0, 0.0
    return float(n), weight / n, float(high - low), (leaps / (n - 1) if n > 1 else 0.0)


@njit(cache=True, nogil=True)
def tune_bits(row: Rows, rhythm: Floats, pitch_bits: Floats, joint: Floats) -> float:
    """Bits of a row (24,): half by rhythm and pitch apart, half by both together."""
    bits, before = 0.0, 64
    for beat in range(TICKS // TICKS_PER_BEAT):
        pattern = 0
        for place in range(TICKS_PER_BEAT):
            if row[beat * TICKS_PER_BEAT + place]:
                pattern |= 1 << place
        bits += rhythm[beat, before, pattern]
        before = pattern
    older, old, last, since, token = START, START, -1, 0, JOINT
    for tick in range(TICKS):
        pitch: Any = np.int64(row[tick])
        if pitch:
            if last >= 0:
                step = min(max(pitch - last, -WIDEST), WIDEST) + WIDEST
                bits += pitch_bits[older, old, step]
                now = step * LONGEST + min(tick - since, LONGEST) - 1
                bits += joint[token, now]
                older, old, token = old, step, now
            last, since = pitch, tick
    return 0.5 * bits


@njit(cache=True, nogil=True)
def shared(one: Rows, other: Rows) -> int:
    """Onsets that two rows have on the same tick with the same pitch."""
    both = 0
    for tick in range(TICKS):
        both += (one[tick] == other[tick]) & (one[tick] > 0)
    return both


@njit(cache=True, nogil=True)
def not_kept(both: int, union: float, same: float, even: float) -> float:
    """What it costs to lose some of the onsets two rows have in common, and `same` if the rows do not differ.

    The share that is lost, or with `even` 1 its square, times 1.6: a step that keeps .5 costs nearly as much, one that
    keeps nothing more. Between them, what lies between them.
    """
    if both == union:
        return same
    lost = 1.0 - both / union
    return lost * (1.0 - even + 1.6 * even * lost)


@njit(cache=True, nogil=True)
def close_cost(row: Rows, root: int) -> float:
    """How far a row is from closing: its last onset on a tonic or fifth, best on `root`, held (less, if dense)."""
    last, n = -1, 0
    for tick in range(TICKS):
        if row[tick]:
            last = tick
            n += 1
    if last < 0:
        return 4.0
    degree = (np.int64(row[last]) - root) % 12
    cost: float = 2.0 if degree not in CLOSING_DEGREES else 0.0 if row[last] == root else 0.3
    latest = latest_close(n)
    return cost + (0.7 * (last - latest) + 1.0 if last > latest else 0.0)


@njit(cache=True, nogil=True)
def phrase_cost(row: Rows, n: float, first: Rows, bar: int, root: int) -> float:
    """How far a row of n onsets is from its part in the phrase, given the same cell's first bar."""
    if bar == BAR_FIRST:
        return 0.0
    part = shared(first, row) / max(n, 1.0)
    cost = 0.0
    low, high = (0.56, 0.86) if bar == BAR_LIKE else (0.14, 0.44) if bar == BAR_OTHER else (0.12, 0.9)
    if part < low:
        cost += 6 * (low - part) + 0.3
    if part > high:
        cost += 6 * (part - high) + 0.3
    if bar == BAR_LAST:
        cost += close_cost(row, root)
    return cost


@njit(cache=True, nogil=True)
def miss_of(n: float, off: float, wide: float, jump: float, goal: Floats, weights: Floats) -> float:
    """How far a row's attributes are from their goal (off-beatness, semitones, onsets, jump)."""
    miss: float = weights[W_CLEAR + 2] * 2.0 * abs(n - goal[2]) + weights[W_CLEAR + 1] * 2.0 * abs(
        wide - goal[1]
    )
    miss += weights[W_CLEAR] * 24.0 * max(abs(off - goal[0]) - 0.01, 0.0)
    miss += weights[W_CLEAR + 3] * 4.0 * max(abs(jump - goal[3]) - 0.05, 0.0)
    return miss


@njit(cache=True, nogil=True)
def among(
    row: Rows, cell: int, limit: float, cost: float, mine: Any, grid: Rows, facts: Floats, weights: Floats
) -> float:
    """A cost so far, and what the row loses and disorders towards its neighbours."""
    for axis in range(4):
        if cost > limit:
            return cost
        level = cell // STRIDES[axis] % LEVELS
        for side in (-1, 1):
            if not 0 <= level + side < LEVELS:
                continue
            other = cell + side * STRIDES[axis]
            both = shared(row, grid[other])
            lost = not_kept(both, mine[2] + facts[other, 2] - both, weights[W_SAME], weights[W_EVEN])
            cost += weights[W_KEPT] * weights[W_SHARES + axis] * lost
            rise = (mine[axis] - facts[other, axis]) * -side
            if rise < -1e-9:
                cost += weights[W_ORDER] * weights[W_CLEAR + axis]
            elif rise < 1e-9:
                cost += 0.25 * weights[W_ORDER] * weights[W_CLEAR + axis]
    return cost


@njit(cache=True, nogil=True)
def energy(row: Rows, cell: int, limit: float, grid: Rows, facts: Floats, plan: Any) -> float:
    """What a cell costs with this row in it, its neighbours being what they are; anything above `limit` if more.

    plan: targets (10000, 4), tables, home (24,), first (10000, 24), avoid (10000, 24), (bar, root, whether the
    rhythms stay), weights (17,).
    No term is below zero, so the sum may stop early.
    """
    (targets, (rhythm, pitch_bits, joint, ticks), home, first, avoid, setting, weights) = plan
    n, off, wide, jump = describe(row, ticks)
    cost: float = weights[W_TARGET] * miss_of(n, off, wide, jump, targets[cell], weights)
    if cost > limit:
        return cost
    if setting[0] != BAR_LAST:
        struck = False
        for tick in range(18, TICKS):
            struck = struck or row[tick] > 0
        if not struck:
            cost += weights[W_LAST]
    cost += weights[W_PHRASE] * phrase_cost(row, n, first[cell], setting[0], setting[1])
    cost += weights[W_HOME] * (1 - shared(row, home) / max(min(n, 8.0), 1.0))
    if shared(row, avoid[cell]) == n:
        cost += weights[W_SAME]
    cost += weights[W_BITS] * tune_bits(row, rhythm, pitch_bits, joint)
    return among(row, cell, limit, cost, (off, wide, n, jump), grid, facts, weights)


@njit(cache=True, nogil=True)
def sweep(
    grid: Rows,
    facts: Floats,
    plan: Any,
    scale: Any,
    patterns: Ints,
    heat: float,
    tries: int,
    seed: int,
    chosen: Flags,
) -> int:
    """Anneals the chosen cells (10000,), each `tries` proposals at one heat; returns how many were taken."""
    np.random.seed(seed)
    row = np.zeros(TICKS, grid.dtype)
    taken = 0
    for parity in range(2):
        for cell in range(len(grid)):
            odd = (cell + cell // 10 + cell // 100 + cell // 1000) % 2
            if odd != parity or not chosen[cell]:
                continue
            now = energy(grid[cell], cell, 1e9, grid, facts, plan)
            for _ in range(tries):
                row[:] = grid[cell]
                if plan[5][2]:
                    propose_pitches(row, cell, grid, scale)
                else:
                    propose(row, cell, grid, scale, patterns)
                    repair_count(row, int(plan[0][cell, 2]), scale)
                if plan[5][0] == BAR_LAST:
                    repair_close(row, plan[5][1], scale)
                if np.random.random() < 0.9:
                    repair_span(row, int(plan[0][cell, 1]), scale)
                limit = now - heat * np.log(np.random.random() + 1e-300)
                then = energy(row, cell, limit, grid, facts, plan)
                if then <= limit:
                    grid[cell] = row
                    n, off, wide, jump = describe(row, plan[1][3])
                    facts[cell, 0], facts[cell, 1], facts[cell, 2], facts[cell, 3] = (off, wide, n, jump)
                    now = then
                    taken += 1
    return taken
