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
def rhythm_energy(
    mask: int,
    cell: int,
    masks: Ints,
    goals: Floats,
    rhythm: Floats,
    ticks: Floats,
    closing: int,
    weights: Floats,
) -> float:
    """What a cell (rhythm level * 10 + density level) costs with this mask in it.

    goals (100,): off-beatness; weights: bits, kept, off-beatness. A `closing` bar may leave the last beat empty and
    must end on a note that is held.
    """
    cost: float = weights[0] * rhythm_bits(mask, rhythm)
    cost += weights[2] * max(abs(off_beatness(mask, ticks) - goals[cell]) - 0.008, 0.0)
    if not closing and mask >> 18 == 0:
        cost += 5.0
    if closing:
        latest = 18 if count_bits(mask) <= 11 else 21
        cost += 2.0 * (mask >> (latest + 1) != 0)
    for step, line in ((10, cell // 10), (1, cell % 10)):
        for side in (-1, 1):
            if 0 <= line + side < LEVELS:
                other = masks[cell + side * step]
                both = count_bits(mask & other)
                union = count_bits(mask | other)
                cost += weights[1] * (1.0 - both / union) + 3.0 * (both == union)
                if step == 10:
                    rise = (off_beatness(other, ticks) - off_beatness(mask, ticks)) * side
                    cost += 25.0 * (rise < 1e-9)
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
    closing: int,
    weights: Floats,
    sweeps: int,
    seed: int,
) -> None:
    """Anneals masks (100,) in place; counts (10,) onsets by density level."""
    np.random.seed(seed)
    for cell in range(100):
        masks[cell] = change_mask(masks[cell], counts[cell % 10], patterns)
    for turn in range(sweeps):
        heat = 3.0 * (0.02 / 3.0) ** (turn / sweeps)
        for cell in range(100):
            now = rhythm_energy(masks[cell], cell, masks, goals, rhythm, ticks, closing, weights)
            for _ in range(20):
                mask = masks[cell]
                if np.random.random() < 0.3:
                    other = cell + (1, -1, 10, -10)[np.random.randint(4)]
                    mask = masks[other] if 0 <= other < 100 else mask
                mask = change_mask(mask, counts[cell % 10], patterns)
                then = rhythm_energy(mask, cell, masks, goals, rhythm, ticks, closing, weights)
                if then <= now or np.random.random() < np.exp((now - then) / heat):
                    masks[cell], now = mask, then
