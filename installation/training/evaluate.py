"""What a model folder is worth: reconstruction, encoder metrics, and control as decoded.

Owns the one object that `./play evaluate --json` prints. Refuses to train and to search.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from scipy.spatial import cKDTree

from installation.latent.control import eased as glide
from installation.measure.vocabulary import canonical, to_network
from installation.score import HOLD, PADS, PITCH_HIGH, PITCH_LOW, TICKS
from installation.training.metrics import (
    PUBLISHED,
    attribute_values,
    best_codes,
    closes,
    control_figures,
    encoder_metrics,
    kept_of,
    latest_struck,
    spearman,
)
from installation.training.overlap import overlap
from installation.training.points import margins
from installation.training.train import reconstruction_figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from installation.latent.table import Table
    from installation.measure.decoder import Decoder
    from installation.training.judges import Judge
    from installation.training.model import MeasureVae

OURS = ("off_beatness", "range", "density", "jump")
MOST_ENCODED = 4000
"""Of how many measures the encoder metrics are taken."""


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
def drawn_points(model: MeasureVae, rows: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A point (N, D) drawn from what the encoder says of each measure (N, 24): the same ones every time."""
    mean, log_variance = model.encoder(torch.from_numpy(to_network(rows).astype(np.int64)))
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(0))
    points: NDArray[np.float32] = (mean + noise * torch.exp(0.5 * log_variance)).numpy()
    return points


def encoder(model: MeasureVae, rows: NDArray[np.uint8]) -> dict[str, dict[str, float]]:
    """Encoder metrics on the published four attributes and on the pads' four, and the most each set allows.

    Of many measures an even share is looked at: the estimate takes its time and is no better for more.
    """
    some = rows[:: 1 + (len(rows) - 1) // MOST_ENCODED]
    points = drawn_points(model, some)
    found: dict[str, dict[str, float]] = {}
    for name, kinds in (("published_attributes", PUBLISHED), ("own_attributes", OURS)):
        values = attribute_values(some, kinds)
        found[name] = encoder_metrics(points, values)
        found[f"{name}_at_best"] = encoder_metrics(best_codes(values, points.shape[1]), values)
    return {name: {key: round(value, 4) for key, value in figures.items()} for name, figures in found.items()}


def control(tables: Mapping[str, Table]) -> dict[str, dict[str, Any]]:
    """Decoded control of each style's four bars, with how its bars relate and how true the map is."""
    return {name: {"bars": [bar_figures(table, bar) for bar in range(4)]} for name, table in tables.items()}


def heard(table: Table, tonic: int, decoder: Decoder, foreign: Mapping[str, Judge]) -> dict[str, Any]:
    """What takes longer to say of a table: naturalness of its bars, how it closes, what is heard between points."""
    bars = table.grid.reshape(4, -1, TICKS)
    return {
        "bits_an_onset": {
            name: [naturalness(rows, judge) for rows in bars] for name, judge in foreign.items()
        },
        "closing": closing(bars[3], tonic),
        "least_margin": least_margin(table, decoder),
        "moves_straight": moves(table, decoder, eased=False),
        "moves_as_played": moves(table, decoder, eased=True),
    }


def shared_onsets(one: Table, other: Table) -> dict[str, float]:
    """What two styles have in common at the same levels, in every seventh setting; see `overlap`."""
    pairs = (table.grid.reshape(-1, TICKS)[::7] for table in (one, other))
    return {name: round(value, 4) for name, value in asdict(overlap(*pairs)).items()}


def closing(rows: NDArray[np.uint8], tonic: int) -> dict[str, float]:
    """How a bar's measures (N, 24) end: shares on the tonic or fifth, and held for a beat, a half, a third of one."""
    held = TICKS - latest_struck(rows < HOLD)
    return {
        "tonic_or_fifth": float(closes(rows, rows < HOLD, tonic).mean()),
        **{
            f"held_{name}": float((held >= ticks).mean())
            for name, ticks in (("a_beat", 6), ("half_a_beat", 3), ("a_third", 2))
        },
    }


def least_margin(table: Table, decoder: Decoder, every: int = 1) -> float:
    """By how many logits the most doubtful symbol of the entries wins over its rival; below 0: one loses."""
    points = table.points.reshape(-1, table.points.shape[-1])[::every]
    wanted = to_network(table.grid.reshape(-1, TICKS)[::every])
    return round(float(margins(decoder, points, wanted).min()), 4)


def marks(judge: Judge, rows: NDArray[np.uint8]) -> dict[str, float]:
    """What a judge gives real bars (N, 24), the same with random pitches, and those picked to fit a grid of targets.

    Between these marks lie the tables: two judges' figures can be compared by their marks alone.
    """
    chance = np.random.default_rng(0)
    pitches = chance.integers(PITCH_LOW, PITCH_HIGH + 1, rows.shape)
    random = np.where(rows < HOLD, pitches, rows).astype(np.uint8)
    return {
        "real": naturalness(rows, judge, every=1),
        "picked_to_fit": naturalness(picked_to_fit(rows), judge),
        "random_pitches": naturalness(random, judge, every=1),
    }


def picked_to_fit(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """For each of the 10^4 settings the bar that comes nearest to even targets of the four attributes."""
    values = attribute_values(rows, OURS)
    spread = values.std(0)
    low, high = (np.quantile(values, part, axis=0) for part in (0.02, 0.98))
    levels = np.indices((10,) * 4).reshape(4, -1).T
    wanted = low + (high - low) * levels / 9
    return rows[cKDTree(values / spread).query(wanted / spread)[1]]


def naturalness(rows: NDArray[np.uint8], judge: Judge, every: int = 3) -> float:
    """Bits an onset of every so many measures (N, 24) under a judge of a foreign collection.

    `every` must share no factor with 10, or some levels of the last pad are never heard.
    """
    return round(judge.bits_an_onset(rows[::every]), 3)


def moves(table: Table, decoder: Decoder, *, eased: bool, count: int = 2000) -> dict[str, Any]:
    """What is heard on random straight moves of one pad by one level; see `on_the_way`.

    `eased`: the pressures a hand would give, as the table's paths play them; else the plain straight line.
    """
    chance = np.random.default_rng(0)
    bars, pads = chance.integers(0, 4, count), chance.integers(0, 4, count)
    low = chance.integers(0, 10, (count, 4))
    low[np.arange(count), pads] = chance.integers(0, 9, count)
    high = low.copy()
    high[np.arange(count), pads] += 1
    ends = [(bars, *at.T) for at in (low, high)]
    start, end = (table.points[at].astype(np.float32) for at in ends)
    rows = [table.grid[at] for at in ends]
    return on_the_way(start, end, rows, pads, a_fifth_of_a_level(table), decoder, eased=eased)


def a_fifth_of_a_level(table: Table) -> NDArray[np.float64]:
    """A fifth of the mean step of each pad's attribute (4,), from the first level to the last."""
    first, last = (
        [
            attribute_values(table.grid.take(level, pad + 1).reshape(-1, TICKS), OURS)[:, pad].mean()
            for pad in range(4)
        ]
        for level in (0, 9)
    )
    fifth: NDArray[np.float64] = (np.array(last) - np.array(first)) / 9 / 5
    return fifth


def on_the_way(
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    rows: Sequence[NDArray[np.uint8]],
    pads: NDArray[np.integer],
    slack: NDArray[np.float64],
    decoder: Decoder,
    *,
    eased: bool = False,
    places: int = 9,
) -> dict[str, Any]:
    """What is heard at so many places between points (N, D) with measures `rows` (two of (N, 24)), each one pad's move.

    `within`: share of the places at which the attribute that moves lies between its ends, `slack` (4,) to either side.
    """
    parts = (np.arange(places) + 1) / (places + 1)
    shares = np.array([glide(part) for part in parts]) if eased else parts
    between = start[:, None] + shares[None, :, None].astype(np.float32) * (end - start)[:, None]
    count = len(start)
    heard = decoder.decode_many(between.reshape(count * places, -1))
    own = attribute_values(heard, OURS).reshape(count, places, 4)[np.arange(count), :, pads]
    ends = [attribute_values(one, OURS)[np.arange(count), pads] for one in rows]
    room = slack[pads][:, None] + 1e-9
    floor, roof = np.minimum(*ends)[:, None] - room, np.maximum(*ends)[:, None] + room
    within = (own >= floor) & (own <= roof)
    return {
        "silent": float((heard >= HOLD).all(1).mean()),
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
    kept = kept_of(first, rows, first < HOLD)
    figures["of_first_bar"] = {
        "differs": float((rows != first).any(1).mean()),
        "kept_mean": float(kept.mean()),
        "kept_half": float((kept >= 0.5).mean()),
        "kept_tenth_to_half": float(((kept >= 0.1) & (kept <= 0.5)).mean()),
    }
    return figures
