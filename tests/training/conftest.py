"""What the tests of the training room share: a tiny model and a handful of bars."""

from __future__ import annotations

import numpy as np
import pytest

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
