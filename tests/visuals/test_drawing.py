"""Rows for the shaders."""

from __future__ import annotations

import math

import pytest

from installation.visuals.drawing import HALO, MARK, STROKE, Sheet, rows
from installation.visuals.layout import Place

WHITE = (1.0, 1.0, 1.0)


def test_what_cannot_be_seen_is_not_drawn() -> None:
    sheet = Sheet()
    sheet.halo((0, 0), 1, WHITE, 0)
    sheet.line((0, 0), (1, 1), 0.1, WHITE, 0)
    sheet.circle((0, 0), 1, 0.1, WHITE, 0)
    sheet.mark((0, 0), 1, 0, WHITE, 0)
    sheet.text("", Place(0, 0, 1, 1), WHITE, 1)
    assert not (sheet.halos)
    assert not (sheet.lines)
    assert not (sheet.arcs)
    assert not (sheet.marks)
    assert not (sheet.texts)


def test_every_row_has_the_width_that_its_shader_reads() -> None:
    sheet = Sheet()
    sheet.halo((0, 0), 1, WHITE, 1)
    sheet.line((0, 0), (1, 1), 0.1, WHITE, 1)
    sheet.arc((0, 0), 1, (0, 1), 0.1, WHITE, 1)
    sheet.mark((0, 0), 1, 0, WHITE, 1)
    assert rows(sheet.halos, HALO).shape == (1, HALO)
    assert rows(sheet.lines, STROKE).shape == rows(sheet.arcs, STROKE).shape == (1, STROKE)
    assert rows(sheet.marks, MARK).shape == (1, MARK)
    assert rows([], MARK).shape == (0, MARK)


def test_a_long_arc_is_cut_into_quarters_that_join_and_fade_as_one() -> None:
    sheet = Sheet()
    sheet.arc((0, 0), 1, (0, 1.5 * math.pi), 0.1, WHITE, 1.0, fade=0.0)
    assert len(sheet.arcs) == 3
    for one, other in zip(sheet.arcs[:-1], sheet.arcs[1:], strict=True):
        assert one[3] == pytest.approx(other[2])
        assert one[11] * one[6] == pytest.approx(other[11])
    assert sheet.arcs[-1][6] == 0


def test_what_was_drawn_on_another_sheet_is_laid_on_top_as_strongly_as_asked() -> None:
    drawn = Sheet()
    drawn.line((0, 0), (1, 0), 0.1, (1, 1, 1), 0.8)
    drawn.mark((0, 0), 0.1, 0, (1, 1, 1), 0.6)
    drawn.halo((0, 0), 0.1, (1, 1, 1), 0.4)
    drawn.text("word", Place(0, 0, 0.1, 1), (1, 1, 1), 0.5)
    sheet = Sheet()
    sheet.circle((0, 0), 1.0, 0.1, (1, 1, 1), 1.0)
    sheet.stamp(drawn, 0.5)
    assert [row[-1] for row in (*sheet.lines, *sheet.marks, *sheet.halos)] == [0.4, 0.3, 0.2]
    assert sheet.texts[0].alpha == 0.25
    assert sheet.arcs
    whole = Sheet()
    whole.stamp(drawn, 1.0)
    assert whole == drawn
