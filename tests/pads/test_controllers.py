"""Controllers: any control to any pad, learnt by moving it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.pads import controllers
from installation.pads.controllers import ControllersState, Pressed


def moved(state: ControllersState, *moves: tuple[str, float]) -> tuple[ControllersState, list[Pressed]]:
    told: list[Pressed] = []
    for control, value in moves:
        state, more = controllers.move(state, control, value)
        told += more
    return state, told


def test_a_bound_control_presses_its_pad() -> None:
    _, told = moved(controllers.bind("midi 74=jump"), ("midi 74", 0.5))
    assert told == [Pressed(3, 0.5)]


def test_controls_take_free_pads_in_the_order_in_which_they_are_moved() -> None:
    state, told = moved(
        controllers.bind("midi 1=range"), ("midi 7", 0.0), ("midi 7", 0.4), ("midi 9", 0.0), ("midi 9", 0.6)
    )
    assert state.bound == (("midi 1", 1), ("midi 7", 0), ("midi 9", 2))
    assert told == [Pressed(0, 0.4), Pressed(2, 0.6)]


def test_a_control_that_only_trembles_or_stands_somewhere_is_not_learnt() -> None:
    state, told = moved(ControllersState(), ("stick", 0.5), ("stick", 0.53), ("stick", 0.48))
    assert state.bound == ()
    assert told == []


def test_back_at_nothing_the_pad_is_let_go_once() -> None:
    _, told = moved(controllers.bind("midi 1=rhythm"), ("midi 1", 0.5), ("midi 1", 0.0), ("midi 1", 0.0))
    assert told[1:] == [Pressed(0, 0.0)]


def test_controllers_that_are_gone_let_go_of_what_they_pressed() -> None:
    state, _ = moved(controllers.bind("a=rhythm, b=jump"), ("a", 0.5), ("b", 0.5))
    state, lifted = controllers.let_go(state)
    assert lifted == (Pressed(0, 0.0), Pressed(3, 0.0))
    assert controllers.let_go(state)[1] == ()


@pytest.mark.parametrize(
    ("text", "reason"), [("midi 1", "no CONTROL=PAD"), ("=jump", "no CONTROL=PAD"), ("midi 1=drum", "'drum'")]
)
def test_bindings_that_are_none_are_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        controllers.bind(text)


def test_only_control_changes_are_heard_of_midi() -> None:
    assert controllers.midi_controls(bytes([0xB3, 74, 127])) == (("midi 74", 1.0),)
    for other in (b"", bytes([0x90, 60, 100]), bytes([0xB0, 123, 0]), bytes([0xB0, 7])):
        assert controllers.midi_controls(other) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c", "d", "e", "f"]), st.floats(allow_nan=True)), max_size=40
    )
)
def test_any_moves_press_with_forces_within_bounds_and_never_more_than_four_pads(
    moves: list[tuple[str, float]],
) -> None:
    state, told = moved(ControllersState(), *moves)
    assert len(state.bound) <= 4
    assert all(0.0 <= each.force <= 1.0 for each in told)
