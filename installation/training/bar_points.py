"""Gives a searched bar its points: measures that decode to themselves, none twice, each in its part of the phrase.

Owns what becomes of a cell whose measure has no point, stands elsewhere too or misses its end. Where points come from
lies in `points`, what a measure costs in `search`. Refuses to know tables, files and commands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.measure.vocabulary import canonical, from_network, to_network
from installation.score import TICKS
from installation.training import search
from installation.training.annealing import BAR_LAST
from installation.training.metrics import closes, kept_of
from installation.training.points import MARGIN, Finder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from numpy.typing import NDArray

    from installation.measure.decoder import Decoder
    from installation.training.judges import Steer
    from installation.training.model import MeasureVae

ROUNDS = 60
TWINS_BORNE, TWIN_ROUNDS = 90, 8
"""How many cells of a bar may have a measure that another cell has too, and how often they are searched anew by the
annealing, which sees only the neighbours; what stands twice after that is mended cell by cell (`mend_cells`)."""
FEW, CANDIDATES = 60, 8
"""When so few cells are left, so many other measures are tried for each at a time."""
PATIENT, NEARBY = 8, 600
"""After so many rounds the few that are left take what one of so many points nearby decodes to."""
END_ROUNDS, END_DEARER = 9, 3.0
"""How often cells that are not as they must be are searched anew, and how much dearer it is then to miss a target or
the part in the phrase."""
NEAR_ENOUGH = (0.02, 0.1)
"""How far off-beatness and jump may lie from their targets: less than half a level."""


class BuildError(RuntimeError):
    """No table could be made; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Codec:
    """The network that searches points, the decoder that ships, and the hash of the weights both have."""

    model: MeasureVae
    decoder: Decoder
    weights_sha256: str


@dataclass(frozen=True, slots=True)
class Work:
    """A searched bar whose points are sought: what it leans on, what it was searched by, and what decodes it."""

    bar: search.Bar
    first: NDArray[np.uint8]
    material: search.Material
    effort: search.Effort
    steer: Steer
    codec: Codec

    def plan(self) -> Any:
        """What a cell's cost depends on."""
        return search.plan_of(self.bar, self.first, self.material, self.effort, self.steer, fixed=False)

    def touch_up(self, cells: NDArray[np.int64], heats: tuple[float, float], seed: int) -> None:
        """Gives some cells other measures than they have."""
        search.touch_up(self.bar, self.first, self.material, self.effort, self.steer, cells, heats, seed)

    def finder(self, rows: NDArray[np.uint8]) -> Finder:
        """Finds points for search rows (N, 24)."""
        return Finder(self.codec.model, self.codec.decoder, search.to_score(rows))


def find_points(work: Work, say: Callable[[str], None]) -> NDArray[np.float16]:
    """Points (10000, D) that decode to the bar's grid; measures that have none are searched anew.

    Raises:
        BuildError: some cells found nothing that decodes.
    """
    bar = work.bar
    points = np.zeros((search.CELLS, work.codec.decoder.latent), np.float16)
    sought = np.arange(search.CELLS)
    for turn in range(ROUNDS):
        finder = work.finder(bar.grid[sought])
        _search_points(finder, np.random.default_rng(work.material.seed + turn), turn)
        points[sought] = finder.points
        missing = sought[finder.missing]
        twin_cells = twins(bar.grid)
        say(f"{len(sought)} sought, {len(missing)} not found, {len(twin_cells)} twins")
        enough = len(twin_cells) <= TWINS_BORNE or turn >= TWIN_ROUNDS
        if len(missing) == 0 and enough:
            return points
        sought = missing if enough else np.union1d(missing, twin_cells)
        heat = min(0.4 + 0.2 * turn, 3.0)
        if 0 < len(sought) <= FEW and turn >= PATIENT:
            sought = _take_what_decodes(work, sought, points, turn)
            if not len(sought):
                return points
        elif 0 < len(sought) <= FEW:
            _try_candidates(work, sought, turn)
        else:
            work.touch_up(sought, (heat, 0.1), turn)
    raise BuildError(f"{len(missing)} of {search.CELLS} cells found no measure that decodes")


def _search_points(finder: Finder, chance: np.random.Generator, turn: int) -> None:
    for spread in (0.02, 0.05, 0.1):
        finder.perturb(chance, spread)
    finder.descend(steps=min(40 + 20 * turn, 160), reach=0.3 / (1 + turn))


def _try_candidates(work: Work, cells: NDArray[np.int64], turn: int) -> None:
    """For the last few cells: several other measures each, and of those that decode the one searched first."""
    bar, rows = work.bar, _candidates(work, cells, turn)
    finder = work.finder(rows.reshape(-1, TICKS))
    _search_points(finder, np.random.default_rng(work.material.seed + turn), turn)
    good = (finder.margin >= MARGIN).reshape(CANDIDATES, len(cells))
    taken = np.where(good.any(0), good.argmax(0), CANDIDATES - 1)
    bar.grid[cells] = rows[taken, np.arange(len(cells))]
    bar.facts[cells] = search.describe_all(bar.grid[cells])


def _candidates(work: Work, cells: NDArray[np.int64], turn: int) -> NDArray[np.uint8]:
    """Other measures for some cells, each searched warmer than the one before: (CANDIDATES, N, 24)."""
    tried = []
    for number in range(CANDIDATES):
        seed = 100 + turn * CANDIDATES + number
        heats = (0.5 + 0.3 * number, 0.1 + 0.05 * number * turn**0.5)
        work.touch_up(cells, heats, seed)
        tried.append(work.bar.grid[cells].copy())
    return np.stack(tried)


def _take_what_decodes(
    work: Work, cells: NDArray[np.int64], points: NDArray[np.float16], turn: int
) -> NDArray[np.int64]:
    """For cells whose measures have no point: of the measures that points nearby decode to, the one that costs least.

    Returns:
        The cells near which nothing decodes well, or nothing that no other cell has.
    """
    bar, plan, decoder = work.bar, work.plan(), work.codec.decoder
    chance, left = np.random.default_rng(turn), []
    starts = work.finder(bar.grid[cells]).means
    taken = {row.tobytes() for row in bar.grid}
    for cell, start in zip(cells.tolist(), starts, strict=True):
        spread = chance.uniform(0.02, 0.4, (NEARBY, 1))
        near = (start + spread * chance.normal(size=(NEARBY, len(start)))).astype(np.float16)
        symbols, won = decoder.symbols(near.astype(np.float32))
        rows = search.to_search(canonical(from_network(symbols)))
        good = (won.min(1) >= MARGIN) & (to_network(search.to_score(rows)) == symbols).all(1)
        good &= np.array([row.tobytes() not in taken for row in rows])
        if not good.any():
            left.append(cell)
            continue
        best = np.flatnonzero(good)[search.cheapest(bar, cell, rows[good], plan)]
        bar.grid[cell], points[cell] = rows[best], near[best]
        bar.facts[cell] = search.describe_all(rows[best : best + 1])[0]
        taken.add(rows[best].tobytes())
    return np.array(left, np.int64)


def mend_cells(work: Work, points: NDArray[np.float16], say: Callable[[str], None]) -> None:
    """Gives cells that are not as they must be (`astray`, `twins`) a measure that is, where one is found that decodes.

    Changes the bar and its points (10000, D).

    Raises:
        BuildError: more cells than are borne still have a measure that another one has.
    """
    bar = work.bar
    effort = work.effort
    phrase = tuple(END_DEARER * one for one in effort.phrase)
    dearer = replace(work, effort=replace(effort, target=END_DEARER * effort.target, phrase=phrase))
    for turn in range(END_ROUNDS):
        wrong, twin = astray(bar, work.first, work.material.tonic), twins(bar.grid)
        cells = np.union1d(wrong, twin)
        say(f"{len(cells)} miss a pad's end, their part in the phrase or a measure of their own")
        if not len(cells):
            return
        before = bar.grid[cells].copy(), bar.facts[cells].copy()
        rows = _candidates(dearer, cells, turn)
        bar.grid[cells], bar.facts[cells] = before
        plan, taken = work.plan(), {row.tobytes() for row in bar.grid}
        bearing = np.isin(cells, np.intersect1d(wrong, twin))
        for place, tried, near in _fit(work, cells, rows, taken, bearing, turn):
            new = np.flatnonzero([row.tobytes() not in taken for row in tried])
            if len(new):
                cell = cells[place]
                best = new[search.cheapest(bar, cell, tried[new], plan)]
                bar.grid[cell], bar.facts[cell] = tried[best], search.describe_all(tried[best : best + 1])[0]
                points[cell] = near[best]
                taken.add(tried[best].tobytes())
    if len(twins(bar.grid)) > TWINS_BORNE:
        raise BuildError(
            f"{len(twins(bar.grid))} of {search.CELLS} cells have a measure that another one has"
        )


def _fit(
    work: Work,
    cells: NDArray[np.int64],
    rows: NDArray[np.uint8],
    taken: Collection[bytes],
    bearing: NDArray[np.bool_],
    turn: int,
) -> Iterator[tuple[int, NDArray[np.uint8], NDArray[np.float16]]]:
    """Of candidates (CANDIDATES, N, 24) those that are as their cell must be, that no cell has, and that decode.

    What is not wrong about a cell does not become worse: rhythm and jump stay as near to their targets as they were.
    Cells that are `bearing` (N,) take one that is not as it must be, too: theirs is not, and another cell's besides.
    Yields, for each of the N cells that has any, its place, its measures (M, 24) and their points (M, D).
    """
    bar = work.bar
    where, places = np.tile(cells, CANDIDATES), np.tile(np.arange(len(cells)), CANDIDATES)
    flat = rows.reshape(-1, TICKS)
    facts = search.describe_all(flat)
    wrong = _wrong(bar, work.first, work.material.tonic, where, (flat, facts))
    near = np.maximum(_off_target(bar, cells, bar.facts[cells]), NEAR_ENOUGH)
    wrong |= (_off_target(bar, where, facts) > near[places]).any(1)
    fit = ~wrong | bearing[places]
    fit &= np.array([row.tobytes() not in taken for row in flat])
    finder = work.finder(flat[fit])
    _search_points(finder, np.random.default_rng(work.material.seed + turn), turn)
    found = finder.margin >= MARGIN
    rows_found, points_found, places_found = flat[fit][found], finder.points[found], places[fit][found]
    for place in np.unique(places_found):
        mine = places_found == place
        yield int(place), rows_found[mine], points_found[mine]


def astray(bar: search.Bar, first: NDArray[np.uint8], tonic: int) -> NDArray[np.int64]:
    """Cells that miss a pad's end, keep too little or too much of the phrase's first bar (10000, 24), or do not close.

    At the first or last level of range or density stand exactly the semitones or onsets that should: between the ends a
    little less does no harm; at the ends it takes from how far the pad reaches. A phrase's last note is the tonic (its
    pitch class) or the fifth.
    """
    cells = np.arange(len(bar.grid))
    return cells[_wrong(bar, first, tonic, cells, (bar.grid, bar.facts))]


def _wrong(
    bar: search.Bar,
    first: NDArray[np.uint8],
    tonic: int,
    cells: NDArray[np.int64],
    tried: tuple[NDArray[np.uint8], NDArray[np.float64]],
) -> NDArray[np.bool_]:
    """Whether measures (N, 24) with their facts (N, 4) would not be as these cells (N,) must be."""
    rows, facts = tried
    wrong = _misses_end(bar, cells, facts) | _out_of_phrase(bar, first, cells, rows)
    if bar.part == BAR_LAST:
        wrong |= ~closes(rows, rows > 0, tonic)
    return wrong


def _off_target(bar: search.Bar, cells: NDArray[np.int64], facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far measures with these facts (N, 4) would lie from these cells' targets of off-beatness and jump (N, 2)."""
    away: NDArray[np.float64] = np.abs(facts - bar.targets[cells])[:, [0, 3]]
    return away


def _misses_end(bar: search.Bar, cells: NDArray[np.int64], facts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether measures with these facts (N, 4) would miss an end in these cells (N,)."""
    levels, missed = search.levels_of()[:, cells], np.zeros(len(cells), np.bool_)
    for pad in (1, 2):
        missed |= np.isin(levels[pad], (0, 9)) & (facts[:, pad] != bar.targets[cells, pad])
    return missed


def _out_of_phrase(
    bar: search.Bar, first: NDArray[np.uint8], cells: NDArray[np.int64], rows: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Whether these measures (N, 24) would keep too little or too much of the first bar's in these cells (N,)."""
    low, high = search.KEPT_OF_FIRST.get(bar.part, (0.0, 1.0))
    kept = kept_of(first[cells], rows, first[cells] > 0)
    wrong: NDArray[np.bool_] = (kept < low) | (kept > high)
    return wrong


def twins(grid: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Cells whose measure a cell before them has too."""
    _, first = np.unique(grid, axis=0, return_index=True)
    return np.setdiff1d(np.arange(len(grid)), first)
