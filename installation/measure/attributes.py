"""What can be said of a measure in figures: the attributes that pads steer and papers report.

Owns the formulas (after Pati & Lerch 2019 and 2020; off-beatness is ours). Works on arrays of many measures;
refuses to know latents, levels and pads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from installation.score import HOLD, TICKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEAT_DEPTHS = (0.20, 0.67, 0.25, 0.67)
TICK_WEIGHTS = np.array([weight for depth in BEAT_DEPTHS for weight in (depth, 1.0, 2.0, 0.5, 2.0, 1.0)])
"""Metrical weight of an onset on each tick (24,): the further off the beat, the heavier."""
RANGE_SEMITONES = 26
"""What ranges and contours are divided by."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """Attributes of N measures, each (N,).

    `rhythmic_complexity`: sum of onset weights / 27.79; grows with density. `off_beatness`: mean onset weight.
    `range`: (highest - lowest) / 26. `density`: onsets / 24. `jump`: mean semitones between successive onsets.
    `contour`: (last - first) / 26. `onsets`: their count. Range, jump and contour are 0 under two onsets.
    """

    rhythmic_complexity: NDArray[np.float64]
    off_beatness: NDArray[np.float64]
    range: NDArray[np.float64]
    density: NDArray[np.float64]
    jump: NDArray[np.float64]
    contour: NDArray[np.float64]
    onsets: NDArray[np.int64]


OWN = {"rhythm": "off_beatness", "range": "range", "density": "density", "jump": "jump"}
"""The attribute each pad steers."""


def attributes_of(rows: NDArray[np.integer]) -> Attributes:
    """The attributes of measures (N, 24) in score symbols."""
    onset = rows < HOLD  # (N, 24)
    pitch = np.where(onset, rows, 0).astype(np.int64)
    count = onset.sum(1)
    weight = (onset * TICK_WEIGHTS).sum(1)
    several = count > 1
    high = pitch.max(1)
    low = np.where(onset, rows, 999).min(1)
    # Index of the last onset at or before each tick; -1 where there is none yet.
    latest = np.maximum.accumulate(np.where(onset, np.arange(TICKS), -1), axis=1)
    before = np.concatenate([np.full((len(rows), 1), -1), latest[:, :-1]], axis=1)
    pairs = onset & (before >= 0)
    at_before = np.take_along_axis(pitch, np.maximum(before, 0), 1)
    leaps = (np.abs(pitch - at_before) * pairs).sum(1)
    lines = np.arange(len(rows))
    first = pitch[lines, onset.argmax(1)]
    last = pitch[lines, np.maximum(latest[:, -1], 0)]
    return Attributes(
        rhythmic_complexity=weight / TICK_WEIGHTS.sum(),
        off_beatness=np.where(count > 0, weight / np.maximum(count, 1), 0.0),
        range=np.where(several, (high - low) / RANGE_SEMITONES, 0.0),
        density=count / TICKS,
        jump=np.where(several, leaps / np.maximum(count - 1, 1), 0.0),
        contour=np.where(several, (last - first) / RANGE_SEMITONES, 0.0),
        onsets=count,
    )
