"""The flash guard: no place of the picture flashes too often, whatever the scene, a visitor or a fault does.

Owns the limit: from one brightening of a place to the next at least REST_S pass, so at most two flashes in any
second and nine in any five. Refuses to know what is drawn: it sees a small copy of the picture about to be
shown, and answers how much darker each of its cells must be.

Theory of operation. A flash is a pair of opposing changes of relative luminance of a tenth or more (WCAG 2.3.1;
that the darker side must be under .80 is left out, and no area is too small: on a large wall none is). Each
cell is low or high. A low cell that rises a tenth above its lowest has brightened: if the last time is REST_S
ago it is high from now on, else it is darkened to stay below that. A high cell that falls a tenth below its
highest is low. Every flash holds one brightening, so to limit these limits all. Red flashes need a saturated
red; shaders/common.glsl lets none come about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REST_S = 0.57
"""From one brightening of a place to the next: 1 s holds two, 5 s hold nine."""
CHANGE = 0.09
"""What counts as a change: WCAG's tenth, and a little less for what a copy rounds away."""
_GAMMA = 2.2
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
_LINEAR = ((np.arange(256) / 255.0) ** _GAMMA).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class GuardState:
    """What the guard remembers of each cell; arrays (H, W)."""

    high: NDArray[np.bool_]
    extreme: NDArray[np.float32]  # the lowest luminance since it is low, the highest since it is high
    brightened_s: NDArray[np.float64]  # when it last became high, or higher than it was


def begin(shape: tuple[int, int]) -> GuardState:
    """A guard that has seen a dark picture for ever."""
    dark = np.zeros(shape, np.float32)
    return GuardState(np.zeros(shape, np.bool_), dark, np.full(shape, -np.inf))


def luminance(copy: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Relative luminance 0..1 of a picture's pixels (H, W, 3); (H, W)."""
    found: NDArray[np.float32] = _LINEAR[copy] @ _WEIGHTS
    return found


def advance(
    state: GuardState, copy: NDArray[np.uint8], time_s: float
) -> tuple[GuardState, NDArray[np.float32] | None]:
    """Take in the picture that is about to be shown at a time.

    Args:
        state: what was shown before.
        copy: a small copy of the picture, (H, W, 3), display sRGB.
        time_s: when it is shown; it does not run backwards.

    Returns:
        The state after it, and the factor 0..1 for the display values of each cell (H, W), or None if every
        cell may be shown as it is.
    """
    bright = luminance(copy)
    rises = ~state.high & (bright > state.extreme + CHANGE)
    rested = time_s - state.brightened_s >= REST_S
    held = rises & ~rested
    gain = (
        _gain(bright, np.where(held, state.extreme + np.float32(0.9 * CHANGE), 1.0)) if held.any() else None
    )
    shown = bright if gain is None else (bright * gain**_GAMMA).astype(np.float32)
    falls = state.high & (shown < state.extreme - CHANGE)
    brightens = rises & rested & (shown > state.extreme + CHANGE)
    high = (state.high & ~falls) | brightens
    turned = falls | brightens
    farther = np.where(state.high, np.maximum(state.extreme, shown), np.minimum(state.extreme, shown))
    extreme = np.where(turned, shown, farther).astype(np.float32)
    climbs = state.high & (shown > state.extreme)
    brightened_s = np.where(brightens | climbs, time_s, state.brightened_s)
    return GuardState(high, extreme, brightened_s), gain


def _gain(bright: NDArray[np.float32], most: NDArray[np.float32]) -> NDArray[np.float32]:
    """Factors that keep each cell under its most; each also as low as its neighbours', for they are blended."""
    gain = np.minimum(most / np.maximum(bright, 1e-6), 1.0) ** np.float32(1 / _GAMMA)
    padded = np.pad(gain, 1, mode="edge")
    height, width = gain.shape
    shifted = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    lowest: NDArray[np.float32] = np.minimum.reduce(shifted).astype(np.float32)
    return lowest
