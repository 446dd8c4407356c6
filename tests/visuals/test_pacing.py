"""How large the soft picture is drawn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.visuals import pacing


def after(times_s: list[float], state: pacing.Pacing | None = None) -> pacing.Pacing:
    state = state or pacing.Pacing()
    for took_s in times_s:
        state = pacing.advance(state, took_s)
    return state


def test_a_slow_machine_draws_smaller_until_it_keeps_up() -> None:
    state = pacing.Pacing()
    for _ in range(400):
        state = pacing.advance(state, 0.008 + 0.050 * state.scale**2)
    assert 0.008 + 0.050 * state.scale**2 < 1 / 30
    assert state.scale > pacing.SCALES[-1]


def test_a_fast_machine_draws_at_full_size() -> None:
    assert after([0.004] * 1000).scale == 1.0


def test_one_slow_picture_changes_nothing() -> None:
    calm = after([0.02] * 60)
    assert after([0.2], calm).scale == calm.scale


def test_it_comes_to_rest() -> None:
    state, seen = pacing.Pacing(), []
    for _ in range(3000):
        state = pacing.advance(state, 0.008 + 0.03 * state.scale**2)
        seen.append(state.index)
    assert len(set(seen[-1500:])) == 1


@given(st.lists(st.floats(0, 10), max_size=300))
def test_the_scale_is_always_one_of_those_prepared(times_s: list[float]) -> None:
    assert after(times_s).scale in pacing.SCALES
