"""Measures as arrays, and as the symbols a network reads and writes.

Owns the two-way tables between score symbols (0..129) and network symbols (0..38), and the canonical form of a
measure. Refuses to know what a network does with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from installation.score import HOLD, PITCH_HIGH, PITCH_LOW, REST, TICKS, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PITCHES = PITCH_HIGH - PITCH_LOW + 1
NET_HOLD, NET_REST = PITCHES, PITCHES + 1
SYMBOLS = PITCHES + 2
"""How many symbols a network knows: 37 pitches, hold, rest."""

_TO_NET = np.full(256, 255, np.uint8)
_TO_NET[PITCH_LOW : PITCH_HIGH + 1] = np.arange(PITCHES)
_TO_NET[HOLD], _TO_NET[REST] = NET_HOLD, NET_REST
_TO_SCORE = np.array([*range(PITCH_LOW, PITCH_HIGH + 1), HOLD, REST], np.uint8)


def to_rows(measures: Iterable[Measure]) -> NDArray[np.uint8]:
    """Measures as an array (N, 24) of score symbols."""
    return np.array([measure.symbols for measure in measures], np.uint8).reshape(-1, TICKS)


def to_measure(row: NDArray[np.uint8]) -> Measure:
    """One row (24,) of score symbols as a Measure.

    Raises:
        ValueError: it is no measure.
    """
    return Measure(tuple(int(symbol) for symbol in row))


def to_network(rows: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Score symbols (..., 24) as network symbols 0..38.

    Raises:
        ValueError: a symbol that is no pitch of the range, hold or rest.
    """
    if rows.size and (rows.min() < 0 or rows.max() > REST):
        raise ValueError(f"a symbol is outside 0..{REST}")
    found = _TO_NET[rows.astype(np.uint8)]
    if (found == 255).any():
        pitch = int(rows[found == 255].flat[0])
        raise ValueError(f"pitch {pitch} is outside {PITCH_LOW}..{PITCH_HIGH}")
    return found


def from_network(symbols: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Network symbols 0..38, any shape, as score symbols of the same shape."""
    found: NDArray[np.uint8] = _TO_SCORE[symbols]
    return found


def canonical(rows: NDArray[np.integer]) -> NDArray[np.uint8]:
    """The one way to write what rows (N, 24) sound like: silence is a rest at its first tick, then holds.

    A hold with nothing before it in the bar, and a rest in silence, say the same as what stands here instead.
    """
    out = rows.astype(np.uint8).copy()
    sounding = np.zeros(len(out), bool)
    for tick in range(TICKS):
        column = out[:, tick]
        onset, hold = column < HOLD, column == HOLD
        silent = ~onset & ~(hold & sounding)
        starts = silent & (sounding if tick else np.ones_like(sounding))
        column[silent] = HOLD
        column[starts] = REST
        sounding = ~silent
    return out
