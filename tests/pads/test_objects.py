"""Two objects: each known by its board's number, lost and found on its own, together one set of four pads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.pads import calibration, objects, remembered
from installation.pads.objects import MOST, NOBODY, ObjectsState

ONE, OTHER, THIRD = ("3fa2" + 12 * "0", "91c0" + 12 * "0", "aa55" + 12 * "0")
REST, PRESSED = 3_000, 30_000
FRAME_NS = 4_000_000


def two() -> ObjectsState:
    return objects.find(objects.find(objects.begin(), ONE, "ttyA"), OTHER, "ttyB")


def hold(state: ObjectsState, seconds: float, **pads: int) -> ObjectsState:
    """Frames of both objects: `one` and `other` name the pad that is pressed there; without, nobody presses."""
    names = {"one": ONE, "other": OTHER}
    begin_ns = max(each.frame_ns for each in state.places)
    for frame in range(1, round(seconds * 1e9 / FRAME_NS) + 1):
        for name, board in names.items():
            values = tuple(PRESSED if pads.get(name) == pad else REST for pad in range(4))
            state = objects.take_frame(state, begin_ns + frame * FRAME_NS, values, board)
    return state


def boards(state: ObjectsState) -> list[str]:
    return [each.board for each in state.places]


def test_two_objects_are_one_set_of_pads_and_the_stronger_hand_leads() -> None:
    state = hold(hold(two(), 0.5), 0.5, one=0, other=2)
    felt = objects.pressures(state)
    assert felt == objects.strongest(state.places[0].pressures, state.places[1].pressures)
    assert [pressure > 0.0 for pressure in felt] == [True, False, True, False]
    assert objects.touched(state) == (True, False, False, False, False, False, True, False)


def test_one_object_alone_is_nobodys_second_hand() -> None:
    state = objects.find(objects.begin(), ONE, "ttyA")
    assert boards(state) == [ONE]
    assert objects.touched(state) == ()


def test_what_is_learnt_of_one_object_is_not_believed_of_the_other() -> None:
    state = hold(hold(two(), 0.5), 0.5, one=0)
    assert state.places[0].known.touched == (True, False, False, False)
    assert state.places[1].known.touched == (False,) * 4


def test_an_object_that_is_lost_lets_go_and_finds_its_place_again_while_the_other_plays_on() -> None:
    state = hold(hold(two(), 0.5), 0.5, one=0, other=2)
    learnt = state.places[0].known
    state = objects.lose(state, ONE)
    assert state.places[0].pressures == NOBODY
    assert state.places[1].pressures[2] > 0.0
    assert [each.here for each in state.places] == [False, True]
    state = objects.find(state, ONE, "ttyC")
    assert boards(state) == [ONE, OTHER]
    assert state.places[0].known is learnt
    assert state.places[0].device == "ttyC"


def test_a_third_object_is_left_out_while_two_play_and_may_take_the_place_of_one_that_is_gone() -> None:
    state = two()
    assert objects.find(state, THIRD, "ttyC") is state
    assert objects.take_frame(state, 1, (REST,) * 4, THIRD) is state
    gone = objects.lose(hold(hold(state, 0.5), 0.5, other=1), OTHER)
    learnt = gone.places[1].known
    state = objects.find(gone, THIRD, "ttyC")
    assert boards(state) == [ONE, THIRD]
    back = objects.find(objects.lose(state, THIRD), OTHER, "ttyB")
    assert back.places[1].known is learnt, "what was learnt of it is not forgotten with its place"


def test_an_object_that_says_its_number_late_keeps_what_was_learnt_of_it() -> None:
    state = objects.find(objects.begin(), "", "ttyA")
    state = objects.take_frame(state, FRAME_NS, (REST,) * 4, "")
    learnt = state.places[0].known
    state = objects.find(state, ONE, "ttyA")
    assert boards(state) == [ONE]
    assert state.places[0].known is learnt


def test_frames_of_a_board_that_nobody_has_told_of_are_felt_all_the_same() -> None:
    state = objects.take_frame(objects.begin(), FRAME_NS, (REST,) * 4, "")
    assert [each.here for each in state.places] == [True]


def test_a_frame_of_another_count_of_pads_is_left_out() -> None:
    state = two()
    assert objects.take_frame(state, 1, (REST,) * 6, ONE) is state


def test_a_pad_is_at_fault_only_if_no_object_that_is_here_can_play_it() -> None:
    state = two()
    for frame in range(1, 1_000):
        for board, values in ((ONE, (0, REST, REST, REST)), (OTHER, (REST,) * 4)):
            state = objects.take_frame(state, frame * FRAME_NS, values, board)
    assert state.places[0].known.faults == ("open", "", "", "")
    assert objects.faults(state) == ("",) * 4
    assert objects.faults(objects.lose(state, OTHER)) == ("open", "", "", "")
    assert objects.faults(objects.lose(objects.lose(state, OTHER), ONE)) == ("",) * 4


def test_recalibrating_forgets_the_objects_that_are_here_and_no_other() -> None:
    state = objects.lose(hold(two(), 0.5), OTHER)
    again = objects.recalibrate(state)
    assert again.places[0].known is not state.places[0].known
    assert again.places[0].device == "ttyA"
    assert again.places[1].known is state.places[1].known
    nobody = objects.recalibrate(objects.lose(state, ONE))
    assert all(now.known is not was.known for now, was in zip(nobody.places, state.places, strict=True))


def test_both_objects_are_remembered_and_find_their_own_places_in_any_order() -> None:
    state = hold(hold(two(), 0.5), 0.5, one=0)
    again = objects.begin(objects.remember(state))
    assert boards(again) == [ONE, OTHER]
    assert not any(each.here or each.seen for each in again.places)
    again = objects.find(again, OTHER, "ttyA")
    assert [each.here for each in again.places] == [False, True]
    assert calibration.to_row(again.places[0].known) == calibration.to_row(state.places[0].known)


def test_what_was_kept_of_one_object_without_its_number_is_the_first_ones_that_comes() -> None:
    kept = calibration.believe(calibration.begin(), (1.0, 2.0, 3.0, 4.0))
    state = objects.find(objects.begin(calibration.to_json(kept)), ONE, "ttyA")
    assert boards(state) == [ONE]
    assert state.places[0].known.pads["usual"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_no_more_objects_are_remembered_than_may_be() -> None:
    state = objects.begin()
    for number in range(40):
        state = objects.lose(objects.find(state, f"{number:016x}", "ttyA"), f"{number:016x}")
    assert len(state.places) + len(state.others) == objects.REMEMBERED
    assert f"{39:016x}" in boards(state)


@given(
    st.lists(
        st.tuples(st.sampled_from(["find", "lose", "frame"]), st.sampled_from(["", ONE, OTHER, THIRD])),
        max_size=30,
    )
)
def test_whatever_comes_and_goes_nobody_has_two_places_and_who_is_gone_presses_nothing(
    deeds: list[tuple[str, str]],
) -> None:
    state = objects.begin()
    for number, (deed, board) in enumerate(deeds, 1):
        if deed == "find":
            state = objects.find(state, board, f"tty{board[:4]}")
        elif deed == "lose":
            state = objects.lose(state, board)
        else:
            state = objects.take_frame(state, number * FRAME_NS, (PRESSED,) * 4, board)
        names = [*boards(state), *dict(state.others)]
        assert len(set(names)) == len(names)
        assert 1 <= len(state.places) <= MOST
        devices = [each.device for each in state.places if each.device]
        assert len(set(devices)) == len(devices)
        assert all(each.here or each.pressures == NOBODY for each in state.places)
        assert remembered.read(objects.remember(state))


@pytest.mark.parametrize("text", ["[]", "nonsense", '{"calibration": 3}'])
def test_what_is_no_memory_of_objects_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"calibration|Expecting"):
        objects.begin(text)
