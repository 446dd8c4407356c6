"""A week of frames over a line with 1 % and one with 10 % of its bytes dropped or flipped: none wrong is believed."""

from __future__ import annotations

from tests.simulation import pads_soak

FRAMES = 200_000
TRIALS = 2 * (7 * 24 * 3_600 * 250 // FRAMES)
"""A week at 250 frames a second, twice: even seeds have 1 % of their bytes damaged, odd ones 10 %."""


def trial(seed: int) -> str:
    """What was believed that was never sent, or ""."""
    heard = pads_soak.damaged_line(seed, FRAMES, 0.1 if seed % 2 else 0.01)
    return f"{heard.wrong} wrong frames of {heard.believed}" if heard.wrong else ""
