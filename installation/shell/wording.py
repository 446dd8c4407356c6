"""The words of a scene as rows for the shader, and the sheet on the graphics card that their letters stand on.

Owns the sheet's texture and what stands where on it. Refuses to know which words are shown, and how rows are
drawn. A line is set once and kept; when the sheet is full it is wiped and begun again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import moderngl

from installation.shell import squares
from installation.shell.lettering import Atlas, leading
from installation.visuals.drawing import PLATE, SQUARE
from installation.visuals.layout import stage_to_pixels
from installation.words import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from installation.shell.lettering import Slot, Typesetter
    from installation.visuals.drawing import TextLine
    from installation.visuals.layout import Place

ROW = 10
"""Numbers a set line: its box on the picture, its corner in the atlas, its colour."""


_SEPARATOR = " · "


class Wording:
    """Sets words for pictures of one size."""

    def __init__(self, ctx: Any, typesetter: Typesetter, size: tuple[int, int]) -> None:
        self._type, self._size = typesetter, size
        self.atlas = Atlas((max(2048, size[0]), max(1024, size[1])))
        self.sheet = ctx.texture(self.atlas.size, 1, alignment=1)
        self.sheet.filter = (moderngl.NEAREST, moderngl.NEAREST)

    def rows(self, text: TextLine, words: Mapping[str, str]) -> list[tuple[float, ...]]:
        """A row for each line of a text; a key that the language lacks is shown as it is."""
        if text.plain and text.key.startswith((PLATE, SQUARE)):
            return self._square(text)
        said = text.key if text.plain else _SEPARATOR.join(spoken(key, words) for key in text.key.split("+"))
        half, place = min(self._size) / 2.0, text.place
        lines, size_px = self._type.fitted(said, round(place.size * half), place.width * half, place.lines)
        found: list[tuple[float, ...]] = []
        for number, line in enumerate(lines):
            slot = self._slot(line, size_px)
            if slot is not None:
                box = self._box(place, slot, number * leading(size_px))
                found.append((*box, float(slot.x), float(slot.y), *text.colour, text.alpha))
        return found

    def _square(self, text: TextLine) -> list[tuple[float, ...]]:
        """The row of a square for phones, or of the ground it lies on."""
        half, place = min(self._size) / 2.0, text.place
        wide_px, high_px = round(place.size * half), round(place.width * half)
        slot = self.atlas.find(f"{text.key}{high_px}", wide_px)
        if slot is None:
            said = text.key.removeprefix(SQUARE)
            ground = text.key.startswith(PLATE)
            image = squares.plate(wide_px, high_px) if ground else squares.square(said, wide_px)
            slot = self._placed(f"{text.key}{high_px}", wide_px, image)
        if slot is None:
            return []
        return [(*self._box(place, slot, 0), float(slot.x), float(slot.y), *text.colour, text.alpha)]

    def release(self) -> None:
        """Give the sheet back."""
        self.sheet.release()

    def _box(self, place: Place, slot: Slot, down_px: int) -> tuple[float, float, float, float]:
        """Where a line lands on the picture: left, top, width, height in whole pixels."""
        x, y = stage_to_pixels(place.x, place.y, self._size)
        left = x - {"left": 0.0, "centre": 0.5, "right": 1.0}[place.align] * slot.width
        return (float(round(left)), float(round(y) + down_px), float(slot.width), float(slot.height))

    def _slot(self, line: str, size_px: int) -> Slot | None:
        """Where a line stands in the atlas; it is set there if it is new."""
        slot = self.atlas.find(line, size_px)
        if slot is not None:
            return slot
        return self._placed(line, size_px, self._type.picture(line, size_px))

    def _placed(self, line: str, size_px: int, image: NDArray[np.uint8]) -> Slot | None:
        """Lay a new picture of coverage into the atlas; None if it could never hold it."""
        height, width = image.shape
        slot = self.atlas.place(line, size_px, width, height)
        if slot is None:
            self.atlas.wipe()
            slot = self.atlas.place(line, size_px, width, height)
        if slot is not None:
            self.sheet.write(image.tobytes(), viewport=(slot.x, slot.y, width, height))
        return slot
