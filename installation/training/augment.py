"""New bars from the corpus's: what makes the network's space wide enough to hold edited tunes.

Owns the edits (transpose, cross beats over, change, stretch and reorder pitches, change rhythm) and the drawing of
a batch from a seed and a step number alone, so that a training that was killed goes on exactly. Refuses to know torch.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from installation.measure.vocabulary import canonical
from installation.score import HOLD, PITCH_HIGH, PITCH_LOW, REST, TICKS, TICKS_PER_BEAT

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray


def transpose(rows: NDArray[np.uint8], chance: Generator) -> NDArray[np.uint8]:
    """Each row (N, 24) moved by up to a fifth, as far as the pitches stay in range."""
    onset = rows < HOLD
    top = np.where(onset, rows, 0).max(1)
    bottom = np.where(onset, rows, 255).min(1)
    shift = np.clip(
        chance.integers(-7, 8, len(rows)), PITCH_LOW - bottom.astype(int), PITCH_HIGH - top.astype(int)
    )
    return np.where(onset, rows + shift[:, None], rows).astype(np.uint8)


def cross_over(rows: NDArray[np.uint8], others: NDArray[np.uint8], chance: Generator) -> NDArray[np.uint8]:
    """Each beat from one of two bars."""
    from_other = np.repeat(chance.random((len(rows), TICKS // TICKS_PER_BEAT)) < 0.4, TICKS_PER_BEAT, axis=1)
    return np.where(from_other, others, rows)


def edit_pitches(rows: NDArray[np.uint8], chance: Generator) -> NDArray[np.uint8]:
    """About a quarter of the onsets moved by up to nine semitones."""
    onset = (rows < HOLD) & (chance.random(rows.shape) < 0.25)
    moved = np.clip(rows.astype(int) + chance.integers(-9, 10, rows.shape), PITCH_LOW, PITCH_HIGH)
    return np.where(onset, moved, rows).astype(np.uint8)


def stretch(rows: NDArray[np.uint8], chance: Generator) -> NDArray[np.uint8]:
    """Each row's intervals about its middle pitch made narrower or wider, by a third to twice."""
    onset = rows < HOLD
    middle = (onset * rows.astype(int)).sum(1, keepdims=True) / np.maximum(onset.sum(1, keepdims=True), 1)
    factor = np.exp2(chance.uniform(-1.6, 1.0, (len(rows), 1)))
    moved = np.rint(middle + factor * (rows - middle))
    return np.where(onset, np.clip(moved, PITCH_LOW, PITCH_HIGH), rows).astype(np.uint8)


def reorder(rows: NDArray[np.uint8], chance: Generator) -> NDArray[np.uint8]:
    """Each row's pitches in another order, from nearly the same to any: the same range, other jumps."""
    onset = rows < HOLD
    reach = chance.exponential(1.5, (len(rows), 1))
    place = np.cumsum(onset, axis=1) + reach * chance.normal(size=rows.shape)
    source = np.argsort(np.where(onset, place, np.inf), axis=1, kind="stable")  # onsets first, in new order
    target = np.argsort(~onset, axis=1, kind="stable")  # onsets first, in their order
    out = rows.copy()
    lines, held = np.nonzero(np.take_along_axis(onset, target, 1))
    out[lines, target[lines, held]] = rows[lines, source[lines, held]]
    return out


def edit_rhythm(rows: NDArray[np.uint8], chance: Generator) -> NDArray[np.uint8]:
    """A few onsets held over or silenced, a few holds struck near the pitch before, on binary ticks mostly."""
    out = rows.copy()
    drop = (rows < HOLD) & (chance.random(rows.shape) < 0.12)
    out[drop] = np.where(chance.random(int(drop.sum())) < 0.85, HOLD, REST)
    likely = np.tile([0.12, 0.06, 0.012, 0.12, 0.012, 0.06], TICKS // TICKS_PER_BEAT)
    add = (rows == HOLD) & (chance.random(rows.shape) < likely)
    latest = np.maximum.accumulate(np.where(rows < HOLD, np.arange(TICKS), 0), axis=1)
    near = np.take_along_axis(rows, latest, 1).astype(int) + chance.integers(-5, 6, rows.shape)
    out[add] = np.clip(near, PITCH_LOW, PITCH_HIGH)[add]
    return out


def draw_batch(rows: NDArray[np.uint8], size: int, edited: float, seed: int, step: int) -> NDArray[np.uint8]:
    """The batch (size, 24) of one training step, canonical; a function of its arguments alone.

    Every bar is transposed; a share `edited` of them is crossed over and edited too.
    """
    chance = np.random.default_rng([seed, step])
    plain = transpose(rows[chance.integers(0, len(rows), size)], chance)
    others = transpose(rows[chance.integers(0, len(rows), size)], chance)
    ways: tuple[Callable[..., NDArray[np.uint8]], ...] = (
        partial(cross_over, others=others),
        edit_pitches,
        stretch,
        reorder,
        edit_rhythm,
    )
    for way, often in zip(ways, (1.0, 1.0, 0.5, 0.5, 1.0), strict=True):
        chosen = chance.random(size) < edited * often
        plain = np.where(chosen[:, None], way(plain, chance=chance), plain)
    silent = (plain >= HOLD).all(1)
    plain[silent] = others[silent]
    return canonical(plain)
