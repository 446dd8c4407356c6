"""A thousand times the cable is pulled and put back: found within 2 s, nothing left behind."""

from __future__ import annotations

from tests.simulation import pads_soak

TIMES, TRIALS = 25, 40


def trial(seed: int) -> str:
    """What went wrong in 25 turns, or ""."""
    return pads_soak.replugged(seed, TIMES)[0]
