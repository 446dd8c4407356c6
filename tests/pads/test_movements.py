"""Movements: gestures at the pace of frames, made in one step and remembered; nothing while nobody touches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from installation.pads import movements
from installation.pads.gestures import PRESS, RELEASE, TAP, TWO_HANDED
from installation.pads.grips import SQUEEZE, TWIST

if TYPE_CHECKING:
    from installation.pads.movements import MovementsState

STEP_NS = 2_000_000
NOBODY = (0.0,) * 4
PRESSED = (0.0, 0.6, 0.0, 0.0)


def run(
    state: MovementsState, seconds: float, pressures: tuple[float, ...], begin_ns: int = 0
) -> tuple[MovementsState, list[tuple[int, str]]]:
    """What is told while these pressures hold, with its time."""
    told = []
    for step in range(1, round(seconds * 1e9 / STEP_NS) + 1):
        now_ns = begin_ns + step * STEP_NS
        state = movements.advance(state, pressures, now_ns)
        told += [(now_ns, made.kind) for made in state.made]
    return state, told


def test_a_gesture_is_made_in_one_step_only_and_remembered_after_it() -> None:
    state, told = run(movements.begin(), 0.1, PRESSED)
    assert not told
    state, told = run(state, 1.0, NOBODY, 100_000_000)
    assert [kind for _, kind in told] == [TAP]
    assert not state.made
    assert state.last is not None
    assert (state.last.kind, state.last.pads) == (TAP, (1,))
    assert state.last_ns == told[0][0]


def test_press_and_release_are_made_but_are_no_last_gesture() -> None:
    state, told = run(movements.begin(), 0.6, PRESSED)
    _, more = run(state, 0.2, NOBODY, 600_000_000)
    assert [kind for _, kind in (*told, *more)] == [PRESS, RELEASE]
    assert state.last is None


def test_while_nobody_touches_the_same_state_comes_back() -> None:
    state, _ = run(movements.begin(), 0.1, PRESSED)
    state, _ = run(state, 1.0, NOBODY, 100_000_000)
    assert movements.advance(state, NOBODY, 3_000_000_000) is state


def test_time_without_touch_counts_for_nothing_and_a_gap_in_the_steps_for_one_frame() -> None:
    state, _ = run(movements.begin(), 0.1, PRESSED)
    state, _ = run(state, 1.0, NOBODY, 100_000_000)
    later = 3_600_000_000_000
    state, told = run(state, 0.1, PRESSED, later)
    state, more = run(state, 1.0, NOBODY, later + 100_000_000)
    assert [kind for _, kind in (*told, *more)] == [TAP]


HANDFUL, NO_HAND = (0.5, 0.6, 0.4, 0.5), NOBODY


def run_apart(
    state: MovementsState, seconds: float, one: tuple[float, ...], other: tuple[float, ...], begin_s: float
) -> tuple[MovementsState, list[str]]:
    """The same for two hands, each on its own object."""
    told = []
    for step in range(1, round(seconds * 1e9 / STEP_NS) + 1):
        apart = (one, other) if any(other) else ()
        both = tuple(map(max, one, other))
        state = movements.advance(state, both, round(begin_s * 1e9) + step * STEP_NS, apart=apart)
        told += [made.kind + made.phase for made in state.made]
    return state, told


def test_both_whole_hands_down_at_once_are_two_handed_of_all_pads_and_nothing_else() -> None:
    state, told = run_apart(movements.begin(), 0.5, HANDFUL, HANDFUL, 0.0)
    assert told == [TWO_HANDED]
    assert state.last is not None
    assert state.last.pads == (0, 1, 2, 3)
    _, told = run_apart(state, 1.0, NO_HAND, NO_HAND, 0.5)
    assert told == []


def test_two_people_who_press_a_pad_each_at_once_make_two_presses() -> None:
    state, told = run_apart(movements.begin(), 0.5, (0.8, 0, 0, 0), (0, 0, 0.8, 0), 0.0)
    assert told == [PRESS, PRESS]
    _, told = run_apart(state, 0.3, NO_HAND, NO_HAND, 0.5)
    assert told == [RELEASE, RELEASE]


def test_two_hands_that_squeeze_at_once_squeeze_once() -> None:
    state, told = run_apart(movements.begin(), 0.2, HANDFUL, HANDFUL, 0.0)
    _, more = run_apart(state, 1.0, NO_HAND, NO_HAND, 0.2)
    assert told + more == [SQUEEZE]


def test_one_hand_may_play_while_the_other_squeezes() -> None:
    state, told = run_apart(movements.begin(), 0.4, (0, 0.7, 0, 0), HANDFUL, 0.0)
    _, more = run_apart(state, 0.6, (0, 0.7, 0, 0), NO_HAND, 0.4)
    assert told + more == [PRESS, SQUEEZE]


def turning(degrees: float) -> tuple[float, ...]:
    """A hand that grips with its pattern turned so far."""
    return tuple(0.45 * (1 + 0.55 * math.cos(math.pi / 2 * pad - math.radians(degrees))) for pad in range(4))


def test_while_two_hands_twist_the_first_one_is_told_and_the_other_one_is_not() -> None:
    state, told = run_apart(movements.begin(), 0.2, turning(0), NO_HAND, 0.0)
    for step in range(1, 100):
        other = turning(-2 * step) if step > 5 else NO_HAND
        state, more = run_apart(state, 0.006, turning(2 * step), other, 0.2 + 0.006 * step)
        told += more
    _, more = run_apart(state, 0.5, NO_HAND, NO_HAND, 1.0)
    told += more
    assert told.count(f"{TWIST}begin") == told.count(f"{TWIST}end") == 1
    assert state.twisting == 0


def test_once_the_second_hand_has_gone_the_same_state_comes_back() -> None:
    state, _ = run_apart(movements.begin(), 0.1, NO_HAND, (0.6, 0, 0, 0), 0.0)
    state, told = run_apart(state, 2.0, NO_HAND, NO_HAND, 0.1)
    assert told == [TAP]
    assert movements.advance(state, NOBODY, 5_000_000_000) is state
