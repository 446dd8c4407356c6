"""From one latent point to the next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.visuals import morph
from installation.visuals.examples import moment

points = st.lists(st.floats(-4, 4), min_size=3, max_size=3).map(tuple)


@given(points, points)
def test_it_arrives_never_overshoots_and_then_stands_still(
    start: tuple[float, ...], end: tuple[float, ...]
) -> None:
    state, before = morph.Morph(start, 0.0), None
    for at in range(1, 121):
        state = morph.towards(state, end, at / 30)
        far = max(abs(a - b) for a, b in zip(state.point, end, strict=True))
        assert before is None or far <= before + 1e-12
        before = far
    assert state.point is end


def test_the_way_does_not_depend_on_how_time_is_cut() -> None:
    start, end = morph.Morph((0.0,), 0.0), (1.0,)
    once, often = morph.towards(start, end, 0.2), start
    for at in range(1, 21):
        often = morph.towards(often, end, at / 100)
    assert once.point == pytest.approx(often.point)


@pytest.mark.parametrize("time_s", [-5.0, 60.0])
def test_after_a_gap_it_is_there_at_once(time_s: float) -> None:
    assert morph.towards(morph.Morph((0.0,), 0.0), (1.0,), time_s).point == (1.0,)


def test_a_space_of_another_size_begins_afresh() -> None:
    assert morph.towards(morph.Morph((0.0,), 0.0), (1.0, 2.0), 0.01).point == (1.0, 2.0)
    assert morph.towards(morph.Morph(), (1.0,), 0.0).point == (1.0,)


def test_a_level_turns_out_of_the_last_moment_of_the_one_before_until_it_has_entered() -> None:
    old = moment(2)
    state = morph.advance(morph.Morph(), old)
    assert state.came_from is None
    for level_s, remembered in ((0.0, True), (0.6, True), (1.3, False), (2.0, False)):
        state = morph.advance(state, replace(moment(3), level_s=level_s))
        assert (state.came_from is old) == remembered
