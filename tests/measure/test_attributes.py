"""Mirrors installation/measure/attributes.py."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.measure.attributes import TICK_WEIGHTS, attributes_of
from installation.score import HOLD, REST

SYMBOL = st.sampled_from([*range(55, 92), HOLD, HOLD, HOLD, REST])


def onsets_at(*ticks: int, pitches: tuple[int, ...] = ()) -> np.ndarray:
    row = np.full((1, 24), HOLD, np.uint8)
    row[0, 0] = REST
    row[0, list(ticks)] = pitches or 67
    return row


@pytest.mark.parametrize(
    ("ticks", "wanted"),
    [
        (range(0, 24, 6), 0.0644),
        (range(0, 24, 3), 0.1364),
        ([tick for tick in range(24) if tick % 6 in {0, 1, 3, 5}], 0.4243),
    ],
)
def test_rhythmic_complexity_is_as_published(ticks: range, wanted: float) -> None:
    assert attributes_of(onsets_at(*ticks)).rhythmic_complexity[0] == pytest.approx(wanted, abs=5e-5)


@given(st.lists(SYMBOL, min_size=24, max_size=24))
def test_arrays_say_what_a_loop_over_the_notes_says(symbols: list[int]) -> None:
    found = attributes_of(np.array([symbols], np.uint8))
    pitches = [symbol for symbol in symbols if symbol < HOLD]
    weights = [weight for weight, symbol in zip(TICK_WEIGHTS, symbols, strict=True) if symbol < HOLD]
    leaps = [abs(a - b) for a, b in itertools.pairwise(pitches)]
    assert found.onsets[0] == len(pitches)
    assert found.density[0] == pytest.approx(len(pitches) / 24)
    assert found.off_beatness[0] == pytest.approx(np.mean(weights) if weights else 0)
    assert found.jump[0] == pytest.approx(np.mean(leaps) if leaps else 0)
    assert found.range[0] == pytest.approx((max(pitches) - min(pitches)) / 26 if leaps else 0)
    assert found.contour[0] == pytest.approx((pitches[-1] - pitches[0]) / 26 if leaps else 0)


def test_silence_and_a_single_note_have_no_range_no_jump_and_no_contour() -> None:
    rows = np.concatenate([onsets_at(0), np.full((1, 24), REST, np.uint8)])
    found = attributes_of(rows)
    for value in (found.range, found.jump, found.contour):
        assert (value == 0).all()
    assert found.off_beatness.tolist() == [pytest.approx(0.2), 0]
