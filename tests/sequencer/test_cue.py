"""What the guidance asks for, in notes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.effects import StartNote, StopNote
from installation.sequencer import cue, foretaste
from installation.sequencer.cue import QUIET, CueState, Told

STEP = 2_000_000
TONIC = 2


def played(*moments: tuple[float, Told]) -> list[StartNote | StopNote]:
    """Each thing that is told stands for so many seconds."""
    state, now_ns, heard = QUIET, 0, list[StartNote | StopNote]()
    for seconds, told in moments:
        for _ in range(round(seconds * 1e9) // STEP):
            now_ns += STEP
            state, effects = cue.advance(state, told, TONIC, now_ns, 1.0)
            heard += effects
    return heard


def pitches(heard: list[StartNote | StopNote]) -> list[int]:
    """In semitones over the tonic."""
    return [round(one.pitch) - TONIC - 72 for one in heard if isinstance(one, StartNote)]


def test_what_stands_there_at_first_is_no_news() -> None:
    assert played((2.0, Told(2, "more", 3, 4))) == []


@pytest.mark.parametrize("pad", range(4))
def test_a_mark_calls_as_often_as_its_pad_is_counted_clockwise(pad: int) -> None:
    assert pitches(played((1.0, Told()), (2.0, Told(pad, "more")))) == [7] * (pad + 1)


def test_press_on_rises_ease_off_falls_and_stay_stays() -> None:
    orders = ((1.0, Told(1, "more")), (1.0, Told(1, "less")), (1.0, Told(1, "stay")), (1.0, Told(1, "more")))
    assert pitches(played(*orders)) == [7, 0, 12, 12, 0, 7]


def test_a_mark_that_is_reached_a_level_raised_and_one_lowered_are_told_apart() -> None:
    there = Told(1, "stay")
    found = {
        tuple(pitches(played((1.0, there), (2.0, after))))
        for after in (Told(reached=1), Told(level=1, reached=1), Told(level=-1), Told())
    }
    assert len(found) == 4
    assert () in found, "a mark that was given up is passed over"


def test_a_new_cue_takes_the_place_of_one_that_is_not_over() -> None:
    heard = played((1.0, Told()), (0.2, Told(3, "more")), (2.0, Told(3, "less")))
    assert pitches(heard) == [7, 7, 7, 0]


told = st.builds(
    Told, st.integers(-1, 3), st.sampled_from(["more", "less", "stay"]), st.integers(0, 3), st.integers(0, 5)
)


@given(st.lists(st.tuples(st.floats(0.0, 0.6), told), max_size=12))
def test_every_note_ends_once_one_sounds_at_a_time_and_stopping_leaves_none(
    moments: list[tuple[float, Told]],
) -> None:
    heard = played(*moments, (1.5, Told()))
    state = CueState(told=Told(), sounding=cue.FIRST_NOTE)
    started = [one.note for one in heard if isinstance(one, StartNote)]
    assert [one.note for one in heard if isinstance(one, StopNote)] == started == sorted(set(started))
    assert all(isinstance(one, StartNote) != isinstance(other, StartNote) for one, other in pairwise(heard))
    assert all(one.frame <= other.frame for one, other in pairwise(heard))
    quiet, effects = cue.stop(state, 5)
    assert [one.note for one in effects if isinstance(one, StopNote)] == [cue.FIRST_NOTE]
    assert cue.stop(quiet, 6) == (quiet, ())


def test_its_notes_are_numbered_apart_from_all_others() -> None:
    assert cue.FIRST_NOTE > foretaste.FIRST_NOTE + 2**27
    assert cue.FIRST_NOTE + 2**27 < 2**31
    assert cue.PART == foretaste.PART
