"""The few things that the picture is drawn with: halos, strokes, marks and lines of words.

Owns the rows that a shader reads, one a thing. Refuses to know what a thing means. Places and sizes are
stage units (see layout.py), colours display sRGB, angles radians clockwise from the top.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.visuals.layout import Place
    from installation.visuals.palette import Rgb

Row = tuple[float, ...]
HALO, STROKE, MARK = 8, 12, 12
"""Numbers a row."""
SQUARE, PLATE = "square:", "plate:"
"""Plain texts that begin so are no words: a square for phones, and the ground it lies on (see `Sheet.text`)."""
_LONGEST_ARC = math.pi / 2  # a longer one is cut, so that it stays round


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words to be set at a place: keys of content/languages joined by "+", or the words themselves if `plain`."""

    key: str
    place: Place
    colour: Rgb
    alpha: float
    plain: bool = False


@dataclass(slots=True)
class Sheet:
    """A sheet that is being drawn on; things drawn later lie on top of those of their kind.

    `bold` makes strokes wider and stronger by that factor (1 leaves them), for eyes that need it.
    """

    bold: float = 1.0
    halos: list[Row] = field(default_factory=list)
    arcs: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    marks: list[Row] = field(default_factory=list)
    texts: list[TextLine] = field(default_factory=list)

    def halo(self, at: tuple[float, float], radius: float, colour: Rgb, strength: float) -> None:
        """Soft light around a place; it adds to what is there."""
        if strength > 0.004:
            self.halos.append((*at, radius, 0.0, *colour, strength))

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        width: float,
        colour: Rgb,
        alpha: float,
        fade: float = 1.0,
    ) -> None:
        """A straight stroke; `fade` is its strength at the end, as a share of that at its start."""
        if alpha > 0.004:
            form = (0.0, self.bold * width / 2, fade, 0.0)
            self.lines.append((*start, *end, *form, *colour, min(self.bold * alpha, 1.0)))

    def arc(
        self,
        centre: tuple[float, float],
        radius: float,
        angles: tuple[float, float],
        width: float,
        colour: Rgb,
        alpha: float,
        fade: float = 1.0,
    ) -> None:
        """A stroke along a circle, from the first angle to the second."""
        if alpha <= 0.004:
            return
        alpha = min(self.bold * alpha, 1.0)
        parts = max(math.ceil(abs(angles[1] - angles[0]) / _LONGEST_ARC - 1e-6), 1)
        for part in range(parts):
            low, high = part / parts, (part + 1) / parts
            start, end = (angles[0] + (angles[1] - angles[0]) * share for share in (low, high))
            at_start, at_end = 1 + (fade - 1) * low, 1 + (fade - 1) * high
            row = (*centre, start, end, radius, self.bold * width / 2, at_end / max(at_start, 1e-6), 0.0)
            self.arcs.append((*row, *colour, alpha * at_start))

    def circle(
        self, centre: tuple[float, float], radius: float, width: float, colour: Rgb, alpha: float
    ) -> None:
        """A whole ring."""
        self.arc(centre, radius, (0.0, 2 * math.pi), width, colour, alpha)

    def mark(
        self,
        at: tuple[float, float],
        size: float,
        shape: int,
        colour: Rgb,
        alpha: float,
        hollow: float = 0.0,
        glow: float = 0.0,
    ) -> None:
        """A shape of the palette of about radius `size`; `hollow` 1 leaves its outline only; `glow` lights it."""
        if alpha > 0.004:
            self.marks.append((*at, size, float(shape), hollow, glow, 0.0, 0.0, *colour, alpha))

    def text(self, key: str, place: Place, colour: Rgb, alpha: float, *, plain: bool = False) -> None:
        """A line of words, if there are any.

        Plain ones that begin with SQUARE or PLATE are drawn as such; their place's `size` is how wide they are, its
        `width` how high.
        """
        if key and alpha > 0.004:
            self.texts.append(TextLine(key, place, colour, alpha, plain))

    def stamp(self, drawn: Sheet, strength: float) -> None:
        """Lay what was drawn on another sheet (as bold as this one) on top, that strongly (0..1)."""
        pairs = (
            (self.halos, drawn.halos),
            (self.arcs, drawn.arcs),
            (self.lines, drawn.lines),
            (self.marks, drawn.marks),
        )
        for mine, its in pairs:
            mine.extend(its if strength >= 1.0 else [(*row[:-1], row[-1] * strength) for row in its])
        self.texts.extend(replace(text, alpha=text.alpha * strength) for text in drawn.texts)


def rows(things: list[Row], width: int) -> NDArray[np.float32]:
    """The rows as one array; (things, width) float32."""
    return np.array(things, np.float32).reshape(len(things), width)
