"""Movements: gestures at the pace of frames, made in one step and remembered; nothing while nobody touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from installation.pads import movements
from installation.pads.gestures import PRESS, RELEASE, TAP

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
