"""The colours and shapes of the picture: every pad has a colour AND a shape AND a place.

Owns the Okabe-Ito colours of the four pads, their shapes and the quiet tones of everything else.
Refuses to know where anything stands. Colours are display sRGB, 0..1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Rgb = tuple[float, float, float]
"""Display sRGB, 0..1."""


def from_hex(text: str) -> Rgb:
    """A colour from "#RRGGBB"."""
    return (int(text[1:3], 16) / 255, int(text[3:5], 16) / 255, int(text[5:7], 16) / 255)


PAD_COLOURS: tuple[Rgb, ...] = tuple(from_hex(text) for text in ("#E69F00", "#56B4E9", "#009E73", "#CC79A7"))
"""Okabe & Ito's orange, sky blue, bluish green and reddish purple, in the order of score.PADS."""

DISC, TRIANGLE, DIAMOND, PLUS, STAR, HAND = range(6)
"""Shapes of marks; an untouched note is a disc."""
HAND_TIP = (-0.849, 0.944)
"""Where the fingertip of the hand is, in its sizes from its middle."""
PAD_SHAPES = (TRIANGLE, DIAMOND, PLUS, STAR)
"""The shape of each pad, in the order of score.PADS."""

PEARL: Rgb = (0.98, 0.95, 0.88)
"""Notes and titles: a warm white."""
NIGHT: Rgb = (0.03, 0.03, 0.06)
"""What lies under a mark, so that it is seen on bright skin."""
MIST: Rgb = (0.62, 0.70, 0.82)
"""Ticks, threads and quiet words: a cool grey."""


def mix(one: Sequence[float], other: Sequence[float], share: float) -> Rgb:
    """The colour `share` (0..1) of the way from one to the other."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def lighter(colour: Rgb, share: float) -> Rgb:
    """A colour some way (0..1) towards white."""
    return mix(colour, (1.0, 1.0, 1.0), share)
