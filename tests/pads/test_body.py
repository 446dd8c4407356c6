"""The soft body: it gives way, comes back, never explodes, and its pads feel what a hand means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from installation.pads import body
from installation.pads.body import PAD_PLACES, TOPOLOGY, Finger

STEP_S = 0.004
numbers = st.floats(allow_nan=True, allow_infinity=True)
fingers = st.lists(st.builds(Finger, numbers, numbers, numbers), max_size=6).map(tuple)


def held(fingers: tuple[Finger, ...], seconds: float = 1.5) -> body.BodyState:
    state = body.rest_state()
    for _ in range(round(seconds / STEP_S)):
        state = body.advance(state, fingers, (), STEP_S)
    return state


def felt(*fingers: Finger) -> tuple[float, ...]:
    return body.pressures(held(fingers), fingers)


def test_the_mesh_is_one_closed_disc_without_holes() -> None:
    nodes, edges, triangles = len(TOPOLOGY.rest), len(TOPOLOGY.edges), len(TOPOLOGY.triangles)
    assert nodes - edges + triangles == 1
    assert 300 <= nodes <= 500
    assert set(TOPOLOGY.triangles.ravel()) == set(range(nodes))


def test_every_triangle_faces_the_viewer() -> None:
    a, b, c = (TOPOLOGY.rest[TOPOLOGY.triangles[:, corner]] for corner in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_no_array_of_a_state_can_be_written() -> None:
    state = held((Finger(0.1, 0.2, 0.5),), 0.02)
    for array in (state.positions, state.velocities, TOPOLOGY.rest, body.rest_state().positions):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@settings(max_examples=150, deadline=None)
@given(
    fingers,
    st.lists(numbers, max_size=6).map(tuple),
    st.one_of(numbers, st.floats(0, 1), st.sampled_from([1e-9, 0.004, 0.1, 10.0])),
)
def test_nothing_makes_it_explode(
    fingers: tuple[Finger, ...], pushed: tuple[float, ...], dt_s: float
) -> None:
    state = body.rest_state()
    for _ in range(20):
        state = body.advance(state, fingers, pushed, dt_s)
        state = body.advance(state, (), (), dt_s)
    assert np.isfinite(state.positions).all()
    assert np.abs(state.positions).max() < 1.5
    assert all(0.0 <= pressure <= 1.0 for pressure in body.pressures(state, fingers))


def test_a_press_makes_a_dent_that_can_be_seen_and_the_rim_stays() -> None:
    state = held((Finger(*PAD_PLACES[0], 1.0),))
    moved = state.positions - TOPOLOGY.rest
    assert moved[:, 2].min() < -0.25
    assert not moved[TOPOLOGY.rim].any()


def test_after_release_it_wobbles_and_then_stands_exactly_still() -> None:
    state = held((Finger(*PAD_PLACES[2], 1.0),))
    highest = 0.0
    for _ in range(round(6 / STEP_S)):
        state = body.advance(state, (), (), STEP_S)
        highest = max(highest, float((state.positions - TOPOLOGY.rest)[:, 2].max()))
    assert highest > 0.02
    assert state is body.rest_state()


@pytest.mark.parametrize("pad", range(4))
def test_a_full_press_on_a_pad_is_felt_there_and_nowhere_else(pad: int) -> None:
    pressures = felt(Finger(*PAD_PLACES[pad], 1.0))
    assert pressures[pad] > 0.99
    assert sum(pressures) - pressures[pad] < 0.05


def test_a_finger_between_two_pads_presses_both_alike() -> None:
    rhythm, range_, density, jump = felt(Finger(0.0, PAD_PLACES[0][1], 1.0))
    assert rhythm == pytest.approx(range_, abs=0.02)
    assert 0.3 < rhythm < 0.6
    assert density == pytest.approx(jump, abs=0.02)
    assert density < 0.05


def test_a_light_touch_is_a_low_pressure() -> None:
    assert 0.1 <= felt(Finger(*PAD_PLACES[1], 0.2))[1] <= 0.3


def test_a_touch_is_felt_in_the_step_that_brings_it_and_rises_while_held() -> None:
    finger = (Finger(*PAD_PLACES[3], 1.0),)
    first = body.pressures(body.rest_state(), finger)[3]
    then = [body.pressures(held(finger, seconds), finger)[3] for seconds in (0.05, 0.1, 0.2, 0.3, 0.5)]
    assert first == pytest.approx(body.AT_ONCE, abs=0.05)
    assert [first, *then] == sorted([first, *then])
    assert then[3] > 0.9


def test_dragging_away_from_a_pad_lowers_its_pressure_in_fine_steps() -> None:
    x, y = PAD_PLACES[0]
    pressures = [felt(Finger(x - away, y, 1.0))[0] for away in np.linspace(0.0, 0.4, 12)]
    assert pressures == sorted(pressures, reverse=True)
    assert max(-np.diff(pressures)) < 0.2


def test_several_fingers_press_several_pads() -> None:
    assert min(felt(*(Finger(*place, 0.8) for place in PAD_PLACES))) > 0.75


def test_the_pads_of_a_real_object_dent_the_body_too() -> None:
    state = body.rest_state()
    for _ in range(50):
        state = body.advance(state, (), (0.0, 0.0, 0.7, 0.0), STEP_S)
    deepest = TOPOLOGY.rest[np.argmin(state.positions[:, 2] - TOPOLOGY.rest[:, 2])]
    assert math.dist(deepest[:2], PAD_PLACES[2]) < 0.15


def test_the_same_hands_give_the_same_body() -> None:
    hands = (Finger(0.2, 0.3, 0.6), Finger(-0.5, 0.1, 0.9))
    assert held(hands, 0.3).positions.tobytes() == held(hands, 0.3).positions.tobytes()


def test_no_time_moves_nothing() -> None:
    state = held((Finger(0.0, 0.0, 1.0),), 0.1)
    for dt_s in (0.0, -1.0, math.nan):
        assert body.advance(state, (), (), dt_s) is state
