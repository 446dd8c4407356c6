"""Mirrors installation/training/search.py, with annealing.py, moves.py and rhythms.py beneath it."""

from __future__ import annotations

import numpy as np
import pytest

from installation.measure.attributes import attributes_of
from installation.score import HOLD
from installation.settings import read_style
from installation.training import judges, search
from installation.training.metrics import control_figures

TARGETS = search.Targets()


@pytest.fixture(scope="module")
def steer() -> judges.Steer:
    chance = np.random.default_rng(0)
    rows = np.full((500, 24), HOLD, np.uint8)
    rows[:, ::3] = 67 + np.cumsum(chance.integers(-3, 4, (500, 8)), axis=1)
    return judges.make_steer(rows)


@pytest.fixture(scope="module")
def material() -> search.Material:
    home = np.zeros(24, np.uint8)
    home[::6] = (67, 71, 74, 71)
    return search.Material(search.scale_of(7, "major", 59, 83), 7, home, 3)


@pytest.fixture(scope="module")
def searched(steer: judges.Steer, material: search.Material) -> search.Bar:
    """A bar after a short search."""
    return search.search_bar(
        TARGETS, search.Effort(sweeps=24, rhythm_sweeps=2000), steer, material, search.BAR_FIRST, None, int
    )


def test_even_a_short_search_gives_every_cell_its_onsets_and_uses_only_the_mode(
    searched: search.Bar, material: search.Material
) -> None:
    rows = search.to_score(searched.grid)
    found = attributes_of(rows)
    _, _, density, _ = search.levels_of()
    assert (found.onsets == np.array(TARGETS.onsets)[density]).mean() > 0.99
    assert set(rows[rows < HOLD].tolist()) <= set(material.pitches)


def test_even_a_short_search_makes_the_pads_work(searched: search.Bar) -> None:
    found = control_figures(search.to_score(searched.grid).reshape(10, 10, 10, 10, 24))
    assert min(found["own"].values()) > 0.8
    assert found["silent"] == 0


def test_the_facts_that_the_search_keeps_are_those_of_its_rows(searched: search.Bar) -> None:
    assert np.allclose(searched.facts, search.describe_all(searched.grid))


def test_the_same_seed_searches_the_same_grid(steer: judges.Steer, material: search.Material) -> None:
    one, again = (
        search.search_bar(
            TARGETS, search.Effort(sweeps=2, rhythm_sweeps=50), steer, material, search.BAR_FIRST, None, int
        ).grid
        for _ in range(2)
    )
    assert (one == again).all()


def test_touching_up_changes_only_the_chosen_cells(
    searched: search.Bar, steer: judges.Steer, material: search.Material
) -> None:
    before = searched.grid.copy()
    search.touch_up(
        searched, searched.grid, material, search.Effort(), steer, np.array([5, 4321]), (1.0, 0.1), 1
    )
    changed = np.flatnonzero((searched.grid != before).any(1))
    assert set(changed.tolist()) <= {5, 4321}


def test_targets_rise_with_their_levels() -> None:
    goals = search.wanted(TARGETS, search.off_goals(TARGETS)).reshape(10, 10, 10, 10, 4)
    for axis in range(4):
        assert (np.diff(goals[..., axis], axis=axis) > -1e-9).all()
        assert (np.diff(goals[..., axis], axis=axis) > 1e-3).mean() > 0.99


def test_a_mode_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="no mode 'jazz'"):
        search.scale_of(0, "jazz", 60, 72)


def test_a_style_without_notes_cannot_be_searched() -> None:
    text = (
        "name: x\ntitle: x\ndescription: x\ntonic: 0\nmode: major\ntempo_bpm: 90\n"
        f"start: [[129, {', '.join(['128'] * 23)}]]\ninstruments: {{melody: kalimba}}\n"
    )
    with pytest.raises(ValueError, match="no notes"):
        search.material_of(read_style(text, "x.yaml"))


def test_search_rows_and_score_rows_are_two_names_for_one_thing(searched: search.Bar) -> None:
    assert (search.to_search(search.to_score(searched.grid)) == searched.grid).all()
