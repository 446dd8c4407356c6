"""What is told beside the ring has room: at every aspect, off the ring, inside the picture, apart from one another."""

from __future__ import annotations

import math

import pytest

from installation.shelf import ROOM
from installation.visuals.aside import Box, aside_for
from installation.visuals.layout import layout_for
from installation.visuals.whole import band

ASPECTS = (16 / 9, 16 / 10, 9 / 16, 10 / 16, 0.7, 3 / 4, 4 / 3, 5 / 4, 1.0, 0.85, 21 / 9, 3.0, 0.4)


def corners(box: Box) -> list[tuple[float, float]]:
    return [
        (box.x + across * box.half_width, box.y + up * box.half_height)
        for across in (-1, 1)
        for up in (-1, 1)
    ]


def apart(one: Box, other: Box) -> bool:
    return (
        abs(one.x - other.x) >= one.half_width + other.half_width
        or abs(one.y - other.y) >= one.half_height + other.half_height
    )


@pytest.mark.parametrize("aspect", ASPECTS)
def test_measures_and_map_lie_inside_the_picture_and_off_the_ring(aspect: float) -> None:
    layout = layout_for(aspect)
    aside = aside_for(layout)
    assert apart(aside.measures, aside.chart)
    for box in (aside.measures, aside.chart):
        assert min(box.half_width, box.half_height) > 0.14
        for x, y in corners(box):
            assert abs(x) <= layout.extent[0]
            assert abs(y) <= layout.extent[1]
        nearest_x = max(abs(box.x - layout.centre[0]) - box.half_width, 0.0)
        nearest_y = max(abs(box.y - layout.centre[1]) - box.half_height, 0.0)
        assert math.hypot(nearest_x, nearest_y) > layout.reach


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_shelf_has_eight_places_that_do_not_touch_each_other_the_ring_or_the_edge(aspect: float) -> None:
    layout = layout_for(aspect)
    aside = aside_for(layout)
    assert len(aside.shelf) == ROOM
    for number, place in enumerate(aside.shelf):
        assert math.dist(place, layout.centre) > layout.reach + aside.shelf_radius
        assert abs(place[0]) + aside.shelf_radius < layout.extent[0]
        assert all(math.dist(place, other) > 2 * aside.shelf_radius for other in aside.shelf[:number])
        for box in (aside.measures, aside.chart):
            assert apart(box, Box(*place, aside.shelf_radius, aside.shelf_radius))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_icons_that_stand_where_something_is_told_give_way(aspect: float) -> None:
    layout = layout_for(aspect)
    aside = aside_for(layout)
    for takes, (x, y) in zip(aside.takes, layout.labels, strict=True):
        icon = Box(x, y, layout.icon_radius, layout.icon_radius)
        assert takes or (apart(icon, aside.measures) and apart(icon, aside.chart))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_shelf_leaves_icons_with_their_marks_and_words_alone(aspect: float) -> None:
    layout = layout_for(aspect)
    aside = aside_for(layout)
    for place in aside.shelf:
        kept = Box(*place, aside.shelf_radius, aside.shelf_radius)
        for pad, at in enumerate(layout.labels):
            word = layout.label_place(pad)
            said = Box(word.x, word.y - word.size / 2, 0.2, word.size / 2)
            assert math.dist(place, at) > aside.shelf_radius + 1.36 * layout.icon_radius
            assert apart(kept, said)
        assert place[1] - aside.shelf_radius > layout.sentence.y or abs(place[0]) > layout.sentence.width / 2


@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_ringtones_bars_leave_the_words_of_the_pads_alone(aspect: float) -> None:
    layout = layout_for(aspect)
    low, high = band(layout)
    assert layout.reach < low < high - 0.03
    for pad in range(4):
        word = layout.label_place(pad)
        across = max(abs(word.x - layout.centre[0]) - 0.19, 0.0)
        up = min(abs(word.y - layout.centre[1]), abs(word.y - word.size - layout.centre[1]))
        assert math.hypot(across, up) > high
