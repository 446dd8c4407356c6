"""Judges of how much bars sound like tunes: n-grams over folk collections, in bits an onset.

Owns two kinds. `Steer` is small tables a search can look up millions of times (which beat pattern follows which,
which interval follows which two). `Judge` is another model (interval and time together), trained on a collection
the search never sees: a search overfits whatever steers it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from installation.score import BEATS, HOLD, TICKS, TICKS_PER_BEAT

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from numpy.typing import NDArray

PATTERNS = 2**TICKS_PER_BEAT
WIDEST = 16
"""Intervals beyond this many semitones count as this many."""
LONGEST = 12
"""Waits beyond this many ticks count as this many."""
INTERVALS = 2 * WIDEST + 1
JOINT = INTERVALS * LONGEST
START = INTERVALS
"""Stands for "no interval yet"."""


@dataclass(frozen=True, slots=True)
class Steer:
    """Bits by look-up.

    `rhythm` (4, 65, 64) for (beat, pattern before, pattern); `pitch` (34, 34, 33) for an interval after two others;
    `joint` (397, 396) for an interval and the ticks it took, after the one before.
    """

    rhythm: NDArray[np.float32]
    pitch: NDArray[np.float32]
    joint: NDArray[np.float32]
    patterns: NDArray[np.uint8]
    """Beat patterns as often as the corpus has them, to draw from."""


def beat_patterns(rows: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Which ticks of each beat are onsets, as bits: (N, 24) -> (N, 4) of 0..63."""
    onset = (rows < HOLD).reshape(len(rows), BEATS, TICKS_PER_BEAT)
    found: NDArray[np.int64] = (onset * (1 << np.arange(TICKS_PER_BEAT))).sum(2)
    return found


def _mixed(counts: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Witten-Bell: counts (..., V) mixed with a distribution of the same shape by how varied they are."""
    total = counts.sum(-1, keepdims=True)
    kinds = (counts > 0).sum(-1, keepdims=True)
    found: NDArray[np.float64] = (counts + np.maximum(kinds, 1) * below) / (total + np.maximum(kinds, 1))
    return found


def make_steer(rows: NDArray[np.uint8]) -> Steer:
    """The look-up tables from bars (N, 24)."""
    patterns = beat_patterns(rows)
    pairs = np.zeros((BEATS, PATTERNS + 1, PATTERNS))
    before = np.concatenate([np.full((len(rows), 1), PATTERNS), patterns[:, :-1]], axis=1)
    np.add.at(pairs, (np.arange(BEATS)[None], before, patterns), 1)
    single = _mixed(pairs.sum((0, 1)), np.full(PATTERNS, 1 / PATTERNS))
    by_beat = _mixed(pairs.sum(1), np.broadcast_to(single, (BEATS, PATTERNS)))
    by_pair = _mixed(pairs.sum(0), np.broadcast_to(single, (PATTERNS + 1, PATTERNS)))
    rhythm = _mixed(pairs, 0.5 * by_beat[:, None] + 0.5 * by_pair[None])
    triples, twos = _count_steps(rows)
    ones = _mixed(twos.sum(0), np.full(JOINT, 1 / JOINT))
    joint = _mixed(twos, np.broadcast_to(ones, twos.shape))
    singles = _mixed(triples.sum((0, 1)), np.full(INTERVALS, 1 / INTERVALS))
    doubles = _mixed(triples.sum(0), np.broadcast_to(singles, (INTERVALS + 1, INTERVALS)))
    pitch = _mixed(triples, np.broadcast_to(doubles, triples.shape))
    drawn = patterns.ravel()
    return Steer(
        (-np.log2(rhythm)).astype(np.float32),
        (-np.log2(pitch)).astype(np.float32),
        (-np.log2(joint)).astype(np.float32),
        np.sort(drawn)[:: max(1, len(drawn) // 4096)].astype(np.uint8),
    )


def _count_steps(rows: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How often each interval follows two others, and each interval with its wait follows another."""
    triples = np.zeros((INTERVALS + 1, INTERVALS + 1, INTERVALS))
    twos = np.zeros((JOINT + 1, JOINT))
    for row in rows:
        ticks = np.flatnonzero(row < HOLD)
        steps = np.clip(np.diff(row[ticks].astype(int)), -WIDEST, WIDEST) + WIDEST
        waits = np.minimum(np.diff(ticks), LONGEST) - 1
        older, old, before = START, START, JOINT
        for step, wait in zip(steps, waits, strict=True):
            token = step * LONGEST + wait
            triples[older, old, step] += 1
            twos[before, token] += 1
            older, old, before = old, step, token
    return triples, twos


def events(row: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """What a judge reads of a bar: for each onset, semitones since the last one and its tick, jointly."""
    before = None
    for tick in range(TICKS):
        if row[tick] < HOLD:
            pitch = int(row[tick])
            step = 99 if before is None else max(-WIDEST, min(WIDEST, pitch - before))
            yield step, tick
            before = pitch


@dataclass(slots=True)
class Judge:
    """An interpolated n-gram of (interval, ticks since the last onset), blind to the bar line's rhythm tables."""

    order: int
    counts: list[dict[tuple[Hashable, ...], Counter[Hashable]]]
    kinds: int

    def bits(self, rows: NDArray[np.uint8]) -> tuple[float, int]:
        """Total bits of bars (N, 24), and how many onsets they have."""
        total, onsets = 0.0, 0
        for row in rows:
            history: list[Hashable] = []
            for token in tokens(row):
                total -= float(np.log2(self.chance(history, token)))
                history.append(token)
                onsets += 1
        return total, onsets

    def bits_an_onset(self, rows: NDArray[np.uint8]) -> float:
        """Mean bits an onset over bars (N, 24)."""
        total, onsets = self.bits(rows)
        return total / max(onsets, 1)

    def chance(self, history: list[Hashable], token: Hashable) -> float:
        """Probability of a token after a history."""
        chance = 1 / self.kinds
        for length in range(self.order):
            if length > len(history):
                break
            seen = self.counts[length].get(tuple(history[len(history) - length :]))
            if seen:
                total, varied = seen.total(), len(seen)
                chance = (seen[token] + varied * chance) / (total + varied)
        return chance


def tokens(row: NDArray[np.uint8]) -> Iterator[Hashable]:
    """(interval, ticks since the last onset, tick within its beat) of each onset."""
    last = None
    for step, tick in events(row):
        yield step, (-1 if last is None else tick - last), tick % TICKS_PER_BEAT
        last = tick


def make_judge(rows: Iterable[NDArray[np.uint8]], order: int = 3) -> Judge:
    """A judge that has read bars of 24 symbols each."""
    counts: list[dict[tuple[Hashable, ...], Counter[Hashable]]] = [defaultdict(Counter) for _ in range(order)]
    for row in rows:
        history: list[Hashable] = []
        for token in tokens(row):
            for length in range(min(order, len(history) + 1)):
                counts[length][tuple(history[len(history) - length :])][token] += 1
            history.append(token)
    kinds = INTERVALS * TICKS
    return Judge(order, counts, kinds)
