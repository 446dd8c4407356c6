"""Which hundred rhythms a bar gets: the most tune-like ones whose off-beatness is still told apart, level by level.

Owns the attempts and the choice among them; what a rhythm costs lies in `rhythms`. Refuses to know pitches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from installation.training.annealing import BAR_LAST, WEIGHTS
from installation.training.metrics import spearman
from installation.training.rhythms import LEVELS, STRICT, anneal_rhythms, off_beatness, rhythm_energy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.training.judges import Steer
    from installation.training.search import Effort, Material, Targets

    Masks = NDArray[np.int64]
    Columns = NDArray[np.float64]

ATTEMPTS = 2
"""How often rhythms are searched with one strictness, since each search ends somewhere else."""
LEAST_OWN, MOST_CROSSTALK, LEAST_SPAN = 0.967, 0.12, 0.61
"""What the rhythm pad must do: a little more than a table's figures ask, since pitches cost some of it."""


class Clarity(NamedTuple):
    """How clearly rhythms follow their pad: rank correlation with it and with density, reach from end to end."""

    own: float
    crosstalk: float
    span: float

    @property
    def short(self) -> float:
        """By how much this is less than it must be, 0 if by nothing; ranks weigh most."""
        return (
            10 * max(LEAST_OWN - self.own, 0.0)
            + max(self.crosstalk - MOST_CROSSTALK, 0.0)
            + max(LEAST_SPAN - self.span, 0.0)
        )


def clarity_of(masks: Masks) -> Clarity:
    """Of rhythms (100,), by rhythm level * 10 + density level."""
    off = np.array([off_beatness(int(mask), WEIGHTS) for mask in masks])
    rhythm, density = np.divmod(np.arange(len(masks)), LEVELS)
    by_level = off.reshape(LEVELS, LEVELS)
    return Clarity(
        spearman(rhythm, off), abs(spearman(density, off)), float((by_level[-1] - by_level[0]).mean())
    )


def in_order(masks: Masks) -> Masks:
    """The same rhythms (100,), those of each density in the order of their off-beatness.

    What rhythms cost says little of order: a single pair the wrong way round would be one step in ninety.
    """
    off = np.array([off_beatness(int(mask), WEIGHTS) for mask in masks]).reshape(LEVELS, LEVELS)
    ordered: Masks = np.take_along_axis(masks.reshape(LEVELS, LEVELS), off.argsort(0, kind="stable"), 0)
    return ordered.ravel()


def find_rhythms(
    targets: Targets, goals: Columns, effort: Effort, steer: Steer, material: Material, part: int
) -> Masks:
    """The hundred rhythms (100,) of a bar of the phrase (0..3) as 24-bit masks; goals (100,) of off-beatness.

    The more it costs to miss a goal, the clearer the pad and the less tune-like the rhythms. So missing is cheap at
    first and dearer until an attempt is clear enough; of those equally strict the one that costs least else is taken.
    """
    least_short: tuple[float, int, Masks] | None = None
    for turn, strict in enumerate(effort.rhythm_strict):
        clear: list[tuple[float, int, Masks]] = []
        for attempt in range(ATTEMPTS):
            masks, cost = _attempt(targets, goals, effort, steer, material, part, strict, attempt)
            short, number = clarity_of(masks).short, turn * ATTEMPTS + attempt
            if short == 0:
                clear.append((cost, number, masks))
            elif least_short is None or short < least_short[0]:
                least_short = short, number, masks
        if clear:
            return min(clear)[2]
    if least_short is None:
        raise ValueError("an effort without strictness searches no rhythms")
    return least_short[2]


def _attempt(
    targets: Targets,
    goals: Columns,
    effort: Effort,
    steer: Steer,
    material: Material,
    part: int,
    strict: float,
    attempt: int,
) -> tuple[Masks, float]:
    """Rhythms (100,) of one search, and what they cost, goals apart."""
    closing, others = int(part == BAR_LAST), material.others[part]
    home = int(sum(1 << tick for tick in np.flatnonzero(material.home)))
    bits, kept, like_home, apart = effort.rhythm_weights
    masks = np.full(LEVELS * LEVELS, home, np.int64)
    anneal_rhythms(
        masks, np.array(targets.onsets), goals, steer.rhythm, WEIGHTS, steer.patterns.astype(np.int64), home, others,
        closing, np.array([bits, kept, strict, like_home, apart]), effort.rhythm_sweeps,
        material.seed + part + 10 * attempt,
    )  # fmt: skip
    masks = in_order(masks)
    priced = np.array([bits, kept, 0.0, like_home, apart, STRICT[1]])
    cost = sum(
        rhythm_energy(int(mask), cell, masks, goals, steer.rhythm, WEIGHTS, home, others, closing, priced)
        for cell, mask in enumerate(masks)
    )
    return masks, float(cost)
