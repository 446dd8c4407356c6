"""The picture of a ringtone: the body as its last bar presses it, the bars around it, the code, the square.

Owns the card's layout. Refuses to know how the wall's picture is drawn (the renderer does) and who takes it home.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from installation.inputs import PressuresGiven
from installation.pads.levels import FULL
from installation.ringtone.code import grouped
from installation.ringtone.composer import FINISH
from installation.ringtone.piece import HIGHEST
from installation.ringtone.view import BarView, RingtoneView
from installation.shell import squares
from installation.shell.lettering import Typesetter
from installation.shell.offscreen import Offscreen
from installation.snapshot import Words, view
from installation.step import step
from installation.world import STEP_NS, begin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from installation.ringtone.performance import Performance
    from installation.ringtone.piece import Ringtone
    from installation.snapshot import Snapshot
    from installation.world import Rules

WIDTH, HEIGHT = 1080, 1350
"""Pixels of the card."""
_DRAWN = (1920, 1080)
_SETTLES_STEPS = 200
_GROUND = (9, 8, 13)
_PEARL, _MIST = (250, 242, 224), (158, 178, 209)
_FADE = 130
_MARGIN, _SQUARE = 84, 232


def card(
    rules: Rules,
    ringtone: Ringtone,
    performance: Performance,
    code: str,
    home: Path,
    words: Mapping[str, str],
) -> bytes:
    """The card as a PNG.

    Raises:
        NoPicturesError: there is no OpenGL here.
    """
    screen = Offscreen(_DRAWN, home / "shaders", scale=1.0)
    try:
        drawn = screen.draw(_moment(rules, ringtone, performance))
    finally:
        screen.close()
    picture = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    left = (_DRAWN[0] - WIDTH) // 2
    picture.paste(Image.fromarray(_faded(drawn[:, left : left + WIDTH])), (0, 0))
    _label(picture, performance, code, home, words)
    data = io.BytesIO()
    picture.save(data, format="PNG", optimize=True)
    return data.getvalue()


def _moment(rules: Rules, ringtone: Ringtone, performance: Performance) -> Snapshot:
    """The wall's view with the last bar pressed and the whole ringtone around it; no words, no hands' signs."""
    level = next(at for at, each in enumerate(rules.levels.levels) if each.composes)
    world = begin(rules, ringtone.style, level, locked=True)
    pressures = tuple((one - 1) / (HIGHEST - 1) * FULL for one in ringtone.bars[-1])
    for number in range(_SETTLES_STEPS):
        told = (PressuresGiven(STEP_NS, pressures),) if number == 0 else ()
        world, _ = step(world, told, rules)
    shown = view(world, rules)
    bars = tuple(BarView(kept=True, making=False, notes=bar.notes) for bar in performance.measures)
    whole = RingtoneView(FINISH, 99.0, bars, len(bars) - 1, 99.0, "", "")
    pads = tuple(replace(pad, live=False, touched=False, released_s=99.0) for pad in shown.pads)
    return replace(shown, ringtone=whole, pads=pads, words=Words("", "", ""), level_s=99.0, idle_s=0.0)


def _faded(drawn: np.ndarray) -> np.ndarray:
    """The picture, turning into the card's ground at its lower end."""
    share = np.ones(len(drawn), np.float32)
    share[-_FADE:] = np.linspace(1.0, 0.0, _FADE, dtype=np.float32) ** 0.8
    mixed = drawn * share[:, None, None] + np.array(_GROUND, np.float32) * (1 - share[:, None, None])
    found: np.ndarray = mixed.astype(np.uint8)
    return found


def _label(
    picture: Image.Image, performance: Performance, code: str, home: Path, words: Mapping[str, str]
) -> None:
    """Under the picture: the square that holds the code, a title, the style, the code."""
    top = HEIGHT - _MARGIN - _SQUARE
    plate = Image.new("RGB", (_SQUARE, _SQUARE), (255, 255, 255))
    dark = Image.fromarray(squares.square(code, _SQUARE))
    plate.paste((0, 0, 0), mask=dark)
    picture.paste(plate, (_MARGIN, top))
    pen, letters = ImageDraw.Draw(picture), Typesetter(home / "content" / "fonts")
    x, room = _MARGIN + _SQUARE + 48, WIDTH - 2 * _MARGIN - _SQUARE - 48
    lines = (
        (words["level.ringtone.title"], 66, _PEARL, top - 8),
        (f"{performance.style.title} · {performance.length.tempo_bpm:.0f} bpm", 36, _MIST, top + 86),
        (grouped(code), 44, _PEARL, top + 172),
    )
    for text, size, colour, y in lines:
        pen.text((x, y), text, fill=colour, font=_fitting(letters, text, size, room))


def _fitting(letters: Typesetter, text: str, size: int, room: int) -> ImageFont.FreeTypeFont:
    """The font in the size asked for, or in the greatest that fits."""
    while size > 12 and letters.width(text, size) > room:
        size -= 1
    return letters.font(text, size)
