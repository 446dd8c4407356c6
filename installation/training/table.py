"""Builds a style's control table: searches its measures, finds their points, bans what has none, checks all.

Owns the order of work. What is searched and how lies in `search`, points in `points`. Refuses to know commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from installation.latent.table import SHAPE, Table, verify
from installation.measure.vocabulary import to_network
from installation.training import search
from installation.training.points import MARGIN, Finder, margins

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from installation.measure.decoder import Decoder
    from installation.training.judges import Steer
    from installation.training.model import MeasureVae

ROUNDS = 60
TWINS_BORNE = 60
"""How many cells of a bar may have a measure that another cell has too."""
DRAWN = 0.65
"""How much of a point's distance from its level's mean is taken out of the pads' dimensions."""


class BuildError(RuntimeError):
    """No table could be made; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Codec:
    """The network that searches points, the decoder that ships, and the hash of the weights both have."""

    model: MeasureVae
    decoder: Decoder
    weights_sha256: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Whom to tell: after each sweep, and a line of text now and then."""

    on_sweep: Callable[[], None]
    say: Callable[[str], None]


def sweeps_of(sweeps: int) -> int:
    """How many sweeps the four bars of a table take."""
    return 2 * sweeps + 2 * (sweeps // 2)


def find_points(
    bar: search.Bar,
    first: NDArray[np.uint8],
    material: search.Material,
    effort: search.Effort,
    steer: Steer,
    codec: Codec,
    say: Callable[[str], None],
) -> NDArray[np.float16]:
    """Points (10000, D) that decode to the bar's grid; measures that have none are searched anew.

    Raises:
        BuildError: some cells found nothing that decodes.
    """
    points = np.zeros((search.CELLS, codec.decoder.latent), np.float16)
    open_cells = np.arange(search.CELLS)
    for turn in range(ROUNDS):
        finder = Finder(codec.model, codec.decoder, search.to_score(bar.grid[open_cells]))
        encoded = len(finder.missing)
        chance = np.random.default_rng(material.seed + turn)
        for spread in (0.02, 0.05, 0.1):
            finder.perturb(chance, spread)
        perturbed = len(finder.missing)
        finder.descend(steps=min(40 + 20 * turn, 300), reach=0.3 / (1 + turn))
        points[open_cells] = finder.points
        missing = open_cells[finder.missing]
        say(
            f"{len(open_cells)} sought; missing {encoded} encoded, {perturbed} perturbed, {len(missing)} descended"
        )
        twin_cells = twins(bar.grid)
        open_cells = missing if len(twin_cells) <= TWINS_BORNE else np.union1d(missing, twin_cells)
        if not len(open_cells):
            return points
        if turn < ROUNDS - 1:
            search.touch_up(bar, first, material, effort, steer, open_cells, min(0.4 + 0.2 * turn, 3.0))
    if len(missing):
        raise BuildError(f"{len(missing)} of {search.CELLS} cells found no measure that decodes")
    return points


def twins(grid: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Cells whose measure a cell before them has too."""
    _, first = np.unique(grid, axis=0, return_index=True)
    return np.setdiff1d(np.arange(len(grid)), first)


def draw_to_levels(
    points: NDArray[np.float16], rows: NDArray[np.uint8], decoder: Decoder
) -> NDArray[np.float16]:
    """The same measures at points whose first four dimensions lie nearer to their levels' means.

    The encoder orders real tunes well and searched ones less so. Where the measure does not mind, a point's pad
    dimensions move towards the mean of all points of that level; where it minds, they stay.
    """
    wanted = points.astype(np.float32)
    levels = search.levels_of()
    drawn = wanted.copy()
    for pad in range(len(levels)):
        means = np.array([wanted[levels[pad] == level, pad].mean() for level in range(10)])
        drawn[:, pad] += DRAWN * (np.sort(means)[levels[pad]] - wanted[:, pad])
    out = points.copy()
    symbols = to_network(rows)
    still = np.ones(len(points), np.bool_)
    for share in (1.0, 0.5, 0.25):
        tried = (wanted + share * (drawn - wanted)).astype(np.float16)
        good = still & (margins(decoder, tried, symbols) >= MARGIN)
        out[good] = tried[good]
        still &= ~good
    return out


def build(
    style: str,
    material: search.Material,
    steer: Steer,
    codec: Codec,
    targets: search.Targets,
    effort: search.Effort,
    watch: Watch,
) -> Table:
    """A whole table, checked entry by entry.

    Raises:
        BuildError: see `find_points`.
    """
    grids, points = [], []
    first: search.Bar | None = None
    for part in search.PARTS:
        bar = search.search_bar(targets, effort, steer, material, part, first, watch.on_sweep)
        lean = bar.grid if first is None else first.grid
        watch.say(f"bar {part} is searched")
        found = find_points(bar, lean, material, effort, steer, codec, watch.say)
        rows = search.to_score(bar.grid)
        grids.append(rows)
        points.append(draw_to_levels(found, rows, codec.decoder))
        first = bar if first is None else first
    table = Table(
        style,
        codec.weights_sha256,
        np.stack(points).reshape(*SHAPE, codec.decoder.latent),
        np.stack(grids).reshape(*SHAPE, 24),
    )
    verify(table, codec.decoder)
    return table
