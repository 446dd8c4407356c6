"""A week of frames over a line with 1 % and one with 10 % of its bytes dropped or flipped: none wrong is believed.

Which of them go through the real decoder, and why the others need not, says tests/simulation/damaged_line.py.
"""

from __future__ import annotations

from tests.simulation.damaged_line import damaged_line

FRAMES, ALSO_WHOLE = 200_000, 4_000
WEEK = 7 * 24 * 3_600 * 250 // FRAMES
TRIALS = 2 * WEEK
"""A week at 250 frames a second, twice: even seeds have 1 % of their bytes damaged, odd ones 10 %."""
LINES = ((0.01, 30.0), (0.1, 500.0))
"""Share of bytes dropped or flipped: the most that the newest frame may be old on such a line, in ms, 99 times of 100.

The line's own doing alone, counted in frames: what a machine adds is `soak board`'s business."""
VALUES_BELOW = (65_536, 64)
"""In turns: any values, and those of pads at rest, which have a zero byte each."""


def trial(seed: int) -> str:
    """What was believed that was never sent, or how long nothing came through; or ""."""
    turn, (share, most_ms) = seed // 2, LINES[seed % 2]
    below = VALUES_BELOW[turn % 2]
    heard = damaged_line(seed, FRAMES, share, first=turn * FRAMES, below=below, also_whole=ALSO_WHOLE)
    if heard.wrong:
        return f"{heard.wrong} wrong frames of {heard.believed}"
    if heard.unequal:
        return f"{heard.unequal} of {ALSO_WHOLE} frames are heard otherwise where all bytes are decoded"
    return f"age p99 {heard.age_p99_ms:.0f} ms" if heard.age_p99_ms > most_ms else ""
