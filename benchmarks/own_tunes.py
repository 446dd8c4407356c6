"""Twenty tunes of a collection the model never saw: kept weights, plain fine-tuning, adapters, with replay or without.

For each way: how well the network gives back bars of these tunes, bars of a hundred others of the same collection,
and the old test tunes (symbols, onsets, whole bars), and the seconds it took. ADR 0035 rests on these figures.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import torch

from installation.training import adapters, files
from installation.training.places import CORPUS, MODEL
from installation.training.train import reconstruction_figures

TUNES, OTHERS = 20, 100
WAYS = {
    "plain": adapters.Tuning(replay=0.0),
    "plain_with_replay": adapters.Tuning(),
    "adapters": adapters.Tuning(rank=8, replay=0.0),
    "adapters_with_replay": adapters.Tuning(rank=8),
}


def figures() -> dict[str, Any]:
    """Shares that come back, before and after."""
    torch.set_num_threads(1)
    data = files.load_corpus(CORPUS)
    model, _ = files.load_model(MODEL)
    ends = np.cumsum(data["aird_lengths"])
    own = np.unique(data["aird"][: ends[TUNES - 1]], axis=0)
    others = np.unique(data["aird"][ends[TUNES - 1] : ends[TUNES + OTHERS - 1]], axis=0)
    parts = {
        "own": own,
        "others_of_the_collection": others,
        "old": data["distinct_test"],
    }
    found: dict[str, Any] = {
        "own_bars": len(own),
        "kept_weights": _shares(model, parts),
    }
    for name, how in WAYS.items():
        began = time.process_time()
        tuned = adapters.fine_tuned(model, own, data["distinct_train"], how)
        seconds = round(time.process_time() - began, 1)
        found[name] = {**_shares(tuned, parts), "processor_s": seconds}
    return found


def _shares(model: Any, parts: dict[str, np.ndarray]) -> dict[str, Any]:
    return {
        name: {kind: round(share, 4) for kind, share in reconstruction_figures(model, rows).items()}
        for name, rows in parts.items()
    }
