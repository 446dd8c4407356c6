"""Mirrors installation/training/table.py and points.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from installation.latent.table import SHAPE, Table
from installation.measure.decoder import Decoder
from installation.measure.vocabulary import to_network
from installation.training import search, table
from installation.training.checkpoint import load_exported
from installation.training.metrics import spearman
from installation.training.points import MARGIN, Finder, margins

FOLDER = Path(__file__).parents[2] / "models" / "folk"
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
DECODER = Decoder.from_bytes((FOLDER / "weights.safetensors").read_bytes(), CONFIG)


def eighths(count: int) -> np.ndarray:
    """Bars of eighths in small steps: easy to encode."""
    chance = np.random.default_rng(4)
    rows = np.full((count, 24), 128, np.uint8)
    rows[:, ::3] = 70 + np.clip(np.cumsum(chance.integers(-2, 3, (count, 8)), axis=1), -12, 12)
    return rows


def hard(count: int) -> np.ndarray:
    """Bars no tune would have."""
    chance = np.random.default_rng(7)
    rows = np.where(chance.random((count, 24)) < 0.4, chance.integers(60, 80, (count, 24)), 128).astype(
        np.uint8
    )
    rows[:, 0] = 65
    return rows


def test_a_found_point_decodes_to_its_measure_with_a_margin() -> None:
    rows = eighths(60)
    finder = Finder(load_exported(FOLDER), DECODER, rows)
    assert len(finder.missing) < 10
    found = np.setdiff1d(np.arange(60), finder.missing)
    decoded = DECODER.decode_many(finder.points[found].astype(np.float32))
    assert (decoded == rows[found]).all()
    assert (finder.margin[found] >= MARGIN).all()


def test_perturbing_and_descending_find_more() -> None:
    finder = Finder(load_exported(FOLDER), DECODER, hard(40))
    encoded = len(finder.missing)
    finder.perturb(np.random.default_rng(0), 0.05)
    perturbed = len(finder.missing)
    finder.descend(steps=40, reach=0.05)
    assert len(finder.missing) < encoded
    assert perturbed <= encoded


def test_a_point_that_misses_its_measure_has_a_margin_below_zero() -> None:
    rows = eighths(5)
    finder = Finder(load_exported(FOLDER), DECODER, rows)
    wrong = np.roll(to_network(rows), 3, axis=0)
    assert (margins(DECODER, finder.points, wrong) < 0).all()


def test_points_drawn_to_their_levels_decode_to_the_same_and_rank_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = eighths(400)
    points = Finder(load_exported(FOLDER), DECODER, rows).points.copy()
    levels = np.random.default_rng(2).integers(0, 10, (4, 400))
    monkeypatch.setattr(search, "levels_of", lambda: levels)
    points[:, 3] += (0.02 * levels[3]).astype(np.float16)
    good = margins(DECODER, points, to_network(rows)) >= MARGIN
    drawn = table.draw_to_levels(points, rows, DECODER)
    decoded = DECODER.decode_many(drawn.astype(np.float32))
    assert (decoded[good] == rows[good]).all()
    assert spearman(levels[3], drawn[:, 3]) > spearman(levels[3], points[:, 3])


def test_twins_are_all_but_the_first_of_equal_rows() -> None:
    assert table.twins(np.array([[1], [2], [1], [1], [3]], np.uint8)).tolist() == [2, 3]


def test_a_build_that_was_stopped_goes_on_with_the_bars_it_has(tmp_path: Path) -> None:
    drafts = table.Drafts(tmp_path, "key")
    assert drafts.load(0) == (None, None)
    grid = np.where(hard(20) < 128, hard(20), 0).astype(np.uint8)
    bar = search.Bar(grid, search.describe_all(grid), np.zeros((20, 4)), np.zeros_like(grid), 0)
    drafts.save(0, bar, np.ones((20, 3), np.float16))
    found, points = drafts.load(0)
    assert found is not None
    assert points is not None
    assert (found.grid == grid).all()
    assert (found.facts == bar.facts).all()
    assert drafts.load(1) == (None, None)
    assert table.Drafts(tmp_path, "another").load(0) == (None, None)


def test_of_a_table_only_the_bars_that_are_asked_for_are_searched_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = np.broadcast_to(eighths(1), (*SHAPE, 24)).copy()
    rows[1:] = np.broadcast_to(eighths(2)[1], (*SHAPE[1:], 24))
    points = Finder(load_exported(FOLDER), DECODER, rows.reshape(-1, 24)[[0, 10_000]]).points
    before = Table("x", "sha", np.stack([points[i] for i in (0, 1, 1, 1)])[:, None].repeat(10_000, 1)
                   .reshape(*SHAPE, -1), rows)  # fmt: skip
    kept = table.kept_bars(before, (3,))
    assert sorted(kept) == [0, 1, 2]
    asked = []

    def search_bar(*told: Any) -> Any:
        asked.append((told[4], told[5].grid.copy()))
        return table.searched_before(
            before.grid[0].reshape(-1, 24), search.Targets(), told[4]
        ), search.Effort()

    monkeypatch.setattr(search, "search_bar", search_bar)
    monkeypatch.setattr(table, "find_points", lambda *_: before.points[0].reshape(10_000, -1))
    monkeypatch.setattr(table, "mend_cells", lambda *_: None)
    monkeypatch.setattr(table, "draw_to_levels", lambda points, *_: points)
    codec = table.Codec(None, DECODER, "sha")
    material = search.Material((60,), 0, search.to_search(rows[0, 0, 0, 0, :1, 0])[0], 0)
    watch = table.Watch(lambda: None, lambda _: None)
    found = table.build("x", material, None, codec, search.Targets(), search.Effort(), watch, None, kept)
    assert [part for part, _ in asked] == [3]
    assert (asked[0][1] == search.to_search(before.grid[0].reshape(-1, 24))).all()  # it leans on the first
    assert (found.grid[:3] == before.grid[:3]).all()
    assert (found.points[:3] == before.points[:3]).all()
    assert (found.grid[3] == before.grid[0]).all()


def test_cells_that_find_nothing_are_an_error_and_not_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "ROUNDS", 1)
    monkeypatch.setattr(table.search, "touch_up", lambda *_: None)
    monkeypatch.setattr(search, "CELLS", 200)
    monkeypatch.setattr(Finder, "perturb", lambda *_: None)
    monkeypatch.setattr(Finder, "descend", lambda *_, **__: None)
    grid = np.where(hard(200) < 128, hard(200), 0).astype(np.uint8)
    bar = search.Bar(grid, search.describe_all(grid), np.zeros((search.CELLS, 4)), np.zeros_like(grid), 0)
    codec = table.Codec(load_exported(FOLDER), DECODER, "x")
    material = search.Material((60,), 0, grid[0], 0)
    with pytest.raises(table.BuildError, match="found no measure"):
        table.find_points(table.Work(bar, grid, material, search.Effort(), None, codec), lambda _: None)


def test_the_last_cells_take_a_measure_that_a_point_nearby_decodes_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "NEARBY", 60)
    monkeypatch.setattr(search, "cheapest", lambda _bar, _cell, rows, _plan: len(rows) - 1)
    grid = search.to_search(eighths(6))
    bar = search.Bar(grid, search.describe_all(grid), np.zeros((6, 4)), np.zeros_like(grid), 0)
    before, points = grid.copy(), np.zeros((6, DECODER.latent), np.float16)
    codec = table.Codec(load_exported(FOLDER), DECODER, "x")
    monkeypatch.setattr(search, "plan_of", lambda *_, **__: None)
    work = table.Work(bar, grid, None, None, None, codec)
    left = table._take_what_decodes(work, np.array([1, 4]), points, 9)
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
    assert len(table.astray(bar, bar.grid)) == 0
    facts[[440, 945], 1] -= 1  # levels (1, 5, 5, 1) and (1, 10, 5, 6)
    facts[[4, 95], 2] += 1  # levels (1, 1, 1, 5) and (1, 1, 10, 6)
    facts[:, 3] += 1
    assert table.astray(bar, bar.grid).tolist() == [4, 95, 945]


@pytest.mark.parametrize(
    ("part", "astray"),
    [
        (search.BAR_FIRST, []),
        (search.BAR_LIKE, [0, 1, 4]),
        (search.BAR_OTHER, [0, 3]),
        (search.BAR_LAST, []),
    ],
)
def test_a_bar_keeps_of_the_first_one_what_its_part_in_the_phrase_asks_for(
    part: int, astray: list[int]
) -> None:
    first = np.where(np.arange(24) < 10, 60, 0).astype(np.uint8)[None].repeat(search.CELLS, 0)
    rows = first.copy()
    for cell, kept in enumerate((0, 1, 5, 6, 4)):
        rows[cell, kept:10] = 62
    rows[5:, 5:10] = 62
    bar = search.Bar(rows, np.zeros((search.CELLS, 4)), np.zeros((search.CELLS, 4)), first, part)
    assert table.astray(bar, first).tolist() == astray


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
    offered = np.stack([rows[[2, 3, 4]], more[[2, 3, 4]]])
    offered[1, 2] = search.to_search(hard(1))[0]  # nothing decodes to it, and it does not stand there
    monkeypatch.setattr(table, "CANDIDATES", 2)
    monkeypatch.setattr(table, "END_ROUNDS", 2)
    monkeypatch.setattr(table, "_candidates", lambda *args: offered[:, args[1] - 2])
    monkeypatch.setattr(search, "cheapest", lambda *_: 0)
    monkeypatch.setattr(search, "plan_of", lambda *_, **__: None)
    bar = search.Bar(rows.copy(), facts, targets, np.zeros_like(rows), 0)
    points, said = np.zeros((5, DECODER.latent), np.float16), []
    codec, material = table.Codec(load_exported(FOLDER), DECODER, "x"), search.Material((60,), 0, rows[0], 0)
    table.mend_cells(table.Work(bar, rows, material, search.Effort(), None, codec), points, said.append)
    assert said == [
        f"{n} miss a pad's end, their part in the phrase or a measure of their own" for n in (3, 1)
    ]
    assert (bar.grid == [*rows[:2], *more[2:4], rows[4]]).all()
    assert np.allclose(bar.facts, search.describe_all(bar.grid))
    won = margins(DECODER, points[2:4], to_network(search.to_score(bar.grid[2:4])))
    assert (won >= MARGIN).all()
    assert not points[[0, 1, 4]].any()
