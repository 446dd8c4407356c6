"""The hundred rhythms of a bar: which ticks are struck at each level of the rhythm and density pads, compiled.

A grid of tunes is searched in two stages. First come the rhythms alone (here), so that the two pads that are about
time get exactly the onsets and the off-beatness they ask for, and neighbouring rhythms share what they can; then
the pitches (in `annealing`). Refuses to know pitches, latents and files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from installation.score import BEATS, TICKS, TICKS_PER_BEAT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.uint8]
    Floats = NDArray[np.floating]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEVELS = 10
ALIKE = 0.8
"""Rhythms of two styles may share so much of their ticks at no cost."""
STRICT = (30.0, 120.0)
"""What breaking a rule costs: while rhythms are found, and once they settle; then more than anything it could win."""
SETTLING = 0.6
HOT, COLD = 3.0, 0.02
FREE = 0.015
"""Off-beatness may be so far from its goal at no cost."""


@njit(cache=True, nogil=True)
def count_bits(mask: int) -> int:
    """How many ticks are struck in a mask of 24 bits."""
    n = 0
    while mask:
        mask &= mask - 1
        n += 1
    return n


@njit(cache=True, nogil=True)
def off_beatness(mask: int, ticks: Floats) -> float:
    """Mean metrical weight of the struck ticks."""
    weight, n = 0.0, 0
    for tick in range(TICKS):
        if mask >> tick & 1:
            weight += ticks[tick]
            n += 1
    return weight / max(n, 1)


@njit(cache=True, nogil=True)
def rhythm_bits(mask: int, rhythm: Floats) -> float:
    """Bits of a rhythm under the steering table (4, 65, 64)."""
    bits, before = 0.0, 64
    for beat in range(BEATS):
        pattern = mask >> (beat * TICKS_PER_BEAT) & 63
        bits += rhythm[beat, before, pattern]
        before = pattern
    return bits


@njit(cache=True, nogil=True)
def goal_miss(off: float, goal: float, level: int) -> float:
    """How far off-beatness is from its goal; the first level may lie below it, the last one above: ranks stay."""
    miss = off - goal
    if (level == 0 and miss < 0) or (level == LEVELS - 1 and miss > 0):
        return 0.0
    return max(abs(miss) - FREE, 0.0)


@njit(cache=True, nogil=True)
def latest_close(n: int) -> int:
    """The latest tick at which a bar of n onsets may strike its closing note: it is held as long as there is room."""
    return 18 if n <= 9 else 21 if n <= 12 else 22


@njit(cache=True, nogil=True)
def rhythm_energy(
    mask: int,
    cell: int,
    masks: Ints,
    goals: Floats,
    rhythm: Floats,
    ticks: Floats,
    home: int,
    others: Ints,
    closing: int,
    weights: Floats,
) -> float:
    """What a cell (rhythm level * 10 + density level) costs with this mask in it.

    goals (100,): off-beatness; weights: bits, kept, off-beatness, home, apart, rules. `home` is the mask of the
    style's own bar, whose ticks are to be struck as far as there are onsets; `others` (K, 100) are the rhythms of other
    styles, to stay apart from. The rules: one level more of rhythm is more
    off the beat, and the last beat is struck; a `closing` bar may leave it empty, but must end on a note that is held.
    """
    cost: float = weights[0] * rhythm_bits(mask, rhythm)
    cost += weights[2] * goal_miss(off_beatness(mask, ticks), goals[cell], cell // LEVELS)
    some = min(count_bits(mask), count_bits(home))
    cost += weights[3] * (1.0 - count_bits(mask & home) / some)
    for other in others[:, cell]:
        alike = count_bits(mask & other) / count_bits(mask | other)
        cost += weights[4] * max(alike - ALIKE, 0.0)
    if not closing and mask >> 18 == 0:
        cost += weights[5]
    if closing:
        cost += weights[5] * (mask >> (latest_close(count_bits(mask)) + 1) != 0)
    for step, line in ((10, cell // 10), (1, cell % 10)):
        for side in (-1, 1):
            if 0 <= line + side < LEVELS:
                other = masks[cell + side * step]
                both = count_bits(mask & other)
                union = count_bits(mask | other)
                cost += weights[1] * (1.0 - both / union) + 3.0 * (both == union)
                if step == 10:
                    rise = (off_beatness(other, ticks) - off_beatness(mask, ticks)) * side
                    cost += weights[5] * (rise < 1e-9)
    return cost


@njit(cache=True, nogil=True)
def change_mask(mask: int, wanted: int, patterns: Ints) -> int:
    """Another mask of as many ticks as wanted: a tick moved, or a beat given a pattern of the corpus."""
    if np.random.random() < 0.5:
        beat = np.random.randint(BEATS) * TICKS_PER_BEAT
        mask = mask & ~(63 << beat) | patterns[np.random.randint(len(patterns))] << beat
    else:
        mask ^= 1 << np.random.randint(TICKS)
    n = count_bits(mask)
    while n != wanted:
        tick = np.random.randint(TICKS)
        if (mask >> tick & 1) == (n > wanted):
            mask ^= 1 << tick
            n += 1 if n < wanted else -1
    return mask


@njit(cache=True, nogil=True)
def anneal_rhythms(
    masks: Ints,
    counts: Ints,
    goals: Floats,
    rhythm: Floats,
    ticks: Floats,
    patterns: Ints,
    home: int,
    others: Ints,
    closing: int,
    weights: Floats,
    sweeps: int,
    seed: int,
) -> float:
    """Anneals masks (100,) in place; counts (10,) onsets by density level. Returns what they cost together."""
    np.random.seed(seed)
    weights = np.append(weights, STRICT[0])
    for cell in range(100):
        masks[cell] = change_mask(masks[cell], counts[cell % 10], patterns)
    for turn in range(sweeps):
        heat = HOT * (COLD / HOT) ** (turn / sweeps)
        if turn == int(SETTLING * sweeps):
            weights[5] = STRICT[1]
        for cell in range(100):
            now = rhythm_energy(
                masks[cell], cell, masks, goals, rhythm, ticks, home, others, closing, weights
            )
            for _ in range(20):
                mask = masks[cell]
                if np.random.random() < 0.3:
                    other = cell + (1, -1, 10, -10)[np.random.randint(4)]
                    mask = masks[other] if 0 <= other < 100 else mask
                mask = change_mask(mask, counts[cell % 10], patterns)
                then = rhythm_energy(mask, cell, masks, goals, rhythm, ticks, home, others, closing, weights)
                if then <= now or np.random.random() < np.exp((now - then) / heat):
                    masks[cell], now = mask, then
    total = 0.0
    for cell in range(100):
        total += rhythm_energy(masks[cell], cell, masks, goals, rhythm, ticks, home, others, closing, weights)
    return total
