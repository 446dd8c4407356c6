"""Shapes on the grid of codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.measure.shape import NEUTRAL, Shape
from installation.ringtone.grid import SIZES, on_grid, places, shape_at

standing = st.tuples(*(st.integers(0, size - 1) for size in SIZES))


@given(standing)
def test_every_place_has_its_shape_and_every_shape_its_place(found: tuple[int, ...]) -> None:
    shape = shape_at(found)
    assert places(shape) == found
    assert on_grid(shape) == shape


def test_a_shape_between_the_places_moves_to_the_nearest_and_loses_its_loudness() -> None:
    found = on_grid(Shape(5, -3.0, 0.6, 0.26, 1.03, "minor"))
    assert found == Shape(5, 0.0, 0.5, 0.25, 1.025, "minor")


def test_a_plain_tune_stays_plain() -> None:
    assert on_grid(NEUTRAL) is NEUTRAL


def test_what_content_mapping_steers_by_stands_on_the_grid() -> None:
    for shape in (
        Shape(12),
        Shape(timbre=-1.0),
        Shape(articulation=0.25),
        Shape(tempo=0.8),
        Shape(tempo=1.25),
    ):
        assert on_grid(shape) == shape


@pytest.mark.parametrize("found", [(), (0,) * 4, (-1, 0, 0, 0, 0), SIZES])
def test_what_is_no_place_is_refused(found: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no shape"):
        shape_at(found)
