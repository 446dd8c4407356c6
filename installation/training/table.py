"""Builds a style's control table: searches its measures, finds their points, checks all.

Owns the order of work, what is kept of it, and where in the space the points end. What is searched and how lies in
`search`, how its points are found in `bar_points`. Refuses to know commands.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import load, save

from installation.latent.table import SHAPE, Table, verify
from installation.measure.vocabulary import to_network
from installation.score import TICKS
from installation.training import bar_points, search
from installation.training.annealing import BAR_FIRST
from installation.training.checkpoint import write_atomically
from installation.training.points import MARGIN, margins

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from installation.measure.decoder import Decoder
    from installation.training.judges import Steer

    Kept = tuple[NDArray[np.uint8], NDArray[np.float16]]

DRAWN, DRAWS = 0.85, 2
"""How much of a point's distance from its level's mean is taken out of the pads' dimensions, and how often."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Whom to tell: after each sweep, and a line of text now and then."""

    on_sweep: Callable[[], None]
    say: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Drafts:
    """Finished bars of a build, kept in a folder so that one that was stopped goes on where it was.

    `key` names what the bars depend on: style, weights, targets, effort.
    """

    folder: Path
    key: str

    def save(self, part: int, bar: search.Bar, points: NDArray[np.float16]) -> None:
        """Keeps a bar, whole or not at all."""
        arrays: dict[str, NDArray[Any]] = {
            "grid": bar.grid,
            "facts": bar.facts,
            "targets": bar.targets,
            "points": points,
        }
        write_atomically(self._path(part), lambda path: path.write_bytes(save(arrays)))

    def load(self, part: int) -> tuple[search.Bar | None, NDArray[np.float16] | None]:
        """A bar and its points if they are kept."""
        if not self._path(part).exists():
            return None, None
        kept = load(self._path(part).read_bytes())
        bar = search.Bar(kept["grid"], kept["facts"], kept["targets"], np.zeros_like(kept["grid"]), part)
        return bar, kept["points"]

    def _path(self, part: int) -> Path:
        return self.folder / f"{self.key}-{part}.safetensors"


def sweeps_of(sweeps: int) -> int:
    """How many sweeps the four bars of a table take."""
    return 3 * sweeps + sweeps // 2


def kept_bars(table: Table, searched: Collection[int]) -> dict[int, Kept]:
    """Of a table's bars (0..3) those that are not to be searched again."""
    rows = table.grid.reshape(len(search.PARTS), search.CELLS, TICKS)
    points = table.points.reshape(len(search.PARTS), search.CELLS, -1)
    return {part: (rows[part], points[part]) for part in search.PARTS if part not in searched}


def searched_before(rows: NDArray[np.uint8], targets: search.Targets, part: int) -> search.Bar:
    """The bar whose measures (10000, 24, score symbols) a table has."""
    grid = search.to_search(rows)
    facts = search.describe_all(grid)
    off = facts[:, 0].reshape(10, 10, 10, 10).mean((1, 3)).ravel()
    return search.Bar(grid, facts, search.wanted(targets, off), np.zeros_like(grid), part)


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


def _say_mend(
    say: Callable[[str], None], turn: int, bar: search.Bar, figures: Mapping[str, Mapping[str, float]]
) -> None:
    kept = " / ".join(f"{share:.2f}" for share in figures["kept"].values())
    say(f"bar {bar.part}: mend {turn}; a step keeps {kept} of its onsets")


@dataclass(frozen=True, slots=True)
class Commission:
    """What a table is made from and for; bars that `drafts` has are not searched again, those `kept` not touched."""

    material: search.Material
    steer: Steer
    codec: bar_points.Codec
    targets: search.Targets
    effort: search.Effort
    watch: Watch
    drafts: Drafts | None = None
    kept: Mapping[int, Kept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A bar that is done: as it was searched, its measures (10000, 24), their points (10000, D)."""

    bar: search.Bar
    rows: NDArray[np.uint8]
    points: NDArray[np.float16]


def build(style: str, asked: Commission, workers: int = 1) -> Table:
    """A whole table, checked entry by entry.

    `workers`: how many bars are made at a time once the phrase's first one is there, on which the others lean. The
    table is the same for any number.

    Raises:
        BuildError: see `bar_points`.
    """
    made = {BAR_FIRST: _make_bar(asked, BAR_FIRST, None)}
    # The dearest first, so that the last ones end together.
    later = sorted(set(search.PARTS) - {BAR_FIRST}, reverse=True)
    stop = Event()
    heard = replace(asked, watch=_until(stop, asked.watch))
    with ThreadPoolExecutor(workers) as pool:
        try:
            found = pool.map(lambda part: _make_bar(heard, part, made[BAR_FIRST].bar), later)
            made |= dict(zip(later, found, strict=True))
        finally:
            stop.set()
    bars = [made[part] for part in search.PARTS]
    table = Table(
        style,
        asked.codec.weights_sha256,
        np.stack([one.points for one in bars]).reshape(*SHAPE, asked.codec.decoder.latent),
        np.stack([one.rows for one in bars]).reshape(*SHAPE, TICKS),
    )
    verify(table, asked.codec.decoder)
    return table


class _StoppedError(RuntimeError):
    """The build has ended (it was interrupted, or another bar failed) while this bar was made."""


def _until(stop: Event, watch: Watch) -> Watch:
    """A watch that ends whoever tells it something after the stop."""

    def going(tell: Callable[..., None], *told: str) -> None:
        if stop.is_set():
            raise _StoppedError
        tell(*told)

    return Watch(partial(going, watch.on_sweep), partial(going, watch.say))


def _make_bar(asked: Commission, part: int, first: search.Bar | None) -> Made:
    """A bar of the phrase that leans on its first one; None: this is the first one."""
    if part in asked.kept:
        rows, points = asked.kept[part]
        return Made(searched_before(rows, asked.targets, part), rows, points)
    bar, found = asked.drafts.load(part) if asked.drafts else (None, None)
    spent, watch = asked.effort, asked.watch
    if bar is None or found is None:
        bar, spent = search.search_bar(
            asked.targets,
            asked.effort,
            asked.steer,
            asked.material,
            part,
            first,
            watch.on_sweep,
            partial(_say_mend, watch.say),
        )
        watch.say(f"bar {part} is searched")
    # A bar leans on the phrase's first one, which leans on itself.
    lean = bar.grid if first is None else first.grid
    work = bar_points.Work(bar, lean, asked.material, spent, asked.steer, asked.codec)
    found = bar_points.find_points(work, partial(_say_of, watch.say, part)) if found is None else found
    # The mends of the search have made neighbours dear; what is still astray needs more room than that.
    bar_points.mend_cells(replace(work, effort=asked.effort), found, partial(_say_of, watch.say, part))
    if asked.drafts:
        asked.drafts.save(part, bar, found)
    rows = search.to_score(bar.grid)
    for _ in range(DRAWS):
        found = draw_to_levels(found, rows, asked.codec.decoder)
    return Made(bar, rows, found)


def _say_of(say: Callable[[str], None], part: int, text: str) -> None:
    say(f"bar {part}: {text}")
