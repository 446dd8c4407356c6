"""A week of frames over a line with 1 % and one with 10 % of its bytes dropped or flipped: none wrong is believed."""

from __future__ import annotations

from tests.simulation import pads_soak

FRAMES = 200_000
TRIALS = 2 * (7 * 24 * 3_600 * 250 // FRAMES)
"""A week at 250 frames a second, twice: even seeds have 1 % of their bytes damaged, odd ones 10 %."""
LINES = ((0.01, 30.0), (0.1, 500.0))
"""Share of bytes dropped or flipped: the most that the newest frame may be old on such a line, in ms, 99 times of 100.

The line's own doing alone, counted in frames: what a machine adds is `soak board`'s business."""


def trial(seed: int) -> str:
    """What was believed that was never sent, or how long nothing came through; or ""."""
    share, most_ms = LINES[seed % 2]
    heard = pads_soak.damaged_line(seed, FRAMES, share)
    if heard.wrong:
        return f"{heard.wrong} wrong frames of {heard.believed}"
    return f"age p99 {heard.age_p99_ms:.0f} ms" if heard.age_p99_ms > most_ms else ""
