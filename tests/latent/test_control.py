"""Mirrors installation/latent/control.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.latent.control import QuantileControl, TableControl, clipped, eased

LEVEL = st.floats(1, 10)
CHANCE = np.random.default_rng(0)
TABLE = TableControl(CHANCE.normal(size=(4, 10, 10, 10, 10, 3)).astype(np.float16))


@given(st.tuples(*[st.integers(1, 10)] * 4), st.integers(0, 3))
def test_whole_levels_lead_to_exactly_their_entry(levels: tuple[int, ...], bar: int) -> None:
    wanted = TABLE.points[(bar, *(level - 1 for level in levels))]
    assert (TABLE.point(levels, bar) == wanted.astype(np.float32)).all()


@given(st.integers(1, 9), st.floats(0, 1), st.tuples(*[st.integers(1, 10)] * 3))
def test_one_pad_between_two_levels_moves_on_the_straight_line(
    low: int, part: float, others: tuple[int, int, int]
) -> None:
    start, end = TABLE.point((low, *others), 0), TABLE.point((low + 1, *others), 0)
    found = TABLE.point((low + part, *others), 0)
    assert np.allclose(found, start + eased(part) * (end - start), atol=1e-5)


@given(st.tuples(LEVEL, LEVEL, LEVEL, LEVEL))
def test_a_point_never_leaves_the_box_of_the_corners_around_it(levels: tuple[float, ...]) -> None:
    low = [min(int(level) - 1, 8) for level in levels]
    corners = TABLE.points[1][tuple(slice(place, place + 2) for place in low)].reshape(-1, 3)
    found = TABLE.point(levels, 1)
    assert (found <= corners.max(0) + 1e-3).all()
    assert (found >= corners.min(0) - 1e-3).all()


def test_around_a_whole_level_lies_a_plateau() -> None:
    assert eased(0.2) == 0
    assert eased(0.8) == 1
    assert eased(0.5) == pytest.approx(0.5)


def test_levels_beyond_the_ends_stay_at_the_ends_and_nonsense_is_refused() -> None:
    assert clipped((0, 11, 5, 1)) == (1, 10, 5, 1)
    with pytest.raises(ValueError, match="finite"):
        TABLE.point((1, 2, float("nan"), 4), 0)
    with pytest.raises(ValueError, match="four"):
        TABLE.point((1, 2, 3), 0)


def test_an_array_of_another_shape_is_no_table() -> None:
    with pytest.raises(ValueError, match="shape"):
        TableControl(np.zeros((4, 10, 10, 10, 3), np.float16))


def test_quantiles_move_the_pads_dimensions_and_leave_the_others() -> None:
    quantiles = np.tile(np.arange(10, dtype=np.float32), (4, 1))
    control = QuantileControl(np.full((1, 6), 7, np.float32), quantiles)
    assert control.point((1, 10, 5.5, 3), 2).tolist() == [0, 9, 4.5, 2, 7, 7]
