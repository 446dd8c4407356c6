"""Fixed steps against a clock that stumbles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.loop import MOST_STEPS, Due, LoopState, due
from installation.world import STEP_NS


def test_a_step_is_due_when_its_time_has_passed_and_not_before() -> None:
    state, todo = due(LoopState(), STEP_NS - 1)
    assert todo == Due(0, 0)
    state, todo = due(state, STEP_NS)
    assert todo == Due(0, 1)
    assert state.next_ns == 2 * STEP_NS


def test_a_short_stall_is_made_up_and_the_rest_of_a_long_one_is_skipped_and_counted() -> None:
    state, todo = due(LoopState(), 10 * STEP_NS)
    assert todo == Due(0, 10)
    state, todo = due(state, 1_010 * STEP_NS)
    assert todo == Due(1_000 - MOST_STEPS, MOST_STEPS)
    assert state.dropped == 1_000 - MOST_STEPS


@given(st.lists(st.integers(0, 10**10), max_size=50))
def test_however_the_clock_stumbles_steps_taken_and_skipped_are_all_of_time(waits: list[int]) -> None:
    state, now, taken, skipped = LoopState(), 0, 0, 0
    for wait in waits:
        now += wait
        state, todo = due(state, now)
        assert 0 <= todo.take <= MOST_STEPS
        taken += todo.take
        skipped += todo.skip
        assert state.next_ns > now
    assert taken + skipped == now // STEP_NS == state.passed
    assert skipped == state.dropped


def test_a_clock_that_goes_back_takes_no_step() -> None:
    state, _ = due(LoopState(), 100 * STEP_NS)
    assert due(state, 50 * STEP_NS) == (state, Due(0, 0))
