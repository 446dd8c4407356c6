"""What training costs a measure: our network beside the published size and encoder, same batch, one core."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import torch

from installation.training import train
from installation.training.model import ModelConfig

BATCH, STEPS = 256, 6
SIZES = {
    "ours_ms": (ModelConfig(), True),
    "ours_without_bf16_ms": (ModelConfig(), False),
    "ours_with_a_recurrent_encoder_ms": (ModelConfig(encoder="gru"), True),
    "published_size_ms": (ModelConfig(hidden=512, latent=256, encoder="gru"), True),
}


def figures() -> dict[str, Any]:
    """Milliseconds a measure of one training step, each the best of some."""
    torch.set_num_threads(1)
    rows = np.full((500, 24), 128, np.uint8)
    rows[:, ::3] = np.random.default_rng(0).integers(60, 84, (500, 8))
    found = {name: round(_cost(sizes, rows, bf16=bf16), 4) for name, (sizes, bf16) in SIZES.items()}
    return {**found, "times_cheaper": round(found["published_size_ms"] / found["ours_ms"], 1)}


def _cost(sizes: ModelConfig, rows: np.ndarray, *, bf16: bool) -> float:
    session = train.new_session(train.TrainConfig(sizes, batch=BATCH, bf16=bf16), rows)
    train.take_step(session)
    spent = []
    for _ in range(STEPS if sizes.hidden < 256 else 2):
        began = time.perf_counter()
        train.take_step(session)
        spent.append(time.perf_counter() - began)
    return min(spent) / BATCH * 1e3


if __name__ == "__main__":
    print(json.dumps(figures(), indent=1))
