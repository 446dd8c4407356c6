"""The keeper of visits killed at 1,000 random instants, its log cut at every frame, its disk full; then withdrawal."""

from __future__ import annotations

from tests.simulation import database_soak

TRIALS = 1_000


def trial(seed: int) -> str:
    """What went wrong in the life of that seed, or ""."""
    return database_soak.trial(seed)
