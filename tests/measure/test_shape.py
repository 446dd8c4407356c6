"""The shape of a tune: exact, independent, and nothing at neutral."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.measure import shape
from installation.measure.shape import NEUTRAL, Shape, from_tuple, shaped
from installation.score import HOLD, MODES, PITCH_HIGH, PITCH_LOW, REST, SILENCE, TICKS, Measure
from installation.settings import BOUNDS

SYMBOLS = st.one_of(st.integers(PITCH_LOW, PITCH_HIGH), st.just(HOLD), st.just(REST))
MEASURES = st.lists(SYMBOLS, min_size=TICKS, max_size=TICKS).map(lambda symbols: Measure(tuple(symbols)))
TONICS = st.integers(0, 11)
MODE_NAMES = st.sampled_from(sorted(MODES))
SEMITONES = st.integers(-24, 24)
SHARES = st.floats(0.1, 1.0)
C_MAJOR = (60, HOLD, HOLD, 62, HOLD, HOLD, 64, HOLD, HOLD, HOLD, HOLD, HOLD, 71, HOLD, REST, *[REST] * 9)


def onsets(symbols: tuple[int, ...]) -> list[int]:
    return [tick for tick, symbol in enumerate(symbols) if symbol < HOLD]


@given(MEASURES, TONICS)
def test_at_neutral_the_very_measure_is_heard(measure: Measure, tonic: int) -> None:
    assert shaped(measure, NEUTRAL, tonic) is measure
    assert shaped(measure, Shape(loudness=-3, timbre=1, tempo=1.2), tonic) is measure


@given(MEASURES, SEMITONES, MODE_NAMES, SHARES, TONICS)
def test_the_three_that_touch_symbols_may_be_done_in_any_order(
    measure: Measure, semitones: int, mode: str, share: float, tonic: int
) -> None:
    found = set()
    for order in permutations(("register", "mode", "articulation")):
        symbols, now = measure.symbols, tonic
        for name in order:
            if name == "register":  # the scale moves along
                symbols, now = shape.transposed(symbols, semitones), (tonic + semitones) % 12
            elif name == "mode":
                symbols = shape.in_mode(symbols, mode, now)
            else:
                symbols = shape.shortened(symbols, share)
        found.add(symbols)
    assert len(found) == 1
    assert shaped(
        measure, Shape(register=semitones, mode=mode, articulation=share), tonic
    ).symbols == shape.within(found.pop())


@given(MEASURES, MODE_NAMES, TONICS)
def test_a_mode_holds_every_pitch_moves_none_far_and_moves_none_twice(
    measure: Measure, mode: str, tonic: int
) -> None:
    drawn = shape.in_mode(measure.symbols, mode, tonic)
    for before, after in zip(measure.symbols, drawn, strict=True):
        if before >= HOLD:
            assert after == before
        else:
            assert (after - tonic) % 12 in MODES[mode]
            assert abs(after - before) <= 1
    assert shape.in_mode(drawn, mode, tonic) == drawn


def test_major_becomes_minor_where_it_must_and_stays_elsewhere() -> None:
    assert shape.in_mode((60, 62, 64, 65, 67, 69, 71), "minor", 0) == (60, 62, 63, 65, 67, 68, 70)
    assert shape.in_mode((60, 62, 64), "", 0) == (60, 62, 64)
    with pytest.raises(KeyError):
        shape.in_mode((60,), "merry", 0)


@given(MEASURES, st.floats(0.1, 0.99))
def test_articulation_moves_no_onset_and_lets_every_note_sound_its_share(
    measure: Measure, share: float
) -> None:
    short = Measure(shape.shortened(measure.symbols, share))
    assert onsets(short.symbols) == onsets(measure.symbols)
    for before, after in zip(measure.notes, short.notes, strict=True):
        assert (after.tick, after.pitch) == (before.tick, before.pitch)
        assert 1 <= after.ticks <= before.ticks
        assert abs(after.ticks - max(1.0, before.ticks * share)) <= 0.5


def test_what_the_bar_before_has_left_over_is_not_heard_when_notes_are_short() -> None:
    symbols = (HOLD, HOLD, 60, *[HOLD] * 21)
    assert shape.shortened(symbols, 0.5) == (REST, REST, 60, *[HOLD] * 10, *[REST] * 11)
    assert shape.shortened(symbols, 1.0) == symbols


@given(MEASURES, SEMITONES, MODE_NAMES, TONICS)
def test_every_pitch_that_is_heard_lies_within_the_bounds_and_in_its_octave(
    measure: Measure, semitones: int, mode: str, tonic: int
) -> None:
    asked = Shape(register=semitones, mode=mode)
    heard = shaped(measure, asked, tonic)
    for before, after in zip(measure.symbols, heard.symbols, strict=True):
        if before < HOLD:
            assert PITCH_LOW <= after <= PITCH_HIGH
            assert after == shape.heard_pitch(before, asked, tonic)
            assert (after - shape.in_mode((before,), mode, tonic)[0] - semitones) % 12 == 0


def test_an_octave_up_is_an_octave_up_and_silence_stays_silence() -> None:
    assert shaped(Measure(C_MAJOR), Shape(register=12), 0).symbols[0] == 72
    assert shaped(SILENCE, Shape(register=12, mode="minor", articulation=0.3), 0) == SILENCE


@given(
    st.builds(
        Shape,
        register=SEMITONES,
        loudness=st.floats(-12, 6),
        timbre=st.floats(-1, 1),
        articulation=SHARES,
        tempo=st.floats(0.7, 1.4),
        mode=st.one_of(st.just(""), MODE_NAMES),
    )
)
def test_a_shape_survives_the_way_into_a_file_and_back(asked: Shape) -> None:
    assert from_tuple(asked.as_tuple()) == asked
    assert from_tuple(()) == NEUTRAL
    assert tuple(BOUNDS) == Shape.__struct_fields__[:-1]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((0, 0.0, 0.0, 1.0, 1.0), "a shape is"),
        ((0, 0.0, 0.0, 1.0, 1.0, "merry"), "a mode"),
        ((0, 0.0, 0.0, 1.0, 9.0, ""), "tempo must be"),
        (("x", 0.0, 0.0, 1.0, 1.0, ""), "register must be"),
        ((0, float("nan"), 0.0, 1.0, 1.0, ""), "loudness must be"),
    ],
)
def test_a_tuple_that_is_no_shape_is_refused_by_name(values: tuple[float | str, ...], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        from_tuple(values)
