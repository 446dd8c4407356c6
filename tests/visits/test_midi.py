"""The played tune is a MIDI file that other programs read."""

from __future__ import annotations

import io
from collections import Counter

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.visits.midi import PlayedNote, Tempo, melody

STEADY = (Tempo(0, 120.0),)


def heard(data: bytes) -> list[tuple[float, str, int]]:
    """(seconds, kind, pitch) of the notes, as another program reads them."""
    found, now = [], 0.0
    for message in mido.MidiFile(file=io.BytesIO(data)):
        now += message.time
        if not message.is_meta:
            found.append((now, message.type, message.note))
    return found


def test_notes_stand_at_their_seconds() -> None:
    data = melody([PlayedNote(24_000, 48_000, 60.0, 80), PlayedNote(48_000, 60_000, 64.2, 90)], STEADY)
    assert heard(data) == [
        (0.5, "note_on", 60),
        (1.0, "note_off", 60),
        (1.0, "note_on", 64),
        (1.25, "note_off", 64),
    ]


def test_a_change_of_tempo_moves_no_note() -> None:
    notes = [PlayedNote(48_000 * second, 48_000 * second + 12_000, 60, 80) for second in range(6)]
    data = melody(notes, (Tempo(0, 120.0), Tempo(100_000, 61.0), Tempo(200_000, 173.0)))
    starts = [time for time, kind, _ in heard(data) if kind == "note_on"]
    assert starts == pytest.approx(range(6), abs=0.002)


def test_a_note_ends_where_the_next_of_its_pitch_starts() -> None:
    data = melody([PlayedNote(0, 48_000, 60, 80), PlayedNote(24_000, 48_000, 60, 80)], STEADY)
    assert [(time, kind) for time, kind, _ in heard(data)] == [
        (0.0, "note_on"),
        (0.5, "note_off"),
        (0.5, "note_on"),
        (1.0, "note_off"),
    ]


def test_the_same_notes_in_any_order_give_the_same_bytes() -> None:
    notes = [PlayedNote(place * 9_000, place * 9_000 + 20_000, 60 + place % 5, 80) for place in range(20)]
    assert melody(notes, STEADY) == melody(notes[::-1], STEADY)


def test_an_empty_tune_is_a_file_too() -> None:
    assert heard(melody([], STEADY)) == []


@pytest.mark.parametrize(
    "tempos", [(), (Tempo(5, 120.0),), (Tempo(0, 120.0), Tempo(9, 90.0), Tempo(5, 100.0))]
)
def test_tempos_that_do_not_begin_at_zero_or_run_backwards_are_refused(tempos: tuple[Tempo, ...]) -> None:
    with pytest.raises(ValueError, match="tempos"):
        melody([], tempos)


notes = st.builds(
    lambda start, length, pitch, velocity: PlayedNote(start, start + length, pitch, velocity),
    st.integers(0, 500_000),
    st.integers(0, 100_000),
    st.integers(55, 91),
    st.integers(1, 127),
)


@given(st.lists(notes, max_size=40))
def test_every_note_that_starts_ends(played: list[PlayedNote]) -> None:
    kinds = Counter((kind, pitch) for _, kind, pitch in heard(melody(played, STEADY)))
    for kind, pitch in kinds:
        assert kinds["note_on", pitch] == kinds["note_off", pitch], kind
