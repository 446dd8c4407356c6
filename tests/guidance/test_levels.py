"""Levels: pads in turn, idling, locks, and what is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.guidance import levels as guidance
from installation.score import PADS
from tests.fakes import kit

S = 1_000_000_000
LEVELS = kit.levels()
NONE = (False,) * 4


def press(pad: str) -> tuple[bool, ...]:
    return tuple(name == pad for name in PADS)


def go(state: guidance.GuidanceState, *moments: tuple[float, tuple[bool, ...]]) -> guidance.GuidanceState:
    for at_s, touched in moments:
        state, _ = guidance.advance(state, LEVELS, touched, int(at_s * S))
    return state


def live(state: guidance.GuidanceState) -> list[str]:
    return [
        name
        for name, on in zip(PADS, guidance.live_pads(state, LEVELS.levels[state.level]), strict=True)
        if on
    ]


def test_a_touch_ends_the_invitation_and_the_touched_pad_has_the_first_turn() -> None:
    state, decision = guidance.advance(guidance.begin(LEVELS, 0), LEVELS, press("jump"), S)
    assert decision is not None
    assert (decision.before, decision.level) == (0, 1)
    assert "touched" in decision.reason
    assert live(state) == ["jump"]


def test_the_next_pad_has_its_turn_once_hands_are_off_after_enough_presses() -> None:
    state = guidance.begin(LEVELS, 0, 1)
    assert live(state) == ["density"]
    state = go(state, (1, press("density")), (2, NONE), (3, press("density")))
    assert live(state) == ["density"], "a turn does not pass under a finger"
    assert live(go(state, (4, NONE))) == ["range"]


def test_pressing_a_dark_pad_is_answered_with_a_word_and_takes_no_turn() -> None:
    state = go(guidance.begin(LEVELS, 0, 1), (1, press("jump")), (1.5, NONE))
    rule = LEVELS.levels[1]
    assert guidance.said(state, rule, 2 * S) == "hint.glowing_pad"
    assert guidance.said(state, rule, 6 * S) != "hint.glowing_pad"
    assert live(state) == ["density"]


def test_it_warns_before_it_gives_up_waiting_and_says_why_it_did() -> None:
    state = go(guidance.begin(LEVELS, 0, 2), (1, press("range")), (2, NONE))
    rule = LEVELS.levels[2]
    assert guidance.said(state, rule, 3 * S) == ""
    assert guidance.said(state, rule, int(5.5 * S)) == "hint.still_there"
    state, decision = guidance.advance(state, LEVELS, NONE, 8 * S)
    assert decision is not None
    assert LEVELS.levels[state.level].name == "invite"
    assert "5 s" in decision.reason


def test_a_locked_level_stays_whatever_hands_do_or_leave_undone() -> None:
    state = guidance.begin(LEVELS, 0, 0, locked=True)
    assert go(state, (1, press("range")), (2, NONE), (500, NONE)).level == 0
    state = guidance.begin(LEVELS, 0, 1, locked=True)
    assert guidance.said(state, LEVELS.levels[1], 400 * S) == ""


def test_a_held_finger_is_no_idling() -> None:
    state = go(guidance.begin(LEVELS, 0, 2), *((second, press("range")) for second in range(1, 60)))
    assert state.level == 2


def test_the_task_names_the_pad_whose_turn_it_is() -> None:
    state = guidance.begin(LEVELS, 0, 1)
    assert guidance.task(state, LEVELS.levels[1]) == "level.one_pad.task.density"
    assert guidance.task(guidance.begin(LEVELS, 0, 3), LEVELS.levels[3]) == "level.four_pads.task"


touches = st.lists(st.tuples(st.integers(0, 3_000), st.tuples(*[st.booleans()] * 4)), max_size=60)


@given(touches, st.integers(0, 3))
def test_whatever_happens_the_state_is_valid_and_every_decision_has_a_reason(
    moments: list[tuple[int, tuple[bool, ...]]], level: int
) -> None:
    state, now = guidance.begin(LEVELS, 0, level), 0
    for wait_ms, touched in moments:
        now += wait_ms * 1_000_000
        state, decision = guidance.advance(state, LEVELS, touched, now)
        rule = LEVELS.levels[state.level]
        assert 0 <= state.turn < max(1, len(rule.pads))
        assert sum(guidance.live_pads(state, rule)) == (1 if rule.in_turn else len(rule.pads))
        assert decision is None or decision.reason
