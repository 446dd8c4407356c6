"""Encoder metrics over three seeds, beside the medians that AR-VAE published for folk tunes.

Trains with AR-VAE's own four attributes regularised, and no others, once for each of SEEDS (3), STEPS (8000) steps
each, in runs/encoder-ENCODER-LATENT-SEED: what is there already is gone on with. ENCODER is its kind (pooled; dense:
as the shipped model's; gru: as published), LATENT how many dimensions its space has (32), BLUR how far points scatter
along those four (0.05; 0: as the encoder likes). Then the shipped model, which regularises six. All are judged on the
test tunes and on Aird's, a collection that none has seen, each beside the most that such bars allow. The published
figures were read from the drawings in that work's repository.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import torch

from installation.training import evaluate, files
from installation.training import train as training
from installation.training.metrics import PUBLISHED
from installation.training.model import LossConfig, MeasureVae, ModelConfig
from installation.training.places import CORPUS, MODEL, RUNS

SEEDS = int(os.environ.get("SEEDS", "3"))
STEPS = int(os.environ.get("STEPS", "8000"))
ENCODER = os.environ.get("ENCODER", "pooled")
LATENT = int(os.environ.get("LATENT", "32"))
GAMMA = float(os.environ.get("GAMMA", "1"))
BLUR = float(os.environ.get("BLUR", "0.05"))
AR_VAE = {"interpretability": 0.962, "mig": 0.481, "sap": 0.524, "modularity": 0.873, "spearman": 0.987}


def figures() -> dict[str, Any]:
    """Median, least and greatest of each metric, and how well the models give bars back."""
    torch.set_num_threads(1)
    data = files.load_corpus(CORPUS)
    sets = {"the test tunes": data["distinct_test"], "Aird's tunes": evaluate.checked_measures(data["aird"])}
    models = [_of_seed(seed, data) for seed in range(1, SEEDS + 1)]
    shipped, _ = files.load_model(MODEL)
    found: dict[str, Any] = {"published, median of ten seeds": AR_VAE}
    for name, rows in sets.items():
        judged = [evaluate.encoder(model, rows) for model in models]
        found[f"on {name}"] = {
            f"{SEEDS} seeds, {ENCODER}, {LATENT} dimensions, its four attributes: median, least, greatest": _spread(
                [one["published_attributes"] for one in judged]
            ),
            "the most these bars allow": judged[0]["published_attributes_at_best"],
            "shipped, six attributes": evaluate.encoder(shipped, rows),
            "given back": _spread([evaluate.reconstruction(model, rows) for model in models]),
        }
    return found


def _spread(figures: list[dict[str, float]]) -> dict[str, tuple[float, float, float]]:
    columns = {name: [one[name] for one in figures] for name in figures[0]}
    return {
        name: (round(float(np.median(column)), 4), min(column), max(column))
        for name, column in columns.items()
    }


def _of_seed(seed: int, data: dict[str, Any]) -> MeasureVae:
    """Train that seed to its end, or go on where it was."""
    config = training.TrainConfig(
        ModelConfig(encoder=ENCODER, latent=LATENT, regularised=PUBLISHED, blur=BLUR),
        LossConfig(gamma=GAMMA),
        steps=STEPS,
        seed=seed,
        mark_every=STEPS,
    )
    session = training.new_session(config, data["distinct_train"])
    state = Path(RUNS / f"encoder-{ENCODER}-{LATENT}-{seed}" / "training.safetensors")
    state.parent.mkdir(parents=True, exist_ok=True)
    if state.exists():
        training.resume(session, state)
    with files.bar() as progress:
        task = progress.add_task(f"seed {seed}", total=STEPS, completed=session.step, note="")

        def show(step: int, losses: dict[str, float]) -> None:
            progress.update(task, completed=step, note=f"total {losses['total']:.3f}")

        training.run(session, state, data["distinct_validation"], show)
    return session.model.eval()
