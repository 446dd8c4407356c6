"""Icons that do what their pad does."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from installation.visuals import icons
from installation.visuals.drawing import Sheet
from installation.visuals.examples import moment
from installation.visuals.layout import layout_for
from installation.visuals.palette import DISC, MIST, PAD_SHAPES

LAYOUT = layout_for(16 / 9)


def drawn(pad: int, meter: float) -> Sheet:
    sheet = Sheet()
    view = replace(moment(3).pads[pad], meter=meter, further=meter)
    icons.draw_label(sheet, LAYOUT, pad, view, 1.0, further=True)
    return sheet


def dots(sheet: Sheet) -> list[tuple[float, float]]:
    return [(row[0], row[1]) for row in sheet.marks if row[3] == DISC]


def test_dots_slide_off_the_beat() -> None:
    moved = [b[0] - a[0] for a, b in zip(dots(drawn(0, 0.0)), dots(drawn(0, 1.0)), strict=True)]
    assert min(moved) > 0.02


def test_two_marks_part() -> None:
    near, far = dots(drawn(1, 0.0)), dots(drawn(1, 1.0))
    assert far[1][1] - far[0][1] > 3 * (near[1][1] - near[0][1])


def test_dots_multiply() -> None:
    assert len(dots(drawn(2, 1.0))) > 3 * len(dots(drawn(2, 0.0)))


def test_a_walk_turns_into_leaps() -> None:
    flat, steep = dots(drawn(3, 0.0)), dots(drawn(3, 1.0))
    assert abs(steep[0][1] - steep[1][1]) > 5 * abs(flat[0][1] - flat[1][1])


@pytest.mark.parametrize("pad", range(4))
@pytest.mark.parametrize("meter", [-3.0, 0.0, 0.5, 1.0, 9.0])
def test_the_gauge_stays_on_its_scale_and_the_icon_inside_it(pad: int, meter: float) -> None:
    sheet = drawn(pad, meter)
    x, y = LAYOUT.labels[pad]
    for row in sheet.marks:
        assert abs(row[0] - x) < 1.1 * LAYOUT.icon_radius
        assert abs(row[1] - y) < 1.1 * LAYOUT.icon_radius


def test_the_gauge_grows_with_the_meter() -> None:
    gauges = [[row for row in drawn(0, meter).arcs if row[8:11] != MIST] for meter in (0.1, 0.5, 0.9)]
    ends = [max(row[3] for row in gauge) for gauge in gauges]
    assert ends == sorted(set(ends))


def test_a_pad_glows_while_touched_more_when_pressed_harder_and_soon_not_at_all() -> None:
    pad = replace(moment(3).pads[0], touched=True, pressure=0.1)
    soft, hard = icons.glow_of(pad), icons.glow_of(replace(pad, pressure=0.9))
    let_go = [icons.glow_of(replace(pad, touched=False, released_s=age)) for age in (0.0, 0.5, 1.5, 10.0)]
    assert 0.3 < soft < hard <= 1
    assert let_go == sorted(let_go, reverse=True)
    assert let_go[-1] == 0
    assert icons.glow_of(replace(pad, live=False)) == 0


def test_a_touch_sends_a_ring_that_is_soon_gone() -> None:
    pad = replace(moment(3).pads[0], touched=True, pressure=0.5)
    radii = []
    for touched_s in (0.0, 0.2, 0.5):
        sheet = Sheet()
        icons.draw_touch(sheet, 0, (0.0, 0.0), replace(pad, touched_s=touched_s), 1.0)
        radii.append(sheet.arcs[0][4])
    assert radii == sorted(set(radii))
    for other in (replace(pad, touched_s=2.0), replace(pad, touched=False), replace(pad, live=False)):
        sheet = Sheet()
        icons.draw_touch(sheet, 0, (0.0, 0.0), other, 1.0)
        assert not sheet.arcs


def test_a_leader_of_no_length_is_not_drawn() -> None:
    sheet = Sheet()
    icons.draw_leader(sheet, LAYOUT, 0, LAYOUT.labels[0], moment(3).pads[0], 1.0)
    assert not sheet.lines


def hollow(meter: float, further: float, *, shown: bool = True) -> list[tuple[float, ...]]:
    sheet = Sheet()
    view = replace(moment(3).pads[2], meter=meter, further=further)
    icons.draw_label(sheet, LAYOUT, 2, view, 1.0, further=shown)
    return [row for row in sheet.marks if row[4] == 1.0]


def test_where_hollow_beads_would_take_the_gauge_the_pads_hollow_sign_stands() -> None:
    (sign,) = hollow(0.3, 0.5)
    assert sign[3] == PAD_SHAPES[2]
    x, y = LAYOUT.labels[2]
    assert math.atan2(sign[0] - x, sign[1] - y) == pytest.approx(0.0, abs=1e-6), (
        "the middle of the gauge is on top"
    )
    assert not hollow(0.5, 0.5)
    assert not hollow(0.5, 0.3), "what leads back is not further"
    assert not hollow(0.3, 0.5, shown=False), "a mark stands on this gauge"
