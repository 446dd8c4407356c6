"""Squares that a phone's camera reads (QR codes), as coverage for the sheet of letters.

Owns their size: whole pixels a module, a quiet zone of four modules, so that every edge is sharp. Refuses to know
what they say and where they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import segno

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUIET = 4
"""Modules of the quiet zone on each side, as ISO/IEC 18004 asks."""


def modules(text: str) -> NDArray[np.bool_]:
    """The dark modules of a text, (N, N), without a quiet zone.

    Raises:
        ValueError: the text is empty, or longer than a square holds.
    """
    if not text:
        raise ValueError("a square has something to say")
    code = segno.make(text, error="m", micro=False, boost_error=True)
    return np.array([[bool(module) for module in row] for row in code.matrix])


def square(text: str, side_px: int) -> NDArray[np.uint8]:
    """Where it is dark, 255; (side_px, side_px), the quiet zone within it."""
    dark = modules(text)
    each = max(1, side_px // (len(dark) + 2 * QUIET))
    drawn = np.kron(dark, np.ones((each, each), bool)).astype(np.uint8) * 255
    picture = np.zeros((max(side_px, len(drawn)),) * 2, np.uint8)
    first = (len(picture) - len(drawn)) // 2
    picture[first : first + len(drawn), first : first + len(drawn)] = drawn
    return picture


def plate(width_px: int, height_px: int) -> NDArray[np.uint8]:
    """A ground to lay it on, 255 everywhere."""
    return np.full((height_px, width_px), 255, np.uint8)
