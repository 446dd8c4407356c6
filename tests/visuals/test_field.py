"""The latent point as a pattern: near points look alike, every number is seen, nothing breaks it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from installation.visuals import field


def points(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, 32))


def test_every_number_of_the_point_is_seen() -> None:
    blank = field.pattern((0.0,) * 32)
    for axis in range(32):
        point = tuple(1.0 if at == axis else 0.0 for at in range(32))
        assert np.abs(field.pattern(point) - blank).mean() > 0.02


def test_modes_are_of_one_strength_and_slowest_first() -> None:
    numbers = field.mode_numbers(32)
    assert len(set(numbers)) == 32
    frequencies = [frequency for _, frequency, _ in numbers]
    assert frequencies == sorted(frequencies)


def test_distance_in_the_space_is_distance_of_the_patterns() -> None:
    ones, others = points(150, 1), points(150, 2)
    shares = np.random.default_rng(3).uniform(0.05, 1, size=(150, 1))
    others = ones + shares * (others - ones)
    apart = np.linalg.norm(ones - others, axis=1)
    seen = [
        np.abs(field.pattern(tuple(a)) - field.pattern(tuple(b))).mean()
        for a, b in zip(ones, others, strict=True)
    ]
    assert spearmanr(apart, seen).statistic > 0.9


def test_the_same_point_gives_the_same_pattern_and_it_cannot_be_changed() -> None:
    point = tuple(points(1)[0])
    assert field.pattern(point) is field.pattern(point)
    with pytest.raises(ValueError, match="read-only"):
        field.pattern(point)[0, 0, 0] = 1


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=40))
def test_no_point_breaks_the_pattern(numbers: list[float]) -> None:
    found = field.pattern(tuple(numbers))
    assert found.shape == (field.SIZE, field.SIZE, 4)
    assert np.isfinite(found).all()


def test_a_likely_point_stays_within_the_range_that_is_drawn() -> None:
    for point in points(20):
        assert np.abs(field.pattern(tuple(point))).max() < 5
    assert math.isclose(field.pattern((0.0,) * 32).max(), 0.0)
