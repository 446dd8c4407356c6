"""How well straight lines between neighbouring points can be made to sound: points moved until beats change together.

On the way from one entry to the next each beat changes where its own boundary is crossed, and between the first and the
last of these crossings lies a tune that belongs to neither. The points of one block of a table (levels 4 to 7 of each
pad, of STYLE's bar BAR) are moved by gradient, STEPS steps, so that each line decodes to its own end until near its
middle; the pads' own dimensions stay, or with FREE=1 are moved, too. Printed are the share of the way within the ends
before and after, and what the moving costs: how many points still decode to their measure, how well the first
dimensions still follow their levels, and the seconds a point took.
"""

from __future__ import annotations

import os
import time
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from installation.measure.vocabulary import to_network
from installation.training import evaluate, files
from installation.training.metrics import spearman
from installation.training.model import shifted
from installation.training.places import MODEL, TABLES
from installation.training.points import MARGIN, margins

STYLE = os.environ.get("STYLE", "reel")
BAR = int(os.environ.get("BAR", "0"))
STEPS = int(os.environ.get("STEPS", "300"))
FREE = os.environ.get("FREE", "0") == "1"
SIDE, LOWEST = 4, 3
SHOWN = 100
RATE, REACH, WON = 0.03, 0.02, 0.5
NEAR_MIDDLE = 0.48


def figures() -> dict[str, Any]:
    """Shares of the way within the ends, by steps."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model, sha = files.load_model(MODEL)
    decoder, table = files.load_decoder(MODEL), files.load_table(TABLES / f"{STYLE}.safetensors", sha)
    block = (BAR, *(slice(LOWEST, LOWEST + SIDE),) * 4)
    rows = table.grid[block].reshape(-1, 24)
    before = table.points[block].reshape(len(rows), -1).astype(np.float32)
    levels = np.indices((SIDE,) * 4).reshape(4, -1)
    low, high, pads = _edges(levels)
    bars = torch.from_numpy(to_network(rows).astype(np.int64))
    start = torch.from_numpy(before)
    points = start.clone().requires_grad_()
    optimiser = torch.optim.Adam([points], lr=RATE)
    slack = evaluate.a_fifth_of_a_level(table)
    found: dict[str, Any] = {"lines": len(low)}
    began = time.perf_counter()
    for step in range(STEPS + 1):
        if step % SHOWN == 0:
            now = points.detach().numpy().astype(np.float16)
            halves = now.astype(np.float32)
            on = evaluate.on_the_way(halves[low], halves[high], (rows[low], rows[high]), pads, slack, decoder)
            found[f"after {step} steps"] = {
                **on,
                "decode to their measure": float((margins(decoder, now, to_network(rows)) >= MARGIN).mean()),
                "follow their levels": [round(spearman(levels[i], halves[:, i]), 3) for i in range(4)],
                "moved by": float(np.linalg.norm(halves - before, axis=1).mean()),
            }
        optimiser.zero_grad()
        loss = _short(model.decoder, points, bars, low, high)
        loss = loss + REACH * (points - start).square().sum()
        torch.autograd.backward([loss])
        if points.grad is not None and not FREE:
            points.grad[:, :4] = 0
        optimiser.step()
    found["seconds a point"] = (time.perf_counter() - began) / len(rows)
    return found


def _edges(levels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places in the block of both ends of each line, and which pad moves."""
    strides = SIDE ** np.arange(3, -1, -1)
    low, pads = np.nonzero((levels < SIDE - 1).T)
    return low, low + strides[pads], pads


def _short(
    decoder: torch.nn.Module, points: torch.Tensor, bars: torch.Tensor, low: np.ndarray, high: np.ndarray
) -> torch.Tensor:
    """By how much symbols near the middle of each line, and at the points themselves, miss their margin; summed."""
    ends = torch.from_numpy(np.concatenate([low, high]))
    others = torch.from_numpy(np.concatenate([high, low]))
    along = NEAR_MIDDLE * torch.rand(len(ends), 1).sqrt()
    near = points[ends] + along * (points[others] - points[ends])
    at = torch.cat([points, near])
    wanted = torch.cat([bars, bars[ends]])
    logits = decoder(at, shifted(wanted, torch.zeros_like(wanted, dtype=torch.bool)))
    right = logits.gather(2, wanted[:, :, None])[:, :, 0]
    rival = logits.scatter(2, wanted[:, :, None], -1e9).max(2).values
    missed: torch.Tensor = functional.relu(WON - (right - rival)).sum()
    return missed
