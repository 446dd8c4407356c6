"""Words as rows, and the sheet on the graphics card that they stand on."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import moderngl
import pytest

from installation.shell.lettering import Typesetter
from installation.shell.wording import ROW, Wording
from installation.visuals.drawing import PLATE, SQUARE, TextLine
from installation.visuals.layout import Place
from installation.visuals.palette import PAD_COLOURS, lighter

if TYPE_CHECKING:
    from collections.abc import Iterator

FONTS = Path(__file__).parents[2] / "content" / "fonts"
WHITE = (1.0, 1.0, 1.0)


@pytest.fixture
def wording() -> Iterator[Wording]:
    ctx: Any = moderngl.create_context(require=330, standalone=True, backend="egl")
    yield Wording(ctx, Typesetter(FONTS), (1280, 720))
    ctx.release()
    gc.collect()


def text(key: str, place: Place, *, plain: bool = False) -> TextLine:
    return TextLine(key, place, WHITE, 1.0, plain)


def test_a_key_is_set_in_the_language_and_plain_words_as_they_are(wording: Wording) -> None:
    place = Place(0.0, 0.0, 0.1, 3.0)
    words = {"pad.range": "wide"}
    (said,), (same,) = (
        wording.rows(text("pad.range", place), words),
        wording.rows(text("wide", place, plain=True), {}),
    )
    (unknown,) = wording.rows(text("pad.range", place), {})
    assert said == same
    assert len(said) == ROW
    assert unknown[2] > said[2]


@pytest.mark.parametrize(("align", "share"), [("left", 0.0), ("centre", 0.5), ("right", 1.0)])
def test_a_line_stands_where_its_place_says(wording: Wording, align: str, share: float) -> None:
    place = Place(0.25, 0.5, 0.1, 3.0, align=align)
    ((left, top, width, _, *_),) = wording.rows(text("words", place, plain=True), {})
    assert left + share * width == pytest.approx(640 + 0.25 * 360, abs=1)
    assert top == 360 - 0.5 * 360


def test_two_lines_stand_under_each_other(wording: Wording) -> None:
    place = Place(0.0, 0.0, 0.1, 0.5, lines=2)
    one, other = wording.rows(text("two short lines", place, plain=True), {})
    assert other[1] > one[1] + 30


def test_a_full_sheet_is_begun_again(wording: Wording) -> None:
    place = Place(0.0, 0.0, 0.2, 3.4)
    for number in range(400):
        (row,) = wording.rows(text(f"line number {number} of a very long visit", place, plain=True), {})
        assert row[5] + row[3] <= wording.atlas.size[1]


def test_a_square_and_its_plate_are_set_at_their_size_and_kept(wording: Wording) -> None:
    place = Place(0.0, 0.5, 0.6, 0.8)  # for these `width` is how high it is
    (plate,) = wording.rows(text(PLATE, place, plain=True), {})
    (square,) = wording.rows(text(f"{SQUARE}GRM2RT12", Place(0.0, 0.5, 0.6, 0.6), plain=True), {})
    assert plate[2:4] == (216.0, 288.0)
    assert square[2:4] == (216.0, 216.0)
    assert plate[:2] == square[:2]
    assert wording.rows(text(PLATE, place, plain=True), {}) == [plate]


def test_a_pad_that_is_named_in_a_sentence_has_its_sign_and_its_colour_there(wording: Wording) -> None:
    place = Place(0.0, 0.0, 0.1, 3.0)
    words = {"order": "Press \u201c{0}\u201d deeper, and {1} will come.", "pad.density": "busy"}
    rows = wording.rows(text("order|pad.density|sign.density", place), words)
    colours = [row[6:9] for row in rows]
    green = pytest.approx(lighter(PAD_COLOURS[2], 0.3))
    assert colours == [WHITE, green, green, WHITE, green, WHITE]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    whole = rows[-1][0] + rows[-1][2] - rows[0][0]
    assert rows[0][0] + whole / 2 == pytest.approx(640, abs=3), "the whole line is centred"
    assert len({row[1] for row in rows}) == 1
    assert len({row[3] for row in rows}) == 1, "all stand on one height"


def test_parts_of_a_line_stand_where_the_line_itself_would(wording: Wording) -> None:
    place = Place(0.0, 0.0, 0.1, 3.0)
    words = {"order": "Press {0} until it is there.", "pad.density": "busy"}
    parts = wording.rows(text("order|pad.density", place), words)
    (alone,) = wording.rows(text("busy", place, plain=True), {})
    assert parts[2][2:6] != alone[2:6]
    assert parts[2][2] == alone[2], "as wide as by itself"
    gap = parts[2][0] + parts[2][2] - parts[3][0]
    assert gap == pytest.approx(4, abs=2), "margins of set lines lie over each other"


def test_a_label_is_the_pads_word_alone(wording: Wording) -> None:
    (row,) = wording.rows(text("pad.density", Place(0.0, 0.0, 0.1, 3.0)), {"pad.density": "busy"})
    assert row[6:9] == WHITE
