"""Mirrors installation/training/bar_points.py."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from installation.measure.decoder import Decoder
from installation.measure.vocabulary import to_network
from installation.training import bar_points, search
from installation.training.checkpoint import load_exported
from installation.training.points import MARGIN, Finder, margins
from tests.fakes.bars import eighths, hard

FOLDER = Path(__file__).parents[2] / "models" / "folk"
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
DECODER = Decoder.from_bytes((FOLDER / "weights.safetensors").read_bytes(), CONFIG)


def test_twins_are_all_but_the_first_of_equal_rows() -> None:
    assert bar_points.twins(np.array([[1], [2], [1], [1], [3]], np.uint8)).tolist() == [2, 3]


def test_cells_that_find_nothing_are_an_error_and_not_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bar_points, "ROUNDS", 1)
    monkeypatch.setattr(search, "touch_up", lambda *_: None)
    monkeypatch.setattr(search, "CELLS", 200)
    monkeypatch.setattr(Finder, "perturb", lambda *_: None)
    monkeypatch.setattr(Finder, "descend", lambda *_, **__: None)
    grid = np.where(hard(200) < 128, hard(200), 0).astype(np.uint8)
    bar = search.Bar(grid, search.describe_all(grid), np.zeros((search.CELLS, 4)), np.zeros_like(grid), 0)
    codec = bar_points.Codec(load_exported(FOLDER), DECODER, "x")
    material = search.Material((60,), 0, grid[0], 0)
    with pytest.raises(bar_points.BuildError, match="found no measure"):
        bar_points.find_points(
            bar_points.Work(bar, grid, material, search.Effort(), None, codec), lambda _: None
        )


def test_the_last_cells_take_a_measure_that_a_point_nearby_decodes_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bar_points, "NEARBY", 60)
    monkeypatch.setattr(search, "cheapest", lambda _bar, _cell, rows, _plan: len(rows) - 1)
    grid = search.to_search(eighths(6))
    bar = search.Bar(grid, search.describe_all(grid), np.zeros((6, 4)), np.zeros_like(grid), 0)
    before, points = grid.copy(), np.zeros((6, DECODER.latent), np.float16)
    codec = bar_points.Codec(load_exported(FOLDER), DECODER, "x")
    monkeypatch.setattr(search, "plan_of", lambda *_, **__: None)
    work = bar_points.Work(bar, grid, None, None, None, codec)
    left = bar_points._take_what_decodes(work, np.array([1, 4]), points, 9)
    taken = np.setdiff1d([1, 4], left)
    assert len(taken)
    won = margins(DECODER, points[taken], to_network(search.to_score(bar.grid[taken])))
    assert (won >= MARGIN).all()
    assert (bar.grid[[0, 2, 3, 5]] == before[[0, 2, 3, 5]]).all()
    assert np.allclose(bar.facts, search.describe_all(bar.grid))
    assert len(np.unique(bar.grid, axis=0)) == len(np.unique(before, axis=0))


def test_only_cells_at_an_end_of_range_or_density_must_have_exactly_what_was_asked() -> None:
    targets = np.tile([0.7, 8.0, 9.0, 2.5], (search.CELLS, 1))
    facts = targets.copy()
    bar = search.Bar(np.zeros((search.CELLS, 24), np.uint8), facts, targets, np.zeros((1, 24), np.uint8), 0)
    assert len(bar_points.astray(bar, bar.grid, 0)) == 0
    facts[[440, 945], 1] -= 1  # levels (1, 5, 5, 1) and (1, 10, 5, 6)
    facts[[4, 95], 2] += 1  # levels (1, 1, 1, 5) and (1, 1, 10, 6)
    facts[:, 3] += 1
    assert bar_points.astray(bar, bar.grid, 0).tolist() == [4, 95, 945]


@pytest.mark.parametrize(
    ("part", "astray"),
    [
        (search.BAR_FIRST, []),
        (search.BAR_LIKE, [0, 1, 4, 5]),
        (search.BAR_OTHER, [0, 3, 5]),
        (search.BAR_LAST, []),
    ],
)
def test_a_bar_keeps_of_the_first_one_what_its_part_in_the_phrase_asks_for(
    part: int, astray: list[int]
) -> None:
    first = np.where(np.arange(24) < 10, 60, 0).astype(np.uint8)[None].repeat(search.CELLS, 0)
    rows = first.copy()
    for cell, kept in enumerate((0, 1, 5, 6, 4, 10)):
        rows[cell, kept:10] = 67
    rows[6:, 5:10] = 67
    bar = search.Bar(rows, np.zeros((search.CELLS, 4)), np.zeros((search.CELLS, 4)), first, part)
    assert bar_points.astray(bar, first, 0).tolist() == astray


def test_a_phrase_closes_on_the_tonic_or_the_fifth_and_no_other_bar_need() -> None:
    first = np.where(np.arange(24) < 10, 60, 0).astype(np.uint8)[None].repeat(search.CELLS, 0)
    rows = first.copy()
    # The second, the fifth, the third, the octave; all others end on the tonic.
    rows[[0, 1, 2, 3], 9] = [62, 67, 64, 72]
    facts = np.zeros((search.CELLS, 4))
    for part, astray in ((search.BAR_LAST, [0, 2]), (search.BAR_FIRST, [])):
        bar = search.Bar(rows, facts, facts, first, part)
        assert bar_points.astray(bar, first, 0).tolist() == astray


def test_a_cell_that_misses_a_pads_end_takes_a_measure_that_stands_there_and_decodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = search.to_search(eighths(5))
    facts = search.describe_all(rows)
    targets = facts.copy()
    targets[2:, 2] += (
        1  # cells 2, 3 and 4, at the first level of density, have an onset less than they should
    )
    more = rows.copy()
    more[:, 23] = more[:, 21]
    targets[:, [0, 3]] = search.describe_all(more)[:, [0, 3]]
    offered = np.stack([rows[[2, 3, 4]], more[[2, 3, 4]]])
    offered[1, 2] = search.to_search(hard(1))[0]  # nothing decodes to it, and it does not stand there
    monkeypatch.setattr(bar_points, "CANDIDATES", 2)
    monkeypatch.setattr(bar_points, "END_ROUNDS", 2)
    monkeypatch.setattr(bar_points, "_candidates", lambda *args: offered[:, args[1] - 2])
    monkeypatch.setattr(search, "cheapest", lambda *_: 0)
    monkeypatch.setattr(search, "plan_of", lambda *_, **__: None)
    bar = search.Bar(rows.copy(), facts, targets, np.zeros_like(rows), 0)
    points, said = np.zeros((5, DECODER.latent), np.float16), []
    codec, material = (
        bar_points.Codec(load_exported(FOLDER), DECODER, "x"),
        search.Material((60,), 0, rows[0], 0),
    )
    bar_points.mend_cells(
        bar_points.Work(bar, rows, material, search.Effort(), None, codec), points, said.append
    )
    assert said == [
        f"{n} miss a pad's end, their part in the phrase or a measure of their own" for n in (3, 1)
    ]
    assert (bar.grid == [*rows[:2], *more[2:4], rows[4]]).all()
    assert np.allclose(bar.facts, search.describe_all(bar.grid))
    won = margins(DECODER, points[2:4], to_network(search.to_score(bar.grid[2:4])))
    assert (won >= MARGIN).all()
    assert not points[[0, 1, 4]].any()


def mend(
    monkeypatch: pytest.MonkeyPatch, rows: np.ndarray, targets: np.ndarray, offered: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A bar's rows (N, 24) and points after one round that offers (M, K, 24) for the K cells that are not right."""
    monkeypatch.setattr(bar_points, "CANDIDATES", len(offered))
    monkeypatch.setattr(bar_points, "END_ROUNDS", 1)
    monkeypatch.setattr(bar_points, "_candidates", lambda *_: offered)
    monkeypatch.setattr(search, "cheapest", lambda *_: 0)
    monkeypatch.setattr(search, "plan_of", lambda *_, **__: None)
    bar = search.Bar(rows.copy(), search.describe_all(rows), targets, np.zeros_like(rows), 0)
    points = np.zeros((len(rows), DECODER.latent), np.float16)
    codec = bar_points.Codec(load_exported(FOLDER), DECODER, "x")
    material = search.Material((60,), 0, rows[0], 0)
    work = bar_points.Work(bar, rows, material, search.Effort(), None, codec)
    bar_points.mend_cells(work, points, lambda _: None)
    return bar.grid, points


def test_of_two_cells_with_one_measure_the_second_takes_one_that_nobody_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = search.to_search(eighths(4))
    free = rows[3].copy()
    rows[2] = rows[0]
    targets = search.describe_all(rows)
    targets[:, 2] = 8  # onsets: all stand where they should
    targets[:, 1] = search.describe_all(np.stack([rows[0], rows[1], free, rows[3]]))[:, 1]
    another = np.where(free > 0, free + 1, 0).astype(np.uint8)
    grid, points = mend(monkeypatch, rows, targets, np.stack([rows[[1]], rows[[3]], another[None]]))
    assert (grid == [rows[0], rows[1], another, rows[3]]).all()
    assert (margins(DECODER, points[[2]], to_network(search.to_score(grid[[2]]))) >= MARGIN).all()


@pytest.mark.parametrize("twin", [False, True])
def test_a_measure_that_misses_its_end_is_taken_only_where_the_present_one_stands_elsewhere_too(
    monkeypatch: pytest.MonkeyPatch, *, twin: bool
) -> None:
    rows = search.to_search(eighths(3))
    rows[2] = rows[1] if twin else rows[2]
    other = np.where(rows[0] > 0, rows[0] + 2, 0).astype(np.uint8)
    targets = search.describe_all(rows)
    targets[2, 2] += 1  # an onset more than either has
    grid, _ = mend(monkeypatch, rows, targets, other[None, None])
    assert (grid[2] == (other if twin else rows[2])).all()


@pytest.mark.parametrize("leaps", [False, True])
def test_a_cell_is_not_mended_at_the_cost_of_another_pad(
    monkeypatch: pytest.MonkeyPatch, *, leaps: bool
) -> None:
    rows = search.to_search(eighths(3))
    other = rows[2].copy()
    other[23] = other[21]  # the onset that is missing
    targets = search.describe_all(rows)
    was, new = search.describe_all(np.stack([rows[2], other]))
    assert new[3] < was[3]
    targets[2] = new
    targets[2, 3] = was[3] + 0.2 if leaps else new[3]
    grid, _ = mend(monkeypatch, rows, targets, other[None, None])
    assert (grid[2] == (rows[2] if leaps else other)).all()


def test_more_measures_that_stand_twice_than_are_borne_are_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bar_points, "TWINS_BORNE", 1)
    rows = search.to_search(eighths(3))
    rows[1:] = rows[0]
    with pytest.raises(bar_points.BuildError, match="another one has"):
        mend(monkeypatch, rows, search.describe_all(rows), rows[None, [0, 0]])
