"""Searches the four grids of a style: 10^4 measures a bar that do what the levels say, and stay one tune.

Owns what is wanted of a cell (targets), how a bar of the phrase begins, and the course of the annealing. Works on
measures alone; refuses to know latents, models and files.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.measure.vocabulary import canonical
from installation.score import HOLD, MODES, PADS, PITCH_HIGH, PITCH_LOW, TICKS
from installation.training import annealing
from installation.training.annealing import BAR_FIRST, BAR_LAST, BAR_LIKE, BAR_OTHER, WEIGHTS
from installation.training.metrics import control_figures
from installation.training.rhythm_search import find_rhythms
from installation.training.rhythms import off_beatness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from installation.settings import Style
    from installation.training.judges import Steer

    Rows = NDArray[np.uint8]

PARTS = (BAR_FIRST, BAR_LIKE, BAR_OTHER, BAR_LAST)
KEPT_OF_FIRST = {BAR_LIKE: (0.5, 0.99), BAR_OTHER: (0.1, 0.5)}
"""Which share of the first bar's onsets a bar of the phrase keeps in the same setting: never all of them."""
WANTED_OWN, WANTED_LINE, WANTED_SPAN, MOST_WRONG = 0.9635, 0.982, 0.61, 0.003
"""A little more than the least, since some measures are searched anew when they have no point."""
DEARER, WIDER = 1.2, 0.02
MEND_HEAT = 1.5
CELLS = 10_000
LAST_LEVEL = 9
DENSE = 13  # from so many onsets on, off-beatness has a limit


@dataclass(frozen=True, slots=True)
class Targets:
    """What the levels ask for: onsets and semitones by level, ends of off-beatness and jump.

    `ends`: how far the first and the last level of rhythm go beyond the even course between. `dense_limits`: how off
    the beat the densest levels can go without turning into noise.
    """

    onsets: tuple[int, ...] = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14)
    semitones: tuple[int, ...] = (4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
    off_beat: tuple[float, float] = (0.68, 1.10)
    ends: tuple[float, float] = (0.08, 0.10)
    dense_limits: tuple[tuple[int, float], ...] = ((13, 1.20), (14, 1.08))
    jump: tuple[float, float] = (1.77, 3.62)


@dataclass(frozen=True, slots=True)
class Effort:
    """Weights of the energy, heats and sweeps: found by trial, see the card's trade-off.

    A bar is searched for tunes first (`bits`), and what its steps keep is made dearer until it is enough: the other way
    round, the tunes do not come back (docs/adr/0043).
    """

    bits: float = 3.2
    kept: float = 6.3
    target: float = 8.0
    order: float = 6.5
    home: float = 0.6
    last_beat: float = 8.0
    phrase: tuple[float, ...] = (9.0, 24.0, 100.0, 15.0)  # by bar: mends make all else dearer (docs/adr/0041)
    same: float = 400.0
    shares: tuple[float, ...] = (1.15, 1.5, 1.2, 0.75)
    """How dear a step's onsets are, by pad: where it is hard to keep them, they count for more."""
    clear: tuple[float, ...] = (1.0, 1.0, 1.0, 1.2)
    """How dear it is to miss a pad's own attribute, or its order, by pad."""
    even: tuple[float, ...] = (0.5, 0.5, 0.0, 0.0)
    """By bar: 0: a step that loses everything is as dear as two that lose half; 1: much dearer (docs/adr/0043)."""
    hot: float = 4.0
    cold: float = 0.15
    sweeps: int = 400
    mends: int = 40
    """How often a searched bar is mended where it falls short of what is wanted."""
    least_kept: tuple[float, ...] = (0.555, 0.55, 0.54, 0.518)
    """Which share of a step's onsets is wanted, by bar: the closing one cannot spare more (docs/adr/0043)."""
    rhythm_sweeps: int = 15000
    rhythm_weights: tuple[float, ...] = (1.0, 9.0, 5.0, 30.0)
    """What of rhythms is dear: bits, ticks kept from one to the next, ticks of the home bar, other styles' rhythms."""
    rhythm_strict: tuple[float, ...] = (62.0, 70.0, 80.0, 95.0, 120.0)
    """What it costs to miss a goal of off-beatness, one after the other until rhythms are clear enough."""

    def weights(self, part: int) -> NDArray[np.float64]:
        """For a bar of the phrase (0..3), in the order that the compiled loop reads."""
        first = (self.bits, self.kept, self.target, self.order)
        last = (self.home, self.last_beat, self.phrase[part], self.same)
        return np.array([*first, *last, *self.shares, *self.clear, self.even[part]])


@dataclass(frozen=True, slots=True)
class Material:
    """What a style brings: pitches it may use (ascending), its tonic's pitch class, its home bar (24,), a seed."""

    pitches: tuple[int, ...]
    tonic: int
    home: Rows
    seed: int
    others: NDArray[np.int64] = field(default_factory=lambda: np.zeros((len(PARTS), 0, 100), np.int64))
    """Rhythms of other styles by bar (4, K, 100), to stay apart from; see `rhythms_of`."""


@dataclass(slots=True)
class Bar:
    """One bar's grid under search: rows (10000, 24), 0 where nothing is struck, and what the loop needs."""

    grid: Rows
    facts: NDArray[np.float64]
    targets: NDArray[np.float64]
    avoid: Rows
    part: int


def scale_of(tonic: int, mode: str, low: int, high: int) -> tuple[int, ...]:
    """The pitches of a mode between two pitches, both included.

    Raises:
        ValueError: no such mode.
    """
    if mode not in MODES:
        raise ValueError(f"there is no mode {mode!r}; there are {', '.join(MODES)}")
    return tuple(pitch for pitch in range(low, high + 1) if (pitch - tonic) % 12 in MODES[mode])


def rhythms_of(grid: Rows) -> NDArray[np.int64]:
    """The rhythms of a table's bars (4, 100), other pads in the middle: grid (4, 10, 10, 10, 10, 24)."""
    struck = grid[:, :, 4, :, 4] < HOLD  # (4, 10, 10, 24)
    found: NDArray[np.int64] = (struck * (1 << np.arange(TICKS))).sum(-1).reshape(len(PARTS), 100)
    return found


def material_of(style: Style, others: Sequence[Rows] = ()) -> Material:
    """What a style brings to the search: its mode's pitches within an octave of its starting tune's middle.

    `others`: grids of other styles' tables, from whose rhythms it is to stay apart.

    Raises:
        ValueError: no such mode, or a starting tune without notes.
    """
    home = to_search(np.array(style.start[:1], np.uint8))[0]
    struck = home[home > 0].astype(int)
    if not len(struck):
        raise ValueError("the starting tune has no notes")
    middle = (int(struck.min()) + int(struck.max())) // 2
    pitches = scale_of(style.tonic, style.mode, max(PITCH_LOW, middle - 12), min(PITCH_HIGH, middle + 12))
    material = Material(pitches, style.tonic, home, int.from_bytes(style.name.encode()[:3], "big") % 9973)
    if others:
        material = replace(material, others=np.stack([rhythms_of(grid) for grid in others], axis=1))
    return material


def closing_pitch(material: Material) -> int:
    """The tonic nearest to the middle of the home bar: where the phrase comes to rest."""
    middle = float(np.median(material.home[material.home > 0]))
    tonics = [pitch for pitch in material.pitches if pitch % 12 == material.tonic]
    return min(tonics, key=lambda pitch: abs(pitch - middle))


def to_score(grid: Rows) -> Rows:
    """Search rows (N, 24), 0 where nothing is struck, as canonical score symbols."""
    return canonical(np.where(grid > 0, grid, HOLD))


def to_search(rows: Rows) -> Rows:
    """Score symbols (N, 24) as search rows: the pitch at each onset, 0 elsewhere."""
    return np.where(rows < HOLD, rows, 0).astype(np.uint8)


def levels_of() -> NDArray[np.int64]:
    """The four levels 0..9 of each cell: (4, 10000)."""
    return np.indices((10,) * 4).reshape(4, -1)


def wanted(targets: Targets, off: NDArray[np.float64]) -> NDArray[np.float64]:
    """Targets (10000, 4) of all cells: off-beatness as the rhythms (100,) have it, semitones, onsets, jump.

    A jump cannot be less than what the range divided among the intervals makes it, nor near the range itself:
    there the levels draw together.
    """
    rhythm, span, density, jump = levels_of()
    onsets = np.array(targets.onsets)[density].astype(float)
    semitones = np.array(targets.semitones)[span].astype(float)
    low, high = targets.jump
    asked = low + (high - low) * jump / 9
    least = semitones / (onsets - 1)
    asked = np.maximum(asked, least + 0.05 * jump / 9)
    asked = np.minimum(asked, 0.92 * semitones - 0.02 * (9 - jump))
    return np.stack([off[rhythm * 10 + density], semitones, onsets, asked], axis=1)


def off_goals(targets: Targets) -> NDArray[np.float64]:
    """The off-beatness each of the 100 rhythms shall have: rhythm level * 10 + density level."""
    limits = dict(targets.dense_limits)
    onsets = np.array(targets.onsets)[np.arange(100) % 10]
    top = np.minimum(targets.off_beat[1], [limits.get(int(n), 9.0) for n in onsets])
    low = targets.off_beat[0]
    level = np.arange(100) // 10
    goals: NDArray[np.float64] = low + (top - low) * level / 9
    before, beyond = targets.ends
    goals += beyond * ((level == LAST_LEVEL) & (onsets < DENSE)) - before * (level == 0)
    return goals


def line_of(home: Rows) -> Rows:
    """A pitch for every tick (24,): the home bar's last one struck."""
    struck = np.maximum.accumulate(np.where(home > 0, np.arange(TICKS), int(np.argmax(home > 0))))
    return home[struck]


def begin_bar(
    targets: Targets, effort: Effort, steer: Steer, material: Material, part: int, first: Bar | None
) -> Bar:
    """A bar before its annealing: its rhythms, with pitches from the home bar or the phrase's first bar."""
    rhythm, _, density, _ = levels_of()
    which = rhythm * 10 + density
    if part == BAR_LIKE and first is not None:
        return Bar(first.grid.copy(), first.facts.copy(), first.targets, first.avoid.copy(), part)
    masks = find_rhythms(targets, off_goals(targets), effort, steer, material, part)
    off = np.array([off_beatness(mask, WEIGHTS) for mask in masks])
    pitches = line_of(material.home)[None]
    if part == BAR_OTHER:
        top, bottom = int(pitches.max()), int(pitches.min())
        allowed = np.array(material.pitches)
        mirrored = top + bottom - pitches.astype(int)
        pitches = allowed[np.abs(mirrored[..., None] - allowed).argmin(-1)]
    struck = masks[which][:, None] >> np.arange(TICKS) & 1
    grid = np.where(struck > 0, pitches, 0).astype(np.uint8)
    facts = describe_all(grid)
    return Bar(grid, facts, wanted(targets, off), np.zeros_like(grid), part)


def describe_all(grid: Rows) -> NDArray[np.float64]:
    """(mean weight, semitones, onsets, jump) of rows (N, 24)."""
    found = np.empty((len(grid), 4))
    for index, row in enumerate(grid):
        onsets, off, wide, jump = annealing.describe(row, WEIGHTS)
        found[index] = off, wide, onsets, jump
    return found


def tables_of(steer: Steer) -> tuple[NDArray[np.floating], ...]:
    """What the compiled loop looks bits up in."""
    return steer.rhythm, steer.pitch, steer.joint, WEIGHTS


def scale_lookup(material: Material) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pitches a style may use, and for every MIDI pitch the index of the nearest of them."""
    pitches = np.array(material.pitches)
    return pitches, np.abs(pitches[None] - np.arange(128)[:, None]).argmin(1)


def plan_of(bar: Bar, first: Rows, material: Material, effort: Effort, steer: Steer, *, fixed: bool) -> Any:
    """What the compiled loop needs to know of a cell's cost; see `annealing.energy`."""
    setting = (bar.part, closing_pitch(material), int(fixed))
    return bar.targets, tables_of(steer), material.home, first, bar.avoid, setting, effort.weights(bar.part)


def cheapest(bar: Bar, cell: int, rows: Rows, plan: Any) -> int:
    """Which of some rows (N, 24) costs a cell least, its neighbours being what they are."""
    return int(np.argmin([annealing.energy(row, cell, 1e9, bar.grid, bar.facts, plan) for row in rows]))


def anneal(bar: Bar, first: Rows, material: Material, effort: Effort, steer: Steer, course: Course) -> None:
    """Anneals a bar in place along a course of heats."""
    scale = scale_lookup(material)
    for turn in range(course.sweeps):
        along = turn / max(course.sweeps, 1)
        heat = course.hot * (course.cold / course.hot) ** along
        plan = plan_of(bar, first, material, effort, steer, fixed=along < course.free_from)
        annealing.sweep(
            bar.grid, bar.facts, plan, scale, steer.patterns.astype(np.int64),
            heat, course.tries, material.seed + course.seed + turn, course.chosen,
        )  # fmt: skip
        if along > 0.3 and turn % 3 == 0:
            avoid_twins(bar)
        course.on_sweep()


@dataclass(frozen=True, slots=True)
class Course:
    """How an annealing goes: from hot to cold in so many sweeps; rhythms are free from a part of the way on."""

    hot: float
    cold: float
    sweeps: int
    free_from: float
    chosen: NDArray[np.bool_]
    on_sweep: Callable[[], None] = lambda: None
    tries: int = 20
    seed: int = 0


def avoid_twins(bar: Bar) -> None:
    """Cells whose measure stands elsewhere too, all but the first of each, are to avoid it."""
    _, inverse, counts = np.unique(bar.grid, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    first = np.zeros(len(counts), np.int64)
    first[inverse[::-1]] = np.arange(len(bar.grid))[::-1]
    twin = first[inverse] != np.arange(len(bar.grid))
    bar.avoid[twin] = bar.grid[twin]


def search_bar(
    targets: Targets,
    effort: Effort,
    steer: Steer,
    material: Material,
    part: int,
    first: Bar | None,
    on_sweep: Callable[[], None],
    on_mend: Callable[[int, Bar, dict[str, Any]], None] = lambda *_: None,
) -> tuple[Bar, Effort]:
    """One bar of the phrase (0..3), annealed until it does what is wanted, and the effort that this took at last.

    The later bars lean on the first. Told are each sweep of the first annealing, and before each mend the bar with its
    `control_figures`.
    """
    bar = begin_bar(targets, effort, steer, material, part, first)
    leaning = part == BAR_LIKE
    course = Course(
        hot=1.0 if leaning else effort.hot,
        cold=effort.cold,
        sweeps=effort.sweeps // 2 if leaning else effort.sweeps,
        free_from=0.7,
        chosen=np.ones(CELLS, np.bool_),
        on_sweep=on_sweep,
    )
    lean = bar.grid if first is None else first.grid
    anneal(bar, lean, material, effort, steer, course)
    sweeps = effort.sweeps // 5
    for turn in range(effort.mends):
        found = control_figures(to_score(bar.grid).reshape(*(10,) * 4, TICKS))
        better, narrow = mended(effort, found, part), found["span"]["rhythm"] < WANTED_SPAN
        if better == effort and not narrow:
            break
        on_mend(turn + 1, bar, found)
        effort = better
        if narrow:
            widen(bar)
        again = Course(MEND_HEAT, effort.cold, sweeps, 0.0, course.chosen, seed=10_000 * (turn + 1))
        anneal(bar, lean, material, effort, steer, again)
    return bar, effort


def widen(bar: Bar) -> None:
    """Draws the targets at the rhythm pad's two ends apart."""
    rhythm = levels_of()[0]
    bar.targets[rhythm == 0, 0] -= WIDER
    bar.targets[rhythm == LAST_LEVEL, 0] += WIDER


def mended(effort: Effort, found: dict[str, Any], part: int) -> Effort:
    """The effort with more weight where a bar's (0..3) `control_figures` fall short; the same where nothing does."""

    def dearer(weights: tuple[float, ...], short: Sequence[bool]) -> tuple[float, ...]:
        return tuple(one * DEARER if less else one for one, less in zip(weights, short, strict=True))

    loose = [found["kept"][pad] < effort.least_kept[part] for pad in PADS]
    unclear = [
        found["own"][pad] < WANTED_OWN
        or found["line"][pad] < WANTED_LINE
        or found["wrong_way"][pad] > MOST_WRONG
        for pad in PADS
    ]
    return replace(effort, shares=dearer(effort.shares, loose), clear=dearer(effort.clear, unclear))


def touch_up(
    bar: Bar,
    first: Rows,
    material: Material,
    effort: Effort,
    steer: Steer,
    cells: NDArray[np.int64],
    heats: tuple[float, float],
    seed: int,
) -> None:
    """Gives some cells other measures than they have, their neighbours staying as they are.

    A search that ends warm (`heats`: from, to) ends elsewhere each time.
    """
    bar.avoid[cells] = bar.grid[cells]
    chosen = np.zeros(CELLS, np.bool_)
    chosen[cells] = True
    anneal(
        bar, first, material, effort, steer, Course(*heats, 8, 0.0, chosen, tries=150, seed=1000 * (seed + 1))
    )
