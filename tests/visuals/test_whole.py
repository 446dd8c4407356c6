"""The whole ringtone on the wall: its bars in their places, and the square at its end."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from installation.visuals.drawing import PLATE, SQUARE, Sheet
from installation.visuals.examples import moment
from installation.visuals.layout import layout_for
from installation.visuals.scene import compose
from installation.visuals.whole import FIRST, LAST, band, draw_bars, draw_square, span
from installation.visuals.whole_examples import CODE, LINK, PHASES, ringtone

ASPECTS = (0.4, 9 / 16, 0.7, 0.8, 1.0, 4 / 3, 16 / 9, 21 / 9)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_bars_lie_between_the_ring_and_the_pictures_edge_clear_of_the_sentence(aspect: float) -> None:
    layout = layout_for(aspect)
    low, high = band(layout)
    assert layout.reach < low < high
    assert abs(layout.centre[0]) + high < layout.extent[0]
    assert layout.centre[1] + high < layout.extent[1]
    lowest = layout.centre[1] + high * math.cos(LAST)
    assert lowest > layout.sentence.y


@pytest.mark.parametrize("bars", [2, 3, 4, 6])
def test_bars_run_clockwise_without_touching(bars: int) -> None:
    spans = [span(bar, bars) for bar in range(bars)]
    ends = [angle for each in spans for angle in each]
    assert ends == sorted(ends)
    assert ends[0] > FIRST
    assert ends[-1] < LAST


def drawn(phase: str, **changes: object) -> Sheet:
    sheet = Sheet()
    view = replace(ringtone(phase), **changes)  # type: ignore[arg-type]
    draw_bars(sheet, layout_for(16 / 9), view, 1.5, 3.0, 1.0)
    draw_square(sheet, layout_for(16 / 9), view, "de", 1.0)
    return sheet


def test_kept_bars_have_full_beads_the_one_in_the_making_hollow_ones_and_empty_ones_none() -> None:
    view = ringtone("choose")
    hollow = [row[4] for row in drawn("choose").marks]
    kept = sum(len(bar.notes) for bar in view.bars if bar.kept)
    making = sum(len(bar.notes) for bar in view.bars if bar.making)
    assert (hollow.count(0.0), hollow.count(1.0)) == (kept, making)
    assert kept > making > 0


def test_a_bar_that_was_just_kept_shines() -> None:
    shining = sum(row[-1] for row in drawn("hear", kept_s=0.0).arcs)
    assert shining > sum(row[-1] for row in drawn("hear").arcs)


def test_the_square_holds_the_link_in_the_visitors_language_or_the_code_itself() -> None:
    texts = {text.key for text in drawn("done").texts}
    assert f"{SQUARE}{LINK}/DE" in texts
    assert PLATE in texts
    assert {text.replace(" ", "") for text in texts if not text.startswith((SQUARE, PLATE))} == {
        CODE[:12],
        CODE[12:],
    }
    assert f"{SQUARE}{CODE}" in {text.key for text in drawn("done", link="").texts}


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "done"])
def test_there_is_no_square_before_the_end_nor_without_a_code(phase: str) -> None:
    assert not drawn(phase).texts
    assert not drawn("done", code="").texts


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_square_stands_on_the_body_inside_the_ring(aspect: float) -> None:
    layout, sheet = layout_for(aspect), Sheet()
    draw_square(sheet, layout, ringtone("done"), "en", 1.0)
    plate = next(text.place for text in sheet.texts if text.key == PLATE)
    corner = math.hypot(plate.size / 2, plate.width / 2)
    assert corner < layout.ring_high
    assert (plate.x, plate.y - plate.width / 2) == pytest.approx(layout.centre)


def test_only_the_level_that_composes_shows_bars() -> None:
    with_bars = compose(moment(5), moment(5), 1.0, 16 / 9)
    without = replace(moment(5), ringtone=None)
    assert len(with_bars.arcs) > len(compose(without, without, 1.0, 16 / 9).arcs)
    for phase in PHASES:
        now = replace(moment(5), ringtone=ringtone(phase))
        scene = compose(now, now, 1.0, 16 / 9)
        assert len(scene.marks) < 320
        assert len(scene.arcs) < 320
