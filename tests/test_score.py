"""The grid and the symbols."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.score import HOLD, REST, TICKS, Measure, Note, tick_position

symbols = st.one_of(st.integers(0, 127), st.just(HOLD), st.just(REST))


def test_notes_last_until_the_next_onset_or_rest() -> None:
    measure = Measure((60, HOLD, 62, REST, HOLD, 64, *[HOLD] * 18))
    assert measure.notes == (Note(0, 60, 2), Note(2, 62, 1), Note(5, 64, 19))


def test_a_hold_with_nothing_before_it_is_silence() -> None:
    assert Measure((HOLD,) * TICKS).notes == ()


@pytest.mark.parametrize("wrong", [(), (60,) * 23, (60,) * 25, (*[HOLD] * 23, 130), (*[HOLD] * 23, -1)])
def test_what_is_no_measure_is_refused(wrong: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="symbol"):
        Measure(wrong)


def test_ticks_stand_at_sixteenths_and_triplets_of_each_beat() -> None:
    assert [float(tick_position(tick)) for tick in (0, 1, 3, 5, 6, 24)] == [0, 0.25, 0.5, 0.75, 1, 4]
    assert float(tick_position(2)) == pytest.approx(1 / 3)


@given(st.tuples(*[symbols] * TICKS))
def test_notes_never_overlap_nor_leave_the_bar(found: tuple[int, ...]) -> None:
    end = 0
    for note in Measure(found).notes:
        assert note.tick >= end
        assert note.ticks >= 1
        end = note.tick + note.ticks
    assert end <= TICKS
