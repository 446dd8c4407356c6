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
    kinds = {"published_attributes", "own_attributes"}
    assert set(found) == kinds | {f"{kind}_at_best" for kind in kinds}
    assert set(found["own_attributes"]) == {"interpretability", "mig", "sap", "modularity", "spearman"}


def test_the_points_that_an_encoder_draws_are_the_same_every_time() -> None:
    model, rows = load_exported(FOLDER), some_bars(5)
    assert np.array_equal(evaluate.drawn_points(model, rows), evaluate.drawn_points(model, rows))


def test_of_many_measures_an_even_share_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "MOST_ENCODED", 20)
    model, rows = load_exported(FOLDER), some_bars(60)
    assert evaluate.encoder(model, rows) == evaluate.encoder(model, rows[::3])


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
    assert evaluate.shared_onsets(table, moved)["each"] == pytest.approx(1)
    other = np.full_like(table.grid, 128)
    other[..., 1] = 60
    assert evaluate.shared_onsets(table, Table("other", "x", table.points, other))["each"] < 0.2


def test_naturalness_is_what_the_judge_says() -> None:
    rows = some_bars()
    judge = make_judge(rows)
    assert evaluate.naturalness(rows, judge, every=1) == pytest.approx(judge.bits_an_onset(rows), abs=1e-3)


def test_a_closing_bar_is_judged_by_its_last_note_and_how_long_it_is_held() -> None:
    rows = np.full((4, 24), 128, np.uint8)
    rows[:, 0] = 60
    rows[0, 18], rows[1, 21], rows[2, 22], rows[3, 18] = 67, 72, 62, 60
    found = evaluate.closing(rows, tonic=0)
    assert found == {
        "tonic_or_fifth": 0.75,
        "held_a_beat": 0.5,
        "held_half_a_beat": 0.75,
        "held_a_third": 1.0,
    }


def test_the_least_margin_says_whether_an_entry_is_lost(table: Table) -> None:
    assert evaluate.least_margin(table, DECODER, every=400) > 0
    wrong = table.grid.copy()
    wrong[0, 0, 0, 0, 0, 0] = 90
    assert evaluate.least_margin(Table("wrong", "x", table.points, wrong), DECODER, every=400) < 0


def test_a_judges_marks_put_real_bars_before_random_ones() -> None:
    rows = some_bars(80)
    rows[:40, 12:] = 128
    found = evaluate.marks(make_judge(rows), rows)
    assert found["real"] < found["random_pitches"]
    assert found["real"] <= found["picked_to_fit"] + 1


def test_bars_picked_to_fit_are_bars_that_there_are() -> None:
    rows = some_bars(60)
    rows[::2, 3] = 128
    rows[::3, 7] = 70
    picked = evaluate.picked_to_fit(rows)
    assert picked.shape == (10_000, 24)
    assert {row.tobytes() for row in picked} <= {row.tobytes() for row in rows}
