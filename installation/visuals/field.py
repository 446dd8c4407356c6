"""The latent point as a pattern of light: each of its numbers is one mode of a drum's skin.

Owns the modes and their colours. A point of D numbers becomes a sum of D modes of vibration of a round
membrane (free rim), so that points that lie near each other look alike and every direction of the space is
seen. Refuses to know what the numbers mean, where the body stands and how it is lit.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import jnp_zeros, jv

from installation.score import PADS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = 96
"""Cells along a side of the pattern; it covers -SPAN..SPAN of the body's coordinates."""
SPAN = 1.08
_STEERED = 1.9  # how much stronger the dimensions are seen that the pads steer, which come first
_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))


def mode_numbers(count: int) -> tuple[tuple[int, float, int], ...]:
    """The `count` slowest modes that are not constant: (waves around, radial frequency, 0 cosine or 1 sine)."""
    found = [(float(zero), m) for m in range(count + 1) for zero in jnp_zeros(m, 6)]
    modes: list[tuple[int, float, int]] = []
    for frequency, waves in sorted(found):
        modes.extend((waves, frequency, phase) for phase in ((0, 1) if waves else (0,)))
    return tuple(modes[:count])


@lru_cache(maxsize=2)
def modes(count: int) -> NDArray[np.float32]:
    """The modes on the grid, each of root mean square 1 on the disc; (D, SIZE, SIZE), rows bottom to top."""
    line = (np.arange(SIZE) + 0.5) / SIZE * 2 * SPAN - SPAN
    x, y = np.meshgrid(line, line)
    radius, angle = np.minimum(np.hypot(x, y), SPAN), np.arctan2(y, x)
    inside = radius <= 1.0
    found = []
    for waves, frequency, phase in mode_numbers(count):
        wave = jv(waves, frequency * radius) * np.cos(waves * angle - phase * math.pi / 2)
        found.append(wave / np.sqrt(np.mean(wave[inside] ** 2)))
    return np.array(found, np.float32)


@lru_cache(maxsize=2)
def colour_modes(count: int) -> NDArray[np.float32]:
    """Each mode times its colour; (D, SIZE * SIZE * 4): lightness, two colour axes, phase of the threads."""
    steps = np.arange(count)
    tilt = 0.35 + 0.6 * ((steps * 0.618) % 1.0)  # how much lightness, how much colour: never the same twice
    colours = np.stack(
        [
            np.cos(tilt) * np.where(steps % 2, -1.0, 1.0),
            np.sin(tilt) * np.cos(steps * _GOLDEN),
            np.sin(tilt) * np.sin(steps * _GOLDEN),
            np.cos(steps * 1.7 + 0.4),
        ],
        axis=1,
    )  # (D, 4)
    weights = np.where(steps < len(PADS), _STEERED, 1.0)
    spread = modes(count)[..., None] * (weights[:, None] * colours)[:, None, None, :]
    return np.ascontiguousarray(spread.reshape(count, -1), np.float32)


@lru_cache(maxsize=4)
def pattern(point: tuple[float, ...]) -> NDArray[np.float32]:
    """The pattern of a latent point (D floats); (SIZE, SIZE, 4) float32, read-only, rows bottom to top.

    Its values stay within about -3..3 for a likely point; numbers that are not finite count as 0.
    """
    finite = np.nan_to_num(np.array(point, np.float64), posinf=0.0, neginf=0.0)
    numbers = finite.clip(-4.0, 4.0).astype(np.float32)
    if len(numbers) == 0:
        summed = np.zeros(SIZE * SIZE * 4, np.float32)
    else:
        summed = numbers @ colour_modes(len(numbers)) / np.float32(math.sqrt(len(numbers)))
    found = summed.reshape(SIZE, SIZE, 4)
    found.flags.writeable = False
    return found
