"""Mirrors installation/measure/vocabulary.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.measure.vocabulary import (
    SYMBOLS,
    canonical,
    from_network,
    to_measure,
    to_network,
    to_rows,
)
from installation.score import HOLD, REST, Measure

SYMBOL = st.sampled_from([*range(55, 92), HOLD, REST])
ROWS = st.lists(st.lists(SYMBOL, min_size=24, max_size=24), min_size=1, max_size=5).map(
    lambda rows: np.array(rows, np.uint8)
)


@given(ROWS)
def test_network_symbols_and_score_symbols_are_two_names_for_one_thing(rows: np.ndarray) -> None:
    found = to_network(rows)
    assert found.max() < SYMBOLS
    assert (from_network(found) == rows).all()


@given(ROWS)
def test_the_canonical_form_sounds_the_same(rows: np.ndarray) -> None:
    for row, plain in zip(rows, canonical(rows), strict=True):
        assert to_measure(row).notes == to_measure(plain).notes


@given(ROWS)
def test_the_canonical_form_of_a_canonical_form_is_itself(rows: np.ndarray) -> None:
    assert (canonical(canonical(rows)) == canonical(rows)).all()


def test_a_hold_after_nothing_is_written_as_silence() -> None:
    row = np.array([[HOLD, HOLD, 60, HOLD, REST, REST] + [HOLD] * 18], np.uint8)
    assert canonical(row)[0, :7].tolist() == [REST, HOLD, 60, HOLD, REST, HOLD, HOLD]


def test_a_pitch_out_of_range_is_named() -> None:
    with pytest.raises(ValueError, match="pitch 54"):
        to_network(np.full((1, 24), 54, np.uint8))


def test_a_symbol_that_means_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        to_network(np.full((1, 24), 130))


def test_measures_become_rows_and_come_back() -> None:
    measure = Measure((60, *[HOLD] * 23))
    assert to_measure(to_rows([measure])[0]) == measure
    assert to_rows([]).shape == (0, 24)
