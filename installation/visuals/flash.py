"""The flash guard: no place of the picture flashes too often, whatever the scene, a visitor or a fault does.

Owns the limit: from one brightening of a place to the next at least REST_S pass, so at most two flashes in any
second and nine in any five. Refuses to know what is drawn: it sees a small copy of the picture about to be
shown, and answers how much darker each of its cells must be.

Theory of operation. A flash is a pair of opposing changes of relative luminance of a tenth or more (WCAG 2.3.1;
that the darker side must be under .80 is left out, and no area is too small: on a large wall none is). Each
cell is low or high. A low cell that rises a tenth above its lowest has brightened: if the last time is REST_S
ago it is high from now on, else it is darkened to stay below that. A high cell that falls a tenth below its
highest is low. Every flash holds one brightening, so to limit these limits all.
Cells that flash in turn would make a larger place flash more often than any of them, so the same is done for
blocks of cells, from the whole picture down to single ones: a block only ever darkens what is inside it, and
what is darkened breaks no rule of the blocks around it.
Red flashes need a saturated red; shaders/common.glsl lets none come about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REST_S = 0.57
"""From one brightening of a place to the next: 1 s holds two, 5 s hold nine."""
CHANGE = 0.08
"""What counts as a change: WCAG's tenth, and a little less for what a copy rounds away."""
FINE = 3
"""The copy has so many pixels along each side of a cell, so that small bright things count as what they are."""
_GAMMA = 1.7  # display values that many times darker are at least so much darker in light: sRGB's is 1 to 2.4
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
_SHOWN = np.arange(256) / 255.0
_LIGHT = np.where(_SHOWN <= 0.04045, _SHOWN / 12.92, ((_SHOWN + 0.055) / 1.055) ** 2.4).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What the guard remembers of the cells of one size; arrays (H, W)."""

    high: NDArray[np.bool_]
    extreme: NDArray[np.float32]  # the lowest luminance since it is low, the highest since it is high
    brightened_s: NDArray[np.float64]  # when it last became high, or higher than it was


GuardState = tuple[Cells, ...]
"""The cells of every size, from one for the whole picture down to the copy's own."""


def begin(shape: tuple[int, int]) -> GuardState:
    """A guard that has seen a dark picture for ever; `shape` is the copy's, rows first."""
    shapes = [shape]
    while max(shapes[-1]) > 1:
        shapes.append(((shapes[-1][0] + 1) // 2, (shapes[-1][1] + 1) // 2))
    return tuple(
        Cells(np.zeros(size, np.bool_), np.zeros(size, np.float32), np.full(size, -np.inf))
        for size in reversed(shapes)
    )


def luminance(copy: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Relative luminance 0..1 of the cells of a copy (FINE H, FINE W, 3), display sRGB; (H, W)."""
    light = _LIGHT[copy] @ _WEIGHTS
    height, width = light.shape
    found: NDArray[np.float32] = light.reshape(height // FINE, FINE, width // FINE, FINE).mean(axis=(1, 3))
    return found


def advance(
    state: GuardState, copy: NDArray[np.uint8], time_s: float
) -> tuple[GuardState, NDArray[np.float32] | None]:
    """Take in the picture that is about to be shown at a time.

    Args:
        state: what was shown before.
        copy: a small copy of the picture, (FINE H, FINE W, 3), display sRGB.
        time_s: when it is shown; it does not run backwards.

    Returns:
        The state after it, and the factor 0..1 for the display values of each cell (H, W), or None if every
        cell may be shown as it is.
    """
    means = _pyramid(luminance(copy))
    factor: NDArray[np.float32] | None = None
    for cells, bright in zip(state, means, strict=True):
        limit = _limit(cells, bright if factor is None else bright * _spread(factor, bright.shape), time_s)
        if limit is not None:
            factor = limit if factor is None else _spread(factor, limit.shape) * limit
    gain = None
    if factor is not None:
        gain = _lowest_near(_spread(factor, means[-1].shape)) ** np.float32(1 / _GAMMA)
        means = _pyramid(luminance(_dimmed(copy, gain)))
    return tuple(_seen(cells, shown, time_s) for cells, shown in zip(state, means, strict=True)), gain


def _dimmed(copy: NDArray[np.uint8], gain: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The copy as it is shown: between the middles of cells the graphics card blends their factors."""
    between = gain
    for axis in (0, 1):
        places = (np.arange(between.shape[axis] * FINE) + 0.5) / FINE - 0.5
        low = np.clip(np.floor(places).astype(int), 0, between.shape[axis] - 1)
        high = np.minimum(low + 1, between.shape[axis] - 1)
        share = np.clip(places - low, 0, 1).astype(np.float32)
        share = share[:, None] if axis == 0 else share[None, :]
        between = between.take(low, axis) * (1 - share) + between.take(high, axis) * share
    return (copy * between[..., None] + 0.5).astype(np.uint8)


def _pyramid(bright: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """The means over ever larger blocks, largest first; an odd row or column counts twice."""
    found = [bright]
    while max(found[-1].shape) > 1:
        last = found[-1]
        even = np.pad(last, ((0, last.shape[0] % 2), (0, last.shape[1] % 2)), mode="edge")
        quarter = np.float32(0.25)
        found.append(quarter * (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]))
    return tuple(reversed(found))


def _spread(gain: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Factors of blocks as factors of the smaller cells within them."""
    while gain.shape != shape:
        gain = gain.repeat(2, axis=0).repeat(2, axis=1)
        gain = gain[: shape[0], : shape[1]]
    return gain


def _limit(cells: Cells, bright: NDArray[np.float32], time_s: float) -> NDArray[np.float32] | None:
    """Factors of luminance that keep cells from brightening before they have rested; None if none would."""
    held = ~cells.high & (bright > cells.extreme + CHANGE) & (time_s - cells.brightened_s < REST_S)
    if not held.any():
        return None
    most = np.where(held, cells.extreme + np.float32(0.9 * CHANGE), np.float32(np.inf))
    return np.minimum(most / np.maximum(bright, 1e-6), 1.0).astype(np.float32)


def _seen(cells: Cells, shown: NDArray[np.float32], time_s: float) -> Cells:
    """What is remembered after cells were shown so bright."""
    brightens = ~cells.high & (shown > cells.extreme + CHANGE)
    falls = cells.high & (shown < cells.extreme - CHANGE)
    climbs = cells.high & (shown > cells.extreme)
    farther = np.where(cells.high, np.maximum(cells.extreme, shown), np.minimum(cells.extreme, shown))
    return Cells(
        high=(cells.high & ~falls) | brightens,
        extreme=np.where(brightens | falls, shown, farther).astype(np.float32),
        brightened_s=np.where(brightens | climbs, time_s, cells.brightened_s),
    )


def _lowest_near(gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each factor as low as its neighbours', for the graphics card blends them."""
    padded = np.pad(gain, 1, mode="edge")
    height, width = gain.shape
    shifted = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    lowest: NDArray[np.float32] = np.minimum.reduce(shifted)
    return lowest
