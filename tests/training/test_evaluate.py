"""Mirrors installation/training/evaluate.py."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from installation.latent.table import Table
from installation.measure.decoder import Decoder
from installation.training import evaluate
from installation.training.checkpoint import load_exported
from installation.training.judges import make_judge

FOLDER = Path(__file__).parents[2] / "models" / "folk"
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
DECODER = Decoder.from_bytes((FOLDER / "weights.safetensors").read_bytes(), CONFIG)


def some_bars(count: int = 50) -> np.ndarray:
    rows = np.full((count, 24), 128, np.uint8)
    rows[:, ::3] = 72 + np.random.default_rng(0).integers(-3, 4, (count, 8))
    return rows


@pytest.fixture(scope="module")
def table() -> Table:
    """A table whose points move along one line with the density level."""
    level = np.arange(10, dtype=np.float16).reshape(1, 1, 1, 10, 1, 1)
    points = np.broadcast_to(0.1 * level, (4, 10, 10, 10, 10, DECODER.latent)).astype(np.float16)
    lines = DECODER.decode_many(points[0, 0, 0, :, 0].astype(np.float32))
    grid = np.broadcast_to(lines.reshape(1, 1, 1, 10, 1, 24), (4, 10, 10, 10, 10, 24)).copy()
    return Table("line", "x", points, grid)


def test_a_model_that_has_learned_gives_simple_bars_back() -> None:
    found = evaluate.reconstruction(load_exported(FOLDER), evaluate.checked_measures(some_bars()))
    assert found["symbol"] > 0.97
    assert set(found) == {"symbol", "onset", "exact"}


def test_encoder_metrics_are_given_for_both_sets_of_attributes() -> None:
    found = evaluate.encoder(load_exported(FOLDER), some_bars(200))
    assert set(found) == {"published_attributes", "own_attributes"}
    assert set(found["own_attributes"]) == {"interpretability", "mig", "sap", "modularity", "spearman"}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (np.zeros((3, 23), int), "shape"),
        (np.zeros((3, 24)), "integers"),
        (np.zeros((0, 24), int), "no measures"),
        (np.full((1, 24), 20), "pitch 20"),
        (np.full((1, 24), 200), "outside"),
    ],
)
def test_what_is_no_set_of_measures_is_refused(rows: np.ndarray, reason: str) -> None:
    with pytest.raises(evaluate.MeasuresError, match=reason):
        evaluate.checked_measures(rows)


def test_every_bar_of_a_table_is_judged_by_itself(table: Table) -> None:
    found = evaluate.control({"line": table})["line"]["bars"]
    assert len(found) == 4
    assert found[1]["of_first_bar"]["differs"] == 0
    assert found[0]["map"]["density"] > 0.99
    assert found[0]["map"]["rhythm"] == 0


def test_moves_along_a_line_are_heard_within_its_ends_when_the_ends_sound_alike(table: Table) -> None:
    same = Table(
        "same", "x", np.zeros_like(table.points), np.broadcast_to(table.grid[0, 0, 0, 0, 0], table.grid.shape)
    )
    found = evaluate.moves(same, DECODER, eased=False, count=40)
    assert found["within"] == 1
    assert 0 <= evaluate.moves(table, DECODER, eased=True, count=40)["within"] <= 1


def test_a_style_shares_everything_with_itself_transposed_and_little_with_another(table: Table) -> None:
    moved = Table("up", "x", table.points, np.where(table.grid < 128, table.grid + 1, table.grid))
    assert evaluate.shared_onsets(table, moved) == pytest.approx(1)
    other = np.full_like(table.grid, 128)
    other[..., 1] = 60
    assert evaluate.shared_onsets(table, Table("other", "x", table.points, other)) < 0.2


def test_naturalness_is_what_the_judge_says() -> None:
    rows = some_bars()
    judge = make_judge(rows)
    assert evaluate.naturalness(rows, judge, every=1) == pytest.approx(judge.bits_an_onset(rows), abs=1e-3)
