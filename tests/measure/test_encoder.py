"""Mirrors installation/measure/encoder.py."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from installation.measure.decoder import DecoderError
from installation.measure.encoder import Encoder
from installation.measure.vocabulary import to_network
from installation.score import HOLD
from installation.training.checkpoint import load_exported

FOLDER = Path(__file__).parents[2] / "models" / "folk"
WEIGHTS = (FOLDER / "weights.safetensors").read_bytes()
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))


def some_rows() -> np.ndarray:
    rows = np.full((20, 24), HOLD, np.uint8)
    rows[:, ::3] = np.random.default_rng(0).integers(60, 84, (20, 8))
    return rows


def test_numpy_and_torch_encode_to_the_same_place() -> None:
    rows = some_rows()
    with torch.no_grad():
        wanted = load_exported(FOLDER).encoder(torch.from_numpy(to_network(rows).astype(np.int64)))[0].numpy()
    assert np.abs(Encoder.from_bytes(WEIGHTS, CONFIG).encode(rows) - wanted).max() < 1e-3


def test_truncated_weights_and_other_encoders_are_refused() -> None:
    with pytest.raises(DecoderError, match="broken"):
        Encoder.from_bytes(WEIGHTS[:500], CONFIG)
    other = {**CONFIG, "model": {**CONFIG["model"], "encoder": "gru"}}
    with pytest.raises(DecoderError, match="dense"):
        Encoder.from_bytes(WEIGHTS, other)
