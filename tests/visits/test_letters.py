"""Letters arrive whole, however they are cut; nothing else is believed."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.effects import StartNote
from installation.inputs import PadFrameArrived
from installation.visits import letters
from installation.visits.letters import Fault, LetterError, Reader, RecordingBegun, StepsRecorded, Told

LETTERS = [
    Told(5, ((3, "press", {"pad": "range"}), (4, "measure", {"levels": [1.0, 2.5], "symbols": [60, 128]}))),
    RecordingBegun(7, 2_000_000, b"world", b""),
    StepsRecorded(8, 9, b"\x00" * 300),
    Fault("port", "lost"),
    Told(9, (), 3),
]


@given(st.lists(st.integers(1, 200), min_size=1, max_size=30))
def test_letters_cut_anywhere_arrive_as_they_were(cuts: list[int]) -> None:
    data = b"".join(letters.write(letter) for letter in LETTERS)
    reader, found, place = Reader(), [], 0
    for cut in [*cuts, len(data)]:
        found += reader.feed(data[place : place + cut])
        place += cut
    assert found == LETTERS


@given(st.binary(max_size=60))
def test_any_bytes_are_letters_or_refused(data: bytes) -> None:
    reader = Reader()
    try:
        assert all(isinstance(letter, letters.Letter) for letter in reader.feed(data))
    except LetterError as error:
        assert "letter" in str(error)  # noqa: PT017 - other exceptions must get through


def test_recorded_steps_come_back_with_names_and_fields() -> None:
    steps = [
        (
            4,
            0,
            letters.spelt([PadFrameArrived(1, (2, 3))]),
            letters.spelt([StartNote(5, "melody", 1, 60.0, 90)]),
            None,
        )
    ]
    (found,) = letters.read_steps(zlib.compress(letters.spell(steps)))
    assert found[2] == [("PadFrameArrived", {"at_ns": 1, "values": [2, 3], "board": ""})]
    assert found[3][0][1]["pitch"] == 60.0
    assert letters.read_values(letters.spell_values(steps[0][3])) == found[3]


@pytest.mark.parametrize("data", [b"", b"x", zlib.compress(b"x"), zlib.compress(b"\x91\x01")])
def test_a_broken_block_is_named(data: bytes) -> None:
    with pytest.raises(LetterError, match="block"):
        letters.read_steps(data)
