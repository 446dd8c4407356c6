"""Bars that are easy to find points for, and bars that are not."""

from __future__ import annotations

import numpy as np


def eighths(count: int) -> np.ndarray:
    """Bars of eighths in small steps: easy to encode."""
    chance = np.random.default_rng(4)
    rows = np.full((count, 24), 128, np.uint8)
    rows[:, ::3] = 70 + np.clip(np.cumsum(chance.integers(-2, 3, (count, 8)), axis=1), -12, 12)
    return rows


def hard(count: int) -> np.ndarray:
    """Bars no tune would have."""
    chance = np.random.default_rng(7)
    rows = np.where(chance.random((count, 24)) < 0.4, chance.integers(60, 80, (count, 24)), 128).astype(
        np.uint8
    )
    rows[:, 0] = 65
    return rows
