"""Mirrors installation/training/table.py and points.py."""

from __future__ import annotations

import json
import time
from pathlib import Path
from threading import Barrier, Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from installation.latent.table import SHAPE, Table
from installation.measure.decoder import Decoder
from installation.measure.vocabulary import to_network
from installation.training import bar_points, search, table
from installation.training.checkpoint import load_exported
from installation.training.metrics import spearman
from installation.training.points import MARGIN, Finder, margins
from tests.fakes.bars import eighths, hard

if TYPE_CHECKING:
    from collections.abc import Callable

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
    found = table.build(
        "x",
        table.Commission(material, None, codec, search.Targets(), search.Effort(), watch, None, kept),
    )
    assert [part for part, _ in asked] == [3]
    assert (asked[0][1] == search.to_search(before.grid[0].reshape(-1, 24))).all()  # it leans on the first
    assert (found.grid[:3] == before.grid[:3]).all()
    assert (found.points[:3] == before.points[:3]).all()
    assert (found.grid[3] == before.grid[0]).all()


def commission(say: Callable[[str], None]) -> table.Commission:
    """For a table of nothing but one bar."""
    material = search.Material((60,), 0, search.to_search(eighths(1))[0], 0)
    codec, watch = bar_points.Codec(None, DECODER, "sha"), table.Watch(lambda: None, say)
    return table.Commission(material, None, codec, search.Targets(), search.Effort(), watch)


def test_bars_that_are_made_side_by_side_lean_on_the_first_one_and_come_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = eighths(4)
    together, leant = Barrier(3, timeout=20), []

    def search_bar(*told: Any) -> Any:
        part, first = told[4], told[5]
        if part:
            leant.append(first.part)
            together.wait()  # all three later bars are made at a time, or this breaks
        grid = np.repeat(rows[part : part + 1], search.CELLS, 0)
        return table.searched_before(grid, search.Targets(), part), search.Effort()

    monkeypatch.setattr(search, "search_bar", search_bar)
    monkeypatch.setattr(
        bar_points, "find_points", lambda work, _: np.full((search.CELLS, DECODER.latent), work.bar.part)
    )
    monkeypatch.setattr(table, "verify", lambda *_: None)
    monkeypatch.setattr(bar_points, "mend_cells", lambda *_: None)
    monkeypatch.setattr(table, "draw_to_levels", lambda found, *_: found)
    found = table.build("x", commission(lambda _: None), workers=3)
    assert leant == [0, 0, 0]
    assert (found.grid[:, 0, 0, 0, 0] == rows).all()
    assert found.points[:, 0, 0, 0, 0, 0].tolist() == [0, 1, 2, 3]


def test_where_one_bar_fails_the_others_end_at_their_next_word(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, begun = [], Event()

    def make_bar(asked: table.Commission, part: int, first: search.Bar | None) -> table.Made:
        if first is None:
            bar = search.Bar(*(np.zeros(0),) * 4, 0)
            return table.Made(bar, bar.grid, bar.facts)
        if part == search.PARTS[-1]:
            begun.wait(20)
            raise bar_points.BuildError("nothing decodes")
        try:
            for _ in range(2000):
                begun.set()
                asked.watch.say("going on")
                time.sleep(0.01)
        except RuntimeError:
            ended.append(part)
            raise
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(table, "_make_bar", make_bar)
    with pytest.raises(bar_points.BuildError, match="nothing decodes"):
        table.build("x", commission(lambda _: None), workers=2)
    assert 2 in ended  # and none went on
