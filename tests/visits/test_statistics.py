"""Figures of visits: against what can be reckoned by hand."""

from __future__ import annotations

from math import inf, isclose, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.visits import statistics


def test_a_share_has_wilsons_interval() -> None:
    found = statistics.share(8, 10)
    assert found.value == 0.8
    assert (round(found.low, 3), round(found.high, 3)) == (0.490, 0.943)
    assert isnan(statistics.share(0, 0).value)


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share_and_stays_between_nothing_and_all(some: int, more: int) -> None:
    found = statistics.share(min(some, more), more)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_mean_has_students_interval() -> None:
    found = statistics.mean([1.0, 2.0, 3.0, 4.0])
    assert (found.value, found.count) == (2.5, 4)
    assert isclose(found.high - found.value, 3.182446 * 1.290994 / 2, rel_tol=1e-6)
    assert statistics.mean([7.0]) == statistics.Estimate(7.0, -inf, inf, 1)
    assert isnan(statistics.mean([]).value)


def test_a_median_lies_in_its_interval_and_nothing_has_none() -> None:
    found = statistics.median(range(101))
    assert (found.value, found.low, found.high) == (50.0, 40.0, 60.0)
    assert statistics.median([3.0]).value == 3.0
    assert isnan(statistics.median([]).low)
    assert statistics.quartiles([1, 2, 3, 4, 5]) == (2.0, 3.0, 4.0)
    assert isnan(statistics.quartiles([])[0])


def test_reached_counts_those_for_whom_it_never_happened() -> None:
    found = statistics.reached([1.0, 3.0, None, None], [0.0, 1.0, 2.0, 10.0])
    assert found.tolist() == [0.0, 0.25, 0.25, 0.5]
    assert np.isnan(statistics.reached([], [1.0])).all()


def test_busy_hours_are_of_the_local_week() -> None:
    thursday_noon, monday_late = 12 * 3_600, 4 * 86_400 + 23 * 3_600 + 3_599
    found = statistics.busy(np.array([thursday_noon, thursday_noon, monday_late]))
    assert found[3, 12] == 2
    assert found[0, 23] == 1
    assert found.sum() == 3


def test_a_place_is_seen_from_every_two_pads_and_rest_from_none() -> None:
    found = statistics.grids([(0, 1_000.0), (1_234, 2.0), (1_299, 3.0)])
    assert found["rhythm", "range"][1, 2] == 5.0
    assert found["density", "jump"][3, 4] == 2.0
    assert found["density", "jump"][9, 9] == 3.0
    assert len(found) == 6
    assert all(one.sum() == 5.0 for one in found.values())
    assert statistics.spread([(0, 1.0), (7, 2.0), (8, 0.0)]) == pytest.approx(2 / 10_000)
