"""Levels: pads in turn, idling, locks, how fine a pad is, and what there is to do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.guidance import levels as standing
from installation.score import PADS
from tests.fakes import kit

S = 1_000_000_000
LEVELS = kit.levels()
NONE = (False,) * 4


def press(pad: str) -> tuple[bool, ...]:
    return tuple(name == pad for name in PADS)


def go(state: standing.GuidanceState, *moments: tuple[float, tuple[bool, ...]]) -> standing.GuidanceState:
    for at_s, touched in moments:
        state, _ = standing.advance(state, LEVELS, touched, int(at_s * S))
    return state


def live(state: standing.GuidanceState) -> list[str]:
    flags = standing.live_pads(state, LEVELS.levels[state.level])
    return [name for name, on in zip(PADS, flags, strict=True) if on]


def test_a_touch_ends_the_invitation_and_the_touched_pad_has_the_first_turn() -> None:
    state, decision = standing.advance(standing.begin(LEVELS, 0), LEVELS, press("jump"), S)
    assert decision is not None
    assert (decision.facts["before"], decision.facts["level"], decision.facts["pad"]) == (0, 1, "jump")
    assert "touched" in decision.reason
    assert live(state) == ["jump"]


def test_where_no_marks_are_set_the_next_pad_has_its_turn_after_enough_presses_once_hands_are_off() -> None:
    state = standing.begin(LEVELS, 0, 1)
    assert live(state) == ["density"]
    state = go(state, (1, press("density")), (2, NONE), (3, press("density")))
    assert live(state) == ["density"], "a turn does not pass under a finger"
    assert live(go(state, (4, NONE))) == ["range"]


def test_pressing_a_dark_pad_takes_no_turn() -> None:
    state = go(standing.begin(LEVELS, 0, 1), (1, press("jump")), (1.5, NONE), (2, press("jump")), (3, NONE))
    assert live(state) == ["density"]


def test_it_goes_back_to_inviting_when_left_alone_and_says_why() -> None:
    state = go(standing.begin(LEVELS, 0, 2), (1, press("range")), (2, NONE))
    state, decision = standing.advance(state, LEVELS, NONE, 8 * S)
    assert decision is not None
    assert LEVELS.levels[state.level].name == "invite"
    assert "5 s" in decision.reason


def test_a_hand_that_stays_is_no_idling() -> None:
    state = go(standing.begin(LEVELS, 0, 2), (1, press("range")))
    assert go(state, (100, press("range"))).level == 2
    assert standing.idle_s(state, 100 * S) == 0


def test_a_locked_level_stays_whatever_hands_do_or_leave_undone() -> None:
    state = standing.begin(LEVELS, 0, 0, locked=True)
    assert go(state, (1, press("range")), (2, NONE)).level == 0
    assert go(standing.begin(LEVELS, 0, 2, locked=True), (1_000, NONE)).level == 2


def test_what_this_visit_reached_outlives_a_level_and_ends_with_the_visit() -> None:
    state = go(standing.begin(LEVELS, 0), (1, press("jump")))
    seed = state.aim.seed
    state, _ = standing.choose(state, 2, 2 * S, "a facilitator chose it", chosen=True)
    assert (state.chosen, state.aim.seed) == (True, seed)
    state = go(state, (3, NONE), (100, NONE), (110, press("range")))
    assert (state.chosen, state.aim.seed) == (False, 110 * S)


def test_the_task_names_the_pad_whose_turn_it_is() -> None:
    state = go(standing.begin(LEVELS, 0), (1, press("jump")))
    assert standing.task(state, LEVELS.levels[1], 0) == "level.one_pad.task.jump"
    assert standing.task(standing.begin(LEVELS, 0, 2), LEVELS.levels[2], 0) == "level.two_pads.task"


def test_few_steps_make_a_pad_coarse_and_keep_its_ends() -> None:
    quarters = [1 + quarter / 4 for quarter in range(37)]
    assert sorted({standing.fine(level, 4) for level in quarters}) == [1, 4, 7, 10]
    assert sorted({standing.fine(level, 2) for level in quarters}) == [1, 10]
    assert [standing.fine(level, None) for level in quarters] == quarters


@given(st.floats(1, 10), st.floats(1, 10), st.integers(2, 10))
def test_a_coarse_pad_never_runs_backwards_and_asks_for_whole_levels(
    one: float, other: float, steps: int
) -> None:
    low, high = sorted((one, other))
    assert standing.fine(low, steps) <= standing.fine(high, steps)
    assert standing.fine(one, steps) in range(1, 11)


@given(
    st.lists(st.tuples(st.floats(0.01, 30), st.tuples(*[st.booleans()] * 4)), max_size=40), st.integers(0, 3)
)
def test_whatever_hands_do_the_level_is_one_there_is_and_turns_are_of_its_pads(
    presses: list[tuple[float, tuple[bool, ...]]], level: int
) -> None:
    state, now = standing.begin(LEVELS, 0, level), 0.0
    for wait, touched in presses:
        now += wait
        state = go(state, (now, touched))
        rule = LEVELS.levels[state.level]
        assert sum(standing.live_pads(state, rule)) == (1 if rule.in_turn else len(rule.pads))
