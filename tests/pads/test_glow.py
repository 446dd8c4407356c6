"""The object's own light and tremble: seldom said, never forgotten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.pads import glow
from installation.pads.glow import AGAIN_NS, BRIGHTEST, DARK, EVERY_NS, TREMBLE, WAITING, GlowState

ALL, NONE, FINE = (True,) * 4, (False,) * 4, ("",) * 4
REST = (0.0,) * 4
STEP_NS = 2_000_000


def run(
    state: GlowState,
    seconds: float,
    pressures: tuple[float, ...] = REST,
    live: tuple[bool, ...] = ALL,
    faults: tuple[str, ...] = FINE,
    begin_ns: int = 0,
) -> tuple[GlowState, list[GlowState]]:
    """The state after so long, and the states of the steps in which something was said."""
    said = []
    touched = tuple(pressure > 0 for pressure in pressures)
    for step in range(1, round(seconds * 1e9 / STEP_NS) + 1):
        state = glow.advance(state, pressures, touched, live, faults, begin_ns + step * STEP_NS)
        if state.new or state.tremble:
            said.append(state)
    return state, said


def test_pads_that_play_glow_and_those_that_rest_are_dark() -> None:
    state, said = run(DARK, 0.1, live=(True, False, True, False))
    assert state.lights == (WAITING, 0, WAITING, 0)
    assert len(said) == 1


def test_what_stands_still_is_said_again_every_two_seconds_and_not_more_often() -> None:
    state, _ = run(DARK, 0.1)
    _, said = run(state, 10.0, begin_ns=100_000_000)
    assert len(said) == 10e9 // AGAIN_NS


def test_a_touch_is_shown_at_once_with_a_tremble_and_grows_with_its_pressure() -> None:
    state, _ = run(DARK, 1.0)
    state, said = run(state, 0.002, (0.0, 0.5, 0.0, 0.0), begin_ns=1_000_000_000)
    assert said == [state]
    assert state.lights[1] == round(WAITING + (BRIGHTEST - WAITING) * 0.5)
    assert state.tremble == TREMBLE
    state, said = run(state, 1.0, (0.0, 1.0, 0.0, 0.0), begin_ns=1_002_000_000)
    assert state.lights[1] == BRIGHTEST
    assert not any(each.tremble for each in said)


def test_of_two_objects_the_one_trembles_on_which_a_touch_has_begun() -> None:
    first, second = (True, False, False, False), (False, False, True, False)
    state = glow.advance(DARK, REST, (*NONE, *NONE), ALL, FINE, 0)
    state = glow.advance(state, REST, (*first, *NONE), ALL, FINE, STEP_NS)
    assert (state.shaken, state.tremble) == ((0,), TREMBLE)
    state = glow.advance(state, REST, (*first, *second), ALL, FINE, 2 * STEP_NS)
    assert (state.shaken, state.tremble) == ((1,), TREMBLE)
    state = glow.advance(state, REST, (*NONE, *second), ALL, FINE, 3 * STEP_NS)
    state = glow.advance(state, REST, (*first, *second), ALL, FINE, 4 * STEP_NS)
    assert state.shaken == (), "it has only just trembled"
    late_ns = 4 * STEP_NS + glow.TREMBLE_NS
    state = glow.advance(state, REST, (*NONE, *NONE), ALL, FINE, late_ns)
    assert glow.advance(state, REST, (*first, *second), ALL, FINE, late_ns + STEP_NS).shaken == (0, 1)


def test_a_dark_pad_answers_faintly_and_one_out_of_order_not_at_all() -> None:
    state, _ = run(
        DARK, 0.1, (1.0, 1.0, 0.0, 0.0), live=(False, True, True, True), faults=("", "open", "", "")
    )
    assert 0 < state.lights[0] < BRIGHTEST / 2
    assert state.lights[1] == 0


def test_where_no_pad_plays_all_breathe() -> None:
    _, said = run(DARK, 10.0, live=NONE)
    lights = [each.lights for each in said]
    assert all(len(set(each)) == 1 for each in lights)
    assert min(each[0] for each in lights) < 5
    assert max(each[0] for each in lights) > 60


def test_a_hand_that_flutters_does_not_make_the_motor_hum() -> None:
    state, trembles = DARK, 0
    for turn in range(50):
        state, said = run(state, 0.01, (0.5, 0, 0, 0), begin_ns=turn * 20_000_000)
        trembles += sum(each.tremble > 0 for each in said)
        state, _ = run(state, 0.01, begin_ns=turn * 20_000_000 + 10_000_000)
    assert trembles <= 1e9 / glow.TREMBLE_NS + 1


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 4), min_size=1, max_size=60), st.tuples(*[st.booleans()] * 4))
def test_lights_are_bytes_and_are_said_no_more_often_than_may_be_but_for_touches(
    rows: list[tuple[float, ...]], live: tuple[bool, ...]
) -> None:
    state, before, times = DARK, NONE, []
    for step, row in enumerate(rows):
        touched = tuple(pressure > 0.03 for pressure in row)
        state = glow.advance(state, row, touched, live, FINE, step * STEP_NS)
        assert all(0 <= light <= 255 for light in state.lights)
        if state.new and not any(now and not was for now, was in zip(touched, before, strict=True)):
            assert all(step * STEP_NS - at >= EVERY_NS for at in times)
        times += [step * STEP_NS] if state.new else []
        before = touched
