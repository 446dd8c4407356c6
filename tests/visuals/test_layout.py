"""Places on the wall at every aspect, and the way from a finger on the screen to the body and back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.pads.body import HEIGHT, PAD_PLACES
from installation.score import TICKS, tick_position
from installation.visuals.layout import clock_angle, layout_for, pixels_to_stage, stage_to_pixels

ASPECTS = (9 / 16, 0.7, 1.0, 4 / 3, 16 / 10, 16 / 9, 21 / 9)
aspects = st.floats(0.3, 3.0)


@given(aspects, st.floats(0, 0.99), st.floats(0, 2 * math.pi))
def test_a_place_of_the_resting_dome_is_found_again_under_the_finger(
    aspect: float, radius: float, angle: float
) -> None:
    layout = layout_for(round(aspect, 3))
    x, y = radius * math.cos(angle), radius * math.sin(angle)
    back = layout.to_body(*layout.to_stage(x, y, HEIGHT * (1 - radius**2)))
    assert back == pytest.approx((x, y), abs=2e-3)


@given(st.integers(1, 5000), st.integers(1, 5000), st.floats(-1, 1), st.floats(-1, 1))
def test_pixels_and_stage_are_two_ways_of_one_map(width: int, height: int, x: float, y: float) -> None:
    size = (width, height)
    assert pixels_to_stage(*stage_to_pixels(x, y, size), size) == pytest.approx((x, y), abs=1e-9)


def test_the_upper_left_pixel_is_the_upper_left_corner_of_the_stage() -> None:
    assert pixels_to_stage(0, 0, (1600, 900)) == pytest.approx((-16 / 9, 1.0))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_everything_stands_inside_the_picture(aspect: float) -> None:
    layout = layout_for(aspect)
    width, height = layout.extent
    assert layout.centre[1] + layout.reach < height
    assert layout.reach <= width
    for index, (x, y) in enumerate(layout.labels):
        assert abs(x) + layout.icon_radius < width
        assert abs(y) + layout.icon_radius < height
        assert layout.label_place(index).width > 0.3
    last = layout.sentence.y - layout.sentence.lines * 1.2 * layout.sentence.size
    assert last > -height


@pytest.mark.parametrize("aspect", ASPECTS)
def test_words_icons_and_ring_do_not_meet(aspect: float) -> None:
    layout = layout_for(aspect)
    for index, (x, y) in enumerate(layout.labels):
        away = math.dist((x, y), layout.centre)
        assert away > layout.reach + layout.icon_radius
        word = layout.label_place(index)
        assert word.y - 1.2 * word.size > layout.sentence.y
    assert layout.centre[1] - layout.ring_high > layout.sentence.y


@pytest.mark.parametrize("aspect", ASPECTS)
def test_captions_stand_under_the_title_and_over_the_icons(aspect: float) -> None:
    layout = layout_for(aspect)
    place = layout.caption_place()
    assert 0.05 < place.size <= 0.07
    assert place.y <= layout.title.y - 1.1 * layout.title.size
    assert place.y - place.size > layout.labels[0][1] + layout.icon_radius


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_pads_words_stand_on_the_pads_own_side(aspect: float) -> None:
    layout = layout_for(aspect)
    for (x, y), place in zip(layout.labels, PAD_PLACES, strict=True):
        assert math.copysign(1, x - layout.centre[0]) == math.copysign(1, place[0])
        assert math.copysign(1, y - layout.centre[1]) == math.copysign(1, place[1])


def test_time_runs_clockwise_from_the_top() -> None:
    layout = layout_for(16 / 9)
    top, right = layout.on_ring(0.0, 0.5), layout.on_ring(1.0, 0.5)
    assert top == pytest.approx((layout.centre[0], layout.centre[1] + 0.5))
    assert right == pytest.approx((layout.centre[0] + 0.5, layout.centre[1]))


def test_ticks_stand_where_they_sound_not_at_even_steps() -> None:
    gaps = {
        round(clock_angle(float(tick_position(tick + 1) - tick_position(tick))), 6) for tick in range(TICKS)
    }
    assert len(gaps) > 1


def test_a_higher_pitch_stands_further_out_and_strange_ones_stay_on_the_ring() -> None:
    layout = layout_for(1.0)
    radii = [layout.ring_radius(pitch) for pitch in range(128)]
    assert radii == sorted(set(radii))
    assert layout.ring_low < radii[0]
    assert radii[-1] < layout.ring_high
    assert radii[76] - radii[74] > 0.01 * layout.reach  # two semitones are seen


@pytest.mark.parametrize("aspect", [0.0, -1.0, 0.2, 5.0, math.inf, math.nan])
def test_what_is_no_picture_is_refused(aspect: float) -> None:
    with pytest.raises(ValueError, match="no picture"):
        layout_for(aspect)
