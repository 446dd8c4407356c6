"""What is kept of objects: read as it was written, refused with a reason where it is none."""

from __future__ import annotations

import json

import pytest

from installation.pads import calibration, remembered

FIRST = calibration.believe(calibration.begin(), (1.0, 2.0, 3.0, 4.0))
SECOND = calibration.believe(calibration.begin(), (5.0, 6.0, 7.0, 8.0))
BOTH = (("3fa2", FIRST), ("91c0", SECOND))


def usual(known: remembered.Known) -> dict[str, list[float]]:
    return {board: state.pads["usual"].tolist() for board, state in known}


def test_objects_are_read_as_they_were_written_and_in_their_order() -> None:
    again = remembered.read(remembered.write(BOTH))
    assert usual(again) == {"3fa2": [1.0, 2.0, 3.0, 4.0], "91c0": [5.0, 6.0, 7.0, 8.0]}
    assert [board for board, _ in again] == ["3fa2", "91c0"]
    assert remembered.read(remembered.write(())) == ()


def test_what_version_1_kept_is_of_an_object_without_a_number() -> None:
    assert usual(remembered.read(calibration.to_json(FIRST))) == {"": [1.0, 2.0, 3.0, 4.0]}


def test_an_object_finds_its_own_or_else_what_was_kept_without_a_number() -> None:
    assert remembered.of(BOTH, "91c0") is SECOND
    assert remembered.of((("", FIRST),), "91c0") is FIRST
    assert remembered.of(BOTH, "aa55") is None


def test_what_is_learnt_is_put_in_its_place_and_names_what_had_no_number() -> None:
    assert usual(remembered.put(BOTH, "3fa2", SECOND)) == {
        "3fa2": [5.0, 6.0, 7.0, 8.0],
        "91c0": [5.0, 6.0, 7.0, 8.0],
    }
    assert list(usual(remembered.put((("", FIRST),), "91c0", SECOND))) == ["91c0"]
    assert list(usual(remembered.put((*BOTH,), "", SECOND))) == ["3fa2", "91c0", ""]


GOOD = json.loads(remembered.write(BOTH))


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        (7, "must be a list"),
        ([7], r"objects\[0\].board"),
        ([{"board": 7}], r"objects\[0\].board"),
        ([GOOD["objects"][0]] * 2, r"objects\[1\].board must be a text that no other object has"),
        ([GOOD["objects"][0] | {"pads": 7}], r"objects\[0\]: pads must be a list"),
        ([GOOD["objects"][0], GOOD["objects"][1] | {"crosstalk": 7}], r"objects\[1\]: crosstalk"),
    ],
)
def test_what_is_no_memory_is_refused_with_what_is_wrong_in_it(objects: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        remembered.read(json.dumps(GOOD | {"objects": objects}))
