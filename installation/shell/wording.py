"""The words of a scene as rows for the shader, and the sheet on the graphics card that their letters stand on.

Owns the sheet's texture and what stands where on it. Refuses to know which words are shown, and how rows are
drawn. A line is set once and kept; when the sheet is full it is wiped and begun again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import moderngl

from installation.score import PADS
from installation.shell import squares
from installation.shell.lettering import (
    END,
    HOLLOW,
    SIGN_WIDE,
    SIGNS,
    Atlas,
    has_signs,
    is_wide,
    leading,
    parts,
)
from installation.shell.pad_signs import pad_sign
from installation.visuals.drawing import PLATE, SQUARE
from installation.visuals.layout import stage_to_pixels
from installation.visuals.palette import PAD_COLOURS, lighter
from installation.words import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from installation.shell.lettering import Part, Slot, Typesetter
    from installation.visuals.drawing import TextLine
    from installation.visuals.layout import Place
    from installation.visuals.palette import Rgb

ROW = 10
"""Numbers a set line: its box on the picture, its corner in the atlas, its colour."""


_SEPARATOR = " · "
_LIGHTER = 0.3  # a pad's colour in a sentence, towards white: letters are thin
_Box = tuple[float, float, float, float]


def signed(words: Mapping[str, str]) -> dict[str, str]:
    """What stands in a sentence for a pad: its sign and word, in its colour; and its hollow sign alone."""
    named = {
        f"pad.{name}": SIGNS[pad] + words.get(f"pad.{name}", name) + END for pad, name in enumerate(PADS)
    }
    return named | {f"sign.{name}": HOLLOW[pad] for pad, name in enumerate(PADS)}


def _row(box: _Box, slot: Slot, colour: Rgb, alpha: float) -> tuple[float, ...]:
    """What the shader reads of a line, or a part of one."""
    return (*box, float(slot.x), float(slot.y), *colour, alpha)


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
        said = text.key
        if not text.plain:
            named = signed(words)
            said = _SEPARATOR.join(spoken(key, words, named) for key in text.key.split("+"))
        half, place = min(self._size) / 2.0, text.place
        lines, size_px = self._type.fitted(said, round(place.size * half), place.width * half, place.lines)
        found: list[tuple[float, ...]] = []
        for number, line in enumerate(lines):
            down_px = number * leading(size_px)
            if has_signs(line):
                found += self._parted(text, line, size_px, down_px)
                continue
            slot = self._slot(line, size_px)
            if slot is not None:
                found.append(_row(self._box(place, slot.width, slot, down_px), slot, text.colour, text.alpha))
        return found

    def _parted(self, text: TextLine, line: str, size_px: int, down_px: int) -> list[tuple[float, ...]]:
        """A row for each part of a line in which pads are named: their signs and words have their colours."""
        found: list[tuple[float, ...]] = []
        whole_px, letters = self._type.width(line, size_px), "".join(part.letters for part in parts(line))
        x_px = 0.0
        for part in parts(line):
            slot = self._part_slot(part, letters, size_px)
            if slot is not None:
                left, top, wide, high = self._box(text.place, whole_px + 4, slot, down_px)
                colour = text.colour if part.pad < 0 else lighter(PAD_COLOURS[part.pad], _LIGHTER)
                found.append(_row((left + round(x_px), top, wide, high), slot, colour, text.alpha))
            wide_px = SIGN_WIDE * size_px if not part.letters else self._type.width(part.letters, size_px)
            x_px += wide_px
        return found

    def _part_slot(self, part: Part, letters: str, size_px: int) -> Slot | None:
        """Where a part of a line stands in the atlas: letters as high as those around them, or a sign."""
        key = f"{part}{is_wide(letters)}"
        slot = self.atlas.find(key, size_px)
        if slot is not None:
            return slot
        image = self._type.picture(part.letters, size_px, letters)
        if not part.letters:
            image = pad_sign(part.pad, size_px, len(image), hollow=part.hollow)
        return self._placed(key, size_px, image)

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
        return [_row(self._box(place, slot.width, slot, 0), slot, text.colour, text.alpha)]

    def release(self) -> None:
        """Give the sheet back."""
        self.sheet.release()

    def _box(
        self, place: Place, whole_px: float, slot: Slot, down_px: int
    ) -> tuple[float, float, float, float]:
        """Where a line of that width begins on the picture: left, top, and its slot's width, height; whole pixels."""
        x, y = stage_to_pixels(place.x, place.y, self._size)
        left = x - {"left": 0.0, "centre": 0.5, "right": 1.0}[place.align] * whole_px
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
