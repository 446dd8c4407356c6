"""The shelf: what is kept comes back exactly, hands take over, and the last change can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation import shelf
from installation.shelf import AGAIN_NS, EMPTY, ROOM, SAID_NS, STOOD_NS, TAKES_OVER_NS, Kept, ShelfState, Slot

REST = Kept("plain", (1.0, 1.0, 1.0, 1.0))
NOW = 10**12
SILENT = (129,) + (128,) * 23


def tune(density: float, shape: shelf.Shape = ()) -> Kept:
    return Kept("plain", (1.0, 1.0, density, 1.0), shape)


def sign(kept: Kept) -> tuple[int, ...]:
    return (60 + round(kept.levels[2]),) + (128,) * 23


def held(state: ShelfState, kept: Kept, at_ns: int, for_ns: int = STOOD_NS) -> ShelfState:
    """A hand comes, holds a tune for so long, and lets go."""
    state = shelf.advance(state, kept, sign(kept), at_ns, at_ns)
    state = shelf.advance(state, kept, sign(kept), at_ns, at_ns + for_ns)
    return shelf.advance(state, REST, SILENT, None, at_ns + for_ns + 1)


def three_kept() -> ShelfState:
    state = EMPTY
    for number, density in enumerate((3.0, 5.0, 7.0)):
        state = shelf.keep(held(state, tune(density), number * 10**9), NOW)
    return state


def test_what_a_hand_held_is_kept_once_and_what_it_passed_by_is_not() -> None:
    state = held(EMPTY, tune(4.0), 0, STOOD_NS - 1)
    assert shelf.keep(state, NOW) is state, "nothing stood"
    state = shelf.keep(held(state, tune(5.0), 10**9), NOW)
    assert state.slots == (Slot(tune(5.0), sign(tune(5.0))),)
    assert shelf.keep(state, NOW) is state, "it is kept already"


def test_patting_keeps_what_is_new_and_then_recalls_newest_first_round_and_round() -> None:
    state = held(EMPTY, tune(3.0), 0)
    state = held(shelf.patted(state, NOW), tune(6.0), 10**9)
    state = shelf.patted(state, NOW)
    assert [slot.kept for slot in state.slots] == [tune(3.0), tune(6.0)]
    places = []
    for _ in range(4):
        state = shelf.patted(state, NOW)
        places.append(state.recalled)
    assert places == [1, 0, 1, 0]
    assert shelf.patted(EMPTY, NOW) is EMPTY


def test_a_recalled_tune_is_the_one_that_was_kept_and_stays_until_a_pad_is_pressed_differently() -> None:
    state = shelf.recall(three_kept(), 1, NOW)
    assert state.playing == Slot(tune(5.0), sign(tune(5.0)))
    at_ns = 10**11
    tapped = shelf.advance(state, tune(9.0), SILENT, at_ns, at_ns + TAKES_OVER_NS - 1)
    tapped = shelf.advance(tapped, REST, SILENT, None, at_ns + TAKES_OVER_NS)
    assert tapped.recalled == 1, "a tap does not take over"
    pressed = shelf.advance(tapped, tune(9.0), SILENT, at_ns, at_ns + TAKES_OVER_NS)
    assert pressed.playing is None
    assert pressed.slots == state.slots


def test_a_hand_that_holds_still_through_a_recall_takes_over_once_it_moves() -> None:
    state = shelf.recall(shelf.advance(three_kept(), tune(7.0), SILENT, 0, 10**11), 0, NOW)
    state = shelf.advance(state, tune(7.0), SILENT, 0, 2 * 10**11)
    assert state.recalled == 0
    assert shelf.advance(state, tune(7.5), SILENT, 0, 2 * 10**11 + 1).playing is None


def test_undo_takes_back_what_was_kept_recalled_and_played_in_turn() -> None:
    state = shelf.keep(held(held(EMPTY, tune(3.0), 0), tune(6.0), 10**9), NOW)
    recalled = shelf.recall(state, 0, NOW)
    back = shelf.undo(recalled, NOW)
    assert (back.playing, back.slots) == (None, state.slots)
    back = shelf.undo(back, NOW)
    assert back.slots == ()
    back = shelf.undo(back, NOW)
    assert back.playing is not None
    assert back.playing.kept == tune(3.0), "the tune before the last one sounds again"
    assert shelf.undo(back, NOW) is back, "there was nothing before"


def test_what_undo_brought_back_can_be_kept() -> None:
    state = shelf.undo(held(held(EMPTY, tune(3.0), 0), tune(6.0), 10**9), NOW)
    assert [slot.kept for slot in shelf.patted(state, NOW).slots] == [tune(3.0)]


def test_a_third_pat_takes_back_the_change_before_the_second() -> None:
    state = held(held(EMPTY, tune(3.0), 0), tune(6.0), 10**9)
    patted = shelf.patted(state, NOW)
    assert len(patted.slots) == 1
    again = shelf.patted_again(patted, NOW + AGAIN_NS)
    assert again.slots == ()
    assert again.playing is not None
    assert again.playing.kept == tune(3.0)
    assert shelf.patted_again(again, NOW + AGAIN_NS) is again, "once"
    assert shelf.patted_again(patted, NOW + AGAIN_NS + 1) is patted, "too late: it is something else"


def test_a_deed_is_spoken_of_while_it_is_fresh() -> None:
    kept = three_kept()
    for state, deed in (
        (kept, "kept"),
        (shelf.recall(kept, 0, NOW), "recalled"),
        (shelf.undo(kept, NOW), "undone"),
    ):
        assert shelf.said(state, state.deed_ns) == f"said.shelf.{deed}"
        assert not shelf.said(state, state.deed_ns + SAID_NS)
    assert not shelf.said(EMPTY, 0)


def test_a_full_shelf_gives_its_oldest_place_away() -> None:
    state = EMPTY
    for number in range(ROOM + 2):
        state = shelf.keep(held(state, tune(1.0 + number / 4), number * 10**9), NOW)
    assert len(state.slots) == ROOM
    assert state.slots[0].kept == tune(1.5)
    assert len(shelf.undo(state, NOW).slots) == ROOM


def test_what_is_not_there_cannot_be_recalled_or_undone() -> None:
    state = three_kept()
    assert shelf.recall(state, 3, NOW) is state
    assert shelf.recall(state, -1, NOW) is state
    assert shelf.undo(EMPTY, NOW) is EMPTY
    playing = shelf.recall(state, 2, NOW)
    assert shelf.recall(playing, 2, NOW) is playing
    assert shelf.let_go(playing).playing is None
    assert shelf.let_go(state) is state


def test_while_nothing_changes_the_state_is_the_same_object() -> None:
    state = shelf.advance(shelf.advance(EMPTY, tune(4.0), SILENT, 0, 0), tune(4.0), SILENT, 0, STOOD_NS)
    assert shelf.advance(state, tune(4.0), SILENT, 0, STOOD_NS + 1) is state


quarters = st.integers(4, 40).map(lambda level: level / 4)
shapes = st.lists(st.one_of(st.floats(-2, 2), st.sampled_from(["dorian", "major"])), max_size=4).map(tuple)


@given(st.builds(Kept, st.sampled_from(["reel", "glass"]), st.tuples(*[quarters] * 4), shapes))
def test_a_kept_tune_survives_its_tuple_form(kept: Kept) -> None:
    assert Kept.from_tuple(kept.as_tuple()) == kept


@pytest.mark.parametrize(
    "values",
    [
        (),
        ("reel",),
        (1.0, 1.0, 1.0, 1.0, 1.0),
        ("reel", 1, 1, 1, 11),
        ("", 1, 1, 1, 1),
        ("reel", "a", 1, 1, 1),
    ],
)
def test_what_is_no_kept_tune_is_refused(values: tuple[float | str, ...]) -> None:
    with pytest.raises(ValueError, match="a kept tune is"):
        Kept.from_tuple(values)


@given(st.lists(st.one_of(quarters, st.sampled_from(["pat", "keep", "undo", "recall"])), max_size=40))
def test_whatever_is_asked_the_shelf_holds_eight_different_tunes_at_most(told: list[float | str]) -> None:
    state = EMPTY
    for number, what in enumerate(told):
        match what:
            case "pat":
                state = shelf.patted(state, NOW)
            case "keep":
                state = shelf.keep(state, NOW)
            case "undo":
                state = shelf.undo(state, NOW)
            case "recall":
                state = shelf.recall(state, number % ROOM, NOW)
            case float(density):
                state = held(state, tune(density), number * 10**9)
        kept = [slot.kept for slot in state.slots]
        assert len(kept) == len(set(kept)) <= ROOM
        assert state.recalled in range(-1, len(kept))
