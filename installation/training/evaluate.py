"""What a model folder is worth: reconstruction, encoder metrics, and control as decoded.

Owns the one object that `deformtune evaluate --json` prints. Refuses to train and to search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from installation.measure.vocabulary import canonical, to_network
from installation.score import PADS, TICKS
from installation.training.metrics import PUBLISHED, attribute_values, control_figures, encoder_metrics
from installation.training.train import reconstruction_figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from installation.latent.table import Table
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


def control(tables: Mapping[str, Table]) -> dict[str, list[dict[str, Any]]]:
    """Decoded control of each style's four bars, with how its bars relate and how true the map is."""
    return {name: [bar_figures(table, bar) for bar in range(4)] for name, table in tables.items()}


def bar_figures(table: Table, bar: int) -> dict[str, Any]:
    """The figures of one bar of a table."""
    figures = control_figures(table.grid[bar])
    rows, first = table.grid[bar].reshape(-1, 24), table.grid[0].reshape(-1, 24)
    points = table.points[bar].reshape(len(rows), -1).astype(np.float32)
    levels = np.indices((10,) * 4).reshape(4, -1)
    from installation.training.metrics import spearman  # noqa: PLC0415 - one use

    figures["map"] = {pad: round(spearman(levels[i], points[:, i]), 4) for i, pad in enumerate(PADS)}
    kept = ((rows == first) & (first < 128)).sum(1) / np.maximum((first < 128).sum(1), 1)
    figures["of_first_bar"] = {
        "differs": float((rows != first).any(1).mean()),
        "kept_mean": float(kept.mean()),
        "kept_half": float((kept >= 0.5).mean()),
        "kept_tenth_to_half": float(((kept >= 0.1) & (kept <= 0.5)).mean()),
    }
    return figures
