"""Mirrors installation/training/table.py and points.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.latent.table import SHAPE, Table
from installation.measure.decoder import Decoder
from installation.measure.vocabulary import to_network
from installation.training import bar_points, search, table
from installation.training.checkpoint import load_exported
from installation.training.metrics import spearman
from installation.training.points import MARGIN, Finder, margins
from tests.fakes.bars import eighths, hard

if TYPE_CHECKING:
    import pytest

FOLDER = Path(__file__).parents[2] / "models" / "folk"
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
DECODER = Decoder.from_bytes((FOLDER / "weights.safetensors").read_bytes(), CONFIG)


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
    monkeypatch.setattr(bar_points, "find_points", lambda *_: before.points[0].reshape(10_000, -1))
    monkeypatch.setattr(bar_points, "mend_cells", lambda *_: None)
    monkeypatch.setattr(table, "draw_to_levels", lambda points, *_: points)
    codec = bar_points.Codec(None, DECODER, "sha")
    material = search.Material((60,), 0, search.to_search(rows[0, 0, 0, 0, :1, 0])[0], 0)
    watch = table.Watch(lambda: None, lambda _: None)
    found = table.build("x", material, None, codec, search.Targets(), search.Effort(), watch, None, kept)
    assert [part for part, _ in asked] == [3]
    assert (asked[0][1] == search.to_search(before.grid[0].reshape(-1, 24))).all()  # it leans on the first
    assert (found.grid[:3] == before.grid[:3]).all()
    assert (found.points[:3] == before.points[:3]).all()
    assert (found.grid[3] == before.grid[0]).all()
