"""Words into pixels: the files of fonts and languages, lines that fit their place, a sheet of set lines.

Owns the fonts of content/fonts, the words of content/languages, and the atlas where every line that was set once
is kept. Refuses to know OpenGL (it hands out pictures to be copied) and what the words mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from installation.settings import read_language

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from installation.settings import Language

_LATIN, _WIDE = "Cabin-Medium.otf", "DroidSansFallbackFull.ttf"
_SMALLEST = 0.5  # words that do not fit shrink to this share of their size, no further
_LEADING = 1.18
_REMEMBERED = 512
_SENTENCE = re.compile("\\S.*?(?:[.?!](?=\\s)|[\u3002\uff1f\uff01](?=.)|$)")
SIGNS, HOLLOW, END = "\ue000\ue001\ue002\ue003", "\ue004\ue005\ue006\ue007", "\ue008"
"""Letters that stand for a pad's sign, full and hollow, in the order of score.PADS, and for the end of its words."""
SIGN_WIDE = 0.9
"""How wide a sign is with the gap behind it, as a share of the letters' size."""
_SIGN = re.compile("([\ue000-\ue008])")
_STOPS = (
    "\uff0c\u3002\u3001\uff01\uff1f\uff1a\uff1b\uff09\u300d "  # full-width stops: no line begins with one
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a set line stands in the atlas, and its size, in pixels."""

    x: int
    y: int
    width: int
    height: int


def read_languages(folder: Path) -> dict[str, Language]:
    """Every language of content/languages, English first.

    Raises:
        SettingsError: a file is not one.
    """
    paths = sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != "en", path.stem))
    return {path.stem: read_language(path.read_text(encoding="utf-8"), path.name) for path in paths}


def is_wide(text: str) -> bool:
    """Whether the words need the font of the wide scripts (Chinese and its neighbours)."""
    return any("\u2e80" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef" for letter in text)


def runs(text: str) -> list[str]:
    """The text cut where another font must go on: the wide scripts' font has no figures and no Latin letters."""
    found: list[str] = []
    for letter in text:
        if found and (letter == " " or is_wide(letter) == is_wide(found[-1])):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def pieces(text: str) -> list[str]:
    """Where a line may break: at spaces, and between the letters of wide scripts, not before their stops."""
    if not is_wide(text):
        return [word + " " for word in text.split()]
    found: list[str] = []
    for letter in text:
        if found and (letter in _STOPS or letter == END or found[-1][-1] in SIGNS):
            found[-1] += letter
        else:
            found.append(letter)
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """Letters of a line that have one colour: that of a pad, or of none (-1); or, without letters, its sign."""

    letters: str
    pad: int = -1
    hollow: bool = False


@lru_cache(maxsize=256)
def parts(line: str) -> tuple[Part, ...]:
    """A line cut into letters and signs; an empty one has no part."""
    found: list[Part] = []
    pad = -1
    for piece in _SIGN.split(line):
        if piece in SIGNS and piece:
            pad = SIGNS.index(piece)
            found.append(Part("", pad))
        elif piece in HOLLOW and piece:
            found.append(Part("", HOLLOW.index(piece), hollow=True))
        elif piece == END:
            pad = -1
        elif piece:
            found.append(Part(piece, pad))
    return tuple(found)


def has_signs(line: str) -> bool:
    """Whether pads are named in a line."""
    return _SIGN.search(line) is not None


class Typesetter:
    """The fonts, at any size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fonts: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}
        self._found: dict[tuple[str, int, int, int], tuple[tuple[str, ...], int]] = {}

    def font(self, text: str, size_px: int) -> ImageFont.FreeTypeFont:
        """The font for these words at a size."""
        key = (_WIDE if is_wide(text) else _LATIN, size_px)
        if key not in self._fonts:
            path = str(self._folder / key[0])
            self._fonts[key] = ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)
        return self._fonts[key]

    def width(self, text: str, size_px: int) -> float:
        """How wide a line is, in pixels."""
        found = parts(text)
        signs = sum(not part.letters for part in found)
        set_px = sum(self.font(run, size_px).getlength(run) for part in found for run in runs(part.letters))
        return float(set_px + SIGN_WIDE * size_px * signs)

    def wrapped(self, text: str, size_px: int, width_px: float, lines: int) -> tuple[str, ...] | None:
        """The words in at most so many lines: a sentence each, or of about the same length; None if none fit."""
        whole = self.width(text, size_px)
        sentences = tuple(_SENTENCE.findall(text))
        if whole > width_px and len(sentences) <= lines:
            fits = all(self.width(line, size_px) <= width_px for line in sentences)
            if fits:
                return sentences
        for count in range(max(1, int(whole // max(width_px, 1.0))), lines + 1):
            for limit in (min(1.06 * whole / count, width_px), min(1.2 * whole / count, width_px), width_px):
                found = self._filled(pieces(text), size_px, limit)
                if len(found) <= count and all(self.width(line, size_px) <= width_px for line in found):
                    return found
        return None

    def fitted(self, text: str, size_px: int, width_px: float, lines: int) -> tuple[tuple[str, ...], int]:
        """The lines and the size they are set in: the size asked for, or smaller if they do not fit."""
        key = (text, size_px, int(width_px), lines)
        if key not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[key] = self._fit(text, size_px, width_px, lines)
        return self._found[key]

    def _fit(self, text: str, size_px: int, width_px: float, lines: int) -> tuple[tuple[str, ...], int]:
        """Try ever smaller sizes."""
        size = size_px
        while size > _SMALLEST * size_px:
            found = self.wrapped(text, size, width_px, lines)
            if found is not None:
                return found, size
            size = min(size - 1, int(size * 0.94))
        return self._filled(pieces(text), size, width_px)[:lines], size

    def _filled(self, words: list[str], size_px: int, limit_px: float) -> tuple[str, ...]:
        """Line after line, each as long as the limit allows."""
        found = [""]
        for word in words:
            if found[-1] and self.width((found[-1] + word).rstrip(), size_px) > limit_px:
                found.append("")
            found[-1] += word
        return tuple(line.rstrip() for line in found)

    def picture(self, line: str, size_px: int, among: str = "") -> NDArray[np.uint8]:
        """A line of words as coverage 0..255; (height, width), with a pixel of margin at each side.

        `among`: the whole line, if this is a part of it: its letters stand on the same height.
        """
        fonts = [self.font(run, size_px) for run in (*runs(among), *runs(line))] or [self.font("", size_px)]
        ascent = max(font.getmetrics()[0] for font in fonts)
        descent = max(font.getmetrics()[1] for font in fonts)
        image = Image.new("L", (int(self.width(line, size_px)) + 4, ascent + descent + 2), 0)
        pen, x = ImageDraw.Draw(image), 2.0
        for run in runs(line):
            font = self.font(run, size_px)
            pen.text((x, 1 + ascent), run, fill=255, font=font, anchor="ls")
            x += font.getlength(run)
        return np.asarray(image)


def leading(size_px: int) -> int:
    """From line to line, in pixels."""
    return round(size_px * _LEADING)


class Atlas:
    """Which part of a sheet holds which line; when the sheet is full it is wiped and begun again."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._slots: dict[tuple[str, int], Slot] = {}
        self._shelf = (0, 0, 0)  # x, y, height of the row that is being filled

    def find(self, line: str, size_px: int) -> Slot | None:
        """The slot of a line that was set before."""
        return self._slots.get((line, size_px))

    def place(self, line: str, size_px: int, width: int, height: int) -> Slot | None:
        """A new slot for a line; None when the sheet is full (wipe it) or could never hold it."""
        x, y, row = self._shelf
        if x + width > self.size[0]:
            x, y, row = 0, y + row, 0
        if x + width > self.size[0] or y + height > self.size[1]:
            return None
        self._shelf = (x + width, y, max(row, height))
        slot = Slot(x, y, width, height)
        self._slots[line, size_px] = slot
        return slot

    def wipe(self) -> None:
        """Forget every line."""
        self._slots.clear()
        self._shelf = (0, 0, 0)
