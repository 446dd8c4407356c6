"""Mirrors installation/training/augment.py."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from installation.measure.attributes import attributes_of
from installation.measure.vocabulary import canonical, to_network
from installation.training import augment

SEED = st.integers(0, 2**32 - 1)


def some_bars(seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    rows = np.where(chance.random((40, 24)) < 0.4, chance.integers(55, 92, (40, 24)), 128).astype(np.uint8)
    rows[:, 0] = 70
    return rows


@given(SEED)
def test_transposing_changes_no_rhythm_and_no_interval(seed: int) -> None:
    rows = some_bars(seed)
    moved = augment.transpose(rows, np.random.default_rng(seed))
    before, after = attributes_of(rows), attributes_of(moved)
    for name in ("rhythmic_complexity", "range", "density", "jump", "contour"):
        assert np.allclose(getattr(before, name), getattr(after, name))


@given(SEED)
def test_reordering_keeps_the_pitches_and_the_rhythm(seed: int) -> None:
    rows = some_bars(seed)
    moved = augment.reorder(rows, np.random.default_rng(seed))
    assert ((moved < 128) == (rows < 128)).all()
    assert (np.sort(moved, axis=1) == np.sort(rows, axis=1)).all()


@given(SEED)
def test_every_edit_stays_within_what_a_measure_may_hold(seed: int) -> None:
    batch = augment.draw_batch(some_bars(seed), 64, 1.0, seed, 3)
    to_network(batch)
    assert (canonical(batch) == batch).all()
    assert (batch < 128).any(1).all()


def test_a_batch_is_a_function_of_seed_and_step() -> None:
    rows = some_bars(0)
    one, again = (augment.draw_batch(rows, 32, 0.5, 7, 4) for _ in range(2))
    assert (one == again).all()
    assert (one != augment.draw_batch(rows, 32, 0.5, 7, 5)).any()


def test_a_beat_crossed_over_comes_whole_from_one_of_the_two() -> None:
    one, other = some_bars(1), some_bars(2)
    found = augment.cross_over(one, other, np.random.default_rng(0)).reshape(-1, 4, 6)
    from_one = (found == one.reshape(-1, 4, 6)).all(2)
    assert (from_one | (found == other.reshape(-1, 4, 6)).all(2)).all()
    assert 0 < from_one.mean() < 1
