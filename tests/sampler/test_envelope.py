"""Envelopes: cutting time differently gives the same level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.sampler.envelope import (
    ATTACK,
    DELAY,
    DONE,
    ENVELOPE,
    RELEASE,
    SUSTAIN,
    advance_modulation,
    advance_volume,
)


def shape(*times: float) -> np.ndarray:
    return np.array([times], ENVELOPE)[0]


PLAIN = (100.0, 200.0, 300.0, 4_000.0, 0.25, 2_000.0)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_time_cut_in_any_way_gives_the_same_level(cuts: list[int]) -> None:
    for advance in (advance_volume, advance_modulation):
        whole = advance(shape(*PLAIN), DELAY, 0.0, 100.0, float(sum(cuts)))
        state = (DELAY, 0.0, 100.0)
        for cut in cuts:
            state = advance(shape(*PLAIN), *state, float(cut))
        # A decay begins where the segment in which the hold ended begins: 400 frames at most.
        assert abs(state[1] - whole[1]) < (0.7 if advance is advance_volume else 0.15)
        assert 0.0 <= state[1] <= 1.0


def test_the_stages_last_as_long_as_they_say() -> None:
    volume = shape(*PLAIN)
    assert advance_volume(volume, DELAY, 0.0, 100.0, 100.0)[0] == ATTACK
    assert advance_volume(volume, DELAY, 0.0, 100.0, 200.0)[1] == pytest.approx(0.5)
    assert advance_volume(volume, DELAY, 0.0, 100.0, 300.0)[1] == pytest.approx(1.0)
    assert advance_volume(volume, ATTACK, 0.0, 200.0, 9_000.0)[:2] == (SUSTAIN, 0.25)


def test_a_release_falls_by_100_db_in_its_time() -> None:
    stage, level, _ = advance_volume(shape(*PLAIN), RELEASE, 1.0, 0.0, 1_999.0)
    assert stage == RELEASE
    assert level == pytest.approx(1e-5, rel=0.01)
    assert advance_volume(shape(*PLAIN), RELEASE, 1.0, 0.0, 2_001.0)[0] == DONE


def test_a_modulation_envelope_falls_straight() -> None:
    level = advance_modulation(shape(*PLAIN), RELEASE, 1.0, 0.0, 500.0)[1]
    assert level == pytest.approx(0.75)
