"""What the tests of the training room share: a tiny model and a handful of bars."""

from __future__ import annotations

import numpy as np
import pytest

from installation.score import HOLD
from installation.training import judges, search
from installation.training.model import LossConfig, ModelConfig
from installation.training.train import TrainConfig

TINY = ModelConfig(hidden=8, latent=8, embedding=4, encoder_hidden=16)


@pytest.fixture
def bars() -> np.ndarray:
    """64 bars of eight notes."""
    rows = np.full((64, 24), 128, np.uint8)
    rows[:, ::3] = np.random.default_rng(5).integers(60, 84, (64, 8))
    return rows


@pytest.fixture
def tiny() -> TrainConfig:
    """A training of a few quick steps."""
    return TrainConfig(TINY, LossConfig(), steps=12, batch=16, mark_every=4, save_every=3, bf16=False)


@pytest.fixture(scope="module")
def steer() -> judges.Steer:
    """What a search is steered by, from bars of small steps."""
    chance = np.random.default_rng(0)
    rows = np.full((500, 24), HOLD, np.uint8)
    rows[:, ::3] = 67 + np.cumsum(chance.integers(-3, 4, (500, 8)), axis=1)
    return judges.make_steer(rows)


@pytest.fixture(scope="module")
def material() -> search.Material:
    """What a style in G brings: a home bar of four notes."""
    home = np.zeros(24, np.uint8)
    home[::6] = (67, 71, 74, 71)
    return search.Material(search.scale_of(7, "major", 59, 83), 7, home, 3)
