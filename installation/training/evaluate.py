"""What a model folder is worth: reconstruction, encoder metrics, and control as decoded.

Owns the one object that `deformtune evaluate --json` prints. Refuses to train and to search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from installation.latent.control import eased as glide
from installation.measure.vocabulary import canonical, to_network
from installation.score import HOLD, PADS, TICKS
from installation.training.metrics import (
    PUBLISHED,
    attribute_values,
    control_figures,
    encoder_metrics,
    spearman,
)
from installation.training.train import reconstruction_figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from installation.latent.table import Table
    from installation.measure.decoder import Decoder
    from installation.training.judges import Judge
    from installation.training.model import MeasureVae

OURS = ("off_beatness", "range", "density", "jump")


class MeasuresError(ValueError):
    """An array that is no set of measures; the text says why."""


def checked_measures(rows: NDArray[Any]) -> NDArray[np.uint8]:
    """Measures (N, 24) in canonical form.

    Raises:
        MeasuresError: another shape or kind, symbols or pitches out of range.
    """
    if rows.ndim != 2 or rows.shape[1] != TICKS or not np.issubdtype(rows.dtype, np.integer):
        raise MeasuresError(f"measures are integers of shape (N, 24), not {rows.dtype} of {rows.shape}")
    if not len(rows):
        raise MeasuresError("there are no measures in it")
    try:
        to_network(rows)
    except ValueError as error:
        raise MeasuresError(str(error)) from None
    return canonical(rows)


def reconstruction(model: MeasureVae, rows: NDArray[np.uint8]) -> dict[str, float]:
    """Shares of symbols, onsets and whole bars of canonical measures (N, 24) that come back as they were."""
    return {name: round(value, 5) for name, value in reconstruction_figures(model, rows).items()}


@torch.no_grad()
def encoder(model: MeasureVae, rows: NDArray[np.uint8]) -> dict[str, dict[str, float]]:
    """Encoder metrics on the published four attributes and on the pads' four."""
    means = model.encoder(torch.from_numpy(to_network(rows).astype(np.int64)))[0].numpy()
    return {
        name: {
            key: round(value, 4)
            for key, value in encoder_metrics(means, attribute_values(rows, kinds)).items()
        }
        for name, kinds in (("published_attributes", PUBLISHED), ("own_attributes", OURS))
    }


def control(tables: Mapping[str, Table]) -> dict[str, dict[str, Any]]:
    """Decoded control of each style's four bars, with how its bars relate and how true the map is."""
    return {name: {"bars": [bar_figures(table, bar) for bar in range(4)]} for name, table in tables.items()}


def heard(table: Table, decoder: Decoder, judge: Judge) -> dict[str, Any]:
    """What takes longer to say of a table: naturalness of its bars, and what is heard between its points."""
    bars = table.grid.reshape(4, -1, TICKS)
    return {
        "bits_an_onset": [naturalness(rows, judge) for rows in bars],
        "moves_straight": moves(table, decoder, eased=False),
        "moves_as_played": moves(table, decoder, eased=True),
    }


def shared_onsets(one: Table, other: Table) -> float:
    """Mean share of onsets two styles have at the same levels, each pair of measures moved as best it fits."""
    pairs = zip(one.grid.reshape(-1, TICKS)[::11], other.grid.reshape(-1, TICKS)[::11], strict=True)
    return float(np.mean([_best_overlap(a.astype(int), b.astype(int)) for a, b in pairs]))


def _best_overlap(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    together = (a < HOLD) & (b < HOLD)
    either = ((a < HOLD) | (b < HOLD)).sum()
    apart = (a - b)[together]
    most = np.unique(apart, return_counts=True)[1].max() if len(apart) else 0
    either_notes = (a < HOLD).sum() + (b < HOLD).sum() - most
    return float(most / max(either_notes, 1)) if either else 0.0


def naturalness(rows: NDArray[np.uint8], judge: Judge, every: int = 5) -> float:
    """Bits an onset of every so many measures (N, 24) under a judge of a foreign collection."""
    return round(judge.bits_an_onset(rows[::every]), 3)


def moves(
    table: Table, decoder: Decoder, *, eased: bool, count: int = 2000, places: int = 9
) -> dict[str, Any]:
    """What is heard on random straight moves of one pad by one level, at so many places between the ends.

    `eased`: the pressures a hand would give, as the table's paths play them; else the plain straight line.
    `within`: share of the places at which the attribute that moves lies between its ends, a fifth of a level's
    mean step to either side.
    """
    chance = np.random.default_rng(0)
    bars, pads = chance.integers(0, 4, count), chance.integers(0, 4, count)
    low = chance.integers(0, 10, (count, 4))
    low[np.arange(count), pads] = chance.integers(0, 9, count)
    high = low.copy()
    high[np.arange(count), pads] += 1
    start, end = (table.points[(bars, *ends.T)].astype(np.float32) for ends in (low, high))
    parts = (np.arange(places) + 1) / (places + 1)
    shares = np.array([glide(part) for part in parts]) if eased else parts
    between = start[:, None] + shares[None, :, None].astype(np.float32) * (end - start)[:, None]
    rows = decoder.decode_many(between.reshape(count * places, -1))
    own = attribute_values(rows, OURS).reshape(count, places, 4)[np.arange(count), :, pads]
    ends = [attribute_values(table.grid[(bars, *at.T)], OURS)[np.arange(count), pads] for at in (low, high)]
    step = [
        (attribute_values(table.grid.take(9, pad + 1).reshape(-1, 24), OURS)[:, pad].mean()
         - attribute_values(table.grid.take(0, pad + 1).reshape(-1, 24), OURS)[:, pad].mean()) / 9
        for pad in range(4)
    ]  # fmt: skip
    slack = np.array(step)[pads][:, None] / 5 + 1e-9
    floor, roof = np.minimum(*ends)[:, None] - slack, np.maximum(*ends)[:, None] + slack
    within = (own >= floor) & (own <= roof)
    return {
        "silent": float((rows >= HOLD).all(1).mean()),
        "within": float(within.mean()),
        "within_by_pad": {name: float(within[pads == pad].mean()) for pad, name in enumerate(PADS)},
    }


def bar_figures(table: Table, bar: int) -> dict[str, Any]:
    """The figures of one bar of a table."""
    figures = control_figures(table.grid[bar])
    rows, first = table.grid[bar].reshape(-1, 24), table.grid[0].reshape(-1, 24)
    points = table.points[bar].reshape(len(rows), -1).astype(np.float32)
    levels = np.indices((10,) * 4).reshape(4, -1)
    figures["map"] = {pad: round(spearman(levels[i], points[:, i]), 4) for i, pad in enumerate(PADS)}
    kept = ((rows == first) & (first < 128)).sum(1) / np.maximum((first < 128).sum(1), 1)
    figures["of_first_bar"] = {
        "differs": float((rows != first).any(1).mean()),
        "kept_mean": float(kept.mean()),
        "kept_half": float((kept >= 0.5).mean()),
        "kept_tenth_to_half": float(((kept >= 0.1) & (kept <= 0.5)).mean()),
    }
    return figures
