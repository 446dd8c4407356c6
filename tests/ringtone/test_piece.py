"""A ringtone is whole bars of nine to eleven seconds, whatever the tempo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.measure.shape import Shape
from installation.ringtone.piece import LONGEST_S, PLACES, SHORTEST_S, Ringtone, length_for

BAR = (1, 2, 3, 10)


@given(st.floats(28.0, 280.0))
def test_whatever_the_tempo_whole_bars_last_nine_to_eleven_seconds(tempo_bpm: float) -> None:
    length = length_for(tempo_bpm)
    assert SHORTEST_S - 1e-9 <= length.seconds <= LONGEST_S + 1e-9
    assert length.bars in PLACES
    assert len(length.places) == length.bars


@given(st.floats(40.0, 175.0))
def test_the_tempo_gives_way_by_an_eighth_at_most_where_styles_play(tempo_bpm: float) -> None:
    assert 0.875 <= length_for(tempo_bpm).tempo_bpm / tempo_bpm <= 1.125


def test_a_tempo_that_fits_is_left_as_it_is() -> None:
    assert (length_for(100.0).bars, length_for(100.0).tempo_bpm) == (4, 100.0)
    assert (length_for(66.0).bars, length_for(66.0).tempo_bpm) == (3, 66.0)


def test_every_ringtone_opens_with_the_first_bar_of_the_phrase_and_closes_with_the_last() -> None:
    for bars, places in PLACES.items():
        assert len(places) == bars
        assert (places[0], places[-1]) == (0, 3)
        assert set(places) <= {0, 1, 2, 3}


@pytest.mark.parametrize("tempo_bpm", [0.0, -3.0, float("nan")])
def test_what_is_no_tempo_is_refused(tempo_bpm: float) -> None:
    with pytest.raises(ValueError, match="tempo"):
        length_for(tempo_bpm)


@pytest.mark.parametrize(
    ("bars", "shape", "what"),
    [
        ((), Shape(), "bars"),
        ((BAR,) * 5, Shape(), "bars"),
        ((BAR, (0, 1, 1, 1)), Shape(), "levels"),
        ((BAR, (1, 1, 1, 11)), Shape(), "levels"),
        ((BAR, (1, 1, 1)), Shape(), "levels"),
        ((BAR, BAR), Shape(timbre=0.1), "shape"),
        ((BAR, BAR), Shape(loudness=-3.0), "shape"),
    ],
)
def test_what_is_no_ringtone_is_refused(bars: tuple[tuple[int, ...], ...], shape: Shape, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        Ringtone("plain", bars, shape)  # type: ignore[arg-type]
