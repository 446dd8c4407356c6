"""The search's inner loop, compiled: anneals the 10^4 measures of one bar's grid against each other.

Owns the energy of a cell and the moves that change it. Rows hold a pitch at each onset and 0 elsewhere. Neighbours
of a cell differ by one level of one pad, so cells of one parity do not see each other and anneal side by side.
Refuses to know latents, styles and files.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from installation.measure.attributes import TICK_WEIGHTS
from installation.score import TICKS, TICKS_PER_BEAT
from installation.training.judges import JOINT, LONGEST, START, WIDEST

LEVELS = 10
WEIGHTS = TICK_WEIGHTS.copy()
STRIDES = (1000, 100, 10, 1)
# Places in the vector of a search's weights.
W_BITS, W_KEPT, W_TARGET, W_ORDER, W_HOME, W_LAST, W_PHRASE, W_SAME = range(8)
# What a bar is in its phrase.
BAR_FIRST, BAR_LIKE, BAR_OTHER, BAR_LAST = range(4)


@njit(cache=True, nogil=True)
def describe(row, weights):  # noqa: ANN001, ANN201 - numba reads no annotations
    """(onsets, mean weight, span in semitones, mean jump) of a row (24,)."""
    n, weight, low, high, leaps, last = 0, 0.0, 999, -1, 0, -1
    for tick in range(TICKS):
        pitch = np.int64(row[tick])
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
def tune_bits(row, rhythm, pitch_bits, joint):  # noqa: ANN001, ANN201 - see above
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
        pitch = np.int64(row[tick])
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
def shared(one, other):  # noqa: ANN001, ANN201 - see above
    """Onsets that two rows have on the same tick with the same pitch."""
    both = 0
    for tick in range(TICKS):
        both += (one[tick] == other[tick]) & (one[tick] > 0)
    return both


@njit(cache=True, nogil=True)
def not_kept(both, union, same):  # noqa: ANN001, ANN201 - see above
    """One less the share of onsets two rows have in common, and `same` if they do not differ."""
    return same if both == union else 1.0 - both / union


@njit(cache=True, nogil=True)
def close_cost(row, root):  # noqa: ANN001, ANN201 - see above
    """How far a row is from closing: its last onset on the tonic or fifth, held for a beat (half, if dense)."""
    last, n = -1, 0
    for tick in range(TICKS):
        if row[tick]:
            last = tick
            n += 1
    if last < 0:
        return 4.0
    degree = (np.int64(row[last]) - root) % 12
    cost = 0.0 if degree in (0, 7) else 2.0
    latest = 18 if n <= 11 else 21
    return cost + (0.7 * (last - latest) + 1.0 if last > latest else 0.0)


@njit(cache=True, nogil=True)
def phrase_cost(row, n, first, bar, root):  # noqa: ANN001, ANN201 - see above
    """How far a row of n onsets is from its part in the phrase, given the same cell's first bar."""
    if bar == BAR_FIRST:
        return 0.0
    part = shared(first, row) / max(n, 1.0)
    cost = 0.0
    low, high = (0.56, 0.86) if bar == BAR_LIKE else (0.14, 0.44) if bar == BAR_OTHER else (0.35, 0.9)
    if part < low:
        cost += 6 * (low - part) + 0.3
    if part > high:
        cost += 6 * (part - high) + 0.3
    if bar == BAR_LAST:
        cost += close_cost(row, root)
    return cost


@njit(cache=True, nogil=True)
def miss_of(n, off, wide, jump, goal):  # noqa: ANN001, ANN201 - see above
    """How far a row's attributes are from their goal (off-beatness, semitones, onsets, jump)."""
    miss = 2.0 * abs(n - goal[2]) + 1.0 * abs(wide - goal[1])
    miss += 18.0 * max(abs(off - goal[0]) - 0.01, 0.0)
    return miss + 3.0 * max(abs(jump - goal[3]) - 0.06, 0.0)


@njit(cache=True, nogil=True)
def energy(row, cell, limit, grid, facts, plan):  # noqa: ANN001, ANN201 - see above
    """What a cell costs with this row in it, its neighbours being what they are; anything above `limit` if more.

    plan: targets (10000, 4), tables, home (24,), first (10000, 24), avoid (10000, 24), (bar, root, whether the
    rhythms stay), weights (8,).
    No term is below zero, so the sum may stop early.
    """
    targets, (rhythm, pitch_bits, joint, ticks), home, first, avoid, setting, weights = plan
    n, off, wide, jump = describe(row, ticks)
    cost = weights[W_TARGET] * miss_of(n, off, wide, jump, targets[cell])
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
    mine = (off, wide, n, jump)
    for axis in range(4):
        if cost > limit:
            return cost
        level = cell // STRIDES[axis] % LEVELS
        for side in (-1, 1):
            if not 0 <= level + side < LEVELS:
                continue
            other = cell + side * STRIDES[axis]
            both = shared(row, grid[other])
            cost += weights[W_KEPT] * not_kept(both, n + facts[other, 2] - both, weights[W_SAME])
            rise = (mine[axis] - facts[other, axis]) * -side
            if rise < -1e-9:
                cost += weights[W_ORDER]
            elif rise < 1e-9:
                cost += 0.15 * weights[W_ORDER]
    return cost


@njit(cache=True, nogil=True)
def beside(scale, around, reach):  # noqa: ANN001, ANN201 - see above
    """A pitch of the scale up to `reach` degrees from one."""
    pitches, nearest = scale
    index = nearest[around] + np.random.randint(-reach, reach + 1)
    return pitches[min(max(index, 0), len(pitches) - 1)]


@njit(cache=True, nogil=True)
def in_scale(scale, pitch):  # noqa: ANN001, ANN201 - see above
    """Whether a pitch is one that the style may use."""
    pitches, nearest = scale
    return 0 <= pitch < 128 and pitches[nearest[pitch]] == pitch


@njit(cache=True, nogil=True)
def pitch_before(row, tick):  # noqa: ANN001, ANN201 - see above
    """The last pitch struck before a tick, else the first after it, else 0."""
    for back in range(tick - 1, -1, -1):
        if row[back]:
            return row[back]
    for ahead in range(tick, TICKS):
        if row[ahead]:
            return row[ahead]
    return 0


@njit(cache=True, nogil=True)
def pick_onset(row):  # noqa: ANN001, ANN201 - see above
    """A tick with an onset, -1 if there is none."""
    start = np.random.randint(TICKS)
    for offset in range(TICKS):
        tick = (start + offset * 5) % TICKS
        if row[tick]:
            return tick
    return -1


@njit(cache=True, nogil=True)
def put_pattern(row, beat, pattern, scale):  # noqa: ANN001, ANN201 - see above
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
def move_extreme(row, scale):  # noqa: ANN001, ANN201 - see above
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
def edit(row, scale, patterns):  # noqa: ANN001, ANN201 - see above
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
def pick_neighbour(cell):  # noqa: ANN001, ANN201 - see above
    """A cell one level away along one pad, itself at an edge."""
    axis = np.random.randint(4)
    side = 1 if np.random.random() < 0.5 else -1
    level = cell // STRIDES[axis] % LEVELS + side
    return cell + side * STRIDES[axis] if 0 <= level < LEVELS else cell


@njit(cache=True, nogil=True)
def copy_differing(row, other):  # noqa: ANN001, ANN201 - see above
    """Takes over one tick on which two rows differ."""
    start = np.random.randint(TICKS)
    for offset in range(TICKS):
        tick = (start + offset * 7) % TICKS
        if row[tick] != other[tick]:
            row[tick] = other[tick]
            return


@njit(cache=True, nogil=True)
def propose(row, cell, grid, scale, patterns):  # noqa: ANN001, ANN201 - see above
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
def propose_pitches(row, cell, grid, scale):  # noqa: ANN001, ANN201 - see above
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
def repair_count(row, wanted, scale):  # noqa: ANN001, ANN201 - see above
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
def repair_span(row, wanted, scale):  # noqa: ANN001, ANN201 - see above
    """Draws pitches in, or one out, so that the row spans what is wanted, where the scale has such a pitch."""
    low, high = 999, 0
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
        pitch = np.int64(row[tick])
        if pitch and ((upwards and pitch > edge) or (not upwards and pitch < edge)):
            row[tick] = edge


@njit(cache=True, nogil=True)
def sweep(grid, facts, plan, scale, patterns, heat, tries, seed, chosen):  # noqa: ANN001, ANN201 - see above
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
                    repair_count(row, np.int64(plan[0][cell, 2]), scale)
                if np.random.random() < 0.9:
                    repair_span(row, np.int64(plan[0][cell, 1]), scale)
                limit = now - heat * np.log(np.random.random() + 1e-300)
                then = energy(row, cell, limit, grid, facts, plan)
                if then <= limit:
                    grid[cell] = row
                    n, off, wide, jump = describe(row, plan[1][3])
                    facts[cell, 0], facts[cell, 1], facts[cell, 2], facts[cell, 3] = off, wide, n, jump
                    now = then
                    taken += 1
    return taken
