"""Ten million frames, whole, mutated and made up: no exception, no growth, in step within one good frame."""

from __future__ import annotations

from tests.simulation import pads_soak

TRIALS, FRAMES = 1_000, 10_000


def trial(seed: int) -> str:
    """What went wrong with the frames of that seed, or ""."""
    return pads_soak.fuzzed_frames(seed, FRAMES)
