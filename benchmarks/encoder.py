"""Encoder metrics over three seeds, beside the medians that AR-VAE published for folk tunes.

Trains with AR-VAE's own four attributes regularised, and no others, once for each of SEEDS (3), STEPS (8000) steps
each, in runs/encoder-SEED: what is there already is gone on with. Then the shipped model, which regularises six. All
are judged on the test tunes. The published figures were read from the drawings in that work's repository.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from installation.measure.vocabulary import to_network
from installation.training import evaluate, files
from installation.training import train as training
from installation.training.metrics import PUBLISHED, attribute_values, encoder_metrics
from installation.training.model import LossConfig, ModelConfig
from installation.training.places import CORPUS, MODEL, RUNS

SEEDS = int(os.environ.get("SEEDS", "3"))
STEPS = int(os.environ.get("STEPS", "8000"))
GAMMA = float(os.environ.get("GAMMA", "1"))
AR_VAE = {"interpretability": 0.962, "mig": 0.481, "sap": 0.524, "modularity": 0.873, "spearman": 0.987}


def figures() -> dict[str, Any]:
    """Median, least and greatest of each metric, and how well the models give bars back."""
    torch.set_num_threads(1)
    data = files.load_corpus(CORPUS)
    found = [_of_seed(seed, data) for seed in range(1, SEEDS + 1)]
    shipped, _ = files.load_model(MODEL)
    return {
        "published, median of ten seeds": AR_VAE,
        f"{SEEDS} seeds, its four attributes": {
            name: dict(
                zip(("median", "least", "greatest"), _spread([one[name] for one in found]), strict=True)
            )
            for name in found[0]
        },
        "shipped, six attributes": evaluate.encoder(shipped, data["distinct_test"]),
    }


def _spread(values: list[float]) -> tuple[float, float, float]:
    return float(np.median(values)), min(values), max(values)


def _of_seed(seed: int, data: dict[str, Any]) -> dict[str, float]:
    """Train that seed to its end, or go on where it was, and judge it."""
    config = training.TrainConfig(
        ModelConfig(regularised=PUBLISHED), LossConfig(gamma=GAMMA), steps=STEPS, seed=seed, mark_every=STEPS
    )
    session = training.new_session(config, data["distinct_train"])
    state = Path(RUNS / f"encoder-{seed}" / "training.safetensors")
    state.parent.mkdir(parents=True, exist_ok=True)
    if state.exists():
        training.resume(session, state)
    with files.bar() as progress:
        task = progress.add_task(f"seed {seed}", total=STEPS, completed=session.step, note="")

        def show(step: int, losses: dict[str, float]) -> None:
            progress.update(task, completed=step, note=f"total {losses['total']:.3f}")

        training.run(session, state, data["distinct_validation"], show)
    session.model.eval()
    rows = data["distinct_test"]
    with torch.no_grad():
        bars = torch.from_numpy(to_network(rows).astype(np.int64))
        means = session.model.encoder(bars)[0].numpy()
    shares = training.reconstruction_figures(session.model, rows)
    print({"seed": seed} | shares, file=sys.stderr)
    return encoder_metrics(means, attribute_values(rows, PUBLISHED)) | shares
