"""The pads' shapes as they stand in a sentence: small pictures of coverage, as large as its letters.

Owns their outlines, which are those of shaders/mark.frag. Refuses to know colours, words and OpenGL.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from installation.visuals.palette import DIAMOND, PAD_SHAPES, PLUS, STAR, TRIANGLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FINER = 4  # drawn so many times larger, then made small, for soft edges
_WIDE = 0.84  # of the picture, of the letters' size
_RADIUS = 0.25  # of the letters' size: about as high as a small letter and a half
_MIDDLE = 0.57  # of the picture's height: the middle of small letters
_INNER = 0.62  # of a hollow sign's outline
_ARM, _THICK = 1.16, 0.44


def _star() -> tuple[tuple[float, float], ...]:
    """Five points."""
    corners = ((1.36 if corner % 2 == 0 else 0.60, math.pi * corner / 5) for corner in range(10))
    return tuple((radius * math.sin(angle), radius * math.cos(angle)) for radius, angle in corners)


_OUTLINES = {
    TRIANGLE: ((0.0, 1.22), (1.20, -0.88), (-1.20, -0.88)),
    DIAMOND: ((0.0, 1.30), (0.90, 0.0), (0.0, -1.30), (-0.90, 0.0)),
    PLUS: (
        (-_THICK, _ARM), (_THICK, _ARM), (_THICK, _THICK), (_ARM, _THICK), (_ARM, -_THICK), (_THICK, -_THICK),
        (_THICK, -_ARM), (-_THICK, -_ARM), (-_THICK, -_THICK), (-_ARM, -_THICK), (-_ARM, _THICK), (-_THICK, _THICK),
    ),
    STAR: _star(),
}  # fmt: skip


def pad_sign(pad: int, size_px: int, height_px: int, *, hollow: bool) -> NDArray[np.uint8]:
    """The sign of a pad beside letters of that size, in a picture of that height; coverage 0..255."""
    radius = _RADIUS * size_px * _FINER
    wide, high = max(1, round(_WIDE * size_px)), height_px
    image = Image.new("L", (wide * _FINER, high * _FINER), 0)
    middle = (wide * _FINER / 2, _MIDDLE * high * _FINER)
    pen = ImageDraw.Draw(image)
    for share, fill in ((1.15, 255), (1.15 * _INNER, 0))[: 2 if hollow else 1]:
        outline = [
            (middle[0] + share * radius * x, middle[1] - share * radius * y)
            for x, y in _OUTLINES[PAD_SHAPES[pad]]
        ]
        pen.polygon(outline, fill=fill)
    return np.asarray(image.resize((wide, high), Image.Resampling.BOX))
