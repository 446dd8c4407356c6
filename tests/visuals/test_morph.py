"""From one latent point to the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.visuals import morph

points = st.lists(st.floats(-4, 4), min_size=3, max_size=3).map(tuple)


@given(points, points)
def test_it_arrives_never_overshoots_and_then_stands_still(
    start: tuple[float, ...], end: tuple[float, ...]
) -> None:
    state, before = morph.Morph(start, 0.0), None
    for at in range(1, 121):
        state = morph.advance(state, end, at / 30)
        far = max(abs(a - b) for a, b in zip(state.point, end, strict=True))
        assert before is None or far <= before + 1e-12
        before = far
    assert state.point is end


def test_the_way_does_not_depend_on_how_time_is_cut() -> None:
    start, end = morph.Morph((0.0,), 0.0), (1.0,)
    once, often = morph.advance(start, end, 0.2), start
    for at in range(1, 21):
        often = morph.advance(often, end, at / 100)
    assert once.point == pytest.approx(often.point)


@pytest.mark.parametrize("time_s", [-5.0, 60.0])
def test_after_a_gap_it_is_there_at_once(time_s: float) -> None:
    assert morph.advance(morph.Morph((0.0,), 0.0), (1.0,), time_s).point == (1.0,)


def test_a_space_of_another_size_begins_afresh() -> None:
    assert morph.advance(morph.Morph((0.0,), 0.0), (1.0, 2.0), 0.01).point == (1.0, 2.0)
    assert morph.advance(morph.Morph(), (1.0,), 0.0).point == (1.0,)
